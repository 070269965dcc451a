"""Runs on a surface, as several pages measure them: how far one can be drawn, and its error."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from optim import Trajectory
from surfaces import Surface
from surfaces.curve import Curve

Array = NDArray[np.float64]
LOWEST = 1e-8  # the lowest error a picture shows
EDGE = 1e5  # what is far outside a picture is drawn no farther out than this
WIDTHS = 20.0  # a path is drawn until it is this many widths of the map away


def drawn(run: Trajectory, surface: Surface | Curve) -> int:
    """How many points of a run can be drawn: up to its first far outside the map."""
    width = max(high - low for low, high in surface.domain)
    centre = np.mean(surface.domain, axis=1)
    outside = np.abs(run.w[: run.last + 1] - centre).max(-1) > WIDTHS * width
    return int(outside.argmax()) + 1 if outside.any() else run.last + 1


def errors_above(values: Mapping[str, Array], surface: Surface) -> dict[str, Array]:
    """The error above the surface's minimum for each of values (k,), not below LOWEST."""
    # beyond the axis a curve only has to leave the picture; float32 ends at 3e38
    return {name: np.clip(value - surface.minimum, LOWEST, 1e30) for name, value in values.items()}


def on_paper(values: Array) -> Array:
    """Coordinates as they are drawn: the same array unless one of them is very far out."""
    return values if np.abs(values).max() <= EDGE else np.clip(values, -EDGE, EDGE)
