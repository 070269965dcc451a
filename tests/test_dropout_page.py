"""The dropout page: its claims, its drawing and its words, each computed again from the core."""

import re
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.dropout import AWAY, kept_edges
from figures.network import positions
from figures.theme import DARK
from networks import Network, TrainingError, initial, naive, train
from networks.layers import Dense
from optim import Adam
from scenes import decisions, dropout_training
from scenes.dropout import CONTROLS, Settings, answer, scene
from scenes.dropout_masks import CHANCE, SCALED, SIZES, UNSCALED, measure, trained
from scenes.dropout_training import DROPPED, ETA, EXAMPLES, PLAIN, RATES, fit, too_high
from ui.stage import encode, pack

MASKS, TRAINING = Settings(), Settings(view="overfitting")
QUICK = replace(TRAINING, epochs=20, seeds=2, width=6)
EVERY = np.array(list(product((0.0, 1.0), repeat=SIZES[1])))  # all masks of a hidden layer


def probability(rate):
    """Of each of `EVERY`."""
    return np.prod(np.where(EVERY == 1, 1 - rate, rate), axis=1)


def tracks(drawn):
    return {track.trace: track.values for track in drawn.tracks}


# The scaling


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.95])
def test_over_all_masks_the_scaled_input_is_that_of_evaluation(rate):
    w, data = trained(0)
    network = Network(SIZES, dropout=rate)
    mask = (EVERY[:, None], np.ones((len(EVERY), 1, SIZES[2])))
    inputs = network.passes(w, data.x, data.y, mask).values[4][:, 0]
    chance = probability(rate)
    layer = Dense(network.matrices(w)[1])
    out = network.passes(w, data.x, data.y).values[2]
    unscaled = layer.output(EVERY * out)
    for unit in range(SIZES[2]):
        done = measure(rate, 0, unit, 20)
        assert chance @ inputs[:, unit] == pytest.approx(done.value)
        assert chance @ unscaled[:, unit] == pytest.approx(done.expected(rate))
        deviation = np.sqrt(chance @ (inputs[:, unit] - done.value) ** 2)
        assert done.error == pytest.approx(deviation / np.sqrt(20))


def test_the_evaluation_value_is_that_of_the_network_without_dropout():
    w, data = trained(3)
    whole = Network(SIZES).passes(w, data.x, data.y)
    done = [measure(0.7, 3, unit, 5) for unit in range(SIZES[2])]
    assert [one.value for one in done] == pytest.approx(whole.values[3][0])
    assert done[0].output == pytest.approx(whole.values[-1][0, 0])
    assert Network(SIZES, dropout=0.7).predict(w, data.x) == pytest.approx(whole.prediction)


def test_means_with_the_scaling_scatter_by_the_standard_error():
    away = [
        (done.scaled.mean() - done.value) / done.error
        for done in (measure(0.5, seed, unit, 100) for seed in range(20) for unit in (0, 5))
    ]
    assert np.mean(np.abs(away) <= CHANCE) >= 0.95
    assert 0.7 < np.sqrt(np.mean(np.square(away))) < 1.3


def test_the_masks_are_those_of_training():
    network = Network(SIZES, dropout=0.3)
    objective = TrainingError(network, trained(7)[1], 1, 7)
    kept = measure(0.3, 7, 0, 40).kept
    for t in (0, 31, 32, 39):
        assert np.array_equal([layer[t] for layer in kept], [layer[0] for layer in objective.mask(t)])


# The drawing of the masks


@given(st.data(), st.integers(1, 8), st.integers(1, 8))
def test_the_line_of_edges_goes_along_the_kept_ones_and_no_others(data, n, m):
    below, above = (np.array([data.draw(st.lists(st.sampled_from([0, 1]), min_size=k, max_size=k))]) for k in (n, m))
    lower, upper = positions((n, m))
    x, y = kept_edges(lower, upper, below, above)
    points = list(zip(x[0], y[0], strict=True))
    drawn = {frozenset(edge) for edge in pairwise(points)}
    kept = {frozenset([tuple(a), tuple(b)]) for a in lower[below[0] > 0] for b in upper[above[0] > 0]}
    assert drawn == kept if kept else (x == AWAY).all()


def test_each_step_shows_its_mask_and_step_0_the_whole_network():
    drawn = tracks(scene(MASKS))
    done = measure(MASKS.rate, MASKS.seed, MASKS.unit - 1, MASKS.steps)
    for i, row in ((1, positions(SIZES)[1]), (2, positions(SIZES)[2])):
        x = drawn[f"kept-{i}"]["x"]
        assert len(x) == MASKS.steps + 1
        assert np.array_equal(x[0], row[:, 0])
        assert np.array_equal(x[1:] != AWAY, done.kept[i - 1] > 0)
        assert set(x[x != AWAY]) <= set(row[:, 0])
    assert (drawn["edges-1"]["x"][0] != AWAY).all()


