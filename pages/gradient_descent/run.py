"""A run of gradient descent on a function of one variable, as it is drawn."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optim import Trajectory
from pages.run import drawn
from surfaces.curve import DOMAIN, Curve

Array = NDArray[np.float64]
EDGE, WELLS_EDGE = 7.0, 5.8  # of w on the picture: of ½λw² with room for growing bounces, of the wells
BELOW = {"quadratic": 0.1, "wells": 0.3}  # room under the lowest point, as a share of the height
GRID = np.linspace(-EDGE, EDGE, 281)
HEADROOM = 1.15  # above the start


@dataclass(frozen=True)
class Run:
    """n points of a run: where each is, and where the step from it leads.

    w, height, slope (n,): a point, the error and its slope there. to, landing (n,): where the step leads, and the error
    there. heights: the lowest and highest error on the picture. off: the step from which on the run is off the picture
    for good, None if its last point is on it.
    """

    curve: Curve
    w: Array
    height: Array
    slope: Array
    to: Array
    landing: Array
    heights: tuple[float, float]
    off: int | None

    @property
    def steps(self) -> int:
        """How many steps are drawn."""
        return len(self.w) - 1


def run_on(curve: Curve, done: Trajectory, eta: float, steps: int) -> Run:
    """The run of so many steps, of which `done` has one more, so that the last point too has a step to draw."""
    n = min(drawn(done, curve), steps + 1)
    w, height, slope = done.w[:n, 0], done.value[:n], done.gradient[:n, 0]
    to = w - eta * slope
    heights = heights_of(curve, float(w[0]))
    return Run(curve, w, height, slope, to, curve.height(to), heights, off_at(w, height, edge_of(curve), heights[1]))


def off_at(w: Array, height: Array, edge: float, top: float) -> int | None:
    """The step from which on all points are off the picture."""
    on = np.flatnonzero((np.abs(w) <= edge) & (height <= top))
    first = int(on[-1]) + 1 if on.size else 0
    return first if first < len(w) else None


def edge_of(curve: Curve) -> float:
    """How far to both sides the picture reaches."""
    return EDGE if curve.name == "quadratic" else WELLS_EDGE


def heights_of(curve: Curve, start: float) -> tuple[float, float]:
    """The picture grows with √λ only, so that a larger λ looks steeper; the start is always within."""
    height = curve.height(np.append(np.linspace(*DOMAIN, 201), curve.minima))
    low, high = float(height.min()), float(height.max())
    above = float(curve.height(np.array(start))) - low
    top = max((2 if curve.name == "quadratic" else 1.1) * (high - low) / curve.curvature**0.5, HEADROOM * above)
    return low - BELOW[curve.name] * top, low + top


@lru_cache(maxsize=1024)
def outline(curve: Curve) -> tuple[Array, Array]:
    """(w, error) of a curve over the picture, (281,) each."""
    return GRID, curve.height(GRID)
