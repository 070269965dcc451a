"""The RMSProp page: what it claims of a run, computed again from the core, and ε inside against outside the root."""

import math
import random
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import numbers_in

from lesson import declared, number, read
from lesson.pack import encode, pack
from optim import SGD, RMSProp, descend
from optim.variants import RMSPropOutside
from pages.rmsprop import PAGE
from pages.rmsprop.measure import measure
from pages.rmsprop.measure_guards import shortened
from pages.rmsprop.measure_history import left_at
from pages.rmsprop.measure_steps import claims_of, difference_of, steps_of
from pages.rmsprop.settings import Settings
from surfaces import Scaled, canyon

START = (-4.2, 1.4)
DEFAULT = Settings()
FIELDS = ["view", "kappa", "eta", "rho", "epsilon", "scale", "x0", "y0", "steps"]
VALUES = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
ACTS = {"history": "history", "epsilon": "epsilon"}  # a view's act
VIEWS = tuple(ACTS)


def scene(chosen):
    return PAGE.scene(chosen, ACTS[chosen.view])


def packed(shown):
    return pack(encode(shown))


def tracks(shown):
    return {track.trace: track.values for track in shown.tracks}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


def ran(steps=200, rule=None, factor=1, start=START):
    rule = rule or RMSProp(DEFAULT.eta, DEFAULT.rho, DEFAULT.epsilon)
    return descend(rule, Scaled(canyon(20.0), factor), start, steps)


def two_digits(value):
    return float(f"{value:.2g}")


def ends(values):
    return values.min(), values.max()


# The history


def test_a_scaled_error_hardly_moves_the_path_but_sgd_leaves():
    once, more = ran(), ran(factor=1000)
    distance = np.linalg.norm(once.w - more.w, axis=1)
    assert 0 < distance.max() < 0.05 * DEFAULT.eta
    surface = canyon(20.0)
    sgd = {factor: ran(rule=SGD(0.2), factor=factor).w for factor in (1, 1000)}
    assert left_at(sgd[1], surface) is None
    out = next(t for t, (x, y) in enumerate(sgd[1000]) if not (abs(x) <= 5 and abs(y) <= 4))
    assert left_at(sgd[1000], surface) == out
    for factor in (1, 1000):
        sentence = scene(Settings(scale=factor)).words.sentences[3]
        assert f"SGD leaves the map at step {out} (times 1: stays on the map)" in sentence
        assert numbers_in(sentence)[-2:] == [two_digits(distance.max()), distance.argmax()]
    assert difference_of(once, more).distance == pytest.approx(distance[:-1].max())


@pytest.mark.parametrize("scale", [10, 100])
def test_another_factor_is_compared_with_the_error_times_1(scale):
    once, more = ran(), ran(factor=scale)
    distance = np.linalg.norm(once.w - more.w, axis=1)
    sentence = scene(Settings(scale=scale)).words.sentences[3]
    assert sentence.startswith(f"**The error times {scale}**")
    assert numbers_in(sentence)[-2:] == [two_digits(distance.max()), distance.argmax()]


def test_the_answer_is_the_runs():
    run = ran()
    g, r = run.gradient, run.states.r[1:]
    step = np.abs(np.diff(run.w, axis=0)) / 0.2
    like = np.abs(r / g**2 - 1) <= 0.1
    below = g**2 < r / 100
    first, second = scene(DEFAULT).words.sentences[:2]
    numbers = numbers_in(first.replace("g²", "").partition(":")[2])
    assert numbers[:2] == [like[:, 0].sum(), like[:, 1].sum()]
    assert numbers[2:] == [two_digits(v) for v in (np.median(step[like]), *ends(np.abs(g[like])))]
    numbers = numbers_in(second.partition(":")[2])
    assert numbers[:2] == [below[:, 0].sum(), below[:, 1].sum()]
    # so short a step is lost in w itself
    assert numbers[2] == two_digits(np.median(np.abs(g / np.sqrt(r + 1e-7))[below]))
    # and the answer is the lecture's
    assert np.median(step[like]) == pytest.approx(1, abs=0.01)
    assert np.abs(g[like]).max() > 10 * np.abs(g[like]).min()
    assert step[below].max() < 0.1 + 1e-9
    assert scene(DEFAULT).answer.right == "r ≈ g²: steps of η; g² ≪ r: shorter ones"


def test_both_views_give_the_same_answer_to_the_lectures_question():
    for epsilon in (1e-7, 1e-3, 10.0):
        answers = {PAGE.scene(Settings(view=view, epsilon=epsilon), "history").answer for view in VIEWS}
        assert len(answers) == 1


