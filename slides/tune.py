"""canyon tune search.toml [--out table.csv] [--scheduler ADDRESS] [--workers N]"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from lesson.numbers import counted, number
from pages.tuning.link import race_link, written
from slides.search import read_search
from slides.shot import Refused
from slides.table import Table
from tuning import Processes, Progress, Row, Search, examine, search

INTERRUPTED = 130


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("search", type=Path, help="a file that says what to try, as the readme shows")
    parser.add_argument("--out", type=Path, help="where the table is written as it grows, and goes on from")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=workers, help="processes on this machine; one for each core unless said")
    where.add_argument("--scheduler", help="the address of a Dask scheduler, whose workers train instead")


def tune(asked: argparse.Namespace) -> int:
    """Search as asked; the exit code. Raises Refused with what is wrong, and OSError."""
    try:
        what = read_search(asked.search)
        table = Table(asked.out, what)
        what.check_size()
    except ValueError as wrong:
        raise Refused(f"{asked.search}: {wrong}") from None
    if asked.scheduler and find_spec("distributed") is None:
        raise Refused("--scheduler needs the package distributed: pip install 'canyon[cluster]'")
    try:
        with _executor(asked.scheduler, asked.workers) as executor:
            return _tune(what, table, executor)
    except OSError as wrong:
        raise Refused(f"{asked.scheduler or asked.out}: {wrong}") from None


def workers(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 256:
        raise argparse.ArgumentTypeError(f"{count} is outside [1, 256]")
    return count


@contextmanager
def _executor(scheduler: str | None, workers: int | None) -> Iterator[Executor]:
    if scheduler is None:
        processes = Processes(workers)
        try:
            yield processes
        finally:
            processes.shutdown(wait=False, cancel_futures=True)
        return
    from distributed import Client

    with Client(scheduler, timeout=10) as client:
        yield client.get_executor()


def _tune(what: Search, table: Table, executor: Executor) -> int:
    _tell(f"{what.size}.")
    if table.rows:
        _tell(f"{counted(len(table.rows), 'row')} of {table.path} are kept.")
    last: Progress | None = None
    try:
        for last in search(what, executor, table.rows):
            table.keep(last.rows)
            _tell(_progress(last), "\r")
        _tell("")
    except KeyboardInterrupt:
        kept = (
            f"{counted(len(last.rows) if last else 0, 'row')} are in {table.path}: the same command goes on from them"
        )
        _tell(f"\nStopped. {kept if table.path else 'Nothing is kept without --out'}.")
        return INTERRUPTED
    assert last is not None
    assert last.best is not None
    _conclude(what, last, last.best, executor)
    return 0


def _progress(last: Progress) -> str:
    if last.best is None:
        return f"0 of {last.total} trainings"
    best = f"best so far {number(last.best.validation, 3, aligned=True)} ({last.best.candidate.algorithm})"
    return f"{last.fits} of {last.total} trainings, {best:<50}"


def _conclude(what: Search, last: Progress, best: Row, executor: Executor) -> None:
    kinds: dict[str, list[Row]] = {}
    for row in last.rows:
        kinds.setdefault(row.candidate.kind, []).append(row)
    for kind, rows in kinds.items():
        seconds = sum(row.seconds for row in rows)
        lowest = min(row.validation for row in rows)
        fits = counted(sum(len(row.errors) for row in rows), "training")
        print(f"{kind}: {fits}, {number(seconds, 2)} s of one core, lowest validation error {number(lowest)}")
    print(f"Winner: {written(best.candidate)}")
    if what.test:
        found = examine(what, best, executor)
        assert found.test is not None
        gap = found.test - found.validation
        print(
            f"Validation error {number(found.validation)}, test error {number(found.test)}: "
            f"{number(abs(gap))} {'higher' if gap > 0 else 'lower'}"
        )
    else:
        print(f"Validation error {number(best.validation)}; without a test part, nothing is tested")
    if best.candidate.kind == "network":
        print(f"Watch it train: {race_link(what, best.candidate)}")


def _tell(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
