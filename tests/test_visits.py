"""A visit with Streamlit and no browser: from page to page and back, and starts chosen on the picture."""

import math

import pytest
from hands import agrees, goto, opened, other_values, put, run, sent, view, widget
from links import random_link
from streamlit.components.v2.component_manager import BidiComponentManager

from lesson import read
from pages import HOME, PAGES
from surfaces import SURFACES

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A new session searches all installed packages for components, for longer than the page takes; none has any."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)


def listed(query):
    return {name: [texts] if isinstance(texts, str) else texts for name, texts in query.items()}


# From page to page, and back


@every_page
def test_another_page_and_back_keeps_the_settings(page):
    app = opened(page.name, random_link(page, 9))
    before = view(app)
    for other in PAGES.values():
        if other is not page:
            goto(app, other.name)
            assert agrees(run(app)) == read(other, {})
    goto(app, page.name)
    assert agrees(run(app)) == before


@every_page
def test_the_links_onward_carry_the_settings(page):
    app = opened(page.name, random_link(page, 4), more=True)
    links = [part.proto.url for part in app.get("link_button")]
    assert len(links) == len(page.onward)
    for name, url in zip(page.onward, links, strict=True):
        path, _, query = url.partition("?")
        assert path == f"/{name}"
        assert query == view(app).carried(PAGES[name]).text


@every_page
def test_back_in_the_browsers_history_shows_that_link(page):
    app = opened(page.name, more=True)
    steps = [dict(app.query_params)]
    for seed in (1, 2):
        goto(app, page.name, random_link(page, seed))
        run(app)
        steps.append(dict(app.query_params))
    name = next(name for name, meta in page.controls(view(app).settings).items() if meta.kind is float)
    setting = page.controls(view(app).settings)[name]
    put(app, name, other_values(setting, getattr(view(app).settings, name))[0])
    for query in reversed(steps):
        goto(app, page.name, query)
        assert agrees(run(app)) == read(page, listed(query))


@every_page
def test_a_browser_is_not_told_what_its_own_hand_has_set(page):
    """It would drop what the hand has done since."""
    opening = page.opening(page.acts[0])
    for name, setting in page.controls(opening).items():
        for value in other_values(setting, getattr(opening, name))[:1] if setting.values else ():
            app = put(run(opened(page.name, more=True)), name, value)
            assert not widget(app, name).proto.set_value, name


@every_page
def test_a_hand_that_leaves_the_page_at_once_changes_that_page_alone(page):
    app = opened(page.name, more=True)
    name, setting = next(found for found in page.controls(view(app).settings).items() if found[1].values)
    value = other_values(setting, getattr(view(app).settings, name))[0]
    for other in PAGES.values():
        if other is not page:
            app = opened(page.name, more=True)
            widget(app, name).set_value(value)
            goto(app, other.name)
            assert agrees(run(app)) == read(other, {})


# A start chosen on the picture


PICKS = [
    pytest.param(page, act, scene.pick, id=f"{page.name} {act.name}")
    for page in PAGES.values()
    for act in page.acts
    for scene in [page.scene(page.opening(act))]
    if scene.pick is not None
]
every_pick = pytest.mark.parametrize(("page", "act", "pick"), PICKS)
one_pick_a_page = pytest.mark.parametrize(
    ("page", "act", "pick"), list({pick.values[0].name: pick for pick in PICKS}.values())
)
GARBAGE = (
    *(None, 3, "x", [], [1.0, 2.0], {}, True, {"nonsense": 1.0}, {"__class__": 1.0}, {"": 1.0}, {"act": 1.0}),
    *({"view": 1.0}, {"rules": 1.0}, {"surface": 0}, {"steps": "9"}),
)
NO_NUMBERS = ("1", None, True, [1.0], {}, math.nan, math.inf, -math.inf, "NaN", 10**400, -(10**4000))


@every_pick
def test_a_hand_on_the_picture_sets_what_it_points_at(page, act, pick):
    point = {
        field: round(low + 0.3 * (high - low), 2) for field, (low, high) in zip(pick.fields, pick.domain, strict=False)
    }
    app = sent(opened(page.name, {"act": act.name}), "start", point)
    for field, value in point.items():
        meta = page.controls(view(app).settings)[field]
        expected = meta.nearest(value) if meta.options else value
        assert getattr(agrees(app).settings, field) == pytest.approx(expected, abs=0.006)
    assert agrees(opened(page.name, app.query_params)) == view(app)


@every_pick
def test_a_hand_beyond_the_picture_stays_on_it(page, act, pick):
    for far in (1e300, -1e300, 1e6, 10**30):
        app = sent(opened(page.name, {"act": act.name}), "start", dict.fromkeys(pick.fields, far))
        shown = page.controls(agrees(app).settings)
        for field in pick.fields:
            low, high = shown[field].values[0], shown[field].values[-1]
            assert low - 0.1 <= getattr(view(app).settings, field) <= high + 0.1


@one_pick_a_page
def test_garbage_from_the_stage_is_dropped(page, act, pick):
    app = opened(page.name, {"act": act.name})
    before = agrees(app)
    for value in (*GARBAGE, *(dict.fromkeys(pick.fields, number) for number in NO_NUMBERS)):
        sent(app, "start", value)
        assert agrees(app) == before, str(value)[:60]
    sent(app, "nonsense", {"x0": 1.0})
    assert agrees(app) == before


# A surface of its own


@pytest.mark.parametrize("surface", SURFACES)
def test_another_surface_starts_where_it_is_worth_watching_whatever_start_was_set(surface):
    for link in ({}, {"x0": "1", "y0": "1"}, {"x0": "-4.9", "y0": "3.9"}):
        app = opened(HOME, link, more=True)
        put(app, "surface", surface)
        if surface != "canyon":
            settings = agrees(app).settings
            assert (settings.surface, settings.start()) == (surface, SURFACES[surface].starts[0])
            assert not {"x0", "y0"} & set(app.query_params)


def test_each_surface_after_each_other_shows_its_own_start_in_the_controls():
    app = opened(HOME, more=True)
    names = list(SURFACES)
    for surface in names + names[::-1] + names[::2] + names[1::2]:
        if surface != view(app).settings.surface:
            put(app, "surface", surface)
            assert agrees(app).settings.start() == SURFACES[surface].starts[0]


def test_settings_come_back_with_their_surface():
    app = opened(HOME, {"kappa": "50", "theta": "30"}, more=True)
    for surface in ("bowl", "canyon"):
        put(app, "surface", surface)
    assert (agrees(app).settings.kappa, view(app).settings.theta) == (50.0, 30.0)


def test_all_rules_taken_back_race_again():
    app = opened(HOME, {"rules": "SGD"}, more=True)
    assert agrees(put(app, "rules", [])) == read(PAGES[HOME], {})
