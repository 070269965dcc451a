"""The first page: every lesson's questions, and where links of version 1 lead."""

import json

import pytest
from hands import MAIN, agrees, run, sent, view
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from lesson import read
from pages import HOME, PAGES


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A new session searches all installed packages for components, for longer than the page takes; none has any."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)


def first(query=None):
    """The app at its bare address."""
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.query_params = query or {}
    return run(app)


def listed(app):
    (home,) = app.get("bidi_component")
    return json.loads(home.proto.json)[0]


def test_it_lists_every_act_of_every_page_in_order():
    data = listed(first())
    assert [lesson["page"] for lesson in data["lessons"]] == list(PAGES)
    for lesson in data["lessons"]:
        assert lesson["acts"] == [[act.name, act.question] for act in PAGES[lesson["page"]].acts]
    assert (data["page"], data["query"]) == (HOME, "")


@pytest.mark.parametrize("name", PAGES)
def test_an_act_of_the_list_opens(name):
    for act in PAGES[name].acts:
        app = sent(first(), "go", {"page": name, "act": act.name})
        assert agrees(app) == read(PAGES[name], {"act": [act.name]})


@pytest.mark.parametrize(
    "query",
    [{"eta": "0.05"}, {"surface": "rosenbrock", "eta": "0.002"}, {"act": "race"}, {"eta": "nan", "kappa": "30"}],
)
def test_a_link_of_version_1_to_the_bare_address_is_the_canyon(query):
    app = first(query)
    assert view(app) == read(PAGES[HOME], {name: [text] for name, text in query.items()})


def test_what_says_nothing_to_the_canyon_is_the_first_page():
    assert listed(first({"utm": "mail", "nonsense": "1"}))["lessons"]
