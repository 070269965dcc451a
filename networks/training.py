"""A network's error on a data set as an objective, and training: a race that is recorded once an epoch."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from networks.data import Data
from networks.network import Network
from optim.descent import NEVER, race
from optim.rules import Array, Hyper, Rule

MAX_EPOCHS = 2000
BLOCK = 32  # steps for which dropout masks are drawn at once
CHUNK = 300  # small steps after which `train` lets its caller look
HEAVY = 1e5  # weights times examples that cost as much as a small step does anyway


@dataclass(frozen=True)
class TrainingError:
    """The error of a network on the training part of data, as an objective for `optim.race`.

    Its value is the error on all training examples in evaluation, plus l1·Σ|w| + l2·Σw² over the weights that are not
    biases. Its gradient at step t is that of one mini-batch of batch_size examples (the last of an epoch may be
    smaller), with dropout: the order of the examples and the masks come from (seed, t). seed: a whole number, or one
    for each network along the last axis before the parameters: w (..., S, P). l1, l2: numbers, or arrays that broadcast
    against (...). rates: of dropout, as such an array, for networks that have different ones; the network's own is then
    0. Raises ValueError.
    """

    network: Network
    data: Data
    batch_size: int = 32
    seed: int | tuple[int, ...] = 0
    l1: Hyper = 0.0
    l2: Hyper = 0.0
    rates: Array | None = None

    def __post_init__(self) -> None:
        seeds = self.seed if isinstance(self.seed, tuple) else (self.seed,)
        if not seeds or not all(isinstance(seed, Integral) and seed >= 0 for seed in seeds):
            raise ValueError(f"seed = {self.seed!r} is outside [0, inf) (whole numbers)")
        if not isinstance(self.batch_size, Integral) or self.batch_size < 1:
            raise ValueError(f"batch_size = {self.batch_size!r} is outside [1, inf) (whole numbers)")
        for name in ("l1", "l2"):
            value = np.asarray(getattr(self, name))
            if not ((value >= 0) & (value < math.inf)).all():
                raise ValueError(f"{name} = {getattr(self, name)!r} is outside [0, inf)")
        if self.rates is not None and not ((self.rates >= 0) & (self.rates < 1)).all():
            raise ValueError(f"rates = {self.rates!r} is outside [0, 1)")
        if self.rates is not None and self.network.dropout:
            raise ValueError(f"dropout = {self.network.dropout!r} of a network whose rates are given must be 0")

    @property
    def batches(self) -> int:
        """Steps of an epoch."""
        return -(-len(self.data.x) // self.batch_size)

    def value(self, w: Array) -> Array:
        """The error of w (..., P) on the whole training part, with the penalties: (...)."""
        return self.network.loss(w, self.data.x, self.data.y) + self.penalty(w)

    def gradient(self, w: Array, t: int = 0) -> Array:
        """The gradient at w (..., P) for the mini-batch of step t, with the penalties'."""
        X, Y = self.batch(t)
        g = self.network.gradient(w, X, Y, self.mask(t))
        l1, l2 = self._penalties
        if l1.any() or l2.any():
            for matrix, d in zip(self.network.matrices(w), self.network.matrices(g), strict=True):
                weights = matrix[..., :-1, :]
                d[..., :-1, :] += l1 * np.sign(weights) + 2 * l2 * weights
        return g

    @cached_property
    def _penalties(self) -> tuple[Array, Array]:
        """l1 and l2 as they are multiplied with weight matrices."""
        return np.asarray(self.l1)[..., None, None], np.asarray(self.l2)[..., None, None]

    def penalty(self, w: Array) -> Array:
        """l1·Σ|w| + l2·Σw² over the weights that are not biases, (...)."""
        total = np.zeros(w.shape[:-1])
        if np.any(self.l1) or np.any(self.l2):
            for matrix in self.network.matrices(w):
                weights = matrix[..., :-1, :]
                total += self.l1 * np.abs(weights).sum((-2, -1)) + self.l2 * (weights**2).sum((-2, -1))
        return total

    def batch(self, t: int) -> tuple[Array, Array]:
        """Inputs and targets of step t; with several seeds (S, batch, …)."""
        n = len(self.data.x)
        epoch, i = divmod(t, self.batches)
        if self.batches == 1 and not isinstance(self.seed, tuple) and not self._drops:
            return self.data.x, self.data.y  # the order matters to the masks alone
        part = slice(i * self.batch_size, (i + 1) * self.batch_size)
        if not isinstance(self.seed, tuple):
            chosen = _order(self.seed, epoch, n)[part]
        else:
            chosen = np.stack([_order(seed, epoch, n)[part] for seed in self.seed])
        return self.data.x[chosen], self.data.y[chosen]

    def mask(self, t: int) -> tuple[Array, ...] | None:
        """What dropout keeps at step t in each hidden layer, None without dropout.

        With `rates` the kept units are scaled here, because the network's own rate is 0.
        """
        if not self._drops:
            return None
        i = t % self.batches
        size = min(self.batch_size, len(self.data.x) - i * self.batch_size)
        block, row = divmod(t, BLOCK)
        most = min(self.batch_size, len(self.data.x))
        seeds = self.seed if isinstance(self.seed, tuple) else (self.seed,)
        if self.rates is None:
            drawn = [_masks(self.network, seed, block, most) for seed in seeds]
        else:
            drawn = [_uniform(self.network.sizes[1:-1], seed, block, most) for seed in seeds]
        layers = [[layer[row, :size] for layer in each] for each in zip(*drawn, strict=True)]
        if not isinstance(self.seed, tuple):
            masks = tuple(each[0] for each in layers)
        else:
            masks = tuple(np.stack(each) for each in layers)
        if self.rates is None:
            return masks
        rates = self.rates[..., None, None]
        return tuple((layer >= rates) / (1.0 - rates) for layer in masks)

    @property
    def _drops(self) -> bool:
        return self.network.dropout > 0 if self.rates is None else bool(self.rates.any())


