"""What the generalization page measures, in the view that is asked for."""

from collections.abc import Callable, Iterator

from networks import Recipe
from pages.generalization.measure_digits import Digits, grow_digits, measure_digits
from pages.generalization.measure_many import Many, grow_many, measure_many
from pages.generalization.measure_remedies import Remedies, grow_remedies, measure_remedies
from pages.generalization.measure_run import Run, grow_run, measure_run, recipe
from pages.generalization.measure_test import Tested, grow_test, measure_test
from pages.generalization.settings import Settings

Measured = Run | Many | Remedies | Digits | Tested
MEASURES: dict[str, Callable[[Settings], Measured]] = {
    **dict.fromkeys(("learning", "errors", "stop"), measure_run),
    **dict.fromkeys(("units", "capacity", "examples"), measure_many),
    **dict.fromkeys(("weights", "dropout"), measure_remedies),
    **dict.fromkeys(("augment", "confused"), measure_digits),
    "test": measure_test,
}
GROWING: dict[str, Callable[[Settings], Iterator[Measured]]] = {
    **dict.fromkeys(("learning", "errors", "stop"), grow_run),
    **dict.fromkeys(("units", "capacity", "examples"), grow_many),
    **dict.fromkeys(("weights", "dropout"), grow_remedies),
    **dict.fromkeys(("augment", "confused"), grow_digits),
    "test": grow_test,
}


def measure(settings: Settings) -> Measured:
    """Everything the view shows."""
    return MEASURES[settings.view](settings)


def grow(settings: Settings) -> Iterator[Measured]:
    """The same as it goes on, the last one complete."""
    return GROWING[settings.view](settings)


def runs(settings: Settings) -> dict[str, Recipe]:
    """The one network's training. Raises ValueError in the views of several."""
    if MEASURES[settings.view] is not measure_run:
        raise ValueError("Here several trainings are compared: the page's pictures of one network have a program.")
    return {"": recipe(settings)}
