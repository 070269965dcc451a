"""What the page on initialization measures, in the view that is asked for."""

from collections.abc import Callable, Mapping

from lesson.runs import Run
from pages.initialization.bias.measure import Biases, biased
from pages.initialization.bias.measure import measure as bias
from pages.initialization.category.measure import Category, coded
from pages.initialization.category.measure import measure as category
from pages.initialization.inputs.measure import Inputs, races
from pages.initialization.inputs.measure import measure as inputs
from pages.initialization.same.measure import Copies, recipe
from pages.initialization.same.measure import measure as same
from pages.initialization.scale.measure import Depth, signals
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


def runs(settings: Settings) -> Mapping[str, Run]:
    """The descents or the trainings of the view, or the networks whose signals it shows."""
    match settings.view:
        case "inputs":
            return races(settings)
        case "same" | "free":
            return {"": recipe(settings)}
        case "scale":
            return {"": signals(settings)}
        case "category":
            return {"": coded(settings)}
        case _:
            return {"": biased(settings)}
