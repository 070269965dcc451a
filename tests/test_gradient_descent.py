"""The gradient descent page: its regimes, its prediction, its geometry and its words, each computed from the core."""

import math
import re
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from figures.curve import REACH
from optim import SGD, descend
from optim.settings import declared
from scenes import gradient_descent
from scenes.gradient_descent import LIVE, MEANING, Settings, predicted, regime, scene
from surfaces import canyon
from surfaces.curve import CURVES, quadratic, wells

ROOT = Path(__file__).parents[1]
FIELDS = {"view", "function", "curvature", "kappa", "eta", "x0", "y0", "steps"}
OPTIONS = {name: meta.options for name, meta in declared(Settings).items()}


def run_of(chosen, steps):
    return descend(SGD(chosen.eta), chosen.curve(), [chosen.x0], steps)


def tracks(shown):
    return {track.trace: track for track in shown.tracks}


def behaviour(x):
    """The regime of a run that does not start at 0, from its points alone."""
    size = np.abs(x)
    if size[1] <= 1e-12 * size[0]:
        return "exact"
    if np.allclose(size, size[0], rtol=1e-9):
        return "bounces for ever" if (np.sign(x[1:]) == -np.sign(x[:-1])).all() else "stays"
    if size[-1] > size[0]:
        return "diverges"
    return "creeps" if (np.sign(x) == np.sign(x[0])).all() else "zigzags"


@pytest.mark.parametrize("product", [0.01, 0.5, 0.99, 0.9999, 1, 1.0001, 1.01, 1.5, 1.99, 1.9999, 2, 2.0001, 2.01, 3])
@pytest.mark.parametrize("curvature", [0.1, 1.0, 4.0, 10.0])
def test_the_regime_is_what_the_run_does(product, curvature):
    eta = product / curvature
    x = descend(SGD(eta), quadratic(curvature), [-4.2], 20).w[:, 0]
    assert behaviour(x) == regime(eta * curvature)


def test_every_option_of_the_sliders_gets_the_regime_of_its_run():
    named = set()
    for curvature in OPTIONS["curvature"]:
        eta = np.array(OPTIONS["eta"])
        paths = descend(SGD(eta[:, None]), quadratic(curvature), np.full((len(eta), 1), -4.2), 2).w[..., 0]
        for rate, x in zip(eta, paths.T, strict=True):
            assert behaviour(x) == regime(rate * curvature), (rate, curvature)
            named.add((curvature, regime(rate * curvature)))
    assert {name for _, name in named} == set(MEANING)
    # both boundaries are within reach of the hand, and beyond 2/λ there is room, for the curvature the page opens with
    assert {name for curvature, name in named if curvature == Settings().curvature} == set(MEANING)
    assert max(OPTIONS["eta"]) > 2 / min(OPTIONS["curvature"])


@pytest.mark.parametrize(("curvature", "eta", "name"), [(4, 0.25, "exact"), (4, 0.5, "bounces for ever")])
def test_the_boundaries_are_named_on_the_picture_and_in_the_words(curvature, eta, name):
    shown = scene(Settings(curvature=curvature, eta=eta))
    traces = {trace["uid"]: trace for trace in shown.drawing["data"]}
    assert traces["regime"]["text"] == [name]
    assert name in shown.summary
    assert shown.sentences[0].startswith(f"**{name.capitalize()}**")


@given(
    st.sampled_from([eta for eta in OPTIONS["eta"] if eta <= 1]),
    st.sampled_from(OPTIONS["kappa"]),
    st.floats(-5, 5),
    st.floats(-4, 4),
)
def test_along_both_axes_the_prediction_is_what_is_measured(eta, kappa, x, y):
    low, high = canyon(kappa).curvatures
    run = descend(SGD(eta), canyon(kappa), (x, y), 60)
    for i, (start, curvature) in enumerate(((x, low), (y, high))):
        factor = abs(1 - eta * curvature)
        if factor < 1e-3:  # one step takes off more than three digits; what is left of them is rounding
            continue
        measured = np.abs(run.w[: run.last + 1, i])
        assert measured == pytest.approx(predicted(start, factor, run.last), rel=1e-9, abs=1e-290)


