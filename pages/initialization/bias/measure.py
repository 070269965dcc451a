"""The output's bias at the inverse sigmoid of the class's share, against zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Data, Network, TrainingError, initial, naive, output_bias, train_weights
from networks.layers import sigmoid
from optim import SGD
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
BATCH, HIDDEN, EXAMPLES = 20, 16, 400  # half of the examples are the training part
AT_ONCE = 8  # steps whose predictions are computed at once: more would leave the processor's cache
SHARE, ZERO = "share's bias", "bias 0"  # the names of the two starts
ROUNDING = 1e-9  # numbers no farther apart than this share of them are equal
LOWER = 1.1  # an error is lower if another is above it by more than this factor


@dataclass(frozen=True)
class Start:
    """A training of T steps from one start.

    error, mean (T+1,): the training error and the mean prediction. below, halved: the first step at which the error is
    below the naive baseline, and below half of it, None if none is.
    """

    error: Array
    mean: Array
    below: int | None
    halved: int | None


@dataclass(frozen=True)
class Biases:
    """Two trainings that differ in the output's first bias alone, by the name of their start.

    bias: of the start SHARE; share: of the class among the training examples, and examples: how many there are.
    best_constant: is the first prediction from the share's bias the best constant? lower: is the last error from there
    lower?
    """

    settings: Settings
    starts: Mapping[str, Start]
    bias: float
    share: float
    examples: int
    baseline: float
    best_constant: bool
    lower: bool


@lru_cache(maxsize=64)
def data(seed: int) -> Data:
    """Handwritten digits: is it an 8?"""
    return DATASETS["eights"].data(seed, size=EXAMPLES)


def measure(settings: Settings) -> Biases:
    """Train from both starts, on the same batches; the weights into the output are 0 in both."""
    network, examples = Network((64, HIDDEN, 1), "tanh", "sigmoid"), data(settings.seed)
    bias = output_bias(network, examples.y)
    first = np.stack([initial(network, "glorot", settings.seed, bias=start) for start in (bias, np.zeros(1))])
    objective = TrainingError(network, examples, BATCH, settings.seed)
    w, _ = train_weights(SGD(settings.eta), objective, first, settings.steps)
    error, mean = np.empty(w.shape[:-1]), np.empty(w.shape[:-1])
    for row in range(0, len(w), AT_ONCE):
        rows = slice(row, row + AT_ONCE)
        outputs = network.outputs(w[rows], examples.x)
        error[rows] = network.error(outputs, examples.y).mean(-1)
        mean[rows] = sigmoid(outputs).mean((-2, -1))
    baseline, share = naive(network, examples.y), float(examples.y.mean())
    starts = {name: _start(error[:, i], mean[:, i], baseline) for i, name in enumerate((SHARE, ZERO))}
    there = starts[SHARE]
    return Biases(
        settings=settings,
        starts=starts,
        bias=float(bias[0]),
        share=share,
        examples=len(examples.x),
        baseline=baseline,
        best_constant=bool(np.allclose([there.error[0], there.mean[0]], [baseline, share], rtol=ROUNDING, atol=0)),
        lower=bool(LOWER * there.error[-1] < starts[ZERO].error[-1]),
    )


def _start(error: Array, mean: Array, baseline: float) -> Start:
    return Start(error, mean, _first_below(error, baseline), _first_below(error, baseline / 2))


def _first_below(error: Array, level: float) -> int | None:
    under = error < level * (1 - ROUNDING)
    return int(under.argmax()) if under.any() else None
