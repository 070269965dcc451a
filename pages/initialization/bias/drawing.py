"""The picture of the output's first bias: what both starts expect, and the steps that one needs to come so far."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.starts import Cell, axis, board, curve, dots, guide, hidden, line, text
from figures.theme import INK, LINE, MUTED, PAPER, STYLES
from lesson import Scene, Track, counted, number, rounded_down, rounded_up
from pages.initialization.bias.measure import CURVE, EVERY, RANGE, Biases, Start
from pages.initialization.bias.words import TITLES, name, words

Array = NDArray[np.float64]
Parts = tuple[Cell, list[Track]]
THERE, ZERO = STYLES["RMSProp"], STYLES["Momentum"]
FIRST, SECOND = (0.0, 0.24, 0.02, 1.0), (0.26, 0.5, 0.02, 1.0)
BESIDE, BELOW = (0.57, 0.99, 0.13, 0.97), (0.16, 0.96, 0.1, 0.52)
NAMED = 1.5  # of the axis of steps, in steps: room for what stands at the tips
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
    label = name(measured)
    return [
        _squares("zero", "from 0", measured.zero, ZERO.colour, FIRST, (0.0, 0.5, 0.56, 1.0)),
        _squares("there", label, measured.there, THERE.colour, SECOND, (0.5, 1.0, 0.56, 1.0)),
    ]


def _squares(
    uid: str,
    label: str,
    start: Start,
    colour: str,
    area: tuple[float, float, float, float],
    narrow: tuple[float, float, float, float],
) -> Parts:
    expected = 100 * start.mean[::EVERY]
    filled = np.clip(expected[:, None] - np.arange(100), 0, 1).reshape(-1, 10, 10)
    z = np.round(255 * filled).astype(np.uint8)
    grid = [line(f"{uid}-{i}-{axis}", *_across(i, axis), PAPER, 3) for i in range(11) for axis in "xy"]
    said = [[f"expects {number(share, 2)} of 100"] for share in (100 * start.mean).tolist()]
    traces: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "uid": uid,
            **{"x0": 0.5, "dx": 1, "y0": 0.5, "dy": 1, "z": z[-1], "zmin": 0, "zmax": 255},
            **{"zsmooth": "fast", "colorscale": [[0, LINE], [1, colour]], "showscale": False, "hoverinfo": "skip"},
        },
        *grid,
        text(f"{uid}-name", [5.0], [10.9], [label], 18, colour, bold=True),
        text(f"{uid}-share", [5.0], [-0.9], said[-1], 20, bold=True),
    ]
    tracks = [Track(uid, "replace", {"z": z}, EVERY), Track(f"{uid}-share", "replace", {"text": said})]
    return Cell(traces, hidden(-0.5, 10.5), hidden(-1.6, 11.6), area, narrow, equal=True), tracks


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
    for uid, label, start, style in (
        ("zero", "from 0", measured.zero, ZERO),
        ("there", "from the mean", measured.there, THERE),
    ):
        shown = np.clip(start.curve, -FAR, FAR)
        traces.append(line(f"fit-{uid}", along, shown[-1], style.colour, 5, style.dash))
        tracks.append(Track(f"fit-{uid}", "replace", {"x": along[None], "y": shown}, EVERY))
        ends = np.clip(shown[:, -1], low, high)
        x = np.full((len(ends), 1), RANGE[1])
        named = text(f"name-{uid}", x[-1], ends[-1:], [f"\u2002{label}"], 18, style.colour, "middle right", bold=True)
        traces.append(named)
        tracks.append(Track(f"name-{uid}", "replace", {"x": x, "y": ends[:, None]}, EVERY))
    x, y_axis = axis(RANGE[0], 1.75 * RANGE[1], {-3.0: "−3", 0.0: "x", 3.0: "3"}), _levels(float(low), float(high))
    return [(Cell(traces, x, y_axis, (0.04, 0.5, 0.13, 0.97), (0.08, 0.98, 0.6, 1.0)), tracks)]


def _levels(low: float, high: float) -> dict[str, Any]:
    step = rounded_up((high - low) / 5)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return axis(low, high, {tick: number(tick) for tick in ticks.tolist()})


def _errors(measured: Biases) -> Parts:
    """The errors on a log axis, and from 0 on along the best constant's as far as the start at 0 is above it."""
    steps = np.arange(measured.settings.steps + 1.0)
    starts = (("error-zero", measured.zero, ZERO), ("error-there", measured.there, THERE))
    lowest = max(min(float(start.error.min()) for _, start, _ in starts), 1e-4)
    low, high = np.log10(rounded_down_to(lowest)), np.log10(rounded_up(min(max(measured.zero.error[0], 1.0), FAR)))
    level = float(np.log10(max(measured.baseline, 1e-4)))
    end = measured.settings.steps if measured.saved is None else measured.saved
    way = np.minimum(steps, end)
    heights = np.full(len(steps), level)
    said = [[counted(int(step), "step") if step else " "] for step in way.tolist()]
    middle = way[:, None] / 2
    below = heights[:, None] - 0.06 * (high - low)
    traces: list[dict[str, Any]] = [
        guide("constant", (0.0, float(steps[-1])), level),
        line("saved", way, heights, INK, 6),
        text("saved-steps", middle[-1], below[-1], said[-1], 20, INK, bold=True),
    ]
    tracks = [
        Track("saved", "grow", {"x": way, "y": heights}),
        Track("saved-steps", "replace", {"x": middle, "y": below, "text": said}),
    ]
    for uid, start, style in starts:
        shown = np.log10(np.clip(start.error, 1e-5, 10 * FAR))
        named = [number(value, 2, aligned=True) for value in start.error.tolist()]
        side = "top right" if uid == "error-zero" else "bottom right"
        parts, moves = curve(uid, steps, shown, named, style.colour, style.dash, side)
        traces += parts
        tracks += moves
    ticks = {float(np.log10(value)): number(value) for value in _decades(low, high)}
    last = float(steps[-1])
    x = axis(0.0, NAMED * last, {0.0: "0", last: f"step {int(last)}"})
    y = axis(float(low), float(high), ticks, "training error")
    return Cell(traces, x, y, BESIDE, BELOW), tracks


def rounded_down_to(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten not above value > 0."""
    power = 10.0 ** np.floor(np.log10(value))
    return rounded_down(value / power) * power


def _decades(low: float, high: float) -> list[float]:
    powers = range(int(np.floor(low)) - 1, int(np.ceil(high)) + 1)
    few = (1,) if high - low > 2.5 else (1, 2, 5) if high - low < 1.2 else (1, 3)
    return [m * 10.0**power for power in powers for m in few if low - 1e-9 <= np.log10(m * 10.0**power) <= high + 1e-9]
