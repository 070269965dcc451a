"""Some pages of `canyon site` behind a server of files: every act asks, plays and follows; links and keys lead on."""

import re
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import DESK, PHONE, STAGE, button, changed, finite, guess, lines, pictured, query, settle, slider
from playwright.sync_api import expect

from lesson import declared
from pages import PAGES
from slides.command import main
from slides.shelves import sliders
from slides.shot import shot

NAMES = ("adam", "initialization")
BELOW = "/some/folder"  # a site works below any


class Plain(SimpleHTTPRequestHandler):
    """Files as they are, below a folder, without a word in the log."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix(BELOW))

    def log_message(self, *args):
        pass


@contextmanager
def serving(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Plain, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def folder(installed, tmp_path_factory):
    """The site's folder."""
    out = tmp_path_factory.mktemp("site") / "out"
    assert main(["site", str(out), "--pages", *NAMES]) == 0
    return out


@pytest.fixture(scope="module")
def host(folder):
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def reader(browser, host, watch):
    """A browser on that host."""
    context = browser.new_context(viewport=DESK, base_url=f"http://{host}")
    context.set_default_timeout(30_000)
    context.add_init_script(path=watch)
    yield context
    context.close()


@pytest.fixture
def page(reader, host):
    """A new page. At the end nothing may have been written to its console, got lost, or been asked of another host."""
    trouble = []
    shown = reader.new_page()
    shown.on("console", lambda message: trouble.append(message.text))
    shown.on("pageerror", lambda error: trouble.append(str(error)))
    shown.on("requestfailed", lambda request: None if _left(request) else trouble.append(request.url))
    shown.on("response", lambda response: trouble.append(response.url) if response.status >= 400 else None)
    shown.on("request", lambda request: trouble.append(request.url) if _elsewhere(request.url, host) else None)
    yield shown
    shown.close()
    assert trouble == []


def _left(request):
    """A page that is left gives up what is under way."""
    return "/scenes/" in request.url and "ERR_ABORTED" in str(request.failure)


def _elsewhere(url, host):
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.netloc != host


def visit(page, address):
    page.goto(f"{BELOW}/{address}")
    settle(page)


def heading(page):
    return page.get_by_role("heading", level=1)


def drag(page, field, shares):
    """Press a slider at these shares of its track, one after the other; yields after each. Then let go."""
    box = slider(page, field).bounding_box()
    y = box["y"] + box["height"] / 2
    for i, share in enumerate(shares):
        page.mouse.move(box["x"] + 8 + share * (box["width"] - 16), y)
        if i == 0:
            page.mouse.down()
        yield share
    page.mouse.up()


def says_what_it_shows(page, name):
    """Picture, sliders and link agree: the link's own settings have this summary and these values."""
    settle(page)
    view = shot(f"{name}?{urlsplit(page.url).query}").view
    scene = PAGES[name].scene(view.settings, view.act.name)
    expect(page.locator(".canyon-plot")).to_have_attribute("aria-label", scene.words.summary)
    for field in sliders(view):
        setting = declared(view.settings)[field]
        text = setting.shown(getattr(view.settings, field))
        if slider(page, field).count():
            expect(page.locator(f".st-key-{field} output")).to_have_text(text)
            at = int(slider(page, field).input_value())
            assert page.evaluate(TEXTS, [view.act.name, field])[at] == text
        else:
            assert page.locator(f".st-key-{field} select").input_value() == text


TEXTS = """([act, field]) => JSON.parse(document.querySelector("#lesson").textContent).acts.find(
    ({ name }) => name === act).sliders[field].texts"""


@pytest.mark.parametrize("name", NAMES)
def test_every_act_asks_plays_answers_and_follows_two_sliders(page, name, subtests):
    visit(page, f"{name}/")
    for i, act in enumerate(PAGES[name].acts):
        if i > 0:
            page.keyboard.press("PageDown")
        with subtests.test(act=act.name):
            expect(heading(page)).to_have_text(act.question)
            settle(page)
            is_a_lesson(page, name, act)