def test_the_dashed_line_lies_on_the_solid_one():
    for chosen in (Settings(), Settings(eta=0.6), Settings(eta=0.25), Settings(view="canyon")):
        track = tracks(scene(chosen))
        if chosen.view == "curve":
            pairs = [("distance-|x|", "distance-predicted")]
        else:
            pairs = [(f"axes-{name}", f"axes-{name} predicted") for name in ("|w₁|", "|w₂|")]
        for solid, dashed in pairs:
            assert track[solid].values["y"] == pytest.approx(track[dashed].values["y"], rel=1e-9)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("curvature", [0.1, 4.0, 10.0])
def test_slope_and_curvature_are_the_derivatives(name, curvature):
    curve = CURVES[name](curvature)
    x, step = np.linspace(-5, 5, 41), 1e-4
    slope = (curve.height(x + step) - curve.height(x - step)) / (2 * step)
    assert curve.slope(x) == pytest.approx(slope, rel=1e-6, abs=1e-6 * curvature)
    bend = (curve.slope(x + step) - curve.slope(x - step)) / (2 * step)
    assert curve.bend(x) == pytest.approx(bend, rel=1e-6, abs=1e-6 * curvature)
    assert curve.gradient(x[:, None])[:, 0] == pytest.approx(curve.slope(x))
    assert curve.value(x[:, None]) == pytest.approx(curve.height(x))
    assert curve.slope(curve.minima) == pytest.approx(0, abs=1e-12 * curvature)
    assert (curve.bend(curve.minima) > 0).all()
    assert curve.height(curve.minima[0]) == pytest.approx(curve.height(np.linspace(-5, 5, 100_001)).min())


def test_the_functions_are_those_of_their_formulas():
    x = np.linspace(-5, 5, 11)
    assert quadratic(3.0).height(x) == pytest.approx(0.5 * 3 * x**2)
    assert wells(3.0).height(x) == pytest.approx(3 / 72 * (x**2 - 9) ** 2 + 0.2 * 3 * x)
    for refused in (0, -1, math.inf, math.nan):
        for curve in CURVES.values():
            with pytest.raises(ValueError, match="curvature"):
                curve(refused)


@pytest.mark.parametrize("function", CURVES)
def test_the_tangent_touches_the_curve_and_has_its_slope(function):
    chosen = Settings(function=function, eta=0.1, x0=4.5)
    curve, x = chosen.curve(), run_of(chosen, chosen.steps).w[:, 0]
    line = tracks(scene(chosen))["tangent"].values
    assert line["x"].shape == line["y"].shape == (chosen.steps + 1, 2)
    step = 1e-5
    slope = (curve.height(x + step) - curve.height(x - step)) / (2 * step)
    found = np.diff(line["y"])[:, 0] / np.diff(line["x"])[:, 0]
    assert found == pytest.approx(slope, rel=1e-6, abs=1e-6)
    on = line["y"][:, 0] + found * (x - line["x"][:, 0])
    assert on == pytest.approx(curve.height(x), rel=1e-9, abs=1e-9)
    assert (np.diff(line["x"]) <= 2 * REACH).all()


@pytest.mark.parametrize("function", CURVES)
def test_the_step_is_drawn_from_one_point_to_the_next(function):
    chosen = Settings(function=function, eta=0.2)
    x = run_of(chosen, chosen.steps + 1).w[:, 0]
    height = chosen.curve().height(x)
    track = tracks(scene(chosen))
    n = chosen.steps + 1
    assert track["step"].values["x"].shape == (n, 5)
    assert track["step"].values["x"][:, :2] == pytest.approx(np.stack([x[:-1], x[1:]], -1))
    assert track["step"].values["y"][:, :2] == pytest.approx(np.stack([height[:-1], height[:-1]], -1))
    assert track["drop"].values["y"] == pytest.approx(np.stack([height[:-1], height[1:]], -1))
    # the point is on the curve at whole steps; between, it goes along the arrow first
    for uid in ("trail", "point"):
        assert track[uid].stride == 0.5
        assert track[uid].values["x"].shape == (2 * n - 1,)
        assert track[uid].values["x"][::2] == pytest.approx(x[:-1])
        assert track[uid].values["y"][::2] == pytest.approx(height[:-1])
        assert track[uid].values["x"][1::2] == pytest.approx(x[1:-1])
        assert track[uid].values["y"][1::2] == pytest.approx(height[:-2])
    assert len(track["trail"].at(3)["x"]) == 7
    assert track["point"].at(3)["x"] == pytest.approx(x[3:4])


