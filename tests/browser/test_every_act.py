"""Every act as a lesson: the question, a guess, the run played, the answer, and nothing that moves or hides."""

import re

import pytest
from browsing import (
    DESK,
    SCENE,
    STAGE,
    button,
    changed,
    complete,
    finite,
    guess,
    pictured,
    query,
    settle,
    slider,
    swing,
    visit,
)
from playwright.sync_api import expect

from pages import PAGES

every_page = pytest.mark.parametrize("name", PAGES)
BOXES = """() => Object.fromEntries(["question", "guesses", "frame", "controls"].map((name) => {
    const { left, top, right, bottom } = document.querySelector(`.canyon-${name}`).getBoundingClientRect();
    return [name, [left, top, right, bottom].map(Math.round)];
}))"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".canyon-plot text")].filter(
    (text) => text.textContent.trim() && !text.closest(".hoverlayer, .modebar")).map(
    (text) => parseFloat(getComputedStyle(text).fontSize)))"""
PLAYED = "() => Number(document.querySelector('.canyon-stage').dataset.frames ?? 0)"
WHOLE = """() => {
    const { scrollHeight, clientHeight } = document.querySelector(".canyon-said");
    return scrollHeight <= clientHeight + 1;
}"""


@every_page
def test_each_act_is_asked_guessed_played_answered_and_tried(page, name, subtests):
    visit(page, f"/{name}")
    for i, act in enumerate(PAGES[name].acts):
        if i > 0:
            button(page, "after").click()
        with subtests.test(act=act.name):
            expect(page.get_by_role("heading", level=1)).to_have_text(act.question)
            complete(page)  # what still grows is not played
            is_a_lesson(page, name, act)


def is_a_lesson(page, name, act):
    right = page.evaluate(f"{SCENE}.answer.right")
    expect(page.locator(".canyon-said")).to_have_text(act.setup)
    opening = pictured(page)
    assert page.locator(STAGE).get_attribute("data-revealed") is None
    if act.opens_at is not None:
        assert page.locator(STAGE).get_attribute("data-step") == str(act.opens_at)
    before = page.evaluate(BOXES)
    frames = page.evaluate(PLAYED)
    guess(page, right)
    page.wait_for_function(f"before => ({PLAYED})() > before + 2", arg=frames)  # it plays
    button(page, "last").click()  # playing it through is tests/browser/test_playback.py's
    expect(page.locator(STAGE)).to_have_attribute("data-revealed", "")
    expect(page.locator(".canyon-said")).to_contain_text(f"Yes: {right}.")
    settle(page)
    assert page.evaluate(BOXES) == before  # nothing has moved
    assert all(box[3] <= DESK["height"] for box in before.values())  # nor must anybody scroll
    assert page.evaluate(WHOLE), "the answer has more lines than there is room for"
    assert page.evaluate(SMALLEST) >= 15.9
    assert pictured(page) != opening
    expect(page).to_have_url(re.compile(r"[?&]guess=\d"))
    sliders_at_hand(page, name, act)
    wrong = next(text for text in act.guesses if text != right)
    guess(page, wrong)
    expect(page.locator(".canyon-said")).to_contain_text(f"No: {right}.")
    if not PAGES[name].elsewhere:  # a search takes seconds for each value of a slider
        follows(page, name, act)


def sliders_at_hand(page, name, act):
    shown = PAGES[name].controls(PAGES[name].opening(act))
    assert any(field in shown for field in act.sliders)
    for field in act.sliders:
        if field in shown and slider(page, field).count():
            assert page.locator(f".st-key-{field}").bounding_box()["y"] < DESK["height"] - 40, field


def follows(page, name, act):
    """A drag of the act's first slider changes the picture, keeps the answer open, and is in the link."""
    opening = PAGES[name].opening(act)
    shown = PAGES[name].controls(opening)
    field = next(field for field in act.sliders if field in shown and len(shown[field].values) > 4)
    values = shown[field].values
    others = [
        share
        for share in (0.13, 0.41, 0.77, 0.6)
        if values[round(share * (len(values) - 1))] != getattr(opening, field)
    ]
    seen = [pictured(page)]
    for _ in swing(page, field, others[:3]):
        seen.append(changed(page, seen[-1]))
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    settle(page)
    assert finite(page)
    assert "guess" in query(page)
    expect(page.locator(STAGE)).to_have_attribute("data-revealed", "")
