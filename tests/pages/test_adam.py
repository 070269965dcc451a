"""Adam's page: its claims against the core, its pictures finite, its links sound."""

import math
import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from written import numbers_in

from lesson import declared, number, read
from lesson.pack import encode, pack
from optim import Adam, Momentum, descend, race, theory
from optim.variants import CorrectedRMSProp
from pages.adam import PAGE
from pages.adam.measure import measure
from pages.adam.measure_correction import mattered
from pages.adam.measure_steps import first_step
from pages.adam.settings import Settings
from surfaces import Scaled, canyon

BETAS = st.floats(0, 0.999)
START = (-4.2, 1.4)
FIELDS = ["view", "beta1", "beta2", "eta", "scale", "kappa", "epsilon", "x0", "y0", "steps"]
VALUES = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
ACTS = {"correction": "first_step", "parts": "parts"}  # a view's act
VIEWS = tuple(ACTS)
TINY, PLAIN, SIGN = PAGE.acts[0].guesses


class Constant:
    """A gradient that is the same everywhere."""

    def __init__(self, g):
        self.g = np.array(g, dtype=float)

    def value(self, w):
        return w @ self.g

    def gradient(self, w, t=0):
        return np.broadcast_to(self.g, w.shape)


def scene(chosen):
    return PAGE.scene(chosen, ACTS[chosen.view])


def packed(shown):
    return pack(encode(shown))


def tracks(shown):
    return {track.trace: track.values for track in shown.tracks}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


def sentences(**chosen):
    return scene(Settings(**chosen)).words.sentences


def first(g, **hyper):
    return descend(Adam(**hyper), Constant(g), np.zeros(len(g)), 1).w[1]


# The first step


@pytest.mark.parametrize("size", [1e-3, 1e-1, 1.0, 30.0, 1e3])
def test_the_first_step_is_eta_whatever_the_gradients_size(size):
    g = np.array([-size, size / 3])
    step = first(g, eta=0.02, epsilon=1e-7)
    np.testing.assert_allclose(step, -0.02 * np.sign(g) * np.abs(g) / (np.abs(g) + 1e-7), rtol=1e-12)
    assert (np.abs(step / (-0.02 * np.sign(g)) - 1) <= 1e-7 / np.abs(g) + 1e-12).all()


def test_without_the_correction_the_first_step_is_3_162_times_as_long():
    corrected, uncorrected = (first([-0.7, 5.0], epsilon=1e-15, bias_correction=on) for on in (True, False))
    np.testing.assert_allclose(uncorrected / corrected, 3.16228, rtol=1e-5)


@given(BETAS, BETAS)
def test_the_ratio_of_the_first_steps_for_any_beta(beta1, beta2):
    corrected, uncorrected = (
        first([2.0], beta1=beta1, beta2=beta2, epsilon=1e-15, bias_correction=on) for on in (True, False)
    )
    np.testing.assert_allclose(uncorrected / corrected, (1 - beta1) / math.sqrt(1 - beta2), rtol=1e-9)


@given(BETAS, BETAS, st.floats(1e-8, 10), st.floats(1e-12, 10), st.sampled_from((0.001, 1.0, 1000.0)))
def test_the_first_step_that_is_said_is_the_runs(beta1, beta2, eta, epsilon, scale):
    chosen = Settings(beta1=beta1, beta2=beta2, eta=eta, epsilon=epsilon, scale=scale)
    found = first_step(chosen)
    objective = Scaled(canyon(20.0), scale)
    np.testing.assert_array_equal(found.g, objective.gradient(np.array(START)))
    for step, on in ((found.corrected, True), (found.uncorrected, False)):
        run = descend(chosen.rule(bias_correction=on), objective, START, 1)
        assert run.w[1] - run.w[0] == pytest.approx(eta * step, rel=1e-6, abs=1e-14)
    assert found.longer == pytest.approx(found.uncorrected[1] / found.corrected[1])


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_the_words_on_the_first_step(scale):
    sentence = sentences(scale=scale)[0]
    assert "w changes by (+1, −1) times η: by −η·sign(g)" in sentence
    assert "(1−β1)/√(1−β2) = 3.162" in sentence
    assert ("3.162 times as much" if scale >= 1 else "3.161 times as much") in sentence
    assert f"g = ({number(-0.84 * scale)}, {number(5.6 * scale)})" in sentence


