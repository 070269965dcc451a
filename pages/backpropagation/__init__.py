"""Backpropagation: the lecture's algorithm line by line on a small network."""

from lesson import Act, Page
from pages.backpropagation import answers
from pages.backpropagation.drawing import draw
from pages.backpropagation.measure import measure, measure_many, runs
from pages.backpropagation.settings import Settings, controls
from pages.backpropagation.words import equations

BLAME = Act(
    name="blame",
    question="Who is to blame for the error?",
    guesses=answers.BLAME,
    answer=answers.blame,
    sliders=("target", "u1", "w01"),
    setup="Circles are units, the numbers at the lines weights. Blue: values going up; orange: errors coming down.",
    look="Blue goes up, a layer at a time; at the top the error; orange comes down, as wide as it is large.",
    try_next="Set u₁ to 0: who is blamed now? And with a negative u₁?",
)
FACTORS = Act(
    name="factors",
    question="Make the purple weight larger: what does the error do?",
    guesses=answers.SIGN,
    answer=answers.sign,
    settings={"view": "factors"},
    sliders=("in0", "u1", "target"),
    setup="Purple: w₀₁ and its path to the error. Blue: what each unit gives. The prediction stands at the top.",
    look="Each factor is pointed at on the path, from the top down; the product so far falls with it.",
    try_next="Turn the sign round with one slider; then make the product 0.",
)
SATURATED = Act(
    name="saturated",
    question="How much blame gets past a saturated unit?",
    guesses=answers.PAST,
    answer=answers.past,
    settings={"view": "slope", "in0": 1.5, "w00": 1.8},
    sliders=("in0", "w00"),
    setup="The curve: what a hidden unit makes of its input. Far out, where the curve is flat, a unit is saturated.",
    look="The orange tangent at each unit's dot: its slope is the factor by which blame gets past.",
    try_next="Drag in[0] towards 0: from where on does blame get past unit 0 again?",
)
NUDGE = Act(
    name="nudge",
    question="Is it right? Nudge w: how far does the error move?",
    guesses=answers.NUDGE,
    answer=answers.nudge,
    settings={"view": "nudge"},
    sliders=("nudge", "w01"),
    setup="Solid: the error for every value of the purple weight. Dashed: the slope that backpropagation gives.",
    look="The dot is the error, the purple ring what gradient · nudge says.",
    try_next="Make the nudge smaller and larger: how long can you trust the slope?",
)
BATCH = Act(
    name="batch",
    question="Many examples: when do the weights move?",
    guesses=answers.MOVES,
    answer=answers.moves,
    settings={"view": "batch", "eta": 0.5, "batch_size": 2},
    sliders=("batch_size", "eta"),
    setup="Four examples: inputs below, target above, prediction inside. Bars: d, the derivative added up so far.",
    look="d adds up over the batch, the weights move once, d is 0 again; then the next batch.",
    try_next="Set the batch size to 1, then to 4: when is the error's curve rougher?",
)

PAGE = Page(
    name="backpropagation",
    title="Backpropagation: who is to blame for the error?",
    menu="Backpropagation",
    group="Networks",
    settings=Settings,
    acts=(BLAME, FACTORS, SATURATED, NUDGE, BATCH),
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    controls=controls,
    equations=equations,
    runs=runs,
)
