"""A network whose units come and go: kept ones are filled, dropped ones crossed out, and their edges are gone."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.network import units
from figures.theme import INK, MUTED, RATES
from lesson import Track

Array = NDArray[np.float64]
AWAY = -9.0  # outside the picture, where what is not there is drawn


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


def network(
    key: str, rows: Sequence[Array], kept: Sequence[Array], size: float, crossed: bool = True, edges: str = MUTED
) -> tuple[list[dict[str, Any]], list[Track]]:
    """Layers of units at rows (n, 2) each, of which masks (T, n) each are kept.

    key: of the uids. crossed: are dropped units crossed out, or only empty? edges: their colour.
    """
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i in range(len(rows) - 1):
        x, y = kept_edges(rows[i], rows[i + 1], kept[i], kept[i + 1])
        uid = f"{key}-edges-{i}"
        line = {"color": edges, "width": 1.5}
        traces.append(
            {"type": "scatter", "uid": uid, "mode": "lines", "x": x[-1], "y": y[0], "line": line, "hoverinfo": "skip"}
        )
        tracks.append(Track(uid, "replace", {"x": x, "y": y}))
    for i, (row, mask) in enumerate(zip(rows, kept, strict=True)):
        base = units(f"{key}-dropped-{i}", row, size - 4, RATES[1] if crossed else MUTED)
        base["marker"]["symbol"] = "circle-x" if crossed else "circle"
        x, y = kept_units(row, mask)
        at = np.column_stack([x[-1], y[0]])
        traces += [base, units(f"{key}-kept-{i}", at, size, fill=INK)]
        tracks.append(Track(f"{key}-kept-{i}", "replace", {"x": x, "y": y}))
    # If one trace is not clipped, plotly.js takes away for good what is outside the picture at first.
    return [{**trace, "cliponaxis": True} for trace in traces], tracks


def columns(uid: str, heights: Array, floor: float, colour: str) -> tuple[dict[str, Any], Track]:
    """Upright bars on a floor at 1 … n, of heights (T, n), as one outline."""
    n = heights.shape[1]
    x = (np.arange(1.0, n + 1)[:, None] + [-0.36, -0.36, 0.36, 0.36]).ravel()
    y = np.full((len(heights), n, 4), floor)
    y[:, :, 1:3] += heights[:, :, None]
    flat = y.reshape(len(heights), -1)
    trace = {
        **{"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": flat[-1], "hoverinfo": "skip"},
        **{"fill": "toself", "fillcolor": colour, "line": {"width": 0, "color": colour}},
    }
    return trace, Track(uid, "replace", {"x": x[None], "y": flat})
