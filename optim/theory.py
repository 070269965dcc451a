"""What is known of gradient descent and momentum on a quadratic, and of Adam's correction, to compare with runs.

Along an eigendirection of curvature λ, gradient descent multiplies the distance by 1 − ηλ a step, and momentum applies
the matrix [[1 + α − ηλ, −α], [1, 0]] to two successive distances. Source: Polyak 1964; Goh 2017, "Why momentum really
works".
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Regime = Literal["creeps", "exact", "zigzags", "bounces for ever", "diverges"]
WHOLE = 1e-9  # how near η·λ must be to 1 or 2 to be called that
MOST = 1e30  # float32 ends at 3e38


def regime(product: float) -> Regime:
    """What gradient descent does along a direction of curvature λ, by product = η·λ > 0."""
    if abs(product - 1) <= WHOLE:
        return "exact"
    if abs(product - 2) <= WHOLE:
        return "bounces for ever"
    return "creeps" if product < 1 else "zigzags" if product < 2 else "diverges"


def distances(start: float, factor: float, steps: int) -> Array:
    """|start|·factor^t for t = 0 … steps, (steps + 1,), no factor^t above 1e30."""
    with np.errstate(over="ignore"):
        return abs(start) * np.minimum(factor ** np.arange(steps + 1.0), MOST)


def rate(eta: ArrayLike, alpha: ArrayLike, curvature: ArrayLike) -> Array:
    """The factor by which momentum shrinks the distance per step in the long run: the matrix's spectral radius.

    Arguments broadcast; α = 0 gives |1 − ηλ|. It is √α where the two eigenvalues are complex (the oscillating regime).
    """
    eta, alpha, curvature = (np.asarray(part, dtype=float) for part in (eta, alpha, curvature))
    trace = 1 + alpha - eta * curvature
    root = np.emath.sqrt(trace * trace - 4 * alpha)
    return np.maximum(np.abs(trace + root), np.abs(trace - root)) / 2


def longest_eta(alpha: ArrayLike, curvature: float) -> Array:
    """The η below which momentum is stable: ηλ < 2 + 2α."""
    return (2 + 2 * np.asarray(alpha, dtype=float)) / curvature


def best_momentum(lowest: float, highest: float) -> tuple[float, float, float]:
    """(η, α, rate) of the pair that shrinks a quadratic with curvatures between lowest and highest fastest."""
    low, high = np.sqrt(lowest), np.sqrt(highest)
    shrink = float((high - low) / (high + low))
    return float((2 / (low + high)) ** 2), shrink**2, shrink


def best_descent(lowest: float, highest: float) -> tuple[float, float]:
    """(η, rate) of the best gradient descent: the same factor along the steepest and the flattest direction."""
    return 2 / (lowest + highest), (highest - lowest) / (highest + lowest)


@dataclass(frozen=True)
class CorrectionReach:
    """How long Adam's two corrections together change a step, for the same s and r: by √(1−β2^t)/(1−β1^t).

    until: the last t at which that is more than 1 % away from 1, 0 if none. most: the t at which it is farthest from 1,
    as a ratio. longer: how many times as long the step without the corrections is there.
    """

    until: int
    most: int
    longer: float


@lru_cache(maxsize=1024)
def correction_reach(beta1: float, beta2: float) -> CorrectionReach:
    """How long the corrections matter at these β. Source: the rule's own equations, ε left out."""
    mean, root = _corrections(beta1), np.sqrt(_corrections(beta2))
    change = np.ones(max(len(mean), len(root)))
    change[: len(root)] = root
    change[: len(mean)] /= mean
    late = np.flatnonzero(np.abs(change - 1) > 0.01)
    least, most = int(change.argmin()), int(change.argmax())
    farthest = least if change[least] * change[most] < 1 else most
    return CorrectionReach(int(late[-1]) + 1 if late.size else 0, farthest + 1, float(1 / change[farthest]))


@lru_cache(maxsize=16)
def _corrections(beta: float) -> Array:
    """1 − β^t for t = 1, 2, … until it is 1 to 1e-6."""
    count = 1 if beta == 0 else max(1, math.ceil(math.log(1e-6) / math.log(beta)))
    return 1 - beta ** np.arange(1.0, count + 1)
