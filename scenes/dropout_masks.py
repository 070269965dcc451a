"""Dropout batch by batch: what is dropped, and the mean of a unit's input with and without the scaling."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import dropout as drawing
from figures.network import positions
from figures.panels import Panel, picture
from figures.theme import STYLES, Style
from networks import DATASETS, Data, Network, TrainingError, initial, train
from networks.layers import Dense
from optim import Adam
from scenes.scene import Formula, Scene, Track
from scenes.tracks import STEPS, panel_tracks, roomy

Array = NDArray[np.float64]
SIZES = (2, 8, 8, 1)
SCALED, UNSCALED = "scaled", "not scaled"
LOOK = {SCALED: STYLES["SGD"], UNSCALED: Style(STYLES["Momentum"].colour, "dash", "square")}
CHANCE = 3.0  # standard errors within which a difference of two means is no more than chance
EXAMPLES, ETA, EPOCHS = 60, 0.03, 100  # the training that the network has behind it
NOTE = (
    f"The weights stay as they were after {EPOCHS} epochs without dropout, and every batch is the same one example, so "
    "that only the masks differ. Points: the ringed unit's input in each batch, whether the unit itself is kept or not."
)


@dataclass(frozen=True)
class Inputs:
    """The input of one unit of the second hidden layer, for one example, over T masks.

    kept: the masks of both hidden layers, (T, n) each. value: in evaluation; bias: with everything dropped. scaled,
    unscaled (T,): with each mask. spread: √Σ(w·out)² over what comes in; error: the standard error of the mean of
    `scaled`; that of `unscaled` is 1 − rate times it. output: v_n in evaluation, and outputs (T,): with each mask.
    """

    kept: tuple[Array, Array]
    value: float
    bias: float
    scaled: Array
    unscaled: Array
    spread: float
    error: float
    output: float
    outputs: Array

    def expected(self, rate: float) -> float:
        """The expected input without the scaling."""
        return self.bias + (1 - rate) * (self.value - self.bias)


@lru_cache(maxsize=64)
def trained(seed: int) -> tuple[Array, Data]:
    """A small network's weights after some training without dropout, and a data set of one example."""
    dataset = DATASETS["circle"]
    data = dataset.data(seed, 0.2, EXAMPLES)
    network = Network(SIZES)
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES), initial(network, seed=seed), EPOCHS)
    one = Data(data.x[:1], data.y[:1], data.x_val[:1], data.y_val[:1], data.mean, data.deviation)
    return done.w["Adam"][-1], one


def measure(rate: float, seed: int, unit: int, steps: int) -> Inputs:
    """Draw the masks of that many batches, as training does, and pass the example through each."""
    w, data = trained(seed)
    network = Network(SIZES, dropout=rate)
    objective = TrainingError(network, data, 1, seed)
    masks = [objective.mask(t) or (np.ones((1, 8)), np.ones((1, 8))) for t in range(steps)]
    first, second = (np.stack(layer) for layer in zip(*masks, strict=True))
    whole = network.passes(w, data.x, data.y)
    passes = network.passes(w, data.x, data.y, (first, second))
    layer = Dense(network.matrices(w)[1][:, unit : unit + 1])
    out = whole.values[2]
    spread = float(np.linalg.norm(layer.w[:-1, 0] * out[0]))
    return Inputs(
        kept=(first[:, 0], second[:, 0]),
        value=float(whole.values[3][0, unit]),
        bias=float(layer.w[-1, 0]),
        scaled=passes.values[4][:, 0, unit],
        unscaled=layer.output(first * out)[:, 0, 0],
        spread=spread,
        error=spread * float(np.sqrt(rate / (1 - rate) / steps)),
        output=float(whole.values[-1][0, 0]),
        outputs=passes.values[-1][:, 0, 0],
    )


