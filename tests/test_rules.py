"""Each rule's closed forms, and what every rule promises: elementwise, pure, and strict about its hyperparameters."""

import re
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from optim import RULES, SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, RMSProp, hyperparameters

STEPS = 12
BELOW_ONE = np.nextafter(1.0, 0.0)

NONZERO = st.builds(lambda sign, power: sign * 10.0**power, st.sampled_from([-1.0, 1.0]), st.floats(-100, 100))
GRADIENTS = NONZERO | st.just(0.0)
WEIGHTS = st.floats(-1e6, 1e6)
ETAS = st.floats(-10, 10).map(lambda power: 10.0**power)
DECAYS = st.floats(0, 0.999)
EPSILONS = st.floats(-12, 0).map(lambda power: 10.0**power)
WEIGHT_DECAYS = st.floats(0, 10)

RANGES = {
    **{"eta": "(0, inf)", "epsilon": "[0, inf)", "weight_decay": "[0, inf)"},
    **dict.fromkeys(("alpha", "rho", "beta1", "beta2"), "[0, 1)"),
}
NEVER_ALLOWED = [-1.0, -1e-300, np.nan, np.inf, -np.inf, 10**400, None, "fast", "0.5", [0.5, np.nan], [-1, 0.5]]
TOO_HIGH_OR_LOW = {"(0, inf)": [0.0, -0.0], "[0, inf)": [], "[0, 1)": [1.0, 1.5, [0.5, 1.0]]}
EDGES = {"(0, inf)": [5e-324, 1e308], "[0, inf)": [0.0, 1e308], "[0, 1)": [0.0, BELOW_ONE]}

DEFAULTS = {
    **{"eta": 0.01, "alpha": 0.9, "rho": 0.9, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7},
    **{"weight_decay": 0.01, "bias_correction": True},
}

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def numbers(rule):
    """The names of a rule's hyperparameters that are numbers."""
    return [name for name, hyper in hyperparameters(rule).items() if hyper.kind is float]


def drawn(hyper):
    """A value of a hyperparameter that a link may ask for."""
    if hyper.kind is bool:
        return st.booleans()
    low, high = hyper.accepts
    if low > 0:
        return st.floats(np.log10(low), np.log10(high)).map(lambda power: 10.0**power)
    return st.floats(low, high)


def any_rule(data, rule):
    return rule(**{name: data.draw(drawn(hyper), label=name) for name, hyper in hyperparameters(rule).items()})


def deltas(rule, gradients, w=None):
    """The step at each of gradients (T, ..., P), from a fresh state, all at w or at 0."""
    w = np.zeros(gradients.shape[1:]) if w is None else w
    state = rule.init(w)
    steps = []
    for g in gradients:
        delta, state = rule.update(g, state, w)
        steps.append(delta)
    return np.array(steps)


def constant(g):
    return np.full((STEPS, 1), g)


def powers(decay):
    return decay ** np.arange(1, STEPS + 1)[:, None]


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("rule", list(RULES.values())[:7])  # those that are here now; another may choose its own
def test_default_hyperparameters(rule):
    defaults = {name: getattr(rule(), name) for name in hyperparameters(rule)}
    assert defaults == {name: DEFAULTS.get(name, defaults[name]) for name in defaults}
    assert list(defaults) == [field.name for field in fields(rule)]


@given(eta=ETAS, gradients=arrays(float, (STEPS, 3), elements=GRADIENTS))
def test_sgd_steps_against_the_gradient(eta, gradients):
    close(deltas(SGD(eta), gradients), -eta * gradients)


@given(eta=ETAS, gradients=arrays(float, (STEPS, 3), elements=GRADIENTS))
def test_momentum_without_momentum_is_sgd(eta, gradients):
    np.testing.assert_array_equal(deltas(Momentum(eta, 0.0), gradients), deltas(SGD(eta), gradients))


@given(eta=ETAS, alpha=DECAYS, g=GRADIENTS)
def test_momentum_under_a_constant_gradient_is_a_geometric_sum(eta, alpha, g):
    close(deltas(Momentum(eta, alpha), constant(g)), -eta * g * np.cumsum([1.0, *powers(alpha)[:-1, 0]])[:, None])


