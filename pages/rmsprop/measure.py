"""What RMSProp did, for the picture that the settings ask for."""

from collections.abc import Sequence

from lesson.runs import Fed
from optim.many import Race
from pages.rmsprop import measure_canyon, measure_factor, measure_slopes
from pages.rmsprop.measure_canyon import Canyon
from pages.rmsprop.measure_factor import Factors
from pages.rmsprop.measure_slopes import Slopes
from pages.rmsprop.settings import Settings

Measured = Slopes | Canyon | Factors


def measure(settings: Settings) -> Measured:
    """What the picture of these settings is about."""
    return measure_many([settings])[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The same for settings that have the same view, from one batched run."""
    view = many[0].view
    if view in ("slope", "fall", "epsilon"):
        return [*measure_slopes.measure_many(many)]
    return [*(measure_factor if view == "factor" else measure_canyon).measure_many(many)]


def runs(settings: Settings) -> dict[str, Race] | dict[str, Fed]:
    """The races of the picture, or the slopes of the hillside that becomes flat."""
    match settings.view:
        case "fall":
            return {"": measure_slopes.fed(settings)}
        case "slope" | "epsilon":
            return {"": measure_slopes.race_of(settings)}
        case "factor":
            return {
                "as it was": measure_factor.race_of(settings, 1.0),
                f"times {settings.scale:g}": measure_factor.race_of(settings, settings.scale),
            }
        case _:
            return {"": measure_canyon.race_of(settings)}
