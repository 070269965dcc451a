"""The gradient descent page: its pictures against runs of our own, its settings and its links."""

import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from figures.descent import TANGENT
from lesson import declared, read
from lesson.pack import encode, pack
from optim import SGD, descend
from pages.gradient_descent import PAGE
from pages.gradient_descent.measure_limit import PRODUCTS
from pages.gradient_descent.measure_wells import SHOWN, STARTS
from pages.gradient_descent.settings import SHOWN as CONTROLS
from pages.gradient_descent.settings import Settings
from surfaces import canyon
from surfaces.curve import CURVES, wells

VALUES = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
ACTS = {act.name: PAGE.opening(act) for act in PAGE.acts}


def packed(shown):
    return pack(encode(shown))


def run_of(chosen, steps):
    return descend(SGD(chosen.eta), chosen.curve(), [chosen.x0], steps)


def tracks(shown):
    return {track.trace: track for track in shown.tracks}


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


# The pictures


@pytest.mark.parametrize("function", CURVES)
def test_the_tangent_touches_the_curve_and_has_its_slope(function):
    chosen = Settings(view="step", function=function, eta=0.1, x0=4.5)
    curve, w = chosen.curve(), run_of(chosen, chosen.steps).w[:, 0]
    line = tracks(PAGE.scene(chosen))["tangent"].values
    assert line["x"].shape == line["y"].shape == (chosen.steps + 1, 2)
    step = 1e-5
    slope = (curve.height(w + step) - curve.height(w - step)) / (2 * step)
    found = np.diff(line["y"])[:, 0] / np.diff(line["x"])[:, 0]
    assert found == pytest.approx(slope, rel=1e-6, abs=1e-6)
    on = line["y"][:, 0] + found * (w - line["x"][:, 0])
    assert on == pytest.approx(curve.height(w), rel=1e-9, abs=1e-9)
    assert (np.diff(line["x"]) <= 2 * TANGENT).all()


@pytest.mark.parametrize("function", CURVES)
def test_a_step_is_drawn_from_one_point_to_the_next_but_not_before_the_guess(function):
    chosen = Settings(view="step", function=function, eta=0.2)
    w = run_of(chosen, chosen.steps + 1).w[:, 0]
    height = chosen.curve().height(w)
    track = tracks(PAGE.scene(chosen))
    n = chosen.steps + 1
    arrow = track["step"].values
    assert arrow["x"].shape == (n, 5)
    assert arrow["x"][1:, :2] == pytest.approx(np.stack([w[1:-1], w[2:]], -1))
    assert arrow["y"][1:, :2] == pytest.approx(np.stack([height[1:-1], height[1:-1]], -1))
    assert arrow["x"][0] == pytest.approx(np.full(5, w[0]))
    assert track["drop"].values["y"][1:] == pytest.approx(np.stack([height[1:-1], height[2:]], -1))
    assert track["now"].values["text"][0][0].endswith("step: ?")
    # the point is on the curve at whole steps; between, it goes along the arrow first
    for uid in ("trail", "point"):
        assert track[uid].stride == 0.5
        assert track[uid].values["x"][::2] == pytest.approx(w[:-1])
        assert track[uid].values["y"][::2] == pytest.approx(height[:-1])
        assert track[uid].values["x"][1::2] == pytest.approx(w[1:-1])
        assert track[uid].values["y"][1::2] == pytest.approx(height[:-2])


def test_every_dot_of_the_steps_lies_on_the_line_eta_times_slope():
    chosen = Settings(view="step", eta=0.1, curvature=3.0)
    values = tracks(PAGE.scene(chosen))["steps-made"].values
    run = run_of(chosen, chosen.steps + 1)
    assert values["x"][1:] == pytest.approx(np.abs(run.gradient[: chosen.steps, 0]))
    assert values["y"][1:] == pytest.approx(np.abs(np.diff(run.w[: chosen.steps + 1, 0])))
    assert values["y"][1:] == pytest.approx(0.1 * values["x"][1:])
    assert values["y"][0] < 0  # off the picture: at rest there is no dot
    (line,) = [trace for uid, trace in traces(PAGE.scene(chosen)).items() if uid == "guess-slope"]
    assert line["y"][1] / line["x"][1] == pytest.approx(0.1)


def test_a_run_that_leaves_bounces_three_times_and_more_on_the_picture():
    shown = PAGE.scene(ACTS["limit"], "limit")
    run = run_of(ACTS["limit"], 10)
    low, high = shown.drawing["layout"]["xaxis"]["range"]
    top = shown.drawing["layout"]["yaxis"]["range"][1]
    inside = (run.w[:, 0] > low) & (run.w[:, 0] < high) & (run.value < top)
    assert inside[:5].all()
    assert not inside[5:].any()
    texts = tracks(shown)["off"].values["text"]
    assert texts[:5] == [[" "]] * 5
    assert re.fullmatch("off the map at step 5 [↗↖]", texts[5][0])


