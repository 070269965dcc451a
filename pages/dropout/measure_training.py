"""Dropout against over-fitting: the same training without it and with it, on a set small enough to overfit."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
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
from networks.learning import median
from optim import NEVER, Adam
from pages.dropout.settings import Settings

Array = NDArray[np.float64]
EXAMPLES = 60  # half of them to train on
ETA = 0.03
FRAMES = 30  # pictures of the boundary in one training
RATES = (0.0, 0.2, 0.5, 0.8, 0.95)  # that are compared
CLOSE = 0.9  # a training error of this share of the baseline's is as good as nothing learnt
FIRST, BETWEEN = 0.05, 0.15  # seconds of training before the first picture of it, and between two
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

    def network(self, rate: float = 0.0) -> Network:
        """Two hidden layers of tanh units."""
        dataset = DATASETS[self.dataset]
        return Network((dataset.columns, self.width, self.width, dataset.outputs), "tanh", dataset.output, rate)


@dataclass(frozen=True)
class Fit:
    """A training of E epochs with S seeds, in evaluation.

    error, validation: (E+1, S). diverged_at (S,): as in `networks.Training`. baseline: the naive one's error on the
    training part. pictures: what the first seed's network makes of the inputs, every `stride` epochs, as bytes
    (F, side, side) or, of a curve, its values (F, points).
    """

    error: Array
    validation: Array
    diverged_at: NDArray[np.int64]
    baseline: float
    pictures: NDArray[Any]
    stride: int

    @property
    def epochs(self) -> int:
        """E."""
        return len(self.error) - 1

    @cached_property
    def learned(self) -> Learned:
        """What it came to."""
        return learned(self.error, self.validation, self.diverged_at, self.baseline)

    def until(self, epochs: int) -> "Fit":
        """The training up to that epoch."""
        if epochs >= self.epochs:
            return self
        rows = slice(epochs + 1)
        return replace(
            self,
            error=self.error[rows],
            validation=self.validation[rows],
            diverged_at=np.where(self.diverged_at > epochs, NEVER, self.diverged_at),
            pictures=self.pictures[: epochs // self.stride + 1],
        )


@dataclass(frozen=True)
class Errors:
    """The error on one part of the data: name -> the median over the seeds (E+1,); the least and the largest, each
    (E+1,); and the naive baseline's."""

    median: Mapping[str, Array]
    bands: Mapping[str, tuple[Array, Array]]
    baseline: float


@dataclass(frozen=True)
class Trainings:
    """The training without dropout and the one at the rate that is set, complete or as far as they have come.

    epochs: so far. progress: the share of all work that is done, that of the comparison too. learned: name -> what each
    came to. helped: in how many seeds the validation error ends lower with dropout. top: of an axis for the errors, the
    same for every rate. compared: rate -> what the training at each of RATES came to, empty until all are complete.
    """

    settings: Settings
    epochs: int
    progress: float
    seen: Outlook
    fits: Mapping[str, Fit]
    training: Errors
    validation: Errors
    top: float
    learned: Mapping[str, Learned]
    helped: int
    compared: Mapping[float, Learned]

    def too_high(self, learned: Learned) -> bool:
        """Is a training error as good as the naive baseline's?"""
        return (learned.error or 0.0) > CLOSE * self.training.baseline


def measure_trainings(settings: Settings) -> Trainings:
    """Both trainings and the comparison, complete."""
    *_, done = _fits(task_of(settings), settings.rate)
    return _measured(settings, done)


def grow_trainings(settings: Settings) -> Iterator[Trainings]:
    """The trainings as they go on, then the comparison; the last one complete."""
    due = time.perf_counter() + FIRST
    for fits in _fits(task_of(settings), settings.rate):
        done = _progress(settings, fits)
        if done >= 1 or time.perf_counter() >= due:
            yield _measured(settings, fits)
            due = time.perf_counter() + BETWEEN


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
    baseline, _ = baselines(task)
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
        part = Fit(
            done.error["Adam"],
            done.validation["Adam"],
            done.diverged_at["Adam"],
            baseline,
            np.concatenate(pictures),
            stride,
        )
        if done.complete:
            complete.append(part)
        yield part


@lru_cache(maxsize=64)
def _complete(task: Task, rate: float) -> list[Fit]:
    """Where the complete training is kept for the next who asks; empty until then."""
    return []


def _fits(task: Task, rate: float) -> Iterator[dict[float, Fit]]:
    """rate -> training: the two that are shown as they go on side by side, then those that are compared besides."""
    fits: dict[float, Fit] = {}
    shown = {each: fitting(task, each) for each in (0.0, rate)}
    while not fits or min(part.epochs for part in fits.values()) < task.epochs:
        for each, run in shown.items():
            if each not in fits or fits[each].epochs < task.epochs:
                fits[each] = next(run)
        yield dict(fits)
    for each in RATES:
        if each not in shown:
            for part in fitting(task, each):
                fits[each] = part
                yield dict(fits)


def _progress(settings: Settings, fits: Mapping[float, Fit]) -> float:
    rates = {settings.rate, *RATES}
    return sum(part.epochs for part in fits.values()) / (len(rates) * settings.epochs)


def _measured(settings: Settings, fits: Mapping[float, Fit]) -> Trainings:
    task = task_of(settings)
    baseline, beyond = baselines(task)
    plain, dropped = fits[0.0], fits[settings.rate]
    epochs = min(plain.epochs, dropped.epochs)
    shown = {PLAIN: plain.until(epochs), DROPPED: dropped.until(epochs)}
    validation = _errors({name: part.validation for name, part in shown.items()}, beyond)
    # What happens before a tenth of the epochs, where Adam's first steps may jump, does not count.
    highest = float(validation.median[PLAIN][task.epochs // 10 :].max(initial=0.0))
    done = _progress(settings, fits)
    return Trainings(
        settings=settings,
        epochs=epochs,
        progress=done,
        seen=outlook(DATASETS[task.dataset], data_of(task)),
        fits=shown,
        training=_errors({name: part.error for name, part in shown.items()}, baseline),
        validation=validation,
        top=float(np.ceil(2.1 * max(baseline, beyond, highest)) / 2),
        learned={name: part.learned for name, part in shown.items()},
        helped=int((shown[DROPPED].validation[-1] < shown[PLAIN].validation[-1]).sum()),
        compared={rate: fits[rate].learned for rate in RATES} if done >= 1 else {},
    )


def _errors(errors: Mapping[str, Array], baseline: float) -> Errors:
    return Errors(
        {name: median(error) for name, error in errors.items()},
        {name: (error.min(1), error.max(1)) for name, error in errors.items()},
        baseline,
    )
