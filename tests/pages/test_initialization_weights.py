"""The page on initialization: what it measures and draws of the weights' start, computed from the core."""

import numpy as np
import pytest
from initialization_scenes import scene, tracks

from lesson import declared, number
from networks import Network, TrainingError, decide, initial, shades, train
from optim import SGD, descend
from pages.initialization import PAGE
from pages.initialization.same import drawing as same_drawing
from pages.initialization.same import measure as same
from pages.initialization.scale import drawing as scale_drawing
from pages.initialization.scale import measure as scale
from pages.initialization.settings import Settings

# Same value


@pytest.mark.parametrize("dataset", ["circle", "moons"])
@pytest.mark.parametrize("noise", [0.0, 0.01, 0.2])
def test_each_start_is_trained_as_if_it_were_alone(dataset, noise):
    chosen = Settings(dataset=dataset, noise=noise, epochs=30, seed=3)
    measured, examples = same.measure(chosen), same.data(dataset, 3)
    network = Network((2, 4, 1), "tanh", "sigmoid")
    objective = TrainingError(network, examples, same.BATCH, 3)
    equal, drawn = np.zeros(network.parameters), initial(network, "normal", 3, 1.0)
    for matrix in network.matrices(equal):
        matrix[:-1] = chosen.value

    def ending(start):
        *_, done = train({"SGD": SGD(chosen.eta)}, objective, start, 30)
        into, out = network.matrices(done.w["SGD"][-1])
        units = [np.append(into[:, j], out[j]) for j in range(4)]
        return done.error["SGD"], max(np.linalg.norm(a - b) for a in units for b in units), np.stack(units)

    error, distance, units = ending(equal + noise * drawn)
    assert measured.error == pytest.approx(error)
    assert measured.unit[-1] == pytest.approx(units)
    assert measured.distance[-1] == pytest.approx(distance, abs=1e-9)
    assert measured.random == pytest.approx(ending(initial(network, "glorot", 3))[0])


def test_copies_are_one_line_and_are_named_together():
    shown, measured = scene(Settings()), same.measure(Settings())
    assert measured.copies
    assert measured.lines.tolist() == [1] * 101
    assert all(row == ["1 2 3 4", " ", " ", " "] for row in tracks(shown)["names"]["text"])
    assert {row[0] for row in tracks(shown)["count"]["text"]} == {"4 units, 1 line"}
    paths = [tracks(shown)[f"unit-{j}"] for j in range(1, 5)]
    assert np.ptp(paths[0]["x"][:, 0]) > 0.5  # they move, together
    for path in paths[1:]:
        assert np.abs(path["x"] - paths[0]["x"]).max() <= 1e-5


def test_a_little_noise_sets_the_units_free():
    shown = scene(PAGE.opening(PAGE.act("free")))
    counted = [row[0] for row in tracks(shown)["count"]["text"]]
    assert (counted[0], counted[-1]) == ("4 units, 1 line", "4 units, 4 lines")
    assert sorted(tracks(shown)["names"]["text"][-1]) == ["1", "2", "3", "4"]
    distance = same.measure(PAGE.opening(PAGE.act("free"))).distance
    assert 10 ** tracks(shown)["distance"]["y"] == pytest.approx(distance)


@pytest.mark.parametrize("epochs", [1, 10, 25, 26, 103])
def test_the_decision_shown_is_that_of_its_epoch(epochs):
    chosen = Settings(noise=0.1, epochs=epochs)
    measured, network = same.measure(chosen), Network((2, 4, 1), "tanh", "sigmoid")
    into = measured.unit[..., :3].swapaxes(-1, -2)
    assert len(measured.shade) <= same.FRAMES + 1
    assert (len(measured.shade) - 1) * measured.stride >= epochs
    objective = TrainingError(network, same.data("circle", 0), same.BATCH, 0)
    start = initial(network, "same", scale=0.5) + 0.1 * initial(network, "normal", 0, 1.0)
    w = descend(SGD(chosen.eta), objective, start, 2 * epochs).w[::2]
    assert network.matrices(w)[0] == pytest.approx(into)
    for frame, shade in enumerate(measured.shade):
        epoch = min(frame * measured.stride, epochs)
        assert shade == pytest.approx(
            shades(decide(network, measured.seen, w[epoch : epoch + 1]))[0].astype(int), abs=1
        )


def test_a_units_line_is_where_it_changes_sign():
    measured = same.measure(Settings(noise=0.3, epochs=10))
    x, y = same_drawing.ends(measured.line, -3.0, 3.0)
    examples = same.data("circle", 0)
    for j in range(4):
        ends = np.array([x[-1, j], y[-1, j]]).T
        assert np.linalg.norm(ends[1] - ends[0]) > 6
        normalized = (ends - examples.mean) / examples.deviation
        w1, w2, b, _ = measured.unit[-1, j]
        assert normalized @ [w1, w2] + b == pytest.approx(0, abs=1e-9)