# spawn_key keeps the draws of a seed apart: orders and masks, and one epoch's or block's from another's.


@lru_cache(maxsize=4096)
def _order(seed: int, epoch: int, n: int) -> NDArray[np.int64]:
    """The order of n examples in an epoch, read-only."""
    order = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, epoch))).permutation(n)
    order.flags.writeable = False
    return order


@lru_cache(maxsize=128)
def _masks(network: Network, seed: int, block: int, size: int) -> tuple[Array, ...]:
    """Masks of the steps t with t // BLOCK = block: (BLOCK, size, n) for each hidden layer."""
    return network.masks(_of_masks(seed, block), (BLOCK, size))


@lru_cache(maxsize=128)
def _uniform(widths: tuple[int, ...], seed: int, block: int, size: int) -> tuple[Array, ...]:
    """Uniform numbers, below a rate where a unit is dropped: (BLOCK, size, n) for each hidden layer."""
    generator = _of_masks(seed, block)
    return tuple(generator.random((BLOCK, size, n)) for n in widths)


def _of_masks(seed: int, block: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1, block)))


@dataclass(frozen=True)
class Training:
    """What rules did to a network over E epochs, recorded at the start and after each.

    w: name -> (E+1, ..., P); error, validation: name -> the mean error (E+1, ...) on the training and the validation
    part, in evaluation and without penalties. diverged_at: name -> the first epoch at whose end the weights were not
    finite or too far out, NEVER if none; an int array (...) for a batch. From there on the rows repeat the last before
    it. complete: is this the whole of it?
    """

    w: Mapping[str, Array]
    error: Mapping[str, Array]
    validation: Mapping[str, Array]
    diverged_at: Mapping[str, NDArray[np.int64]]
    complete: bool

    @property
    def epochs(self) -> int:
        """E, so far."""
        return len(next(iter(self.w.values()))) - 1


