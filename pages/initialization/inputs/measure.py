"""The same input in two units and normalized: one linear unit, whose error surface is a canyon or a bowl."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS
from optim import SGD, Trajectory, descend
from optim.many import Race
from pages.initialization.settings import Settings
from surfaces import Relief

Array = NDArray[np.float64]
NORMALIZED = "normalized"
ARRIVED = 0.01  # so much of the way from the start to the minimum is left
CANYON = 20.0  # the condition number from which on a surface is called a canyon
ASPECT = 0.9  # width over height of a map
EVENLY: Array = np.linspace(-1.0, 1.0, 48)  # points of a map along each axis
PEOPLE = 200


@dataclass(frozen=True)
class Column:
    """An input that has units: its name, its unit and another, `finer` of them in one; where: its name in the set."""

    name: str
    unit: str
    other: str
    finer: float
    where: str = ""


COLUMNS = {
    "height": Column("height", "metres", "millimetres", 1000.0),
    "bmi": Column("body mass index", "kg/m²", "g/m²", 1000.0, "body mass index"),
    "pressure": Column("blood pressure", "mmHg", "pascals", 133.0, "blood pressure"),
    "age": Column("age", "years", "days", 365.0, "age"),
    "cholesterol": Column("cholesterol", "mg/dl", "µg/dl", 1000.0, "s1"),
    "sugar": Column("blood sugar", "mg/dl", "µg/dl", 1000.0, "s6"),
}


@dataclass(frozen=True, eq=False)
class Bowl:
    """The error surface of a linear unit with weight w and bias b, on N examples of one input x; an objective.

    moments (2, 2): the second-moment matrix [[E x², E x], [E x, 1]], which is the surface's matrix of second
    derivatives; curvatures: its eigenvalues, the smaller one first. minimum (2,): the best (w, b), and lowest: the
    error there. relief: the surface around minimum and start.
    """

    moments: Array
    curvatures: tuple[float, float]
    minimum: Array
    lowest: float
    relief: Relief

    @property
    def condition(self) -> float:
        """The condition number: the larger curvature over the smaller one."""
        return self.curvatures[1] / self.curvatures[0]

    def value(self, w: Array) -> Array:
        """The error of (w, b) (..., 2) above the lowest one, (...)."""
        across, up = w[..., 0] - self.minimum[0], w[..., 1] - self.minimum[1]  # apart, so that it can be written out
        square, mixed, one = self.moments[0, 0], self.moments[0, 1], self.moments[1, 1]
        return 0.5 * (square * across * across + 2 * mixed * across * up + one * up * up)

    def gradient(self, w: Array, t: int = 0) -> Array:
        """Its gradient (..., 2), as the unit's own over all examples."""
        return (w - self.minimum) @ self.moments


@dataclass(frozen=True)
class Descent:
    """SGD on a bowl from (0, 0).

    w (n, 2): the points, up to the last that can be drawn. left (n,): the share of the way to the minimum that is still
    left. off (n,): is the point outside the map? arrived: the step from which on at most ARRIVED of it is left, None if
    there is none; gone: is more left at the end than at the start?
    """

    bowl: Bowl
    w: Array
    left: Array
    off: NDArray[np.bool_]
    arrived: int | None
    gone: bool


@dataclass(frozen=True)
class Inputs:
    """The descents for an input in its unit, in the other unit and normalized, by these names, in this order."""

    settings: Settings
    column: Column
    descents: Mapping[str, Descent]

    @property
    def conditions(self) -> tuple[float, float, float]:
        """The condition numbers in order."""
        one, other, normalized = (descent.bowl.condition for descent in self.descents.values())
        return one, other, normalized


@lru_cache(maxsize=64)
def examples(column: str, seed: int) -> tuple[Array, Array]:
    """Inputs (N,) in the column's unit, and targets (N,)."""
    known = COLUMNS[column]
    if not known.where:  # heights in metres, and weights in tens of kilograms
        generator = np.random.default_rng(seed)
        x = 1.7 + 0.1 * generator.standard_normal(PEOPLE)
        return x, 7.0 + 8.0 * (x - 1.7) + generator.standard_normal(PEOPLE)
    dataset = DATASETS["diabetes"]
    at = dataset.inputs.index(known.where)
    at += sum(k - 1 for i, k in dataset.categories.items() if i < at)  # categories before it have several columns
    data = dataset.data(seed, normalize=False)
    return data.x[:, at], data.y[:, 0]


