"""What Adam's page answers, against runs made here: over random settings of every act, and at each act's own."""

import math
import re

import numpy as np
import pytest
from written import numbers_in

from lesson import declared, number, read
from optim import SGD, Adam, Momentum, descend
from optim.variants import CorrectedRMSProp, MomentumOverSize
from pages.adam import PAGE
from pages.adam.settings import Settings
from surfaces import Scaled, canyon

ACTS = PAGE.act_names
TINY, PLAIN, SIGN = ACTS["first_step"].guesses
SHORTER, EQUAL, LONGER = ACTS["correction"].guesses
RMSPROP = ACTS["parts"].guesses[2]
UNMOVED, SLOWER, BEATEN = ACTS["turned"].guesses
MANY = 60  # random settings of each act
FAR = 200.0  # what is farther out is not drawn


def random_settings(act, seed):
    """Settings of an act with some of its controls anywhere, at their ends more often than by chance."""
    draw = np.random.default_rng([seed, *act.encode()])
    opening = PAGE.opening(ACTS[act])
    link = {"act": [act]}
    for name, meta in PAGE.controls(opening).items():
        values = meta.values
        if name == "steps":
            values = [value for value in values if value <= 250]
        if draw.random() < 0.6:
            some = [values[0], values[-1], values[draw.integers(len(values))], values[draw.integers(len(values))]]
            link[name] = meta.write(some[draw.integers(4)])
    return read(PAGE, link).settings


def every_random(act):
    cases = [random_settings(act, seed) for seed in range(MANY)]
    return pytest.mark.parametrize("chosen", [pytest.param(one, id=f"{act} {i}") for i, one in enumerate(cases)])


def answer(chosen, act):
    return PAGE.scene(chosen, act).answer


def slope(chosen):
    return chosen.scale * np.array([4 / chosen.kappa * chosen.x0, 4 * chosen.y0])


def adam(chosen, steps, corrected=True, theta=0.0, start=None):
    """Adam's path, written out: w at steps 0 … `steps`."""
    cos, sin = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    turn = np.array([[cos, -sin], [sin, cos]])
    hessian = chosen.scale * turn @ np.diag([4 / chosen.kappa, 4.0]) @ turn.T
    w = np.array(chosen.start if start is None else start)
    path, s, r = [w], np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = hessian @ w
        s, r = chosen.beta1 * s + (1 - chosen.beta1) * g, chosen.beta2 * r + (1 - chosen.beta2) * g * g
        mean, square = (s / (1 - chosen.beta1**t), r / (1 - chosen.beta2**t)) if corrected else (s, r)
        w = w - chosen.eta * mean / (np.sqrt(square) + chosen.epsilon)
        path.append(w)
    return np.array(path)


# How long is the first step?


@every_random("first_step")
def test_the_first_step_is_what_the_answer_says(chosen):
    found = answer(chosen, "first_step")
    g = slope(chosen)
    if not g.any():
        assert found.right is None
        assert "no slope" in found.because
        return
    step = np.diff(adam(chosen, 1), axis=0)[0] / chosen.eta
    is_eta = np.allclose(np.abs(step[g != 0]), 1, atol=0.01)
    is_slope = np.allclose(step, -g, rtol=0.01, atol=0)
    assert found.right == (None if is_eta == is_slope else SIGN if is_eta else PLAIN)
    assert ("is the same step" in found.because) == (is_eta and is_slope)
    for size in np.abs(g[g != 0]):
        assert f"|g| = {number(size)}" in found.because
    assert ("not small" in found.because) == (not is_eta)
    if not is_eta and not is_slope:
        written = re.search(r"the step is (.*?)\.(?: |$)", found.because)[1]
        np.testing.assert_allclose(numbers_in(written), np.abs(step[step != 0]), rtol=0.06)
    if is_eta and not is_slope:
        assert ("both become" in found.because) == g.all()


def test_the_first_step_bears_out_one_guess_alone_and_for_its_reason():
    chosen = PAGE.opening(ACTS["first_step"])
    step = np.diff(adam(chosen, 1), axis=0)[0] / chosen.eta
    np.testing.assert_allclose(step, [1, -1], rtol=1e-6)
    assert (np.abs(np.abs(slope(chosen)) - 1) > 0.3).all()  # η·g would be seen to be another step
    assert answer(chosen, "first_step").right == SIGN


