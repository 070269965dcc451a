"""A gradient beside its own history: r beside g², the steps in units of η, and other η, memories and errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lesson import rounded_down
from optim import SGD, RMSProp, Trajectory
from optim.many import Race, race_many
from pages.rmsprop.measure_steps import (
    Array,
    Claims,
    Difference,
    LastFifth,
    Pair,
    Steps,
    claims_of,
    decades,
    difference_of,
    last_fifth,
    path_of,
    race_of,
    steps_of,
)
from pages.rmsprop.settings import FACTORS, Settings
from pages.run import drawn
from surfaces import Surface, canyon

LONGEST_ARROW = 5.0


@dataclass(frozen=True)
class Scaling:
    """Runs with the error times 1 and times `factor`.

    sgd_left: the step at which SGD left the map with the error times 1 and times `factor`, None if it stayed.
    difference: between RMSProp's two paths.
    """

    factor: int
    sgd_left: tuple[int | None, int | None]
    difference: Difference


@dataclass(frozen=True)
class History:
    """A gradient beside its own history.

    paths: SGD's and RMSProp's as far as they are drawn, (k, 2). run, steps: RMSProp's with the announced one.
    moves (n, 2): the next step from each drawn point, `longer` times as long as it is. span: around r, g² and ε.
    last: of RMSProp, with a quarter of η, and with a memory, 1/(1−ρ) steps, a quarter as long. sgd_left: the step at
    which SGD left the map, None if it stayed. distance: of RMSProp to the minimum at the end.
    """

    settings: Settings
    surface: Surface
    paths: Mapping[str, Array]
    run: Trajectory
    steps: Steps
    moves: Array
    longer: float
    span: Pair
    claims: Claims
    last: Mapping[str, LastFifth]
    scaling: Scaling
    sgd_left: int | None
    distance: float


def measure_many(many: Sequence[Settings]) -> list[History]:
    """The history of each of these settings, from one batched run."""
    compared = [compared_rules(settings) for settings in many]
    races = [_compared(settings, rules) for settings, rules in zip(many, compared, strict=True)]
    runs = iter(race_many([race for named in races for race in named.values()]))
    return [
        _history(settings, rules, {name: next(runs) for name in named})
        for settings, rules, named in zip(many, compared, races, strict=True)
    ]


def compared_rules(settings: Settings) -> dict[str, RMSProp]:
    """RMSProp as set, with a quarter of η, and with a memory, 1/(1−ρ) steps, a quarter as long."""
    rule = RMSProp(settings.eta, settings.rho, settings.epsilon)
    shorter = max(0.0, round(1 - 4 * (1 - settings.rho), 6))
    return {
        "as set": rule,
        "η/4": replace(rule, eta=settings.eta / 4),
        "shorter memory": replace(rule, rho=shorter),
    }


def other_factor(settings: Settings) -> int:
    """The factor on the error with which a run is compared."""
    return FACTORS[-1] if settings.scale == 1 else 1


def _compared(settings: Settings, rules: Mapping[str, RMSProp]) -> dict[str, Race]:
    """RMSProp and SGD for each of `compared_rules`, and as set with the other factor."""
    plain = SGD(settings.eta)
    races = {name: race_of(settings, {"RMSProp": rule, "SGD": plain}, settings.scale) for name, rule in rules.items()}
    other = race_of(settings, {"RMSProp": rules["as set"], "SGD": plain}, other_factor(settings))
    return races | {"other factor": other}


def _history(settings: Settings, rules: Mapping[str, RMSProp], runs: Mapping[str, Mapping[str, Trajectory]]) -> History:
    surface, here = canyon(settings.kappa), runs["as set"]
    run, sgd = here["RMSProp"], here["SGD"]
    steps = steps_of(run, rules["as set"])
    points = min(drawn(run, surface), len(steps.g))
    move = -settings.eta * steps.ratio[:points]
    longest = max(float(np.abs(move).max()), 1e-12)
    longer = rounded_down(min(1 / settings.eta, LONGEST_ARROW / longest))
    r = run.states.r[1:]
    return History(
        settings=settings,
        surface=surface,
        paths={name: path_of(one, surface, settings) for name, one in (("SGD", sgd), ("RMSProp", run))},
        run=run,
        steps=steps,
        moves=longer * move,
        longer=longer,
        span=decades(min(r.min(), settings.epsilon), max(r.max(), np.abs(steps.g).max() ** 2)),
        claims=claims_of(steps.taken),
        last={name: last_fifth(runs[name]["RMSProp"], rule) for name, rule in rules.items()},
        scaling=_scaling(settings, here, runs["other factor"], surface),
        sgd_left=left_at(sgd.w[:-1], surface),
        distance=float(np.hypot(*run.w[min(run.last, settings.steps)])),
    )


def _scaling(
    settings: Settings, here: Mapping[str, Trajectory], other: Mapping[str, Trajectory], surface: Surface
) -> Scaling:
    once, more = (here, other) if settings.scale == 1 else (other, here)
    return Scaling(
        factor=max(settings.scale, other_factor(settings)),
        sgd_left=(left_at(once["SGD"].w[:-1], surface), left_at(more["SGD"].w[:-1], surface)),
        difference=difference_of(once["RMSProp"], more["RMSProp"]),
    )


def left_at(w: Array, surface: Surface) -> int | None:
    """The first step at which a path (T+1, 2) is outside the map; None if it stays."""
    low, high = np.array(surface.domain).T
    inside = ((w >= low) & (w <= high)).all(-1)  # written so that NaN is outside
    return None if inside.all() else int(inside.argmin())
