"""What Streamlit's part of a page costs the server: a rerun after a slider's move, and the first run of a session."""

import time
from collections.abc import Callable, Iterator

from benchmarks.reader import Reader
from benchmarks.row import Row, middle, quartiles, typical
from benchmarks.server import APP, FLOOR, Server, running

FIELD = "eta"
PAGE = "canyon"  # the floor has one page and takes any name for it
ROUNDS, MOVES, VISITS = 12, 20, 10
PAUSE = 0.3  # seconds after the last visit, so that what is left of it is counted with it


def rows() -> Iterator[Row]:
    """The budgets of the two; the app and the floor take turns."""
    with running(APP) as app, running(FLOOR) as floor:
        yield _row("rerun of a page, CPU, over the floor's", app, floor, _moves())
        yield _row("first run of a page, CPU, over the floor's", app, floor, _visits)


def _row(what: str, app: Server, floor: Server, work: Callable[[Server], int]) -> Row:
    ours, theirs = [], []
    for _ in range(1 + ROUNDS):  # the first warms up
        for server, taken in ((app, ours), (floor, theirs)):
            before = server.cpu()
            runs = work(server)
            taken.append((server.cpu() - before) / runs)
    over = [our / their for our, their in zip(ours[1:], theirs[1:], strict=True)]
    spread = f"{quartiles(over, '×')}; {typical(ours[1:], 'ms')}"
    return Row(what, "≤", 1.3, "×", middle(over), spread, f"{typical(theirs[1:], 'ms')} the floor's")


def _moves() -> Callable[[Server], int]:
    """Moves of the slider in one session of each server, never to the value where it is."""
    readers: dict[Server, Reader] = {}

    def moves(server: Server) -> int:
        if server not in readers:
            readers[server] = Reader(server.address, page=PAGE)
        reader = readers[server]
        texts = reader.talk.sliders[FIELD].texts
        for i in range(MOVES):
            reader.move(FIELD, texts[20 + i])
        return MOVES

    return moves


def _visits(server: Server) -> int:
    for _ in range(VISITS):
        Reader(server.address, page=PAGE).close()
    time.sleep(PAUSE)
    return VISITS
