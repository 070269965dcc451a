"""Processes of this machine as an executor that outlives the death of one of them."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from multiprocessing.util import Finalize
from threading import Lock, Thread
from typing import ParamSpec, TypeVar
from weakref import ref

FIRST = 100  # at the end of a process: before multiprocessing closes its queues, which is at 10
P = ParamSpec("P")
T = TypeVar("T")


class Processes(Executor):
    """So many worker processes, by default one for each core, begun when the first job comes.

    nice: how far they give way to other processes. When one dies, all jobs under way fail with BrokenExecutor as in
    ProcessPoolExecutor; the next `submit` begins with fresh ones.
    """

    def __init__(self, workers: int | None = None, nice: int = 0) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._nice = nice
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As any executor does it."""
        with self._lock:
            for _ in range(2):
                if self._pool is None:
                    # "spawn", because a fork of a server with threads may stop for ever
                    context = get_context("spawn")
                    self._pool = ProcessPoolExecutor(self.workers, context, _begin, (self._nice,))
                    Finalize(self._pool, _end, (ref(self._pool),), exitpriority=FIRST)
                try:
                    return self._pool.submit(fn, *args, **kwargs)
                except BrokenExecutor:
                    self._pool.shutdown(wait=False)
                    self._pool = None
            raise BrokenExecutor("worker processes die at once")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As any executor does it; the next `submit` begins anew."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait, cancel_futures=cancel_futures)


def _begin(nice: int) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked, which ends its workers
    if nice and hasattr(os, "nice"):
        os.nice(nice)


def _end(pool: ref[ProcessPoolExecutor]) -> None:
    """A process that is itself a worker waits for its children before it tells any pool that it ends."""
    found = pool()
    if found is not None:
        found.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A worker would else wait for jobs for ever when the process that asked is killed."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
