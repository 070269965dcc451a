"""Run a search on any executor: rows as they come, the same table whichever executor ran it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from dataclasses import dataclass

from tuning.jobs import Job, Row, jobs_of, run
from tuning.plan import Search
from tuning.processes import Processes

TRIES = 5  # times in a row that workers may die before anything is finished


@dataclass(frozen=True)
class Progress:
    """A search as far as it is done.

    rows: by round and index. fits: of them and the search's in all, trainings with one seed each.
    """

    rows: tuple[Row, ...]
    fits: int
    total: int

    @property
    def best(self) -> Row | None:
        """The row of the lowest validation error, the first of them; None where there is none yet."""
        return best_of(self.rows)

    @property
    def complete(self) -> bool:
        """Is there nothing left to train?"""
        return self.fits == self.total


def best_of(rows: Iterable[Row]) -> Row | None:
    """The row of the lowest validation error: of equal ones the one trained longer, then the first."""
    return min(rows, key=lambda row: (row.validation, -row.rung, row.index), default=None)


def search(
    what: Search,
    executor: Executor,
    known: Iterable[Row] = (),
    ahead: int | None = None,
    test: bool = False,
) -> Iterator[Progress]:
    """The search's table as it grows, the last one complete.

    known: rows of an earlier run of the same search, which are not trained again. ahead: how many jobs the executor is
    given at a time, None for all. test: is the test error of every row asked for too? Whoever gives the iterator up
    cancels what has not begun. Raises ValueError for a search larger than its limit.
    """
    what.check_size()
    earlier = {(row.rung, row.index): row for row in known}
    members = [*enumerate(what.candidates)]
    rungs = what.rungs()
    total = what.size.fits
    rows: dict[tuple[int, int], Row] = {}
    for rung, (count, most) in enumerate(rungs):
        if rung:
            order = sorted(
                (row for row in rows.values() if row.rung == rung - 1), key=lambda r: (r.validation, r.index)
            )
            networks = [row for row in order if row.candidate.kind == "network"]
            members = sorted((row.index, row.candidate) for row in networks[:count])
        todo: list[Job] = []
        for job in jobs_of(what, rung, most, members, test):
            found = [earlier.get((rung, index)) for index, _ in job.members]
            if all(row is not None for row in found):
                rows |= {(row.rung, row.index): row for row in found if row is not None}
            else:
                todo.append(job)
        if rows:
            yield _progress(rows, what.seeds, total)
        for done in perform(todo, executor, ahead):
            rows |= {(row.rung, row.index): row for row in done}
            yield _progress(rows, what.seeds, total)


def _progress(rows: dict[tuple[int, int], Row], seeds: int, total: int) -> Progress:
    return Progress(tuple(rows[key] for key in sorted(rows)), seeds * len(rows), total)


def perform(
    jobs: Sequence[Job],
    executor: Executor,
    ahead: int | None = None,
    work: Callable[[Job], tuple[Row, ...]] = run,
) -> Iterator[tuple[Row, ...]]:
    """The rows of each job, as they are finished. A job whose worker died is done again.

    Raises RuntimeError where workers go on dying, and whatever a job itself raises.
    """
    waiting, under_way = [*jobs], dict[Future[tuple[Row, ...]], Job]()
    broken = 0
    own: Processes | None = None
    try:
        while waiting or under_way:
            try:
                while waiting and (ahead is None or len(under_way) < ahead):
                    future = executor.submit(work, waiting[0])
                    under_way[future] = waiting.pop(0)
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    rows = future.result()
                    del under_way[future]
                    broken = 0
                    yield rows
            except BrokenExecutor as failure:
                broken += 1
                if broken > TRIES:
                    raise RuntimeError(f"workers died {broken} times in a row") from failure
                waiting = [*_not_done(under_way), *waiting]
                under_way = {future: job for future, job in under_way.items() if _is_done(future)}
                if not isinstance(executor, Processes):  # the executor is of no use any more
                    executor = own = own or Processes()
    finally:
        for future in under_way:
            future.cancel()
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)


def _is_done(future: Future[tuple[Row, ...]]) -> bool:
    with suppress(BrokenExecutor):
        return future.done() and future.exception() is None
    return False


def _not_done(under_way: dict[Future[tuple[Row, ...]], Job]) -> list[Job]:
    return [job for future, job in under_way.items() if not _is_done(future)]