@pytest.mark.parametrize("view", ["curve", "canyon"])
def test_the_formulas_are_the_next_step(view):
    chosen = Settings(view=view)
    shown = scene(chosen)
    objective = chosen.curve() if view == "curve" else canyon(chosen.kappa)
    start = [chosen.x0] if view == "curve" else [chosen.x0, chosen.y0]
    run = descend(SGD(chosen.eta), objective, start, chosen.steps + 1)
    rows = [shown.formulas[1]] if view == "curve" else list(shown.formulas)
    for i, row in enumerate(rows):
        assert row.values["to"] == pytest.approx(run.w[1:, i], rel=1e-12)
        assert row.values["slope" if view == "curve" else "g"] == pytest.approx(run.gradient[:, i])
    for row in shown.formulas:
        assert set(re.findall(r"{(\w+)}", row.template)) <= set(row.values)
    if view == "curve":
        chain = shown.formulas[0].values
        assert chain["outer"] * chain["inner"] == pytest.approx(chain["slope"])


def test_the_arrows_on_the_map_are_the_gradient_and_the_step():
    track = tracks(scene(Settings(view="canyon")))
    run = descend(SGD(0.45), canyon(20), (-4.2, 1.4), 31)
    for label, factor in (("−g", -1.0), ("−ηg", -0.45)):
        line = track[f"arrow-{label}"].values
        for i, key in enumerate("xy"):
            assert line[key][:, 1] - line[key][:, 0] == pytest.approx(factor * run.gradient[:, i])


@pytest.mark.parametrize(("kappa", "eta"), [(20, 0.45), (20, 0.6), (100, 0.25), (1, 0.1)])
def test_the_canyon_names_the_regime_of_each_axis(kappa, eta):
    shown = scene(Settings(view="canyon", kappa=kappa, eta=eta))
    traces = {trace["uid"]: trace for trace in shown.drawing["data"]}
    run = descend(SGD(eta), canyon(kappa), (-4.2, 1.4), 5)
    for i in (0, 1):
        assert traces[f"regime-{i + 1}"]["text"] == [f"{'w₁w₂'[2 * i : 2 * i + 2]} {behaviour(run.w[:, i])}"]
        assert behaviour(run.w[:, i]) in shown.formulas[i].template


def test_where_a_run_in_the_wells_ends():
    for chosen, word in (
        (Settings(function="wells", eta=0.05, steps=300), "left, deeper"),
        (Settings(function="wells", eta=0.05, x0=4, steps=300), "right, shallower"),
        (Settings(function="wells", eta=0.5, steps=300), "has not settled"),
        (Settings(function="wells", eta=5), "diverges"),
    ):
        shown, run = scene(chosen), run_of(chosen, chosen.steps)
        assert word in shown.summary
        if "settled in" in shown.summary:
            near = np.abs(run.w[:, 0] - chosen.curve().minima[int("right" in word)])
            step = int(re.search(r"step (\d+) on", shown.summary).group(1))
            assert (near[step:] <= 0.01).all()
            assert near[step - 1] > 0.01
        else:
            assert (run.diverged_at is not None) == (word == "diverges")


def test_near_a_minimum_of_the_wells_the_limit_is_two_over_the_curvature_there():
    for i in (0, 1):
        curve = wells(4.0)
        limit = 2 / float(curve.bend(curve.minima[i]))
        start = [float(curve.minima[i]) + 1e-4]
        near = descend(SGD(0.95 * limit), curve, start, 300).w[-1, 0]
        past = descend(SGD(1.05 * limit), curve, start, 300).w[-1, 0]
        assert abs(near - curve.minima[i]) < 1e-8
        assert abs(past - curve.minima[i]) > 1e-2


