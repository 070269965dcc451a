"""What the RMSProp page says of a run, against a run of its own: the rule in plain numpy, over random settings."""

import itertools
import re

import numpy as np
import pytest
from written import numbers_in

from lesson import declared, number
from pages.rmsprop import PAGE
from pages.rmsprop.settings import OWN, Settings

ACTS = {act.name: act for act in PAGE.acts}
VIEWS = {
    "size": "slope",
    "history": "fall",
    "canyon": "history",
    "rest": "rest",
    "factor": "factor",
    "epsilon": "epsilon",
}
SEVERAL = 80  # random settings an act
FALL = 20


def said(chosen, act):
    return PAGE.scene(chosen, act).answer


def somewhere(act, count=SEVERAL):
    """Settings as a visitor may come to: an act's own, with some of the controls moved, far more often than not."""
    random = np.random.default_rng(sum(map(ord, act)))
    opening = PAGE.opening(ACTS[act])
    fields = declared(Settings)
    for _ in range(count):
        moved = {}
        for name in OWN[opening.view]:
            if random.random() < 0.45:
                values = fields[name].values
                if name == "steps":
                    values = [value for value in values if value <= 300] + [1, 2, 3, 5]
                moved[name] = values[random.integers(len(values))]
        yield Settings(**{**ACTS[act].settings, **moved})


def rmsprop(eta, rho, epsilon, start, gradient, steps, outside=False):
    """w (T+1, P), g, r and step/η (T, P)."""
    w, r = np.array(start, dtype=float), np.zeros(len(start))
    places, slopes, averages, sizes = [w], [], [], []
    for t in range(steps):
        g = gradient(w, t)
        r = rho * r + (1 - rho) * g**2
        size = g / (np.sqrt(r) + epsilon if outside else np.sqrt(r + epsilon))
        w = w - eta * size
        for kept, new in zip((places, slopes, averages, sizes), (w, g, r, size), strict=True):
            kept.append(new)
    return map(np.array, (places, slopes, averages, sizes))


def sgd(eta, start, gradient, steps):
    w = [np.array(start, dtype=float)]
    with np.errstate(all="ignore"):
        for t in range(steps):
            w.append(w[-1] - eta * gradient(w[-1], t))
    return np.array(w)


def adam(eta, epsilon, start, gradient, steps):
    w, s, r = [np.array(start, dtype=float)], 0.0, 0.0
    for t in range(1, steps + 1):
        g = gradient(w[-1], t)
        s, r = 0.9 * s + 0.1 * g, 0.999 * r + 0.001 * g**2
        w.append(w[-1] - eta * (s / (1 - 0.9**t)) / (np.sqrt(r / (1 - 0.999**t)) + epsilon))
    return np.array(w)


def in_canyon(chosen, factor=None):
    curvature = np.array([4 / chosen.kappa, 4.0]) * (chosen.scale if factor is None else factor)
    return lambda w, t: curvature * w


def of(chosen, start, gradient, **other):
    return rmsprop(chosen.eta, chosen.rho, chosen.epsilon, start, gradient, chosen.steps, **other)


def on_slopes(chosen, **other):
    slopes = np.array([chosen.slope, chosen.flat])
    return of(chosen, (0.0, 0.0), lambda w, t: slopes, **other)


def close_to(value, expected, by=0.006):
    return abs(value - expected) <= by * abs(expected) + 1e-12


# How long is the step?