@given(eta=ETAS, alpha=DECAYS, gradients=arrays(float, (STEPS, 3), elements=GRADIENTS))
def test_velocity_of_momentum_is_its_step(eta, alpha, gradients):
    rule = Momentum(eta, alpha)
    state = rule.init(np.zeros(3))
    for g in gradients:
        delta, state = rule.update(g, state)
        np.testing.assert_array_equal(state.v, delta)  # so η is inside it


@given(eta=ETAS, rho=DECAYS, epsilon=EPSILONS, g=GRADIENTS)
def test_first_step_of_rmsprop(eta, rho, epsilon, g):
    close(deltas(RMSProp(eta, rho, epsilon), constant(g))[0], -eta * g / np.sqrt((1 - rho) * g**2 + epsilon))


@given(eta=ETAS, rho=DECAYS, epsilon=EPSILONS, g=GRADIENTS)
def test_rmsprop_under_a_constant_gradient(eta, rho, epsilon, g):
    close(deltas(RMSProp(eta, rho, epsilon), constant(g)), -eta * g / np.sqrt((1 - powers(rho)) * g**2 + epsilon))


@given(eta=ETAS, beta1=DECAYS, beta2=DECAYS, epsilon=EPSILONS, g=GRADIENTS)
def test_adam_under_a_constant_gradient_takes_the_same_step_every_time(eta, beta1, beta2, epsilon, g):
    close(deltas(Adam(eta, beta1, beta2, epsilon), constant(g)), np.full((STEPS, 1), -eta * g / (abs(g) + epsilon)))


@given(eta=ETAS, beta1=DECAYS, beta2=DECAYS, g=NONZERO)
def test_first_step_of_adam_without_correction(eta, beta1, beta2, g):
    with_correction, without = (deltas(Adam(eta, beta1, beta2, 0.0, on), constant(g))[0] for on in (True, False))
    close(without, with_correction * (1 - beta1) / np.sqrt(1 - beta2))


@given(eta=ETAS, beta1=DECAYS, beta2=DECAYS, epsilon=EPSILONS, g=GRADIENTS)
def test_adam_without_correction_under_a_constant_gradient(eta, beta1, beta2, epsilon, g):
    expected = -eta * (1 - powers(beta1)) * g / (np.sqrt(1 - powers(beta2)) * abs(g) + epsilon)
    close(deltas(Adam(eta, beta1, beta2, epsilon, bias_correction=False), constant(g)), expected)


@given(eta=ETAS, gradients=arrays(float, (STEPS, 3), elements=GRADIENTS))
def test_nesterov_without_momentum_is_sgd(eta, gradients):
    np.testing.assert_array_equal(deltas(Nesterov(eta, 0.0), gradients), deltas(SGD(eta), gradients))


@given(eta=ETAS, alpha=DECAYS, gradients=arrays(float, (STEPS, 3), elements=st.floats(-100, 100)))
def test_nesterov_is_a_step_of_momentum_looked_ahead(eta, alpha, gradients):
    v = deltas(Momentum(eta, alpha), gradients)
    expected = alpha * v - eta * gradients
    np.testing.assert_allclose(deltas(Nesterov(eta, alpha), gradients), expected, rtol=1e-12, atol=1e-12 * eta)


@given(eta=ETAS, epsilon=EPSILONS, g=GRADIENTS)
def test_adagrad_under_a_constant_gradient_slows_down_with_the_root_of_the_steps(eta, epsilon, g):
    root = np.sqrt(np.arange(1, STEPS + 1))[:, None]
    close(deltas(AdaGrad(eta, epsilon), constant(g)), -eta * g / (root * abs(g) + epsilon))


