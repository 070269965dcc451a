"""The running app in Chromium: what a hand does, what the page shows, and what the link says."""

import re
import struct
import zlib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from figures.theme import DARK, PAPER, STYLES
from optim import RULES
from scenes import canyon, words
from scenes.hyperparameters import eta_field

STAGE = ".canyon-stage"
DESK = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


def settle(page):
    """Wait until the page is idle and its picture has not changed for a while."""
    page.wait_for_selector(f"{STAGE}[data-drawn]")
    page.evaluate("pictures.quiet()")


def visit(page, query=""):
    page.goto(f"/{query}")
    settle(page)


def query(page):
    """The link's parameters: a text each, or a list where one is repeated."""
    found = parse_qs(urlsplit(page.url).query)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def lines(page):
    return page.evaluate("pictures.lines()")


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


def changed(page, before):
    """The picture's lines as soon as they are not `before`."""
    page.wait_for_function("before => pictures.lines() !== before", arg=before)
    return lines(page)


def afresh(page, link):
    """The lines of the picture that a link gives in a new page of the same size."""
    other = page.context.new_page()
    other.set_viewport_size(page.viewport_size)
    other.goto(link)
    settle(other)
    found = lines(other)
    other.close()
    return found


def thumb(page, field):
    """A slider's thumb (x, y), and the left and the right end of its track; pixels."""
    handle = slider(page, field).locator("xpath=../..")
    handle.scroll_into_view_if_needed()
    box, track = handle.bounding_box(), handle.locator("xpath=..").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, track["x"], track["x"] + track["width"]


def slider(page, field):
    return page.locator(f".st-key-{field} input[type=range]")


def press(page, field, key, value):
    """A key on a slider that brings it to `value`, as the link then says."""
    slider(page, field).focus()
    page.keyboard.press(key)
    expect(page).to_have_url(re.compile(rf"[?&]{field}={re.escape(value)}(&|$)"))
    settle(page)


def button(page, action):
    return page.locator(f"{STAGE} [data-action={action}]")


def scrub(page, step):
    page.get_by_label("Step", exact=True).fill(str(step))


def counter(page):
    return page.locator(".canyon-counter")


def on_map(page, x, y):
    """The pixel at which the canyon's map has (w1, w2)."""
    box = page.locator("rect.nsewdrag[data-subplot=xy]").bounding_box()
    (x0, x1), (y0, y1) = canyon.Settings().objective().domain
    return box["x"] + (x - x0) / (x1 - x0) * box["width"], box["y"] + (y1 - y) / (y1 - y0) * box["height"]


def test_the_page_opens_with_picture_readouts_and_controls(page):
    visit(page)
    for name in RULES:
        assert len(corners(page, name)) == canyon.Settings().steps + 1
        assert path(page, name, "x2").count() == 1
    assert page.locator(".canyon-readouts b").all_inner_texts() == list(RULES)
    assert page.locator(".canyon-plot").get_attribute("aria-label") == canyon.scene(canyon.Settings()).summary
    for field in ("surface", "kappa", "theta", "rules", "each", "eta", "alpha", "rho", "beta1", "beta2", "x0", "y0"):
        expect(page.locator(f".st-key-{field}")).to_be_visible()
    expect(counter(page)).to_have_text("step 100 / 100")
    assert query(page) == {}


def test_the_readouts_are_the_trajectory(page):
    visit(page)
    runs = canyon.run(canyon.Settings())
    for step in (0, 7, 30):
        scrub(page, step)
        expect(counter(page)).to_have_text(f"step {step} / 100")
        for name, said in zip(runs, page.locator(".canyon-readouts span").all_inner_texts(), strict=True):
            shown = [float(number) for number in re.findall(r"(?:w₁|w₂|error) (\S+)", said.replace("−", "-"))]
            truth = [*runs[name].w[step], runs[name].value[step]]
            digits = [2 if abs(number) < 1e-3 else 3 for number in truth]
            assert shown == [float(f"{number:.{count}g}") for number, count in zip(truth, digits, strict=True)]


