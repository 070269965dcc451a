"""What does not arrive: said in the picture's place, asked for again, and mended without a reload."""

import pytest
from browsing import SHOWING, STAGE, choose, complete, press, settle, slider, visit
from playwright.sync_api import expect

from pages import PAGES

TROUBLE = ".canyon-trouble"
LEFT = 600  # ms: longer than a stage outlives its page (OVERTAKEN in ui/stage/stage.js)


@pytest.fixture
def lossy(browser, server):
    """A page whose lost requests are meant."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=f"http://{server}")
    context.add_init_script(path="benchmarks/watch.js")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("pattern", "what"), [("**/plotly-*.js", "The picture's program"), ("**/scene/**", "The picture")]
)
def test_what_does_not_arrive_is_asked_for_again(lossy, pattern, what):
    lossy.route(pattern, lambda route: route.abort())
    lossy.goto("/")
    expect(lossy.locator(TROUBLE)).to_have_text(f"{what} did not arrive. Trying again …")
    assert lossy.locator(f"{STAGE}[data-drawn]").count() == 0
    lossy.unroute(pattern)
    settle(lossy)
    expect(lossy.locator(TROUBLE)).to_be_hidden()


def test_the_stage_s_own_modules_are_asked_for_again(lossy):
    pattern = "**/stage/*/stage.js"
    lossy.route(pattern, lambda route: route.abort())
    lossy.goto("/")
    expect(lossy.get_by_text("The picture's program did not arrive. Trying again …")).to_be_visible()
    lossy.unroute(pattern)
    settle(lossy)


def test_a_busy_server_is_asked_again_when_it_says_so(lossy):
    asked = []

    def refuse(route):
        asked.append(route.request.url)
        if len(asked) <= 2:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="Too much to compute just now.")
        else:
            route.continue_()

    visit(lossy)
    lossy.route("**/scene/**", refuse)
    lossy.goto("/?eta=0.3")
    expect(lossy.locator(TROUBLE)).to_be_visible()
    settle(lossy)
    expect(lossy.locator(TROUBLE)).to_be_hidden()
    assert len(asked) == 3


def test_a_sweep_that_fails_is_made_up_for_by_single_scenes(lossy):
    visit(lossy)
    lossy.route("**/scene/**sweep=**", lambda route: route.abort())
    press(lossy, "eta", "ArrowRight", "0.11")
    settle(lossy)
    assert lossy.locator(".canyon-sentences").text_content()


def test_a_picture_that_still_waits_is_not_asked_for_on_a_page_that_was_left(lossy):
    # tuning's slider is not swept: of each value the picture is asked for, and while one is under way the next waits
    visit(lossy, "/tuning")
    held = []
    lossy.route("**/scene/tuning**", lambda route: held.append(route.request.url))  # never answered
    slider(lossy, "number").focus()
    lossy.keyboard.press("ArrowLeft")
    lossy.wait_for_function(f"() => {SHOWING}.request")
    lossy.keyboard.press("ArrowLeft")
    lossy.wait_for_function(f"() => {SHOWING}.waiting")
    choose(lossy, PAGES["canyon"].group, PAGES["canyon"].menu)
    expect(lossy.get_by_role("heading", level=1)).to_have_text(PAGES["canyon"].acts[0].question)
    settle(lossy)
    lossy.wait_for_timeout(LEFT)
    assert len(held) == 1


def test_a_picture_that_has_waited_for_one_that_grows_is_asked_for_once(lossy):
    visit(lossy, "/tuning?seed=7&guess=shown")
    asked = []

    def hold(route):
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    lossy.route("**/scene/tuning**", hold)
    for state in ("request", "waiting"):
        slider(lossy, "number").focus()
        lossy.keyboard.press("ArrowLeft")
        lossy.wait_for_function(f"() => {SHOWING}.{state}")
    asked[0].continue_()
    complete(lossy)
    assert len(asked) == 2
