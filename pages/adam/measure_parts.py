"""Adam beside RMSProp with Adam's correction, and beside momentum measured against the present gradient alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optim import Trajectory
from optim.many import Race, race_many
from optim.variants import CorrectedRMSProp, MomentumOverSize
from pages.adam.measure_steps import (
    Array,
    FirstStep,
    Outcome,
    Steps,
    first_step,
    outcomes_of,
    path_of,
    race_of,
    steps_of,
)
from pages.adam.settings import Settings
from pages.run import drawn
from surfaces import Surface, canyon

OTHERS = ("RMSProp", "Momentum")  # what Adam is compared to, each by the rule whose colour it has


@dataclass(frozen=True)
class Parts:
    """Adam, and what it is with β1 = 0 and with β2 = 0, each run as a rule of its own.

    paths: as far as they are drawn, (k, 2). apart: how far Adam is from each of the others at each step, (n,), as long
    as both are drawn. steps: Adam's.
    """

    settings: Settings
    surface: Surface
    paths: Mapping[str, Array]
    apart: Mapping[str, Array]
    steps: Steps
    outcomes: Mapping[str, Outcome]
    first: FirstStep


def measure_many(many: Sequence[Settings]) -> list[Parts]:
    """The three runs of each of these settings, from one batched run."""
    return [*map(_parts, many, race_many([race(settings) for settings in many]))]


def race(settings: Settings) -> Race:
    """Adam and the two that it is compared to."""
    eta, epsilon = settings.eta, settings.epsilon
    rules = {
        "RMSProp": CorrectedRMSProp(eta, settings.beta2, epsilon),
        "Momentum": MomentumOverSize(eta, settings.beta1, epsilon),
        "Adam": settings.rule(),
    }
    return race_of(settings, rules, settings.steps)


def _parts(settings: Settings, runs: Mapping[str, Trajectory]) -> Parts:
    surface = canyon(settings.kappa)
    points = {name: drawn(run, surface) for name, run in runs.items()}
    paths = {name: path_of(run, points[name], settings) for name, run in runs.items()}
    return Parts(
        settings=settings,
        surface=surface,
        paths=paths,
        apart={name: _apart(paths["Adam"], paths[name]) for name in OTHERS},
        steps=steps_of(runs["Adam"], settings, len(paths["Adam"]) - 1),
        outcomes=outcomes_of(runs, points, settings),
        first=first_step(settings),
    )


def _apart(one: Array, other: Array) -> Array:
    """The distances of the points of two paths, as long as both go on."""
    both = min(len(one), len(other))
    return np.hypot(*(one[:both] - other[:both]).T)
