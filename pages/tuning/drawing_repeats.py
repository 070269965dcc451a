"""The pictures of repeated searches: grid or random, halving, networks and trees, the winner tested."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, board, plain, said
from figures.curves import apart, band, dots, line
from figures.theme import INK, LINE, MUTED, VARIANTS, faint
from lesson import Scene, Track, number
from pages.tuning.axes import counts_axis, errors_axis, scale_of, top_of, values_of
from pages.tuning.measure_halving import Halving
from pages.tuning.measure_repeats import KINDS, Budget, Kinds, Tested, budget_searches
from pages.tuning.words import (
    baseline_of,
    title,
    words_of_budget,
    words_of_halving,
    words_of_kinds,
    words_of_tested,
)

Array = NDArray[np.float64]
OCHRE, TEAL, RED = VARIANTS[1:]
AWAY = -9.0
CALLED: dict[str, str] = dict(zip(KINDS, ("network", "tree", "boosted"), strict=True))
COLOURS = dict(zip(KINDS, (TEAL, OCHRE, RED), strict=True))
SYMBOLS = dict(zip(KINDS, ("circle", "square", "diamond"), strict=True))


def _growing(uid: str, x: Array, y: Array) -> Track:
    """Points (n,) of which there is none at step 0 and one more at each."""
    return Track(uid, "grow", {"x": np.concatenate([[AWAY], x]), "y": np.concatenate([[AWAY], y])})


def _drawing(uid: str, x: Array, y: Array) -> Track:
    """A line through points (n,), from the first at steps 0 and 1 to one more at each."""
    return Track(uid, "grow", {"x": np.concatenate([x[:1], x]), "y": np.concatenate([y[:1], y])})


def _from_first(x: Array, steps: int) -> Array:
    """Places x (k,) at steps 0 …, (steps + 1, k): away at step 0, which knows nothing yet."""
    return np.concatenate([np.full((1, len(x)), AWAY), np.tile(x, (steps, 1))])


def _pairs(
    values: dict[str, Array], colours: dict[str, str], symbols: dict[str, str], top: float, most: int, unit: str
) -> tuple[Part, list[Track]]:
    """Points of each repeat, one series in each colour, with the names at their medians."""
    n = len(next(iter(values.values())))
    steps = np.arange(1.0, n + 1)
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    medians: list[Array] = []
    offsets = np.linspace(-0.14, 0.14, len(values))
    for (name, errors), offset in zip(values.items(), offsets.tolist(), strict=True):
        y = np.minimum(errors, top)
        x = steps + offset
        traces.append(dots(f"points-{name}", x, y, colours[name], 18, symbols[name]))
        tracks.append(_growing(f"points-{name}", x, y))
        running = np.array([np.median(y[: i + 1]) for i in range(n)])
        medians.append(np.concatenate([running[:1], running]))
        level, span = np.repeat(medians[-1][:, None], 2, axis=1), np.array([0.4, most + 0.6])
        traces.append(line(f"median-{name}", span, level[-1], colours[name], 2, "dash"))
        tracks.append(Track(f"median-{name}", "replace", {"x": _from_first(span, n), "y": level}))
    ends = apart(np.stack(medians, axis=1), 0.08 * top, 0.05 * top, 0.98 * top)
    names = [*values]
    shown = [
        [f"{name} {number(value, 2)}" for name, value in zip(names, row, strict=True)]
        for row in np.stack(medians, 1).tolist()
    ]
    shown[0] = [" "] * len(names)  # else they would answer before the first repeat
    called = said(
        "names", [most + 0.7] * len(names), ends[-1], shown[-1], "middle right", [colours[n] for n in names], 19
    )
    tracks.append(Track("names", "replace", {"y": ends, "text": shown}))
    axes = counts_axis(most, unit, 1.0) | {"range": [0.3, 1.62 * most + 0.6], "tickvals": [*range(1, most + 1)]}
    part = Part(
        [*traces, called], axes, errors_axis(top, "lowest validation error"), (0.5, 1, 0.13, 0.98), (0.15, 1, 0.1, 0.5)
    )
    return part, tracks


def draw_budget(measured: Budget) -> Scene:
    """The settings of each repeat on η and L2, and the lowest errors beside each other."""
    what = budget_searches(measured.settings, 0)[0]
    across, up = scale_of(what, "eta"), scale_of(what, "l2")
    colours, symbols = {"grid": OCHRE, "random": TEAL}, {"grid": "square", "random": "circle"}
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for name, repeats in (("grid", measured.grid), ("random", measured.random)):
        x = np.stack([across.at(values_of(rows, "eta")) for rows in repeats])
        y = np.stack([up.at(values_of(rows, "l2")) for rows in repeats])
        shown = {"x": np.concatenate([np.full((1, x.shape[1]), AWAY), x]), "y": np.concatenate([y[:1], y])}
        traces.append(dots(f"tried-{name}", x[-1], y[-1], colours[name], 16, symbols[name]))
        # below the square: what the draws are along η alone
        foot = dots(
            f"foot-{name}",
            x[-1],
            np.full(x.shape[1], -0.13 if name == "grid" else -0.22),
            colours[name],
            11,
            symbols[name],
        )
        traces.append(foot)
        tracks += [Track(f"tried-{name}", "replace", shown), Track(f"foot-{name}", "replace", {"x": shown["x"]})]
    called = said("called", [0.0, 0.5], [1.14, 1.14], ["■ grid", "● random"], "middle right", [OCHRE, TEAL], 20)
    x_axis = across.axis() | {
        "title": {"text": "Learning rate η, and each one's values of it", "standoff": 2, "font": {"size": 18}}
    }
    y_axis = up.axis(True) | {"range": [-0.3, 1.22]}
    left = Part([*traces, called], x_axis, y_axis, (0.09, 0.4, 0.13, 0.98), (0.17, 1, 0.62, 1))
    grid, random = measured.best
    top = top_of(np.concatenate([grid, random]), 2 * baseline_of(what))
    right, moving = _pairs({"grid": grid, "random": random}, colours, symbols, top, measured.most, "repeat")
    return Scene(
        title=title(what, measured.settings).replace("settings, a grid", "settings each by grid and at random"),
        drawing=board([left, right]),
        tracks=(*tracks, *moving),
        steps=len(grid),
        words=words_of_budget(measured),
        unit="repeat",
        progress=len(grid) / measured.most,
    )


def draw_kinds(measured: Kinds) -> Scene:
    """The best so far of each kind against its trainings and against seconds, and the lowest errors of each split."""
    lowest = {CALLED[kind]: errors for kind, errors in measured.lowest.items()}
    colours = {CALLED[kind]: COLOURS[kind] for kind in KINDS}
    symbols = {CALLED[kind]: SYMBOLS[kind] for kind in KINDS}
    every = np.concatenate([*lowest.values()])
    top = top_of(every, 2 * baseline_of(measured.what))
    right, tracks = _pairs(lowest, colours, symbols, top, measured.most, "split of the data")
    traces: list[dict[str, Any]] = []
    seconds = [0.001, 0.01, 0.1, 1, 10, 100]
    spent = {kind: [np.cumsum([row.seconds for row in split[kind]]) for split in measured.rows] for kind in KINDS}
    low = min(float(parts[0][0]) for parts in spent.values())
    high = max(float(part[-1]) for parts in spent.values() for part in parts)
    for kind in KINDS:
        best = [np.minimum.accumulate([row.validation for row in split[kind]]) for split in measured.rows]
        length = max(map(len, best))
        x = np.full((len(best) + 1, 2 * length), AWAY)
        y = np.full((len(best) + 1, 2 * length), AWAY)
        for i, (at, errors) in enumerate(zip(spent[kind], best, strict=True)):
            stairs_x, stairs_y = np.append(np.repeat(np.log10(at), 2)[1:], 9.0), np.repeat(np.minimum(errors, top), 2)
            x[i + 1, : len(stairs_x)], y[i + 1, : len(stairs_y)] = stairs_x, stairs_y
            x[i + 1, len(stairs_x) :], y[i + 1, len(stairs_y) :] = stairs_x[-1], stairs_y[-1]
        traces.append(line(f"best-{kind}", x[-1], y[-1], COLOURS[kind], 4))
        tracks.append(Track(f"best-{kind}", "replace", {"x": x, "y": y}))
    axis = counts_axis(1, "seconds of one core, on this split") | {
        **{"range": [np.log10(low) - 0.15, np.log10(high) + 0.4], "tickvals": np.log10(seconds).tolist()},
        "ticktext": [number(value) for value in seconds],
    }
    left = Part(traces, axis, errors_axis(top, "best so far"), (0.07, 0.4, 0.13, 0.98), (0.15, 1, 0.62, 1))
    return Scene(
        title=title(measured.what, measured.settings),
        drawing=board([left, right]),
        tracks=tuple(tracks),
        steps=len(measured.rows),
        words=words_of_kinds(measured),
        unit="split",
        progress=len(measured.rows) / measured.most,
    )


def draw_tested(measured: Tested) -> Scene:
    """The winner's validation and test error against how many settings were tried."""
    found = measured.found
    tried, n = found.tried.astype(float), len(found.tried)
    top = top_of(np.concatenate([found.validation.mean(0), found.test.mean(0)]), 9.0) * 1.15
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    ends: list[Array] = []
    shown = (("validation", found.validation, INK, "solid"), ("test", found.test, RED, "dash"))
    for name, errors, colour, dash in shown:
        mean = errors.mean(0)
        spread = errors.std(0, ddof=1) / len(errors) ** 0.5 if len(errors) > 1 else np.zeros(n)
        parts = {f"{name}-low": mean - spread, f"{name}-high": mean + spread, name: mean}
        parts = {uid: np.clip(values, 0, top) for uid, values in parts.items()}
        traces += [
            *band(name, tried, parts[f"{name}-low"], parts[f"{name}-high"], faint(colour)),
            line(name, tried, parts[name], colour, 4, dash),
        ]
        tracks += [_drawing(uid, tried, values) for uid, values in parts.items()]
        ends.append(parts[name])
    y = apart(np.stack(ends, axis=1), 0.08 * top, 0.04 * top, 0.97 * top)
    texts = [
        [" ", " "],
        *([f"\u2002validation {number(a, 2)}", f"\u2002test {number(b, 2)}"] for a, b in np.stack(ends, 1).tolist()),
    ]
    x = np.repeat(np.concatenate([[AWAY], tried[1:], tried[-1:]])[:, None], 2, axis=1)  # ahead of the curves' way
    names = said("names", x[-1], y[-1], texts[-1], "middle right", [INK, RED], 20)
    tracks.append(Track("names", "replace", {"x": x, "y": np.concatenate([y[:1], y]), "text": texts}))
    axes = counts_axis(n, "settings tried", 1.62), errors_axis(top, "the winner's error")
    left = Part([*traces, names], *axes, (0.07, 0.6, 0.13, 0.98), (0.15, 1, 0.52, 1))
    right, moving = _gaps(found.gap)
    return Scene(
        title=title(measured.what, measured.settings),
        drawing=board([left, right]),
        tracks=(*tracks, *moving),
        steps=n,
        words=words_of_tested(measured),
        unit="setting",
        progress=len(found.test) / measured.most,
    )


