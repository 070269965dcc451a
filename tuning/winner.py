"""The winner by validation, tested once; and how much better it looks than it is, the more settings were tried."""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tuning.engine import perform, search
from tuning.jobs import Job, Row
from tuning.plan import Search

Array = NDArray[np.float64]


def examine(what: Search, winner: Row, executor: Executor) -> Row:
    """The winner trained once more as it was, with its test error. Raises ValueError for a search without test part."""
    if not len(what.data().x_test):
        raise ValueError(f"test = {what.test!r}: the search has no test part")
    most = what.rungs()[winner.rung][1]
    (rows,) = perform([Job(what, winner.rung, most, ((winner.index, winner.candidate),), True)], executor)
    return rows[0]


@dataclass(frozen=True)
class Optimism:
    """What the winner of a search was in validation and in test, against how many settings were tried.

    tried (n,): 1 to all; validation, test (splits, n): of each split the winner's errors, means over all the ways to
    try so many of its settings.
    """

    tried: NDArray[np.int64]
    validation: Array
    test: Array

    @property
    def gap(self) -> Array:
        """How much higher the winner's test error is, (splits, n)."""
        return self.test - self.validation


def optimism(what: Search, splits: int, executor: Executor, ahead: int | None = None) -> Iterator[Optimism]:
    """The search repeated on other splits of the data, from its own seed on; as it goes on, split by split.

    Raises ValueError as `search` does, for halving, whose rows were not all trained alike, and without a test part.
    """
    if what.method == "halving":
        raise ValueError("method = 'halving' does not train all settings alike: take grid or random")
    if not len(what.data().x_test):
        raise ValueError(f"test = {what.test!r}: the search has no test part")
    found: list[tuple[Array, Array]] = []
    for split in range(splits):
        *_, done = search(replace(what, seed=what.seed + split), executor, ahead=ahead, test=True)
        found.append(winners(done.rows))
        validation, test = (np.stack(part) for part in zip(*found, strict=True))
        yield Optimism(np.arange(1, len(found[0][0]) + 1), validation, test)


def winners(rows: Sequence[Row]) -> tuple[Array, Array]:
    """Validation and test error of the best of n rows by validation, n = 1 … all: means over all ways to take n."""
    order = sorted(rows, key=lambda row: (row.validation, row.index))
    count = len(order)
    chances = np.array(
        [[math.comb(count - 1 - i, n - 1) / math.comb(count, n) for i in range(count)] for n in range(1, count + 1)]
    )
    validation = np.array([row.validation for row in order])
    test = np.array([np.nan if row.test is None else row.test for row in order])
    return chances @ validation, chances @ test
