"""The gradient descent page: its regimes, its prediction, its geometry and its words, each computed from the core."""

import random
import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from figures.curve import REACH
from lesson import declared, number, read
from lesson.pack import encode, pack
from optim import SGD, descend, theory
from pages.gradient_descent import PAGE
from pages.gradient_descent.measure import limit, measure
from pages.gradient_descent.settings import Settings
from pages.gradient_descent.words import MEANING
from surfaces import canyon
from surfaces.curve import CURVES, quadratic, wells

FIELDS = {"view", "function", "curvature", "kappa", "eta", "x0", "y0", "steps"}
VALUES = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
VIEWS = ("curve", "canyon")
ACTS = {"curve": "curve", "canyon": "canyon"}  # a view's act


def scene(chosen):
    return PAGE.scene(chosen, ACTS[chosen.view])


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


# The regimes


@pytest.mark.parametrize("product", [0.01, 0.5, 0.99, 0.9999, 1, 1.0001, 1.01, 1.5, 1.99, 1.9999, 2, 2.0001, 2.01, 3])
@pytest.mark.parametrize("curvature", [0.1, 1.0, 4.0, 10.0])
def test_the_regime_is_what_the_run_does(product, curvature):
    eta = product / curvature
    x = descend(SGD(eta), quadratic(curvature), [-4.2], 20).w[:, 0]
    assert theory.regime(eta * curvature) == behaviour(x)


def test_every_value_of_the_sliders_gets_the_regime_of_its_run():
    named = set()
    for curvature in VALUES["curvature"]:
        eta = np.array(VALUES["eta"])
        paths = descend(SGD(eta[:, None]), quadratic(curvature), np.full((len(eta), 1), -4.2), 2).w[..., 0]
        for rate, x in zip(eta, paths.T, strict=True):
            assert behaviour(x) == theory.regime(rate * curvature), (rate, curvature)
            named.add((curvature, theory.regime(rate * curvature)))
    assert {name for _, name in named} == set(MEANING)
    # both boundaries are within reach of the hand, and beyond 2/λ there is room, for the curvature the page opens with
    assert {name for curvature, name in named if curvature == Settings().curvature} == set(MEANING)
    assert max(VALUES["eta"]) > 2 / min(VALUES["curvature"])


@pytest.mark.parametrize(("curvature", "eta", "name"), [(4, 0.25, "exact"), (4, 0.5, "bounces for ever")])
def test_the_boundaries_are_named_on_the_picture_and_in_the_words(curvature, eta, name):
    shown = scene(Settings(curvature=curvature, eta=eta))
    assert traces(shown)["regime"]["text"] == [name]
    assert name in shown.words.summary
    assert shown.words.sentences[0].startswith(f"**{name.capitalize()}**")


@pytest.mark.parametrize(("kappa", "eta"), [(20, 0.45), (20, 0.6), (100, 0.25), (1, 0.1)])
def test_the_canyon_names_the_regime_of_each_axis(kappa, eta):
    shown = scene(Settings(view="canyon", kappa=kappa, eta=eta))
    run = descend(SGD(eta), canyon(kappa), (-4.2, 1.4), 5)
    for i in (0, 1):
        assert traces(shown)[f"regime-{i + 1}"]["text"] == [f"{'w₁w₂'[2 * i : 2 * i + 2]} {behaviour(run.w[:, i])}"]
        assert behaviour(run.w[:, i]) in shown.formulas[i].template


def test_the_dashed_line_lies_on_the_solid_one():
    for chosen in (Settings(), Settings(eta=0.6), Settings(eta=0.25), Settings(view="canyon")):
        track = tracks(scene(chosen))
        if chosen.view == "curve":
            pairs = [("distance-|x|", "distance-predicted")]
        else:
            pairs = [(f"axes-{name}", f"axes-{name} predicted") for name in ("|w₁|", "|w₂|")]
        for solid, dashed in pairs:
            assert track[solid].values["y"] == pytest.approx(track[dashed].values["y"], rel=1e-9)


# The picture


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