@pytest.mark.parametrize(
    ("query", "right", "said"),
    [
        ({"epsilon": "1", "scale": "0.001"}, PLAIN, "all but 1"),
        ({"epsilon": "1"}, None, "not small"),
        ({"x0": "5", "y0": "0.25"}, None, "the same step"),  # |g| = 1 in both
        ({"x0": "0"}, SIGN, "|g| = 4.8 becomes ±1"),
        ({"x0": "0", "y0": "0"}, None, "no slope"),
    ],
)
def test_another_start_or_guard_is_answered_by_what_it_does(query, right, said):
    found = answer(read(PAGE, {name: [text] for name, text in query.items()}).settings, "first_step")
    assert found.right == right
    assert said in found.because


# Without the correction?


@every_random("correction")
def test_without_the_correction_the_steps_are_as_long_as_is_said(chosen):
    found = answer(chosen, "correction")
    if not slope(chosen).any():
        assert found.right is None
        return
    few = min(chosen.steps, 10)
    lengths = {on: np.abs(np.diff(adam(chosen, few, on), axis=0)).max(1) / chosen.eta for on in (True, False)}
    ratio = lengths[False][0] / lengths[True][0]
    assert found.right == (LONGER if ratio > 1.01 else SHORTER if ratio < 1 / 1.01 else EQUAL)
    numbers = numbers_in(found.because)
    assert numbers[0] == pytest.approx(lengths[False][0], rel=0.06 if numbers[0] < 1 else 0.006)
    assert not re.search(r"(?<!\S)1 times", found.because)
    if chosen.beta1:
        assert f"s starts {number(1 / (1 - chosen.beta1))} times" in found.because
    if chosen.beta2:
        assert re.search(rf"√r (starts )?{re.escape(number(1 / math.sqrt(1 - chosen.beta2)))} times", found.because)
    theory = (1 - chosen.beta1) / math.sqrt(1 - chosen.beta2)
    if "what counts" in found.because:
        assert ratio == pytest.approx(theory, rel=0.011)
        assert f"= {number(theory)}." in found.because
    else:
        assert abs(ratio / theory - 1) > 0.009
    assert ("At step" in found.because) == (few > 1)
    if few > 1:
        assert numbers[-2] == few
        assert numbers[-1] == pytest.approx(lengths[False][-1], rel=0.06 if numbers[-1] < 1 else 0.006)


def test_the_correction_shows_what_the_lesson_says_at_its_own_settings():
    chosen = PAGE.opening(ACTS["correction"])
    lengths = np.abs(np.diff(adam(chosen, 5, False), axis=0)).max(1) / chosen.eta
    np.testing.assert_allclose(lengths[0], math.sqrt(10), rtol=1e-4)
    assert (np.diff(lengths) > 0).all()
    assert lengths[-1] > 5
    assert answer(chosen, "correction").right == LONGER


@pytest.mark.parametrize(
    ("beta1", "beta2", "right", "first"),
    [
        *(("0.9", "0.99", EQUAL, "1 η"), ("0.9", "0.9", SHORTER, "0.32 η")),
        *(("0.89", "0.99", LONGER, "1.1 η"), ("0.91", "0.99", SHORTER, "0.9 η")),
    ],
)
def test_what_is_to_be_tried_on_the_correction_shows_itself(beta1, beta2, right, first):
    found = answer(read(PAGE, {"act": ["correction"], "beta1": [beta1], "beta2": [beta2]}).settings, "correction")
    assert found.right == right
    assert found.because.startswith(first)


# For how long?


@every_random("fading")
def test_the_correction_matters_as_long_as_is_said(chosen):
    found = answer(chosen, "fading")
    t = np.arange(1.0, 60_001)
    mean, root = 1 / (1 - chosen.beta1**t), 1 / np.sqrt(1 - chosen.beta2**t)

    def last(off):
        return int(t[off][-1]) if off.any() else 0

    until = last(np.abs(mean / root - 1) > 0.01)
    if until == 0:
        assert found.right is None
        assert found.because.startswith("Never")
        return
    assert found.right == ACTS["fading"].guesses[min(len(str(until)), 4) - 1]  # by its digits
    said = [f"up to t = {end}" if end else "never" for end in (last(mean > 1.01), last(root > 1.01))]
    small = f"s is more than 1 % too small {said[0]}, √r {said[1]}."
    never = f"s is never too small, √r by more than 1 % {said[1]}."
    assert (never if said[0] == "never" else small) in found.because
    most = int(np.abs(np.log(root / mean)).argmax())
    assert f"at t = {most + 1} is {number(root[most] / mean[most])} times as long" in found.because
    assert found.because.endswith(f"up to t = {until}.")


