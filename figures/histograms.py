"""Histograms above each other, one for each layer, the lowest at the bottom."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from figures.theme import INK, MUTED

Array = NDArray[np.float64]
TALL = 0.85  # of a histogram; the next layer's stands 1 higher
NUMBERS = 1.04  # where the layers' numbers stand, in widths of the histograms
ROOM = 1.32  # of the x axis, for these numbers


def outlines(counts: Array, span: tuple[float, float]) -> tuple[Array, Array]:
    """Histograms (T, L, BINS) over a span as closed lines: x (n,) and y (T, L, n), each as tall as the others.

    The histogram of layer l = 1 … L stands on y = l.
    """
    tallest = np.maximum(counts.max(-1, keepdims=True), 1e-300)
    heights = np.repeat(TALL * counts / tallest, 2, axis=-1)
    heights = np.pad(heights, [(0, 0)] * (counts.ndim - 1) + [(1, 1)])
    edges = np.repeat(np.linspace(*span, counts.shape[-1] + 1), 2)
    return edges, heights + np.arange(1.0, counts.shape[-2] + 1)[:, None]


def ridges(
    uid: str, x: Array, y: Array, numbers: Sequence[str], measure: str, colour: str, fill: str
) -> list[dict[str, Any]]:
    """The traces `uid-l` of outlines x (n,) and y (L, n), and `uid-numbers` with a number beside each.

    measure: what the numbers are, over them.
    """
    layers = len(y)
    right = float(x[0] + NUMBERS * (x[-1] - x[0]))
    common: dict[str, Any] = {"type": "scatter", "hoverinfo": "skip"}
    written: dict[str, Any] = {**common, "mode": "text", "textposition": "middle right", "cliponaxis": False}
    return [
        *(
            {
                **common,
                "uid": f"{uid}-{layer + 1}",
                "mode": "lines",
                "x": x,
                "y": y[layer],
                "fill": "toself",
                "fillcolor": fill,
                "line": {"color": colour, "width": 2},
            }
            for layer in range(layers)
        ),
        {
            **written,
            "uid": f"{uid}-numbers",
            "x": [right] * layers,
            "y": [layer + 1.3 for layer in range(layers)],
            "text": list(numbers),
            "textfont": {"size": 16, "color": INK},
        },
        {
            **written,
            "uid": f"{uid}-measure",
            "x": [right],
            "y": [layers + 0.9],
            "text": [measure],
            "textfont": {"size": 14, "color": MUTED},
        },
    ]


def ridge_axes(
    span: tuple[float, float], ticks: dict[float, str], title: str, layers: int, named: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The axes of a column of histograms; ticks: value -> what is written there; named: has the y axis its title?"""
    low, high = span
    x = {
        **AXIS,
        "range": [low - 0.02 * (high - low), low + ROOM * (high - low)],
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        "tickangle": 0,
        "title": {"text": title, "standoff": 8},
    }
    y = {
        **AXIS,
        "range": [0.9, layers + 1],
        "tickvals": list(range(1, layers + 1)),
        **({"title": {"text": "hidden layer", "standoff": 6}} if named else {}),
    }
    return x, y
