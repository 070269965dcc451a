"""The pictures of one search: against one hyperparameter, on a map of two, all at once, and what matters."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, board, plain, said
from figures.curves import ahead, dots, line
from figures.theme import INK, LINE, MUTED, PAPER, RATES, STYLES, scale
from lesson import Scene, Track, number
from pages.tuning.axes import NAMES, Scale, counts_axis, errors_axis, scale_of, top_of, values_of
from pages.tuning.measure_search import Table
from pages.tuning.settings import value_of
from pages.tuning.words import baseline_of, title, words_of_table

Array = NDArray[np.float64]
SIDE = 60  # pixels of a map
EDGE = 0.16  # of a map beyond its outermost values
AWAY = -9.0  # outside the picture, where what is not there is drawn
NAME = 0.36, 0.17  # how far the baseline's name and a mark reach, of the axes
FIRST = 0.24  # of what is right of it: room for the names at the first rail, on a phone too
SHORT = NAMES | {"eta": "η", "batch_size": "Batch", "layers": "Layers", "width": "Units", "dropout": "Dropout"}
Drawn = tuple[list[Part], list[Track]]


def draw_table(measured: Table) -> Scene:
    """The scene of a search."""
    views = {"map": _map, "parallel": _parallel, "matters": _matters}
    parts, tracks = views.get(measured.settings.view, _against)(measured)
    return Scene(
        title=title(measured.what, measured.settings),
        drawing=board(parts),
        tracks=tuple(tracks),
        steps=len(measured.rows),
        words=words_of_table(measured),
        unit="setting",
        seconds=7.0,
        progress=measured.done,
    )


def _appearing(values: Array) -> Array:
    """Values (n,) as a track that grows has them: nothing at step 0."""
    return np.concatenate([[AWAY], values])


def _from_first(values: Array) -> Array:
    """The same of stairs, of which each step has two and step 0 none to be seen."""
    return np.concatenate([values[:1], values[:1], values])


def _dots(measured: Table, x: Array, y: Array) -> tuple[list[dict[str, Any]], list[Track]]:
    """Each setting as its rule's marker, from its own step on."""
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    algorithms = [row.candidate.algorithm for row in measured.rows]
    for name in measured.settings.algorithms:
        own = np.array([algorithm == name for algorithm in algorithms])
        across, up = _appearing(np.where(own, x, AWAY)), _appearing(np.where(own, y, AWAY))
        style = STYLES[name]
        trace = dots(f"tried-{name}", across, up, style.colour, 15, style.symbol)
        trace["marker"]["line"] = {"color": PAPER, "width": 1}
        traces.append(trace)
        tracks.append(Track(f"tried-{name}", "grow", {"x": across, "y": up}))
    return traces, tracks


def _ring(measured: Table, x: Array, y: Array) -> tuple[dict[str, Any], Track]:
    """A ring around the best so far."""
    best = _best_at(measured)
    across, up = np.concatenate([[AWAY], x[best]]), np.concatenate([[AWAY], y[best]])
    ring = dots("best", across[-1:], up[-1:], INK, 26, "circle-open")
    ring["marker"]["line"] = {"width": 3}
    return ring, Track("best", "replace", {"x": across[:, None], "y": up[:, None]})


def _best_at(measured: Table) -> NDArray[np.int64]:
    """Which row is the best of the first 1 … n."""
    errors = measured.errors
    return np.array([int(errors[: n + 1].argmin()) for n in range(len(errors))])


def _legend(measured: Table) -> Part:
    """The rules' names in their colours, in a row."""
    names = measured.settings.algorithms
    widths = np.array([len(name) + 5.0 for name in names])
    x = (np.cumsum(widths) - widths) / max(float(widths.sum()), 44.0)
    traces: list[dict[str, Any]] = []
    for name, at in zip(names, x.tolist(), strict=True):
        style = STYLES[name]
        traces += [
            dots(f"mark-{name}", [at + 0.012], [0.5], style.colour, 14, style.symbol),
            said(f"name-{name}", [at + 0.03], [0.5], [name], "middle right", style.colour, 19),
        ]
    return Part(traces, plain(0, 1), plain(0, 1), (0.03, 0.62, 0.91, 1), (0.02, 1, 0.94, 1))


