"""The page on initialization: what it shows and says of each start, computed from the core."""

import random
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from written import numbers_in

from lesson import declared, number, read
from lesson.pack import encode, pack
from networks import Data, Network, TrainingError, initial, output_bias, train
from optim import SGD, descend
from pages.initialization import EQUATIONS, PAGE
from pages.initialization.bias import measure as bias
from pages.initialization.inputs import measure as inputs
from pages.initialization.same import measure as same
from pages.initialization.same.drawing import UNITS
from pages.initialization.scale import measure as scale
from pages.initialization.settings import COLUMNS, SHOWN, Settings

VIEWS = tuple(SHOWN)
FIELDS = {
    *("view", "dataset", "units", "value", "noise", "epochs", "activation", "layers", "width", "scheme", "scale"),
    *("column", "share", "eta", "steps", "seed"),
}
VALUES = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
every_view = pytest.mark.parametrize("view", VIEWS)


def scene(settings):
    return PAGE.scene(settings, settings.view)


def packed(shown):
    return pack(encode(shown))


def tracks(shown):
    return {(track.trace, track.mode): track.values for track in shown.tracks}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


def written(text):
    """The one number of a text."""
    (read,) = numbers_in(text)
    return read


# Same value


def test_units_that_start_at_the_same_value_stay_copies():
    shown, measured = scene(Settings()), same.measure(Settings())
    paths = [tracks(shown)[f"path-unit-{j}", "grow"] for j in range(1, 5)]
    assert np.ptp(paths[0]["x"]) > 0.5  # they move, together
    for path in paths[1:]:
        assert np.abs(path["x"] - paths[0]["x"]).max() <= 1e-6
        assert np.abs(path["y"] - paths[0]["y"]).max() <= 1e-6
    assert measured.distance.max() <= 1e-6
    assert measured.gradient == pytest.approx(np.tile(measured.gradient[0], (4, 1)))
    names = tracks(shown)["names", "replace"]["text"]
    assert all(row == ["4 units here", " ", " ", " "] for row in names)
    assert shown.answer.right == "They stay copies of each other"


def test_a_little_noise_sets_the_units_free():
    copies, free = same.measure(Settings()), same.measure(Settings(noise=0.01))
    assert free.distance[0] < 0.1
    assert free.distance[-1] > 20 * free.distance[0]
    assert np.ptp(free.gradient, axis=0).max() > 0
    assert free.error[-1] < 0.6 * copies.error[-1]
    assert copies.glorot[-1] == free.glorot[-1]
    assert tracks(scene(Settings(noise=0.1)))["names", "replace"]["text"][-1] == ["1", "2", "3", "4"]


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
    assert measured.distance[-1] == measured.ending.distance == pytest.approx(distance, abs=1e-9)
    assert measured.glorot == pytest.approx(ending(initial(network, "glorot", 3))[0])
    for found, deviation in ((measured.equal, 0.0), (measured.little, 0.01)):
        error, distance, _ = ending(equal + deviation * drawn)
        assert found.error == pytest.approx(error[-1])
        assert found.distance == pytest.approx(distance, abs=1e-9)


def test_from_zero_no_hidden_unit_moves():
    chosen = Settings(value=0.0)
    shown = scene(chosen)
    assert not same.measure(chosen).unit.any()
    assert "do not move at all" in shown.answer.because
    assert shown.answer.right == "They do not move at all"
    assert "Stuck" in shown.words.sentences[0]


@pytest.mark.parametrize("dataset", ["circle", "gaussians"])
def test_what_copies_cost_is_said_as_measured(dataset):
    shown, measured = scene(Settings(dataset=dataset)), same.measure(Settings(dataset=dataset))
    cost, ratio = shown.words.sentences[1], measured.error[-1] / measured.glorot[-1]
    assert ("no worse" in cost) == (ratio <= 1.1)
    if "no worse" not in cost:
        assert f"{ratio:.2g} times" in cost
    for measure in (measured.error[-1], measured.glorot[-1], measured.baseline):
        assert number(measure) in shown.words.summary


def test_on_two_gaussians_copies_are_enough():
    assert "copies of one unit learn as much" in scene(Settings(dataset="gaussians")).words.sentences[1]


def test_units_in_a_chain_stand_together():
    places = np.array([[[0.0, 0], [0.9, 0], [1.8, 0], [9, 0]], [[5.0, 0], [0, 5], [0, 4.5], [0, 0]]])
    assert same.leaders(places, 1.0).tolist() == [[0, 0, 0, 3], [0, 1, 1, 3]]


