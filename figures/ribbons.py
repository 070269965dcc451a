"""Weights as ribbons from one row of units to the next, as wide as they are large, one trace for each sign."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import NEGATIVE, POSITIVE

Array = NDArray[np.float64]
BENDS = 14  # points along a ribbon
ALONG = np.linspace(0.0, 1.0, BENDS)
CURVE = ALONG * ALONG * (3 - 2 * ALONG)


def ribbons(x: tuple[float, float], below: Array, above: Array, width: Array) -> tuple[Array, Array]:
    """One outline around the ribbons from heights `below` (n,) at the left x to `above` (m,) at the right one.

    width (T, n, m): half of each ribbon's, 0 for none. Gives x (k,) and y (T, k). Between two ribbons the outline runs
    along the left end and at last back again, so that it encloses nothing there.
    """
    middle = (below[:, None, None] + (above[None, :, None] - below[:, None, None]) * CURVE).reshape(-1, BENDS)
    half = width.reshape(len(width), -1, 1)
    under, over = middle - half, middle + half
    around = np.concatenate([under, over[..., ::-1], under[..., :1]], axis=-1)
    back = under[:, ::-1, 0]
    along = x[0] + (x[1] - x[0]) * ALONG
    once = np.concatenate([along, along[::-1], along[:1]])
    xs = np.concatenate([np.tile(once, len(middle)), np.full(len(middle), x[0])])
    return xs, np.concatenate([around.reshape(len(width), -1), back], axis=-1)


def ribbon_trace(uid: str, positive: bool, x: Array, y: Array) -> dict[str, Any]:
    """The ribbons of one sign, from an outline (k,)."""
    return {
        **{"type": "scatter", "uid": uid, "mode": "lines", "hoverinfo": "skip", "x": x, "y": y},
        **{"fill": "toself", "fillcolor": POSITIVE if positive else NEGATIVE, "line": {"width": 0}},
    }
