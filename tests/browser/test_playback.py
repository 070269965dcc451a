"""Playing a run on the canyon page: steps, names, numbers, and what hovering says."""

import re

import numpy as np
import pytest
from browsing import SHOWING, STAGE, button, corners, counter, lines, path, press, scrub, settle, visit
from playwright.sync_api import expect

from lesson import number
from optim import LECTURE
from pages import PAGES

CANYON = PAGES["canyon"]
DEFAULT = CANYON.settings(view="map", steps=100)


def test_the_page_opens_with_picture_readouts_and_controls(page):
    visit(page)
    for name in LECTURE:
        assert len(corners(page, name)) == DEFAULT.steps + 1
        assert path(page, name, "x2").count() == 1
    assert page.locator(".canyon-readouts b").all_text_contents() == list(LECTURE)
    assert page.locator(".canyon-plot").get_attribute("aria-label") == CANYON.scene(DEFAULT).words.summary
    expect(counter(page)).to_have_text("step 100 / 100")


def test_the_readouts_are_the_trajectory(page):
    visit(page)
    runs = CANYON.measure(DEFAULT).runs
    for step in (0, 7, 30):
        scrub(page, step)
        expect(counter(page)).to_have_text(f"step {step} / 100")
        for name, said in zip(LECTURE, page.locator(".canyon-readouts span").all_text_contents(), strict=True):
            shown = dict(re.findall(r"(w₁|w₂|error) (\S+)", said))
            truth = zip(("w₁", "w₂", "error"), [*runs[name].w[step], runs[name].value[step]], strict=True)
            for symbol, value in truth:  # to the last digit shown, which float32 may round the other way
                allowed = {number(value * (1 + part), aligned=True) for part in (-1e-4, 0, 1e-4)}
                assert shown[symbol] in allowed, (name, step, symbol)


def test_play_advances_and_pause_stops_on_a_whole_step(page):
    visit(page)
    end = lines(page)
    whole = path(page, "Momentum").get_attribute("d")
    seen = play(page, 20)
    assert len(set(seen)) > 10
    assert not all(begins(whole, drawn) for drawn in seen)  # between two steps the tip is on its way
    expect(button(page, "play")).to_have_attribute("aria-label", "Pause")
    button(page, "play").click()
    expect(button(page, "play")).to_have_attribute("aria-label", "Play")
    step = int(page.locator(STAGE).get_attribute("data-step"))
    assert 0 < step < 100
    expect(counter(page)).to_have_text(f"step {step} / 100")
    assert begins(whole, path(page, "Momentum").get_attribute("d"))
    assert len(corners(page, "Momentum")) == step + 1
    paused = lines(page)
    page.wait_for_timeout(300)
    assert lines(page) == paused
    page.get_by_label("Speed").select_option("4")
    button(page, "play").click()
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "true")
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "false")
    expect(counter(page)).to_have_text("step 100 / 100")
    assert lines(page) == end


def play(page, count):
    """Start playing; Momentum's path in each of the first pictures."""
    path(page, "Momentum").evaluate(
        """line => {
            window.played = [];
            const note = new MutationObserver(() => played.push(line.getAttribute("d")));
            note.observe(document.querySelector(".canyon-stage"), { attributeFilter: ["data-frames"] });
        }"""
    )
    button(page, "play").click()
    page.wait_for_function("count => played.length >= count", arg=count)
    return page.evaluate("played")


def begins(whole, drawn):
    """Is a path the beginning of another, up to one of its corners?"""
    return f"{whole}L".startswith(f"{drawn}L")


def test_steps_by_buttons_keys_and_scrub_bar(page):
    visit(page)
    page.locator(STAGE).focus()
    for way, step in (
        (button(page, "first").click, 0),
        (button(page, "forward").click, 1),
        (button(page, "forward").click, 2),
        (button(page, "back").click, 1),
        (button(page, "last").click, 100),
        (lambda: page.locator(STAGE).press("Home"), 0),
        (lambda: page.locator(STAGE).press("ArrowRight"), 1),
        (lambda: page.locator(STAGE).press("ArrowRight"), 2),
        (lambda: page.locator(STAGE).press("ArrowLeft"), 1),
        (lambda: page.locator(STAGE).press("End"), 100),
        (lambda: scrub(page, 42), 42),
    ):
        way()
        expect(counter(page)).to_have_text(f"step {step} / 100")
        assert len(corners(page, "SGD")) == step + 1
    page.locator(STAGE).press(" ")
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "true")
    page.locator(STAGE).press(" ")
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "false")


def test_a_rerun_keeps_position_zoom_and_element_without_flicker(page):
    visit(page)
    scrub(page, 40)
    page.get_by_label("Zoom in").click()
    settle(page)
    zoom = "['xaxis', 'yaxis', 'xaxis2'].map((name) => document.querySelector('.canyon-plot').layout[name].range)"
    before, zoomed = lines(page), page.evaluate(zoom)
    assert zoomed[0] == pytest.approx([-2.5, 2.5])
    plot = page.query_selector(".canyon-plot")
    page.evaluate(
        """() => {
            window.fewest = Infinity;
            const count = () => {
                fewest = Math.min(fewest, document.querySelectorAll(".canyon-plot path.js-line[d]").length);
                requestAnimationFrame(count);
            };
            count();
        }"""
    )
    press(page, "eta", "ArrowRight", "0.11")
    assert lines(page) != before
    expect(counter(page)).to_have_text("step 40 / 100")
    assert len(corners(page, "SGD")) == 41
    assert page.evaluate("plot => plot === document.querySelector('.canyon-plot')", plot)
    assert page.evaluate("fewest") >= 2 * len(LECTURE)
    assert page.evaluate(zoom) == zoomed


def test_hovering_names_only_what_is_drawn(page):
    visit(page)
    ends = corners(page, "SGD")
    box = page.locator("rect.nsewdrag[data-subplot=xy]").bounding_box()
    late = ends[60] + (box["x"], box["y"])
    hover = page.locator(".hoverlayer")
    page.mouse.move(*late)
    expect(hover).to_contain_text(re.compile(r"step \d+"))
    scrub(page, 5)
    page.mouse.move(*(late + 3))
    page.mouse.move(*late)
    page.wait_for_timeout(400)
    named = [int(step) for step in re.findall(r"step (\d+)", hover.text_content())]
    assert all(step <= 5 for step in named)
    page.mouse.move(*(ends[2] + np.array([box["x"], box["y"]])))
    expect(hover).to_contain_text(re.compile(r"step [0-5]\b"))


def test_less_motion_is_at_rest_and_plays_whole_steps(page):
    page.emulate_media(reduced_motion="reduce")
    visit(page)
    assert page.locator(STAGE).get_attribute("data-playing") != "true"
    expect(counter(page)).to_have_text("step 100 / 100")
    whole = path(page, "Momentum").get_attribute("d")
    seen = play(page, 30)
    assert len(set(seen)) > 3
    assert all(begins(whole, drawn) for drawn in seen)


def test_a_playback_begun_anew_is_drawn_once_a_frame(page):
    visit(page)
    drawn, frames = page.evaluate(
        """async ({ player }) => {
        const { draw } = player;
        let drawn = 0, frames = 0;
        player.draw = () => (drawn++, draw.call(player));
        for (let i = 0; i < 3; i++) player.from(0); // each time while it plays
        while (frames < 30) await new Promise(requestAnimationFrame).then(() => frames++);
        player.pause();
        return [drawn, frames];
    }""",
        page.evaluate_handle(SHOWING),
    )
    assert 0 < drawn <= frames + 3
