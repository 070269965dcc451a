"""A page's picture: something large on the left, on the right curves against the step in panels above each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.relief import Relief, marker
from figures.theme import FONT, INK, LINE, MUTED, PAPER, Style

Array = NDArray[np.float64]
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


@dataclass(frozen=True)
class Panel:
    """Curves against the step.

    key: of its traces' uids, `key-name`, `key-tip-name` and `key-names`. title: of the y axis, short: the same on a
    phone. curves: name -> values (k,) for steps 0 … k−1; styles: name -> how each is drawn. range: of the y axis, in
    values. guides: horizontal lines, label -> value. named: are the curves' names at their ends, or whose? ticks: what
    a linear axis labels; a guide among them needs no label of its own.
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


def picture(
    left: list[dict[str, Any]], axes: dict[str, Any], aspect: float, panels: Sequence[Panel], steps: int
) -> Any:
    """The left traces on their axes beside panels, as plotly's {"data", "layout"}; the stage arranges it in its room.

    axes: layout entries of the left part (xaxis and yaxis, or a 3D scene); aspect: its width over its height.
    """
    right = [trace for i, panel in enumerate(panels) for trace in _traces(panel, i + 2, len(panels), steps)]
    layout: dict[str, Any] = {
        "showlegend": False,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": 16, "color": INK},
        "margin": {"l": 62, "r": 112, "t": 24, "b": 58},
        "hovermode": "closest",
        "dragmode": False,
        "meta": {"aspect": aspect, "panels": len(panels), "short": [panel.short or panel.title for panel in panels]},
        **axes,
    }
    for i, panel in enumerate(panels):
        last = i == len(panels) - 1
        top = 1 - i / len(panels)
        layout[f"xaxis{i + 2}"] = {
            **AXIS,
            "domain": [0.66, 1],
            "anchor": f"y{i + 2}",
            "range": [0, steps * PAST],
            "showticklabels": last,
            **({"title": {"text": "step"}} if last else {}),
        }
        layout[f"yaxis{i + 2}"] = {
            **AXIS,
            "anchor": f"x{i + 2}",
            "domain": [top - 1 / len(panels) + (0 if last else 0.04), top],
            "title": {"text": panel.title, "standoff": 6},
            **_range(panel, len(panels)),
        }
    return {"data": left + right, "layout": layout}


def map_axes(relief: Relief) -> dict[str, Any]:
    """Axes for a map: the surface's domain, fixed, at equal scale."""
    return {
        "xaxis": {
            **AXIS,
            "domain": [0, 0.56],
            "range": [float(relief.x[0]), float(relief.x[-1])],
            "title": {"text": "w<sub>1</sub>"},
            "constrain": "domain",
            "constraintoward": "left",
        },
        "yaxis": {
            **AXIS,
            "range": [float(relief.y[0]), float(relief.y[-1])],
            "title": {"text": "w<sub>2</sub>", "standoff": 4},
            "scaleanchor": "x",
            "constrain": "domain",
            "constraintoward": "top",
        },
    }


def _range(panel: Panel, panels: int) -> dict[str, Any]:
    low, high = panel.range
    if not panel.log:
        ticks = {"tickvals": panel.ticks} if panel.ticks else {"nticks": 6 if panels == 1 else 4}
        return {"range": [low, high], **ticks}
    bottom, top = np.log10(low), np.log10(high)
    return {
        "type": "log",
        "range": [bottom - 0.02 * (top - bottom), top],
        "dtick": max(1, round((top - bottom) / (5 if panels == 1 else 3))),
        "exponentformat": "power",
    }


def _traces(panel: Panel, axis: int, panels: int, steps: int) -> list[dict[str, Any]]:
    where = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    traces: list[dict[str, Any]] = []
    for label, value in (panel.guides or {}).items():
        traces.append(
            {
                "type": "scatter",
                "uid": f"{panel.key}-guide-{label}",
                "mode": "lines+text",
                "x": [0, steps * PAST],
                "y": [value, value],
                "text": ["", "" if value in panel.ticks else f"\u2002{label}"],
                "textposition": "middle right",
                "textfont": {"color": MUTED, "size": 14},
                "cliponaxis": False,
                "hoverinfo": "skip",
                "line": {"color": MUTED, "width": 1.5, "dash": "dash"},
                **where,
            }
        )
    for name, curve in panel.curves.items():
        style = panel.styles[name]
        step = np.arange(len(curve))
        common: dict[str, Any] = {"type": "scatter", "name": name, **where}
        traces += [
            {
                **common,
                "uid": f"{panel.key}-{name}",
                "mode": "lines",
                "x": step,
                "y": curve,
                "line": {"color": style.colour, "dash": style.dash, "width": 3},
                "hovertemplate": "step %{x}: %{y:.3g}",
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
    if panel.named:
        traces.append({**_names(panel, panels, steps), **where})
    return traces


def _names(panel: Panel, panels: int, steps: int) -> dict[str, Any]:
    """Names at the right ends of the curves, moved apart where they would overlap."""

    def level(value: float) -> float:
        return float(np.log10(value)) if panel.log else float(value)

    bottom, ceiling = (level(end) for end in panel.range)
    gap = 0.08 * panels * (ceiling - bottom)
    chosen = tuple(panel.curves) if panel.named is True else panel.named or ()
    last = {name: level(panel.curves[name][-1]) for name in chosen}
    order = sorted(last, key=lambda name: last[name])
    at = [min(max(last[name], bottom), ceiling) for name in order]
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    for i in reversed(range(len(at))):
        at[i] = min(at[i], ceiling - gap * (len(at) - 1 - i))
    heights = dict(zip(order, at, strict=True))
    return {
        "type": "scatter",
        "uid": f"{panel.key}-names",
        "mode": "text",
        "x": np.full(len(last), steps * PAST),
        "y": np.array([10 ** heights[name] if panel.log else heights[name] for name in chosen]),
        "text": [f"\u2002{name}" for name in chosen],
        "textposition": "middle right",
        "textfont": {"color": [panel.styles[name].colour for name in chosen], "size": 18, "weight": "bold"},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
