"""The plane in which points of many dimensions vary most, to draw weights or inputs in."""

from dataclasses import dataclass

import numpy as np

from optim.rules import Array

FLAT = 1e-8  # points whose second main direction has less of the first one's variance than this all but lie on a line


@dataclass(frozen=True)
class Plane:
    """A centre (D,) and two orthonormal directions (2, D); share: of the points' variance that lies in it, 0 to 1."""

    centre: Array
    directions: Array
    share: float

    def coordinates(self, points: Array) -> Array:
        """Where points (..., D) lie in the plane, (..., 2), looked at straight down on it."""
        return (points - self.centre) @ self.directions.T

    def points(self, coordinates: Array) -> Array:
        """The points (..., D) of the plane at coordinates (..., 2)."""
        return self.centre + coordinates @ self.directions


def main_plane(points: Array) -> Plane:
    """The plane through the mean of points (N, D) along their two main directions, D ≥ 2.

    Each direction points to where its largest component is positive. Raises ValueError for points not finite, none at
    all or too few dimensions.
    """
    if points.ndim != 2 or not points.size or points.shape[1] < 2 or not np.isfinite(points).all():
        raise ValueError(f"points of shape {points.shape} must be finite (N, D), N at least 1 and D at least 2")
    centre = points.mean(0)
    spread = points - centre
    main, within = _main_directions(spread)
    main = main * np.where(np.take_along_axis(main, np.abs(main).argmax(1)[:, None], 1) < 0, -1.0, 1.0)
    total = float((spread**2).sum())
    return Plane(centre, main, min(within / total, 1.0) if total else 1.0)


def _main_directions(spread: Array) -> tuple[Array, float]:
    """The two main directions (2, D) of points (N, D) around 0, and the sum of squares along them."""
    n, d = spread.shape
    if n > 2:
        # the smaller of the two matrices of inner products has the same directions, for a tenth of the work
        inner = spread.T @ spread if d <= n else spread @ spread.T
        squares, vectors = np.linalg.eigh(inner)
        first, second = squares[-1], squares[-2]
        if second > FLAT * first:
            both = vectors[:, :-3:-1].T
            if d > n:
                both = both @ spread / np.sqrt([[first], [second]])
            return both, float(first + second)
    _, sizes, directions = np.linalg.svd(spread, full_matrices=n < 2)
    return directions[:2], float((sizes[:2] ** 2).sum())
