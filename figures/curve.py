"""Gradient descent on a function of one variable: the curve, the tangent, the step and where it has been."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from figures.relief import arrow_line, marker, place
from figures.theme import INK, MUTED, PAPER, STYLES

Array = NDArray[np.float64]
STYLE = STYLES["SGD"]
HEAD = 0.28  # of the step's arrow
REACH = 1.7  # of the tangent to either side, in widths of the x axis


@dataclass(frozen=True)
class Frame:
    """What is seen: the ranges of x and h, and the picture's width over its height."""

    x: tuple[float, float]
    h: tuple[float, float]
    aspect: float

    @property
    def ratio(self) -> float:
        """How much h is as long on the screen as one unit of x."""
        return (self.h[1] - self.h[0]) / (self.x[1] - self.x[0]) * self.aspect


def tangents(x: Array, h: Array, slope: Array, frame: Frame) -> tuple[Array, Array]:
    """The tangents at (x, h), each (k,), as lines (k, 2) of one length on the screen."""
    run = REACH / np.hypot(1.0, slope / frame.ratio)
    sides = np.array([-1.0, 1.0])
    return x[:, None] + sides * run[:, None], h[:, None] + sides * (slope * run)[:, None]


def steps(x: Array, h: Array, to: Array, frame: Frame) -> tuple[Array, Array]:
    """The arrows of the steps from x to `to` at the height h, each (k,), as lines (k, 5)."""
    flat = np.zeros_like(x)
    xs, ys = arrow_line(x, h / frame.ratio, to - x, flat, HEAD)
    return xs, ys * frame.ratio


def below(step: tuple[Array, Array], frame: Frame) -> tuple[Array, Array]:
    """Where the name of each step's arrow stands, (k, 1): under its middle, clear of the point."""
    return step[0][:, :2].mean(-1, keepdims=True), step[1][:, :1] - 0.065 * (frame.h[1] - frame.h[0])


def trail(x: Array, h: Array) -> tuple[Array, Array]:
    """From each point along the step, then down to the curve: two entries a step, (2k − 1,)."""
    return np.repeat(x, 2)[1:], np.repeat(h, 2)[:-1]


def curve_axes(frame: Frame) -> dict[str, Any]:
    """Axes for the curve."""
    return {
        "xaxis": {**AXIS, "range": list(frame.x), "title": {"text": "x"}, "nticks": 8},
        "yaxis": {**AXIS, "range": list(frame.h), "title": {"text": "h(x)", "standoff": 4}, "nticks": 6},
    }


def curve(
    grid: tuple[Array, Array],
    minima: tuple[Array, Array],
    path: tuple[Array, Array],
    tangent: tuple[Array, Array],
    step: tuple[Array, Array],
    name: tuple[Array, Array],
    drop: tuple[Array, Array],
    regime: tuple[str, float, float],
) -> list[dict[str, Any]]:
    """The traces `curve`, `minima`, `trail`, `tangent`, `drop`, `step`, `step-name` and `point`, and two places.

    grid, minima, path: (x, h) of the function, of its minima and of the points of the run; tangent, step, name, drop:
    one for each point, of which the last is drawn. regime: a word, and where it stands.
    """
    common: dict[str, Any] = {"type": "scatter", "hoverinfo": "skip"}

    def line(uid: str, xs: Array, ys: Array, colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
        look = {"color": colour, "width": width, "dash": dash}
        return {**common, "uid": uid, "mode": "lines", "x": xs, "y": ys, "line": look}

    between = trail(*path)
    word, x, y = regime
    return [
        {
            **line("curve", *grid, MUTED, 3),
            "hoverinfo": "x+y",
            "hovertemplate": "h(%{x:.3g}) = %{y:.3g}<extra></extra>",
        },
        {
            **common,
            "uid": "minima",
            "mode": "markers",
            "x": minima[0],
            "y": minima[1],
            "marker": {"symbol": "star", "size": 20, "color": INK, "line": {"width": 2, "color": PAPER}},
        },
        {
            **line("trail", *between, STYLE.colour, 1.5),
            "mode": "lines+markers",
            # markers where the run was on the curve, none at the corners between
            "marker": {**marker(STYLE, 8), "size": np.resize([8.0, 0.0], len(between[0]))},
        },
        line("tangent", tangent[0][-1], tangent[1][-1], INK, 3.5),
        line("drop", drop[0][-1], drop[1][-1], STYLE.colour, 2, "dot"),
        line("step", step[0][-1], step[1][-1], STYLE.colour, 5),
        {
            **common,
            "uid": "step-name",
            "mode": "text",
            "x": name[0][-1],
            "y": name[1][-1],
            "text": ["−η·h′(x)"],
            "textposition": "middle center",
            "textfont": {"size": 18, "color": STYLE.colour},
        },
        {
            **common,
            "uid": "point",
            "mode": "markers",
            "x": path[0][-1:],
            "y": path[1][-1:],
            "marker": marker(STYLE, 16),
        },
        place("start", "start", path[0][0], path[1][0]),
        word_at("regime", word, x, y),
    ]


def word_at(uid: str, word: str, x: float, y: float, side: str = "middle center") -> dict[str, Any]:
    """A word on the picture, large."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": [x],
        "y": [y],
        "text": [word],
        "textposition": side,
        "textfont": {"size": 24, "color": INK, "weight": "bold"},
        "hoverinfo": "skip",
    }
