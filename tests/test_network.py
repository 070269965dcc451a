"""A dense network: its matrices, both passes against the lecture's formulas and differences, errors, and dropout."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import networks.network
from networks import ACTIVATIONS, OUTPUTS, Network
from networks.network import MAX_LAYERS, MAX_WIDTH

FUNCTIONS = {
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "identity": (lambda z: z, lambda z: 1.0),
}
UNITS = {"linear": 2, "sigmoid": 1, "softmax": 3}  # of each output
H = 1e-4  # of a difference of fourth order
HUGE = st.floats(-1e6, 1e6)  # a run whose weights are further out has diverged

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
every_output = pytest.mark.parametrize("output", OUTPUTS)
every_depth = pytest.mark.parametrize("depth", [0, 1, 2, 4])


def built(activation="tanh", output="sigmoid", depth=2, dropout=0.0):
    return Network((3, *[4] * depth, UNITS[output]), activation, output, dropout)


def targets(output, shape, generator):
    if output == "linear":
        return generator.normal(size=(*shape, 2))
    if output == "sigmoid":
        return generator.integers(2, size=(*shape, 1)).astype(float)
    return np.eye(3)[generator.integers(3, size=shape)]


def example(network, weights=(), data=(), n=5, seed=0):
    """Weights, inputs, targets and masks, with leading axes."""
    generator = np.random.default_rng(seed)
    w = 0.8 * generator.normal(size=(*weights, network.parameters))
    x = generator.normal(size=(*data, n, network.sizes[0]))
    y = targets(network.output, (*data, n), generator)
    return w, x, y, network.masks(generator, (*data, n)) if network.dropout else None


def smooth_example(network, weights, data):
    """An example where no input of a ReLU is so near 0 that a difference would reach across, and enough units live."""
    for seed in range(200):
        w, x, y, mask = example(network, weights, data, seed=seed)
        passes = network.passes(w, x, y, mask)
        into = passes.values[1 : -1 : 2 if mask is None else 3]
        away = network.activation != "relu" or all(np.abs(v).min() > 50 * H for v in into)
        if away and (passes.gradient != 0).mean() > 0.2:
            return w, x, y, mask
    raise AssertionError("no example is smooth")


def differences(f, w):
    """∂f/∂w by central differences, each point of (..., P) on its own."""
    step = H * np.eye(w.shape[-1]).reshape(-1, *[1] * (w.ndim - 1), w.shape[-1])
    slopes = (8 * (f(w + step) - f(w - step)) - (f(w + 2 * step) - f(w - 2 * step))) / (12 * H)
    return np.moveaxis(slopes, 0, -1)


@every_activation
@every_output
@every_depth
@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize(("weights", "data"), [((), ()), ((2,), ()), ((2, 3), ()), ((2, 3), (3,)), ((), (3,))])
def test_gradient_meets_central_differences(activation, output, depth, dropout, weights, data):
    network = built(activation, output, depth, dropout)
    w, x, y, mask = smooth_example(network, weights, data)
    g = network.gradient(w, x, y, mask)
    shape = np.broadcast_shapes((*weights, 1), (*data, 1))[:-1]
    assert g.shape == (*shape, network.parameters)
    w = np.broadcast_to(w, g.shape)  # one network on the data of several seeds has a gradient for each
    np.testing.assert_allclose(g, differences(lambda w: network.loss(w, x, y, mask), w), rtol=1e-6, atol=1e-10)


def by_hand(network, w, x, y, mask):
    """The lecture's algorithm for one network, unit by unit: predictions, errors of the examples and d / N."""
    f, slope = FUNCTIONS[network.activation]
    matrices, first = [], 0
    for n_i, n_o in pairwise(network.sizes):
        matrices.append([[w[first + i * n_o + j] for j in range(n_o)] for i in range(n_i + 1)])
        first += (n_i + 1) * n_o
    d = [np.zeros(np.shape(matrix)) for matrix in matrices]
    predictions, errors = [], []
    for e in range(len(x)):
        into, before, scales = [], [list(x[e])], []
        for layer, matrix in enumerate(matrices):
            n_i, n_o = len(matrix) - 1, len(matrix[0])
            out = [matrix[n_i][j] + sum(before[-1][i] * matrix[i][j] for i in range(n_i)) for j in range(n_o)]
            if layer == len(matrices) - 1:
                break
            scales.append([1.0 if mask is None else mask[layer][e, j] / (1 - network.dropout) for j in range(n_o)])
            into.append(out)
            before.append([f(z) * scale for z, scale in zip(out, scales[-1], strict=True)])
        if network.output == "linear":
            prediction = out
            errors.append(sum((p - t) ** 2 for p, t in zip(out, y[e], strict=True)) / 2)
        elif network.output == "sigmoid":
            prediction = [1 / (1 + np.exp(-z)) for z in out]
            errors.append(sum(np.log1p(np.exp(-z if t else z)) for z, t in zip(out, y[e], strict=True)))
        else:
            prediction = [np.exp(z) / sum(np.exp(other) for other in out) for z in out]
            errors.append(-np.log(prediction[int(np.argmax(y[e]))]))
        predictions.append(prediction)
        error = [p - t for p, t in zip(prediction, y[e], strict=True)]
        for layer in reversed(range(len(matrices))):
            for j in range(len(error)):
                for i in range(len(before[layer])):
                    d[layer][i, j] += before[layer][i] * error[j]
                d[layer][-1, j] += error[j]
            if layer:
                handed = [sum(matrices[layer][i][j] * error[j] for j in range(len(error))) for i in range(4)]
                below = zip(handed, scales[layer - 1], into[layer - 1], strict=True)
                error = [h * scale * slope(z) for h, scale, z in below]
    return np.array(predictions), np.array(errors), np.concatenate([matrix.ravel() for matrix in d]) / len(x)


