"""What the network race draws is what the networks are: decisions, units, rates, batches, the map of their weights."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from race_scenes import EACH, EVERY, STEEP, complete, said, scene, traces, tracks

from figures.theme import STYLES
from lesson import number
from networks import DATASETS, Network, initial
from optim import LECTURE, RULES
from pages.network_race import PAGE
from pages.network_race.measure_weights import weight_paths
from pages.network_race.settings import ETAS, Settings

# The pictures


def headings(shown, step):
    """What stands above the tiles at a step, row by row."""
    rows = [track.at(step)["text"] for uid, track in tracks(shown).items() if uid.startswith("headings-")]
    return [text for row in rows for text in row]


@pytest.mark.parametrize("count", range(1, len(EVERY) + 1))
def test_each_racing_rule_has_its_tile(count):
    rules = EVERY[:count]
    shown = scene(Settings(epochs=3, rules=rules, size=40))
    frames = [trace for uid, trace in traces(shown).items() if uid.startswith("frame-")]
    places = {(trace["xaxis"], min(trace["x"])) for trace in frames}
    assert len(places) == count
    assert {trace["line"]["color"] for trace in frames} == {STYLES[name].colour for name in rules}
    assert [text.split(":")[0] for text in headings(shown, 3)] == [*rules]
    names = tracks(shown)["names"].at(3)
    assert [text.split(":")[0].strip() for text in names["text"]] == [*rules]
    low, high = shown.drawing["layout"][f"yaxis{traces(shown)['names']['yaxis'][1:]}"]["range"]
    heights = np.sort(np.log10(names["y"]))
    assert heights[0] >= low - 1e-9
    assert heights[-1] <= high + 1e-9
    assert count < 2 or np.diff(heights).min() > 0.06 * (high - low)


def test_a_heading_says_when_a_rule_has_learnt_and_not_before():
    settings = PAGE.opening(PAGE.acts[0])
    at = PAGE.measure(settings).reached["Adam"]
    shown = scene(settings)
    assert f"Adam: epoch {at}" in headings(shown, at)
    assert "Adam" in headings(shown, at - 1)


def test_the_numbers_at_the_curves_are_the_errors_themselves_even_below_the_axis():
    settings = PAGE.opening(PAGE.act("real"))
    settings = replace(settings, dataset="gaussians", epochs=60, layers=1, size=60, eta=0.3)
    measured = PAGE.measure(settings)
    share = measured.learned["Adam"].error / measured.training.baseline
    assert share < 1e-3
    assert f"trained on: {number(share, 2)}" in tracks(scene(settings))["names"].at(60)["text"][0]


def test_every_rule_is_shown_and_said_like_any_other():
    shown = scene(Settings(epochs=4, rules=EVERY))
    assert {track.trace for track in shown.tracks} >= {f"decision-{name}" for name in RULES}
    assert [readout.label for readout in shown.readouts] == [*RULES]
    assert [row["rule"] for row in shown.words.table] == [*RULES]


def test_units_and_ribbons_are_the_networks_own():
    settings = replace(PAGE.opening(PAGE.act("units")), width=3, epochs=5)
    shown, w = scene(settings), complete(settings).w["Adam"][-1, 0]
    first, last = settings.network().matrices(w)
    seen = PAGE.measure(settings).seen
    grid = seen.seen.grid.reshape(40, 40, 2)[::2, ::2]
    for j in range(3):
        expected = np.tanh(grid @ first[:-1, j] + first[-1, j])
        assert np.allclose(tracks(shown)[f"unit-0-{j}"].at(5)["z"] / 127.5 - 1, expected, atol=0.01)
    largest = max(1.0, *(np.abs(weights).max() for weights in seen.weights))
    for layer, weights in enumerate((first[:-1], last[:-1])):
        thick = {sign: tracks(shown)[f"weights-{layer}-{sign}"].at(5)["y"] for sign in "+-"}
        for sign, y in thick.items():
            ribbons = y[: weights.size * 29].reshape(weights.size, 29)  # there, back, and to the start
            width = ribbons[:, 14:28].mean(1) - ribbons[:, :14].mean(1)
            wanted = np.maximum(weights if sign == "+" else -weights, 0).ravel()
            assert np.allclose(width, 2 * 0.3 * wanted / largest, atol=1e-6)


@pytest.mark.parametrize("layers", [1, 2, 4])
@pytest.mark.parametrize("width", [1, 3, 8])
def test_a_phones_rows_of_units_are_the_columns_turned_upward(layers, width):
    shown = scene(Settings(view="units", dataset="circle", layers=layers, width=width, epochs=4))
    drawn, moving = traces(shown), tracks(shown)
    layout = shown.drawing["layout"]
    (left, right), (bottom, top) = (layout[f"{axis}axis{drawn['up-unit-0-0']['xaxis'][1:]}"]["range"] for axis in "xy")
    rows = []
    for i in range(layers):
        names = [f"unit-{i}-{j}" for j in range(width)]
        tiles = [(drawn[f"up-{name}"], np.array(drawn[f"up-{name}"]["z"]).shape[0] - 1) for name in names]
        across = [(tile["x0"], tile["x0"] + steps * tile["dx"]) for tile, steps in tiles]
        up = [(tile["y0"], tile["y0"] + steps * tile["dy"]) for tile, steps in tiles]
        assert all(end < start for (_, end), (start, _) in pairwise(across))
        assert left <= across[0][0]
        assert across[-1][1] <= right
        assert len(set(up)) == 1
        rows.append(up[0])
        for name in names:
            assert moving[f"up-{name}"].values["z"] is moving[name].values["z"]
    output = drawn["up-decision-Adam"]
    assert all(end < start for (_, end), (start, _) in pairwise([(bottom, 0.0), *rows, (output["y0"], top)]))
    for i in range(layers + 1):
        name = f"weights-{i}-+"
        assert moving[f"up-{name}"].values["x"] is moving[name].values["y"]
        low, high = (rows[i - 1][1] if i else 2.0), (rows[i][0] if i < layers else output["y0"])
        assert low < moving[f"up-{name}"].values["y"].min() < moving[f"up-{name}"].values["y"].max() < high


@pytest.mark.parametrize("dataset", ["cells", "digits", "diabetes"])
def test_what_stands_at_the_line_is_free_of_the_curves(dataset):
    shown = traces(scene(Settings(view="baseline", dataset=dataset, rules=("Adam",), width=16, epochs=80)))
    low, high = np.log10(shown["line-name"]["y"][0]) + np.array([-0.1, 0.1])
    for uid in ("training-trained on", "training-not seen"):
        level = np.log10(np.asarray(shown[uid]["y"]))[: int(0.8 * 80)]
        assert not ((level > low) & (level < high)).any()


def test_of_a_wide_layer_the_loudest_units_are_drawn():
    settings = replace(PAGE.opening(PAGE.act("units")), width=20, epochs=3)
    seen, w = PAGE.measure(settings).seen, complete(settings).w["Adam"][-1, 0]
    upward = np.abs(settings.network().matrices(w)[1][:-1, 0])
    assert set(seen.drawn[0]) == set(np.argsort(upward)[-8:])
    assert "Drawn: the 8 of 20 units" in said(scene(settings))


@pytest.mark.parametrize("chosen", [{"layers": 0}, {"dataset": "diabetes"}])
def test_where_there_are_no_units_to_draw_the_baseline_is_shown(chosen):
    settings = Settings(view="units", epochs=2, size=20, **chosen)
    shown = PAGE.scene(settings, "units")
    assert "training-not seen" in traces(shown)
    assert shown.answer.right is None


def test_marks_fill_where_a_rule_has_learnt():
    settings = replace(PAGE.opening(PAGE.act("forgives")), epochs=6, layers=1, size=60)
    rates, shown = PAGE.measure(settings).seen, scene(settings)
    for name in LECTURE:
        x = tracks(shown)[f"learnt-{name}"].at(6)["x"]
        assert np.allclose(x[x > 1e-5], rates.learnt_at(name))
        assert (tracks(shown)[f"learnt-{name}"].at(0)["x"] < 1e-5).all()
    names = tracks(shown)["names"].at(6)["text"]
    assert names == [f"{name}: {len(rates.learnt_at(name))} of 16" for name in LECTURE]


def test_a_row_of_rates_is_the_same_as_single_trainings():
    settings = Settings(view="etas", epochs=3, size=40)
    rates = PAGE.measure(settings).seen
    for i in (3, 8, 12):
        alone = complete(replace(settings, view="data", eta=ETAS[i]))
        for name in LECTURE:
            assert np.allclose(rates.error[name][:, i], alone.error[name][:, 0])


def test_batches_see_the_same_examples():
    settings = Settings(view="batches", epochs=4, size=60)
    measured = PAGE.measure(settings)
    assert [entrant.batch_size for entrant in measured.entrants.values()] == [1, 5, 20, 30]
    assert [measured.steps(name) for name in measured.entrants] == [120, 24, 8, 4]
    assert headings(scene(settings), 2) == ["of 1: 60 steps", "of 5: 12 steps", "of 20: 4 steps", "all 30: 2 steps"]


@pytest.mark.parametrize("name", DATASETS)
def test_cells_show_the_networks_predictions(name):
    settings = Settings(dataset=name, epochs=6, rules=("Adam", "AdaGrad"))
    done, network, data = complete(settings), settings.network(), settings.data()
    shown, seen = scene(settings), PAGE.measure(settings).seen.seen
    for rule in settings.rules:
        track, trace = tracks(shown)[f"decision-{rule}"], traces(shown)[f"decision-{rule}"]
        for epoch in (0, 3, 6):
            w = done.w[rule][epoch, 0]
            at = track.at(epoch)
            left, low = (min(traces(shown)[f"frame-{rule}"][axis]) for axis in "xy")
            if "z" not in at:
                (_, (bottom, top)), inputs = seen.range, seen.grid[: len(at["x"])]
                expected = (np.clip(network.predict(w, inputs)[:, 0], bottom, top) - bottom) / (top - bottom)
                assert np.allclose(at["y"] - low, expected, atol=1e-4)
                continue
            if len(DATASETS[name].inputs) == 2:
                i, j = 11, 30
                assert trace["x0"] - left == pytest.approx(trace["dx"] / 2)
                point = np.array([-3, -3]) + 6 / 39 * np.array([j, i])
                exact = network.predict(w, data.normalized(point)[None])[0, 0]
                assert at["z"][i, j] / 255 == pytest.approx(exact, abs=0.015)
            assert at["z"].shape == (40, 40)
    assert re.search(rf"(all|\d+ of the) {len(data.x)} training", said(shown)) or name == "diabetes"


def test_a_tile_stands_still_once_its_rule_has_diverged():
    end = int(complete(STEEP).diverged_at["SGD"][0])
    track = tracks(scene(STEEP))["decision-SGD"]
    assert len(track.values["y"]) * track.stride < STEEP.epochs
    assert np.array_equal(track.at(end)["y"], track.at(STEEP.epochs)["y"])


# The bridge to the canyon


def test_the_map_is_the_networks_real_error_surface():
    settings = replace(EACH, view="weights")
    found, done = PAGE.measure(settings).seen, complete(settings)
    network, data, ground = settings.network(), settings.data(), found.relief
    every = found.plane.points(np.stack(np.meshgrid(ground.x, ground.y), -1))
    above = 10**ground.height - network.loss(every, data.x, data.y)
    assert np.ptp(above) < 1e-4 * 10 ** ground.height.max()  # all the same: what keeps the logarithm finite
    assert found.plane.share > 0.5
    for name, path in found.paths.items():
        end = done.w[name][len(path) - 1, 0]
        assert found.own[name] == pytest.approx(network.loss(end, data.x, data.y), rel=1e-4)
        foot = found.plane.points(path[-1])
        assert found.under[name] == pytest.approx(network.loss(foot, data.x, data.y), rel=1e-4)
        assert np.allclose(path, found.plane.coordinates(done.w[name][: len(path), 0]))
        assert f"{name} {number(found.under[name])} there and {number(found.own[name])} in truth" in said(
            scene(settings)
        )


def test_the_share_of_the_plane_is_that_of_all_points():
    settings = Settings(view="weights", epochs=150)
    found, done = PAGE.measure(settings).seen, complete(settings)
    points = np.concatenate([done.w[name][: len(path), 0] for name, path in found.paths.items()])
    within = found.plane.points(found.plane.coordinates(points))
    lost = ((points - within) ** 2).sum() / ((points - found.plane.centre) ** 2).sum()
    assert found.plane.share == pytest.approx(1 - lost)


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
    found = weight_paths(network, DATASETS["moons"].data(), paths, [*paths])
    assert len(found.paths["c"]) == 1
    assert np.ptp(found.relief.x) < 3


@pytest.mark.parametrize("seed", range(4))
def test_the_name_of_the_start_is_free_of_paths_and_names(seed):
    settings = Settings(view="weights", seed=seed)
    shown, found = traces(scene(settings)), PAGE.measure(settings).seen
    scale = 340 / np.ptp(found.relief.y)  # px of a map on a stage of 1280 × 720
    at = np.array([shown["start"]["x"][0], shown["start"]["y"][0]])
    up, across = shown["start"]["textposition"].split()
    way = np.array([{"left": -1, "center": 0, "right": 1}[across], {"bottom": -1, "middle": 0, "top": 1}[up]])
    middle, half = at + way * np.array([24, 17]) / scale, np.array([16, 7]) / scale
    names = [[shown[f"name-{name}"][axis][0] for axis in "xy"] for name in found.paths]
    assert (np.abs(np.array(names) - middle) > half).any(-1).all()
    for path in found.paths.values():
        steps = np.linspace(0, len(path) - 1, 400)
        points = np.stack([np.interp(steps, np.arange(len(path)), values) for values in path.T], axis=-1)
        assert (np.abs(points - middle) > half).any(-1).all()
