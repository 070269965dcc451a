"""Candidates whose networks have one shape, trained with all seeds in one batched pass, each stopped at its best."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import Network, TrainingError, initial
from optim import RULES, Rule
from tuning.plan import Search
from tuning.space import Candidate

Array = NDArray[np.float64]
FEWER = 0.75  # when no more than this share of the candidates still trains, the others are taken out of the pass


@dataclass(frozen=True)
class Fits:
    """What N candidates came to with S seeds each, at the epoch of the lowest validation error.

    validation, training, test: errors (N, S), test None where it was not asked for. epochs (N, S): which epoch, 0
    for the start, or how many trees.
    """

    validation: Array
    training: Array
    test: Array | None
    epochs: NDArray[np.int64]


def fit_networks(search: Search, candidates: Sequence[Candidate], most: int, test: bool) -> Fits:
    """Train networks of one shape and batch size for at most so many epochs."""
    network, data, seeds = search.network(candidates[0]), search.data(), search.trained_seeds
    start = np.stack([initial(network, search.scheme(), seed) for seed in seeds])
    limits = np.array([min(one.epochs or 0, most) for one in candidates])
    shape = len(candidates), len(seeds)
    with np.errstate(all="ignore"):  # a diverging network overflows, and its error is then no longer the lowest
        best = np.broadcast_to(network.loss(start, data.x_val, data.y_val), shape).copy()
        weights = np.broadcast_to(start, (*shape, network.parameters)).copy()
        epochs = np.zeros(shape, dtype=np.int64)
        running = _Pass(search, candidates, np.arange(len(candidates)), network, weights.copy())
        on = np.ones(shape, dtype=bool)
        for epoch in range(1, int(limits.max()) + 1):
            running.epoch(epoch - 1)
            at = running.rows
            error = network.loss(running.w, data.x_val, data.y_val)
            better = on[at] & (error < best[at])
            best[at] = np.where(better, error, best[at])
            epochs[at] = np.where(better, epoch, epochs[at])
            weights[at] = np.where(better[..., None], running.w, weights[at])
            on[at] &= np.isfinite(error) & (epoch - epochs[at] < search.patience) & (epoch < limits[at])[:, None]
            going: NDArray[np.bool_] = np.asarray(on[at].any(1))
            if not going.any():
                break
            if going.mean() <= FEWER:
                running = running.without(np.logical_not(going))
        training = network.loss(weights, data.x, data.y)
        tested = network.loss(weights, data.x_test, data.y_test) if test else None
    return Fits(best, training, tested, epochs)


class _Pass:
    """The networks that still train, in their order: w (n, S, P) of the candidates `rows`."""

    def __init__(
        self, search: Search, candidates: Sequence[Candidate], rows: NDArray[np.int64], network: Network, w: Array
    ) -> None:
        self.rows, self.w = rows, w
        self._search, self._all, self._network = search, candidates, network
        numbers: list[int] = rows.tolist()
        chosen = [candidates[number] for number in numbers]
        l1, l2, rates = (np.array([[getattr(one, name)] for one in chosen]) for name in ("l1", "l2", "dropout"))
        batch = chosen[0].batch_size or 1
        self._objective = TrainingError(network, search.data(), batch, search.trained_seeds, l1, l2, rates)
        self._parts = [_part(name, chosen, w) for name in dict.fromkeys(one.algorithm for one in chosen)]
        self._states: list[Any] = [rule.init(w[rows]) for rule, rows in self._parts]

    def epoch(self, epoch: int) -> None:
        """One epoch on."""
        batches = self._objective.batches
        for t in range(epoch * batches, (epoch + 1) * batches):
            g = self._objective.gradient(self.w, t)
            for i, (rule, rows) in enumerate(self._parts):
                delta, self._states[i] = rule.update(g[rows], self._states[i], self.w[rows])
                self.w[rows] += delta

    def without(self, gone: NDArray[np.bool_]) -> "_Pass":
        """The same networks as they stand, without some of them."""
        rest = _Pass(self._search, self._all, self.rows[~gone], self._network, self.w[~gone])
        still = [(rows, state) for (_, rows), state in zip(self._parts, self._states, strict=True)]
        kept = [type(state)(*(part[~gone[rows]] for part in state)) for rows, state in still if not gone[rows].all()]
        rest._states = kept
        return rest


def _part(name: str, chosen: Sequence[Candidate], w: Array) -> tuple[Rule, slice]:
    """The rule of that name with each of its candidates' own η, and which they are: they lie together."""
    own = [i for i, one in enumerate(chosen) if one.algorithm == name]
    rows = slice(own[0], own[-1] + 1)
    eta = np.array([chosen[i].eta for i in own], dtype=float)[:, None, None]
    return RULES[name](eta=np.broadcast_to(eta, w[rows].shape)), rows
