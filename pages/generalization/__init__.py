"""Generalization: is it learning, is it under- or over-fitting, and what each remedy does beside the run without it."""

from collections.abc import Callable
from typing import TypeVar

from lesson import Act, Answer, Page
from pages.generalization import answers, answers_fit
from pages.generalization.drawing import draw
from pages.generalization.measure import Measured, grow, measure, runs
from pages.generalization.measure_digits import Digits
from pages.generalization.measure_many import Many
from pages.generalization.measure_remedies import Remedies
from pages.generalization.measure_run import Run
from pages.generalization.measure_test import Tested
from pages.generalization.settings import Settings, controls

ELSEWHERE = Answer(None, "The picture shows another view than the one that this question is about.")
LONG = {"epochs": 400, "seeds": 5}

M = TypeVar("M", Run, Many, Remedies, Digits, Tested)


def of_its_view(view: str, kind: type[M], answer: Callable[[M], Answer]) -> Callable[[Measured], Answer]:
    """The answer of an act where its own view was measured; a link may show any."""

    def answered(measured: Measured) -> Answer:
        return answer(measured) if isinstance(measured, kind) and measured.settings.view == view else ELSEWHERE

    return answered


ACTS = (
    Act(
        name="learning",
        question="Is it learning?",
        guesses=answers.LEARNS,
        answer=of_its_view("learning", Run, answers.learns),
        sliders=("eta", "epochs", "dataset"),
        setup="A network and 20 noisy examples. Dashed: the naive baseline, the best that always says the same.",
        look="Where the training error falls below the dashed line. Bands: the middle half of the seeds.",
        try_next="η = 0.0001: does it still learn? Then the cells: what does the baseline always say there?",
    ),
    Act(
        name="underfitting",
        question="Is it under-fitting?",
        guesses=answers_fit.UNDER,
        answer=of_its_view("units", Many, answers_fit.underfits),
        settings={"view": "units", "width": 0, **LONG},
        sliders=("width", "epochs"),
        setup="A straight line through a sine. Curve: the training error of networks with more and more units.",
        look="Which dots still sink while the networks train, and which have stopped high up.",
        try_next="1 unit, then 4: from how many units on can it follow the points?",
    ),
    Act(
        name="overfitting",
        question="Is it over-fitting?",
        guesses=answers.OVER,
        answer=of_its_view("errors", Run, answers.overfits),
        settings={"view": "errors", **LONG},
        sliders=("width", "noise", "size"),
        setup="Dots: the 20 examples it is trained on. The validation error is that on 20 others, not seen.",
        look="Where the validation error turns up, while the curve bends to single points.",
        try_next="200 examples, then no noise: does the validation error still turn?",
    ),
    Act(
        name="early",
        question="Early stopping: how much training pays?",
        guesses=answers.STOPS,
        answer=of_its_view("stop", Run, answers.stops),
        settings={"view": "stop", **LONG},
        sliders=("patience", "width"),
        setup="Training stops when the validation error has not been lower for so many epochs: the patience.",
        look="Dots: the epochs that are kept. Faint: what training on would have done.",
        try_next="A patience of 50, then 5: how many seeds stop before they have learnt anything?",
    ),
    Act(
        name="capacity",
        question="How many units suit unseen examples best?",
        guesses=answers.UNITS,
        answer=of_its_view("capacity", Many, answers.capacity),
        settings={"view": "capacity", "seed": 0, **LONG},
        sliders=("width", "noise"),
        setup="From a line to far too many units, each trained to the end. Star: the lowest validation error.",
        look="The training error falls and falls; the validation error has its lowest place. And beyond it?",
        try_next="A width of 32: how does the curve run between the points? Then no noise.",
    ),
    Act(
        name="weights",
        question="Which penalty leaves most weights near 0?",
        guesses=answers.SHRINKS,
        answer=of_its_view("weights", Remedies, answers.shrinks),
        settings={"view": "weights", **LONG},
        sliders=("l1", "l2"),
        setup="A stroke for each weight. L2 adds l2·Σw² to the error that is trained, L1 adds l1·Σ|w|.",
        look="How the strokes shrink: all of them, or most to nothing and a few hardly.",
        try_next="L1 and L2 of 0.01: too much? Then 0.00001: which of the two is felt at all?",
    ),
    Act(
        name="dropout",
        question="Does dropout help here?",
        guesses=answers.HELPS,
        answer=of_its_view("dropout", Remedies, answers.helps),
        settings={"view": "dropout", **LONG},
        sliders=("rate", "width"),
        setup="The same training without dropout and with it: in every batch other units are zeroed.",
        look="Whose curve is bent to single points, and whether the bands are apart at the end.",
        try_next="A rate of 0.5: is that too much for so few units? Then 32 units.",
    ),
    Act(
        name="examples",
        question="More examples: what do the two errors do?",
        guesses=answers.MORE,
        answer=of_its_view("examples", Many, answers.more),
        settings={"view": "examples", **LONG},
        sliders=("width", "noise"),
        setup="The same network trained on 5 to 160 examples; the validation error is on 160 others each time.",
        look="The gap between the two curves: wide where examples are few.",
        try_next="2 units: do the errors meet earlier, and at which height?",
    ),
    Act(
        name="augment",
        question="Do changed copies of few digits help?",
        guesses=answers.HELPS,
        answer=of_its_view("augment", Digits, answers.augments),
        settings={"view": "augment"},
        sliders=("turn", "zoom", "shift", "speckle", "digits"),
        setup="Each digit is trained on again and again: as it is, or in changed copies that are still that digit.",
        look="How different the copies may look, and whose error on unseen digits ends lower.",
        try_next="300 digits: do copies still help? Then a shift of 3 pixels.",
    ),
    Act(
        name="wrong",
        question="What can go wrong when digits are turned?",
        guesses=answers.WRONG,
        answer=of_its_view("confused", Digits, answers.confuses),
        settings={
            **{"view": "confused", "turn": 180, "zoom": 0.0, "shift": 0.0, "speckle": 0.0, "digits": 200},
        },
        sliders=("turn", "digits"),
        setup="Unseen digits, upright: a row for what each is, a column for what it was taken for instead.",
        look="Framed: the two that are confused more than before, more than any other pair.",
        try_next="Turned by up to 15°: is anything confused more than before? Then 90°.",
    ),
    Act(
        name="test",
        question="And the test error of what was chosen?",
        guesses=answers.TESTS,
        answer=of_its_view("test", Tested, answers.tests),
        settings={"view": "test", "seed": 0, **LONG, "epochs": 200},
        sliders=("noise", "size"),
        setup="Networks of 0 to 32 units; the lowest validation error chooses. The test part is looked at once: now.",
        look="The chosen one's validation error sinks as more are tried. The last step is the test.",
        try_next="200 examples: what becomes of the gap? A test part that one chooses by is a validation part.",
    ),
)

PAGE = Page(
    name="generalization",
    title="Does it get right what it has not seen?",
    menu="Generalization",
    group="Generalization",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    grow=grow,
    controls=controls,
    runs=runs,
)
