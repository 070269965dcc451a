"""A page's picture: something large on the left, on the right curves against the step in panels above each other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.relief import marker
from figures.theme import FONT, INK, LINE, MUTED, PAPER, Style, faint
from lesson import Track
from surfaces import Relief

Array = NDArray[np.float64]
STEPS = np.arange(10_002.0)
PAST = 1.03  # a step axis goes a little further than the last step, so that the last marker is whole
AXIS = {
    "showgrid": False,
    "zeroline": False,
    "showline": True,
    "linecolor": LINE,
    "ticks": "outside",
    "tickcolor": LINE,
    "automargin": False,
}
LAYOUT = {
    "showlegend": False,
    "paper_bgcolor": PAPER,
    "plot_bgcolor": PAPER,
    "font": {"family": FONT, "size": 16, "color": INK},
    "hovermode": "closest",
    "dragmode": False,
}


@lru_cache(maxsize=4096)
def first_steps(count: int) -> Array:
    """The steps 0 … count − 1: one array for all curves of that length, so that it is sent once."""
    return STEPS[:count]


@dataclass(frozen=True)
class Panel:
    """Curves against the step.

    key: of its traces' uids, `key-name`, `key-tip-name`, `key-low-name`, `key-high-name` and `key-names`. title: of the
    y axis, short: the same on a phone. curves: name -> values (k,) for steps 0 … k−1; styles: name -> how each is
    drawn. range: of the y axis, in values. guides: horizontal lines, label -> value. named: are the curves' names at
    their ends, or whose? ticks: what a linear axis labels; a guide among them needs no label of its own. bands: areas
    around curves, name -> (low, high), each (k,).
    """

    key: str
    title: str
    curves: Mapping[str, Array]
    styles: Mapping[str, Style]
    range: tuple[float, float]
    log: bool = False
    short: str = ""
    guides: Mapping[str, float] | None = None
    named: bool | tuple[str, ...] = True
    ticks: tuple[float, ...] = ()
    bands: Mapping[str, tuple[Array, Array]] | None = None

    @property
    def beside(self) -> dict[str, tuple[float, str, int]]:
        """What stands at the right ends of its lines: text -> value there, colour, size."""
        guides = (self.guides or {}).items()
        labels = {label: (value, MUTED, 14) for label, value in guides if label and value not in self.ticks}
        chosen = tuple(self.curves) if self.named is True else self.named or ()
        return labels | {name: (float(self.curves[name][-1]), self.styles[name].colour, 18) for name in chosen}


def picture(
    left: list[dict[str, Any]],
    axes: dict[str, Any],
    aspect: float,
    panels: Sequence[Panel],
    steps: int,
    unit: str = "step",
) -> Any:
    """The left traces on their axes beside panels, as plotly's {"data", "layout"}; the stage arranges it in its room.

    axes: layout entries of the left part (xaxis and yaxis, or a 3D scene); aspect: its width over its height.
    """
    data = list(left)
    layout: dict[str, Any] = {
        **LAYOUT,
        "margin": {"l": 62, "r": 112, "t": 24, "b": 58},
        "meta": {"aspect": aspect, "panels": len(panels), "short": [panel.short or panel.title for panel in panels]},
        **axes,
    }
    for i, panel in enumerate(panels):
        axes_of_panel = on(i + 1)
        data += [{**trace, **axes_of_panel} for trace in panel_traces(panel, steps, len(panels), unit)]
        last = i == len(panels) - 1
        x, y = panel_axes(panel, steps, len(panels), unit)
        if not last:
            del x["title"]
        layout[f"xaxis{i + 2}"] = {
            **x,
            "anchor": f"y{i + 2}",
            "showticklabels": last,
        }
        layout[f"yaxis{i + 2}"] = {**y, "anchor": f"x{i + 2}"}
    return {"data": data, "layout": layout}


def on(axes: int) -> dict[str, str]:
    """What a trace says to be drawn on a figure's axes of that number, counted from 0."""
    number = axes + 1 if axes else ""
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def panel_axes(panel: Panel, steps: int, crowd: float, unit: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Layout entries of a panel's x and y axis. crowd: how many panels of its height would fill the stage's."""
    x = {**AXIS, "range": [0, steps * PAST], "title": {"text": unit}}
    y = {**AXIS, "title": {"text": panel.title, "standoff": 6}, **_range(panel, crowd)}
    return x, y


def map_axes(relief: Relief, x: str = "w<sub>1</sub>", y: str = "w<sub>2</sub>") -> dict[str, Any]:
    """Axes for a map: the surface's domain, fixed, at equal scale, with these titles."""
    return {
        "xaxis": {
            **AXIS,
            "range": [float(relief.x[0]), float(relief.x[-1])],
            "title": {"text": x},
            "constrain": "domain",
            "constraintoward": "left",
        },
        "yaxis": {
            **AXIS,
            "range": [float(relief.y[0]), float(relief.y[-1])],
            "title": {"text": y, "standoff": 4},
            "scaleanchor": "x",
            "constrain": "domain",
            "constraintoward": "top",
        },
    }


def _range(panel: Panel, crowd: float) -> dict[str, Any]:
    low, high = panel.range
    if not panel.log:
        ticks = {"tickvals": panel.ticks} if panel.ticks else {"nticks": 6 if crowd == 1 else 4}
        return {"range": [low, high], **ticks}
    bottom, top = np.log10(low), np.log10(high)
    return {
        "type": "log",
        "range": [bottom - 0.02 * (top - bottom), top],
        "dtick": max(1, round((top - bottom) / (5 if crowd == 1 else 3))),
        "exponentformat": "power",
    }


def panel_traces(panel: Panel, steps: int, crowd: float, unit: str) -> list[dict[str, Any]]:
    """A panel's traces, on no axes yet: guides, bands, curves with the markers at their ends, names."""
    traces: list[dict[str, Any]] = []
    for name, (low, high) in (panel.bands or {}).items():
        for end, values in (("low", low), ("high", high)):
            traces.append(
                {
                    "type": "scatter",
                    "uid": f"{panel.key}-{end}-{name}",
                    "mode": "lines",
                    "x": first_steps(len(values)),
                    "y": values,
                    "fill": "none" if end == "low" else "tonexty",
                    "fillcolor": faint(panel.styles[name].colour),
                    "hoverinfo": "skip",
                    "line": {"width": 0},
                }
            )
    for label, value in (panel.guides or {}).items():
        traces.append(
            {
                "type": "scatter",
                "uid": f"{panel.key}-guide-{label}",
                "mode": "lines",
                "x": [0, steps * PAST],
                "y": [value, value],
                "cliponaxis": False,
                "hoverinfo": "skip",
                "line": {"color": MUTED, "width": 1.5, "dash": "dash"},
            }
        )
    for name, curve in panel.curves.items():
        style = panel.styles[name]
        step = first_steps(len(curve))
        common: dict[str, Any] = {"type": "scatter", "name": name}
        traces += [
            {
                **common,
                "uid": f"{panel.key}-{name}",
                "mode": "lines",
                "x": step,
                "y": curve,
                "line": {"color": style.colour, "dash": style.dash, "width": 3},
                "hovertemplate": f"{unit} %{{x}}: %{{y:.3g}}",
            },
            {
                **common,
                "uid": f"{panel.key}-tip-{name}",
                "mode": "markers",
                "x": step[-1:],
                "y": curve[-1:],
                "hoverinfo": "skip",
                "marker": marker(style, 12),
            },
        ]
    if panel.beside:
        traces.append(_names(panel, steps, crowd))
    return traces


def panel_tracks(panel: Panel) -> list[Track]:
    """How the curves of a panel, the markers at their ends and the bands around them change."""
    tracks: list[Track] = []
    for name, band in (panel.bands or {}).items():
        for end, values in zip(("low", "high"), band, strict=True):
            tracks.append(Track(f"{panel.key}-{end}-{name}", "grow", {"x": first_steps(len(values)), "y": values}))
    for name, curve in panel.curves.items():
        values = {"x": first_steps(len(curve)), "y": curve}
        tracks += [
            Track(f"{panel.key}-{name}", "grow", values),
            Track(f"{panel.key}-tip-{name}", "move", values),
        ]
    return tracks


def _names(panel: Panel, steps: int, crowd: float) -> dict[str, Any]:
    """Names at the right ends of the lines, moved apart where they would overlap."""

    def level(value: float) -> float:
        return math.log10(value) if panel.log else value

    bottom, ceiling = (level(end) for end in panel.range)
    gap = 0.08 * crowd * (ceiling - bottom)
    labels = panel.beside
    levels = {name: level(value) for name, (value, _, _) in labels.items()}
    at = {name: min(max(height, bottom), ceiling) for name, height in levels.items()}
    order = sorted(levels, key=levels.__getitem__)
    for under, over in pairwise(order):
        at[over] = max(at[over], at[under] + gap)
    for i, name in enumerate(reversed(order)):
        at[name] = min(at[name], ceiling - gap * i)
    return {
        "type": "scatter",
        "uid": f"{panel.key}-names",
        "mode": "text",
        # no array: rounded to float32 it could lie past the axis, where plotly.js hides text
        "x": [steps * PAST] * len(at),
        "y": np.array([10**height if panel.log else height for height in at.values()]),
        "text": [f"\u2002{name}" for name in labels],
        "textposition": "middle right",
        "textfont": {
            "color": [colour for _, colour, _ in labels.values()],
            "size": [size for _, _, size in labels.values()],
            "weight": ["bold" if size > 14 else "normal" for _, _, size in labels.values()],
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