def _against(measured: Table) -> Drawn:
    settings = measured.settings
    shown = scale_of(measured.what, settings.against)
    baseline = baseline_of(measured.what)
    top = top_of(measured.errors, baseline)
    x = shown.at(values_of(measured.rows, settings.against))
    y = np.minimum(measured.errors, top)
    traces, tracks = _dots(measured, x, y)
    ring, moving = _ring(measured, x, y)
    level = [line("baseline", [-0.06, 1.06], [baseline] * 2, MUTED, 2, "dash")] if baseline < top else []
    named = [_baseline_name(x, y, baseline, top)] if level else []
    left = Part(
        [*level, *named, *traces, ring], shown.axis(), errors_axis(top), (0.07, 0.62, 0.13, 0.9), (0.15, 1, 0.58, 0.93)
    )
    right, running = _running(measured, top)
    return [left, _legend(measured), right], [*tracks, moving, *running]


def _baseline_name(x: Array, y: Array, baseline: float, top: float) -> dict[str, Any]:
    """The naive baseline's name along its line (of `level`), where the fewest marks (n,) lie under it."""
    lying: dict[tuple[str, float], int] = {}
    for up, side in ((1, "top"), (-1, "bottom")):
        beside = (up * (y - baseline) > -0.02 * top) & (up * (y - baseline) < NAME[1] * top)
        for at, toward, sign in ((-0.04, "right", 1), (1.04, "left", -1)):
            lying[f"{side} {toward}", at] = int((beside & (sign * (x - at) < NAME[0])).sum())
    (side, at), _ = min(lying.items(), key=lambda place: place[1])
    height = baseline - 0.02 * top * side.startswith("bottom")
    return said("baseline-name", [at], [height], ["naive baseline"], side, MUTED, 18)


def _running(measured: Table, top: float) -> tuple[Part, list[Track]]:
    """The best so far against how many were tried."""
    n = len(measured.rows)
    best = np.minimum(measured.best_so_far, top)
    steps = np.arange(n + 1.0)
    y = np.concatenate([[AWAY], best])
    stairs_x = np.repeat(steps[1:], 2)[1:]
    stairs_y = np.repeat(best, 2)[:-1]
    along, down = _from_first(stairs_x), _from_first(stairs_y)
    curve = line("running", stairs_x, stairs_y, INK, 4)
    tip = dots("running-tip", steps[-1:], y[-1:], INK, 14)
    texts = [[" "], *([f"\u2002{number(value, 2, aligned=True)}"] for value in measured.best_so_far.tolist())]
    value = said("running-value", steps[-1:], y[-1:], texts[-1], "middle right", INK, 22)
    tracks = [
        Track("running", "grow", {"x": along, "y": down}, 0.5),
        Track("running-tip", "move", {"x": along, "y": np.append(AWAY, down[1:])}, 0.5),
        Track("running-value", "replace", {"x": ahead(n + 1)[:, None], "y": y[:, None], "text": texts}),
    ]
    axes = counts_axis(measured.most, "settings tried", 1.35), errors_axis(top, "best so far")
    return Part([curve, tip, value], *axes, (0.73, 1, 0.13, 0.9), (0.15, 1, 0.1, 0.42)), tracks


