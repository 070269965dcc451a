"""What is said of a training is measured on its errors."""

import numpy as np
import pytest

from networks import DATASETS, Network, accuracy, initial, learned
from networks.learning import median
from optim import NEVER

STAYED = np.array([NEVER])


def test_beating_the_baseline_is_for_good():
    error = np.array([[0.9], [0.4], [0.6], [0.4], [0.3]])
    found = learned(error, error, STAYED, 0.5)
    assert (found.beats, found.beating) == (3, 1)
    assert learned(error + 1, error, STAYED, 0.5).beats is None
    assert learned(error, error, STAYED, 1.0).beats == 0


def test_a_run_stalls_only_above_what_is_learnt():
    still = np.linspace(0.600, 0.601, 11)[:, None]
    assert learned(still, still, STAYED, 0.7).stalled == 1
    assert learned(0.01 * still, still, STAYED, 0.7).stalled == 0
    assert learned(np.linspace(1, 0.6, 11)[:, None], still, STAYED, 0.7).stalled == 0


def test_overfitting_takes_a_falling_training_error():
    fell, rose = np.array([[0.5], [0.3], [0.1]]), np.array([[0.5], [0.3], [0.6]])
    found = learned(fell, rose, STAYED, 0.7)
    assert (found.best, found.lowest, found.overfits) == (1, 0.3, True)
    assert not learned(rose, rose, STAYED, 0.7).overfits
    assert not learned(fell, fell, STAYED, 0.7).overfits


def test_a_diverged_seed_counts_for_nothing_else():
    error = np.array([[0.9, 0.9], [0.4, 0.9]])
    found = learned(error, error, np.array([NEVER, 1]), 0.5)
    assert (found.seeds, found.error, found.diverged, found.diverged_at, found.beating) == (2, 0.4, 1, 1, 1)
    gone = learned(error, error, np.array([2, 1]), 0.5)
    assert (gone.error, gone.validation, gone.beats, gone.best) == (None, None, None, None)
    assert (gone.diverged, gone.diverged_at) == (2, 1)


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_the_median_is_that_of_the_seeds(seeds):
    errors = np.random.default_rng(seeds).random((7, seeds))
    np.testing.assert_array_equal(
        median(errors), [sorted(row)[seeds // 2] if seeds % 2 else np.mean(row) for row in errors]
    )


@pytest.mark.parametrize("name", ["moons", "digits"])
def test_accuracy_counts_what_is_classed_right(name):
    dataset = DATASETS[name]
    data = dataset.data()
    network = Network((dataset.columns, 5, dataset.outputs), output=dataset.output)
    w = np.stack([initial(network, seed=seed) for seed in range(3)])
    shares = []
    for one in w:
        right = 0
        for x, y in zip(data.x_val, data.y_val, strict=True):
            said = network.predict(one, x[None])[0]
            right += said.argmax() == y.argmax() if len(y) > 1 else round(float(said[0])) == y[0]
        shares.append(right / len(data.x_val))
    assert len(set(shares)) > 1
    assert accuracy(network, data, w) == pytest.approx(sorted(shares)[1])


def test_a_regression_has_no_accuracy():
    network = Network((1, 4, 1), output="linear")
    assert accuracy(network, DATASETS["sine"].data(), initial(network)[None]) is None
