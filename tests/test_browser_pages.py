"""What every page of one rule must do in Chromium; the canyon page has tests of its own in test_browser.py."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from test_browser import PHONE, STAGE, button, counter, lines, query, scrub, settle, slider, thumb

VIEWS = {
    "gradient_descent": ("curve", "canyon"),
    "momentum": ("path", "map"),
    "rmsprop": ("history", "epsilon"),
    "adam": ("correction", "parts"),
}
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
def test_a_page_is_found_from_the_first_and_by_its_address(page, name):
    page.goto("/")
    settle(page)
    page.locator("[data-testid=stTopNavLink]").nth(1 + list(VIEWS).index(name)).click()
    page.wait_for_url(re.compile(f"/{name}$"))
    settle(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_count(1)
    said = title.inner_text()
    visit(page, name)
    expect(title).to_have_text(said)
    expect(title).to_have_count(1)


@every_view
def test_a_view_fits_the_screen_plays_and_stays_finite(page, name, view):
    visit(page, name, f"?view={view}")
    assert query(page).get("view", VIEWS[name][0]) == view
    assert finite(page)
    assert button(page, "play").bounding_box()["y"] < 690  # at 1280 x 720, without scrolling
    still = lines(page)
    scrub(page, 3)
    expect(counter(page)).to_have_text(re.compile("^step 3 /"))
    assert lines(page) != still
    before = page.locator(".canyon-readouts").inner_text()
    button(page, "play").click()
    page.wait_for_function("document.querySelector('.canyon-stage').dataset.frames > 8")
    button(page, "play").click()
    assert finite(page)
    if before:  # the map of rates has no formulas
        assert page.locator(".canyon-readouts").inner_text() != before
    button(page, "last").click()
    assert lines(page) == still


@every_view
def test_a_drag_is_followed_and_ends_in_the_link(page, name, view):
    visit(page, name, f"?view={view}")
    x, y, left, right = thumb(page, "eta")
    page.mouse.move(x, y)
    page.mouse.down()
    pictures, address = {lines(page)}, page.url
    for share in (0.3, 0.4, 0.5, 0.6):
        before = lines(page)
        page.mouse.move(left + share * (right - left), y)
        page.wait_for_function("before => pictures.lines() !== before", arg=before)
        pictures.add(lines(page))
    assert len(pictures) == 5
    assert page.url == address
    page.mouse.up()
    expect(page).to_have_url(re.compile("[?&]eta="))
    settle(page)
    assert finite(page)


@every_page
def test_every_slider_from_end_to_end(page, name):
    visit(page, name)
    fields = page.evaluate(
        """() => [...document.querySelectorAll(".stSidebar [class*=st-key-]:has(input[type=range])")].map(
            (box) => [...box.classList].find((part) => part.startsWith("st-key-")).slice(7))"""
    )
    assert "eta" in fields
    for field in fields:
        for key in ("Home", "End"):
            slider(page, field).focus()
            page.keyboard.press(key)
        settle(page)
        assert finite(page), field


HOSTILE = "&".join(
    f"{field}=%3Cscript%3E" for field in ("kappa", "eta", "alpha", "rho", "beta1", "x0", "steps", "view")
)


@every_page
@pytest.mark.parametrize("link", [f"?{HOSTILE}", "?eta=nan&x0=1e999&steps=-1&view=", "?eta=0.0123&steps=999999999999"])
def test_a_hostile_link_leaves_a_page(page, name, link):
    visit(page, name, link)
    assert finite(page)
    if "0.0123" in link:
        assert query(page) == {"eta": "0.012"}


@every_page
def test_axe_finds_no_violation(page, name):
    visit(page, name)
    found = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        for rule in Axe().run(page).response["violations"]:
            found |= {(scheme, rule["id"], node["html"]) for node in rule["nodes"]}
    assert found == set()


@every_page
def test_a_phone_shows_the_page_and_does_not_scroll_sideways(page, name):
    page.set_viewport_size(PHONE)
    visit(page, name)
    assert finite(page)
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= PHONE["width"]


@every_page
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
