"""The RMSProp page: what it measures is the core's run, what it draws is what it measured, and its links."""

import random
import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from figures.theme import MUTED, SHORT, STYLES
from lesson import declared, read
from lesson.pack import encode, pack
from optim import SGD, Adam, RMSProp, descend
from optim.variants import RMSPropOutside
from pages.rmsprop import PAGE
from pages.rmsprop.measure import measure
from pages.rmsprop.measure_factor import left_at
from pages.rmsprop.settings import OWN, Settings
from surfaces import Scaled, canyon

START = (-4.2, 1.4)
FIELDS = ["view", "kappa", "eta", "rho", "epsilon", "slope", "flat", "scale", "x0", "y0", "steps"]
VALUES = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
ACTS = {PAGE.opening(act).view: act for act in PAGE.acts}  # a view's act
VIEWS = tuple(OWN)
CANYON = ("history", "rest")
SLOPES = ("slope", "fall", "epsilon")

every_view = pytest.mark.parametrize("view", VIEWS)


def opening(view, **other):
    return Settings(**{**ACTS[view].settings, **other})


def scene(chosen):
    return PAGE.scene(chosen, ACTS[chosen.view].name)


def packed(shown):
    return pack(encode(shown))


def tracks(shown):
    return {track.trace: track.values for track in shown.tracks}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


def ran(chosen, rule, factor=None):
    return descend(rule, Scaled(canyon(chosen.kappa), factor or chosen.scale), chosen.start, chosen.steps)


class Straight:
    """A slope for each parameter, the same everywhere; another after some steps."""

    def __init__(self, before, after, until):
        self.before, self.after, self.until = map(np.array, (before, after, until))

    def value(self, w):
        return (w * self.before).sum(-1)

    def gradient(self, w, t=0):
        return np.broadcast_to(self.before if t < self.until else self.after, w.shape).copy()


# What is measured


@pytest.mark.parametrize("view", SLOPES)
def test_steps_on_slopes_are_the_cores(view):
    chosen = opening(view, rho=0.8, epsilon=0.01, slope=3.0, flat=0.1, steps=60)
    pair = (3.0, 0.1)
    where = Straight(pair, pair, 0) if view != "fall" else Straight((3.0,), (0.1,), 20)
    start = (0.0,) if view == "fall" else (0.0, 0.0)
    found = measure(chosen)
    for rule, size in ((RMSProp, found.steps.ratio), (RMSPropOutside, found.outside)):
        run = descend(rule(chosen.eta, 0.8, 0.01), where, start, 60)
        np.testing.assert_allclose(-np.diff(run.w, axis=0) / chosen.eta, size, rtol=1e-9)
        np.testing.assert_allclose(run.w, -chosen.eta * found.places if rule is RMSProp else run.w, rtol=1e-9)
    np.testing.assert_allclose(found.steps.r, run.states.r[1:], rtol=1e-12)
    np.testing.assert_allclose(found.none, found.steps.g / np.sqrt(found.steps.r), rtol=1e-12)


