"""Controls: what a link says becomes the widgets' values, and whatever the session holds becomes settings."""

import math
from dataclasses import dataclass

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from optim.settings import check, declared, setting
from scenes.canyon import LIVE, Settings
from ui.controls import Drafts, current, link, nearest

DECLARED = declared(Settings)
SLIDERS = [name for name, meta in DECLARED.items() if meta.options and meta.kind is float]


def page():
    """All controls of the canyon race, and a button that sets them as a callback does."""
    import streamlit as st

    from optim.settings import declared
    from scenes.canyon import Settings
    from ui.controls import Controls, current, put

    control = Controls(Settings)
    span = {"min_value": -5.0, "max_value": 5.0, "value": 0.0}
    st.session_state["returned"] = {
        name: control(name, **span) if name in ("x0", "y0") else control(name) for name in declared(Settings)
    }
    st.session_state["current"] = current(Settings)
    st.button("Put", on_click=lambda: put(Settings, st.session_state["wanted"]))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A new AppTest searches all installed packages for components, for longer than the page takes; none has any."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)


def opened(query=None):
    """The page of a link; `seen(page)` are its settings."""
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params |= query or {}
    app.run()
    assert not app.exception
    return app


def seen(app):
    return app.session_state["current"]


def settings_of(**values):
    """Settings as the page shows them: its start is not left to the surface."""
    return Settings(**{"x0": 0.0, "y0": 0.0} | values)


def widgets(app):
    kinds = ("slider", "select_slider", "selectbox", "toggle", "pills", "segmented_control", "number_input")
    return {widget.key: (kind, widget) for kind in kinds for widget in getattr(app, kind)}


def between(name, share):
    """A value so far between two options, by ratio where all are positive, as a link's text; and the nearer one."""
    options = DECLARED[name].options
    low, high = options[5], options[6]
    value = low * (high / low) ** share if options[0] > 0 else low + share * (high - low)
    return repr(value), low if share < 0.5 else high


@pytest.fixture
def session(monkeypatch):
    """The session's state as a plain dict."""
    state = {}
    monkeypatch.setattr(streamlit, "session_state", state)
    return state


# Widgets


def test_every_setting_has_a_widget_of_its_kind_with_its_name_title_and_default():
    found = widgets(opened())
    assert list(found.keys() - DECLARED.keys()) == []
    for name, meta in DECLARED.items():
        kind, widget = found[name]
        if meta.kind is bool:
            expected = "toggle"
        elif meta.kind is tuple:
            expected = "pills"
        elif meta.kind is str:
            expected = "selectbox" if len(meta.options) > 3 else "segmented_control"
        elif meta.options:
            expected = "select_slider"
        else:
            expected = "slider" if meta.slider or name in ("x0", "y0") else "number_input"
        assert kind == expected, name
        assert widget.proto.label == meta.title
        assert widget.proto.query_param_key == name
        if name not in ("x0", "y0"):
            assert widget.value == (list(meta.default) if meta.kind is tuple else meta.default)


def test_a_slider_spans_what_was_declared():
    _, theta = widgets(opened())["theta"]
    assert (theta.min, theta.max, theta.step) == (-90, 90, 1)
    _, steps = widgets(opened())["steps"]
    assert (steps.min, steps.max, steps.step) == (10, 500, 10)
    assert isinstance(steps.value, int)
    _, eta = widgets(opened())["eta"]
    assert [float(option) for option in eta.options] == list(DECLARED["eta"].options)


def test_what_a_page_says_of_a_widget_goes_before_the_declaration():
    def narrow():
        from scenes.canyon import Settings
        from ui.controls import Controls

        Controls(Settings)("x0", min_value=-2.5, max_value=2.5, value=-2.0, label="From")

    (x0,) = AppTest.from_function(narrow, default_timeout=30).run().slider
    assert (x0.label, x0.min, x0.max, x0.value, x0.step) == ("From", -2.5, 2.5, -2.0, 0.05)


