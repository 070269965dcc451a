"""The same training at many rates."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Outlook, outlook
from pages.dropout.measure_training import BETWEEN, FIRST, Fit, baselines, data_of, fitting, task_of
from pages.dropout.settings import Settings

Array = NDArray[np.float64]
RATES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # that are compared, beside the one that is set
CLOSE = 0.9  # a training error of this share of the baseline's is as good as nothing learnt
SHOWN = 30  # epochs at which the errors are drawn


@dataclass(frozen=True)
class Rates:
    """Trainings at R rates with S seeds, as many as are done, each complete.

    rates (R,) in order. at: which of them is set. fit: its training. epochs (F,): at which the errors are taken;
    training, validation: (F, R, S). baseline, beyond: the naive one's on both parts. most: how many rates there are to
    be. top: of an axis for the errors.
    """

    settings: Settings
    seen: Outlook
    rates: Array
    at: int
    fit: Fit
    epochs: NDArray[np.int64]
    training: Array
    validation: Array
    baseline: float
    beyond: float
    most: int
    top: float

    @property
    def complete(self) -> bool:
        """Are all rates trained?"""
        return len(self.rates) == self.most

    def nothing_learnt(self) -> NDArray[np.bool_]:
        """(F, R): is the training error, a median over the seeds, as good as the naive baseline's?"""
        return np.median(self.training, axis=-1) > CLOSE * self.baseline

    def too_much(self) -> NDArray[np.int64]:
        """(F,): the first rate from which on nothing is learnt at any, its place in rates; R if there is none."""
        learnt = ~self.nothing_learnt()
        return np.where(learnt.any(1), len(self.rates) - learnt[:, ::-1].argmax(1), 0)


def measure_rates(settings: Settings) -> Rates:
    """All trainings."""
    *_, done = _fits(settings)
    return _measured(settings, done)


def grow_rates(settings: Settings) -> Iterator[Rates]:
    """More and more rates, the one that is set first; the last has them all."""
    due = time.perf_counter() + FIRST
    most = len({settings.rate, *RATES})
    for fits in _fits(settings):
        if len(fits) == most or time.perf_counter() >= due:
            yield _measured(settings, fits)
            due = time.perf_counter() + BETWEEN


def _fits(settings: Settings) -> Iterator[dict[float, Fit]]:
    task = task_of(settings)
    fits: dict[float, Fit] = {}
    for rate in dict.fromkeys((settings.rate, *RATES)):
        *_, fits[rate] = fitting(task, rate)
        yield dict(fits)


def _measured(settings: Settings, fits: Mapping[float, Fit]) -> Rates:
    task = task_of(settings)
    baseline, beyond = baselines(task)
    rates = sorted(fits)
    stride = -(-task.epochs // SHOWN)
    epochs = np.arange(0, task.epochs + 1, stride)
    epochs[-1] = task.epochs  # the last is the end
    validation = np.stack([fits[rate].validation[epochs] for rate in rates], axis=1)
    highest = float(validation[-1].max())
    return Rates(
        settings=settings,
        seen=outlook(DATASETS[task.dataset], data_of(task)),
        rates=np.array(rates),
        at=rates.index(settings.rate),
        fit=fits[settings.rate],
        epochs=epochs,
        training=np.stack([fits[rate].error[epochs] for rate in rates], axis=1),
        validation=validation,
        baseline=baseline,
        beyond=beyond,
        most=len({settings.rate, *RATES}),
        top=float(np.ceil(2.2 * max(baseline, beyond, min(highest, 3 * beyond))) / 2),
    )
