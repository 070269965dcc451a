"""A picture of parts, each a pair of axes at its own place, and what stands in them: tiles, words that change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import LAYOUT, on
from figures.theme import INK

Array = NDArray[np.float64]
Area = tuple[float, float, float, float]
HIDDEN: dict[str, Any] = {"visible": False, "fixedrange": True}


@dataclass(frozen=True)
class Part:
    """One pair of axes: what is drawn there, plotly's entries of the axes with fixed ranges, and where it lies.

    area, narrow: (left, right, bottom, top) as shares of the picture, and of a phone's; None where the part is left
    out. equal: one scale for both axes?
    """

    traces: Sequence[Mapping[str, Any]]
    x: Mapping[str, Any]
    y: Mapping[str, Any]
    area: Area | None
    narrow: Area | None
    equal: bool = False


MARGIN = {"l": 6, "r": 6, "t": 4, "b": 4}
CLEAR = "rgba(0,0,0,0)"  # a part may lie over another
AWAY: Area = 0.0, 0.001, 0.0, 0.001  # where a part lies that is left out: so small that nothing of it is seen


def plain(low: float, high: float) -> dict[str, Any]:
    """An axis over a fixed range that is not drawn."""
    return {**HIDDEN, "range": [low, high]}


def board(parts: Sequence[Part], margin: Mapping[str, int] = MARGIN) -> dict[str, Any]:
    """The parts as plotly's {"data", "layout"}; a click is followed on the first."""
    data: list[dict[str, Any]] = []
    meta: dict[str, Any] = {"areas": {}, "narrow": {}, "equal": []}
    layout: dict[str, Any] = {**LAYOUT, "margin": margin, "meta": meta}
    layout["font"] = {**LAYOUT["font"], "size": 18}
    layout["plot_bgcolor"] = CLEAR
    for number, part in enumerate(parts):
        axes = on(number)
        pair = axes["xaxis"][1:]
        layout[f"xaxis{pair}"] = {**part.x, "anchor": axes["yaxis"]}
        layout[f"yaxis{pair}"] = {**part.y, "anchor": axes["xaxis"]}
        meta["areas"][pair], meta["narrow"][pair] = [*(part.area or AWAY)], [*(part.narrow or AWAY)]
        if part.equal:
            meta["equal"].append(pair)
        clipped = {} if part.area and part.narrow else {"cliponaxis": True}  # else it would show where it has no room
        data += [{**trace, **clipped, **axes} for trace in part.traces]
    return {"data": data, "layout": layout}


@dataclass(frozen=True)
class Tile:
    """A square of a part: its lower left corner and its side."""

    x: float
    y: float
    side: float = 1.0

    @property
    def across(self) -> tuple[float, float]:
        """From its left to its right."""
        return self.x, self.x + self.side

    @property
    def up(self) -> tuple[float, float]:
        """From its bottom to its top."""
        return self.y, self.y + self.side

    def at(self, x: Array, y: Array, within: tuple[tuple[float, float], tuple[float, float]]) -> tuple[Array, Array]:
        """Where points lie on it, if it shows the ranges `within`."""
        (left, right), (low, high) = within
        return self.x + self.side * (x - left) / (right - left), self.y + self.side * (y - low) / (high - low)


def frame(uid: str, tile: Tile, colour: str, width: float = 1.5) -> dict[str, Any]:
    """The edge of a tile."""
    (left, right), (low, high) = tile.across, tile.up
    return {
        **{"type": "scatter", "uid": uid, "mode": "lines", "hoverinfo": "skip"},
        **{"x": [left, right, right, left, left], "y": [low, low, high, high, low]},
        "line": {"color": colour, "width": width},
    }


def said(
    uid: str,
    x: Array | Sequence[float],
    y: Array | Sequence[float],
    text: Sequence[str],
    side: str | Sequence[str] = "middle center",
    colour: str | Sequence[str] = INK,
    size: int = 18,
    bold: bool = True,
) -> dict[str, Any]:
    """Texts at points (n,), one trace."""
    return {
        **{"type": "scatter", "uid": uid, "mode": "text", "hoverinfo": "skip", "x": x, "y": y, "text": [*text]},
        "textposition": side,
        "textfont": {"size": size, "color": colour, "weight": "bold" if bold else "normal"},
    }
