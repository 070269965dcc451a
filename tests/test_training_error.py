"""The error of a network on data as an objective: its draws come from (seed, t), and its gradient is the error's."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import DATASETS, Data, Network, TrainingError, initial
from networks.training import BLOCK
from optim import RULES, descend, race

NETWORK = Network((2, 5, 4, 1))
DROPPING = Network((2, 5, 4, 1), dropout=0.3)
CIRCLE = DATASETS["circle"].data(size=72)  # 36 for training


def numbered(n):
    """Data whose inputs are the numbers 0 … n−1 of the examples."""
    x = np.arange(n, dtype=float)[:, None]
    return Data(x, x % 2, x[:2], x[:2] % 2, np.zeros(1), np.ones(1))


def drawn(objective, epoch):
    """The numbers of the examples of an epoch's batches."""
    steps = range(epoch * objective.batches, (epoch + 1) * objective.batches)
    return [objective.batch(t)[0][..., 0] for t in steps]


def starts(*batch, network=NETWORK, seed=0):
    return 0.5 * np.random.default_rng(seed).normal(size=(*batch, network.parameters))


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 3), st.sampled_from([0, 7, (0,), (3, 1, 4)]))
def test_batches_partition_an_epoch(n, batch_size, epoch, seed):
    objective = TrainingError(Network((1, 1)), numbered(n), batch_size, seed)
    batches = drawn(objective, epoch)
    seeds = (len(seed),) if isinstance(seed, tuple) else ()
    assert [batch.shape for batch in batches[:-1]] == [(*seeds, batch_size)] * (objective.batches - 1)
    assert 1 <= batches[-1].shape[-1] <= batch_size
    everything = np.sort(np.concatenate(batches, axis=-1))
    np.testing.assert_array_equal(everything, np.broadcast_to(np.arange(n), (*seeds, n)), strict=False)


def test_inputs_keep_their_targets():
    for seed, t in product([0, (1, 2)], range(12)):
        x, y = TrainingError(Network((1, 1)), numbered(30), 8, seed).batch(t)
        np.testing.assert_array_equal(y, x % 2)


def test_the_order_differs_from_epoch_to_epoch_and_seed_to_seed():
    orders = {
        tuple(np.concatenate(drawn(TrainingError(Network((1, 1)), numbered(30), 8, seed), epoch)))
        for seed, epoch in product(range(4), range(5))
    }
    assert len(orders) == 20
    assert tuple(range(30)) not in orders


@pytest.mark.parametrize("seed", [5, (5,), (5, 6)])
@pytest.mark.parametrize("batch_size", [8, 36])
def test_value_and_gradient_are_pure_in_w_and_t(seed, batch_size):
    make = lambda: TrainingError(DROPPING, CIRCLE, batch_size, seed, l1=0.01, l2=0.02)  # noqa: E731
    w = starts(len(seed)) if isinstance(seed, tuple) else starts()
    times = [0, 3, 4, 9, 31, 32, 33, 100]
    objective = make()
    before = w.copy()
    first = {t: objective.gradient(w, t) for t in times}
    for t in reversed(times):
        np.testing.assert_array_equal(objective.gradient(w, t), first[t])
        np.testing.assert_array_equal(make().gradient(w, t), first[t])
    np.testing.assert_array_equal(objective.value(w), make().value(w))
    np.testing.assert_array_equal(w, before)
    assert len({g.tobytes() for g in first.values()}) == len(times)


def test_masks_come_from_the_seed_and_the_step():
    masks = {}
    for seed, t in product(range(3), [0, 1, BLOCK - 1, BLOCK, 5 * BLOCK]):
        drawn = TrainingError(DROPPING, CIRCLE, 9, seed).mask(t)
        assert [mask.shape for mask in drawn] == [(9, 5), (9, 4)]
        masks[seed, t] = np.concatenate([mask.ravel() for mask in drawn]).tobytes()
    assert len(set(masks.values())) == len(masks) == 15
    together = TrainingError(DROPPING, CIRCLE, 9, (2, 0)).mask(BLOCK)
    for i, seed in enumerate((2, 0)):
        alone = TrainingError(DROPPING, CIRCLE, 9, seed).mask(BLOCK)
        for layer, mask in zip(together, alone, strict=True):
            np.testing.assert_array_equal(layer[i], mask)


def test_without_dropout_there_is_no_mask():
    assert TrainingError(NETWORK, CIRCLE).mask(3) is None


@pytest.mark.parametrize("network", [NETWORK, DROPPING], ids=["plain", "dropout"])
@pytest.mark.parametrize("batch_size", [8, 10, 36, 100])
def test_several_seeds_are_the_runs_one_by_one(network, batch_size):
    seeds = (3, 0, 11)
    rules = {name: rule(0.05) for name, rule in RULES.items()}
    start = np.stack([initial(network, "he", seed) for seed in seeds])
    together = race(rules, TrainingError(network, CIRCLE, batch_size, seeds), start, 40)
    for i, seed in enumerate(seeds):
        alone = race(rules, TrainingError(network, CIRCLE, batch_size, seed), start[i], 40)
        for name in rules:
            np.testing.assert_allclose(together[name].w[:, i], alone[name].w, rtol=1e-8, atol=1e-10)
            np.testing.assert_allclose(together[name].value[:, i], alone[name].value, rtol=1e-8)


