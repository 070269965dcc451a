"""What a person sees: from the slider to the picture, pictures while dragging, pictures while playing."""

import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.row import Row, middle, quartiles, typical
from benchmarks.server import APP, FLOOR, SLIDER, VIEW, serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
THUMB = f".st-key-{SLIDER} input[type=range]"
WARM_UP, MOVES = 3, 20
SWEEPS, SWEEP = 5, 1.2  # there and back over half of the slider, seconds a sweep
EVENTS = 60  # mouse events in a sweep
WINDOW = 1000.0  # ms
MOVE = "slider move to new picture, against one slider and one line"
DRAG = "live drag"
PLAY = "playing 4 tracks over a 100×100 contour with linked errors"


def rows() -> Iterator[Row]:
    """The three budgets of the browser."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        for what, sign, limit, unit in ((MOVE, "≤", 1.3, "×"), (DRAG, "≥", 10, "/s"), (PLAY, "≥", 45, "/s")):
            yield Row(what, sign, limit, unit, None, "no Chromium found", "–")
        return
    with serving(APP) as app, serving(FLOOR) as floor, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(path=Path(__file__).with_name("watch.js"))
        race, line = context.new_page(), context.new_page()
        race.goto(f"http://{app}/?{urlencode(VIEW)}")
        line.goto(f"http://{floor}/")
        yield _moves(race, line)
        line.close()
        yield _drag(race)
        yield _play(race)
        browser.close()


def _moves(race: Page, line: Page) -> Row:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP + MOVES):
        for page, taken in zip((race, line), times, strict=True):
            page.bring_to_front()
            page.locator(THUMB).focus()
            page.evaluate("pictures.quiet()")
            page.evaluate("pictures.arm()")
            page.keyboard.press("ArrowRight")
            taken.append(page.evaluate("pictures.moved"))
    ours, theirs = (taken[WARM_UP:] for taken in times)
    ratio = middle(ours) / middle(theirs)
    return Row(MOVE, "≤", 1.3, "×", ratio, quartiles(ours, "ms"), typical(theirs, "ms"))


def _drag(page: Page) -> Row:
    thumb = page.locator(THUMB).locator("xpath=../..")
    box, track = thumb.bounding_box(), thumb.locator("xpath=..").bounding_box()
    if box is None or track is None:
        raise RuntimeError(f"{THUMB} has no thumb on a track")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    ends = track["x"] + track["width"] * np.array([0.3, 0.8])
    page.evaluate("pictures.quiet()")
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("pictures.record('data-drawn')")
    for sweep in range(SWEEPS):
        goal = ends[(sweep + 1) % 2]
        for at in np.linspace(x, goal, EVENTS + 1)[1:]:
            began = time.perf_counter()
            page.mouse.move(float(at), y)
            time.sleep(max(0.0, SWEEP / EVENTS - (time.perf_counter() - began)))
        x = goal
    times = page.evaluate("pictures.stop()")
    page.mouse.up()
    return _pace(DRAG, 10, times)


def _play(page: Page) -> Row:
    page.evaluate("pictures.quiet()")
    page.evaluate("pictures.record('data-frames')")
    page.locator(".canyon-stage button[data-action=play]").click()
    page.wait_for_selector(".canyon-stage[data-playing=true]")
    page.wait_for_selector(".canyon-stage[data-playing=false]")
    return _pace(PLAY, 45, page.evaluate("pictures.stop()"))


def _pace(what: str, limit: float, times: list[float]) -> Row:
    """Pictures a second from the first one on; the spread is that of whole seconds."""
    *pictures, end = times
    if len(pictures) < 2:
        return Row(what, "≥", limit, "/s", 0.0, "no pictures", "–")
    pace = (len(pictures) - 1) / (end - pictures[0]) * 1e3
    edges = np.arange(pictures[0], end, WINDOW)
    seconds = [float(sum(low < at <= high for at in pictures)) for low, high in pairwise(edges)]
    return Row(what, "≥", limit, "/s", pace, quartiles(seconds, "/s"), "–")
