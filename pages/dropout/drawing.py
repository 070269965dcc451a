"""The picture of the view that was measured."""

from lesson import Scene
from pages.dropout.drawing_masks import draw_inputs, draw_masks, draw_uses
from pages.dropout.drawing_training import draw_pair, draw_rates
from pages.dropout.measure import Measured
from pages.dropout.measure_masks import Inputs, Masks, Uses
from pages.dropout.measure_pair import Pair
from pages.dropout.measure_rates import Rates


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    match measured:
        case Masks():
            return draw_masks(measured)
        case Inputs():
            return draw_inputs(measured)
        case Uses():
            return draw_uses(measured)
        case Pair():
            return draw_pair(measured)
        case Rates():
            return draw_rates(measured)
