"""What every page must do in Chromium."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import (
    PHONE,
    STAGE,
    choose,
    finite,
    open_settings,
    pictured,
    query,
    settle,
    slider,
    swing,
    visit,
)
from playwright.sync_api import expect

from lesson import declared, read
from pages import PAGES

every_page = pytest.mark.parametrize("name", PAGES)
# a search takes seconds for each value of a slider; its own tests drag and wait (tests/pages/test_tuning.py)
every_page_in_hand = pytest.mark.parametrize("name", [name for name, page in PAGES.items() if not page.elsewhere])


@every_page
def test_a_page_is_found_from_the_first_and_can_be_read(page, name):
    page.goto("/")
    choose(page, PAGES[name].group, PAGES[name].menu)
    page.wait_for_url(re.compile(f"/{name}$"))
    settle(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(PAGES[name].acts[0].question)
    visit(page, f"/{name}?guess=shown")
    found = set()
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):  # no other rule looks at colours
        page.emulate_media(color_scheme=scheme)
        settle(page)
        for rule in Axe().run(page, options=rules).response["violations"]:
            found |= {(scheme, rule["id"], node["html"]) for node in rule["nodes"]}
    assert found == set()
    page.set_viewport_size(PHONE)
    settle(page)
    assert finite(page)
    assert page.evaluate("document.querySelector('.stAppViewContainer').scrollWidth") <= PHONE["width"]
    below = page.locator(".canyon-controls").bounding_box()
    first = page.locator(f".st-key-{PAGES[name].acts[0].sliders[0]}").bounding_box()
    assert first["y"] >= below["y"] + below["height"] - 1
    assert first["y"] + first["height"] <= PHONE["height"]  # picture, playback and the act's slider all at once


@every_page_in_hand
def test_every_slider_from_end_to_end(page, name):
    visit(page, f"/{name}?guess=shown")
    if not PAGES[name].grow:  # of a training the act's own sliders: each value takes a while
        open_settings(page)
    fields = [field for field in declared(PAGES[name].settings) if slider(page, field).count()]
    assert fields
    for field in reversed(fields):
        if slider(page, field).count() == 0:
            continue  # another one has taken it off the page
        for key in ("End", "Home"):
            slider(page, field).focus()
            page.keyboard.press(key)
        settle(page)
        assert finite(page), field


HOSTILE = (
    "guess=%3Cb%3E&step=-1&view=%3Cscript%3E&kappa=nan&x0=1e999&seed=1e999&beta1=&dataset=%22&width=-1"
    "&epochs=99999999999&act=%00"
)


@every_page
def test_a_hostile_link_leaves_a_page(page, name):
    visit(page, f"/{name}?{HOSTILE}")
    assert finite(page)
    assert not set(query(page)) - {"epochs"}  # a number of epochs is pulled back instead of refused


@every_page_in_hand
def test_another_page_and_back_keeps_the_settings(page, name):
    other = next(one for one in PAGES if one != name)
    visit(page, f"/{name}?guess=shown")
    view = read(PAGES[name], {})
    shown = PAGES[name].controls(view.settings)
    field = next(field for field in view.act.sliders if len(shown[field].values) > 4)
    for _ in swing(page, field, (0.3, 0.2)):
        page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    settle(page)
    kept, picture = query(page), pictured(page)
    for there in (other, name):
        choose(page, PAGES[there].group, PAGES[there].menu)
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[there].acts[0].question)
        settle(page)
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    assert query(page) == kept
    assert pictured(page) == picture
    assert page.locator(STAGE).count() == 1
