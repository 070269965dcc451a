"""Where there is room on a map: for the names of paths, and for what is said of those that leave it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surfaces import Relief

Array = NDArray[np.float64]
Points = NDArray[np.complex128]  # x + iy, in px from the map's lower left corner
Short = NDArray[np.float32]
Point = tuple[float, float]

HIGH = 340  # px of a map on a stage of 1280 × 720: names are placed for that size, and have as much room on others
LETTER, ROW = 6.6, 12  # px: half the width of a letter and half the height of a line
CORNERS = 13  # points of a path that names keep away from
FINE = 20  # as many for each of those tell whether the path runs beneath a name
EVERY = 50  # of these, one at which the path's own name may stand
SHARES = np.linspace(0, 1, FINE * (CORNERS - 1) + 1)
INNER = np.arange(EVERY, len(SHARES) - 1, EVERY)
TOGETHER = 8  # races whose names are placed at once: of more the arrays do not stay near the processor
AMPLE = 24.0  # px of room to everything else that are as good as more
NEAR, FAR = 7, 24  # px between a path and its own name
SIDES: Points = np.array([1j, -1j, 1, -1, 0.8 + 0.9j, -0.8 + 0.9j, 0.8 - 0.9j, -0.8 - 0.9j])
Outer = tuple[Callable[..., Any], Callable[[Any], Any], list[complex]]  # how it is found, and the sides free there
OUTER: tuple[Outer, ...] = (  # the highest, lowest, leftmost and rightmost point of a path
    (np.argmax, np.imag, [1j, 0.8 + 0.9j, -0.8 + 0.9j]),
    (np.argmin, np.imag, [-1j, 0.8 - 0.9j, -0.8 - 0.9j]),
    (np.argmin, np.real, [-1]),
    (np.argmax, np.real, [1]),
)
CELL, RIM = 6.0, 3.0  # px: of a map, to count what is drawn on it; of a name's outline that is to be free too
BENEATH, MUCH = 8.0, 6  # how bad each point beneath a name is, up to so many of them
LATE = 24.0  # how bad it is that a name comes at its path's end
APART = 20.0  # how good each px between two names is, up to NEAR
SAID = 7.0  # px: half the width of a letter of what is said of a run that leaves, on a phone, where it is widest
AROUND = {  # where a label may stand at its point
    **{"bottom center": -1j, "top center": 1j, "middle right": 1 + 0j, "middle left": -1 + 0j},
    **{"bottom right": 1 - 1j, "top right": 1 + 1j, "bottom left": -1 - 1j, "top left": -1 + 1j},
}
THIN = 3.8  # px: half the width of a letter of a label, which is not bold
ASIDE: Points = np.array([x + 1j * y for x in (-1, -0.5, 0, 0.5, 1) for y in (-3, -2, -1, 0, 1, 2, 3)])
PARTS, MOST = 16, 160  # points of a step, and of a path, that what is said keeps away from
BOX: Points = np.array(
    [x + 1j * y for x in (-1.0, -0.5, 0.0, 0.5, 1.0) for y in (-1.0, 1.0)]
)  # points of a name's outline


def places(
    races: Sequence[Mapping[str, tuple[Array, Array]]], starts: Sequence[Point], minima: Array, relief: Relief
) -> list[dict[str, tuple[int, float, float]]]:
    """For each of races, and of its paths x, y (k,), the step from which on its name is shown, and the name's middle.

    A name stands close to its path, with none beneath it, and as far as may be from other paths, the start, the minima
    and other names; rather early than late. The races are of the same names on one map.
    """
    names = tuple(races[0])
    if any(tuple(paths) != names for paths in races):
        raise ValueError("races of different names cannot be placed together")
    return [
        found
        for i in range(0, len(races), TOGETHER)
        for found in _places(names, races[i : i + TOGETHER], starts[i : i + TOGETHER], minima, _room(relief))
    ]


def _places(
    names: Sequence[str],
    races: Sequence[Mapping[str, tuple[Array, Array]]],
    starts: Sequence[Point],
    minima: Array,
    room: tuple[complex, complex, float],
) -> Iterator[dict[str, tuple[int, float, float]]]:
    """The same of S races of N names, with M places for each."""
    corner, size, scale = room
    even = [_evenly((x + 1j * y - corner) * scale) for paths in races for x, y in paths.values()]
    fine = np.array([line for line, _ in even]).reshape(len(races), len(names), -1)
    points = fine[..., ::FINE]
    boxes = np.array([LETTER * len(name) + 1j * ROW for name in names])
    at, sides = _candidates(fine, tuple(map(len, names)))
    middles = np.take_along_axis(fine, at, 2) + sides
    fixed = np.array([[*(minima[:, 0] + 1j * minima[:, 1]), complex(*start)] for start in starts])
    by_path = _gaps(middles, boxes, points.reshape(len(races), -1))
    by_path = by_path.reshape(len(races), len(names), CORNERS, *middles.shape[1:]).min(2)
    same = np.arange(len(names))
    own = np.sqrt(by_path[:, same, same])
    by_path[:, same, same] = np.inf
    free = np.minimum(_gaps(middles, boxes, (fixed - corner) * scale).min(1), by_path.min(1))
    scores = np.minimum(np.sqrt(free), AMPLE) + 2 * np.minimum(own, NEAR) - 0.4 * own
    scores -= BENEATH * np.minimum(_beneath(middles, boxes, fine, size), MUCH)
    scores -= LATE * at / fine.shape[2]
    off = np.abs(middles.real - size.real / 2) > (size.real / 2 - np.real(boxes))[:, None]
    off |= np.abs(middles.imag - size.imag / 2) > (size.imag / 2 - np.imag(boxes))[:, None]
    taken: list[Points] = []
    steps: list[list[int]] = []
    xs: list[list[float]] = []
    ys: list[list[float]] = []
    every = np.arange(len(races))
    for i, box in enumerate(boxes):
        if taken:
            others = np.sqrt(_gaps(middles[:, i : i + 1], boxes[i : i + 1], np.hstack(taken)).min(1)[:, 0])
            scores[:, i] += APART * np.minimum(others, NEAR)
        scores[:, i][off[:, i]] = -np.inf
        best = scores[:, i].argmax(-1)
        middle = middles[every, i, best]
        x = np.minimum(np.maximum(middle.real, box.real), size.real - box.real)
        y = np.minimum(np.maximum(middle.imag, box.imag), size.imag - box.imag)
        taken.append((x + 1j * y)[:, None] + (BOX.real * box.real + 1j * BOX.imag * box.imag))
        steps.append([int(even[j * len(names) + i][1][k]) for j, k in enumerate(at[every, i, best].tolist())])
        xs.append((corner.real + x / scale).tolist())
        ys.append((corner.imag + y / scale).tolist())
    for found in zip(zip(*steps, strict=True), zip(*xs, strict=True), zip(*ys, strict=True), strict=True):
        yield dict(zip(names, zip(*found, strict=True), strict=True))


def exits(
    runs: Mapping[str, tuple[Array, Array, int | None]], relief: Relief, named: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[Point, Point, Point]]:
    """For each run x, y (k,) that leaves the map for good at a step: an arrow to the edge there (from where, and by how
    much), and near it the middle of a line of text, clear of the paths and of the names of others.

    named: where these stand.
    """
    if all(step is None for _, _, step in runs.values()):
        return {}
    corner, size, scale = _room(relief)
    found: dict[str, tuple[Point, Point, Point]] = {}
    others = [_name(name, (complex(*at) - corner) * scale) for name, at in named.items()]
    taken = np.concatenate([*(_drawn((x + 1j * y - corner) * scale) for x, y, _ in runs.values()), *others])
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
        box = SAID * len(f"{name} leaves at step {step}") + 4 + 1j * ROW
        middles = _clamped(edge + (ASIDE.real * (box.real + NEAR + 8) + 1j * ASIDE.imag * 2 * ROW), box, size)
        clear = np.sqrt(_gaps(middles[None, None], np.array([box]), taken[None])[0, :, 0].min(0))
        said = middles[int((np.minimum(clear, NEAR) - 0.02 * np.abs(middles - edge)).argmax())]
        taken = np.append(taken, said + (BOX.real * box.real + 1j * BOX.imag * box.imag))
        tail, by = edge - 34 * to, 34 * to / scale
        here, there = corner + tail / scale, corner + said / scale
        found[name] = (here.real, here.imag), (by.real, by.imag), (float(there.real), float(there.imag))
    return found


def side_of(
    label: str, at: Point, paths: Sequence[tuple[Array, Array]], named: Mapping[str, Point], relief: Relief
) -> str:
    """plotly's textposition of a label at a point, where it is free of paths x, y (k,) and of the names of others.

    named: where these stand. Of sides that are as free the one that comes first in AROUND.
    """
    corner, size, scale = _room(relief)
    box = THIN * len(label) + 1j * ROW
    ways: Points = np.array([*AROUND.values()])
    middles = (complex(*at) - corner) * scale + ways.real * (box.real + NEAR) + 1j * ways.imag * (box.imag + NEAR)
    others = [_name(name, (complex(*place) - corner) * scale) for name, place in named.items()]
    taken = np.concatenate([*(_drawn((x + 1j * y - corner) * scale) for x, y in paths), *others])
    clear = np.sqrt(_gaps(middles[None, None], np.array([box]), taken[None])[0, :, 0].min(0))
    clear[_clamped(middles, box, size) != middles] = -1.0
    return [*AROUND][int(np.minimum(clear, NEAR).argmax())]


def _name(name: str, middle: complex) -> Points:
    return middle + BOX.real * LETTER * len(name) + 1j * BOX.imag * ROW


def _drawn(line: Points) -> Points:
    """Points along a path: so many of each step, or of all."""
    last = len(line) - 1
    return np.interp(np.linspace(0, last, min(PARTS * last, MOST) + 1), np.arange(last + 1), line)


def _clamped(middles: Points, box: complex, size: complex) -> Points:
    x = np.minimum(np.maximum(middles.real, box.real), size.real - box.real)
    y = np.minimum(np.maximum(middles.imag, box.imag + 4), size.imag - box.imag - 4)
    return x + 1j * y


def _room(relief: Relief) -> tuple[complex, complex, float]:
    """The map's lower left corner, its size in px, and px for one unit of it."""
    (x0, x1), (y0, y1) = ((float(axis[0]), float(axis[-1])) for axis in (relief.x, relief.y))
    scale = HIGH / (y1 - y0)
    return complex(x0, y0), complex(x1 - x0, y1 - y0) * scale, scale


