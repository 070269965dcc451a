"""What `descend` and `race` record: the path, how a race is made of descents, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from objectives import LIMIT, START, Noisy, Quadratic, every_rule, same, state_after

from optim import MAX_STEPS, RULES, SGD, Adam, Momentum, descend, race


@every_rule
@pytest.mark.parametrize("batch", [(), (3,), (2, 3)])
def test_shapes(rule, batch):
    trajectory = descend(rule, Quadratic(), np.ones((*batch, 2)), 5)
    assert trajectory.w.shape == (6, *batch, 2)
    assert trajectory.value.shape == (6, *batch)
    assert trajectory.gradient.shape == (5, *batch, 2)
    assert type(trajectory.states) is type(rule.init(START))
    assert all(part.shape == (6, *batch, 2) for part in trajectory.states)
    assert trajectory.diverged_at is None if batch == () else trajectory.diverged_at.shape == batch


@every_rule
def test_each_row_is_the_one_before_plus_the_step(rule):
    objective = Noisy()
    trajectory = descend(rule, objective, START, 30, t0=4)
    np.testing.assert_array_equal(trajectory.w[0], START)
    state = rule.init(START)
    for t, w in enumerate(trajectory.w):
        for part, recorded in zip(state, state_after(trajectory, t), strict=True):
            np.testing.assert_array_equal(recorded, part)
        if t < 30:
            g = objective.gradient(w, 4 + t)
            delta, state = rule.update(g, state, w)
            np.testing.assert_array_equal(trajectory.gradient[t], g)
            np.testing.assert_array_equal(trajectory.w[t + 1], w + delta)


@every_rule
def test_value_is_the_objective_along_the_path_in_one_call(rule):
    objective = Noisy()
    trajectory = descend(rule, objective, START, 30)
    assert len(objective.valued) == 1
    np.testing.assert_array_equal(trajectory.value, objective.value(trajectory.w))


@every_rule
@settings(deadline=None)
@given(n=st.integers(0, 12), m=st.integers(0, 12), t0=st.integers(0, 5))
def test_n_plus_m_steps_are_n_and_then_m(rule, n, m, t0):
    whole = descend(rule, Noisy(), START, n + m, t0)
    first = descend(rule, Noisy(), START, n, t0)
    second = descend(rule, Noisy(), first.w[-1], m, t0 + n, state_after(first, -1))
    np.testing.assert_array_equal(whole.w, [*first.w, *second.w[1:]])
    np.testing.assert_array_equal(whole.value, [*first.value, *second.value[1:]])
    np.testing.assert_array_equal(whole.gradient, np.concatenate([first.gradient, second.gradient]))
    for part, early, late in zip(whole.states, first.states, second.states, strict=True):
        np.testing.assert_array_equal(part, [*early, *late[1:]])


def test_a_run_repeats_exactly():
    rules = {name: rule() for name, rule in RULES.items()}
    once, again = (race(rules, Noisy(), START, 50) for _ in range(2))
    for name in rules:
        same(once[name], again[name])


def test_a_race_is_its_descents():
    rules = {name: rule() for name, rule in RULES.items()} | {"away": SGD(1e300), "out later": Momentum(1.0, 0.5)}
    trajectories = race(rules, Noisy(), START, 60, t0=3)
    assert list(trajectories) == list(rules)
    assert {name for name, run in trajectories.items() if run.diverged_at is not None} == {"away", "out later"}
    for name, rule in rules.items():
        same(trajectories[name], descend(rule, Noisy(), START, 60, t0=3))


def test_a_race_continues_from_the_states_of_its_rules_in_whatever_order():
    rules = {"slow": Momentum(0.01), "fast": Momentum(0.1)}
    states = {name: rule.update(START, rule.init(START))[1] for name, rule in rules.items()}
    backwards = dict(reversed(states.items()))
    for name, trajectory in race(rules, Quadratic(), START, 5, states=backwards).items():
        same(trajectory, descend(rules[name], Quadratic(), START, 5, state=states[name]))


@every_rule
@given(every=st.integers(1, 7), rows=st.integers(0, 9), t0=st.integers(0, 5))
def test_recording_every_so_many_steps_leaves_the_run_as_it_is(rule, every, rows, t0):
    objective = Noisy()
    whole = descend(rule, objective, START, every * rows, t0)
    thinned = race({"": rule}, objective, START, every * rows, t0, every=every)[""]
    assert objective.asked == 2 * list(range(t0, t0 + every * rows))
    np.testing.assert_array_equal(thinned.w, whole.w[::every], strict=True)
    np.testing.assert_array_equal(thinned.value, whole.value[::every], strict=True)
    np.testing.assert_array_equal(thinned.gradient, whole.gradient[::every], strict=True)
    for mine, theirs in zip(thinned.states, whole.states, strict=True):
        np.testing.assert_array_equal(mine, theirs[::every], strict=True)
    assert thinned.diverged_at is None


def test_a_race_goes_on_from_where_each_rule_was():
    rules = {name: rule(0.03) for name, rule in RULES.items()}
    whole = race(rules, Noisy(), START, 30, t0=2, every=3)
    first = race(rules, Noisy(), START, 12, t0=2, every=3)
    starts = {name: run.w[-1] for name, run in reversed(first.items())}
    states = {name: state_after(run, -1) for name, run in first.items()}
    second = race(rules, Noisy(), starts, 18, 14, states, every=3)
    for name, run in whole.items():
        np.testing.assert_array_equal(run.w, [*first[name].w, *second[name].w[1:]])
        np.testing.assert_array_equal(run.value, [*first[name].value, *second[name].value[1:]])
        for part, early, late in zip(run.states, first[name].states, second[name].states, strict=True):
            np.testing.assert_array_equal(part, [*early, *late[1:]])


def test_each_rule_may_start_elsewhere():
    rules = {name: rule(0.03) for name, rule in RULES.items()}
    starts = {name: START + i for i, name in enumerate(reversed(rules))}
    for name, run in race(rules, Noisy(), starts, 20).items():
        same(run, descend(rules[name], Noisy(), starts[name], 20))


def test_starts_of_different_batch_shapes_race_in_their_common_one():
    starts = {"one": START, "many": np.array([START, 2 * START, START])}
    runs = race({"one": SGD(0.1), "many": SGD(0.1)}, Quadratic(), starts, 5)
    assert runs["one"].w.shape == runs["many"].w.shape == (6, 3, 2)
    np.testing.assert_array_equal(runs["one"].w[:, 1], runs["many"].w[:, 2])


@pytest.mark.parametrize("every", [2, 5, 60])
def test_a_run_that_diverges_between_records_is_out_at_the_next(every):
    rules = {"calm": SGD(0.1), "out": SGD(1.0), "away": Adam(1e300)}
    whole = race(rules, Quadratic(), START, 60)
    thinned = race(rules, Quadratic(), START, 60, every=every)
    assert thinned["calm"].diverged_at is None
    np.testing.assert_array_equal(thinned["calm"].w, whole["calm"].w[::every])
    for name in ("out", "away"):
        end = thinned[name].diverged_at
        assert end == -(-whole[name].diverged_at // every)
        np.testing.assert_array_equal(thinned[name].w[:end], whole[name].w[: end * every : every])
        np.testing.assert_array_equal(thinned[name].w[end:], [thinned[name].w[end]] * (60 // every + 1 - end))
        assert not (np.abs(thinned[name].w[end]) <= LIMIT).all()


def test_a_race_asks_for_the_gradient_once_a_step():
    objective = Quadratic()
    race({name: rule() for name, rule in RULES.items()}, objective, START, 20, t0=5)
    assert objective.asked == list(range(5, 25))


def test_rules_of_different_batch_shapes_race_in_their_common_one():
    rules = {"many": SGD(np.array([[0.1], [0.2], [0.3]])), "one": SGD(0.2)}
    trajectories = race(rules, Quadratic(), START, 5)
    assert trajectories["many"].w.shape == trajectories["one"].w.shape == (6, 3, 2)
    np.testing.assert_array_equal(trajectories["one"].w[:, 0], trajectories["many"].w[:, 1])


@every_rule
def test_start_and_state_are_left_alone(rule):
    start, state = START.copy(), rule.update(START, rule.init(START), START)[1]
    before = [part.copy() for part in state]
    trajectory = descend(rule, Quadratic(), start, 5, state=state)
    trajectory.w[:] = 0
    for part in trajectory.states:
        part[:] = 0
    np.testing.assert_array_equal(start, START)
    for part, old in zip(state, before, strict=True):
        np.testing.assert_array_equal(part, old)


@pytest.mark.parametrize("start", [[1, 2], (1, 2), np.array([1, 2])], ids=["list", "tuple", "integers"])
def test_start_may_be_anything_like_an_array(start):
    same(descend(SGD(), Quadratic(), start, 3), descend(SGD(), Quadratic(), np.array([1.0, 2.0]), 3))


@every_rule
def test_no_steps_give_the_start(rule):
    trajectory = descend(rule, Quadratic(), START, 0)
    np.testing.assert_array_equal(trajectory.w, [START])
    assert trajectory.gradient.shape == (0, 2)
    assert trajectory.diverged_at is None
    assert trajectory.last == 0


def test_as_many_steps_as_allowed():
    assert len(descend(SGD(), Quadratic(), START, MAX_STEPS).w) == MAX_STEPS + 1


@pytest.mark.parametrize("steps", [-1, MAX_STEPS + 1, 10**30, np.nan, np.inf])
def test_steps_out_of_range_are_refused(steps):
    with pytest.raises(ValueError, match=rf"^steps = .* is outside \[0, {MAX_STEPS}\]$"):
        descend(SGD(), Quadratic(), START, steps)


@pytest.mark.parametrize("start", [3.0, [np.nan, 0.0], [0.0, np.inf], [[1.0, 2.0], [-np.inf, 0.0]]])
def test_starts_that_are_no_finite_points_are_refused(start):
    with pytest.raises(ValueError, match=r"^start = .* must be a finite array of shape \(\.\.\., P\)$"):
        descend(SGD(), Quadratic(), start, 5)


@pytest.mark.parametrize("bad", [3.0, [np.nan, 0.0]])
def test_of_several_starts_none_may_be_bad(bad):
    with pytest.raises(ValueError, match=r"^start = .* must be a finite array of shape \(\.\.\., P\)$"):
        race({"one": SGD(), "other": SGD()}, Quadratic(), {"one": START, "other": bad}, 5)


@pytest.mark.parametrize(
    ("steps", "every", "message"),
    [
        (-3, 3, rf"is outside \[0, {3 * MAX_STEPS}\]$"),
        (3 * MAX_STEPS + 3, 3, rf"is outside \[0, {3 * MAX_STEPS}\]$"),
        (7, 3, "is no multiple of every = 3$"),
        (2, 3, "is no multiple of every = 3$"),
    ],
)
def test_steps_that_cannot_be_recorded_are_refused(steps, every, message):
    with pytest.raises(ValueError, match=rf"^steps = {steps} {message}"):
        race({"": SGD()}, Quadratic(), START, steps, every=every)


@pytest.mark.parametrize("every", [0, -3, 0.5, np.nan])
def test_every_below_one_is_refused(every):
    with pytest.raises(ValueError, match=rf"^every = {every} is outside \[1, inf\)$"):
        race({"": SGD()}, Quadratic(), START, 6, every=every)


def test_as_many_recorded_steps_as_allowed():
    assert len(race({"": SGD()}, Quadratic(), START, 3 * MAX_STEPS, every=3)[""].w) == MAX_STEPS + 1


def test_a_race_of_nobody_is_refused():
    with pytest.raises(ValueError, match=r"^rules is empty"):
        race({}, Quadratic(), START, 5)
