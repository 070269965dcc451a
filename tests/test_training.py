"""Training by several rules at once, recorded once an epoch: it is the race, in parts, and bears runs that diverge."""

from itertools import pairwise

import numpy as np
import pytest

import networks.training
from networks import DATASETS, Network, TrainingError, initial, naive, output_bias, train, train_weights
from networks.training import MAX_EPOCHS
from optim import NEVER, RULES, SGD, race

RULES_AT = {name: rule(0.02) for name, rule in RULES.items()}
CIRCLE = DATASETS["circle"].data(size=80)  # 40 for training
SINE = DATASETS["sine"].data(size=80)
PLAIN = Network((2, 6, 5, 1))
DROPPING = Network((2, 6, 5, 1), dropout=0.3)
STEEP = Network((1, 8, 8, 1), "tanh", "linear")  # its runs diverge little by little at large rates


def complete(*arguments):
    """The last training of `train`."""
    *_, last = train(*arguments)
    return last


def start(network, seeds=None):
    return initial(network, "he") if seeds is None else np.stack([initial(network, "he", seed) for seed in seeds])


def alike(one, other, name, theirs=None):
    """What two trainings say of a rule is bit for bit the same."""
    for field in ("w", "error", "validation", "diverged_at"):
        mine = getattr(one, field)[name]
        np.testing.assert_array_equal(mine, getattr(other, field)[theirs or name], err_msg=f"{name}: {field}")


@pytest.mark.parametrize("network", [PLAIN, DROPPING], ids=["plain", "dropout"])
@pytest.mark.parametrize("seed", [3, (3, 4, 0)])
@pytest.mark.parametrize("batch_size", [7, 40])
def test_training_is_the_race_recorded_once_an_epoch(monkeypatch, network, seed, batch_size):
    monkeypatch.setattr(networks.training, "CHUNK", 30)
    objective = TrainingError(network, CIRCLE, batch_size, seed, l2=0.001)
    w = start(network, seed if isinstance(seed, tuple) else None)
    training = complete(RULES_AT, objective, w, 35)
    runs = race(RULES_AT, objective, w, 35 * objective.batches, every=objective.batches)
    assert training.epochs == 35
    assert list(training.w) == list(RULES_AT)
    for name, run in runs.items():
        np.testing.assert_array_equal(training.w[name], run.w)
        np.testing.assert_allclose(training.error[name], network.loss(run.w, CIRCLE.x, CIRCLE.y), rtol=1e-13)
        np.testing.assert_allclose(
            training.validation[name], network.loss(run.w, CIRCLE.x_val, CIRCLE.y_val), rtol=1e-13
        )
        assert training.diverged_at[name].shape == w.shape[:-1]
        assert (training.diverged_at[name] == NEVER).all()


@pytest.mark.parametrize("rules", [RULES_AT, {"slow": SGD(0.01), "wild": SGD(3.0), "wilder": SGD(1e9)}])
def test_the_length_of_a_chunk_does_not_matter(monkeypatch, rules):
    objective = TrainingError(STEEP, SINE, 16, (0, 1))
    w = start(STEEP, (0, 1))
    trainings = []
    for chunk in (1, 7, 30, 10_000):
        monkeypatch.setattr(networks.training, "CHUNK", chunk)
        trainings.append(complete(rules, objective, w, 40))
    for training, name in ((training, name) for training in trainings for name in rules):
        alike(training, trainings[0], name)


@pytest.mark.parametrize("batch_size", [1, 9, 40])
@pytest.mark.parametrize("chunk", [20, 90])
def test_the_caller_may_look_after_each_chunk_and_sees_what_stays(monkeypatch, batch_size, chunk):
    monkeypatch.setattr(networks.training, "CHUNK", chunk)
    objective = TrainingError(PLAIN, CIRCLE, batch_size)
    looks = list(train(RULES_AT, objective, start(PLAIN), 50))
    assert [look.complete for look in looks] == [False] * (len(looks) - 1) + [True]
    ends = [0, *(look.epochs for look in looks)]
    assert ends[-1] == 50
    for before, after in pairwise(ends):
        assert before < after
        assert after == before + 1 or (after - before) * objective.batches <= chunk
    for look in looks:
        for name in RULES_AT:
            np.testing.assert_array_equal(look.w[name], looks[-1].w[name][: look.epochs + 1])
            np.testing.assert_array_equal(look.error[name], looks[-1].error[name][: look.epochs + 1])
            np.testing.assert_array_equal(look.validation[name], looks[-1].validation[name][: look.epochs + 1])