def test_the_words_where_the_guard_is_large_and_where_there_is_no_gradient():
    assert "less than η, because ε = 1 " in sentences(epsilon=1.0)[0]
    assert "The gradient is 0" in sentences(x0=0.0, y0=0.0)[0]
    assert "Never" in sentences(beta1=0.0, beta2=0)[1]


def test_a_start_too_near_the_minimum_for_a_step_is_said_to_have_none():
    shown = scene(Settings(x0=5e-324, y0=0.0))
    assert "so is the step" in shown.words.sentences[0]
    assert shown.answer.right is None


@pytest.mark.parametrize("view", VIEWS)
def test_the_answer_is_what_the_first_step_is(view):
    def right(**chosen):
        return PAGE.scene(Settings(view=view, **chosen), "first_step").answer.right

    for scale in (0.001, 1.0, 1000.0):
        for beta1, beta2 in ((0.9, 0.999), (0.0, 0.0), (0.5, 0.9999)):
            assert right(scale=scale, beta1=beta1, beta2=beta2) == SIGN
    assert right(epsilon=1.0) is None  # neither η nor η·g
    assert right(epsilon=1.0, scale=0.001) == PLAIN  # |g| + ε is all but 1
    assert right(x0=0.0, y0=0.0) is None
    assert right(x0=5.0, y0=0.25) is None  # |g| = 1: η and η·g are the same


def test_a_guess_is_answered_with_the_words_of_the_run():
    for view in VIEWS:
        assert PAGE.scene(Settings(view=view), "first_step").answer.because == sentences()[0]


# How long it matters


@pytest.mark.parametrize(("beta1", "beta2", "steps"), [(0.9, 0.0, 100), (0.9, 0.9, 100), (0.5, 0.98, 300), (0, 0, 20)])
def test_on_a_run_with_a_small_guard_it_matters_as_long_as_theory_says(beta1, beta2, steps):
    chosen = Settings(beta1=beta1, beta2=beta2, epsilon=1e-15, steps=steps)
    run = descend(chosen.rule(), Constant([-3.0, 2.0]), START, steps)
    change = np.sqrt(1 - beta2 ** np.arange(1.0, steps + 1)) / (1 - beta1 ** np.arange(1.0, steps + 1))
    assert mattered(run, chosen) == (np.abs(change - 1) > 0.01).sum()
    shorter = Settings(beta1=beta1, beta2=beta2, epsilon=1e-15, steps=5)
    assert mattered(run, shorter) == (np.abs(change[:5] - 1) > 0.01).sum()


def test_the_words_follow_the_betas():
    sentence = sentences(beta1=0.5, beta2=0.9)[1]
    assert f"t = {theory.correction_reach(0.5, 0.9).until};" in sentence
    assert "of 100 steps" in sentence


# The parts


def test_both_betas_0_gives_sign_steps():
    run = descend(Adam(0.1, 0.0, 0.0, 1e-12), canyon(20.0), START, 100)
    step = np.diff(run.w, axis=0)
    sharp = np.abs(run.gradient) > 1e-6
    assert sharp.sum() > 100
    np.testing.assert_allclose(step[sharp], -0.1 * np.sign(run.gradient[sharp]), rtol=1e-5)


def test_s_is_the_velocity_of_momentum_but_for_a_factor():
    run = descend(Adam(0.1, 0.8), canyon(20.0), START, 60)
    rule, v = Momentum(0.1, 0.8), np.zeros(2)
    state = rule.init(v)
    for t in range(60):
        v, state = rule.update(run.gradient[t], state)
        np.testing.assert_allclose(run.states.s[t + 1], -(1 - 0.8) * v / 0.1, rtol=1e-9, atol=1e-14)


