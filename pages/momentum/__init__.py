"""Momentum: what the velocity does in the canyon, and which pair of η and α is best."""

from lesson import Act, Page
from pages.momentum.drawing import draw
from pages.momentum.measure import measure, measure_many
from pages.momentum.settings import Settings, controls
from pages.momentum.words import GUESSES, PAIRS, canyon_answer, equations, pair_answer

ACTS = (
    Act(
        name="canyon",
        question="What happens in the canyon?",
        guesses=GUESSES,
        answer=canyon_answer,
        sliders=("eta", "alpha", "kappa"),
    ),
    Act(
        name="pair",
        question="Which pair of η and α is best?",
        guesses=PAIRS,
        answer=pair_answer,
        settings={"view": "map"},
        sliders=("eta", "alpha", "kappa"),
    ),
)

PAGE = Page(
    name="momentum",
    title="Momentum: what happens in the canyon?",
    menu="Momentum",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    controls=controls,
    equations=equations,
    onward=("canyon",),
)
