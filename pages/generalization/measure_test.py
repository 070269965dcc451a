"""The network that the validation part chooses, and its error on a test part that nothing was chosen by."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pages.generalization.measure_bands import rounded_top
from pages.generalization.measure_training import ADAM, complete, data_of, paced, task_of
from pages.generalization.settings import WIDTHS, Settings
from tuning import Candidate, Search, Trials

Array = NDArray[np.float64]
TESTED = 400  # examples of the test part
# A mean of n gaps is beyond so many of its standard errors once in twenty times if nothing but chance makes it
STUDENT = {3: 4.303, 4: 3.182, 5: 2.776}


@dataclass(frozen=True)
class Tested:
    """n splits of examples, as many as are done; in each the networks of all WIDTHS trained, W of them.

    lowest, epoch (n, W): the lowest validation error of each in its training, and at which epoch. test (n, W): the test
    error of each at that epoch. examples: on which validation errors are measured. tested: on which test errors are.
    top: of an axis for the errors.
    """

    settings: Settings
    lowest: Array
    epoch: NDArray[np.int64]
    test: Array
    examples: int
    tested: int
    top: float

    @property
    def complete(self) -> bool:
        """Are all splits done?"""
        return len(self.lowest) == self.settings.seeds

    @property
    def winner(self) -> NDArray[np.int64]:
        """The place in WIDTHS of the one with the lowest validation error, (n,)."""
        return self.lowest.argmin(1)

    @property
    def chosen(self) -> Array:
        """The winners' validation errors, (n,)."""
        return self.lowest.min(1)

    @property
    def afterwards(self) -> Array:
        """The winners' test errors, (n,)."""
        return self.test[np.arange(len(self.test)), self.winner]

    @property
    def gap(self) -> Array:
        """By how much the winners' test errors are above their validation errors, (n,)."""
        return self.afterwards - self.chosen

    def clear(self) -> int:
        """1 where test errors are higher on average by more than chance mostly brings about, −1 where lower, else 0."""
        n = len(self.gap)
        if n not in STUDENT:
            return 0
        mean, error = float(self.gap.mean()), float(self.gap.std(ddof=1)) / n**0.5
        return int(mean > STUDENT[n] * error) - int(mean < -STUDENT[n] * error)


def measure_test(settings: Settings) -> Tested:
    """All splits."""
    *_, done = _splits(settings)
    return done


def grow_test(settings: Settings) -> Iterator[Tested]:
    """More and more splits, the last with all of them."""
    return paced((done.complete, done) for done in _splits(settings))


def _splits(settings: Settings) -> Iterator[Tested]:
    rows: list[list[tuple[float, int, float]]] = []
    for split in range(settings.seed, settings.seed + settings.seeds):
        rows.append([_tried(settings, split, width) for width in WIDTHS])
        found = np.array(rows)
        data = _data(settings, split)
        yield Tested(
            settings=settings,
            lowest=found[..., 0],
            epoch=found[..., 1].astype(np.int64),
            test=found[..., 2],
            examples=len(data.x_val),
            tested=len(data.x_test),
            top=rounded_top(1.1 * float(np.median(found[:, 0, [0, 2]]))),  # the straight line's are the largest mostly
        )


def trials(settings: Settings) -> Trials:
    """What is tried on each split."""
    task = task_of(settings)
    what = Search(
        dataset=task.dataset,
        noise=task.noise,
        examples=task.size,
        test=TESTED,
        seed=task.seed,
        seeds=1,
        patience=task.epochs,  # none is stopped early
    )
    every = len(task.data.x)
    tried = tuple(
        Candidate(ADAM, task.eta, every, 2 if width else 0, width, task.epochs, 0.0, 0.0, 0.0) for width in WIDTHS
    )
    return Trials(what, "chosen", settings.seeds, tried)


def _data(settings: Settings, split: int):
    return data_of(settings.dataset, settings.noise, settings.size, split, TESTED)


def _tried(settings: Settings, split: int, width: int) -> tuple[float, int, float]:
    """The lowest validation error, its epoch and the test error there, of one network."""
    task = replace(task_of(settings), width=width, seed=split, seeds=1)
    done = complete(task)
    validation, w = done.validation[ADAM][:, 0], done.w[ADAM][:, 0]
    epoch = int(validation.argmin())
    data = _data(settings, split)
    return float(validation[epoch]), epoch, float(task.network.loss(w[epoch], data.x_test, data.y_test))
