"""The pages as Streamlit runs them: links of every kind, presets, buttons, and what the picture then shows."""

import json
import re
import struct
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from optim.settings import declared
from scenes import words
from scenes.canyon import Settings, best_eta, scene
from scenes.hyperparameters import eta_field
from scenes.presets import PRESETS, complete
from surfaces import SURFACES

APP = Path(__file__).parents[1] / "app.py"
PAGES = [page for page in re.findall(r'"pages/(\w+)\.py"', APP.read_text("utf-8")) if page != "canyon"]
DEFAULT = Settings(x0=-4.2, y0=1.4)
RESET, BEST = "Reset", "Best η for each"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A new AppTest searches all installed packages for components, for longer than the page takes; none has any."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)


def opened(query=None):
    """The app of a link in a new session, drawn without a traceback."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params |= query or {}
    return run(app)


def run(element):
    app = element.run()
    assert not [trouble.value for trouble in (*app.exception, *app.error, *app.warning)]
    return app


def shown(app):
    """The settings that the page's widgets have; those of widgets that are not drawn at their default."""
    state = app.session_state.to_dict()
    return Settings(**{name: state[name] for name in declared(Settings) if state.get(name) not in (None, [])})


def picture(app):
    """What the stage got, without its arrays: the header of the message that payload.js describes."""
    (stage,) = app.get("bidi_component")
    message = stage.proto.bytes
    (length,) = struct.unpack_from("<I", message)
    return json.loads(message[4 : 4 + length])


def agrees(app):
    """The settings of a page, whose picture and words are those of these settings."""
    settings = shown(app)
    drawn, sent = scene(settings), picture(app)
    assert sent["summary"] == drawn.summary
    assert sent["title"]["title"] == words.title(settings)
    assert sent["steps"] == settings.steps
    text = "\n".join(part.value for part in app.markdown)
    assert all(sentence in text for sentence in drawn.sentences)
    assert words.fairness(settings) in text
    return settings


def widget(app, name):
    kinds = ("slider", "select_slider", "selectbox", "toggle", "pills", "segmented_control", "number_input")
    return next(widget for kind in kinds for widget in getattr(app, kind) if widget.key == name)


def button(app, label):
    return next(button for button in app.button if button.label == label)


def sent(app, event, value):
    """The app after its stage has reported an event; AppTest itself knows no component's events."""
    (stage,) = app.get("bidi_component")
    states = app._tree.get_widget_states()
    event = {"event": event, "value": value}
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{stage.proto.id}__events", json_trigger_value=json.dumps([event]))
    app._run(states)
    assert not [trouble.value for trouble in (*app.exception, *app.error, *app.warning)]
    return app


# Opening


def test_the_app_opens_with_all_at_its_default():
    app = opened()
    assert agrees(app) == DEFAULT
    assert app.query_params == {}
    assert app.title[0].value == "What happens in the canyon?"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(page):
    app = opened()
    app.switch_page(f"pages/{page}.py")
    assert run(app).title
    assert picture(app)["summary"]


@pytest.mark.parametrize("text", ["nonsense", "1e999", "-1", "", "<b>0.1</b>"])
@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_link_opens_every_page(page, text):
    app = AppTest.from_file(str(APP), default_timeout=30).switch_page(f"pages/{page}.py")  # with no values of another
    app.query_params = dict.fromkeys(declared(import_module(f"scenes.{page}").Settings), text)
    assert picture(run(app))["summary"]


FAR = {"steps": "500", "seed": "9999", "eta": "1", "noise": "5", "epsilon": "1", "view": "3D", "x0": "5", "rho": "0.99"}


def test_values_of_one_page_are_not_another_ones():
    app = opened(FAR)
    for page in [*PAGES, *reversed(PAGES)]:
        settings = import_module(f"scenes.{page}").Settings
        app.switch_page(f"pages/{page}.py")
        app.query_params = {}
        state = run(app).session_state.to_dict()
        drawn = {name: state[name] for name in declared(settings) if state.get(name) not in (None, [])}
        assert settings(**drawn) == settings(), page


def test_pages_are_found():
    assert "momentum" in PAGES


def test_controls_of_what_does_not_race_are_not_shown():
    keys = {element.key for element in opened({"surface": "bowl", "rules": "SGD"}).sidebar if hasattr(element, "key")}
    assert {"surface", "rules", "eta", "x0", "y0", "steps", "noise", "view"} <= keys
    assert not keys & {"kappa", "theta", "alpha", "rho", "beta1", "beta2", "bias_correction", "epsilon", "seed"}