def test_the_picture_follows_a_drag_and_the_link_its_end(page):
    visit(page)
    x, y, left, right = thumb(page, "eta")
    page.mouse.move(x, y)
    page.mouse.down()
    seen = [lines(page)]
    for share in (0.6, 0.5, 0.4, 0.45):
        page.mouse.move(left + share * (right - left), y)
        seen.append(changed(page, seen[-1]))
    assert len(set(seen)) == len(seen)
    assert query(page) == {}
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"\?eta=0\.\d+$"))
    settle(page)
    assert lines(page) == seen[-1]
    assert lines(page) == afresh(page, page.url)


def test_without_live_drag_the_release_still_works(page):
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
    expect(page).to_have_url(re.compile(r"\?eta=0\.01$"))
    settle(page)
    assert lines(page) != before


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
    assert page.evaluate("fewest") == 2 * len(RULES)
    assert page.evaluate(zoom) == zoomed


def test_a_click_on_the_map_sets_the_start(page):
    visit(page)
    page.mouse.click(*on_map(page, 2.0, -3.0))
    expect(page).to_have_url(re.compile("y0="))
    settle(page)
    assert float(query(page)["x0"]) == pytest.approx(2.0, abs=0.05)
    assert float(query(page)["y0"]) == pytest.approx(-3.0, abs=0.05)
    corner = np.array(on_map(page, -5.0, 4.0))  # of the map, from which its paths are measured
    for name in RULES:
        assert corners(page, name)[0] + corner == pytest.approx(np.array(on_map(page, 2.0, -3.0)), abs=2)
    assert lines(page) == afresh(page, page.url)


def test_a_drag_on_the_map_moves_the_start_live(page):
    visit(page)
    page.mouse.move(*on_map(page, -4.0, 1.0))
    page.mouse.down()
    seen = [changed(page, lines(page))]
    for x, y in ((-3.0, 2.0), (1.0, 3.0), (3.0, 2.0)):
        page.mouse.move(*on_map(page, x, y))
        seen.append(changed(page, seen[-1]))
    assert len(set(seen)) == 4
    assert query(page) == {}
    page.mouse.up()
    expect(page).to_have_url(re.compile("y0="))
    settle(page)
    assert float(query(page)["x0"]) == pytest.approx(3.0, abs=0.05)


def test_a_slider_by_keyboard_then_reload_back_and_forward(page):
    visit(page)
    before = lines(page)
    press(page, "eta", "ArrowRight", "0.11")
    first = lines(page)
    assert first != before
    page.reload()
    settle(page)
    assert query(page) == {"eta": "0.11"}
    assert lines(page) == first
    visit(page, "?alpha=0.5")
    second = lines(page)
    assert second != first
    page.go_back()
    settle(page)
    assert query(page) == {"eta": "0.11"}
    assert lines(page) == first
    page.go_forward()
    settle(page)
    assert query(page) == {"alpha": "0.5"}
    assert lines(page) == second


def colours(page):
    """Background of the stage, and the colour of each rule's path, as CSS says them."""
    drawn = [path(page, name).evaluate("line => getComputedStyle(line).stroke") for name in RULES]
    return [page.locator(STAGE).evaluate("stage => getComputedStyle(stage).backgroundColor"), *drawn]


def rgb(colour):
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour[1:]))


LIGHT_COLOURS = [rgb(colour) for colour in (PAPER, *(STYLES[name].colour for name in RULES))]
DARK_COLOURS = [rgb(DARK[colour]) for colour in (PAPER, *(STYLES[name].colour for name in RULES))]


def test_the_stage_follows_the_theme(page):
    visit(page)
    assert colours(page) == LIGHT_COLOURS
    page.emulate_media(color_scheme="dark")
    expect(page.locator(STAGE)).to_have_css("background-color", DARK_COLOURS[0])
    settle(page)
    assert colours(page) == DARK_COLOURS


def test_downloads_are_for_slides(page):
    page.emulate_media(color_scheme="dark")
    visit(page)
    assert colours(page) == DARK_COLOURS
    title = words.title(canyon.Settings())
    with page.expect_download() as saved:
        page.get_by_label("Download the picture as PNG").click()
    assert saved.value.suggested_filename == "canyon-canyon.png"
    png = Path(saved.value.path()).read_bytes()
    assert struct.unpack(">2I", png[16:24]) == (3840, 2160)
    assert first_pixel(png) == bytes.fromhex(PAPER[1:])
    with page.expect_download() as saved:
        page.get_by_label("Download the picture as SVG").click()
    assert saved.value.suggested_filename == "canyon-canyon.svg"
    svg = Path(saved.value.path()).read_text("utf-8")
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("1920", "1080")
    assert title in ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert rgb(STYLES["SGD"].colour) in svg
    assert not [colour for colour in DARK_COLOURS if colour in svg]


