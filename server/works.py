"""Computations that answers wait for: equal ones shared, bounded in number and bytes, stopped when unwanted."""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

THREADS = 2  # computations at a time; more would only share the interpreter
MOST_WORKS = 64  # under way or waiting; more are refused
MOST_LONG = 48  # of these, long ones, so that there is room for others
MOST_GROWING = 4  # long ones under way, because they keep what they have so far; the others wait for their turn
MOST_BYTES = 64 * 2**20  # of answers kept
LEVEL = 3  # of gzip: half the time of 6 for a tenth more bytes

Answers = Callable[[], Iterator[tuple[bytes, bool]]]


class Busy(Exception):
    """There is more to compute than this server takes on."""


@dataclass(eq=False)
class Work:
    """One computation, for all who follow it.

    long: may it take many pieces? waits: for other processes, so that its thread keeps nobody from computing. latest:
    the newest of them, gzipped when it is complete; pieces: how many there were.
    """

    long: bool
    waits: bool = False
    latest: bytes = b""
    pieces: int = 0
    complete: bool = False
    followers: int = 0
    failure: Exception | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake everybody who waits for a change."""
        self.changed.set()
        self.changed = asyncio.Event()


class Works:
    """The computations of one process, and the answers that it keeps."""

    def __init__(self, threads: int = THREADS, most: int = MOST_WORKS, room: int = MOST_BYTES) -> None:
        """threads: computations at a time; most: under way or waiting; room: bytes of answers kept."""
        self._most, self._room = most, room
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._works: dict[Hashable, Work] = {}
        self._growing = asyncio.Semaphore(MOST_GROWING)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="scene")
        self._waiting = ThreadPoolExecutor(MOST_GROWING, thread_name_prefix="waits")

    def kept(self, key: Hashable) -> bytes | None:
        """The complete answer of that key, gzipped, if it is kept."""
        answer = self._kept.get(key)
        if answer is not None:
            self._kept.move_to_end(key)
        return answer

    async def follow(
        self, key: Hashable, answers: Answers, long: bool, waits: bool = False
    ) -> AsyncGenerator[tuple[bytes, bool], None]:
        """What the computation of that key has, whenever it has more: (bytes, is it complete?).

        What is complete comes gzipped, what is not as it is. Raises Busy. A computation that nobody follows any more is
        stopped after its present piece.
        """
        work = self._works.get(key) or self._begin(key, answers, long, waits)
        work.followers += 1
        seen = 0
        try:
            while not (work.complete and seen == work.pieces):
                if work.failure is not None:
                    raise work.failure
                if work.pieces > seen:
                    seen = work.pieces
                    yield work.latest, work.complete
                else:
                    await work.changed.wait()
        finally:
            work.followers -= 1
            if not work.followers and work.task is not None:
                self._forget(key, work)  # at once: who asks for it now must not wait for what is being stopped
                work.task.cancel()

    def _begin(self, key: Hashable, answers: Answers, long: bool, waits: bool) -> Work:
        if len(self._works) >= self._most or (long and sum(work.long for work in self._works.values()) >= MOST_LONG):
            raise Busy
        work = self._works[key] = Work(long, waits)
        work.task = asyncio.create_task(self._compute(key, work, answers))
        return work

    async def _compute(self, key: Hashable, work: Work, answers: Answers) -> None:
        try:
            async with self._growing if work.long else nullcontext():
                await self._complete(key, work, answers())
        except Exception as failure:
            work.failure = failure
            work.tell()
        finally:
            self._forget(key, work)

    async def _complete(self, key: Hashable, work: Work, pieces: Iterator[tuple[bytes, bool]]) -> None:
        threads = self._waiting if work.waits else self._threads
        while not work.complete:
            answer, complete = await asyncio.get_running_loop().run_in_executor(threads, _piece, pieces)
            work.latest, work.complete = answer, complete
            work.pieces += 1
            if complete:
                self._keep(key, answer)
            work.tell()

    def _forget(self, key: Hashable, work: Work) -> None:
        if self._works.get(key) is work:
            del self._works[key]

    def _keep(self, key: Hashable, answer: bytes) -> None:
        self._kept[key] = answer
        self._kept.move_to_end(key)
        while sum(map(len, self._kept.values())) > self._room:
            self._kept.popitem(last=False)


def _piece(pieces: Iterator[tuple[bytes, bool]]) -> tuple[bytes, bool]:
    """The next piece; gzipped if it is the last."""
    piece = next(pieces, None)
    if piece is None:
        raise RuntimeError("a computation ended without its last piece")
    answer, complete = piece
    return (gzip.compress(answer, LEVEL, mtime=0) if complete else answer), complete
