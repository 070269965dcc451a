"""canyon tune search.toml [--out table.csv] [--scheduler ADDRESS] [--workers N]"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from lesson.numbers import counted, number
from pages.tuning.link import race_link, written
from slides.table import Changed, Table
from slides.toml import Refused, read_search
from tuning import Processes, Progress, Row, Search, examine, search

WRONG, INTERRUPTED = 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code."""
    parser = argparse.ArgumentParser(prog="canyon", description="Canyon without the app.")
    commands = parser.add_subparsers(dest="command", required=True)
    tune = commands.add_parser("tune", help="search for the best hyperparameters of a data set")
    tune.add_argument("search", type=Path, help="a file that says what to try, as the readme shows")
    tune.add_argument("--out", type=Path, help="where the table is written as it grows, and goes on from")
    where = tune.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_workers, help="processes on this machine; one for each core unless said")
    where.add_argument("--scheduler", help="the address of a Dask scheduler, whose workers train instead")
    asked = parser.parse_args(arguments)
    try:
        what = read_search(asked.search)
        table = Table(asked.out, what)
        what.check_size()
    except (Refused, Changed, ValueError, OSError) as wrong:
        return _refuse(f"{asked.search}: {wrong}" if isinstance(wrong, ValueError) else str(wrong))
    if asked.scheduler and find_spec("distributed") is None:
        return _refuse("--scheduler needs the package distributed: pip install 'canyon[cluster]'")
    try:
        with _executor(asked.scheduler, asked.workers) as executor:
            return _tune(what, table, executor)
    except OSError as wrong:
        return _refuse(f"{asked.scheduler or asked.out}: {wrong}")


def _workers(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 256:
        raise argparse.ArgumentTypeError(f"{count} is outside [1, 256]")
    return count


def _refuse(why: str) -> int:
    print(f"canyon: {why}", file=sys.stderr)
    return WRONG


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


def run() -> None:
    """The command as it is installed."""
    try:
        code = main()
    except KeyboardInterrupt:  # pressed once more
        code = INTERRUPTED
    if code == INTERRUPTED:
        sys.stdout.flush()
        os._exit(code)  # at once: an ordinary exit waits for the jobs under way, and workers end with their parent
    sys.exit(code)


if __name__ == "__main__":
    run()
