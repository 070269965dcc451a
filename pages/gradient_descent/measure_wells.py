"""Which starts find the lower of two wells: the run of the settings, and one from each of a row of starts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pages.gradient_descent.run import Run
from pages.gradient_descent.settings import Settings
from surfaces.curve import DOMAIN, wells

Array = NDArray[np.float64]
Bytes = NDArray[np.uint8]
NEAR = 0.01  # a run rests once it stays this near to a minimum
STARTS = np.linspace(*DOMAIN, 201)
SHOWN = slice(0, None, 10)  # the starts whose runs are drawn
FAR = 30.0  # no point of them is drawn farther out
STILL = 1e-3  # what moves less than this is drawn no more
LOWEST, OTHER, NEITHER = 255, 128, 0  # where a start leads, as a shade


@dataclass(frozen=True)
class InWells:
    """The run of the settings on two wells, and what comes of every start.

    minimum: the one nearest to the run's last point, lowest: is that the lower one?, rest: the step from which on the
    run stays within NEAR of it, None if it does not. points (t, 21): where the runs from some of STARTS are. shades
    (T, 1, 201): for each of STARTS where its run rests by then. found, other (T,): the share of STARTS whose runs rest
    in the lower and in the other well by then.
    """

    settings: Settings
    run: Run
    minimum: float
    lowest: bool
    rest: int | None
    points: Array
    shades: Bytes
    found: Array
    other: Array


def in_wells(many: Sequence[Settings], runs: Sequence[Run]) -> list[InWells]:
    """Runs on two wells with their rows of starts, all rows at once."""
    steps = np.array([settings.steps for settings in many])
    # The wells of λ are λ times those of 1, so that a run depends on η·λ alone.
    points, rest, lowest = _rows(np.array([settings.eta * settings.curvature for settings in many]), steps)
    return [
        _in_wells(settings, run, points[: settings.steps + 1, i], rest[i], lowest[i])
        for i, (settings, run) in enumerate(zip(many, runs, strict=True))
    ]


def _rows(products: Array, steps: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64], NDArray[np.bool_]]:
    """Runs from STARTS with each of V products η·λ: some of their points (T+1, V, 21); and for all (V, 201) the step
    since which they rest, one after the last where they do not, and whether that is at the lower minimum."""
    curve = wells(1.0)
    left, right = map(float, curve.minima)
    w = np.repeat(STARTS[None], len(products), 0)
    points = np.empty((steps.max() + 1, len(products), len(STARTS[SHOWN])))
    rest, lowest = np.zeros(w.shape, dtype=np.int64), np.zeros(w.shape, dtype=bool)
    with np.errstate(all="ignore"):  # what goes away beyond all bounds
        for t in range(len(points)):
            going = (t <= steps)[:, None]
            points[t] = w[:, SHOWN]
            at = w < 0
            there = np.abs(w - np.where(at, left, right)) <= NEAR
            rest = np.where(going & ~(there & (at == lowest)), t + 1, rest)
            rest = np.where(going & there & (at != lowest), t, rest)
            lowest = np.where(going & there, at, lowest)
            w = w - products[:, None] * curve.slope(w)
    return points, rest, lowest


def _in_wells(
    settings: Settings, run: Run, points: Array, rest: NDArray[np.int64], lowest: NDArray[np.bool_]
) -> InWells:
    curve = run.curve
    where = np.where(lowest, LOWEST, OTHER)
    steps = np.arange(settings.steps + 1)
    rests = rest <= steps[:, None]
    shades = np.where(rests, where, NEITHER).astype(np.uint8)[:, None]
    until = int(np.max(rest[rest <= settings.steps], initial=0)) + 1  # later shades are the same
    nearest = int(np.abs(curve.minima - run.w[-1]).argmin())
    return InWells(
        settings=settings,
        run=run,
        minimum=float(curve.minima[nearest]),
        lowest=nearest == 0,
        rest=resting(run, float(curve.minima[nearest])),
        points=_until_still(points),
        shades=shades[:until],
        found=(rests & lowest).mean(-1)[:until],
        other=(rests & ~lowest).mean(-1)[:until],
    )


def resting(run: Run, minimum: float) -> int | None:
    """The step from which on a run stays within NEAR of a minimum."""
    outside = np.flatnonzero(np.abs(run.w - minimum) > NEAR)
    first = int(outside[-1]) + 1 if outside.size else 0
    return first if first < len(run.w) else None


def _until_still(points: Array) -> Array:
    drawn = np.clip(np.where(np.isfinite(points), points, FAR), -FAR, FAR)
    moving = np.flatnonzero((np.abs(np.diff(drawn, axis=0)) > STILL).any(-1))
    return drawn[: (int(moving[-1]) if moving.size else 0) + 2]
