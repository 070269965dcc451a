"""One network's training: what it makes of its inputs, both errors, and where early stopping would have stopped it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Network, Outlook, Training, decide, epochs_shown, outlook, shades
from pages.generalization.measure_bands import Band, band_of, rounded_top
from pages.generalization.measure_training import ADAM, CLOSE, Task, complete, paced, task_of, training
from pages.generalization.settings import Settings

Array = NDArray[np.float64]
LATE = 10  # the last one in so many epochs tells how a training ends, as one epoch may be a spike
FRAMES = 40  # pictures of what the network makes of its inputs in one training


@dataclass(frozen=True)
class Run:
    """A training of E epochs so far, S seeds.

    seen, pictures, stride: what the first seed's network makes of its inputs, every `stride` epochs: of a curve its
    values (F, points), else bytes (F, side, side). weights, examples: how many there are, to train on. error,
    validation: (E+1, S). training, unseen: their bands. baseline, beyond: the naive one's error on both parts. share:
    what it always says, the mean or the share of the second class. best: the epoch at which the validation error's
    median is lowest. kept, stopped (S,): the epoch that early stopping keeps of each seed, and at which it stops.
    at_kept: what the first seed's network makes of its inputs at the epoch kept. top: of an axis for the errors.
    """

    settings: Settings
    epochs: int
    seen: Outlook
    pictures: NDArray[Any]
    stride: int
    weights: int
    examples: int
    error: Array
    validation: Array
    training: Band
    unseen: Band
    baseline: float
    beyond: float
    share: float
    best: int
    kept: NDArray[np.int64]
    stopped: NDArray[np.int64]
    at_kept: NDArray[Any]
    top: float

    @property
    def complete(self) -> bool:
        """Is the training over?"""
        return self.epochs == self.settings.epochs

    @property
    def beating(self) -> int:
        """In how many seeds the training error ends clearly below the naive baseline's, over the last tenth."""
        return int((late(self.error) < (1 - CLOSE) * self.baseline).sum())

    @property
    def risen(self) -> int:
        """In how many seeds the validation error ends clearly above its lowest while the training error fell since."""
        rose, fell = turned(self.error, self.validation)
        return int((rose & fell).sum())

    @property
    def risen_both(self) -> int:
        """In how many seeds both errors end higher than they were where the validation error was lowest."""
        rose, fell = turned(self.error, self.validation)
        return int((rose & ~fell).sum())

    @property
    def early(self) -> int:
        """In how many seeds the validation error was still to fall clearly below the one that is kept."""
        return int((self.validation.min(0) < (1 - CLOSE) * self.kept_errors).sum())

    @property
    def kept_errors(self) -> Array:
        """The validation error of each seed at the epoch kept, (S,)."""
        return self.validation[self.kept, np.arange(len(self.kept))]


def late(errors: Array) -> Array:
    """Of errors (E+1, S) the median over the last tenth of the E epochs, (S,)."""
    return np.asarray(np.median(errors[-max(1, (len(errors) - 1) // LATE) :], axis=0))


def turned(error: Array, validation: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each seed (S,): does the validation error end clearly above its lowest; has the training error fallen since?

    Both (E+1, S). They end at their medians over the last tenth of the epochs.
    """
    lowest = validation.argmin(0)
    seeds = np.arange(len(lowest))
    rose = late(validation) > (1 + CLOSE) * validation[lowest, seeds]
    return rose, late(error) < error[lowest, seeds]


def measure_run(settings: Settings) -> Run:
    """The complete training."""
    return _measured(settings, complete(task_of(settings)))


def grow_run(settings: Settings) -> Iterator[Run]:
    """The training as it goes on, the last one complete."""
    for done in paced((done.complete, done) for done in training(task_of(settings))):
        yield _measured(settings, done)


def pictures_of(task: Task, w: Array, epochs: int) -> tuple[Outlook, NDArray[Any], int]:
    """What a network of weights w (E+1, P) so far makes of its inputs over so many epochs: `Run`'s three fields."""
    network = task.network
    seen = outlook(DATASETS[task.dataset], task.data)
    stride, shown = epochs_shown(network, len(seen.grid), 2, epochs, FRAMES)
    return seen, seen_by(network, seen, w[shown[shown < len(w)]]), stride


def seen_by(network: Network, seen: Outlook, w: Array) -> NDArray[Any]:
    """What networks w (F, P) make of the inputs looked at."""
    decided = decide(network, seen, w)
    return decided[..., 0].astype(float) if seen.kind == "curve" else shades(decided)


def stopping(validation: Array, patience: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of validation errors (E+1, S) the epoch kept and the one at which is stopped, (S,) each.

    It stops as soon as the error has not been lower than its lowest for `patience` epochs, or at the end.
    """
    lowest = np.minimum.accumulate(validation, axis=0)
    new = np.concatenate([np.ones((1, validation.shape[1]), bool), validation[1:] < lowest[:-1]])
    epochs = np.arange(len(validation))[:, None]
    since = np.maximum.accumulate(np.where(new, epochs, 0), axis=0)  # the epoch of the lowest so far
    over = epochs - since >= patience
    stopped = np.where(over.any(0), over.argmax(0), len(validation) - 1)
    return since[stopped, np.arange(validation.shape[1])], stopped


def _measured(settings: Settings, done: Training) -> Run:
    task = task_of(settings)
    w, error, validation = (part[ADAM] for part in (done.w, done.error, done.validation))
    baseline, beyond = task.baselines
    kept, stopped = stopping(validation, settings.patience)
    seen, pictures, stride = pictures_of(task, w[:, 0], settings.epochs)
    unseen = band_of(validation)
    highest = float(validation[settings.epochs // 10 :].max(initial=0.0))
    return Run(
        settings=settings,
        epochs=done.epochs,
        seen=seen,
        pictures=pictures,
        stride=stride,
        weights=task.network.parameters,
        examples=len(task.data.x),
        error=error,
        validation=validation,
        training=band_of(error),
        unseen=unseen,
        baseline=baseline,
        beyond=beyond,
        share=float(task.data.y.mean()),
        best=int(unseen.middle.argmin()),
        kept=kept,
        stopped=stopped,
        at_kept=seen_by(task.network, seen, w[kept[:1], 0])[0],
        top=rounded_top(1.25 * max(baseline, beyond, min(highest, 2.5 * beyond))),
    )
