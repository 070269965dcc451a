"""A network drawn as units and weights, the lowest function at the bottom."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.grid import Cell, Row, grid, hidden
from figures.theme import INK, MUTED, PAPER

Array = NDArray[np.float64]


def positions(sizes: Sequence[int]) -> list[Array]:
    """Where the units of each layer stand, (n, 2): a layer is a row across [0, 1], inputs at y = 0, outputs at 1."""
    heights = np.linspace(0, 1, len(sizes))
    return [np.column_stack([(np.arange(n) + 0.5) / n, np.full(n, y)]) for n, y in zip(sizes, heights, strict=True)]


def walk(lower: Array, upper: Array) -> Array:
    """One line (n·(2m + 1), 2) along the edges only, over all those from units (n, 2) to units (m, 2)."""
    line = [[above, below] for below in lower for above in upper]
    n, m = len(lower), len(upper)
    there = np.reshape(line, (n, 2 * m, 2))
    return np.concatenate([there, there[:, :1]], axis=1).reshape(-1, 2)  # back to the first unit above


def edges(uid: str, lower: Array, upper: Array, colour: str = MUTED, width: float = 1.5) -> dict[str, Any]:
    """All edges between two rows of units, one trace."""
    return line(uid, walk(lower, upper), colour, width)


def line(uid: str, at: Array, colour: str, width: float) -> dict[str, Any]:
    """A line through points (n, 2)."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "lines",
        "x": at[:, 0],
        "y": at[:, 1],
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


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


def texts(
    uid: str, at: Array, text: Sequence[str], sides: Sequence[str] | str, colour: str, apart: float = 0, **font: Any
) -> dict[str, Any]:
    """Texts at points (n, 2), one trace; sides: "top left", "middle center" and the like; apart: px from the point."""
    return {
        **units(uid, at, apart),
        "mode": "markers+text" if apart else "text",
        "marker": {"size": apart, "opacity": 0},  # not seen; the text keeps clear of it
        "text": list(text),
        "textposition": sides,
        "textfont": {"color": colour, **font},
    }


def gaps(uid: str, at: Array, width: float, height: float) -> dict[str, Any]:
    """Blank rectangles of a size in px on which labels of edges at points (n, 2) stand, one trace."""
    # plotly draws this symbol 1.4 times as wide as its size
    marker = {"symbol": "line-ew", "size": width / 1.4, "line": {"color": PAPER, "width": height}}
    return {**units(uid, at, width), "marker": marker}


def code(uid: str, lines: Sequence[str], first: int) -> dict[str, Any]:
    """Lines of text from row `first` down, one trace."""
    at = np.array([(0.0, row) for row in range(first, first + len(lines))])
    return texts(uid, at, lines, "middle right", INK)


def beside(network: list[dict[str, Any]], text: list[dict[str, Any]], rows: int, steps: int, unit: str) -> Any:
    """A network beside so many rows of text, as plotly's {"data", "layout"}."""
    # beyond the first and the last row of units there is room for their circles
    left = Cell(network, hidden(0.02, 0.98), hidden(-0.085, 1.05), weight=1.25, right=20)
    right = Cell(text, hidden(0, 1), hidden(rows - 0.5, -0.5))
    return grid([Row([left, right], tall=420)], steps, unit)
