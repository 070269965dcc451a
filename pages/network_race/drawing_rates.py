"""The error of each rule at every η, and below it at which η it has learnt."""

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, said
from figures.panels import AXIS
from figures.theme import LINE, MUTED, PAPER, STYLES
from lesson import Track, number
from pages.network_race.chart import line_name
from pages.network_race.measure import Measured
from pages.network_race.measure_rates import Rates

Array = NDArray[np.float64]
BESIDE, CORNER = 0.65, 0.15  # what stands at the line reaches so far along η on a phone, and up
OFF = 3.0  # times the baseline: the top of the axis
TICKS = {0.0001: "10⁻⁴", 0.01: "0.01", 0.1: "0.1", 1.0: "1", 10.0: "10"}


def rates_picture(measured: Measured, rates: Rates) -> tuple[list[Part], list[Track]]:
    """Curves over η above, a row of marks for each rule below, on one η axis."""
    x = {
        **AXIS,
        "type": "log",
        "range": [float(np.log10(rates.etas[0])) - 0.15, float(np.log10(rates.etas[-1])) + 0.15],
        "tickvals": [*TICKS],
        "ticktext": [*TICKS.values()],
        "showline": False,
        "tickangle": 0,
    }
    curves, falling = _curves(measured, rates)
    marks, filling = _marks(rates)
    names, telling = _names(rates)
    bare = {**x, "showticklabels": False, "ticks": ""}
    low, high = _range(measured)
    error = {
        **AXIS,
        "type": "log",
        "range": [float(np.log10(low)), float(np.log10(high))],
        "tickvals": [0.001, 0.01, 0.1, 1],
        "ticktext": ["0.001", "0.01", "0.1", "1"],
        "title": {"text": "training error", "standoff": 4, "font": {"size": 18}},
    }
    rows = {"visible": False, "range": [-0.6, len(rates.error) - 0.4]}
    split, right = 0.3 + 0.04 * max(len(rates.error), 4), 0.78
    parts = [
        Part(curves, bare, error, (0.1, right, split, 1), (0.17, 0.56, 0.62, 1)),
        Part(
            marks,
            {**x, "title": {"text": "η", "standoff": 0, "font": {"size": 20}}},
            rows,
            (0.1, right, 0.13, split - 0.02),
            (0.17, 0.56, 0.13, 0.6),
        ),
        Part(names, {"visible": False, "range": [0, 1]}, rows, (right, 1, 0.13, split - 0.02), (0.57, 1, 0.13, 0.6)),
    ]
    return parts, [*falling, *filling, telling]


def _range(measured: Measured) -> tuple[float, float]:
    low = min(measured.lowest, 0.01, 10 ** float(np.floor(np.log10(measured.learnt))))
    return low, max(OFF * measured.training.baseline, 10 * low)


def _curves(measured: Measured, rates: Rates) -> tuple[list[dict[str, object]], list[Track]]:
    low, high = _range(measured)
    ends, value = rates.etas[[0, -1]], measured.learnt
    until = int(BESIDE * len(rates.etas)) + 1
    lowest = min(float(error[-1, :until].min()) for error in rates.error.values())
    common = {"type": "scatter", "hoverinfo": "skip"}
    traces: list[dict[str, object]] = [
        {
            **common,
            **{"uid": "learnt", "mode": "lines", "x": ends, "y": np.full(2, value)},
            "line": {"color": MUTED, "width": 2, "dash": "dash"},
        },
        line_name("learnt-name", f"dashed: learnt, {number(value, 2)}", float(ends[0]), (low, high), lowest, CORNER),
    ]
    tracks: list[Track] = []
    for name, error in rates.error.items():
        style, shown = STYLES[name], np.clip(error, low, 1.5 * high)
        traces.append(
            {
                **common,
                **{"uid": f"rates-{name}", "mode": "lines", "x": rates.etas, "y": shown[-1]},
                "line": {"color": style.colour, "dash": style.dash, "width": 4},
            }
        )
        tracks.append(Track(f"rates-{name}", "replace", {"x": rates.etas[None], "y": shown}))
    return traces, tracks


def _rows(rates: Rates) -> dict[str, int]:
    return {name: len(rates.error) - 1 - i for i, name in enumerate(rates.error)}


def _marks(rates: Rates) -> tuple[list[dict[str, object]], list[Track]]:
    """For each rule an open mark at every η, and a full one where it has learnt by the epoch."""
    traces: list[dict[str, object]] = []
    tracks: list[Track] = []
    beyond = rates.etas[0] / 1e6  # left of the axis
    for name, row in _rows(rates).items():
        common = {"type": "scatter", "mode": "markers", "hoverinfo": "skip"}
        y = np.full(len(rates.etas), float(row))
        open_ = {"symbol": "circle-open", "size": 14, "color": LINE, "line": {"width": 2}}
        full = {"symbol": "circle", "size": 22, "color": STYLES[name].colour, "line": {"width": 1, "color": PAPER}}
        x = np.where(rates.learnt[name], rates.etas, beyond)
        traces += [
            {**common, "uid": f"tried-{name}", "x": rates.etas, "y": y, "marker": open_},
            {**common, "uid": f"learnt-{name}", "x": x[-1], "y": y, "marker": full},
        ]
        tracks.append(Track(f"learnt-{name}", "replace", {"x": x, "y": y[None]}))
    return traces, tracks


def _names(rates: Rates) -> tuple[list[dict[str, object]], Track]:
    rows, every = _rows(rates), len(rates.etas)
    x, y = np.full(len(rows), 0.02), np.array([float(row) for row in rows.values()])
    counts = np.stack([rates.learnt[name].sum(-1) for name in rows], axis=1)
    texts = [[f"{name}: {count} of {every}" for name, count in zip(rows, row, strict=True)] for row in counts.tolist()]
    colours = [STYLES[name].colour for name in rows]
    trace = said("names", x, y, texts[-1], "middle right", colours, 20)
    return [trace], Track("names", "replace", {"x": x[None], "y": y[None], "text": texts})