def test_a_unit_without_weights_has_no_line():
    x, y = same_drawing.ends(np.zeros((1, 1, 3)), -3.0, 3.0)
    assert (np.abs([x, y]) > 3).all()
    shown = scene(Settings(value=0.0))
    assert tracks(shown)["count"]["text"][-1] == ["4 units, no line"]
    assert tracks(shown)["names"]["text"][-1] == [" "] * 4


def test_lines_that_part_almost_the_same_points_are_one():
    seen = same.measure(Settings(epochs=1)).seen
    near, far, out, turned = [1, 0, 0.0], [1, 0, -2.0], [1, 0, 9.0], [-1, 0, 0.1]
    lines = np.array([[near, far, out, turned], [far, out, far, near]], dtype=float)
    assert same.leaders(lines, seen).tolist() == [[0, 1, -1, 0], [0, -1, 0, 3]]
    fan = np.array([[[1, np.tan(np.radians(7 * i)), 0.0] for i in range(4)]])  # each near the next
    assert same.leaders(fan, seen).tolist() == [[0, 0, 0, 0]]
    assert same.leaders(fan[:, ::3], seen).tolist() == [[0, 1]]


def test_names_stand_beside_their_lines_within_the_picture():
    for seed in range(6):
        shown = scene(Settings(noise=0.3, epochs=20, seed=seed))
        at = tracks(shown)["names"]
        for x, y, row in zip(at["x"], at["y"], at["text"], strict=True):
            for left, height, name in zip(x, y, row, strict=True):
                assert name == " " or (abs(left) < 3 and abs(height) < 3)


def test_units_are_told_apart_by_colour():
    assert len(set(same_drawing.UNITS)) == len(same_drawing.UNITS) == declared(Settings)["units"].bounds[1]


# Scale


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_measurements_are_those_of_the_networks_passes(activation):
    chosen = Settings(view="scale", activation=activation, scheme="he", layers=3, width=8)
    net, examples, start = scale.network(chosen), scale.data(0), scale.measure(chosen).yours
    passes = net.passes(initial(net, "he", 0), examples.x, examples.y)
    span = {"tanh": (-1, 1), "sigmoid": (0, 1), "relu": (0, 4)}[activation]
    for layer in range(3):
        out, error = passes.values[2 * layer + 2], passes.errors[2 * layer + 2]
        seen = out[out > 0] if activation == "relu" else out
        expected = np.histogram(np.clip(seen, *span), scale.BINS, span)[0]
        assert start.outputs[layer] == pytest.approx(expected)
        assert start.spread[layer] == pytest.approx(np.sqrt(out.var(0).mean()))
        assert start.error[layer] == pytest.approx(np.sqrt((error**2).mean()))
    assert scale.measure(chosen).starts["He"].spread == pytest.approx(start.spread)


def test_outputs_at_the_extremes_are_counted():
    outputs = np.array([[0.96, 0.5], [-1.0, 0.94]])  # two examples, two units
    assert scale.at_the_extremes(outputs, "tanh") == 0.5
    assert scale.at_the_extremes((outputs + 1) / 2, "sigmoid") == 0.5
    assert scale.at_the_extremes(np.maximum(outputs, 0), "relu") == 0


def test_the_picture_goes_up_layer_by_layer_and_then_down():
    shown, start = scene(Settings(view="scale")), scale.measure(Settings(view="scale")).yours
    assert shown.steps == 15
    for step in range(9):
        numbers = next(trace for trace in shown.at(step)["data"] if trace["uid"] == "spread-yours")["text"]
        shown_at = [layer for layer in (1, 3, 5, 8) if layer <= step]
        assert numbers == [number(start.spread[layer - 1], 2) for layer in shown_at] + [" "] * (4 - len(shown_at))
        hills = next(trace for trace in shown.at(step)["data"] if trace["uid"] == "hills-yours")
        assert len(hills["x"]) == step * scale_drawing.POINTS + 1
        assert max(hills["x"]) < step + 0.7
    tip = tracks(shown)["errors-yours-tip"]
    assert tip["x"].tolist() == [1e4] * 8 + [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert 10 ** tip["y"][8:] == pytest.approx(start.error[::-1])
    sizes = [row[0] for row in tracks(shown)["errors-yours-size"]["text"]]
    assert sizes == [" "] * 8 + [number(value, 2) for value in start.error[::-1]]


def test_each_hill_is_its_layers_histogram():
    outputs = np.array([[1.0, 3.0, 2.0], [4.0, 0.0, 0.0]])
    x, y = scale_drawing.hills(outputs)
    assert len(x) == len(y) == 2 * 8 + 1
    assert y[1:7] == pytest.approx(scale_drawing.TALL * np.repeat([1, 3, 2], 2) / 3)
    assert y[9:15] == pytest.approx(scale_drawing.TALL * np.repeat([1, 0, 0], 2))
    assert y[[0, 7, 8, 15, 16]].tolist() == [0] * 5
    assert (np.diff(x) >= 0).all()