def test_no_choice_means_all():
    app = opened()
    app.pills(key="rules").set_value([]).run()
    assert app.session_state["returned"]["rules"] == DECLARED["rules"].default
    assert seen(app).rules == DECLARED["rules"].default


# Links


@pytest.mark.parametrize("name", ["kappa", "eta", "eta_adam", "beta2", "epsilon"])
@pytest.mark.parametrize("share", [0.4, 0.6])
def test_a_link_between_two_options_gets_the_nearer_one(name, share):
    text, option = between(name, share)
    app = opened({name: text})
    assert seen(app) == settings_of(**{name: option})
    assert app.select_slider(key=name).value == option


@pytest.mark.parametrize("name", ["kappa", "eta", "eta_adam", "beta2", "epsilon"])
@pytest.mark.parametrize("share", [0.4, 0.6])
def test_the_link_then_says_so(name, share):
    text, option = between(name, share)
    assert opened({name: text}).query_params == {name: f"{option:g}"}


@pytest.mark.parametrize("text", ["0.2", "2e-1", " 0.2", "0.20", "+0.2", "0.199999"])
def test_an_option_may_be_written_in_other_ways(text):
    assert seen(opened({"eta": text})).eta == 0.2


def test_a_link_to_options_is_kept_as_it_is():
    query = {"eta": "0.2", "kappa": "50", "beta2": "0.98", "epsilon": "1e-05"}
    app = opened(query)
    assert seen(app) == settings_of(eta=0.2, kappa=50.0, beta2=0.98, epsilon=1e-5)
    assert app.query_params == query


def test_several_values_between_options_snap_together():
    app = opened({"eta": "0.1234", "kappa": "53", "theta": "12.5"})
    assert seen(app) == settings_of(eta=0.12, kappa=50.0, theta=12.5)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("eta", text) for text in ("0", "-0.1", "1.01", "9e-5", "nan", "inf", "-inf", "1e999", "", "fast", "0,2")),
        *(("kappa", text) for text in ("0.5", "1001", "-20")),
        *(("beta2", text) for text in ("-0.1", "1", "0.99999")),
        *(("theta", text) for text in ("91", "-90.5", "nan", "1e300", "north")),
        *(("steps", text) for text in ("0", "-10", "501", "1000000000000", "1e3", "many")),
        *(("alpha", text) for text in ("1", "-0.01", "inf")),
        *(("seed", text) for text in ("-1", "10000", "nan", "none")),
        *(("x0", text) for text in ("1e300", "-5.5", "nan", "left")),
        *(("surface", text) for text in ("", "Canyon", "../canyon", "cliff%00")),
        *(("view", text) for text in ("4D", "MAP", "3D ")),
        *(("each", text) for text in ("", "maybe", "2")),
        *(("rules", text) for text in ("sgd", "Nadam", "SGD,Adam")),
    ],
)
def test_a_link_out_of_range_falls_back_and_the_rest_of_it_works(name, text):
    app = opened({name: text, "rho": "0.5"})
    assert seen(app) == settings_of(rho=0.5)
    assert app.query_params == {"rho": "0.5"}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"eta": 0.2},
        {"surface": "beale", "x0": -1.25, "y0": 0.5, "steps": 300, "noise": 0.35, "seed": 17, "view": "3D"},
        {"rules": ("SGD", "Adam"), "each": True, "eta_sgd": 1e-4, "eta_adam": 1.0, "bias_correction": False},
        {"kappa": 1000.0, "theta": -45.0, "alpha": 0.0, "rho": 0.99, "beta1": 0.5, "beta2": 0.0, "epsilon": 1e-10},
        {"rules": ("Momentum",), "epsilon": 1.0, "beta2": 0.9999},
    ],
    ids=str,
)
def test_a_link_to_settings_gives_those_settings(values):
    query = link(Settings(**values))
    assert set(query) == set(values)
    app = opened(query)
    assert seen(app) == settings_of(**values)
    assert {name: text if isinstance(text, list) else [text] for name, text in app.query_params.items()} == {
        name: text if isinstance(text, list) else [text] for name, text in query.items()
    }


