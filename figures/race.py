"""The race: paths over the relief of a surface, and beside it the error of each against the step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, map_axes, picture
from figures.theme import INK, LINE, MUTED, RELIEF, STYLES, scale
from surfaces import Relief

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """What one rule did: x, y (k,), and for three dimensions height (k,) just above the relief."""

    x: Array
    y: Array
    height: Array | None = None


def race(
    relief: Relief,
    lines: Mapping[str, Line],
    start: tuple[float, float],
    minima: Array,
    errors: Panel,
    steps: int,
) -> dict[str, Any]:
    """The final state of a race, as plotly's {"data", "layout"}; lines with a height are drawn in three dimensions.

    minima (M, 2); errors: the panel beside the map. Traces carry the uids `path-`, `marks-`, `point-` and the rule's
    name.
    """
    solid = any(line.height is not None for line in lines.values())
    left = _solid(relief, lines, start, minima) if solid else _map(relief, lines, start, minima)
    axes = _scene(relief) if solid else map_axes(relief)
    return picture(left, axes, relief.aspect, [errors], steps)


def _map(relief: Relief, lines: Mapping[str, Line], start: tuple[float, float], minima: Array) -> list[dict[str, Any]]:
    traces = parts.ground(relief, minima)
    for name, line in lines.items():
        traces += parts.path(name, STYLES[name], line.x, line.y)
    traces += [parts.point(name, STYLES[name], line.x, line.y) for name, line in lines.items()]
    traces.append(parts.place("start", "start", *start))
    return traces


def _solid(
    relief: Relief, lines: Mapping[str, Line], start: tuple[float, float], minima: Array
) -> list[dict[str, Any]]:
    traces: list[dict[str, Any]] = [
        {
            "type": "surface",
            "uid": "relief",
            "x": relief.x,
            "y": relief.y,
            "z": relief.height,
            "colorscale": scale(RELIEF),
            "showscale": False,
            "hoverinfo": "skip",
            "lighting": {"ambient": 0.75, "diffuse": 0.5, "specular": 0.05},
            "contours": {"z": {"show": True, "color": MUTED, "width": 1}},
        }
    ]
    for name, line in lines.items():
        if line.height is None:
            continue
        style = STYLES[name]
        common: dict[str, Any] = {"type": "scatter3d", "name": name, "hoverinfo": "skip"}
        traces += [
            {
                **common,
                "uid": f"path-{name}",
                "mode": "lines",
                "x": line.x,
                "y": line.y,
                "z": line.height,
                # a 3D line knows fewer dashes than a flat one, under the same names
                "line": {"color": style.colour, "dash": style.dash, "width": 6},
            },
            {
                **common,
                "uid": f"point-{name}",
                "mode": "markers",
                "x": line.x[-1:],
                "y": line.y[-1:],
                "z": line.height[-1:],
                # nor does a 3D marker know the triangle
                "marker": {**parts.marker(style, 7), "symbol": style.symbol.replace("triangle-up", "x")},
            },
        ]
    heights = [line.height[0] for line in lines.values() if line.height is not None]
    bottom = float(relief.height.min())
    ends = {"start": (start[0], start[1], heights[0])}
    ends |= {f"minimum {i}": (at[0], at[1], bottom) for i, at in enumerate(minima)}
    traces.append(
        {
            "type": "scatter3d",
            "uid": "places",
            "mode": "markers",
            "x": [at[0] for at in ends.values()],
            "y": [at[1] for at in ends.values()],
            "z": [at[2] for at in ends.values()],
            "hoverinfo": "skip",
            "marker": {"symbol": ["circle-open", *["cross"] * len(minima)], "size": 7, "color": INK},
        }
    )
    return traces


def _scene(relief: Relief) -> dict[str, Any]:
    panel = {
        "showbackground": False,
        "gridcolor": LINE,
        "zeroline": False,
        "color": INK,
        "nticks": 5,
        "tickfont": {"size": 12},
    }
    low, high = float(relief.height.min()), float(relief.height.max())
    return {
        "scene": {
            "xaxis": {**panel, "title": {"text": "w<sub>1</sub>"}, "range": [float(relief.x[0]), float(relief.x[-1])]},
            "yaxis": {**panel, "title": {"text": "w<sub>2</sub>"}, "range": [float(relief.y[0]), float(relief.y[-1])]},
            "zaxis": {**panel, "title": {"text": relief.label}, "range": [low, high + 0.1 * (high - low)]},
            "aspectmode": "manual",
            "aspectratio": {"x": 1.3, "y": 1.3 / relief.aspect, "z": 0.5},
            "camera": {"eye": {"x": -0.55, "y": -1.15, "z": 1.35}, "center": {"x": 0, "y": 0, "z": -0.15}},
        }
    }