@pytest.mark.parametrize("chosen", [*somewhere("size")])
def test_how_long_the_step_is(chosen):
    answer = said(chosen, "size")
    _, g, r, size = on_slopes(chosen)
    last = size[-1]
    if (abs(last - 1) <= 0.1).all():
        assert answer.right == "η on both slopes, in the end"
        caught_up = (abs(np.abs(g[-1]) / np.sqrt(r[-1]) - 1) <= 0.1).all()
        assert ("still below g²" in answer.because) == (not caught_up)
        if caught_up:
            assert ("first steps are longer" in answer.because) == (size.max() > 1.1)
        if "first steps are longer" in answer.because:
            (told,) = numbers_in(re.search(r"the very first (?:up to )?(\S+) η", answer.because)[1])
            assert close_to(told, size[0].max())
            assert size[0].max() == size.max()
            assert "up to" in answer.because or close_to(size[0].min(), size[0].max(), 0.011)
        return
    steep, flat = last if chosen.slope >= chosen.flat else last[::-1]
    right = "The steeper, the longer" if steep > 1.1 * flat else None
    assert answer.right == right
    counted = "1 step" if chosen.steps == 1 else f"{chosen.steps} steps"
    assert answer.because.startswith(f"After {counted} the step is ")
    lengths = [numbers_in(text)[0] for text in re.findall(r"(\S+) η", answer.because)]
    for told, value in zip(lengths if len(lengths) > 1 else lengths * 2, last, strict=True):
        assert close_to(told, value)
    if "counts beside g²" in answer.because:
        at = numbers_in(re.search(r"On slope (\S+) ε", answer.because)[1])[0]
        k = 0 if at == chosen.slope else 1
        assert last[k] < 0.9
        assert np.sqrt(r[-1, k] + chosen.epsilon) > g[-1, k]
    else:
        assert "not caught up" in answer.because
        assert (last >= 0.9).all()
        assert (r[-1] < 0.9 * g[-1] ** 2).any()


def test_the_first_steps_are_longer_by_the_memory_that_starts_at_0():
    opening = PAGE.opening(ACTS["size"])
    _, _, _, size = on_slopes(opening)
    assert size[0] == pytest.approx(1 / np.sqrt(0.1), rel=0.01)
    assert (size[:5] > 1.1).all()
    assert abs(size[-1] - 1).max() < 0.1
    assert "3.16 η" in said(opening, "size").because
    slow = Settings(view="slope", rho=0.99, steps=30)
    assert said(slow, "size").right is None


# When is it shorter?


@pytest.mark.parametrize("chosen", [*somewhere("history")])
def test_when_the_step_is_shorter(chosen):
    answer = said(chosen, "history")
    _, g, r, size = of(chosen, (0.0,), lambda w, t: np.array([chosen.slope if t < FALL else chosen.flat]))
    g, r, size = g[:, 0], r[:, 0], size[:, 0]
    short = size < 0.9
    steep, after = short[:FALL], short[FALL:]
    told = [numbers_in(text)[0] for text in re.findall(r"(\S+) η\b", answer.because) if re.match(r"\d", text)]
    if answer.right == "While r remembers a steeper slope":
        assert not steep.any()
        assert after[0]
        assert abs(size[-1] - 1) <= 0.1
        assert g[-1] == g[FALL]  # on the same slope
        assert r[FALL] > g[FALL] ** 2
        is_or_are = "1 step is" if short.sum() == 1 else f"{short.sum()} steps are"
        assert f"{is_or_are} shorter" in answer.because
        assert close_to(told[0], size.min(), 0.06)
    elif answer.right == "Wherever the slope is small":
        assert not steep.any()
        assert after.all()
        assert abs(r[-1] / g[-1] ** 2 - 1) <= 0.1  # so it is not the memory
        assert close_to(told[0], size[-1], 0.06)
    else:
        assert answer.right is None
        remembered = len(after) and not steep.any() and after[0] and not after[-1]
        guarded = len(after) and not steep.any() and after.all() and abs(r[-1] / g[-1] ** 2 - 1) <= 0.1
        assert not remembered
        assert not guarded
        if chosen.steps <= FALL:
            assert answer.because == f"The slope falls after step 20, and this run ends at step {chosen.steps}."
        elif "No step is shorter" in answer.because:
            assert not short.any()
            assert close_to(told[0], size.min())
        elif "More steps would tell" in answer.because:
            assert after.all()
            assert r[-1] > 1.1 * g[-1] ** 2 or r[-1] < 0.9 * g[-1] ** 2
            times = numbers_in(re.search(r"still (\S+) times", answer.because)[1])[0]
            assert close_to(times, np.sqrt(r[-1]) / g[-1], 0.06)
        else:
            assert f"{short.sum()} step" in answer.because
            assert f"of {chosen.steps}" in answer.because
            assert close_to(told[0], size.min(), 0.06)