def test_the_curves_are_the_means_so_far():
    drawn = tracks(scene(MASKS))
    done = measure(MASKS.rate, MASKS.seed, MASKS.unit - 1, MASKS.steps)
    for name, one in ((SCALED, done.scaled), (UNSCALED, done.unscaled)):
        curve = drawn[f"mean-{name}"]["y"]
        assert curve[0] == done.value
        assert [curve[k] for k in (1, 10, 100)] == pytest.approx([one[:k].mean() for k in (1, 10, 100)])


def test_the_formulas_add_up():
    shown = scene(replace(MASKS, rate=0.8))
    bias = measure(0.8, MASKS.seed, MASKS.unit - 1, MASKS.steps).bias
    for row in shown.formulas:
        values = row.values
        assert np.allclose(bias + values["factor"] * values["sum"], values["input"])
        assert values["factor"][0] == 1  # evaluation
    scaled, unscaled = (row.values for row in shown.formulas)
    assert np.allclose(scaled["factor"][1:], 5)
    assert np.allclose(scaled["sum"], unscaled["sum"])


def test_the_words_on_the_masks_are_the_run():
    done = measure(MASKS.rate, MASKS.seed, MASKS.unit - 1, MASKS.steps)
    shown = scene(MASKS)
    for value in (done.value, done.scaled.mean(), done.unscaled.mean()):
        assert f"{value:.3g}".replace("-", "−") in shown.summary
        assert f"{value:.3g}".replace("-", "−") in answer(MASKS)
    met, missed = shown.sentences[:2]
    assert abs(done.scaled.mean() - done.value) <= CHANCE * done.error
    assert "meets" in met
    assert abs(done.unscaled.mean() - done.value) > CHANCE * done.error / 2
    assert "misses" in missed
    assert f"{done.expected(0.5):.3g}".replace("-", "−") in missed
    assert f"{np.mean([1 - mask for mask in done.kept]):.3g} of the hidden units" in shown.sentences[2]


def test_words_do_not_claim_a_miss_that_is_not_there():
    said = {True: "meets", False: "misses"}
    for seed, unit in product(range(12), (1, 4)):
        done = measure(0.05, seed, unit - 1, 20)
        sentences = scene(replace(MASKS, rate=0.05, seed=seed, unit=unit, steps=20)).sentences
        for sentence, one, error in zip(
            sentences, (done.scaled, done.unscaled), (done.error, 0.95 * done.error), strict=False
        ):
            assert said[bool(abs(one.mean() - done.value) <= CHANCE * error)] in sentence


def test_at_rate_0_nothing_is_dropped():
    done = measure(0.0, 0, 0, 20)
    assert np.allclose(done.scaled, done.value)
    assert np.allclose(done.unscaled, done.value)
    assert all((mask == 1).all() for mask in done.kept)
    assert len(scene(replace(MASKS, rate=0.0)).sentences) == 1


# Over-fitting


def test_both_trainings_start_from_the_same_weights_and_are_those_of_the_core():
    task = QUICK.task()
    data, seeds = task.data(), (1, 2)
    assert len(data.x) == EXAMPLES // 2
    for rate in (0.0, 0.4):
        network = Network((2, 6, 6, 1), dropout=rate)
        start = np.stack([initial(network, seed=seed) for seed in seeds])
        *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES, seeds), start, 20)
        assert np.array_equal(fit(task, rate).error, done.error["Adam"])
        assert np.array_equal(fit(task, rate).validation, done.validation["Adam"])
        seen = decisions.view(dropout_training.DATASETS["circle"], data)
        last = network.predict(done.w["Adam"][-1, 0], seen.grid).reshape(decisions.SIDE, -1)
        assert fit(task, rate).pictures[-1].astype(float) == pytest.approx(255 * last, abs=0.51)
    assert np.array_equal(fit(task, 0.0).error[0], fit(task, 0.4).error[0])


def test_without_dropout_it_overfits_and_with_it_the_validation_error_ends_lower():
    helped = 0
    for seed in range(6):
        task = replace(TRAINING, seed=seed).task()
        plain, dropped = fit(task, 0.0), fit(task, TRAINING.rate)
        assert plain.learned.overfits
        assert plain.learned.error < 0.01
        assert dropped.learned.error > plain.learned.error
        helped += dropped.learned.validation < plain.learned.validation
    assert helped >= 5
    task = TRAINING.task()
    assert (fit(task, 0.5).validation[-1] < fit(task, 0.0).validation[-1]).all()


def test_too_high_a_rate_learns_little_more_than_the_naive_baseline():
    task = TRAINING.task()
    data = task.data()
    baseline = naive(task.network(), data.y)
    errors = [float(np.median(fit(task, rate).error[-1])) for rate in RATES]
    assert errors == sorted(errors)
    assert errors[-1] > 0.9 * baseline > errors[2]
    for rate, word in ((0.5, "No"), (0.95, "Yes")):
        learned = fit(task, rate).learned
        assert too_high(learned, baseline) == (word == "Yes")
        sentence = scene(replace(TRAINING, rate=rate)).sentences[-1]
        assert f"{word}: at {rate:g}" in sentence
        assert f"{100 * learned.error / baseline:.2g}\u00a0%" in sentence


