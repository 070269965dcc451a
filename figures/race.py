"""The race: paths over the relief of a surface, and beside it the error of each against the step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import FONT, INK, LINE, MUTED, PAPER, RELIEF, STYLES, scale

Array = NDArray[np.float64]
STRIDE = 8  # a marker on a path every so many steps
LEVELS = 16
PAST = 1.03  # the step axis goes a little further, so that the last marker is whole


@dataclass(frozen=True)
class Relief:
    """A surface to look at: x (n,), y (m,), height (m, n), already on the scale on which its contours are even."""

    x: Array
    y: Array
    height: Array
    label: str


@dataclass(frozen=True)
class Line:
    """What one rule did: x, y (k,), error (k,) not below the floor, height (k,) just above the relief."""

    x: Array
    y: Array
    error: Array
    height: Array


def race(
    relief: Relief,
    lines: Mapping[str, Line],
    start: tuple[float, float],
    minima: Array,
    *,
    steps: int,
    floor: float,
    top: float,
    solid: bool = False,
) -> dict[str, Any]:
    """The final state of a race, as plotly's {"data", "layout"}.

    minima (M, 2); floor and top: the range of the error axis; solid: in three dimensions. Traces carry the uids
    `path-`, `marks-`, `point-`, `error-`, `tip-` and the rule's name.
    """
    traces = _solid(relief, lines, start, minima) if solid else _map(relief, lines, start, minima)
    for name, line in lines.items():
        style = STYLES[name]
        step = np.arange(len(line.error))
        common: dict[str, Any] = {"type": "scatter", "xaxis": "x2", "yaxis": "y2", "name": name}
        traces += [
            {
                **common,
                "uid": f"error-{name}",
                "mode": "lines",
                "x": step,
                "y": line.error,
                "line": {"color": style.colour, "dash": style.dash, "width": 3},
                "hovertemplate": "step %{x}: %{y:.2e}",
            },
            {
                **common,
                "uid": f"tip-{name}",
                "mode": "markers",
                "x": step[-1:],
                "y": line.error[-1:],
                "hoverinfo": "skip",
                "marker": _marker(name, 12),
            },
        ]
    traces.append(_names(lines, steps, floor, top))
    return {"data": traces, "layout": _layout(relief, steps, floor, top, solid)}


def _marker(name: str, size: int) -> dict[str, Any]:
    style = STYLES[name]
    return {"symbol": style.symbol, "size": size, "color": style.colour, "line": {"width": 1.5, "color": PAPER}}


def _map(relief: Relief, lines: Mapping[str, Line], start: tuple[float, float], minima: Array) -> list[dict[str, Any]]:
    low, high = float(relief.height.min()), float(relief.height.max())
    traces: list[dict[str, Any]] = [
        {
            "type": "contour",
            "uid": "relief",
            "x": relief.x,
            "y": relief.y,
            "z": relief.height,
            "colorscale": scale(RELIEF),
            "zmin": low,
            "zmax": high,
            "showscale": False,
            "hoverinfo": "skip",
            "contours": {"coloring": "fill", "start": low, "end": high, "size": (high - low) / LEVELS},
            "line": {"width": 0.6, "color": LINE},
        },
        {
            "type": "scatter",
            "uid": "minima",
            "mode": "markers",
            "x": minima[:, 0],
            "y": minima[:, 1],
            "marker": {"symbol": "star", "size": 22, "color": INK, "line": {"width": 2, "color": PAPER}},
            "hovertemplate": "minimum (%{x:.3g}, %{y:.3g})<extra></extra>",
        },
    ]
    for name, line in lines.items():
        style = STYLES[name]
        common: dict[str, Any] = {"type": "scatter", "name": name}
        traces += [
            {
                **common,
                "uid": f"path-{name}",
                "mode": "lines",
                "x": line.x,
                "y": line.y,
                "line": {"color": style.colour, "dash": style.dash, "width": 3.5},
                "hovertemplate": "step %{pointNumber}: (%{x:.3g}, %{y:.3g})",
            },
            {
                **common,
                "uid": f"marks-{name}",
                "mode": "markers",
                "x": line.x[::STRIDE],
                "y": line.y[::STRIDE],
                "hoverinfo": "skip",
                "marker": {**_marker(name, 8), "line": {"width": 1, "color": PAPER}},
            },
        ]
    traces += [
        {
            "type": "scatter",
            "uid": f"point-{name}",
            "name": name,
            "mode": "markers",
            "x": line.x[-1:],
            "y": line.y[-1:],
            "hoverinfo": "skip",
            "marker": _marker(name, 15),
        }
        for name, line in lines.items()
    ]
    traces.append(
        {
            "type": "scatter",
            "uid": "start",
            "mode": "markers+text",
            "x": [start[0]],
            "y": [start[1]],
            "text": ["start"],
            "textposition": "top center",
            "textfont": {"size": 18, "color": INK},
            "hoverinfo": "skip",
            "marker": {"symbol": "circle-open", "size": 17, "color": INK, "line": {"width": 3}},
        }
    )
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
                "marker": {**_marker(name, 7), "symbol": "diamond" if style.symbol == "triangle-up" else style.symbol},
            },
        ]
    ends = {"start": (start[0], start[1], next(iter(lines.values())).height[0])}
    bottom = float(relief.height.min())
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


def _layout(relief: Relief, steps: int, floor: float, top: float, solid: bool) -> dict[str, Any]:
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": LINE,
        "ticks": "outside",
        "tickcolor": LINE,
        "automargin": False,
        "fixedrange": False,
    }
    x, y = (float(relief.x[0]), float(relief.x[-1])), (float(relief.y[0]), float(relief.y[-1]))
    bottom, ceiling = np.log10(floor), np.log10(top)
    layout: dict[str, Any] = {
        "showlegend": False,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": 16, "color": INK},
        "margin": {"l": 62, "r": 112, "t": 24, "b": 58},
        "hovermode": "closest",
        "dragmode": False,
        "xaxis2": {
            **axis,
            "domain": [0.66, 1],
            "anchor": "y2",
            "range": [0, steps * PAST],
            "title": {"text": "step"},
        },
        "yaxis2": {
            **axis,
            "anchor": "x2",
            "type": "log",
            "range": [bottom - 0.2, ceiling],
            "dtick": max(1, round((ceiling - bottom) / 5)),
            "exponentformat": "power",
            "title": {"text": f"error above the minimum, floor 10<sup>{round(bottom)}</sup>", "standoff": 6},
        },
        # What the stage needs to arrange the panels in the room it has.
        "meta": {"aspect": (x[1] - x[0]) / (y[1] - y[0]), "short": "error"},
    }
    if solid:
        panel = {
            "showbackground": False,
            "gridcolor": LINE,
            "zeroline": False,
            "color": INK,
            "nticks": 5,
            "tickfont": {"size": 12},
        }
        layout["scene"] = {
            "domain": {"x": [0, 0.58], "y": [0, 1]},
            "xaxis": {**panel, "title": {"text": "w<sub>1</sub>"}, "range": list(x)},
            "yaxis": {**panel, "title": {"text": "w<sub>2</sub>"}, "range": list(y)},
            "zaxis": {**panel, "title": {"text": relief.label}},
            "aspectmode": "manual",
            "aspectratio": {"x": 1.3, "y": 1.3 / layout["meta"]["aspect"], "z": 0.5},
            "camera": {"eye": {"x": -0.55, "y": -1.15, "z": 1.35}, "center": {"x": 0, "y": 0, "z": -0.15}},
        }
    else:
        layout["xaxis"] = {
            **axis,
            "domain": [0, 0.56],
            "range": list(x),
            "title": {"text": "w<sub>1</sub>"},
            "constrain": "domain",
            "constraintoward": "left",
        }
        layout["yaxis"] = {
            **axis,
            "range": list(y),
            "title": {"text": "w<sub>2</sub>", "standoff": 4},
            "scaleanchor": "x",
            "constrain": "domain",
            "constraintoward": "top",
        }
    return layout


def _names(lines: Mapping[str, Line], steps: int, floor: float, top: float) -> dict[str, Any]:
    """The rules' names at the right ends of their curves, moved apart where they would overlap."""
    bottom, ceiling = np.log10(floor), np.log10(top)
    gap = (ceiling - bottom) / 15
    order = sorted(lines, key=lambda name: lines[name].error[-1])
    at = [float(np.clip(np.log10(lines[name].error[-1]), bottom, ceiling)) for name in order]
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    for i in reversed(range(len(at))):
        at[i] = min(at[i], ceiling - gap * (len(at) - 1 - i))
    heights = dict(zip(order, at, strict=True))
    return {
        "type": "scatter",
        "uid": "names",
        "mode": "text",
        "x": np.full(len(lines), steps * PAST),
        "y": np.array([10 ** heights[name] for name in lines]),
        "xaxis": "x2",
        "yaxis": "y2",
        "text": [f"\u2002{name}" for name in lines],
        "textposition": "middle right",
        "textfont": {"color": [STYLES[name].colour for name in lines], "size": 18, "weight": "bold"},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
