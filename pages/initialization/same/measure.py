"""All weights start at the same value: what becomes of the hidden units."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Data, Network, TrainingError, initial, naive, train_weights
from optim import SGD
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
BATCH = 25  # four batches an epoch
ROUNDING = 1e-6  # units no farther apart than this are kept apart by rounding errors alone
LITTLE = 0.01  # noise that is compared with none
TOGETHER = 0.02  # units no farther apart than this share of the picture's side stand together
AS_GOOD = 1.1  # an error by no more than this factor above another is as good
LEAST = 1e-12  # the error by which another is divided at least


@dataclass(frozen=True)
class Ending:
    """How a training from one start ends: the largest distance between two units, the error; did no unit move?"""

    distance: float
    error: float
    stuck: bool

    @property
    def copies(self) -> bool:
        """Have the units stayed copies of each other?"""
        return self.distance <= ROUNDING


@dataclass(frozen=True)
class Copies:
    """A training of E epochs with k hidden units, from the same value for all weights and from Glorot's start.

    unit (E+1, k, 4): of each hidden unit its two incoming weights, its bias and its outgoing weight. distance (E+1,):
    the largest between two units in these. error, glorot (E+1,): the training error from either start. ending: of the
    first. equal, little: how it ends without noise, and with LITTLE. gradient (k, 4): of each unit at the start, on all
    training examples, and spread: the most by which two of them differ in a weight. cost: the last error over Glorot's.
    corner (2,), side: the lower left corner and the side of a square around the units' incoming weights. leader
    (E+1, k): for each unit the lowest of those with which it stands together there.
    """

    settings: Settings
    unit: Array
    distance: Array
    error: Array
    glorot: Array
    baseline: float
    ending: Ending
    equal: Ending
    little: Ending
    gradient: Array
    spread: float
    cost: float
    corner: Array
    side: float
    leader: NDArray[np.int64]


@lru_cache(maxsize=64)
def data(dataset: str, seed: int) -> Data:
    """The examples."""
    return DATASETS[dataset].data(seed)


def measure(settings: Settings) -> Copies:
    """Train from all starts in one run, on the same batches."""
    network = Network((2, settings.units, 1), "tanh", "sigmoid")
    examples = data(settings.dataset, settings.seed)
    same = initial(network, "same", scale=settings.value)
    noise = initial(network, "normal", settings.seed, 1.0)
    noises = [*dict.fromkeys((settings.noise, 0.0, LITTLE))]
    starts = [*(same + deviation * noise for deviation in noises), initial(network, "glorot", settings.seed)]
    objective = TrainingError(network, examples, BATCH, settings.seed)
    steps, every = settings.epochs * objective.batches, objective.batches
    w, _ = train_weights(SGD(settings.eta), objective, np.stack(starts), steps, every)
    error = objective.value(w)
    units = {deviation: _units(network, w[:, i]) for i, deviation in enumerate(noises)}
    endings = {
        deviation: Ending(
            distance=float(distances(unit[-1])),
            error=float(error[-1, i]),
            stuck=np.array_equal(unit[-1], unit[0]),
        )
        for i, (deviation, unit) in enumerate(units.items())
    }
    unit = units[settings.noise]
    gradient = _units(network, network.gradient(starts[0], examples.x, examples.y))
    corner, side = _window(unit[..., :2].reshape(-1, 2))
    return Copies(
        settings=settings,
        unit=unit,
        distance=distances(unit),
        error=error[:, 0],
        glorot=error[:, -1],
        baseline=naive(network, examples.y),
        ending=endings[settings.noise],
        equal=endings[0.0],
        little=endings[LITTLE],
        gradient=gradient,
        spread=float(np.ptp(gradient, axis=0).max()),
        cost=float(error[-1, 0] / max(error[-1, -1], LEAST)),
        corner=corner,
        side=side,
        leader=leaders(unit[..., :2], TOGETHER * side),
    )


def _units(network: Network, w: Array) -> Array:
    """The weights of each hidden unit, (..., k, 4), of flat weights (..., P)."""
    into, out = network.matrices(w)
    return np.concatenate([into, out[..., :-1, :].swapaxes(-1, -2)], axis=-2).swapaxes(-1, -2)


def distances(unit: Array) -> Array:
    """The largest distance between two of the units (..., k, D), (...)."""
    between = unit[..., :, None, :] - unit[..., None, :, :]
    return np.sqrt((between * between).sum(-1).max((-1, -2)))


def leaders(unit: Array, near: float) -> NDArray[np.int64]:
    """For each of the units (T, k, 2) the lowest of those from which a chain of steps of at most `near` leads to it."""
    between = unit[:, :, None] - unit[:, None, :]
    lowest = ((between * between).sum(-1) <= near * near).argmax(2)
    times = np.arange(len(lowest))[:, None]
    for _ in range(lowest.shape[1]):
        lowest = lowest[times, lowest]
    return lowest


def _window(points: Array) -> tuple[Array, float]:
    """The lower left corner (2,) and the side of a square around points (N, 2), in coarse steps."""
    low, high = points.min(0), points.max(0)
    side = coarse(1.6 * float((high - low).max()))
    step = side / 4
    return np.asarray(np.round((low + high) / 2 / step) * step - side / 2, dtype=float), side


def coarse(value: float) -> float:
    """An axis's end not below value, in coarse steps, so that it mostly stays in a drag."""
    least = max(value, 0.2)
    power = 10 ** np.floor(np.log10(least))
    return float(min(m * power for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if m * power >= least))