def is_a_lesson(page, name, act):
    answer = PAGES[name].scene(PAGES[name].opening(act), act.name).answer
    expect(page.locator(".canyon-said")).to_have_text(act.setup)
    opening = pictured(page)
    guess(page, answer.right)
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "true")
    button(page, "last").click()
    expect(page.locator(".canyon-said")).to_contain_text(f"Yes: {answer.right}. ")
    settle(page)
    assert pictured(page) != opening
    view = shot(f"{name}?act={act.name}").view
    fields = [field for field in sliders(view) if slider(page, field).count()]
    for field in fields[:2]:
        at, last = (int(slider(page, field).evaluate(f"input => input.{what}")) for what in ("value", "max"))
        seen = pictured(page)
        for _ in drag(page, field, [0.95 if at < 0.6 * last else 0.03]):
            seen = changed(page, seen)
            assert finite(page)
        says_what_it_shows(page, name)
        expect(page.locator(STAGE)).to_have_attribute("data-revealed", "")
    assert set(query(page)) <= {"act", "guess", *act.sliders}


@pytest.mark.parametrize("link", ["adam/?act=turned", "initialization/?act=scale"])
def test_whatever_the_hand_does_the_sliders_are_at_what_is_shown(page, link):
    name = link.partition("/")[0]
    visit(page, f"{link}&guess=shown")
    fields = [field for field in PAGES[name].act(query(page)["act"]).sliders if slider(page, field).count()]
    for field, share in [(field, share) for share in (0.31, 0.62, 0.87) for field in fields]:
        for _ in drag(page, field, [share - 0.03, share]):
            pass
        says_what_it_shows(page, name)
    for field in fields:
        before = slider(page, field).input_value()
        slider(page, field).focus()
        page.keyboard.press("ArrowLeft")
        assert int(slider(page, field).input_value()) < int(before)  # a key is never without effect
        says_what_it_shows(page, name)
    for menu in page.locator("aside select").all():
        menu.select_option(index=1)
        says_what_it_shows(page, name)


def test_a_deep_link_opens_where_it_says_and_a_reload_where_one_was(page):
    visit(page, "adam/?act=parts&beta1=0.5&guess=2&step=7")
    expect(heading(page)).to_have_text(PAGES["adam"].act("parts").question)
    expect(page.locator(".st-key-beta1 output")).to_have_text("0.5")
    expect(page.locator(".canyon-counter")).to_have_text(re.compile("^step 7 /"))
    expect(page.locator(".canyon-guess[aria-pressed=true]")).to_have_count(1)
    assert query(page) == {"act": "parts", "beta1": "0.5", "guess": "2", "step": "7"}
    slider(page, "beta2").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("beta2="))
    settle(page)
    seen, url = pictured(page), page.url
    page.reload()
    settle(page)
    assert (pictured(page), page.url) == (seen, url)


def test_what_a_link_says_wrong_is_as_the_act_opens(page):
    visit(page, "adam/?act=parts&beta1=fast&beta2=1e9&colour=red&guess=99")
    expect(heading(page)).to_have_text(PAGES["adam"].act("parts").question)
    expect(page).to_have_url(re.compile(r"act=parts$"))
    visit(page, "adam/?act=nowhere")
    expect(heading(page)).to_have_text(PAGES["adam"].acts[0].question)


def test_a_clicker_goes_on_to_the_next_page_and_back_leads_through_all(page):
    first, second = PAGES["adam"], PAGES["initialization"]
    visit(page, f"adam/?act={first.acts[-2].name}")
    page.keyboard.press("PageDown")
    expect(heading(page)).to_have_text(first.acts[-1].question)
    expect(button(page, "onward")).to_have_text(f"On to {second.menu}")
    page.keyboard.press("PageDown")
    expect(heading(page)).to_have_text(second.acts[0].question)
    settle(page)
    page.keyboard.press("PageDown")
    expect(heading(page)).to_have_text(second.acts[1].question)
    for question in (second.acts[0], first.acts[-1], first.acts[-2]):
        page.go_back()
        expect(heading(page)).to_have_text(question.question)
    page.keyboard.press("PageDown")  # at once: nothing is being left any more
    expect(heading(page)).to_have_text(first.acts[-1].question)
    expect(page).to_have_url(re.compile(f"act={first.acts[-1].name}"))
    page.go_back()
    page.go_forward()
    expect(heading(page)).to_have_text(first.acts[-1].question)


