"""A class of 300: all join within 20 seconds, and then each drags a slider every 1 to 4 seconds."""

import asyncio
import gc
import random
from collections.abc import Iterator

import numpy as np

from benchmarks.row import Row
from benchmarks.server import APP, FLOOR, Server, running
from benchmarks.student import Seen, Student
from lesson import View, read
from pages import PAGES

USERS = 300
JOINING, DRAGGING = 20.0, 40.0  # seconds
PAGE = "canyon"
OTHERS = ({}, {"steps": ["150"]}, {"alpha": ["0.8"]})  # settings besides the act's


def rows() -> Iterator[Row]:
    """The budgets of a class, spread over the canyon's acts and their own sliders, one thing tried after the other.

    The last rows are without a budget: there sliders stay where they were let go, so that soon most students are at
    settings of their own. Plain files are not in it: they are fetched once, and a proxy's to serve.
    """
    with running(FLOOR) as floor:
        line = _attended(floor, [None])
        least = floor.peaks()[0]
    page = PAGES[PAGE]
    views: list[View | None] = [read(page, {"act": [act.name], **other}) for other in OTHERS for act in page.acts]
    with running(APP) as app:
        yield from _budgets(f"{USERS} users, one process", 5, _attended(app, views), line)
        what = f"{USERS} users, one process: memory at most"
        yield Row(what, "≤", 300, "MB", app.peaks()[0], "one process", f"{least:.0f} MB the floor's")
    with running(APP, workers=2) as app:
        yield from _budgets(f"{USERS} users, two workers", 3, _attended(app, views), line)
    with running(APP, workers=2) as app:
        yield from _budgets(f"{USERS} users who roam, two workers", None, _attended(app, views, roam=True), line)


def _budgets(what: str, limit: float | None, ours: Seen, floor: Seen) -> Iterator[Row]:
    if not (ours.drags and floor.drags):
        yield Row(f"{what}: p95 of a drag over the floor's", "≤", limit, "×", None, "nobody came to drag", "–")
    else:
        ratio = float(np.quantile(ours.drags, 0.95) / np.quantile(floor.drags, 0.95))
        yield Row(f"{what}: p95 of a drag over the floor's", "≤", limit, "×", ratio, _waits(ours), _waits(floor))
    new = f"{len(ours.addresses)} of {ours.asked} sweeps new in {len(ours.drags)} drags"
    spread = f"{new}; {ours.errors[0][:60]}" if ours.errors else new
    zero = None if limit is None else 0
    yield Row(f"{what}: errors", "≤", zero, "", len(ours.errors), spread, f"{len(floor.errors)} the floor's")


def _waits(seen: Seen) -> str:
    drag, join = (np.quantile(times, (0.5, 0.95)) for times in (seen.drags, seen.joins))
    return f"p50 {drag[0]:.0f}, p95 {drag[1]:.0f} ms; join {join[0]:.0f}, {join[1]:.0f} ms"


def _attended(server: Server, views: list[View | None], roam: bool = False) -> Seen:
    """A class's whole time on a server."""
    gc.collect()
    gc.freeze()  # the measuring must not stop for its own garbage
    return asyncio.run(_class(server.address, views, roam))


async def _class(address: str, views: list[View | None], roam: bool) -> Seen:
    seen = Seen()
    chance = random.Random(0)
    now = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for i in range(USERS):
            student = Student(address, seen, random.Random(i), views[i % len(views)], roam)
            group.create_task(student.attend(now + chance.uniform(0, JOINING), now + JOINING + DRAGGING))
    return seen
