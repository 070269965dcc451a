"""Dropout: what is dropped and scaled batch by batch, and what it does to over-fitting."""

from lesson import Act, Page, Scene
from pages.dropout import drawing_masks, drawing_training
from pages.dropout.measure import Measured, measure
from pages.dropout.measure_masks import Inputs
from pages.dropout.settings import Settings, controls
from pages.dropout.words import GUESSES, answer, equations

ACTS = (
    Act(
        name="masks",
        question="Why is the rest made larger?",
        guesses=GUESSES["masks"],
        answer=answer,
        sliders=("rate", "unit", "steps"),
    ),
    Act(
        name="overfitting",
        question="Why drop units?",
        guesses=GUESSES["overfitting"],
        answer=answer,
        settings={"view": "overfitting"},
        sliders=("rate", "width", "noise"),
    ),
)


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    return drawing_masks.draw(measured) if isinstance(measured, Inputs) else drawing_training.draw(measured)


PAGE = Page(
    name="dropout",
    title="Dropout: why drop units, and why make the rest larger?",
    menu="Dropout",
    group="Networks",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    controls=controls,
    equations=equations,
)
