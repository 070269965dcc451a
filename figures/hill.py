"""A point on a straight slope with the two arrows that add up to its next step, and below it a bar for each step."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.arrows import arrow, arrows
from figures.panels import AXIS, LAYOUT, on
from figures.theme import INK, MUTED, PAPER, RELIEF, STYLES
from lesson import Track

Array = NDArray[np.float64]
RULE, PLAIN = STYLES["Momentum"].colour, STYLES["SGD"].colour
X, Y = (-8.5, 24.5), (-4.2, 3.7)  # what is seen; the point stands at 0
STEEP = 0.14  # how far the ground falls over one unit, for a slope of 1
FEET, CHAIN = 0.36, 1.5  # how high the point and the two arrows stand above the ground
HEAD = 0.85
SEEN = 14  # points of the past that are shown
START = -0.5  # of the steps' axis
TOP = 1.55  # of the bars' axis, in bounds
ROOM = 1.12  # how much farther than its bars their axis goes
NAMED = 1.43  # where the bound and the axis are named, in bounds


@dataclass(frozen=True)
class Hill:
    """slope: of the ground. at, kept, step, ratio (n,): for each step where the point is, the two parts α·v and the
    whole of the step that comes, and that over η·g. shown (n,): the ratio as text. limit, bound: what the ratio stays
    below, as a number and as text."""

    slope: float
    at: Array
    kept: Array
    step: Array
    ratio: Array
    shown: list[str]
    limit: float
    bound: str


def hill(shown: Hill) -> tuple[dict[str, Any], list[Track]]:
    """The drawing and its tracks."""
    traces, tracks = _ground(shown)
    for trace, track in (*_steps(shown), *_names(shown), *_bars(shown)):
        traces.append(trace)
        tracks.append(track)
    return {"data": [*traces, *_still(shown)], "layout": _layout(len(shown.at))}, tracks


def _layout(count: int) -> dict[str, Any]:
    bare = {**AXIS, "showline": False, "showticklabels": False, "ticks": ""}
    return {
        **LAYOUT,
        "font": {**LAYOUT["font"], "size": 18},
        "margin": {"l": 8, "r": 8, "t": 6, "b": 40},
        "meta": {
            "areas": {"": [0, 1, 0.42, 1], "2": [0, 1, 0, 0.4]},
            "narrow": {"": [0, 1, 0.6, 1], "2": [0, 1, 0, 0.56]},
            "equal": [""],
        },
        "xaxis": {**bare, "range": list(X)},
        "yaxis": {**bare, "range": list(Y)},
        "xaxis2": {
            **AXIS,
            "anchor": "y2",
            "range": [START, ROOM * count],
            "tickvals": [1, 10, 20, 30, 40],
            "ticks": "",
        },
        "yaxis2": {**bare, "anchor": "x2", "range": [0, TOP]},
    }


def _ground(shown: Hill) -> tuple[list[dict[str, Any]], list[Track]]:
    """The slope, and the points of the past on it: all moves past the point, that stays where it is seen."""
    fall = STEEP * shown.slope
    past = np.maximum(np.arange(len(shown.at))[:, None] - np.arange(1, SEEN + 1), 0)
    x = np.maximum(shown.at[past] - shown.at[:, None], 2 * X[0])
    edge = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    x0, x1 = X
    traces = [
        {
            **edge,
            "uid": "earth",
            "x": [x0, x1, x1, x0],
            "y": [-fall * x0, -fall * x1, 2 * Y[0], 2 * Y[0]],
            "fill": "toself",
            "fillcolor": RELIEF[2],
            "line": {"width": 0},
        },
        {
            **edge,
            "uid": "ground",
            "x": [x0, x1],
            "y": [-fall * x0, -fall * x1],
            "line": {"color": RELIEF[0], "width": 4},
        },
        {
            "type": "scatter",
            "uid": "past",
            "mode": "markers",
            "x": x[-1],
            "y": FEET - fall * x[-1],
            "hoverinfo": "skip",
            "opacity": 0.5,
            "marker": {"size": 14, "color": RULE, "line": {"width": 1.5, "color": PAPER}},
        },
    ]
    return traces, [Track("past", "replace", {"x": x, "y": FEET - fall * x})]


def _steps(shown: Hill) -> list[tuple[dict[str, Any], Track]]:
    along = np.array([1.0, -STEEP * shown.slope])
    kept, step = (part[:, None] * along for part in (shown.kept, shown.step))
    ground, above = np.array([0.0, FEET]), np.array([0.0, CHAIN])
    lines = {
        "kept": (MUTED, arrows(above + 0 * kept, kept, HEAD, 0.26)),
        "push": (PLAIN, arrows(above + kept, step - kept, HEAD, 0.26)),
        "step": (RULE, arrows(ground + 0 * step, step, HEAD, 0.34)),
    }
    return [
        (arrow(uid, colour, line), Track(uid, "replace", {"x": line[0], "y": line[1]}))
        for uid, (colour, line) in lines.items()
    ]


def _names(shown: Hill) -> list[tuple[dict[str, Any], Track]]:
    fall = STEEP * shown.slope
    tip = shown.step[:, None]
    zero = np.zeros((1, 1))
    rest = [
        ["α·v = 0: it has no speed yet"],
        ["α·v, what it still has" if shown.kept[-1] else "α·v = 0: nothing is kept"],
    ]
    names = [
        ("kept-name", MUTED, zero, zero + CHAIN + 1.4, rest, "middle right"),
        ("push-name", PLAIN, tip + 0.5, CHAIN - fall * tip, [["−η·g, the slope adds"]], "middle right"),
        ("step-name", RULE, zero, zero - 0.9 - 9 * fall, [["v, the step it takes"]], "middle right"),
    ]
    return [
        (_text(uid, colour, x[-1], y[-1], text[-1], side, 21), Track(uid, "replace", {"x": x, "y": y, "text": text}))
        for uid, colour, x, y, text, side in names
    ]


def _text(
    uid: str, colour: str, x: Any, y: Any, text: list[str], side: str, size: int, weight: str = "bold"
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": x,
        "y": y,
        "text": text,
        "textposition": side,
        "textfont": {"color": colour, "size": size, "weight": weight},
        "hoverinfo": "skip",
    }


def _bars(shown: Hill) -> list[tuple[dict[str, Any], Track]]:
    """A pale bar for each step that has been made, a full one for the one that comes, and its number."""
    heights = shown.ratio / shown.limit
    count = len(heights)
    bars: list[tuple[dict[str, Any], Track]] = []
    for i in range(1, count):
        y = heights[i - 1] * np.array([[0.0] * 5, [0, 1, 1, 0, 0]])
        bars.append((_bar(f"bar-{i}", 0.35), Track(f"bar-{i}", "replace", {"x": _sides(i), "y": y}, i)))
    every = np.concatenate([_sides(i + 1) for i in range(count)])
    tops = heights[:, None] * np.array([0.0, 1, 1, 0, 0])
    bars.append((_bar("bar", 1), Track("bar", "replace", {"x": every, "y": tops})))
    place = {"x": np.arange(1.0, count + 1)[:, None], "y": np.where(heights < 0.8, heights + 0.11, 1.13)[:, None]}
    number = _text("bar-number", INK, place["x"][-1], place["y"][-1], shown.shown[-1:], "middle center", 20)
    bars.append((number | on(1), Track("bar-number", "replace", {**place, "text": [[text] for text in shown.shown]})))
    end = np.array([[ROOM * count]])
    name = _text("bound-name", INK, end[0], [NAMED], [shown.bound], "middle left", 22)
    bars.append(
        (name | on(1), Track("bound-name", "replace", {"x": end, "y": 0 * end + NAMED, "text": [[shown.bound]]}))
    )
    for trace, track in bars[:count]:
        trace |= {"x": track.values["x"][-1], "y": track.values["y"][-1]}
    return bars


def _bar(uid: str, opacity: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "lines",
        "hoverinfo": "skip",
        "opacity": opacity,
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": RULE,
    } | on(1)


@lru_cache
def _sides(i: int) -> Array:
    """The left and right sides of bar i, counted from 1: one array for all scenes, so that it is sent once."""
    return np.array([[i - 0.4, i - 0.4, i + 0.4, i + 0.4, i - 0.4]])


def _still(shown: Hill) -> list[dict[str, Any]]:
    count = len(shown.at)
    return [
        {
            "type": "scatter",
            "uid": "point",
            "mode": "markers",
            "x": [0.0],
            "y": [FEET],
            "hoverinfo": "skip",
            "marker": {"size": 22, "color": RULE, "line": {"width": 2, "color": PAPER}},
        },
        {
            "type": "scatter",
            "uid": "bound",
            "mode": "lines",
            "x": [START, ROOM * count],
            "y": [1.0, 1.0],
            "hoverinfo": "skip",
            "line": {"color": INK, "width": 2.5, "dash": "dash"},
        }
        | on(1),
        _text("bars-title", MUTED, [START], [NAMED], ["length of each step, over η·g"], "middle right", 18, "normal")
        | on(1),
        _text("bars-step", MUTED, [ROOM * count], [0.1], ["step"], "middle left", 18, "normal") | on(1),
    ]