def first_pixel(png):
    """Red, green and blue of a PNG's first pixel, which no filter changes."""
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return zlib.decompress(data)[1:4]


ODD = re.compile("NaN|Infinity|undefined")
OWN = {eta_field(name) for name in RULES}


def test_every_slider_from_end_to_end(page):
    visit(page)
    for field in sorted({*canyon.LIVE} - OWN):
        if field == "epsilon":
            page.get_by_role("button", name="Guard ε").click()
        drag_to_both_ends(page, field)
        page.keyboard.press("Escape")  # closes the guard's box
    page.get_by_text("One η for each rule").click()
    for field in sorted(OWN):
        drag_to_both_ends(page, field)


def drag_to_both_ends(page, field):
    x, y, left, right = thumb(page, field)
    lowest, highest = slider(page, field).get_attribute("min"), slider(page, field).get_attribute("max")
    page.mouse.move(x, y)
    page.mouse.down()
    if slider(page, field).input_value() != lowest:
        drawn = page.locator(STAGE).get_attribute("data-drawn")
        page.mouse.move(left, y)
        expect(page.locator(STAGE)).not_to_have_attribute("data-drawn", drawn)
        assert slider(page, field).input_value() == lowest
        assert not ODD.search(all_paths(page)), field
    page.mouse.move(right, y)
    page.mouse.up()
    settle(page)
    assert slider(page, field).input_value() == highest
    assert not ODD.search(all_paths(page)), field


def all_paths(page):
    return page.evaluate("Array.from(document.querySelectorAll('.canyon-plot [d]'), (e) => e.getAttribute('d')).join()")


HOSTILE = (  # each alone is tried without a browser, in test_pages.py
    "eta=%3Cscript%3Ealert(1)%3C/script%3E&noise=1e99&surface=nowhere&view=4D&each=perhaps&theta=%F0%9F%8F%94",
    "surface=../../etc/passwd&x0=1e308&y0=-1e308&rules=&rules=Nobody&steps=1000000000&eta=1e309&bias_correction=2",
    "beta2=2&beta1=-1&epsilon=0&rho=1&x0=&y0=%00&seed=-1&steps=many",
    "unknown=1&__proto__=2&stage=3&guess=4&_draft=5&eta_sgd=six&kappa=" + "9" * 3000,
)


def test_what_a_link_says_wrong_is_left_out_and_the_rest_holds(page):
    visit(page, "?alpha=0.5")
    right = lines(page)
    for wrong in HOSTILE:
        visit(page, f"?{wrong}&alpha=0.5")
        assert query(page)["alpha"] == "0.5", wrong
        assert slider(page, "alpha").input_value() == "0.5", wrong
        assert page.get_by_test_id("stException").count() == 0, wrong
        assert lines(page) == right, wrong


def test_three_dimensions_play(page):
    visit(page, "?view=3D&steps=30")
    solid = page.locator(".canyon-plot .gl-container canvas").first
    end = solid.screenshot()
    button(page, "play").click()
    page.wait_for_function("Number(document.querySelector('.canyon-stage').dataset.frames) >= 5")
    button(page, "first").click()
    expect(counter(page)).to_have_text("step 0 / 30")
    settle(page)
    assert solid.screenshot() != end
    assert all(len(corners(page, name, "x2")) == 1 for name in RULES)


