"""Initialization: does it matter where training starts? Where weights, output's bias and inputs start."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lesson import Act, Answer, Page
from pages.initialization.bias import words as bias_words
from pages.initialization.bias.measure import Biases
from pages.initialization.category import words as category_words
from pages.initialization.category.measure import Category
from pages.initialization.drawing import draw
from pages.initialization.inputs import words as inputs_words
from pages.initialization.inputs.measure import Inputs
from pages.initialization.measure import Measured, measure, runs
from pages.initialization.same import words as same_words
from pages.initialization.same.measure import Copies
from pages.initialization.scale import words as scale_words
from pages.initialization.scale.measure import Depth
from pages.initialization.settings import Settings, controls

ELSEWHERE = Answer(None, "The picture shows another view than the one that this question is about.")
EQUATIONS: dict[str, Mapping[str, Sequence[str]]] = {
    "same": same_words.EQUATIONS,
    "free": same_words.EQUATIONS,
    "scale": scale_words.EQUATIONS,
    **bias_words.EQUATIONS,
    "inputs": inputs_words.EQUATIONS,
    "category": category_words.EQUATIONS,
}

M = TypeVar("M", Copies, Depth, Biases, Inputs, Category)


def of_its_view(view: str, kind: type[M], answer: Callable[[M], Answer]) -> Callable[[Measured], Answer]:
    """The answer of an act where its own view was measured; a link may show any."""

    def answered(measured: Measured) -> Answer:
        shown = isinstance(measured, kind) and measured.settings.view == view
        return answer(measured) if isinstance(measured, kind) and shown else ELSEWHERE

    return answered


def equations(settings: Settings) -> Mapping[str, Sequence[str]]:
    """The equations of the view that is shown."""
    return EQUATIONS[settings.view]


ACTS = (
    Act(
        name="same",
        question=same_words.QUESTIONS["same"],
        guesses=same_words.GUESSES["same"],
        answer=of_its_view("same", Copies, same_words.answer),
        sliders=("value", "units", "noise"),
        setup="Dots: the two classes. Blue and amber: the prediction. A hidden unit's line is where it changes sign.",
        look="Do the lines part, or do they lie on each other and move as one?",
        try_next="Set the weights to 0. Then, back at 0.5, add a noise of 0.05: where does the error end now?",
    ),
    Act(
        name="free",
        question=same_words.QUESTIONS["free"],
        guesses=same_words.GUESSES["free"],
        answer=of_its_view("free", Copies, same_words.answer),
        settings={"view": "free", "noise": 0.001, "epochs": 150, "seed": 2},
        sliders=("noise", "epochs"),
        setup="Lines: where a hidden unit changes sign, now with a little noise. Curve: how far apart the units are.",
        look="The distance on its logarithmic axis, and the epoch at which the lines part.",
        try_next="Make the noise ten times smaller: how many epochs more does it take?",
    ),
    Act(
        name="scale",
        question="Weights of this size: what becomes of the signal?",
        guesses=scale_words.GUESSES,
        answer=of_its_view("scale", Depth, scale_words.answer),
        settings={"view": "scale"},
        opens_at=1,
        sliders=("scale", "scheme", "activation"),
        setup="A row for each start: how the outputs of a layer are spread, from their lowest to their highest value.",
        look="First up, layer by layer: the number is the outputs' deviation. Then the errors come back.",
        try_next="Find the scale that lets the signal through. Then relu: does Glorot or He still let it through?",
    ),
    Act(
        name="large",
        question="And of the signal where weights are large?",
        guesses=scale_words.GUESSES,
        answer=of_its_view("scale", Depth, scale_words.answer),
        settings={"view": "scale", "scale": 1.0},
        sliders=("scale", "scheme", "activation"),
        setup="A row for each start: how the outputs of a layer are spread, from their lowest to their highest value.",
        look="Where a layer's outputs pile up, and how the errors change from layer to layer on their way back.",
        try_next="Lower the scale until the outputs leave the extremes. For 32 units Glorot's is √(2/64) = 0.18.",
    ),
    Act(
        name="bias",
        question=bias_words.QUESTIONS["bias"],
        guesses=bias_words.GUESSES["bias"],
        answer=of_its_view("bias", Biases, bias_words.answer),
        settings={"view": "bias", "eta": 0.3, "steps": 200},
        sliders=("rarity", "eta"),
        setup="Squares: how many of 100 examples each of two starts expects to be of the rare class.",
        look="The thick line: the steps after which the start at 0 is as good as the other was at first.",
        try_next="Make both classes equally frequent, one example in 2: what is left of the advantage?",
    ),
    Act(
        name="mean",
        question=bias_words.QUESTIONS["mean"],
        guesses=bias_words.GUESSES["mean"],
        answer=of_its_view("mean", Biases, bias_words.answer),
        settings={"view": "mean", "eta": 0.02},
        sliders=("level", "eta"),
        setup="Grey: the examples. The curves: what a network predicts that is trained from two starts.",
        look="One curve starts in the middle of the examples, the other has to climb there first.",
        try_next="Move the targets' mean to 0, then to 10.",
    ),
    Act(
        name="inputs",
        question=inputs_words.QUESTION,
        guesses=inputs_words.GUESSES,
        answer=of_its_view("inputs", Inputs, inputs_words.answer),
        settings={"view": "inputs"},
        sliders=("centred", "share", "column"),
        setup="The error over weight and bias; star: minimum. Normalized: (x − mean)/deviation. Below: the way left.",
        look="The same rule on all three, each at the same share of its largest η. Which comes to the star?",
        try_next="Subtract the mean alone: what does that mend, and what does it not?",
    ),
    Act(
        name="category",
        question=category_words.QUESTION,
        guesses=category_words.GUESSES,
        answer=of_its_view("category", Category, category_words.answer),
        settings={"view": "category"},
        sliders=("order", "steps"),
        setup="Minutes to work by four means: as one number, and as four columns, 1 for the value it has, else 0.",
        look="The line must rise or fall with the number. Each column has a level of its own.",
        try_next="Give the numbers in another order: the line changes, the columns do not care.",
    ),
)

PAGE = Page(
    name="initialization",
    title="Initialization: does it matter where training starts?",
    menu="Initialization",
    group="Networks",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    controls=controls,
    equations=equations,
    runs=runs,
)