@lru_cache(maxsize=64)
def bowls(column: str, seed: int, centred: bool) -> dict[str, Bowl]:
    """The surfaces of one column in its unit, in the other and normalized; centred: is the mean subtracted in all?"""
    known = COLUMNS[column]
    x, y = examples(column, seed)
    deviations = (x - x.mean()) / x.std()
    if centred:
        x = x - x.mean()
    return {known.unit: bowl(x, y), known.other: bowl(known.finer * x, y), NORMALIZED: bowl(deviations, y, equal=True)}


def bowl(x: Array, y: Array, equal: bool = False) -> Bowl:
    """The surface of one input (N,) and targets (N,); equal: are both axes of its map to the same scale?"""
    inputs = np.column_stack([x, np.ones(len(x))])
    moments = inputs.T @ inputs / len(inputs)
    # the exact determinant, because the smaller eigenvalue of large inputs is lost in rounding
    high = float(np.linalg.eigvalsh(moments)[1])
    low = float(x.var()) / high
    away = x - x.mean()
    slope = float(away @ y / (away @ away))
    minimum = np.array([slope, float(y.mean()) - slope * float(x.mean())])
    first = 2 / high * moments @ minimum  # as far as a first step from (0, 0) may go below 2/λ
    return Bowl(
        moments=moments,
        curvatures=(low, high),
        minimum=minimum,
        lowest=float(0.5 * np.square(inputs @ minimum - y).mean()),
        relief=_relief(moments, minimum, np.stack([np.zeros(2), minimum, first]), equal),
    )


def _relief(moments: Array, minimum: Array, shown: Array, equal: bool) -> Relief:
    """The surface around the points (M, 2) that are to be seen."""
    (x0, y0), (x1, y1) = shown.min(0).tolist(), shown.max(0).tolist()
    size = 1e-9 * float(np.abs(shown).max())
    wide, high = max(0.75 * (x1 - x0), size), max(0.75 * (y1 - y0), size)
    if equal:
        wide, high = max(wide, ASPECT * high), max(wide / ASPECT, high)
    x: Array = (x0 + x1) / 2 + wide * EVENLY
    y: Array = (y0 + y1) / 2 + high * EVENLY
    away = np.stack(np.meshgrid(x, y), axis=-1) - minimum
    above = 0.5 * np.einsum("...i,ij,...j", away, moments, away)
    offset = 1e-3 * float(above.max())
    return Relief(x, y, np.log10(above + offset), "log<sub>10</sub> error", offset)


def measure(settings: Settings) -> Inputs:
    """The descent from (0, 0) in each unit and normalized, each with its own η."""
    surfaces = bowls(settings.column, settings.seed, settings.centred)
    descents: dict[str, Descent] = {}
    for name, one in races(settings).items():
        run = descend(one.rules["SGD"], one.objective, np.array(one.start), one.steps)
        descents[name] = descent(surfaces[name], run)
    return Inputs(settings, COLUMNS[settings.column], descents)


def races(settings: Settings) -> dict[str, Race]:
    """What is measured: each descent's start."""
    return {
        name: Race({"SGD": SGD(settings.share * 2 / surface.curvatures[1])}, surface, (0.0, 0.0), settings.steps)
        for name, surface in bowls(settings.column, settings.seed, settings.centred).items()
    }


def descent(surface: Bowl, run: Trajectory) -> Descent:
    """How a run from (0, 0) goes."""
    w = run.w[: run.last + 1]
    away = w - surface.minimum
    left = np.sqrt((away * away).sum(-1) / (surface.minimum**2).sum())
    corners = np.array([[ends[0], ends[-1]] for ends in (surface.relief.x, surface.relief.y)]).T
    outside = left > ARRIVED
    step = len(left) - int(outside[::-1].argmax()) if outside.any() else 0
    return Descent(
        bowl=surface,
        w=w,
        left=left,
        off=((w < corners[0]) | (w > corners[1])).any(1),
        arrived=step if step < len(left) else None,
        gone=run.diverged_at is not None or bool(left[-1] > 1),
    )
