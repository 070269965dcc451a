"""The dropout page: its claims, its drawing and its words, each computed again from the core."""

import random
import re
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import numbers_in

from figures.dropout import AWAY, kept_edges
from figures.network import positions
from lesson import declared, number
from lesson.pack import encode, pack
from networks import DATASETS, Learned, Network, TrainingError, initial, naive, outlook, train
from networks.decisions import CURVE, SIDE
from networks.layers import Dense
from optim import NEVER, Adam
from pages.dropout import PAGE, measure_training
from pages.dropout.measure_masks import CHANCE, measure_masks, trained
from pages.dropout.measure_training import DROPPED, ETA, EXAMPLES, PLAIN, RATES, Fit, fit, fitting, task_of
from pages.dropout.settings import SETS, SHOWN, SIZES, Settings
from pages.dropout.words_masks import SCALED, UNSCALED

MASKS, TRAINING = Settings(), Settings(view="overfitting")
QUICK = replace(TRAINING, epochs=20, seeds=2, width=6)
EVERY = np.array(list(product((0.0, 1.0), repeat=SIZES[1])))  # all masks of a hidden layer
SOME = "Against over-fitting, but not too many"


def scene(chosen):
    return PAGE.scene(chosen, chosen.view)


def probability(rate):
    """Of each of `EVERY`."""
    return np.prod(np.where(EVERY == 1, 1 - rate, rate), axis=1)


def tracks(drawn):
    return {track.trace: track.values for track in drawn.tracks}


def packed(shown):
    return pack(encode(shown))


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


def trained_by_the_core(chosen, rate):
    """The same training by the core alone, and its network and data."""
    dataset = DATASETS[chosen.dataset]
    data = dataset.data(chosen.seed, chosen.noise, EXAMPLES)
    network = Network((dataset.columns, chosen.width, chosen.width, 1), "tanh", dataset.output, rate)
    seeds = tuple(range(chosen.seed, chosen.seed + chosen.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES, seeds), start, chosen.epochs)
    return done, network, data


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
        done = measure_masks(Settings(rate=rate, seed=0, unit=unit + 1, steps=20))
        assert chance @ inputs[:, unit] == pytest.approx(done.value)
        assert chance @ unscaled[:, unit] == pytest.approx(done.expected)
        deviation = np.sqrt(chance @ (inputs[:, unit] - done.value) ** 2)
        assert done.scaled.errors * deviation / np.sqrt(20) == pytest.approx(abs(done.scaled.mean - done.value))
        below = np.sqrt(chance @ (unscaled[:, unit] - done.expected) ** 2)
        assert done.unscaled.errors * below / np.sqrt(20) == pytest.approx(abs(done.unscaled.mean - done.value))


def test_the_evaluation_value_is_that_of_the_network_without_dropout():
    w, data = trained(3)
    whole = Network(SIZES).passes(w, data.x, data.y)
    done = [measure_masks(Settings(rate=0.7, seed=3, unit=unit, steps=5)) for unit in range(1, SIZES[2] + 1)]
    assert [one.value for one in done] == pytest.approx(whole.values[3][0])
    assert done[0].output == pytest.approx(whole.values[-1][0, 0])
    assert Network(SIZES, dropout=0.7).predict(w, data.x) == pytest.approx(whole.prediction)


def test_means_with_the_scaling_scatter_by_the_standard_error():
    away = [measure_masks(Settings(seed=seed, unit=unit)).scaled.errors for seed in range(20) for unit in (1, 6)]
    assert np.mean(np.array(away) <= 3) >= 0.95
    assert 0.7 < np.sqrt(np.mean(np.square(away))) < 1.3


def test_the_masks_are_those_of_training():
    network = Network(SIZES, dropout=0.3)
    objective = TrainingError(network, trained(7)[1], 1, 7)
    kept = measure_masks(Settings(rate=0.3, seed=7, steps=40)).kept
    for t in (0, 31, 32, 39):
        assert np.array_equal([layer[t] for layer in kept], [layer[0] for layer in objective.mask(t)])


