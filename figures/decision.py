"""What a network makes of its inputs: a map of its decision, or its curve."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import CLASSES, INK, MUTED, NO, PAPER, YES, Style
from lesson import Track
from networks import Outlook

Array = NDArray[np.float64]
Range = tuple[float, float]
DOT = 11  # an example in a picture by itself


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


def look(name: str, seen: Outlook, pictures: NDArray[Any], style: Style, stride: float) -> tuple[list[Any], Track]:
    """What a network makes of its inputs as it trains, every `stride` epochs, with the examples trained on.

    pictures: of a curve its values (F, points), else maps of two classes as bytes (F, rows, columns). uids: `fit-name`
    and `examples-name`.
    """
    uid = f"fit-{name}"
    if seen.kind == "curve":
        traces = [targets(f"examples-{name}", seen.x, seen.y), fitted(uid, seen.along, pictures[-1], style)]
        return _larger(traces), Track(uid, "replace", {"x": seen.along[None], "y": pictures}, stride)
    traces = [
        decision_map(uid, pictures[-1], *seen.range, 2),
        *examples(f"examples-{name}", seen.x, seen.y, seen.label, 2),
    ]
    return _larger(traces), Track(uid, "replace", {"z": pictures}, stride)


def _larger(traces: list[Any]) -> list[Any]:
    return [{**trace, "marker": {**trace["marker"], "size": DOT}} if "marker" in trace else trace for trace in traces]


def _two() -> list[list[float | str]]:
    return [[0, NO[0]], [0.495, NO[1]], [0.505, YES[0]], [1, YES[1]]]


def _many(classes: int) -> list[list[float | str]]:
    ends = (np.arange(classes + 1) - 0.5) / (classes - 1)
    ends[[0, -1]] = 0.0, 1.0
    return [[float(end), CLASSES[i]] for i in range(classes) for end in ends[i : i + 2]]
