"""Bars that grow while a run plays, rule under rule, each with a number at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import first_steps
from figures.theme import INK, MUTED, Style, faint
from lesson import Track

Array = NDArray[np.float64]
HIGH = 100.0  # the drawing's height, in its own units
HEAD = 12.0  # of it, for the heading
ON = {"xaxis": "x2", "yaxis": "y2"}
WIDE = 0.46  # the share of the drawing's width that a whole run's bar takes


@dataclass(frozen=True)
class Bar:
    """One bar: it grows with the step up to `ends`, or is as long as `lengths` (T+1,) says, in the unit of the whole.

    pale: behind or beside a full one. label: the number at its end, from step `shown` on; strong or not; at: where it
    stands if elsewhere. mark: where a stroke stands across it from that step on. aside: what it is, at the right edge.
    """

    label: str
    shown: int
    ends: int = 0
    lengths: Array | None = None
    pale: bool = False
    strong: bool = True
    at: float | None = None
    mark: float | None = None
    aside: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule's bars: each of lines is bars upon each other, the first at the bottom."""

    name: str
    style: Style
    lines: Sequence[Sequence[Bar]]


def bars(rules: Sequence[Rule], whole: float, heading: str) -> tuple[list[dict[str, Any]], list[Track], dict[str, Any]]:
    """Traces, tracks and the layout's entries of two axes that are not drawn. whole: the longest a bar can be.

    Its length is the axis's 1, so that the axes are the same however long a run is, and nothing is drawn anew.
    """
    title = _text("bars-heading", 0, HIGH - 4, heading, MUTED, 20, "middle right")
    traces: list[dict[str, Any]] = [{**title, "cliponaxis": False, **ON}]  # on a phone it is higher than its axes
    tracks: list[Track] = []
    block = (HIGH - HEAD) / max(len(rules), 3)
    for i, rule in enumerate(rules):
        top = HIGH - HEAD - i * block
        name = (0.38 if len(rule.lines) == 1 else 0.29) * block  # on a phone the letters need the room there is
        colour, middle = rule.style.colour, top - name / 2
        traces.append({**_text(f"bars-{rule.name}", 0, middle, rule.name, colour, 20, "middle right", True), **ON})
        high = 0.63 * block / max(len(rule.lines), 1.6)
        for j, line in enumerate(rule.lines):
            upper = top - name - j * high
            for k, bar in enumerate(line):
                make = _kept_bar if bar.lengths is None else _bar
                uid, low = f"{rule.name}-{j}-{k}", upper - 0.9 * high
                found, moves = make(uid, rule.name, rule.style, bar, low, upper - 0.06 * high, whole)
                traces += found
                tracks += moves
    # labels above all bars
    traces.sort(key=lambda trace: trace["mode"] == "text")
    axis = {"visible": False, "fixedrange": True}
    axes = {"xaxis2": {**axis, "range": [0, 1 / WIDE], "anchor": "y2"}}
    axes["yaxis2"] = {**axis, "range": [0, HIGH], "anchor": "x2"}
    return traces, tracks, axes


def _bar(
    uid: str, name: str, style: Style, bar: Bar, low: float, high: float, whole: float
) -> tuple[list[dict[str, Any]], list[Track]]:
    colour = faint(style.colour) if bar.pale else style.colour
    edges = {"low": low, "high": high}
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for edge, y in edges.items():
        mode = "grow" if bar.lengths is None else "replace"
        if bar.lengths is None:
            shape = {"x": _growth(bar.ends, whole), "y": _level(y, bar.ends + 1)}
            last = shape
        else:
            lengths = bar.lengths / whole
            shape = {"x": np.stack([np.zeros(len(lengths)), lengths], axis=1), "y": _level(y, 2)[None]}
            last = {key: values[-1] for key, values in shape.items()}
        traces.append(
            {
                "type": "scatter",
                "uid": f"bar-{edge}-{uid}",
                **({} if edge == "low" or bar.pale else {"name": name}),
                "mode": "lines",
                **last,
                "fill": "none" if edge == "low" else "tonexty",
                "fillcolor": colour,
                "hoverinfo": "skip",
                "line": {"width": 0, "color": colour},
            }
        )
        tracks.append(Track(f"bar-{edge}-{uid}", mode, shape))
    middle = (low + high) / 2
    ink = INK if bar.strong else MUTED
    # their own width keeps labels off the bars
    end = bar.ends if bar.lengths is None else float(bar.lengths[-1])
    at = bar.at / whole if bar.at is not None else min(end / whole, 1.0)
    label = _text(f"bar-label-{uid}", at, middle, f"\u2009{bar.label}", ink, 20, "middle right", bar.strong)
    tracks.append(appearing(label, bar.shown, 10.0))
    traces.append(label)
    if bar.mark is not None:
        line = {"color": INK, "width": 4}
        mark = {"type": "scatter", "uid": f"bar-mark-{uid}", "mode": "lines", "hoverinfo": "skip", "line": line}
        mark |= {"x": np.full(2, min(bar.mark / whole, 1.0)), "y": np.array([low - 0.15 * (high - low), high])}
        tracks.append(appearing(mark, bar.shown, 10.0))
        traces.append(mark)
    if bar.aside:
        aside = _text(f"bar-aside-{uid}", 1 / WIDE, middle, bar.aside, MUTED, 18, "middle left")
        tracks.append(appearing(aside, 0, 0.0))
        traces.append(aside)
    return [{**trace, **ON} for trace in traces], tracks


# The bars of a slider's scenes are mostly those of other scenes: nothing in them is changed after they are made.
_kept_bar = lru_cache(maxsize=4096)(_bar)


def appearing(trace: dict[str, Any], step: int, away: float) -> Track:
    """How a trace is not there until that step: until then it lies so far off its axis."""
    x, y, text = trace["x"], trace["y"], trace.get("text")
    times = 1 if step == 0 else 2
    values: dict[str, Any] = {"x": np.array([[-away] * len(x), x][-times:]), "y": np.array([y] * times)}
    if text is not None:
        values["text"] = [text] * times
    return Track(trace["uid"], "replace", values, max(step, 1))


@lru_cache(maxsize=4096)
def _growth(ends: int, whole: float) -> Array:
    """The lengths of a bar that grows by a step at each: one array for all such bars, so that it is sent once."""
    return first_steps(ends + 1) / whole


@lru_cache(maxsize=4096)
def _level(y: float, count: int) -> Array:
    """A height again and again: one array for all bars of that height and length, so that it is sent once."""
    return np.full(count, y)


def _text(
    uid: str, x: float, y: float, text: str, colour: str, size: int, side: str, strong: bool = False
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": [x],
        "y": [y],
        "text": [text],
        "textposition": side,
        "textfont": {"size": size, "color": colour, "weight": "bold" if strong else "normal"},
        "hoverinfo": "skip",
    }
