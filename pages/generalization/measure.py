"""What the generalization page measures, in the view that is asked for."""

from collections.abc import Callable, Iterator, Mapping

from networks import Recipe
from pages.generalization.measure_digits import Digits, grow_digits, measure_digits, recipes
from pages.generalization.measure_many import Many, grow_many, measure_many
from pages.generalization.measure_many import tasks_of as many_of
from pages.generalization.measure_remedies import Remedies, grow_remedies, measure_remedies
from pages.generalization.measure_remedies import tasks_of as remedies_of
from pages.generalization.measure_run import Run, grow_run, measure_run
from pages.generalization.measure_test import Tested, grow_test, measure_test, trials
from pages.generalization.measure_training import recipe, task_of
from pages.generalization.settings import Settings
from tuning import Trials

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


def runs(settings: Settings) -> Mapping[str, Recipe | Trials]:
    """The trainings that are shown."""
    match settings.view:
        case "learning" | "errors" | "stop":
            tasks = {"": task_of(settings)}
        case "weights" | "dropout":
            tasks = remedies_of(settings)
        case "units" | "capacity" | "examples":
            what = "examples" if settings.view == "examples" else "units"
            tasks = {f"{value} {what}": task for value, task in many_of(settings).items()}
        case "augment" | "confused":
            return recipes(settings)
        case _:
            return {"": trials(settings)}
    return {name: recipe(task) for name, task in tasks.items()}
