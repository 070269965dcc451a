"""Adam's page: its claims against the core, its pictures finite, its links sound."""

import json
import math
import re
import struct
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim import Adam, Momentum, RMSProp, descend, race
from optim.settings import declared
from scenes import adam
from scenes.adam import CorrectedRMSProp, Scaled, Settings, ends, mattered, reach, scene
from surfaces import canyon

APP = Path(__file__).parents[1] / "app.py"
BETAS = st.floats(0, 0.999)
START = (-4.2, 1.4)


class Constant:
    """A gradient that is the same everywhere."""

    def __init__(self, g):
        self.g = np.array(g, dtype=float)

    def value(self, w):
        return w @ self.g

    def gradient(self, w, t=0):
        return np.broadcast_to(self.g, w.shape)


def first_step(g, **hyper):
    run = descend(Adam(**hyper), Constant(g), np.zeros(len(g)), 1)
    return run.w[1]


@pytest.mark.parametrize("size", [1e-3, 1e-1, 1.0, 30.0, 1e3])
def test_the_first_step_is_eta_whatever_the_gradients_size(size):
    g = np.array([-size, size / 3])
    step = first_step(g, eta=0.02, epsilon=1e-7)
    np.testing.assert_allclose(step, -0.02 * np.sign(g) * np.abs(g) / (np.abs(g) + 1e-7), rtol=1e-12)
    assert (np.abs(step / (-0.02 * np.sign(g)) - 1) <= 1e-7 / np.abs(g) + 1e-12).all()


def test_without_the_correction_the_first_step_is_3_162_times_as_long():
    with_, without = (first_step([-0.7, 5.0], epsilon=1e-15, bias_correction=on) for on in (True, False))
    np.testing.assert_allclose(without / with_, 3.16228, rtol=1e-5)


@given(BETAS, BETAS)
def test_the_ratio_of_the_first_steps_for_any_beta(beta1, beta2):
    with_, without = (
        first_step([2.0], beta1=beta1, beta2=beta2, epsilon=1e-15, bias_correction=on) for on in (True, False)
    )
    np.testing.assert_allclose(without / with_, (1 - beta1) / math.sqrt(1 - beta2), rtol=1e-9)


@pytest.mark.parametrize(("beta1", "beta2"), list(product([0, 0.5, 0.9, 0.97], [0, 0.5, 0.9, 0.99, 0.999])))
def test_how_many_steps_it_matters_is_measured_under_a_constant_gradient(beta1, beta2):
    said = reach(beta1, beta2)
    hyper = {"eta": 1.0, "beta1": beta1, "beta2": beta2, "epsilon": 1e-15}
    with_, without = (
        np.diff(descend(Adam(**hyper, bias_correction=on), Constant([-1.0]), [0.0], 5000).w[:, 0])
        for on in (True, False)
    )
    change = with_ / without
    late = np.flatnonzero(np.abs(change - 1) > 0.01)
    assert said.until == (late[-1] + 1 if late.size else 0)
    assert said.longer == pytest.approx(1 / change[said.most - 1], rel=1e-9)
    assert abs(math.log(said.longer)) == pytest.approx(np.abs(np.log(change)).max(), rel=1e-9, abs=1e-9)


def test_the_number_for_the_usual_betas():
    assert reach(0.9, 0.999).until == 3915
    assert reach(0.0, 0.0).until == 0


@pytest.mark.parametrize(("beta1", "beta2", "steps"), [(0.9, 0.0, 100), (0.9, 0.9, 100), (0.5, 0.98, 300), (0, 0, 20)])
def test_on_a_run_with_a_small_guard_it_matters_as_long_as_theory_says(beta1, beta2, steps):
    rule = Adam(0.1, beta1, beta2, 1e-15)
    run = descend(rule, Constant([-3.0, 2.0]), START, steps)
    change = np.sqrt(1 - beta2 ** np.arange(1.0, steps + 1)) / (1 - beta1 ** np.arange(1.0, steps + 1))
    assert mattered(run, rule, steps) == (np.abs(change - 1) > 0.01).sum()
    assert mattered(run, rule, 5) == (np.abs(change[:5] - 1) > 0.01).sum()


@pytest.mark.parametrize("beta2", [0.0, 0.5, 0.9, 0.999, 0.9999])
@pytest.mark.parametrize("epsilon", [1e-10, 1e-7, 0.5])
def test_beta1_0_is_rmsprop_with_its_own_correction(beta2, epsilon):
    rules = {"adam": Adam(0.1, 0.0, beta2, epsilon), "rmsprop": CorrectedRMSProp(0.1, beta2, epsilon)}
    runs = race(rules, canyon(30.0), START, 300)
    np.testing.assert_array_equal(runs["adam"].w, runs["rmsprop"].w)