def test_a_run_again_changes_nothing():
    app = opened({"eta": "0.3", "theta": "30"})
    before = shown(app), picture(app), app.query_params
    assert (shown(run(app)), picture(app), app.query_params) == before


# Links

GOOD = [
    *(("surface", "rosenbrock", "rosenbrock"), ("kappa", "50", 50.0), ("theta", "-30", -30.0)),
    *(("x0", "2.5", 2.5), ("y0", "-1.25", -1.25), ("steps", "250", 250), ("noise", "0.35", 0.35), ("view", "3D", "3D")),
    *(("rules", "Adam", ("Adam",)), ("rules", ["SGD", "RMSProp"], ("SGD", "RMSProp")), ("each", "true", True)),
    *(("eta", "0.0003", 0.0003), ("eta", "1", 1.0), ("alpha", "0.5", 0.5), ("alpha", "0", 0.0), ("rho", "0.99", 0.99)),
    *(("beta1", "0.25", 0.25), ("beta2", "0", 0.0), ("beta2", "0.95", 0.95), ("epsilon", "1e-10", 1e-10)),
    *(("epsilon", "0.5", 0.5), ("bias_correction", "false", False)),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD, ids=str)
def test_a_link_sets_what_it_names(name, text, value):
    app = opened({name: text})
    x, y = Settings(**{name: value}).start()
    assert agrees(app) == Settings(**{"x0": x, "y0": y, name: value})
    assert app.query_params == {name: text}


@pytest.mark.parametrize(
    "name", ["eta", "kappa", "theta", "steps", "alpha", "epsilon", "x0", "surface", "view", "each"]
)
def test_a_link_that_names_a_default_says_nothing(name):
    default = getattr(DEFAULT, name)
    app = opened({name: f"{default:g}" if isinstance(default, float) else str(default).lower()})
    assert agrees(app) == DEFAULT
    assert app.query_params == {}


LINKS = [
    {"each": "true", "eta_sgd": "0.02", "eta_momentum": "0.03", "eta_rmsprop": "0.04", "eta_adam": "0.5"},
    {"noise": "1", "seed": "77", "steps": "50"},
    {"surface": "saddle", "x0": "-2.5", "y0": "2", "view": "3D", "rules": ["SGD", "Momentum"]},
    {"kappa": "1000", "theta": "90", "eta": "0.5", "bias_correction": "false"},
    {"each": "true", "rules": "RMSProp", "eta_rmsprop": "0.3", "rho": "0", "epsilon": "1"},
]


@pytest.mark.parametrize("link", LINKS, ids=str)
def test_a_link_is_kept_and_gives_the_same_again(link):
    app = opened(link)
    assert app.query_params == link
    assert agrees(opened(app.query_params)) == agrees(app)


@pytest.mark.parametrize(
    ("text", "option"), [("0.1234", "0.12"), ("0.205", "0.2"), ("0.00031", "0.0003"), ("2e-1", "0.2")]
)
def test_an_eta_between_two_options_is_the_nearer_one(text, option):
    app = opened({"eta": text, "rho": "0.5"})
    assert agrees(app) == Settings(x0=-4.2, y0=1.4, rho=0.5, eta=float(option))


@pytest.mark.parametrize(
    ("text", "option"), [("0.1234", "0.12"), ("0.205", "0.2"), ("0.00031", "0.0003"), ("2e-1", "0.2")]
)
def test_the_link_of_an_eta_between_two_options_then_names_the_nearer_one(text, option):
    assert opened({"eta": text, "rho": "0.5"}).query_params == {"eta": option, "rho": "0.5"}


LONG = "9" * 100_000
UNKNOWN = ["nonsense", "", "η", "eta[]", "__class__", "guess", "stage", "_first", "_draft", "preset", "page", "Eta"]
HOSTILE = {
    "eta": (
        *("nonsense", "NaN", "inf", "-inf", "1e999", "-0.1", "0", "", " ", "1,5", "0x1", "2", ["0.2", "0.3"], LONG),
        *("<script>alert(1)</script>", "'; DROP TABLE runs; --", "{{7*7}}", "⅒", "\x00", "%s%n"),
    ),
    "steps": (str(10**12), "-5", "0", "1e3", "NaN", "٣٠٠٠", LONG),
    "x0": ("1e300", "-1e300", "nan", "left", "", "5.01", ["1", "2"], LONG),
    "y0": ("4.5",),
    "theta": ("1e5", "nan"),
    "alpha": ("1", "NaN", ["0.1", "0.2"]),
    "rho": ("-0.5",),
    "beta1": ("inf",),
    "beta2": ("1",),
    "epsilon": ("0", "-1e-7"),
    "noise": ("-1", "1e999", "nan"),
    "seed": ("-1", "1e99"),
    "surface": ("../../etc", "Canyon", "", "canyon\n", "🏔", "<b>bowl</b>", "null", "x" * 50_000),
    "each": ("maybe", "", "2", "None"),
    "eta_adam": ("-1",),
    "rules": ("", "Nonsense", "sgd", "SGD,Adam", "[]", "__import__('os')", ["Nonsense", "Nadam"]),
    "view": ("4D", "map<svg onload=1>", "MAP", "", ["4D", "5D"]),
    "bias_correction": ("perhaps",),
}
HOSTILE_LINKS = [
    *({name: "1"} for name in UNKNOWN),
    *({name: text} for name, texts in HOSTILE.items() for text in texts),
    {name: texts[0] for name, texts in HOSTILE.items()},
]


