"""Gradient descent on a function of one variable: the curve, the tangent, the step and where it has been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS, LAYOUT
from figures.relief import arrow_line, marker
from figures.theme import FONT, HALO, INK, PAPER, STYLES
from lesson import Track

Array = NDArray[np.float64]
Area = tuple[float, float, float, float]
STYLE = STYLES["SGD"]
BLUE = STYLE.colour
TITLES = {letter: {"font": {"size": 18}, "standoff": gap} for letter, gap in (("x", 12), ("y", 6))}
TANGENT = 1.5  # its reach to either side, in units of x


@dataclass(frozen=True)
class Frame:
    """What a pair of axes shows: the ranges of x and y, and about its width over its height."""

    x: tuple[float, float]
    y: tuple[float, float]
    aspect: float

    @property
    def ratio(self) -> float:
        """How much y is as long on the screen as one unit of x."""
        return (self.y[1] - self.y[0]) / (self.x[1] - self.x[0]) * self.aspect


@dataclass
class Sheet:
    """A picture being drawn: its traces, and how they change.

    Every `axes` is the name of a pair of axes, "" or "2", "3", …. Arrays are what is drawn at all steps; where they
    have one axis more, the first is time, and the last entry is drawn.
    """

    traces: list[dict[str, Any]] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)

    def axes(self, pair: str, x: Mapping[str, Any], y: Mapping[str, Any]) -> None:
        """A pair of axes with plotly's entries, of the title its text; without title and ticks an axis is not drawn."""
        for letter, other, own in (("x", "y", x), ("y", "x", y)):
            shown = AXIS if "title" in own or "tickvals" in own or "nticks" in own else {"visible": False}
            title = {"title": {**TITLES[letter], "text": own["title"]}} if "title" in own else {}
            self.layout[f"{letter}axis{pair}"] = {**shown, **own, **title, "anchor": f"{other}{pair}"}

    def picture(
        self, areas: Mapping[str, Area], narrow: Mapping[str, Area], equal: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Plotly's {"data", "layout"}, pairs of axes at these shares of the picture, on a phone at the narrow ones."""
        layout = {
            **LAYOUT,
            "font": {"family": FONT, "size": 18, "color": INK},
            "margin": {"l": 62, "r": 14, "t": 10, "b": 58},
            "meta": {"areas": dict(areas), "narrow": dict(narrow), "equal": list(equal)},
            **self.layout,
        }
        return {"data": self.traces, "layout": layout}

    def line(
        self,
        uid: str,
        x: Array,
        y: Array,
        colour: str,
        width: float = 4,
        dash: str = "solid",
        axes: str = "",
        stride: float = 1,
    ) -> None:
        """A line (k,), or one (T, k) that is replaced."""
        look = {"mode": "lines", "line": {"color": colour, "width": width, "dash": dash, "simplify": False}}
        self._add(uid, x, y, look, axes, stride)

    def dots(self, uid: str, x: Array, y: Array, look: Mapping[str, Any], axes: str = "") -> None:
        """Markers (k,), or (T, k) that are moved; look: plotly's marker."""
        self._add(uid, x, y, {"mode": "markers", "marker": dict(look)}, axes)

    def growing(self, uid: str, x: Array, y: Array, look: Mapping[str, Any], axes: str = "", stride: float = 1) -> None:
        """A trace (T,) that grows; look: plotly's entries of its mode, line and marker."""
        values = {"x": x, "y": y}
        self.traces.append({**_common(uid, axes), **look, **values})
        self.tracks.append(Track(uid, "grow", values, stride))

    def point(self, uid: str, x: Array, y: Array, axes: str = "", stride: float = 1, size: int = 20) -> None:
        """The moving point of the run (T,)."""
        look = {"mode": "markers", "marker": {**marker(STYLE, size), "line": {"width": 2.5, "color": PAPER}}}
        self.traces.append({**_common(uid, axes), **look, "x": x[-1:], "y": y[-1:]})
        self.tracks.append(Track(uid, "move", {"x": x, "y": y}, stride))

    def text(
        self,
        uid: str,
        x: Any,
        y: Any,
        said: Sequence[Sequence[str]],
        size: int = 18,
        colour: str | list[str] = INK,
        side: str = "middle center",
        axes: str = "",
        bold: bool = True,
    ) -> None:
        """Texts: for each time as many as there are places, x and y (k,) or (T, k), in one colour or one each."""
        places = {"x": np.asarray(x, dtype=float), "y": np.asarray(y, dtype=float)}
        font = {"size": size, "color": colour, "weight": "bold" if bold else "normal", "shadow": HALO}
        look = {"mode": "text", "textposition": side, "textfont": font, "cliponaxis": False}
        moved = places if places["x"].ndim == 2 else {}
        last = {key: array[-1] for key, array in moved.items()}
        self.traces.append({**_common(uid, axes), **look, **places, **last, "text": list(said[-1])})
        self.tracks.append(Track(uid, "replace", {**moved, "text": [list(now) for now in said]}))

    def star(self, uid: str, x: Array, y: Array, axes: str = "") -> None:
        """A star on each minimum."""
        look = {"symbol": "star", "size": 22, "color": INK, "line": {"width": 2, "color": PAPER}}
        self.dots(uid, x, y, look, axes)

    def start(self, uid: str, x: float, y: float) -> None:
        """The start, an open circle."""
        look = {"symbol": "circle-open", "size": 22, "color": INK, "line": {"width": 3, "color": INK}}
        self.dots(uid, np.array([x]), np.array([y]), look)

    def _add(self, uid: str, x: Array, y: Array, look: Mapping[str, Any], axes: str, stride: float = 1) -> None:
        if x.ndim == y.ndim == 1:
            self.traces.append({**_common(uid, axes), **look, "x": x, "y": y})
            return
        xs, ys = np.broadcast_arrays(x, y)
        moved = {"x": xs, "y": ys}
        self.traces.append({**_common(uid, axes), **look, **{key: array[-1] for key, array in moved.items()}})
        self.tracks.append(Track(uid, "replace", moved, stride))


def _common(uid: str, axes: str) -> dict[str, Any]:
    return {"type": "scatter", "uid": uid, "hoverinfo": "skip", "xaxis": f"x{axes}", "yaxis": f"y{axes}"}


def tangents(x: Array, y: Array, slope: Array, frame: Frame) -> tuple[Array, Array]:
    """The tangents at (x, y), each (T,), as lines (T, 2) of one length on the screen."""
    run = TANGENT / np.hypot(1.0, slope / frame.ratio)
    sides = np.array([-1.0, 1.0])
    return x[:, None] + sides * run[:, None], y[:, None] + sides * (slope * run)[:, None]


def steps(x: Array, y: Array, to: Array, frame: Frame, head: float) -> tuple[Array, Array]:
    """Arrows from x to `to` at the height y, each (T,), as lines (T, 5); head: its length in units of x."""
    xs, ys = arrow_line(x, y / frame.ratio, to - x, np.zeros_like(x), head)
    return xs, ys * frame.ratio


def arrow(x: Array, y: Array, dx: Array, dy: Array, frame: Frame, head: float) -> tuple[Array, Array]:
    """Arrows from (x, y) by (dx, dy), each (T,), as lines (T, 5); head: its length in units of x."""
    xs, ys = arrow_line(x, y / frame.ratio, dx, dy / frame.ratio, head)
    return xs, ys * frame.ratio


def staircase(x: Array, y: Array) -> tuple[Array, Array]:
    """From each point along the step, then down to the curve: two entries a step, (2T − 1,)."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]


def staircase_look(points: int) -> dict[str, Any]:
    """A staircase's line, with markers where the run was on the curve and none at the corners between."""
    sizes = np.resize([11.0, 0.0], points)
    return {
        "mode": "lines+markers",
        "line": {"color": BLUE, "width": 2},
        "marker": {**marker(STYLE, 11), "size": sizes},
    }
