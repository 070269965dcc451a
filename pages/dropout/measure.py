"""What the dropout page measures, in the view that is asked for."""

from collections.abc import Callable, Iterator

from lesson.runs import Dropped
from networks import Recipe
from pages.dropout.measure_masks import Inputs, Masks, Uses, dropped, measure_inputs, measure_masks, measure_uses
from pages.dropout.measure_pair import Pair, grow_pair, measure_pair
from pages.dropout.measure_rates import RATES, Rates, grow_rates, measure_rates
from pages.dropout.measure_training import recipe, task_of
from pages.dropout.settings import Settings

Measured = Masks | Inputs | Uses | Pair | Rates
MEASURES: dict[str, Callable[[Settings], Measured]] = {
    "masks": measure_masks,
    "scale": measure_inputs,
    "evaluation": measure_uses,
    "overfitting": measure_pair,
    "rate": measure_rates,
}
GROWING: dict[str, Callable[[Settings], Iterator[Measured]]] = {"overfitting": grow_pair, "rate": grow_rates}


def measure(settings: Settings) -> Measured:
    """The masks of one network, or trainings."""
    return MEASURES[settings.view](settings)


def grow(settings: Settings) -> Iterator[Measured]:
    """The same as it goes on, the last one complete."""
    if settings.view in GROWING:
        yield from GROWING[settings.view](settings)
    else:
        yield measure(settings)


def runs(settings: Settings) -> dict[str, Recipe] | dict[str, Dropped]:
    """The trainings that are compared, or the network whose masks are shown."""
    if settings.view not in GROWING:
        return {"": dropped(settings)}
    rates = (0.0, settings.rate) if settings.view == "overfitting" else sorted({settings.rate, *RATES})
    return {f"rate {rate:g}": recipe(task_of(settings), rate) for rate in rates}
