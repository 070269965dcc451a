"""Each view's picture: the network, and beside it what the view is about."""

from lesson import Scene
from pages.backpropagation.drawing_batch import draw_batch
from pages.backpropagation.drawing_lines import draw_lines
from pages.backpropagation.drawing_path import draw_factors, draw_nudge
from pages.backpropagation.drawing_slope import draw_slope
from pages.backpropagation.measure import Measured

DRAW = {
    "lines": draw_lines,
    "factors": draw_factors,
    "slope": draw_slope,
    "nudge": draw_nudge,
    "batch": draw_batch,
}


def draw(measured: Measured) -> Scene:
    """The scene of the view that the settings ask for."""
    return DRAW[measured.settings.view](measured)
