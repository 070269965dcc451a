"""Adam's pictures: one for each question."""

from lesson import Scene
from pages.adam.drawing_correction import correction
from pages.adam.drawing_factors import factors
from pages.adam.drawing_first import first
from pages.adam.drawing_parts import parts
from pages.adam.drawing_turned import turned
from pages.adam.measure import Correction, Factors, First, Measured, Parts, Turned


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    match measured:
        case First():
            return first(measured)
        case Correction():
            return correction(measured)
        case Factors():
            return factors(measured)
        case Parts():
            return parts(measured)
        case Turned():
            return turned(measured)
