"""The look: themes, files for slides, maps painted in place, guesses and settings at hand."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import DESK, PHONE, SHOWN, STAGE, corners, lines, open_settings, path, query, scrub, settle, slider, visit
from playwright.sync_api import expect

from figures.theme import DARK, PAPER, STYLES
from lesson.shared import eta_field
from optim import LECTURE
from pages import PAGES

CANYON = PAGES["canyon"]


def colours(page):
    """Background of the stage, and the colour of each rule's path, as CSS says them."""
    drawn = [path(page, name).evaluate("line => getComputedStyle(line).stroke") for name in LECTURE]
    return [page.locator(STAGE).evaluate("stage => getComputedStyle(stage).backgroundColor"), *drawn]


def rgb(colour):
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour[1:]))


LIGHT_COLOURS = [rgb(colour) for colour in (PAPER, *(STYLES[name].colour for name in LECTURE))]
DARK_COLOURS = [rgb(DARK[colour]) for colour in (PAPER, *(STYLES[name].colour for name in LECTURE))]


def test_the_stage_follows_the_theme(page):
    visit(page)
    assert colours(page) == LIGHT_COLOURS
    page.emulate_media(color_scheme="dark")
    expect(page.locator(STAGE)).to_have_css("background-color", DARK_COLOURS[0])
    settle(page)
    assert colours(page) == DARK_COLOURS


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_violation_wherever_one_scrolls(page, size):
    page.set_viewport_size(size)
    visit(page)
    found = set()
    for scheme, paper in (("light", LIGHT_COLOURS[0]), ("dark", DARK_COLOURS[0])):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(STAGE)).to_have_css("background-color", paper)
        settle(page)
        for share in (0, 0.5, 1):  # axe measures the contrast of what is in view only
            page.evaluate(
                """share => document.querySelectorAll(
                    ".stMain, [data-testid=stSidebarContent], .stAppViewContainer").forEach(
                    (box) => box.scrollTo(0, share * (box.scrollHeight - box.clientHeight)))""",
                share,
            )
            for rule in Axe().run(page).response["violations"]:
                found |= {(scheme, rule["id"], node["html"]) for node in rule["nodes"]}
    assert found == set()


def test_a_phone_shows_the_stage_and_does_not_scroll_sideways(page):
    page.set_viewport_size(PHONE)
    visit(page)
    for name in LECTURE:
        assert len(corners(page, name)) == 101
    sizes = "[document.scrollingElement, document.querySelector('.stAppViewContainer')].map((box) => box.scrollWidth)"
    assert max(page.evaluate(sizes)) <= PHONE["width"]


def test_a_phone_shows_nothing_of_what_it_has_no_room_for(page):
    page.set_viewport_size(PHONE)
    visit(page, "/backpropagation?act=saturated&guess=shown")
    opacities = """() => {
      const { data, layout } = document.querySelector(".js-plotly-plot");
      const narrow = ({ xaxis = "x" }) => layout.meta.narrow[xaxis.slice(1)];
      return data.map((trace) => [narrow(trace)[1] - narrow(trace)[0] < 0.01, trace.opacity ?? 1]);
    }"""
    drawn = page.evaluate(opacities)
    assert {bare for bare, _ in drawn} == {False, True}
    assert all(opacity == (0 if bare else 1) for bare, opacity in drawn)


def test_the_first_page_shows_the_race_on_a_phone(page):
    page.set_viewport_size(PHONE)
    visit(page, "/")
    race = page.locator(".canyon-race").bounding_box()
    assert race["y"] + race["height"] <= PHONE["height"]
    assert race["y"] < page.locator(".canyon-lessons").bounding_box()["y"]


def test_the_first_page_shows_all_lessons_and_their_questions_below_them(page):
    page.set_viewport_size(DESK)
    visit(page, "/")
    last = page.locator(".canyon-lessons li").last.bounding_box()
    assert last["y"] + last["height"] <= DESK["height"]
    page.set_viewport_size({**DESK, "height": 480})
    settle(page)
    last = page.locator(".canyon-lessons li").last.bounding_box()
    assert last["y"] + last["height"] <= page.locator(".canyon-questions").bounding_box()["y"]


def test_best_eta_and_reset(page):
    visit(page, "/canyon?act=overstep&guess=shown")
    opening = lines(page)
    open_settings(page)
    page.get_by_role("button", name="Best η for each").click()
    expect(page).to_have_url(re.compile("each=true"))
    settle(page)
    act = CANYON.act("overstep")
    best = CANYON.deeds["Best η for each"](CANYON.opening(act))
    for name in best.rules:
        assert slider(page, eta_field(name)).get_attribute("aria-valuetext") == f"{best.eta_of(name):g}"
    assert slider(page, "eta").count() == 0
    assert lines(page) != opening
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("each"))
    settle(page)
    assert query(page) == {"act": "overstep", "guess": "shown"}
    assert lines(page) == opening


def test_another_surface_starts_where_it_is_worth_watching(page):
    visit(page)
    open_settings(page)
    page.get_by_text("Surface: The canyon").click()
    page.get_by_role("radiogroup", name="Surface").get_by_text("Rosenbrock's valley").click()
    expect(page).to_have_url(re.compile("surface=rosenbrock"))
    settle(page)
    assert query(page) == SHOWN | {"surface": "rosenbrock"}


def test_a_track_of_heights_alone_moves_its_points(page):
    visit(page, "/dropout?act=rate&epochs=40&seeds=1&guess=shown")
    page.get_by_role("button", name="First step").click()
    settle(page)
    untrained = heights(page)
    assert abs(untrained[0] - untrained[1]) < 15  # both errors are the same before training
    page.get_by_role("button", name="Last step").click()
    settle(page)
    assert heights(page) != untrained


def heights(page):
    """px from the top of the two points at the chosen dropout rate."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".canyon-plot .points")].filter((group) => group.childElementCount === 1)
            .map((group) => group.firstElementChild.getBoundingClientRect().top)"""
    )


PIXELS = """async () => {
    const image = new Image();
    image.src = document.querySelector(".canyon-plot .hm image").href.baseVal;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, image.width, image.height).data];
}"""


def test_a_heatmap_is_repainted_in_place_as_plotly_paints_it(page):
    visit(page, "/network_race?guess=shown")
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
