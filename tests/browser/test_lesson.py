"""A lesson in a hand: shown, turned with a clicker, reloaded, gone back to, remembered, copied and in full screen."""

import re

import pytest
from browsing import SHOWING, STAGE, button, complete, pictured, query, settle, slider, visit
from playwright.sync_api import expect

from pages import PAGES


def test_show_me_then_guess_again(page):
    visit(page, "/canyon")
    opening = pictured(page)
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "true")
    button(page, "play").click()  # a hand that stops it has seen enough
    expect(page.locator(STAGE)).to_have_attribute("data-revealed", "")
    assert not page.locator(".canyon-said").inner_text().startswith(("Yes", "No:"))
    expect(page).to_have_url(re.compile("guess=shown"))
    page.get_by_role("button", name="Guess again").click()
    settle(page)
    assert pictured(page) == opening
    expect(page).not_to_have_url(re.compile("guess"))
    expect(page.locator(".canyon-said")).to_have_text(PAGES["canyon"].acts[0].setup)


def test_a_clicker_turns_the_acts_and_the_pages(page):
    canyon, after = PAGES["canyon"], PAGES["momentum"]
    visit(page, "/canyon")
    heading = page.get_by_role("heading", level=1)
    page.keyboard.press("PageUp")  # there is none before the first
    for act in canyon.acts[1:]:
        page.keyboard.press("PageDown")
        expect(heading).to_have_text(act.question)
        expect(page).to_have_url(re.compile(f"act={act.name}"))
        expect(page.locator(STAGE)).to_have_attribute("data-step", str(act.opens_at))
    page.keyboard.press("PageUp")
    expect(heading).to_have_text(canyon.acts[-2].question)
    page.keyboard.press("PageDown")
    expect(heading).to_have_text(canyon.acts[-1].question)
    page.get_by_role("button", name=f"On to {after.menu}").click()
    expect(heading).to_have_text(after.acts[0].question)
    page.go_back()
    expect(heading).to_have_text(canyon.acts[-1].question)
    page.go_back()
    expect(heading).to_have_text(canyon.acts[-2].question)


def test_a_clicker_turns_the_act_and_not_the_slider_that_has_the_focus(page):
    visit(page, "/canyon?act=flatter&guess=shown")
    before, after = PAGES["canyon"].acts[1], PAGES["canyon"].acts[3]
    for key, act in (("PageUp", before), ("PageDown", PAGES["canyon"].acts[2]), ("PageDown", after)):
        slider(page, PAGES["canyon"].act(query(page)["act"]).sliders[0]).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press(key)  # at once, while what the other asks for is under way
        expect(page.get_by_role("heading", level=1)).to_have_text(act.question)
        complete(page)
        page.wait_for_timeout(500)  # as long as what came late would need
        assert query(page) == {"act": act.name}
        assert page.evaluate(f"{SHOWING}.query") == f"act={act.name}"


def test_reload_back_and_another_page_keep_act_guess_and_step(page):
    visit(page, "/canyon?act=saddle")
    page.get_by_role("button", name="Show me").click()
    page.get_by_label("Step", exact=True).fill("7")
    expect(page).to_have_url(re.compile("act=saddle.*guess=shown.*step=7"))
    kept = page.url
    seen = pictured(page)
    page.reload()
    settle(page)
    expect(page.locator(".canyon-counter")).to_have_text(re.compile("^step 7 /"))
    assert pictured(page) == seen
    page.keyboard.press("PageDown")
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES["canyon"].acts[6].question)
    page.go_back()
    expect(page.locator(".canyon-counter")).to_have_text(re.compile("^step 7 /"))
    expect(page.locator(STAGE)).to_have_attribute("data-revealed", "")
    assert page.url == kept
    other = page.context.new_page()
    visit(other, kept)
    assert pictured(other) == seen
    other.close()


def test_what_has_been_solved_is_remembered_on_the_first_page(page):
    visit(page, "/canyon")
    page.evaluate("localStorage.clear()")
    page.reload()
    settle(page)
    dot = page.locator(".canyon-dots button").first
    page.get_by_role("button", name="Show me").click()
    button(page, "last").click()
    expect(dot).to_have_attribute("data-solved", "")
    page.goto("/")
    expect(page.locator(".canyon-lessons")).to_contain_text(f"1 of {len(PAGES['canyon'].acts)} solved")
    page.locator(".canyon-questions").get_by_role("link", name=PAGES["adam"].acts[1].question).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES["adam"].acts[1].question)
    page.evaluate("localStorage.clear()")


def test_full_screen_keeps_question_and_sliders_and_everything_grows(page):
    visit(page, "/canyon")
    size = "() => parseFloat(getComputedStyle(document.querySelector('.canyon-plot .textpoint text')).fontSize)"
    small = page.evaluate(size)
    page.set_viewport_size({"width": 1920, "height": 1080})
    settle(page)
    button(page, "full").click()
    page.wait_for_function("document.fullscreenElement !== null")
    settle(page)
    assert page.evaluate(size) == pytest.approx(1.5 * small, rel=0.02)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(slider(page, "eta")).to_be_attached()
    expect(page.locator(".st-key-eta")).to_be_visible()
    page.evaluate("document.exitFullscreen()")