def test_a_run_that_has_left_the_row_is_marked_at_the_side_where_it_is():
    shown = PAGE.scene(ACTS["limit"], "limit")
    track = tracks(shown)
    row = track["row"].values["y"]
    edge = shown.drawing["layout"]["yaxis2"]["range"][1]
    for uid, gone in (("gone-up", row > edge), ("gone-down", row < -edge)):
        assert ((np.abs(track[uid].values["y"]) < edge) == gone).all()
    assert (row[-1, PRODUCTS < 1.9] == pytest.approx(0, abs=0.5)) is True


def test_the_map_and_the_two_curves_show_the_same_run():
    chosen = Settings(view="canyon", kappa=5, eta=0.3, steps=12)
    track = tracks(PAGE.scene(chosen, "canyon"))
    run = descend(SGD(0.3), canyon(5), chosen.start(), 12)
    for i, letter in enumerate("xy"):
        assert track["path-SGD"].values[letter] == pytest.approx(run.w[:, i])
        assert track[f"w{i + 1}-point"].values["x"][::2] == pytest.approx(run.w[:, i])
    heights = [track[f"w{i}-point"].values["y"][::2] for i in (1, 2)]
    assert heights[0] + heights[1] == pytest.approx(run.value)  # the canyon is the sum of the two
    texts = track["left"].values["text"]
    assert texts[0] == ["100 % left"] * 2
    share = np.abs(run.w[3] / run.w[0])
    for text, part in zip(texts[3], share, strict=True):
        assert float(text.split()[0]) == pytest.approx(100 * part, rel=0.06)


@pytest.mark.parametrize(("a", "b", "w"), [(2, 1, 1), (-1.5, 0.5, 1), (3, -3, -2), (0, 1, 0)])
def test_what_the_first_graph_rises_the_second_one_runs(a, b, w):
    chosen = Settings(view="chain", a=a, b=b, x0=w)
    track = tracks(PAGE.scene(chosen, "chain"))
    ends = {uid: [track[uid].values[key][-1, 1] - track[uid].values[key][-1, 0] for key in "xy"] for uid in ARROWS}
    assert ends["nudge"] == pytest.approx([1, 0])
    assert ends["rise-1"] == pytest.approx([0, a])
    assert ends["run-2"] == pytest.approx([a, 0])
    assert ends["rise-2"] == pytest.approx([0, (a * w + b) * a])
    for uid in ARROWS:  # nothing is told at rest
        assert np.ptp(track[uid].values["x"][0]) == np.ptp(track[uid].values["y"][0]) == 0
    # the tangent touches ½u² there
    line = {key: track["tangent"].values[key][-1] for key in "xy"}
    assert np.diff(line["y"]) == pytest.approx((a * w + b) * np.diff(line["x"]))


ARROWS = ("nudge", "rise-1", "run-2", "rise-2")


def test_the_dots_on_the_wells_are_runs_from_their_starts():
    chosen = ACTS["wells"]
    track = tracks(PAGE.scene(chosen, "wells"))["rain"].values
    run = descend(SGD(chosen.eta), wells(1.0), STARTS[SHOWN][:, None], chosen.steps)
    shown = len(track["x"])
    assert track["x"] == pytest.approx(run.w[:shown, :, 0])
    assert track["y"] == pytest.approx(run.value[:shown])
    assert run.w[shown - 1 :, :, 0] == pytest.approx(
        np.broadcast_to(run.w[-1, :, 0], (len(run.w) - shown + 1, 21)), abs=0.02
    )


@pytest.mark.parametrize("function", CURVES)
@pytest.mark.parametrize("x0", [-5.0, 0.0, 5.0])
def test_the_start_and_the_minima_are_within_the_picture(function, x0):
    chosen = Settings(function=function, x0=x0)
    low, high = PAGE.scene(chosen).drawing["layout"]["yaxis"]["range"]
    curve = chosen.curve()
    assert low < curve.height(curve.minima).min()
    assert high > max(curve.height(np.array(x0)), curve.height(curve.minima).max())


def test_a_drag_of_eta_only_moves_points():
    for name, chosen in ACTS.items():
        if name != "chain":
            first, second = (PAGE.scene(Settings(**vars(chosen) | {"eta": eta}), name) for eta in (0.1, 0.2))
            assert str(first.drawing["layout"]) == str(second.drawing["layout"])
            assert [trace["uid"] for trace in first.drawing["data"]] == [
                trace["uid"] for trace in second.drawing["data"]
            ]