def test_where_the_guard_is_most_of_the_root_the_steps_grow_with_the_gradient():
    run = ran(rule=RMSProp(0.2, 0.9, 10.0))
    g, r = run.gradient, run.states.r[1:]
    some = (np.abs(r / g**2 - 1) <= 0.1) | (g**2 < r / 100)
    step = np.abs(np.diff(run.w, axis=0))
    assert np.corrcoef(step[some], np.abs(g[some]))[0, 1] > 0.99
    assert scene(Settings(epsilon=10.0)).answer.right == "The steps grow with g in both"
    assert not claims_of(steps_of(ran(), RMSProp(0.2, 0.9, 1e-7))).proportional


def test_a_run_without_both_cases_bears_no_guess_out():
    for chosen in (Settings(steps=1), Settings(x0=0.0, y0=0.0)):
        assert scene(chosen).answer.right is None


def test_steps_at_the_bottom_do_not_die_out():
    sentence = scene(DEFAULT).words.sentences[2]
    last = {}
    for name, eta, rho in (("here", 0.2, 0.9), ("η/4", 0.05, 0.9), ("shorter", 0.2, 0.6)):
        last[name] = np.median(np.abs(np.diff(ran(rule=RMSProp(eta, rho, 1e-7)).w, axis=0))[-40:], axis=0)
    assert last["here"] == pytest.approx(0.2, rel=0.01)
    assert last["η/4"][1] == pytest.approx(0.05, rel=0.05)
    assert "the steps of w₁ and w₂ have not died out" in sentence
    expected = [*(last["here"] / 0.2), *last["here"], 0.05, *last["η/4"], 0.6, *last["shorter"]]
    assert numbers_in(sentence) == pytest.approx(expected, rel=0.06)


def test_the_summary_has_the_distance_at_the_end():
    for steps in (1, 50, 200):
        end = np.linalg.norm(ran(steps).w[-1])
        summary = scene(Settings(steps=steps)).words.summary
        assert f"is {number(end, 2)} from the minimum after {steps} steps; SGD with the same η stays" in summary


# ε inside and outside


@pytest.mark.parametrize("epsilon", [1e-7, 1e-2, 1.0])
def test_where_the_guard_matters(epsilon):
    shown = scene(Settings(view="epsilon", epsilon=epsilon))
    runs = {}
    for place, (name, kind) in enumerate((("inside", RMSProp), ("outside", RMSPropOutside))):
        rule = kind(0.2, 0.9, epsilon)
        run = runs[name] = ran(rule=rule)
        r = run.states.r[1:]
        # ε takes more than a tenth off g/√r where √(r/(r+ε)), or √r/(√r+ε), is below nine tenths
        short = r / (r + epsilon) < 0.81 if kind is RMSProp else np.sqrt(r) / (np.sqrt(r) + epsilon) < 0.9
        short &= run.gradient != 0
        assert shortened(steps_of(run, rule)) == tuple(short.sum(0))
        against = epsilon**0.5 if kind is RMSProp else epsilon
        numbers = numbers_in(shown.words.sentences[place].partition("against")[2])
        low, high = np.sqrt(ends(r))
        assert numbers[:3] == [two_digits(v) for v in (against, high, low)]
        assert numbers[-3:] == [short[:, 0].sum(), 200, short[:, 1].sum()]
    distance = np.linalg.norm(runs["inside"].w - runs["outside"].w, axis=1)
    assert numbers_in(shown.words.summary) == [two_digits(distance.max()), distance.argmax()]


def test_the_guard_matters_sooner_inside():
    def counts(epsilon):
        rules = (RMSProp(0.2, 0.9, epsilon), RMSPropOutside(0.2, 0.9, epsilon))
        return [sum(shortened(steps_of(ran(rule=rule), rule))) for rule in rules]

    assert counts(1e-7) == [0, 0]
    inside, outside = counts(1e-3)
    assert inside > outside


def test_where_it_shortens_more_steps_is_the_answer():
    """√ε is above ε below 1, and below it above 1: there ε outside takes off more."""
    right = {
        epsilon: scene(Settings(view="epsilon", epsilon=epsilon)).answer.right for epsilon in (1e-10, 1e-7, 1e-3, 10.0)
    }
    assert right[1e-10] == right[1e-7] == "Nowhere: ε is too small to shorten a step"
    assert right[1e-3] == "Inside the root it shortens more steps"
    assert right[10.0] is None  # both shorten every step
    outside = scene(Settings(view="epsilon", epsilon=10.0, scale=10, steps=20)).answer
    assert outside.right == "Outside the root it shortens more steps"
    assert PAGE.scene(DEFAULT, "epsilon").answer.right is None


