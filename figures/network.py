"""A network's units, the lowest function at the bottom."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import INK, PAPER

Array = NDArray[np.float64]


def positions(sizes: Sequence[int]) -> list[Array]:
    """Where the units of each layer stand, (n, 2): a layer is a row across [0, 1], inputs at y = 0, outputs at 1."""
    heights = np.linspace(0, 1, len(sizes))
    return [np.column_stack([(np.arange(n) + 0.5) / n, np.full(n, y)]) for n, y in zip(sizes, heights, strict=True)]


def units(uid: str, at: Array, size: float, colour: str = INK, fill: str = PAPER) -> dict[str, Any]:
    """Circles of a size in px at points (n, 2), one trace."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "markers",
        "x": at[:, 0],
        "y": at[:, 1],
        "marker": {"symbol": "circle", "size": size, "color": fill, "line": {"color": colour, "width": 2}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
