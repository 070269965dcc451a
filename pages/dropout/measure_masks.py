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


@dataclass(frozen=True)
class Inputs:
    """The input of one unit of the second hidden layer, for one example, over T masks.

    kept: the masks of both hidden layers, (T, n) each. value: in evaluation; bias: with everything dropped. scaled,
    unscaled (T,): with each mask. spread: √Σ(w·out)² over what comes in; error: the standard error of the mean of
    `scaled`; that of `unscaled` is 1 − rate times it. output: v_n in evaluation, and outputs (T,): with each mask.
    """

    settings: Settings
    kept: tuple[Array, Array]
    value: float
    bias: float
    scaled: Array
    unscaled: Array
    spread: float
    error: float
    output: float
    outputs: Array

    @property
    def expected(self) -> float:
        """The expected input without the scaling."""
        return self.bias + (1 - self.settings.rate) * (self.value - self.bias)


@lru_cache(maxsize=64)
def trained(seed: int) -> tuple[Array, Data]:
    """A small network's weights after some training without dropout, and a data set of one example."""
    dataset = DATASETS["circle"]
    data = dataset.data(seed, 0.2, EXAMPLES)
    network = Network(SIZES)
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES), initial(network, seed=seed), EPOCHS)
    one = Data(data.x[:1], data.y[:1], data.x_val[:1], data.y_val[:1], data.mean, data.deviation)
    return done.w["Adam"][-1], one


def measure(settings: Settings) -> Inputs:
    """Draw the masks of that many batches, as training does, and pass the example through each."""
    rate, seed, unit, steps = settings.rate, settings.seed, settings.unit - 1, settings.steps
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
        settings=settings,
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