def test_many_hostile_links_are_tried():
    assert len(HOSTILE_LINKS) >= 40


@pytest.mark.parametrize("link", HOSTILE_LINKS, ids=lambda link: ascii(link)[:60])
def test_a_hostile_link_falls_back_and_the_rest_of_it_works(link):
    app = opened(link | {"kappa": "50"})
    assert agrees(app) == Settings(kappa=50.0, x0=-4.2, y0=1.4)
    assert app.query_params["kappa"] == "50"


@pytest.mark.parametrize(
    "link",
    [
        *({"surface": ["bowl", "saddle"]}, {"view": ["map", "3D"]}, {"eta": ["0.1234", "0.1234"]}, {"steps": "12.5"}),
        *({"each": ["true", "false"]}, {"rules": ["SGD"] * 500}, {"eta": "𝟘.𝟙𝟚"}, {"seed": ["1", "2"]}),
        *({"eta_sgd": "0.31"}, {"eta_sgd": "x", "each": "true"}, {"guess": "x" * 1000}, {"equations": "true"}),
    ],
    ids=lambda link: ascii(link)[:60],
)
def test_an_odd_link_works_one_way_or_the_other(link):
    app = opened(link | {"noise": "0.5"})
    assert agrees(app).noise == 0.5
    assert app.query_params["noise"] == "0.5"


@pytest.mark.parametrize("kappa", ["nonsense", "", "0", "-5", "NaN", "1e999", "1001", ["50", "60"], LONG])
def test_a_hostile_kappa_falls_back_and_eta_works(kappa):
    app = opened({"kappa": kappa, "eta": "0.3"})
    assert agrees(app) == Settings(eta=0.3, x0=-4.2, y0=1.4)
    assert app.query_params == {"eta": "0.3"}


def test_of_several_rules_the_known_ones_race():
    assert agrees(opened({"rules": ["Nonsense", "SGD", "Adam", "SGD"]})).rules == ("SGD", "Adam")


def test_no_rules_are_all_rules():
    assert agrees(opened({"rules": "", "kappa": "50"})) == Settings(kappa=50.0, x0=-4.2, y0=1.4)


def test_a_start_off_the_map_of_its_surface_falls_back_alone():
    app = opened({"surface": "saddle", "x0": "3", "y0": "1.5", "eta": "0.3"})
    assert agrees(app) == Settings(surface="saddle", x0=-2.0, y0=1.5, eta=0.3)
    assert app.query_params == {"surface": "saddle", "y0": "1.5", "eta": "0.3"}


def test_a_seed_out_of_range_is_the_default():
    assert agrees(opened({"noise": "1", "seed": "-1"})) == Settings(noise=1.0, x0=-4.2, y0=1.4)


# Hands on the controls


@pytest.mark.parametrize(("name", "text", "value"), GOOD, ids=str)
def test_what_a_hand_sets_is_what_the_link_that_names_it_sets(name, text, value):
    by_hand = run(widget(opened(), name).set_value(list(value) if name == "rules" else value))
    assert getattr(agrees(by_hand), name) == value
    assert shown(opened({name: text})) == shown(by_hand)


@pytest.mark.parametrize(
    ("first", "then"), [({"each": True}, {"eta_adam": 0.5}), ({"noise": 1.0}, {"seed": 12})], ids=str
)
def test_a_control_that_appears_works(first, then):
    app = opened()
    for name, value in (first | then).items():
        run(widget(app, name).set_value(value))
    assert agrees(app) == Settings(x0=-4.2, y0=1.4, **first, **then)