@pytest.mark.parametrize("function", CURVES)
@pytest.mark.parametrize("x0", [-5.0, 0.0, 5.0])
def test_the_start_and_the_minima_are_within_the_picture(function, x0):
    chosen = Settings(function=function, x0=x0)
    shown = scene(chosen)
    low, high = shown.drawing["layout"]["yaxis"]["range"]
    curve = chosen.curve()
    assert low < curve.height(curve.minima).min()
    assert high > max(curve.height(np.array(x0)), curve.height(curve.minima).max())


@pytest.mark.parametrize("view", VIEWS)
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


@pytest.mark.parametrize("eta", [0.45, 2.0])
def test_the_arrows_on_the_map_are_the_gradient_and_the_step(eta):
    shown = scene(Settings(view="canyon", eta=eta, x0=-1.0, y0=0.1, steps=3))
    run = descend(SGD(eta), canyon(20), (-1.0, 0.1), 4)
    for label, factor in (("−g", -1.0), ("−ηg", -eta)):
        line = tracks(shown)[f"arrow-{label}"].values
        for i, key in enumerate("xy"):
            assert line[key][:, 1] - line[key][:, 0] == pytest.approx(factor * run.gradient[:, i])
    # the longer one lies below
    arrows = [uid for uid in traces(shown) if uid.startswith("arrow-")]
    assert arrows == (["arrow-−g", "arrow-−ηg"] if eta == 0.45 else ["arrow-−ηg", "arrow-−g"])


@pytest.mark.parametrize(
    "chosen", [Settings(), Settings(function="wells"), Settings(view="canyon"), Settings(eta=0.6)], ids=str
)
def test_every_track_belongs_to_a_trace_and_a_step_can_be_shown(chosen):
    shown = scene(chosen)
    uids = [trace["uid"] for trace in shown.drawing["data"]]
    assert len(set(uids)) == len(uids)
    assert {track.trace for track in shown.tracks} <= set(uids)
    assert [trace["uid"] for trace in shown.at(2)["data"]] == uids


def test_a_drag_sends_the_curve_once():
    first, second = (traces(scene(Settings(eta=eta))) for eta in (0.1, 0.2))
    for key in "xy":
        assert first["curve"][key] is second["curve"][key]


def test_a_click_sets_the_start():
    curve, surface = (scene(Settings(view=view)).pick for view in VIEWS)
    assert (curve.fields, curve.domain) == (("x0",), ((-5.0, 5.0),))
    assert (surface.fields, surface.domain) == (("x0", "y0"), ((-5.0, 5.0), (-4.0, 4.0)))


def test_what_is_far_outside_is_drawn_no_farther_out_than_plotly_can_draw():
    for chosen in (Settings(eta=30), Settings(eta=30, function="wells", curvature=10), Settings(eta=30, view="canyon")):
        for uid, track in tracks(scene(chosen)).items():
            if uid in ("trail", "point", "step", "drop", "x-x", "label-−g", "label-−ηg"):
                assert max(np.abs(values).max() for values in track.values.values()) < 2e5, uid


# The words


def test_where_a_run_in_the_wells_ends():
    for chosen, word in (
        (Settings(function="wells", eta=0.05, steps=300), "left, deeper"),
        (Settings(function="wells", eta=0.05, x0=4, steps=300), "right, shallower"),
        (Settings(function="wells", eta=0.5, steps=300), "has not settled"),
        (Settings(function="wells", eta=5), "diverges"),
    ):
        summary, run = scene(chosen).words.summary, run_of(chosen, chosen.steps)
        assert word in summary
        if "settled in" in summary:
            near = np.abs(run.w[:, 0] - chosen.curve().minima[int("right" in word)])
            step = int(re.search(r"step (\d+) on", summary).group(1))
            assert (near[step:] <= 0.01).all()
            assert near[step - 1] > 0.01
        else:
            assert (run.diverged_at is not None) == (word == "diverges")


