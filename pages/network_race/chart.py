"""Curves of the error over the epochs, whose names and values ride on their ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Area, Part, said
from figures.panels import AXIS, Panel, panel_traces, panel_tracks
from figures.theme import INK, MUTED, PAPER, Style
from lesson import Track
from lesson.numbers import rounded_down
from pages.network_race.words_common import error

Array = NDArray[np.float64]
FEW, MANY = 1.85, 2.4  # of the epochs' length: room for the names, less for up to four beside a wide chart
GAP = 0.095  # of the axis's height between two names
BESIDE, CORNER = 0.85, 0.1  # what stands at the line reaches so far along the epochs, and up
DECADES = "0.001", "0.01", "0.1", "1", "10", "100"


@dataclass(frozen=True)
class Chart:
    """curves: name -> (k,) for the epochs 0 … k−1, styles of each, bands: name -> (low, high). range: of the errors.
    epochs: done, trained: in all. gone: name -> the epoch at which it diverged. line: an error that is marked across,
    and what stands at it. reached: name -> the epoch at which a curve is first below it."""

    curves: Mapping[str, Array]
    styles: Mapping[str, Style]
    bands: Mapping[str, tuple[Array, Array]]
    range: tuple[float, float]
    epochs: int
    trained: int
    gone: Mapping[str, int]
    line: tuple[float, str]
    reached: Mapping[str, int]
    title: str = "training error"


def chart(shown: Chart, area: Area, narrow: Area) -> tuple[Part, list[Track]]:
    """The curves, how they grow, and how their names ride."""
    floor = shown.range[0]
    curves = {name: np.maximum(curve, floor) for name, curve in shown.curves.items()}
    bands = {name: (np.maximum(low, floor), np.maximum(high, floor)) for name, (low, high) in shown.bands.items()}
    panel = Panel("training", curves, shown.styles, bands)
    value, text = shown.line
    names, riding = _names(shown)
    marks, marking = _reached(shown)
    until = int(BESIDE * shown.trained) + 1
    lowest = min(float(curve[:until].min()) for curve in shown.curves.values())
    traces = [
        _across("line", value, shown.trained),
        line_name("line-name", text, 0.0, shown.range, lowest, CORNER),
        *panel_traces(panel, "epoch"),
        marks,
        names,
    ]
    return Part(traces, *_axes(shown), area, narrow), [*panel_tracks(panel), marking, riding]


def _across(uid: str, value: float, epochs: int) -> dict[str, Any]:
    return {
        **{"type": "scatter", "uid": uid, "mode": "lines", "hoverinfo": "skip", "x": [0, epochs], "y": [value, value]},
        "line": {"color": MUTED, "width": 2, "dash": "dash"},
    }


def line_name(uid: str, text: str, x: float, ends: tuple[float, float], lowest: float, corner: float) -> dict[str, Any]:
    """What stands at a dashed line: in the lower corner, or in the upper one where a curve comes down into that.

    ends: of the errors' axis; lowest: of the curves beside it; corner: the share of the axis that it takes.
    """
    low, high = (float(np.log10(end)) for end in ends)
    free = np.log10(max(lowest, ends[0])) >= low + corner * (high - low)
    # above or below by its height alone: a text that changes its side would be drawn anew
    y = 10.0 ** (low + (high - low) * (corner / 2 if free else 1 - corner / 2))
    return said(uid, [x], [y], [text], "middle right", MUTED, 18, False)


def _names(shown: Chart) -> tuple[dict[str, Any], Track]:
    """The names at the ends of the curves, kept apart, at every epoch."""
    low, high = (float(np.log10(end)) for end in shown.range)
    gap = GAP * (high - low)
    every = np.arange(shown.epochs + 1)
    known = {name: np.minimum(every, len(curve) - 1) for name, curve in shown.curves.items()}
    values = np.stack([shown.curves[name][at] for name, at in known.items()], axis=1)
    ends = low + gap / 2, high - gap / 2
    heights = _apart(np.clip(np.log10(values), ends[0], high), gap, ends, float(np.log10(shown.line[0])))
    x = np.stack([np.minimum(every + 1, len(curve) - 1) for curve in shown.curves.values()], axis=1).astype(float)
    texts = [
        [
            f"\u2002{name} diverged" if epoch >= shown.gone.get(name, shown.trained + 1) else _text(name, value)
            for name, value in zip(known, row, strict=True)
        ]
        for epoch, row in enumerate(values.tolist())
    ]
    colours = [shown.styles[name].colour for name in known]
    trace = said("names", x[-1], 10 ** heights[-1], texts[-1], "middle right", colours, 19)
    return trace, Track("names", "replace", {"x": x, "y": 10**heights, "text": texts})


def _text(name: str, value: float) -> str:
    return f"\u2002{name}: {error(value, 2)}"


def _apart(levels: Array, gap: float, ends: tuple[float, float], line: float) -> Array:
    """Levels (T, n) moved as keeps them a gap apart, within the ends, and where there is room each on its side of the
    line, which would strike it."""
    order = np.argsort(levels, axis=1, kind="stable")
    at = np.take_along_axis(levels, order, axis=1)
    over = at >= line
    at = np.where(over, np.maximum(at, line + gap / 2), np.minimum(at, line - gap / 2))
    every = range(at.shape[1])
    for i in every[1:]:
        at[:, i] = np.where(over[:, i] == over[:, i - 1], np.maximum(at[:, i], at[:, i - 1] + gap), at[:, i])
    for i in reversed(every):
        top = np.where(over[:, i], ends[1], line - gap / 2)
        at[:, i] = np.minimum(at[:, i], np.minimum(top, at[:, i + 1] - gap) if i + 1 < len(every) else top)
    for i in every:
        at[:, i] = np.maximum(at[:, i], np.maximum(ends[0], at[:, i - 1] + gap) if i else ends[0])
    apart = np.empty_like(at)
    np.put_along_axis(apart, order, at, axis=1)
    return apart


def _reached(shown: Chart) -> tuple[dict[str, Any], Track]:
    """A ring on each curve where it is first below the line; left of the axis until then."""
    at = np.array([shown.reached.get(name, -1) for name in shown.curves])
    value = np.array([curve[max(epoch, 0)] for curve, epoch in zip(shown.curves.values(), at, strict=True)])
    every = np.arange(shown.epochs + 1)[:, None]
    x = np.where((at >= 0) & (every >= at), at, -float(shown.trained))
    y = np.broadcast_to(value, x.shape)
    colours = [shown.styles[name].colour for name in shown.curves]
    trace = {
        **{"type": "scatter", "uid": "reached", "mode": "markers", "hoverinfo": "skip", "x": x[-1], "y": y[-1]},
        "marker": {"symbol": "circle", "size": 15, "color": PAPER, "line": {"width": 4, "color": colours}},
    }
    return trace, Track("reached", "replace", {"x": x, "y": y})


def _axes(shown: Chart) -> tuple[dict[str, Any], dict[str, Any]]:
    low, high = shown.range
    apart = max(1, int(rounded_down(shown.trained / 2)))
    x = {
        **AXIS,
        "range": [-0.02 * shown.trained, (FEW if len(shown.curves) <= 4 else MANY) * shown.trained],
        "tickvals": [*range(0, shown.trained + 1, apart)],
        "title": {"text": "epochs", "standoff": 2, "font": {"size": 18}},
        "showline": False,
    }
    y = {
        **AXIS,
        "type": "log",
        "range": [float(np.log10(low)), float(np.log10(high))],
        "tickvals": [float(text) for text in DECADES],
        "ticktext": [*DECADES],
        "title": {"text": shown.title, "standoff": 4, "font": {"size": 18}},
        "tickfont": {"color": INK},
    }
    return x, y
