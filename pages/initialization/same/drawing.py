"""The picture of units that start at the same value: the line of each among the examples, and what becomes of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, board, plain
from figures.decision import decision_map
from figures.decision import examples as of_classes
from figures.starts import Curve, axis, curves, frame, guide, line, text
from figures.theme import INK, MUTED, STYLES, VARIANTS
from lesson import Scene, Track, number
from optim import LECTURE
from pages.initialization.same.measure import Copies
from pages.initialization.same.words import TITLES, counts, words

Array = NDArray[np.float64]
UNITS = (*(STYLES[name].colour for name in LECTURE), INK, MUTED)
THIS, RANDOM = VARIANTS[3], VARIANTS[2]
MAP, BESIDE, OVER = (0.0, 0.44, 0.0, 1.0), (0.54, 0.99, 0.1, 0.82), (0.54, 0.99, 0.84, 1.0)
ABOVE, BELOW, BETWEEN = (0.1, 0.9, 0.47, 1.0), (0.14, 0.98, 0.07, 0.34), (0.14, 0.98, 0.36, 0.44)  # on a phone
NAMED, NUMBERED = 1.8, 1.3  # of an axis of epochs, in epochs: room for what stands at the tips
NAME, HALF = 0.3, 0.075  # a line's name is so far beside it, and half as wide for each letter
LOWEST, HIGHEST = 1e-8, 30.0  # of the axis of distances
FAR = 1e-9  # a line of weights smaller than this is nowhere


def draw(measured: Copies) -> Scene:
    """The units' lines among the examples, and beside them the error, or how far apart the units are."""
    plane, tracks = _plane(measured)
    over, last = _count(measured)
    beside, more = (_errors if measured.settings.view == "same" else _distances)(measured)
    return Scene(
        title=f"Initialization: {TITLES[measured.settings.view]}",
        drawing=board([plane, beside, over]),
        tracks=(*tracks, *more, *last),
        steps=measured.settings.epochs,
        words=words(measured),
        unit="epoch",
    )


def _plane(measured: Copies) -> tuple[Part, list[Track]]:
    """Examples, prediction and lines."""
    seen, k = measured.seen, measured.settings.units
    across, up = seen.range
    traces = [decision_map("decision", measured.shade[-1], across, up, 2)]
    traces += of_classes("examples", seen.x, seen.y, seen.label, 2)
    tracks = [Track("decision", "replace", {"z": measured.shade}, measured.stride)]
    x, y = ends(measured.line, *across)
    for j in range(k):
        # lines that lie on each other are all seen, because the lower ones are wider
        traces.append(line(f"unit-{j + 1}", x[-1, j], y[-1, j], UNITS[j], 4 + 2.5 * (k - 1 - j)))
        tracks.append(Track(f"unit-{j + 1}", "replace", {"x": x[:, j], "y": y[:, j]}))
    names = _names(measured.leader)
    at = _labels(x, y, 0.86 * across[1], names)
    traces += [
        text("names", at[0][-1], at[1][-1], names[-1], 22, bold=True),
        frame("rim", across, up),
    ]
    tracks.append(Track("names", "replace", {"x": at[0], "y": at[1], "text": names}))
    return Part(traces, plain(*across), plain(*up), MAP, ABOVE, equal=True), tracks


def ends(lines: Array, low: float, high: float) -> tuple[Array, Array]:
    """Both ends of each line (..., 3) within a square about the picture's, x and y (..., 2)."""
    a, b, c = np.moveaxis(lines, -1, 0)
    size = np.hypot(a, b)
    there = size > FAR
    size = np.where(there, size, 1.0)
    reach = 1.5 * (high - low)
    foot = np.where(there, np.clip(-c / size, -reach, reach), reach)  # a line that is nowhere lies outside
    along = np.array([-reach, reach])
    x = (foot * a / size)[..., None] - along * (b / size)[..., None]
    y = (foot * b / size)[..., None] + along * (a / size)[..., None]
    return np.where(there[..., None], x, reach), np.where(there[..., None], y, reach)