@pytest.mark.parametrize("view", CANYON)
def test_the_run_in_the_canyon_is_the_cores(view):
    chosen = opening(view, steps=120, scale=10.0)
    found, run = measure(chosen), ran(chosen, RMSProp(chosen.eta, chosen.rho, chosen.epsilon))
    np.testing.assert_array_equal(found.run.w, run.w)
    np.testing.assert_allclose(found.steps.ratio, -np.diff(run.w, axis=0) / chosen.eta, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(found.paths["SGD"], ran(chosen, SGD(chosen.eta)).w[: len(found.paths["SGD"])])


def test_both_runs_of_each_rule_are_the_cores():
    chosen = opening("factor", scale=0.01)
    found = measure(chosen)
    rules = {"SGD": SGD(0.2), "RMSProp": RMSProp(0.2, 0.9, 1e-7), "Adam": Adam(0.2, epsilon=1e-7)}
    for name, rule in rules.items():
        once, more = ran(chosen, rule, 1.0).w, ran(chosen, rule).w
        np.testing.assert_array_equal(found.rules[name].once, once)
        np.testing.assert_array_equal(found.rules[name].more, more)
        assert found.rules[name].apart == pytest.approx(np.linalg.norm(once - more, axis=1).max())


def test_a_path_has_left_where_it_is_first_off_the_map():
    surface = canyon(20.0)
    path = np.array([[0.0, 0.0], [4.9, 3.9], [5.1, 0.0], [0.0, 0.0]])
    assert left_at(path, surface) == 2
    assert left_at(path[:2], surface) is None
    assert left_at(np.array([[0.0, 0.0], [np.nan, 0.0]]), surface) == 1


# The picture


def test_bars_rise_to_the_slope_and_the_line_to_the_root():
    chosen = opening("slope")
    shown, found = scene(chosen), measure(chosen)
    for i in (0, 1):
        root = tracks(shown)[f"r{i}"]["y"]
        assert root[0] == 0
        np.testing.assert_allclose(root[1:], np.sqrt(found.steps.r[:, i]) / found.steps.g[0, i])
        bars = next(trace for trace in shown.drawing["data"] if trace["uid"] == f"g{i}")
        assert bars["y"].max() == 1
        sizes = tracks(shown)[f"size{i}"]["y"]
        eta = next(trace for trace in shown.drawing["data"] if trace["uid"] == f"eta{i}")["y"][0]
        np.testing.assert_allclose(sizes[2::4] / eta, found.steps.ratio[:, i])
        texts = tracks(shown)[f"said{i}"]["text"]
        assert texts[5] == [f"step {found.steps.ratio[4, i]:.2f} η"]


def test_bars_appear_one_a_step():
    shown = scene(opening("fall"))
    for step in (0, 1, 40, 100):
        bars = next(trace for trace in shown.at(step)["data"] if trace["uid"] == "g")
        assert len(bars["x"]) == 4 * step + 1
        assert bars["x"][-1] == pytest.approx(step + 0.5, abs=0.11)


@pytest.mark.parametrize("view", ["fall", "history"])
def test_each_step_has_its_dot_in_the_colour_of_its_length(view):
    chosen = opening(view)
    shown, found = scene(chosen), measure(chosen)
    size = np.abs(found.steps.ratio).max(-1)
    wanted = np.where(np.abs(size - 1) <= 0.1, STYLES["RMSProp"].colour, np.where(size < 0.9, SHORT, MUTED))
    ends = (
        np.stack([tracks(shown)["now"][axis] for axis in "xy"], -1)
        if view == "fall"
        else ran(chosen, RMSProp(chosen.eta, chosen.rho, chosen.epsilon)).w
    )
    for step in (1, 8, 30, chosen.steps):
        seen = {}
        for trace in shown.at(step)["data"]:
            if trace["uid"].startswith("dot"):
                for place in zip(trace["x"], trace["y"], strict=True):
                    seen.setdefault(place, set()).add(trace["marker"]["color"])
        for place, colour in zip(map(tuple, ends[1 : step + 1]), wanted[:step], strict=True):
            assert colour in seen[place]
        assert set(seen) <= set(map(tuple, ends[: step + 1]))


def test_the_hillside_falls_by_the_slopes():
    found = measure(opening("fall"))
    shown = scene(opening("fall"))
    x, y = (tracks(shown)["now"][axis] for axis in "xy")
    steep, flat = (y[20] - y[0]) / (x[20] - x[0]), (y[100] - y[20]) / (x[100] - x[20])
    assert steep / flat == pytest.approx(10)
    np.testing.assert_allclose(np.diff(x) / np.diff(x)[-1], found.steps.ratio[:, 0] / found.steps.ratio[-1, 0])


def test_the_tail_is_the_last_steps():
    chosen = opening("rest")
    path = ran(chosen, RMSProp(chosen.eta, chosen.rho, chosen.epsilon)).w
    tail = tracks(scene(chosen))["tail"]
    for step in (0, 3, 120):
        last = path[np.maximum(np.arange(step - 5, step + 1), 0)]
        np.testing.assert_array_equal(np.stack([tail["x"][step], tail["y"][step]], -1), last)


def test_a_path_that_leaves_ends_at_the_edge_and_the_picture_says_when():
    shown = scene(opening("factor"))
    path = tracks(shown)["path-SGD"]
    assert np.isclose(np.abs(path["x"][-1]), 5) or np.isclose(np.abs(path["y"][-1]), 4)
    assert len(path["x"]) == 2
    assert tracks(shown)["said-0"]["text"][-1] == ["left at step 1"]
    assert tracks(shown)["said-1"]["text"][-1] == ["off by under 0.001"]
    away = scene(opening("factor", scale=0.001))
    found = measure(opening("factor", scale=0.001)).rules["SGD"]
    apart = np.linalg.norm(found.once - found.more, axis=1)
    told = [float(text.split()[-1]) for (text,) in tracks(away)["said-0"]["text"][2:]]
    assert told == pytest.approx(apart[2:], rel=0.06)


def test_the_rods_are_the_distances_walked():
    shown, found = scene(opening("epsilon")), measure(opening("epsilon"))
    walked = [size.sum(0) for size in found.sizes.values()]
    longest = np.max(walked)
    for i in (0, 1):
        for k, total in enumerate(walked):
            assert tracks(shown)[f"rod{i}{k}"]["x"][-1, 1] == pytest.approx(total[i] / longest)


@every_view
def test_every_type_is_large_enough_and_every_text_changes_in_place(view):
    shown = scene(opening(view))
    sizes = [trace["textfont"]["size"] for trace in shown.drawing["data"] if "textfont" in trace]
    sizes += [
        part["tickfont"]["size"]
        for part in shown.drawing["layout"].values()
        if isinstance(part, dict) and "tickfont" in part
    ]
    assert min(sizes) >= 16
    uids = [trace["uid"] for trace in shown.drawing["data"]]
    assert len(set(uids)) == len(uids)
    for uid, values in tracks(shown).items():
        assert len({len(row) for row in values.get("text", [[1]])}) == 1, uid
        assert all(text for row in values.get("text", ()) for text in row), uid


@every_view
def test_axes_have_their_places_and_hold_the_paths(view):
    layout = scene(opening(view)).drawing["layout"]
    pairs = {key.removeprefix("xaxis") for key in layout if key.startswith("xaxis")}
    for areas in (layout["meta"]["areas"], layout["meta"]["narrow"]):
        assert set(areas) == pairs
        assert all(left < right and bottom < top for left, right, bottom, top in areas.values())


@every_view
def test_a_drag_moves_points_and_no_axis(view):
    for name in ACTS[view].sliders:
        low, middle, high = (VALUES[name][i] for i in (0, len(VALUES[name]) // 2, -1))
        low, middle, high = (scene(opening(view, **{name: v})).drawing["layout"] for v in (low, middle, high))
        assert low == middle == high, name


@pytest.mark.parametrize("view", ["history", "rest", "factor"])
def test_a_click_sets_the_start(view):
    pick = scene(opening(view)).pick
    assert (pick.fields, pick.domain) == (("x0", "y0"), ((-5.0, 5.0), (-4.0, 4.0)))


def test_what_is_far_outside_is_drawn_no_farther_out_than_plotly_can_draw():
    for view in ("history", "rest", "factor"):
        for chosen in (Settings(view, eta=10, scale=1000), Settings(view, eta=10, rho=0.9999)):
            for uid, values in tracks(scene(chosen)).items():
                if uid.split("-")[0] in ("path", "point", "dot", "tail", "before"):
                    assert max(np.abs(values[axis]).max() for axis in "xy") < 2.1e5, uid


# The page


def test_the_page_names_its_settings_and_shows_those_of_the_picture():
    assert list(declared(Settings)) == FIELDS
    for view in VIEWS:
        assert set(PAGE.controls(Settings(view=view))) == set(OWN[view]) <= set(FIELDS)
        assert set(ACTS[view].sliders) <= set(OWN[view])
    for name, value in (("eta", 0.0), ("rho", 1.0), ("epsilon", 0.0), ("scale", 0), ("kappa", 0.5), ("view", "map")):
        with pytest.raises(ValueError, match=name):
            Settings(**{name: value})


def test_the_acts_are_six_in_the_lectures_order():
    assert [act.name for act in PAGE.acts] == ["size", "history", "canyon", "rest", "factor", "epsilon"]
    assert all(act.opens_at == 0 and 1 <= len(act.sliders) <= 3 for act in PAGE.acts)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, opening("slope")),
        ({"act": "canyon"}, opening("history")),
        ({"act": "factor"}, opening("factor")),
        ({"act": "factor", "scale": "0.001"}, opening("factor", scale=0.001)),
        ({"act": "canyon", "scale": "100"}, opening("history", scale=100.0)),
        ({"act": "epsilon", "eta": "0.1"}, opening("epsilon", eta=0.1)),
        ({"view": "history", "kappa": "50", "scale": "1000"}, Settings("history", kappa=50, scale=1000.0, steps=30)),
        ({"eta": "nan", "rho": "7", "epsilon": "-1", "scale": "0", "steps": "50"}, opening("slope", steps=50)),
    ],
    ids=["default", "canyon", "factor", "thousandth", "carried", "epsilon", "version 1", "hostile"],
)
def test_a_link_opens_its_settings(query, wanted):
    view = read(PAGE, {name: [text] for name, text in query.items()})
    assert view.settings == wanted
    assert read(PAGE, view.query) == view


