"""What every page and every act must do in Chromium."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import (
    PHONE,
    STAGE,
    address_of,
    button,
    changed,
    choose,
    counter,
    finite,
    open_settings,
    pictured,
    query,
    scrub,
    settle,
    slider,
    swing,
    visit,
)
from playwright.sync_api import expect

from lesson import declared, read
from pages import PAGES

EVERY_ACT = [(name, act) for name, page in PAGES.items() for act in page.act_names]
every_page = pytest.mark.parametrize("name", PAGES)
every_act = pytest.mark.parametrize(("name", "act"), EVERY_ACT)


def address(name, act):
    text = read(PAGES[name], {"act": [act]}).text
    return address_of(name) + (f"?{text}" if text else "")


@every_page
def test_a_page_is_found_from_the_first_and_can_be_read(page, name):
    visit(page)
    choose(page, PAGES[name].group, PAGES[name].menu)
    page.wait_for_url(re.compile(f"{address_of(name)}$"))
    settle(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(PAGES[name].title)
    page.get_by_text(PAGES[name].acts[0].guesses[0], exact=True).click()
    expect(page.locator(".canyon-answer")).to_be_visible()
    found = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        for rule in Axe().run(page).response["violations"]:
            found |= {(scheme, rule["id"], node["html"]) for node in rule["nodes"]}
    assert found == set()
    page.set_viewport_size(PHONE)
    visit(page, address_of(name))
    expect(title).to_have_text(PAGES[name].title)
    assert finite(page)
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= PHONE["width"]


@every_act
def test_an_act_opens_plays_and_follows_a_drag(page, name, act):
    visit(page, address(name, act))
    assert finite(page)
    assert button(page, "play").bounding_box()["y"] < 720  # at 1280 x 720, without scrolling
    plays(page)
    view = read(PAGES[name], {"act": [act]})
    shown = PAGES[name].controls(view.settings)
    sliders = [field for field in view.act.sliders if field in shown and len(shown[field].values) > 4]
    assert sliders, "an act is about a slider"
    follows(page, sliders[0])


def plays(page):
    still = pictured(page)
    scrub(page, 3)
    expect(counter(page)).to_have_text(re.compile("^[a-z]+ 3 /"))
    assert pictured(page) != still
    button(page, "play").click()
    page.wait_for_function("document.querySelector('.canyon-stage').dataset.frames > 8")
    button(page, "play").click()
    assert finite(page)
    button(page, "last").click()
    assert pictured(page) == still


def follows(page, field):
    address = page.url
    seen = [pictured(page)]
    for _ in swing(page, field, (0.3, 0.4, 0.5, 0.62)):
        seen.append(changed(page, seen[-1]))
    assert len(set(seen)) == 5
    expect(page).not_to_have_url(address)
    settle(page)
    assert field in query(page)
    assert finite(page)


@every_page
def test_every_slider_from_end_to_end(page, name):
    visit(page, address_of(name))
    open_settings(page)
    fields = [field for field in declared(PAGES[name].settings) if slider(page, field).count()]
    assert len(fields) > 2
    for field in reversed(fields):
        if slider(page, field).count() == 0:
            continue  # another one has taken it off the page
        for key in ("End", "Home"):
            slider(page, field).focus()
            page.keyboard.press(key)
        settle(page)
        assert finite(page), field


HOSTILE = "view=%3Cscript%3E&kappa=nan&x0=1e999&seed=1e999&beta1=&dataset=%22&width=-1&epochs=99999999999&act=%00"


@every_page
def test_a_hostile_link_leaves_a_page(page, name):
    visit(page, f"{address_of(name)}?{HOSTILE}")
    assert finite(page)
    assert not set(query(page)) - {"epochs"}  # a number of epochs is pulled back instead of refused


@every_page
def test_another_page_and_back_keeps_the_settings(page, name):
    other = next(one for one in PAGES if one != name)
    visit(page, address_of(name))
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
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[there].title)
        settle(page)
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    assert query(page) == kept
    assert pictured(page) == picture
    assert page.locator(STAGE).count() == 1
