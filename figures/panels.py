"""What pictures share: their layout, the axes of a map, and curves against the step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.relief import marker
from figures.theme import FONT, INK, LINE, PAPER, Style, faint
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

    key: of its traces' uids, `key-name`, `key-tip-name`, `key-low-name` and `key-high-name`. curves: name -> values
    (k,) for steps 0 … k−1; styles: name -> how each is drawn. bands: areas around curves, name -> (low, high), each
    (k,).
    """

    key: str
    curves: Mapping[str, Array]
    styles: Mapping[str, Style]
    bands: Mapping[str, tuple[Array, Array]]


def on(axes: int) -> dict[str, str]:
    """What a trace says to be drawn on a figure's axes of that number, counted from 0."""
    number = axes + 1 if axes else ""
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


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


def panel_traces(panel: Panel, unit: str) -> list[dict[str, Any]]:
    """A panel's traces, on no axes yet: bands, curves with the markers at their ends."""
    traces: list[dict[str, Any]] = []
    for name, (low, high) in panel.bands.items():
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
                "line": {"color": style.colour, "dash": style.dash, "width": 4},
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
    return traces


def panel_tracks(panel: Panel) -> list[Track]:
    """How the curves of a panel, the markers at their ends and the bands around them change."""
    tracks: list[Track] = []
    for name, band in panel.bands.items():
        for end, values in zip(("low", "high"), band, strict=True):
            tracks.append(Track(f"{panel.key}-{end}-{name}", "grow", {"x": first_steps(len(values)), "y": values}))
    for name, curve in panel.curves.items():
        values = {"x": first_steps(len(curve)), "y": curve}
        tracks += [
            Track(f"{panel.key}-{name}", "grow", values),
            Track(f"{panel.key}-tip-{name}", "move", values),
        ]
    return tracks