def test_corrected_rmsprop_is_the_lectures_rule_on_a_corrected_average():
    """With r/(1−ρ^t) in the place of r, and ε = 0 in both, it is the lecture's step."""
    g = [np.array([0.3, -2.0]), np.array([1.5, 0.1]), np.array([-0.2, 0.4])]
    corrected, lecture = CorrectedRMSProp(0.1, 0.9, 0.0), RMSProp(0.1, 0.9, 0.0)
    ours, theirs = corrected.init(g[0]), lecture.init(g[0])
    for t, gradient in enumerate(g, start=1):
        step, ours = corrected.update(gradient, ours)
        plain, theirs = lecture.update(gradient, theirs)
        np.testing.assert_allclose(step, plain * math.sqrt(1 - 0.9**t), rtol=1e-12)


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


def parts_of(settings):
    rules = {
        "Adam": settings.rule(),
        "β1 = 0": settings.rule(beta1=0.0),
        "β2 = 0": settings.rule(beta2=0.0),
        "RMSProp": CorrectedRMSProp(settings.eta, settings.beta2, settings.epsilon),
    }
    objective = Scaled(canyon(settings.kappa), settings.scale)
    return race(rules, objective, (settings.x0, settings.y0), settings.steps + 1)


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_what_each_beta_does_at_its_ends(scale):
    settings = Settings(view="parts", steps=120, scale=scale)
    runs = parts_of(settings)
    measured = ends(settings, runs)
    assert measured.apart == 0
    assert measured.velocity < 1e-12
    assert measured.signs == pytest.approx((1, 1), rel=0.01)
    for name, longest in zip(("β2 = 0", "Adam"), measured.longest, strict=True):
        assert longest == pytest.approx(np.abs(np.diff(runs[name].w, axis=0)).max() / settings.eta)
    assert measured.longest[0] > 5 > measured.longest[1]
    objective = Scaled(canyon(settings.kappa), scale)
    slow = descend(settings.rule(beta1=0.99), objective, START, 120)
    assert measured.past == pytest.approx((slow.w[:, 0].max(), runs["Adam"].w[:, 0].max()))
    assert measured.past[0] > 10 * measured.past[1] > 0
    long = descend(settings.rule(beta2=0.9999), objective, START, 120)
    root = np.sqrt(long.states.r[-1] / (1 - 0.9999**120))
    mean = np.sqrt((long.gradient**2).mean(0))
    assert measured.mean == pytest.approx((np.abs(root - mean) / mean).max())
    assert measured.mean < 0.01


def test_the_words_of_the_parts():
    said = " ".join(scene(Settings(view="parts")).sentences)
    assert "coincide exactly" in said
    assert "measured between 1 η and 1 η" in said
    assert "ε = 10 is not small beside any |g|" in " ".join(scene(Settings(view="parts", epsilon=10.0)).sentences)


def test_the_objective_is_the_canyon_times_a_number():
    w = np.array([[1.0, 2.0], [-3.0, 0.5]])
    np.testing.assert_allclose(Scaled(canyon(7.0), 1000.0).gradient(w), 1000 * canyon(7.0).gradient(w))
    np.testing.assert_allclose(Scaled(canyon(7.0), 1000.0).value(w), 1000 * canyon(7.0).value(w))


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_the_words_on_the_first_step(scale):
    said = scene(Settings(scale=scale)).sentences[0]
    assert "w changes by (+1, −1) times η: by −η·sign(g)" in said
    assert "(1−β1)/√(1−β2) = 3.162" in said
    assert ("3.162 times as much" if scale >= 1 else "3.161 times as much") in said


def test_the_words_where_the_guard_is_large_and_where_there_is_no_gradient():
    assert "less than η, because ε = 1 " in scene(Settings(epsilon=1.0)).sentences[0]
    assert "The gradient is 0" in scene(Settings(x0=0.0, y0=0.0)).sentences[0]
    assert "Never" in scene(Settings(beta1=0.0, beta2=0)).sentences[1]


def test_the_words_follow_the_betas():
    said = scene(Settings(beta1=0.5, beta2=0.9)).sentences[1]
    assert f"t = {reach(0.5, 0.9).until};" in said
    assert "of 100 steps" in said


def test_the_formulas_hold_at_every_step():
    settings = Settings(beta1=0.8, beta2=0.99, eta=0.05, steps=40)
    run = descend(Adam(0.05, 0.8, 0.99, 1e-7), canyon(20.0), START, 41)
    for i, formula in enumerate(scene(settings).formulas):
        values = formula.values
        np.testing.assert_array_equal(values["t"], np.arange(1, 42))
        np.testing.assert_allclose(values["s"], 0.8 * values["s0"] + 0.2 * values["g"], atol=1e-12)
        np.testing.assert_allclose(values["r"], 0.99 * values["r0"] + 0.01 * values["g"] ** 2, atol=1e-12)
        np.testing.assert_allclose(values["mean"] * values["c1"], values["s"], atol=1e-12)
        np.testing.assert_allclose(values["square"] * values["c2"], values["r"], atol=1e-12)
        step = -0.05 * values["mean"] / (np.sqrt(values["square"]) + 1e-7)
        np.testing.assert_allclose(values["d"], step, atol=1e-12)
        np.testing.assert_allclose(run.w[:-1, i] + values["d"], run.w[1:, i], atol=1e-12)
        asked = {name.strip("{}").removesuffix(":d") for name in re.findall(r"{[\w:]+}", formula.template)}
        assert asked == set(values)