def parts_of(chosen):
    rules = {
        "Adam": chosen.rule(),
        "β1 = 0": chosen.rule(beta1=0.0),
        "β2 = 0": chosen.rule(beta2=0.0),
        "RMSProp": CorrectedRMSProp(chosen.eta, chosen.beta2, chosen.epsilon),
    }
    objective = Scaled(canyon(chosen.kappa), chosen.scale)
    return race(rules, objective, (chosen.x0, chosen.y0), chosen.steps)


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_what_each_beta_does_at_its_ends(scale):
    chosen = Settings(view="parts", steps=120, scale=scale)
    runs = parts_of(chosen)
    measured = measure(chosen).extremes
    assert measured.distance == 0
    assert measured.velocity < 1e-12
    assert measured.signs == pytest.approx((1, 1), rel=0.01)
    for name, longest in zip(("β2 = 0", "Adam"), measured.longest, strict=True):
        assert longest == pytest.approx(np.abs(np.diff(runs[name].w, axis=0)).max() / chosen.eta)
    assert measured.longest[0] > 5 > measured.longest[1]
    objective = Scaled(canyon(chosen.kappa), scale)
    slow = descend(chosen.rule(beta1=0.99), objective, START, 120)
    assert measured.past == pytest.approx((slow.w[:, 0].max(), runs["Adam"].w[:, 0].max()))
    assert measured.past[0] > 10 * measured.past[1] > 0
    long = descend(chosen.rule(beta2=0.9999), objective, START, 120)
    root = np.sqrt(long.states.r[-1] / (1 - 0.9999**120))
    mean = np.sqrt((long.gradient**2).mean(0))
    assert measured.mean == pytest.approx((np.abs(root - mean) / mean).max())
    assert measured.mean < 0.01


def test_the_words_of_the_parts():
    words = " ".join(sentences(view="parts"))
    assert "coincide exactly" in words
    assert "measured between 1 η and 1 η" in words
    assert "ε = 10 is not small beside any |g|" in " ".join(sentences(view="parts", epsilon=10.0))


def test_without_beta1_it_is_rmsprop_and_the_answer_says_so():
    guess = "RMSProp, corrected and with ε outside the root"
    for beta2 in VALUES["beta2"]:
        shown = scene(Settings(view="parts", beta2=beta2, steps=60))
        assert shown.answer.right == guess
        paths = [np.stack([tracks(shown)[f"path-{name}"][axis] for axis in "xy"]) for name in ("β1 = 0", "RMSProp")]
        np.testing.assert_array_equal(*paths)
    assert PAGE.scene(Settings(), "parts").answer.right is None


@pytest.mark.parametrize(
    ("chosen", "other", "label"),
    [
        (Settings(eta=10.0, beta1=0.0, beta2=0.9999, steps=30), {"bias_correction": False}, "uncorrected"),
        (Settings("parts", eta=3.0, beta2=0.9999, scale=1000.0, x0=0.0, y0=-3.0), {"beta2": 0.0}, "with β2 = 0"),
    ],
    ids=VIEWS,
)
def test_a_run_far_off_the_map_is_said_to_be_so_at_its_step(chosen, other, label):
    objective = Scaled(canyon(20.0), chosen.scale)
    run = descend(chosen.rule(**other), objective, (chosen.x0, chosen.y0), chosen.steps)
    far = np.abs(run.w).max(1) > 200
    assert far.any()
    assert f"{label}: far off the map at step {far.argmax()}" in scene(chosen).words.summary


@pytest.mark.parametrize("view", VIEWS)
def test_the_summary_has_the_distance_at_the_end(view):
    run = descend(Adam(0.1), canyon(20.0), START, 100)
    end = number(np.linalg.norm(run.w[-1]), 2)
    assert f": {end} from the minimum after 100 steps" in scene(Settings(view=view)).words.summary


# The picture