def test_each_batch_is_a_pass_of_the_core_with_its_mask():
    w, data = trained(2)
    done = measure_masks(Settings(rate=0.4, seed=2, unit=3, steps=20))
    network = Network(SIZES, dropout=0.4)
    for t in (0, 7, 19):
        passes = network.passes(w, data.x, data.y, [layer[t][None] for layer in done.kept])
        assert done.scaled.inputs[t] == pytest.approx(passes.values[4][0, 2])
    outputs = [
        network.passes(w, data.x, data.y, [layer[t][None] for layer in done.kept]).values[-1][0, 0] for t in range(20)
    ]
    assert done.output_mean == pytest.approx(np.mean(outputs))
    assert done.output_error == pytest.approx(np.std(outputs, ddof=1) / np.sqrt(20))
    assert done.dropped == pytest.approx(np.mean([1 - layer for layer in done.kept]))


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
    drawn, done = tracks(scene(MASKS)), measure_masks(MASKS)
    for i, row in ((1, positions(SIZES)[1]), (2, positions(SIZES)[2])):
        x = drawn[f"kept-{i}"]["x"]
        assert len(x) == MASKS.steps + 1
        assert np.array_equal(x[0], row[:, 0])
        assert np.array_equal(x[1:] != AWAY, done.kept[i - 1] > 0)
        assert set(x[x != AWAY]) <= set(row[:, 0])
    assert (drawn["edges-1"]["x"][0] != AWAY).all()


def test_the_fan_comes_from_the_kept_units_and_into_the_chosen_one_even_if_it_is_dropped():
    drawn, done = tracks(scene(replace(MASKS, unit=5))), measure_masks(replace(MASKS, unit=5))
    (row, above), fan = positions(SIZES)[1:3], drawn["fan"]
    assert not done.kept[1][:, 4].all()
    for t, x in enumerate(fan["x"][1:]):
        reached = {at for at, y in zip(x, fan["y"][0], strict=True) if y == row[0, 1]}
        assert reached == (set(row[done.kept[0][t] > 0, 0]) or {AWAY})
        assert set(x) <= reached | {above[4, 0]}


def test_the_curves_are_the_means_so_far_and_the_points_each_batch():
    drawn, done = tracks(scene(MASKS)), measure_masks(MASKS)
    for i, (name, one) in enumerate(((SCALED, done.scaled), (UNSCALED, done.unscaled))):
        curve = drawn[f"mean-{name}"]["y"]
        assert curve[0] == done.value
        assert [curve[k] for k in (1, 10, 100)] == pytest.approx([one.inputs[:k].mean() for k in (1, 10, 100)])
        assert one.mean == pytest.approx(curve[-1])
        assert np.array_equal(drawn[f"one-{i}"]["y"], [done.value, *one.inputs])


def test_the_formulas_add_up():
    shown, bias = scene(replace(MASKS, rate=0.8)), measure_masks(replace(MASKS, rate=0.8)).bias
    for row in shown.formulas:
        values = row.values
        assert np.allclose(bias + values["factor"] * values["sum"], values["input"])
        assert values["factor"][0] == 1  # evaluation
    scaled, unscaled = (row.values for row in shown.formulas)
    assert np.allclose(scaled["factor"][1:], 5)
    assert np.allclose(scaled["sum"], unscaled["sum"])


def test_the_words_on_the_masks_are_the_run():
    done, shown = measure_masks(MASKS), scene(MASKS)
    for value in (done.value, done.scaled.inputs.mean(), done.unscaled.inputs.mean()):
        assert number(value) in shown.words.summary
        assert number(value) in shown.answer.because
    met, missed, batches, sums = shown.words.sentences[:4]
    assert "meets" in met
    assert abs(done.unscaled.mean - done.expected) < abs(done.unscaled.mean - done.value)
    assert "misses" in missed
    assert number(done.expected) in missed
    assert f"{number(np.mean([1 - mask for mask in done.kept]))} of the hidden units" in batches
    assert all(number(value) in sums for value in (done.output, done.output_mean, done.output_error))


