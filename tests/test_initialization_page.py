"""The page on initialization: what it claims of each start, computed."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from networks import Data, initial, output_bias
from optim import SGD, descend
from optim.settings import declared
from scenes import initialization
from scenes import initialization_bias as bias
from scenes import initialization_inputs as inputs
from scenes import initialization_same as same
from scenes import initialization_scale as scale
from scenes.initialization import CONTROLS, LIVE, VIEWS, Settings, scene
from ui.stage import encode, pack


def tracks(shown):
    return {(track.trace, track.mode): track.values for track in shown.tracks}


# Same value


def test_units_that_start_at_the_same_value_stay_copies():
    shown, done = scene(Settings()), same.run(Settings())
    paths = [tracks(shown)[f"path-unit-{j}", "grow"] for j in range(1, 5)]
    assert np.ptp(paths[0]["x"]) > 0.5  # they move, together
    for path in paths[1:]:
        assert np.abs(path["x"] - paths[0]["x"]).max() <= same.ROUNDING
        assert np.abs(path["y"] - paths[0]["y"]).max() <= same.ROUNDING
    assert done.apart.max() <= same.ROUNDING
    assert done.gradient == pytest.approx(np.tile(done.gradient[0], (4, 1)))
    names = tracks(shown)["names", "replace"]["text"]
    assert all(row == ["4 units here", " ", " ", " "] for row in names)


def test_a_little_noise_sets_the_units_free():
    copies, free = same.run(Settings()), same.run(Settings(noise=0.01))
    assert free.apart[0] < 0.1
    assert free.apart[-1] > 20 * free.apart[0]
    assert np.ptp(free.gradient, axis=0).max() > 0
    assert free.error[-1] < 0.5 * copies.error[-1]
    assert copies.glorot[-1] == free.glorot[-1]
    assert tracks(scene(Settings(noise=0.1)))["names", "replace"]["text"][-1] == ["1", "2", "3", "4"]


def test_from_zero_no_hidden_unit_moves():
    done = same.run(Settings(value=0.0))
    assert not done.unit.any()
    assert "do not move at all" in same.answer(Settings(value=0.0))
    assert "Stuck" in scene(Settings(value=0.0)).sentences[0]


@pytest.mark.parametrize("dataset", ["circle", "gaussians"])
def test_what_copies_cost_is_said_as_measured(dataset):
    chosen = Settings(dataset=dataset)
    done = same.run(chosen)
    cost = scene(chosen).sentences[1]
    assert ("no worse" in cost) == (done.error[-1] <= same.NEAR * done.glorot[-1])
    if "no worse" not in cost:
        assert f"{done.error[-1] / done.glorot[-1]:.2g} times" in cost
    for number in (done.error[-1], done.glorot[-1], done.baseline):
        assert f"{number:.3g}" in scene(chosen).summary


def test_on_two_gaussians_copies_are_enough():
    assert "copies of one unit learn as much" in scene(Settings(dataset="gaussians")).sentences[1]


def test_units_in_a_chain_are_named_together():
    places = np.array([[[0.0, 0], [0.9, 0], [1.8, 0], [9, 0]]])
    assert same.groups(places, 1.0) == [["3 units here", " ", " ", "4"]]


# Scale

HOLD = ("hold", "hold")


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("layers", [5, 8])
def test_starts_of_tanh_vanish_saturate_or_hold(layers, seed):
    deep = Settings(view="scale", layers=layers, seed=seed)
    found = {
        (scheme, size): scale.verdicts(scale.run(replace(deep, scheme=scheme, scale=size), 0), "tanh")
        for scheme, size in scale.STARTS
    }
    assert found["normal", 0.01] == ("vanish", "vanish")
    assert found["normal", 1.0][0] == "saturate"
    assert found["normal", 1.0][1] == "explode" or layers == 5  # there by a factor of about 10
    assert found["glorot", 0.0] == found["he", 0.0] == HOLD


def test_for_relu_he_holds_where_glorot_vanishes():
    deep = Settings(view="scale", activation="relu", layers=8)
    assert scale.verdicts(scale.run(replace(deep, scheme="he"), 0), "relu") == HOLD
    assert scale.verdicts(scale.run(replace(deep, scheme="glorot"), 0), "relu")[0] == "vanish"
    assert scale.verdicts(scale.run(replace(deep, scale=1.0), 0), "relu") == ("explode", "explode")


def test_a_network_whose_signals_vanish_does_not_learn():
    small, glorot = (scale.run(Settings(view="scale", scheme=scheme)) for scheme in ("normal", "glorot"))
    assert small.loss[-1] > 0.99 * small.baseline
    assert glorot.loss[-1] < 0.5 * glorot.baseline


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_measurements_are_those_of_the_networks_passes(activation):
    chosen = Settings(view="scale", activation=activation, scheme="he", layers=3, width=8)
    net, examples, depth = scale.network(chosen), scale.data(0), scale.run(chosen, 0)
    passes = net.passes(initial(net, "he", 0), examples.x, examples.y)
    span = scale.RANGE[activation]
    for layer in range(3):
        out, error = passes.values[2 * layer + 2], passes.errors[2 * layer + 2]
        seen = out[out > 0] if activation == "relu" else out
        expected = np.histogram(np.clip(seen, *span), scale.BINS, span)[0]
        assert depth.activations[0, layer] == pytest.approx(expected, abs=1)  # a value on an edge may fall either way
        assert depth.activations[0, layer].sum() == seen.size
        assert depth.errors[0, layer].sum() == error.size
        assert depth.spread[0, layer] == pytest.approx(np.sqrt(out.var(0).mean()))
        assert depth.error[0, layer] == pytest.approx(np.sqrt((error**2).mean()))
        assert depth.size[0, layer] == pytest.approx(np.sqrt((net.matrices(passes.gradient)[layer][:-1] ** 2).mean()))


def test_saturated_and_dead_units_are_counted():
    outputs = np.array([[[0.995, 0.5], [-1.0, 0.98]], [[0.0, 0.0], [0.0, 2.0]]])  # two layers, two examples, two units
    assert scale._flat(outputs, "tanh")[0] == 0.5
    assert scale._flat(np.maximum(outputs, 0), "relu").tolist() == [0, 0.5]


def test_the_picture_says_the_deviation_of_every_layer():
    chosen = Settings(view="scale")
    shown, depth = scene(chosen), scale.run(chosen)
    numbers = tracks(shown)["activations-numbers", "replace"]["text"]
    assert [[float(text.replace("−", "-")) for text in row] for row in numbers] == pytest.approx(depth.spread, rel=0.06)
    assert "activations vanish" in shown.summary
    assert f"{depth.loss[-1]:.4g}" in shown.summary


# Output bias


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_first_error_is_the_best_constants(seed):
    done = bias.run(Settings(view="bias", seed=seed))
    examples = bias.data(seed)
    assert done.error[bias.SHARE][0] == pytest.approx(done.baseline, rel=1e-12)
    assert done.error[bias.ZERO][0] == pytest.approx(np.log(2), rel=1e-12)
    assert done.mean[bias.SHARE][0] == pytest.approx(examples.y.mean())
    assert 0.05 < done.share < 0.15
    p = examples.y.mean()
    assert done.baseline == pytest.approx(-p * np.log(p) - (1 - p) * np.log(1 - p))


def test_the_steps_saved_are_counted_on_the_runs():
    chosen = Settings(view="bias")
    done = bias.run(chosen)
    at = {name: int(np.argmax(error < done.baseline * (1 - 1e-9))) for name, error in done.error.items()}
    assert 0 < at[bias.SHARE] < at[bias.ZERO]
    said = scene(chosen).summary
    assert f"from step {at[bias.SHARE]} instead of step {at[bias.ZERO]}" in said
    assert f"{at[bias.ZERO] - at[bias.SHARE]} steps saved" in said
    assert f"{done.baseline:.4g}" in said


def test_a_start_that_never_beats_the_baseline_is_said_so():
    assert "still not below it after 10 steps" in scene(Settings(view="bias", eta=0.001, steps=10)).summary


def test_the_two_starts_differ_in_the_bias_alone(monkeypatch):
    starts = []
    monkeypatch.setattr(bias, "race", lambda rules, objective, start, steps: starts.append(start) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bias.run(Settings(view="bias"))
    share, zero = starts[0]
    assert np.flatnonzero(share != zero).tolist() == [len(zero) - 1]
    assert (share[-1], zero[-1]) == (output_bias(bias_network(), bias.data(0).y)[0], 0.0)


def bias_network():
    return bias.Network((64, bias.HIDDEN, 1), "tanh", "sigmoid")


# Inputs


@pytest.mark.parametrize("column", inputs.COLUMNS)
def test_raw_units_make_a_canyon_and_normalized_ones_none(column):
    surfaces = inputs.bowls(column, 0)
    for surface in surfaces.values():
        x = surface.objective.data.x[:, 0]
        moments = [[(x * x).mean(), x.mean()], [x.mean(), 1]]
        assert surface.moments == pytest.approx(np.array(moments))
        assert surface.condition == pytest.approx(np.linalg.cond(moments), rel=1e-6)
        # the matrix is the error's second derivative: the gradient's change along each axis
        g = surface.objective.gradient
        change = np.stack([g(surface.minimum + step) - g(surface.minimum) for step in np.eye(2)])
        assert change == pytest.approx(surface.moments, rel=1e-9, abs=1e-9)
        assert g(surface.minimum) == pytest.approx([0, 0], abs=1e-9)
    assert surfaces[inputs.NORMALIZED].condition == pytest.approx(1, abs=1e-9)
    assert surfaces[inputs.RAW].condition > 10_000
    assert surfaces[inputs.RAW].lowest == pytest.approx(surfaces[inputs.NORMALIZED].lowest)


def test_normalized_inputs_arrive_where_raw_ones_stay():
    runs = inputs.run(Settings(view="inputs"))
    ends = {name: inputs.arrival(surface, done) for name, (surface, _, done) in runs.items()}
    assert ends[inputs.NORMALIZED].step == 10  # 0.6^10 < 1 % < 0.6^9
    assert ends[inputs.RAW].step is None
    assert ends[inputs.RAW].left > 0.9
    said = scene(Settings(view="inputs")).summary
    assert "from step 10 on" in said
    assert f"{100 * ends[inputs.RAW].left:.3g} %" in said
    assert "26\u202f037; normalized: 1." in said


def test_at_half_its_bound_one_step_reaches_the_minimum_of_the_bowl():
    surface, _, done = inputs.run(Settings(view="inputs", share=0.5, steps=1))[inputs.NORMALIZED]
    assert done.w[1] == pytest.approx(surface.minimum)


def test_past_the_bound_both_get_farther_away():
    shown = scene(Settings(view="inputs", share=1.1))
    assert shown.summary.count("gets farther away") == 2


def test_the_steps_needed_are_those_that_a_run_takes():
    generator = np.random.default_rng(0)
    x = generator.normal(2, 1, (50, 1))
    y = x + generator.normal(0, 1, (50, 1)) + 3
    surface = inputs.bowl(Data(x, y, x, y, np.zeros(1), np.ones(1)), equal=False)
    eta = 0.8 * 2 / surface.curvatures[1]
    done = descend(SGD(eta), surface.objective, np.zeros(2), 2000)
    taken = inputs.arrival(surface, done).step
    assert taken is not None
    assert taken == np.ceil(inputs.needed(surface, eta))


# All views


@settings(max_examples=60)
@given(
    st.sampled_from(tuple(VIEWS)),
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
        column=st.sampled_from(tuple(inputs.COLUMNS)),
        share=st.floats(0.01, 2),
        eta=st.floats(1e-8, 10),
        steps=st.integers(1, 60),
    ),
)
def test_any_settings_give_a_picture_of_finite_numbers(view, chosen):
    shown = scene(Settings(view=view, **chosen))
    assert pack(encode(shown))  # refuses what is not finite
    text = " ".join([shown.summary, *shown.sentences])
    assert not re.search(r"\b(nan|inf)\b", text)
    for step in (0, shown.steps):
        shown.at(step)


def test_the_largest_settings_give_a_picture():
    assert pack(encode(scene(Settings(view="scale", layers=8, width=48, activation="relu", scale=10.0, eta=10.0))))
    assert pack(encode(scene(Settings(units=6, epochs=300, eta=10.0, value=5.0, noise=2.0))))
    assert pack(encode(scene(Settings(view="bias", steps=500, eta=10.0))))


@pytest.mark.parametrize(
    "wrong", [{"view": "all"}, {"units": 7}, {"value": -1}, {"layers": 9}, {"width": 49}, {"share": 0}, {"eta": 0}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


def test_every_setting_has_its_control():
    fields = set(declared(Settings))
    assert fields == {"view"}.union(*CONTROLS.values())
    assert set(LIVE) <= fields
    assert set(VIEWS) == set(CONTROLS) == set(declared(Settings)["view"].options)


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_has_the_controls_of_its_view_and_answers_its_question(view, monkeypatch):
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)
    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=30)
    app.run().switch_page("pages/initialization.py").run()
    app.selectbox(key="view").select(view).run()
    assert not app.exception
    keys = {element.key for element in app.sidebar if getattr(element, "key", None)}
    assert keys == {"view", *CONTROLS[view]}
    app.session_state["guess"] = VIEWS[view].guesses[1]
    app.run()
    assert not app.exception
    answer = initialization.VIEWS[view].module.answer(Settings(view=view))
    assert answer in [part.value for part in app.markdown]
