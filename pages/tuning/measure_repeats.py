"""Searches repeated on other splits of the data: grid or random, networks or trees, the winner tested."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pages.tuning.measure_rows import searched
from pages.tuning.settings import MOST_REPEATED, MOST_SECONDS, SIDE, Settings, affordable
from tuning import BOOSTED, TREE, Optimism, Range, Row, Search, best_of, winners

Array = NDArray[np.float64]
KINDS = ("network", TREE, BOOSTED)
LEAST = 1e-5  # the weakest L2 that a grid and random draws try


@dataclass(frozen=True)
class Budget:
    """The same number of settings by a grid and at random, again and again, each time on another split of the data.

    grid, random: of each repeat so far the rows. most: how many repeats there will be.
    """

    settings: Settings
    grid: tuple[tuple[Row, ...], ...]
    random: tuple[tuple[Row, ...], ...]
    most: int

    @property
    def complete(self) -> bool:
        """Are all repeats there?"""
        return len(self.grid) == self.most

    @property
    def best(self) -> tuple[Array, Array]:
        """The lowest validation error of each repeat, by grid and at random."""
        lowest = [np.array([min(row.validation for row in rows) for rows in each]) for each in (self.grid, self.random)]
        return lowest[0], lowest[1]


def budget_searches(settings: Settings, repeat: int) -> tuple[Search, Search]:
    """The grid and the random search of a repeat: η and L2 are tried, everything else stands."""
    eta, l2 = Range(settings.eta_from, settings.eta_to, SIDE), Range(LEAST, max(settings.l2_to, 10 * LEAST), SIDE)
    fixed = replace(
        replace(settings, method="random").search(),
        **{"algorithm": settings.algorithms[:1], "eta": eta, "l2": l2, "l1": (0.0,), "dropout": (0.0,)},
        **{"batch_size": (20,), "layers": (1,), "width": (settings.width_to,), "number": SIDE**2},
        seed=settings.seed + repeat,
    )
    return replace(fixed, method="grid"), replace(fixed, draws=settings.draws + repeat)


def grow_budget(settings: Settings) -> Iterator[Budget]:
    """The comparison, repeat by repeat."""
    grid: list[tuple[Row, ...]] = []
    random: list[tuple[Row, ...]] = []
    for repeat in range(settings.repeats):
        for found, what in zip((grid, random), budget_searches(settings, repeat), strict=True):
            found.append(searched(what).rows)
        yield Budget(settings, tuple(grid), tuple(random), settings.repeats)


@dataclass(frozen=True)
class Kinds:
    """Networks, a decision tree and boosted trees on the same splits, with as many settings each.

    rows: of each split so far, kind -> rows. most: how many splits there will be.
    """

    settings: Settings
    what: Search
    rows: tuple[dict[str, tuple[Row, ...]], ...]
    most: int

    @property
    def complete(self) -> bool:
        """Are all splits there?"""
        return len(self.rows) == self.most

    @property
    def lowest(self) -> dict[str, Array]:
        """kind -> the lowest validation error of each split."""
        return {kind: np.array([min(row.validation for row in split[kind]) for split in self.rows]) for kind in KINDS}

    @property
    def seconds(self) -> dict[str, float]:
        """kind -> what its trainings took, in seconds of one core."""
        return {kind: sum(row.seconds for split in self.rows for row in split[kind]) for kind in KINDS}

    def within(self, seconds: float) -> dict[str, Array]:
        """kind -> the lowest validation error of each split among the first settings that so many seconds allow."""
        share = seconds / len(self.rows)
        return {kind: np.array([_best_within(split[kind], share) for split in self.rows]) for kind in KINDS}


def _best_within(rows: tuple[Row, ...], seconds: float) -> float:
    spent = np.cumsum([row.seconds for row in rows])
    affordable_rows = max(1, int((spent <= seconds * (1 + 1e-9)).sum()))
    return min(row.validation for row in rows[:affordable_rows])


def kinds_search(settings: Settings) -> Search:
    """What is tried of networks and trees on the first split."""
    plain = replace(settings, method="random").search()
    tried = (*settings.algorithms, TREE, BOOSTED)
    return affordable(replace(plain, algorithm=tried, trees=(25,)), MOST_SECONDS / settings.repeats)


def grow_kinds(settings: Settings) -> Iterator[Kinds]:
    """The comparison, split by split."""
    what = kinds_search(settings)
    found: list[dict[str, tuple[Row, ...]]] = []
    for split in range(settings.repeats):
        rows = searched(replace(what, seed=settings.seed + split)).rows
        found.append({kind: tuple(row for row in rows if row.candidate.kind == kind) for kind in KINDS})
        yield Kinds(settings, what, tuple(found), settings.repeats)


@dataclass(frozen=True)
class Tested:
    """The winner of a search in validation and in test, and both against how many settings were tried.

    winner: of the search's own split, with its test error. found: over the splits so far. most: splits to come in all.
    """

    settings: Settings
    what: Search
    winner: Row
    found: Optimism
    most: int

    @property
    def complete(self) -> bool:
        """Are all splits there?"""
        return len(self.found.test) == self.most


def tested_search(settings: Settings) -> Search:
    """What is tried on the first split, all of it to the end."""
    method = "random" if settings.method == "halving" else settings.method
    return affordable(replace(settings, method=method).search(), MOST_REPEATED / settings.repeats)


def grow_tested(settings: Settings) -> Iterator[Tested]:
    """The search repeated on other splits."""
    what = tested_search(settings)
    winner: Row | None = None
    parts: list[tuple[Array, Array]] = []
    for split in range(settings.repeats):
        rows = searched(replace(what, seed=settings.seed + split), test=True).rows
        winner = winner or best_of(rows)
        assert winner is not None
        parts.append(winners(rows))
        validation, test = (np.stack(part) for part in zip(*parts, strict=True))
        found = Optimism(np.arange(1, len(parts[0][0]) + 1), validation, test)
        yield Tested(settings, what, winner, found, settings.repeats)
