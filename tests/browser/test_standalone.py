"""Every act in a file of its own, opened with the network cut off: it asks, plays, answers and follows its sliders."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import DESK, PHONE, STAGE, button, changed, finite, pictured, query, settle, slider
from playwright.sync_api import expect

from lesson import declared
from pages import PAGES
from slides import document, marks
from slides.picture import Order, make
from slides.shelves import Plan, Shelf, kind, sliders
from slides.shot import shot

ACTS = [(page, act) for page in PAGES.values() for act in page.acts]
every_act = pytest.mark.parametrize(("page", "act"), ACTS, ids=[f"{page.name}-{act.name}" for page, act in ACTS])


@pytest.fixture(scope="module")
def alone(browser, watch):
    """A browser without a network."""
    context = browser.new_context(viewport=DESK, offline=True)
    context.add_init_script(path=watch)
    yield context
    context.close()


@pytest.fixture
def opened(alone, tmp_path):
    """Opens a link's file. At the end it may have asked for nothing, nor written to its console."""
    trouble = []
    pages = []

    def opened(link):
        out = tmp_path / "lesson.html"
        make(Order(shot(link), out), None)
        assert marks.link(out) == shot(link).link
        page = alone.new_page()
        pages.append(page)
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        itself = f"file://{out}"
        page.on("request", lambda request: None if request.url.startswith(itself) else trouble.append(request.url))
        page.goto(itself)
        settle(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert trouble == []


@pytest.fixture
def few(monkeypatch):
    """Few values of a slider, and where each is a training only two of the first one."""
    whole = document.shelves

    def few(view, plan):
        if kind(view) == "swept":
            return whole(view, Plan(7, 3))
        found = sliders(view)
        first = next((name for name, slider in found.items() if slider.setting.kind in (int, float)), None)
        if first is None:
            return {}, [Shelf({})]
        slider = found[first].thinned(2)
        return {first: slider}, [Shelf({}), Shelf({first: slider})]

    monkeypatch.setattr(document, "shelves", few)


@every_act
def test_an_act_asks_plays_answers_and_follows_its_sliders(opened, few, page, act):
    link = f"{page.name}?act={act.name}"
    shown = opened(link)
    expect(shown.get_by_role("heading", level=1)).to_have_text(act.question)
    before = pictured(shown)
    shown.get_by_role("button", name="Show me").click()
    button(shown, "last").click()
    expect(shown.locator(STAGE)).to_have_attribute("data-revealed", "")
    if page.measure_many:  # else a training more
        answer = page.scene(page.opening(act), act.name).answer
        expect(shown.locator(".canyon-said")).to_contain_text(answer.because.replace("**", ""))
    settle(shown)
    seen = pictured(shown)
    assert seen != before
    field = next((field for field in sliders(shot(link).view) if slider(shown, field).count()), None)
    if field:  # two together: test_a_file_says_what_its_picture_shows
        at_end = slider(shown, field).input_value() == slider(shown, field).get_attribute("max")
        slider(shown, field).focus()
        shown.keyboard.press("Home" if at_end else "End")
        changed(shown, seen)
        expect(shown).to_have_url(re.compile(f"[?&]{field}="))
        assert finite(shown)
    assert set(query(shown)) <= {"act", "guess", *act.sliders}


def test_a_file_says_what_its_picture_shows(opened):
    """With two sliders at hand: each combination that the file has not is drawn back to one that it has."""
    shown = opened("canyon?act=overstep&guess=shown")
    for field, keys in (("eta", 5), ("alpha", 7), ("eta", 3)):
        slider(shown, field).focus()
        for _ in range(keys):
            shown.keyboard.press("ArrowLeft")
        settle(shown)
        settings = shot(f"canyon?{shown.url.partition('?')[2]}").view.settings
        scene = PAGES["canyon"].scene(settings, "overstep")
        expect(shown.locator(".canyon-plot")).to_have_attribute("aria-label", scene.words.summary)
        for name in ("eta", "alpha"):
            text = declared(settings)[name].shown(getattr(settings, name))
            expect(shown.locator(f".st-key-{name} output")).to_have_text(text)


def test_a_file_opens_where_its_link_is_and_is_reloaded_where_it_was(opened):
    shown = opened("momentum?act=overshoot&alpha=0.8")
    expect(shown.locator(".st-key-alpha output")).to_have_text("0.8")
    shown.get_by_role("button", name="Show me").click()
    slider(shown, "eta").focus()
    shown.keyboard.press("ArrowRight")
    shown.get_by_label("Step", exact=True).fill("7")
    expect(shown).to_have_url(re.compile("step=7"))
    settle(shown)
    seen, url = pictured(shown), shown.url
    shown.reload()
    settle(shown)
    assert (pictured(shown), shown.url) == (seen, url)


@pytest.mark.parametrize("link", ["canyon", "dropout"])
def test_a_file_can_be_read_and_has_no_sideways_scroll_on_a_phone(opened, few, link):
    shown = opened(link)
    for scheme in ("light", "dark"):
        shown.emulate_media(color_scheme=scheme)
        settle(shown)
        assert Axe().run(shown).response["violations"] == []
    shown.set_viewport_size(PHONE)
    settle(shown)
    assert shown.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shown.set_viewport_size(DESK)


@pytest.mark.parametrize("name", ["canyon", "adam", "gradient_descent"])
def test_a_file_without_plotly_is_small(name):
    whole = document.standalone(shot(name))
    assert kind(shot(name).view) == "swept"
    assert len(whole.encode()) - len(document.plotly().encode()) <= 600_000
