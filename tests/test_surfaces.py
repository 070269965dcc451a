"""Every surface is what its data say: minima, gradient, formula and curvatures; and noise is drawn from (seed, t)."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim import SGD, Adam, Momentum, RMSProp, descend, race
from surfaces import SURFACES, Noisy, Surface, canyon

CANYONS = [
    canyon(kappa, theta) for kappa, theta in ((1.0, 0.0), (20.0, 30.0), (100.0, -45.0), (3.0, 90.0), (1e4, -90.0))
]
ALL = [*SURFACES.values(), *CANYONS]
every = pytest.mark.parametrize("surface", ALL, ids=lambda s: f"{s.name}{s.curvatures or ''}")
STEP = 1e-4  # of central differences


def grid(surface: Surface, n: int = 201) -> np.ndarray:
    """The domain as points (n, n, 2), its middle among them."""
    axes = [np.linspace(low, high, n) for low, high in surface.domain]
    return np.stack(np.meshgrid(*axes), axis=-1)


def scattered(surface: Surface, n: int) -> np.ndarray:
    low, high = np.array(surface.domain).T
    return np.random.default_rng(0).uniform(low, high, (n, 2))


def central(surface: Surface, w: np.ndarray) -> np.ndarray:
    """The gradient at w (n, 2) by five-point central differences."""
    far = [surface.value(w[:, None] + k * STEP * np.eye(2)) for k in (-2, -1, 1, 2)]
    return (far[0] - 8 * far[1] + 8 * far[2] - far[3]) / (12 * STEP)


def hessian(surface: Surface, w: np.ndarray) -> np.ndarray:
    return (surface.gradient(w + STEP * np.eye(2)) - surface.gradient(w - STEP * np.eye(2))) / (2 * STEP)


def evaluated(formula: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What a surface's LaTeX says of x = w_1 and y = w_2."""
    names = {"w_1": x, "w_2": y, "e": math.e, "pi": math.pi, "degree": math.pi / 180}
    names |= {f: getattr(np, f) for f in ("sin", "cos", "tanh", "sqrt")}
    total, *given_that = re.split(r", \\quad | \\\\ ", re.sub(r"\\(begin|end)\{gathered\}", "", formula))
    for line in (*given_that, total):
        left, right = line.split(" = ")
        right = re.sub(r"\\tfrac(\d)(\d)", r"(\1/\2)", right.replace(r"^\circ", " degree"))
        tokens = re.findall(r"[a-z]\w*|[\d.]+|[-+/^(){}]", re.sub(r"\\(left|right|,)", "", right))
        code = ""
        for before, token in zip(["", *tokens], tokens, strict=False):
            product = re.fullmatch(r"[\w.)}]+", before) and re.fullmatch(r"[\w.(]+", token)
            applied = before in ("sin", "cos", "tanh", "sqrt")
            code += ("*" if product and not applied else "") + {"^": "**", "{": "(", "}": ")"}.get(token, token)
        names[left.strip()] = eval(code, {"__builtins__": {}}, names)
    return names["f(w)"]


def test_the_catalogue_has_what_the_pages_offer():
    assert list(SURFACES)[:13] == [
        *("canyon", "bowl", "saddle", "rosenbrock", "beale", "himmelblau", "booth", "three_hump_camel"),
        *("styblinski_tang", "rastrigin", "ackley", "plateau", "cliff"),
    ]
    assert [surface.name for surface in SURFACES.values()] == list(SURFACES)
    assert all(surface.title and surface.source for surface in ALL)


@every
def test_minima(surface):
    assert surface.minima.ndim == 2
    assert surface.minima.shape[1] == 2
    np.testing.assert_allclose(surface.value(surface.minima), surface.minimum, rtol=0, atol=1e-12)
    np.testing.assert_allclose(surface.gradient(surface.minima), 0.0, rtol=0, atol=1e-12)


