"""The menu "For slides": each of its files opened and looked into, and the menu itself on every kind of screen."""

import csv
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import DESK, PHONE, STAGE, button, changed, guess, pictured, scrub, settle, slider, swing, visit
from PIL import Image
from playwright.sync_api import expect

from figures.theme import DARK, PAPER, STYLES
from pages import PAGES
from slides import marks
from slides.animation import REST
from slides.shot import shot

CANYON = PAGES["canyon"]
PNG = (1920, 1080)
SVG = "{http://www.w3.org/2000/svg}"


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def menu(page):
    return page.locator("dialog.canyon-slides")


def entry(page, name):
    return page.locator(f"[data-slides={name}]")


def opened(page):
    button(page, "slides").click()
    expect(menu(page)).to_be_visible()


def saved(page, name, tmp_path):
    """The file that an entry gives."""
    with page.expect_download() as coming:
        entry(page, name).click()
    out = tmp_path / coming.value.suggested_filename
    coming.value.save_as(out)
    expect(menu(page).get_by_role("status")).to_have_text(f"Saved as {out.name}.")
    return out


def command(page):
    return menu(page).locator("code").inner_text()


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def shows(picture, colour):
    """Is there enough of a colour?"""
    return (np.abs(picture.astype(int) - rgb(colour)).max(axis=-1) < 3).sum() > 100


# Files


def test_a_still_is_a_slide_of_the_step_shown(page, tmp_path):
    page.emulate_media(color_scheme="dark")  # which says nothing of the slide
    visit(page)
    scrub(page, 40)
    opened(page)
    png = saved(page, "png", tmp_path)
    picture = pixels(png)
    assert (png.name, picture.shape) == ("canyon-race.png", (PNG[1], PNG[0], 3))
    assert tuple(picture[0, 0]) == rgb(PAPER)
    for name in ("SGD", "Momentum", "RMSProp", "Adam"):
        assert shows(picture, STYLES[name].colour)
    svg = saved(page, "svg", tmp_path)
    root = ElementTree.parse(svg).getroot()
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    scene = CANYON.scene(CANYON.settings(view="map", steps=100))
    assert scene.title in texts
    assert {"SGD", "Adam"} <= {text.strip() for text in texts}
    assert "draglayer" not in svg.read_text("utf-8")
    link = shot("canyon?steps=100&view=map&step=40").link
    for file in (png, svg):
        assert shot(marks.link(file)).link == link
        assert shot(link).settings in file.read_text("utf-8", "ignore")
    assert shot(re.search('"(.*)"', command(page))[1]).link == link


def test_a_slide_is_dark_and_without_a_title_where_one_chooses(page, tmp_path):
    visit(page)
    scrub(page, 40)
    opened(page)
    menu(page).get_by_label("Dark").check()
    menu(page).get_by_label("With its title").uncheck()
    picture = pixels(saved(page, "png", tmp_path))
    assert tuple(picture[0, 0]) == rgb(DARK[PAPER])
    root = ElementTree.parse(saved(page, "svg", tmp_path)).getroot()
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert not [text for text in texts if "steps" in text]
    assert command(page).endswith(".png --theme dark --no-title")
    page.keyboard.press("Escape")
    opened(page)  # the choice stays
    assert menu(page).get_by_label("Dark").is_checked()
    menu(page).get_by_label("White").check()
    menu(page).get_by_label("With its title").check()
    assert command(page).endswith(".png")


def test_an_animation_of_the_values_in_the_hand(page, tmp_path):
    visit(page, "/canyon?act=overstep")
    for _ in swing(page, "eta", (0.5, 0.3)):
        settle(page)
    eta = slider(page, "eta").get_attribute("aria-valuetext")
    brief(page, 2)
    opened(page)
    gif = saved(page, "gif", tmp_path)
    found = shot(marks.link(gif)).view
    assert (gif.name, found.act.name) == ("canyon-overstep.gif", "overstep")
    assert found.settings.eta == pytest.approx(float(eta), rel=0.01)
    scene = CANYON.scene(found.settings, "overstep")
    with Image.open(gif) as image:
        assert image.size == (1280, 720)
        assert image.n_frames == 2 * 12 + 1
        first = np.asarray(image.convert("RGB"))
        total = 0
        for i in range(image.n_frames):
            image.seek(i)
            total += image.info["duration"]
        last = np.asarray(image.convert("RGB"))
    assert total == pytest.approx(1000 * ((image.n_frames - 1) / 12 + REST), abs=10)
    assert tuple(first[0, 0]) == tuple(last[0, 0]) == rgb(PAPER)
    assert (np.abs(first.astype(int) - last).max(axis=-1) > 30).mean() > 0.002
    numbers = saved(page, "csv", tmp_path)
    rows = [*csv.DictReader(io.StringIO(numbers.read_text("utf-8")))]
    assert len(rows) == scene.steps + 1
    assert found.settings.eta == pytest.approx(eta_of(rows), rel=1e-3)


