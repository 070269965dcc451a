"""What a picture costs the server: one scene against its race, a sweep against a scene, kept ones against the floor."""

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks.reader import Fetcher, Reader
from benchmarks.row import Row, middle, quartiles, typical
from benchmarks.server import APP, FLOOR, running
from lesson import View, read
from optim import race
from pages import PAGES
from server.answers import Question
from server.preload import scene_address
from server.settle import settle
from server.works import LEVEL

PAGE, FIELD = "canyon", "eta"
ROUNDS = 15
HAIR = 1e-3  # of the map, between the starts of two rounds
SERVED_ROUNDS, SERVED = 12, 20  # rounds of so many requests or reruns
KB = 1e3


def rows() -> Iterator[Row]:
    """The budgets of scenes and sweeps."""
    yield from _computed()
    yield _kept()


def _computed() -> Iterator[Row]:
    """New answers in this process. Each round starts a hair beside, so that no result is there already; the map is."""
    settle()
    view = read(PAGES[PAGE], {})
    races, scenes, sweeps = [], [], []
    x, _ = view.settings.start()
    for i in range(1 + ROUNDS):
        here = replace(view, settings=replace(view.settings, x0=x + i * HAIR))
        races.append(_cpu(lambda here=here: _race(here)))
        scenes.append(_cpu(lambda here=here: _answer(Question(here))))
        sweeps.append(_cpu(lambda here=here: _answer(Question(here, FIELD))))
    races, scenes, sweeps = races[1:], scenes[1:], sweeps[1:]  # the first warms up
    over = [scene / run for scene, run in zip(scenes, races, strict=True)]
    spread = f"{quartiles(over, '×')}; {typical(scenes, 'ms')}"
    yield Row("one scene, new, over its race", "≤", 2, "×", middle(over), spread, f"{typical(races, 'ms')} its race")
    size = len(_answer(Question(view))) / KB
    yield Row("one scene, bytes gzipped", "≤", 30, "kB", size, "one answer", "–")
    over = [sweep / scene for sweep, scene in zip(sweeps, scenes, strict=True)]
    spread = f"{quartiles(over, '×')}; {typical(sweeps, 'ms')}"
    floor = f"{typical(scenes, 'ms')} one scene"
    yield Row("sweep of η, new, over one scene", "≤", 10, "×", middle(over), spread, floor)
    size = len(_answer(Question(view, FIELD))) / KB
    yield Row("sweep of η, bytes gzipped", "≤", 400, "kB", size, "one answer", "–")


def _race(view: View) -> None:
    settings = view.settings
    rules = {name: settings.rule(name) for name in settings.rules}
    race(rules, settings.objective(), settings.start(), settings.steps)


def _answer(question: Question) -> bytes:
    """Computed and packed as the server does."""
    (answer, _), *more = question.answers()
    if more:
        raise RuntimeError("the answer came in pieces")
    return gzip.compress(answer, LEVEL, mtime=0)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1e3 * (time.process_time() - began)


def _kept() -> Row:
    """A sweep that the server has, against a rerun of the floor: what their processes compute, in turns."""
    address = scene_address(PAGE, f"sweep={FIELD}")
    with running(APP) as app, running(FLOOR) as floor:
        fetcher, reader = Fetcher(app.address), Reader(floor.address)
        texts = reader.talk.sliders[FIELD].texts
        fetcher.fetch(address)
        ours, theirs = [], []
        for _ in range(SERVED_ROUNDS):
            before = app.cpu()
            for _ in range(SERVED):
                fetcher.fetch(address)
            ours.append((app.cpu() - before) / SERVED)
            before = floor.cpu()
            for i in range(SERVED):
                reader.move(FIELD, texts[20 + i])
            theirs.append((floor.cpu() - before) / SERVED)
        fetcher.close()
        reader.close()
    over = [our / their for our, their in zip(ours[1:], theirs[1:], strict=True)]
    spread = f"{quartiles(over, '×')}; {typical(ours[1:], 'ms')}"
    floor_text = f"{typical(theirs[1:], 'ms')} its rerun"
    return Row("sweep of η, kept, over the floor's rerun, CPU", "≤", 0.5, "×", middle(over), spread, floor_text)
