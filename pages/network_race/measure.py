"""What a training by several rules comes to: its errors, what each rule has learnt, what is seen of its networks."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import KeptTrainings, Network, Training, TrainingError, accuracy, initial, learned, naive
from networks.learning import Learned, median
from optim import NEVER
from pages.network_race.measure_decisions import Decisions, measure_decisions
from pages.network_race.measure_weights import WeightPaths, measure_weights
from pages.network_race.settings import Settings

Array = NDArray[np.float64]
LOWEST, HIGHEST = 1e-3, 0.1  # the lowest error that pictures show, by decades as low as need be
FIRST, BETWEEN = 0.05, 0.15  # seconds of training before the first picture of it, and between two

kept = KeptTrainings(16 * 2**20)


@dataclass(frozen=True)
class Errors:
    """The error on one part of the data, not below the lowest shown.

    median: name -> over the seeds that did not diverge (k,), of a rule of which all did up to there. bands: name -> the
    least and the largest, with several seeds. baseline: the naive one's error.
    """

    median: Mapping[str, Array]
    bands: Mapping[str, tuple[Array, Array]]
    baseline: float


@dataclass(frozen=True)
class Measured:
    """A training of so many epochs, complete or as far as it is done.

    lowest: error that is shown. accuracy: name -> the share of the validation part that is classed right, None for a
    regression. halved: name -> the first epoch at which the training error's median was below half the baseline's.
    seen: what the view shows of the first seed's networks.
    """

    settings: Settings
    network: Network
    epochs: int
    complete: bool
    lowest: float
    training: Errors
    validation: Errors
    learned: Mapping[str, Learned]
    accuracy: Mapping[str, float | None]
    halved: Mapping[str, int]
    seen: Decisions | WeightPaths


def measure(settings: Settings) -> Measured:
    """The complete training of these settings."""
    *_, done = training(settings)
    return _measured(settings, done)


def grow(settings: Settings) -> Iterator[Measured]:
    """The training as it goes on, the last one complete; none between that would be overtaken at once."""
    spent, due = 0.0, FIRST  # seconds of training
    clock = time.perf_counter()
    for done in training(settings):
        spent += time.perf_counter() - clock
        left = spent * (settings.trained() / done.epochs - 1)
        if done.complete:
            yield _measured(settings, done)
        elif spent >= due and left >= FIRST:
            yield _measured(settings, done)
            due = spent + BETWEEN
        clock = time.perf_counter()


def training(settings: Settings) -> Iterator[Training]:
    """The training as it goes on, the last one complete; w is (E+1, seeds, P)."""
    network = settings.network()
    seeds = tuple(range(settings.seed, settings.seed + settings.seeds))
    start = np.stack([initial(network, settings.scheme(), seed) for seed in seeds])
    objective = TrainingError(network, settings.data(), settings.batch_size, seeds)
    task = network, settings.dataset, settings.noise, settings.size, settings.batch_size, seeds
    return kept.train(
        task, {name: settings.rule(name) for name in settings.rules}, objective, start, settings.trained()
    )


def _measured(settings: Settings, done: Training) -> Measured:
    network, data = settings.network(), settings.data()
    baseline, beyond = naive(network, data.y), naive(network, data.y, data.y_val)
    least = min(float(error.min()) for errors in (done.error, done.validation) for error in errors.values())
    lowest = min(max(10 ** np.floor(np.log10(max(least, LOWEST))), LOWEST), HIGHEST)
    return Measured(
        settings=settings,
        network=network,
        epochs=done.epochs,
        complete=done.complete,
        lowest=lowest,
        training=_errors(done.error, done.diverged_at, baseline, lowest),
        validation=_errors(done.validation, done.diverged_at, beyond, lowest),
        learned={
            name: learned(error, done.validation[name], done.diverged_at[name], baseline)
            for name, error in done.error.items()
        },
        accuracy={name: accuracy(network, data, w[-1]) for name, w in done.w.items()},
        halved=_halved(done.error, baseline / 2),
        seen=measure_decisions(settings, done) if settings.view == "data" else measure_weights(settings, done),
    )


def _errors(
    errors: Mapping[str, Array], ends: Mapping[str, NDArray[np.int64]], baseline: float, lowest: float
) -> Errors:
    middle: dict[str, Array] = {}
    bands: dict[str, tuple[Array, Array]] = {}
    for name, error in errors.items():
        stayed = ends[name] == NEVER
        shown = error[:, stayed] if stayed.any() else error[: int(ends[name].max())]
        shown = np.minimum(np.maximum(shown, lowest), 1e30)  # beyond the axis a curve only has to leave the picture
        middle[name] = median(shown)
        if shown.shape[1] > 1:
            bands[name] = shown.min(1), shown.max(1)
    return Errors(middle, bands, baseline)


def _halved(errors: Mapping[str, Array], half: float) -> dict[str, int]:
    below = {name: median(error) < half for name, error in errors.items()}
    return {name: int(under.argmax()) for name, under in below.items() if under.any()}