def test_near_a_minimum_of_the_wells_the_limit_is_two_over_the_curvature_there():
    for i in (0, 1):
        curve = wells(4.0)
        longest = 2 / float(curve.bend(curve.minima[i]))
        start = [float(curve.minima[i]) + 1e-4]
        near = descend(SGD(0.95 * longest), curve, start, 300).w[-1, 0]
        past = descend(SGD(1.05 * longest), curve, start, 300).w[-1, 0]
        assert abs(near - curve.minima[i]) < 1e-8
        assert abs(past - curve.minima[i]) > 1e-2
        words = scene(Settings(function="wells", x0=start[0], eta=0.95 * longest)).words
        assert f"η must be below 2/h″ = {number(longest, 4)}" in words.sentences[0]


def test_the_sentence_on_two_directions_has_the_rates_of_the_run():
    chosen = Settings(view="canyon", kappa=10, eta=0.3)
    run = descend(SGD(0.3), canyon(10), (chosen.x0, chosen.y0), 1)
    along, across = np.abs(run.w[1] / run.w[0])
    sentence = scene(chosen).words.sentences[0]
    assert f"here {number(along, 4)} along and {number(across, 4)} across" in sentence
    # of all η tried on both curvatures, 4/κ and 4, the one that is called best
    tried = np.linspace(0.2, 0.6, 40_001)
    slower = np.abs(1 - tried[:, None] * np.array([0.4, 4.0])).max(-1)
    assert float(re.search(r"= ([\d.]+) reaches that", sentence).group(1)) == pytest.approx(
        tried[slower.argmin()], abs=1e-4
    )
    assert f"(κ−1)/(κ+1) = {number(slower.min(), 4)}" in sentence


# The answer


@given(st.floats(0.01, 100))
def test_the_answer_says_what_two_runs_do(curvature):
    found = limit(curvature)
    assert found.bound * curvature == pytest.approx(2)
    assert found.below == pytest.approx(abs(1 - 0.95 * 2) ** 30)
    assert found.above == pytest.approx(abs(1 - 1.05 * 2) ** 30)


def test_the_answer_has_their_numbers():
    because = scene(Settings()).answer.because
    assert f"|x| = {number(0.9**30, 2)}" in because
    assert f"above at {number(1.1**30)}" in because
    # the steep walls of the canyon have λ = 4, whatever κ
    assert "**Below 2/λ**, here 0.5." in scene(Settings(view="canyon", kappa=100)).answer.because
    assert "**Below 2/λ**, here 0.25." in scene(Settings(curvature=8)).answer.because


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_passes_the_minimum_and_comes_nearer_bears_the_right_guess_out(view):
    found = set()
    for eta in VALUES["eta"][::3]:
        chosen = Settings(view=view, eta=eta)
        start = (chosen.x0,) if view == "curve" else (chosen.x0, chosen.y0)
        objective = chosen.curve() if view == "curve" else canyon(chosen.kappa)
        x = descend(SGD(eta), objective, start, 20).w[:, -1]
        past = behaviour(x) == "zigzags"
        found.add(past)
        assert scene(chosen).answer.right == ("Below 2/λ: past it, but nearer" if past else None), eta
    assert found == {True, False}


@pytest.mark.parametrize(
    "chosen",
    [Settings(x0=0), Settings(view="canyon", y0=0), Settings(function="wells", eta=0.05), Settings(eta=0.5)],
    ids=str,
)
def test_other_runs_bear_no_guess_out(chosen):
    assert scene(chosen).answer.right is None


# The page


