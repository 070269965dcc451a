"""Adam's first few steps with and without the bias correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lesson import rounded_up
from optim import Trajectory
from optim.many import Race, race_many
from pages.adam.measure_steps import Array, FirstStep, Pair, Steps, changes_of, first_step, race_of, steps_of
from pages.adam.settings import Settings
from pages.run import drawn
from surfaces import Relief, canyon

REACH = 6.9  # what the picture shows downhill of the start, in units of η, unless a step is longer
BEHIND = 1.5  # and uphill
GRID = 48


@dataclass(frozen=True)
class Correction:
    """The first few steps of both runs, "corrected" and "uncorrected".

    moves: each step as it would be from the start, in units of η, (n, 2). lengths: of the parameter that moves farther,
    (n,). reach: room for them. ground: the error about the start, in units of η. steps: the corrected run's numbers.
    """

    settings: Settings
    moves: Mapping[str, Array]
    lengths: Mapping[str, Array]
    reach: float
    ground: Relief
    steps: Steps
    first: FirstStep


def measure_many(many: Sequence[Settings]) -> list[Correction]:
    """Both runs of each of these settings, from one batched run."""
    return [*map(_correction, many, race_many([race(settings) for settings in many]))]


def race(settings: Settings) -> Race:
    """The first few steps of both."""
    rules = {"corrected": settings.rule(), "uncorrected": settings.rule(bias_correction=False)}
    return race_of(settings, rules, settings.few)


def _correction(settings: Settings, runs: Mapping[str, Trajectory]) -> Correction:
    surface, first = canyon(settings.kappa), first_step(settings)
    counts = {name: min(drawn(run, surface), run.last) for name, run in runs.items()}
    moves = {name: changes_of(run, counts[name]) / settings.eta for name, run in runs.items()}
    lengths = {name: np.abs(move).max(-1) for name, move in moves.items()}
    longest = max(float(length.max()) for length in lengths.values())
    reach = REACH * rounded_up(max(1.0, 1.05 * longest / REACH))
    every = np.concatenate([*moves.values()])
    sides = [_side(-first.g[i], every[:, i], reach) for i in range(2)]
    return Correction(
        settings=settings,
        moves=moves,
        lengths=lengths,
        reach=reach,
        ground=_ground(settings.kappa, settings.start, settings.eta, *sides),
        steps=steps_of(runs["corrected"], settings, counts["corrected"]),
        first=first,
    )


def _side(downhill: float, moves: Array, reach: float) -> Pair:
    """What is shown of one axis: mostly what lies downhill of the start."""
    behind = BEHIND * reach / REACH
    low, high = (-behind, reach) if downhill >= 0 else (-reach, behind)
    return (-reach if moves.min() < low else low), (reach if moves.max() > high else high)


@lru_cache(maxsize=256)
def _ground(kappa: float, start: Pair, eta: float, x: Pair, y: Pair) -> Relief:
    xs, ys = np.linspace(*x, GRID), np.linspace(*y, GRID)
    around = np.array(start) + eta * np.stack(np.meshgrid(xs, ys), axis=-1)
    return Relief(xs, ys, canyon(kappa).value(around), "error")
