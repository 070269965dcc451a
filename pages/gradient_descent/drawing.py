"""The pictures of gradient descent, one for each act."""

from lesson import Scene
from pages.gradient_descent.drawing_canyon import draw_canyon
from pages.gradient_descent.drawing_chain import draw_chain
from pages.gradient_descent.drawing_limit import draw_limit
from pages.gradient_descent.drawing_step import draw_step
from pages.gradient_descent.drawing_wells import draw_wells
from pages.gradient_descent.measure import Measured, Stepping
from pages.gradient_descent.measure_canyon import InCanyon
from pages.gradient_descent.measure_chain import Chained
from pages.gradient_descent.measure_limit import Limited


def draw(measured: Measured) -> Scene:
    """The scene of what was measured."""
    match measured:
        case Stepping():
            return draw_step(measured)
        case Limited():
            return draw_limit(measured)
        case InCanyon():
            return draw_canyon(measured)
        case Chained():
            return draw_chain(measured)
        case _:
            return draw_wells(measured)
