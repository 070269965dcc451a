"""What Adam did in the canyon, for the picture that the settings ask for."""

from collections.abc import Callable, Iterable, Sequence

from lesson.runs import Fading
from optim.many import Race
from pages.adam import measure_correction, measure_factors, measure_first, measure_parts, measure_turned
from pages.adam.measure_correction import Correction
from pages.adam.measure_factors import Factors
from pages.adam.measure_first import First
from pages.adam.measure_parts import Parts
from pages.adam.measure_turned import Turned
from pages.adam.settings import Settings

Measured = First | Correction | Factors | Parts | Turned
BY_VIEW: dict[str, Callable[[Sequence[Settings]], Iterable[Measured]]] = {
    "first": measure_first.measure_many,
    "correction": measure_correction.measure_many,
    "factors": measure_factors.measure_many,
    "parts": measure_parts.measure_many,
    "turned": measure_turned.measure_many,
}

RACES: dict[str, Callable[[Settings], Race]] = {
    "first": measure_first.race,
    "correction": measure_correction.race,
    "parts": measure_parts.race,
}


def measure(settings: Settings) -> Measured:
    """What the picture of these settings is about."""
    return measure_many([settings])[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The same for settings that have the same view, from one batched run."""
    return [*BY_VIEW[many[0].view](many)]


def runs(settings: Settings) -> dict[str, Race] | dict[str, Fading]:
    """The races of the picture, or what the correction's factors follow from."""
    if settings.view == "factors":
        return {"": measure_factors.fading(settings)}
    return measure_turned.races(settings) if settings.view == "turned" else {"": RACES[settings.view](settings)}
