"""Dropout against over-fitting: the same training without it and with it, on a set small enough to overfit."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import (
    DATASETS,
    Data,
    Learned,
    Network,
    Outlook,
    TrainingError,
    decide,
    epochs_shown,
    initial,
    learned,
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
CLOSE = 0.9  # a training error of this share of the baseline's is as good as nothing learnt
PLAIN, DROPPED = "no dropout", "dropout"


@dataclass(frozen=True)
class Task:
    """What is learnt: a data set, and how often. seeds: how many trainings, each with its own start and masks."""

    dataset: str
    noise: float
    width: int
    epochs: int
    seeds: int
    seed: int

    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        return DATASETS[self.dataset].data(self.seed, self.noise, EXAMPLES)

    def network(self, rate: float = 0.0) -> Network:
        """Two hidden layers of tanh units."""
        dataset = DATASETS[self.dataset]
        return Network((dataset.columns, self.width, self.width, dataset.outputs), "tanh", dataset.output, rate)

    def baselines(self) -> tuple[float, float]:
        """The naive baseline's error on the training and on the validation part."""
        data, network = self.data(), self.network()
        return naive(network, data.y), naive(network, data.y, data.y_val)


@dataclass(frozen=True)
class Fit:
    """A training of E epochs with S seeds, in evaluation.

    error, validation: (E+1, S). pictures: what the first seed's network makes of the inputs, every `stride` epochs, as
    bytes (F, side, side) or, of a curve, its values (F, points). learned: what it came to.
    """

    error: Array
    validation: Array
    pictures: NDArray[Any]
    stride: int
    learned: Learned


@dataclass(frozen=True)
class Trainings:
    """Both trainings, the naive baseline's errors on the training and the validation part, and what is looked at."""

    settings: Settings
    fits: Mapping[str, Fit]
    baselines: tuple[float, float]
    seen: Outlook


def measure(settings: Settings) -> Trainings:
    """The training without dropout and the one at the rate that is set."""
    task = Task(settings.dataset, settings.noise, settings.width, settings.epochs, settings.seeds, settings.seed)
    return Trainings(
        settings,
        {PLAIN: fit(task, 0.0), DROPPED: fit(task, settings.rate)},
        task.baselines(),
        outlook(DATASETS[task.dataset], task.data()),
    )


@lru_cache(maxsize=64)
def fit(task: Task, rate: float) -> Fit:
    """Adam on all training examples at once; the starts are the same for every rate."""
    network, data = task.network(rate), task.data()
    seeds = tuple(range(task.seed, task.seed + task.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES, seeds), start, task.epochs)
    seen = outlook(DATASETS[task.dataset], data)
    stride, drawn = epochs_shown(network, len(seen.grid), 2, task.epochs, FRAMES)
    shown = decide(network, seen, done.w["Adam"][drawn, 0])
    return Fit(
        done.error["Adam"],
        done.validation["Adam"],
        shown[..., 0].astype(float) if seen.kind == "curve" else shades(shown),
        stride,
        learned(done.error["Adam"], done.validation["Adam"], done.diverged_at["Adam"], task.baselines()[0]),
    )


def too_high(learned: Learned, baseline: float) -> bool:
    """Is the training error as good as the naive baseline's on the training part?"""
    return (learned.error or 0.0) > CLOSE * baseline
