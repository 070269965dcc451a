"""What Adam did in the canyon, for the view that the settings ask for."""

from collections.abc import Sequence

from pages.adam import measure_correction, measure_parts
from pages.adam.measure_correction import Correction
from pages.adam.measure_parts import Parts
from pages.adam.settings import Settings

Measured = Correction | Parts


def measure(settings: Settings) -> Measured:
    """What the view of these settings is about."""
    return measure_many([settings])[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The same for settings that have the same view, from one batched run."""
    view = measure_correction if many[0].view == "correction" else measure_parts
    return [*view.measure_many(many)]
