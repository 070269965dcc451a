"""The map of momentum's rate over (η, α), with the theory laid over it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from figures.theme import INK, PAPER, RELIEF, STYLES, UNSTABLE

Array = NDArray[np.float64]
MARK = STYLES["Momentum"].colour
SLOWEST = 254.5 / 255  # of the colour scale; what lies beyond does not converge


@dataclass(frozen=True)
class RateMap:
    """eta (n,), alpha (m,); rate (m, n): factor per step; shades (m, n): from 0, the fastest, to 254, and 255 unstable.

    stable: the η (m,) of the stability bound for each alpha; best and chosen: pairs (η, α).
    """

    eta: Array
    alpha: Array
    rate: Array
    shades: NDArray[np.uint8]
    stable: Array
    best: tuple[float, float]
    chosen: tuple[float, float]


def rate_map(rates: RateMap) -> list[dict[str, Any]]:
    """The heatmap, the bound, the best pair and the chosen one."""
    colours = [[SLOWEST * i / (len(RELIEF) - 1), colour] for i, colour in enumerate(RELIEF)]
    names = [("best", "best pair", "star", rates.best), ("chosen", "this pair", "circle-open", rates.chosen)]
    return [
        {
            "type": "heatmap",
            "uid": "rates",
            "x": rates.eta,
            "y": rates.alpha,
            "z": rates.shades,
            "customdata": rates.rate,
            "zmin": 0,
            "zmax": 255,
            "colorscale": [*colours, [SLOWEST, UNSTABLE], [1, UNSTABLE]],
            "showscale": False,
            "hovertemplate": "η %{x:.3g}, α %{y:.2f}: factor %{customdata:.4f} a step<extra></extra>",
        },
        {
            "type": "scatter",
            "uid": "stable",
            "mode": "lines",
            "x": rates.stable,
            "y": rates.alpha,
            "hoverinfo": "skip",
            "line": {"color": INK, "width": 3, "dash": "dash"},
        },
        *(
            {
                "type": "scatter",
                "uid": uid,
                "mode": "markers+text",
                "x": [at[0]],
                "y": [at[1]],
                "text": [label],
                "textposition": "bottom center",
                "textfont": {"size": 17, "color": INK},
                "hoverinfo": "skip",
                "marker": {
                    "symbol": symbol,
                    "size": 17,
                    "color": MARK if uid == "chosen" else INK,
                    "line": {"width": 3, "color": MARK} if uid == "chosen" else {"width": 2, "color": PAPER},
                },
            }
            for uid, label, symbol, at in names
        ),
    ]


def rate_axes(rates: RateMap) -> dict[str, Any]:
    """η on a log axis, α on a linear one."""
    return {
        "xaxis": {
            **AXIS,
            "type": "log",
            "range": [float(np.log10(rates.eta[0])), float(np.log10(rates.eta[-1]))],
            "title": {"text": "η"},
            "tickvals": [0.01, 0.1, 1],
        },
        "yaxis": {
            **AXIS,
            "range": [float(rates.alpha[0]), float(rates.alpha[-1])],
            "title": {"text": "α", "standoff": 4},
        },
    }
