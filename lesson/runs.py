"""What a picture shows and can be computed again elsewhere, besides races and trainings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import Exercise, Network, Recipe
from optim import SGD, RMSProp
from optim.many import Race
from tuning import Trials

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Chain:
    """The slope of f(g(w)) at w, for g(w) = a·w + b and f(u) = ½u²."""

    a: float
    b: float
    w: float


@dataclass(frozen=True)
class Fed:
    """A rule that is fed with slopes (T,), one a step, wherever it is."""

    rule: RMSProp
    slopes: Array


@dataclass(frozen=True)
class Fading:
    """By how much Adam's s and √r are too small after each of so many steps; within: from when on it is no more."""

    beta1: float
    beta2: float
    times: tuple[int, ...]
    within: float


@dataclass(frozen=True)
class Signals:
    """Signals and errors in one network from several starts, by name: recipes that differ in scheme and value alone.

    edge: an output so near to an end of its activation's range is at the extremes; ends: that range, None without one.
    """

    starts: Mapping[str, Recipe]
    edge: float
    ends: tuple[float, float] | None


@dataclass(frozen=True)
class Biased:
    """A network trained on all examples at once from two starts: the output's bias at the best constant, and at 0.

    Its other weights are Glorot's from the seed, those into the output 0. draw(**given): inputs (N, n_0) and targets
    (N, 1). along: inputs (k,) at which a regression's prediction is looked at.
    """

    rule: SGD
    network: Network
    seed: int
    steps: int
    draw: Callable[..., tuple[Array, Array]]
    given: Mapping[str, Any]
    along: tuple[float, ...]


@dataclass(frozen=True)
class Coded:
    """A linear unit trained from 0 on a category's codings, each with η at a share of 2/λ.

    draw(seed): of each example the value's index, and the target. codings: name -> the inputs of each value, (k, d).
    """

    draw: Callable[..., tuple[Any, Array]]
    seed: int
    values: tuple[str, ...]
    codings: Mapping[str, Array]
    share: float
    steps: int


@dataclass(frozen=True)
class Dropped:
    """What masks do in a network of two hidden layers that was trained without dropout.

    shows: "masks", what is dropped; "scale", what a unit of the second hidden layer, counted from 1, hears of the first
    example; "evaluation", what is predicted for the example whose prediction is nearest to `near`. steps: masks.
    """

    recipe: Recipe
    rate: float
    steps: int
    shows: str
    unit: int
    near: float


Run = Race | Recipe | Exercise | Trials | Chain | Fed | Fading | Signals | Biased | Coded | Dropped
