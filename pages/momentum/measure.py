"""What momentum does: on a straight slope, in the canyon beside plain descent, or for every pair (η, α)."""

from collections.abc import Sequence

from optim.many import Race
from pages.momentum.measure_map import OnMap, measure_map
from pages.momentum.measure_path import OnPath, measure_path, race_on_path
from pages.momentum.measure_slope import OnSlope, measure_slope, race_on_slope
from pages.momentum.settings import Settings

Measured = OnSlope | OnPath | OnMap
VIEWS = {"slope": measure_slope, "path": measure_path, "map": measure_map}


def measure(settings: Settings) -> Measured:
    """What is measured for the view of these settings."""
    return measure_many((settings,))[0]


def measure_many(many: Sequence[Settings]) -> Sequence[Measured]:
    """The same for settings that all have the same view, from one batched run."""
    return VIEWS[many[0].view](many)


def runs(settings: Settings) -> dict[str, Race]:
    """The race of the view; on the map that of the chosen pair."""
    return {"": (race_on_slope if settings.view == "slope" else race_on_path)(settings)}
