"""The picture of a category's two codings: the table of its columns, and the fit of either among the examples."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Area, Part, board, plain
from figures.starts import axis, dots, line, text
from figures.theme import INK, LINE, MUTED, VARIANTS
from lesson import Scene, Track, number
from pages.initialization.category.measure import VALUES, Category, Coding
from pages.initialization.category.words import TITLE, words

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """Where and how one coding's fit is drawn."""

    uid: str
    title: str
    colour: str
    area: Area
    narrow: Area


NUMBER = Side("number", "one number", VARIANTS[3], (0.4, 0.69, 0.1, 1.0), (0.14, 0.56, 0.07, 0.6))
COLUMNS = Side("columns", "four columns", VARIANTS[2], (0.71, 1.0, 0.1, 1.0), (0.58, 1.0, 0.07, 0.6))
TOP = 92.0  # minutes of the axis
HALF = 0.38  # of a value's own level, to either side
FAR = 1e4  # a fit is drawn no farther out than this


def draw(measured: Category) -> Scene:
    """The table, the line and the levels."""
    order = sorted(range(4), key=measured.numbers.__getitem__)
    slope = measured.line.levels[:, order]
    ends = np.array([1 - HALF, 4 + HALF])
    straight = slope[:, :1] + (slope[:, 1:2] - slope[:, :1]) * (ends - 1)
    one, tracks = _plot(measured, measured.line, NUMBER, [(ends, straight)])
    levels = [
        (at + 1 + np.array([-HALF, HALF]), np.repeat(measured.columns.levels[:, i : i + 1], 2, axis=1))
        for at, i in enumerate(order)
    ]
    four, more = _plot(measured, measured.columns, COLUMNS, levels)
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=board([_table(measured, order), one, four]),
        tracks=(*tracks, *more),
        steps=measured.settings.steps,
        words=words(measured),
    )


def _table(measured: Category, order: list[int]) -> Part:
    """Each value with its number and its four columns."""
    across = np.array([1.9, 3.3, 4.1, 4.9, 5.7])
    traces: list[dict[str, Any]] = [
        text("head-number", [1.9], [4.9], ["one<br>number"], 18, NUMBER.colour, bold=True),
        text("head-columns", [4.5], [4.9], ["four<br>columns"], 18, COLUMNS.colour, bold=True),
        line("rule", [-0.4, 6.1], [4.25, 4.25], LINE, 2),
    ]
    for row, i in enumerate(order):
        y = 3.5 - row
        ones = [str(int(i == j)) for j in order]
        colours = [NUMBER.colour, *(COLUMNS.colour if one == "1" else MUTED for one in ones)]
        traces.append(text(f"value-{row}", [-0.4], [y], [VALUES[i]], 20, side="middle right"))
        codes = [str(measured.numbers[i]), *ones]
        traces.append(text(f"codes-{row}", across, np.full(5, y), codes, 22, colours, bold=True))
    return Part(traces, plain(-0.5, 6.2), plain(-0.4, 5.4), (0.0, 0.31, 0.0, 1.0), (0.05, 0.95, 0.64, 1.0))


def _plot(measured: Category, coding: Coding, side: Side, parts: list[tuple[Array, Array]]) -> tuple[Part, list[Track]]:
    """The examples, and pieces of a fit, each x (2,) and y (T, 2), growing with the steps."""
    uid, colour = side.uid, side.colour
    at = np.array(measured.numbers)[measured.value]
    scatter = np.tile(np.linspace(-0.2, 0.2, len(at) // 4), 4)
    said = [[f"off by {number(miss, 2)} min"] for miss in coding.miss.tolist()]
    traces: list[dict[str, Any]] = [
        dots(f"examples-{uid}", at + scatter, measured.minutes, MUTED, 9),
        text(f"title-{uid}", [2.5], [TOP - 4], [side.title], 20, colour, bold=True),
        text(f"miss-{uid}", [2.5], [TOP - 13], said[-1], 20, INK, bold=True),
    ]
    tracks = [Track(f"miss-{uid}", "replace", {"text": said})]
    for i, (x, y) in enumerate(parts):
        shown = np.clip(y, -FAR, FAR)
        traces.append(line(f"fit-{uid}-{i}", x, shown[-1], colour, 6))
        tracks.append(Track(f"fit-{uid}-{i}", "replace", {"x": x[None], "y": shown}))
    order = sorted(range(4), key=measured.numbers.__getitem__)
    ticks = {float(place + 1): VALUES[i] for place, i in enumerate(order)}
    levels = {0.0: "0", 30.0: "30", 60.0: "60 min"} if uid == "number" else {}
    return Part(traces, axis(0.4, 4.6, ticks), axis(0.0, TOP, levels), side.area, side.narrow), tracks
