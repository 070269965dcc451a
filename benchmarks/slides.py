"""Pictures for slides: how long they take beside kaleido's, and how large the files are."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.chromium import MISSING
from benchmarks.row import Row, middle, quartiles, typical
from slides.animation import RATE
from slides.chromium import chromium, found
from slides.code import plotly
from slides.document import standalone
from slides.film import Film
from slides.picture import Order, make
from slides.shot import shot

LINK = "canyon?guess=shown"
STILLS = 12
FRAMES = 120
MOVING = (1280, 720)
NO_KALEIDO = "kaleido is not installed"


def rows() -> Iterator[Row]:
    """The budgets of pictures for slides."""
    if found() is None:
        yield Row("pictures for slides", "≤", None, "×", None, MISSING, "")
        return
    with TemporaryDirectory() as folder, chromium() as browser:
        film, to = Film(browser), Path(folder)
        with _kaleido() as theirs:
            yield _still(film, to, theirs)
            yield _video(film, to, theirs)
        make(Order(shot(LINK), to / "race.gif"), film)
        yield _size("GIF of the canyon's race, 1280 × 720", 1e6, (to / "race.gif").stat().st_size)
    page = len(standalone(shot(LINK)).encode()) - len(plotly().encode())
    yield _size("the canyon's race as a page, without plotly.js", 600e3, page)


def _size(what: str, limit: float, size: int) -> Row:
    return Row(what, "≤", limit / 1e3, "kB", size / 1e3, "one file", "")


@contextmanager
def _kaleido() -> Iterator[Callable[[int, int], float] | None]:
    """Takes a still of the same figure with kaleido, its browser started already: the seconds that it took."""
    if find_spec("kaleido") is None:
        yield None
        return
    import kaleido
    import plotly.graph_objects as go

    figure: Any = go.Figure(_plain(shot(LINK).view.page.scene(shot(LINK).view.settings).drawing), skip_invalid=True)
    kaleido.start_sync_server(path=found())

    def still(width: int, height: int) -> float:
        began = time.perf_counter()
        figure.to_image("png", width=width, height=height)
        return time.perf_counter() - began

    try:
        still(*MOVING)
        yield still
    finally:
        kaleido.stop_sync_server()


def _plain(value: Any) -> Any:
    """A drawing without what only the stage knows."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if key not in ("meta", "uid")}
    return value


def _still(film: Film, to: Path, theirs: Callable[[int, int], float] | None) -> Row:
    what = "a PNG of 1920 × 1080 after the first, over kaleido's"
    order = Order(shot(LINK), to / "still.png")
    first, ratios, floor = b"", [], []
    for i in range(STILLS + 1):
        began = time.perf_counter()
        make(order, film)
        ours = time.perf_counter() - began
        if i == 0:
            first = order.out.read_bytes()
            continue
        if order.out.read_bytes() != first:
            raise RuntimeError(f"{what}: two runs of one link give different bytes")
        if theirs is None:
            return Row(what, "≤", 2, "×", None, NO_KALEIDO, "")
        floor.append(theirs(1920, 1080))
        ratios.append(ours / floor[-1])
    return Row(what, "≤", 2, "×", middle(ratios), quartiles(ratios, "×"), f"{typical(1e3 * np.array(floor), 'ms')}")


def _video(film: Film, to: Path, theirs: Callable[[int, int], float] | None) -> Row:
    what = f"an MP4 of {FRAMES} frames of 1280 × 720, over kaleido's for as many stills"
    if theirs is None or find_spec("av") is None:
        return Row(what, "≤", 0.25, "×", None, NO_KALEIDO if theirs is None else "av is not installed", "")
    ratios, floor = [], []
    for _ in range(3):
        began = time.perf_counter()
        make(Order(shot(LINK), to / "race.mp4", MOVING, seconds=(FRAMES - 1) / RATE["mp4"]), film)
        ours = time.perf_counter() - began
        floor.append(sum(theirs(*MOVING) for _ in range(FRAMES)))
        ratios.append(ours / floor[-1])
    return Row(what, "≤", 0.25, "×", middle(ratios), quartiles(ratios, "×"), typical(floor, "s"))
