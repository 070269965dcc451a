"""Dropout: what is dropped and scaled batch by batch, and what it does to over-fitting."""

from lesson import Act, Answer, Page, Scene
from pages.dropout import words_masks, words_training
from pages.dropout.drawing_masks import draw_masks
from pages.dropout.drawing_training import draw_trainings
from pages.dropout.measure import Measured, grow, measure
from pages.dropout.measure_masks import Inputs
from pages.dropout.settings import Settings, controls

ELSEWHERE = Answer(None, "The picture shows another view than the one that this question is about.")


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Dropout in training and in evaluation."""
    return {
        "Training": (
            r"\mathit{out}_i &:= \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{out}_i",
            r"m_i &= 0 \text{ with probability } \mathit{rate}, \text{ else } 1",
            r"\mathit{ierror}_i &:= \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{error}_i",
        ),
        "Evaluation": (r"\mathit{out}_i &:= \mathit{out}_i",),
    }


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    return draw_masks(measured) if isinstance(measured, Inputs) else draw_trainings(measured)


def _answer_of_masks(measured: Measured) -> Answer:
    return words_masks.answer(measured) if isinstance(measured, Inputs) else ELSEWHERE


def _answer_of_trainings(measured: Measured) -> Answer:
    return ELSEWHERE if isinstance(measured, Inputs) else words_training.answer(measured)


ACTS = (
    Act(
        name="masks",
        question=words_masks.QUESTION,
        guesses=words_masks.GUESSES,
        answer=_answer_of_masks,
        sliders=("rate", "unit", "steps"),
    ),
    Act(
        name="overfitting",
        question=words_training.QUESTION,
        guesses=words_training.GUESSES,
        answer=_answer_of_trainings,
        settings={"view": "overfitting"},
        sliders=("rate", "width", "noise"),
    ),
)

PAGE = Page(
    name="dropout",
    title="Dropout: why drop units, and why make the rest larger?",
    menu="Dropout",
    group="Networks",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    grow=grow,
    controls=controls,
    equations=equations,
)
