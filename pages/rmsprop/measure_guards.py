"""ε inside the root beside ε outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optim import RMSProp, Trajectory
from optim.many import race_many
from optim.variants import RMSPropOutside
from pages.rmsprop.measure_steps import (
    ABOUT,
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
from pages.rmsprop.settings import Settings
from surfaces import Surface, canyon


@dataclass(frozen=True)
class Guard:
    """A run with ε inside or outside the root.

    path: as far as it is drawn, (k, 2). against: what √r is up against, √ε or ε. roots: the smallest and the largest
    √r. shortened: in how many steps of each parameter ε took more than 10 % off |g|/√r.
    """

    path: Array
    steps: Steps
    against: float
    roots: Pair
    shortened: tuple[int, int]
    last: LastFifth


@dataclass(frozen=True)
class Guards:
    """ε outside and inside the root from the same start.

    taken: the number of steps. jumps: √r where a parameter jumps between −η/2 and +η/2. span: around √r, √ε and ε.
    claims: of the run with ε inside.
    """

    settings: Settings
    surface: Surface
    guards: Mapping[str, Guard]
    taken: int
    difference: Difference
    jumps: Pair
    span: Pair
    claims: Claims


def measure_many(many: Sequence[Settings]) -> list[Guards]:
    """What ε does in the runs of each of these settings, from one batched run."""
    rules = [guard_rules(settings) for settings in many]
    races = [race_of(settings, both, settings.scale) for settings, both in zip(many, rules, strict=True)]
    return [*map(_guards, many, rules, race_many(races))]


def guard_rules(settings: Settings) -> dict[str, RMSProp]:
    """ε outside and inside the root."""
    numbers = (settings.eta, settings.rho, settings.epsilon)
    return {"outside": RMSPropOutside(*numbers), "inside": RMSProp(*numbers)}


def _guards(settings: Settings, rules: Mapping[str, RMSProp], runs: Mapping[str, Trajectory]) -> Guards:
    surface = canyon(settings.kappa)
    guards = {name: _guard(settings, run, rules[name], surface) for name, run in runs.items()}
    low, high = surface.curvatures or (1.0, 1.0)
    half = settings.eta * settings.scale / 2
    against = [guard.against for guard in guards.values()]
    inside = guards["inside"]
    return Guards(
        settings=settings,
        surface=surface,
        guards=guards,
        taken=len(inside.steps.taken.g),
        difference=difference_of(runs["inside"], runs["outside"]),
        jumps=(half * low, half * high),
        span=decades(0.1 * min(against), max(*against, float(np.sqrt(inside.steps.r.max())))),
        claims=claims_of(inside.steps.taken),
    )


def _guard(settings: Settings, run: Trajectory, rule: RMSProp, surface: Surface) -> Guard:
    steps = steps_of(run, rule)
    taken = steps.taken
    return Guard(
        path=path_of(run, surface, settings),
        steps=steps,
        against=settings.epsilon if isinstance(rule, RMSPropOutside) else settings.epsilon**0.5,
        roots=(float(np.sqrt(taken.r.min())), float(np.sqrt(taken.r.max()))),
        shortened=shortened(taken),
        last=last_fifth(run, rule),
    )


def shortened(steps: Steps) -> tuple[int, int]:
    """In how many steps of each parameter ε took more than 10 % off |g|/√r."""
    first, second = (np.abs(steps.ratio) * np.sqrt(steps.r) < (1 - ABOUT) * np.abs(steps.g)).sum(0)
    return int(first), int(second)
