"""Initialization: does it matter where training starts? Four views, each with its own question."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lesson import Act, Answer, Page
from pages.initialization.bias import words as bias_words
from pages.initialization.bias.measure import Biases
from pages.initialization.drawing import draw
from pages.initialization.inputs import words as inputs_words
from pages.initialization.inputs.measure import Inputs
from pages.initialization.measure import Measured, measure
from pages.initialization.same import words as same_words
from pages.initialization.same.measure import Copies
from pages.initialization.scale import words as scale_words
from pages.initialization.scale.measure import Depth
from pages.initialization.settings import Settings, controls

ELSEWHERE = Answer(None, "The picture shows another view than the one that this question is about.")
EQUATIONS = {
    "same": same_words.EQUATIONS,
    "scale": scale_words.EQUATIONS,
    "bias": bias_words.EQUATIONS,
    "inputs": inputs_words.EQUATIONS,
}

M = TypeVar("M", Copies, Depth, Biases, Inputs)


def of_its_view(kind: type[M], answer: Callable[[M], Answer]) -> Callable[[Measured], Answer]:
    """The answer of an act where its own view was measured; an act may show any."""

    def answered(measured: Measured) -> Answer:
        return answer(measured) if isinstance(measured, kind) else ELSEWHERE

    return answered


def equations(settings: Settings) -> Mapping[str, Sequence[str]]:
    """The equations of the view that is shown."""
    return EQUATIONS[settings.view]


ACTS = (
    Act(
        name="same",
        question=same_words.QUESTION,
        guesses=same_words.GUESSES,
        answer=of_its_view(Copies, same_words.answer),
        sliders=("value", "noise", "units"),
    ),
    Act(
        name="scale",
        question=scale_words.QUESTION,
        guesses=scale_words.GUESSES,
        answer=of_its_view(Depth, scale_words.answer),
        settings={"view": "scale"},
        sliders=("scheme", "scale", "layers"),
    ),
    Act(
        name="bias",
        question=bias_words.QUESTION,
        guesses=bias_words.GUESSES,
        answer=of_its_view(Biases, bias_words.answer),
        settings={"view": "bias"},
        sliders=("eta", "steps"),
    ),
    Act(
        name="inputs",
        question=inputs_words.QUESTION,
        guesses=inputs_words.GUESSES,
        answer=of_its_view(Inputs, inputs_words.answer),
        settings={"view": "inputs"},
        sliders=("share", "column", "steps"),
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
)
