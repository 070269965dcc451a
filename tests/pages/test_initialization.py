"""The page on initialization: what it measures and draws of each start, computed from the core."""

import random
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from lesson import declared, number, read
from lesson.pack import encode, pack
from networks import Network, TrainingError, decide, initial, output_bias, shades, train
from optim import SGD, descend
from pages.initialization import EQUATIONS, PAGE
from pages.initialization.bias import drawing as bias_drawing
from pages.initialization.bias import measure as bias
from pages.initialization.category import measure as category
from pages.initialization.inputs import measure as inputs
from pages.initialization.same import drawing as same_drawing
from pages.initialization.same import measure as same
from pages.initialization.scale import drawing as scale_drawing
from pages.initialization.scale import measure as scale
from pages.initialization.settings import COLUMNS, NOISES, SHOWN, Settings

VIEWS = tuple(SHOWN)
VALUES = {
    name: meta.values or meta.options or ((False, True) if meta.kind is bool else (0, 1, 7))
    for name, meta in declared(Settings).items()
}
every_view = pytest.mark.parametrize("view", VIEWS)


def act_of(view):
    return next(act for act in PAGE.acts if PAGE.opening(act).view == view)


def scene(settings):
    return PAGE.scene(settings, act_of(settings.view).name)


def packed(shown):
    return pack(encode(shown))