def _map(measured: Table) -> Drawn:
    """The mean error of the settings in each cell of two hyperparameters, and the settings themselves."""
    settings = measured.settings
    across, up = (scale_of(measured.what, name) for name in (settings.against, settings.other))
    x, y = (shown.at(values_of(measured.rows, shown.name)) for shown in (across, up))
    columns, rows = _edges(across), _edges(up)
    errors = measured.errors
    column, row = np.searchsorted(columns, x, "right") - 1, np.searchsorted(rows, y, "right") - 1
    n, shape = len(errors), (len(rows) - 1, len(columns) - 1)
    low, high = float(errors.min()), float(max(errors.max(), errors.min() + 1e-9))
    pixels = np.linspace(-EDGE, 1 + EDGE, SIDE)
    at = np.ix_(*(np.clip(np.searchsorted(edges, pixels, "right") - 1, 0, len(edges) - 2) for edges in (rows, columns)))
    z = np.empty((n + 1, SIDE, SIDE), dtype=np.uint8)
    texts: list[list[str]] = []
    total, count = np.zeros(shape), np.zeros(shape)
    for step in range(n + 1):
        if step:
            total[row[step - 1], column[step - 1]] += errors[step - 1]
            count[row[step - 1], column[step - 1]] += 1
        mean = total / np.maximum(count, 1)
        z[step] = np.where(count > 0, np.round(250 * (mean - low) / (high - low)), 255)[at]
        flat = zip(mean.ravel().tolist(), count.ravel().tolist(), strict=True)
        texts.append([number(value, 2) if some else " " for value, some in flat])
    colours = [[float(at) * 250 / 255, colour] for at, colour in scale(RATES[1:])]
    heat: dict[str, Any] = {
        **{"type": "heatmap", "uid": "cells", "x": pixels, "y": pixels, "z": z[-1], "zmin": 0, "zmax": 255},
        **{"colorscale": [*colours, [1.0, PAPER]], "showscale": False, "hoverinfo": "skip"},
    }
    places = np.meshgrid((columns[1:] + columns[:-1]) / 2, rows[1:] - 0.06)
    values = said("values", places[0].ravel(), places[1].ravel(), texts[-1], "middle center", INK, 20)
    traces, tracks = _dots(measured, x, y)
    for trace in traces:
        trace["marker"]["size"] = 9
    ends = {"range": [-EDGE, 1 + EDGE]}
    part = Part(
        [heat, *traces, values],
        across.axis() | ends,
        up.axis(True) | ends,
        (0.09, 0.72, 0.13, 0.9),
        (0.16, 1, 0.46, 0.93),
    )
    beside = ["mean validation error", f"blue: low, down to {number(low, 2)}", f"faint: high, up to {number(high, 2)}"]
    key = said("key", [0.0] * 3, [0.8, 0.66, 0.52], beside, "middle right", INK, 19)
    side = Part([key], plain(0, 1), plain(0, 1), (0.76, 1, 0.1, 0.9), (0.05, 1, 0, 0.38))
    moving = [Track("cells", "replace", {"z": z}), Track("values", "replace", {"text": texts})]
    return [part, _legend(measured), side], [*tracks, *moving]


def _edges(shown: Scale) -> Array:
    """Borders of a map's cells along an axis: between listed values, or three equal parts."""
    places = [at for at, _ in shown.ticks]
    if shown.high <= shown.low:
        return np.array([-EDGE, 1 + EDGE])
    if len(places) > 5 or shown.name in ("eta", "l1", "l2", "dropout"):
        return np.array([-EDGE, 1 / 3, 2 / 3, 1 + EDGE])
    middles = [(a + b) / 2 for a, b in pairwise(places)]
    return np.array([-EDGE, *middles, 1 + EDGE])