@every_activation
@every_output
@every_depth
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_passes_are_those_of_the_lecture_unit_by_unit(activation, output, depth, dropout):
    network = built(activation, output, depth, dropout)
    w, x, y, mask = example(network, weights=(2, 2), seed=1)
    for run in np.ndindex(2, 2):
        predictions, errors, gradient = by_hand(network, w[run], x, y, mask)
        passes = network.passes(w, x, y, mask)
        np.testing.assert_allclose(passes.prediction[run], predictions, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(network.loss(w, x, y, mask)[run], errors.mean(), rtol=1e-11)
        np.testing.assert_allclose(passes.gradient[run], gradient, rtol=1e-11, atol=1e-13)
        if mask is None:
            np.testing.assert_allclose(network.predict(w, x)[run], predictions, rtol=1e-11, atol=1e-13)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.sampled_from([(), (3,), (2, 3)]))
def test_matrices_are_views_that_share_out_all_weights(sizes, batch):
    network = Network(sizes)
    w = np.arange(np.prod(batch, dtype=int) * network.parameters, dtype=float).reshape(*batch, network.parameters)
    matrices = network.matrices(w)
    assert [matrix.shape for matrix in matrices] == [(*batch, n_i + 1, n_o) for n_i, n_o in pairwise(sizes)]
    np.testing.assert_array_equal(np.concatenate([m.reshape(*batch, -1) for m in matrices], axis=-1), w, strict=True)
    for matrix in matrices:
        matrix[:] = -1.0
    assert (w == -1.0).all()


def test_the_last_row_of_a_matrix_is_the_bias():
    network = Network((3, 2), output="linear")
    w = np.zeros(network.parameters)
    network.matrices(w)[0][-1] = [5.0, -7.0]
    np.testing.assert_array_equal(network.predict(w, np.random.default_rng(0).normal(size=(4, 3))), [[5.0, -7.0]] * 4)