@every
def test_no_value_of_the_domain_is_below_the_minimum(surface):
    assert surface.value(grid(surface)).min() >= surface.minimum
    near = surface.minima[:, None] + np.random.default_rng(1).normal(0.0, 1e-8, (2000, 2))
    assert surface.value(near).min() >= surface.minimum


@every
def test_finite_on_the_domain(surface):
    w = grid(surface)
    assert np.isfinite(surface.value(w)).all()
    assert np.isfinite(surface.gradient(w)).all()


@every
def test_gradient_against_central_differences(surface):
    w = scattered(surface, 500)
    exact, measured = surface.gradient(w), central(surface, w)
    rounding = 1e-11 * (1.0 + np.abs(surface.value(w)))
    assert (np.linalg.norm(measured - exact, axis=-1) <= 1e-6 * np.linalg.norm(exact, axis=-1) + rounding).all()


@every
def test_formula_says_the_same_as_the_code(surface):
    w = scattered(surface, 50)
    shown = evaluated(surface.formula, w[:, 0], w[:, 1])
    digits = 1e-12 if surface in SURFACES.values() else 1e-3  # the canyon's formula shows four digits
    np.testing.assert_allclose(shown, surface.value(w), rtol=digits, atol=1e-12)


@every
@pytest.mark.parametrize("shape", [(), (1,), (4,), (3, 4), (2, 1, 5), (0,)])
def test_batches_agree_with_single_points(surface, shape):
    w = scattered(surface, math.prod(shape)).reshape(*shape, 2)
    value, gradient = surface.value(w), surface.gradient(w, 7)
    assert np.shape(value) == shape
    assert gradient.shape == w.shape
    for at in np.ndindex(shape):
        np.testing.assert_allclose(value[at], surface.value(w[at]), rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(gradient[at], surface.gradient(w[at]), rtol=1e-13, atol=1e-13)


@every
def test_inputs_are_left_alone_and_results_are_new(surface):
    w = scattered(surface, 4)
    before = w.copy()
    surface.value(w)
    surface.gradient(w)[...] = np.nan
    assert (w == before).all()


@every
def test_whole_number_points_do_not_round_the_gradient(surface):
    w = np.array([[1, -1], [0, 1]])
    np.testing.assert_array_equal(surface.gradient(w), surface.gradient(w.astype(float)))


@every
def test_starts_and_minima_are_in_the_domain(surface):
    low, high = np.array(surface.domain).T
    starts = np.array(surface.starts)
    for w in (starts, surface.minima, surface.local_minima):
        assert ((low < w) & (w < high)).all()
    np.testing.assert_array_equal(starts, np.round(starts * 20) / 20)
    assert (surface.value(starts) > surface.minimum).all()
    assert surface.gradient(starts[0]).all()  # the default is on no ridge and no axis of symmetry


@every
def test_data_cannot_be_written_to(surface):
    with pytest.raises(ValueError, match="read-only"):
        surface.minima[0] = 1.0
    assert not surface.local_minima.flags.writeable


@pytest.mark.parametrize("surface", [s for s in ALL if s.curvatures], ids=lambda s: f"{s.name}{s.curvatures}")
def test_curvatures(surface):
    for w in scattered(surface, 3):
        measured = np.linalg.eigvalsh(hessian(surface, w))
        np.testing.assert_allclose(measured, surface.curvatures, rtol=1e-6, atol=1e-9)


def test_curvatures_are_given_for_the_quadratics():
    assert {name for name, surface in SURFACES.items() if surface.curvatures} >= {"canyon", "bowl", "booth"}


@pytest.mark.parametrize("name", ["three_hump_camel", "styblinski_tang"])
def test_local_minima(name):
    surface = SURFACES[name]
    assert len(surface.local_minima)
    np.testing.assert_allclose(surface.gradient(surface.local_minima), 0.0, rtol=0, atol=1e-12)
    assert (surface.value(surface.local_minima) > surface.minimum + 0.1).all()
    for w in surface.local_minima:
        assert (np.linalg.eigvalsh(hessian(surface, w)) > 0).all()


@pytest.mark.parametrize("name", ["himmelblau", "three_hump_camel", "styblinski_tang", "saddle"])
def test_every_pit_of_the_domain_is_listed(name):
    surface = SURFACES[name]
    w = grid(surface)
    value = surface.value(w)
    inner = value[1:-1, 1:-1]
    around = [value[1 + i : 200 + i, 1 + j : 200 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    pits = w[1:-1, 1:-1][(inner < np.array(around)).all(0)]
    known = np.concatenate([surface.minima, surface.local_minima])
    assert len(pits) == len(known)
    assert np.linalg.norm(pits[:, None] - known, axis=-1).min(0).max() < 0.1


kappas = st.floats(1.0, 1e3)
thetas = st.floats(-90.0, 90.0)
coordinates = st.floats(-5.0, 5.0)


@given(kappas, thetas, coordinates, coordinates)
def test_a_turned_canyon_is_the_canyon_turned(kappa, theta, u, v):
    c, s = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    turn = np.array([[c, -s], [s, c]])
    w = np.array([u, v])
    flat, turned = canyon(kappa), canyon(kappa, theta)
    assert turned.value(turn @ w) == pytest.approx(flat.value(w), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(turned.gradient(turn @ w), turn @ flat.gradient(w), rtol=1e-9, atol=1e-12)


@given(kappas, thetas)
def test_canyon_keeps_its_walls(kappa, theta):
    surface = canyon(kappa, theta)
    assert surface.curvatures == (4.0 / kappa, 4.0)
    assert surface.domain == SURFACES["canyon"].domain
    assert (np.abs(surface.starts) <= (4.5, 3.6)).all()


def test_canyon_default():
    assert SURFACES["canyon"].starts[0] == (-4.2, 1.4)
    assert SURFACES["canyon"].curvatures == (0.2, 4.0)
    np.testing.assert_allclose(SURFACES["canyon"].gradient(np.array([-4.2, 1.4])), [-0.84, 5.6], rtol=1e-15)


@pytest.mark.parametrize("kappa", [0.999, 0, -20.0, math.inf, math.nan])
def test_canyon_refuses_kappa(kappa):
    with pytest.raises(ValueError, match=re.escape(f"kappa = {kappa!r} is outside [1, inf)")):
        canyon(kappa=kappa)


@pytest.mark.parametrize("theta", [90.5, -91, math.inf, math.nan])
def test_canyon_refuses_theta(theta):
    with pytest.raises(ValueError, match=re.escape(f"theta = {theta!r} is outside [-90, 90]")):
        canyon(theta=theta)


@pytest.mark.parametrize("x", [0.0, 5e-324, 1e-300, 1e-160, 1e-9, -1e-9])
def test_ackley_at_its_kink(x):
    g = SURFACES["ackley"].gradient(np.array([[x, 0.0], [0.0, x], [x, x], [0.0, 0.0]]))
    assert np.isfinite(g).all()
    assert (np.linalg.norm(g, axis=-1) < 3.0).all()
    assert (g[3] == 0.0).all()
    if abs(x) >= 1e-300:  # the cone's slope, 4/√2, at any distance
        assert g[0, 0] == pytest.approx(math.copysign(math.sqrt(8.0), x), rel=1e-6)


def test_plateau_stalls_sgd_but_not_the_rules_that_rescale():
    surface = SURFACES["plateau"]
    start = surface.starts[0]
    assert 1e-4 < np.linalg.norm(surface.gradient(np.array(start))) < 1e-3
    runs = race({"SGD": SGD(0.02), "RMSProp": RMSProp(0.02), "Adam": Adam(0.02)}, surface, start, 200)
    left = {name: float(run.value[-1]) for name, run in runs.items()}
    assert left["SGD"] > 0.99
    assert left["RMSProp"] < 1e-3
    assert left["Adam"] < 1e-3


def test_cliff_throws_back_the_rule_that_overshoots():
    surface = SURFACES["cliff"]
    runs = race({"SGD": SGD(0.05), "Momentum": Momentum(0.05)}, surface, surface.starts[0], 200)
    x = runs["Momentum"].w[:, 0]
    wall = int(np.argmax(x > 0.9))
    assert wall > 0
    assert x[wall:].min() < surface.starts[0][0]  # farther out than it came from
    assert runs["SGD"].w[:, 0].max() <= 0.0


@pytest.mark.parametrize("shape", [(2,), (4, 2), (64, 1, 2)])
def test_noise_is_the_same_for_all_of_a_batch(shape):
    surface = SURFACES["beale"]
    noisy = Noisy(surface, sigma=0.3, seed=5)
    w = np.random.default_rng(2).normal(size=shape)
    noise = noisy.gradient(w, 300) - surface.gradient(w)
    alone = noisy.gradient(surface.minima[0], 300) - surface.gradient(surface.minima[0])
    np.testing.assert_allclose(noise, np.broadcast_to(alone, shape), rtol=0, atol=1e-10)
    assert alone.all()


def test_noise_of_a_race_is_the_noise_of_each_alone():
    noisy = Noisy(SURFACES["canyon"], sigma=0.5, seed=1)
    rules = {"SGD": SGD(0.05), "Adam": Adam(0.05)}
    together = race(rules, noisy, (-4.2, 1.4), 300)
    for name, rule in rules.items():
        np.testing.assert_array_equal(together[name].w, descend(rule, noisy, (-4.2, 1.4), 300).w)


def draws(seed: int, steps: range) -> np.ndarray:
    noisy = Noisy(SURFACES["bowl"], sigma=1.0, seed=seed)
    return np.array([noisy.gradient(np.zeros(2), t) for t in steps])


def test_noise_repeats_in_any_order():
    forward = draws(3, range(1000))
    draws(4, range(256 * 200))  # more blocks than are remembered
    backward = draws(3, range(999, -1, -1))[::-1]
    np.testing.assert_array_equal(forward, backward)


def test_noise_differs_between_steps_and_seeds():
    seeds = [draws(seed, range(1024)).ravel() for seed in (0, 1, 2**32, 10**30)]
    together = np.concatenate(seeds)
    assert len(np.unique(together)) == together.size


def test_noise_is_standard_normal_times_sigma():
    noise = draws(0, range(20_000))
    np.testing.assert_allclose(noise.mean(0), 0.0, atol=5 / math.sqrt(20_000))
    np.testing.assert_allclose(noise.std(0), 1.0, atol=5 / math.sqrt(40_000))
    assert abs(np.corrcoef(noise.T)[0, 1]) < 5 / math.sqrt(20_000)
    assert abs((noise[1:] * noise[:-1]).mean()) < 5 / math.sqrt(40_000)
    scaled = Noisy(SURFACES["bowl"], sigma=2.5).gradient(np.zeros(2), 17)
    np.testing.assert_allclose(scaled, 2.5 * noise[17], rtol=1e-15)


@every
def test_without_noise_nothing_changes(surface):
    w = scattered(surface, 10)
    quiet, noisy = Noisy(surface, sigma=0.0, seed=9), Noisy(surface, sigma=1.0, seed=9)
    np.testing.assert_array_equal(quiet.gradient(w, 3), surface.gradient(w))
    np.testing.assert_array_equal(noisy.value(w), surface.value(w))
    assert noisy.domain == surface.domain


@pytest.mark.parametrize("sigma", [-1e-9, math.inf, math.nan])
def test_noise_refuses_sigma(sigma):
    with pytest.raises(ValueError, match=re.escape(f"sigma = {sigma!r} is outside [0, inf)")):
        Noisy(SURFACES["bowl"], sigma=sigma)


@pytest.mark.parametrize("seed", [-1, 1.5, math.nan, "7"])
def test_noise_refuses_seed(seed):
    with pytest.raises(ValueError, match=re.escape(f"seed = {seed!r} is outside [0, inf)")):
        Noisy(SURFACES["bowl"], sigma=1.0, seed=seed)
