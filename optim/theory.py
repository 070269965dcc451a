"""What is known of gradient descent and momentum on a quadratic, for comparison with what is measured.

Along an eigendirection of curvature λ, gradient descent multiplies the distance by 1 − ηλ a step, and momentum applies
the matrix [[1 + α − ηλ, −α], [1, 0]] to two successive distances. Source: Polyak 1964; Goh 2017, "Why momentum really
works".
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


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