def test_words_do_not_claim_a_miss_that_is_not_there():
    found = set()
    for seed, unit in product(range(12), (1, 4)):
        chosen = Settings(rate=0.05, seed=seed, unit=unit, steps=20)
        w, data = trained(seed)
        terms = Network(SIZES).matrices(w)[1][:-1, unit - 1] * Network(SIZES).passes(w, data.x, data.y).values[2][0]
        error = np.sqrt((terms**2).sum() * 0.05 / 0.95 / 20)
        done, sentences = measure_masks(chosen), scene(chosen).words.sentences
        for sentence, one, scale in zip(sentences, (done.scaled, done.unscaled), (1, 0.95), strict=False):
            meets = bool(abs(one.inputs.mean() - done.value) <= CHANCE * scale * error)
            assert ("meets" in sentence, "misses" in sentence) == (meets, not meets)
            found.add(meets)
    assert found == {True, False}


def test_the_answer_on_masks_is_borne_out_where_the_scaling_makes_the_difference():
    assert scene(MASKS).answer.right == "So that the next layer gets the same on average"
    for rate in (0.0, 0.05):  # nothing to scale; and too little for so few batches to show
        shown = scene(Settings(rate=rate, steps=20, seed=0))
        assert "misses" not in " ".join(shown.words.sentences)
        assert shown.answer.right is None


def test_at_rate_0_nothing_is_dropped():
    done = measure_masks(Settings(rate=0.0, steps=20))
    assert np.allclose(done.scaled.inputs, done.value)
    assert np.allclose(done.unscaled.inputs, done.value)
    assert all((mask == 1).all() for mask in done.kept)
    assert done.dropped == done.scaled.errors == done.unscaled.errors == 0
    assert "Nothing is dropped" in scene(replace(MASKS, rate=0.0)).words.sentences[0]


# Over-fitting


@pytest.mark.parametrize("rate", [0.0, 0.4])
def test_a_training_is_that_of_the_core(rate):
    done, network, data = trained_by_the_core(QUICK, rate)
    found = fit(task_of(QUICK), rate)
    assert np.array_equal(found.error, done.error["Adam"])
    assert np.array_equal(found.validation, done.validation["Adam"])
    grid = outlook(DATASETS["circle"], data).grid
    for epoch, picture in ((0, found.pictures[0]), (20, found.pictures[-1])):
        shown = network.predict(done.w["Adam"][epoch, 0], grid).reshape(SIDE, -1)
        assert picture.astype(float) == pytest.approx(255 * shown, abs=0.51)


def test_both_trainings_start_from_the_same_weights():
    plain, dropped = fit(task_of(QUICK), 0.0), fit(task_of(QUICK), 0.4)
    assert np.array_equal(plain.error[0], dropped.error[0])
    assert np.array_equal(plain.pictures[0], dropped.pictures[0])
    assert not np.array_equal(plain.error[1], dropped.error[1])


def test_without_dropout_it_overfits_and_with_it_the_validation_error_ends_lower():
    helped = 0
    for seed in range(6):
        task = task_of(replace(TRAINING, seed=seed))
        plain, dropped = fit(task, 0.0).learned, fit(task, TRAINING.rate).learned
        assert plain.overfits
        assert plain.error < 0.01
        assert dropped.error > plain.error
        helped += dropped.validation < plain.validation
    assert helped >= 5
    task = task_of(TRAINING)
    assert (fit(task, 0.5).validation[-1] < fit(task, 0.0).validation[-1]).all()


def test_too_high_a_rate_learns_little_more_than_the_naive_baseline():
    _, network, data = trained_by_the_core(replace(TRAINING, epochs=10), 0.0)
    baseline = naive(network, data.y)
    errors = [float(np.median(fit(task_of(TRAINING), rate).error[-1])) for rate in RATES]
    assert errors == sorted(errors)
    assert errors[-1] > 0.9 * baseline > errors[2]
    for rate, word in ((0.5, "No"), (0.95, "Yes")):
        sentence = scene(replace(TRAINING, rate=rate)).words.sentences[3]
        assert f"{word}: at {rate:g}" in sentence
        share = 100 * np.median(fit(task_of(TRAINING), rate).error[-1]) / baseline
        assert f"{number(share, 2)}\u00a0%" in sentence


