"""A surface seen from above: its relief, the minima, the start, and what moves on it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.theme import HALO, INK, LINE, PAPER, RELIEF, Style, scale
from lesson import Track
from surfaces import Relief

Array = NDArray[np.float64]
STRIDE = 8  # a marker on a path every so many steps
BANDS = 16  # of a relief, each a sixteenth of its height


def ground(relief: Relief, minima: Array) -> list[dict[str, Any]]:
    """The relief, uid `relief`, and a star on each of minima (M, 2)."""
    return [
        {
            "type": "heatmap",
            "uid": "relief",
            "x": relief.x,
            "y": relief.y,
            "z": relief.shades,
            "colorscale": scale(RELIEF),
            "zmin": 0,
            "zmax": 255,
            "showscale": False,
            "hoverinfo": "skip",
            "meta": {"bands": BANDS, "line": LINE},
        },
        {
            "type": "scatter",
            "uid": "minima",
            "mode": "markers",
            "x": minima[:, 0],
            "y": minima[:, 1],
            "marker": {"symbol": "star", "size": 22, "color": INK, "line": {"width": 2, "color": PAPER}},
            "hovertemplate": "minimum (%{x:.3g}, %{y:.3g})<extra></extra>",
        },
    ]


def path(name: str, style: Style, x: Array, y: Array, width: float = 3.5) -> list[dict[str, Any]]:
    """A path and its markers, uids `path-name` and `marks-name`."""
    common: dict[str, Any] = {"type": "scatter", "name": name}
    return [
        {
            **common,
            "uid": f"path-{name}",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": {"color": style.colour, "dash": style.dash, "width": width},
            "hovertemplate": "step %{pointNumber}: (%{x:.3g}, %{y:.3g})",
        },
        {
            **common,
            "uid": f"marks-{name}",
            "mode": "markers",
            "x": x[::STRIDE],
            "y": y[::STRIDE],
            "hoverinfo": "skip",
            "marker": {**marker(style, 8), "line": {"width": 1, "color": PAPER}},
        },
    ]


def point(name: str, style: Style, x: Array, y: Array, label: str = "", side: str = "top center") -> dict[str, Any]:
    """The moving point at the end of a path, uid `point-name`, with a label at that side of it."""
    return {
        "type": "scatter",
        "uid": f"point-{name}",
        "name": name,
        "mode": "markers+text" if label else "markers",
        "x": x[-1:],
        "y": y[-1:],
        "hoverinfo": "skip",
        "marker": marker(style, 15),
        **(
            {
                **{"text": [label], "textposition": side},
                "textfont": {"size": 18, "color": style.colour, "weight": "bold", "shadow": HALO},
            }
            if label
            else {}
        ),
    }


def place(uid: str, label: str, x: float, y: float) -> dict[str, Any]:
    """A named place on the map, such as the start."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "markers+text",
        "x": [x],
        "y": [y],
        "text": [label],
        "textposition": "top center",
        "textfont": {"size": 18, "color": INK, "shadow": HALO},
        "hoverinfo": "skip",
        "marker": {"symbol": "circle-open", "size": 17, "color": INK, "line": {"width": 3}},
    }


def arrow_line(x: Array, y: Array, dx: Array, dy: Array, head: float) -> tuple[Array, Array]:
    """Arrows from (x, y) by (dx, dy), each (T,), as lines (T, 5) with a head of that length, on axes of equal scale."""
    length = np.maximum(np.hypot(dx, dy), 1e-12)
    along, across = head * np.array([dx, dy]) / length, 0.5 * head * np.array([-dy, dx]) / length
    shrink = np.minimum(1.0, length / max(1.5 * head, 1e-12))  # a short arrow has a small head
    along, across = along * shrink, across * shrink
    tip = np.array([x + dx, y + dy])
    line = np.stack([np.array([x, y]), tip, tip - along + across, tip, tip - along - across], axis=-1)
    return line[0], line[1]


def path_tracks(name: str, x: Array, y: Array) -> list[Track]:
    """How a path, its markers and its moving point (`path` and `point`) change."""
    path = {"x": x, "y": y}
    return [
        Track(f"path-{name}", "grow", path),
        Track(f"marks-{name}", "grow", {key: array[::STRIDE] for key, array in path.items()}, STRIDE),
        Track(f"point-{name}", "move", path),
    ]


def marker(style: Style, size: int) -> dict[str, Any]:
    """A rule's marker."""
    return {"symbol": style.symbol, "size": size, "color": style.colour, "line": {"width": 1.5, "color": PAPER}}
