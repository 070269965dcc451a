"""Errors with their bands: over the epochs, and against the number of units or examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Area, Part, said
from figures.curves import RED, apart, band, begun, dots, level, line, riding, steps_axis, values_axis
from figures.panels import first_steps
from figures.theme import INK, MUTED, faint
from lesson import Track, number
from pages.generalization.measure_bands import Band, band_of
from pages.generalization.measure_many import COUNTS, Many
from pages.generalization.settings import WIDTHS

Array = NDArray[np.float64]
OFF = 1.05  # beyond an axis's end
RIGHT: Area = (0.45, 1, 0.14, 1)
BELOW: Area = (0.15, 1, 0.11, 0.5)
BELOW_NAME = 0.9  # of an axis: what is said at its top is not crossed
ROOM = 1.55  # of the epochs: room for the names at the curves' ends


@dataclass(frozen=True)
class Curve:
    """One error over the epochs: its key, what stands at its end, its look and its band."""

    key: str
    called: str
    band: Band
    colour: str
    dash: str = "solid"


def over_epochs(
    curves: Sequence[Curve],
    epochs: int,
    top: float,
    title: str,
    baseline: float | None = None,
    area: Area = RIGHT,
    narrow: Area = BELOW,
    room: float = ROOM,
    more: Sequence[dict[str, Any]] = (),
    low: float = 0.0,
) -> tuple[Part, list[Track]]:
    """The curves so far, with names and values at their ends. epochs: of the whole training; room: of these, for
    the names; more: further traces; low: where the axis begins."""
    count = len(curves[0].band.middle)
    x = first_steps(count)
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    ends: list[Array] = []
    if baseline is not None:
        drawn, growing = level("baseline", baseline, count)
        traces.append(drawn)
        tracks.append(growing)
    for curve in curves:
        edges = curve.band
        least, middle, most = (np.minimum(part, OFF * top) for part in (edges.low, edges.middle, edges.high))
        ends.append(middle)
        traces += band(f"{curve.key}-band", x, least, most, faint(curve.colour))
        traces.append(line(f"{curve.key}-curve", x, middle, curve.colour, 4, curve.dash))
        for uid, values in (("band-low", least), ("band-high", most), ("curve", middle)):
            tracks.append(Track(f"{curve.key}-{uid}", "grow", {"x": x, "y": values}))
    columns = [[f"\u2002{curve.called} {_short(at)}" for at in curve.band.middle.tolist()] for curve in curves]
    colours = [curve.colour for curve in curves]
    if baseline is not None:
        columns.append([" ", *["\u2002baseline"] * (count - 1)])  # its line has no length at first
        colours.append(MUTED)
        ends.append(np.full(count, baseline))
    texts = [list(row) for row in zip(*columns, strict=True)]
    names, moving = riding("names", np.stack(ends, axis=1), texts, colours, (0, top))
    first = np.array([end[0] for end in ends[: len(curves)]])
    starting, started = begun("begun", first, colours[: len(curves)], epochs)
    axes = steps_axis(epochs, "epochs", room), values_axis(low, top, title)
    return Part([*traces, *more, starting, names], *axes, area, narrow), [*tracks, started, moving]


def _short(error: float) -> str:
    """An error as there is room for it at a curve's end."""
    return "< 0.001" if error < 0.001 else number(error, 2)


def against(measured: Many, unseen: bool) -> tuple[Part, list[Track]]:
    """Both errors, or the training error alone, against the number of units or of examples."""
    examples = measured.settings.view == "examples"
    every = COUNTS if examples else WIDTHS
    top, last = measured.top, len(every) - 1
    x = np.searchsorted(every, measured.values).astype(float)
    at = int(x[measured.at])
    stride = float(measured.epochs[1] - measured.epochs[0]) if len(measured.epochs) > 2 else float(measured.epochs[-1])
    traces: list[dict[str, Any]] = [
        line("baseline", [0, last], [measured.baseline] * 2, MUTED, 2, "dash"),
        line("set", [at, at], [0, BELOW_NAME * top if unseen and not examples else top], MUTED, 2),
    ]
    tracks: list[Track] = []
    shown = [("training", "training", measured.training, INK, "solid")]
    shown += [("unseen", "validation", measured.validation, RED, "dash")] * unseen
    heights: list[Array] = []
    for key, _, errors, colour, dash in shown:
        edges = band_of(errors)
        low, middle, high = (np.minimum(part, OFF * top) for part in (edges.low, edges.middle, edges.high))
        traces += [
            *band(f"{key}-band", x, low[-1], high[-1], faint(colour)),
            line(f"{key}-curve", x, middle[-1], colour, 4, dash),
            dots(f"{key}-point", [at], middle[-1, [measured.at]], colour, 16),
        ]
        for uid, values in (("band-low", low), ("band-high", high), ("curve", middle)):
            tracks.append(Track(f"{key}-{uid}", "replace", {"x": x[None], "y": values}, stride))
        tracks.append(Track(f"{key}-point", "replace", {"y": middle[:, [measured.at]]}, stride))
        heights.append(middle[:, -1])
    heights.append(np.full(len(measured.epochs), measured.baseline))
    called = [name for _, name, *_ in shown] + ["baseline"]
    colours = [colour for *_, colour, _ in shown] + [MUTED]
    y = apart(np.stack(heights, axis=1), 0.1 * top, 0.05 * top, 0.95 * top)
    beyond = last + (0.45 if unseen else 0.2)  # of a star on the last
    names = said("names", [beyond] * len(called), y[-1], called, "middle right", colours, 19)
    tracks.append(Track("names", "replace", {"y": y}, stride))
    if unseen and not examples and measured.complete:
        more, moves = _marked(measured, x, stride)
        traces += more
        tracks += moves
    across = {
        **values_axis(
            -0.3, 1.42 * last, "examples to train on" if examples else "units in each layer", range(len(every))
        ),
        "ticktext": [str(value) for value in every],
        "showline": False,
        "tickangle": 0,
    }
    title = "error" if unseen else "training error"
    return Part([*traces, names], across, values_axis(0, top, title), (0.45, 1, 0.14, 1), (0.15, 1, 0.11, 0.53)), tracks


def _marked(measured: Many, x: Array, stride: float) -> tuple[list[dict[str, Any]], list[Track]]:
    """The lowest validation error, and from where on there are as many weights as examples."""
    top = measured.top
    middle = np.median(measured.validation, axis=-1)
    lowest = middle.argmin(1)
    star = np.stack([x[lowest], np.minimum(middle.min(1), OFF * top)], axis=1)
    traces = [dots("lowest", star[-1:, 0], star[-1:, 1], RED, 24, "star")]
    tracks = [Track("lowest", "move", {"x": star[:, 0], "y": star[:, 1]}, stride)]
    first = measured.as_many
    if first < len(x):
        edge = float(x[first]) - 0.5
        traces.append(line("as-many", [edge, edge], [0, top], INK, 2, "dot"))
        text, side = f"\u2002{measured.examples} weights or more →\u2002", "right" if edge < len(WIDTHS) / 2 else "left"
        traces.append(said("as-many-name", [edge], [0.95 * top], [text], f"middle {side}", INK, 18))
    return traces, tracks
