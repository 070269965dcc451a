"""What is said of RMSProp's run."""

from collections.abc import Callable

from lesson import Answer, Words, number
from optim import equations
from pages.rmsprop import words_canyon, words_factor, words_slopes
from pages.rmsprop.measure import Measured
from pages.rmsprop.measure_canyon import Canyon
from pages.rmsprop.measure_slopes import Slopes
from pages.rmsprop.settings import Settings

OUTSIDE = r"w := w - \eta\,\frac{g}{\sqrt{r} + \varepsilon}"


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"RMSProp, η = {number(settings.eta)}, ρ = {number(settings.rho, 4)}, ε = {number(settings.epsilon)}"


def words(measured: Measured) -> Words:
    """What the picture of the settings shows."""
    if isinstance(measured, Slopes):
        return words_slopes.words(measured)
    return words_canyon.words(measured) if isinstance(measured, Canyon) else words_factor.words(measured)


def of_view(view: str, answer: Callable[..., Answer]) -> Callable[[Measured], Answer]:
    """An act's answer, which is about one picture alone: a link can ask for another one."""

    def answered(measured: Measured) -> Answer:
        if measured.settings.view != view:
            return Answer(None, "The picture is another question's.")
        return answer(measured)

    return answered


def lines(settings: Settings) -> dict[str, tuple[str, ...]]:
    """RMSProp's equations with the current numbers beside them, and where ε is the question PyTorch's, in LaTeX."""
    rule = settings.rule
    written = {
        "RMSProp": tuple(
            rf"{symbols} &\qquad {numbers}"
            for symbols, numbers in zip(equations(rule, False), equations(rule, True), strict=True)
        )
    }
    return written | ({"RMSProp in PyTorch": (OUTSIDE,)} if settings.view == "epsilon" else {})
