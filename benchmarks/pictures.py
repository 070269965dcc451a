"""Pictures in Chromium besides a drag's: from a key on the slider to the next picture, and pictures while playing."""

from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import Page

from benchmarks.chromium import MISSING, chromium, found, slider
from benchmarks.frames import noted, pace, watched
from benchmarks.row import Row, middle, quartiles, typical
from benchmarks.server import APP, FLOOR, running

FIELD = "eta"
# Up to this η no rule diverges: every path has its 200 steps.
VIEW = {"steps": "200", "eta": "0.005", "guess": "shown"}
MOVE = "slider move to new picture, over the floor's"
PLAY = "playing 4 tracks over a contour with a linked error curve"
WARM_UP, MOVES = 3, 20


def rows() -> Iterator[Row]:
    """The budgets of the two."""
    if found() is None:
        yield Row(MOVE, "≤", 1.0, "×", None, MISSING, "–")
        yield Row(PLAY, "≥", 55, "/s", None, MISSING, "–")
        return
    with running(APP) as app, running(FLOOR) as floor, chromium() as browser:
        race, line = (
            browser.visit(f"http://{app.address}/canyon?{urlencode(VIEW)}"),
            browser.visit(f"http://{floor.address}/"),
        )
        yield _moves(race, line)
        line.context.close()
        yield _play(race)


def _moves(race: Page, line: Page) -> Row:
    """One step of the slider by key, in turns; the time is from the key to the changed lines."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP + MOVES):
        for page, taken in zip((race, line), times, strict=True):
            page.bring_to_front()
            slider(page, FIELD).focus()
            page.evaluate("pictures.quiet()")
            page.evaluate("pictures.arm()")
            page.keyboard.press("ArrowRight")
            taken.append(page.evaluate("pictures.moved"))
    ours, theirs = (taken[WARM_UP:] for taken in times)
    spread = f"{quartiles([our / their for our, their in zip(ours, theirs, strict=True)], '×')}; {typical(ours, 'ms')}"
    return Row(MOVE, "≤", 1.0, "×", middle(ours) / middle(theirs), spread, f"{typical(theirs, 'ms')} the floor's")


def _play(page: Page) -> Row:
    """The whole run at normal speed."""
    page.evaluate("pictures.quiet()")
    watched(page)
    page.locator(".canyon-stage [data-action=play]").click()
    page.wait_for_selector(".canyon-stage[data-playing=true]")
    page.wait_for_selector(".canyon-stage[data-playing=false]")
    return pace(PLAY, 55, noted(page, by_hand=True))
