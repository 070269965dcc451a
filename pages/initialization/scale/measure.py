"""Weights that start too small or too large: how signals go up through the layers, and errors come back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lesson.runs import Signals
from networks import DATASETS, Data, Network, Passes, Recipe, initial
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
EXAMPLES = 200  # half of the examples are the training part
BINS = 31
OUTPUTS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "relu": (0.0, 4.0)}  # of the picture of the outputs
EDGE = 0.05  # an output is at an extreme this near to the end of its activation's range, as a share of half of it
MOST = 0.5  # so large a share of the last layer's outputs at the extremes: the signal has ended there
RATIO = 5.0  # from the first to the last layer: a signal that shrinks more fades, one that grows more explodes
YOURS = "yours"  # the start that is set, beside these
OTHERS = {"Glorot": "glorot", "He": "he"}

KEPT = "keeps about its size"
Verdict = Literal["fades", "grows", "keeps about its size", "ends at the extremes"]


@dataclass(frozen=True)
class Start:
    """What becomes of signals in a network of L hidden layers that starts in this way, on all training examples.

    outputs (L, BINS): histograms of the outputs as counts, for ReLU of those above 0. spread (L,): the standard
    deviation of an output over the examples; error (L,): the size of the errors handed to the outputs; both root mean
    square. extreme (L,): the share of outputs at the extremes, 0 for ReLU. up, down: what becomes of the signal on its
    way up, and of the errors on their way down.
    """

    outputs: Array
    spread: Array
    error: Array
    extreme: Array
    up: Verdict
    down: Verdict


@dataclass(frozen=True)
class Depth:
    """The start that is set and those of Glorot and He, by name, in the same network."""

    settings: Settings
    starts: Mapping[str, Start]

    @property
    def yours(self) -> Start:
        """The start that is set."""
        return self.starts[YOURS]


@lru_cache(maxsize=64)
def data(seed: int) -> Data:
    """Handwritten digits, normalized."""
    return DATASETS["digits"].data(seed, size=EXAMPLES)


def network(settings: Settings) -> Network:
    """From 64 pixels through the hidden layers to 10 classes."""
    return Network((64, *[settings.width] * settings.layers, 10), settings.activation, "softmax")


def signals(settings: Settings) -> Signals:
    """What is sent through the network, from each start."""
    seed, ends = settings.seed, OUTPUTS[settings.activation]
    yours = Recipe(
        rules={},
        network=network(settings),
        scheme=settings.scheme,
        dataset="digits",
        noise=0.0,
        size=EXAMPLES,
        drawn=seed,
        seeds=(seed,),
        batch_size=EXAMPLES,
        epochs=0,
        value=settings.scale,
    )
    others = {name: replace(yours, scheme=scheme) for name, scheme in OTHERS.items()}
    return Signals({YOURS: yours, **others}, EDGE, None if settings.activation == "relu" else ends)


def measure(settings: Settings) -> Depth:
    """Send the training examples up and the errors back, from each start."""
    deep = Settings(
        view="scale",
        activation=settings.activation,
        layers=settings.layers,
        width=settings.width,
        seed=settings.seed,
    )
    others = {name: start(replace(deep, scheme=scheme)) for name, scheme in OTHERS.items()}
    return Depth(settings, {YOURS: start(replace(deep, scheme=settings.scheme, scale=settings.scale)), **others})


@lru_cache(maxsize=256)
def start(settings: Settings) -> Start:
    """What becomes of signals at the start of these settings."""
    net, examples = network(settings), data(settings.seed)
    w = initial(net, settings.scheme, settings.seed, settings.scale)
    hidden = _hidden(net.passes(w, examples.x, examples.y))
    spread = np.array([_spread(out) for out, _ in hidden])
    error = np.array([_size(handed) for _, handed in hidden])
    extreme = np.array([at_the_extremes(out, net.activation) for out, _ in hidden])
    return Start(
        outputs=np.stack([_histogram(out, net.activation) for out, _ in hidden]),
        spread=spread,
        error=error,
        extreme=extreme,
        up="ends at the extremes" if extreme[-1] > MOST else _verdict(spread[0], spread[-1]),
        down=_verdict(error[-1], error[0]),
    )


def _verdict(before: float, after: float) -> Verdict:
    if after == 0 or after * RATIO < before:
        return "fades"
    return "grows" if after > RATIO * before else KEPT


def _hidden(passes: Passes) -> list[tuple[Array, Array]]:
    """The outputs of each hidden layer (N, n), and the errors handed to them."""
    pairs = zip(passes.values[2:-1:2], passes.errors[2:-1:2], strict=True)  # after each dense layer its activation
    return [(out, handed) for out, handed in pairs if handed is not None]


def _histogram(outputs: Array, activation: str) -> Array:
    """Counts (BINS,); what lies beyond the ends is counted in the first or the last bin."""
    low, high = OUTPUTS[activation]
    seen = outputs[outputs > 0] if activation == "relu" else outputs  # the zeros alone would be seen
    return np.histogram(np.clip(seen, low, high), BINS, (low, high))[0].astype(float)


def _spread(outputs: Array) -> float:
    return _size(outputs - outputs.mean(0))


def _size(values: Array) -> float:
    """The root mean square."""
    return float(np.sqrt((values * values).mean()))


def at_the_extremes(outputs: Array, activation: str) -> float:
    """The share of outputs that are at the ends of the activation's range."""
    if activation == "relu":
        return 0.0
    low, high = OUTPUTS[activation]
    edge = EDGE * (high - low) / 2
    return float(((outputs > high - edge) | (outputs < low + edge)).mean())
