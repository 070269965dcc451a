"""What the tuning page measures, in the view that is asked for."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from pages.tuning.measure_halving import Halving, grow_halving
from pages.tuning.measure_repeats import (
    Budget,
    Kinds,
    Tested,
    budget_searches,
    grow_budget,
    grow_kinds,
    grow_tested,
    kinds_search,
    tested_search,
)
from pages.tuning.measure_search import Table, grow_table
from pages.tuning.settings import Settings
from tuning import Trials

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


def runs(settings: Settings) -> dict[str, Trials]:
    """The search that is shown, or the searches on one split after another."""
    match settings.view:
        case "budget":
            trials = Trials(budget_searches(settings, 0)[1], "budget", settings.repeats)
        case "halving":
            what = replace(settings, method="random").search()
            trials = Trials(replace(what, method="halving"), "halving")
        case "trees":
            trials = Trials(kinds_search(settings), "kinds", settings.repeats)
        case "tested":
            trials = Trials(tested_search(settings), "tested", settings.repeats)
        case view:
            trials = Trials(settings.search(), "matters" if view == "matters" else "best")
    return {"": trials}