@pytest.mark.parametrize("surface", SURFACES)
def test_another_surface_starts_where_it_is_worth_watching(surface):
    app = run(widget(opened({"theta": "30"}), "surface").set_value(surface))
    if surface != "canyon":
        assert agrees(app).start() == SURFACES[surface].starts[0]
    agrees(run(widget(app, "surface").set_value("canyon")))


@pytest.mark.parametrize("surface", ["saddle", "rosenbrock", "booth"])
def test_another_surface_starts_there_whatever_start_the_link_named(surface):
    app = run(widget(opened({"x0": "1", "y0": "1"}), "surface").set_value(surface))
    assert agrees(app).start() == SURFACES[surface].starts[0]


@pytest.mark.parametrize("surface", ["saddle", "rosenbrock", "booth"])
def test_the_link_of_another_surface_does_not_keep_the_start_of_the_one_before(surface):
    app = run(widget(opened({"x0": "1", "y0": "1"}), "surface").set_value(surface))
    sent(app, "again", True)  # as the stage does when it has drawn what a callback has set
    assert not {"x0", "y0"} & set(app.query_params)


def test_settings_come_back_with_their_surface():
    app = opened({"kappa": "50", "theta": "30"})
    for surface in ("bowl", "canyon"):
        run(widget(app, "surface").set_value(surface))
    assert (agrees(app).kappa, agrees(app).theta) == (50.0, 30.0)


def test_all_rules_taken_back_race_again():
    app = run(widget(opened(), "rules").set_value([]))
    assert agrees(app) == DEFAULT


# Presets and buttons


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_its_settings_and_the_link(preset):
    app = opened({"theta": "30", "alpha": "0.5", "noise": "0.5", "view": "3D"})
    run(app.menu_button(key="preset").click(preset))
    expected = Settings(**complete(PRESETS[preset]))
    assert agrees(app) == expected
    assert agrees(opened(app.query_params)) == expected


def test_the_menu_offers_the_presets():
    assert opened().menu_button(key="preset").options == list(PRESETS)


SEVERAL = {
    "all at once": {
        **{"surface": "himmelblau", "steps": 170, "noise": 0.7, "seed": 31, "view": "3D"},
        **{"rules": ("RMSProp", "Adam"), "each": True, "eta_rmsprop": 0.011, "eta_adam": 0.36, "rho": 0.77},
        **{"beta1": 0.12, "beta2": 0.9999, "epsilon": 3.6e-5, "bias_correction": False},
    },
    "canyon": {"kappa": 330.0, "theta": -72.0, "x0": -1.0, "y0": 2.5, "eta": 0.0007, "alpha": 0.99},
    "start at the default of another angle": {"theta": 45.0, "x0": -4.2, "y0": 1.4},
}


@pytest.mark.parametrize("several", SEVERAL)
def test_a_link_round_trip_gives_the_same_settings(several, monkeypatch):
    monkeypatch.setitem(PRESETS, several, SEVERAL[several])
    app = run(opened().menu_button(key="preset").click(several))
    assert agrees(app) == Settings(**complete(SEVERAL[several]))
    assert agrees(opened(app.query_params)) == shown(app)


BEST_FOR = [{}, {"surface": "rosenbrock", "steps": "80"}, {"rules": ["SGD", "Adam"], "kappa": "100"}]


@pytest.mark.parametrize("link", BEST_FOR, ids=str)
def test_the_best_eta_for_each(link):
    app = opened(link)
    before = shown(app)
    run(button(app, BEST).click())
    after = agrees(app)
    found = best_eta(before)
    assert after.each
    assert {name: after.eta_of(name) for name in before.rules} == found
    changed = {"each", *map(eta_field, found)}
    assert all(getattr(after, name) == getattr(before, name) for name in declared(Settings) if name not in changed)


@pytest.mark.parametrize("link", BEST_FOR, ids=str)
def test_the_link_keeps_the_best_eta_for_each(link):
    app = opened(link)
    run(button(app, BEST).click())
    assert agrees(opened(app.query_params)) == shown(app)


def test_reset_sets_everything_back():
    app = opened({"surface": "saddle", "eta": "0.3", "rules": "SGD", "noise": "1", "seed": "5", "view": "3D"})
    run(button(app, RESET).click())
    assert agrees(app) == DEFAULT


@pytest.mark.parametrize(
    "link", [{"each": "true", "eta": "0.3"}, {"eta_sgd": "0.3"}, {"surface": "bowl", "kappa": "50"}], ids=str
)
def test_reset_sets_back_what_was_not_shown(link):
    app = opened(link)
    run(button(app, RESET).click())
    assert agrees(app) == DEFAULT
    assert agrees(run(widget(app, "each").set_value(True))) == replace(DEFAULT, each=True)


