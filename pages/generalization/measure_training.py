"""Trainings of the page's networks, as they go on: Adam on all examples at once, several seeds in one pass."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Data, KeptTrainings, Network, Recipe, Training, TrainingError, initial, naive
from optim import Adam
from pages.generalization.settings import Settings

M = TypeVar("M")
Array = NDArray[np.float64]
ADAM = "Adam"
ENOUGH = 3  # seeds, below which nothing is said to be more than chance
FIRST, BETWEEN = 0.05, 0.15  # seconds of training before the first picture of it, and between two
CLOSE = 0.1  # a share of the naive baseline's error: what is less apart is level

kept = KeptTrainings(48 * 2**20)


@dataclass(frozen=True)
class Task:
    """What is learnt, by what network and how often.

    size: examples, half of them to train on; fewer: how many of these, None for all of them. seeds: how many trainings,
    each with its own start. l1, l2, rate: the penalties and the dropout rate.
    """

    dataset: str
    noise: float
    size: int
    width: int
    eta: float
    epochs: int
    seeds: int
    seed: int
    fewer: int | None = None
    l1: float = 0.0
    l2: float = 0.0
    rate: float = 0.0

    @property
    def network(self) -> Network:
        """Two hidden layers of tanh units, or none: then it is a line, or a straight border."""
        dataset = DATASETS[self.dataset]
        hidden = (self.width, self.width) if self.width else ()
        return Network((dataset.columns, *hidden, dataset.outputs), "tanh", dataset.output, self.rate)

    @property
    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        data = data_of(self.dataset, self.noise, self.size, self.seed)
        return data if self.fewer is None else replace(data, x=data.x[: self.fewer], y=data.y[: self.fewer])

    @property
    def baselines(self) -> tuple[float, float]:
        """The naive baseline's error on the training and on the validation part."""
        network, data = self.network, self.data
        return naive(network, data.y), naive(network, data.y, data.y_val)


@lru_cache(maxsize=64)
def data_of(dataset: str, noise: float, size: int, seed: int, test: int = 0) -> Data:
    """The examples of a seed."""
    return DATASETS[dataset].data(seed, noise, size, test=test)


def task_of(settings: Settings) -> Task:
    """What the settings ask to be learnt, without penalties and dropout."""
    return Task(
        settings.dataset,
        settings.noise,
        settings.size,
        settings.width,
        settings.eta,
        settings.epochs,
        settings.seeds,
        settings.seed,
    )


def training(task: Task) -> Iterator[Training]:
    """The training as it goes on, the last one complete; w is (E+1, seeds, P)."""
    network, data = task.network, task.data
    seeds = tuple(range(task.seed, task.seed + task.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    objective = TrainingError(network, data, len(data.x), seeds, task.l1, task.l2)
    return kept.train(replace(task, epochs=0), {ADAM: Adam(task.eta)}, objective, start, task.epochs)


def recipe(task: Task) -> Recipe:
    """What a training starts from; early stopping only chooses among its epochs."""
    return Recipe(
        rules={ADAM: Adam(task.eta)},
        network=task.network,
        scheme="glorot",
        dataset=task.dataset,
        noise=task.noise,
        size=task.size,
        drawn=task.seed,
        seeds=tuple(range(task.seed, task.seed + task.seeds)),
        batch_size=len(task.data.x),
        epochs=task.epochs,
        l1=task.l1,
        l2=task.l2,
        fewer=task.fewer,
    )


def complete(task: Task) -> Training:
    """The complete training."""
    *_, done = training(task)
    return done


def paced(found: Iterator[tuple[bool, M]]) -> Iterator[M]:
    """Of what is found as it goes on, (is it complete, what), so many as can be looked at."""
    due = time.perf_counter() + FIRST
    for done, part in found:
        if done or time.perf_counter() >= due:
            yield part
            due = time.perf_counter() + BETWEEN
