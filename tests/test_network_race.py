"""The network race: what its words say is what the training did, and the bridge to the canyon is the real surface."""

import re

import numpy as np
import pytest
from hypothesis import given, settings, strategies

from networks import DATASETS, Network, TrainingError, initial, naive
from optim import NEVER, RULES, race
from scenes.decisions import SIDE, epochs_drawn, predictions, shades, view
from scenes.learning import measure, sentence
from scenes.network_race import MOST_NUMBERS, MOST_STEPS, Settings, complete, scene, training
from scenes.weight_plane import bridge
from ui.stage import encode, pack

EACH = Settings(each=True, epochs=30)


def measured(settings, name):
    done = complete(settings)
    baseline = naive(settings.network(), settings.data().y)
    return measure(done.error[name], done.validation[name], done.diverged_at[name], baseline), baseline


# The training


def test_all_rules_start_from_the_same_weights_and_meet_the_same_batches():
    done = complete(EACH)
    starts = [w[0] for w in done.w.values()]
    assert all(np.array_equal(start, starts[0]) for start in starts)
    objective = TrainingError(EACH.network(), EACH.data(), EACH.batch_size, (0,))
    for name in RULES:  # alone, each rule does what it does in the race
        alone = race({name: EACH.rule(name)}, objective, starts[0], 2 * objective.batches)[name]
        assert np.array_equal(done.w[name][2], alone.w[-1])


def test_each_seed_is_a_run_of_its_own():
    three = complete(Settings(epochs=5, seeds=3))
    alone = complete(Settings(epochs=5))
    for name in RULES:
        assert np.array_equal(three.w[name][:, 0], alone.w[name][:, 0])
        assert not np.allclose(three.error[name][:, 0], three.error[name][:, 1])


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_learnt_at_the_default_rates_for_each_rule(name):
    settings = Settings(each=True, dataset=name)
    for rule in RULES:
        learned, baseline = measured(settings, rule)
        assert learned.error is not None
        assert learned.error < baseline


def test_a_long_training_is_cut_to_what_may_be_kept():
    long = Settings(batch_size=1, size=1000, epochs=500, seeds=5, width=32, layers=4, dataset="digits")
    assert long.trained() * 500 <= MOST_STEPS
    assert long.trained() * 4 * 5 * long.network().parameters <= MOST_NUMBERS
    assert Settings().trained() == Settings().epochs
    assert not next(training(long)).complete


# The words


def test_beating_the_baseline_is_for_good():
    error = np.array([[0.9], [0.4], [0.6], [0.4], [0.3]])
    learned = measure(error, error, np.array([NEVER]), 0.5)
    assert (learned.beats, learned.beating) == (3, 1)
    assert measure(error + 1, error, np.array([NEVER]), 0.5).beats is None
    assert measure(error, error, np.array([NEVER]), 1.0).beats == 0


def test_a_run_stalls_only_above_what_is_learnt():
    still = np.linspace(0.600, 0.601, 11)[:, None]
    assert measure(still, still, np.array([NEVER]), 0.7).stalled == 1
    assert measure(0.01 * still, still, np.array([NEVER]), 0.7).stalled == 0
    assert measure(np.linspace(1, 0.6, 11)[:, None], still, np.array([NEVER]), 0.7).stalled == 0


def test_overfitting_takes_a_falling_training_error():
    fell, rose = np.array([[0.5], [0.3], [0.1]]), np.array([[0.5], [0.3], [0.6]])
    learned = measure(fell, rose, np.array([NEVER]), 0.7)
    assert (learned.best, learned.lowest, learned.overfits) == (1, 0.3, True)
    assert not measure(rose, rose, np.array([NEVER]), 0.7).overfits
    assert not measure(fell, fell, np.array([NEVER]), 0.7).overfits


def test_a_diverged_seed_counts_for_nothing_else():
    error = np.array([[0.9, 0.9], [0.4, 0.9]])
    learned = measure(error, error, np.array([NEVER, 1]), 0.5)
    assert (learned.error, learned.diverged, learned.diverged_at, learned.beating) == (0.4, 1, 1, 1)
    assert "in 1 of 2 seeds" in sentence("SGD", 1.0, learned, 0.5, 1)
    gone = measure(error, error, np.array([1, 1]), 0.5)
    assert "diverged with η = 1" in sentence("SGD", 1.0, gone, 0.5, 1)


def test_a_diverging_rule_is_said_to_diverge():
    settings = Settings(dataset="sine", activation="identity", eta=3.0, epochs=60)
    learned, baseline = measured(settings, "SGD")
    assert learned.diverged == 1
    done = complete(settings)
    assert all(np.isfinite(done.w[name]).all() for name in RULES)
    assert f"at epoch {done.diverged_at['SGD'][0]}" in sentence("SGD", 3.0, learned, baseline, 60)


# The bridge to the canyon


def test_the_map_is_the_networks_real_error_surface():
    done, network, data = complete(EACH), EACH.network(), EACH.data()
    found = bridge(network, data, {name: w[:, 0] for name, w in done.w.items()})
    relief = found.relief
    i, j = 7, 20
    w = found.plane.points(np.array([relief.x[j], relief.y[i]]))
    floor = 10**relief.height - _errors_on(relief, found.plane, network, data)
    assert np.ptp(floor) < 1e-4 * 10 ** relief.height.max()
    assert 10 ** relief.height[i, j] == pytest.approx(network.loss(w, data.x, data.y) + floor[i, j], rel=1e-4)
    for name, path in found.paths.items():
        foot = found.plane.points(path[-1])
        assert found.under[name] == pytest.approx(network.loss(foot, data.x, data.y), rel=1e-4)
        assert np.allclose(path, found.plane.coordinates(done.w[name][: len(path), 0]))
    assert 0.5 < found.plane.share <= 1


