"""The route under load: computations that come bit by bit, clients that hang up, and a thousand requests at once."""

import asyncio
import resource
import time

import pytest
from asgi import Answer, ask
from gate import PATIENCE, Gate, pages
from message import messages

from pages import PAGES
from server import scenes
from server.files import VERSION
from server.works import MOST_LONG, MOST_WORKS, THREADS, Works

LONG, SHORT, WRONG = "/scene/long", "/scene/short", "/scene/wrong"


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture(autouse=True)
def works(monkeypatch, gate):
    """The gate's pages are there, and nothing is kept from the test before."""
    for page in pages(gate):
        monkeypatch.setitem(PAGES, page.name, page)
    fresh = Works()
    monkeypatch.setattr(scenes, "works", fresh)
    return fresh


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 2 * PATIENCE))


async def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.002)


def told(answer: Answer):
    """How far each scene of an answer says that it is, and the summary of the last."""
    (*_, last) = found = [message["scenes"][0] for message in messages(answer.plain)]
    return [scene["progress"] for scene in found], last["words"]["summary"]


# Long computations


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_long_computation_comes_bit_by_bit_and_then_whole(gate, works, encoding):
    gate.close()
    let = lambda answer: gate.pieces.release()  # noqa: E731

    async def go():
        gate.pieces.release()
        first = await ask(LONG, {"pieces": 4, "number": 7}, encoding=encoding, heard=let)
        again = await ask(LONG, {"pieces": 4, "number": 7}, encoding=encoding)
        return first, again

    first, again = run(go())
    progress, said = told(first)
    assert progress == [0.25, 0.5, 0.75, 1]
    assert said == "Number 7."
    assert first.headers["cache-control"] == "no-store"
    assert len([piece for piece in first.pieces if piece]) >= 4
    assert told(again) == ([1], "Number 7.")
    assert len(gate.begun) == 1
    assert first.headers.get("content-encoding", "identity") == encoding


def test_each_bit_can_be_read_when_it_has_come(gate):
    gate.close()
    seen = []

    def heard(answer):
        if answer.pieces and not answer.over:
            seen.append(told(answer)[0])
        gate.pieces.release()

    async def go():
        gate.pieces.release()
        await ask(LONG, {"pieces": 3}, heard=heard)

    run(go())
    assert [1 / 3] in seen
    assert [1 / 3, 2 / 3] in seen


def test_a_long_computation_of_one_piece_is_an_answer_like_any_other():
    answer = run(ask(LONG, f"pieces=1&v={VERSION}"))
    assert told(answer) == ([1], "Number 0.")
    assert "max-age" in answer.headers["cache-control"]


def test_who_comes_while_it_is_computed_hears_the_rest(gate):
    gate.close()

    async def go():
        first = asyncio.create_task(ask(LONG, {"pieces": 3}))
        await until(lambda: gate.begun)
        gate.pieces.release()
        await until(lambda: gate.done)
        second = asyncio.create_task(ask(LONG, {"pieces": 3}))
        await asyncio.sleep(0.01)
        gate.pieces.release(2)
        return told(await first), told(await second)

    one, other = run(go())
    assert one[0][-1] == other[0][-1] == 1
    assert sorted(other[0]) == other[0]
    assert len(gate.begun) == 1


# Clients that hang up


@pytest.mark.parametrize("path", [LONG, SHORT])
def test_who_hangs_up_before_the_first_scene_stops_the_computation(gate, works, path):
    gate.close()

    async def go():
        gone = asyncio.Event()
        asking = asyncio.create_task(ask(path, {"pieces": 50}, gone=gone))
        await until(lambda: gate.begun)
        gone.set()
        await asking
        await until(lambda: not works._works)
        gate.pieces.release(50)
        await until(lambda: gate.done)
        await asyncio.sleep(0.05)

    run(go())
    assert len(gate.done) == 1  # the piece that was being computed


def test_who_hangs_up_while_scenes_come_stops_the_computation(gate, works):
    gate.close()
    gone = asyncio.Event()

    def heard(answer):
        gate.pieces.release()
        if len(answer.pieces) > 2:
            gone.set()

    async def go():
        gate.pieces.release()
        await ask(LONG, {"pieces": 50}, gone=gone, heard=heard)
        await until(lambda: not works._works)
        gate.pieces.release(50)
        await asyncio.sleep(0.05)

    run(go())
    assert 2 < len(gate.done) <= 6
    assert len(works._kept) == 0


def test_one_who_hangs_up_leaves_the_others_theirs(gate, works):
    gate.close()

    async def go():
        gone = asyncio.Event()
        leaving = asyncio.create_task(ask(LONG, gone=gone))
        staying = asyncio.create_task(ask(LONG))
        await until(lambda: gate.begun)
        gone.set()
        await leaving
        gate.pieces.release(3)
        return told(await staying)

    progress, said = run(go())
    assert (progress[-1], said) == (1, "Number 0.")


def test_what_waits_for_a_thread_is_dropped_when_its_client_hangs_up(gate, works):
    gate.close()

    async def go():
        busy = [asyncio.create_task(ask(SHORT, f"number={i}")) for i in range(THREADS)]
        await until(lambda: len(gate.begun) == THREADS)
        gone = asyncio.Event()
        waiting = [asyncio.create_task(ask(SHORT, f"number={i}", gone=gone)) for i in range(100, 120)]
        await until(lambda: len(works._works) == THREADS + 20)
        gone.set()
        await asyncio.gather(*waiting)
        await until(lambda: len(works._works) == THREADS)
        gate.pieces.release(THREADS)
        return [told(answer)[1] for answer in await asyncio.gather(*busy)]

    assert run(go()) == [f"Number {i}." for i in range(THREADS)]
    assert len(gate.begun) == THREADS


# Failures


def test_a_computation_that_fails_leaves_the_server_whole(gate, works):
    async def go():
        for _ in range(3):
            with pytest.raises(ArithmeticError):  # as it does from any route, to the log; the client has 500 by then
                await ask(WRONG)
        assert not works._works
        return await ask(SHORT)

    assert told(run(go()))[1] == "Number 0."
    assert len(gate.begun) == 4


# A thousand at once


def test_a_thousand_equal_requests_are_computed_once(gate):
    async def go():
        return await asyncio.gather(*(ask(LONG, {"pieces": 3}) for _ in range(1000)))

    answers = run(go())
    assert len(gate.begun) == 1
    assert all(told(answer)[0][-1] == 1 for answer in answers[::50])
    assert {answer.status for answer in answers} == {200}


@pytest.mark.parametrize(("path", "most"), [(LONG, MOST_LONG), (SHORT, MOST_WORKS)])
def test_of_a_thousand_different_requests_so_many_are_computed_and_the_others_refused(gate, works, path, most):
    gate.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    async def go():
        asking = [asyncio.create_task(ask(path, f"number={i}")) for i in range(1000)]
        await until(lambda: sum(task.done() for task in asking) == 1000 - most)
        gate.pieces.release(3000)
        found = await asyncio.gather(*asking)
        assert told(await ask(path, "number=5000"))[1] == "Number 5000."  # when it is over there is room again
        return found

    answers = run(go())
    right = {i: told(answer)[1] for i, answer in enumerate(answers) if answer.status == 200}
    assert right == {i: f"Number {i}." for i in right}
    assert len(right) == most
    for answer in answers:
        if answer.status != 200:
            assert answer.status == 503
            assert 1 <= int(answer.headers["retry-after"]) <= 30
            assert answer.headers["content-type"].startswith("text/plain")
            assert "max-age" not in answer.headers.get("cache-control", "")
    assert gate.most <= THREADS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100 * 1024  # kB
