"""Searches as they go on, in processes of their own, and kept for the next who asks."""

import time
from collections.abc import Iterator
from functools import lru_cache

from tuning import Processes, Progress, Search, search

WORKERS, NICE = 2, 19  # processes of one server, that give way to all else
AHEAD = 2 * WORKERS  # jobs of one search that wait for them, so that others' have their turn
BETWEEN = 0.15  # seconds between two pictures of a search


@lru_cache(maxsize=1)
def pool() -> Processes:
    """The processes in which this server searches."""
    return Processes(WORKERS, NICE)


def searching(what: Search, test: bool = False) -> Iterator[Progress]:
    """The search as it goes on, the last one complete. test: is every row's test error asked for too?"""
    complete = _complete(what, test)
    if complete:
        yield complete[0]
        return
    told = time.perf_counter()
    for progress in search(what, pool(), ahead=AHEAD, test=test):
        if progress.complete:
            complete.append(progress)
        if progress.complete or time.perf_counter() - told > BETWEEN:
            told = time.perf_counter()
            yield progress


def searched(what: Search, test: bool = False) -> Progress:
    """The whole of a search."""
    *_, progress = searching(what, test)
    return progress


@lru_cache(maxsize=256)
def _complete(what: Search, test: bool) -> list[Progress]:
    """Where the complete search is kept; empty until then."""
    return []
