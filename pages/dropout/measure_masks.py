"""Dropout batch by batch: what is dropped, and a unit's input with and without the scaling."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Data, Network, TrainingError, initial, train
from networks.layers import Dense
from optim import Adam
from pages.dropout.settings import SIZES, Settings

Array = NDArray[np.float64]
EXAMPLES, ETA, EPOCHS = 60, 0.03, 100  # the training that the network has behind it
CHANCE = 3.0  # standard errors within which a difference of two means is no more than chance


@dataclass(frozen=True)
class Average:
    """A unit's input in each of T batches, and its mean.

    inputs (T,): in each batch. so_far (T,): the mean of the batches up to each. mean: of all. away: how far it is from
    the input in evaluation, and errors: the same in standard errors of a mean over T masks, 0 where nothing is dropped.
    """

    inputs: Array
    so_far: Array
    mean: float
    away: float
    errors: float

    @property
    def meets(self) -> bool:
        """Is the mean no farther from the input in evaluation than chance explains?"""
        return self.errors <= CHANCE


@dataclass(frozen=True)
class Inputs:
    """The input of one unit of the second hidden layer, for one example, over T masks.

    kept: the masks of both hidden layers, (T, n) each; dropped: the share of 0 in them. value: the input in evaluation;
    bias: with everything dropped; expected: without the scaling. scaled, unscaled: over the masks. spread: √Σ(w·out)²
    over what comes in. output: v_n in evaluation; output_mean: over the masks, with its standard error output_error.
    """

    settings: Settings
    kept: tuple[Array, Array]
    dropped: float
    value: float
    bias: float
    expected: float
    spread: float
    scaled: Average
    unscaled: Average
    output: float
    output_mean: float
    output_error: float


@lru_cache(maxsize=64)
def trained(seed: int) -> tuple[Array, Data]:
    """A small network's weights after some training without dropout, and a data set of one example."""
    dataset = DATASETS["circle"]
    data = dataset.data(seed, 0.2, EXAMPLES)
    network = Network(SIZES)
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES), initial(network, seed=seed), EPOCHS)
    one = Data(data.x[:1], data.y[:1], data.x_val[:1], data.y_val[:1], data.mean, data.deviation)
    return done.w["Adam"][-1], one


def measure_masks(settings: Settings) -> Inputs:
    """Draw the masks of that many batches, as training does, and pass the example through each."""
    rate, unit, steps = settings.rate, settings.unit - 1, settings.steps
    w, data = trained(settings.seed)
    network = Network(SIZES, dropout=rate)
    first, second = _masks(rate, settings.seed, steps)
    whole = network.passes(w, data.x, data.y)
    passes = network.passes(w, data.x, data.y, (first, second))
    layer = Dense(network.matrices(w)[1][:, unit : unit + 1])
    out = whole.values[2]
    value, bias = float(whole.values[3][0, unit]), float(layer.w[-1, 0])
    spread = float(np.linalg.norm(layer.w[:-1, 0] * out[0]))
    error = spread * float(np.sqrt(rate / (1 - rate) / steps))
    outputs = passes.values[-1][:, 0, 0]
    return Inputs(
        settings=settings,
        kept=(first[:, 0], second[:, 0]),
        dropped=1 - float(first.mean() + second.mean()) / 2,
        value=value,
        bias=bias,
        expected=bias + (1 - rate) * (value - bias),
        spread=spread,
        scaled=_average(passes.values[4][:, 0, unit], value, error),
        unscaled=_average(layer.output(first * out)[:, 0, 0], value, (1 - rate) * error),
        output=float(whole.values[-1][0, 0]),
        output_mean=float(outputs.mean()),
        output_error=float(outputs.std(ddof=1) / np.sqrt(steps)),
    )


@lru_cache(maxsize=64)
def _masks(rate: float, seed: int, steps: int) -> tuple[Array, Array]:
    """What is kept of both hidden layers in each batch of the one example, (T, 1, n) each."""
    if not rate:
        return np.ones((steps, 1, SIZES[1])), np.ones((steps, 1, SIZES[2]))
    objective = TrainingError(Network(SIZES, dropout=rate), trained(seed)[1], 1, seed)
    drawn = [mask for t in range(steps) if (mask := objective.mask(t))]
    return np.array([mask[0] for mask in drawn]), np.array([mask[1] for mask in drawn])


def _average(inputs: Array, value: float, error: float) -> Average:
    """error: the standard error of the mean of these inputs."""
    so_far = inputs.cumsum() / np.arange(1, len(inputs) + 1)
    mean = float(inputs.mean())
    away = abs(mean - value)
    return Average(inputs, so_far, mean, away, away / error if error else 0.0)