@pytest.mark.parametrize("chosen", [TRAINING, replace(TRAINING, dataset="sine", seeds=1), replace(TRAINING, rate=0.8)])
def test_the_words_on_over_fitting_are_the_run(chosen):
    task, shown = chosen.task(), scene(chosen)
    plain, dropped = fit(task, 0.0), fit(task, chosen.rate)
    for one, sentence in zip((plain, dropped), shown.sentences, strict=False):
        middle = np.median(one.validation, axis=1)
        numbers = (np.median(one.error[-1]), middle[-1], middle.min())
        assert all(f"{value:.3g}" in sentence for value in numbers)
        assert f"epoch {middle.argmin()}," in sentence
        assert ("over-fitting" in sentence) == one.learned.overfits
        assert all(f"{value:.3g}" in shown.summary for value in numbers[:2])
    lower = int((dropped.validation[-1] < plain.validation[-1]).sum())
    many = f"ends lower with dropout than without in {lower} of {chosen.seeds} seeds;"
    one = f"ends {('no lower', 'lower')[min(lower, 1)]} with dropout than without;"
    assert (many if chosen.seeds > 1 else one) in shown.sentences[2]


def test_bands_hold_the_curves_and_reach_from_the_least_to_the_most():
    drawn = tracks(scene(TRAINING))
    for name, rate in ((PLAIN, 0.0), (DROPPED, TRAINING.rate)):
        one = fit(TRAINING.task(), rate)
        for part, errors in (("training", one.error), ("validation", one.validation)):
            low, curve, high = (drawn[f"{part}-{uid}{name}"]["y"] for uid in ("low-", "", "high-"))
            assert np.array_equal(low, errors.min(1))
            assert np.array_equal(high, errors.max(1))
            assert (low <= curve).all()
            assert (curve <= high).all()
            assert (low < high).any()


def test_the_answer_compares_the_rates():
    said = answer(QUICK)
    results = [fit(QUICK.task(), rate) for rate in RATES]
    for part, errors in (("training", [r.error for r in results]), ("validation", [r.validation for r in results])):
        row = " | ".join(f"{np.median(error[-1]):.3g}" for error in errors)
        assert f"{part} error | {row}" in said
    best = RATES[int(np.argmin([np.median(result.validation[-1]) for result in results]))]
    assert f"lowest at {best:g} " in said


def test_a_sine_is_drawn_as_its_fitted_curve():
    chosen = replace(QUICK, dataset="sine")
    values = tracks(scene(chosen))["fit-1"]
    assert values["y"].shape == (len(fit(chosen.task(), chosen.rate).pictures), decisions.CURVE)
    assert values["x"].shape == (1, decisions.CURVE)


# Settings


@pytest.mark.parametrize("wrong", [
    {"rate": 1.0}, {"rate": 0.96}, {"rate": -0.1}, {"rate": float("nan")}, {"unit": 0}, {"unit": 9}, {"seed": -1},
    {"seeds": 6}, {"seeds": 0}, {"width": 33}, {"width": 0}, {"noise": 11}, {"dataset": "digits"}, {"view": "other"},
])  # fmt: skip
def test_settings_refuse_what_is_out_of_range(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


def test_long_runs_are_clamped():
    assert Settings(steps=10**9).steps == 200
    assert Settings(epochs=10**9).epochs == 300


@settings(max_examples=25)
@given(
    st.fixed_dictionaries(
        {
            "rate": st.floats(0, 0.95),
            "unit": st.integers(1, 8),
            "steps": st.integers(2, 40),
            "seed": st.integers(0, 9999),
            "dataset": st.sampled_from(dropout_training.SETS),
            "noise": st.floats(0, 10),
            "width": st.integers(1, 8),
            "epochs": st.integers(10, 20),
            "seeds": st.integers(1, 3),
        }
    ),
    st.sampled_from(tuple(CONTROLS)),
)
def test_any_settings_give_a_picture_of_finite_numbers(values, view):
    shown = scene(Settings(view=view, **values))
    pack(encode(shown))  # refuses what is not finite
    words = " ".join((shown.summary, *shown.sentences))
    assert not re.search(r"\b(nan|inf|None)\b", words)


@pytest.mark.parametrize("chosen", [MASKS, TRAINING])
def test_a_drag_of_the_rate_redraws_nothing_but_what_moves(chosen):
    one, other = (encode(scene(replace(chosen, rate=rate))) for rate in (0.3, 0.6))
    assert one["layout"] == other["layout"]
    assert [trace["uid"] for trace in one["data"]] == [trace["uid"] for trace in other["data"]]


@pytest.mark.parametrize("chosen", [MASKS, TRAINING, replace(QUICK, dataset="sine")])
def test_every_colour_has_its_dark_counterpart(chosen):
    drawing = scene(chosen).drawing
    assert set(re.findall(r"#[0-9a-fA-F]{6}", str(drawing))) <= set(DARK)


def test_controls_are_settings():
    assert {name for names in CONTROLS.values() for name in names} | {"view"} == set(vars(Settings()))
