"""Weights that start too small or too large: activations and errors, layer by layer."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Data, Network, Passes, TrainingError, initial, naive, train_weights
from optim import NEVER, SGD
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
STEPS, BATCH, EXAMPLES = 30, 20, 200  # half of the examples are the training part
AT_ONCE = 4  # steps that are measured at once: more would leave the processor's cache
BINS = 25
POWERS = (-12.0, 2.0)  # of the axis of the errors: powers of ten
SMALLEST = 10 ** POWERS[0]
LOGARITHMS = (POWERS[0] * np.log(10), POWERS[1] * np.log(10))  # natural ones, which are faster
OUTPUTS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "relu": (0.0, 4.0)}  # of the axis of the activations
COMPARED = (("normal", 0.01), ("normal", 1.0), ("glorot", 0.0), ("he", 0.0))  # starts: too small, too large, and two
EDGE = 0.01  # an output is saturated this near to the end of its activation's range, as a share of half of it
RATIO = 10.0  # from the first to the last layer: a signal that shrinks more vanishes, one that grows more explodes
SATURATED = 0.25  # so large a share of a layer's outputs saturated is too many

Verdict = Literal["vanish", "explode", "hold", "saturate"]


@dataclass(frozen=True)
class Start:
    """What becomes of signals in a network of L hidden layers that starts in this way, on all training examples.

    spread (L,): the standard deviation of an output over the examples; error (L,): the size of the errors handed to
    the outputs; size (L+1,): of the gradient of each layer's weights; all root mean square. flat (L,): the share of
    outputs that are saturated, for ReLU of units that are 0 for all examples. up, down: what activations do on the way
    up, and errors on the way down.
    """

    scheme: str
    scale: float
    spread: Array
    error: Array
    size: Array
    flat: Array
    up: Verdict
    down: Verdict


@dataclass(frozen=True)
class Depth:
    """A network of L hidden layers at the start and after each of T steps, measured on all training examples.

    activations, errors (T+1, L, BINS): histograms, as counts, of the units' outputs, for ReLU of those above 0, and of
    log10 of the size of the errors handed down to them. spread, error (T+1, L): as in `Start`. loss (T+1,): the
    training error; learnt: is the last below the naive baseline? diverged_at: the step, None if it does not. start: how
    it starts; compared: how the same network starts by COMPARED.
    """

    settings: Settings
    activations: Array
    errors: Array
    spread: Array
    error: Array
    loss: Array
    baseline: float
    learnt: bool
    diverged_at: int | None
    start: Start
    compared: tuple[Start, ...]


@lru_cache(maxsize=64)
def data(seed: int) -> Data:
    """Handwritten digits, normalized."""
    return DATASETS["digits"].data(seed, size=EXAMPLES)


def network(settings: Settings) -> Network:
    """From 64 pixels through the hidden layers to 10 classes."""
    return Network((64, *[settings.width] * settings.layers, 10), settings.activation, "softmax")


def measure(settings: Settings) -> Depth:
    """Start, train for a few steps, and look at every layer."""
    net, examples = network(settings), data(settings.seed)
    first = initial(net, settings.scheme, settings.seed, settings.scale)
    objective = TrainingError(net, examples, BATCH, settings.seed)
    w, end = train_weights(SGD(settings.eta), objective, first, STEPS)
    diverged_at = None if end == NEVER else int(end)
    known = w[:diverged_at]  # the rest repeats the last of them
    activations, errors = (np.empty((len(known), settings.layers, BINS)) for _ in range(2))
    spread, error = (np.empty((len(known), settings.layers)) for _ in range(2))
    loss = np.empty(len(known))
    for row in range(0, len(known), AT_ONCE):
        rows = slice(row, row + AT_ONCE)
        passes = net.passes(known[rows], examples.x, examples.y)
        for layer, (out, handed) in enumerate(_hidden(passes)):
            activations[rows, layer] = _seen(out, net.activation)
            errors[rows, layer] = histograms(np.log(np.maximum(np.abs(handed), SMALLEST)), LOGARITHMS)
            spread[rows, layer], error[rows, layer] = _spread(out), _size(handed)
        loss[rows] = net.error(passes.values[-1], examples.y).mean(-1)
    still = np.minimum(np.arange(STEPS + 1), len(known) - 1)
    baseline = naive(net, examples.y)
    return Depth(
        settings=settings,
        activations=activations[still],
        errors=errors[still],
        spread=spread[still],
        error=error[still],
        loss=loss[still],
        baseline=baseline,
        learnt=bool(loss[-1] < baseline),
        diverged_at=diverged_at,
        start=start(settings),
        compared=_compared(settings.activation, settings.layers, settings.width, settings.seed),
    )


def start(settings: Settings) -> Start:
    """What becomes of signals at the start of these settings."""
    net, examples = network(settings), data(settings.seed)
    w = initial(net, settings.scheme, settings.seed, settings.scale)
    passes = net.passes(w, examples.x, examples.y)
    hidden = _hidden(passes)
    spread = np.array([_spread(out) for out, _ in hidden])
    error = np.array([_size(handed) for _, handed in hidden])
    flat = np.array([flatness(out, net.activation) for out, _ in hidden])
    too_flat = net.activation != "relu" and flat.max() >= SATURATED
    return Start(
        scheme=settings.scheme,
        scale=settings.scale,
        spread=spread,
        error=error,
        size=np.array([_size(part[:-1]) for part in net.matrices(passes.gradient)]),
        flat=flat,
        up="saturate" if too_flat else _verdict(spread[0], spread[-1]),
        down=_verdict(error[-1], error[0]),
    )


@lru_cache(maxsize=256)
def _compared(activation: str, layers: int, width: int, seed: int) -> tuple[Start, ...]:
    deep = Settings(view="scale", activation=activation, layers=layers, width=width, seed=seed)
    return tuple(start(replace(deep, scheme=scheme, scale=scale)) for scheme, scale in COMPARED)


def _verdict(before: float, after: float) -> Verdict:
    if after * RATIO <= before:
        return "vanish"
    return "explode" if after >= RATIO * before else "hold"


def _hidden(passes: Passes) -> list[tuple[Array, Array]]:
    """The outputs of each hidden layer (..., N, n), and the errors handed to them."""
    pairs = zip(passes.values[2:-1:2], passes.errors[2:-1:2], strict=True)  # after each dense layer its activation
    return [(out, handed) for out, handed in pairs if handed is not None]


def _seen(outputs: Array, activation: str) -> Array:
    counts = histograms(outputs, OUTPUTS[activation])
    if activation == "relu":
        counts[:, 0] -= (outputs == 0).sum((-2, -1))  # half of the outputs or more: nothing else would be seen
    return counts


def histograms(values: Array, span: tuple[float, float]) -> Array:
    """Counts (T, BINS) of values (T, ...); what lies beyond the ends is counted in the first or the last bin."""
    low, high = span
    place = (values - low) * (BINS / (high - low))
    np.maximum(place, 0.0, out=place)
    np.minimum(place, BINS - 0.5, out=place)
    times = len(place)
    index = place.astype(np.intp).reshape(times, -1)
    index += BINS * np.arange(times)[:, None]
    return np.bincount(index.ravel(), minlength=BINS * times).reshape(times, BINS).astype(float)


def _spread(outputs: Array) -> Array:
    away = outputs - outputs.mean(-2, keepdims=True)
    return _size(away)


def _size(values: Array) -> Array:
    """The root mean square over the last two axes."""
    return np.sqrt(np.einsum("...ni,...ni->...", values, values) / (values.shape[-2] * values.shape[-1]))


def flatness(outputs: Array, activation: str) -> float:
    """The share of outputs (N, n) that are saturated, for ReLU of units that are 0 for all examples."""
    if activation == "relu":
        return float((outputs <= 0).all(0).mean())
    low, high = saturated(activation)
    return float(((outputs > high) | (outputs < low)).mean())


def saturated(activation: str) -> tuple[float, float]:
    """Below and above which an output is saturated."""
    low, high = OUTPUTS[activation]
    edge = EDGE * (high - low) / 2
    return low + edge, high - edge
