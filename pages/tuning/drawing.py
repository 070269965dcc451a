"""The picture of the view that was measured."""

from dataclasses import replace

from lesson import Scene
from pages.tuning.drawing_repeats import draw_budget, draw_halving, draw_kinds, draw_tested
from pages.tuning.drawing_search import draw_table
from pages.tuning.measure import Measured
from pages.tuning.measure_halving import Halving
from pages.tuning.measure_repeats import Budget, Kinds, Tested
from pages.tuning.measure_search import Table


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    scene = _drawn(measured)
    return replace(scene, drawing=scene.at(scene.steps))  # what moves is as its tracks end


def _drawn(measured: Measured) -> Scene:
    match measured:
        case Table():
            return draw_table(measured)
        case Budget():
            return draw_budget(measured)
        case Halving():
            return draw_halving(measured)
        case Kinds():
            return draw_kinds(measured)
        case Tested():
            return draw_tested(measured)
