"""Trainings that cannot share a pass, because their networks or batches differ, as one that goes on in step."""

from collections.abc import Iterator, Mapping

import numpy as np

from networks.training import Training
from optim.descent import NEVER


def alongside(trainings: Mapping[str, Iterator[Training]]) -> Iterator[Training]:
    """The trainings, of one rule each and of as many epochs, under these names: as far as the last of them is.

    Weights have each name's own shape (E+1, ..., P).
    """
    latest = {name: next(training) for name, training in trainings.items()}
    while True:
        epochs = min(done.epochs for done in latest.values())
        complete = all(done.complete for done in latest.values())
        yield _joined(latest, epochs, complete)
        if complete:
            for training in trainings.values():
                next(training, None)  # to its end, where it is kept for the next who asks
            return
        for name, done in latest.items():
            if done.epochs == epochs and not done.complete:
                latest[name] = next(trainings[name])


def _joined(latest: Mapping[str, Training], epochs: int, complete: bool) -> Training:
    rows = slice(epochs + 1)
    ends = {name: next(iter(done.diverged_at.values())) for name, done in latest.items()}
    return Training(
        {name: next(iter(done.w.values()))[rows] for name, done in latest.items()},
        {name: next(iter(done.error.values()))[rows] for name, done in latest.items()},
        {name: next(iter(done.validation.values()))[rows] for name, done in latest.items()},
        {name: np.where(end > epochs, NEVER, end) for name, end in ends.items()},
        complete,
    )
