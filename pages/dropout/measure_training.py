"""One training at a rate, as it goes on: Adam on a set small enough to overfit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import (
    DATASETS,
    Data,
    Network,
    Recipe,
    TrainingError,
    decide,
    epochs_shown,
    initial,
    naive,
    outlook,
    shades,
    train,
)
from optim import Adam
from pages.dropout.settings import Settings

Array = NDArray[np.float64]
EXAMPLES = 60  # half of them to train on
ETA = 0.03
FRAMES = 30  # pictures of the boundary in one training
FIRST, BETWEEN = 0.05, 0.15  # seconds of training before the first picture of it, and between two
ENOUGH = 3  # seeds, below which nothing is said to be more than chance


@dataclass(frozen=True)
class Task:
    """What is learnt: a data set, and how often. seeds: how many trainings, each with its own start and masks."""

    dataset: str
    noise: float
    width: int
    epochs: int
    seeds: int
    seed: int

    def network(self, rate: float = 0.0) -> Network:
        """Two hidden layers of tanh units."""
        dataset = DATASETS[self.dataset]
        return Network((dataset.columns, self.width, self.width, dataset.outputs), "tanh", dataset.output, rate)


@dataclass(frozen=True)
class Fit:
    """A training of E epochs with S seeds, in evaluation.

    error, validation: (E+1, S). pictures: what the first seed's network makes of the inputs, every `stride` epochs, as
    bytes (F, side, side) or, of a curve, its values (F, points).
    """

    error: Array
    validation: Array
    pictures: NDArray[Any]
    stride: int

    @property
    def epochs(self) -> int:
        """E."""
        return len(self.error) - 1

    def until(self, epochs: int) -> "Fit":
        """The training up to that epoch."""
        if epochs >= self.epochs:
            return self
        rows = slice(epochs + 1)
        pictures = self.pictures[: epochs // self.stride + 1]
        return replace(self, error=self.error[rows], validation=self.validation[rows], pictures=pictures)


def task_of(settings: Settings) -> Task:
    """What the settings ask to be learnt."""
    return Task(settings.dataset, settings.noise, settings.width, settings.epochs, settings.seeds, settings.seed)


@lru_cache(maxsize=64)
def data_of(task: Task) -> Data:
    """The examples, the same for all seeds of the training."""
    return DATASETS[task.dataset].data(task.seed, task.noise, EXAMPLES)


@lru_cache(maxsize=64)
def baselines(task: Task) -> tuple[float, float]:
    """The naive baseline's error on the training and on the validation part."""
    data, network = data_of(task), task.network()
    return naive(network, data.y), naive(network, data.y, data.y_val)


def recipe(task: Task, rate: float) -> Recipe:
    """What a training at a rate starts from."""
    return Recipe(
        rules={"Adam": Adam(ETA)},
        network=task.network(rate),
        scheme="glorot",
        dataset=task.dataset,
        noise=task.noise,
        size=EXAMPLES,
        drawn=task.seed,
        seeds=tuple(range(task.seed, task.seed + task.seeds)),
        batch_size=EXAMPLES,
        epochs=task.epochs,
    )


def fit(task: Task, rate: float) -> Fit:
    """The complete training at a rate."""
    *_, done = fitting(task, rate)
    return done


def fitting(task: Task, rate: float) -> Iterator[Fit]:
    """Adam on all training examples at once, as it goes on; the starts are the same for every rate."""
    complete = _complete(task, rate)
    if complete:
        yield complete[0]
        return
    network, data = task.network(rate), data_of(task)
    seeds = tuple(range(task.seed, task.seed + task.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    seen = outlook(DATASETS[task.dataset], data)
    stride, drawn = epochs_shown(network, len(seen.grid), 2, task.epochs, FRAMES)
    pictures: list[NDArray[Any]] = []
    for done in train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES, seeds), start, task.epochs):
        count = sum(map(len, pictures))
        new = drawn[count : int(np.searchsorted(drawn, done.epochs, "right"))]
        decided = decide(network, seen, done.w["Adam"][new, 0])
        pictures.append(decided[..., 0].astype(float) if seen.kind == "curve" else shades(decided))
        part = Fit(done.error["Adam"], done.validation["Adam"], np.concatenate(pictures), stride)
        if done.complete:
            complete.append(part)
        yield part


@lru_cache(maxsize=128)
def _complete(task: Task, rate: float) -> list[Fit]:
    """Where the complete training is kept for the next who asks; empty until then."""
    return []
