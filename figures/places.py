"""Where there is room on a map: for the names of paths, and for what is said of those that leave it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from surfaces import Relief

Array = NDArray[np.float64]
HIGH = 340  # px of a map on a stage of 1280 × 720: names are placed for that size, and have as much room on others
LETTER, ROW = 6.6, 12  # px: half the width of a letter and half the height of a line
ALONG = 9  # places along a path at which its name may stand
CORNERS = 48  # points of a path that names keep away from
AMPLE = 24.0  # px of room to everything else that are as good as more
CLEAR = (7, 26)  # px between a path and its own name
SIDES = np.array([[0.0, 1.0], [0.0, -1.0], [1.0, 0.0], [-1.0, 0.0], [0.8, 0.9], [-0.8, 0.9], [0.8, -0.9], [-0.8, -0.9]])
BOX = np.array([[x, y] for x in (-1.0, -0.5, 0.0, 0.5, 1.0) for y in (-1.0, 1.0)])  # of a name, half its size away


def places(
    paths: Mapping[str, tuple[Array, Array]], start: tuple[float, float], minima: Array, relief: Relief
) -> dict[str, tuple[int, float, float]]:
    """For each path x, y (k,) the step from which on its name is shown, and the name's middle.

    A name stands close to its path, free of it, and as far as may be from other paths, the start, the minima and other
    names; of places that are as good at the earliest.
    """
    low, high, scale = _room(relief)
    lines = {name: (np.stack(line, axis=-1) - low) * scale for name, line in paths.items()}
    width, height = (high - low) * scale
    corners = {name: _thinned(line) for name, line in lines.items()}
    taken = [(np.vstack([minima, [start]]) - low) * scale]
    found: dict[str, tuple[int, float, float]] = {}
    for name, line in lines.items():
        box = np.array([LETTER * len(name), ROW])
        steps = _along(line)
        sides = np.concatenate([SIDES * (box + clear) for clear in CLEAR])
        middles = (line[steps][:, None] + sides).reshape(-1, 2)
        inside = (np.abs(middles - [width / 2, height / 2]) <= [width / 2, height / 2] - box).all(-1)
        others = np.concatenate([*taken, *(corners[other] for other in lines if other != name)])
        room, own = _gap(middles, others, box), _gap(middles, corners[name], box)
        score = np.minimum(room, AMPLE) + 2 * np.minimum(own, CLEAR[0]) - 0.5 * own
        best = int(np.argmax(np.where(inside, score, -np.inf)))
        middle = np.clip(middles[best], box, [width, height] - box)
        taken.append(middle + BOX * box)
        x, y = low + middle / scale
        found[name] = int(steps[best // len(sides)]), float(x), float(y)
    return found


def exits(
    runs: Mapping[str, tuple[Array, Array, int | None]], relief: Relief
) -> dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]]:
    """For each run x, y (k,) that leaves the map for good at a step: an arrow to the edge there (from where, and by how
    much), and the middle of the line of text beside it."""
    low, high, scale = _room(relief)
    found: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {}
    taken: list[Array] = []
    for name, (x, y, step) in runs.items():
        if step is None:
            continue
        inner = np.array([x[max(step, 1) - 1], y[max(step, 1) - 1]])
        outer = np.array([x[min(step, len(x) - 1)], y[min(step, len(x) - 1)]])
        way = outer - inner
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = np.where(way > 0, (high - inner) / way, np.where(way < 0, (low - inner) / way, np.inf))
        edge = np.clip(inner + np.clip(ends.min(), 0.0, 1.0) * way if way.any() else inner, low, high)
        to = way * scale / max(float(np.hypot(*(way * scale))), 1e-12)
        tail = edge - 34 * to / scale
        half = np.array([LETTER * len(f"{name} off the map at step {step}"), ROW])
        middle = np.clip((edge - low) * scale - 44 * to, half + 4, (high - low) * scale - half - 4)
        inward = 1 if middle[1] < (high[1] - low[1]) * scale / 2 else -1
        while any(abs(middle[1] - other[1]) < 2 * ROW for other in taken):
            middle[1] += inward
        taken.append(middle)
        place = low + middle / scale
        by = edge - tail
        found[name] = (float(tail[0]), float(tail[1])), (float(by[0]), float(by[1])), (float(place[0]), float(place[1]))
    return found


def _room(relief: Relief) -> tuple[Array, Array, float]:
    """The map's lower left and upper right corner, and px for one unit of it."""
    low, high = (np.array([relief.x[end], relief.y[end]]) for end in (0, -1))
    return low, high, HIGH / float(high[1] - low[1])


def _gap(middles: Array, points: Array, box: Array) -> Array:
    """How far each of N boxes of that half size stays away from all points, 0 where one lies in it."""
    return np.hypot(*np.moveaxis(np.maximum(np.abs(middles[:, None] - points) - box, 0.0), -1, 0)).min(1)


def _thinned(line: Array) -> Array:
    if len(line) <= CORNERS:
        return line
    return line[np.linspace(0, len(line) - 1, CORNERS).astype(int)]


def _along(line: Array) -> NDArray[np.int64]:
    """Steps at which a path has come equal parts of its way on."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(np.clip(line, -1e4, 1e4), axis=0).T))])
    marks = way[-1] * np.arange(1, ALONG + 1) / (ALONG + 1)
    return np.minimum(np.searchsorted(way, marks), len(line) - 1)
