"""What a hand does on a page of the running app, and what an eye finds there."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
from playwright.sync_api import expect

STAGE = ".canyon-stage"
SHOWN = {"steps": "100", "view": "map", "guess": "shown"}  # a race with curves beside the map, at its end
CURVES = f"/canyon?{urlencode(SHOWN)}"
SEARCH = 120_000  # ms that a search may take on a busy machine
DESK = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
SHOWING = f"document.querySelector('{STAGE}')?.parentElement.canyonStage"
SCENE = f"{SHOWING}?.lesson.scene"  # null until the act's has come
# What a step or a setting changes: lines and texts. Maps are painted later and not compared, nor what hovering names.
PICTURED = """pictures.lines() + [...document.querySelectorAll(".canyon-plot text")].filter(
    (text) => !text.closest(".hoverlayer")).map((text) => text.textContent).join()"""


def settle(page):
    """Wait until the page is idle and its picture has not changed for a while."""
    page.wait_for_selector(f"{STAGE}[data-drawn]")
    page.evaluate("pictures.quiet()")


def complete(page):
    """Wait until the picture of the act and of the settings is there, and has grown if it grows."""
    settle(page)
    page.wait_for_function(f"() => !{SHOWING}?.request && {SCENE}?.progress >= 1", timeout=SEARCH)
    settle(page)


def visit(page, address=CURVES):
    """Open an address of the app and wait for its picture; without one, the canyon's curves at their ends."""
    page.goto(address)
    settle(page)


def query(page):
    """The link's parameters: a text each, or a list where one is repeated."""
    found = parse_qs(urlsplit(page.url).query)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def lines(page):
    """All lines of the picture as one text."""
    return page.evaluate("pictures.lines()")


def pictured(page):
    """Lines and texts of the picture as one text."""
    return page.evaluate(PICTURED)


def changed(page, before):
    """The picture as soon as it is not `before`."""
    page.wait_for_function(f"before => {PICTURED} !== before", arg=before)
    return pictured(page)


def afresh(page, link):
    """The picture that a link gives in a new page of the same size."""
    other = page.context.new_page()
    other.set_viewport_size(page.viewport_size)
    visit(other, link)
    found = pictured(other)
    other.close()
    return found


def path(page, name, axis="x"):
    """The SVG path of a rule's line: on the map, or with axis x2 its error beside it."""
    uid = page.evaluate(
        """([name, axis]) => document.querySelector(".canyon-plot").data.find(
            (trace) => trace.name === name && trace.mode === "lines" && (trace.xaxis ?? "x") === axis)?.uid""",
        [name, axis],
    )
    return page.locator(f".trace{uid} path.js-line")


def corners(page, name, axis="x"):
    """(k, 2) pixels of a rule's line."""
    d = path(page, name, axis).get_attribute("d")
    return np.array([[float(n) for n in corner.split(",")] for corner in re.split("[ML]", d)[1:]])


def slider(page, field):
    """The input of a setting's slider."""
    return page.locator(f".st-key-{field} input[type=range]")


def thumb(page, field):
    """A slider's thumb (x, y), and the left and the right end of its track; pixels."""
    handle = slider(page, field).locator("xpath=../..")
    handle.scroll_into_view_if_needed()
    box, track = handle.bounding_box(), handle.locator("xpath=..").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, track["x"], track["x"] + track["width"]


def press(page, field, key, value):
    """A key on a slider that brings it to `value`, as the link then says."""
    slider(page, field).focus()
    page.keyboard.press(key)
    expect(page).to_have_url(re.compile(rf"[?&]{field}={re.escape(value)}(&|$)"))
    settle(page)


def open_settings(page):
    """Open the door to all settings."""
    page.get_by_text("More settings").click()
    expect(page.get_by_role("button", name="Reset", exact=True)).to_be_visible()


def button(page, action):
    """One of the stage's buttons."""
    return page.locator(f"{STAGE} [data-action={action}]")


def scrub(page, step):
    """Move the stage's bar to a step."""
    page.get_by_label("Step", exact=True).fill(str(step))


def guess(page, text):
    """Make one of the act's guesses."""
    page.locator(".canyon-guesses").get_by_text(text, exact=True).click()


def counter(page):
    """Where the stage says its step."""
    return page.locator(".canyon-counter")


def finite(page):
    """Is there a picture, without NaN?"""
    found = page.evaluate("[...document.querySelectorAll('.canyon-plot path')].map(p => p.getAttribute('d')).join()")
    return bool(found) and not re.search("NaN|Infinity|undefined", found)


def on_map(page, domain, x, y):
    """The pixel at which the map over `domain` has (x, y)."""
    box = page.locator("rect.nsewdrag[data-subplot=xy]").bounding_box()
    (x0, x1), (y0, y1) = domain
    return box["x"] + (x - x0) / (x1 - x0) * box["width"], box["y"] + (y1 - y) / (y1 - y0) * box["height"]


def swing(page, field, shares):
    """Press a slider and move it to these shares of its track, one by one; yields after each move. Then let go."""
    x, y, left, right = thumb(page, field)
    page.mouse.move(x, y)
    page.mouse.down()
    for share in shares:
        page.mouse.move(left + share * (right - left), y)
        yield share
    page.mouse.up()


def choose(page, group, menu):
    """Open a page from the list of pages on top."""
    page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
    page.get_by_test_id("stTopNavDropdownLink").get_by_text(menu, exact=True).click()
