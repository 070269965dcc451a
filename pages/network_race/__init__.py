"""The network race: rules train the same network on the same batches, and one rule trains several networks."""

from lesson import Act, Page
from pages.network_race import words_acts as answers
from pages.network_race.drawing import draw
from pages.network_race.measure import grow, measure, runs
from pages.network_race.settings import Settings, controls
from pages.network_race.words import note
from pages.network_race.words_acts import GUESSES

ACTS = (
    Act(
        name="race",
        question="Which rule trains a network first?",
        guesses=GUESSES["race"],
        answer=answers.first,
        sliders=("eta", "noise", "width"),
        setup="Four copies of one network. Blue: it says the upper moon, full dots; amber: the lower one, open dots.",
        look="Who bends its border round the moons first, and where each curve falls below the dashed line.",
        try_next="A small η, then η = 1: who is first then?",
    ),
    Act(
        name="units",
        question="What has each hidden unit learnt?",
        guesses=GUESSES["units"],
        answer=answers.units,
        settings={
            "view": "units",
            "dataset": "circle",
            "noise": 0.0,
            "layers": 1,
            "width": 4,
            "eta": 0.1,
            "epochs": 40,
            "seed": 1,
        },
        sliders=("width", "eta", "whose"),
        setup="Two inputs, hidden units, the prediction. Ribbons are weights: blue positive, amber negative.",
        look="Each unit's border, and how the ribbons grow as the network trains.",
        try_next="2 units, then 3: how few lines can hold the circle?",
    ),
    Act(
        name="forgives",
        question="Who forgives a bad η?",
        guesses=GUESSES["forgives"],
        answer=answers.forgives,
        settings={"view": "etas", "epochs": 20},
        sliders=("epochs", "width", "batch_size"),
        setup="Every rule trains the network with 16 values of η. A dot fills where the network has learnt.",
        look="How many dots of a row fill, and how far apart the first and the last of them are.",
        try_next="More epochs: whose row grows to the left, to small η?",
    ),
    Act(
        name="batches",
        question="Batches of 1 or all at once?",
        guesses=GUESSES["batches"],
        answer=answers.batches,
        settings={
            **{"view": "batches", "whose": "SGD", "dataset": "circle", "noise": 0.3, "size": 80, "layers": 1},
            **{"eta": 1.0, "epochs": 30, "seed": 6},
        },
        sliders=("eta", "whose"),
        setup="One rule, four copies of a network. In an epoch each sees every example once, in batches of that size.",
        look="Whose curve jumps, and whose hardly moves, after the same number of examples.",
        try_next="η = 0.1: now the slopes may be noisy, but the steps are short.",
    ),
    Act(
        name="depth",
        question="More layers or more units?",
        guesses=GUESSES["depth"],
        answer=answers.depth,
        settings={"view": "depth", "dataset": "spiral", "noise": 0.0, "size": 140, "batch_size": 10, "epochs": 80},
        sliders=("width", "epochs", "whose"),
        setup="8: one hidden layer of 8 units. 8+8: two such layers. Three of the four have about as many weights.",
        look="Which of them bends round the spiral, and how many weights it has.",
        try_next="16 units, then 4: does it still pay to have layers?",
    ),
    Act(
        name="paths",
        question="Do the rules end at the same weights?",
        guesses=GUESSES["paths"],
        answer=answers.paths,
        settings={"view": "weights", "epochs": 40},
        sliders=("eta", "epochs", "width"),
        setup="Each path is a network's weights, seen on one plane of all weights. The bluer, the lower the error.",
        look="Where the paths part, though all start at the same weights and see the same batches.",
        try_next="η = 0.3: which paths go farthest, and do they end lower?",
    ),
    Act(
        name="real",
        question="Real data: does it beat the naive baseline?",
        guesses=GUESSES["real"],
        answer=answers.baseline,
        settings={
            **{"view": "baseline", "dataset": "diabetes", "noise": 0.0, "size": 200, "width": 16, "eta": 0.03},
            **{"epochs": 80},
        },
        sliders=("dataset", "width", "eta"),
        setup="The baseline always says the mean of the examples trained on. Half of them all is kept apart, not seen.",
        look="On which side of the dashed line each curve ends, and where the curve of the unseen examples turns.",
        try_next="A single unit or a smaller η, then the cells: does the gap between the curves close?",
    ),
)

PAGE = Page(
    name="network_race",
    title="Which rule trains a network first?",
    menu="Network race",
    group="Networks",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    grow=grow,
    controls=controls,
    note=note,
    runs=runs,
)
