"""What the dropout page measures, in the view that is asked for."""

from collections.abc import Iterator

from pages.dropout.measure_masks import Inputs, measure_masks
from pages.dropout.measure_training import Trainings, grow_trainings, measure_trainings
from pages.dropout.settings import Settings

Measured = Inputs | Trainings


def measure(settings: Settings) -> Measured:
    """The masks of one network, or trainings."""
    return measure_masks(settings) if settings.view == "masks" else measure_trainings(settings)


def grow(settings: Settings) -> Iterator[Measured]:
    """The same as it goes on, the last one complete."""
    if settings.view == "masks":
        yield measure_masks(settings)
    else:
        yield from grow_trainings(settings)