def test_the_window_holds_all_paths_and_keeps_still_in_a_drag():
    windows = set()
    for level in np.arange(0.4, 0.6, 0.02):
        shown, measured = scene(Settings(value=level)), same.measure(Settings(value=level))
        for axis, low, values in zip("xy", measured.corner, np.moveaxis(measured.unit[..., :2], -1, 0), strict=True):
            assert shown.drawing["layout"][f"{axis}axis"]["range"] == [low, low + measured.side]
            assert low < values.min() < values.max() < low + measured.side
        windows.add((*measured.corner, measured.side))
    assert len(windows) <= 4


def test_units_are_told_apart_by_colour_and_marker():
    assert len(UNITS) == declared(Settings)["units"].bounds[1]
    assert len({style.colour for style in UNITS}) == len({style.symbol for style in UNITS}) == len(UNITS)


# Scale

HOLD = ("hold", "hold")


def verdicts(settings):
    start = scale.start(settings)
    return start.up, start.down


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("layers", [5, 8])
def test_starts_of_tanh_vanish_saturate_or_hold(layers, seed):
    deep = Settings(view="scale", layers=layers, seed=seed)
    assert verdicts(replace(deep, scale=0.01)) == ("vanish", "vanish")
    up, down = verdicts(replace(deep, scale=1.0))
    assert up == "saturate"
    assert down == "explode" or layers == 5  # there by a factor of about 10
    assert verdicts(replace(deep, scheme="glorot")) == verdicts(replace(deep, scheme="he")) == HOLD
    assert scene(deep).answer.right == "Signals vanish or saturate, layer by layer"


def test_for_relu_he_holds_where_glorot_vanishes():
    deep = Settings(view="scale", activation="relu", layers=8)
    assert verdicts(replace(deep, scheme="he")) == HOLD
    assert verdicts(replace(deep, scheme="glorot"))[0] == "vanish"
    assert verdicts(replace(deep, scale=1.0)) == ("explode", "explode")
    assert scene(deep).answer.right is None  # nothing saturates


def test_the_answer_compares_the_same_network_whatever_its_own_start():
    one, other = (scene(Settings(view="scale", layers=3, **own)) for own in ({"scale": 2.0}, {"scheme": "he"}))
    assert one.answer == other.answer
    for part in ("deviation 0.01: activations", "deviation 1: activations", "Glorot: ", "He: "):
        assert part in one.answer.because
    he = scale.start(Settings(view="scale", layers=3, scheme="he"))
    assert f"({number(he.spread[0], 2)} → {number(he.spread[-1], 2)})" in one.answer.because
    assert f"({number(he.error[-1], 2)} → {number(he.error[0], 2)})" in one.answer.because


def test_a_network_whose_signals_vanish_does_not_learn():
    small, glorot = (scale.measure(Settings(view="scale", scheme=scheme)) for scheme in ("normal", "glorot"))
    assert small.loss[-1] > 0.99 * small.baseline
    assert glorot.loss[-1] < 0.5 * glorot.baseline
    assert "not below the naive baseline" in scene(Settings(view="scale")).words.summary
    assert ", below the naive baseline" in scene(Settings(view="scale", scheme="glorot")).words.summary


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("step", [0, 1, 6, 30])
def test_measurements_are_those_of_the_networks_passes(activation, step):
    chosen = Settings(view="scale", activation=activation, scheme="he", layers=3, width=8)
    net, examples, depth = scale.network(chosen), scale.data(0), scale.measure(chosen)
    objective = TrainingError(net, examples, scale.BATCH, 0)
    w = descend(SGD(chosen.eta), objective, initial(net, "he", 0), 30).w[step]
    passes = net.passes(w, examples.x, examples.y)
    span = {"tanh": (-1, 1), "sigmoid": (0, 1), "relu": (0, 4)}[activation]
    assert depth.loss[step] == pytest.approx(net.loss(w, examples.x, examples.y))
    for layer in range(3):
        out, error = passes.values[2 * layer + 2], passes.errors[2 * layer + 2]
        seen = out[out > 0] if activation == "relu" else out
        powers = np.clip(np.log10(np.abs(error[error != 0])), -12, 2)
        expected = np.histogram(np.clip(seen, *span), scale.BINS, span)[0]
        handed = np.histogram(powers, scale.BINS, (-12, 2))[0]
        handed[0] += (error == 0).sum()
        # a value on an edge may fall either way
        assert depth.activations[step, layer] == pytest.approx(expected, abs=1)
        assert depth.errors[step, layer] == pytest.approx(handed, abs=1)
        assert depth.activations[step, layer].sum() == seen.size
        assert depth.errors[step, layer].sum() == error.size
        assert depth.spread[step, layer] == pytest.approx(np.sqrt(out.var(0).mean()))
        assert depth.error[step, layer] == pytest.approx(np.sqrt((error**2).mean()))
    if step == 0:
        sizes = [np.sqrt((matrix[:-1] ** 2).mean()) for matrix in net.matrices(passes.gradient)]
        assert depth.start.size == pytest.approx(sizes)
        assert depth.start.spread == pytest.approx(depth.spread[0])
        assert depth.start.error == pytest.approx(depth.error[0])


