"""The map of momentum's factor a step over (η, α), with its legend and the pairs that are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS, LAYOUT, on
from figures.theme import INK, PAPER, RATES, STYLES, UNSTABLE, scale
from lesson import Track

Array = NDArray[np.float64]
MARK, PLAIN = STYLES["Momentum"].colour, STYLES["SGD"].colour
LEGEND = np.arange(256, dtype=np.uint8)[None]
FACTORS = (0.5, 0.9, 0.99)
MOST = 100.0  # the longest bar
Parts = tuple[list[dict[str, Any]], list[Track]]


@dataclass(frozen=True)
class Compared:
    """A pair beside the map. name, value: over its bar and behind it, a text for each row or one for all; length: of
    its bar, likewise."""

    colour: str
    name: Sequence[str]
    value: Sequence[str]
    length: Array


@dataclass(frozen=True)
class RateMap:
    """eta (n,), alpha (m,); shades (m, n): from 0, a factor of 0, to 255; slowest: the decades of 1 − factor that 255
    means. stable (m,): the η from which on each α diverges.

    best (m, 2): the best (η, α) among the rows up to each. wedge: lowest and highest η and the α (m,) of the pairs with
    which both directions oscillate. chosen: the pair that is picked, and its name. pairs: what is compared.
    """

    eta: Array
    alpha: Array
    shades: NDArray[np.uint8]
    slowest: float
    stable: Array
    best: Array
    wedge: tuple[Array, Array, Array]
    chosen: tuple[float, float]
    pairs: Sequence[Compared]


def rate_map(shown: RateMap) -> tuple[dict[str, Any], list[Track]]:
    """The drawing, in which a row after the other is uncovered from the bottom, and its tracks."""
    groups = (_map(shown), _legend(shown), _compared(shown.pairs))
    layout = _layout(shown)
    return {"data": [trace for traces, _ in groups for trace in traces], "layout": layout}, [
        track for _, tracks in groups for track in tracks
    ]


def _heat(uid: str, x: Array, y: Array, z: NDArray[np.uint8]) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "uid": uid,
        "x": x,
        "y": y,
        "z": z,
        "zmin": 0,
        "zmax": 255,
        "colorscale": scale(RATES),
        "showscale": False,
        "hoverinfo": "skip",
    }


def _map(shown: RateMap) -> Parts:
    low, high, alpha = shown.wedge
    rows = len(shown.alpha)
    last = rows - 1
    best = {"x": shown.best[:, :1], "y": shown.best[:, 1:]}
    named = [["best so far"]] * last + [["best"]]
    middle = (int(np.searchsorted(alpha, alpha[0], "right")) + rows) // 2  # between the wedge's tip and the top
    inside = np.array([[np.sqrt(low[middle] * high[middle])]])
    oscillates = {"x": inside, "y": shown.alpha[None, middle : middle + 1], "text": [[" "], ["factor √α"]]}
    beyond = {"x": np.array([[1.1]]), "y": np.array([[0.065]]), "text": [[" "], ["diverges"]]}
    covers = _covers(rows, float(shown.eta[0]), float(shown.eta[-1]))
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    traces = [
        _heat("rates", shown.eta, shown.alpha, shown.shades),
        {
            **line,
            "uid": "unstable",
            "x": np.append(shown.stable, [shown.eta[-1], shown.eta[-1]]),
            "y": np.append(shown.alpha, [1.0, 0.0]),
            "line": {"width": 0},
            "fill": "toself",
            "fillcolor": UNSTABLE,
        },
        *(
            {**line, "uid": f"wedge-{side}", "x": eta, "y": alpha, "line": {"color": INK, "width": 2.5, "dash": "dash"}}
            for side, eta in (("low", low), ("high", high))
        ),
        {
            **line,
            "uid": "cover",
            "x": covers["x"][-1],
            "y": covers["y"][-1],
            "line": {"width": 0},
            "fill": "toself",
            "fillcolor": PAPER,
        },
        _label("oscillates", INK, oscillates["x"][0], oscillates["y"][0], ["factor √α"], size=18),
        _label("diverges", INK, beyond["x"][0], beyond["y"][0], ["diverges"], size=20),
        {
            **line,
            "uid": "edge",
            "x": [shown.eta[0], shown.eta[-1]],
            "y": [0.0, 0.0],
            "line": {"color": PLAIN, "width": 4},
        },
        _label("plain", PLAIN, [0.011], [0.045], ["α = 0: plain descent"], "middle right", 18),
        {
            **_label("best", INK, best["x"][-1], best["y"][-1], ["best"], "bottom left", 19),
            "mode": "markers+text",
            "marker": {"symbol": "star", "size": 24, "color": INK, "line": {"width": 2, "color": PAPER}},
        },
        {
            **_label(
                "chosen",
                INK,
                [shown.chosen[0]],
                [shown.chosen[1]],
                ["your pair"],
                "middle right" if shown.chosen[0] < 0.5 else "middle left",
                19,
            ),
            "mode": "markers+text",
            "marker": {"symbol": "circle-open", "size": 20, "color": MARK, "line": {"width": 4, "color": MARK}},
        },
    ]
    tracks = [
        *(Track(f"wedge-{side}", "grow", {"x": eta, "y": alpha}) for side, eta in (("low", low), ("high", high))),
        Track("cover", "replace", covers),
        Track("oscillates", "replace", oscillates, last),
        Track("diverges", "replace", beyond, 20),
        Track("best", "replace", {**best, "text": named}),
    ]
    return traces, tracks


@lru_cache(maxsize=4)
def _covers(rows: int, left: float, right: float) -> dict[str, Array]:
    """What hides the rows above each: the same arrays for all scenes, so that they are sent once."""
    low = (np.arange(rows) + 0.5) / rows
    y = np.stack([low, low, np.ones(rows), np.ones(rows)], axis=-1)
    return {"x": np.array([[left, right, right, left]]), "y": y}


def _legend(shown: RateMap) -> Parts:
    decades = np.linspace(0, shown.slowest, LEGEND.size)
    title = _label("legend", INK, [0.0], [1.15], ["factor of the distance in each step"], "middle right", 18, "normal")
    return [_heat("scale", decades, np.array([0.0]), LEGEND) | on(1), title | on(1)], []


def _compared(pairs: Sequence[Compared]) -> Parts:
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    title = "steps to come 100 times nearer"
    traces.append(_label("bars-title", INK, [0.0], [len(pairs) + 0.35], [title], "middle right", 18, "normal"))
    for i, pair in enumerate(reversed(pairs)):
        length = np.minimum(pair.length, MOST)[:, None]
        x = length * np.array([0.0, 0, 1, 1])
        bar = {"x": x, "y": np.array([[i, i + 0.36, i + 0.36, i]])}
        traces.append(
            {
                "type": "scatter",
                "uid": f"bar-{i}",
                "mode": "lines",
                "x": x[-1],
                "y": bar["y"][-1],
                "hoverinfo": "skip",
                "line": {"width": 0},
                "fill": "toself",
                "fillcolor": pair.colour,
            }
        )
        tracks.append(Track(f"bar-{i}", "replace", bar))
        places = {
            f"name-{i}": (np.zeros((1, 1)), np.full((1, 1), i + 0.66), pair.name, 18),
            f"value-{i}": (length + 1.5, np.full((1, 1), i + 0.18), pair.value, 22),
        }
        for uid, (across, up, texts, size) in places.items():
            traces.append(_label(uid, pair.colour, across[-1], up[-1], texts[-1:], "middle right", size))
            tracks.append(Track(uid, "replace", {"x": across, "y": up, "text": [[text] for text in texts]}))
    return [trace | on(2) for trace in traces], tracks


def _label(
    uid: str, colour: str, x: Any, y: Any, text: Any, side: str = "middle center", size: int = 20, weight: str = "bold"
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


def _layout(shown: RateMap) -> dict[str, Any]:
    bare = {**AXIS, "showline": False, "showticklabels": False, "ticks": ""}
    decades = [-float(np.log10(1 - factor)) for factor in FACTORS]
    return {
        **LAYOUT,
        "font": {**LAYOUT["font"], "size": 18},
        "margin": {"l": 72, "r": 10, "t": 8, "b": 54},
        "meta": {
            "areas": {"": [0, 0.58, 0, 1], "2": [0.64, 1, 0.84, 1], "3": [0.64, 1, 0, 0.72]},
            "narrow": {"": [0, 1, 0.62, 1], "2": [0, 1, 0.39, 0.485], "3": [0, 1, 0, 0.335]},
        },
        "xaxis": {
            **AXIS,
            "type": "log",
            "range": [float(np.log10(shown.eta[0])), float(np.log10(shown.eta[-1]))],
            "title": {"text": "η", "standoff": 4},
            "tickvals": [0.01, 0.1, 1],
        },
        "yaxis": {
            **AXIS,
            "range": [-0.03, 0.995],
            "title": {"text": "α", "standoff": 4},
            "tickvals": [0, 0.25, 0.5, 0.75],
        },
        "xaxis2": {
            **bare,
            "anchor": "y2",
            "range": [0, shown.slowest],
            "showticklabels": True,
            "tickvals": decades,
            "ticktext": [f"{factor:g}" for factor in FACTORS],
        },
        "yaxis2": {**bare, "anchor": "x2", "range": [-0.5, 1.7]},
        "xaxis3": {**bare, "visible": False, "anchor": "y3", "range": [0, 1.5 * MOST]},
        "yaxis3": {**bare, "anchor": "x3", "range": [0, 3.6]},
    }