def test_the_page_names_its_settings():
    assert set(declared(Settings)) == FIELDS
    for view, other in (("curve", {"function", "curvature"}), ("canyon", {"kappa", "y0"})):
        assert set(PAGE.controls(Settings(view=view))) == {"view", "eta", "x0", "steps"} | other
    assert PAGE.controls(Settings())["x0"].title == "Start x"
    assert PAGE.controls(Settings(view="canyon"))["x0"].title == "Start w₁"


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_the_sliders_of_an_act_are_controls_of_its_view(act):
    opening = PAGE.opening(act)
    assert set(act.sliders) <= set(PAGE.controls(opening))
    assert PAGE.scene(opening, act.name).answer.right in act.guesses
    assert len({other.question for other in PAGE.acts}) == len(PAGE.acts)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {}),
        ({"view": "canyon", "kappa": "100", "eta": "0.5"}, {"view": "canyon", "kappa": 100.0, "eta": 0.5}),
        ({"function": "wells", "eta": "3", "x0": "5"}, {"function": "wells", "eta": 3.0, "x0": 5.0}),
        ({"eta": "30", "steps": "500"}, {"eta": 30.0, "steps": 500}),
        ({"view": "<b>", "function": "", "x0": "1e9", "y0": "x", "eta": "nan", "kappa": "10"}, {"kappa": 10.0}),
        ({"eta": "1e-300", "curvature": "-1", "kappa": "inf", "unknown": "1", "steps": "50"}, {"steps": 50}),
        ({"act": "canyon", "eta": "0.3"}, {"view": "canyon", "eta": 0.3}),
    ],
)
def test_a_link_opens_its_settings(query, wanted):
    assert read(PAGE, {name: [text] for name, text in query.items()}).settings == Settings(**wanted)


def test_the_equations_are_those_of_the_view():
    (quadratics,), (double,), (plane,) = (
        PAGE.equations(chosen).values() for chosen in (Settings(), Settings(function="wells"), Settings(view="canyon"))
    )
    assert any(CURVES["quadratic"](4).formula in line for line in quadratics)
    assert any(CURVES["wells"](4).chain in line for line in double)
    assert any(r"\lambda_i" in line for line in plane)


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        *((Settings(), name) for name in ("eta", "curvature", "x0", "steps")),
        *((Settings(function="wells", steps=60), name) for name in ("eta", "curvature", "x0")),
        *((Settings(view="canyon"), name) for name in ("eta", "kappa", "x0", "y0", "steps")),
    ],
    ids=str,
)
def test_the_scenes_of_a_slider_are_those_of_its_values(chosen, name):
    values = VALUES[name][:: max(1, len(VALUES[name]) // 12)]
    many = [Settings(**vars(chosen) | {name: value}) for value in values]
    together = list(PAGE.scenes(many, ACTS[chosen.view]))
    assert len({packed(shown) for shown in together}) == len(values)
    assert [packed(shown) for shown in together] == [packed(scene(one)) for one in many]


def test_any_values_of_the_controls_give_a_scene():
    draw = random.Random(4)
    for _ in range(100):
        chosen = Settings(**{name: draw.choice(values) for name, values in VALUES.items()})
        act = draw.choice(PAGE.acts)
        shown = PAGE.scene(chosen, act.name)
        assert len(packed(shown)) > 1000  # packing refuses numbers that are not finite, also as float32
        assert shown.steps == chosen.steps
        assert shown.answer.right in (None, *act.guesses)
        assert not re.search(r"nan|inf\b|∞|–", said(shown)), chosen


@budget(max_examples=80)
@given(
    st.sampled_from(VIEWS),
    st.sampled_from(tuple(CURVES)),
    st.floats(0.01, 100),
    st.floats(1, 1000),
    st.floats(1e-8, 100) | st.sampled_from((0.25, 0.5, 2.0, 100.0)),
    st.floats(-5, 5) | st.just(0.0),
    st.floats(-4, 4) | st.just(0.0),
    st.integers(1, 2000),
)
def test_any_settings_give_finite_numbers(view, function, curvature, kappa, eta, x0, y0, steps):
    shown = scene(Settings(view, function, curvature, kappa, eta, x0, y0, steps))
    assert packed(shown)
    assert not re.search(r"nan|inf\b|∞|–", said(shown))


def test_a_scene_is_made_well_within_the_budget():
    taken = []
    for x0 in (-4.2, -4.1, -4.0):
        began = time.perf_counter()
        scene(Settings(x0=x0, steps=200))
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.1  # the budget is the benchmarks' to hold


def test_the_steps_that_are_said_are_those_that_are_drawn():
    for eta in (0.1, 0.6, 5.0):
        measured = measure(Settings(eta=eta))
        assert f"in {len(measured.x) - 1} steps" in scene(Settings(eta=eta)).words.summary
        assert len(tracks(scene(Settings(eta=eta)))["x-x"].values["y"]) == len(measured.x)
