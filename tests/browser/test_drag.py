"""A hand on a slider or on the map: the picture in hand is that of its own link, without a request for each value."""

import re
from urllib.parse import parse_qs

import numpy as np
import pytest
from browsing import (
    CURVES,
    PHONE,
    SHOWING,
    SHOWN,
    afresh,
    changed,
    corners,
    lines,
    on_map,
    pictured,
    press,
    query,
    settle,
    slider,
    swing,
    thumb,
    visit,
)
from playwright.sync_api import expect

from optim import LECTURE
from surfaces import SURFACES

DOMAIN = SURFACES["canyon"].domain


@pytest.fixture
def requests(page):
    """The addresses of the scenes that the page has asked for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/scene/" in request.url else None)
    return asked


def watched(page):
    """A function that gives the queries of the pictures since now, in order."""
    page.evaluate(
        """(stage) => {
        const asked = (window.asked = [stage.query]);
        Object.defineProperty(stage, "query", { get: () => asked.at(-1), set: (query) => asked.push(query) });
    }""",
        page.evaluate_handle(SHOWING),
    )
    return lambda: page.evaluate("asked")


def link_with(page, address, field):
    """The link of what a held slider shows, before it is let go."""
    value = slider(page, field).get_attribute("aria-valuetext")
    return f"{address}&{field}={value.removeprefix('step 0 of ')}"


BARS, SWITCHES = "/canyon?view=flat&guess=shown", "/adam?act=parts&guess=shown"


@pytest.mark.parametrize(
    ("address", "field"), [(CURVES, "eta"), (CURVES, "kappa"), (BARS, "steps"), (SWITCHES, "beta1")]
)
def test_every_value_in_hand_has_the_picture_of_its_own_link(page, requests, address, field):
    visit(page, address)
    page.evaluate(
        """({ figure }) => {
        const { move } = figure;
        window.moved = [];
        figure.move = (before) => (moved.push(move.call(figure, before)), moved.at(-1));
    }""",
        page.evaluate_handle(SHOWING),
    )
    seen, before = [], pictured(page)
    for _ in swing(page, field, (0.7, 0.55, 0.4, 0.1, 0.95)):
        changed(page, before)
        page.wait_for_timeout(100)
        before = pictured(page)
        seen.append((link_with(page, address, field), before))
    settle(page)
    assert len(requests) <= 3  # the picture of the page, the slider's, and one to spare
    moved = page.evaluate("moved")
    assert len(moved) >= 4
    assert all(moved)  # none was drawn anew
    for link, picture in seen[::2]:
        assert afresh(page, link) == picture, link


def test_points_that_a_slider_does_not_move_are_left_alone(page):
    visit(page, "/network_race?guess=shown")
    page.evaluate("""() => {
        const points = document.querySelectorAll(".canyon-plot path.point");
        window.points = points.length;
        window.touched = new Set();
        const watch = (seen) => seen.forEach(({ target }) => target.matches("path.point") && touched.add(target));
        const what = { subtree: true, attributes: true, attributeFilter: ["transform"] };
        new MutationObserver(watch).observe(document.querySelector(".canyon-plot"), what);
    }""")
    before = lines(page)
    slider(page, "eta").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => pictures.lines() !== before", arg=before)
    touched, points = page.evaluate("[touched.size, points]")
    assert points > 100 > touched


def test_the_end_of_a_drag_needs_no_request_and_is_the_link(page, requests):
    visit(page)
    page.mouse.move(*thumb(page, "eta")[:2])  # the hand comes near, and all values with it
    page.wait_for_function(f"() => [...{SHOWING}.source.sweeps.values()].some(({{ ready }}) => ready)")
    for _ in swing(page, "eta", (0.6, 0.45)):
        page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(r"[?&]eta=0\.\d+"))
    settle(page)
    assert [address for address in requests if "sweep=" not in address] == requests[:1]
    assert pictured(page) == afresh(page, page.url)


def test_words_and_readouts_follow_the_drag(page):
    visit(page)
    for _ in swing(page, "eta", (0.1,)):
        changed(page, "")
        page.wait_for_timeout(300)
        assert "SGD" in page.locator(".canyon-sentences").text_content()
        held = page.locator(".canyon-readouts").text_content(), page.locator(".canyon-table").text_content()
    settle(page)
    assert held == (page.locator(".canyon-readouts").text_content(), page.locator(".canyon-table").text_content())
    assert "η" in held[1]


@pytest.mark.parametrize(("address", "field"), [(CURVES, "eta"), ("/network_race?guess=shown", "eta")])
def test_a_key_that_is_held_never_leads_back(page, address, field):
    visit(page, address)
    shown = watched(page)
    slider(page, field).focus()
    for _ in range(12):  # each of them a run of the server, overtaken by the next
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(40)
    settle(page)
    values = [float(parse_qs(query)[field][0]) for query in shown() if f"{field}=" in query]
    assert len(values) > 2
    assert values == sorted(values)


def test_by_keyboard_then_reload_back_and_forward(page):
    visit(page)
    before = lines(page)
    press(page, "eta", "ArrowRight", "0.11")
    first = lines(page)
    assert first != before
    page.reload()
    settle(page)
    assert query(page) == SHOWN | {"eta": "0.11"}
    assert lines(page) == first
    press(page, "kappa", "ArrowRight", "22")
    second = lines(page)
    assert second != first
    page.go_back()
    expect(page).to_have_url(re.compile(r"[?&]eta=0\.11(&|$)"))
    page.wait_for_function("before => pictures.lines() === before", arg=first)
    expect(slider(page, "kappa")).to_have_attribute("aria-valuetext", "20")
    page.go_forward()
    page.wait_for_function("before => pictures.lines() === before", arg=second)
    expect(slider(page, "kappa")).to_have_attribute("aria-valuetext", "22")


def test_a_click_on_the_map_sets_the_start(page):
    visit(page)
    page.mouse.click(*on_map(page, DOMAIN, 2.0, -3.0))
    expect(page).to_have_url(re.compile("y0="))
    settle(page)
    assert float(query(page)["x0"]) == pytest.approx(2.0, abs=0.05)
    assert float(query(page)["y0"]) == pytest.approx(-3.0, abs=0.05)
    left, top = on_map(page, DOMAIN, -5.0, 4.0)  # of the map, from which its paths are measured
    for name in LECTURE:
        assert corners(page, name)[0] + (left, top) == pytest.approx(on_map(page, DOMAIN, 2.0, -3.0), abs=2)
    assert pictured(page) == afresh(page, page.url)


def test_a_drag_on_the_map_moves_the_start_one_request_at_a_time(page):
    visit(page)
    under_way, most = set(), []
    page.on("request", lambda request: (under_way.add(request), most.append(len(under_way))))
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: under_way.discard(request))
    before = pictured(page)
    page.mouse.move(*on_map(page, DOMAIN, -4.0, 1.0))
    page.mouse.down()
    seen = [changed(page, before)]
    for x, y in ((-3.0, 2.0), (1.0, 3.0), (3.0, 2.0)):
        page.mouse.move(*on_map(page, DOMAIN, x, y))
        seen.append(changed(page, seen[-1]))
    assert len(set(seen)) == 4
    assert query(page) == SHOWN
    page.mouse.up()
    expect(page).to_have_url(re.compile("y0="))
    settle(page)
    assert float(query(page)["x0"]) == pytest.approx(3.0, abs=0.05)
    assert max(most) == 1


def test_a_second_drag_is_not_led_back_by_what_the_server_says_of_the_first(page):
    visit(page)
    shown = watched(page)
    drags = [[on_map(page, DOMAIN, x, 2.0) for x in way] for way in ((-4.5, -4, -3), np.linspace(-2.5, 2, 15))]
    for points in drags:  # to the right, without a pause between them
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points:
            page.mouse.move(*point)
            page.wait_for_timeout(60)
        page.mouse.up()
    settle(page)
    starts = [float(parse_qs(query)["x0"][0]) for query in shown() if "x0=" in query]
    assert starts == sorted(starts)
    assert starts[-1] == pytest.approx(2.0, abs=0.05)


def test_a_finger_that_scrolls_over_the_map_leaves_the_start_and_one_aside_moves_it(browser, server):
    context = browser.new_context(viewport=PHONE, base_url=f"http://{server}", has_touch=True, is_mobile=True)
    context.add_init_script(path="benchmarks/watch.js")
    page = context.new_page()
    visit(page)
    link, before, fingers = page.url, pictured(page), context.new_cdp_session(page)

    def draw(right, down):
        x, y = on_map(page, DOMAIN, 0.0, 0.0)
        for part in range(7):
            point = {"x": x + part / 6 * right, "y": y + part / 6 * down}
            kind = "touchMove" if part else "touchStart"
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
            page.wait_for_timeout(30)
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    for down in (-120, 120):
        draw(0, down)
        page.wait_for_timeout(500)
        settle(page)
        assert (page.url, pictured(page)) == (link, before)
    draw(60, 0)
    expect(page).to_have_url(re.compile("x0="))
    settle(page)
    assert pictured(page) != before
    context.close()


def test_without_the_slider_s_class_the_release_still_works(page):
    visit(page)
    before = lines(page)
    x, y, left, right = thumb(page, "eta")
    # As if Streamlit had renamed what the stage finds sliders by.
    page.evaluate("document.querySelector('.st-key-eta').classList.remove('st-key-eta')")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(left + 0.5 * (right - left), y, steps=5)
    page.wait_for_timeout(800)
    assert lines(page) == before
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"[?&]eta=0\.01(&|$)"))
    settle(page)
    assert lines(page) != before
