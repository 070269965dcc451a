"""Dropout batch by batch: what is dropped, what a unit hears with and without the scaling, what is predicted."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lesson.runs import Dropped
from networks import DATASETS, Data, Network, Recipe, TrainingError, initial, train
from networks.layers import Dense
from optim import Adam
from pages.dropout.settings import SIZES, Settings

Array = NDArray[np.float64]
EXAMPLES, SPREAD, ETA, EPOCHS = 60, 0.2, 0.03, 25  # the training that the network has behind it
CHANCE = 3.0  # standard errors within which a difference of two means is no more than chance
UNSURE = 0.65  # the prediction looked at is that of the example nearest to it: one on which masks show


@dataclass(frozen=True)
class Masks:
    """What is kept of both hidden layers in each of T batches, (T, n) each: 1, dropped 0.

    share: of the batches so far in which each unit was dropped, (T, n) each. different: how many sets of dropped units
    there are among the batches; changes: how many batches drop another set than the one before.
    """

    settings: Settings
    kept: tuple[Array, Array]
    share: tuple[Array, Array]
    different: int
    changes: int


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

    kept (T, n): what is kept of the layer below; terms (n,): w·out of its units where nothing is dropped. value: the
    input in evaluation; bias: with everything dropped. scaled, unscaled: over the masks. spread: √Σ(w·out)².
    """

    settings: Settings
    kept: Array
    terms: Array
    value: float
    bias: float
    spread: float
    scaled: Average
    unscaled: Average


@dataclass(frozen=True)
class Uses:
    """The prediction for one example: under T masks (T,), in evaluation, and scaled with nothing dropped.

    kept: the masks of both hidden layers, (T, n) each.
    """

    settings: Settings
    kept: tuple[Array, Array]
    masked: Array
    value: float
    loud: float


@lru_cache(maxsize=64)
def trained(seed: int) -> tuple[Array, Data]:
    """A small network's weights after some training without dropout, and the data set."""
    data = DATASETS["circle"].data(seed, SPREAD, EXAMPLES)
    network = Network(SIZES)
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES), initial(network, seed=seed), EPOCHS)
    return done.w["Adam"][-1], data


def dropped(settings: Settings) -> Dropped:
    """What the masks are drawn for."""
    recipe = Recipe(
        rules={"Adam": Adam(ETA)},
        network=Network(SIZES),
        scheme="glorot",
        dataset="circle",
        noise=SPREAD,
        size=EXAMPLES,
        drawn=settings.seed,
        seeds=(settings.seed,),
        batch_size=EXAMPLES,
        epochs=EPOCHS,
    )
    return Dropped(recipe, settings.rate, settings.steps, settings.view, settings.unit, UNSURE)


def measure_masks(settings: Settings) -> Masks:
    """Draw the masks of that many batches, as training does."""
    first, second = (mask[:, 0] for mask in masks(settings.rate, settings.seed, settings.steps))
    counts = np.arange(1, settings.steps + 1)[:, None]
    both = np.concatenate([first, second], axis=1)
    return Masks(
        settings=settings,
        kept=(first, second),
        share=((1 - first).cumsum(0) / counts, (1 - second).cumsum(0) / counts),
        different=len(np.unique(both, axis=0)),
        changes=int((both[1:] != both[:-1]).any(1).sum()),
    )


def measure_inputs(settings: Settings) -> Inputs:
    """Pass the first example through each of the masks."""
    rate, unit, steps = settings.rate, settings.unit - 1, settings.steps
    w, data = trained(settings.seed)
    x, y = data.x[:1], data.y[:1]
    network = Network(SIZES, dropout=rate)
    drawn = masks(rate, settings.seed, steps)
    whole = network.passes(w, x, y)
    layer = Dense(network.matrices(w)[1][:, unit : unit + 1])
    out = whole.values[2]
    terms = layer.w[:-1, 0] * out[0]
    value, spread = float(whole.values[3][0, unit]), float(np.linalg.norm(terms))
    error = spread * float(np.sqrt(rate / (1 - rate) / steps))
    return Inputs(
        settings=settings,
        kept=drawn[0][:, 0],
        terms=terms,
        value=value,
        bias=float(layer.w[-1, 0]),
        spread=spread,
        scaled=_average(network.passes(w, x, y, drawn).values[4][:, 0, unit], value, error),
        unscaled=_average(layer.output(drawn[0] * out)[:, 0, 0], value, (1 - rate) * error),
    )


def measure_uses(settings: Settings) -> Uses:
    """Ask for one prediction again and again."""
    w, data = trained(settings.seed)
    network = Network(SIZES, dropout=settings.rate)
    every = network.predict(w, data.x)[:, 0]
    at = int(np.abs(every - UNSURE).argmin())
    x, y = data.x[at : at + 1], data.y[at : at + 1]
    drawn = masks(settings.rate, settings.seed, settings.steps)
    nothing_dropped = (np.ones((1, SIZES[1])), np.ones((1, SIZES[2])))
    return Uses(
        settings=settings,
        kept=(drawn[0][:, 0], drawn[1][:, 0]),
        masked=network.passes(w, x, y, drawn).prediction[:, 0, 0],
        value=float(every[at]),
        loud=float(network.passes(w, x, y, nothing_dropped).prediction[0, 0]),
    )


@lru_cache(maxsize=64)
def masks(rate: float, seed: int, steps: int) -> tuple[Array, Array]:
    """What is kept of both hidden layers in each batch of one example, (T, 1, n) each."""
    if not rate:
        return np.ones((steps, 1, SIZES[1])), np.ones((steps, 1, SIZES[2]))
    data = trained(seed)[1]
    one = Data(data.x[:1], data.y[:1], data.x_val[:1], data.y_val[:1], data.mean, data.deviation)
    objective = TrainingError(Network(SIZES, dropout=rate), one, 1, seed)
    drawn = [mask for t in range(steps) if (mask := objective.mask(t))]
    return np.array([mask[0] for mask in drawn]), np.array([mask[1] for mask in drawn])


def _average(inputs: Array, value: float, error: float) -> Average:
    """error: the standard error of the mean of these inputs."""
    so_far = inputs.cumsum() / np.arange(1, len(inputs) + 1)
    mean = float(inputs.mean())
    away = abs(mean - value)
    return Average(inputs, so_far, mean, away, away / error if error else 0.0)
