"""Curves with bands, their axes, and names that ride on the ends of curves."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import said
from figures.panels import AXIS
from figures.theme import INK, MUTED, VARIANTS
from lesson import Track

Array = NDArray[np.float64]
OCHRE, TEAL, RED = VARIANTS[1:]
EVERY = 1.62  # of a chart's steps: room for the names at the curves' ends


def steps_axis(steps: int, title: str, room: float = EVERY) -> dict[str, Any]:
    """An axis of so many steps, with room for names at its right."""
    return {
        **AXIS,
        "range": [-0.02 * steps, room * steps],
        "tickvals": [0, steps // 2, steps],
        "title": {"text": title, "standoff": 2, "font": {"size": 18}},
        "showline": False,
    }


def values_axis(low: float, high: float, title: str, ticks: Sequence[float] | None = None) -> dict[str, Any]:
    """An axis of values over a fixed range."""
    shown = {"nticks": 5} if ticks is None else {"tickvals": [*ticks]}
    return {**AXIS, "range": [low, high], **shown, "title": {"text": title, "standoff": 4, "font": {"size": 18}}}


def riding(
    uid: str, heights: Array, texts: Sequence[Sequence[str]], colours: Sequence[str], span: tuple[float, float]
) -> tuple[dict[str, Any], Track]:
    """Names at the ends of curves of heights (T, n), kept apart within the axis's span.

    Until its last step a name stands where its curve is on the way to, which between two steps would strike it.
    """
    gap = 0.1 * (span[1] - span[0])
    y = apart(heights, gap, span[0] + gap / 2, span[1] - gap / 2)
    x = np.repeat(ahead(len(heights))[:, None], heights.shape[1], axis=1)
    trace = said(uid, x[-1], y[-1], texts[-1], "middle right", list(colours), 19)
    return trace, Track(uid, "replace", {"x": x, "y": y, "text": texts})


def ahead(count: int) -> Array:
    """Of so many steps the next of each, of the last one itself."""
    return np.minimum(np.arange(1.0, count + 1), count - 1)


def begun(uid: str, heights: Array, colours: Sequence[str], steps: int) -> tuple[dict[str, Any], Track]:
    """A dot where each curve begins (n,), at step 0, at which it has no length yet."""
    x = np.array([[0.0] * len(heights), [-float(max(steps, 1))] * len(heights)])
    return dots(uid, x[-1], heights, list(colours), 13), Track(uid, "replace", {"x": x, "y": heights[None]})


def level(uid: str, at: float, count: int, colour: str = MUTED, width: float = 2) -> tuple[dict[str, Any], Track]:
    """A dashed line at a height that grows with curves of so many points, so that it crosses no name at their ends."""
    ends = np.stack([np.zeros(count), np.arange(float(count))], axis=1)
    y = np.full(2, at)
    return line(uid, ends[-1], y, colour, width, "dash"), Track(uid, "replace", {"x": ends, "y": y[None]})


def live(uid: str, x: float, y: float, texts: Sequence[str], **look: Any) -> tuple[dict[str, Any], Track]:
    """One text that changes with the step."""
    trace = said(uid, [x], [y], [texts[-1]], **{"colour": INK, "size": 20, **look})
    return trace, Track(uid, "replace", {"text": [[text] for text in texts]})


def line(uid: str, x: Any, y: Any, colour: str, width: float = 4, dash: str = "solid") -> dict[str, Any]:
    """A line through points (n,)."""
    look = {"color": colour, "width": width, "dash": dash}
    return {"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": y, "line": look, "hoverinfo": "skip"}


def band(uid: str, x: Array, low: Array, high: Array, colour: str) -> list[dict[str, Any]]:
    """The area between two curves (n,): traces `uid-low` and `uid-high`."""
    edges = [line(f"{uid}-low", x, low, colour, 0), line(f"{uid}-high", x, high, colour, 0)]
    edges[1] |= {"fill": "tonexty", "fillcolor": colour}
    return edges


def dots(uid: str, x: Any, y: Any, colour: str | list[str], size: float = 14, symbol: str = "circle") -> dict[str, Any]:
    """Markers at points (n,)."""
    look = {"size": size, "color": colour, "symbol": symbol}
    return {"type": "scatter", "uid": uid, "mode": "markers", "x": x, "y": y, "marker": look, "hoverinfo": "skip"}


def apart(levels: Array, gap: float, floor: float, ceiling: float) -> Array:
    """Levels (T, n) moved as little up, then down from the ceiling, as keeps each two a gap apart."""
    order = np.argsort(levels, axis=1, kind="stable")
    at = np.clip(np.take_along_axis(levels, order, axis=1), floor, ceiling)
    for i in range(1, at.shape[1]):
        at[:, i] = np.maximum(at[:, i], at[:, i - 1] + gap)
    for i in range(at.shape[1]):
        at[:, -1 - i] = np.minimum(at[:, -1 - i], ceiling - gap * i)
    moved = np.empty_like(at)
    np.put_along_axis(moved, order, at, axis=1)
    return moved
