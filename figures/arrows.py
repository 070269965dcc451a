"""Arrows on a picture of equal scale that are seen from the last row: filled, with a large head."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GRID = 128.0  # places are rounded to a 128th of a unit: less than a pixel, and far fewer bytes
HALF = 0.5  # of a head's length: half its width


def arrows(start: Array, by: Array, head: float, shaft: float) -> tuple[Array, Array]:
    """Arrows from `start` by `by`, each (n, 2), as outlines (n, 7): heads of that length, shafts of that width."""
    length = np.maximum(np.hypot(*by.T), 1e-12)[:, None]
    along = by / length
    aside = along[:, ::-1] * np.array([-1.0, 1.0])
    size = np.minimum(head, length)  # a short arrow is all head
    tip, neck, barb, edge = start + by, start + by - size * along, HALF * size * aside, 0.5 * shaft * aside
    line = [start + edge, neck + edge, neck + barb, tip, neck - barb, neck - edge, start - edge]
    x, y = rounded(np.stack(line, axis=-1)).swapaxes(0, 1)
    return x, y


def rounded(places: Array, grid: float = GRID) -> Array:
    """Coordinates as finely as they are seen."""
    return np.round(places * grid) / grid


def beside(by: Array, pull: Array, gap: float) -> Array:
    """How far aside of an arrow `by` the chain stands that begins with `pull` and adds up to it, each (n, 2).

    Not at all where the chain's knee is clear of the arrow; up to `gap` where all three lie on one line.
    """
    length = np.maximum(np.hypot(*by.T), 1e-12)
    left = by[:, ::-1] * np.array([-1.0, 1.0]) / length[:, None]
    knee = (left * pull).sum(-1)
    upward = np.where(np.abs(left[:, 0]) > np.abs(left[:, 1]), left[:, 0], left[:, 1])
    side = np.where(np.abs(knee) > 0.1 * gap, np.sign(knee), np.where(upward < 0, -1.0, 1.0))
    return left * (side * gap * np.clip(1.5 - np.abs(knee) / gap, 0, 1))[:, None]


def arrow(uid: str, colour: str, line: tuple[Array, Array]) -> dict[str, Any]:
    """The last of arrows (`arrows`)."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "lines",
        "x": line[0][-1],
        "y": line[1][-1],
        "hoverinfo": "skip",
        "line": {"color": colour, "width": 0.5},
        "fill": "toself",
        "fillcolor": colour,
    }
