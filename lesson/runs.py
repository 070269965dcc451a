"""What a picture shows and can be computed again elsewhere, besides races and trainings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import Exercise, Recipe
from optim import RMSProp
from optim.many import Race

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


Run = Race | Recipe | Exercise | Chain | Fed | Fading
