"""The picture of the view that was measured."""

from lesson import Scene
from pages.generalization.drawing_digits import draw_augment, draw_confused
from pages.generalization.drawing_remedies import draw_remedies
from pages.generalization.drawing_test import draw_test
from pages.generalization.drawing_training import draw_many, draw_run, draw_stop
from pages.generalization.measure import Measured
from pages.generalization.measure_digits import Digits
from pages.generalization.measure_many import Many
from pages.generalization.measure_remedies import Remedies
from pages.generalization.measure_run import Run
from pages.generalization.measure_test import Tested


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    match measured:
        case Run():
            return draw_stop(measured) if measured.settings.view == "stop" else draw_run(measured)
        case Many():
            return draw_many(measured)
        case Remedies():
            return draw_remedies(measured)
        case Digits():
            return draw_confused(measured) if measured.settings.view == "confused" else draw_augment(measured)
        case Tested():
            return draw_test(measured)