def numbers(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, np.ndarray | int | float):
        yield np.asarray(value, dtype=np.float32)


def fields(name):
    meta = declared(Settings)[name]
    if meta.kind is str:
        return st.sampled_from(meta.options)
    low, high = meta.bounds
    if name == "steps":
        return st.integers(1, 60)
    ends_and_inner = st.sampled_from([float(low), float(high), meta.default]) | st.floats(low, high)
    return (
        ends_and_inner | st.sampled_from([float(option) for option in meta.options]) if meta.options else ends_and_inner
    )


@budget(max_examples=60)
@given(st.fixed_dictionaries({name: fields(name) for name in declared(Settings)}))
def test_any_settings_give_a_finite_scene(chosen):
    shown = scene(Settings(**chosen))
    carried = [track.values for track in shown.tracks], [part.values for part in shown.formulas]
    with np.errstate(over="raise"):
        assert all(np.isfinite(number).all() for part in (shown.drawing, *carried) for number in numbers(part))
    assert {track.trace for track in shown.tracks} <= {trace["uid"] for trace in shown.drawing["data"]}
    assert not any(word in " ".join((shown.summary, *shown.sentences)) for word in ("nan", "inf "))


@pytest.mark.parametrize("view", ["correction", "parts"])
def test_the_same_settings_give_the_same_scene_and_plotly_takes_it(view):
    one, other = (scene(Settings(view=view, steps=30)) for _ in range(2))
    assert one.figure == other.figure
    for step in (0, 7, 30):
        assert one.at(step).data


def test_the_first_arrows_are_the_first_steps():
    shown = scene(Settings())
    by = {}
    for name in ("corrected", "uncorrected"):
        (track,) = [track for track in shown.tracks if track.trace == f"arrow-{name}"]
        by[name] = np.array([track.values[axis][0, 1] - track.values[axis][0, 0] for axis in ("x", "y")])
    np.testing.assert_allclose(by["uncorrected"] / by["corrected"], math.sqrt(10), rtol=1e-4)


def test_public_names_and_live_fields():
    names = set(declared(Settings))
    assert names == {"view", "kappa", "eta", "beta1", "beta2", "epsilon", "scale", "x0", "y0", "steps"}
    assert set(adam.LIVE) == names - {"view"}


def opened(query):
    """The page of a link in a new session, drawn without a traceback."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params |= query
    app.switch_page("pages/adam.py")
    app.run()
    assert not [trouble.value for trouble in (*app.exception, *app.error, *app.warning)]
    return app


def header(app):
    """What the stage got, without its arrays."""
    (stage,) = app.get("bidi_component")
    (length,) = struct.unpack_from("<I", stage.proto.bytes)
    return json.loads(stage.proto.bytes[4 : 4 + length])


@pytest.mark.parametrize(
    ("query", "settings"),
    [
        ({}, Settings()),
        ({"view": "parts", "beta1": "0.5"}, Settings(view="parts", beta1=0.5)),
        ({"beta1": "0", "beta2": "0", "eta": "0.05"}, Settings(beta1=0.0, beta2=0, eta=0.05)),
        ({"scale": "0.001", "steps": "50"}, Settings(scale=0.001, steps=50)),
    ],
)
def test_a_link_gives_its_picture(query, settings):
    sent = header(opened(query))
    assert sent["summary"] == scene(settings).summary
    assert sent["steps"] == settings.steps


@pytest.mark.parametrize(
    "query",
    [
        {"beta1": "1", "beta2": "2", "eta": "-1", "steps": "50"},
        {"beta1": "nan", "beta2": "inf", "epsilon": "0", "scale": "1e99", "steps": "50"},
        {"view": "<b>", "kappa": "x", "x0": "99", "y0": "", "steps": "50"},
    ],
)
def test_a_hostile_link_falls_back_and_keeps_the_rest(query):
    assert header(opened(query))["summary"] == scene(Settings(steps=50)).summary


def test_a_guess_is_answered_with_the_words_of_the_run():
    app = opened({"view": "parts"})
    assert not [part for part in app.markdown if "First step" in part.value]
    app.pills(key="guess").set_value("It is η·g, as with SGD").run()
    assert scene(Settings()).sentences[0] in [part.value for part in app.markdown]


def test_the_link_to_the_canyon_page_has_these_settings():
    app = opened({"beta1": "0.5", "beta2": "0.9", "x0": "2"})
    (link,) = app.get("link_button")
    for part in ("beta1=0.5", "beta2=0.9", "x0=2", "y0=1.4", "rules=Adam"):
        assert part in link.proto.url