@pytest.mark.parametrize("chunk", [3, 1000])
@pytest.mark.parametrize("seed", [1, (1, 2)])
def test_a_run_that_diverges_is_reported_and_leaves_the_others_untouched(monkeypatch, chunk, seed):
    monkeypatch.setattr(networks.training, "CHUNK", chunk)
    objective = TrainingError(STEEP, SINE, 16, seed)
    w = start(STEEP, seed if isinstance(seed, tuple) else None)
    wild = {"not a number": SGD(1e300), "away": SGD(1e9), "out later": SGD(1.4)}
    looks = list(train({**wild, **RULES_AT}, objective, w, 25))
    training = looks[-1]
    assert all((look.diverged_at[name] <= look.epochs).all() for look in looks for name in wild)
    alone = complete(RULES_AT, objective, w, 25)
    for name in RULES_AT:
        alike(training, alone, name)
    for name, rule in wild.items():
        run = race({name: rule}, objective, w, 25 * 3, every=3)[name]
        ends = np.atleast_1d(training.diverged_at[name])
        assert (ends > 0).all()
        np.testing.assert_array_equal(ends, np.atleast_1d(run.diverged_at))
        for i, end in enumerate(ends):
            path = training.w[name].reshape(26, len(ends), -1)[:, i]
            np.testing.assert_array_equal(path[:end], run.w.reshape(26, len(ends), -1)[:end, i])
            np.testing.assert_array_equal(path[end:], np.broadcast_to(path[end - 1], path[end:].shape))
            assert np.abs(path).max() <= 1e6
    for name in ("not a number", "away"):
        assert (training.diverged_at[name] == 1).all()
    assert (training.diverged_at["out later"] > 1).any()
    for name in training.w:
        assert np.isfinite(training.w[name]).all()
        assert np.isfinite(training.error[name]).all()
        assert np.isfinite(training.validation[name]).all()


