"""What Adam's pictures are drawn with: texts, thick arrows, bars, and the layout of their axes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS, LAYOUT, on
from figures.relief import marker
from figures.theme import HALO, INK, MUTED, PAPER, Style
from surfaces import Relief

Array = NDArray[np.float64]
Area = tuple[float, float, float, float]
CLEAR = "rgba(0, 0, 0, 0)"
LARGE, MIDDLE, SMALL = 24, 20, 18
BESIDE: dict[str, Area] = {"": (0, 0.55, 0, 1), "2": (0.6, 1, 0, 1)}  # a map, and what is written beside it
BELOW: dict[str, Area] = {"": (0, 1, 0.44, 1), "2": (0.02, 0.98, 0, 0.42)}  # the same on a phone


def layout(
    axes: Mapping[str, Any], areas: Mapping[str, Area], narrow: Mapping[str, Area], *equal: str
) -> dict[str, Any]:
    """Axes at their places, shares of the picture [left, right, bottom, top], those of `equal` at equal scale."""
    places = {key: {pair: [*area] for pair, area in of.items()} for key, of in (("areas", areas), ("narrow", narrow))}
    return {
        **LAYOUT,
        "font": {**LAYOUT["font"], "size": SMALL},
        "plot_bgcolor": CLEAR,  # texts may stand on a map
        "margin": {"l": 12, "r": 12, "t": 10, "b": 10},
        "meta": {**places, "equal": list(equal)},
        **axes,
    }


def plain_axes(pair: str, x: tuple[float, float], y: tuple[float, float]) -> dict[str, Any]:
    """Two axes over these ranges that are not drawn. No hand is felt by them but by the first, which may be a map."""
    hidden = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": pair != ""}
    return {
        f"xaxis{pair}": {**hidden, "range": [*x], "anchor": f"y{pair}"},
        f"yaxis{pair}": {**hidden, "range": [*y], "anchor": f"x{pair}"},
    }


def map_axes(relief: Relief) -> dict[str, Any]:
    """Axes of a map that are not drawn: the surface's domain."""
    return plain_axes("", (float(relief.x[0]), float(relief.x[-1])), (float(relief.y[0]), float(relief.y[-1])))


def axis_names(relief: Relief) -> list[dict[str, Any]]:
    """Which parameter grows in which direction, at the edges of a map."""
    (left, right), (bottom, top) = (relief.x[0], relief.x[-1]), (relief.y[0], relief.y[-1])
    wide, high = right - left, top - bottom
    return [
        text("w1", [(right - 0.01 * wide, bottom + 0.06 * high)], ["w₁ →"], MUTED, side="middle left"),
        text("w2", [(left + 0.01 * wide, top - 0.06 * high)], ["↑ w₂"], MUTED),
    ]


def drawn_axis(low: float, high: float, anchor: str, **other: Any) -> dict[str, Any]:
    """An axis over this range that is drawn."""
    return {**AXIS, "range": [low, high], "anchor": anchor, "tickfont": {"size": SMALL}, **other}


def put(traces: Sequence[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The traces on the figure's axes of that number, counted from 0."""
    return [{**trace, **on(number)} for trace in traces]


def text(
    uid: str,
    at: Sequence[tuple[float, float]],
    texts: Sequence[str],
    colour: str = INK,
    size: int = MIDDLE,
    side: str = "middle right",
    bold: bool = False,
) -> dict[str, Any]:
    """Texts at places."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "text": [*texts],
        "textposition": side,
        "textfont": {"size": size, "color": colour, "weight": "bold" if bold else "normal", "shadow": HALO},
        "hoverinfo": "skip",
    }


def line(uid: str, x: Any, y: Any, colour: str, width: float = 3, dash: str = "solid", **other: Any) -> dict[str, Any]:
    """A line that no name appears on."""
    look = {"color": colour, "width": width, "dash": dash}
    return {"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": look, **other}


def area(uid: str, x: Any, y: Any, colour: str) -> dict[str, Any]:
    """What a closed line encloses."""
    return line(uid, x, y, colour, 1, fill="toself", fillcolor=colour)


def dot(uid: str, x: float, y: float) -> dict[str, Any]:
    """Where all begins."""
    look = {"symbol": "circle", "size": 16, "color": INK, "line": {"width": 2, "color": PAPER}}
    return {"type": "scatter", "uid": uid, "mode": "markers", "x": [x], "y": [y], "hoverinfo": "skip", "marker": look}


def tip(uid: str, style: Style, x: Array, y: Array) -> dict[str, Any]:
    """A rule's marker at the end of its curve."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "markers",
        "x": x[-1:],
        "y": y[-1:],
        "hoverinfo": "skip",
        "marker": marker(style, 17),
    }


def square(x: float, y: float, half: float) -> tuple[Array, Array]:
    """The outline of a square about (x, y)."""
    return x + half * np.array([-1.0, 1, 1, -1, -1]), y + half * np.array([-1.0, -1, 1, 1, -1])


def thick_arrows(base: Array, by: Array, width: float) -> tuple[Array, Array]:
    """Arrows from base (T, 2) by (T, 2) as outlines (T, 8), on axes of equal scale; a short one is smaller."""
    length = np.hypot(*by.T)
    along = by / np.maximum(length, 1e-12)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
    size = width * np.minimum(1.0, length / (6 * width))[:, None]
    end = base + by
    neck = end - 3.2 * size * along
    half, wide = 0.5 * size * across, 1.4 * size * across
    corners = [base + half, neck + half, neck + wide, end, neck - wide, neck - half, base - half, base + half]
    outline = np.stack(corners, axis=1)
    return outline[..., 0], outline[..., 1]


def bars(heights: Array, count: int, low: float, high: float) -> tuple[Array, Array]:
    """`count` bars from i + low to i + high for i = 1, 2, … as one outline, and that while they come one by one.

    Gives (T, 4·count + 1) for T = 0 … count bars of these heights (n,); those that have none stay flat.
    """
    edges = np.repeat(np.arange(1.0, count + 1), 4).reshape(count, 4) + np.array([low, low, high, high])
    tall = np.zeros(count)
    tall[: len(heights)] = heights
    ups = tall[:, None] * np.array([0.0, 1, 1, 0])
    shown = np.arange(count + 1)[:, None, None] > np.arange(count)[None, :, None]
    y = (ups * shown).reshape(count + 1, -1)
    x = np.broadcast_to(edges.ravel(), y.shape)
    closing = np.zeros((count + 1, 1))
    return np.hstack([x, closing + 1 + low]), np.hstack([y, closing])


def stepwise(points: Array, frames: int) -> tuple[Array, Array]:
    """Each step of a path (k, 2) as an arrow that grows in so many frames: base and by, (frames·(k−1) + 1, 2)."""
    moves = np.diff(points, axis=0)
    share = np.tile(np.arange(1, frames + 1) / frames, len(moves))[:, None]
    base = np.vstack([points[:1], np.repeat(points[:-1], frames, axis=0)])
    return base, np.vstack([np.zeros((1, 2)), np.repeat(moves, frames, axis=0) * share])


def between(rows: Array, frames: int) -> Array:
    """Rows (k, 2) with so many frames from each to the next, (frames·(k−1) + 1, 2)."""
    times = np.arange(frames * (len(rows) - 1) + 1) / frames
    return np.stack([np.interp(times, np.arange(len(rows)), column) for column in rows.T], axis=-1)
