"""RMSProp: a gradient beside its own history, and ε inside the root beside ε outside."""

from lesson import Act, Page
from pages.rmsprop.drawing import draw
from pages.rmsprop.measure import Measured, measure, measure_many
from pages.rmsprop.settings import Settings
from pages.rmsprop.words import GUARD_GUESSES, GUESSES, answer, answer_of_guard, lines, note

ACTS: tuple[Act[Measured], ...] = (
    Act(
        name="history",
        question="What if r ≈ g² ≫ ε, and what if g² ≪ r?",
        guesses=GUESSES,
        answer=answer,
        sliders=("eta", "rho", "scale"),
    ),
    Act(
        name="epsilon",
        question="Inside the root or outside: where does ε shorten more steps?",
        guesses=GUARD_GUESSES,
        answer=answer_of_guard,
        settings={"view": "epsilon", "epsilon": 0.001},
        sliders=("epsilon", "eta", "rho"),
    ),
)

PAGE = Page(
    name="rmsprop",
    title="RMSProp: what if r ≈ g² ≫ ε, and what if g² ≪ r?",
    menu="RMSProp",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    note=note,
    equations=lines,
    onward=("canyon",),
)
