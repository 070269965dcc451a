"""One run of momentum in the canyon beside plain descent, its velocity in two parts: along the valley and across it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lesson import rounded_down, rounded_up
from optim import SGD, Momentum, Rule, Trajectory, theory
from optim.many import Race, race_many
from pages.momentum.settings import Settings
from pages.run import drawn
from surfaces import Surface

Array = NDArray[np.float64]
RULE, PLAIN = "Momentum", "α = 0"
VIEW = ((-5.0, 5.0), (-3.2, 3.2))  # the part of the canyon that is seen
LONGEST_ARROW = 3.6  # how long the longest arrow is drawn
FAR = 9.0  # the velocity up to which the axes grow


@dataclass(frozen=True)
class Walked:
    """What one of the two runs did in the steps that both made: k of them, or fewer where one of them diverged.

    along, across: the longest step along the valley and how far it went across, to and fro, after 0 … k steps (k+1,).
    left: the step from which on it is off the map, None if it ends on it.
    """

    along: Array
    across: Array
    left: int | None


@dataclass(frozen=True)
class OnPath:
    """One run from a start, and plain descent with the same η beside it.

    w, g, before, after (n, 2): for each point that is drawn and has a next one its gradient, and the velocity before
    and after the step that comes. paths: by name, the points that are drawn (k, 2). velocities: by name, the step that
    comes next, at each of them (k, 2); reach: from where to where the axis of each of its parts goes. arrow_scale: how
    many times as long as the step its arrows are drawn. walked: by name; common: the steps that both runs made. passes:
    how often momentum passes the minimum along the valley; beyond: the farthest that it comes on the other side, over
    the start's distance along the valley. against: in how many steps α·v points across the valley against −η·g; agree:
    in how many along it with −η·g. distance: by name, from the minimum after the common steps. longest_eta: below which
    the run comes to rest. bounces: do the updates of plain descent point in opposite directions across the valley?
    """

    settings: Settings
    surface: Surface
    w: Array
    g: Array
    before: Array
    after: Array
    paths: Mapping[str, Array]
    velocities: Mapping[str, Array]
    reach: tuple[tuple[float, float], tuple[float, float]]
    arrow_scale: float
    walked: Mapping[str, Walked]
    common: int
    passes: int
    beyond: float
    against: int
    agree: int
    distance: Mapping[str, float]
    longest_eta: float
    bounces: bool


def measure_path(many: Sequence[Settings]) -> list[OnPath]:
    """The runs of these settings."""
    # one step more than is shown, so that the last point too has a gradient and a next step to draw
    runs = race_many([replace(race_on_path(settings), steps=settings.steps + 1) for settings in many])
    return [_on_path(settings, run) for settings, run in zip(many, runs, strict=True)]


def race_on_path(settings: Settings) -> Race:
    """Momentum and plain descent in the canyon."""
    rules: dict[str, Rule] = {RULE: Momentum(settings.eta, settings.alpha), PLAIN: SGD(settings.eta)}
    return Race(rules, settings.surface(), (settings.x0, settings.y0), settings.steps)


def _on_path(settings: Settings, runs: Mapping[str, Trajectory]) -> OnPath:
    surface, steps = settings.surface(), settings.steps
    run, plain = runs[RULE], runs[PLAIN]
    points = {name: min(drawn(done, surface), steps + 1) for name, done in runs.items()}
    n = min(points[RULE], run.last)
    common = min(run.last, plain.last, steps)
    velocity = run.states.v
    pull = settings.alpha * velocity[:common]
    return OnPath(
        settings=settings,
        surface=surface,
        w=run.w[:n],
        g=run.gradient[:n],
        before=velocity[:n],
        after=velocity[1 : n + 1],
        paths={name: done.w[: points[name]] for name, done in runs.items()},
        velocities={RULE: velocity[1 : n + 1], PLAIN: -settings.eta * plain.gradient[: min(points[PLAIN], plain.last)]},
        reach=_reach(velocity[1 : n + 1], settings.eta * run.gradient[0]),
        arrow_scale=_scale(LONGEST_ARROW / max(float(np.hypot(*velocity[1 : n + 1].T).max()), 1e-12)),
        walked={name: _walked(done.w[: common + 1], done.w[: points[name]]) for name, done in runs.items()},
        common=common,
        passes=_passes(run.w[: common + 1, 0]),
        beyond=_beyond(run.w[: common + 1, 0]),
        against=int((pull[:, 1] * run.gradient[:common, 1] > 0).sum()),
        agree=int((pull[:, 0] * run.gradient[:common, 0] < 0).sum()),
        distance={name: float(np.hypot(*done.w[common])) for name, done in runs.items()},
        longest_eta=_longest_eta(settings, surface),
        bounces=bool((np.sign(plain.gradient[:common, 1]) == -np.sign(plain.gradient[0, 1])).any())
        and settings.y0 != 0,
    )


def _walked(w: Array, path: Array) -> Walked:
    sizes = np.vstack([np.zeros((1, 2)), np.abs(np.diff(w, axis=0))])
    low, high = np.array(VIEW).T
    outside = ((path < low) | (path > high)).any(-1)
    back = np.flatnonzero(~outside)
    left = int(back[-1]) + 1 if back.size else 0
    return Walked(np.maximum.accumulate(sizes[:, 0]), np.cumsum(sizes[:, 1]), left if left < len(path) else None)


def _passes(x: Array) -> int:
    """How often x changes its sign; coming to rest at 0 is no change."""
    signs = np.sign(x[x != 0])
    return int((signs[1:] != signs[:-1]).sum())


def _beyond(x: Array) -> float:
    return float(max((-np.sign(x[0]) * x).max(), 0.0) / abs(x[0])) if x[0] else 0.0


def _longest_eta(settings: Settings, surface: Surface) -> float:
    """A direction in which the run does not move sets no bound."""
    moving = zip((settings.x0, settings.y0), surface.curvatures or (), strict=True)
    bounds = [float(theory.longest_eta(settings.alpha, curvature)) for start, curvature in moving if start]
    return min(bounds, default=math.inf)


def _scale(most: float) -> float:
    return float(int(most)) if 1 <= most < 5 else rounded_down(most)


def _reach(steps: Array, first: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    """From where to where the axes of both parts of the velocity go, mostly the same in a drag. first (2,): η·g at the
    start."""
    shown = np.vstack([steps[:200], -first])
    along, across = ((float(part.min()), float(part.max())) for part in shown.T)
    return _ends(*along), _ends(*across)


def _ends(low: float, high: float) -> tuple[float, float]:
    size = rounded_up(1.05 * max(min(max(-low, high), FAR), 1e-9))
    down, up = (size if 1.05 * end > size / 2 else size / 2 for end in (-low, high))
    return -down, up
