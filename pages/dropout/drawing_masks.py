"""The picture of masks: the network with what is kept, and the mean of a unit's input against the batch."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import dropout as drawing
from figures.network import positions
from figures.panels import Panel, first_steps, panel_tracks, picture
from figures.theme import STYLES, Style
from lesson import Formula, Scene, Track, number
from lesson.numbers import rounded_up
from pages.dropout.measure_masks import Inputs
from pages.dropout.settings import SIZES
from pages.dropout.words_masks import SCALED, UNSCALED, title, words

Array = NDArray[np.float64]
LOOK = {SCALED: STYLES["SGD"], UNSCALED: Style(STYLES["Momentum"].colour, "dash", "square")}
ROWS = positions(SIZES)
WHOLE = np.ones((1, SIZES[1]))  # the mask of evaluation


def draw_masks(measured: Inputs) -> Scene:
    """Step 0 is evaluation, each step after it a batch."""
    steps = measured.settings.steps
    inputs = {
        name: np.concatenate([[measured.value], average.inputs])
        for name, average in ((SCALED, measured.scaled), (UNSCALED, measured.unscaled))
    }
    panel = _panel(measured)
    traces, moving = _network(measured)
    points = drawing.singles(first_steps(steps + 1), [*inputs.values()], [LOOK[name].colour for name in inputs])
    singles = [
        Track(point["uid"], "grow", {"x": first_steps(steps + 1), "y": values})
        for point, values in zip(points, inputs.values(), strict=True)
    ]
    return Scene(
        title=title(measured.settings),
        drawing=picture([*traces, *points], drawing.axes(SIZES), 1.15, [panel], steps, "batch"),
        tracks=(*moving, *panel_tracks(panel), *singles),
        steps=steps,
        words=words(measured),
        formulas=_formulas(measured, panel, inputs),
        unit="batch",
    )


def _network(measured: Inputs) -> tuple[list[dict[str, Any]], list[Track]]:
    unit, count = measured.settings.unit - 1, measured.settings.steps + 1
    first, second = (np.concatenate([WHOLE, mask]) for mask in measured.kept)
    layers = [np.ones((count, SIZES[0])), first, second, np.ones((count, 1))]
    pairs = [(ROWS[i], ROWS[i + 1], layers[i], layers[i + 1]) for i in range(len(SIZES) - 1)]
    pairs.append((ROWS[1], ROWS[2][[unit]], first, layers[-1]))  # its input is there whether it is kept or not
    lines = [drawing.kept_edges(*pair) for pair in pairs]
    units = [drawing.kept_units(ROWS[i], layers[i]) for i in (1, 2)]
    names = [*(f"edges-{i}" for i in range(len(SIZES) - 1)), "fan", "kept-1", "kept-2"]
    tracks = [Track(name, "replace", {"x": x, "y": y}) for name, (x, y) in zip(names, lines + units, strict=True)]
    last_lines, last_units = ([(x[-1], y[-1]) for x, y in part] for part in (lines, units))
    return drawing.network(SIZES, unit, last_lines, last_units, LOOK[SCALED]), tracks


def _panel(measured: Inputs) -> Panel:
    """The running means; at step 0 both are the evaluation value, because nothing is dropped there."""
    value, bias, spread = measured.value, measured.bias, measured.spread
    # The axis does not follow the rate, so that a drag of it redraws nothing but the curves.
    grid = rounded_up(max(spread, 1e-3)) / 2
    return Panel(
        key="mean",
        title="mean input, dashed: in evaluation",
        short="mean input",
        curves={
            name: np.concatenate([[value], average.so_far])
            for name, average in ((SCALED, measured.scaled), (UNSCALED, measured.unscaled))
        },
        styles=LOOK,
        range=(
            float(grid * np.floor((min(value, bias) - spread) / grid)),
            float(grid * np.ceil((max(value, bias) + spread) / grid)),
        ),
        guides={"": value},
    )


def _formulas(measured: Inputs, panel: Panel, inputs: dict[str, Array]) -> tuple[Formula, ...]:
    bias = measured.bias
    rows: list[Formula] = []
    for name, factor in ((SCALED, 1 / (1 - measured.settings.rate)), (UNSCALED, 1.0)):
        factors = np.full(len(inputs[name]), factor)
        factors[0] = 1.0  # in evaluation nothing is scaled
        values = {
            "factor": factors,
            "sum": (inputs[name] - bias) / factors,
            "input": inputs[name],
            "mean": panel.curves[name],
        }
        template = f"bias + Σ w·out = {number(bias)} + {{factor}}·({{sum}}) = {{input}}      mean so far {{mean}}"
        rows.append(Formula(name, LOOK[name].colour, template, values))
    return tuple(rows)
