"""What the page on initialization measures, in the view that is asked for."""

from collections.abc import Callable

from networks import Recipe
from optim.many import Race
from pages.initialization.bias.measure import Biases
from pages.initialization.bias.measure import measure as bias
from pages.initialization.category.measure import Category
from pages.initialization.category.measure import measure as category
from pages.initialization.inputs.measure import Inputs, races
from pages.initialization.inputs.measure import measure as inputs
from pages.initialization.same.measure import Copies, recipe
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


def runs(settings: Settings) -> dict[str, Race] | dict[str, Recipe]:
    """The descents or the training of the view. Raises ValueError for the others."""
    match settings.view:
        case "inputs":
            return races(settings)
        case "same" | "free":
            return {"": recipe(settings)}
        case _:
            raise ValueError("This picture's networks cannot be had as a program.")
