"""The pictures of masks: what is dropped, what one unit hears, and what is predicted."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, board, plain, said
from figures.curves import OCHRE, RED, TEAL, dots, level, line, live, riding, steps_axis, values_axis
from figures.dropout import AWAY, columns, network
from figures.network import positions, units
from figures.panels import first_steps
from figures.theme import INK, MUTED, PAPER
from lesson import Scene, Track, number
from lesson.numbers import rounded_up
from pages.dropout.measure_masks import Inputs, Masks, Uses
from pages.dropout.settings import SIZES
from pages.dropout.words import hundredths, title, words_of_inputs, words_of_masks, words_of_uses

Array = NDArray[np.float64]
ROWS = positions(SIZES)
LAYERS = ("inputs", "hidden<br>layer 1", "hidden<br>layer 2", "output")
PALE = 0.35  # opacity of single batches, over which the means are seen
UPPER = 1.6  # where the upper layer's bars stand, in heights of the lower's


def draw_masks(measured: Masks) -> Scene:
    """The network batch by batch, and how often each of its units was dropped; step 0 is the whole network."""
    steps, rate = measured.settings.steps, measured.settings.rate
    traces, tracks = network("net", ROWS, _whole_first(measured.kept), 34)
    names = said("layers", [-0.03] * 4, [float(row[0, 1]) for row in ROWS], LAYERS, "middle left", MUTED, 18, False)
    batches = [f"batch {step}" if step else "the whole network" for step in range(steps + 1)]
    heading, counting = live("batch", 0.5, 1.17, batches)
    left = Part([*traces, names, heading], plain(-0.2, 1.03), plain(-0.1, 1.27), (0, 0.56, 0, 1), (0, 1, 0.54, 1))
    bars: list[dict[str, Any]] = []
    for floor, shares, layer in ((UPPER, measured.share[1], 2), (0.0, measured.share[0], 1)):
        heights = np.concatenate([np.zeros((1, shares.shape[1])), shares])
        trace, rising = columns(f"share-{layer}", heights, floor, TEAL)
        texts = [[" "] * shares.shape[1], *([f"{at:.2f}" for at in row] for row in shares.tolist())]
        at = np.arange(1.0, shares.shape[1] + 1)
        told = said(f"told-{layer}", at, np.full(len(at), floor - 0.11), texts[-1], "middle center", INK, 16)
        tracks += [rising, Track(f"told-{layer}", "replace", {"text": texts})]
        bars += [
            trace,
            line(f"floor-{layer}", [0.5, 8.5], [floor, floor], MUTED, 2),
            line(f"rate-{layer}", [0.5, 8.6], [floor + rate, floor + rate], INK, 3, "dash"),
            said(f"rate-name-{layer}", [8.7], [floor + rate], [f"rate {number(rate)}"], "middle right", INK, 18),
            told,
        ]
    heading = said("heading", [5.3], [UPPER + 1.3], ["share of batches in which it was dropped"], size=18)
    right = Part([heading, *bars], plain(0.3, 10.4), plain(-0.24, UPPER + 1.42), (0.58, 1, 0, 1), (0, 1, 0, 0.5))
    return Scene(
        title=title(measured.settings),
        drawing=board([left, right]),
        tracks=(*tracks, counting),
        steps=steps,
        words=words_of_masks(measured),
        unit="batch",
        seconds=10.0,
    )


def _whole_first(kept: tuple[Array, Array]) -> list[Array]:
    """What is kept of each layer at each step: of the first everything."""
    count = len(kept[0]) + 1
    hidden = [np.concatenate([np.ones((1, mask.shape[1])), mask]) for mask in kept]
    return [np.ones((count, SIZES[0])), *hidden, np.ones((count, 1))]


def draw_inputs(measured: Inputs) -> Scene:
    """One unit and what it hears in each batch, and the mean so far with the scaling and without."""
    left, moving = _heard(measured)
    right, growing = _means(measured)
    return Scene(
        title=title(measured.settings),
        drawing=board([*left, right]),
        tracks=(*moving, *growing),
        steps=measured.settings.steps,
        words=words_of_inputs(measured),
        unit="batch",
        seconds=10.0,
    )


def _heard(measured: Inputs) -> tuple[list[Part], list[Track]]:
    """The unit over the layer below, each unit with its term; step 0 is evaluation."""
    rows, steps = positions((SIZES[1], 1)), measured.settings.steps
    kept = np.concatenate([np.ones((1, SIZES[1])), measured.kept])
    traces, tracks = network("heard", rows, [kept, np.ones((steps + 1, 1))], 34, edges=TEAL)
    top = units("unit", rows[1], 92, TEAL, PAPER)
    top["marker"]["line"]["width"] = 5
    inputs = [measured.value, *measured.scaled.inputs.tolist()]
    hears, hearing = live("hears", 0.5, 1.0, [number(at, 2) for at in inputs], size=22, colour=TEAL)
    factor = number(1 / (1 - measured.settings.rate), 3)
    whole = number(measured.value - measured.bias, 2)
    sums = [number(at, 2) for at in (measured.unscaled.inputs - measured.bias).tolist()]
    bias = number(measured.bias, 2)
    told = [f"all of them: {bias} + {_signed(whole)}", *(f"{bias} + {factor} · {_signed(at)}" for at in sums)]
    sum_, summing = live("sum", 0.5, 0.28, told, size=22)
    head = said("hears-name", [0.5], [0.75], [f"unit {measured.settings.unit} hears bias + Σ w·out"], size=19)
    terms = [f"{term:.1f}".replace("-", "−") for term in measured.terms.tolist()]
    below = said("terms", rows[0][:, 0], np.full(len(terms), 0.5), terms, "middle center", INK, 18)
    name = said("terms-name", [0.5], [0.5], ["w·out of each unit below"], size=18, colour=MUTED, bold=False)
    across, up = plain(-0.02, 1.02), plain(0, 1)
    parts = [
        Part([*traces, top, hears], across, plain(-0.25, 1.45), (0, 0.42, 0.12, 0.92), (0, 1, 0.53, 0.895)),
        Part([sum_, head], across, up, (0, 0.42, 0.81, 1), (0, 1, 0.9, 1)),
        Part([below], across, up, (0, 0.42, 0.1, 0.19), (0, 1, 0.48, 0.54)),
        Part([name], across, up, (0, 0.42, 0.02, 0.1), None),
    ]
    return parts, [*tracks, hearing, summing]


def _signed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _means(measured: Inputs) -> tuple[Part, list[Track]]:
    value, bias, spread, steps = measured.value, measured.bias, measured.spread, measured.settings.steps
    # The axis does not follow the rate, so that a drag of it redraws nothing but the curves.
    grid = rounded_up(max(spread, 1e-3)) / 2
    low = float(grid * np.floor((min(value, bias) - spread) / grid))
    high = float(grid * np.ceil((max(value, bias) + spread) / grid))
    x = first_steps(steps + 1)
    dashed, growing = level("value", value, steps + 1, INK, 3)
    traces, tracks = [dashed], [growing]
    means: list[Array] = []
    for key, average, colour in (("louder", measured.scaled, TEAL), ("quiet", measured.unscaled, OCHRE)):
        single = np.concatenate([[value], average.inputs])
        mean = np.concatenate([[value], average.so_far])
        means.append(mean)
        points = dots(f"{key}-single", x, single, colour, 8)
        points["marker"]["opacity"] = PALE
        traces += [points, line(f"{key}-mean", x, mean, colour, 4, "solid" if key == "louder" else "dot")]
        tracks += [
            Track(f"{key}-single", "grow", {"x": x, "y": single}),
            Track(f"{key}-mean", "grow", {"x": x, "y": mean}),
        ]
    evaluation = f"\u2002in evaluation {number(value, 3)}"
    texts = [[" ", " ", evaluation]] + [
        [f"\u2002louder: mean {number(a, 3)}", f"\u2002as it is: mean {number(b, 3)}", evaluation]
        for a, b in zip(means[0][1:].tolist(), means[1][1:].tolist(), strict=True)
    ]
    heights = np.stack([*means, np.full(steps + 1, value)], axis=1)
    names, moving = riding("names", heights, texts, (TEAL, OCHRE, INK), (low, high))
    axes = steps_axis(steps, "batches", 1.85), values_axis(low, high, "what the unit hears")
    return Part([*traces, names], *axes, (0.5, 1, 0.14, 1), (0.15, 1, 0.11, 0.46)), [*tracks, moving]


def draw_uses(measured: Uses) -> Scene:
    """The network in training and in evaluation, and the prediction each time; step 0 is before the first."""
    steps = measured.settings.steps
    training, moving = network("training", ROWS, _whole_first(measured.kept), 17)
    in_use = [np.concatenate([np.zeros((1, n)), np.ones((steps, n))]) for n in SIZES]
    evaluation, filling = network("evaluation", ROWS, in_use, 17, crossed=False)
    parts = [
        _small(training, "in training", OCHRE, (0, 0.34, 0.52, 1), (0, 0.5, 0.6, 1)),
        _small(evaluation, "in evaluation", INK, (0, 0.34, 0, 0.48), (0.5, 1, 0.6, 1)),
    ]
    x = np.concatenate([[AWAY * steps], first_steps(steps + 1)[1:]])
    masked = np.concatenate([[0.5], measured.masked])
    traces: list[dict[str, Any]] = [{**dots("masked", x, masked, OCHRE, 12), "cliponaxis": True}]
    tracks = [Track("masked", "grow", {"x": x, "y": masked})]
    levels = {"loud": (measured.loud, RED, "dot"), "whole": (measured.value, INK, "solid")}
    for uid, (at, colour, dash) in levels.items():
        y = np.full(steps + 1, at)
        traces.append(line(uid, _so_far(steps)[-1], y[:2], colour, 5, dash))
        tracks.append(Track(uid, "replace", {"x": _so_far(steps), "y": y[None, :2]}))
    loud, value = hundredths(measured.loud), hundredths(measured.value)
    texts = [[" "] * 3] + [
        [
            f"\u2002\u2002under a mask {hundredths(at)}",
            f"\u2002\u2002all, scaled {loud}",
            f"\u2002\u2002in evaluation {value}",
        ]
        for at in measured.masked.tolist()
    ]
    heights = np.stack([masked, *(np.full(steps + 1, at) for at, *_ in levels.values())], axis=1)
    names, riding_ = riding("names", heights, texts, (OCHRE, RED, INK), (-0.06, 1.06))
    axes = steps_axis(steps, "times asked", 1.75), values_axis(-0.06, 1.06, "prediction", (0, 0.5, 1))
    parts.append(Part([*traces, names], *axes, (0.44, 1, 0.14, 1), (0.15, 1, 0.11, 0.58)))
    return Scene(
        title=title(measured.settings),
        drawing=board(parts),
        tracks=(*moving, *filling, *tracks, riding_),
        steps=steps,
        words=words_of_uses(measured),
        unit="time",
        seconds=8.0,
    )


def _so_far(steps: int) -> Array:
    """The ends of a line from the first time to the step's, (T+1, 2); away before the first."""
    ends = np.stack([np.zeros(steps + 1), first_steps(steps + 1)], axis=1)
    ends[0] = AWAY * steps
    return ends


def _small(traces: list[dict[str, Any]], name: str, colour: str, area: Any, narrow: Any) -> Part:
    heading = said(f"{name}-heading", [0.5], [1.3], [name], colour=colour, size=20)
    return Part([*traces, heading], plain(-0.02, 1.02), plain(-0.15, 1.45), area, narrow)