@pytest.mark.parametrize("chunk", [3, 1000])
def test_of_several_seeds_one_may_diverge(monkeypatch, chunk):
    monkeypatch.setattr(networks.training, "CHUNK", chunk)
    network = Network((1, 8, 8, 1), "relu", "linear")
    w = start(network, (1, 2)) * np.array([[1.0], [40.0]])
    training = complete(RULES_AT, TrainingError(network, SINE, 16, (1, 2)), w, 10)
    ends = training.diverged_at["SGD"]
    assert ends[0] == NEVER
    assert ends[1] > 0
    alone = complete(RULES_AT, TrainingError(network, SINE, 16, 1), w[0], 10)
    np.testing.assert_allclose(training.w["SGD"][:, 0], alone.w["SGD"], rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("chunk", [3, 1000])
def test_a_start_too_far_out_stays_where_it_is(monkeypatch, chunk):
    monkeypatch.setattr(networks.training, "CHUNK", chunk)
    w = start(PLAIN)
    w[0] = 2e6
    training = complete(RULES_AT, TrainingError(PLAIN, CIRCLE, 16), w, 5)
    for name in RULES_AT:
        assert training.diverged_at[name] == 0
        np.testing.assert_array_equal(training.w[name], np.tile(w, (6, 1)))


def test_errors_are_those_of_evaluation_without_penalties():
    objective = TrainingError(DROPPING, CIRCLE, 8, 5, l1=0.1, l2=0.1)
    training = complete({"SGD": SGD(0.1)}, objective, start(DROPPING), 4)
    path = training.w["SGD"]
    np.testing.assert_allclose(training.error["SGD"], PLAIN.loss(path, CIRCLE.x, CIRCLE.y), rtol=1e-13)
    np.testing.assert_allclose(training.validation["SGD"], PLAIN.loss(path, CIRCLE.x_val, CIRCLE.y_val), rtol=1e-13)
    assert (objective.value(path) > training.error["SGD"] + 0.1).all()


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("network", [PLAIN, DROPPING], ids=["plain", "dropout"])
def test_a_network_learns_to_beat_the_naive_baseline(name, network):
    eta = np.array([[0.5], [0.05], [0.01]])  # one of them suits the rule
    first = np.tile(initial(network, "he", bias=output_bias(network, CIRCLE.y)), (3, 1))
    training = complete({name: RULES[name](eta)}, TrainingError(network, CIRCLE, 8), first, 150)
    baseline = naive(network, CIRCLE.y)
    assert training.error[name][0] == pytest.approx(baseline, rel=1e-12)
    assert training.error[name][-1].min() < baseline / 3


def test_dropout_trains_another_path():
    plain, dropping = (
        complete(RULES_AT, TrainingError(network, CIRCLE, 8), start(PLAIN), 3) for network in (PLAIN, DROPPING)
    )
    for name in RULES_AT:
        assert plain.error[name][0] == dropping.error[name][0]
        assert not np.allclose(plain.w[name][-1], dropping.w[name][-1], atol=1e-3)


def test_the_start_is_left_alone_and_a_training_repeats():
    w = start(PLAIN)
    before = w.copy()
    once, again = (complete(RULES_AT, TrainingError(DROPPING, CIRCLE, 8, 2), w, 6) for _ in range(2))
    np.testing.assert_array_equal(w, before)
    for name in RULES_AT:
        alike(once, again, name)


def test_no_epochs_give_the_start():
    (training,) = train(RULES_AT, TrainingError(PLAIN, CIRCLE), start(PLAIN), 0)
    assert training.complete
    assert training.epochs == 0
    for name in RULES_AT:
        np.testing.assert_array_equal(training.w[name], [start(PLAIN)])
        assert training.error[name] == pytest.approx(PLAIN.loss(start(PLAIN), CIRCLE.x, CIRCLE.y))


def test_as_many_epochs_as_allowed():
    small = Network((2, 1))
    training = complete({"SGD": SGD(0.1)}, TrainingError(small, CIRCLE, 20), start(small), MAX_EPOCHS)
    assert training.epochs == MAX_EPOCHS


@pytest.mark.parametrize("epochs", [-1, MAX_EPOCHS + 1, 10**12, np.nan, np.inf])
def test_epochs_out_of_range_are_refused(epochs):
    with pytest.raises(ValueError, match=rf"^epochs = .* is outside \[0, {MAX_EPOCHS}\]$"):
        next(train(RULES_AT, TrainingError(PLAIN, CIRCLE), start(PLAIN), epochs))


@pytest.mark.parametrize(
    ("rules", "first", "message"),
    [({}, np.zeros(PLAIN.parameters), "^rules is empty"), (RULES_AT, np.full(PLAIN.parameters, np.nan), "^start = ")],
)
def test_what_a_race_refuses_training_refuses(rules, first, message):
    with pytest.raises(ValueError, match=message):
        next(train(rules, TrainingError(PLAIN, CIRCLE), first, 3))


@pytest.mark.parametrize("seed", [3, (3, 4, 0)])
def test_weights_alone_are_those_of_a_training(seed):
    objective = TrainingError(PLAIN, CIRCLE, 7, seed)
    first = start(PLAIN, seed if isinstance(seed, tuple) else None)
    whole = complete({"Momentum": RULES_AT["Momentum"]}, objective, first, 6)
    w, ends = train_weights(RULES_AT["Momentum"], objective, first, 6 * objective.batches, objective.batches)
    np.testing.assert_array_equal(w, whole.w["Momentum"])
    assert (ends == NEVER).all()


def test_weights_alone_rest_where_their_run_diverges():
    objective = TrainingError(STEEP, SINE, 40)
    first = np.stack([start(STEEP), 0.1 * start(STEEP)])
    rule = SGD(np.array([[1e3], [0.01]]))
    whole = complete({"SGD": rule}, objective, first, 20)
    w, ends = train_weights(rule, objective, first, 20)
    assert 0 < ends[0] <= 20
    assert ends[1] == NEVER
    np.testing.assert_array_equal(ends, whole.diverged_at["SGD"])
    np.testing.assert_array_equal(w, whole.w["SGD"])
    alone, end = train_weights(SGD(1e3), objective, first[0], 20)
    assert end == ends[0]
    assert (alone[int(end) - 1 :] == alone[-1]).all()
    assert np.isfinite(alone).all()
