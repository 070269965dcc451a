"""Gradient descent: how long η may be, on a function of one variable and in the canyon."""

from lesson import Act, Page
from pages.gradient_descent.drawing import draw
from pages.gradient_descent.measure import measure, measure_many
from pages.gradient_descent.settings import Settings, controls
from pages.gradient_descent.words import GUESSES, answer, equations

ACTS = (
    Act(
        name="curve",
        question="How long may η be?",
        guesses=GUESSES,
        answer=answer,
        sliders=("eta", "curvature", "x0"),
    ),
    Act(
        name="canyon",
        question="How long may η be in the canyon?",
        guesses=GUESSES,
        answer=answer,
        settings={"view": "canyon"},
        sliders=("eta", "kappa"),
    ),
)

PAGE = Page(
    name="gradient_descent",
    title="Gradient descent: how long may η be?",
    menu="Gradient descent",
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
