"""A category of four values, coded as one number or as four columns: what a linear unit makes of either."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from lesson.runs import Coded
from networks import one_hot
from optim import NEVER, SGD, descend
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
VALUES = ("bus", "bicycle", "car", "train")
MEANS = (45.0, 25.0, 35.0, 55.0)  # minutes to work
EACH, NOISE = 12, 4.0  # examples of a value, and the deviation of their minutes
ORDERS = tuple(permutations(range(1, 5)))  # the numbers of the values
FORCED = 1.1  # a best error larger by more than this factor is the order's fault
LATE = 1.1  # an error larger than its best by more than this factor is not there yet


@dataclass(frozen=True, eq=False)
class Fit:
    """A linear unit's error on examples with inputs (N, d), the last of them 1; an objective."""

    inputs: Array
    targets: Array

    def value(self, w: Array) -> Array:
        """Half the mean squared error of weights (..., d), (...)."""
        return 0.5 * np.square(w @ self.inputs.T - self.targets).mean(-1)

    def gradient(self, w: Array, t: int = 0) -> Array:
        """Its gradient (..., d)."""
        return (w @ self.inputs.T - self.targets) @ self.inputs / len(self.targets)


@dataclass(frozen=True)
class Coding:
    """What the unit has learnt from one coding over T steps.

    levels (T+1, 4): what it predicts of each value. miss (T+1,): the root mean square of what it is off by. best: the
    smallest possible; bent (4,): what the best unit is off by from each value's mean. diverged_at: None if it does not.
    """

    levels: Array
    miss: Array
    best: float
    bent: Array
    diverged_at: int | None


@dataclass(frozen=True)
class Category:
    """The category's two codings.

    value (N,): of each example the index in VALUES; minutes (N,). numbers: of each of VALUES, as `order` says.
    forced: is even the best line worse than four columns? late: has a training not come near its best?
    """

    settings: Settings
    value: NDArray[np.int64]
    minutes: Array
    numbers: tuple[int, ...]
    line: Coding
    columns: Coding
    forced: bool
    late: bool


@lru_cache(maxsize=64)
def examples(seed: int) -> tuple[NDArray[np.int64], Array]:
    """Values (N,) as indices in VALUES, and minutes (N,)."""
    value = np.repeat(np.arange(4), EACH)
    return value, np.array(MEANS)[value] + NOISE * np.random.default_rng(seed).standard_normal(len(value))


def tables(order: int) -> dict[str, Array]:
    """What each of the four values is in either coding, (4, d)."""
    return {
        "one number": np.array(ORDERS[order], dtype=float)[:, None],
        "four columns": one_hot(np.arange(4.0), 4),
    }


def coded(settings: Settings) -> Coded:
    """What both trainings start from."""
    return Coded(examples, settings.seed, VALUES, tables(settings.order), settings.share, settings.steps)


def measure(settings: Settings) -> Category:
    """Train on both codings."""
    value, minutes = examples(settings.seed)
    numbers = ORDERS[settings.order]
    line, columns = (
        coding(table, value, minutes, settings.share, settings.steps) for table in tables(settings.order).values()
    )
    return Category(
        settings=settings,
        value=value,
        minutes=minutes,
        numbers=numbers,
        line=line,
        columns=columns,
        forced=line.best > FORCED * columns.best,
        late=bool(max(line.miss[-1] / line.best, columns.miss[-1] / columns.best) > LATE),
    )


def coding(table: Array, value: NDArray[np.int64], minutes: Array, share: float, steps: int) -> Coding:
    """A linear unit from 0 on the inputs (4, d) of the four values, with η at a share of 2/λ."""
    rows = np.column_stack([table, np.ones(4)])
    inputs = rows[value]
    fit = Fit(inputs, minutes)
    steepest = float(np.linalg.eigvalsh(inputs.T @ inputs / len(inputs))[-1])
    run = descend(SGD(share * 2 / steepest), fit, np.zeros(rows.shape[1]), steps)
    best: Array = np.asarray(np.linalg.lstsq(inputs, minutes, rcond=None)[0], dtype=float)
    means = np.bincount(value, minutes) / np.bincount(value)
    return Coding(
        levels=run.w @ rows.T,
        miss=np.sqrt(2 * run.value),
        best=float(np.sqrt(2 * fit.value(best))),
        bent=rows @ best - means,
        diverged_at=None if run.diverged_at in (None, NEVER) else int(run.diverged_at),
    )