@given(data=st.data(), eta=ETAS, beta1=DECAYS, beta2=DECAYS, epsilon=EPSILONS, decay=WEIGHT_DECAYS)
def test_adamw_is_adam_and_a_decay_that_the_averages_do_not_see(data, eta, beta1, beta2, epsilon, decay):
    gradients = data.draw(arrays(float, (STEPS, 3), elements=GRADIENTS))
    w = data.draw(arrays(float, 3, elements=WEIGHTS))
    adam = deltas(Adam(eta, beta1, beta2, epsilon), gradients)
    rule = AdamW(eta, beta1, beta2, epsilon, decay)
    expected = adam - eta * decay * w
    scale = np.maximum(abs(adam), eta * decay * abs(w))  # the two parts may cancel
    assert (abs(deltas(rule, gradients, w) - expected) <= 1e-12 * scale).all()
    np.testing.assert_array_equal(deltas(rule, gradients, np.zeros(3)), adam)


def test_adamw_without_the_parameters_is_refused():
    state = AdamW().init(np.ones(2))
    with pytest.raises(ValueError, match=r"^w = None, but AdamW needs the parameters"):
        AdamW().update(np.ones(2), state)


@every_rule
def test_who_does_not_need_the_parameters_does_not_look_at_them(rule):
    g = np.array([1.0, -2.0])
    try:
        delta, _ = rule().update(g, rule().init(g))
    except ValueError as refusal:
        assert str(refusal).startswith("w = None")  # noqa: PT017
        assert (rule().update(g, rule().init(g), g)[0] != rule().update(g, rule().init(g), -g)[0]).all()
    else:
        np.testing.assert_array_equal(delta, rule().update(g, rule().init(g), np.array([np.nan, np.inf]))[0])


@every_rule
@settings(max_examples=40)
@given(data=st.data())
def test_a_batch_moves_as_each_of_its_rows_and_each_parameter_as_if_alone(rule, data):
    gradients = data.draw(arrays(float, (3, 2, 2, 3), elements=GRADIENTS))
    w = data.draw(arrays(float, (2, 2, 3), elements=WEIGHTS))
    chosen = any_rule(data, rule)
    batch = deltas(chosen, gradients, w)
    for row in np.ndindex(2, 2):
        close(batch[:, *row], deltas(chosen, gradients[:, *row], w[row]))
    for p in range(3):
        close(batch[..., p], deltas(chosen, gradients[..., p], w[..., p]))


@every_rule
@settings(max_examples=40)
@given(data=st.data())
def test_array_hyperparameters_move_as_scalar_ones(rule, data):
    rows, columns, gradients = 3, 2, data.draw(arrays(float, (4, 2), elements=GRADIENTS))
    w = data.draw(arrays(float, 2, elements=WEIGHTS))
    known = hyperparameters(rule)
    values = {
        name: data.draw(arrays(float, rows if name == "eta" else columns, elements=drawn(known[name])), label=name)
        for name in numbers(rule)
    }
    shaped = {name: value.reshape((-1, 1, 1) if name == "eta" else (1, -1, 1)) for name, value in values.items()}
    shape = (rows if "eta" in values else 1, columns if {*values} - {"eta"} else 1, 2)
    wide = np.broadcast_to(gradients[:, None, None], (4, *shape))
    for given_as, at in ((gradients, w), (wide, np.broadcast_to(w, shape))):
        grid = deltas(rule(**shaped), given_as, at)
        assert grid.shape == (4, *shape)
        for i, j in np.ndindex(shape[:2]):
            scalars = {name: value[i if name == "eta" else j] for name, value in values.items()}
            close(grid[:, i, j], deltas(rule(**scalars), gradients, w))


@every_rule
@settings(max_examples=40)
@given(data=st.data())
def test_update_leaves_gradient_state_and_parameters_alone(rule, data):
    chosen = any_rule(data, rule)
    gradients = data.draw(arrays(float, (3, 4), elements=GRADIENTS))
    w = data.draw(arrays(float, 4, elements=WEIGHTS))
    state = chosen.init(w)
    for g in gradients:
        before = [np.copy(part) for part in (g, w, *state)]
        delta, new = chosen.update(g, state, w)
        delta = delta.copy()
        for part, old in zip((g, w, *state), before, strict=True):
            np.testing.assert_array_equal(part, old)
        np.testing.assert_array_equal(chosen.update(g, state, w)[0], delta)
        state = new


