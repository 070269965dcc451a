"""When a run diverges: the bounds on a quadratic, points that are not finite, absurd rates, batches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from objectives import CURVATURES, LIMIT, START, Constant, Noisy, Quadratic, every_rule

from optim import NEVER, RULES, SGD, Adam, Momentum, RMSProp, descend


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