def test_saturated_and_dead_units_are_counted():
    outputs = np.array([[0.995, 0.5], [-1.0, 0.98]])  # two examples, two units
    assert scale.flatness(outputs, "tanh") == 0.5
    assert scale.flatness((outputs + 1) / 2, "sigmoid") == 0.5
    assert scale.flatness(np.array([[0.0, 0.0], [0.0, 2.0]]), "relu") == 0.5
    assert scale.flatness(np.maximum(outputs, 0), "relu") == 0


def test_the_picture_says_the_deviation_of_every_layer():
    shown, depth = scene(Settings(view="scale")), scale.measure(Settings(view="scale"))
    numbers = tracks(shown)["activations-numbers", "replace"]["text"]
    assert np.array([[*map(written, row)] for row in numbers]) == pytest.approx(depth.spread, rel=0.06)
    sizes = tracks(shown)["errors-numbers", "replace"]["text"]
    assert np.array([[*map(written, row)] for row in sizes]) == pytest.approx(depth.error, rel=0.06)
    assert "activations vanish" in shown.words.summary
    assert number(depth.loss[-1], 4) in shown.words.summary


def test_a_network_that_diverges_stays_at_the_step_before():
    chosen = Settings(view="scale", activation="relu", scale=10.0, eta=10.0)
    shown, depth = scene(chosen), scale.measure(chosen)
    end = depth.diverged_at
    assert 0 < end <= 30
    assert f"Training diverges at step {end}." in shown.words.summary
    for part in (depth.activations, depth.errors, depth.spread, depth.error, depth.loss):
        assert len(part) == 31
        assert (part[end - 1 :] == part[end - 1]).all()


# Output bias


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_first_error_is_the_best_constants(seed):
    measured, examples = bias.measure(Settings(view="bias", seed=seed)), bias.data(seed)
    share, zero = measured.starts["share's bias"], measured.starts["bias 0"]
    p = examples.y.mean()
    assert 0.05 < p < 0.15
    assert share.error[0] == pytest.approx(-p * np.log(p) - (1 - p) * np.log(1 - p), rel=1e-12)
    assert share.error[0] == pytest.approx(measured.baseline, rel=1e-12)
    assert zero.error[0] == pytest.approx(np.log(2), rel=1e-12)
    assert share.mean[0] == pytest.approx(p)
    assert zero.mean[0] == pytest.approx(0.5)
    assert measured.share == p
    assert measured.bias == pytest.approx(np.log(p / (1 - p)))


def test_errors_and_predictions_are_those_of_the_networks():
    chosen = Settings(view="bias", steps=20)
    measured, examples, network = bias.measure(chosen), bias.data(0), Network((64, 16, 1), "tanh", "sigmoid")
    objective = TrainingError(network, examples, bias.BATCH, 0)
    for name, first in (("share's bias", output_bias(network, examples.y)), ("bias 0", np.zeros(1))):
        run = descend(SGD(chosen.eta), objective, initial(network, "glorot", 0, bias=first), 20)
        assert measured.starts[name].error == pytest.approx(run.value)
        assert measured.starts[name].mean == pytest.approx(network.predict(run.w, examples.x).mean((-2, -1)))


def test_the_steps_saved_are_counted_on_the_runs():
    shown, measured = scene(Settings(view="bias")), bias.measure(Settings(view="bias"))
    below = (start.error < measured.baseline * (1 - 1e-9) for start in measured.starts.values())
    share, zero = (int(np.argmax(steps)) for steps in below)
    assert 0 < share < zero
    assert f"from step {share} instead of step {zero}" in shown.words.summary
    assert f"{zero - share} steps saved" in shown.words.summary
    assert number(measured.baseline, 4) in shown.words.summary
    half = [int(np.argmax(start.error < measured.baseline / 2)) for start in measured.starts.values()]
    assert f"Half the baseline is reached at step {half[0]} instead of {half[1]}." in shown.words.sentences[1]


def test_a_start_that_never_beats_the_baseline_is_said_so():
    summary = scene(Settings(view="bias", eta=0.001, steps=10)).words.summary
    assert "The start with the share's bias is below it at step" in summary
    assert "the start with bias 0 is still not below it after 10 steps." in summary