# The canyon


@pytest.mark.parametrize("chosen", [*somewhere("canyon")])
def test_what_happens_in_the_canyon(chosen):
    answer = said(chosen, "canyon")
    gradient = in_canyon(chosen)
    w, g, _, size = of(chosen, chosen.start, gradient)
    near, plain = (first_near(path, chosen.eta) for path in (w, sgd(chosen.eta, chosen.start, gradient, chosen.steps)))
    way = w if near is None else w[: near + 1]
    length = sum(float(np.linalg.norm(b - a)) for a, b in itertools.pairwise(way))
    longer = length / np.linalg.norm(way[-1] - way[0]) if length else 1.0
    moves = np.diff(way[:, 1])
    turns = sum(a * b < 0 and min(abs(a), abs(b)) > chosen.eta / 2 for a, b in itertools.pairwise(moves))
    if near == 0:
        assert answer.right is None
        assert "already" in answer.because
        return
    straight = near is not None and longer <= 1.1
    assert (answer.right == "Almost straight to the minimum") == straight
    crawls = near is None and abs(w[-1, 1]) <= chosen.eta < abs(w[-1, 0]) and turns == 0
    if answer.right == "Down the wall, then it crawls":
        assert crawls
        told = numbers_in(re.search(r"w₁ is still (\S+) from", answer.because)[1])[0]
        assert close_to(told, abs(w[-1, 0]), 0.06)
    elif answer.right == "It bounces from wall to wall":
        assert turns >= (len(moves) - 1) / 2 > 0
        assert f"valley {turns} time" in answer.because
    elif answer.right is None:
        assert not crawls
    if near is not None and answer.right != "It bounces from wall to wall":
        assert f"It is within η after {near} step" in answer.because
    if straight:
        at = f"SGD not in {chosen.steps}" if plain is None else f"SGD after {plain} step"
        assert at in answer.because
    if "The first step is" in answer.because:
        first = re.search(r"The first step is (\S+) η in (?:both|w₁, (\S+) η in w₂)", answer.because)
        told = [numbers_in(text)[0] for text in first.groups() if text]
        for one, value in zip(told * (3 - len(told)), np.abs(size[0]), strict=True):
            assert close_to(one, value)
        slopes = re.search(r"the slope of (w.) is (\S+) times as large", answer.because)
        if slopes:
            times = abs(g[0, 0] / g[0, 1]) if slopes[1] == "w₁" else abs(g[0, 1] / g[0, 0])
            assert close_to(numbers_in(slopes[2])[0], times, 0.06)


def first_near(path, eta):
    return next((t for t, w in enumerate(path) if (np.abs(w) <= eta).all()), None)


# Rest