def test_back_brings_the_sliders_back_even_under_the_focus(page):
    visit(page, "adam/?act=parts&guess=shown")
    before = page.locator(".st-key-beta1 output").inner_text()
    page.evaluate("history.pushState(null, '', '?act=parts&beta1=0.5')")
    page.evaluate("history.back()")
    page.evaluate("history.forward()")
    expect(page.locator(".st-key-beta1 output")).to_have_text("0.5")
    slider(page, "beta1").focus()
    page.go_back()
    expect(page.locator(".st-key-beta1 output")).to_have_text(before)
    says_what_it_shows(page, "adam")


def test_the_first_page_has_all_lessons_and_what_is_solved(page):
    visit(page, "adam/")
    page.evaluate("localStorage.clear()")
    page.get_by_role("button", name="Show me").click()
    button(page, "last").click()
    expect(page.locator(".canyon-dots button").first).to_have_attribute("data-solved", "")
    page.locator("nav.canyon-pages").get_by_role("link", name="Home").click()
    rows = page.locator(".canyon-lessons li")
    expect(rows).to_have_count(len(NAMES))
    expect(rows.first).to_contain_text(f"1 of {len(PAGES['adam'].acts)} solved")
    page.wait_for_function("document.querySelector('.canyon-race path.js-line')")
    before = lines(page)
    page.wait_for_function("before => pictures.lines() !== before", arg=before)  # the race is on
    asked = PAGES["initialization"].acts[2].question
    page.locator(".canyon-questions").get_by_role("link", name=asked).click()
    expect(heading(page)).to_have_text(asked)
    settle(page)
    here = page.locator("nav.canyon-pages [aria-current=page]")
    expect(here).to_have_text(PAGES["initialization"].menu)
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("address", ["", "adam/?guess=shown", "initialization/?act=scale&guess=shown"])
def test_it_can_be_read_in_both_themes_and_has_no_sideways_scroll_on_a_phone(page, address):
    page.emulate_media(reduced_motion="reduce")
    visit(page, address)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settle(page)
            assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_lesson_fits_on_the_screen_without_scrolling(page):
    visit(page, "adam/?guess=shown")
    for part in ("question", "guesses", "frame", "controls"):
        assert page.locator(f".canyon-{part}").evaluate("part => part.getBoundingClientRect().bottom") <= DESK["height"]
    button(page, "full").click()
    page.wait_for_function("document.fullscreenElement !== null")
    expect(page.locator("nav.canyon-pages")).to_be_hidden()
    expect(slider(page, "eta")).to_be_visible()
    page.evaluate("document.exitFullscreen()")


def test_files_come_compressed_whatever_the_host_says_of_it(folder, page):
    with page.expect_response(re.compile(r"/scenes/.*\.bin$")) as coming:
        visit(page, "adam/")
    assert "content-encoding" not in coming.value.headers
    assert coming.value.body()[:2] == b"\x1f\x8b"
    assert {path.suffix for path in (folder / "scenes").iterdir()} == {".bin"}


def test_a_picture_that_does_not_arrive_is_told_and_tried_again(reader):
    page = reader.new_page()
    page.route(re.compile(r"/scenes/.*\.bin$"), lambda route: route.abort(), times=1)
    page.goto(f"{BELOW}/adam/")
    expect(page.get_by_role("alert")).to_contain_text("did not arrive. Trying again")
    settle(page)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.close()


def test_links_are_relative(folder):
    for file in folder.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"]*)"', file.read_text("utf-8")):
            assert not re.match(r"/|[a-z]+://", address), address
            if not address.startswith("data:"):
                assert (file.parent / address).exists(), address


def test_every_act_has_its_pictures_and_no_other_is_there(folder):
    named = {f"{name}-{act.name}" for name in NAMES for act in PAGES[name].acts}
    found = {"-".join(path.stem.split("-")[:2]) for path in (folder / "scenes").iterdir()}
    assert found == named


def test_query_is_read_as_the_app_reads_it():
    """The names of the settings are the same links."""
    assert shot("adam?act=parts&beta1=0.5").view.query == parse_qs("act=parts&beta1=0.5")
