"""Weights that start too small or too large: activations and errors, layer by layer."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from figures.grid import Cell, Row, grid
from figures.histograms import outlines, ridge_axes, ridges
from figures.panels import Panel
from figures.theme import CLASSES, STYLES
from networks import DATASETS, Data, Network, TrainingError, initial, naive
from optim import SGD, race
from scenes.initialization_settings import SCALED, Settings
from scenes.scene import Scene, Track
from scenes.tracks import panel_tracks

Array = NDArray[np.float64]
STEPS, BATCH, EXAMPLES = 30, 20, 200  # half of the examples are the training part
BINS = 25
POWERS = (-12.0, 2.0)  # of the axis of the errors: powers of ten
RANGE = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "relu": (0.0, 4.0)}  # of the axis of the activations
POWER_TICKS = {-12.0: "≤ 10<sup>−12</sup>", -6.0: "10<sup>−6</sup>", 0.0: "1"}
LOOKS = (  # colour, fill, heading, what the numbers are
    (STYLES["SGD"].colour, CLASSES[1], "activations", "deviation"),
    (STYLES["Momentum"].colour, CLASSES[0], "errors handed back", "size"),
)
STARTS = (("normal", 0.01), ("normal", 1.0), ("glorot", 0.0), ("he", 0.0))  # that the answer compares
MOST = 1e30  # float32 ends at 3e38
EDGE = 0.01  # a unit is saturated this near to the end of its activation's range
RATIO = 10.0  # from the first to the last layer: a signal that shrinks more vanishes, one that grows more explodes
SATURATED = 0.25  # so large a share of a layer's outputs saturated is too many


@dataclass(frozen=True)
class Depth:
    """A network of L hidden layers at the start and after each of T steps, measured on all training examples.

    activations, errors (T+1, L, BINS): histograms, as counts, of the units' outputs, for ReLU of those above 0, and of
    log10 of the size of the errors handed down to them. spread (T+1, L): the standard deviation of an output over the
    examples; error (T+1, L): the size of the errors, and size (T+1, L+1) of the gradient of each layer's weights; all
    root mean square. flat (T+1, L): the share of outputs that are saturated, for ReLU of units that are 0 for all
    examples. loss (T+1,): the training error.
    """

    activations: Array
    errors: Array
    spread: Array
    error: Array
    size: Array
    flat: Array
    loss: Array
    baseline: float
    diverged_at: int | None


@lru_cache
def data(seed: int) -> Data:
    """Handwritten digits, normalized."""
    return DATASETS["digits"].data(seed, size=EXAMPLES)


def network(settings: Settings) -> Network:
    """From 64 pixels through the hidden layers to 10 classes."""
    return Network((64, *[settings.width] * settings.layers, 10), settings.activation, "softmax")


def run(settings: Settings, steps: int = STEPS) -> Depth:
    """Start, train for a few steps, and measure."""
    net, examples = network(settings), data(settings.seed)
    start = initial(net, settings.scheme, settings.seed, settings.scale)
    objective = TrainingError(net, examples, BATCH, settings.seed)
    done = race({"SGD": SGD(settings.eta)}, objective, start, steps)["SGD"]
    last = done.last + 1
    with np.errstate(all="ignore"):  # a run that is about to diverge has weights whose errors overflow
        measured = [_measure(net, examples, w) for w in done.w[:last]]
    parts = [np.stack(part) for part in zip(*measured, strict=True)]
    still = np.minimum(np.arange(steps + 1), last - 1)
    return Depth(
        *(part[still] for part in parts),
        loss=done.value[still],
        baseline=naive(net, examples.y),
        diverged_at=done.diverged_at if done.diverged_at is None else int(done.diverged_at),
    )


def _measure(net: Network, examples: Data, w: Array) -> tuple[Array, ...]:
    passes = net.passes(w, examples.x, examples.y)
    layers = range(2, len(passes.values) - 1, 2)  # after each dense layer but the last comes its activation
    outputs = np.stack([passes.values[i] for i in layers])
    handed = np.stack([np.nan_to_num(passes.errors[i]) for i in layers])  # type: ignore[arg-type]
    weights = [matrix[:-1] for matrix in net.matrices(passes.gradient)]
    with np.errstate(divide="ignore"):
        powers = np.log10(np.abs(handed))
    activations = _histogram(outputs, RANGE[net.activation])
    if net.activation == "relu":
        activations[:, 0] -= (outputs == 0).sum((1, 2))  # half of the outputs or more: nothing else would be seen
    return (
        activations,
        _histogram(powers, POWERS),
        np.sqrt(outputs.var(1).mean(-1)),
        np.sqrt((handed**2).mean((1, 2))),
        np.array([np.sqrt(np.nanmean(part**2)) for part in weights]),
        _flat(outputs, net.activation),
    )


def _histogram(values: Array, span: tuple[float, float]) -> Array:
    """Counts (L, BINS) of values (L, ...); what lies beyond the ends is counted in the first or the last bin."""
    low, high = span
    bins = ((np.clip(values, low, high) - low) * (BINS / (high - low))).astype(int).clip(0, BINS - 1)
    layers = len(bins)
    index = bins.reshape(layers, -1) + BINS * np.arange(layers)[:, None]
    return np.bincount(index.ravel(), minlength=BINS * layers).reshape(layers, BINS).astype(float)


def _flat(outputs: Array, activation: str) -> Array:
    if activation == "relu":
        return (outputs <= 0).all(1).mean(-1)
    low, high = RANGE[activation]
    edge = EDGE * (high - low) / 2
    return ((outputs > high - edge) | (outputs < low + edge)).mean((1, 2))


def scene(settings: Settings) -> Scene:
    """Histograms of activations and errors in each layer, and the training error."""
    depth = run(settings)
    ups, downs = ([[_short(value) for value in row] for row in rows] for rows in (depth.spread, depth.error))
    output = "output above 0" if settings.activation == "relu" else "output"
    parts = {  # uid: counts, range, ticks, axis title, heading, numbers, colours
        "activations": (depth.activations, RANGE[settings.activation], _ticks(settings.activation), output, ups, 0),
        "errors": (depth.errors, POWERS, POWER_TICKS, "size of the error", downs, 1),
    }
    cells: list[Cell] = []
    tracks: list[Track] = []
    for uid, (counts, span, ticks, title, numbers, look) in parts.items():
        x, y = outlines(counts, span)
        colour, fill, heading, measure = LOOKS[look]
        across, up = ridge_axes(span, ticks, title, settings.layers, named=not cells)
        traces = ridges(uid, x, y[-1], numbers[-1], measure, colour, fill)
        cells.append(Cell(traces, across, up, title=heading, weight=1.2))
        still = x[None]
        tracks += [Track(f"{uid}-{i + 1}", "replace", {"x": still, "y": y[:, i]}) for i in range(settings.layers)]
        tracks.append(Track(f"{uid}-numbers", "replace", {"text": numbers}))
    panel = Panel(
        key="loss",
        title="training error",
        curves={"SGD": np.clip(depth.loss, 0, MOST)},
        styles={"SGD": STYLES["SGD"]},
        range=(0.0, 4.0),
        guides={"baseline": depth.baseline},
        named=False,
    )
    return Scene(
        drawing=grid([Row([*cells, panel])], STEPS),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=STEPS,
        summary=summary(settings, depth),
        sentences=sentences(settings, depth),
    )


def _ticks(activation: str) -> dict[float, str]:
    low, high = RANGE[activation]
    ends = {low: f"{low:g}".replace("-", "−"), (low + high) / 2: f"{(low + high) / 2:g}", high: f"{high:g}"}
    return ends | ({high: f"≥ {high:g}"} if activation == "relu" else {})


def _short(value: float) -> str:
    """A number to two digits, as the stage writes it."""
    if value == 0 or 1e-3 <= value < 1e4:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", "−")


def verdicts(depth: Depth, activation: str, step: int = 0) -> tuple[str, str]:
    """What activations do on the way up and errors on the way down: vanish, saturate, explode or hold."""
    spread, error = depth.spread[step], depth.error[step]
    saturated = activation != "relu" and depth.flat[step].max() >= SATURATED
    return "saturate" if saturated else _verdict(spread[0], spread[-1]), _verdict(error[-1], error[0])


def _verdict(before: float, after: float) -> str:
    if after * RATIO <= before:
        return "vanish"
    return "explode" if after >= RATIO * before else "hold"


def start_said(settings: Settings) -> str:
    """How the weights are drawn."""
    drawn = {
        "uniform": f"uniform within ±{settings.scale:g}",
        "normal": f"normal with deviation {settings.scale:g}",
        "glorot": "Glorot",
        "he": "He",
    }
    return drawn[settings.scheme]


def summary(settings: Settings, depth: Depth) -> str:
    """What happened."""
    up, down = verdicts(depth, settings.activation)
    first, last = depth.spread[0, 0], depth.spread[0, -1]
    top, bottom = depth.error[0, -1], depth.error[0, 0]
    return (
        f"Weights: {start_said(settings)}; hidden layers: {settings.layers} of {settings.activation}. At the start the "
        f"activations {up}: their standard deviation is {_short(first)} in the first hidden layer and {_short(last)} "
        f"in the last. The errors handed back {down}: from {_short(top)} at the last to {_short(bottom)} at the first. "
        f"{_end(depth)}"
    )


def _end(depth: Depth) -> str:
    steps = len(depth.loss) - 1
    if depth.diverged_at is not None:
        return f"Training diverges at step {depth.diverged_at}."
    beats = "below" if depth.loss[-1] < depth.baseline else "not below"
    return (
        f"After {steps} steps the training error is {depth.loss[-1]:.4g}, {beats} the naive baseline "
        f"{depth.baseline:.4g}."
    )


def sentences(settings: Settings, depth: Depth) -> tuple[str, ...]:
    """The outcome in detail."""
    lowest, output = float(depth.size[0, 0]), float(depth.size[0, -1])
    term = (
        ""
        if settings.activation == "relu"
        else f", “saturate” that {100 * SATURATED:g} % of a layer's outputs or more are"
    )
    return (
        f"**At the start.** {_flat_said(settings.activation, depth.flat[0])} The gradient of the lowest layer's "
        f"weights has the size {_short(lowest)}, that of the output layer's {_short(output)}: η times that "
        f"is {_short(settings.eta * lowest)} and {_short(settings.eta * output)}.",
        f"**The words.** “Vanish” and “explode” mean a factor of {RATIO:g} or more between the first and the last "
        f"hidden layer{term}. The numbers in the picture are the outputs' standard deviation over the examples and the "
        "root mean square of the errors.",
    )


def _flat_said(activation: str, flat: Array) -> str:
    most, layer = float(flat.max()), int(flat.argmax()) + 1
    if activation == "relu":
        what, how = "units", "dead (0 for all examples)"
    else:
        low, high = RANGE[activation]
        edge = EDGE * (high - low) / 2
        what, how = "outputs", f"saturated (within {edge:g} of {low:g} or {high:g})".replace("-", "−")
    if most == 0:
        return f"In no hidden layer are {what} {how}."
    return f"In hidden layer {layer}, the worst, {100 * most:.2g} % of the {what} are {how}."


def answer(settings: Settings) -> str:
    """The answer to the view's question: four starts of this network."""
    said: list[str] = []
    for scheme, scale in STARTS:
        start = replace(settings, scheme=scheme, **({"scale": scale} if scheme in SCALED else {}))
        depth = run(start, 0)
        up, down = verdicts(depth, settings.activation)
        said.append(
            f"- {start_said(start)}: activations {up} ({_short(depth.spread[0, 0])} → {_short(depth.spread[0, -1])}), "
            f"errors {down} ({_short(depth.error[0, -1])} → {_short(depth.error[0, 0])})"
        )
    where = f"With {settings.layers} hidden layers of {settings.activation}, activations on the way up and errors back:"
    return "\n".join([where, *said])