# The picture


@pytest.mark.parametrize("view", VIEWS)
def test_formulas_panels_and_arrow_follow_the_run(view):
    shown = scene(Settings(view=view, epsilon=1e-4))
    run = ran(201, RMSProp(0.2, 0.9, 1e-4))
    values = tracks(shown)
    for step in (0, 7, 60, 200):
        g, r = run.gradient[step], run.states.r[step + 1]
        for i, formula in enumerate(shown.formulas):
            now = {name: rows[step] for name, rows in formula.values.items()}
            assert now["g"] == pytest.approx(g[i], rel=1e-9, abs=1e-12)
            assert now["ratio"] == pytest.approx(g[i] / math.sqrt(r[i] + 1e-4), rel=1e-9, abs=1e-12)
            if view == "history":
                low = "₁₂"[i]
                assert now["r"] == pytest.approx(run.states.r[step, i])
                assert now["new"] == pytest.approx(r[i])
                assert now["to"] == pytest.approx(run.w[step + 1, i])
                assert values[f"size{i + 1}-r{low}"]["y"][step] == pytest.approx(max(r[i], 1e-30))
                assert values[f"size{i + 1}-g{low}²"]["y"][step] == pytest.approx(max(g[i] ** 2, 1e-30))
                assert values[f"ratio-w{low}"]["y"][step] == pytest.approx(now["ratio"])
        assert values["path-" + ("RMSProp" if view == "history" else "inside")]["x"][step] == pytest.approx(
            run.w[step, 0]
        )
        if view == "history":
            arrow = np.array([values["arrow-step"][axis][step] for axis in ("x", "y")])
            longer = numbers_in(shown.words.sentences[-1])[-1]
            assert arrow[:, 1] - arrow[:, 0] == pytest.approx(longer * (run.w[step + 1] - run.w[step]), abs=1e-12)
    for formula in shown.formulas:
        assert set(re.findall(r"{(\w+)}", formula.template)) == set(formula.values)


def test_an_eta_whose_inverse_is_just_below_a_power_of_ten_has_an_arrow():
    assert 1 / 1e-5 == 99999.99999999999
    shown = scene(Settings(eta=1e-5))
    run = ran(1, RMSProp(1e-5, 0.9, 1e-7))
    arrow = np.array([tracks(shown)["arrow-step"][axis][0] for axis in ("x", "y")])
    times = (arrow[:, 1] - arrow[:, 0]) / (run.w[1] - run.w[0])
    assert times == pytest.approx(numbers_in(shown.words.sentences[-1])[-1], rel=1e-6)


@pytest.mark.parametrize("view", VIEWS)
def test_the_axes_of_sizes_hold_what_is_not_below_them(view):
    for chosen in (Settings(view), Settings(view, epsilon=10.0), Settings(view, scale=1000), Settings(view, eta=1e-4)):
        shown = scene(chosen)
        layout = shown.drawing["layout"]
        axes = {trace["uid"]: trace["yaxis"] for trace in shown.drawing["data"] if "yaxis" in trace}
        for uid, values in tracks(shown).items():
            axis = layout["yaxis" + axes[uid].removeprefix("y")] if uid in axes else {}
            if axis.get("type") == "log" and "-tip-" not in uid:
                low, high = axis["range"]
                assert np.log10(values["y"].max()) <= high + 1e-9, (uid, chosen)
                assert low < np.log10(values["y"].max()), (uid, chosen)


@pytest.mark.parametrize("view", VIEWS)
def test_every_track_belongs_to_a_trace_and_a_step_is_the_drawing_so_far(view):
    shown = scene(Settings(view=view))
    uids = [trace["uid"] for trace in shown.drawing["data"]]
    assert len(set(uids)) == len(uids)
    assert {track.trace for track in shown.tracks} <= set(uids)
    traces = {trace["uid"]: trace for trace in shown.at(5)["data"]}
    first, second = ("path-RMSProp", "ratio-w₁") if view == "history" else ("path-inside", "ratio1-inside")
    assert len(traces[first]["x"]) == 6
    assert len(traces[second]["y"]) == 6


@pytest.mark.parametrize("view", VIEWS)
def test_a_click_sets_the_start(view):
    pick = scene(Settings(view=view)).pick
    assert (pick.fields, pick.domain) == (("x0", "y0"), ((-5.0, 5.0), (-4.0, 4.0)))