def _candidates(fine: Points, letters: tuple[int, ...]) -> tuple[NDArray[np.int64], Points]:
    """At which of the points (S, N, K) of paths names can stand (S, N, M), and from there to their middles (N, M)."""
    inner = np.repeat(INNER, len(SIDES))
    later = fine[..., INNER[0] : INNER[-1] + 1]  # earlier it would be the start's own name, later it would come last
    outer = [INNER[0] + find(part(later), axis=2)[..., None] for find, part, sides in OUTER for _ in sides]
    at = np.concatenate([np.broadcast_to(inner, (*fine.shape[:2], len(inner))), *outer], axis=2)
    return np.concatenate([at, at], axis=2), np.array([_sides(count) for count in letters])


@lru_cache(maxsize=64)
def _sides(letters: int) -> Points:
    """From a point of a path to the middles that its name can have there."""
    sides: Points = np.concatenate([np.tile(SIDES, len(INNER)), *(np.array(some) for *_, some in OUTER)])
    near, far = (sides.real * (LETTER * letters + clear) + 1j * sides.imag * (ROW + clear) for clear in (NEAR, FAR))
    return np.concatenate([near, far])


def _beneath(middles: Points, boxes: Points, fine: Points, size: complex) -> NDArray[np.int64]:
    """How many points of all paths (S, N, K) are beneath names (S, N, M), by sums over a map of how many are where."""
    races = len(fine)
    wide, high = int(size.real / CELL) + 1, int(size.imag / CELL) + 1
    x, y = (np.floor(part.reshape(races, -1) / CELL).astype(np.int64) for part in (fine.real, fine.imag))
    race, seen = np.arange(races)[:, None], (x >= 0) & (x < wide) & (y >= 0) & (y < high)
    cells = ((race * wide + x) * high + y)[seen]
    sums = np.zeros((races, wide + 1, high + 1), dtype=np.int64)
    sums[:, 1:, 1:] = np.bincount(cells, minlength=races * wide * high).reshape(races, wide, high).cumsum(1).cumsum(2)
    halves = (boxes + RIM + 1j * RIM)[:, None]
    left, right = (_cells(middles.real + by * halves.real, wide) for by in (-1, 1))
    low, top = (_cells(middles.imag + by * halves.imag, high) for by in (-1, 1))
    race = race[..., None]
    return sums[race, right, top] - sums[race, left, top] - sums[race, right, low] + sums[race, left, low]


