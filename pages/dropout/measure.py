"""What the dropout page measures, in the view that is asked for."""

from pages.dropout import measure_masks, measure_training
from pages.dropout.measure_masks import Inputs
from pages.dropout.measure_training import Trainings
from pages.dropout.settings import Settings

Measured = Inputs | Trainings


def measure(settings: Settings) -> Measured:
    """The masks of one network, or two trainings."""
    return measure_masks.measure(settings) if settings.view == "masks" else measure_training.measure(settings)
