"""The RMSProp page's pictures."""

from lesson import Scene
from pages.rmsprop import drawing_canyon, drawing_slopes
from pages.rmsprop.measure import Measured
from pages.rmsprop.measure_canyon import Canyon
from pages.rmsprop.measure_slopes import Slopes


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    if isinstance(measured, Slopes):
        return drawing_slopes.draw(measured)
    return drawing_canyon.draw(measured) if isinstance(measured, Canyon) else drawing_canyon.draw_factors(measured)
