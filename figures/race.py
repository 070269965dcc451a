"""The race: paths over the relief of a surface with a name at each, and beside it curves or bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.bars import appearing
from figures.panels import AXIS, LAYOUT, first_steps
from figures.places import exits, places
from figures.theme import HALO, MUTED, STYLES
from lesson import Track
from surfaces import Relief

Array = NDArray[np.float64]
AWAY = 1e4  # off every map
Part = tuple[list[dict[str, Any]], list[Track]]
AREAS = {"": [0, 0.5, 0, 1], "2": [0.53, 1, 0, 1]}
NARROW = {"": [0, 1, 0.5, 1], "2": [0, 1, 0, 0.41]}
NARROW_BY_MANY = {"": [0, 1, 0.61, 1], "2": [0, 1, 0, 0.52]}
MANY = 10  # rows of bars and names beside the map, for which a phone's lower half is too low
BY_CURVES = {"": [0, 0.52, 0, 1], "2": [0.62, 1, 0.06, 0.92]}
NARROW_BY_CURVES = {"": [0, 1, 0.565, 1], "2": [0.16, 1, 0.03, 0.44]}


@dataclass(frozen=True)
class Line:
    """What one rule did: x, y (k,) of the steps that are drawn; left_at: the step from which on it is off the map."""

    x: Array
    y: Array
    left_at: int | None = None


def race(
    relief: Relief,
    lines: Mapping[str, Line],
    start: tuple[float, float],
    minima: Array,
    beside: Part,
    axes: dict[str, Any],
    rows: int,
    at: Mapping[str, tuple[int, float, float]],
) -> tuple[dict[str, Any], tuple[Track, ...]]:
    """The final state of a race, as plotly's {"data", "layout"}, and how it changes.

    minima (M, 2). beside, axes: what is drawn on the second pair of axes, and their layout; rows: how many of bars
    and names that is, 0 for curves with names at their ends. at: where the paths' names stand (`names`). The paths'
    traces have the uids `path-` and `point-` and the rule's name.
    """
    drawn: list[Part] = [(parts.ground(relief, minima), [])]
    drawn += [_path(name, line) for name, line in lines.items()]
    drawn.append(_names(lines, at))
    drawn += [_leaving(relief, lines, at), ([parts.place("start", " ", *start)], []), beside]
    traces = [trace for some, _ in drawn for trace in some]
    layout = {
        **LAYOUT,
        "font": {**LAYOUT["font"], "size": 18},
        "margin": {"l": 30, "r": 8 if rows else 116, "t": 6, "b": 34},
        "meta": {
            "areas": AREAS if rows else BY_CURVES,
            "narrow": (NARROW_BY_MANY if rows > MANY else NARROW) if rows else NARROW_BY_CURVES,
            "equal": [""],
        },
        **_map_axes(relief),
        **axes,
    }
    return {"data": traces, "layout": layout}, tuple(track for _, tracks in drawn for track in tracks)


def curves(
    values: Mapping[str, Array],
    names: Part,
    steps: int,
    ends: tuple[float, float],
    ticks: Mapping[float, str],
    title: str,
) -> tuple[Part, dict[str, Any]]:
    """Curves (k,) against the step with the names at their ends, in levels on an axis with these ends and ticks."""
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for name, curve in values.items():
        style, shape = STYLES[name], {"x": first_steps(len(curve)), "y": curve}
        traces += [
            {
                "type": "scatter",
                "uid": f"curve-{name}",
                "name": name,
                "mode": "lines",
                **shape,
                "line": {"color": style.colour, "dash": style.dash, "width": 3.5},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "uid": f"curve-tip-{name}",
                "name": name,
                "mode": "markers",
                **{key: array[-1:] for key, array in shape.items()},
                "hoverinfo": "skip",
                "marker": parts.marker(style, 14),
                "cliponaxis": False,
            },
        ]
        tracks += [Track(f"curve-{name}", "grow", shape), Track(f"curve-tip-{name}", "move", shape)]
    traces += names[0]
    tracks += names[1]
    axes = {
        "xaxis2": {**AXIS, "range": [0, 1.03 * steps], "nticks": 5, "ticksuffix": " ", "anchor": "y2"},
        "yaxis2": {
            **AXIS,
            "range": [*ends],
            "tickvals": [*ticks],
            "ticktext": [*ticks.values()],
            "anchor": "x2",
        },
        "annotations": [
            {
                "text": title,
                "font": {"size": 20, "color": MUTED},
                "showarrow": False,
                **{"xref": "x2 domain", "yref": "y2 domain", "x": 0, "y": 1},
                **{"xanchor": "left", "yanchor": "bottom", "yshift": 4},
            }
        ],
    }
    return ([{**trace, "xaxis": "x2", "yaxis": "y2"} for trace in traces], tracks), axes


def _map_axes(relief: Relief) -> dict[str, Any]:
    bare = {"showgrid": False, "zeroline": False, "showline": False, "showticklabels": False, "ticks": ""}
    x, y = ([float(axis[0]), float(axis[-1])] for axis in (relief.x, relief.y))
    return {
        "xaxis": {**bare, "range": x, "title": {"text": "w<sub>1</sub>", "standoff": 4}},
        "yaxis": {**bare, "range": y, "title": {"text": "w<sub>2</sub>", "standoff": 4}},
    }


def _path(name: str, line: Line) -> Part:
    style, shape = STYLES[name], {"x": line.x, "y": line.y}
    path = {
        "type": "scatter",
        "uid": f"path-{name}",
        "name": name,
        "mode": "lines",
        **shape,
        "line": {"color": style.colour, "dash": style.dash, "width": 3.5},
        "hovertemplate": "step %{pointNumber}: (%{x:.3g}, %{y:.3g})",
    }
    tip = parts.point(name, style, line.x, line.y)
    return [path, tip], [Track(f"path-{name}", "grow", shape), Track(f"point-{name}", "move", shape)]


def names(
    races: Sequence[Mapping[str, Line]], starts: Sequence[tuple[float, float]], minima: Array, relief: Relief
) -> list[dict[str, tuple[int, float, float]]]:
    """Of races on one map, for each path from which step on its name is shown, and where."""
    return places([{name: (line.x, line.y) for name, line in lines.items()} for lines in races], starts, minima, relief)


def _names(lines: Mapping[str, Line], at: Mapping[str, tuple[int, float, float]]) -> Part:
    """A name at each path, where there is room for it, from the step on at which the path has got there."""
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for name, (step, x, y) in at.items():
        text = name if lines[name].left_at is None else " "  # of one that leaves it is said where
        trace = _label(f"name-{name}", text, x, y, STYLES[name].colour) | {"meta": {"wide": True}}
        traces.append(trace)
        tracks.append(appearing(trace, step, AWAY))
    return traces, tracks


def _leaving(relief: Relief, lines: Mapping[str, Line], at: Mapping[str, tuple[int, float, float]]) -> Part:
    """An arrow at the edge where a run leaves the map for good, and since when."""
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    named = {name: (x, y) for name, (_, x, y) in at.items() if lines[name].left_at is None}
    found = exits({name: (line.x, line.y, line.left_at) for name, line in lines.items()}, relief, named)
    for name, line in lines.items():
        if name in found:
            (x, y), (dx, dy), (left, up) = found[name]
            text = f"{name} leaves at step {line.left_at}"
            said = _label(f"left-{name}", text, left, up, STYLES[name].colour)
            some = _exit(name, _arrow(x, y, dx, dy), said, line.left_at or 0)
        else:
            some = _stays(name)
        traces += some[0]
        tracks += some[1]
    return traces, tracks


@lru_cache(maxsize=64)
def _stays(name: str) -> Part:
    """The same of a run that does not leave: out of sight, for those of another to be drawn in their place."""
    nothing = _label(f"left-{name}", " ", -AWAY, 0.0, STYLES[name].colour)
    return _exit(name, (np.full(5, -AWAY), np.zeros(5)), nothing, 0)


def _exit(name: str, arrow: tuple[Array, Array], said: dict[str, Any], step: int) -> Part:
    line = {
        "type": "scatter",
        "uid": f"leaving-{name}",
        "mode": "lines",
        "x": arrow[0],
        "y": arrow[1],
        "line": {"color": STYLES[name].colour, "width": 6},
        "hoverinfo": "skip",
    }
    return [line, said], [appearing(trace, step, AWAY) for trace in (line, said)]


def _arrow(x: float, y: float, dx: float, dy: float) -> tuple[Array, Array]:
    xs, ys = parts.arrow_line(
        np.array([x]), np.array([y]), np.array([dx]), np.array([dy]), 0.5 * float(np.hypot(dx, dy))
    )
    return xs[0], ys[0]


def _label(uid: str, text: str, x: float, y: float, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": [x],
        "y": [y],
        "text": [text],
        "textposition": "middle center",
        "textfont": {"size": 20, "color": colour, "weight": "bold", "shadow": HALO},
        "cliponaxis": False,  # on a phone names are wider beside the map
        "hoverinfo": "skip",
    }
