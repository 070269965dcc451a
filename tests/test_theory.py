"""What optim.theory says of gradient descent and momentum on a quadratic, against runs and matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim import SGD, Adam, Momentum, descend, theory
from surfaces import canyon


@given(st.floats(1e-6, 1), st.floats(0.01, 100), st.floats(-5, 5))
def test_the_distance_is_that_of_a_run(eta, kappa, start):
    low, high = canyon(1 + kappa).curvatures
    run = descend(SGD(eta), canyon(1 + kappa), (start, start), 60)
    for i, curvature in enumerate((low, high)):
        factor = abs(1 - eta * curvature)
        if factor < 1e-3:  # one step takes off more than three digits; what is left of them is rounding
            continue
        measured = np.abs(run.w[: run.last + 1, i])
        assert theory.distances(start, factor, run.last) == pytest.approx(measured, rel=1e-9, abs=1e-290)


def test_the_distance_stays_in_float32():
    far = theory.distances(5.0, 399.0, 2000)
    assert far.shape == (2001,)
    assert far[:3] == pytest.approx([5, 1995, 796005])
    assert np.isfinite(far.astype(np.float32)).all()


@given(st.floats(1.01, 1000))
def test_the_best_pair_is_the_published_one(kappa):
    low, high = 4 / kappa, 4.0
    eta, alpha, shrink = theory.best_momentum(low, high)
    root = np.sqrt(kappa)
    assert shrink == pytest.approx((root - 1) / (root + 1))
    assert alpha == pytest.approx(((root - 1) / (root + 1)) ** 2)
    assert eta == pytest.approx((2 / (np.sqrt(low) + np.sqrt(high))) ** 2)
    # Both directions sit on the edge of oscillation, where the eigenvalues meet and rounding is magnified.
    assert theory.rate(eta, alpha, np.array([low, high])) == pytest.approx(np.sqrt(alpha), abs=1e-5)


@given(st.floats(1.01, 1000))
def test_no_eta_alone_is_better_than_the_best(kappa):
    curvatures = np.array([4 / kappa, 4.0])
    eta, shrink = theory.best_descent(*curvatures)
    tried = np.linspace(0.5, 1.5, 101)[:, None] * eta
    rates = np.abs(1 - tried * curvatures).max(-1)
    assert rates[50] == pytest.approx(shrink)
    assert rates.argmin() == 50


@given(st.floats(1e-3, 3), st.floats(0, 0.99), st.floats(0.01, 4))
def test_the_rate_is_the_spectral_radius(eta, alpha, curvature):
    matrix = np.array([[1 + alpha - eta * curvature, -alpha], [1, 0]])
    radius = np.abs(np.linalg.eigvals(matrix)).max()
    assert theory.rate(eta, alpha, curvature) == pytest.approx(radius, abs=1e-7)
    if (1 - np.sqrt(alpha)) ** 2 + 1e-6 < eta * curvature < (1 + np.sqrt(alpha)) ** 2 - 1e-6:
        assert theory.rate(eta, alpha, curvature) == pytest.approx(np.sqrt(alpha))
    assert theory.rate(eta, 0, curvature) == pytest.approx(abs(1 - eta * curvature))


@pytest.mark.parametrize("alpha", [0.0, 0.5, 0.9])
def test_stable_iff_below_the_longest_eta(alpha):
    surface = canyon(10)
    bound = float(theory.longest_eta(alpha, surface.curvatures[1]))
    assert descend(Momentum(0.98 * bound, alpha), surface, (1, 1), 3000).diverged_at is None
    assert descend(Momentum(1.02 * bound, alpha), surface, (1, 1), 3000).diverged_at is not None


class Constant:
    """A gradient that is −1 everywhere."""

    def value(self, w):
        return -w[..., 0]

    def gradient(self, w, t=0):
        return np.full(w.shape, -1.0)


@pytest.mark.parametrize("beta1", [0, 0.5, 0.9, 0.97])
@pytest.mark.parametrize("beta2", [0, 0.5, 0.9, 0.99, 0.999])
def test_how_long_adams_correction_matters_is_measured_under_a_constant_gradient(beta1, beta2):
    said = theory.correction_reach(beta1, beta2)
    hyper = {"eta": 1.0, "beta1": beta1, "beta2": beta2, "epsilon": 1e-15}
    corrected, uncorrected = (
        np.diff(descend(Adam(**hyper, bias_correction=on), Constant(), [0.0], 5000).w[:, 0]) for on in (True, False)
    )
    change = corrected / uncorrected
    late = np.flatnonzero(np.abs(change - 1) > 0.01)
    assert said.until == (late[-1] + 1 if late.size else 0)
    assert said.longer == pytest.approx(1 / change[said.most - 1], rel=1e-9)
    assert abs(np.log(said.longer)) == pytest.approx(np.abs(np.log(change)).max(), rel=1e-9, abs=1e-9)


def test_how_long_it_matters_for_the_usual_betas():
    assert theory.correction_reach(0.9, 0.999).until == 3915
    assert theory.correction_reach(0.0, 0.0).until == 0
    assert theory.correction_reach(0.9999, 0.0).until == 46148  # where 0.9999^t falls below 1 − 1/1.01


@given(st.floats(0, 0.9999), st.floats(0, 0.99999))
def test_at_the_first_step_it_is_the_ratio_of_the_shares(beta1, beta2):
    said = theory.correction_reach(beta1, beta2)
    first = (1 - beta1) / np.sqrt(1 - beta2)  # how many times as long the first step is without it
    assert abs(np.log(said.longer)) >= abs(np.log(first)) - 1e-9
    if said.most == 1:
        assert said.longer == pytest.approx(first)