@pytest.mark.parametrize("chosen", [TRAINING, replace(TRAINING, dataset="sine", seeds=1), replace(TRAINING, rate=0.8)])
def test_the_words_on_over_fitting_are_the_run(chosen):
    shown = scene(chosen)
    plain, dropped = fit(task_of(chosen), 0.0), fit(task_of(chosen), chosen.rate)
    for one, sentence in zip((plain, dropped), shown.words.sentences, strict=False):
        middle = np.median(one.validation, axis=1)
        ends = (np.median(one.error[-1]), middle[-1], middle.min())
        assert all(number(value) in sentence for value in ends)
        assert f"epoch {middle.argmin()}," in sentence
        assert ("over-fitting" in sentence) == one.learned.overfits
        assert all(number(value) in shown.words.summary for value in ends[:2])
    lower = int((dropped.validation[-1] < plain.validation[-1]).sum())
    many = f"ends lower with dropout than without in {lower} of {chosen.seeds} seeds;"
    one = f"ends {('no lower', 'lower')[min(lower, 1)]} with dropout than without;"
    assert (many if chosen.seeds > 1 else one) in shown.words.sentences[2]


def test_bands_hold_the_curves_and_reach_from_the_least_to_the_most():
    drawn = tracks(scene(TRAINING))
    for name, rate in ((PLAIN, 0.0), (DROPPED, TRAINING.rate)):
        one = fit(task_of(TRAINING), rate)
        for part, errors in (("training", one.error), ("validation", one.validation)):
            low, curve, high = (drawn[f"{part}-{uid}{name}"]["y"] for uid in ("low-", "", "high-"))
            assert np.array_equal(low, errors.min(1))
            assert np.array_equal(curve, np.median(errors, axis=1))
            assert np.array_equal(high, errors.max(1))
            assert (low < high).any()


def test_a_sine_is_drawn_as_its_fitted_curve():
    chosen = replace(QUICK, dataset="sine")
    values, (done, network, data) = tracks(scene(chosen))["fit-1"], trained_by_the_core(chosen, chosen.rate)
    assert values["x"].shape == (1, CURVE)
    fitted = network.predict(done.w["Adam"][-1, 0], data.normalized(values["x"].T))[:, 0]
    assert values["y"][-1] == pytest.approx(fitted, abs=1e-5)


# The comparison


def test_the_answer_compares_the_rates():
    for chosen in (QUICK, TRAINING, replace(TRAINING, seed=2, rate=0.3)):
        shown = scene(chosen)
        results = [fit(task_of(chosen), rate) for rate in RATES]
        middle = [(np.median(one.error[-1]), np.median(one.validation[-1])) for one in results]
        *rows, naive_row = shown.words.table
        for rate, row, (error, validation) in zip(RATES, rows, middle, strict=True):
            assert [*row.values()] == [number(rate), number(error), number(validation)]
        assert naive_row["rate"] == "naive baseline"
        best = RATES[int(np.argmin([validation for _, validation in middle]))]
        assert f"ends lowest at {best:g} " in shown.answer.because
        assert shown.answer.because.startswith(f"**Here rate {best:g} helps most**" if best else "**Here it does not")


def test_the_default_run_says_not_too_many():
    shown = scene(TRAINING)
    assert shown.answer.right == SOME
    assert "At 0.95 the training error is near the naive baseline's: too high." in shown.answer.because


def ended(error, validation, *, overfits=False):
    return Learned(1, error, validation, None, 1, 0, 0, None, 0, validation / 2, overfits)


