"""The pages as Streamlit runs them: links of every kind, hands on every control, and what the stage is then told."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hands import agrees, mounted, opened, other_values, press, put, run, sent, view, widget, widgets
from links import OUT_OF_RANGE, hostile, odd, random_link, random_view
from streamlit.components.v2.component_manager import BidiComponentManager

from lesson import declared, read
from pages import PAGES
from server.files import VERSION
from ui.session import KEY

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
SEEDS = range(6)
RESET = "Reset"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A new session searches all installed packages for components, for longer than the page takes; none has any."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)


def listed(query):
    return {name: [texts] if isinstance(texts, str) else texts for name, texts in query.items()}


# Opening


@every_page
def test_every_page_opens_with_all_at_its_default_and_nothing_in_its_link(page):
    app = opened(page.name)
    assert agrees(app) == read(page, {})
    assert app.query_params == {}


@every_page
def test_each_act_opens_by_its_link(page):
    for act in page.acts:
        app = opened(page.name, {"act": act.name})
        assert agrees(app) == read(page, {"act": [act.name]})
        lesson = mounted(app)["lesson"]
        assert lesson["guesses"] == list(act.guesses)
        assert (lesson["setup"], lesson["look"], lesson["opens_at"]) == (act.setup, act.look, act.opens_at)


@every_page
def test_random_links_open_and_are_kept(page):
    for seed in SEEDS:
        app = opened(page.name, random_link(page, seed), more=seed % 2 == 0)
        assert agrees(app) == random_view(page, seed)
        again = opened(page.name, app.query_params)
        assert agrees(again) == view(app)


@every_page
def test_a_hostile_link_falls_back_and_the_rest_of_it_works(page):
    everything = {name: texts for link in hostile(page) for name, texts in link.items()}
    rest = random_link(page, 2)
    for link in (everything, *hostile(page)[::11], *({name: texts[0]} for name, texts in OUT_OF_RANGE.items())):
        query = {name: texts for name, texts in link.items() if name not in rest}
        app = opened(page.name, rest | query)
        assert agrees(app) == read(page, rest | listed(query)), ascii(query)[:80]


@every_page
def test_an_odd_link_means_what_it_means_to_the_server(page):
    for link in odd(page)[::9]:
        assert agrees(opened(page.name, link, more=True)) == read(page, listed(link)), ascii(link)[:80]


@every_page
def test_a_run_again_changes_nothing(page):
    app = opened(page.name, random_link(page, 3), more=True)
    before = view(app), mounted(app), dict(app.query_params)
    run(app)
    assert (view(app), mounted(app), dict(app.query_params)) == before


# What the stage is told


@every_page
def test_the_stage_is_told_of_the_page_the_program_and_the_sliders_that_are_drawn(page):
    for more in (False, True):
        app = opened(page.name, more=more)
        data, shown = mounted(app), page.controls(view(app).settings)
        assert (data["page"], data["version"]) == (page.name, VERSION)
        drawn = {name for name in shown if widgets(app, name) and len(shown[name].values) > 1}
        assert set(data["sliders"]) == drawn
        for name, said in data["sliders"].items():
            meta = shown[name]
            texts = said.get("values") or [
                meta.write(meta.kind(round(said["low"] + i * said["step"], 10)))[0] for i in range(said["count"])
            ]
            assert texts == [meta.write(value)[0] for value in meta.values]
            assert said["swept"] == (page.measure_many is not None)


@every_page
def test_an_acts_sliders_are_there_at_once_and_the_others_behind_a_door(page):
    for act in page.acts:
        app, more = (opened(page.name, {"act": act.name}, more=door) for door in (False, True))
        shown = page.controls(page.opening(act))
        assert {name for name in declared(page.settings) if widgets(app, name)} == set(act.sliders) & set(shown)
        assert {name for name in declared(page.settings) if widgets(more, name)} == set(shown)


# Hands


@every_page
def test_what_a_hand_sets_is_in_the_link_and_on_the_stage(page):
    app = opened(page.name, more=True)
    before = view(app).settings
    for name, setting in page.controls(before).items():
        for value in other_values(setting, getattr(before, name)):
            app = opened(page.name, more=True)
            put(app, name, value)
            after = agrees(app).settings
            assert getattr(after, name) == (tuple(value) if setting.kind is tuple else value), name
            assert agrees(opened(page.name, app.query_params)) == view(app)


@every_page
def test_a_hand_back_at_the_default_leaves_nothing_in_the_link(page):
    app = opened(page.name, more=True)
    for name, setting in page.controls(view(app).settings).items():
        for value in other_values(setting, getattr(view(app).settings, name))[:1]:
            before = widget(app, name).value
            put(app, name, value)
            if widgets(app, name):
                put(app, name, before)
                assert getattr(agrees(app).settings, name) == getattr(read(page, {}).settings, name), name


@every_page
def test_the_stage_turns_to_another_act(page):
    app = opened(page.name, random_link(page, 7))
    for act in reversed(page.acts):
        sent(app, "go", {"page": page.name, "act": act.name})
        assert agrees(app) == read(page, {"act": [act.name]})


@every_page
def test_the_stage_turns_to_the_next_page(page):
    pages = [*PAGES.values()]
    after = next(iter(pages[pages.index(page) + 1 :]), None)
    app = opened(page.name, {"act": page.acts[-1].name})
    onward = mounted(app)["lesson"]["next"]
    assert (onward is None) == (after is None)
    if after:
        sent(app, "go", {"page": onward["page"], "act": onward["act"]})
        assert agrees(app) == read(after, {})


@every_page
def test_the_guess_and_the_step_in_a_link_are_left_there_until_another_act(page):
    own = {"guess": "1", "step": "3"}
    app = opened(page.name, own, more=True)
    name, setting = next(found for found in page.controls(view(app).settings).items() if found[1].values)
    value = other_values(setting, getattr(view(app).settings, name))[0]
    put(app, name, value)
    query = {name: texts[0] for name, texts in view(app).query.items()}
    assert {name: texts[-1] for name, texts in listed(app.query_params).items()} == query | own
    sent(app, "go", {"page": page.name, "act": page.acts[-1].name})
    assert not set(own) & set(app.query_params)


def test_what_a_stage_never_sends_leads_nowhere():
    app = opened()
    before = agrees(app)
    pages = ({"page": 7}, {"page": "nowhere"}, {"page": "<b>", "act": "x"}, {"act": ["grow"]})
    for wrong in (None, 3, "momentum", *pages):
        sent(app, "go", wrong)
        assert view(app) == before


@every_page
def test_reset_sets_everything_back_to_the_act(page):
    for act in page.acts[-1:]:
        app = opened(page.name, random_link(page, 11) | {"act": act.name}, more=True)
        press(app, RESET)
        assert agrees(app) == read(page, {"act": [act.name]})


@every_page
def test_a_deed_is_done_to_the_settings_that_are_there(page):
    for label, deed in page.deeds.items():
        for link in ({}, random_link(page, 1), {"act": page.acts[-1].name}):
            app = opened(page.name, link, more=True)
            before = view(app)
            press(app, label)
            assert agrees(app) == replace(before, settings=deed(before.settings))
            assert agrees(opened(page.name, app.query_params)) == view(app)


@every_page
def test_the_door_and_the_equations_open(page):
    app = opened(page.name, random_link(page, 5))
    before = view(app)
    app.session_state["equations"] = True
    app.session_state["more"] = True
    run(app)
    assert agrees(app) == before
    if page.equations is not None:
        formulas = [part.value for part in app.markdown if part.value.startswith(r"$\displaystyle")]
        assert len(formulas) == len(page.equations(before.settings)) > 0
    if page.note is not None:
        assert page.note(before.settings) in [part.value for part in app.markdown]


def test_a_page_needs_no_tables():
    """pandas and pyarrow would be 65 MB and a fifth of a second of the first visitor's time."""
    here = Path(__file__).parent
    script = "import sys, hands; hands.opened('canyon'); print(*{'pandas', 'pyarrow'} & {*sys.modules})"
    paths = os.environ | {"PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    found = subprocess.run([sys.executable, "-c", script], env=paths, capture_output=True, text=True)
    assert (found.returncode, found.stdout.strip()) == (0, ""), found.stderr[-2000:]


def test_a_hand_on_the_act_before_changes_nothing_of_the_next():
    app = opened("canyon")
    session = app.session_state[KEY]
    session.go("canyon", "overstep")  # a clicker, and in the same message a slider that has moved just before
    session.set({"eta": 0.3})
    run(app)
    assert agrees(app).settings == PAGES["canyon"].opening(PAGES["canyon"].act("overstep"))
    session.set({"eta": 0.3})
    run(app)
    assert agrees(app).settings.eta == 0.3