def test_less_motion_is_at_rest_and_plays_whole_steps(page):
    page.emulate_media(reduced_motion="reduce")
    visit(page)
    assert page.locator(STAGE).get_attribute("data-playing") != "true"
    expect(counter(page)).to_have_text("step 100 / 100")
    whole = path(page, "Momentum").get_attribute("d")
    seen = play(page, 30)
    assert len(set(seen)) > 3
    assert all(begins(whole, drawn) for drawn in seen)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_violation(page, size):
    page.set_viewport_size(size)
    visit(page)
    found = set()
    for scheme, paper in (("light", LIGHT_COLOURS[0]), ("dark", DARK_COLOURS[0])):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(STAGE)).to_have_css("background-color", paper)
        settle(page)
        for share in (0, 0.5, 1):  # axe measures the contrast of what is in view only
            page.evaluate(
                """share => document.querySelectorAll(".stMain, [data-testid=stSidebarContent]").forEach(
                    (box) => box.scrollTo(0, share * (box.scrollHeight - box.clientHeight)))""",
                share,
            )
            for rule in Axe().run(page).response["violations"]:
                found |= {(scheme, rule["id"], node["html"]) for node in rule["nodes"]}
    assert found == set()


def test_a_phone_shows_the_stage_and_does_not_scroll_sideways(page):
    page.set_viewport_size(PHONE)
    visit(page)
    for name in RULES:
        assert len(corners(page, name)) == 101
    sizes = "[document.scrollingElement, document.querySelector('.stMain')].map((box) => box.scrollWidth)"
    assert max(page.evaluate(sizes)) <= PHONE["width"]


def choose(page, entry):
    page.get_by_role("button", name="Show me …").click()
    page.get_by_role("menuitem", name=entry).click()


def click_in_sidebar(page, name):
    page.get_by_test_id("stSidebar").get_by_role("button", name=name, exact=True).click()


def test_preset_best_eta_and_reset(page):
    visit(page)
    default = lines(page)
    choose(page, "A step too long")
    expect(page).to_have_url(re.compile("eta=0.6"))
    settle(page)
    assert query(page) == {"eta": "0.6", "rules": ["SGD", "Momentum"]}
    assert path(page, "Adam").count() == 0
    too_long = lines(page)
    click_in_sidebar(page, "Best η for each")
    expect(page).to_have_url(re.compile("each=true"))
    settle(page)
    best = canyon.best_eta(canyon.Settings(eta=0.6, rules=("SGD", "Momentum")))
    for name, eta in best.items():
        assert slider(page, eta_field(name)).get_attribute("aria-valuetext") == f"{eta:g}"
    assert slider(page, "eta").count() == 0
    assert lines(page) != too_long
    click_in_sidebar(page, "Reset")
    expect(page).not_to_have_url(re.compile("eta"))
    settle(page)
    assert query(page) == {}
    assert lines(page) == default


def test_another_surface_by_preset_and_by_menu(page):
    visit(page)
    choose(page, "A saddle")
    expect(page).to_have_url(re.compile("surface=saddle"))
    settle(page)
    assert query(page) == {"surface": "saddle", "eta": "0.02", "steps": "200"}
    page.get_by_role("combobox", name="Surface").click()
    page.get_by_role("option", name="rosenbrock").click()
    expect(page).to_have_url(re.compile("surface=rosenbrock"))
    settle(page)
    assert lines(page) == afresh(page, "/?surface=rosenbrock&eta=0.02&steps=200")


PIXELS = """async () => {
    const image = new Image();
    image.src = document.querySelector(".canyon-plot .hm image").href.baseVal;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, image.width, image.height).data];
}"""


def test_a_heatmap_is_repainted_in_place_as_plotly_paints_it(page):
    visit(page, "network_race")
    page.evaluate(
        """() => {
            window.calls = 0;
            for (const name of ["react", "restyle"]) {
                const call = Plotly[name];
                Plotly[name] = (...given) => (calls++, call(...given));
            }
        }"""
    )
    end = page.evaluate(PIXELS)
    scrub(page, 2)
    painted = page.evaluate(PIXELS)
    assert np.abs(np.subtract(painted, end)).max() > 20
    assert page.evaluate("calls") == 0
    page.evaluate(
        """async () => {
            const plot = document.querySelector(".canyon-plot");
            const { tracks } = plot.closest(".canyon-stage").parentElement.canyonStage.scene;
            const { index, values, stride } = tracks.find(({ values }) => values.z);
            await Plotly.restyle(plot, { z: [values.z[Math.floor(2 / stride)]] }, [index]);
        }"""
    )
    assert np.abs(np.subtract(painted, page.evaluate(PIXELS))).max() <= 1