def test_it_matters_for_thousands_of_steps_and_s_for_tens():
    found = answer(PAGE.opening(ACTS["fading"]), "fading")
    assert found.right == "Thousands of steps"
    assert numbers_in(found.because)[1:3] == [43, 3924]


# What is left?


def parts_of(chosen):
    """The points of Adam and of the two rules it is compared to, until one of them is far out."""
    objective = Scaled(canyon(chosen.kappa), chosen.scale)
    rules = {
        "Adam": chosen.rule(),
        "RMSProp": CorrectedRMSProp(chosen.eta, chosen.beta2, chosen.epsilon),
        "momentum": MomentumOverSize(chosen.eta, chosen.beta1, chosen.epsilon),
    }
    runs = {name: descend(rule, objective, chosen.start, chosen.steps) for name, rule in rules.items()}

    def count(one, other):
        out = (np.abs(np.hstack([one.w, other.w])) > FAR).any(1)
        return int(out.argmax()) + 1 if out.any() else len(out)

    def apart(name):
        both = count(runs["Adam"], runs[name])
        return float(np.hypot(*(runs["Adam"].w[:both] - runs[name].w[:both]).T).max())

    return runs, {name: apart(name) for name in ("RMSProp", "momentum")}


@every_random("parts")
def test_adam_is_as_far_from_its_parts_as_is_said(chosen):
    scene = PAGE.scene(chosen, "parts")
    found = scene.answer
    runs, apart = parts_of(chosen)
    if not slope(chosen).any():
        assert found.right is None
        assert all((run.w == run.w[0]).all() for run in runs.values())
        return
    assert found.right == (RMSPROP if chosen.beta1 == 0 else None)
    if found.right:
        assert apart["RMSProp"] == 0
    said = {name: "coincide" if far <= 1e-9 else f"are up to {number(far, 2)} apart" for name, far in apart.items()}
    if chosen.beta1:
        assert f"Adam and RMSProp {said['RMSProp']}." in found.because
    assert ("With β2 = 0" in found.because) == (chosen.beta2 == 0)
    if chosen.beta2 == 0:
        assert f"Adam and momentum divided by |g| {said['momentum']}." in found.because
    assert f"RMSProp with a correction {said['RMSProp']}" in scene.words.summary
    assert f"momentum divided by |g| {said['momentum']}" in scene.words.summary
    end = runs["Adam"].w[-1]
    if np.abs(runs["Adam"].w).max() < 90:
        assert f"Adam is {number(math.hypot(*end), 2)} from the minimum" in scene.words.sentences[0]


def test_without_beta1_it_is_rmsprop_and_neither_momentum_nor_sgd():
    chosen = PAGE.opening(ACTS["parts"])
    adams = descend(chosen.rule(), canyon(chosen.kappa), chosen.start, chosen.steps).w
    others = {
        "Plain SGD": SGD(chosen.eta),
        "Momentum": Momentum(chosen.eta, 0.9),
        RMSPROP: CorrectedRMSProp(chosen.eta, chosen.beta2, chosen.epsilon),
    }
    paths = {name: descend(rule, canyon(chosen.kappa), chosen.start, chosen.steps).w for name, rule in others.items()}
    assert [name for name, path in paths.items() if np.abs(path - adams).max() < 1e-9] == [RMSPROP]
    assert answer(chosen, "parts").right == RMSPROP


# Is Adam always first?


def arrival(path):
    """The step from which a path stays within 1 % of its start's distance to the minimum; None, or "off"."""
    if not np.isfinite(path).all() or np.abs(path).max() > FAR:
        return "off"
    distance = np.hypot(*path.T)
    near = distance <= 0.01 * distance[0]
    steps = [step for step in range(len(path)) if near[step:].all()]
    return steps[0] if steps else None


def arrivals(chosen, theta):
    cos, sin = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    start = (cos * chosen.x0 - sin * chosen.y0, sin * chosen.x0 + cos * chosen.y0)
    objective = Scaled(canyon(chosen.kappa, theta), chosen.scale)
    rules = {"Adam": chosen.rule(), "momentum": Momentum(chosen.eta, chosen.beta1)}
    return {name: arrival(descend(rule, objective, start, chosen.steps).w) for name, rule in rules.items()}