def masks(rate: float, seed: int, unit: int, steps: int) -> Scene:
    """Step 0 is evaluation, each step after it a batch. unit: of the second hidden layer, from 0."""
    done = measure(rate, seed, unit, steps)
    panel, tracks = _panel(done, steps)
    traces, moving = _network(done.kept, unit, steps)
    return Scene(
        drawing=picture([*traces, *_singles(done)], drawing.axes(SIZES), 1.15, [panel], steps, "batch"),
        tracks=(*moving, *tracks),
        steps=steps,
        summary=_summary(done, rate, unit),
        formulas=_formulas(done, rate, panel),
        sentences=_claims(done, rate),
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
    grid = roomy(max(done.spread, 1e-3)) / 2
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
        Track(f"one-{i}", "grow", {"x": STEPS[: steps + 1], "y": np.concatenate([[done.value], one])})
        for i, one in enumerate((done.scaled, done.unscaled))
    ]
    return panel, tracks


def _singles(done: Inputs) -> list[dict[str, Any]]:
    values = np.column_stack([[done.value] * 2, [done.scaled, done.unscaled]])
    return drawing.singles(STEPS[: values.shape[1]], values, [LOOK[name].colour for name in (SCALED, UNSCALED)])


def _formulas(done: Inputs, rate: float, panel: Panel) -> tuple[Formula, ...]:
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
        template = f"bias + Σ w·out = {_number(done.bias)} + {{factor}}·({{sum}}) = {{input}}      mean so far {{mean}}"
        rows.append(Formula(name, LOOK[name].colour, template, values))
    return tuple(rows)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _summary(done: Inputs, rate: float, unit: int) -> str:
    n = len(done.scaled)
    return (
        f"The input of unit {unit + 1} of the second hidden layer is {_number(done.value)} in evaluation, where "
        f"nothing is dropped. Its mean over {n} batches at rate {rate:g} is {_number(done.scaled.mean())} with the "
        f"scaling by 1/(1 − rate) = {1 / (1 - rate):.4g} and {_number(done.unscaled.mean())} without."
    )


def _claims(done: Inputs, rate: float) -> tuple[str, ...]:
    if not done.error:
        return ("**Nothing is dropped** at rate 0: every batch sees the whole network, and there is nothing to scale.",)
    n = len(done.scaled)
    apart = {
        SCALED: abs(done.scaled.mean() - done.value) / done.error,
        UNSCALED: abs(done.unscaled.mean() - done.value) / ((1 - rate) * done.error),
    }
    dropped = float(np.mean([1 - mask for mask in done.kept]))
    return (
        f"**With the scaling** the mean {_met(apart[SCALED])}: it is {_number(abs(done.scaled.mean() - done.value))} "
        f"away, {apart[SCALED]:.2g} standard errors of a mean over {n} masks.",
        f"**Without it** the mean {_met(apart[UNSCALED])}: it is {_number(abs(done.unscaled.mean() - done.value))} "
        f"away, {apart[UNSCALED]:.2g} standard errors. What is to be expected is bias + (1 − rate)·(value − bias) = "
        f"{_number(done.bias)} + {1 - rate:.4g}·({_number(done.value - done.bias)}) = "
        f"{_number(done.expected(rate))}: only the kept share of what the layer below sends.",
        f"**In these batches** {dropped:.3g} of the hidden units' outputs were set to zero, at a rate of {rate:g}. "
        "Step 0 is evaluation: the whole network.",
        f"**Only a sum is met so exactly.** The scaling keeps the mean of the next layer's input, but not of what a "
        f"curved function makes of it. The output unit's input is {_number(done.output)} in evaluation and "
        f"{_number(done.outputs.mean())} in the mean over these masks, with a standard error of "
        f"{_number(done.outputs.std(ddof=1) / np.sqrt(n))}.",
    )


def _met(errors: float) -> str:
    return "meets the evaluation value" if errors <= CHANCE else "misses the evaluation value"


def answer(rate: float, seed: int, unit: int, steps: int) -> str:
    """Why the scaling, on this run, in Markdown."""
    done = measure(rate, seed, unit, steps)
    return (
        "**So that the next layer's input is the same on average in training and in evaluation.** Each term w·out of "
        "it is there with probability 1 − rate, and then 1/(1 − rate) times as large: its mean is w·out. "
        f"For the ringed unit {_number(done.value)} is the input in evaluation; over {steps} batches at rate {rate:g} "
        f"its mean is {_number(done.scaled.mean())} with the scaling and {_number(done.unscaled.mean())} without."
    )
