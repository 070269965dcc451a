"""The picture of the view that was measured."""

from lesson import Scene
from pages.initialization.bias.drawing import draw as bias
from pages.initialization.bias.measure import Biases
from pages.initialization.category.drawing import draw as category
from pages.initialization.category.measure import Category
from pages.initialization.inputs.drawing import draw as inputs
from pages.initialization.inputs.measure import Inputs
from pages.initialization.measure import Measured
from pages.initialization.same.drawing import draw as same
from pages.initialization.same.measure import Copies
from pages.initialization.scale.drawing import draw as scale
from pages.initialization.scale.measure import Depth


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    match measured:
        case Copies():
            return same(measured)
        case Depth():
            return scale(measured)
        case Biases():
            return bias(measured)
        case Inputs():
            return inputs(measured)
        case Category():
            return category(measured)