def test_the_equations_are_the_lectures_and_where_epsilon_is_the_question_pytorchs():
    (lecture,) = PAGE.equations(Settings()).values()
    assert r"\sqrt{r + \varepsilon}" in lecture[1]
    assert "0.2" in lecture[1]
    both = PAGE.equations(Settings(view="epsilon"))
    assert list(both) == ["RMSProp", "RMSProp in PyTorch"]
    assert r"\sqrt{r} + \varepsilon" in both["RMSProp in PyTorch"][0]


@every_view
def test_the_scenes_of_a_slider_are_those_of_its_values(view):
    for name in OWN[view]:
        values = VALUES[name][:: max(1, len(VALUES[name]) // 5)]
        many = [opening(view, **{"steps": 40} | {name: value}) for value in values]
        together = [packed(shown) for shown in PAGE.scenes(many, ACTS[view].name)]
        assert len(set(together)) == len(values), name
        assert together == [packed(scene(chosen)) for chosen in many], name


def test_any_values_of_the_controls_give_a_scene():
    draw = random.Random(4)
    for _ in range(60):
        chosen = Settings(**{name: draw.choice(values) for name, values in VALUES.items()})
        act = draw.choice(PAGE.acts)
        shown = PAGE.scene(chosen, act.name)
        assert len(packed(shown)) > 1000  # packing refuses numbers that are not finite, also as float32
        assert shown.steps == chosen.steps
        assert shown.answer.right in (None, *act.guesses)
        assert not re.search(r"nan|inf\b|∞|–", said(shown)), chosen


@settings(max_examples=50)
@given(
    st.tuples(
        st.sampled_from(VIEWS),
        st.floats(1, 1000),
        st.floats(1e-8, 10),
        st.floats(0, 0.9999),
        st.floats(1e-15, 10),
        st.floats(1e-4, 1e3),
        st.floats(1e-4, 1e3),
        st.floats(1e-3, 1e3),
        st.floats(-5, 5),
        st.floats(-4, 4),
        st.integers(1, 200),
    )
)
@example(("history", 2.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 2.2250738585072014e-308, 2.0, 1))  # a slope of almost 0
def test_any_settings_give_finite_numbers(chosen):
    shown = scene(Settings(*chosen))
    assert packed(shown)
    assert not re.search(r"nan|inf\b|∞|–", said(shown))


@pytest.mark.parametrize("start", [{}, {"x0": 4.0}, {"y0": -1.4}, {"x0": 4.0, "y0": -1.4}], ids=str)
def test_the_points_names_stand_off_both_paths(start):
    chosen = opening("history", **start)
    shown = {trace["uid"]: trace for trace in scene(chosen).drawing["data"]}
    paths = {name: np.transpose([shown[f"path-{name}"][axis] for axis in "xy"]) for name in ("SGD", "RMSProp")}
    wide = 0.45  # half a name, in the map's unit
    for step in (5, 15, 30, 60):
        drawn = np.concatenate([path[: step + 1] for path in paths.values()])
        for name, path in paths.items():
            up, aside = shown[f"point-{name}"]["textposition"].split()
            right = {"left": -1, "center": 0, "right": 1}[aside]
            middle = path[step] + [right * wide, 0.6 if up == "top" else -0.6]
            assert not (np.abs(drawn - middle) < [wide, 0.2]).all(-1).any()