def test_what_a_callback_puts_is_in_the_widgets_and_in_the_link():
    app = opened()
    wanted = {
        "eta": 0.3,
        "theta": 30.0,
        "surface": "saddle",
        "each": True,
        "steps": 250,
        "rules": ("SGD", "Adam"),
        "view": "3D",
    }
    app.session_state["wanted"] = wanted
    app.button[0].click().run()
    assert not app.exception
    assert seen(app) == settings_of(**wanted)
    assert seen(opened(app.query_params)) == settings_of(**wanted)


def test_a_callback_that_puts_the_defaults_leaves_nothing_in_the_link():
    app = opened({"eta": "0.3", "rules": ["SGD", "Adam"], "each": "true"})
    app.session_state["wanted"] = {name: meta.default for name, meta in DECLARED.items() if name not in ("x0", "y0")}
    app.button[0].click().run()
    assert not app.exception
    assert seen(app) == settings_of()
    assert app.query_params == {}


def test_a_number_to_type_in_may_have_decimals():
    def box():
        from scenes.canyon import Settings
        from ui.controls import Controls

        Controls(Settings)("x0")

    app = AppTest.from_function(box, default_timeout=30)
    app.query_params["x0"] = "-1.25"
    (x0,) = app.run().number_input
    assert x0.value == -1.25


def test_nearest_option_of_a_value_anywhere():
    asked = [0.0, 1e-9, 0.0001, 0.1234, 0.97, 1.0, 50.0]
    assert [nearest(Settings, "eta", value) for value in asked] == [1e-4, 1e-4, 1e-4, 0.12, 1.0, 1.0, 1.0]


# What the session holds


def test_an_empty_session_gives_the_defaults(session):
    assert current(Settings) == Settings()


def test_the_session_is_read_and_left_alone(session):
    session |= {
        "eta": 0.3,
        "rules": ["Adam"],
        "surface": "booth",
        "x0": 3.0,
        "bias_correction": False,
        "other": "thing",
    }
    before = dict(session)
    expected = Settings(eta=0.3, rules=("Adam",), surface="booth", x0=3.0, bias_correction=False)
    assert current(Settings) == expected
    assert session == before


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.parametrize(
    "garbage", ["garbage", b"bytes", {}, {"a": 1}, (1, 2), [[]], object(), math.nan, 1j, range(3)], ids=repr
)
def test_garbage_in_the_session_falls_back_and_the_rest_is_kept(session, name, garbage):
    other = {"rho": 0.5} if name != "rho" else {"alpha": 0.5}
    session |= {name: garbage} | other
    assert current(Settings) == Settings(**other)


@pytest.mark.parametrize("name", DECLARED)
def test_nothing_in_the_session_is_the_default(session, name):
    session[name] = None
    assert current(Settings) == Settings()


@pytest.mark.parametrize(
    ("name", "value"), [("eta", math.inf), ("eta", 10**400), ("eta", -1), ("x0", 101.0), ("seed", 10**9), ("rules", [])]
)
def test_numbers_out_of_range_in_the_session_fall_back(session, name, value):
    session |= {name: value, "rho": 0.5}
    assert current(Settings) == Settings(rho=0.5)


def test_steps_beyond_their_bounds_are_pulled_back(session):
    session["steps"] = 10**12
    assert current(Settings).steps == 2000


# Drafts


