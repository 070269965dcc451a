"""What is searched: hyperparameters with what they may be, values to choose from, and the candidates they make."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim import RULES

Value = int | float | str
TREE, BOOSTED = "tree", "boosted trees"
ALGORITHMS = (*RULES, TREE, BOOSTED)
MOST_VALUES = 200  # of one hyperparameter


@dataclass(frozen=True)
class Known:
    """What a hyperparameter may be: of which kind, from low to high or one of options. log: are its ranges by ratio?"""

    kind: type[int] | type[float] | type[str]
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    options: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What it may be, for people."""
        if self.kind is str:
            return f"one of {', '.join(self.options)}"
        return f"{self.low:g} to {self.high:g}" + ", whole numbers" * (self.kind is int)


OF_NETWORKS: Mapping[str, Known] = {
    "algorithm": Known(str, options=ALGORITHMS),
    "eta": Known(float, 1e-5, 10, log=True),
    "batch_size": Known(int, 1, 1000, log=True),
    "layers": Known(int, 0, 4),
    "width": Known(int, 1, 32, log=True),
    "epochs": Known(int, 1, 500, log=True),
    "l1": Known(float, 0, 1, log=True),
    "l2": Known(float, 0, 1, log=True),
    "dropout": Known(float, 0, 0.9),
}
OF_TREES: dict[str, Known] = {"depth": Known(int, 1, 20), "leaf": Known(int, 1, 100, log=True)}
OF_BOOSTED: dict[str, Known] = {"trees": Known(int, 1, 300), "shrinkage": Known(float, 0.01, 1, log=True)}
HYPERPARAMETERS: Mapping[str, Known] = {**OF_NETWORKS, **OF_TREES, **OF_BOOSTED}


@dataclass(frozen=True)
class Range:
    """All values from low to high; a grid takes `points` of them."""

    low: float
    high: float
    points: int = 3


Values = tuple[Any, ...] | Range


@dataclass(frozen=True)
class Candidate:
    """One choice of all hyperparameters; None where its algorithm has no such one.

    algorithm: a rule that trains a network, a decision tree or boosted trees. eta, batch_size, layers, width of each,
    epochs at most, l1, l2, dropout: of a network. depth, leaf: the most levels of a tree and the fewest examples of a
    leaf; trees, shrinkage: the most boosted trees and their learning rate.
    """

    algorithm: str
    eta: float | None = None
    batch_size: int | None = None
    layers: int | None = None
    width: int | None = None
    epochs: int | None = None
    l1: float | None = None
    l2: float | None = None
    dropout: float | None = None
    depth: int | None = None
    leaf: int | None = None
    trees: int | None = None
    shrinkage: float | None = None

    @property
    def kind(self) -> str:
        """ "network", "tree" or "boosted trees"."""
        return self.algorithm if self.algorithm in (TREE, BOOSTED) else "network"

    @property
    def shape(self) -> tuple[int | str, ...]:
        """Equal for candidates that can be trained in one pass."""
        if self.kind != "network":
            return (self.kind,)
        layers = self.layers or 0
        return layers, self.width or 0 if layers else 0, self.batch_size or 1


def checked(name: str, given: Any) -> Values:
    """What is to be tried of a hyperparameter: values in its own type, or a range.

    Raises ValueError with name, value and what is allowed.
    """
    known = HYPERPARAMETERS[name]
    if isinstance(given, Range):
        return _checked_range(name, known, given)
    values: Sequence[Any] = list(given) if isinstance(given, tuple | list) else [given]  # type: ignore[reportUnknownArgumentType]
    if not 1 <= len(values) <= MOST_VALUES:
        raise ValueError(f"{name} = {given!r} must have 1 to {MOST_VALUES} values")
    found = tuple(_checked_value(name, known, value) for value in values)
    if len(set(found)) < len(found):
        raise ValueError(f"{name} = {given!r} names a value twice")
    return found


def _checked_value(name: str, known: Known, value: Any) -> Value:
    if known.kind is str:
        if value in known.options:
            return value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if known.low <= number <= known.high and (known.kind is float or number.is_integer()):
            return known.kind(number)
    raise ValueError(f"{name} = {value!r} is not allowed: {known.allowed}")


def _checked_range(name: str, known: Known, given: Range) -> Range:
    if known.kind is str:
        raise ValueError(f"{name} = {given!r} is not allowed: {known.allowed}")
    low, high = (float(_checked_value(name, known, end)) for end in (given.low, given.high))
    if low >= high:
        raise ValueError(f"{name} goes from {given.low:g} to {given.high:g}: the first must be the smaller")
    if not 2 <= given.points <= MOST_VALUES:
        raise ValueError(f"{name} has {given.points!r} points: 2 to {MOST_VALUES} are allowed")
    return Range(low, high, given.points)


def grid(name: str, values: Values) -> list[Value]:
    """The values of a hyperparameter that a grid tries, in order."""
    if not isinstance(values, Range):
        return [*values]
    known = HYPERPARAMETERS[name]
    if known.log and values.low > 0:
        points = np.geomspace(values.low, values.high, values.points)
    else:
        points = np.linspace(values.low, values.high, values.points)
    if known.kind is int:
        return list(dict.fromkeys(round(float(point)) for point in points))
    return [_rounded(float(point)) for point in points]


@dataclass(frozen=True)
class Drawn:
    """A range as scikit-learn's ParameterSampler draws from it."""

    name: str
    range: Range

    def rvs(self, random_state: np.random.RandomState) -> Value:
        """A value, uniform in its logarithm where the hyperparameter goes by ratio."""
        known, low, high = HYPERPARAMETERS[self.name], self.range.low, self.range.high
        if known.kind is int:
            low, high = low - 0.5, high + 0.5  # so that each whole number has its share
        if known.log and low > 0:
            value = math.exp(random_state.uniform(math.log(low), math.log(high)))
        else:
            value = random_state.uniform(low, high)
        if known.kind is int:
            return int(min(max(round(value), self.range.low), self.range.high))
        return _rounded(value)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")  # no finer than a link says it in short
