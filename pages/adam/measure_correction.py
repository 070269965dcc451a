"""Adam with and without the bias correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lesson import rounded_down, rounded_up
from optim import Trajectory
from optim.many import race_many
from optim.theory import CorrectionReach, correction_reach
from pages.adam.measure_steps import (
    MATTERS,
    Array,
    FirstStep,
    Outcome,
    Pair,
    Steps,
    changes_of,
    divisor,
    first_step,
    outcomes_of,
    path_of,
    race_of,
    steps_of,
)
from pages.adam.settings import Settings
from pages.run import drawn
from surfaces import Surface, canyon

LONGEST_ARROW = 3.0
TALLEST = 50.0  # the largest step in units of η that a panel makes room for


@dataclass(frozen=True)
class Correction:
    """Adam with and without the bias correction.

    paths: as far as they are drawn, (k, 2). changes: of w in each step from a drawn point, (n, 2). arrow_scale: how
    many times as long they are drawn. steps: those with the correction. factors: 1/(1−β1^t) and 1/(1−β2^t) for t = 1 …
    steps + 1. averages_range, tallest: room for s and √r, and for |Δw1|/η. reach: how long the correction matters by
    theory, mattered: on how many of the `taken` steps of this run.
    """

    settings: Settings
    surface: Surface
    paths: Mapping[str, Array]
    changes: Mapping[str, Array]
    arrow_scale: float
    steps: Steps
    factors: tuple[Array, Array]
    averages_range: Pair
    tallest: float
    outcomes: Mapping[str, Outcome]
    first: FirstStep
    reach: CorrectionReach
    mattered: int
    taken: int


def measure_many(many: Sequence[Settings]) -> list[Correction]:
    """Both runs of each of these settings, from one batched run."""
    races = [race_of(s, {"corrected": s.rule(), "uncorrected": s.rule(bias_correction=False)}) for s in many]
    return [*map(_correction, many, race_many(races))]


def _correction(settings: Settings, runs: Mapping[str, Trajectory]) -> Correction:
    surface, run = canyon(settings.kappa), runs["corrected"]
    points = {name: drawn(run, surface) for name, run in runs.items()}
    changes = {name: changes_of(run, min(points[name], run.last)) for name, run in runs.items()}
    steps = steps_of(run, settings, len(changes["corrected"]))
    first = max(float(np.abs(change[0]).max()) for change in changes.values())
    largest = max(float(np.abs(change[:, 0]).max()) for change in changes.values()) / settings.eta
    return Correction(
        settings=settings,
        surface=surface,
        paths={name: path_of(run, points[name], settings) for name, run in runs.items()},
        changes=changes,
        arrow_scale=rounded_down(LONGEST_ARROW / max(first, 1e-12)),
        steps=steps,
        factors=(_factor(settings.beta1, settings.steps + 1), _factor(settings.beta2, settings.steps + 1)),
        averages_range=_averages_range(steps),
        tallest=min(rounded_up(max(1.5, largest)), TALLEST),
        outcomes=outcomes_of(runs, points, settings),
        first=first_step(settings),
        reach=correction_reach(settings.beta1, settings.beta2),
        mattered=mattered(run, settings),
        taken=min(run.last, settings.steps),
    )


@lru_cache(maxsize=256)
def _factor(beta: float, count: int) -> Array:
    return 1 / divisor(beta, count)


def _averages_range(steps: Steps) -> Pair:
    """Room for s, ŝ, √r and √r̂ of w1."""
    s, mean = steps.s[:, 0], steps.mean[:, 0]
    roots = float(np.sqrt(max(steps.r[:, 0].max(), steps.square[:, 0].max())))
    low, high = min(0.0, float(s.min()), float(mean.min())), max(roots, float(s.max()), float(mean.max()))
    room = 0.08 * (high - low) + 1e-3 * max(float(np.abs(steps.g[:, 0]).max()), 1e-12)
    return low - room, high + room


def mattered(run: Trajectory, settings: Settings) -> int:
    """On how many steps of a run the correction changes the step from the same s and r by more than 1 %."""
    end = min(run.last, settings.steps)
    s, r = run.states.s[1 : end + 1], run.states.r[1 : end + 1]
    s_divisor, r_divisor = divisor(settings.beta1, end)[:, None], divisor(settings.beta2, end)[:, None]
    without = s / (np.sqrt(r) + settings.epsilon)
    corrected = s / s_divisor / (np.sqrt(r / r_divisor) + settings.epsilon)
    return int((np.abs(corrected - without) > MATTERS * np.abs(without)).any(-1).sum())
