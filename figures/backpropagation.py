"""A small network drawn large: circles, arrows as thick as what flows along them, lines of text, a curve."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from figures.theme import INK, PAPER

Array = NDArray[np.float64]
AWAY = np.array([-4000.0, -4000.0])  # where nothing is seen


def arrows(start: Array, end: Array, widths: Array, cut: float, head: float = 10.0) -> Array:
    """One outline (..., 9n, 2) around n arrows from start to end (n, 2), as wide as widths (..., n), none of width 0.

    From each to the next it goes by one point, there and back, and so encloses nothing between them. cut: how much the
    arrows are shortened at both ends; head: by how much their heads are wider than they.
    """
    way = end - start
    way = way / np.linalg.norm(way, axis=-1, keepdims=True)
    side = np.stack([-way[:, 1], way[:, 0]], axis=-1)
    half = widths[..., None] / 2
    long = np.minimum(1.3 * (half + head), 30.0)
    tail, tip = start + cut * way, end - cut * way
    neck, wide = tip - long * way, half + head * (head > 0)
    outline = np.stack(
        [
            *(tail - half * side, neck - half * side, neck - wide * side, tip + 0 * half),
            *(neck + wide * side, neck + half * side, tail + half * side, tail - half * side),
        ],
        axis=-2,
    )
    shown = np.where((widths > 0)[..., None, None], outline, AWAY)
    shown = np.concatenate([shown, np.broadcast_to(start[0], (*shown.shape[:-2], 1, 2))], axis=-2)
    return shown.reshape(*shown.shape[:-3], -1, 2)


def area(uid: str, at: Array, colour: str) -> dict[str, Any]:
    """What an outline (n, 2) encloses."""
    return {
        **line(uid, at, colour, 0),
        "fill": "toself",
        "fillcolor": colour,
    }


def line(uid: str, at: Array, colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
    """A line through points (n, 2)."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "lines",
        "x": at[:, 0],
        "y": at[:, 1],
        "line": {"color": colour, "width": width, "dash": dash, "simplify": False},  # a bend stays round
        "hoverinfo": "skip",
    }


def dots(uid: str, at: Array, size: float, colour: str, rim: str = PAPER, width: float = 2) -> dict[str, Any]:
    """Circles of a size in px at points (n, 2)."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "markers",
        "x": at[:, 0],
        "y": at[:, 1],
        "marker": {"symbol": "circle", "size": size, "color": colour, "line": {"color": rim, "width": width}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def texts(
    uid: str,
    at: Array,
    text: Sequence[str],
    sides: Sequence[str] | str,
    colour: str = INK,
    size: float = 18,
    **font: Any,
) -> dict[str, Any]:
    """Texts at points (n, 2); sides: "top left", "middle center" and the like."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": at[:, 0],
        "y": at[:, 1],
        "text": list(text),
        "textposition": sides,
        "textfont": {"color": colour, "size": size, **font},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def pen(row: float) -> Array:
    """Around a line of text, (5, 2)."""
    return np.array([[0.0, row - 0.46], [1.0, row - 0.46], [1.0, row + 0.46], [0.0, row + 0.46], [0.0, row - 0.46]])


def axis(low: float, high: float, ticks: Sequence[float], title: str = "") -> dict[str, Any]:
    """A drawn axis over a fixed range with few ticks."""
    named = {"title": {"text": title, "standoff": 6, "font": {"size": 18}}} if title else {}
    return {**AXIS, "range": [low, high], "tickvals": list(ticks), "tickfont": {"size": 16}, **named}
