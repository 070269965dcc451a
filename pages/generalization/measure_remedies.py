"""The same training without a remedy and with it: penalties on the weights, or dropout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import Network, Outlook, Training, alongside, epochs_shown
from pages.generalization.measure_bands import Band, apart, band_of, compared, rounded_top
from pages.generalization.measure_run import FRAMES, pictures_of
from pages.generalization.measure_training import CLOSE, Task, paced, task_of, training
from pages.generalization.settings import Settings

Array = NDArray[np.float64]
PLAIN, L2, L1, DROPPED = "without", "L2", "L1", "dropout"
NEAR = 0.01  # a weight of no more than this, either way, is nearly zero


@dataclass(frozen=True)
class Remedies:
    """Trainings side by side, E epochs so far, S seeds: PLAIN, and L2 and L1, or DROPPED.

    training, unseen: name -> the band of the errors over the epochs. ends: name -> the validation error of each seed
    at the end (S,). weights: name -> the first seed's weights without biases every `stride` epochs (F, W), by their
    size in the end without a remedy. near: name -> how many of the weights are nearly zero after each of these epochs,
    (F, S); exact: name -> how many are exactly zero at the end, (S,). seen, pictures: name -> what the first seed's
    network makes of its inputs, as in `Run`. baseline, beyond: the naive one's error on both parts. top: of an axis for
    the errors.
    """

    settings: Settings
    epochs: int
    training: Mapping[str, Band]
    unseen: Mapping[str, Band]
    ends: Mapping[str, Array]
    weights: Mapping[str, Array]
    near: Mapping[str, NDArray[np.int64]]
    exact: Mapping[str, NDArray[np.int64]]
    stride: int
    seen: Outlook
    pictures: Mapping[str, NDArray[Any]]
    baseline: float
    beyond: float
    top: float

    @property
    def complete(self) -> bool:
        """Are all trainings over?"""
        return self.epochs == self.settings.epochs

    @property
    def count(self) -> int:
        """How many weights there are, without biases."""
        return self.weights[PLAIN].shape[1]

    def helps(self, name: str) -> int:
        """1 where that remedy's validation errors end clearly lower than those without, −1 where higher, else 0."""
        return compared(self.ends[name], self.ends[PLAIN])

    def apart(self, name: str) -> bool:
        """Are the bands of that remedy's validation errors and of those without apart at the end?"""
        return apart(self.ends[name], self.ends[PLAIN])

    @property
    def stunted(self) -> tuple[str, ...]:
        """With which penalties the training error's median is hardly below the naive baseline's, while without it is
        below half of it."""
        ends = {name: float(band.middle[-1]) for name, band in self.training.items()}
        if ends[PLAIN] >= self.baseline / 2:
            return ()
        return tuple(name for name in (L1, L2) if ends[name] >= (1 - CLOSE) * self.baseline)

    def most_near(self) -> str | None:
        """With what most weights end nearly zero, by more than the seeds are apart; None if that is not told."""
        ends = {name: counts[-1] for name, counts in self.near.items()}
        first = max(ends, key=lambda name: float(np.median(ends[name])))
        others = [int(counts.max()) for name, counts in ends.items() if name != first]
        return first if int(ends[first].min()) > max(others) else None


def measure_remedies(settings: Settings) -> Remedies:
    """The complete trainings."""
    *_, done = _trained(settings)
    return _measured(settings, done)


def grow_remedies(settings: Settings) -> Iterator[Remedies]:
    """The trainings as they go on, the last one complete."""
    for done in paced((done.complete, done) for done in _trained(settings)):
        yield _measured(settings, done)


def tasks_of(settings: Settings) -> dict[str, Task]:
    """What is trained, by its name."""
    task = task_of(settings)
    if settings.view == "dropout":
        return {PLAIN: task, DROPPED: replace(task, rate=settings.rate)}
    return {PLAIN: task, L2: replace(task, l2=settings.l2), L1: replace(task, l1=settings.l1)}


def _trained(settings: Settings) -> Iterator[Training]:
    return alongside({name: training(task) for name, task in tasks_of(settings).items()})


def of_weights(network: Network, w: Array) -> Array:
    """The weights w (..., P) without the biases, (..., W)."""
    parts = [matrix[..., :-1, :] for matrix in network.matrices(w)]
    return np.concatenate([part.reshape(*w.shape[:-1], -1) for part in parts], axis=-1)


def _measured(settings: Settings, done: Training) -> Remedies:
    task = task_of(settings)
    network = task.network
    epochs = done.epochs
    looks = {name: pictures_of(task, w[:, 0], settings.epochs) for name, w in done.w.items()}
    seen, _, stride = looks[PLAIN]
    shown = epochs_shown(network, len(seen.grid), 2, settings.epochs, FRAMES)[1]
    shown = shown[shown <= epochs]
    every = {name: of_weights(network, w[shown]) for name, w in done.w.items()}
    last = {name: of_weights(network, w[-1]) for name, w in done.w.items()}
    order = np.argsort(-np.abs(last[PLAIN][0]))
    unseen = {name: band_of(errors) for name, errors in done.validation.items()}
    baseline, beyond = task.baselines
    highest = float(unseen[PLAIN].high[settings.epochs // 10 :].max(initial=0.0))
    return Remedies(
        settings=settings,
        epochs=epochs,
        training={name: band_of(errors) for name, errors in done.error.items()},
        unseen=unseen,
        ends={name: errors[-1] for name, errors in done.validation.items()},
        weights={name: w[:, 0, order] for name, w in every.items()},
        near={name: (np.abs(w) <= NEAR).sum(-1) for name, w in every.items()},
        exact={name: (w == 0).sum(-1) for name, w in last.items()},
        stride=stride,
        seen=seen,
        pictures={name: pictures for name, (_, pictures, _) in looks.items()},
        baseline=baseline,
        beyond=beyond,
        top=rounded_top(1.25 * max(beyond, min(highest, 2.5 * beyond))),
    )
