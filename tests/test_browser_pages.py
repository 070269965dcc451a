"""What every page but the canyon's, which has tests of its own in test_browser.py, must do in Chromium."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from test_browser import PHONE, STAGE, button, counter, query, scrub, settle, slider, thumb

from scenes import network_race

VIEWS = {  # a page's views, the default first, and the slider that is dragged in each
    "gradient_descent": {"curve": "eta", "canyon": "eta"},
    "momentum": {"path": "eta", "map": "eta"},
    "rmsprop": {"history": "eta", "epsilon": "eta"},
    "adam": {"correction": "eta", "parts": "eta"},
    "network_race": {"data": "eta", "weights": "eta"},
    "backpropagation": {"": "w01"},
    "initialization": {"same": "value", "scale": "scale", "bias": "eta", "inputs": "share"},
    "dropout": {"masks": "rate", "overfitting": "rate"},
}
RULES = tuple(VIEWS)[:4]  # the pages of one rule
EVERY = [(name, view) for name, views in VIEWS.items() for view in views]
every_view = pytest.mark.parametrize(("name", "view"), EVERY)
every_page = pytest.mark.parametrize("name", VIEWS)


def visit(page, name, link=""):
    page.goto(f"/{name}{link}")
    settle(page)


def finite(page):
    found = page.evaluate("[...document.querySelectorAll('.canyon-plot path')].map(p => p.getAttribute('d')).join()")
    return found and not re.search("NaN|Infinity", found)


@every_page
def test_a_page_is_found_from_the_first_and_can_be_read(page, name):
    page.goto("/")
    settle(page)
    page.get_by_test_id("stTopNavLink").nth(1 + list(VIEWS).index(name)).click()
    page.wait_for_url(re.compile(f"/{name}$"))
    settle(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_count(1)
    said = title.inner_text()
    found = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        for rule in Axe().run(page).response["violations"]:
            found |= {(scheme, rule["id"], node["html"]) for node in rule["nodes"]}
    assert found == set()
    page.set_viewport_size(PHONE)
    visit(page, name)
    expect(title).to_have_text(said)
    expect(title).to_have_count(1)
    assert finite(page)
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= PHONE["width"]


@every_view
def test_a_view_fits_the_screen_plays_and_follows_a_drag(page, name, view):
    visit(page, name, f"?view={view}" if view else "")
    assert query(page).get("view", next(iter(VIEWS[name]))) == view
    assert finite(page)
    assert button(page, "play").bounding_box()["y"] < 690  # at 1280 x 720, without scrolling
    plays(page)
    follows(page, VIEWS[name][view])


def plays(page):
    still = pictured(page)
    scrub(page, 3)
    expect(counter(page)).to_have_text(re.compile("^[a-z]+ 3 /"))
    assert pictured(page) != still
    before = page.locator(".canyon-readouts").inner_text()
    button(page, "play").click()
    page.wait_for_function("document.querySelector('.canyon-stage').dataset.frames > 8")
    button(page, "play").click()
    assert finite(page)
    if before and "∂error" not in before:  # which has the factors of all steps
        assert page.locator(".canyon-readouts").inner_text() != before
    button(page, "last").click()
    assert pictured(page) == still


# What a step or a setting changes: lines and texts. Maps are painted later and not compared.
PICTURED = "pictures.lines() + document.querySelector('.canyon-plot').textContent"


def pictured(page):
    return page.evaluate(PICTURED)


def follows(page, field):
    slider(page, field).scroll_into_view_if_needed()
    x, y, left, right = thumb(page, field)
    page.mouse.move(x, y)
    page.mouse.down()
    pictures, address = {pictured(page)}, page.url
    for share in (0.3, 0.4, 0.5, 0.6):
        before = pictured(page)
        page.mouse.move(left + share * (right - left), y)
        page.wait_for_function(f"before => {PICTURED} !== before", arg=before)
        pictures.add(pictured(page))
    assert len(pictures) == 5
    assert page.url == address
    page.mouse.up()
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    settle(page)
    assert finite(page)


@every_page
def test_every_slider_from_end_to_end(page, name):
    visit(page, name)
    fields = page.evaluate(
        """() => [...document.querySelectorAll(".stSidebar [class*=st-key-]:has(input[type=range])")].map(
            (box) => [...box.classList].find((part) => part.startsWith("st-key-")).slice(7))"""
    )
    assert next(iter(VIEWS[name].values())) in fields
    for field in reversed(fields):
        if slider(page, field).count() == 0:
            continue  # another one has taken it off the page
        for key in ("End", "Home"):
            slider(page, field).focus()
            page.keyboard.press(key)
        settle(page)
        assert finite(page), field


HOSTILE = "view=%3Cscript%3E&kappa=nan&x0=1e999&seed=1e999&beta1=&dataset=%22&width=-1&epochs=99999999999&rate=1"


@every_page
def test_a_hostile_link_leaves_a_page(page, name):
    visit(page, name, f"?{HOSTILE}&eta=0.0123")
    assert finite(page)
    if name in RULES:
        assert query(page)["eta"] == "0.012"


@pytest.mark.parametrize("name", RULES)
def test_the_link_to_the_canyon_opens_these_settings(page, name):
    visit(page, name, "?eta=0.07" if name != "gradient_descent" else "?view=canyon&eta=0.07")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Race with these settings").click()
    race = opened.value
    settle(race)
    assert query(race)["eta"] == "0.07"
    assert race.get_by_role("heading", level=1).inner_text() == "What happens in the canyon?"
    assert race.locator(STAGE).count() == 1


def test_a_click_on_the_map_runs_the_pair(page):
    visit(page, "momentum", "?view=map&kappa=100")
    box = page.locator("rect.nsewdrag[data-subplot=xy]").bounding_box()
    page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.4 * box["height"])
    expect(page).to_have_url(re.compile("[?&]eta=.*alpha=0.59"))
    settle(page)
    assert 0.2 < float(query(page)["eta"]) < 0.5
    assert f"η = {query(page)['eta']} and α = 0.59" in page.locator(".stMain").inner_text()


LONG = "?dataset=digits&size=600&width=32&layers=3&seeds=3&batch_size=1&epochs=300"


def test_a_long_training_shows_how_far_it_is_and_can_be_stopped(page):
    visit_running(page)
    first = trained(page)
    page.wait_for_function(f"parseInt(document.querySelector('.canyon-counter').innerText.split('/')[1]) > {first}")
    stop = page.get_by_role("button", name="Stop")
    stop.click()
    expect(stop).to_have_count(0)
    settle(page)
    at = trained(page)
    assert first < at < 60  # of the 66 that the clamp leaves
    assert finite(page)
    page.wait_for_timeout(500)
    assert trained(page) == at


def visit_running(page):
    page.goto(f"/network_race{LONG}")
    page.wait_for_selector(f"{STAGE}[data-drawn]")
    expect(page.get_by_text("Training: epoch")).to_be_visible()


def trained(page):
    return int(counter(page).inner_text().split("/")[1])


def test_a_training_in_pieces_ends_as_one_in_one_go(page):
    visit(page, "network_race", "?dataset=digits&size=200&width=16&epochs=200")
    expect(page.get_by_text("Training: epoch")).to_have_count(0)
    expect(counter(page)).to_have_text("epoch 200 / 200")
    settings = network_race.Settings(dataset="digits", size=200, width=16, epochs=200)
    said = network_race.scene(settings).summary
    assert page.locator(".canyon-plot").get_attribute("aria-label") == said