def brief(page, seconds):
    """The run shown in less time, so that a test draws fewer frames."""
    page.locator(STAGE).evaluate(
        "(stage, seconds) => (stage.parentElement.canyonStage.scene.seconds = seconds)", seconds
    )


def eta_of(rows):
    """The learning rate by SGD's first step in the canyon: κ = 20 across, 0.2 along it."""
    w = [float(row["SGD w₁"]) for row in rows[:2]]
    return (w[0] - w[1]) / (0.2 * w[0])


def test_an_animation_is_cancelled(page):
    visit(page, "/canyon?act=overstep")
    opened(page)
    entry(page, "gif").click()
    expect(menu(page).get_by_role("progressbar")).to_be_visible()
    entry(page, "cancel").click()
    expect(menu(page).get_by_role("status")).to_have_text("Cancelled.")
    expect(menu(page).get_by_role("progressbar")).to_be_hidden()
    page.wait_for_function("document.querySelector('.canyon-film') === null")
    entry(page, "gif").click()
    page.keyboard.press("Escape")  # closing is cancelling too
    page.wait_for_function("document.querySelector('.canyon-film') === null")


def test_the_page_plays_and_is_dragged_without_a_network(page, browser, watch, tmp_path):
    visit(page, "/canyon?act=overstep&alpha=0.8")
    opened(page)
    html = saved(page, "html", tmp_path)
    assert html.name == "canyon-overstep.html"
    assert shot(marks.link(html)).view.settings.alpha == 0.8
    away = browser.new_context(viewport=DESK, offline=True)
    away.add_init_script(path=watch)
    alone = away.new_page()
    trouble = []
    alone.on("console", lambda message: trouble.append(message.text))
    alone.on("pageerror", lambda error: trouble.append(str(error)))
    alone.goto(f"file://{html}")
    settle(alone)
    guess(alone, "SGD")
    button(alone, "last").click()
    expect(alone.locator(STAGE)).to_have_attribute("data-revealed", "")
    seen = pictured(alone)
    slider(alone, "eta").focus()
    alone.keyboard.press("Home")
    changed(alone, seen)
    opened(alone)
    offered = menu(alone).locator("[data-slides]:visible").evaluate_all("all => all.map((one) => one.dataset.slides)")
    assert offered == ["close", "png", "svg", "link", "command"]
    picture = pixels(saved(alone, "png", tmp_path))
    assert picture.shape == (PNG[1], PNG[0], 3)
    assert shows(picture, STYLES["Adam"].colour)
    assert Axe().run(alone).response["violations"] == []
    away.close()
    assert trouble == []


def test_a_network_is_a_slide_too(page, tmp_path):
    visit(page, "/network_race?act=units&guess=shown")
    opened(page)
    picture = pixels(saved(page, "png", tmp_path))
    assert picture.shape == (PNG[1], PNG[0], 3)
    assert picture.std() > 10
    brief(page, 1)
    gif = saved(page, "gif", tmp_path)
    with Image.open(gif) as image:
        assert image.n_frames == 13
        first = np.asarray(image.convert("RGB"), dtype=int)
        image.seek(image.n_frames - 1)
        assert (np.abs(first - np.asarray(image.convert("RGB"))).max(axis=-1) > 30).mean() > 0.002


@pytest.mark.parametrize("library", ["torch", "keras"])
def test_a_program_of_the_run(page, tmp_path, library):
    visit(page, "/canyon?act=overstep&eta=0.3")
    opened(page)
    program = saved(page, library, tmp_path)
    assert program.name == f"canyon-overstep-{library}.py"
    text = program.read_text("utf-8")
    compile(text, program.name, "exec")
    assert f"import {library}" in text
    assert "0.3" in text


