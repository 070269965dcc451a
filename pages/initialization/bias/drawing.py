"""The picture of the output's first bias: what both starts expect, and the steps that one needs to come so far."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Area, Part, board, plain
from figures.starts import Curve, area, axis, curves, dots, line, spread, text
from figures.theme import INK, LINE, MUTED, PAPER, VARIANTS
from lesson import Scene, Track, counted, number, rounded_down, rounded_up
from pages.initialization.bias.measure import CURVE, EVERY, RANGE, Biases, Start
from pages.initialization.bias.words import TITLES, name, words

Array = NDArray[np.float64]
Parts = tuple[Part, list[Track]]
THERE, ZERO = VARIANTS[2], VARIANTS[3]
DASH = "dash"  # of the start at the best constant
FIRST, SECOND, TRUTH = (0.0, 0.27, 0.0, 0.9), (0.28, 0.55, 0.0, 0.9), (0.0, 0.55, 0.9, 1.0)
BESIDE, BELOW = (0.62, 1.0, 0.1, 0.99), (0.14, 0.98, 0.08, 0.46)
NAMED = 1.28  # of the axis of steps, in steps: room for what stands at the tips
SHORT, WORDS = 0.32, 0.16  # of the axis of steps: a line too short for its words, and half of these
FAR = 1e4  # a picture's curve is drawn no farther out than this


def draw(measured: Biases) -> Scene:
    """What both starts expect, or the curves that they fit, and the errors."""
    left = _fits(measured) if measured.settings.view == "mean" else _shares(measured)
    parts = [*left, _errors(measured)]
    return Scene(
        title=f"Initialization: {TITLES[measured.settings.view]}",
        drawing=board([cell for cell, _ in parts]),
        tracks=tuple(track for _, tracks in parts for track in tracks),
        steps=measured.settings.steps,
        words=words(measured),
    )


def _shares(measured: Biases) -> list[Parts]:
    """Of 100 examples as many squares as each start expects of the rare class."""
    known = (
        f"{number(100 * measured.mean, 2)} of 100 examples {'is' if measured.mean == 0.01 else 'are'} of the rare class"
    )
    truth = text("truth", [0.5], [0.5], [known], 20, bold=True)
    return [
        _squares("zero", "from 0", measured.zero, ZERO, FIRST, (0.0, 0.5, 0.54, 0.93)),
        _squares("there", name(measured), measured.there, THERE, SECOND, (0.5, 1.0, 0.54, 0.93)),
        (Part([truth], plain(0, 1), plain(0, 1), TRUTH, (0.0, 1.0, 0.94, 1.0)), []),
    ]


def _squares(uid: str, label: str, start: Start, colour: str, place: Area, narrow: Area) -> Parts:
    expected = 100 * start.mean[::EVERY]
    said = [[f"expects {number(share, 2)} of 100"] for share in (100 * start.mean).tolist()]
    x, y = filled(expected)
    traces: list[dict[str, Any]] = [
        area(f"{uid}-all", [0, 10, 10, 0, 0], [0, 0, 10, 10, 0], LINE),
        area(uid, x[-1], y[-1], colour),
        *(line(f"{uid}-{i}-{along}", *_across(i, along), PAPER, 3) for i in range(11) for along in "xy"),
        text(f"{uid}-name", [5.0], [10.8], [label], 18, colour, bold=True),
        text(f"{uid}-share", [5.0], [-0.8], said[-1], 20, colour, bold=True),
    ]
    tracks = [
        Track(uid, "replace", {"x": x, "y": y}, EVERY),
        Track(f"{uid}-share", "replace", {"text": said}),
    ]
    return Part(traces, plain(-0.3, 10.3), plain(-1.5, 11.5), place, narrow, equal=True), tracks


def filled(expected: Array) -> tuple[Array, Array]:
    """The outline of so many of 100 squares (T,), from the lower left on row by row: x and y (T, 7)."""
    rows = np.minimum(np.floor(expected / 10), 9.0)
    part = expected - 10 * rows
    zero, ten = np.zeros_like(rows), np.full_like(rows, 10.0)
    x = np.stack([zero, ten, ten, part, part, zero, zero], axis=1)
    return x, np.stack([zero, zero, rows, rows, rows + 1, rows + 1, zero], axis=1)


def _across(i: int, axis: str) -> tuple[list[float], list[float]]:
    across, along = [float(i), float(i)], [0.0, 10.0]
    return (across, along) if axis == "x" else (along, across)


def _fits(measured: Biases) -> list[Parts]:
    """The examples of a regression, and the curves from both starts."""
    along = np.linspace(*RANGE, CURVE)
    y = measured.data.y[:, 0]
    low, high = min(float(y.min()), -0.5), max(float(y.max()), 0.5)
    room = 0.12 * (high - low)
    low, high = np.floor(low - room), np.ceil(high + room)
    traces = [dots("targets", measured.data.x[:, 0], y, MUTED, 9)]
    tracks: list[Track] = []
    for uid, start, colour in (("zero", measured.zero, ZERO), ("there", measured.there, THERE)):
        shown = np.clip(start.curve, -FAR, FAR)
        traces.append(line(f"fit-{uid}", along, shown[-1], colour, 5, _dash(uid)))
        tracks.append(Track(f"fit-{uid}", "replace", {"x": along[None], "y": shown}, EVERY))
    ends = np.clip(np.stack([measured.zero.curve[:, -1], measured.there.curve[:, -1]], axis=1), low, high)
    ends = spread(ends, float(low), 0.09 * float(high - low))
    x = np.full(ends.shape, RANGE[1])
    labels = ["\u2002from 0", "\u2002from the mean"]
    traces.append(text("names", x[-1], ends[-1], labels, 18, [ZERO, THERE], "middle right", bold=True))
    tracks.append(Track("names", "replace", {"x": x, "y": ends}, EVERY))
    x, y_axis = axis(RANGE[0], 2.0 * RANGE[1], {-3.0: "−3", 0.0: "x", 3.0: "3"}), _levels(float(low), float(high))
    return [(Part(traces, x, y_axis, (0.04, 0.55, 0.1, 0.99), (0.08, 0.98, 0.56, 1.0)), tracks)]


def _levels(low: float, high: float) -> dict[str, Any]:
    step = rounded_up((high - low) / 5)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return axis(low, high, {tick: number(tick) for tick in ticks.tolist()})


def _errors(measured: Biases) -> Parts:
    """The errors on a log axis, and from 0 on along the best constant's as far as the start at 0 is above it."""
    steps = np.arange(measured.settings.steps + 1.0)
    starts = (("zero", measured.zero, ZERO), ("there", measured.there, THERE))
    lowest = max(min(float(start.error.min()) for _, start, _ in starts), 1e-4)
    low, high = (
        np.log10(rounded_down_to(0.8 * lowest)),
        np.log10(rounded_up(min(max(measured.zero.error[0], 1.0), FAR))),
    )
    level = float(np.log10(max(measured.baseline, 1e-4)))
    end = measured.settings.steps if measured.saved is None else measured.saved
    way = np.minimum(steps, end)
    heights = np.full(len(steps), level)
    said = [[counted(int(step), "step") if step else " "] for step in way.tolist()]
    # beside the line: over it where the curve from 0 leaves room, and over its end where the line is short
    short = end < SHORT * steps[-1]
    middle = (way + WORDS * steps[-1] if short else np.maximum(way / 2, WORDS * steps[-1]))[:, None]
    free = short or np.log10(max(measured.zero.error[end // 2], 1e-4)) - level > 0.2 * (high - low)
    beside = heights[:, None] + (0.07 if free else -0.1) * (high - low)
    traces: list[dict[str, Any]] = [
        line("constant", steps, heights, LINE, 2, "dash"),
        line("saved", way, heights, INK, 6),
        text("saved-steps", middle[-1], beside[-1], said[-1], 20, INK, bold=True),
    ]
    tracks = [
        Track("constant", "grow", {"x": steps, "y": heights}),  # so that it strikes no number at a tip
        Track("saved", "grow", {"x": way, "y": heights}),
        Track("saved-steps", "replace", {"x": middle, "y": beside, "text": said}),
    ]
    known = [
        Curve(
            f"error-{uid}",
            np.log10(np.clip(start.error, 1e-5, 10 * FAR)),
            [number(value, 2, aligned=True) for value in start.error.tolist()],
            colour,
            _dash(uid),
        )
        for uid, start, colour in starts
    ]
    parts, moves = curves(known, steps, float(low), 0.11 * float(high - low))
    ticks = {float(np.log10(value)): number(value) for value in _decades(low, high)}
    last = float(steps[-1])
    x = axis(0.0, NAMED * last, {0.0: "0", last: f"step {int(last)}"})
    y = axis(float(low), float(high), ticks)
    heading = text(
        "heading", [NAMED * last], [float(high - 0.04 * (high - low))], ["training error"], 18, MUTED, "middle left"
    )
    return Part([*traces, *parts, heading], x, y, BESIDE, BELOW), [*tracks, *moves]


def _dash(uid: str) -> str:
    return DASH if uid == "there" else "solid"


def rounded_down_to(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten not above value > 0."""
    power = 10.0 ** np.floor(np.log10(value))
    return rounded_down(value / power) * power


def _decades(low: float, high: float) -> list[float]:
    powers = range(int(np.floor(low)) - 1, int(np.ceil(high)) + 1)
    few = (1,) if high - low > 2.5 else (1, 2, 5) if high - low < 1.2 else (1, 3)
    return [m * 10.0**power for power in powers for m in few if low - 1e-9 <= np.log10(m * 10.0**power) <= high + 1e-9]