def _parallel(measured: Table) -> Drawn:
    """Every setting as a line through all that varies, to its error."""
    names = [name for name in ("algorithm", *NAMES) if name in measured.explained() or name == "eta"]
    names = [*dict.fromkeys(names)]
    scales = {name: scale_of(measured.what, name) for name in names if name != "algorithm"}
    rules = measured.settings.algorithms
    low, high = float(measured.errors.min()), float(measured.errors.max())
    best = _best_at(measured)
    paths = np.empty((len(measured.rows), len(names) + 1))
    for i, row in enumerate(measured.rows):
        for j, name in enumerate(names):
            if name == "algorithm":
                paths[i, j] = rules.index(row.candidate.algorithm) / max(len(rules) - 1, 1)
            else:
                paths[i, j] = float(scales[name].at(np.array(value_of(row.candidate, name))))
        paths[i, -1] = (row.validation - low) / max(high - low, 1e-12)
    x = np.arange(len(names) + 1.0)
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, path in enumerate(paths):
        colour = STYLES[measured.rows[i].candidate.algorithm].colour
        traces.append(line(f"path-{i}", x, path, colour, 2) | {"opacity": 0.6})
        tracks.append(Track(f"path-{i}", "replace", {"y": np.stack([np.full(len(x), AWAY), path])}, i + 1))
    chosen = paths[best]
    traces.append(line("best", x, chosen[-1], INK, 6))
    tracks.append(Track("best", "replace", {"y": np.concatenate([np.full((1, len(x)), AWAY), chosen])}))
    rails = [line(f"rail-{j}", [j, j], [0, 1], LINE, 2) for j in range(len(names) + 1)]
    marks: list[tuple[float, float, str]] = []
    for j, name in enumerate(names):
        ends = scales[name].ticks if name in scales else [(k / max(len(rules) - 1, 1), r) for k, r in enumerate(rules)]
        marks += [(j + (0.03 if j else -0.03), at, text) for at, text in ends]  # the first ones free of the lines
    marks += [(len(names) + 0.03, 0.0, number(low, 2)), (len(names) + 0.03, 1.0, number(high, 2))]
    across, up, texts = [at for at, *_ in marks], [at for _, at, _ in marks], [text for *_, text in marks]
    sides = ["middle right" if x > 0 else "middle left" for x in across]
    labels = said("marks", across, up, texts, sides, INK, 18)
    named = said("heads", x, np.full(len(x), 1.12), [*(SHORT[name] for name in names), "Error"], size=20)
    last = len(names) + 0.7
    wide, area = plain(-FIRST * last, last), (0.0, 1.0, 0.02, 0.98)
    return [Part([*rails, *traces, labels, named], wide, plain(-0.08, 1.2), area, area)], tracks


def _matters(measured: Table) -> Drawn:
    """How much of the spread of errors each hyperparameter explains, from as many settings as there are."""
    n = len(measured.rows)
    names = [*measured.explained()]
    shares = np.zeros((n + 1, max(len(names), 1)))
    for count in range(1, n + 1):
        part = Table(measured.settings, measured.what, measured.rows[:count], measured.most, 0.0).explained()
        shares[count, : len(names)] = [part[name] for name in names]
    order = np.argsort(-shares[-1, : len(names)], kind="stable")
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for place, j in enumerate(order.tolist()):
        y, share, uid = float(len(names) - 1 - place), shares[:, j], f"bar-{names[j]}"
        x = share[:, None] * np.array([0.0, 0.0, 1.0, 1.0])
        bar = line(uid, x[-1], np.array([y - 0.3, y + 0.3, y + 0.3, y - 0.3]), RATES[0], 0)
        traces.append({**bar, "fill": "toself", "fillcolor": RATES[0]})
        texts = [[f"\u2002{number(100 * value, 2)} %"] for value in share.tolist()]
        traces += [
            said(f"{uid}-name", [-0.02], [y], [NAMES[names[j]]], "middle left", INK, 20),
            said(f"{uid}-value", x[-1, -1:], [y], texts[-1], "middle right", INK, 20),
        ]
        tracks += [
            Track(uid, "replace", {"x": x}),
            Track(f"{uid}-value", "replace", {"x": x[:, -1:], "text": texts}),
        ]
    heading = ["spread that each alone explains"]
    above = said("heading", [0.0], [len(names) - 0.15], heading, "middle right", MUTED, 18)
    axes = plain(-0.42, 1.0), plain(-0.6, len(names) + 0.2)
    left = Part([*traces, above], *axes, (0, 0.62, 0.05, 1), (0, 1, 0.42, 1))
    x = scale_of(measured.what, names[int(order[0])]) if names and names[int(order[0])] != "algorithm" else None
    if x is None:
        right, running = _running(measured, top_of(measured.errors, baseline_of(measured.what)))
        return [left, right], [*tracks, *running]
    top = top_of(measured.errors, baseline_of(measured.what))
    seen, growing = _dots(measured, x.at(values_of(measured.rows, x.name)), np.minimum(measured.errors, top))
    beside = Part(seen, x.axis(), errors_axis(top), (0.7, 1, 0.13, 0.95), (0.15, 1, 0.1, 0.38))
    return [left, beside], [*tracks, *growing]
