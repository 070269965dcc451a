"""What a network makes of its inputs, for one cell: a map of its decision, or its curve."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import CLASSES, INK, MUTED, NO, PAPER, YES, Style

Array = NDArray[np.float64]
Range = tuple[float, float]


def decision_map(uid: str, z: NDArray[np.uint8], x: Range, y: Range, classes: int) -> Any:
    """A heatmap of z (rows, columns), 0 … 255.

    Of two classes the probability of the second, of more the class i as 255·i/(classes − 1).
    """
    rows, columns = z.shape
    return {
        "type": "heatmap",
        "uid": uid,
        "x0": x[0],
        "dx": (x[1] - x[0]) / (columns - 1),
        "y0": y[0],
        "dy": (y[1] - y[0]) / (rows - 1),
        "z": z,
        "zmin": 0,
        "zmax": 255,
        "zsmooth": "fast",
        "colorscale": _two() if classes == 2 else _many(classes),
        "showscale": False,
        "hoverinfo": "skip",
    }


def examples(uid: str, x: Array, y: Array, label: NDArray[np.int64], classes: int) -> list[Any]:
    """The examples (N,) of each class: two classes as open and filled markers, more by their number."""
    common: dict[str, Any] = {"type": "scatter", "hoverinfo": "skip"}
    if classes > 2:
        written = {"text": [str(at) for at in label], "textfont": {"size": 13, "color": INK}}
        return [{**common, "uid": uid, "mode": "text", "x": x, "y": y, **written}]
    looks = [
        {"symbol": "circle", "size": 7, "color": PAPER, "line": {"width": 1.5, "color": INK}},
        {"symbol": "circle", "size": 7, "color": INK, "line": {"width": 1, "color": PAPER}},
    ]
    return [
        {**common, "uid": f"{uid}-{i}", "mode": "markers", "x": x[label == i], "y": y[label == i], "marker": look}
        for i, look in enumerate(looks)
    ]


def fitted(uid: str, x: Array, y: Array, style: Style) -> Any:
    """The curve that a network has fitted."""
    look = {"color": style.colour, "width": 4}
    return {"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": look}


def targets(uid: str, x: Array, y: Array) -> Any:
    """The examples (N,) of a curve."""
    look = {"symbol": "circle", "size": 7, "color": MUTED, "line": {"width": 1, "color": PAPER}}
    return {
        **{"type": "scatter", "uid": uid, "mode": "markers", "x": x, "y": y},
        **{"hoverinfo": "skip", "marker": look},
    }


def _two() -> list[list[float | str]]:
    return [[0, NO[0]], [0.495, NO[1]], [0.505, YES[0]], [1, YES[1]]]


def _many(classes: int) -> list[list[float | str]]:
    ends = (np.arange(classes + 1) - 0.5) / (classes - 1)
    ends[[0, -1]] = 0.0, 1.0
    return [[float(end), CLASSES[i]] for i in range(classes) for end in ends[i : i + 2]]
