"""What a run came to: the definition of every verdict that the page gives.

With the distance always to the nearest of the surface's minima, and the late part the last fifth of a run's steps:

- within 1 %: no farther than 1 % of the start's distance. `first`: the first step at which it is; `stays`: the one from
  which on it is at every step.
- left the map: outside it at the end. `left_at`: the step from which on.
- stays, rests, hovers, away: see `Outcome`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from optim import Trajectory
from pages.run import WIDTHS
from surfaces import Surface

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
NEAR = 0.01  # "within 1 %"
FLAT = 1e-3  # of the steepest gradient on the map: one that is shorter has vanished
STILL = 1e-3  # of the map's width: a late part that is no longer stands all but still
CLOSE = 0.02  # of the map's width: so near to a point that it is what the run rests on
LATE = 5  # one part in five of the steps
FEWEST = 4  # steps of a late part

Verdict = Literal["left", "stays", "rests", "hovers", "away"]


@dataclass(frozen=True)
class Outcome:
    """Measured on one run of T steps.

    verdict, the first that holds: "left" the map; "stays" within 1 %; "rests": its late part is no longer than a
    thousandth of the map's width, the slope at its end no more than a thousandth of the map's steepest, and it is at a
    point of the kind `rest`: a "plateau" where the slope is at most twice that all around at 2 % of the map's width, or
    within 2 % of the map's width of a "saddle" or of a "local minimum" that is none of the minima; "hovers": its
    late part leads less than 0.3 of its length away, with steps that are on average not below half of those of the
    fifth before and a distance not below 0.7 of theirs; else "away".

    points: how many of the run can be drawn. first, stays, left_at: steps, None where there is none. outside: at how
    many steps it was off the map. error: above the minimum, at the end. distance: at the end. end: where that is.
    length: of the whole path. late: steps of the late part; walked: its length; net: how far it led; near, far: the
    least and the largest distance in it. mean: distance on average over the second half of the run. off_axis: the first
    step at which |w₂| ≥ 0.5, which is off the saddle.
    """

    verdict: Verdict
    points: int
    first: int | None
    stays: int | None
    left_at: int | None
    outside: int
    error: float
    distance: float
    end: tuple[float, float]
    length: float
    late: int
    walked: float
    net: float
    near: float
    far: float
    mean: float
    rest: str
    off_axis: int | None


def distances(w: Array, minima: Array) -> Array:
    """Distance of points (..., 2) to the nearest of minima (M, 2)."""
    nearest = np.asarray(np.hypot(w[..., 0] - minima[0, 0], w[..., 1] - minima[0, 1]))  # of one point too an array
    for x, y in minima[1:]:
        np.minimum(nearest, np.hypot(w[..., 0] - x, w[..., 1] - y), out=nearest)
    return nearest


def staying(distance: Array) -> Whole:
    """For distances (T+1, ...) the step from which on each is within 1 %; T+1 if it does not stay so."""
    outside = ~(distance <= NEAR * distance[0])
    return np.where(outside.any(0), len(distance) - outside[::-1].argmax(0), 0)


def outcomes(runs: Sequence[Trajectory], surfaces: Sequence[Surface]) -> list[Outcome]:
    """What each of N runs of the same number of steps came to, on surfaces that differ in their heights alone."""
    (x0, x1), (y0, y1) = surfaces[0].domain
    low, high = np.array([x0, y0]), np.array([x1, y1])
    width = max(x1 - x0, y1 - y0)
    w = np.stack([run.w for run in runs], axis=1)  # (T+1, N, 2)
    last = np.array([run.last for run in runs])
    steps, time = len(w) - 1, np.arange(len(w))[:, None]
    gone = time > last  # of a run that diverged, which is taken to stand where it was before
    w = w[np.minimum(time, last), np.arange(len(runs))]
    delta = np.diff(w, axis=0)
    sizes = np.hypot(delta[..., 0], delta[..., 1])
    distance = distances(w, surfaces[0].minima)
    close = distance <= NEAR * distance[0]
    off = gone | ~((w >= low) & (w <= high)).all(-1)
    left = off[-1]
    left_at = np.where(left, len(w) - (~off[::-1]).argmax(0), -1)
    settled = staying(distance)
    stays = np.where(left | (settled > steps), -1, settled)
    drawn = _drawn(w, last, left_at, (low + high) / 2, WIDTHS * width)
    late = max(min(FEWEST, steps), steps // LATE)
    walked, net = sizes[steps - late :].sum(0), np.hypot(*(w[-1] - w[steps - late]).T)
    still = ~left & (stays < 0) & (walked <= STILL * width) & (late >= FEWEST)
    rests = ["" if not there else _rest(w[-1, i], surfaces[i], width) for i, there in enumerate(still.tolist())]
    hovers = _hovering(sizes, distance, late, walked, net)
    cases = [left, stays >= 0, np.array(rests) != "", hovers]
    verdicts = np.select(cases, ["left", "stays", "rests", "hovers"], "away").tolist()
    columns: dict[str, list[Any]] = {
        "verdict": verdicts,
        "points": drawn.tolist(),
        "first": _or_none(_first(close)),
        "stays": _or_none(stays),
        "left_at": _or_none(left_at),
        "outside": off.sum(0).tolist(),
        "error": [float(run.value[end] - on.minimum) for run, end, on in zip(runs, last, surfaces, strict=True)],
        "distance": distance[-1].tolist(),
        "end": [*map(tuple, w[-1].tolist())],
        "length": sizes.sum(0).tolist(),
        "late": [late] * len(runs),
        "walked": walked.tolist(),
        "net": net.tolist(),
        "near": distance[steps - late :].min(0).tolist(),
        "far": distance[steps - late :].max(0).tolist(),
        "mean": distance[(steps + 1) // 2 :].mean(0).tolist(),
        "rest": rests,
        "off_axis": _or_none(_first(np.abs(w[..., 1]) >= 0.5)),
    }
    return [Outcome(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def _first(there: NDArray[np.bool_]) -> Whole:
    """The first step at which each of (T+1, N) is true, −1 where it never is."""
    return np.where(there.any(0), there.argmax(0), -1)


def _or_none(found: Whole) -> list[int | None]:
    return [None if step < 0 else step for step in found.tolist()]


def _drawn(w: Array, last: Whole, left_at: Whole, middle: Array, reach: float) -> Whole:
    """How many points of each run can be drawn: all, or of one that left the map up to its first far outside."""
    step = np.arange(len(w))[:, None]
    far = (np.abs(w - middle) > reach).any(-1) & (step >= left_at) & (left_at >= 0) & (step <= last)
    return np.where(far.any(0), far.argmax(0), last) + 1


def _hovering(sizes: Array, distance: Array, late: int, walked: Array, net: Array) -> NDArray[np.bool_]:
    """Which runs are under way and get nowhere."""
    steps = len(sizes)
    if late < FEWEST or steps < 2 * late:
        return np.zeros(len(walked), dtype=bool)
    before = sizes[steps - 2 * late : steps - late].sum(0)
    recent, earlier = distance[steps - late + 1 :].mean(0), distance[steps - 2 * late + 1 : steps - late + 1].mean(0)
    return (walked > 0) & (net < 0.3 * walked) & (walked >= 0.5 * before) & (recent >= 0.7 * earlier)


def _rest(w: Array, surface: Surface, width: float) -> str:
    """What kind of point is there: a "plateau", a "saddle", a "local minimum", or "" for none of these."""
    angles = np.arange(8) * np.pi / 4
    ring = CLOSE * width * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    slopes = np.linalg.norm(surface.gradient(np.vstack([w, w + ring])), axis=-1) / surface.steepest
    if slopes[0] > FLAT:
        return ""
    if slopes.max() <= 2 * FLAT:
        return "plateau"
    at, curvature = _stationary(w, surface, width)
    if at is None or np.hypot(*(at - w)) > CLOSE * width or distances(at, surface.minima) < CLOSE * width:
        return ""
    if curvature[0] < 0 < curvature[1]:
        return "saddle"
    return "local minimum" if curvature[0] > 0 else ""


def _stationary(w: Array, surface: Surface, width: float) -> tuple[Array | None, Array]:
    """Where Newton's method leads from w, and the Hessian's eigenvalues there; None where it leads nowhere."""
    shift = 1e-5 * width * np.eye(2)
    for _ in range(20):
        slope = surface.gradient(w)
        hessian = (surface.gradient(w + shift) - surface.gradient(w - shift)) / (2e-5 * width)
        hessian = (hessian + hessian.T) / 2
        if np.linalg.norm(slope) <= 1e-9 * surface.steepest:
            return w, np.asarray(np.linalg.eigvalsh(hessian), dtype=float)
        step = np.linalg.lstsq(hessian, slope, rcond=None)[0]
        if not np.linalg.norm(step) <= CLOSE * width:
            return None, np.zeros(2)
        w = np.asarray(w - step, dtype=float)
    return None, np.zeros(2)
