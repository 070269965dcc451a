"""What every page must do in Chromium."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, choose, finite, query, settle, visit
from playwright.sync_api import expect

from pages import PAGES

every_page = pytest.mark.parametrize("name", PAGES)


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
    for slider in PAGES[name].acts[0].sliders[:3]:  # picture, playback and the act's sliders all at once
        place = page.locator(f".st-key-{slider}").bounding_box()
        assert place["y"] >= below["y"] + below["height"] - 1
        assert place["y"] + place["height"] <= PHONE["height"]


HOSTILE = (
    "guess=%3Cb%3E&step=-1&view=%3Cscript%3E&kappa=nan&x0=1e999&seed=1e999&beta1=&dataset=%22&width=-1"
    "&epochs=99999999999&act=%00"
)


@every_page
def test_a_hostile_link_leaves_a_page(page, name):
    visit(page, f"/{name}?{HOSTILE}")
    assert finite(page)
    assert not set(query(page)) - {"epochs"}  # a number of epochs is pulled back instead of refused
