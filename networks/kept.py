"""Trainings that are kept for the next who asks: each rule's by itself, the latest used, up to so many bytes."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from networks.training import Training, TrainingError, train
from optim.descent import NEVER
from optim.rules import Array, Rule

OVERHEAD = 2000  # bytes of one entry besides its arrays


class KeptTrainings:
    """Complete trainings of single rules, safe to share among threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._entries: OrderedDict[Hashable, _Run] = OrderedDict()
        self._lock = Lock()

    def train(
        self, task: Hashable, rules: Mapping[str, Rule], objective: TrainingError, start: Array, epochs: int
    ) -> Iterator[Training]:
        """As `networks.train`, by those rules alone that are not kept for this task for as many epochs.

        task: equal for equal objectives and starts. The start has one network for each seed, (S, P).
        """
        found = {name: run for name, rule in rules.items() if (run := self._get((task, rule), epochs))}
        missing = {name: rule for name, rule in rules.items() if name not in found}
        if not missing:
            yield _joined(rules, found, epochs, True)
            return
        for done in train(missing, objective, start, epochs):
            runs = found | {name: _Run.of(done, name) for name in missing}
            yield _joined(rules, runs, done.epochs, done.complete)
            if done.complete:
                for name, rule in missing.items():
                    self._keep((task, rule), runs[name].copy())

    def _get(self, key: Hashable, epochs: int) -> "_Run | None":
        with self._lock:
            run = self._entries.get(key)
            if run is None or run.epochs < epochs:
                return None
            self._entries.move_to_end(key)
            return run

    def _keep(self, key: Hashable, run: "_Run") -> None:
        with self._lock:
            old = self._entries.get(key)
            if run.bytes > self.most_bytes or (old is not None and old.epochs >= run.epochs):
                return
            self.bytes += run.bytes - (self._entries.pop(key).bytes if old is not None else 0)
            self._entries[key] = run
            while self.bytes > self.most_bytes:
                _, oldest = self._entries.popitem(last=False)
                self.bytes -= oldest.bytes


@dataclass(frozen=True)
class _Run:
    """What `Training` knows of one rule."""

    w: Array
    error: Array
    validation: Array
    diverged_at: NDArray[np.int64]

    @classmethod
    def of(cls, done: Training, name: str) -> "_Run":
        return cls(done.w[name], done.error[name], done.validation[name], done.diverged_at[name])

    @property
    def epochs(self) -> int:
        return len(self.w) - 1

    @property
    def bytes(self) -> int:
        return OVERHEAD + self.w.nbytes + self.error.nbytes + self.validation.nbytes

    def copy(self) -> "_Run":
        """The same, without the arrays of the other rules that these are parts of."""
        return _Run(self.w.copy(), self.error.copy(), self.validation.copy(), self.diverged_at)


def _joined(rules: Mapping[str, Rule], runs: Mapping[str, _Run], epochs: int, complete: bool) -> Training:
    """The runs as one training of so many epochs."""
    first = slice(epochs + 1)
    return Training(
        {name: runs[name].w[first] for name in rules},
        {name: runs[name].error[first] for name in rules},
        {name: runs[name].validation[first] for name in rules},
        {name: np.where(runs[name].diverged_at > epochs, NEVER, runs[name].diverged_at) for name in rules},
        complete,
    )
