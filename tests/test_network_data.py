"""Every data set: its examples, the split by seed, normalization by the training part, categories, noise."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import DATASETS, Network, one_hot
from networks.data import HELD_OUT, MOST

SETS = list(DATASETS.values())
TWO_CLASSES = [dataset for dataset in SETS if dataset.task == "two classes"]
DRAWN = [dataset for dataset in SETS if dataset.domain]
REAL = {"digits": (1797, 64), "eights": (1797, 64), "cells": (569, 30), "diabetes": (442, 10)}  # published sizes
PARTS = ("x", "y", "x_val", "y_val", "mean", "deviation")


def sets(datasets):
    return pytest.mark.parametrize("dataset", datasets, ids=lambda dataset: dataset.name)


def whole(data):
    """All examples, inputs and targets, the training part first."""
    return np.block([[data.x, data.y], [data.x_val, data.y_val]])


def indicators(dataset):
    """Which columns of the network's inputs are indicators."""
    widths = [dataset.categories.get(i, 1) for i in range(len(dataset.inputs))]
    return np.repeat([i in dataset.categories for i in range(len(dataset.inputs))], widths)


def moved(dataset, noise):
    """Inputs, or for a noisy target the targets, in their own units with noise of this size."""
    data = dataset.data(3, noise, normalize=False)
    k = dataset.columns
    return whole(data)[:, :k] if dataset.noisy == "inputs" else whole(data)[:, k:]


def test_all_tasks_are_there_and_names_are_keys():
    assert {dataset.task for dataset in SETS} == {"two classes", "classes", "regression"}
    assert all(name == dataset.name for name, dataset in DATASETS.items())
    assert DATASETS.keys() >= REAL.keys() | {"circle", "xor", "gaussians", "spiral", "moons", "sine"}


