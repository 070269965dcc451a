"""Names that ride on the ends of curves while these grow, and keep apart."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import Style
from lesson import Track

Array = NDArray[np.float64]
CALM = 25  # a name stands at the mean of the last of so many parts of the run, so that it does not shake with its curve
BESIDE = 0.02  # of the run: a name begins so far behind its curve's end
REACH = 0.35  # of the run: names that begin farther apart cannot overlap
GRAIN = 1 / 256  # of the axis: as fine as a name has to be placed


def riding(
    key: str, curves: Mapping[str, Array], styles: Mapping[str, Style], ends: tuple[float, float], gap: float = 0.09
) -> tuple[list[dict[str, Any]], list[Track]]:
    """The names of curves against the step, uids `key-name-` and the name, and how they move.

    curves: name -> values (k,) of steps 0 …, levels on the axis: of a logarithmic one the decimal logarithms. ends: of
    the axis, in levels; gap: the share of it that two names keep apart. The traces need an axis in levels.
    """
    steps = max(map(len, curves.values())) - 1
    time = np.arange(steps + 1)
    until = np.array([len(curve) - 1 for curve in curves.values()])
    x = np.minimum(time[:, None], until) + BESIDE * steps
    levels = np.stack([_calm(curve[np.minimum(time, len(curve) - 1)], steps) for curve in curves.values()], axis=1)
    y = _apart(x, levels, ends, gap * (ends[1] - ends[0]), REACH * steps)
    traces = [
        {
            "type": "scatter",
            "uid": f"{key}-name-{name}",
            "mode": "text",
            "x": x[-1:, i],
            "y": y[-1:, i],
            "text": [f"\u2002{name}"],
            "textposition": "middle right",
            "textfont": {"size": 20, "color": styles[name].colour, "weight": "bold"},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
        for i, name in enumerate(curves)
    ]
    tracks = [Track(f"{key}-name-{name}", "move", {"x": x[:, i], "y": y[:, i]}) for i, name in enumerate(curves)]
    return traces, tracks


def _calm(curve: Array, steps: int) -> Array:
    """The mean of each value and those shortly before it."""
    window = max(1, steps // CALM)
    total = np.cumsum(np.concatenate([np.full(window, curve[0]), curve]))
    return (total[window:] - total[:-window]) / window


def _apart(x: Array, levels: Array, ends: tuple[float, float], gap: float, reach: float) -> Array:
    """Heights (T+1, N) near these levels, within the ends, and a gap apart where names would meet."""
    low, high = ends[0] + gap / 2, ends[1] - gap / 2
    order = np.argsort(levels, axis=1, kind="stable")
    at = np.clip(np.take_along_axis(levels, order, 1), low, high)
    places = np.take_along_axis(x, order, 1)
    pairs = list(combinations(range(levels.shape[1]), 2))
    near = {(i, j): np.abs(places[:, i] - places[:, j]) < reach for i, j in pairs}
    for i, j in pairs:  # upward from the lowest
        at[:, j] = np.where(near[i, j], np.maximum(at[:, j], at[:, i] + gap), at[:, j])
    at[:, -1] = np.minimum(at[:, -1], high)
    for i, j in reversed(pairs):  # and down again from the highest
        at[:, i] = np.where(near[i, j], np.minimum(at[:, i], at[:, j] - gap), np.minimum(at[:, i], high))
    grain = GRAIN * (high - low)
    np.put_along_axis(at, order, np.round(at / grain) * grain, 1)
    return at
