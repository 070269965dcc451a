"""One search: its table, which hyperparameter matters, and what halving left out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pages.tuning.measure_rows import searching
from pages.tuning.settings import Settings, value_of
from tuning import Range, Row, Search, best_of

Array = NDArray[np.float64]
CLOSE = 1.1  # times the best validation error: what is below is close to it
GROUPS = 3  # that a range is cut into where its values are compared
SHUFFLES = 1000  # of the errors, to see what a hyperparameter explains by chance
RARE = 0.05  # of them
FEWEST = 24  # settings, below which nothing is said of what matters: of 12, a quarter names the wrong one


@dataclass(frozen=True)
class Table:
    """A search of networks as far as it is done.

    rows: one for each setting, by number; of halving each one's last. most: how many there will be. done: the share of
    the trainings that is over.
    """

    settings: Settings
    what: Search
    rows: tuple[Row, ...]
    most: int
    done: float

    @property
    def complete(self) -> bool:
        """Is there nothing left to train?"""
        return self.done >= 1

    @property
    def best(self) -> Row:
        """The row of the lowest validation error."""
        best = best_of(self.rows)
        assert best is not None
        return best

    @property
    def errors(self) -> Array:
        """Validation errors (n,)."""
        return np.array([row.validation for row in self.rows])

    @property
    def best_so_far(self) -> Array:
        """The lowest validation error of the first 1 … n settings."""
        return np.minimum.accumulate(self.errors)

    @property
    def close(self) -> int:
        """How many settings come within CLOSE of the best, itself among them."""
        return int((self.errors <= CLOSE * self.errors.min()).sum())

    def explained(self) -> dict[str, float]:
        """Of each hyperparameter that varies: the share of the spread of log errors between its groups.

        Corrected for the share that as many groups drawn at random explain (epsilon squared), and not below 0.
        """
        errors = np.log(np.maximum(self.errors, 1e-12))
        return {name: float(_explained(errors, self.groups(name))) for name in self.what.varied}

    def by_chance(self) -> float:
        """The share beyond which one of the hyperparameters explains shuffled errors in a twentieth of the shuffles."""
        draw = np.random.default_rng(0)
        errors = np.log(np.maximum(self.errors, 1e-12))
        shuffled = draw.permuted(np.tile(errors, (SHUFFLES, 1)), axis=1)
        most = np.max([_explained(shuffled, self.groups(name)) for name in self.what.varied], axis=0)
        return float(np.quantile(most, 1 - RARE))

    def groups(self, name: str) -> NDArray[np.int64]:
        """Of each row the group of its value: a value of several, or a third of a range by its ranks."""
        if name == "algorithm":
            names = [*dict.fromkeys(row.candidate.algorithm for row in self.rows)]
            return np.array([names.index(row.candidate.algorithm) for row in self.rows])
        values = np.array([value_of(row.candidate, name) for row in self.rows])
        if isinstance(getattr(self.what, name), Range) or len(set(values)) > 2 * GROUPS:
            order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
            return order * GROUPS // len(values)
        return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _explained(errors: Array, groups: NDArray[np.int64]) -> Array:
    """Of errors (..., n) in groups (n,) the share of their spread that lies between the groups, (...)."""
    count, kinds = errors.shape[-1], np.unique(groups)
    spread = errors.var(axis=-1) * count
    if len(kinds) < 2 or count <= len(kinds) or float(spread.min()) <= 1e-12:
        return np.zeros(errors.shape[:-1])
    within = sum(errors[..., groups == kind].var(axis=-1) * int((groups == kind).sum()) for kind in kinds.tolist())
    return np.maximum(0.0, 1 - within / (count - len(kinds)) / (spread / (count - 1)))


def grow_table(settings: Settings) -> Iterator[Table]:
    """The search as it goes on."""
    what = settings.search()
    for progress in searching(what):
        last = {row.index: row for row in progress.rows}  # they come by rung
        rows = tuple(last[index] for index in sorted(last))
        yield Table(settings, what, rows, len(what.candidates), progress.fits / progress.total)
