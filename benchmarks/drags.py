"""A hand in Chromium: does the picture follow it in its own frame, how many pictures a second, how many requests."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import Page

from benchmarks.chromium import MISSING, Chromium, chromium, found, thumb
from benchmarks.frames import followed, noted, pace, watched
from benchmarks.row import Row, typical
from benchmarks.server import APP, running
from lesson import read
from pages import PAGES
from server.preload import scene_address

FIELD = "eta"
FOLLOWS = "drag of η, canyon: values with picture in their frame or next"
PACE = "drag of η, canyon: pictures"
ASKED = "drag of η, canyon: requests"
NETWORK = "drag of η, network race: pictures, one request at a time"
START = "drag of the start, canyon: pictures, one request at a time"
BUDGETS = (
    (FOLLOWS, "≥", 95, "%"),
    (PACE, "≥", 45, "/s"),
    (ASKED, "≤", 2, ""),
    (NETWORK, "≥", 20, "/s"),
    (START, "≥", 20, "/s"),
)
ENDS, SECONDS, TIMES = (0.1, 0.9), 0.9, 6  # of a swing
ROUND = 3.0  # seconds a circle over the map
LET_GO = 1500  # ms after which it is counted what a drag has asked for


def rows() -> Iterator[Row]:
    """The budgets of a hand."""
    if found() is None:
        for what, sign, limit, unit in BUDGETS:
            yield Row(what, sign, limit, unit, None, MISSING, "–")
        return
    with running(APP) as app, chromium() as browser:
        yield from _swept(browser, app.address)
        yield _network(browser, app.address)
        page = browser.visit(f"http://{app.address}/canyon?guess=shown")
        area = page.locator("rect.nsewdrag[data-subplot=xy]")
        yield _one_by_one(START, page, lambda: browser.hand(page).circle(area, ROUND, 2))


def _swept(browser: Chromium, server: str) -> Iterator[Row]:
    page = browser.visit(f"http://{server}/canyon?guess=shown")
    hand = browser.hand(page)
    expected = _expected(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    watched(page, FIELD)
    hand.swing(thumb(page, FIELD), ENDS, SECONDS, TIMES)
    frames = noted(page, by_hand=True)
    page.wait_for_timeout(LET_GO)
    there, latencies = followed(frames, expected)
    floor = f"{typical(latencies, 'ms')} from the hand"
    yield Row(FOLLOWS, "≥", 95, "%", 100 * float(np.mean(there)), f"{sum(there)} of {len(there)} values", floor)
    yield pace(PACE, 45, frames)
    yield Row(ASKED, "≤", 2, "", len(asked), "one drag, until after letting go", "–")
    page.context.close()


def _expected(page: Page) -> dict[str, set[int]]:
    """Lines as they must be drawn -> the indices of the slider's values whose own scene, asked for alone, has them."""
    view = read(PAGES["canyon"], {})
    setting = PAGES["canyon"].controls(view.settings)[FIELD]
    addresses = [scene_address("canyon", urlencode({FIELD: setting.write(value)[0]})) for value in setting.values]
    lines = page.evaluate("addresses => frames.expected(addresses)", addresses)
    expected: dict[str, set[int]] = {}
    for index, one in enumerate(lines):
        expected.setdefault(one, set()).add(index)
    return expected


def _network(browser: Chromium, server: str) -> Row:
    if "network_race" not in PAGES:
        return Row(NETWORK, "≥", 20, "/s", None, "there is no such page", "–")
    page = browser.visit(f"http://{server}/network_race?guess=shown")
    hand = browser.hand(page)
    return _one_by_one(NETWORK, page, lambda: hand.swing(thumb(page, FIELD), ENDS, SECONDS, TIMES))


def _one_by_one(what: str, page: Page, drag: Callable[[], None]) -> Row:
    """Pictures that are asked for alone; the row is missed too if two requests are under way at once."""
    watched(page)
    drag()
    row = pace(what, 20, noted(page, by_hand=True))
    asked = page.evaluate("frames.asked()")
    page.context.close()
    if asked["most"] > 1:
        return replace(row, measured=0.0, spread=f"{asked['most']} requests at once")
    return replace(row, spread=f"{row.spread}, {asked['count']} requests")
