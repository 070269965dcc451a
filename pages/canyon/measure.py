"""What a race on a surface comes to: each run, and its outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from lesson import declared
from lesson.shared import eta_field
from optim import NEVER, Rule, Trajectory, race
from optim.many import Race, race_many
from pages.canyon.settings import Settings
from pages.run import drawn_of_each
from surfaces import Noisy, Surface

Array = NDArray[np.float64]
FLAT = 1e-3  # of the steepest gradient on the map: one that is shorter has vanished
NEAR = 0.01  # "within 1 %": of the start's distance to the nearest minimum

Verdict = Literal["left", "reached", "circles", "rests", "away"]


@dataclass(frozen=True)
class Outcome:
    """Measured on one run of T steps.

    verdict: left the map, far or for good; reached the minimum (stays within 1 % from step `within` on); circles it;
    rests where the gradient has vanished; or still away. points: how many of the run can be drawn. error: above the
    minimum, at the end. distance: to the nearest minimum, at the end. length: of the path. left_at: first step outside
    the map, for a run that left it. stride: size of the last steps. turns: how often a step went back against the one
    before it. rest: what kind of point the run rests on.
    """

    verdict: Verdict
    points: int
    error: float
    distance: float
    within: int | None
    length: float
    left_at: int | None
    stride: float
    turns: int
    rest: str
    end: tuple[float, float]


@dataclass(frozen=True)
class Measured:
    """A race: its settings, the surface, and for each rule the rule, its run and the outcome."""

    settings: Settings
    surface: Surface
    rules: Mapping[str, Rule]
    runs: Mapping[str, Trajectory]
    outcomes: Mapping[str, Outcome]


def measure(settings: Settings) -> Measured:
    """The race of these settings."""
    asked = _race(settings)
    runs = race(asked.rules, asked.objective, asked.start, asked.steps)
    return _measured(settings, asked, runs, outcomes([*runs.values()], [settings.objective()] * len(runs)))


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The races of settings that have the same rules, from one batched run."""
    asked = [_race(settings) for settings in many]
    each = race_many(asked)
    if any(settings.steps != many[0].steps for settings in many):
        found = [outcomes([*runs.values()], [s.objective()] * len(runs)) for s, runs in zip(many, each, strict=True)]
    else:
        surfaces = [settings.objective() for settings, runs in zip(many, each, strict=True) for _ in runs]
        flat = iter(outcomes([run for runs in each for run in runs.values()], surfaces))
        found = [[next(flat) for _ in runs] for runs in each]
    return [_measured(*one) for one in zip(many, asked, each, found, strict=True)]


def best_eta(settings: Settings) -> Settings:
    """For each racing rule the η of the slider with the fewest steps to within 1 %, all tried in one batched run.

    Where no η gets there, the one with the lowest final error.
    """
    asked, surface = _race(settings), settings.objective()
    grid = np.array(declared(settings)["eta"].options)
    rules: dict[str, Rule] = {name: cast(Any, replace)(rule, eta=grid[:, None]) for name, rule in asked.rules.items()}
    best: dict[str, float] = {}
    for name, tried in race(rules, asked.objective, asked.start, asked.steps).items():
        here = np.asarray(tried.diverged_at) == NEVER
        taken = np.where(here, within(distances(tried.w, surface.minima)), settings.steps + 1)
        final = np.where(here, tried.value[-1], np.inf)
        best[name] = float(grid[np.lexsort((final, taken))[0]])
    return replace(settings, each=True, **{eta_field(name): eta for name, eta in best.items()})


def distances(w: Array, minima: Array) -> Array:
    """Distance of points (..., 2) to the nearest of minima (M, 2)."""
    nearest = np.asarray(np.hypot(w[..., 0] - minima[0, 0], w[..., 1] - minima[0, 1]))  # of one point too an array
    for x, y in minima[1:]:
        np.minimum(nearest, np.hypot(w[..., 0] - x, w[..., 1] - y), out=nearest)
    return nearest


def within(distance: Array) -> NDArray[np.int64]:
    """For distances (T+1, ...) the step from which each stays within 1 % of the start's; T+1 if it does not."""
    outside = ~(distance <= NEAR * distance[0])
    return np.where(outside.any(0), len(distance) - outside[::-1].argmax(0), 0)


def _race(settings: Settings) -> Race:
    surface = settings.objective()
    objective = Noisy(surface, settings.noise, settings.seed) if settings.noise else surface
    return Race({name: settings.rule(name) for name in settings.rules}, objective, settings.start(), settings.steps)


def _measured(settings: Settings, asked: Race, runs: Mapping[str, Trajectory], outcomes: Sequence[Outcome]) -> Measured:
    return Measured(
        settings=settings,
        surface=settings.objective(),
        rules=asked.rules,
        runs=runs,
        outcomes=dict(zip(runs, outcomes, strict=True)),
    )


