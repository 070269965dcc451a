"""What the tuning page measures, in the view that is asked for."""

from collections.abc import Callable, Iterator

from pages.tuning.measure_halving import Halving, grow_halving
from pages.tuning.measure_repeats import (
    Budget,
    Kinds,
    Tested,
    grow_budget,
    grow_kinds,
    grow_tested,
)
from pages.tuning.measure_search import Table, grow_table
from pages.tuning.settings import Settings

Measured = Table | Budget | Halving | Kinds | Tested
GROWING: dict[str, Callable[[Settings], Iterator[Measured]]] = {
    **{"search": grow_table, "map": grow_table, "parallel": grow_table, "matters": grow_table},
    **{"budget": grow_budget, "halving": grow_halving, "trees": grow_kinds, "tested": grow_tested},
}


def grow(settings: Settings) -> Iterator[Measured]:
    """The searches as they go on, the last one complete."""
    return GROWING[settings.view](settings)


def measure(settings: Settings) -> Measured:
    """The complete searches of the view."""
    *_, measured = grow(settings)
    return measured