def _labels(x: Array, y: Array, edge: float, names: list[list[str]]) -> tuple[Array, Array]:
    """Where a line's name stands: on it, at the end of its part within a square, the upper or the right one,
    or rather beside it."""
    dx, dy = x[..., 1] - x[..., 0], y[..., 1] - y[..., 0]
    shares: list[Array] = []
    for start, step in ((x[..., 0], dx), (y[..., 0], dy)):
        step = np.where(np.abs(step) > FAR, step, FAR)
        shares.append(np.sort(np.stack([(-edge - start) / step, (edge - start) / step]), axis=0))
    first, last = np.maximum(shares[0][0], shares[1][0]), np.minimum(shares[0][1], shares[1][1])
    share = np.clip(np.where(dy + 0.01 * dx > 0, last, first), 0, 1)
    length = np.maximum(np.hypot(dx, dy), FAR)
    side = np.where(dy - 0.01 * dx > 0, NAME, -NAME) / length  # to the right of the line, or below a flat one
    half = HALF * (np.array([[len(name) for name in row] for row in names]) - 1)
    right = x[..., 0] + share * dx + side * dy + np.where(side * dy > 0, half, -half)
    return np.clip(right, half - edge, edge - half), y[..., 0] + share * dy - side * dx


def _names(leader: NDArray[np.int64]) -> list[list[str]]:
    """What is written at the units' lines (T, k) at each time; " " at a unit that shares a lower one's, or has none."""
    known: dict[tuple[int, ...], list[str]] = {}
    for row in map(tuple, leader.tolist()):
        if row not in known:
            sharing = [[i + 1 for i, first in enumerate(row) if first == j] for j in range(len(row))]
            known[row] = [" ".join(map(str, units)) or " " for units in sharing]
    return [known[tuple(row)] for row in leader.tolist()]


def _errors(measured: Copies) -> tuple[Part, list[Track]]:
    """The error of this start and from random weights."""
    epochs = measured.settings.epochs
    top = 1.0 if max(measured.error.max(), measured.random.max()) <= 1 else 2.0
    this = "all the same" if measured.settings.noise == 0 else "this start"
    known = [
        Curve(
            uid,
            np.minimum(values, 1.05 * top),
            [f"{number(value, 2, aligned=True)} {name}" for value in values.tolist()],
            colour,
            dash,
        )
        for uid, name, values, colour, dash in (
            ("random", "random", measured.random, RANDOM, "dash"),
            ("error", this, measured.error, THIS, "solid"),
        )
    ]
    traces, tracks = curves(known, np.arange(epochs + 1.0), 0.0, 0.15 * top)
    y = axis(0.0, 1.05 * top, {0.0: "0", top / 2: number(top / 2), top: number(top)})
    return Part(traces, _epochs(epochs, NAMED), y, BESIDE, BELOW), tracks


def _distances(measured: Copies) -> tuple[Part, list[Track]]:
    """The largest distance between two units' weights, on a log axis."""
    epochs = measured.settings.epochs
    low, high = float(np.log10(LOWEST)), float(np.log10(HIGHEST))
    shown = np.log10(np.clip(measured.distance, LOWEST, HIGHEST))
    said = [number(value, 2) for value in measured.distance.tolist()]
    traces, tracks = curves([Curve("distance", shown, said, THIS)], np.arange(epochs + 1.0), low, 0.8)
    ticks = {float(power): f"10<sup>−{-power}</sup>" for power in (-8, -6, -4, -2)} | {0.0: "1"}
    one = guide("one", (0.0, float(epochs)), 0.0)
    return Part([one, *traces], _epochs(epochs, NUMBERED), axis(low, high, ticks), BESIDE, BELOW), tracks


def _count(measured: Copies) -> tuple[Part, list[Track]]:
    """How many lines the units have, and what the axes below show."""
    said = [[one] for one in counts(measured)]
    below = "training error" if measured.settings.view == "same" else "largest distance between two units' weights"
    traces = [
        text("count", [0.0], [0.75], said[-1], 24, side="middle right", bold=True),
        text("below", [0.0], [0.15], [below], 18, MUTED, "middle right"),
    ]
    return Part(traces, plain(0, 1), plain(0, 1), OVER, BETWEEN), [Track("count", "replace", {"text": said})]


def _epochs(epochs: int, room: float) -> dict[str, Any]:
    return axis(0.0, room * epochs, {0.0: "0", float(epochs // 2): str(epochs // 2), float(epochs): f"epoch {epochs}"})