def outcomes(runs: Sequence[Trajectory], surfaces: Sequence[Surface]) -> list[Outcome]:
    """What each of N runs of the same number of steps came to, on surfaces that differ in their heights alone."""
    domain = surfaces[0].domain
    low, high = np.array(domain, dtype=float).T
    w = np.stack([run.w for run in runs], axis=1)  # (T+1, N, 2); after a run's last step it stands still
    last = np.array([run.last for run in runs])
    every = np.arange(len(runs))
    delta = np.diff(w, axis=0)
    delta[np.arange(len(delta))[:, None] >= last] = 0.0
    sizes = np.hypot(delta[..., 0], delta[..., 1])
    distance = distances(w, surfaces[0].minima)
    settled = within(distance)
    outside = ~((w >= low) & (w <= high)).all(-1)
    points = drawn_of_each(w, last, domain)
    left = (points <= last) | np.array([run.diverged_at is not None for run in runs])
    reached = (settled <= last) & ~left
    ends = w[last, every]
    rests = _rests(ends, surfaces, ~(left | reached))
    open_still = ~(left | reached) & np.array([not rest for rest in rests])
    circles = np.zeros(len(runs), dtype=bool)
    circles[open_still] = _circle(w[:, open_still], distance[:, open_still], sizes[:, open_still])
    verdicts = np.select([left, reached, circles], ["left", "reached", "circles"], "away").tolist()
    columns: dict[str, list[Any]] = {
        "verdict": ["rests" if rest else verdict for rest, verdict in zip(rests, verdicts, strict=True)],
        "points": points.tolist(),
        "error": [float(run.value[end] - on.minimum) for run, end, on in zip(runs, last, surfaces, strict=True)],
        "distance": distance[last, every].tolist(),
        "within": [step if there else None for step, there in zip(settled.tolist(), reached.tolist(), strict=True)],
        "length": sizes.sum(0).tolist(),
        "left_at": [
            step if gone else None for step, gone in zip(outside.argmax(0).tolist(), left.tolist(), strict=True)
        ],
        "stride": _strides(sizes, last).tolist(),
        "turns": ((delta[1:] * delta[:-1]).sum(-1) < 0).sum(0).tolist(),
        "rest": rests,
        "end": [*map(tuple, ends.tolist())],
    }
    return [Outcome(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def _strides(sizes: Array, last: NDArray[np.int64]) -> Array:
    """The median size of the last steps, a fifth of them but at least four, of runs (T, N) that end at `last`."""
    found = np.zeros(len(last))
    for end in np.unique(last[last > 0]):
        runs = last == end
        found[runs] = np.median(sizes[max(0, end - max(4, end // 5)) : end, runs], axis=0)
    return found


def _circle(w: Array, distance: Array, sizes: Array) -> NDArray[np.bool_]:
    """Which runs get nowhere in the last fifth for all its steps, no nearer to a minimum, and these do not shrink."""
    n = len(sizes) // 5
    if n < 4 or w.shape[1] == 0:
        return np.zeros(w.shape[1], dtype=bool)
    late, before = sizes[-n:], sizes[-2 * n : -n]
    nowhere = np.hypot(*(w[-1] - w[-n - 1]).T) < 0.3 * late.sum(0)
    nearer = distance[-n:].mean(0) < 0.7 * distance[-2 * n : -n].mean(0)
    found = nowhere & ~nearer
    found[found] = np.median(late[:, found], axis=0) >= 0.5 * np.median(before[:, found], axis=0)
    return found


def _rests(ends: Array, surfaces: Sequence[Surface], open_still: NDArray[np.bool_]) -> list[str]:
    """For each end (N, 2) on its surface, where that is still open, what kind of point it rests on."""
    found = [""] * len(ends)
    by_surface: dict[int, list[int]] = {}
    for i in np.flatnonzero(open_still).tolist():
        by_surface.setdefault(id(surfaces[i]), []).append(i)
    for indices in by_surface.values():
        surface = surfaces[indices[0]]
        slopes = np.linalg.norm(surface.gradient(ends[indices]), axis=-1)
        for i, slope in zip(indices, slopes.tolist(), strict=True):
            if slope <= FLAT * surface.steepest:
                found[i] = _rest(ends[i], surface)
    return found


def _rest(w: Array, surface: Surface) -> str:
    """What kind of point w is, where the gradient has vanished: by the signs of the Hessian's eigenvalues."""
    low, high = np.array(surface.domain, dtype=float).T
    steepest = surface.steepest
    size = float((high - low).max())
    h = 1e-4 * max(size, 1.0)
    shift = h * np.eye(2)
    hessian = (surface.gradient(w + shift) - surface.gradient(w - shift)) / (2 * h)
    hessian = (hessian + hessian.T) / 2
    curvature = np.linalg.eigvalsh(hessian)
    flat = FLAT * steepest / (0.02 * size)  # on which a step of 2 % of the map leaves the gradient as small
    if np.abs(curvature).max() < flat:
        return "plateau"
    # A small gradient alone can be a long valley's: rest is where Newton's step leads hardly anywhere else.
    newton = np.linalg.lstsq(hessian, surface.gradient(w), rcond=None)[0]
    if np.linalg.norm(newton) > 0.02 * size or distances(w - newton, surface.minima) < 0.02 * size:
        return ""
    return "saddle" if curvature[0] < 0 else "local minimum"
