"""Adam and momentum in a canyon that lies along the axes, and in the same one turned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optim import Momentum, Trajectory
from optim.many import Race, race_many
from pages.adam.measure_steps import Array, FirstStep, first_step, path_of
from pages.adam.settings import Settings
from pages.run import drawn
from surfaces import Scaled, Surface, canyon

THERE = 0.01  # of the start's distance
RULES = ("Momentum", "Adam")


@dataclass(frozen=True)
class Arrival:
    """Of one run: the step from which it stays within 1 % of the start's distance to the minimum, None for never; and
    for a run that has left for good the step from which it is off the map."""

    at: int | None
    off: int | None


@dataclass(frozen=True)
class Lie:
    """The runs in a canyon that lies somehow: paths by rule, as far as they are drawn, (k, 2), and their arrivals."""

    surface: Surface
    paths: Mapping[str, Array]
    arrivals: Mapping[str, Arrival]


@dataclass(frozen=True)
class Turned:
    """The race along the axes and in the canyon turned by θ, from the start turned with it."""

    settings: Settings
    straight: Lie
    turned: Lie
    first: FirstStep


def measure_many(many: Sequence[Settings]) -> list[Turned]:
    """Both races of each of these settings, from one batched run."""
    runs = iter(race_many([race for settings in many for race in races(settings).values()]))
    return [
        Turned(
            settings, _lie(settings, 0.0, next(runs)), _lie(settings, settings.theta, next(runs)), first_step(settings)
        )
        for settings in many
    ]


def races(settings: Settings) -> dict[str, Race]:
    """Both races, by how the canyon lies."""
    return {"along the axes": _race(settings, 0.0), "turned": _race(settings, settings.theta)}


def _race(settings: Settings, theta: float) -> Race:
    rules = {"Momentum": Momentum(settings.eta, settings.beta1), "Adam": settings.rule()}
    objective = Scaled(canyon(settings.kappa, theta), settings.scale)
    return Race(rules, objective, turned(settings.start, theta), settings.steps)


def turned(point: tuple[float, float], theta: float) -> tuple[float, float]:
    """A point turned about the minimum by θ degrees."""
    cos, sin = np.cos(np.radians(theta)), np.sin(np.radians(theta))
    return float(cos * point[0] - sin * point[1]), float(sin * point[0] + cos * point[1])


def _lie(settings: Settings, theta: float, runs: Mapping[str, Trajectory]) -> Lie:
    surface = canyon(settings.kappa, theta)
    points = {name: drawn(run, surface) for name, run in runs.items()}
    return Lie(
        surface=surface,
        paths={name: path_of(run, points[name], settings) for name, run in runs.items()},
        arrivals={name: _arrival(run, points[name], surface) for name, run in runs.items()},
    )


def _arrival(run: Trajectory, points: int, surface: Surface) -> Arrival:
    if points <= run.last or run.diverged_at is not None:
        edge = np.array(surface.domain)[:, 1]  # the canyon's map is centred
        inside = np.flatnonzero((np.abs(run.w[:points]) <= edge).all(-1))
        return Arrival(None, int(inside[-1]) + 1 if inside.size else 0)
    distance = np.hypot(*run.w.T)
    outside = np.flatnonzero(distance > THERE * distance[0])
    at = int(outside[-1]) + 1 if outside.size else 0
    return Arrival(at if at <= run.last else None, None)