@every_output
@every_depth
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_each_function_has_values_and_errors_of_one_shape(output, depth, dropout):
    network = built("tanh", output, depth, dropout)
    w, x, y, mask = example(network, weights=(2,))
    passes = network.passes(w, x, y, mask)
    hidden = 2 if mask is None else 3  # functions of a hidden layer: dense, activation and dropout
    assert len(passes.values) == len(passes.errors) == 2 + hidden * depth
    assert passes.errors[0] is None
    np.testing.assert_array_equal(passes.values[0], x)
    np.testing.assert_array_equal(passes.errors[-1], passes.prediction - y)
    for value, error in zip(passes.values[1:], passes.errors[1:], strict=True):
        assert value.shape == error.shape == (2, 5, value.shape[-1])
    assert [v.shape[-1] for v in passes.values] == [3, *[4] * hidden * depth, UNITS[output]]


@every_activation
def test_the_error_handed_to_a_function_is_the_slope_of_the_error_there(activation):
    """Moving a unit's bias moves its dense output, so the bias's slope is the sum of what is handed to it."""
    network = built(activation, "softmax", depth=3, dropout=0.4)
    w, x, y, mask = example(network, n=1, seed=3)
    passes = network.passes(w, x, y, mask)
    dense = [*passes.errors[1:-1:3], passes.errors[-1]]
    for matrix, error in zip(network.matrices(passes.gradient), dense, strict=True):
        np.testing.assert_allclose(matrix[-1], error[0], rtol=1e-12)


def test_arguments_are_left_alone():
    network = built(dropout=0.4)
    given = w, x, y, mask = example(network, weights=(2, 3), data=(3,))
    before = [np.array(part) for part in given]
    network.passes(w, x, y, mask)
    network.gradient(w, x, y)
    network.loss(w, x, y, mask)
    network.predict(w, x)
    for part, old in zip(given, before, strict=True):
        np.testing.assert_array_equal(part, old)


@pytest.mark.parametrize("size", [1e3, 1e6, 1e30, 1e150])
def test_the_error_of_huge_outputs_is_finite_and_exact(size):
    v = np.array([[size], [-size]])
    sigmoid = Network((1, 1), output="sigmoid")
    np.testing.assert_array_equal(sigmoid.error(v, np.array([[1.0], [0.0]])), [0.0, 0.0])
    np.testing.assert_array_equal(sigmoid.error(v, np.array([[0.0], [1.0]])), [size, size])
    softmax = Network((1, 3), output="softmax")
    v = np.array([[size, 0.0, -size]] * 3)
    np.testing.assert_allclose(softmax.error(v, np.eye(3)), [0.0, size, 2 * size])
    np.testing.assert_array_equal(Network((1, 1), output="linear").error(v[:, :1], 0.0), [size**2 / 2] * 3)


@every_activation
@every_output
@given(st.lists(HUGE, min_size=31, max_size=31), st.lists(HUGE, min_size=4, max_size=4))
def test_weights_short_of_diverging_give_finite_numbers_without_a_warning(activation, output, weights, inputs):
    network = Network((2, 4, 2, UNITS[output]), activation, output)
    w, x = np.resize(weights, network.parameters), np.reshape(inputs, (2, 2))
    y = targets(output, (2,), np.random.default_rng(0))
    assert np.isfinite(network.loss(w, x, y))
    assert np.isfinite(network.predict(w, x)).all()
    assert np.isfinite(network.gradient(w, x, y)).all()


@pytest.mark.parametrize("batch", [(), (1,), (12,), (3, 4)])
@every_output
def test_blocks_give_the_same_error_and_none_is_larger_than_allowed(monkeypatch, batch, output):
    network = built("tanh", output)
    w, x, y, _ = example(network, batch)
    whole = network.loss(w, x, y)
    asked, forward = [], Network._forward

    def watched(self, w, x, mask):
        asked.append(w.shape)
        return forward(self, w, x, mask)

    monkeypatch.setattr(Network, "_forward", watched)
    monkeypatch.setattr(networks.network, "BLOCK", 5 * len(x) * max(network.sizes))  # 5 networks
    np.testing.assert_allclose(network.loss(w, x, y), whole, rtol=1e-14)
    assert np.shape(whole) == batch
    assert all(np.prod(shape[:-1]) <= 5 for shape in asked)
    assert sum(int(np.prod(shape[:-1])) for shape in asked) == np.prod(batch)


