"""Rules that differ from the lecture's in one place, against PyTorch and by hand; and errors that are multiplied."""

import math

import numpy as np
import pytest

from optim import SGD, Adam, RMSProp, descend, race
from optim.many import Race, race_many
from optim.variants import CorrectedRMSProp, RMSPropOutside
from surfaces import SURFACES, Scaled, canyon

START = (-4.2, 1.4)


# ε outside the root


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("epsilon", [1e-7, 0.1])
def test_the_first_step_inside_and_outside_the_root(rho, epsilon):
    g = canyon(20.0).gradient(np.array(START))
    inside = descend(RMSProp(0.2, rho, epsilon), canyon(20.0), START, 1)
    assert inside.w[1] - inside.w[0] == pytest.approx(-0.2 * g / np.sqrt((1 - rho) * g**2 + epsilon))
    outside = descend(RMSPropOutside(0.2, rho, epsilon), canyon(20.0), START, 1)
    assert outside.w[1] - outside.w[0] == pytest.approx(-0.2 * g / (np.sqrt(1 - rho) * np.abs(g) + epsilon))


@pytest.mark.parametrize("epsilon", [1e-7, 1e-2, 1.0])
def test_outside_the_root_is_pytorch(epsilon):
    torch = pytest.importorskip("torch")
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.RMSprop([w], lr=0.2, alpha=0.9, eps=epsilon)
    path = [w.detach().numpy().copy()]
    for _ in range(60):
        optimizer.zero_grad()
        (0.5 * (0.2 * w[0] ** 2 + 4 * w[1] ** 2)).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    ours = descend(RMSPropOutside(0.2, 0.9, epsilon), canyon(20.0), START, 60).w
    # What a run does after w has come very near 0 hangs on rounding, so only relative to the start.
    assert ours == pytest.approx(np.array(path), rel=1e-9, abs=1e-9)


def test_outside_by_hand():
    w, r = START[1], 0.0
    for _ in range(30):
        g = 4 * w
        r = 0.8 * r + 0.2 * g * g
        w -= 0.1 * g / (math.sqrt(r) + 0.03)
    run = descend(RMSPropOutside(0.1, 0.8, 0.03), canyon(20.0), START, 30)
    assert run.w[-1, 1] == pytest.approx(w, rel=1e-9)


@pytest.mark.parametrize("kind", [RMSProp, RMSPropOutside])
@pytest.mark.parametrize("share", [0.3, 0.8, 1.2])
def test_the_guard_above_half_eta_lambda_stops_the_jumps(kind, share):
    half = 0.2 * 4 / 2
    guard = share * half
    run = descend(kind(0.2, 0.5, guard**2 if kind is RMSProp else guard), canyon(20.0), START, 600)
    last = np.abs(np.diff(run.w[:, 1]))[-100:] / 0.2
    alive = math.sqrt(1 - share**2) if kind is RMSProp and share < 1 else max(0.0, 1 - share)
    assert last == pytest.approx(alive, abs=1e-3)


# RMSProp with Adam's correction


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


@pytest.mark.parametrize(
    "rules",
    [
        [RMSPropOutside(0.2, 0.9, 1e-7), RMSPropOutside(0.05, 0.5, 1e-7), RMSPropOutside(0.2, 0.0, 0.3)],
        [CorrectedRMSProp(0.2, 0.9, 1e-7), CorrectedRMSProp(0.05, 0.5, 1e-7), CorrectedRMSProp(0.2, 0.0, 0.3)],
    ],
    ids=["outside", "corrected"],
)
def test_many_at_once_are_each_alone(rules):
    together = race_many([Race({"": rule}, canyon(20.0), START, 50) for rule in rules])
    for rule, runs in zip(rules, together, strict=True):
        assert runs[""].w == pytest.approx(descend(rule, canyon(20.0), START, 50).w, rel=1e-12, abs=1e-12)


# Multiplied errors


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_a_scaled_surface_is_the_surface_times_a_number(surface):
    w = np.random.default_rng(3).uniform(-1, 1, (4, 3, 2))
    scaled = Scaled(surface, 1000.0)
    np.testing.assert_array_equal(scaled.gradient(w), 1000 * surface.gradient(w))
    np.testing.assert_array_equal(scaled.value(w), 1000 * surface.value(w))
    assert scaled.domain == surface.domain


@pytest.mark.parametrize("factor", [2.0**10, 1000.0])
def test_a_scaled_error_with_a_scaled_guard_is_the_same_path(factor):
    plain = descend(RMSProp(0.2, 0.9, 1e-7), canyon(20.0), START, 100)
    scaled = descend(RMSProp(0.2, 0.9, 1e-7 * factor**2), Scaled(canyon(20.0), factor), START, 100)
    if factor == 2.0**10:  # powers of two are not rounded
        assert np.array_equal(scaled.w, plain.w)
    assert scaled.w == pytest.approx(plain.w, abs=1e-9)


def test_sgd_on_a_scaled_error_is_sgd_with_a_scaled_eta():
    scaled = descend(SGD(0.01), Scaled(canyon(20.0), 8.0), START, 40)
    assert scaled.w == pytest.approx(descend(SGD(0.08), canyon(20.0), START, 40).w)


@pytest.mark.parametrize(
    "objectives",
    [
        [Scaled(canyon(20.0), factor) for factor in (1, 10, 1000)],
        [Scaled(canyon(kappa), 10.0) for kappa in (1.0, 20.0, 500.0)],
        [Scaled(canyon(1.0), 3.0), Scaled(canyon(20.0), 0.001), Scaled(canyon(500.0), 7.0)],
        [Scaled(SURFACES["rosenbrock"], factor) for factor in (0.1, 0.01)],
        [Scaled(canyon(20.0), 3.0), canyon(20.0)],
    ],
    ids=["factors", "surfaces", "both", "not quadratic", "with a plain one"],
)
def test_scaled_errors_together_are_each_alone(objectives):
    races = [Race({"": RMSProp(0.05)}, objective, (-1.0, 0.7), 60) for objective in objectives]
    for one, runs in zip(races, race_many(races), strict=True):
        alone = descend(one.rules[""], one.objective, one.start, one.steps)
        assert runs[""].w == pytest.approx(alone.w, rel=1e-9, abs=1e-12)
        assert runs[""].value == pytest.approx(alone.value, rel=1e-9, abs=1e-20)
        assert runs[""].gradient == pytest.approx(alone.gradient, rel=1e-9, abs=1e-9)


def test_scaled_errors_have_one_objective_where_their_surfaces_have():
    scaled = [Scaled(canyon(kappa), factor) for kappa, factor in ((2.0, 3.0), (30.0, 0.5))]
    assert scaled[0].together(scaled) is not None
    assert scaled[0].together([*scaled, canyon(2.0)]) is None
    rosenbrock = [Scaled(SURFACES["rosenbrock"], 1.0), Scaled(SURFACES["beale"], 1.0)]
    assert rosenbrock[0].together(rosenbrock) is None
