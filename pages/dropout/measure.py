"""What the dropout page measures, in the view that is asked for."""

from collections.abc import Callable, Iterator

from pages.dropout.measure_masks import Inputs, Masks, Uses, measure_inputs, measure_masks, measure_uses
from pages.dropout.measure_pair import Pair, grow_pair, measure_pair
from pages.dropout.measure_rates import Rates, grow_rates, measure_rates
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