@every_rule
@settings(max_examples=40)
@given(data=st.data())
def test_steps_are_finite_wherever_a_link_may_lead(rule, data):
    gradients = data.draw(arrays(float, (STEPS, 3), elements=GRADIENTS))
    w = data.draw(arrays(float, 3, elements=WEIGHTS))
    assert np.isfinite(deltas(any_rule(data, rule), gradients, w)).all()  # a RuntimeWarning would fail the run


@every_rule
@pytest.mark.parametrize("shape", [(2,), (7,), (3, 4, 2)])
def test_state_starts_as_zeros_like_w(rule, shape):
    w = np.ones(shape)
    for part in rule().init(w):
        assert part.dtype == float
        np.testing.assert_array_equal(part, np.zeros(shape), strict=True)
    np.testing.assert_array_equal(w, np.ones(shape))


@every_rule
@pytest.mark.parametrize("epsilon", [0.0, np.array([0.0, 1e-7])], ids=["scalar", "array"])
def test_without_epsilon_a_zero_gradient_gives_a_zero_step(rule, epsilon):
    chosen = rule(**({"epsilon": epsilon} if "epsilon" in numbers(rule) else {}))
    gradients = np.array([[0.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    steps = deltas(chosen, gradients)  # at w = 0, where nothing decays; a RuntimeWarning would fail the run
    assert np.isfinite(steps).all()
    np.testing.assert_array_equal(steps[:, 0], 0.0)
    np.testing.assert_array_equal(steps[0], 0.0)
    assert steps[1, 1] < 0


@pytest.mark.parametrize("bias_correction", [True, False])
def test_without_epsilon_array_hyperparameters_still_broadcast(bias_correction):
    decay, gradients = np.array([[0.5], [0.9]]), np.array([[0.0, 3.0], [1.0, 0.0]])
    grid = deltas(Adam(0.1, decay, decay, 0.0, bias_correction), gradients)
    for i, beta in enumerate((0.5, 0.9)):
        close(grid[:, i], deltas(Adam(0.1, beta, beta, 0.0, bias_correction), gradients))
    grid = deltas(RMSProp(0.1, decay, 0.0), gradients)
    for i, rho in enumerate((0.5, 0.9)):
        close(grid[:, i], deltas(RMSProp(0.1, rho, 0.0), gradients))


def cases(values):
    """(rule, field, value) for every number of every rule. values: range -> list; a list in it is given as an array."""
    return [
        pytest.param(
            rule, field, np.array(value) if isinstance(value, list) else value, id=f"{name} {field} {value!r}"[:30]
        )
        for name, rule in RULES.items()
        for field in numbers(rule)
        if field in RANGES
        for value in values(RANGES[field])
    ]


@pytest.mark.parametrize(("rule", "field", "value"), cases(lambda span: NEVER_ALLOWED + TOO_HIGH_OR_LOW[span]))
def test_out_of_range_hyperparameters_are_refused(rule, field, value):
    message = f"{field} = {value!r} is outside {RANGES[field]}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        rule(**{field: value})


@pytest.mark.parametrize(("rule", "field", "value"), cases(EDGES.get))
def test_edges_of_the_ranges_are_accepted(rule, field, value):
    assert getattr(rule(**{field: value}), field) == value


@pytest.mark.parametrize("value", [None, 0, 1.0, "false", np.array([True, False])], ids=repr)
def test_a_switch_is_true_or_false(value):
    with pytest.raises(ValueError, match=f"^{re.escape(f'bias_correction = {value!r} is neither True nor False')}$"):
        Adam(bias_correction=value)


@every_rule
def test_a_rule_cannot_be_changed(rule):
    name = numbers(rule)[0]
    values = np.array([0.1, 0.2])
    frozen = rule(**{name: values})
    values[:] = -1
    np.testing.assert_array_equal(getattr(frozen, name), [0.1, 0.2])
    with pytest.raises(FrozenInstanceError):
        setattr(frozen, name, 1.0)