@pytest.mark.parametrize("name", SLIDERS)
def test_a_draft_of_a_select_slider_is_the_index_of_an_option(session, name):
    options = DECLARED[name].options
    for raw in (0, 1, len(options) // 2, len(options) - 1):
        assert getattr(current(Settings, Drafts({name: raw})), name) == options[raw]
        assert getattr(current(Settings, Drafts({name: float(raw)})), name) == options[raw]
    assert getattr(current(Settings, Drafts({name: 2.9})), name) == options[2]
    for raw in (-1, -1e308, -(10**30)):
        assert getattr(current(Settings, Drafts({name: raw})), name) == options[0]
    for raw in (len(options), 1e308, 10**30):
        assert getattr(current(Settings, Drafts({name: raw})), name) == options[-1]


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        *(("theta", 33, 33.0), ("theta", -1e308, -90.0), ("theta", 91, 90.0)),
        *(("steps", 120, 120), ("steps", 120.7, 120), ("steps", 0, 10), ("steps", 1e308, 500)),
        *(("alpha", 0.55, 0.55), ("alpha", 2, 0.99), ("noise", -3, 0.0)),
        *(("x0", -1.234, -1.234), ("y0", 3, 3.0)),
    ],
)
def test_a_draft_of_a_slider_is_its_value_within_the_slider(session, name, raw, value):
    got = getattr(current(Settings, Drafts({name: raw})), name)
    assert got == value
    assert type(got) is type(value)


def test_a_draft_goes_before_the_session_and_leaves_it_alone(session):
    session |= {"eta": 0.3, "theta": 10.0}
    assert current(Settings, Drafts({"theta": 20, "x0": 1.5, "y0": -2})) == Settings(
        eta=0.3, theta=20.0, x0=1.5, y0=-2.0
    )
    assert session == {"eta": 0.3, "theta": 10.0}


def test_a_draft_that_the_settings_refuse_is_dropped(session):
    session |= {"surface": "saddle", "eta": 0.3}
    assert current(Settings, Drafts({"x0": 3.0})) == Settings(surface="saddle", eta=0.3)  # its map ends at 2.5


def test_a_draft_of_an_unknown_field_is_dropped(session):
    assert current(Settings, Drafts({"__class__": 1, "nonsense": 2, "": 3, "kappa": 0})) == Settings(kappa=1.0)


raws = st.dictionaries(
    st.sampled_from([*DECLARED, "nonsense"]), st.floats(-1e299, 1e299) | st.integers(-(10**40), 10**40), max_size=6
)


@given(raws)
def test_any_draft_of_sliders_gives_settings(values):
    assert untouched_by(Drafts(values), values)


@given(raws)
def test_any_draft_of_a_point_gives_settings(point):
    assert untouched_by(Drafts(point=point), point)


def untouched_by(drafts, fields):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", {})
        settings = current(Settings, drafts)
    return all(getattr(settings, name) == meta.default for name, meta in DECLARED.items() if name not in fields)


def test_a_draft_of_a_point_is_its_coordinates(session):
    session["eta"] = 0.3
    assert current(Settings, Drafts(point={"x0": 1.234, "y0": -2})) == Settings(eta=0.3, x0=1.23, y0=-2.0)
    assert current(Settings, Drafts(point={"eta": 0.1234, "alpha": 2})) == Settings(eta=0.12, alpha=0.9999)
    assert current(Settings, Drafts(point={"x0": 6.0, "y0": 1.0})) == Settings(eta=0.3)  # the map ends at 5


def test_what_is_followed_live_can_be_drafted():
    assert set(LIVE) <= set(DECLARED)
    for name in LIVE:
        meta = DECLARED[name]
        assert meta.kind in (int, float)
        assert meta.slider or meta.options or name in ("x0", "y0")


def test_settings_that_do_not_go_together_give_the_defaults(session):
    @dataclass(frozen=True)
    class Pair:
        low: float = setting(0.0, label="low", bounds=(0, 10), slider=(0, 10), step=1)
        high: float = setting(1.0, label="high", bounds=(0, 10), slider=(0, 10), step=1)

        def __post_init__(self):
            check(self)
            if self.low >= self.high:
                raise ValueError(f"low = {self.low} is outside [0, {self.high})")

    session["low"] = 5.0
    assert current(Pair) == Pair()
    assert current(Pair, Drafts({"high": 7})) == Pair(5.0, 7.0)
    session["high"] = 6.0
    assert current(Pair, Drafts({"high": 2})) == Pair(5.0, 6.0)
