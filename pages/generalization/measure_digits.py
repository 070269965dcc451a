"""Few handwritten digits, trained on as they are and with changed copies: what these buy, and what they confuse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import (
    DATASETS,
    Augmentation,
    Copies,
    Data,
    KeptTrainings,
    Network,
    Recipe,
    Training,
    TrainingError,
    alongside,
    initial,
)
from optim import Adam
from pages.generalization.measure_bands import Band, apart, band_of, compared, rounded_top
from pages.generalization.measure_training import ADAM, paced
from pages.generalization.settings import Settings

Array = NDArray[np.float64]
AS_THEY_ARE, CHANGED = "as they are", "with changed copies"
ALL = 800  # digits, half of them not trained on
PICTURES = 1200  # of an epoch: each digit again and again, or changed copies of it
BATCH, EPOCHS, ETA = 50, 10, 0.02
HIDDEN = 32
DIGITS = np.arange(10)
SAMPLES = 7  # changed copies of a digit that are drawn
MOST = 2.5  # the largest error that is drawn: ln 10 is the naive baseline's

kept = KeptTrainings(24 * 2**20)


@dataclass(frozen=True)
class Digits:
    """Both trainings, E epochs so far, S seeds.

    each: how often an epoch shows a digit. samples: one digit of each class and changed copies of it, (10, k, 64) with
    the digit itself first. unseen: name -> the band of the validation error over the epochs; ends: at the end (S,).
    wrong: name -> the share of unseen digits that is classed wrong, (E+1, S). confused: name -> how many unseen digits
    of each class (rows) were taken for each (columns), all seeds together, (E+1, 10, 10). top: of an axis for the
    errors.
    """

    settings: Settings
    epochs: int
    each: int
    samples: Array
    unseen: Mapping[str, Band]
    ends: Mapping[str, Array]
    wrong: Mapping[str, Array]
    confused: Mapping[str, NDArray[np.int64]]
    top: float

    @property
    def complete(self) -> bool:
        """Are both trainings over?"""
        return self.epochs == EPOCHS

    def helps(self) -> int:
        """1 where the validation errors with copies end clearly lower than those without, −1 where higher, else 0."""
        return compared(self.ends[CHANGED], self.ends[AS_THEY_ARE])

    def apart(self) -> bool:
        """Are the bands of both validation errors apart at the end?"""
        return apart(self.ends[CHANGED], self.ends[AS_THEY_ARE])

    def mistaken(self, name: str) -> NDArray[np.int64]:
        """How often two classes were taken for each other at the end, (10, 10), symmetric and 0 with themselves."""
        counts = self.confused[name][-1]
        return (counts + counts.T) * (1 - np.eye(10, dtype=np.int64))

    def pairs(self) -> list[tuple[int, int, int]]:
        """Pairs of classes and how much oftener they are taken for each other with copies, the most first."""
        more = self.mistaken(CHANGED) - self.mistaken(AS_THEY_ARE)
        found = [(int(more[i, j]), i, j) for i in range(10) for j in range(i + 1, 10)]
        return [(i, j, count) for count, i, j in sorted(found, key=lambda each: (-each[0], each[1:]))]


def measure_digits(settings: Settings) -> Digits:
    """Both trainings, complete."""
    *_, done = _trained(settings)
    return _measured(settings, done)


def grow_digits(settings: Settings) -> Iterator[Digits]:
    """Both trainings as they go on, the last one complete."""
    for done in paced((done.complete, done) for done in _trained(settings)):
        yield _measured(settings, done)


def network() -> Network:
    """64 pixels, one hidden layer, ten classes."""
    return Network((64, HIDDEN, 10), "tanh", "softmax")


def augmentation(settings: Settings) -> Augmentation:
    """How the copies are changed."""
    return Augmentation(float(settings.turn), settings.zoom, settings.shift, settings.speckle)


@lru_cache(maxsize=16)
def whole(seed: int) -> Data:
    """All digits of a seed, pixels from 0 to 16."""
    return DATASETS["digits"].data(seed, 0.0, ALL, normalize=False)


def data_of(settings: Settings, changed: bool) -> Data:
    """What is trained on in an epoch: each digit again and again, or the digits and changed copies of them."""
    data = whole(settings.seed)
    few = replace(data, x=data.x[: settings.digits], y=data.y[: settings.digits])
    return copies_of(settings, changed).shown(few, settings.seed)


def copies_of(settings: Settings, changed: bool) -> Copies:
    """How an epoch shows the digits."""
    return Copies(times(settings), augmentation(settings) if changed else None)


def times(settings: Settings) -> int:
    """How often an epoch shows a digit, changed or not."""
    return max(2, round(PICTURES / settings.digits))


def recipes(settings: Settings) -> dict[str, Recipe]:
    """What both trainings start from."""
    plain = Recipe(
        rules={ADAM: Adam(ETA)},
        network=network(),
        scheme="glorot",
        dataset="digits",
        noise=0.0,
        size=ALL,
        drawn=settings.seed,
        seeds=tuple(range(settings.seed, settings.seed + settings.seeds)),
        batch_size=BATCH,
        epochs=EPOCHS,
        fewer=settings.digits,
        copies=copies_of(settings, False),
    )
    return {AS_THEY_ARE: plain, CHANGED: replace(plain, copies=copies_of(settings, True))}


def _trained(settings: Settings) -> Iterator[Training]:
    """Both trainings, of as many steps on as many pictures."""
    return alongside({AS_THEY_ARE: _training(settings, False), CHANGED: _training(settings, True)})


def _training(settings: Settings, changed: bool) -> Iterator[Training]:
    data, seeds = data_of(settings, changed), tuple(range(settings.seed, settings.seed + settings.seeds))
    start = np.stack([initial(network(), seed=seed) for seed in seeds])
    task = (settings.digits, seeds, augmentation(settings) if changed else None)
    return kept.train(task, {ADAM: Adam(ETA)}, TrainingError(network(), data, BATCH, seeds), start, EPOCHS)


def _samples(settings: Settings) -> Array:
    """The first digit of each class that is trained on, and the changed copies of it that are."""
    data = whole(settings.seed)
    x, classes = data.x[: settings.digits], data.y[: settings.digits].argmax(-1)
    count = min(times(settings), SAMPLES + 1)
    copies = augmentation(settings).copies(x, times(settings) - 1, np.random.default_rng(settings.seed))
    every = np.concatenate([x, copies]).reshape(-1, len(x), x.shape[1])[:count]
    first = [int((classes == digit).argmax()) for digit in DIGITS]
    return every[:, first].swapaxes(0, 1)


def _measured(settings: Settings, done: Training) -> Digits:
    data = data_of(settings, False)
    truth = data.y_val.argmax(-1)
    said = {name: network().outputs(w, data.x_val).argmax(-1) for name, w in done.w.items()}
    unseen = {name: band_of(errors) for name, errors in done.validation.items()}
    highest = max(float(band.high.max()) for band in unseen.values())
    return Digits(
        settings=settings,
        epochs=done.epochs,
        each=times(settings),
        samples=_samples(settings),
        unseen=unseen,
        ends={name: errors[-1] for name, errors in done.validation.items()},
        wrong={name: (each != truth).mean(-1) for name, each in said.items()},
        confused={name: _counts(each, truth) for name, each in said.items()},
        top=rounded_top(min(highest, MOST)),
    )


def _counts(said: NDArray[np.int64], truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each class (rows) was said to be each (columns), of what was said (E+1, S, N): (E+1, 10, 10)."""
    pair = 10 * truth + said
    return np.stack([np.bincount(each.ravel(), minlength=100) for each in pair]).reshape(-1, 10, 10)
