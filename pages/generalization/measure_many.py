"""The same training with other numbers of units, or of examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import Outlook, Training
from pages.generalization.measure_bands import band_of, lower, rounded_top
from pages.generalization.measure_run import pictures_of, turned
from pages.generalization.measure_training import ADAM, Task, complete, paced, task_of
from pages.generalization.settings import WIDTHS, Settings

Array = NDArray[np.float64]
COUNTS = (5, 10, 20, 40, 80, 160)  # examples to train on
SHOWN = 40  # epochs at which errors are drawn


@dataclass(frozen=True)
class Many:
    """Trainings with n numbers of units or of examples and S seeds, as many as are done, each complete.

    values (n,): these numbers, in order; at: which of them is set. epochs (F,): at which the errors are taken;
    training, validation: (F, n, S). weights (n,): of each network. examples: to train on, of the one that is set. seen,
    pictures, stride: what the network of the one that is set makes of its inputs, as in `Run`. halfway, halfway_unseen
    (S,): its training and validation error at half of the epochs. risen: in how many seeds its validation error has
    turned up while the training error fell, as in `Run`. most: how many trainings there are to be. baseline, beyond:
    the naive one's error on both parts. top: of an axis for the errors.
    """

    settings: Settings
    values: NDArray[np.int64]
    at: int
    epochs: NDArray[np.int64]
    training: Array
    validation: Array
    weights: NDArray[np.int64]
    examples: int
    seen: Outlook
    pictures: NDArray[Any]
    stride: int
    halfway: Array
    halfway_unseen: Array
    risen: int
    most: int
    baseline: float
    beyond: float
    top: float

    @property
    def complete(self) -> bool:
        """Are all of them trained?"""
        return len(self.values) == self.most

    @property
    def best(self) -> int:
        """Where the validation error's median ends lowest, its place in values."""
        return int(np.median(self.validation[-1], axis=-1).argmin())

    @property
    def level(self) -> list[int]:
        """The other places that are not told apart from the best one."""
        ends = self.validation[-1]
        return [i for i in range(len(self.values)) if i != self.best and not lower(ends[self.best], ends[i])]

    @property
    def as_many(self) -> int:
        """The first place with at least as many weights as examples to train on; n if there is none."""
        enough = self.weights >= self.examples
        return int(enough.argmax()) if enough.any() else len(self.values)


def measure_many(settings: Settings) -> Many:
    """All trainings."""
    *_, done = _trained(settings)
    return _measured(settings, done)


def grow_many(settings: Settings) -> Iterator[Many]:
    """More and more of them, the one that is set first; the last has them all."""
    most = len(tasks_of(settings))
    for done in paced((len(done) == most, done) for done in _trained(settings)):
        yield _measured(settings, done)


def tasks_of(settings: Settings) -> dict[int, Task]:
    """What is trained, by the number of units or of examples; the one that is set comes first."""
    task = task_of(settings)
    if settings.view == "examples":
        task = replace(task, size=2 * COUNTS[-1])
        return {count: replace(task, fewer=count) for count in (20, *COUNTS)}
    return {width: replace(task, width=width) for width in (settings.width, *WIDTHS)}


def _trained(settings: Settings) -> Iterator[dict[int, Training]]:
    done: dict[int, Training] = {}
    for value, task in tasks_of(settings).items():
        done[value] = complete(task)
        yield dict(done)


def _measured(settings: Settings, done: Mapping[int, Training]) -> Many:
    tasks = tasks_of(settings)
    values = sorted(done)
    stride = -(-settings.epochs // SHOWN)
    epochs = np.arange(0, settings.epochs + 1, stride)
    epochs[-1] = settings.epochs  # the last is the end
    first = next(iter(tasks))
    baseline, beyond = tasks[first].baselines
    validation = np.stack([done[value].validation[ADAM][epochs] for value in values], axis=1)
    seen, pictures, every = pictures_of(tasks[first], done[first].w[ADAM][:, 0], settings.epochs)
    highest = float(band_of(validation[-1]).high.max())
    rose, fell = turned(done[first].error[ADAM], done[first].validation[ADAM])
    return Many(
        settings=settings,
        values=np.array(values),
        at=values.index(first),
        epochs=epochs,
        training=np.stack([done[value].error[ADAM][epochs] for value in values], axis=1),
        validation=validation,
        weights=np.array([tasks[value].network.parameters for value in values]),
        examples=len(tasks[first].data.x),
        seen=seen,
        pictures=pictures,
        stride=every,
        halfway=done[first].error[ADAM][settings.epochs // 2],
        halfway_unseen=done[first].validation[ADAM][settings.epochs // 2],
        risen=int((rose & fell).sum()),
        most=len(tasks),
        baseline=baseline,
        beyond=beyond,
        top=rounded_top(1.15 * max(baseline, beyond, min(highest, 2.5 * beyond))),
    )
