"""What is drawn of a network's decisions is what it predicts."""

import numpy as np
import pytest

from networks import DATASETS, Network, decide, epochs_shown, initial, outlook, shades
from networks.decisions import CURVE, SIDE

KINDS = {"sine": "curve", "diabetes": "hits", "digits": "section", "eights": "section", "cells": "section"}


def asked(name):
    dataset = DATASETS[name]
    data = dataset.data(noise=0.1)
    network = Network((dataset.columns, 6, 5, dataset.outputs), output=dataset.output)
    return network, outlook(dataset, data), data, np.stack([initial(network, seed=seed) for seed in range(7)])


@pytest.mark.parametrize("name", DATASETS)
def test_decisions_are_the_networks_predictions(name):
    network, seen, data, w = asked(name)
    said = decide(network, seen, w)
    assert seen.kind == KINDS.get(name, "map")
    points = {"curve": CURVE, "hits": len(data.x_val)}.get(seen.kind, SIDE * SIDE)
    assert said.shape == (7, points, network.sizes[-1])
    for one, at in zip(w, said, strict=True):
        exact = network.outputs if network.output == "softmax" else network.predict
        assert np.allclose(at, exact(one, seen.grid), atol=1e-5)


@pytest.mark.parametrize("name", [name for name in DATASETS if KINDS.get(name) not in ("curve", "hits")])
def test_shades_are_probabilities_or_classes(name):
    network, seen, _, w = asked(name)
    drawn = shades(decide(network, seen, w))
    assert drawn.shape == (7, SIDE, SIDE)
    assert drawn.dtype == np.uint8
    exact = network.predict(w[-1], seen.grid)
    if network.sizes[-1] == 1:
        assert np.abs(drawn[-1].ravel() / 255 - exact[:, 0]).max() <= 0.51 / 255
    else:
        classes = np.round(drawn[-1].ravel() / 255 * (network.sizes[-1] - 1))
        assert (classes == exact.argmax(-1)).mean() > 0.99


def test_a_map_lies_where_its_axes_say():
    network, seen, data, w = asked("moons")
    (left, right), (bottom, top) = seen.range
    at = np.array([right, bottom])  # the end of the first row
    expected = network.predict(w[0], data.normalized(at)[None])[0, 0]
    assert shades(decide(network, seen, w[:1]))[0, 0, -1] / 255 == pytest.approx(expected, abs=0.01)
    assert data.normalized(np.array([seen.x, seen.y]).T) == pytest.approx(data.x)
    assert (left, top) == (-3, 3)


def test_a_section_shows_the_examples_where_they_project():
    _, seen, data, _ = asked("digits")
    corner, across, up = (seen.grid[i] for i in (0, SIDE - 1, SIDE * (SIDE - 1)))
    right, upward = (across - corner) / np.linalg.norm(across - corner), (up - corner) / np.linalg.norm(up - corner)
    assert right @ upward == pytest.approx(0, abs=1e-9)
    low = seen.range[0][0]
    assert (data.x - corner) @ right + low == pytest.approx(seen.x)
    assert (data.x - corner) @ upward + low == pytest.approx(seen.y)
    assert 0 < seen.share < 1


def test_a_network_that_is_not_finite_is_drawn_all_the_same():
    assert shades(np.full((1, SIDE * SIDE, 1), np.nan)).max() == 0


@pytest.mark.parametrize(("epochs", "most"), [(1, 40), (60, 24), (60, 40), (133, 40), (500, 8)])
def test_the_last_decision_shown_is_that_of_the_end(epochs, most):
    stride, shown = epochs_shown(Network(), SIDE * SIDE, 4, epochs, most)
    assert shown[0] == 0
    assert shown[-1] == epochs
    assert len(shown) <= most + 1
    assert epochs // stride == len(shown) - 1


def test_a_large_network_is_asked_less_often():
    small, large = Network((2, 8, 1)), Network((2, *[32] * 4, 1))
    (often, _), (seldom, shown) = (epochs_shown(network, SIDE * SIDE, 7, 300, 40) for network in (small, large))
    assert often < seldom
    assert len(shown) >= 4