def test_a_click_sets_the_start():
    picks = {name: PAGE.scene(chosen, name).pick for name, chosen in ACTS.items()}
    for name in ("step", "limit", "wells"):
        assert (picks[name].fields, picks[name].domain) == (("x0",), ((-5.0, 5.0),))
    assert (picks["canyon"].fields, picks["canyon"].domain) == (("x0", "y0"), ((-5.0, 5.0), (-4.0, 4.0)))
    assert picks["chain"] is None


@pytest.mark.parametrize("name", ACTS)
def test_what_is_far_outside_is_drawn_no_farther_out_than_plotly_can_draw(name):
    for curvature in (1.0, 10.0):
        chosen = Settings(**vars(ACTS[name]) | {"eta": 30.0, "curvature": curvature})
        for uid, track in tracks(PAGE.scene(chosen, name)).items():
            for key, values in track.values.items():
                if key != "text" and uid != "tangent":
                    assert np.abs(np.asarray(values, dtype=float)).max() < 3e5, (uid, key)


# The settings


def test_the_controls_are_those_of_the_picture():
    for view, names in CONTROLS.items():
        assert tuple(PAGE.controls(Settings(view=view))) == names
    assert PAGE.controls(Settings())["x0"].title == "Start w"
    assert PAGE.controls(Settings(view="canyon"))["x0"].title == "Start w₁"
    assert PAGE.controls(Settings(view="chain"))["x0"].title == "Where w"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {}),
        ({"view": "canyon", "kappa": "100", "eta": "0.5"}, {"view": "canyon", "kappa": 100.0, "eta": 0.5}),
        ({"function": "wells", "eta": "3", "x0": "5"}, {"function": "wells", "eta": 3.0, "x0": 5.0}),
        ({"view": "<b>", "function": "", "x0": "1e9", "y0": "x", "eta": "nan", "kappa": "10"}, {"kappa": 10.0}),
        ({"eta": "1e-300", "curvature": "-1", "kappa": "inf", "unknown": "1", "steps": "50"}, {"steps": 50}),
        ({"view": "chain", "a": "-1", "b": "6"}, {"view": "chain", "a": -1.0}),
    ],
)
def test_a_link_opens_its_settings(query, wanted):
    opening = vars(ACTS["step"])
    assert read(PAGE, {name: [text] for name, text in query.items()}).settings == Settings(**opening | wanted)


def test_the_equations_are_those_of_the_picture():
    by_view = {view: " ".join(*PAGE.equations(Settings(view=view)).values()) for view in CONTROLS}
    assert CURVES["quadratic"](4).formula in by_view["curve"]
    assert r"\lambda_i" in by_view["canyon"]
    assert "linear rule" in by_view["chain"]
    assert "chain rule" in by_view["chain"]
    (double,) = PAGE.equations(Settings(function="wells")).values()
    assert any(CURVES["wells"](4).chain in line for line in double)


@pytest.mark.parametrize("name", ACTS)
def test_the_scenes_of_a_slider_are_those_of_its_values(name):
    chosen = ACTS[name]
    for field in PAGE.controls(chosen):
        values = VALUES[field][:: max(1, len(VALUES[field]) // 5)]
        if field != "function":
            many = [Settings(**vars(chosen) | {field: value}) for value in values]
            together = list(PAGE.scenes(many, name))
            assert len({packed(shown) for shown in together}) == len(values), field
            assert [packed(shown) for shown in together] == [packed(PAGE.scene(one, name)) for one in many], field


def test_any_values_of_the_controls_give_a_scene():
    draw = random.Random(4)
    for _ in range(60):
        chosen = Settings(**{name: draw.choice(values) for name, values in VALUES.items()})
        act = draw.choice(PAGE.acts)
        shown = PAGE.scene(chosen, act.name)
        assert len(packed(shown)) > 1000  # packing refuses numbers that are not finite, also as float32
        assert shown.steps == (3 if chosen.view == "chain" else chosen.steps)
        assert not re.search(r"nan|inf\b|∞|–", said(shown)), chosen


@budget(max_examples=60)
@given(
    st.sampled_from(tuple(CONTROLS)),
    st.sampled_from(tuple(CURVES)),
    st.floats(0.01, 100),
    st.floats(1, 1000),
    st.floats(1e-8, 100) | st.sampled_from((0.25, 0.5, 2.0, 100.0)),
    st.floats(-5, 5) | st.just(0.0),
    st.floats(-4, 4) | st.just(0.0),
    st.integers(1, 2000),
    st.floats(-5, 5),
    st.floats(-5, 5),
)
def test_any_settings_give_finite_numbers(view, function, curvature, kappa, eta, x0, y0, steps, a, b):
    shown = PAGE.scene(Settings(view, function, curvature, kappa, eta, x0, y0, steps, a, b))
    assert packed(shown)
    assert not re.search(r"nan|inf\b|∞|–", said(shown))
