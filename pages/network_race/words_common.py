"""Phrases that several sentences of the network race share."""

from collections.abc import Sequence

from lesson import Answer, counted, number
from pages.network_race.measure import Measured

TINY = 1e-9  # an error that rounding can be as large as


def among(parts: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join([*([", ".join(parts[:-1])] if len(parts) > 1 else []), *parts[-1:]])


def so_far(measured: Measured) -> str:
    """In how many epochs."""
    return f"in {counted(measured.epochs, 'epoch')}"


def called(measured: Measured, name: str) -> str:
    """What one of the entrants is called in a sentence."""
    match measured.settings.view:
        case "batches":
            return "All at once" if name.startswith("all") else f"Batches {name}"
        case "depth":
            layers = len(measured.entrants[name].network.sizes) - 2
            return f"{name} units" if layers > 1 or name != "1" else "1 unit"
        case _:
            return name


def error(value: float, digits: int = 3) -> str:
    """An error as it is written; what is smaller than rounding makes it is not spelt out."""
    return f"under {number(TINY)}" if value < TINY else number(value, digits)


def ends(measured: Measured) -> dict[str, float]:
    """name -> the training error at the end, of those that did not diverge."""
    return {name: one.error for name, one in measured.learned.items() if one.error is not None}


def elsewhere(measured: Measured) -> Answer:
    """What can be said where the view is another than the question's."""
    errors = ends(measured)
    if not errors:
        return Answer(None, "The question is another view's. Here everything diverges.")
    best = min(errors, key=lambda name: errors[name])
    where = f"{called(measured, best)} with {error(errors[best])}"
    return Answer(None, f"The question is another view's. The lowest training error here: {where}.")