def test_what_is_far_outside_is_drawn_no_farther_out_than_plotly_can_draw():
    for chosen in (Settings(eta=10, scale=1000), Settings("epsilon", eta=10, rho=0.9999), Settings(eta=10, rho=0.9999)):
        for uid, values in tracks(scene(chosen)).items():
            if uid.split("-")[0] in ("path", "marks", "point", "arrow"):
                assert max(np.abs(array).max() for array in values.values()) < 2.1e5, uid


# The page


def test_the_page_names_its_settings():
    assert list(declared(Settings)) == FIELDS
    for view in VIEWS:
        assert list(PAGE.controls(Settings(view=view))) == FIELDS
    for name, value in (("eta", 0.0), ("rho", 1.0), ("epsilon", 0.0), ("scale", 0), ("kappa", 0.5), ("view", "map")):
        with pytest.raises(ValueError, match=name):
            Settings(**{name: value})


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_an_act_has_its_sliders_and_its_run_bears_a_guess_out(act):
    opening = PAGE.opening(act)
    assert set(act.sliders) <= set(PAGE.controls(opening))
    assert all(len(VALUES[name]) > 1 for name in act.sliders)
    assert PAGE.scene(opening, act.name).answer.right in act.guesses
    assert len({other.question for other in PAGE.acts}) == len(PAGE.acts)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {}),
        ({"view": "epsilon", "epsilon": "0.01", "scale": "1000"}, {"view": "epsilon", "epsilon": 0.01, "scale": 1000}),
        ({"eta": "nan", "rho": "7", "epsilon": "-1", "scale": "0", "steps": "50", "x0": "inf"}, {"steps": 50}),
        ({"view": "<b>", "eta": "0.3", "kappa": "", "y0": "99", "guess": "x"}, {"eta": 0.3}),
        ({"act": "epsilon", "eta": "0.1"}, {"view": "epsilon", "epsilon": 0.001, "eta": 0.1}),
    ],
    ids=["default", "epsilon", "hostile", "unknown", "act"],
)
def test_a_link_opens_its_settings(query, wanted):
    assert read(PAGE, {name: [text] for name, text in query.items()}).settings == Settings(**wanted)


def test_the_equations_are_the_lectures_and_where_epsilon_is_the_question_pytorchs():
    (lecture,) = PAGE.equations(DEFAULT).values()
    assert r"\sqrt{r + \varepsilon}" in lecture[1]
    assert "0.2" in lecture[1]
    both = PAGE.equations(Settings(view="epsilon"))
    assert list(both) == ["RMSProp", "RMSProp in PyTorch"]
    assert r"\sqrt{r} + \varepsilon" in both["RMSProp in PyTorch"][0]


def test_the_note_says_what_does_not_go_along_to_the_canyon():
    assert PAGE.onward == ("canyon",)
    assert PAGE.note(DEFAULT) == ""
    assert "not multiplied" in PAGE.note(Settings(scale=10))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["eta", "rho", "kappa", "epsilon", "scale", "x0", "y0", "steps"])
def test_the_scenes_of_a_slider_are_those_of_its_values(view, name):
    values = VALUES[name][:: max(1, len(VALUES[name]) // 12)]
    many = [Settings(view=view, **{"steps": 60} | {name: value}) for value in values]
    together = [*PAGE.scenes(many, ACTS[view])]
    assert len({packed(shown) for shown in together}) == len(values)
    assert [packed(shown) for shown in together] == [packed(scene(chosen)) for chosen in many]


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


@settings(max_examples=60)
@given(
    st.sampled_from(VIEWS),
    st.floats(1, 1000),
    st.floats(1e-8, 10),
    st.floats(0, 0.9999),
    st.floats(1e-15, 10),
    st.integers(1, 1000),
    st.floats(-5, 5),
    st.floats(-4, 4),
    st.integers(1, 300),
)
def test_any_settings_give_finite_numbers(view, kappa, eta, rho, epsilon, scale, x0, y0, steps):
    shown = scene(Settings(view, kappa, eta, rho, epsilon, scale, x0, y0, steps))
    assert packed(shown)
    assert not re.search(r"nan|inf\b|∞|–", said(shown))
    for axis in (part for name, part in shown.drawing["layout"].items() if "axis" in name):
        assert axis["range"][0] < axis["range"][1]


def test_what_is_measured_has_the_settings_it_was_measured_for():
    for view in VIEWS:
        assert measure(Settings(view=view, steps=20)).settings == Settings(view=view, steps=20)
