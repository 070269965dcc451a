"""The same input in its own units and normalized: one linear unit, whose error surface is then a canyon or a bowl."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Data, Network, TrainingError
from optim import SGD, Trajectory, descend
from pages.initialization.settings import COLUMNS, Settings
from surfaces import Relief

Array = NDArray[np.float64]
UNIT = Network((1, 1), output="linear")
RAW, NORMALIZED = "raw units", "normalized"
ARRIVED = 0.01  # so near to the minimum, in units of the start's distance
CANYON = 100.0  # the condition number from which on a surface is called one
ROUNDING = 1e-6  # errors no farther apart than this share of them are equal
ASPECT = 1.8
EVENLY: Array = np.linspace(-1.0, 1.0, 80)  # points of a map along each axis


@dataclass(frozen=True, eq=False)
class Bowl:
    """The error surface of a linear unit with weight w and bias b, on N examples of one input x; an objective.

    moments (2, 2): the second-moment matrix [[E x², E x], [E x, 1]], which is the surface's matrix of second
    derivatives; curvatures: its eigenvalues, the smaller one first, and flattest (2,): the direction of that one.
    minimum (2,): the best (w, b), and lowest: the error there. relief: the surface around minimum and start.
    """

    examples: int
    moments: Array
    curvatures: tuple[float, float]
    flattest: Array
    minimum: Array
    lowest: float
    relief: Relief

    @property
    def condition(self) -> float:
        """The condition number: the larger curvature over the smaller one."""
        return self.curvatures[1] / self.curvatures[0]

    def value(self, w: Array) -> Array:
        """The error of (w, b) (..., 2) on all examples, (...)."""
        return self.lowest + self.excess(w)

    def excess(self, w: Array) -> Array:
        """The error of (w, b) (..., 2) above the lowest one, (...)."""
        away = w - self.minimum
        return 0.5 * ((away @ self.moments) * away).sum(-1)

    def gradient(self, w: Array, t: int = 0) -> Array:
        """Its gradient (..., 2), as the unit's own over all examples."""
        return (w - self.minimum) @ self.moments


@dataclass(frozen=True)
class Descent:
    """SGD on a bowl from (0, 0), up to the last of n points that can be drawn.

    w (n, 2), excess (n,): the points, and the error above the lowest one; above: that at the end, as far as the digits
    of the error tell. arrived: the step from which on the run is ARRIVED, None if it is not; left: the distance to the
    minimum at the end over the start's; gone: is it farther away than at the start? kept: the factor that a step leaves
    of the distance along the flattest direction; needed: the steps until it has ARRIVED by that, None if never.
    """

    bowl: Bowl
    eta: float
    w: Array
    excess: Array
    above: float
    arrived: int | None
    left: float
    gone: bool
    kept: float
    needed: float | None


@dataclass(frozen=True)
class Inputs:
    """The descents for an input in its own units and normalized.

    canyon: is the surface in raw units a canyon, and the other not? same_lowest: is the lowest error the same in both?
    """

    settings: Settings
    descents: Mapping[str, Descent]
    canyon: bool
    same_lowest: bool


@lru_cache(maxsize=64)
def bowls(column: str, seed: int) -> dict[str, Bowl]:
    """The surfaces of one column of the diabetes set, in its own units and normalized."""
    dataset = DATASETS["diabetes"]
    at = dataset.inputs.index(COLUMNS[column][0])
    at += sum(k - 1 for i, k in dataset.categories.items() if i < at)  # categories before it have several columns
    sets = {RAW: dataset.data(seed, normalize=False), NORMALIZED: dataset.data(seed)}
    return {
        name: bowl(replace(data, x=data.x[:, at : at + 1], x_val=data.x_val[:, at : at + 1]), name == NORMALIZED)
        for name, data in sets.items()
    }


def bowl(data: Data, equal: bool) -> Bowl:
    """The surface of a data set with one input; equal: are both axes of its map to the same scale?"""
    inputs = np.column_stack([data.x[:, 0], np.ones(len(data.x))])
    moments = inputs.T @ inputs / len(inputs)
    (low, high), directions = np.linalg.eigh(moments)
    minimum = np.asarray(np.linalg.solve(moments, inputs.T @ data.y[:, 0] / len(inputs)), dtype=float)
    first = 2 / high * moments @ minimum  # as far as a first step from (0, 0) may go below 2/λ
    return Bowl(
        examples=len(inputs),
        moments=moments,
        curvatures=(float(low), float(high)),
        flattest=directions[:, 0],
        minimum=minimum,
        lowest=float(TrainingError(UNIT, data, len(inputs)).value(minimum)),
        relief=_relief(moments, minimum, np.stack([np.zeros(2), minimum, first]), equal),
    )


def _relief(moments: Array, minimum: Array, shown: Array, equal: bool) -> Relief:
    """The surface around the points (M, 2) that are to be seen."""
    (x0, y0), (x1, y1) = shown.min(0).tolist(), shown.max(0).tolist()
    wide, high = 0.75 * (x1 - x0), 0.75 * (y1 - y0)
    if equal:
        wide, high = max(wide, ASPECT * high), max(wide / ASPECT, high)
    x: Array = (x0 + x1) / 2 + wide * EVENLY
    y: Array = (y0 + y1) / 2 + high * EVENLY
    away = np.stack(np.meshgrid(x, y), axis=-1) - minimum
    above = 0.5 * np.einsum("...i,ij,...j", away, moments, away)
    offset = 1e-3 * float(above.max())
    return Relief(x, y, np.log10(above + offset), "log<sub>10</sub> error", offset)


def measure(settings: Settings) -> Inputs:
    """The descent from (0, 0) for the input in its own units and normalized, each with its own η."""
    descents: dict[str, Descent] = {}
    for name, surface in bowls(settings.column, settings.seed).items():
        eta = settings.share * 2 / surface.curvatures[1]
        descents[name] = descent(surface, eta, descend(SGD(eta), surface, np.zeros(2), settings.steps))
    raw, normalized = (descents[name].bowl for name in (RAW, NORMALIZED))
    return Inputs(
        settings=settings,
        descents=descents,
        canyon=raw.condition >= CANYON > normalized.condition,
        same_lowest=abs(raw.lowest - normalized.lowest) <= ROUNDING * raw.lowest,
    )


def descent(surface: Bowl, eta: float, run: Trajectory) -> Descent:
    """How a run with this η from (0, 0) goes."""
    w = run.w[: run.last + 1]
    away = w - surface.minimum
    distance = np.sqrt((away * away).sum(-1) / (surface.minimum**2).sum())
    outside = distance > ARRIVED
    step = len(distance) - int(outside[::-1].argmax()) if outside.any() else 0
    left = float(distance[-1])
    kept = 1 - eta * surface.curvatures[0]
    along = abs(float(surface.flattest @ surface.minimum))
    near = ARRIVED * float(np.sqrt((surface.minimum**2).sum()))
    return Descent(
        bowl=surface,
        eta=eta,
        w=w,
        excess=surface.excess(w),
        above=float(surface.value(w[-1])) - surface.lowest,
        arrived=step if step < len(distance) else None,
        left=left,
        gone=run.diverged_at is not None or left > 1,
        kept=kept,
        needed=float(np.log(near / along) / np.log(abs(kept))) if 0 < abs(kept) < 1 else None,
    )
