"""The map of momentum's rate over (η, α), with the theory laid over it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from figures.theme import INK, PAPER, RELIEF, STYLES, UNSTABLE

Array = NDArray[np.float64]
MARK = STYLES["Momentum"].colour
FADED = 3.0  # 1 − rate below 10⁻³ is as light as it gets


@dataclass(frozen=True)
class RateMap:
    """eta (n,), alpha (m,), rate (m, n): factor per step, 1 and above where a run does not converge.

    stable: the line (η, α) of the stability bound; best and chosen: pairs (η, α).
    """

    eta: Array
    alpha: Array
    rate: Array
    stable: tuple[Array, Array]
    best: tuple[float, float]
    chosen: tuple[float, float]


def rate_map(rates: RateMap) -> list[dict[str, Any]]:
    """The heatmap, the bound, the best pair and the chosen one."""
    fastest = -float(np.log10(max(1 - rates.rate.min(), 10**-FADED)))  # decades of 1 − rate; the fewer, the faster
    decades = np.where(
        rates.rate >= 1, FADED + 0.2, np.minimum(-np.log10(np.maximum(1 - rates.rate, 1e-9)), FADED - 0.01)
    )
    share = (FADED - fastest) / (FADED + 0.2 - fastest)
    shades = [[share * i / (len(RELIEF) - 1), colour] for i, colour in enumerate(RELIEF)]
    names = [("best", "best pair", "star", rates.best), ("chosen", "this pair", "circle-open", rates.chosen)]
    return [
        {
            "type": "heatmap",
            "uid": "rates",
            "x": rates.eta,
            "y": rates.alpha,
            "z": decades,
            "customdata": rates.rate,
            "zmin": fastest,
            "zmax": FADED + 0.2,
            "colorscale": [*shades, [share, UNSTABLE], [1, UNSTABLE]],
            "showscale": False,
            "hovertemplate": "η %{x:.3g}, α %{y:.2f}: factor %{customdata:.4f} a step<extra></extra>",
        },
        {
            "type": "scatter",
            "uid": "stable",
            "mode": "lines",
            "x": rates.stable[0],
            "y": rates.stable[1],
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
                    "line": {"width": 3, "color": STYLES["Momentum"].colour}
                    if uid == "chosen"
                    else {"width": 2, "color": PAPER},
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
        "yaxis": {**AXIS, "range": [0, 0.99], "title": {"text": "α", "standoff": 4}},
    }
