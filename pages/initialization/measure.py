"""What the page on initialization measures, in the view that is asked for."""

from collections.abc import Callable

from pages.initialization.bias.measure import Biases
from pages.initialization.bias.measure import measure as bias
from pages.initialization.category.measure import Category
from pages.initialization.category.measure import measure as category
from pages.initialization.inputs.measure import Inputs
from pages.initialization.inputs.measure import measure as inputs
from pages.initialization.same.measure import Copies
from pages.initialization.same.measure import measure as same
from pages.initialization.scale.measure import Depth
from pages.initialization.scale.measure import measure as scale
from pages.initialization.settings import Settings

Measured = Copies | Depth | Biases | Inputs | Category
MEASURES: dict[str, Callable[[Settings], Measured]] = {
    "same": same,
    "free": same,
    "scale": scale,
    "bias": bias,
    "mean": bias,
    "inputs": inputs,
    "category": category,
}


def measure(settings: Settings) -> Measured:
    """The runs of the view that these settings ask for."""
    return MEASURES[settings.view](settings)