@pytest.mark.parametrize("view", VIEWS)
def test_the_formulas_hold_at_every_step(view):
    chosen = Settings(view=view, beta1=0.8, beta2=0.99, eta=0.05, steps=40)
    run = descend(Adam(0.05, 0.8, 0.99, 1e-7), canyon(20.0), START, 41)
    for i, formula in enumerate(scene(chosen).formulas):
        values = formula.values
        np.testing.assert_array_equal(values["t"], np.arange(1, 42))
        np.testing.assert_allclose(values["g"], run.gradient[:, i], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(values["s"], 0.8 * values["s0"] + 0.2 * values["g"], atol=1e-12)
        np.testing.assert_allclose(values["r"], 0.99 * values["r0"] + 0.01 * values["g"] ** 2, atol=1e-12)
        np.testing.assert_allclose(values["c1"], 1 - 0.8 ** np.arange(1.0, 42))
        np.testing.assert_allclose(values["c2"], 1 - 0.99 ** np.arange(1.0, 42))
        np.testing.assert_allclose(values["mean"] * values["c1"], values["s"], atol=1e-12)
        np.testing.assert_allclose(values["square"] * values["c2"], values["r"], atol=1e-12)
        step = -0.05 * values["mean"] / (np.sqrt(values["square"]) + 1e-7)
        np.testing.assert_allclose(values["d"], step, atol=1e-12)
        np.testing.assert_allclose(run.w[:-1, i] + values["d"], run.w[1:, i], atol=1e-12)
        asked = {name.strip("{}").removesuffix(":d") for name in re.findall(r"{[\w:]+}", formula.template)}
        assert asked == set(values)


def test_the_first_arrows_are_the_first_steps():
    shown = scene(Settings())
    by = {}
    for name in ("corrected", "uncorrected"):
        arrow = tracks(shown)[f"arrow-{name}"]
        by[name] = np.array([arrow[axis][0, 1] - arrow[axis][0, 0] for axis in "xy"])
    np.testing.assert_allclose(by["uncorrected"] / by["corrected"], math.sqrt(10), rtol=1e-4)
    times = numbers_in(shown.words.sentences[-1])[0]
    np.testing.assert_allclose(by["corrected"] / times, (0.1, -0.1), rtol=1e-4)


def test_the_panels_of_the_correction_follow_the_run():
    chosen = Settings(beta1=0.8, beta2=0.99, steps=50)
    shown = tracks(scene(chosen))
    t = np.arange(1.0, 52)
    np.testing.assert_allclose(shown["factors-β1"]["y"], 1 / (1 - 0.8**t))
    np.testing.assert_allclose(shown["factors-β2"]["y"], 1 / (1 - 0.99**t))
    runs = {
        name: descend(Adam(0.1, 0.8, 0.99, bias_correction=name == "corrected"), canyon(20.0), START, 51)
        for name in ("corrected", "uncorrected")
    }
    for name, run in runs.items():
        np.testing.assert_allclose(shown[f"size-{name}"]["y"], np.abs(np.diff(run.w[:, 0])) / 0.1, rtol=1e-6, atol=1e-9)
    states = runs["corrected"].states
    np.testing.assert_allclose(shown["averages-s"]["y"], states.s[1:, 0], rtol=1e-9)
    np.testing.assert_allclose(shown["averages-ŝ"]["y"], states.s[1:, 0] / (1 - 0.8**t), rtol=1e-9)
    np.testing.assert_allclose(shown["averages-√r"]["y"], np.sqrt(states.r[1:, 0]), rtol=1e-9)
    np.testing.assert_allclose(shown["averages-√r̂"]["y"], np.sqrt(states.r[1:, 0] / (1 - 0.99**t)), rtol=1e-9)


def test_the_panels_of_the_parts_follow_the_runs():
    chosen = Settings(view="parts", scale=1000.0, steps=50)
    shown, runs = tracks(scene(chosen)), parts_of(chosen)
    for name, run in runs.items():
        error = np.maximum(canyon(20.0).value(run.w), 1e-8)
        np.testing.assert_allclose(shown[f"error-{name}"]["y"], error, rtol=1e-6)
        np.testing.assert_allclose(shown[f"size-{name}"]["y"][:50], np.diff(run.w[:, 1]) / 0.1, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.99])
@pytest.mark.parametrize("scale", [0.001, 1000.0])
def test_the_averages_are_within_their_axis(beta1, scale):
    shown = scene(Settings(beta1=beta1, scale=scale))
    low, high = shown.drawing["layout"]["yaxis3"]["range"]
    for name in ("s", "ŝ", "√r", "√r̂"):
        curve = tracks(shown)[f"averages-{name}"]["y"]
        assert low <= curve.min() <= curve.max() <= high


