"""What gradient descent does, in each of the page's pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lesson.runs import Chain
from optim import SGD
from optim.many import Race, race_many
from pages.gradient_descent.measure_canyon import InCanyon, in_canyon
from pages.gradient_descent.measure_chain import Chained, chained
from pages.gradient_descent.measure_limit import Limited, limited
from pages.gradient_descent.measure_wells import InWells, in_wells
from pages.gradient_descent.run import Run, run_on
from pages.gradient_descent.settings import Settings

RULE = "SGD"


@dataclass(frozen=True)
class Stepping:
    """A run on a function of one variable, whose steps are looked at one by one."""

    settings: Settings
    run: Run


Measured = Stepping | Limited | InWells | InCanyon | Chained


def measure(settings: Settings) -> Measured:
    """The run of these settings."""
    return measure_many((settings,))[0]


def measure_many(many: Sequence[Settings]) -> Sequence[Measured]:
    """The runs of settings that all have the same picture, from one batched run."""
    view, function = many[0].view, many[0].function
    if view == "chain":
        return [chained(settings) for settings in many]
    # One step more than is shown, so that the last point too has a next step to draw.
    races = [replace(_race(one), steps=one.steps + 1) for one in many]
    done = [found[RULE] for found in race_many(races)]
    pairs = list(zip(many, done, strict=True))
    if view == "canyon":
        return [in_canyon(settings, run) for settings, run in pairs]
    drawn = [run_on(settings.curve(), run, settings.eta, settings.steps) for settings, run in pairs]
    if view == "step":
        return [Stepping(settings, run) for settings, run in zip(many, drawn, strict=True)]
    return limited(many, drawn) if function == "quadratic" else in_wells(many, drawn)


def runs(settings: Settings) -> dict[str, Race] | dict[str, Chain]:
    """The run of these settings, without those of a row of other η or starts; or the slope by the chain rule."""
    if settings.view == "chain":
        return {"": Chain(settings.a, settings.b, settings.x0)}
    return {"": _race(settings)}


def _race(settings: Settings) -> Race:
    objective = settings.surface() if settings.view == "canyon" else settings.curve()
    return Race({RULE: SGD(settings.eta)}, objective, settings.start(), settings.steps)