def test_dropout_on_average_gives_what_evaluation_gives():
    """Above the dropped units all is linear, so the mean over masks meets evaluation, within its standard error."""
    network = Network((3, 20, 2), "tanh", "linear", dropout=0.3)
    w, x, y, _ = example(network, n=4)
    draws = 4000
    mask = network.masks(np.random.default_rng(1), (draws, 4))
    outputs = network.passes(w, x, y, mask).prediction
    hidden = network.passes(w, x, y).values[2]
    terms = hidden[..., None] * network.matrices(w)[-1][:-1]
    deviation = np.sqrt(0.3 / 0.7 * (terms**2).sum(1))  # a kept unit counts 1/0.7, a dropped one 0
    miss = (outputs.mean(0) - network.predict(w, x)) / (deviation / np.sqrt(draws))
    assert (np.abs(miss) < 4).all()
    np.testing.assert_allclose(outputs.std(0), deviation, rtol=5 / np.sqrt(draws))
    unscaled = 0.7 * terms.sum(1) + network.matrices(w)[-1][-1]
    assert (np.abs(unscaled - network.predict(w, x)) > 10 * deviation / np.sqrt(draws)).any()


def test_dropout_scales_what_is_kept_both_ways():
    network = built("tanh", "softmax", depth=3, dropout=0.4)
    w, x, y, mask = example(network, weights=(2,))
    passes = network.passes(w, x, y, mask)
    for layer, kept in enumerate(mask):
        assert 0 < kept.mean() < 1
        activation, dropout = 2 + 3 * layer, 3 + 3 * layer
        np.testing.assert_allclose(passes.values[dropout], passes.values[activation] * kept / 0.6, rtol=1e-15)
        np.testing.assert_allclose(passes.errors[activation], passes.errors[dropout] * kept / 0.6, rtol=1e-15)


@every_activation
def test_in_evaluation_nothing_is_dropped(activation):
    network, plain = (built(activation, dropout=dropout) for dropout in (0.7, 0.0))
    w, x, y, _ = example(plain)
    np.testing.assert_array_equal(network.predict(w, x), plain.predict(w, x))
    np.testing.assert_array_equal(network.loss(w, x, y), plain.loss(w, x, y))
    np.testing.assert_array_equal(network.gradient(w, x, y), plain.gradient(w, x, y))


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_masks_drop_the_rate(rate):
    network = Network((2, 30, 50, 1), dropout=rate)
    masks = network.masks(np.random.default_rng(0), (4, 25))
    assert [mask.shape for mask in masks] == [(4, 25, 30), (4, 25, 50)]
    for mask in masks:
        assert np.isin(mask, [0.0, 1.0]).all()
        assert abs((mask == 0).mean() - rate) <= 4 * np.sqrt(rate * (1 - rate) / mask.size)


@pytest.mark.parametrize(
    "sizes", [(), (2,), (2, 0, 1), (2, -1), (2, 2.0, 1), (2, MAX_WIDTH + 1, 1), (1,) * (MAX_LAYERS + 2), "ab"]
)
def test_sizes_out_of_range_are_refused(sizes):
    with pytest.raises(ValueError, match=r"^sizes = "):
        Network(sizes)


def test_the_largest_network_is_allowed():
    assert len(Network((MAX_WIDTH, *[1] * (MAX_LAYERS - 1), 1)).shapes) == MAX_LAYERS


@pytest.mark.parametrize(
    ("field", "value"),
    [("activation", "swish"), ("output", "tanh"), *(("dropout", rate) for rate in (1, 1.5, -0.1, np.nan, np.inf))],
)
def test_what_is_no_network_is_refused(field, value):
    with pytest.raises(ValueError, match=rf"^{field} = "):
        Network(**{field: value})


def test_weights_of_another_network_are_refused():
    with pytest.raises(ValueError, match=r"^w has 5 weights, the network 9$"):
        Network((2, 2, 1)).predict(np.zeros(5), np.zeros((1, 2)))
