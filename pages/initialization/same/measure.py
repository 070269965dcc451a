"""All weights start at the same value, with noise or without: what becomes of the hidden units."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import (
    DATASETS,
    Data,
    Network,
    Outlook,
    Recipe,
    TrainingError,
    decide,
    initial,
    outlook,
    shades,
    train_weights,
)
from optim import SGD
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
BATCH = 50  # two batches an epoch
ROUNDING = 1e-6  # units no farther apart than this are kept apart by rounding errors alone
PARTED = 0.05  # two units share a line if they part less than this share of the picture differently
INSIDE = 0.01  # a unit has a line in the picture if it parts at least this share of it from the rest
SIDE = 20  # points along the picture's side on which that is counted
FRAMES = 25  # decisions that are shown over the epochs


@dataclass(frozen=True)
class Copies:
    """A training of E epochs with k hidden units, from the same value for all weights plus noise, and from Glorot's.

    seen: the examples in the picture. shade: decisions as maps of bytes, one every `stride` epochs. unit (E+1, k, 4):
    of each hidden unit its two incoming weights, its bias and its outgoing weight. line (E+1, k, 3): where a unit
    changes sign, a·x + b·y + c = 0 in the picture's units. distance (E+1,): the largest between two units' weights.
    error, random (E+1,): the training error from either start. leader (E+1, k): for each unit the first of those with
    which it shares a line, itself if none; −1 if it has none in the picture. lines (E+1,): how many different lines
    there are. parted: the epoch from which on there is more than one, None if not at the end. together: do all units
    share a line at the end? stuck: has no weight of a hidden unit moved at all?
    """

    settings: Settings
    seen: Outlook
    shade: NDArray[np.uint8]
    stride: int
    unit: Array
    line: Array
    distance: Array
    error: Array
    random: Array
    leader: NDArray[np.int64]
    lines: NDArray[np.int64]
    parted: int | None
    together: bool
    stuck: bool

    @property
    def own(self) -> bool:
        """Has each unit a line of its own at the end?"""
        return bool(self.lines[-1] == self.settings.units)

    @property
    def copies(self) -> bool:
        """Have the units stayed copies of each other, but for rounding errors?"""
        return bool(self.distance.max() <= ROUNDING)


@lru_cache(maxsize=64)
def data(dataset: str, seed: int) -> Data:
    """The examples."""
    return DATASETS[dataset].data(seed)


def measure(settings: Settings) -> Copies:
    """Train from both starts in one run, on the same batches."""
    asked = recipe(settings)
    network, examples = asked.network, data(settings.dataset, settings.seed)
    starts = np.concatenate([asked.start(), [initial(network, "glorot", settings.seed)]])
    objective = TrainingError(network, examples, BATCH, settings.seed)
    every = objective.batches
    w, _ = train_weights(asked.rules["SGD"], objective, starts, settings.epochs * every, every)
    seen = outlook(DATASETS[settings.dataset], examples)
    stride = -(-settings.epochs // FRAMES)
    shown = np.minimum(np.arange(0, settings.epochs + stride, stride), settings.epochs)
    error = objective.value(w)
    unit = units(network, w[:, 0])
    line = lines(unit, examples)
    leader = leaders(line, seen)
    counts = (leader == np.arange(settings.units)).sum(1)
    single = np.flatnonzero(counts <= 1)
    since = int(single[-1]) + 1 if len(single) else 0
    return Copies(
        settings=settings,
        seen=seen,
        shade=shades(decide(network, seen, w[shown, 0])),
        stride=stride,
        unit=unit,
        line=line,
        distance=distances(unit),
        error=error[:, 0],
        random=error[:, 1],
        leader=leader,
        lines=counts,
        parted=since if since <= settings.epochs else None,
        together=bool((leader[-1] == 0).all()),
        stuck=np.array_equal(unit[-1], unit[0]),
    )


def recipe(settings: Settings) -> Recipe:
    """The training from one value for all weights."""
    dataset = DATASETS[settings.dataset]
    return Recipe(
        rules={"SGD": SGD(settings.eta)},
        network=Network((2, settings.units, 1), "tanh", "sigmoid"),
        scheme="same",
        value=settings.value,
        spread=settings.noise,
        dataset=settings.dataset,
        noise=0.0,
        size=dataset.size,
        drawn=settings.seed,
        seeds=(settings.seed,),
        batch_size=BATCH,
        epochs=settings.epochs,
    )


def units(network: Network, w: Array) -> Array:
    """The weights of each hidden unit, (..., k, 4), of flat weights (..., P)."""
    into, out = network.matrices(w)
    return np.concatenate([into, out[..., :-1, :].swapaxes(-1, -2)], axis=-2).swapaxes(-1, -2)


def lines(unit: Array, examples: Data) -> Array:
    """Where units (..., 4) change sign, (..., 3): a·x + b·y + c = 0 in the set's own units."""
    slope = unit[..., :2] / examples.deviation
    return np.concatenate([slope, unit[..., 2:3] - (slope @ examples.mean)[..., None]], axis=-1)


def distances(unit: Array) -> Array:
    """The largest distance between two of the units (..., k, D), (...)."""
    between = unit[..., :, None, :] - unit[..., None, :, :]
    return np.sqrt((between * between).sum(-1).max((-1, -2)))


def leaders(line: Array, seen: Outlook) -> NDArray[np.int64]:
    """For each of the lines (T, k, 3) the first of those that it shares, (T, k); −1 for none in the picture.

    It shares the line of each unit to which a chain of units leads that part almost the same points.
    """
    x, y = np.meshgrid(*(np.linspace(*ends, SIDE) for ends in seen.range))
    points = np.stack([x.ravel(), y.ravel(), np.ones(SIDE * SIDE)])
    above = (line @ points > 0).astype(np.float32)
    share = above.mean(-1)
    there = (share >= INSIDE) & (share <= 1 - INSIDE)
    both = above @ above.swapaxes(-1, -2) / (SIDE * SIDE)
    differ = share[:, :, None] + share[:, None, :] - 2 * both
    near = np.minimum(differ, 1 - differ) < PARTED  # a line has two sides, and either may be the positive one
    near &= there[:, :, None] & there[:, None, :]
    count = len(line[0])
    lowest = np.broadcast_to(np.arange(count), there.shape)
    for _ in range(count - 1):
        lowest = np.minimum(lowest, np.where(near, lowest[:, None, :], count).min(2))
    return np.where(there, lowest, -1)