@pytest.mark.parametrize("seed", [4, (4, 5)])
def test_all_rules_meet_the_same_draws(seed):
    objective = TrainingError(DROPPING, CIRCLE, 8, seed)
    rules = {name: rule(0.05) for name, rule in RULES.items()}
    start = starts(2) if isinstance(seed, tuple) else starts()
    together = race(rules, objective, start, 30)
    for name, rule in rules.items():
        np.testing.assert_allclose(together[name].w, descend(rule, objective, start, 30).w, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(together[name].gradient[0], together["SGD"].gradient[0])
    assert not np.allclose(together["SGD"].w[-1], together["Adam"].w[-1], atol=1e-3)


@pytest.mark.parametrize("batch_size", [4, 9, 12, 36])
@pytest.mark.parametrize("seed", [2, (2, 8)])
def test_the_mean_gradient_of_an_epoch_is_that_of_the_whole_part(batch_size, seed):
    objective = TrainingError(NETWORK, CIRCLE, batch_size, seed, l1=0.01, l2=0.03)
    full = TrainingError(NETWORK, CIRCLE, len(CIRCLE.x), l1=0.01, l2=0.03)
    w = starts(2) if isinstance(seed, tuple) else starts()
    steps = range(3 * objective.batches, 4 * objective.batches)
    mean = np.mean([objective.gradient(w, t) for t in steps], axis=0)
    np.testing.assert_allclose(mean, full.gradient(w), rtol=1e-10, atol=1e-14)
    if batch_size < 36:
        assert not np.allclose(objective.gradient(w, 0), mean, rtol=0.01)


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.3, 0.0), (0.0, 0.2), (0.3, 0.2)])
@pytest.mark.parametrize("batch", [(), (2,), (2, 3)])
def test_the_gradient_is_that_of_value_with_its_penalties(l1, l2, batch):
    objective = TrainingError(NETWORK, CIRCLE, len(CIRCLE.x), l1=l1, l2=l2)
    w = starts(*batch)
    assert np.abs(w).min() > 1e-4  # clear of the kink of |w|
    step = 1e-5 * np.eye(NETWORK.parameters).reshape(-1, *[1] * len(batch), NETWORK.parameters)
    slopes = np.moveaxis((objective.value(w + step) - objective.value(w - step)) / 2e-5, 0, -1)
    np.testing.assert_allclose(objective.gradient(w), slopes, rtol=1e-6, atol=1e-9)


def test_penalties_spare_biases_and_evaluation_drops_nothing():
    w = starts(3)
    weights = [matrix[:, :-1].reshape(3, -1) for matrix in NETWORK.matrices(w)]
    flat = np.concatenate(weights, axis=1)
    error = NETWORK.loss(w, CIRCLE.x, CIRCLE.y)
    penalized = TrainingError(DROPPING, CIRCLE, l1=0.3, l2=0.2).value(w)
    np.testing.assert_allclose(penalized, error + 0.3 * np.abs(flat).sum(1) + 0.2 * (flat**2).sum(1), rtol=1e-12)
    biases = [matrix[:, -1] for matrix in NETWORK.matrices(w)]
    before = TrainingError(NETWORK, CIRCLE, l1=0.3, l2=0.2).penalty(w)
    for bias in biases:
        bias[:] = 100.0
    np.testing.assert_array_equal(TrainingError(NETWORK, CIRCLE, l1=0.3, l2=0.2).penalty(w), before)


def test_a_penalty_has_no_slope_at_zero():
    plain, penalized = (TrainingError(NETWORK, CIRCLE, l1=l1, l2=l1) for l1 in (0.0, 0.5))
    w = np.zeros(NETWORK.parameters)
    np.testing.assert_array_equal(penalized.gradient(w), plain.gradient(w))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("seed", seed) for seed in (-1, 0.5, (), (1, -2), (1, 0.5), [1, 2], None)),
        *(("batch_size", size) for size in (0, -3, 2.0, np.nan)),
        *((penalty, value) for penalty in ("l1", "l2") for value in (-0.1, np.nan, np.inf)),
    ],
)
def test_what_is_out_of_range_is_refused(field, value):
    with pytest.raises(ValueError, match=rf"^{field} = .* is outside \["):
        TrainingError(NETWORK, CIRCLE, **{field: value})


def test_penalties_and_rates_may_differ_from_network_to_network():
    """Together as each alone: the same batches, masks and gradients, to rounding error."""
    w = starts(3, 2)
    l1, l2, rates = np.array([[0.0], [0.1], [0.3]]), np.array([[0.2], [0.0], [0.05]]), np.array([[0.0], [0.3], [0.6]])
    together = TrainingError(NETWORK, CIRCLE, 10, (4, 9), l1, l2, rates)
    for i, j in product(range(3), range(2)):
        network = Network(NETWORK.sizes, dropout=float(rates[i, 0]))
        alone = TrainingError(network, CIRCLE, 10, (4, 9)[j], float(l1[i, 0]), float(l2[i, 0]))
        for t in (0, 3, 40):
            np.testing.assert_allclose(together.gradient(w, t)[i, j], alone.gradient(w[i, j], t), atol=1e-12)
        np.testing.assert_allclose(together.value(w)[i, j], alone.value(w[i, j]), atol=1e-12)


def test_rates_are_refused_where_they_make_no_sense():
    with pytest.raises(ValueError, match=r"^rates = .* is outside \[0, 1\)$"):
        TrainingError(NETWORK, CIRCLE, rates=np.array([0.2, 1.0]))
    with pytest.raises(ValueError, match=r"^dropout = 0.3 of a network whose rates are given must be 0$"):
        TrainingError(DROPPING, CIRCLE, rates=np.array([0.2]))