def test_reset_leaves_a_link_without_parameters():
    app = opened({"surface": "saddle", "eta": "0.3", "view": "3D", "rules": "SGD"})
    run(button(app, RESET).click())
    assert app.query_params == {}


def test_a_guess_is_answered_from_the_run():
    app = opened({"kappa": "100"})
    guesses = widget(app, "guess")
    assert words.answer(shown(app)) not in [part.value for part in app.markdown]
    run(guesses.set_value(guesses.options[0]))
    assert words.answer(shown(app)) in [part.value for part in app.markdown]
    assert not [found for found in app.main if found.type == "button"]


def test_a_guess_elsewhere_leads_to_the_canyon():
    app = opened({"surface": "bowl"})
    guesses = widget(app, "guess")
    run(guesses.set_value(guesses.options[2]))
    run(button(app, "Show it in the canyon").click())
    assert agrees(app) == DEFAULT


def formulas(app):
    return [part.value for part in app.markdown if part.value.startswith(r"$\displaystyle")]


def test_the_equations_carry_the_current_numbers():
    app = opened({"eta": "0.03", "rules": ["SGD", "Adam"], "beta1": "0.25"})
    assert not formulas(app)
    app.session_state["equations"] = True
    run(app)
    sgd, adam = formulas(app)
    assert r"w - 0.03\,g" in sgd
    assert r"0.25\,s + 0.75\,g" in adam


# What the stage reports


def test_a_draft_is_drawn_once_and_leaves_the_settings_alone():
    app = opened({"kappa": "50"})
    settings = shown(app)
    index = declared(Settings)["eta"].options.index(0.3)
    sent(app, "draft", {"id": 7, "values": {"eta": index, "theta": 20}})
    drafted = Settings(kappa=50.0, eta=0.3, theta=20.0, x0=-4.2, y0=1.4)
    assert picture(app)["title"]["title"] == words.title(drafted)
    assert picture(app)["summary"] == scene(drafted).summary
    assert picture(app)["draft"] == 7
    assert shown(app) == settings
    assert app.query_params == {"kappa": "50"}
    assert agrees(run(app)) == settings
    assert picture(app)["draft"] is None


def test_a_click_on_the_map_sets_the_start():
    app = sent(opened(), "start", [1.234, -2])
    assert shown(app) == Settings(x0=1.23, y0=-2.0)
    assert agrees(run(app)) == Settings(x0=1.23, y0=-2.0)
    assert agrees(opened(app.query_params)) == shown(app)


BAD = [
    None,
    "x",
    [],
    [1],
    [1, 2, 3],
    {"x": 1},
    5,
    ["a", "b"],
    [None, 1],
    [[1], [2]],
    [{}, 1],
    [float("nan"), 0],
    [10**400, 0],
]


@pytest.mark.parametrize("value", BAD, ids=lambda value: str(value)[:20])
def test_a_hostile_click_is_dropped(value):
    app = sent(opened({"eta": "0.3"}), "start", value)
    assert agrees(run(app)) == Settings(eta=0.3, x0=-4.2, y0=1.4)


@pytest.mark.parametrize("point", [[100, 100], [1e300, 0], [-5.01, 0], [0, 4.2]], ids=str)
def test_a_click_off_the_map_leaves_the_start_on_it(point):
    settings = agrees(run(sent(opened({"eta": "0.3"}), "start", point)))
    assert settings.eta == 0.3
    assert abs(settings.x0) <= 5
    assert abs(settings.y0) <= 4


VALUES = [
    {"eta": 10**400},
    {"eta": float("nan")},
    {"eta": "0.3"},
    {"eta": [1]},
    {"nonsense": 3},
    {"": 1},
    {"seed": 1.5},
    {"x0": 77},
]
POINTS = [
    {"surface": 3},
    {"rules": 1},
    {"each": 1},
    {"view": 0},
    {"x0": 77},
    {"x0": "1"},
    {"nonsense": 3},
    {"steps": 1e20},
]
DRAFTS = [None, 3, "x", [], [1], {}, {"id": 1}, {"id": "1", "values": {"eta": 3}}, {"id": 1, "values": [3]}]
DRAFTS += [{"id": 1, "values": values} for values in VALUES] + [{"id": 1, "point": point} for point in POINTS]


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: str(draft)[:40])
def test_a_hostile_draft_leaves_the_page_whole(draft):
    app = sent(opened({"eta": "0.3"}), "draft", draft)
    assert picture(app)["summary"]
    assert agrees(run(app)) == Settings(eta=0.3, x0=-4.2, y0=1.4)
