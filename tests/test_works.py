"""Computations that answers wait for: shared, bounded, kept within bounds, and stopped when nobody waits any more."""

import asyncio
import gzip
import threading
import time

import pytest

from server.works import MOST_BYTES, MOST_GROWING, MOST_LONG, MOST_WORKS, THREADS, Busy, Works

PATIENCE = 20  # seconds


class Computation:
    """A computation in pieces that goes on as the test lets it; what it was asked for is counted."""

    def __init__(self, pieces=1, held=False, fails=False):
        self.count, self.fails = pieces, fails
        self.begun = self.done = 0
        self.gate = threading.Semaphore(0 if held else 10**6)

    def answers(self):
        self.begun += 1
        for i in range(1, self.count + 1):
            assert self.gate.acquire(timeout=PATIENCE)
            if self.fails:
                raise ArithmeticError("no")
            self.done += 1
            yield b"piece %d" % i, i == self.count

    def go_on(self, pieces=1):
        self.gate.release(pieces)


async def all_of(works, key, computation, long=False):
    return [piece async for piece in works.follow(key, computation.answers, long)]


async def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.002)


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, PATIENCE))


async def settled(works):
    """Nothing is under way any more."""
    await until(lambda: not works._works)
    return True


def test_an_answer_comes_gzipped_and_is_kept():
    async def go():
        works, computation = Works(), Computation()
        assert works.kept("a") is None
        ((answer, complete),) = await all_of(works, "a", computation)
        assert (gzip.decompress(answer), complete) == (b"piece 1", True)
        assert works.kept("a") == answer
        assert works.kept("b") is None
        assert await settled(works)

    run(go())


def test_pieces_come_as_they_are_and_the_last_one_alone_is_kept():
    async def go():
        works, computation = Works(), Computation(3, held=True)
        followed = works.follow("a", computation.answers, True)
        heard = []
        for _ in range(3):
            computation.go_on()
            heard.append(await anext(followed))
            assert (works.kept("a") is None) == (len(heard) < 3)
        with pytest.raises(StopAsyncIteration):
            await anext(followed)
        return heard

    first, second, last = run(go())
    assert (first, second) == ((b"piece 1", False), (b"piece 2", False))
    assert (gzip.decompress(last[0]), last[1]) == (b"piece 3", True)


def test_equal_requests_are_computed_once():
    async def go():
        works, computation = Works(), Computation(held=True)
        coming = [asyncio.create_task(all_of(works, "a", computation)) for _ in range(1000)]
        await until(lambda: computation.begun)
        computation.go_on()
        found = await asyncio.gather(*coming)
        assert computation.begun == computation.done == 1
        assert len({answer for ((answer, _),) in found}) == 1

    run(go())


def test_who_comes_late_hears_of_what_there_is_and_the_rest():
    async def go():
        works, computation = Works(), Computation(4, held=True)
        early = works.follow("a", computation.answers, True)
        computation.go_on(2)
        while (await anext(early))[0] != b"piece 2":
            pass
        late = works.follow("a", computation.answers, True)
        assert await anext(late) == (b"piece 2", False)
        computation.go_on(2)
        rest = [complete async for _, complete in late]
        assert rest[-1] is True
        assert computation.begun == 1
        await early.aclose()

    run(go())


def test_at_most_so_many_computations_are_under_way_and_the_others_are_refused():
    async def go():
        works, computations = Works(), [Computation(held=True) for _ in range(1000)]
        coming = [asyncio.create_task(all_of(works, i, one)) for i, one in enumerate(computations)]
        await until(lambda: sum(task.done() for task in coming) == 1000 - MOST_WORKS)
        assert sum(one.begun for one in computations) <= THREADS
        for one in computations:
            one.go_on()
        found = await asyncio.gather(*coming, return_exceptions=True)
        assert [type(one) for one in found] == [list] * MOST_WORKS + [Busy] * (1000 - MOST_WORKS)
        for i in range(MOST_WORKS):
            assert gzip.decompress(found[i][0][0]) == b"piece 1"
        assert await settled(works)
        assert await all_of(works, "again", Computation())

    run(go())


def test_long_computations_leave_room_for_short_ones():
    async def go():
        works, computations = Works(), [Computation(2, held=True) for _ in range(50)]
        coming = [asyncio.create_task(all_of(works, i, one, long=True)) for i, one in enumerate(computations)]
        await until(lambda: sum(task.done() for task in coming) == 50 - MOST_LONG)
        short = asyncio.create_task(all_of(works, "short", Computation()))
        for one in computations:
            one.go_on(2)
        assert await short
        found = await asyncio.gather(*coming, return_exceptions=True)
        assert sum(isinstance(one, Busy) for one in found) == 50 - MOST_LONG

    run(go())