@pytest.mark.parametrize("view", VIEWS)
def test_every_track_belongs_to_a_trace_and_a_step_can_be_shown(view):
    shown = scene(Settings(view=view, steps=30))
    uids = [trace["uid"] for trace in shown.drawing["data"]]
    assert len(set(uids)) == len(uids)
    assert {track.trace for track in shown.tracks} <= set(uids)
    for step in (0, 7, 30):
        assert [trace["uid"] for trace in shown.at(step)["data"]] == uids


@pytest.mark.parametrize("view", VIEWS)
def test_a_click_sets_the_start(view):
    pick = scene(Settings(view=view)).pick
    assert (pick.fields, pick.domain) == (("x0", "y0"), ((-5.0, 5.0), (-4.0, 4.0)))


def test_what_is_far_outside_is_drawn_no_farther_out_than_plotly_can_draw():
    for view in VIEWS:
        for beta1, beta2 in ((0.9, 0.0), (0.99, 0.9999), (0.9999, 0.0)):
            chosen = Settings(view=view, beta1=beta1, beta2=beta2, eta=10.0, epsilon=1e-15, kappa=1.0)
            for uid, values in tracks(scene(chosen)).items():
                if uid.split("-")[0] in ("path", "marks", "point", "arrow", "size"):
                    assert max(np.abs(array).max() for array in values.values()) < 2.2e5, uid


# The page


def test_the_page_names_its_settings():
    assert list(declared(Settings)) == FIELDS
    for view in VIEWS:
        assert list(PAGE.controls(Settings(view=view))) == FIELDS
    for name, value in (("eta", 0.0), ("beta1", 1.0), ("epsilon", 0.0), ("scale", 0), ("kappa", 0.5), ("view", "map")):
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
        ({"view": "parts", "beta1": "0.5"}, {"view": "parts", "beta1": 0.5}),
        ({"beta1": "0", "beta2": "0", "eta": "0.05"}, {"beta1": 0.0, "beta2": 0, "eta": 0.05}),
        ({"scale": "0.001", "steps": "50"}, {"scale": 0.001, "steps": 50}),
        ({"beta1": "1", "beta2": "2", "eta": "-1", "steps": "50"}, {"steps": 50}),
        ({"beta1": "nan", "beta2": "inf", "epsilon": "0", "scale": "1e99", "steps": "50"}, {"steps": 50}),
        ({"view": "<b>", "kappa": "x", "x0": "99", "y0": "", "steps": "50"}, {"steps": 50}),
        ({"act": "parts", "beta2": "0.9"}, {"view": "parts", "beta2": 0.9}),
    ],
)
def test_a_link_opens_its_settings_and_falls_back_where_it_is_hostile(query, wanted):
    assert read(PAGE, {name: [text] for name, text in query.items()}).settings == Settings(**wanted)


def test_the_equations_are_the_lectures_with_the_numbers_beside_them():
    (lines,) = PAGE.equations(Settings(beta1=0.5, beta2=0.9)).values()
    assert lines[0] == "t := t + 1"
    assert len(lines) == 4
    assert r"\beta_1" in lines[1]
    assert "0.5" in lines[1]
    assert "0.1" in lines[2]
    assert r"\sqrt{r/(1-\beta_2^t)} + \varepsilon" in lines[3]


def test_the_settings_can_be_carried_to_the_canyon():
    assert PAGE.onward == ("canyon",)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", FIELDS[1:])
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


def fields(name):
    meta = declared(Settings)[name]
    if meta.kind is str:
        return st.sampled_from(meta.options)
    if name == "steps":
        return st.integers(1, 60)
    low, high = meta.bounds
    inner = st.sampled_from([float(low), float(high), meta.default]) | st.floats(low, high)
    return inner | st.sampled_from([float(option) for option in meta.options]) if meta.options else inner


@budget(max_examples=60)
@given(st.fixed_dictionaries({name: fields(name) for name in FIELDS}))
def test_any_settings_give_a_finite_scene(chosen):
    shown = scene(Settings(**chosen))
    assert packed(shown)
    assert not re.search(r"nan|inf\b|∞|–", said(shown))
    for axis in (part for name, part in shown.drawing["layout"].items() if "axis" in name):
        assert axis["range"][0] < axis["range"][1]
