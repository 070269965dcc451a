"""What `descend` and `race` record: the path, the closed forms on a quadratic, divergence, and what is refused."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim import DIVERGED, MAX_STEPS, NEVER, RULES, SGD, Adam, Momentum, RMSProp, descend, race

CURVATURES = np.array([0.2, 4.0])
START = np.array([-4.2, 1.4])
DOMAIN = ((-5.0, 5.0), (-3.0, 3.0))
LIMIT = DIVERGED * 10  # 10 is DOMAIN's largest width

every_rule = pytest.mark.parametrize("rule", [rule() for rule in RULES.values()], ids=RULES)


@dataclass(frozen=True)
class Quadratic:
    """½ Σ λ w²; keeps the t at which its gradient was asked for, and how often its value was."""

    curvatures: np.ndarray = field(default_factory=lambda: CURVATURES)
    domain: tuple = DOMAIN
    asked: list = field(default_factory=list)
    valued: list = field(default_factory=list)

    def value(self, w):
        self.valued.append(w.shape)
        return 0.5 * (self.curvatures * w * w).sum(-1)

    def gradient(self, w, t=0):
        self.asked.append(t)
        return self.curvatures * w


class Noisy(Quadratic):
    """Its gradient depends on t, as that of a mini-batch does."""

    def gradient(self, w, t=0):
        return super().gradient(w, t) + np.random.default_rng((7, t)).normal(size=2)


@dataclass
class Constant:
    """A gradient given beforehand for each t; no domain."""

    gradients: list

    def value(self, w):
        return w.sum(-1)

    def gradient(self, w, t=0):
        return np.full_like(w, self.gradients[t])


def same(one, other):
    """Two trajectories are bit for bit the same."""
    for name in ("w", "value", "gradient"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name, strict=True)
    assert type(one.states) is type(other.states)
    for name, mine, theirs in zip(one.states._fields, one.states, other.states, strict=True):
        np.testing.assert_array_equal(mine, theirs, err_msg=name, strict=True)
    np.testing.assert_array_equal(one.diverged_at, other.diverged_at)


def state_after(trajectory, step):
    return type(trajectory.states)(*(part[step] for part in trajectory.states))


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


@settings(deadline=None)
@given(rate=st.floats(0.01, 2.4), curvature=st.floats(-6, 6).map(lambda power: 10.0**power), steps=st.integers(1, 40))
def test_sgd_on_a_quadratic_shrinks_by_its_rate(rate, curvature, steps):
    eta = rate / curvature
    w = descend(SGD(eta), Quadratic(np.array([curvature])), [1.0], steps).w[:, 0]
    factor = 1 - eta * curvature
    assert (np.abs(w[1:] - factor * w[:-1]) <= 1e-14 * np.abs(w[:-1])).all()
    np.testing.assert_allclose(w[-1], factor**steps, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("curvature", [1e-3, 0.2, 4.0, 1e5])
@pytest.mark.parametrize("alpha", [None, 0.0, 0.5, 0.9, 0.99])
def test_stable_on_a_quadratic_iff_eta_is_below_the_bound(curvature, alpha):
    bound = 2 / curvature if alpha is None else (2 + 2 * alpha) / curvature
    eta = bound * np.array([[0.9], [0.99], [1.01], [1.1]])
    rule = SGD(eta) if alpha is None else Momentum(eta, alpha)
    trajectory = descend(rule, Quadratic(np.array([curvature])), [1.0], 5000)
    assert (trajectory.diverged_at == NEVER).tolist() == [True, True, False, False]
    assert (np.abs(trajectory.w[-1, :2]) < 1e-6).all()


def test_the_steepest_direction_decides_stability():
    eta = 2 / CURVATURES.max() * np.array([[0.99], [1.01]])
    ends = descend(SGD(eta), Quadratic(), START, 5000).diverged_at
    assert ends[0] == NEVER
    assert ends[1] > 0


def test_diverged_at_is_the_first_step_beyond_a_million_domain_sizes():
    trajectory = descend(SGD(1.0), Quadratic(), START, 60)
    w = START * (1 - CURVATURES) ** np.arange(61)[:, None]
    first = int(np.argmax(np.abs(w).max(-1) > LIMIT))
    assert trajectory.diverged_at == first > 1
    assert type(trajectory.diverged_at) is int
    np.testing.assert_allclose(trajectory.w[: first + 1], w[: first + 1], rtol=1e-12)
    assert np.abs(trajectory.w[first - 1]).max() <= LIMIT < np.abs(trajectory.w[first]).max()
    assert trajectory.last == first - 1


def test_without_a_domain_the_limit_is_a_million_and_lies_inside():
    trajectory = descend(SGD(1.0), Constant([-5e5] * 6), [0.0], 6)
    np.testing.assert_array_equal(trajectory.w[:, 0], [0.0, 5e5, 1e6, 1.5e6, 1.5e6, 1.5e6, 1.5e6])
    assert trajectory.diverged_at == 3


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@every_rule
def test_a_point_that_is_not_finite_has_diverged(rule, bad):
    trajectory = descend(rule, Constant([1.0, 1.0, bad, 1.0, 1.0]), START, 5)
    assert trajectory.diverged_at == 3
    assert np.isfinite(trajectory.w[:3]).all()
    assert not np.isfinite(trajectory.w[3:]).any()


@pytest.mark.parametrize(
    "rule", [SGD(1.0), Momentum(1.0), RMSProp(1e8), Adam(1e8)], ids=lambda rule: type(rule).__name__
)
def test_a_diverged_run_ends_there(rule):
    trajectory = descend(rule, Quadratic(), START, 60)
    end = trajectory.diverged_at
    assert 0 < end < 60
    short = descend(rule, Quadratic(), START, end)
    np.testing.assert_array_equal(trajectory.w, [*short.w, *[short.w[-1]] * (60 - end)])
    np.testing.assert_array_equal(trajectory.value, [*short.value, *[short.value[-1]] * (60 - end)])
    np.testing.assert_array_equal(trajectory.gradient, [*short.gradient, *np.zeros((60 - end, 2))])
    for part, before in zip(trajectory.states, short.states, strict=True):
        np.testing.assert_array_equal(part, [*before, *[before[-1]] * (60 - end)])


@every_rule
def test_a_run_that_stays_has_not_diverged(rule):
    trajectory = descend(rule, Quadratic(), START, 200)
    assert trajectory.diverged_at is None
    assert trajectory.last == 200
    assert (trajectory.gradient != 0).any(-1).all()


def test_a_start_beyond_the_limit_has_diverged_at_once():
    trajectory = descend(SGD(), Quadratic(), [2 * LIMIT, 0.0], 3)
    assert trajectory.diverged_at == 0
    np.testing.assert_array_equal(trajectory.w, [[2 * LIMIT, 0.0]] * 4)
    np.testing.assert_array_equal(trajectory.gradient, np.zeros((3, 2)))


@every_rule
def test_in_a_batch_each_run_is_as_if_alone(rule):
    starts = np.array([START, [2 * LIMIT, 1.0], [1e-9, 0.0], [np.nextafter(LIMIT, 0), -3.0]])
    batch = descend(rule, Noisy(), starts, 25)
    assert batch.diverged_at.dtype.kind == "i"
    assert batch.diverged_at[:2].tolist() == [NEVER, 0]
    for i, start in enumerate(starts):
        alone = descend(rule, Noisy(), start, 25)
        assert batch.diverged_at[i] == (NEVER if alone.diverged_at is None else alone.diverged_at)
        np.testing.assert_array_equal(batch.w[:, i], alone.w)
        np.testing.assert_array_equal(batch.value[:, i], alone.value)
        np.testing.assert_array_equal(batch.gradient[:, i], alone.gradient)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("eta", [1e10, 1e300, np.finfo(float).max])
def test_absurd_rates_diverge_without_a_warning(rule, eta):
    trajectory = descend(rule(eta), Quadratic(), START, 50)  # a RuntimeWarning would fail the run
    assert trajectory.diverged_at == 1
    assert np.isfinite(trajectory.w[0]).all()
    assert np.isfinite(trajectory.gradient).all()


def test_a_map_of_eta_and_alpha_is_one_run():
    eta = np.geomspace(1e-3, 3.0, 64).reshape(64, 1, 1)
    alpha = np.linspace(0, 0.99, 64).reshape(1, 64, 1)
    objective = Quadratic()
    grid = descend(Momentum(eta, alpha), objective, START, 200)
    assert len(objective.asked) == 200
    assert grid.w.shape == (201, 64, 64, 2)
    assert grid.diverged_at.shape == (64, 64)
    assert 0 < (grid.diverged_at == NEVER).sum() < 64 * 64
    for i, j in [(0, 0), (0, 63), (20, 31), (45, 63), (55, 5), (60, 40), (63, 0), (63, 63)]:
        alone = descend(Momentum(eta[i, 0, 0], alpha[0, j, 0]), Quadratic(), START, 200)
        assert grid.diverged_at[i, j] == (NEVER if alone.diverged_at is None else alone.diverged_at)
        np.testing.assert_array_equal(grid.w[:, i, j], alone.w)
        np.testing.assert_array_equal(grid.value[:, i, j], alone.value)
        np.testing.assert_array_equal(grid.gradient[:, i, j], alone.gradient)
        np.testing.assert_array_equal(grid.states.v[:, i, j], alone.states.v)


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