def train(rules: Mapping[str, Rule], objective: TrainingError, start: Array, epochs: int) -> Iterator[Training]:
    """Train the network of objective by several rules from the same start (..., P), in one pass.

    Yields what there is after each so many epochs, and last of all the complete training. Raises ValueError as
    `race` does, or for epochs outside [0, MAX_EPOCHS].
    """
    if not 0 <= epochs <= MAX_EPOCHS:
        raise ValueError(f"epochs = {epochs!r} is outside [0, {MAX_EPOCHS}]")
    origin = np.array(start, dtype=float)
    network, data = objective.network, objective.data
    w = np.empty((epochs + 1, len(rules), *origin.shape))
    error, validation = np.empty((2, *w.shape[:-1]))
    ends = np.full(w.shape[1:-1], NEVER)
    w[0] = origin
    with np.errstate(all="ignore"):  # `race` refuses a start that is not finite
        error[0] = network.loss(origin, data.x, data.y)
        validation[0] = network.loss(origin, data.x_val, data.y_val)
    here, states = dict.fromkeys(rules, origin), None
    work = w[0].size * min(objective.batch_size, len(data.x)) / HEAVY
    chunk = max(1, int(CHUNK / (1 + work) / objective.batches))
    for first in range(0, max(epochs, 1), chunk):
        last = min(first + chunk, epochs)
        runs = race(
            rules,
            _Unmeasured(objective),
            here,
            (last - first) * objective.batches,
            first * objective.batches,
            states,
            every=objective.batches,
        )
        rows = slice(first + 1, last + 1)
        for i, done in enumerate(runs.values()):
            w[rows, i] = done.w[1:]
            at = np.asarray(NEVER if done.diverged_at is None else done.diverged_at)
            ends[i] = np.where((ends[i] == NEVER) & (at != NEVER), first + at, ends[i])
        _rest(w[: last + 1], ends, first)
        with np.errstate(all="ignore"):  # errors of weights just short of diverging may overflow
            validation[rows] = network.loss(w[rows], data.x_val, data.y_val)
            error[rows] = network.loss(w[rows], data.x, data.y)
        # A diverged run goes on from 0, so that the others can; _rest then writes over it.
        on = dict(zip(rules, (ends == NEVER)[..., None], strict=True))
        here = {name: np.where(on[name], done.w[-1], 0.0) for name, done in runs.items()}
        states = {
            name: type(done.states)(*(np.where(on[name], part[-1], 0.0) for part in done.states))
            for name, done in runs.items()
        }
        yield Training(
            {name: w[: last + 1, i] for i, name in enumerate(rules)},
            {name: error[: last + 1, i] for i, name in enumerate(rules)},
            {name: validation[: last + 1, i] for i, name in enumerate(rules)},
            {name: ends[i].copy() for i, name in enumerate(rules)},
            last == epochs,
        )


def train_weights(
    rule: Rule, objective: TrainingError, start: Array, steps: int, every: int = 1
) -> tuple[Array, NDArray[np.int64]]:
    """What one rule does to the weights alone, for pages that measure more than errors on one pass of their own.

    Weights (T+1, ..., P) at the start and after each of `every` steps, T = steps / every, and where each run diverged,
    as in `Training`. Raises ValueError as `race` does.
    """
    done = race({"": rule}, _Unmeasured(objective), start, steps, every=every)[""]
    ends = np.asarray(NEVER if done.diverged_at is None else done.diverged_at)
    _rest(done.w, ends, 0)
    return done.w, ends


@dataclass(frozen=True)
class _Unmeasured:
    """An objective without its error, which need not be computed."""

    objective: TrainingError

    def value(self, w: Array) -> Array:
        return np.zeros(w.shape[:-1])

    def gradient(self, w: Array, t: int = 0) -> Array:
        return self.objective.gradient(w, t)


def _rest(w: Array, ends: NDArray[np.int64], first: int) -> None:
    """From the epoch at which it diverged on, a run (T+1, R, ..., P) stays at the epoch before, in place."""
    for run in np.argwhere(ends != NEVER):
        at = (slice(None), *run)
        end = int(ends[tuple(run)])
        w[at][max(end, first + 1) :] = w[at][max(end - 1, 0)]