def test_the_two_starts_differ_in_the_bias_alone(monkeypatch):
    starts = []
    monkeypatch.setattr(bias, "train_weights", lambda rule, objective, start, steps: starts.append(start) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bias.measure(Settings(view="bias"))
    share, zero = starts[0]
    network = Network((64, 16, 1), "tanh", "sigmoid")
    assert np.flatnonzero(share != zero).tolist() == [len(zero) - 1]
    assert (share[-1], zero[-1]) == (output_bias(network, bias.data(0).y)[0], 0.0)


@pytest.mark.parametrize("steps", [10, 15])
def test_the_best_constant_is_the_answer_unless_the_last_error_is_lower_too(steps):
    assert scene(Settings(view="bias")).answer.right == "The first prediction is the best constant"
    short = Settings(view="bias", steps=steps)
    ends = {name: start.error[-1] for name, start in bias.measure(short).starts.items()}
    assert ends["share's bias"] < 0.9 * ends["bias 0"]
    assert scene(short).answer.right is None


# Inputs


@pytest.mark.parametrize("column", COLUMNS)
def test_raw_units_make_a_canyon_and_normalized_ones_none(column):
    surfaces = inputs.bowls(column, 0)
    for surface in surfaces.values():
        (xx, x), _ = surface.moments
        assert surface.moments.tolist() == [[xx, x], [x, 1]]
        assert surface.condition == pytest.approx(np.linalg.cond(surface.moments), rel=1e-6)
        assert surface.moments @ surface.flattest == pytest.approx(surface.curvatures[0] * surface.flattest)
    assert surfaces["normalized"].condition == pytest.approx(1, abs=1e-9)
    assert surfaces["raw units"].condition > 10_000
    assert surfaces["raw units"].lowest == pytest.approx(surfaces["normalized"].lowest)
    shown = scene(Settings(view="inputs", column=column))
    assert shown.answer.right == "Raw units make a canyon"
    assert COLUMNS[column][1].capitalize() in shown.words.summary


def examples(shift, n=50):
    """An input around a shift, and a target that depends on it."""
    generator = np.random.default_rng(0)
    x = generator.normal(shift, 1, (n, 1))
    y = x + generator.normal(0, 1, (n, 1)) + 3
    return Data(x, y, x, y, np.zeros(1), np.ones(1))


@pytest.mark.parametrize("shift", [0.0, 2.0, 40.0])
def test_the_surface_is_the_error_of_a_linear_unit(shift):
    data = examples(shift)
    surface, unit = inputs.bowl(data, equal=False), TrainingError(Network((1, 1), output="linear"), data, 50)
    x = data.x[:, 0]
    assert surface.moments == pytest.approx(np.array([[(x * x).mean(), x.mean()], [x.mean(), 1]]))
    assert unit.gradient(surface.minimum) == pytest.approx([0, 0], abs=1e-9)
    assert surface.examples == 50
    for w in np.random.default_rng(1).normal(0, 5, (20, 2)):
        assert surface.value(w) == pytest.approx(unit.value(w))
        assert surface.gradient(w) == pytest.approx(unit.gradient(w), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_input_is_that_column_of_the_data(column):
    name, _ = COLUMNS[column]
    low, high = {
        "body mass index": (20, 35),
        "blood pressure": (80, 110),
        "age": (35, 60),
        "s1": (150, 230),
        "s6": (80, 110),
    }[name]
    assert low < inputs.bowls(column, 0)["raw units"].moments[0, 1] < high


def test_the_map_shows_minimum_and_start():
    for surface in inputs.bowls("age", 0).values():
        for axis, values in enumerate((surface.relief.x, surface.relief.y)):
            assert values[0] < min(0, surface.minimum[axis])
            assert max(0, surface.minimum[axis]) < values[-1]
    normalized = inputs.bowls("age", 0)["normalized"].relief
    assert normalized.aspect == pytest.approx(inputs.ASPECT)  # at the picture's aspect, so that circles are circles


def test_normalized_inputs_arrive_where_raw_ones_stay():
    measured, shown = inputs.measure(Settings(view="inputs")), scene(Settings(view="inputs"))
    raw, normalized = measured.descents["raw units"], measured.descents["normalized"]
    assert normalized.arrived == 10  # 0.6^10 < 1 % < 0.6^9
    assert raw.arrived is None
    assert raw.left > 0.9
    assert "from step 10 on" in shown.words.summary
    assert f"{100 * raw.left:.3g} %" in shown.words.summary
    assert "condition number 26000; normalized: 1." in shown.words.summary
    assert len(shown.words.sentences) == 4


def test_at_half_its_bound_one_step_reaches_the_minimum_of_the_bowl():
    done = inputs.measure(Settings(view="inputs", share=0.5, steps=1)).descents["normalized"]
    assert done.w[1] == pytest.approx(done.bowl.minimum)
    assert done.arrived == 1


def test_past_the_bound_both_get_farther_away():
    assert scene(Settings(view="inputs", share=1.1)).words.summary.count("gets farther away") == 2


def test_the_steps_needed_are_those_that_a_run_takes():
    surface = inputs.bowl(examples(2.0), equal=False)
    eta = 0.8 * 2 / surface.curvatures[1]
    found = inputs.descent(surface, eta, descend(SGD(eta), surface, np.zeros(2), 2000))
    assert found.arrived == np.ceil(found.needed)
    near = 0.01 * np.linalg.norm(surface.minimum)
    distance = np.linalg.norm(found.w - surface.minimum, axis=1)
    assert distance[found.arrived] <= near < distance[found.arrived - 1]


# All views


def test_the_settings_are_public():
    assert set(declared(Settings)) == FIELDS
    assert [act.name for act in PAGE.acts] == list(VIEWS)
    assert tuple(EQUATIONS) == VIEWS


@every_view
def test_a_view_has_its_controls(view):
    assert list(PAGE.controls(Settings(view=view))) == ["view", *SHOWN[view]]
    assert "scale" not in PAGE.controls(Settings(view=view, scheme="glorot"))
    assert set(PAGE.act(view).sliders) <= set(SHOWN[view])


def test_every_setting_has_its_control():
    assert {"view"}.union(*SHOWN.values()) == FIELDS


@every_view
def test_an_act_opens_with_its_view_and_its_answer(view):
    act = PAGE.act(view)
    assert act.name == view
    assert PAGE.opening(act) == Settings(view=view)
    shown = PAGE.scene(PAGE.opening(act), view)
    assert shown.answer.right in act.guesses
    assert not re.search(r"[$\\`\n]|(?<!\w)e[+−-]?\d", said(shown))


def test_an_act_that_shows_another_view_says_that_it_has_no_answer():
    for act in PAGE.acts:
        for view in VIEWS:
            shown = PAGE.scene(Settings(view=view, epochs=10, steps=10), act.name)
            assert ("another view" in shown.answer.because) == (view != act.name)


def test_the_page_computes_one_scene_at_a_time():
    with pytest.raises(ValueError, match="one scene at a time"):
        PAGE.sweep(Settings(), "value")


def test_a_link_is_read_back():
    view = read(PAGE, {"act": ["scale"], "layers": ["7"], "scheme": ["he"], "units": ["9"]})
    assert view.settings == Settings(view="scale", layers=7, scheme="he")
    assert view.query == {"act": ["scale"], "layers": ["7"], "scheme": ["he"]}


def test_any_values_of_the_controls_give_a_scene():
    draw = random.Random(4)
    for i in range(100):
        chosen = Settings(**{name: draw.choice(values) for name, values in VALUES.items()} | {"view": VIEWS[i % 4]})
        act = draw.choice((chosen.view, draw.choice(VIEWS)))
        shown = PAGE.scene(chosen, act)  # a warning is an error
        assert len(packed(shown)) > 1000  # packing refuses numbers that are not finite, also as float32
        assert shown.steps == {"same": chosen.epochs, "scale": 30}.get(chosen.view, chosen.steps)
        assert shown.answer.right in (None, *PAGE.act(act).guesses)
        assert {track.trace for track in shown.tracks} <= {trace["uid"] for trace in shown.drawing["data"]}
        assert not re.search(r"\b(nan|inf)\b|∞|–", said(shown)), chosen


@budget(max_examples=60)
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
        column=st.sampled_from(tuple(COLUMNS)),
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


def test_the_largest_settings_give_a_picture():
    assert packed(scene(Settings(view="scale", layers=8, width=48, activation="relu", scale=10.0, eta=10.0)))
    assert packed(scene(Settings(units=6, epochs=300, eta=10.0, value=5.0, noise=2.0)))
    assert packed(scene(Settings(view="bias", steps=500, eta=10.0)))
    assert packed(scene(Settings(view="inputs", steps=500, share=2.0)))


@pytest.mark.parametrize(
    "wrong", [{"view": "all"}, {"units": 7}, {"value": -1}, {"layers": 9}, {"width": 49}, {"share": 0}, {"eta": 0}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


@every_view
def test_the_same_settings_give_the_same_scene(view):
    chosen = Settings(view=view, epochs=20, steps=20)
    assert packed(scene(chosen)) == packed(scene(chosen))
