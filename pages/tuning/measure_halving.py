"""Halving beside training every setting to the end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pages.tuning.measure_rows import searching
from pages.tuning.settings import Settings
from tuning import Row, Search, best_of


@dataclass(frozen=True)
class Halving:
    """A search by halving as far as it is done, and the same settings all trained to the end.

    rows: by round and number; rungs: (settings, epochs at most) of each round. whole: every setting trained to the end,
    empty until halving is done.
    """

    settings: Settings
    what: Search
    rows: tuple[Row, ...]
    rungs: tuple[tuple[int, int], ...]
    whole: tuple[Row, ...]
    done: float

    @property
    def complete(self) -> bool:
        """Is everything trained?"""
        return self.done >= 1

    @property
    def winner(self) -> Row:
        """Halving's best."""
        best = best_of(self.rows)
        assert best is not None
        return best

    @property
    def best(self) -> Row | None:
        """The best of all trained to the end, None until they are."""
        return best_of(self.whole)

    @property
    def last_of_best(self) -> int | None:
        """The last round in which the best of all still trained."""
        best = self.best
        return None if best is None else max(row.rung for row in self.rows if row.index == best.index)

    @property
    def share(self) -> float:
        """The epochs of halving, at most, as a share of those of all to the end."""
        return sum(count * most for count, most in self.rungs) / (self.rungs[0][0] * self.rungs[-1][1])


def grow_halving(settings: Settings) -> Iterator[Halving]:
    """Halving first, then every setting to the end."""
    whole = replace(settings, method="random").search()
    what = replace(whole, method="halving")
    rungs = what.rungs()
    rows: tuple[Row, ...] = ()
    for progress in searching(what):
        rows = progress.rows
        yield Halving(settings, what, rows, rungs, (), 0.5 * progress.fits / progress.total)
    for progress in searching(whole):
        if progress.complete:
            yield Halving(settings, what, rows, rungs, progress.rows, 1.0)
        else:
            yield Halving(settings, what, rows, rungs, (), 0.5 + 0.5 * progress.fits / progress.total)
