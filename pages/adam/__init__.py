"""Adam: what the bias correction does at the first step, and what each β does."""

from lesson import Act, Page
from pages.adam.drawing import draw
from pages.adam.measure import Measured, measure, measure_many
from pages.adam.settings import Settings
from pages.adam.words import GUESSES, PARTS_GUESSES, answer, answer_of_parts, lines

ACTS: tuple[Act[Measured], ...] = (
    Act(
        name="first_step",
        question="What happens at the first step, when t becomes 1?",
        guesses=GUESSES,
        answer=answer,
        sliders=("scale", "beta1", "beta2", "eta"),
    ),
    Act(
        name="parts",
        question="What is left of Adam with β1 = 0?",
        guesses=PARTS_GUESSES,
        answer=answer_of_parts,
        settings={"view": "parts"},
        sliders=("beta1", "beta2", "scale"),
    ),
)

PAGE = Page(
    name="adam",
    title="Adam: what happens at the first step?",
    menu="Adam",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    equations=lines,
    onward=("canyon",),
)