@pytest.mark.parametrize("chosen", [*somewhere("rest")])
def test_whether_it_comes_to_rest(chosen):
    answer = said(chosen, "rest")
    gradient = in_canyon(chosen)
    w, g, r, size = of(chosen, chosen.start, gradient)
    count = max(1, chosen.steps // 5)
    late, places = np.abs(size[-count:]), np.abs(w[-count - 1 : -1])
    goes_on = (abs(late - 1) <= 0.1).all(0) & (places <= chosen.eta).all(0)
    assert (answer.right == "It goes on with steps of about η") == goes_on.any()
    if goes_on.any():
        names = [name for name, on in zip(("w₁", "w₂"), goes_on, strict=True) if on]
        assert " and ".join(names) in answer.because
        if "between −η/2 and η/2" in answer.because:
            assert abs(places[:, goes_on] / (chosen.eta / 2) - 1).max() <= 0.1
            assert (np.diff(np.sign(w[-count - 1 : -1][:, goes_on]), axis=0) != 0).all()
        plain = sgd(chosen.eta, chosen.start, gradient, chosen.steps)
        moves = np.abs(np.diff(plain[-count - 1 :], axis=0)).max()
        assert ("SGD's steps have died out" in answer.because) == (moves < 0.01 * chosen.eta)
        return
    if answer.right == "It rests where the slope is 0":
        # five times as many steps later it still does
        on = rmsprop(chosen.eta, chosen.rho, chosen.epsilon, chosen.start, gradient, 5 * chosen.steps)
        *_, later = on
        assert np.abs(later[chosen.steps - count :]).max() < 0.01
        assert (np.abs(g[-1]) < np.sqrt(chosen.epsilon)).all()
        assert "√ε" in answer.because
    else:
        assert answer.right is None
        if "still fading" in answer.because:
            assert late.max() < 0.01
            assert (r[-1] <= r[-2]).all()
        elif " are " in answer.because and " η in w₁" in answer.because:
            for i, name in enumerate(("w₁", "w₂")):
                told = re.search(rf"(\S+) η(?: to (\S+) η)? in {name}", answer.because)
                assert told[1] != told[2]  # no range from a number to itself
                low, high = (numbers_in(text)[0] for text in (told[1], told[2] or told[1]))
                assert close_to(low, late[:, i].min(), 0.06)
                assert close_to(high, late[:, i].max(), 0.06)


def test_larger_epsilon_lets_it_rest_and_the_memory_alone_does_not():
    assert said(Settings(view="rest", epsilon=1.0), "rest").right == "It rests where the slope is 0"
    fading = said(Settings(view="rest", steps=60), "rest")
    assert fading.right is None
    assert "r is still fading" in fading.because


# The factor


@pytest.mark.parametrize("chosen", [*somewhere("factor")])
def test_who_minds_the_factor(chosen):
    answer = said(chosen, "factor")
    if chosen.scale == 1:
        assert answer.right is None
        return
    gradients = in_canyon(chosen, 1.0), in_canyon(chosen)
    rules = {
        "SGD": [sgd(chosen.eta, chosen.start, g, chosen.steps) for g in gradients],
        "RMSProp": [next(iter(of(chosen, chosen.start, g))) for g in gradients],
        "Adam": [adam(chosen.eta, chosen.epsilon, chosen.start, g, chosen.steps) for g in gradients],
    }
    minds = []
    for name, (once, more) in rules.items():
        with np.errstate(all="ignore"):
            apart = np.nanmax(np.linalg.norm(once - more, axis=1))
            out = [~((np.abs(w[:, 0]) <= 5) & (np.abs(w[:, 1]) <= 4)) for w in (once, more)]
        before, off = out
        if apart > chosen.eta:
            minds.append(name)
        assert not 0.999 < apart / chosen.eta < 1.001
        left = re.search(rf"{name} leaves the map at step (\d+)", answer.because)
        assert bool(left) == off.any()
        if left:
            assert int(left[1]) == off.argmax()
            changed = before.any() and before.argmax() != off.argmax()
            assert (f"step {off.argmax()}, not at step {before.argmax()}" in answer.because) == changed
        elif before.any():
            assert f"{name} stays on the map, which it left at step {before.argmax()}" in answer.because
        elif apart >= 1e-4:
            told = re.search(rf"{name}'s path moves by up to ([^ ;]+?)\.?(?:;| |$)", answer.because)
            assert close_to(numbers_in(told[1])[0], apart, 0.06)
        else:
            assert f"{name}'s path moves by less than 0.0001" in answer.because
    known = {
        ("SGD",): "SGD alone",
        ("SGD", "RMSProp"): "SGD and RMSProp",
        ("SGD", "RMSProp", "Adam"): "All three",
        (): "None of them",
    }
    assert answer.right == known.get(tuple(minds))


def test_where_epsilon_grows_with_the_factors_square_rmsprop_does_not_mind():
    """So the factor comes in at ε alone, as the page says."""
    chosen = Settings(view="factor", scale=0.001, steps=60)
    once, more = (
        next(iter(rmsprop(0.2, 0.9, 1e-7 * factor**2, chosen.start, in_canyon(chosen, factor), 60)))
        for factor in (1.0, 0.001)
    )
    assert np.abs(once - more).max() < 1e-9
    assert said(chosen, "factor").right == "SGD and RMSProp"
    assert "beside ε it does not" in said(chosen, "factor").because


# ε


@pytest.mark.parametrize("chosen", [*somewhere("epsilon")])
def test_what_epsilon_does(chosen):
    answer = said(chosen, "epsilon")
    _, g, r, inside = on_slopes(chosen)
    outside = [*on_slopes(chosen, outside=True)][3]
    none = g / np.sqrt(r)
    flat = 0 if chosen.slope < chosen.flat else 1
    short = inside[-1] < 0.9 * none[-1]
    if short.all():
        assert answer.right == "Every step gets shorter"
    elif short.any():
        assert short[flat]
        assert answer.right == "Steps on the flat slope get shorter"
    else:
        assert answer.right == "Nothing that one sees"
        assert (np.sqrt(chosen.epsilon) < g[-1]).all()
        assert "below both slopes" in answer.because
    told = [numbers_in(text)[0] for text in re.findall(r"(\S+) η", answer.because)]
    for one, value in zip(told, (inside[-1, flat], outside[-1, flat], none[-1, flat]), strict=True):
        assert abs(one - value) <= 0.006 * max(1, value)
    root = numbers_in(re.search(r"√\(r\+ε\) = (\S+) makes", answer.because)[1])[0]
    assert close_to(root, np.sqrt(r[-1, flat] + chosen.epsilon), 0.06)
    assert numbers_in(answer.because)[0] == (chosen.slope, chosen.flat)[flat]


# All of them


@pytest.mark.parametrize("name", ACTS)
def test_an_act_opens_with_a_run_that_bears_out_one_guess(name):
    act = ACTS[name]
    right = {
        "size": "η on both slopes, in the end",
        "history": "While r remembers a steeper slope",
        "canyon": "Almost straight to the minimum",
        "rest": "It goes on with steps of about η",
        "factor": "SGD alone",
        "epsilon": "Steps on the flat slope get shorter",
    }
    assert PAGE.opening(act).view == VIEWS[name]
    assert said(PAGE.opening(act), name).right == right[name]
    assert right[name] in act.guesses


@pytest.mark.parametrize("name", ACTS)
def test_texts_are_short_and_an_answer_of_another_picture_is_none(name):
    act = ACTS[name]
    assert len(act.question) <= 58
    assert max(map(len, act.guesses)) <= 45
    assert sum(map(len, act.guesses)) <= 130
    assert len(act.setup) <= 110
    assert len(act.look) <= 110
    assert len(act.try_next) <= 130
    other = next(view for view in OWN if view != VIEWS[name])
    assert said(Settings(view=other), name).right is None


@pytest.mark.parametrize("name", ACTS)
def test_answers_are_short_and_count_in_the_singular(name):
    for chosen in somewhere(name, 60):
        because = said(chosen, name).because
        assert len(because) <= 210, because
        assert not re.search(r"(?<![\d.])1 (steps|times)\b|\b(?!1\b)\d+ (step|time) |nan|inf\b|–|--", because), because
        assert because.endswith(".")


def test_one_step_is_said_so():
    assert "After 1 step the" in said(Settings(view="slope", steps=1), "size").because
    rest = said(Settings(view="rest", steps=3), "rest").because
    assert rest.startswith("The last step is ")
    assert number(1.0) == "1"


def test_a_straight_path_is_called_that():
    summary = PAGE.scene(Settings(view="rest", eta=0.01, rho=0.94, x0=-0.35, y0=0.3, steps=120), "rest").words.summary
    assert "on a straight path" in summary
    assert "path 1 times" not in summary
