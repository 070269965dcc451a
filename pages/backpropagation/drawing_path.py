"""One weight and its path to the error: the factors of its derivative, and what the error does as it is nudged."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.backpropagation import area, axis, dots, line, pen, texts
from figures.board import Part, plain
from figures.theme import INK, MARKED, MUTED, PAPER
from lesson import Scene, Track, rounded_down
from pages.backpropagation.algorithm import Step, brief, circle, factor, given, label
from pages.backpropagation.measure import NUDGES, Measured, Nudged, Run
from pages.backpropagation.network import CHAIN, EDGES
from pages.backpropagation.picture import RIGHT, beside
from pages.backpropagation.settings import WEIGHTS
from pages.backpropagation.words import factor_names

Array = NDArray[np.float64]
SECONDS = 2.0  # for a factor
ROWS = 8.0  # of text beside the network


def draw_factors(measured: Measured) -> Scene:
    """Each factor is pointed at on the network, and the product so far falls along the path."""
    run, name = measured.run, measured.settings.weight
    done = _factors(run, name)
    traces, tracks, phone = _product(run, name)
    part = Part(traces, plain(0, 1), plain(ROWS - 0.5, -0.5), RIGHT, None)
    return beside(measured, done, [part], tracks, SECONDS, name, "step", phone)


def draw_nudge(measured: Measured) -> Scene:
    """The weight moves, and beside the network the error on its curve, against the tangent."""
    nudged, run = measured.nudged, measured.run
    new = [[" "] * 9 for _ in range(NUDGES + 1)]
    for step, moved in enumerate(nudged.moved):
        new[step][nudged.at] = given(round(run.w[nudged.at] + moved, 3))
    done = [
        Step(values=(*map(given, values[:2]), *map(circle, values[2:])), new=tuple(weights))
        for values, weights in zip(nudged.values, new, strict=True)
    ]
    traces, tracks, x, y = _curve(run, nudged)
    said, moves = _changes(nudged)
    parts = [
        Part(traces, x, y, (0.7, 0.99, 0.2, 0.74), (0.14, 0.97, 0.13, 0.72)),
        Part(said, plain(-0.01, 1), plain(2.5, -0.5), (0.635, 1.0, 0.78, 1.0), (0.02, 1.0, 0.76, 1.0)),
    ]
    return beside(measured, done, parts, [*tracks, *moves], 0.3, measured.settings.weight, "step")


def _factors(run: Run, name: str) -> list[Step]:
    """What is on the network before the first factor, at each, and at the product."""
    at, i = WEIGHTS.index(name), int(name[1])
    lowest = 5 + at if i == 2 else i + 2 * (name[0] == "u")  # the unit below the weight, a bias's label
    blank = (" ", " ")
    rest = Step(values=(*map(given, run.x), *map(circle, run.out), circle(run.prediction)))
    note = f"= {circle(run.prediction)} − {factor(run.y, given)}"
    step = replace(rest, units=(4,), errors=(*blank, brief(run.error)), notes=(*blank, note))
    done, flow = [rest, step], [0.0] * 6
    if name[0] == "w":
        j = int(name[2])
        flow[4 + j] = float(run.handed[j])
        for unit, error, why in (
            (5 + 6 + j, run.handed[j], f"= {given(run.w[6 + j])}·{factor(run.error)}"),
            (2 + j, run.past[j], f"= {brief(run.slope[j])}·{factor(run.handed[j])}"),
        ):
            errors = (*(brief(error) if k == j else " " for k in (0, 1)), brief(run.error))
            notes = (*(why if k == j else " " for k in (0, 1)), note)
            step = replace(step, units=(unit,), errors=errors, notes=notes, down=tuple(flow))
            done.append(step)
    if i < 2:
        flow[EDGES.index((lowest, 4 if name[0] == "u" else 2 + int(name[2])))] = float(run.d[at])
    d = tuple(f"d {brief(run.d[at])}" if k == at else " " for k in range(9))
    last = replace(step, units=(lowest,), d=d, down=tuple(flow))
    return [*done, last, replace(last, units=(5 + at,))]


def _product(run: Run, name: str) -> tuple[list[dict[str, Any]], list[Track], list[str]]:
    """The factors below each other with the product so far, the derivative under them; for a phone a line for each."""
    factors = run.factors(name)[1]
    told = [f"× {said}" if i else said for i, said in enumerate(factor_names(run, name))]
    so_far, n = np.cumprod(factors), len(factors)
    at = np.array([[x, 1 + i] for i in range(n) for x in (0.03, 0.73, 0.99)])
    sides = ["middle right", "middle left", "middle left"] * n
    shown = []
    for step in range(n + 2):
        known = [(told[i], brief(factors[i]), brief(so_far[i])) if step > i else (told[i], " ", " ") for i in range(n)]
        shown.append([text for row in known for text in row])
    result = f"∂error/∂{label(name)} = {brief(so_far[-1])}"
    sign = "more" if so_far[-1] > 0 else "less"
    says = f"More {label(name)}, {sign} error" if so_far[-1] else f"No slope along {label(name)}"
    pens = np.array([pen(row) for row in (-9, *range(1, n + 1), n + 1.6)])
    down = np.array([[0.03, n + 1.6], [0.03, n + 2.6]])
    traces = [
        area("line-pen", pen(-9), MARKED),
        texts("heads", np.array([[0.73, 0], [0.99, 0]]), ["factor", "so far"], "middle left", MUTED, 18),
        texts("factors", at, [" "] * (3 * n), sides, INK, 21),
        texts("result", down, [" ", " "], "middle right", CHAIN, 24, weight="bold"),
    ]
    tracks = [
        Track("line-pen", "replace", {"x": pens[..., 0], "y": pens[..., 1]}),
        Track("factors", "replace", {"text": shown}),
        Track("result", "replace", {"text": [[" ", " "]] * (n + 1) + [[result, says]]}),
    ]
    lines = [f"{says} = {brief(f)}, so far {brief(p)}" for says, f, p in zip(told, factors, so_far, strict=True)]
    return traces, tracks, [" ", *lines, result]


def _curve(run: Run, nudged: Nudged) -> tuple[list[dict[str, Any]], list[Track], dict[str, Any], dict[str, Any]]:
    """The error against the weight with its tangent, and the axes."""
    w, before = float(run.w[nudged.at]), float(run.losses[0])
    highest = max(float(nudged.errors.max()), before + max(nudged.promised, 0.0), 1e-6)
    lowest = min(0.0, before + nudged.promised)
    top, tick = 1.08 * highest, rounded_down(highest) if highest > 1 else round(highest, 2)
    title = "½(prediction − target)²" if run.network.output == "linear" else "cross-entropy"
    x = axis(
        float(nudged.near[0]),
        float(nudged.near[-1]),
        [round(w + by, 2) for by in (-1, 0, 1)],
        label(WEIGHTS[nudged.at]),
    )
    y = axis(lowest - 0.06 * top, top, [0.0, tick], title)
    ends = nudged.near[[0, -1]]
    tangent = np.column_stack([ends, before + nudged.slope * (ends - w)])
    moved = w + nudged.moved
    curve, line_at = before + nudged.change, before + nudged.slope * nudged.moved
    traces = [
        line("level", np.array([[ends[0], before], [ends[1], before]]), MUTED, 1.5, "dot"),
        line("tangent", tangent, CHAIN, 4, "dash"),
        line("curve", np.column_stack([nudged.near, nudged.errors]), INK, 4),
        dots("start", np.array([[w, before]]), 16, PAPER, INK, 3),
        dots("by-slope", np.array([[moved[-1], line_at[-1]]]), 28, PAPER, CHAIN, 5),
        dots("moved", np.array([[moved[-1], curve[-1]]]), 16, INK, INK),
    ]
    tracks = [
        Track("by-slope", "move", {"x": moved, "y": line_at}),
        Track("moved", "move", {"x": moved, "y": curve}),
    ]
    return traces, tracks, x, y


def _changes(nudged: Nudged) -> tuple[list[dict[str, Any]], list[Track]]:
    """Three lines with the numbers of the step: the nudge, what the error does, what the gradient promises."""
    at = np.array([[0.0, row] for row in range(3)], dtype=float)
    told = [
        [
            f"nudge: {given(moved)}",
            f"the error changes by {given(change)}",
            f"gradient · nudge = {given(nudged.slope * moved)}",
        ]
        for moved, change in zip(nudged.moved, nudged.change, strict=True)
    ]
    traces = [
        texts(f"change-{i}", at[i : i + 1], [" "], "middle right", colour, 21, weight="bold")
        for i, colour in enumerate((INK, INK, CHAIN))
    ]
    return traces, [Track(f"change-{i}", "replace", {"text": [[row[i]] for row in told]}) for i in range(3)]
