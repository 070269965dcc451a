"""What the RMSProp page says of steps, and in all acts, against runs of its own, over random settings."""

import re

import numpy as np
import pytest
from rmsprop_runs import ACTS, FALL, VIEWS, close_to, of, on_slopes, said, somewhere
from written import numbers_in

from lesson import number
from pages.rmsprop import PAGE
from pages.rmsprop.settings import OWN, Settings

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
    alone = np.abs(g[-1]) / np.sqrt(r[-1])
    if "counts beside r" in answer.because:
        at, _, without = numbers_in(answer.because[answer.because.index("On slope") :])
        k = 0 if at == chosen.slope else 1
        assert 0.9 <= last[k] < 0.9 * alone[k]
        assert close_to(without, alone[k])
    elif "counts beside g²" in answer.because:
        at = numbers_in(re.search(r"On slope (\S+) ε", answer.because)[1])[0]
        k = 0 if at == chosen.slope else 1
        assert last[k] < 0.9
        assert np.sqrt(r[-1, k] + chosen.epsilon) > g[-1, k]
    else:
        assert "not caught up" in answer.because
        assert (last >= 0.9 * np.maximum(1, alone)).all()
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
        assert abs(one - value) <= 0.006 * max(1, value) or (value < 0.005 and "under 0.01 η" in answer.because)
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
