"""Adam's first step, and where η·g would have led."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optim import Trajectory
from optim.many import Race, race_many
from pages.adam.measure_steps import Array, FirstStep, Steps, first_step, path_of, race_of, steps_of
from pages.adam.settings import Settings
from pages.run import drawn
from surfaces import Surface, canyon

INSIDE = 0.94  # of the map's half width: as far out as a name may stand


@dataclass(frozen=True)
class First:
    """The first few steps of Adam.

    path: its points, (k, 2). steps: their numbers. plain: where the step η·g leads, cut off inside the map's edge; cut:
    is it? first: the first step.
    """

    settings: Settings
    surface: Surface
    path: Array
    steps: Steps
    plain: Array
    cut: bool
    first: FirstStep


def measure_many(many: Sequence[Settings]) -> list[First]:
    """The first steps of each of these settings, from one batched run."""
    found = race_many([race(settings) for settings in many])
    return [*map(_first, many, (runs["Adam"] for runs in found))]


def race(settings: Settings) -> Race:
    """The first few steps."""
    return race_of(settings, {"Adam": settings.rule()}, settings.few)


def _first(settings: Settings, run: Trajectory) -> First:
    surface, first = canyon(settings.kappa), first_step(settings)
    path = path_of(run, drawn(run, surface), settings)
    plain, cut = _until_edge(np.array(settings.start), -settings.eta * first.g, surface)
    return First(settings, surface, path, steps_of(run, settings, len(path) - 1), plain, cut, first)


def _until_edge(start: Array, step: Array, surface: Surface) -> tuple[Array, bool]:
    """The end of a step, cut off where it comes to the map's edge."""
    edge = INSIDE * np.array(surface.domain)[:, 1]  # the canyon's map is centred
    room = np.where(step > 0, edge - start, -edge - start)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        shares = np.where(np.abs(step) > 1e-12, room / step, np.inf)
    share = max(float(shares.min()), 0.0)
    return start + min(share, 1.0) * step, share < 1.0
