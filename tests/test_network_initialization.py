"""Where training starts: what each scheme draws, and the output bias whose first error is the naive baseline."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import OUTPUTS, SCHEMES, Network, initial, naive, output_bias

WIDE = Network((100, 120, 80, 3), output="softmax")
UNITS = {"linear": 2, "sigmoid": 2, "softmax": 3}

every_scheme = pytest.mark.parametrize("scheme", SCHEMES)
every_output = pytest.mark.parametrize("output", OUTPUTS)


def targets(output, n=40, seed=0):
    """Unbalanced targets."""
    generator = np.random.default_rng(seed)
    if output == "linear":
        return generator.normal([3.0, -20.0], [1.0, 5.0], (n, 2))
    if output == "sigmoid":
        return (generator.random((n, 2)) < [0.1, 0.7]).astype(float)
    return np.eye(3)[generator.choice(3, n, p=[0.1, 0.2, 0.7])]


def weights(w):
    return [matrix[:-1] for matrix in WIDE.matrices(w)]


@every_scheme
def test_biases_start_at_zero(scheme):
    w = initial(WIDE, scheme)
    assert w.shape == (WIDE.parameters,)
    assert all((matrix[-1] == 0).all() for matrix in WIDE.matrices(w))


@pytest.mark.parametrize("scale", [0.0, 0.3, 7.0])
def test_same_and_zero_put_all_weights_at_one_value(scale):
    assert all((part == scale).all() for part in weights(initial(WIDE, "same", scale=scale)))
    assert (initial(WIDE, "zero", scale=scale) == 0).all()


@pytest.mark.parametrize(
    ("scheme", "limit"),
    [("uniform", lambda n_i, n_o: 0.3), ("glorot", lambda n_i, n_o: np.sqrt(6 / (n_i + n_o)))],
)
def test_uniform_draws_fill_their_range(scheme, limit):
    for part in weights(initial(WIDE, scheme, scale=0.3)):
        most, n = limit(*part.shape), part.size
        assert most * (1 - 20 / n) < part.max() < most  # the largest of n misses by about 2/n
        assert -most < part.min() < -most * (1 - 20 / n)
        assert abs(part.mean()) < 4 * most / np.sqrt(3 * n)
        assert part.std() == pytest.approx(most / np.sqrt(3), rel=4 / np.sqrt(n))


@pytest.mark.parametrize(("scheme", "deviation"), [("normal", lambda n_i: 0.3), ("he", lambda n_i: np.sqrt(2 / n_i))])
def test_normal_draws_have_their_deviation(scheme, deviation):
    for part in weights(initial(WIDE, scheme, scale=0.3)):
        expected, n = deviation(len(part)), part.size
        assert abs(part.mean()) < 4 * expected / np.sqrt(n)
        assert part.std() == pytest.approx(expected, rel=4 / np.sqrt(2 * n))
        beyond = 0.3173  # of a normal distribution; of a uniform one 0.4226
        assert (np.abs(part) > expected).mean() == pytest.approx(beyond, abs=4 * np.sqrt(beyond * (1 - beyond) / n))
        assert np.abs(part).max() > 2 * expected


@pytest.mark.parametrize(
    ("scheme", "plain", "scale"),
    [("glorot", "uniform", lambda n_i, n_o: 6 / (n_i + n_o)), ("he", "normal", lambda n_i, n_o: 2 / n_i)],
)
def test_glorot_and_he_scale_the_same_draws_by_the_sizes_of_the_layer(scheme, plain, scale):
    pairs = zip(weights(initial(WIDE, scheme)), weights(initial(WIDE, plain, scale=1.0)), strict=True)
    for drawn, unit in pairs:
        np.testing.assert_allclose(drawn, unit * np.sqrt(scale(*drawn.shape)), atol=1e-14)


@pytest.mark.parametrize("scheme", ["uniform", "normal", "glorot", "he"])
def test_draws_come_from_the_seed(scheme):
    one = initial(WIDE, scheme, seed=1)
    np.testing.assert_array_equal(one, initial(WIDE, scheme, seed=1))
    other = initial(WIDE, scheme, seed=2)
    assert all((mine != theirs).all() for mine, theirs in zip(weights(one), weights(other), strict=True))


@pytest.mark.parametrize("scheme", ["uniform", "normal"])
def test_draws_grow_with_the_scale(scheme):
    np.testing.assert_allclose(initial(WIDE, scheme, scale=2.0), 20 * initial(WIDE, scheme, scale=0.1), atol=1e-14)
    assert (initial(WIDE, scheme, scale=0.0) == 0).all()


@pytest.mark.parametrize("scheme", ["same", "zero"])
def test_units_that_start_the_same_have_the_same_gradients(scheme):
    network = Network((2, 4, 4, 1), "tanh")
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(20, 2)), generator.integers(2, size=(20, 1)).astype(float)
    matrices = network.matrices(network.gradient(initial(network, scheme, scale=0.5), x, y))
    for matrix in matrices[:-1]:
        np.testing.assert_allclose(matrix, matrix[:, :1] * np.ones(4), rtol=1e-12, atol=1e-16)
    drawn = network.matrices(network.gradient(initial(network, "glorot"), x, y))
    assert all(np.ptp(matrix, axis=1).min() > 1e-6 for matrix in drawn[:-1])


@every_scheme
@every_output
def test_with_the_output_bias_the_first_error_is_the_naive_baseline(scheme, output):
    network = Network((4, 5, UNITS[output]), output=output)
    y = targets(output)
    x = np.random.default_rng(1).normal(size=(len(y), 4))
    w = initial(network, scheme, bias=output_bias(network, y))
    assert network.loss(w, x, y) == pytest.approx(naive(network, y), rel=1e-12)
    np.testing.assert_allclose(network.predict(w, x), np.broadcast_to(y.mean(0), y.shape), rtol=1e-12)
    hidden = network.matrices(w)[0]
    np.testing.assert_array_equal(hidden, network.matrices(initial(network, scheme))[0])


@every_output
@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3))
def test_no_constant_beats_the_naive_baseline(output, constant):
    network = Network((4, UNITS[output]), output=output)
    y = targets(output)
    v = np.broadcast_to(constant[: UNITS[output]], y.shape)
    assert naive(network, y) <= network.error(v, y).mean() + 1e-12


def test_the_naive_baseline_in_closed_form():
    y = targets("linear")
    assert naive(Network((1, 2), output="linear"), y) == pytest.approx(y.var(0).sum() / 2, rel=1e-12)
    p = targets("sigmoid").mean(0)
    entropy = -(p * np.log(p) + (1 - p) * np.log(1 - p)).sum()
    assert naive(Network((1, 2), output="sigmoid"), targets("sigmoid")) == pytest.approx(entropy, rel=1e-12)
    p = targets("softmax").mean(0)
    assert naive(Network((1, 3), output="softmax"), targets("softmax")) == pytest.approx(-(p * np.log(p)).sum())


@every_output
def test_a_baseline_for_other_targets_predicts_the_constant_of_the_first(output):
    network = Network((4, UNITS[output]), output=output)
    y, other = targets(output), targets(output, n=60, seed=1)
    w = initial(network, "zero", bias=output_bias(network, y))
    assert naive(network, y, other) == pytest.approx(network.loss(w, np.zeros((60, 4)), other), rel=1e-12)
    assert naive(network, y, other) > naive(network, other)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_class_that_does_not_occur_leaves_the_baseline_finite(output):
    network = Network((4, 3), output=output)
    y, other = np.eye(3)[[0, 0, 1]], np.eye(3)[[2, 2, 2]]
    assert np.isfinite(output_bias(network, y)).all()
    entropy = {"sigmoid": 2 * 0.636514, "softmax": 0.636514}  # −⅓ ln ⅓ − ⅔ ln ⅔, of two outputs or of all
    assert naive(network, y) == pytest.approx(entropy[output], rel=1e-4)
    assert -np.log(1e-6) - 1e-3 < naive(network, y, other) < -np.log(1e-6) + 2


def test_an_unknown_scheme_is_refused():
    with pytest.raises(ValueError, match=r"^scheme = 'xavier' is not one of"):
        initial(WIDE, "xavier")


@pytest.mark.parametrize("scale", [-0.1, np.nan, np.inf])
def test_a_scale_out_of_range_is_refused(scale):
    with pytest.raises(ValueError, match=r"^scale = .* is outside \[0, inf\)$"):
        initial(WIDE, "normal", scale=scale)
