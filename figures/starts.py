"""Parts of the pictures of starts: cells at their places, texts and lines in them, live numbers at curves' tips."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from figures.theme import INK, LINE, PAPER
from lesson import Track

Array = NDArray[np.float64]


def axis(low: float, high: float, ticks: dict[float, str] | None = None, title: str = "") -> dict[str, Any]:
    """An axis over a fixed range; ticks: value -> what is written there."""
    ticks = ticks or {}
    found = {**AXIS, "range": [low, high], "tickvals": list(ticks), "ticktext": list(ticks.values()), "tickangle": 0}
    return {**found, "title": {"text": title, "standoff": 4}} if title else found


def text(
    uid: str,
    x: Sequence[float] | Array,
    y: Sequence[float] | Array,
    said: Sequence[str],
    size: int = 18,
    colour: str | Sequence[str] = INK,
    side: str = "middle center",
    bold: bool = False,
) -> dict[str, Any]:
    """Texts at points."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": x,
        "y": y,
        "text": list(said),
        "textposition": side,
        "textfont": {"size": size, "color": colour, **({"weight": "bold"} if bold else {})},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def line(
    uid: str,
    x: Sequence[float] | Array,
    y: Sequence[float] | Array,
    colour: str,
    width: float = 3.5,
    dash: str = "solid",
    **other: Any,
) -> dict[str, Any]:
    """A line through points."""
    look = {"color": colour, "width": width, "dash": dash}
    return {"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": y, "line": look, "hoverinfo": "skip", **other}


def dots(
    uid: str, x: Sequence[float] | Array, y: Sequence[float] | Array, colour: str, size: float = 8, rim: str = PAPER
) -> dict[str, Any]:
    """Round markers at points."""
    look = {"symbol": "circle", "size": size, "color": colour, "line": {"width": 1.5, "color": rim}}
    return {"type": "scatter", "uid": uid, "mode": "markers", "x": x, "y": y, "marker": look, "hoverinfo": "skip"}


def guide(uid: str, x: tuple[float, float], y: float) -> dict[str, Any]:
    """A dashed line across at a height."""
    return line(uid, [*x], [y, y], LINE, 2, "dash")


def area(uid: str, x: Sequence[float] | Array, y: Sequence[float] | Array, colour: str) -> dict[str, Any]:
    """A filled polygon."""
    return line(uid, x, y, colour, 0, fill="toself", fillcolor=colour)


def frame(uid: str, x: tuple[float, float], y: tuple[float, float]) -> dict[str, Any]:
    """A rectangle's rim."""
    (left, right), (low, high) = x, y
    return line(uid, [left, right, right, left, left], [low, low, high, high, low], LINE, 1.5)


def spread(y: Array, floor: float, apart: float) -> Array:
    """Heights of one or two texts (T, n) moved `apart` from each other, and above the floor by half that."""
    if y.shape[1] == 2:
        missing = np.maximum(apart - np.abs(y[:, :1] - y[:, 1:]), 0) / 2
        y = y + missing * np.where(y[:, :1] >= y[:, 1:], [1.0, -1.0], [-1.0, 1.0])
    return y + np.maximum(floor + apart / 2 - y.min(1, keepdims=True), 0)


@dataclass(frozen=True)
class Curve:
    """A curve y (T,) against the steps, with a live text of T at its tip."""

    uid: str
    y: Array
    said: Sequence[str]
    colour: str
    dash: str = "solid"


def curves(known: Sequence[Curve], x: Array, floor: float, apart: float) -> tuple[list[dict[str, Any]], list[Track]]:
    """Curves that grow, uids of their own, `uid-tip` and `tips`.

    What is written at the tips of two curves is kept `apart`, and above the floor by half that.
    """
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for one in known:
        traces += [
            line(one.uid, x, one.y, one.colour, 4, one.dash),
            dots(f"{one.uid}-tip", x[-1:], one.y[-1:], one.colour, 14),
        ]
        at = {"x": x, "y": one.y}
        tracks += [Track(one.uid, "grow", at), Track(f"{one.uid}-tip", "move", at)]
    y = spread(np.stack([one.y for one in known], axis=1), floor, apart)
    wide = np.repeat(x[:, None], len(known), axis=1)
    said = [[f"\u2002{text}" for text in row] for row in zip(*(one.said for one in known), strict=True)]
    colours = [one.colour for one in known]
    traces.append(text("tips", wide[-1], y[-1], said[-1], 19, colours, "middle right", bold=True))
    return traces, [*tracks, Track("tips", "replace", {"x": wide, "y": y, "text": said})]
