"""Tuning: searching for hyperparameters, by grid, at random or by halving, and what the winner is worth."""

from collections.abc import Callable
from typing import TypeVar

from lesson import Act, Answer, Page
from pages.tuning import answers
from pages.tuning.drawing import draw
from pages.tuning.measure import Measured, grow, measure, runs
from pages.tuning.measure_halving import Halving
from pages.tuning.measure_repeats import Budget, Kinds, Tested
from pages.tuning.measure_search import Table
from pages.tuning.settings import Settings, controls

ELSEWHERE = Answer(None, "The picture shows another view than the one that this question is about.")

M = TypeVar("M", Table, Budget, Halving, Kinds, Tested)


def of_its_view(kind: type[M], answer: Callable[[M], Answer]) -> Callable[[Measured], Answer]:
    """The answer of an act where its own view was measured; a link may show any."""
    return lambda measured: answer(measured) if isinstance(measured, kind) else ELSEWHERE


ACTS = (
    Act(
        name="search",
        question="How many settings come close to the best?",
        guesses=answers.HOW_MANY,
        answer=of_its_view(Table, answers.how_many),
        sliders=("number", "against", "eta_to"),
        setup="Each mark is a network; its rule, η, batch size, layers and width are drawn at random.",
        look="The ring on the best so far: how it jumps at first, and how seldom later.",
        try_next="Against the width, then the batch size: is there as clear a valley?",
    ),
    Act(
        name="matters",
        question="Which hyperparameter matters most?",
        guesses=answers.MATTERS,
        answer=of_its_view(Table, answers.matters),
        settings={"view": "matters", "number": 60},
        sliders=("number", "eta_from", "l2_to"),
        setup="How much of the spread of the errors do the values of one hyperparameter alone explain?",
        look="The bars as more settings are tried: few settings make almost anything look important.",
        try_next="Strong L2 as well, up to 1: what matters most then?",
    ),
    Act(
        name="grid_or_random",
        question="Grid or random draws, with the same budget?",
        guesses=answers.BUDGET,
        answer=of_its_view(Budget, answers.grid_or_random),
        settings={"view": "budget", "algorithms": ("Momentum",), "eta_to": 10.0, "l2_to": 0.01},
        sliders=("eta_to", "repeats", "draws"),
        setup="Nine settings of η and L2 each, again and again, each time on another split of the data.",
        look="The marks below the square: the grid tries 3 values of η again and again, random draws nine.",
        try_next="η up to 1: now one of the grid's three values happens to suit.",
    ),
    Act(
        name="halving",
        question="Must every setting be trained to the end?",
        guesses=answers.HALVING,
        answer=of_its_view(Halving, answers.halving),
        settings={"view": "halving", "number": 28, "epochs": 100},
        sliders=("number", "epochs", "draws"),
        setup="All train for a few epochs, the best third of them for three times as long, and so on.",
        look="Who is in front after the first round, and whether that is who ends lowest.",
        try_next="10 epochs at most: what does halving save then?",
    ),
    Act(
        name="trees",
        question="Would trees suit these data better?",
        guesses=answers.TREES,
        answer=of_its_view(Kinds, answers.trees),
        settings={"view": "trees", "dataset": "diabetes", "size": 300, "number": 8, "repeats": 4},
        sliders=("dataset", "number", "size"),
        setup="A network, a decision tree and boosted trees: as many settings of each, on the same splits.",
        look="Which mark is lowest in each split, and how long each kind took to get there.",
        try_next="The cells instead of diabetes: is it the same kind in every split?",
    ),
    Act(
        name="tested",
        question="The winner on new examples: what is its error?",
        guesses=answers.TESTED,
        answer=of_its_view(Tested, answers.tested),
        settings={"view": "tested", "size": 100, "number": 16, "seeds": 1},
        sliders=("number", "size", "repeats"),
        setup="The winner by validation is tested once, on examples that nobody has looked at; again on other splits.",
        look="How the two curves part: validation falls with every setting tried, the test error does not follow.",
        try_next="200 examples, then only 4 settings tried: what becomes of the gap?",
    ),
)

PAGE = Page(
    name="tuning",
    title="Which hyperparameters are best, and how does one find them?",
    menu="Tuning",
    group="Generalization",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    grow=grow,
    controls=controls,
    elsewhere=True,
    runs=runs,
)
