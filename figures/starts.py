"""Parts of the pictures of starts: cells at their places, texts and lines in them, live numbers at curves' tips."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS, LAYOUT, on
from figures.theme import INK, LINE, MUTED, PAPER
from lesson import Track

Array = NDArray[np.float64]
Area = tuple[float, float, float, float]  # left, right, bottom, top, as shares of the picture


@dataclass(frozen=True)
class Cell:
    """One pair of axes and what is drawn on them.

    traces: plotly's, still without axes. x, y: layout entries of the axes. area: its place; narrow: that on a phone.
    equal: are both axes to the same scale?
    """

    traces: Sequence[dict[str, Any]]
    x: dict[str, Any]
    y: dict[str, Any]
    area: Area
    narrow: Area
    equal: bool = False


def board(cells: Sequence[Cell]) -> dict[str, Any]:
    """The cells at their places as plotly's {"data", "layout"}."""
    meta: dict[str, Any] = {"areas": {}, "narrow": {}, "equal": []}
    margin = {"l": 6, "r": 6, "t": 6, "b": 6}
    layout: dict[str, Any] = {**LAYOUT, "font": {**LAYOUT["font"], "size": 18}, "margin": margin, "meta": meta}
    data: list[dict[str, Any]] = []
    for number, cell in enumerate(cells):
        axes = on(number)
        pair = axes["xaxis"][1:]
        layout[f"xaxis{pair}"] = {**cell.x, "anchor": axes["yaxis"]}
        layout[f"yaxis{pair}"] = {**cell.y, "anchor": axes["xaxis"]}
        meta["areas"][pair], meta["narrow"][pair] = [*cell.area], [*cell.narrow]
        if cell.equal:
            meta["equal"].append(pair)
        data += [{**trace, **axes} for trace in cell.traces]
    return {"data": data, "layout": layout}


def axis(low: float, high: float, ticks: dict[float, str] | None = None, title: str = "") -> dict[str, Any]:
    """An axis over a fixed range; ticks: value -> what is written there."""
    ticks = ticks or {}
    found = {**AXIS, "range": [low, high], "tickvals": list(ticks), "ticktext": list(ticks.values()), "tickangle": 0}
    return {**found, "title": {"text": title, "standoff": 4}} if title else found


def hidden(low: float, high: float) -> dict[str, Any]:
    """An axis over a fixed range that is not drawn."""
    return {"range": [low, high], "visible": False}


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
    return line(uid, [*x], [y, y], MUTED, 2, "dash")


def frame(uid: str, x: tuple[float, float], y: tuple[float, float]) -> dict[str, Any]:
    """A rectangle's rim."""
    (left, right), (low, high) = x, y
    return line(uid, [left, right, right, left, left], [low, low, high, high, low], LINE, 1.5)


def curve(
    uid: str,
    x: Array,
    y: Array,
    said: Sequence[str],
    colour: str,
    dash: str = "solid",
    side: str = "middle right",
) -> tuple[list[dict[str, Any]], list[Track]]:
    """A curve (T,) that grows, uids `uid` and `uid-tip`, with a live text of T at its tip."""
    tip = {
        **dots(f"{uid}-tip", x[-1:], y[-1:], colour, 14),
        "mode": "markers+text",
        "text": [f"\u2002{said[-1]}"],
        "textposition": side,
        "textfont": {"size": 19, "color": colour, "weight": "bold"},
        "cliponaxis": False,
    }
    values = {"x": x[:, None], "y": y[:, None], "text": [[f"\u2002{one}"] for one in said]}
    tracks = [Track(uid, "grow", {"x": x, "y": y}), Track(f"{uid}-tip", "replace", values)]
    return [line(uid, x, y, colour, 4, dash), tip], tracks
