"""Where there is room on a map: for the names of paths, and for what is said of those that leave it."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from surfaces import Relief

Array = NDArray[np.float64]
Points = NDArray[np.complex128]  # x + iy, in px from the map's lower left corner
Short = NDArray[np.float32]
Point = tuple[float, float]

HIGH = 340  # px of a map on a stage of 1280 × 720: names are placed for that size, and have as much room on others
LETTER, ROW = 6.6, 12  # px: half the width of a letter and half the height of a line
CORNERS = 21  # points of a path that names keep away from
EVERY = 4  # of them, one at which the path's own name may stand
SHARES = np.linspace(0, 1, CORNERS)
AMPLE = 24.0  # px of room to everything else that are as good as more
NEAR, FAR = 7, 24  # px between a path and its own name
SIDES: Points = np.array([1j, -1j, 1, -1, 0.8 + 0.9j, -0.8 + 0.9j, 0.8 - 0.9j, -0.8 - 0.9j])
BOX: Points = np.array(
    [x + 1j * y for x in (-1.0, -0.5, 0.0, 0.5, 1.0) for y in (-1.0, 1.0)]
)  # points of a name's outline


def places(
    paths: Mapping[str, tuple[Array, Array]], start: Point, minima: Array, relief: Relief
) -> dict[str, tuple[int, float, float]]:
    """For each path x, y (k,) the step from which on its name is shown, and the name's middle.

    A name stands close to its path, free of it, and as far as may be from other paths, the start, the minima and other
    names; of places that are as good at the earliest.
    """
    corner, size, scale = _room(relief)
    even = [_evenly((x + 1j * y - corner) * scale) for x, y in paths.values()]
    points = np.array([corners for corners, _ in even])
    boxes = np.array([LETTER * len(name) + 1j * ROW for name in paths])
    sides = np.array([_sides(len(name)) for name in paths])
    middles = (points[:, EVERY:-1:EVERY, None] + sides[:, None]).reshape(len(paths), -1)
    fixed = np.append(minima[:, 0] + 1j * minima[:, 1], complex(*start))
    gaps = _gaps(middles, boxes, np.concatenate([points.ravel(), (fixed - corner) * scale]))
    by_path = gaps[..., : points.size].reshape(*middles.shape, *points.shape).min(-1)
    room = gaps[..., points.size :].min(-1)
    found: dict[str, tuple[int, float, float]] = {}
    taken: list[Points] = []
    for i, (name, box) in enumerate(zip(paths, boxes, strict=True)):
        here, middle = room[i], middles[i]
        for j in range(len(paths)):
            if j != i:
                here = np.minimum(here, by_path[i, :, j])
        own = np.sqrt(by_path[i, :, i])
        score = np.minimum(np.sqrt(here), AMPLE) + 2 * np.minimum(own, NEAR) - 0.4 * own
        if taken:
            names = np.sqrt(_gaps(middle[None], boxes[i : i + 1], np.concatenate(taken))[0].min(-1))
            score += 3 * np.minimum(names, NEAR)
        off = np.abs(middle.real - size.real / 2) > size.real / 2 - box.real
        off |= np.abs(middle.imag - size.imag / 2) > size.imag / 2 - box.imag
        score[off] = -np.inf
        best = int(score.argmax())
        x = min(max(middle[best].real, box.real), size.real - box.real)
        y = min(max(middle[best].imag, box.imag), size.imag - box.imag)
        taken.append(x + 1j * y + BOX.real * box.real + 1j * BOX.imag * box.imag)
        step = even[i][1][EVERY:-1:EVERY][best // sides.shape[1]]
        found[name] = int(step), corner.real + x / scale, corner.imag + y / scale
    return found


def exits(runs: Mapping[str, tuple[Array, Array, int | None]], relief: Relief) -> dict[str, tuple[Point, Point, Point]]:
    """For each run x, y (k,) that leaves the map for good at a step: an arrow to the edge there (from where, and by how
    much), and the middle of the line of text beside it."""
    corner, size, scale = _room(relief)
    found: dict[str, tuple[Point, Point, Point]] = {}
    taken: list[float] = []
    for name, (x, y, step) in runs.items():
        if step is None:
            continue
        inner, outer = ((complex(x[i], y[i]) - corner) * scale for i in (max(step, 1) - 1, min(step, len(x) - 1)))
        way = outer - inner
        shares = [1.0]
        for at, by, end in ((inner.real, way.real, size.real), (inner.imag, way.imag, size.imag)):
            if by:
                shares.append(max(((end if by > 0 else 0.0) - at) / by, 0.0))
        edge = inner + min(shares) * way
        to = way / abs(way) if way else 0j
        half = LETTER * len(f"{name} off the map at step {step}") + 4
        left = min(max(edge.real - 44 * to.real, half), size.real - half)
        up = min(max(edge.imag - 44 * to.imag, ROW + 4), size.imag - ROW - 4)
        inward = 1 if up < size.imag / 2 else -1
        while any(abs(up - other) < 2 * ROW for other in taken):
            up += inward
        taken.append(up)
        tail, by = edge - 34 * to, 34 * to / scale
        said = corner + complex(left, up) / scale
        from_where = corner + tail / scale
        found[name] = (from_where.real, from_where.imag), (by.real, by.imag), (said.real, said.imag)
    return found


def _room(relief: Relief) -> tuple[complex, complex, float]:
    """The map's lower left corner, its size in px, and px for one unit of it."""
    (x0, x1), (y0, y1) = ((float(axis[0]), float(axis[-1])) for axis in (relief.x, relief.y))
    scale = HIGH / (y1 - y0)
    return complex(x0, y0), complex(x1 - x0, y1 - y0) * scale, scale


@lru_cache(maxsize=64)
def _sides(letters: int) -> Points:
    """From a point of a path to the middles that its name can have there."""
    near, far = (SIDES.real * (LETTER * letters + clear) + 1j * SIDES.imag * (ROW + clear) for clear in (NEAR, FAR))
    return np.concatenate([near, far])


def _gaps(middles: Points, boxes: Points, points: Points) -> Short:
    """How far boxes (N, M) of half sizes (N,) stay away from points (K,), squared, as (N, M, K); 0 for one inside.

    In half the digits, because it is a drawing's slowest part.
    """
    x = np.abs(_short(middles.real)[..., None] - _short(points.real)) - _short(boxes.real)[:, None, None]
    y = np.abs(_short(middles.imag)[..., None] - _short(points.imag)) - _short(boxes.imag)[:, None, None]
    np.maximum(x, 0, out=x)
    np.maximum(y, 0, out=y)
    x *= x
    y *= y
    x += y
    return x


def _short(numbers: Array) -> Short:
    return numbers.astype(np.float32)


def _evenly(line: Points) -> tuple[Points, NDArray[np.int64]]:
    """Points along a path, equally far apart on it from its start to its end, and the steps that they come before."""
    way = np.zeros(len(line))
    np.abs(line[1:] - line[:-1]).cumsum(out=way[1:])
    marks = way[-1] * SHARES
    return np.interp(marks, way, line), np.minimum(way.searchsorted(marks), len(line) - 1)
