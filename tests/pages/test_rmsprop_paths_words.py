"""What the RMSProp page says of paths in the canyon, against runs of its own, over random settings."""

import itertools
import re
from dataclasses import replace

import numpy as np
import pytest
from rmsprop_runs import adam, close_to, in_canyon, of, rmsprop, said, sgd, somewhere
from written import numbers_in

from lesson import number
from pages.rmsprop import PAGE
from pages.rmsprop.settings import Settings

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
        assert turns >= max(2, (len(moves) - 1) / 2)
        assert f"valley {turns} times" in answer.because
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
            same = before.any() and not changed
            assert (f"{name} leaves the map at step {off.argmax()} as before" in answer.because) == same
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
    assert (f"None moves by more than η = {number(chosen.eta)}." in answer.because) == (not minds)


def test_none_minds_the_factor_where_none_moves_by_more_than_a_step():
    opening = PAGE.opening(next(act for act in PAGE.acts if PAGE.opening(act).view == "factor"))
    chosen = replace(opening, scale=0.01, eta=1.0, rho=0.86, epsilon=1e-8, steps=360, kappa=60.0, x0=0.85, y0=0.0)
    answer = said(chosen, "factor")
    assert answer.right == "None of them"
    assert answer.because.endswith("None moves by more than η = 1.")


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
