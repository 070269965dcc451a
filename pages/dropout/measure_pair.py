"""The same training without dropout and with it, beside each other."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Outlook, outlook
from networks.learning import median
from pages.dropout.measure_training import (
    BETWEEN,
    ENOUGH,
    FIRST,
    Fit,
    baselines,
    data_of,
    fitting,
    task_of,
)
from pages.dropout.settings import Settings

Array = NDArray[np.float64]
CLEAR = 0.02  # of the naive baseline's error: what is less apart is level
PLAIN, DROPPED = "no dropout", "dropout"


@dataclass(frozen=True)
class Pair:
    """Both trainings, complete or as far as they have come: E epochs, S seeds.

    weights, examples: how many there are, to train on. fits: PLAIN and DROPPED. validation: name -> the median over the
    seeds (E+1,), bands: the least and the most. baseline, beyond: the naive one's error on both parts. top: of an axis
    for the validation errors, the same for every rate. lower, higher: in how many seeds dropout ends so. best: the
    epoch at which the validation error without dropout is lowest. overfits: has it risen since, by more than the seeds
    are apart, while the training error fell?
    """

    settings: Settings
    epochs: int
    seen: Outlook
    weights: int
    examples: int
    fits: Mapping[str, Fit]
    validation: Mapping[str, Array]
    bands: Mapping[str, tuple[Array, Array]]
    baseline: float
    beyond: float
    top: float
    lower: int
    higher: int
    best: int
    overfits: bool

    @property
    def complete(self) -> bool:
        """Are both trainings over?"""
        return self.epochs == self.settings.epochs

    @property
    def apart(self) -> bool:
        """Do the medians differ by more than nothing to speak of?"""
        return abs(float(self.validation[PLAIN][-1] - self.validation[DROPPED][-1])) >= CLEAR * self.beyond


def measure_pair(settings: Settings) -> Pair:
    """Both trainings, complete."""
    *_, done = _pairs(settings)
    return _measured(settings, done)


def grow_pair(settings: Settings) -> Iterator[Pair]:
    """Both trainings side by side as they go on, the last one complete."""
    due = time.perf_counter() + FIRST
    for fits in _pairs(settings):
        if min(part.epochs for part in fits.values()) == settings.epochs or time.perf_counter() >= due:
            yield _measured(settings, fits)
            due = time.perf_counter() + BETWEEN


def _pairs(settings: Settings) -> Iterator[dict[str, Fit]]:
    task = task_of(settings)
    runs = {rate: fitting(task, rate) for rate in (0.0, settings.rate)}  # one where nothing is dropped
    fits: dict[float, Fit] = {}
    while not fits or min(part.epochs for part in fits.values()) < task.epochs:
        for rate, run in runs.items():
            if rate not in fits or fits[rate].epochs < task.epochs:
                fits[rate] = next(run)
        yield {PLAIN: fits[0.0], DROPPED: fits[settings.rate]}


def _measured(settings: Settings, fits: Mapping[str, Fit]) -> Pair:
    task = task_of(settings)
    baseline, beyond = baselines(task)
    epochs = min(part.epochs for part in fits.values())
    shown = {name: part.until(epochs) for name, part in fits.items()}
    validation = {name: median(part.validation) for name, part in shown.items()}
    # What happens before a tenth of the epochs, where Adam's first steps may jump, does not count.
    highest = float(shown[PLAIN].validation[task.epochs // 10 :].max(initial=0.0))
    plain, dropped = shown[PLAIN].validation[-1], shown[DROPPED].validation[-1]
    best = int(validation[PLAIN].argmin())
    return Pair(
        settings=settings,
        epochs=epochs,
        seen=outlook(DATASETS[task.dataset], data_of(task)),
        weights=task.network().parameters,
        examples=len(data_of(task).x),
        fits=shown,
        validation=validation,
        bands={name: (part.validation.min(1), part.validation.max(1)) for name, part in shown.items()},
        baseline=baseline,
        beyond=beyond,
        top=float(np.ceil(2.4 * max(beyond, min(highest, 4 * beyond))) / 2),
        lower=int((dropped < plain).sum()),
        higher=int((dropped > plain).sum()),
        best=best,
        overfits=_overfits(shown[PLAIN], validation[PLAIN], best),
    )


def _overfits(plain: Fit, middle: Array, best: int) -> bool:
    spread = max(float(np.ptp(plain.validation[at])) for at in (best, -1))
    fell = median(plain.error)
    return bool(plain.error.shape[1] >= ENOUGH and middle[-1] - middle[best] > spread and fell[-1] < fell[best])
