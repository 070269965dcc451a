"""Runs on a surface, as several pages measure them: how far one can be drawn, and its error."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from optim import Trajectory
from surfaces import Surface
from surfaces.curve import Curve

Array = NDArray[np.float64]
Domain = Sequence[tuple[float, float]]
LOWEST = 1e-8  # the lowest error a picture shows
EDGE = 1e5  # what is far outside a picture is drawn no farther out than this
WIDTHS = 20.0  # a path is drawn until it is this many widths of the map away


def drawn(run: Trajectory, surface: Surface | Curve) -> int:
    """How many points of a run can be drawn: up to its first far outside the map."""
    return int(drawn_of_each(run.w[:, None], np.array([run.last]), surface.domain)[0])


def drawn_of_each(w: Array, last: NDArray[np.int64], domain: Domain) -> NDArray[np.int64]:
    """The same of N runs (T+1, N, P) whose last steps are given (N,)."""
    low, high = np.array(domain, dtype=float).T
    outside = (np.abs(w - (low + high) / 2) > WIDTHS * (high - low).max()).any(-1)
    outside &= np.arange(len(w))[:, None] <= last
    return np.where(outside.any(0), outside.argmax(0), last) + 1


def errors_above(values: Mapping[str, Array], surface: Surface) -> dict[str, Array]:
    """The error above the surface's minimum for each of values (k,), not below LOWEST."""
    # beyond the axis a curve only has to leave the picture; float32 ends at 3e38
    return {name: np.minimum(np.maximum(value - surface.minimum, LOWEST), 1e30) for name, value in values.items()}


def on_paper(values: Array) -> Array:
    """Coordinates as they are drawn: the same array unless one of them is very far out."""
    return values if np.abs(values).max() <= EDGE else np.clip(values, -EDGE, EDGE)