def _gaps(gap: Array) -> tuple[Part, list[Track]]:
    """The gap of each split, moving as more settings are tried, and its mean."""
    count = len(gap)
    size = float(max(np.abs(gap).max(), 1e-6)) * 1.15
    x = np.arange(1.0, count + 1)
    y = np.concatenate([gap[:, :1], gap], axis=1).T
    mean = y.mean(1)
    points = dots("gaps", x, y[-1], RED, 16)
    level = np.repeat(mean[:, None], 2, axis=1)
    span = np.array([0.4, count + 0.6])
    average = line("gap-mean", span, level[-1], RED, 4)
    texts = [[" "], *([f"\u2002mean {'+' if value >= 0 else ''}{number(value, 2)}"] for value in mean[1:].tolist())]
    called = said("gap-name", [count + 0.7], level[-1, :1], texts[-1], "middle right", RED, 20)
    zero = line("gap-zero", [0.4, count + 0.6], [0, 0], MUTED, 2, "dash")
    axes = counts_axis(count, "split of the data", 1.0) | {"range": [0.2, 2.1 * count + 0.6], "tickvals": [1, count]}
    error = errors_axis(1.0, "test − validation") | {"range": [-size, size]}
    part = Part([zero, average, points, called], axes, error, (0.72, 1, 0.13, 0.98), (0.17, 1, 0.11, 0.42))
    return part, [
        Track("gaps", "replace", {"x": _from_first(x, gap.shape[1]), "y": y}),
        Track("gap-mean", "replace", {"x": _from_first(span, gap.shape[1]), "y": level}),
        Track("gap-name", "replace", {"y": level[:, :1], "text": texts}),
    ]