@sets(SETS)
@pytest.mark.parametrize("size", [None, 4, 5, 63, 300])
def test_half_of_the_examples_are_for_training(dataset, size):
    data = dataset.data(size=size)
    n = dataset.size if size is None else size
    assert data.x.shape == (n // 2, dataset.columns)
    assert data.y.shape == (n // 2, dataset.outputs)
    assert data.x_val.shape == (n - n // 2, dataset.columns)
    assert data.y_val.shape == (n - n // 2, dataset.outputs)
    assert data.mean.shape == data.deviation.shape == (dataset.columns,)
    assert all(np.isfinite(getattr(data, part)).all() for part in PARTS)


@sets(SETS)
def test_the_largest_size_gives_all_there_are(dataset):
    data = dataset.data(size=MOST)
    assert len(data.x) + len(data.x_val) == min(MOST, REAL.get(dataset.name, (MOST,))[0])


@sets(SETS)
def test_the_parts_share_out_what_was_drawn(dataset):
    data = dataset.data(seed=5, normalize=False)
    raw, target = dataset.draw(dataset.size, np.random.default_rng(5))
    raw = np.concatenate(
        [one_hot(c, dataset.categories[i]) if i in dataset.categories else c[:, None] for i, c in enumerate(raw.T)], 1
    )
    drawn = np.hstack([raw, one_hot(target, dataset.outputs) if dataset.task == "classes" else target[:, None]])
    found = whole(data)
    np.testing.assert_array_equal(found[np.lexsort(found.T)], drawn[np.lexsort(drawn.T)])
    assert not np.array_equal(found, drawn)


@sets(SETS)
def test_the_seed_decides_everything(dataset):
    one, again, other = dataset.data(1, 0.2), dataset.data(1, 0.2), dataset.data(2, 0.2)
    for part in PARTS:
        np.testing.assert_array_equal(getattr(one, part), getattr(again, part))
    assert not np.array_equal(one.x, other.x)
    assert not np.array_equal(one.y, other.y)


@sets(SETS)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_inputs_are_normalized_by_the_training_part(dataset, noise):
    data, raw = dataset.data(4, noise), dataset.data(4, noise, normalize=False)
    indicator = indicators(dataset)
    assert len(indicator) == dataset.columns
    varies = (raw.x.std(0) > 0) & ~indicator
    assert varies.sum() > 0.7 * dataset.columns
    np.testing.assert_allclose(data.x.mean(0)[~indicator], 0, atol=1e-12)
    np.testing.assert_allclose(data.x.std(0)[varies], 1, rtol=1e-12)
    assert (data.x.std(0)[~varies & ~indicator] == 0).all()
    for mine, own in ((data.x, raw.x), (data.x_val, raw.x_val)):
        np.testing.assert_allclose(mine[:, ~indicator], ((own - raw.x.mean(0)) / data.deviation)[:, ~indicator])
        np.testing.assert_array_equal(mine[:, indicator], own[:, indicator])
        np.testing.assert_array_equal(data.normalized(own), mine)
    np.testing.assert_array_equal(data.y, raw.y)
    assert not np.allclose(data.x_val.mean(0), data.x.mean(0), atol=1e-6)


@sets(SETS)
def test_without_normalization_inputs_keep_their_units(dataset):
    data = dataset.data(normalize=False)
    assert (data.mean == 0).all()
    assert (data.deviation == 1).all()
    np.testing.assert_array_equal(data.normalized(data.x), data.x)


@sets(SETS)
def test_targets_are_those_of_the_task_and_fit_the_output(dataset):
    data = dataset.data()
    y = np.concatenate([data.y, data.y_val])
    network = Network((dataset.columns, dataset.outputs), output=dataset.output)
    assert network.loss(np.zeros(network.parameters), data.x, data.y) > 0
    if dataset.task == "regression":
        assert dataset.output == "linear"
        assert y.min() >= -1
        assert y.max() <= 4
        assert 0.5 < y.std() < 1
    else:
        assert np.isin(y, [0.0, 1.0]).all()
        assert dataset.output == {1: "sigmoid"}.get(dataset.outputs, "softmax")
    if dataset.task == "classes":
        assert (y.sum(1) == 1).all()
        assert (y.sum(0) > 0).all()
        assert len(dataset.classes) == dataset.outputs > 2


@sets(TWO_CLASSES)
def test_two_classes_have_names_and_a_share_each(dataset):
    assert len(dataset.classes) == 2
    data = dataset.data(size=MOST)
    share = np.concatenate([data.y, data.y_val]).mean()
    known = dict.fromkeys(("circle", "gaussians", "spiral", "moons"), (0.5, 0.5))
    known |= {"eights": (0.08, 0.12), "cells": (0.62, 0.64), "xor": (0.4, 0.6)}
    low, high = known.get(dataset.name, (0.05, 0.95))
    assert low <= share <= high


@sets(SETS)
def test_noise_is_in_units_of_the_deviation_and_only_where_it_belongs(dataset):
    still, once, twice = (moved(dataset, noise) for noise in (0.0, 0.4, 0.8))
    np.testing.assert_allclose(twice - still, 2 * (once - still), atol=1e-9 * np.abs(still).max())
    spread = still.std(0)
    fixed = indicators(dataset) | (spread == 0) if dataset.noisy == "inputs" else np.array([False])
    np.testing.assert_array_equal(once[:, fixed], still[:, fixed])
    size = (once - still).std(0)[~fixed] / spread[~fixed]
    np.testing.assert_allclose(size, 0.4, rtol=5 / np.sqrt(2 * len(still)))
    calm, noisy = (dataset.data(3, noise, normalize=False) for noise in (0.0, 0.4))
    unmoved = ("y", "y_val") if dataset.noisy == "inputs" else ("x", "x_val")
    for part in unmoved:
        np.testing.assert_array_equal(getattr(calm, part), getattr(noisy, part))


@sets(DRAWN)
@pytest.mark.parametrize("seed", range(5))
def test_the_domain_holds_what_is_drawn(dataset, seed):
    raw, _ = dataset.draw(MOST, np.random.default_rng(seed))
    assert len(dataset.domain) == raw.shape[1]
    low, high = np.array(dataset.domain).T
    inside = ((raw >= low) & (raw <= high)).all(1).mean()
    assert inside >= 0.99 if dataset.name == "gaussians" else inside == 1  # a normal has no end
    assert (np.ptp(raw, axis=0) > 0.7 * (high - low)).any()


def test_drawn_classes_are_where_they_are_said_to_be():
    raw, y = DATASETS["circle"].draw(MOST, np.random.default_rng(0))
    radius = np.hypot(*raw.T)
    assert radius[y == 1].max() < 1.2 < 1.5 < radius[y == 0].min()
    raw, y = DATASETS["xor"].draw(MOST, np.random.default_rng(0))
    np.testing.assert_array_equal(y == 1, raw.prod(1) > 0)
    raw, y = DATASETS["spiral"].draw(MOST, np.random.default_rng(0))
    angle = np.arctan2(*raw.T) - 1.6 * 2 * np.pi * np.hypot(*raw.T) / 2.6 - np.pi * y
    np.testing.assert_allclose(np.cos(angle), 1)
    raw, y = DATASETS["moons"].draw(MOST, np.random.default_rng(0))
    upper = np.where(y == 1, 1, -1)[:, None] * raw / 1.5 + [0.5, 0.25]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    assert (upper[:, 1] > 0).all()
    raw, y = DATASETS["sine"].draw(MOST, np.random.default_rng(0))
    np.testing.assert_allclose(y, np.sin(2 * raw[:, 0]))


@pytest.mark.parametrize("name", REAL)
def test_real_sets_are_those_of_scikit_learn(name):
    raw, target = DATASETS[name].draw(MOST, np.random.default_rng(0))
    n, columns = REAL[name]
    assert raw.shape == (min(n, MOST), columns)
    assert len(DATASETS[name].inputs) == columns
    assert len(target) == len(raw)


def test_an_eight_is_the_digit_8():
    _, digit = DATASETS["digits"].draw(600, np.random.default_rng(0))
    _, eight = DATASETS["eights"].draw(600, np.random.default_rng(0))
    np.testing.assert_array_equal(eight == 1, digit == 8)


def test_sex_becomes_two_indicators():
    diabetes = DATASETS["diabetes"]
    data = diabetes.data(normalize=False)
    assert diabetes.inputs[1] == "sex"
    assert diabetes.columns == 11 == len(diabetes.inputs) + 1
    for x in (data.x, data.x_val):
        assert np.isin(x[:, 1:3], [0.0, 1.0]).all()
        np.testing.assert_array_equal(x[:, 1:3].sum(1), 1)
        assert (x[:, 1:3].sum(0) > 0).all()
        assert 19 <= x[:, 0].min() <= x[:, 0].max() <= 79  # age, in years


@given(st.integers(1, 9), st.lists(st.integers(0, 8), max_size=20))
def test_one_hot_marks_the_value(k, values):
    values = np.array([value % k for value in values], dtype=float)
    indicator = one_hot(values, k)
    assert indicator.shape == (len(values), k)
    assert (indicator.sum(1) == 1).all()
    np.testing.assert_array_equal(indicator @ np.arange(k), values)


@pytest.mark.parametrize("values", [[3.0], [-1.0], [0.5], [0.0, 1.0, 7.0]])
def test_values_that_are_no_category_are_refused(values):
    with pytest.raises(ValueError, match=r"^values must be whole numbers in \[0, 2\]$"):
        one_hot(np.array(values), 3)


@pytest.mark.parametrize("size", [3, 0, -5, MOST + 1, 10**9, np.nan])
def test_a_size_out_of_range_is_refused(size):
    with pytest.raises(ValueError, match=rf"^size = .* is outside \[4, {MOST}\]$"):
        DATASETS["circle"].data(size=size)


@pytest.mark.parametrize("noise", [-0.1, 10.5, np.nan, np.inf])
def test_a_noise_out_of_range_is_refused(noise):
    with pytest.raises(ValueError, match=r"^noise = .* is outside \[0, 10\]$"):
        DATASETS["circle"].data(noise=noise)


def test_importing_networks_does_not_import_scikit_learn():
    said = "import sys, networks; print('sklearn' in sys.modules)"
    where = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", said], cwd=where, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# The test part


def rows(x):
    return {row.tobytes() for row in np.ascontiguousarray(x)}


@sets(SETS)
def test_nothing_is_tested_on_unless_asked_for(dataset):
    data = dataset.data()
    assert data.x_test.shape == (0, dataset.columns)
    assert data.y_test.shape == (0, dataset.outputs)


@sets(SETS)
@pytest.mark.parametrize("size", [4, 63, MOST])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_the_test_part_is_never_seen_by_the_others_and_the_same_for_every_size(dataset, size, noise):
    raw = dataset.data(7, 0.0, size, normalize=False, test=90)
    assert raw.x_test.shape == (90, dataset.columns)
    assert raw.y_test.shape == (90, dataset.outputs)
    assert not rows(raw.x_test) & (rows(raw.x) | rows(raw.x_val))
    np.testing.assert_array_equal(raw.x_test, dataset.data(7, 0.0, 20, normalize=False, test=90).x_test)
    np.testing.assert_array_equal(raw.y_test, dataset.data(7, 0.0, 20, normalize=False, test=90).y_test)
    noisy = dataset.data(7, noise, size, normalize=False, test=90)
    changed = noisy.x_test - raw.x_test if dataset.noisy == "inputs" else noisy.y_test - raw.y_test
    assert changed.any() == (noise > 0)


@sets(SETS)
def test_the_test_part_changes_nothing_else_where_there_are_enough_examples(dataset):
    plain, tested = dataset.data(2, 0.2, 100), dataset.data(2, 0.2, 100, test=50)
    for part in PARTS:
        np.testing.assert_array_equal(getattr(plain, part), getattr(tested, part))


@sets(SETS)
def test_the_test_part_is_normalized_by_the_training_part(dataset):
    data, raw = dataset.data(4, 0.2, 100, test=50), dataset.data(4, 0.2, 100, normalize=False, test=50)
    np.testing.assert_array_equal(data.normalized(raw.x_test), data.x_test)
    np.testing.assert_array_equal(data.y_test, raw.y_test)


@sets([DATASETS[name] for name in REAL])
def test_a_real_set_gives_a_quarter_to_the_test_at_most_and_the_others_make_room(dataset):
    known = REAL[dataset.name][0]
    assert dataset.known == known
    data = dataset.data(1, size=MOST, test=MOST, normalize=False)
    assert len(data.x_test) == int(HELD_OUT * known)
    assert len(data.x) + len(data.x_val) == min(MOST, known - len(data.x_test))
    assert not rows(data.x_test) & (rows(data.x) | rows(data.x_val))


@pytest.mark.parametrize("test", [-1, MOST + 1, float("nan")])
def test_a_test_part_outside_its_range_is_refused(test):
    with pytest.raises(ValueError, match=rf"^test = {test} is outside \[0, {MOST}\]"):
        DATASETS["moons"].data(test=test)
