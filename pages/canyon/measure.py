"""What a race on a surface comes to: each run and its outcome, and those of the race that it is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optim import Rule, Trajectory, race
from optim.many import Race, race_many
from pages.canyon.measure_best import Best, bests, race_of
from pages.canyon.measure_outcome import Outcome, outcomes
from pages.canyon.settings import Settings
from surfaces import Surface

OTHERS = {"flat": "in a round valley", "turned": "along the axes", "own": "with one η for all"}


@dataclass(frozen=True)
class Measured:
    """A race: its settings, the surface, and for each rule the rule, its run and the outcome.

    before: the outcomes of the race that it is compared with, None where it is compared with none. best: where it is
    looked at with an η for each rule, the best one of each.
    """

    settings: Settings
    surface: Surface
    rules: Mapping[str, Rule]
    runs: Mapping[str, Trajectory]
    outcomes: Mapping[str, Outcome]
    before: Mapping[str, Outcome] | None
    best: Mapping[str, Best] | None = None


def compared(settings: Settings) -> Settings | None:
    """The race with which this one is compared: in a round valley, along the axes, or with one η for all."""
    match settings.beside():
        case "flat":
            return replace(settings, kappa=1.0)
        case "turned":
            return replace(settings, theta=0.0)
        case "own":
            return replace(settings, each=False)
        case _:
            return None


def measure(settings: Settings) -> Measured:
    """The race of these settings."""
    if compared(settings) is not None:
        return measure_many([settings])[0]
    asked = race_of(settings)
    runs = race(asked.rules, asked.objective, asked.start, asked.steps)
    return _measured(settings, asked.rules, runs, _outcomes([settings], [runs])[0], None)


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The races of settings that have the same rules, from one batched run; those they are compared with among them."""
    others = [compared(settings) for settings in many]
    every = [*many, *dict.fromkeys(other for other in others if other)]
    races = [race_of(settings) for settings in every]
    each = race_many(races)
    found = dict(zip(every, _outcomes(every, each), strict=True))
    own = iter(bests([settings for settings in many if settings.beside() == "own"]))
    return [
        _measured(
            settings,
            asked.rules,
            runs,
            found[settings],
            other and found[other],
            next(own) if settings.beside() == "own" else None,
        )
        for settings, other, asked, runs in zip(many, others, races, each, strict=False)
    ]


def runs(settings: Settings) -> dict[str, Race]:
    """The race, and the one that it is compared with. On the same map both have the same steps."""
    other = compared(settings)
    return {"": race_of(settings)} | ({OTHERS[settings.beside()]: race_of(other)} if other else {})


def _outcomes(many: Sequence[Settings], each: Sequence[Mapping[str, Trajectory]]) -> list[dict[str, Outcome]]:
    """The outcomes of races by rule; all at once where they are of the same number of steps."""
    if any(settings.steps != many[0].steps for settings in many):
        return [_outcomes([settings], [runs])[0] for settings, runs in zip(many, each, strict=True)]
    surfaces = [settings.objective() for settings, runs in zip(many, each, strict=True) for _ in runs]
    found = iter(outcomes([run for runs in each for run in runs.values()], surfaces))
    return [{name: next(found) for name in runs} for runs in each]


def _measured(
    settings: Settings,
    rules: Mapping[str, Rule],
    runs: Mapping[str, Trajectory],
    found: Mapping[str, Outcome],
    before: Mapping[str, Outcome] | None,
    best: Mapping[str, Best] | None = None,
) -> Measured:
    return Measured(
        settings=settings,
        surface=settings.objective(),
        rules=rules,
        runs=runs,
        outcomes=found,
        before=before,
        best=best,
    )