def _cells(px: Array, count: int) -> NDArray[np.int64]:
    """The nearest edge between cells, of a map so many cells long."""
    return np.clip(np.rint(px / CELL).astype(np.int64), 0, count)


def _gaps(middles: Points, boxes: Points, points: Points) -> Short:
    """How far boxes (S, N, M) of half sizes (N,) stay away from points (S, K), squared: (S, K, N, M), 0 for one inside.

    In half the digits, because it is a drawing's slowest part.
    """
    x = _beyond(middles.real, boxes.real, points.real)
    y = _beyond(middles.imag, boxes.imag, points.imag)
    x *= x
    y *= y
    x += y
    return x


def _beyond(middles: Array, halves: Array, points: Array) -> Short:
    """How far points are beyond an interval along one axis."""
    far = _short(middles)[:, None] - _short(points)[:, :, None, None]
    np.abs(far, out=far)
    far -= np.repeat(_short(halves), middles.shape[2]).reshape(middles.shape[1:])
    np.maximum(far, 0, out=far)
    return far


def _short(numbers: Array) -> Short:
    return numbers.astype(np.float32)


def _evenly(line: Points) -> tuple[Points, NDArray[np.int64]]:
    """Points along a path, equally far apart on it from its start to its end, and the steps that they come before."""
    way = np.zeros(len(line))
    np.abs(line[1:] - line[:-1]).cumsum(out=way[1:])
    marks = way[-1] * SHARES
    return np.interp(marks, way, line), np.minimum(way.searchsorted(marks), len(line) - 1)
