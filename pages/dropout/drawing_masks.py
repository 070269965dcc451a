"""The picture of masks: the network with what is kept, and the mean of a unit's input against the batch."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import dropout as drawing
from figures.network import positions
from figures.panels import Panel, first_steps, panel_tracks, picture
from figures.theme import STYLES, Style
from lesson import Formula, Scene, Track, number, rounded_up
from pages.dropout.measure_masks import Inputs
from pages.dropout.settings import SIZES
from pages.dropout.words import SCALED, UNSCALED, title, words

Array = NDArray[np.float64]
LOOK = {SCALED: STYLES["SGD"], UNSCALED: Style(STYLES["Momentum"].colour, "dash", "square")}


def draw(done: Inputs) -> Scene:
    """Step 0 is evaluation, each step after it a batch."""
    steps, unit = done.settings.steps, done.settings.unit - 1
    panel, tracks = _panel(done, steps)
    traces, moving = _network(done.kept, unit, steps)
    return Scene(
        title=title(done.settings),
        drawing=picture([*traces, *_singles(done)], drawing.axes(SIZES), 1.15, [panel], steps, "batch"),
        tracks=(*moving, *tracks),
        steps=steps,
        words=words(done),
        formulas=_formulas(done, panel),
        unit="batch",
    )


def _network(kept: tuple[Array, Array], unit: int, steps: int) -> tuple[list[dict[str, Any]], list[Track]]:
    whole = np.ones((1, SIZES[1]))
    layers = [np.ones((steps + 1, SIZES[0])), *(np.vstack([whole, mask]) for mask in kept), np.ones((steps + 1, 1))]
    rows = positions(SIZES)
    pairs = [(rows[i], rows[i + 1], layers[i], layers[i + 1]) for i in range(len(SIZES) - 1)]
    pairs.append((rows[1], rows[2][[unit]], layers[1], layers[-1]))  # its input is there whether it is kept or not
    lines = [drawing.kept_edges(*pair) for pair in pairs]
    units = [drawing.kept_units(rows[i], layers[i]) for i in (1, 2)]
    names = [*(f"edges-{i}" for i in range(len(SIZES) - 1)), "fan", "kept-1", "kept-2"]
    tracks = [Track(name, "replace", {"x": x, "y": y}) for name, (x, y) in zip(names, lines + units, strict=True)]
    last_lines, last_units = ([(x[-1], y[-1]) for x, y in part] for part in (lines, units))
    return drawing.network(SIZES, unit, last_lines, last_units, LOOK[SCALED]), tracks


def _panel(done: Inputs, steps: int) -> tuple[Panel, list[Track]]:
    """The running means; at step 0 both are the evaluation value, because nothing is dropped there."""
    count = np.arange(1, steps + 1)
    curves = {
        name: np.concatenate([[done.value], one.cumsum() / count])
        for name, one in ((SCALED, done.scaled), (UNSCALED, done.unscaled))
    }
    # The axis does not follow the rate, so that a drag of it redraws nothing but the curves.
    grid = rounded_up(max(done.spread, 1e-3)) / 2
    low = grid * np.floor((min(done.value, done.bias) - done.spread) / grid)
    high = grid * np.ceil((max(done.value, done.bias) + done.spread) / grid)
    panel = Panel(
        key="mean",
        title="mean input, dashed: in evaluation",
        short="mean input",
        curves=curves,
        styles=LOOK,
        range=(float(low), float(high)),
        guides={"": done.value},
    )
    tracks = panel_tracks(panel)
    tracks += [
        Track(f"one-{i}", "grow", {"x": first_steps(steps + 1), "y": np.concatenate([[done.value], one])})
        for i, one in enumerate((done.scaled, done.unscaled))
    ]
    return panel, tracks


def _singles(done: Inputs) -> list[dict[str, Any]]:
    values = np.column_stack([[done.value] * 2, [done.scaled, done.unscaled]])
    return drawing.singles(first_steps(values.shape[1]), values, [LOOK[name].colour for name in (SCALED, UNSCALED)])


def _formulas(done: Inputs, panel: Panel) -> tuple[Formula, ...]:
    rate = done.settings.rate
    rows: list[Formula] = []
    for name, factor, one in ((SCALED, 1 / (1 - rate), done.scaled), (UNSCALED, 1.0, done.unscaled)):
        inputs = np.concatenate([[done.value], one])
        factors = np.concatenate([[1.0], np.full(len(one), factor)])  # in evaluation nothing is scaled
        values = {
            "factor": factors,
            "sum": (inputs - done.bias) / factors,
            "input": inputs,
            "mean": panel.curves[name],
        }
        template = f"bias + Σ w·out = {number(done.bias)} + {{factor}}·({{sum}}) = {{input}}      mean so far {{mean}}"
        rows.append(Formula(name, LOOK[name].colour, template, values))
    return tuple(rows)
