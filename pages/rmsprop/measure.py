"""What RMSProp did in the canyon, for the view that the settings ask for."""

from collections.abc import Sequence

from pages.rmsprop import measure_guards, measure_history
from pages.rmsprop.measure_guards import Guards
from pages.rmsprop.measure_history import History
from pages.rmsprop.settings import Settings

Measured = History | Guards


def measure(settings: Settings) -> Measured:
    """What the view of these settings is about."""
    return measure_many([settings])[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The same for settings that have the same view, from one batched run."""
    view = measure_history if many[0].view == "history" else measure_guards
    return [*view.measure_many(many)]