def tracks(shown):
    return {track.trace: track.values for track in shown.tracks}


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


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
    assert tip["x"].tolist() == [8.0] * 9 + [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
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


# Output bias


@pytest.mark.parametrize("rarity", declared(Settings)["rarity"].options)
def test_of_so_many_examples_one_is_of_the_rare_class(rarity):
    examples = bias.rare(3, rarity)
    assert examples.y.sum() == max(1, round(200 / rarity))
    assert examples.x.mean(0) == pytest.approx([0, 0], abs=1e-12)


def test_the_targets_have_their_mean():
    assert bias.levelled(1, 7.5).y.mean() == pytest.approx(7.5)


@pytest.mark.parametrize("view", ["bias", "mean"])
def test_errors_and_predictions_are_those_of_the_networks(view):
    chosen = Settings(view=view, steps=21, eta=0.1)
    measured = bias.measure(chosen)
    network = Network((2, 4, 1), "tanh", "sigmoid") if view == "bias" else Network((1, 4, 1), "tanh", "linear")
    examples = measured.data
    objective = TrainingError(network, examples, len(examples.x), 0)
    along = np.linspace(*bias.RANGE, bias.CURVE)[:, None]
    for start, first in ((measured.there, output_bias(network, examples.y)), (measured.zero, np.zeros(1))):
        run = descend(SGD(chosen.eta), objective, initial(network, "glorot", 0, bias=first), 21)
        assert start.error == pytest.approx(run.value)
        assert start.mean == pytest.approx(network.predict(run.w, examples.x).mean((-2, -1)))
        if view == "mean":
            assert start.curve == pytest.approx(network.predict(run.w[[*range(0, 21, 2), 21]], along)[..., 0])


def test_so_many_squares_are_filled_as_are_expected():
    expected = np.array([0.0, 0.4, 10.0, 37.5, 99.9, 100.0])
    x, y = bias_drawing.filled(expected)
    area = 0.5 * np.abs((x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(1))
    assert area == pytest.approx(expected)
    assert x.min() >= 0
    assert y.max() <= 10


def test_the_thick_line_is_as_long_as_the_steps_that_are_saved():
    for act in ("bias", "mean"):
        measured, shown = bias.measure(PAGE.opening(PAGE.act(act))), scene(PAGE.opening(PAGE.act(act)))
        assert traces(shown)["saved"]["x"][-1] == measured.saved
        assert tracks(shown)["saved-steps"]["text"][-1] == [f"{measured.saved} steps"]
        assert tracks(shown)["saved-steps"]["text"][:2] == [[" "], ["1 step"]]
        assert 10 ** tracks(shown)["saved"]["y"][0] == pytest.approx(measured.baseline)


# Inputs


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_surface_is_the_error_of_a_linear_unit(column, centred):
    x, y = inputs.examples(column, 0)
    surfaces = inputs.bowls(column, 0, centred)
    assert list(surfaces) == [inputs.COLUMNS[column].unit, inputs.COLUMNS[column].other, "normalized"]
    known = x - x.mean() * centred, inputs.COLUMNS[column].finer * (x - x.mean() * centred), (x - x.mean()) / x.std()
    for surface, values in zip(surfaces.values(), known, strict=True):
        design = np.column_stack([values, np.ones(len(x))])
        first, second = np.linalg.svd(design, compute_uv=False)
        assert surface.condition == pytest.approx((first / second) ** 2, rel=1e-6)
        assert surface.lowest == pytest.approx(np.square(design @ surface.minimum - y).mean() / 2)
        assert surface.lowest == pytest.approx(surfaces["normalized"].lowest)
        for step in np.random.default_rng(1).normal(0, 0.5, (5, 2)):
            w = surface.minimum * (1 + step)
            error = np.square(design @ w - y).mean() / 2
            assert surface.lowest + surface.value(w) == pytest.approx(error, rel=1e-6)
            assert surface.gradient(w) == pytest.approx(design.T @ (design @ w - y) / len(x), rel=1e-4)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_input_is_that_column_of_the_data(column):
    low, high = {
        **{"height": (1.65, 1.75), "bmi": (20, 35), "pressure": (80, 110), "age": (35, 60)},
        **{"cholesterol": (150, 230), "sugar": (80, 110)},
    }[column]
    assert low < inputs.examples(column, 0)[0].mean() < high


def test_the_map_shows_minimum_and_start_and_the_bowl_as_a_bowl():
    for surface in inputs.bowls("age", 0, False).values():
        for axis, values in enumerate((surface.relief.x, surface.relief.y)):
            assert values[0] < min(0, surface.minimum[axis])
            assert max(0, surface.minimum[axis]) < values[-1]
    assert inputs.bowls("age", 0, False)["normalized"].relief.aspect == pytest.approx(inputs.ASPECT)


def test_normalized_inputs_arrive_where_others_stay():
    measured, shown = inputs.measure(Settings(view="inputs")), scene(Settings(view="inputs"))
    metres, millimetres, normalized = measured.descents.values()
    assert normalized.arrived == 10  # 0.6^9 > 1 % > 0.6^10 of the way
    assert metres.arrived is millimetres.arrived is None
    texts = [f"{number(100 * metres.left[-1], 2)} %", "over 99.9 %", "under 0.1 %"]
    assert traces(shown)["left"]["text"] == [f"{share} left" for share in texts]
    assert traces(shown)["kappas"]["text"][2] == "κ = 1"
    halved = inputs.measure(Settings(view="inputs", share=0.5, steps=1)).descents["normalized"]
    assert halved.w[1] == pytest.approx(halved.bowl.minimum)


def test_past_the_bound_all_get_farther_away():
    shown = scene(Settings(view="inputs", share=1.1, steps=300))
    assert shown.words.summary.count("gets farther away") == 3
    relief = inputs.bowls("height", 0, False)["normalized"].relief
    w = inputs.measure(Settings(view="inputs", share=1.1, steps=300)).descents["normalized"].w
    inside = [relief.x[0] <= x <= relief.x[-1] and relief.y[0] <= y <= relief.y[-1] for x, y in w]
    left = [row[2] for row in tracks(shown)["left"]["text"]]
    step = inside.index(False)
    assert left[step] == left[-1] == f"off the map at step {step}"
    assert ["off the map" in one for one in left[: len(w)]] == [not one for one in inside]


# A category


def test_the_table_says_the_numbers_and_the_columns():
    for order in (0, 10, 23):
        chosen = Settings(view="category", order=order)
        rows = scene(chosen).words.table
        assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
        numbers = dict(zip(category.VALUES, category.ORDERS[order], strict=True))
        for row in rows:
            assert str(numbers[row["value"]]) == row["number"]
            columns = {name: text for name, text in row.items() if name.startswith("is it")}
            assert columns[f"is it {row['value']}?"] == "1"
            assert sorted(columns.values()) == ["0", "0", "0", "1"]


def test_the_picture_shows_what_either_coding_predicts():
    chosen = Settings(view="category", order=9, steps=50)
    measured, shown = category.measure(chosen), scene(chosen)
    by_number = np.argsort(measured.numbers)
    x, y = traces(shown)["fit-number-0"]["x"], traces(shown)["fit-number-0"]["y"]
    assert np.interp([1, 2, 3, 4], x, y) == pytest.approx(measured.line.levels[-1][by_number])
    for i, value in enumerate(by_number):
        level = traces(shown)[f"fit-columns-{i}"]
        assert level["y"] == pytest.approx([measured.columns.levels[-1][value]] * 2)
        assert np.mean(level["x"]) == pytest.approx(i + 1)
    names = [category.VALUES[value] for value in by_number]
    assert shown.drawing["layout"]["xaxis2"]["ticktext"] == names
    assert [traces(shown)[f"value-{row}"]["text"] for row in range(4)] == [[name] for name in names]


def test_another_order_changes_the_line_alone():
    rising = category.ORDERS.index((3, 1, 2, 4))
    one, other = (category.measure(Settings(view="category", order=order)) for order in (0, rising))
    assert one.columns.miss == pytest.approx(other.columns.miss)
    assert one.line.best > 3 * other.line.best


# All views


@every_view
def test_a_view_has_its_controls_and_an_act(view):
    assert list(PAGE.controls(Settings(view=view))) == list(SHOWN[view])
    assert "scale" not in PAGE.controls(Settings(view=view, scheme="glorot"))
    assert set(act_of(view).sliders) <= set(SHOWN[view])
    assert view in EQUATIONS


def test_every_setting_but_the_view_has_its_control():
    assert set().union(*SHOWN.values()) == set(declared(Settings)) - {"view"}


def test_old_noises_are_still_there():
    assert {i / 100 for i in range(51)} <= set(NOISES)
    assert list(NOISES) == sorted(NOISES)


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_an_act_is_short_and_its_own_run_bears_out_one_guess(act):
    assert len(act.question) <= 58
    assert sum(map(len, act.guesses)) <= 130
    for text, most in ((act.setup, 110), (act.look, 110), (act.try_next, 130)):
        assert 0 < len(text) <= most
    shown = PAGE.scene(PAGE.opening(act), act.name)
    assert shown.answer.right in act.guesses
    assert len(shown.answer.because) <= 210
    assert not re.search(r"[$\\`\n]|(?<!\w)e[+−-]?\d", said(shown))


def test_answers_are_short_whatever_is_set():
    draw = random.Random(5)
    for view in VIEWS:
        for _ in range(7):
            chosen = {name: draw.choice(VALUES[name]) for name in SHOWN[view]} | {"epochs": 10, "steps": 20}
            assert len(scene(Settings(view=view, **chosen)).answer.because) <= 210


def test_an_act_that_shows_another_view_says_that_it_has_no_answer():
    for act in PAGE.acts:
        for view in VIEWS:
            shown = PAGE.scene(Settings(view=view, epochs=10, steps=10), act.name)
            assert ("another view" in shown.answer.because) == (view != PAGE.opening(act).view)


def test_a_link_is_read_back():
    view = read(PAGE, {"act": ["scale"], "layers": ["7"], "scheme": ["he"], "units": ["9"]})
    assert view.settings == Settings(view="scale", layers=7, scheme="he")
    assert view.query == {"act": ["scale"], "layers": ["7"], "scheme": ["he"]}


def test_any_values_of_the_controls_give_a_scene():
    draw = random.Random(4)
    for i in range(49):
        chosen = Settings(**{name: draw.choice(values) for name, values in VALUES.items()} | {"view": VIEWS[i % 7]})
        shown = scene(chosen)  # a warning is an error
        assert len(packed(shown)) > 1000  # packing refuses numbers that are not finite, also as float32
        length = {"same": chosen.epochs, "free": chosen.epochs, "scale": 2 * chosen.layers - 1}
        assert shown.steps == length.get(chosen.view, chosen.steps)
        assert {track.trace for track in shown.tracks} <= {trace["uid"] for trace in shown.drawing["data"]}
        assert not re.search(r"\b(nan|inf)\b|∞|–", said(shown)), chosen


@budget(max_examples=50)
@given(
    st.sampled_from(VIEWS),
    st.builds(
        dict,
        dataset=st.sampled_from(("circle", "spiral")),
        units=st.integers(2, 6),
        value=st.floats(0, 5),
        noise=st.floats(0, 2),
        epochs=st.integers(1, 20),
        activation=st.sampled_from(("tanh", "relu", "sigmoid")),
        layers=st.integers(2, 8),
        width=st.integers(1, 12),
        scheme=st.sampled_from(("uniform", "normal", "glorot", "he")),
        scale=st.floats(0, 10),
        column=st.sampled_from(COLUMNS),
        rarity=st.integers(2, 200),
        level=st.floats(-20, 20),
        centred=st.booleans(),
        order=st.integers(0, 23),
        share=st.floats(0.01, 2),
        eta=st.floats(1e-8, 10),
        steps=st.integers(1, 60),
    ),
)
def test_any_settings_give_a_picture_of_finite_numbers(view, chosen):
    shown = scene(Settings(view=view, **chosen))
    assert packed(shown)
    assert not re.search(r"\b(nan|inf)\b|∞|–", said(shown))
    for step in (0, shown.steps):
        shown.at(step)


@pytest.mark.parametrize(
    "largest",
    [
        {"view": "scale", "layers": 8, "width": 48, "activation": "relu", "scale": 10.0},
        {"units": 6, "epochs": 300, "eta": 10.0, "value": 5.0, "noise": 2.0},
        {"view": "bias", "steps": 500, "eta": 10.0},
        {"view": "mean", "steps": 500, "eta": 10.0, "level": 20.0},
        {"view": "inputs", "steps": 500, "share": 2.0},
        {"view": "category", "steps": 500, "share": 2.0},
    ],
)
def test_the_largest_settings_give_a_picture(largest):
    assert packed(scene(Settings(**largest)))


@pytest.mark.parametrize(
    "wrong",
    [
        *({"view": "all"}, {"units": 7}, {"value": -1}, {"layers": 9}, {"width": 49}, {"share": 0}, {"eta": 0}),
        *({"rarity": 1}, {"level": 21}, {"order": 24}),
    ],
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


@every_view
def test_the_same_settings_give_the_same_scene(view):
    chosen = replace(PAGE.opening(act_of(view)), epochs=20, steps=20)
    assert packed(scene(chosen)) == packed(scene(chosen))