def test_what_there_is_not_is_said_in_the_menu(page):
    refusal = {"status": 400, "content_type": "text/plain", "body": "There is no run to write a program for."}
    page.route("**/file/gradient_descent.py*", lambda route: route.fulfill(**refusal))
    visit(page, "/gradient_descent?act=chain")
    opened(page)
    entry(page, "torch").click()
    expect(menu(page).get_by_role("status")).to_have_text(re.compile("no run to write a program for.$"))
    expect(menu(page).get_by_role("progressbar")).to_be_hidden()


# The link, its code, and the command


def test_link_and_command_are_copied(page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, "/canyon?eta=0.2")
    scrub(page, 5)
    expect(page).to_have_url(re.compile("step=5"))
    opened(page)
    entry(page, "link").click()
    expect(menu(page).get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    entry(page, "command").click()
    expect(menu(page).get_by_role("status")).to_have_text("The command is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == command(page)
    assert command(page) == 'canyon picture "canyon?eta=0.2&step=5" canyon-race.png'


def test_without_a_clipboard_a_text_is_copied_too(page):
    """A page that came over plain HTTP from another machine has none."""
    visit(page, "/canyon?eta=0.2")
    page.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => { window.copied = getSelection().toString(); return true; };
    }""")
    opened(page)
    entry(page, "link").click()
    expect(menu(page).get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("copied") == page.url


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_code_is_large_and_closes_with_a_click_escape_and_a_clicker(page, size):
    page.set_viewport_size(size)
    visit(page, "/canyon?eta=0.2")
    code = page.locator("dialog.canyon-code")
    for close in (lambda: code.click(), lambda: page.keyboard.press("Escape"), lambda: page.keyboard.press("PageDown")):
        opened(page)
        entry(page, "code").click()
        expect(code).to_be_visible()
        expect(menu(page)).to_be_hidden()
        page.wait_for_function("document.querySelector('.canyon-code img').naturalWidth > 0")
        box = code.locator("img").bounding_box()
        assert min(box["width"], box["height"]) > 0.7 * min(size.values())
        expect(code).to_contain_text(page.url)
        expect(code).to_contain_text("Phones cannot open it")  # 127.0.0.1
        assert Axe().run(page).response["violations"] == []
        close()
        expect(code).to_have_count(0)
        assert page.evaluate("document.activeElement.dataset.action") == "slides"
    assert page.url.endswith("/canyon?eta=0.2")


# The menu


@pytest.mark.parametrize("size", [DESK, {"width": 1920, "height": 1080}, PHONE], ids=["desk", "hall", "phone"])
def test_the_menu_moves_nothing_fits_and_gives_the_focus_back(page, size):
    page.set_viewport_size(size)
    visit(page, "/canyon?act=overstep")
    boxes = """() => [...document.querySelectorAll(
        ".canyon-view, .canyon-view > *, .canyon-controls > *, .canyon-plot svg")].map(
        (part) => JSON.stringify(part.getBoundingClientRect())).join()"""
    before, picture = page.evaluate(boxes), pictured(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        button(page, "slides").focus()
        page.keyboard.press("Enter")
        expect(entry(page, "png")).to_be_focused()
        assert page.evaluate(boxes) == before
        box = menu(page).bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"]
        assert menu(page).evaluate("menu => menu.scrollHeight <= menu.clientHeight + 1")
        assert Axe().run(page).response["violations"] == []
        page.keyboard.press("ArrowRight")  # the page's keys rest
        page.keyboard.press("PageDown")
        if scheme == "light":
            page.keyboard.press("Escape")
        else:
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] / 2)  # beside it
        expect(menu(page)).to_be_hidden()
        expect(button(page, "slides")).to_be_focused()
        assert (page.evaluate(boxes), pictured(page)) == (before, picture)
        expect(page).to_have_url(re.compile(r"act=overstep$"))


def test_the_menu_opens_in_full_screen_and_stops_the_run(page):
    visit(page, "/canyon?act=overstep")
    button(page, "full").click()
    page.wait_for_function("document.fullscreenElement !== null")
    settle(page)
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "true")
    opened(page)
    expect(page.locator(STAGE)).to_have_attribute("data-playing", "false")
    step = page.locator(STAGE).evaluate("stage => stage.parentElement.canyonStage.player.step")
    assert step == int(step)
    assert page.evaluate("document.fullscreenElement !== null")
    page.keyboard.press("Tab")
    expect(entry(page, "svg")).to_be_focused()
    entry(page, "close").click()
    expect(button(page, "slides")).to_be_focused()
    page.evaluate("document.exitFullscreen()")