def test_so_many_long_computations_grow_at_a_time_and_the_others_wait_for_their_turn():
    async def go():
        works, computations = Works(), [Computation(2, held=True) for _ in range(5 * MOST_GROWING)]
        coming = [asyncio.create_task(all_of(works, i, one, long=True)) for i, one in enumerate(computations)]
        for one in computations:
            one.go_on()  # its first piece
        await until(lambda: sum(one.done for one in computations) == MOST_GROWING)
        await asyncio.sleep(0.1)
        assert sum(one.begun for one in computations) == MOST_GROWING
        for one in computations:
            one.go_on()
        assert all(pieces[-1][1] for pieces in await asyncio.gather(*coming))
        assert [one.begun for one in computations] == [1] * len(computations)

    run(go())


def test_a_computation_that_nobody_follows_any_more_ends_after_its_piece():
    async def go():
        works, computation = Works(), Computation(100, held=True)
        one, other = (works.follow("a", computation.answers, True) for _ in range(2))
        computation.go_on()
        await asyncio.gather(anext(one), anext(other))
        await one.aclose()
        computation.go_on()
        assert await anext(other) == (b"piece 2", False)  # the other still waits for it
        await other.aclose()
        assert await settled(works)
        computation.go_on(98)
        await asyncio.sleep(0.1)
        assert computation.done <= 3
        assert works.kept("a") is None

    run(go())


def test_a_computation_that_nobody_follows_any_more_is_not_begun():
    async def go():
        works, busy = Works(), [Computation(held=True) for _ in range(THREADS)]
        holding = [asyncio.create_task(all_of(works, f"busy {i}", one)) for i, one in enumerate(busy)]
        await until(lambda: all(one.begun for one in busy))
        waiting = [Computation() for _ in range(20)]
        given_up = [asyncio.create_task(all_of(works, i, one)) for i, one in enumerate(waiting)]
        await asyncio.sleep(0.01)
        for task in given_up:
            task.cancel()
        await asyncio.wait(given_up)
        for one in busy:
            one.go_on()
        await asyncio.gather(*holding)
        assert await settled(works)
        assert not [one for one in waiting if one.begun]

    run(go())


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_to_ask_again_for_what_was_just_given_up_begins_anew(turns):
    async def go():
        works = Works()
        first = asyncio.create_task(all_of(works, "a", Computation(held=True)))
        for _ in range(turns):
            await asyncio.sleep(0)
        first.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)
        assert await all_of(works, "a", Computation())
        assert await settled(works)

    run(go())


def test_to_ask_at_once_for_what_the_last_follower_leaves_begins_anew():
    async def go():
        works, held = Works(), Computation(9, held=True)
        followed = works.follow("a", held.answers, True)
        held.go_on()
        await anext(followed)
        await followed.aclose()
        assert await all_of(works, "a", Computation(), True)
        held.go_on(9)

    run(go())


def test_a_failure_is_told_to_all_and_the_next_request_tries_again():
    async def go():
        works = Works()
        failing = [asyncio.create_task(all_of(works, "a", Computation(fails=True))) for _ in range(3)]
        found = await asyncio.gather(*failing, return_exceptions=True)
        assert [type(one) for one in found] == [ArithmeticError] * 3
        assert works.kept("a") is None
        assert await all_of(works, "a", Computation())

    run(go())


@pytest.mark.parametrize("broken", [lambda: iter(()), lambda: iter([(b"half", False)])], ids=["nothing", "half"])
def test_a_computation_that_ends_without_its_last_piece_is_a_failure(broken):
    async def go():
        works = Works()
        with pytest.raises(RuntimeError):
            [piece async for piece in works.follow("a", broken, True)]
        assert await all_of(works, "a", Computation())

    run(go())


def test_what_is_kept_is_bounded_in_bytes_and_what_was_used_last_stays():
    async def go():
        works = Works(room=1000)
        size = len((await all_of(works, 0, Computation()))[0][0])
        for i in range(1, 60):
            await all_of(works, i, Computation())
            assert works.kept(0) is not None  # used each time
        kept = [i for i in range(60) if works.kept(i) is not None]
        assert kept == [0, *range(60 - (1000 // size - 1), 60)]

    run(go())


def test_an_answer_larger_than_all_the_room_is_given_and_not_kept():
    async def go():
        works = Works(room=10)
        assert gzip.decompress((await all_of(works, "a", Computation()))[0][0]) == b"piece 1"
        assert works.kept("a") is None

    run(go())


def test_a_process_keeps_no_more_than_a_small_machine_has():
    assert MOST_BYTES <= 100 * 2**20
    assert MOST_LONG < MOST_WORKS <= 100


def test_what_waits_for_other_processes_keeps_nobody_from_computing():
    async def go():
        works = Works()
        waiting = [Computation(held=True) for _ in range(MOST_GROWING)]
        tasks = [
            asyncio.create_task(anext(works.follow(i, one.answers, True, waits=True))) for i, one in enumerate(waiting)
        ]
        await until(lambda: all(one.begun for one in waiting))
        assert MOST_GROWING > THREADS
        assert len(await all_of(works, "short", Computation())) == 1
        for one in waiting:
            one.go_on()
        await asyncio.gather(*tasks)

    run(go())
