"""The steps of an Adam run, its first step with and without the bias correction, and where a run was at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optim import Adam, Rule, Trajectory
from optim.many import Race
from pages.adam.settings import Settings
from surfaces import Scaled, canyon

Array = NDArray[np.float64]
Pair = tuple[float, float]  # from and to, or one number for each of two runs

MATTERS = 0.01  # a correction that changes the step by less does not matter


@dataclass(frozen=True)
class FirstStep:
    """The first step in units of η, each (2,).

    g: the gradient. corrected, uncorrected: with and without the bias correction. sign, gradient: is the corrected one
    −sign(g) to 1 %, is it −g? longer: how many times as long it is without the correction, None for no step.
    """

    g: Array
    corrected: Array
    uncorrected: Array
    sign: bool
    gradient: bool
    longer: float | None


@dataclass(frozen=True)
class Steps:
    """The steps of an Adam run that are drawn, (n,) or (n, 2).

    t: the step's number. g: the gradient before it. s, r: the averages with g in, s_before and r_before without.
    s_divisor, r_divisor: 1 − β1^t and 1 − β2^t, by which they are divided to mean and square. change: of w.
    """

    t: Array
    g: Array
    s: Array
    r: Array
    s_before: Array
    r_before: Array
    s_divisor: Array
    r_divisor: Array
    mean: Array
    square: Array
    change: Array


@dataclass(frozen=True)
class Outcome:
    """Where a run was at the end: its distance to the minimum, or if it was ever far off the map the step of that."""

    distance: float | None
    far_at: int | None


def race_of(settings: Settings, rules: Mapping[str, Rule], steps: int) -> Race:
    """So many steps in the canyon of these settings."""
    return Race(rules, Scaled(canyon(settings.kappa), settings.scale), settings.start, steps)


def first_step(settings: Settings) -> FirstStep:
    """The first step with and without the correction."""
    g = Scaled(canyon(settings.kappa), settings.scale).gradient(np.array(settings.start))
    corrected, uncorrected = (_first(settings.rule(bias_correction=on), g) / settings.eta for on in (True, False))
    largest = int(np.abs(g).argmax())
    return FirstStep(
        g=g,
        corrected=corrected,
        uncorrected=uncorrected,
        sign=bool(g.any() and (np.abs(corrected + np.sign(g)) <= MATTERS).all()),
        gradient=bool(g.any() and (np.abs(corrected + g) <= MATTERS * np.abs(g)).all()),
        longer=float(uncorrected[largest] / corrected[largest]) if corrected[largest] else None,
    )


def _first(rule: Adam, g: Array) -> Array:
    step, _ = rule.update(g, rule.init(g))
    return step


def steps_of(run: Trajectory, settings: Settings, count: int) -> Steps:
    """The first steps of a run of Adam with the correction."""
    s, r = run.states.s, run.states.r
    s_divisor, r_divisor = divisor(settings.beta1, count), divisor(settings.beta2, count)
    return Steps(
        t=times(count),
        g=run.gradient[:count],
        s=s[1 : count + 1],
        r=r[1 : count + 1],
        s_before=s[:count],
        r_before=r[:count],
        s_divisor=s_divisor,
        r_divisor=r_divisor,
        mean=s[1 : count + 1] / s_divisor[:, None],
        square=r[1 : count + 1] / r_divisor[:, None],
        change=changes_of(run, count),
    )


def changes_of(run: Trajectory, count: int) -> Array:
    """Of w in each of the first steps, (count, 2)."""
    return run.w[1 : count + 1] - run.w[:count]


@lru_cache(maxsize=256)
def times(count: int) -> Array:
    """1, 2, …: cached like what follows, because the same array object in many scenes is sent once."""
    return np.arange(1.0, count + 1)


@lru_cache(maxsize=256)
def divisor(beta: float, count: int) -> Array:
    """1 − β^t for t = 1 … count."""
    return 1 - beta ** times(count)


def path_of(run: Trajectory, points: int, settings: Settings) -> Array:
    """What is drawn of a run, (k, 2). points: how many can be."""
    return run.w[: min(points, settings.steps + 1)]


def outcomes_of(runs: Mapping[str, Trajectory], points: Mapping[str, int], settings: Settings) -> dict[str, Outcome]:
    """Each run's outcome. points: how many of each can be drawn."""
    return {name: _outcome(run, points[name], settings.steps) for name, run in runs.items()}


def _outcome(run: Trajectory, points: int, steps: int) -> Outcome:
    far_at = points - 1 if points <= run.last else run.diverged_at
    if far_at is None or far_at > steps:
        return Outcome(float(np.hypot(*run.w[steps])), None)
    return Outcome(None, int(far_at))