def test_the_answer_says_what_two_runs_do():
    words = gradient_descent.answer(Settings())
    below = abs(1 - 0.95 * 2) ** 30
    above = abs(1 - 1.05 * 2) ** 30
    assert f"|x| = {below:.2g}" in words
    assert f"above at {above:.3g}" in words


@settings(max_examples=80)
@given(
    st.sampled_from(("curve", "canyon")),
    st.sampled_from(tuple(CURVES)),
    st.floats(0.01, 100),
    st.floats(1, 1000),
    st.floats(1e-8, 100) | st.sampled_from((0.25, 0.5, 2.0, 100.0)),
    st.floats(-5, 5) | st.just(0.0),
    st.floats(-4, 4) | st.just(0.0),
    st.integers(1, 2000),
)
def test_any_settings_give_finite_numbers(view, function, curvature, kappa, eta, x0, y0, steps):
    shown = scene(Settings(view, function, curvature, round(kappa), eta, x0, y0, steps))
    assert shown.summary
    assert not re.search(r"\b(nan|inf)\b", " ".join((shown.summary, *shown.sentences)))
    with np.errstate(over="raise"):
        for arrays in [track.values for track in shown.tracks] + [row.values for row in shown.formulas]:
            assert all(np.isfinite(np.asarray(array, "<f4")).all() for array in arrays.values())
    for trace in shown.drawing["data"]:
        for key in ("x", "y", "z"):
            assert np.isfinite(np.asarray(trace.get(key, 0.0), dtype=float)).all()
    gradient_descent.answer(Settings(view, function, curvature, round(kappa), eta, x0, y0, steps))


def test_every_track_belongs_to_a_trace_and_the_figure_can_be_built():
    for chosen in (Settings(), Settings(function="wells"), Settings(view="canyon"), Settings(eta=0.6)):
        shown = scene(chosen)
        uids = [trace["uid"] for trace in shown.drawing["data"]]
        assert len(set(uids)) == len(uids)
        assert {track.trace for track in shown.tracks} <= set(uids)
        assert len(shown.at(2).data) == len(uids)


def test_a_scene_is_made_well_within_the_budget():
    taken = []
    for x0 in (-4.2, -4.1, -4.0):
        began = time.perf_counter()
        scene(Settings(x0=x0, steps=200))
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.1  # the budget, 15 ms for a rerun, is the benchmarks' to hold


def test_the_page_names_its_settings():
    assert set(Settings.__dataclass_fields__) == FIELDS
    assert set(LIVE) <= FIELDS


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {}),
        ({"view": "canyon", "kappa": "100", "eta": "0.5"}, {"view": "canyon", "kappa": 100.0, "eta": 0.5}),
        ({"function": "wells", "eta": "3", "x0": "5"}, {"function": "wells", "eta": 3.0, "x0": 5.0}),
        ({"eta": "30", "steps": "500"}, {"eta": 30.0, "steps": 500}),
        ({"view": "<b>", "function": "", "x0": "1e9", "y0": "x", "eta": "nan", "curvature": "-1", "kappa": "10"}, {}),
        ({"eta": "1e-300", "steps": "1e99", "kappa": "inf", "unknown": "1", "curvature": "2"}, {"curvature": 2.0}),
    ],
)
def test_the_page_opens(query, wanted):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params |= query
    app.switch_page("pages/gradient_descent.py")
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Gradient descent: how long may η be?"]
    drawn = [name for name in FIELDS if name in app.session_state]
    assert {"view", "eta", "x0", "steps"} <= set(drawn)
    for name in drawn:
        value = app.session_state[name]
        if value is not None:  # an empty choice in the link: ui.controls.current then takes the default
            assert value == wanted.get(name, getattr(Settings(), name)), name


@pytest.mark.parametrize("view", ["curve", "canyon"])
def test_a_guess_is_answered(view):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["view"] = view
    app.switch_page("pages/gradient_descent.py")
    app.run()
    answer = gradient_descent.answer(Settings(view=view))
    assert answer not in [part.value for part in app.markdown]
    app.session_state["guess"] = "Below 2/λ: past it, but nearer"
    app.run()
    assert not app.exception
    assert answer in [part.value for part in app.markdown]