@pytest.mark.parametrize(
    ("errors", "validations", "overfits", "right"),
    [
        ((0.01, 0.1, 0.2, 0.3, 0.4), (0.9, 0.8, 0.7, 0.6, 0.5), True, "Against over-fitting: the more the better"),
        ((0.01, 0.1, 0.2, 0.3, 0.69), (0.9, 0.8, 0.75, 0.72, 0.7), True, None),  # at the last nothing is learnt
        ((0.01, 0.1, 0.2, 0.3, 0.4), (0.9, 0.6, 0.7, 0.8, 0.5), True, None),  # up and down
        ((0.01, 0.1, 0.2, 0.3, 0.4), (0.9, 0.6, 0.4, 0.7, 0.8), True, SOME),
        ((0.01, 0.1, 0.2, 0.3, 0.4), (0.9, 0.6, 0.4, 0.7, 0.8), False, None),  # nothing to help against
        ((0.01, 0.1, 0.2, 0.3, 0.4), (0.3, 0.6, 0.4, 0.7, 0.8), True, None),  # none helps
        ((0.2, 0.1, 0.3, 0.3, 0.4), (0.3, 0.6, 0.4, 0.7, 0.8), True, "So that training goes faster"),
        ((0.2, 0.1, 0.3, 0.3, 0.4), (0.9, 0.6, 0.4, 0.7, 0.8), True, None),  # both
    ],
)
def test_a_guess_is_right_if_the_comparison_speaks_for_it_alone(errors, validations, overfits, right):
    measured = PAGE.measure(QUICK)
    assert measured.training.baseline > 0.5
    compared = {
        rate: ended(error, validation, overfits=overfits and not rate)
        for rate, error, validation in zip(RATES, errors, validations, strict=True)
    }
    assert PAGE.act("overfitting").answer(replace(measured, compared=compared)).right == right


def test_the_masks_train_nothing_to_compare(monkeypatch):
    def never(*_):
        raise AssertionError("trained")

    monkeypatch.setattr(measure_training, "fitting", never)
    scene(replace(MASKS, rate=0.35))
    assert [shown.progress for shown in PAGE.growing(replace(MASKS, rate=0.45))] == [1]


def test_a_rate_that_is_compared_anyway_is_trained_once():
    chosen = replace(QUICK, seed=77)
    scene(chosen)
    for rate in RATES:
        assert len([*fitting(task_of(chosen), rate)]) == 1
        assert fit(task_of(chosen), rate) is fit(task_of(chosen), rate)


def test_an_act_shows_the_other_view_without_an_answer():
    for chosen, act in ((MASKS, "overfitting"), (QUICK, "masks")):
        shown = PAGE.scene(chosen, act)
        assert shown.answer.right is None
        assert "another view" in shown.answer.because


# Growing


@pytest.fixture
def in_pieces(monkeypatch):
    """Trainings go on in many pieces, and each is shown."""
    monkeypatch.setattr(measure_training, "FIRST", 0.0)
    monkeypatch.setattr(measure_training, "BETWEEN", 0.0)
    monkeypatch.setattr("networks.training.CHUNK", 7)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("rate", [0.0, 0.35, 0.5])
def test_trainings_grow_side_by_side_into_the_complete_ones(in_pieces, rate, kept):
    chosen = replace(QUICK, rate=rate, seed=100 + int(100 * rate) + 1000 * kept, epochs=40)
    if kept:  # the one without dropout is there from another rate
        fit(task_of(chosen), 0.0)
    shown = list(PAGE.growing(chosen, "overfitting"))
    progress = [each.progress for each in shown]
    assert progress == sorted(set(progress))
    assert progress[-1] == 1 > progress[-2]
    steps = [each.steps for each in shown]
    assert steps[:3] == ([40] * 3 if kept and rate == 0 else [6, 12, 18])
    assert steps == sorted(steps)
    assert steps[-3:] == [40] * 3  # while rates are compared
    assert packed(shown[-1]) == packed(scene(chosen))
    final = tracks(shown[-1])
    for part in shown[:-1]:
        assert part.answer.right is None
        assert "are being trained" in part.answer.because
        assert part.words.table == ()
        assert f"After {part.steps} epochs" in part.words.summary
        for name, values in tracks(part).items():
            for key, value in values.items():
                assert len(value) <= part.steps + 1
                assert np.array_equal(value[:-1], final[name][key][: len(value) - 1])


def test_pictures_of_an_unfinished_training_come_at_their_epochs(in_pieces):
    chosen = replace(QUICK, seed=200, epochs=100)
    done, network, data = trained_by_the_core(chosen, 0.5)
    grid = outlook(DATASETS["circle"], data).grid
    for part in fitting(task_of(chosen), 0.5):
        assert part.stride * (len(part.pictures) - 1) <= part.epochs < part.stride * len(part.pictures) + 1
        epoch = part.epochs if part.epochs == 100 else part.stride * (len(part.pictures) - 1)
        shown = network.predict(done.w["Adam"][epoch, 0], grid).reshape(SIDE, -1)
        assert part.pictures[-1].astype(float) == pytest.approx(255 * shown, abs=0.51)