def draw_halving(measured: Halving) -> Scene:
    """Each setting's error, round by round, as far as it was trained."""
    rounds = len(measured.rungs)
    errors: dict[int, list[float]] = {}
    for row in measured.rows:
        errors.setdefault(row.index, []).append(row.validation)
    baseline = baseline_of(measured.what)
    top = top_of(np.array([row.validation for row in measured.rows]), baseline)
    best = measured.best
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for index, values in errors.items():
        strong = best is not None and index == best.index
        kept = len(values) == rounds
        colour = RED if strong else TEAL if kept else MUTED
        x, y = np.arange(1.0, len(values) + 1), np.minimum(np.array(values), top)
        traces += [
            line(f"path-{index}", x, y, colour, 5 if strong else 2.5 if kept else 1.5),
            dots(f"dot-{index}", x, y, colour, 17 if strong else 12),
        ]
        tracks += [_drawing(f"path-{index}", x, y), _growing(f"dot-{index}", x, y)]
    seen = max(map(len, errors.values()))
    heads = [f"{count} {'kept' if i else 'tried'}" for i, (count, _) in enumerate(measured.rungs)]
    x = np.arange(1.0, rounds + 1)
    named = said("heads", x, np.full(rounds, 1.12 * top), heads, "middle center", INK, 20)
    rails = [line(f"rail-{i}", [at, at], [0, top], LINE, 2) for i, at in enumerate(x.tolist())]
    ends = [("no further", MUTED), ("to the end", TEAL), *([("best of all, if all are", RED)] if best else [])]
    texts, inks = ["trained …", *(text for text, _ in ends)], [INK, *(ink for _, ink in ends)]
    key = said("key", [0.0] * len(texts), [-float(i) for i in range(len(texts))], texts, "middle right", inks, 20)
    x_axis = counts_axis(rounds, "epochs at most", 1.0) | {
        **{"range": [0.5, rounds + 0.5], "tickvals": x.tolist()},
        "ticktext": [str(most) for _, most in measured.rungs],
    }
    y_axis = errors_axis(top) | {"range": [-0.03 * top, 1.2 * top]}
    part = Part([*rails, *traces, named], x_axis, y_axis, (0.07, 0.76, 0.13, 1), (0.15, 1, 0.36, 1))
    beside = Part([key], plain(0, 1), plain(-4.4, 0.6), (0.79, 1, 0.25, 0.75), (0.15, 1, 0, 0.27))
    return Scene(
        title=title(measured.what, measured.settings),
        drawing=board([part, beside]),
        tracks=tuple(tracks),
        steps=seen,
        words=words_of_halving(measured),
        unit="round",
        seconds=4.0,
        progress=measured.done,
    )
