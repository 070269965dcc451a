"""A network whose units come and go: kept ones are filled, dropped ones crossed out, and their edges are gone."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.network import positions, units
from figures.panels import AXIS
from figures.theme import INK, MUTED, RELIEF, Style

Array = NDArray[np.float64]
Points = tuple[Array, Array]  # x and y
AWAY = -9.0  # outside the picture, where what is not there is drawn
SIZE = 26  # of a unit, in px
ROOM, BESIDE = 0.14, 0.04  # below the inputs and above the output, and to the sides


def kept_edges(lower: Array, upper: Array, below: Array, above: Array) -> tuple[Array, Array]:
    """The edges between kept units as one line a step: x (T, k) and y (1, k).

    lower (n, 2), upper (m, 2): where the units stand; below (T, n), above (T, m): 1 for a kept unit, 0 for a dropped
    one. The line goes along every edge of the whole network; where it would come to a dropped unit it comes to a kept
    one of that layer instead. A layer without any has its line away.
    """
    down, up = _walk(len(lower), len(upper))
    x = np.empty((len(below), 2 * len(down)))
    x[:, ::2] = lower[_stand_in(below), 0][:, down]
    x[:, 1::2] = upper[_stand_in(above), 0][:, up]
    x[~((below > 0).any(1) & (above > 0).any(1))] = AWAY
    return x, np.tile([lower[0, 1], upper[0, 1]], len(down))[None]


def kept_units(at: Array, mask: Array) -> tuple[Array, Array]:
    """The kept units of a layer at (n, 2): x (T, n) and y (1, n)."""
    return np.where(mask > 0, at[:, 0], AWAY), at[None, :, 1]


def _walk(n: int, m: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Units of a layer of n and of one of m to visit in turns, so that the line comes along every edge."""
    down: list[int] = []
    up: list[int] = []
    for first in range(0, n, 2):
        pair = (first, min(first + 1, n - 1))  # the line swings between them while it passes all units above
        down += [pair[j % 2] for j in range(m + 1)]
        up += [*range(m), m - 1]
    return np.array(down), np.array(up)


def _stand_in(mask: Array) -> NDArray[np.intp]:
    """For each unit itself, or the first kept one if it is dropped, (T, n)."""
    return np.where(mask > 0, np.arange(mask.shape[1]), mask.argmax(1)[:, None])


def network(sizes: Sequence[int], chosen: int, lines: Sequence[Points], kept: Sequence[Points], style: Style) -> Any:
    """The network at its last step.

    lines: the x (k,) and y (k,) of `kept_edges` between each two layers and, last, into the chosen unit of the second
    hidden layer; kept: the x (n,) and y (n,) of `kept_units` of each hidden layer.
    """
    rows = positions(sizes)
    traces = [_line(f"edges-{i}", *at, MUTED, 1.2) for i, at in enumerate(lines[:-1])]
    traces.append(_line("fan", *lines[-1], style.colour, 3))
    ring = rows[2][chosen : chosen + 1]
    traces.append(units("ring", ring, SIZE + 14, style.colour))
    for i, row in enumerate(rows):
        if 0 < i < len(rows) - 1:
            crossed = units(f"dropped-{i}", row, SIZE - 4, RELIEF[0])
            crossed["marker"]["symbol"] = "circle-x"
            traces += [crossed, units(f"kept-{i}", np.column_stack(kept[i - 1]), SIZE, fill=INK)]
        else:
            traces.append(units(f"layer-{i}", row, SIZE))
    # If one trace is not clipped, plotly.js takes away for good what is outside the picture at first.
    return [{**trace, "cliponaxis": True} for trace in traces]


def _line(uid: str, x: Array, y: Array, colour: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def axes(sizes: Sequence[int]) -> dict[str, Any]:
    """Axes of the network: the layers are named at the left."""
    names = ["inputs", *(f"hidden<br>layer {i + 1}" for i in range(len(sizes) - 2)), "output"]
    quiet = {**AXIS, "showline": False, "ticks": ""}
    return {
        "xaxis": {**quiet, "range": [-BESIDE, 1 + BESIDE], "showticklabels": False},
        "yaxis": {
            **quiet,
            "range": [-ROOM, 1 + ROOM],
            "tickvals": [float(row[0, 1]) for row in positions(sizes)],
            "ticktext": names,
        },
    }


def singles(x: Array, y: Sequence[Array], colours: Sequence[str]) -> list[dict[str, Any]]:
    """Small points for values y, k times (T,), at the steps x (T,) in the first panel; `one-0` … `one-(k−1)`."""
    return [
        {
            "type": "scatter",
            "uid": f"one-{i}",
            "mode": "markers",
            "x": x,
            "y": row,
            "xaxis": "x2",
            "yaxis": "y2",
            "marker": {"size": 5, "color": colour, "opacity": 0.35},
            "hoverinfo": "skip",
        }
        for i, (row, colour) in enumerate(zip(y, colours, strict=True))
    ]