def test_a_training_cut_short_is_a_shorter_training():
    long, short = fit(task_of(replace(QUICK, seed=4)), 0.2), fit(task_of(replace(QUICK, seed=4, epochs=10)), 0.2)
    cut = long.until(10)
    assert np.array_equal(cut.error, short.error)
    assert cut.learned == short.learned
    assert long.until(20) is long
    gone = Fit(long.error, long.validation, np.array([8, 15]), 0.7, long.pictures, long.stride)
    assert gone.until(10).diverged_at.tolist() == [8, NEVER]


def test_between_two_pictures_some_time_of_training_goes_by(monkeypatch):
    clock = iter(np.arange(0.0, 1000.0, 0.04))
    monkeypatch.setattr(measure_training.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr("networks.training.CHUNK", 7)
    pieces = sum(1 for _ in fitting(task_of(replace(QUICK, seed=301)), 0.5))
    shown = list(PAGE.growing(replace(QUICK, seed=300), "overfitting"))
    assert pieces > 1
    assert 2 < len(shown) < 5 * pieces / 2


# Settings


def test_the_names_in_a_link_stay():
    names = {"view", "rate", "unit", "steps", "dataset", "noise", "width", "epochs", "seeds", "seed"}
    assert set(declared(Settings)) == names
    assert {name for shown in SHOWN.values() for name in shown} == names


@pytest.mark.parametrize("view", SHOWN)
def test_controls_are_those_of_the_view(view):
    shown = PAGE.controls(Settings(view=view))
    assert ("dataset" in shown, "unit" in shown) == (view == "overfitting", view == "masks")
    assert {"rate", "seed", "view"} < set(shown)


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


def sound(chosen, act):
    shown = PAGE.scene(chosen, act)  # a warning is an error
    assert packed(shown)  # refuses what is not finite
    assert not re.search(r"\b(nan|inf|None)\b|∞", said(shown))
    assert shown.answer.right in (None, *PAGE.act(act).guesses)
    assert shown.progress == 1
    assert {track.trace for track in shown.tracks} <= {trace["uid"] for trace in shown.drawing["data"]}


def test_a_hundred_random_settings_give_sound_scenes():
    draw = random.Random(11)
    values = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
    short = {"epochs": (10, 20), "seeds": (1, 2), "width": tuple(range(1, 9))}
    for i in range(100):
        chosen = Settings(
            **{name: draw.choice(some) for name, some in (values | short).items()} | {"view": [*SHOWN][i % 4 == 0]}
        )
        sound(chosen, draw.choice((chosen.view, "masks", "overfitting")))


@settings(max_examples=15)
@given(
    st.fixed_dictionaries(
        {
            "rate": st.floats(0, 0.95),
            "unit": st.integers(1, 8),
            "steps": st.integers(2, 40),
            "seed": st.integers(0, 9999),
            "dataset": st.sampled_from(SETS),
            "noise": st.floats(0, 10),
            "width": st.integers(1, 8),
            "epochs": st.integers(10, 20),
            "seeds": st.integers(1, 2),
        }
    ),
    st.sampled_from(tuple(SHOWN)),
)
def test_any_settings_give_a_sound_scene(values, view):
    sound(Settings(view=view, **values), view)


@pytest.mark.parametrize("chosen", [MASKS, TRAINING])
def test_a_drag_of_the_rate_redraws_nothing_but_what_moves(chosen):
    one, other = (encode(scene(replace(chosen, rate=rate))) for rate in (0.3, 0.6))
    assert one["layout"] == other["layout"]
    assert [trace["uid"] for trace in one["data"]] == [trace["uid"] for trace in other["data"]]


def test_the_axis_of_the_mean_holds_what_is_to_be_expected_at_any_rate():
    for unit, seed in product((1, 4, 8), range(4)):
        done = measure_masks(Settings(rate=0.9, unit=unit, seed=seed))
        low, high = scene(done.settings).drawing["layout"]["yaxis2"]["range"]
        assert low <= min(done.value, done.bias) < max(done.value, done.bias) <= high
        assert numbers_in(scene(done.settings).words.summary)[1] == pytest.approx(done.value, rel=0.01)