def told(when, steps):
    if when == "off":
        return "off the map"  # at a step or from the start
    return f"not there after {steps} step" if when is None else f"there at step {when}"


TIES = [Settings(view="turned", eta=0.25, kappa=kappa, theta=theta) for kappa, theta in ((20, 0), (20, 10), (10, 5))]
OTHERS = [Settings(view="turned", theta=theta) for theta in (0, 90, 45)]  # κ = 20: momentum is first all the same


@pytest.mark.parametrize("chosen", [*TIES, *OTHERS, *(random_settings("turned", seed) for seed in range(MANY))])
def test_who_is_there_when_is_what_is_said(chosen):
    scene = PAGE.scene(chosen, "turned")
    before, now = arrivals(chosen, 0.0), arrivals(chosen, chosen.theta)
    late = chosen.steps + 1  # of one that is not there
    was, is_now, other = (
        when if isinstance(when, int) else late for when in (before["Adam"], now["Adam"], now["momentum"])
    )
    expected = {
        BEATEN: other < is_now,
        UNMOVED: is_now == was < late and is_now <= other,
        SLOWER: was < is_now < other,
    }
    if "changes nothing, and momentum is first both times" in scene.answer.because:  # two guesses hold
        assert (before["Adam"], before["momentum"]) == (now["Adam"], now["momentum"])
        assert (scene.answer.right, expected.pop(BEATEN)) == (None, True)
    assert [guess for guess, true in expected.items() if true] == [scene.answer.right] * bool(scene.answer.right)
    assert f"Adam is {told(now['Adam'], chosen.steps)}" in scene.answer.because
    assert f"momentum {told(now['momentum'], chosen.steps)}" in scene.answer.because
    for lie, sentence in zip((before, now), scene.words.sentences, strict=False):
        assert f"momentum {told(lie['momentum'], chosen.steps)}" in sentence
        assert f"Adam {told(lie['Adam'], chosen.steps)}" in sentence
    assert ("knows only the axes" in scene.answer.because) == (is_now > was)


def test_turned_by_45_degrees_momentum_is_first_and_makes_the_same_steps():
    chosen = PAGE.opening(ACTS["turned"])
    before, now = arrivals(chosen, 0.0), arrivals(chosen, 45.0)
    assert before["Adam"] < before["momentum"] == now["momentum"]
    assert now["Adam"] is None
    assert answer(chosen, "turned").right == BEATEN


# All


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_texts_have_room(act):
    assert len(act.question) <= 58
    assert sum(map(len, act.guesses)) <= 130
    assert max(map(len, act.guesses)) <= 45
    assert max(len(act.setup), len(act.look)) <= 110
    assert len(act.try_next) <= 130
    for seed in range(30):
        because = answer(random_settings(act.name, seed), act.name).because
        assert len(because) <= 210, because


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_one_step_is_one_step(act):
    chosen = read(PAGE, {"act": [act.name], "steps": ["1"]}).settings
    scene = PAGE.scene(chosen, act.name)
    said = " ".join([scene.words.summary, *scene.words.sentences, scene.answer.because])
    assert not re.search(r"\b1 steps\b", said)
    assert not re.search(r"\b(?!1 )\d+ step\b", said)


@pytest.mark.parametrize("act", ["parts", "turned"])
def test_a_question_whose_run_is_not_shown_is_not_answered(act):
    other = Settings(view="first")
    assert answer(other, act).right is None
    assert "another question" in answer(other, act).because


def test_the_guard_and_the_decays_are_written_as_set():
    assert set(declared(Settings)) >= {"beta1", "beta2", "epsilon"}
    scene = PAGE.scene(Settings(beta2=0.9995, epsilon=0.5), "correction")
    assert "β2 = 0.9995" in scene.title
    assert "ε = 0.5 is not small" in scene.answer.because
    run = descend(Adam(0.1, 0.9, 0.9995, 0.5, bias_correction=False), canyon(20.0), (-4.2, 1.4), 1)
    assert numbers_in(scene.answer.because)[0] == pytest.approx(np.abs(np.diff(run.w, axis=0)).max() / 0.1, rel=0.01)


def test_one_step_is_not_the_last_of_one():
    summary = PAGE.scene(PAGE.opening(ACTS["first_step"]), "first_step").words.summary
    assert "an arrow for the step from" in summary