def _errors_on(relief, plane, network, data):
    return network.loss(plane.points(np.stack(np.meshgrid(relief.x, relief.y), -1)), data.x, data.y)


def test_a_path_that_runs_off_does_not_spread_the_map():
    network = Network((2, 3, 1))
    start = initial(network)
    steps = np.linspace(0, 1, 20)[:, None]
    direction = np.eye(len(start))
    paths = {
        "a": start + steps * direction[0],
        "b": start + steps * direction[1],
        "c": start + 1e5 * steps * direction[2],
    }
    found = bridge(network, DATASETS["moons"].data(), paths)
    assert len(found.paths["c"]) == 1
    assert np.ptp(found.relief.x) < 3


# Decisions


@pytest.mark.parametrize("name", DATASETS)
def test_decisions_are_the_networks_predictions(name):
    settings = Settings(dataset=name, epochs=4)
    network, data, done = settings.network(), settings.data(), complete(settings)
    seen = view(DATASETS[name], data)
    stride, epochs = epochs_drawn(network, len(seen.grid), 4, 4, 40)
    assert (stride, list(epochs)) == (1, [0, 1, 2, 3, 4])
    said = predictions(network, seen, {"Adam": done.w["Adam"][epochs, 0]})["Adam"]
    exact = network.predict(done.w["Adam"][-1, 0], seen.grid)
    assert np.allclose(said[-1], exact, atol=1e-4)
    if seen.kind in ("map", "section"):
        map_ = shades(said)
        assert map_.shape == (5, SIDE, SIDE)
        if network.sizes[-1] == 1:
            assert np.abs(map_[-1].ravel() / 255 - exact[:, 0]).max() < 0.01
        else:
            classes = np.round(map_[-1].ravel() / 255 * (network.sizes[-1] - 1))
            assert (classes == exact.argmax(-1)).mean() > 0.99
    assert seen.kind == {"sine": "curve", "diabetes": "hits", "digits": "section", "eights": "section"}.get(
        name, "section" if name == "cells" else "map"
    )


@pytest.mark.parametrize(("epochs", "most"), [(1, 40), (60, 40), (133, 40), (500, 8)])
def test_the_last_decision_drawn_is_that_of_the_end(epochs, most):
    stride, drawn = epochs_drawn(Network(), SIDE * SIDE, 4, epochs, most)
    assert drawn[0] == 0
    assert drawn[-1] == epochs
    assert len(drawn) <= most + 1
    assert (epochs // stride) == len(drawn) - 1


# The scene


@pytest.mark.parametrize("steps", [7, 10, 33, 60, 66, 133])
def test_names_at_the_ends_of_curves_lie_on_the_axis(steps):
    drawing = scene(Settings(epochs=steps, batch_size=100)).drawing
    (end,) = {at for trace in drawing["data"] if trace["uid"] == "training-names" for at in trace["x"]}
    # as it is sent: an array would be rounded to float32, and plotly.js hides text past the axis
    assert isinstance(end, float)
    assert end <= drawing["layout"]["xaxis5"]["range"][1]


EXTREMES = {
    "view": ("data", "weights"),
    "dataset": tuple(DATASETS),
    "noise": (0, 10),
    "size": (4, 5, 60),
    "layers": (0, 1, 4),
    "width": (1, 32),
    "activation": ("tanh", "relu", "sigmoid", "identity"),
    "batch_size": (1, 1000),
    "epochs": (1, 2, 7),
    "seeds": (1, 3),
    "seed": (0, 9999),
    "eta": (1e-8, 0.03, 10.0),
    "alpha": (0.0, 0.9999),
    "rho": (0.0, 0.9999),
    "beta1": (0.0, 0.9999),
    "beta2": (0.0, 0.99999),
    "epsilon": (1e-15, 10.0),
}


@given(strategies.fixed_dictionaries({name: strategies.sampled_from(values) for name, values in EXTREMES.items()}))
@settings(max_examples=60)
def test_extreme_settings_give_a_picture(chosen):
    drawn = scene(Settings(**chosen))
    sent = pack(encode(drawn))  # raises for a number that is not finite
    assert len(sent) < 1_500_000
    for key in ("yaxis", "yaxis2"):
        low, high = drawn.drawing["layout"][key]["range"]
        assert low < high
    assert not any(re.search(r"\b(nan|inf)\b", sentence) for sentence in drawn.sentences)


def test_a_training_under_way_is_drawn_as_far_as_it_is():
    asked = Settings(batch_size=1, epochs=30)
    part = next(training(asked))
    assert not part.complete
    drawn = scene(asked, part, frames=4)
    assert drawn.steps == part.epochs < 30
    assert f"after {part.epochs} epochs" in drawn.summary
    assert drawn.drawing["layout"]["xaxis5"]["range"][1] > 30
    maps = [track for track in drawn.tracks if track.trace.startswith("decision-")]
    assert all(len(track.values["z"]) <= 5 for track in maps)
    assert drawn.at(part.epochs).to_dict() == drawn.figure.to_dict()
