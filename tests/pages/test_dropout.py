"""The dropout page: its measurements and its drawings, each computed again from the core."""

import random
import re
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.curves import apart
from figures.dropout import AWAY, kept_edges
from figures.network import positions
from lesson import declared, number
from lesson.pack import encode, pack
from networks import DATASETS, Network, TrainingError, initial, naive, outlook, train
from networks.decisions import CURVE, SIDE
from networks.layers import Dense
from optim import Adam
from pages.dropout import PAGE, measure_pair, measure_rates
from pages.dropout.measure_masks import measure_inputs, measure_masks, measure_uses, trained
from pages.dropout.measure_pair import DROPPED, PLAIN
from pages.dropout.measure_rates import RATES
from pages.dropout.measure_training import ETA, EXAMPLES, fit, fitting, task_of
from pages.dropout.settings import SHOWN, SIZES, Settings

MASKS, SCALE, USES = (Settings(view=view) for view in ("masks", "scale", "evaluation"))
PAIR = Settings(view="overfitting", epochs=20, seeds=3, width=4)
EVERY_RATE = replace(PAIR, view="rate")
EVERY = np.array(list(product((0.0, 1.0), repeat=SIZES[1])))  # all masks of a hidden layer
VIEW_OF = {act.name: PAGE.opening(act).view for act in PAGE.acts}
ACT_OF = {view: name for name, view in VIEW_OF.items()}


def scene(chosen):
    return PAGE.scene(chosen, ACT_OF[chosen.view])


def tracks(drawn):
    return {track.trace: track.values for track in drawn.tracks}


def packed(shown):
    return pack(encode(shown))


def trained_by_the_core(chosen, rate):
    """The same training by the core alone, and its network and data."""
    dataset = DATASETS[chosen.dataset]
    data = dataset.data(chosen.seed, chosen.noise, EXAMPLES)
    network = Network((dataset.columns, chosen.width, chosen.width, 1), "tanh", dataset.output, rate)
    seeds = tuple(range(chosen.seed, chosen.seed + chosen.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES, seeds), start, chosen.epochs)
    return done, network, data


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("dataset", ["circle", "sine"])
def test_the_values_at_a_rate_stand_free_of_the_curves(rate, dataset):
    chosen = replace(EVERY_RATE, rate=rate, dataset=dataset, epochs=60, width=8)
    shown = {trace["uid"]: trace for trace in scene(chosen).drawing["data"]}
    moves = tracks(scene(chosen))
    top, at = PAGE.measure(chosen).top, np.linspace(0.02, 0.13, 9)
    at = rate + (at if "right" in shown["values"]["textposition"] else -at)
    for step in range(len(moves["values"]["y"])):
        for uid in ("training-curve", "unseen-curve"):
            curve = np.interp(at, shown[uid]["x"], moves[uid]["y"][step])
            for height in moves["values"]["y"][step]:
                inside = 0.05 * top < height < 0.95 * top  # else there is no room
                assert not inside or (np.abs(curve - height) > 0.03 * top).all()


# Masks, what a unit hears, what is predicted


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.95])
def test_over_all_masks_the_scaled_input_is_that_of_evaluation(rate):
    w, data = trained(0)
    x, y = data.x[:1], data.y[:1]
    network = Network(SIZES, dropout=rate)
    mask = (EVERY[:, None], np.ones((len(EVERY), 1, SIZES[2])))
    inputs = network.passes(w, x, y, mask).values[4][:, 0]
    chance = np.prod(np.where(EVERY == 1, 1 - rate, rate), axis=1)
    unscaled = Dense(network.matrices(w)[1]).output(EVERY * network.passes(w, x, y).values[2])
    for unit in range(SIZES[2]):
        done = measure_inputs(Settings(view="scale", rate=rate, seed=0, unit=unit + 1, steps=20))
        assert chance @ inputs[:, unit] == pytest.approx(done.value)
        assert done.bias + done.terms.sum() == pytest.approx(done.value)
        deviation = np.sqrt(chance @ (inputs[:, unit] - done.value) ** 2)
        assert done.scaled.errors * deviation / np.sqrt(20) == pytest.approx(abs(done.scaled.mean - done.value))
        expected = chance @ unscaled[:, unit]
        assert expected == pytest.approx(done.bias + (1 - rate) * (done.value - done.bias))
        below = np.sqrt(chance @ (unscaled[:, unit] - expected) ** 2)
        assert done.unscaled.errors * below / np.sqrt(20) == pytest.approx(abs(done.unscaled.mean - done.value))


def test_the_masks_are_those_of_training_and_the_shares_are_their_means():
    objective = TrainingError(Network(SIZES, dropout=0.3), trained(7)[1], 1, 7)
    done = measure_masks(Settings(rate=0.3, seed=7, steps=40))
    for t in (0, 31, 32, 39):
        assert np.array_equal([layer[t] for layer in done.kept], [layer[0] for layer in objective.mask(t)])
        for layer, share in zip(done.kept, done.share, strict=True):
            assert np.allclose(share[t], 1 - layer[: t + 1].mean(0))
    sets = [(*first, *second) for first, second in zip(*done.kept, strict=True)]
    assert done.different == len(set(sets))
    assert done.changes == sum(a != b for a, b in pairwise(sets))


def test_each_use_is_a_pass_of_the_core():
    chosen = replace(USES, rate=0.4, seed=2, steps=20)
    done, (w, data) = measure_uses(chosen), trained(2)
    network = Network(SIZES, dropout=0.4)
    every = network.predict(w, data.x)[:, 0]
    at = int(np.argmin(np.abs(every - 0.65)))
    assert done.value == every[at]
    for t in (0, 7, 19):
        mask = [layer[t][None] for layer in done.kept]
        assert done.masked[t] == pytest.approx(network.passes(w, data.x[[at]], data.y[[at]], mask).prediction[0, 0])
    loud = data.x[[at]]
    for matrix, last in zip(network.matrices(w), (False, False, True), strict=True):
        loud = loud @ matrix[:-1] + matrix[-1]
        loud = 1 / (1 + np.exp(-loud)) if last else np.tanh(loud) / 0.6
    assert done.loud == pytest.approx(loud[0, 0])


@given(st.data(), st.integers(1, 8), st.integers(1, 8))
def test_the_line_of_edges_goes_along_the_kept_ones_and_no_others(data, n, m):
    below, above = (np.array([data.draw(st.lists(st.sampled_from([0, 1]), min_size=k, max_size=k))]) for k in (n, m))
    lower, upper = positions((n, m))
    x, y = kept_edges(lower, upper, below, above)
    drawn = {frozenset(edge) for edge in pairwise(zip(x[0], y[0], strict=True))}
    kept = {frozenset([tuple(a), tuple(b)]) for a in lower[below[0] > 0] for b in upper[above[0] > 0]}
    assert drawn == kept if kept else (x == AWAY).all()


def test_each_step_shows_its_mask_and_step_0_the_whole_network():
    drawn, done = tracks(scene(MASKS)), measure_masks(MASKS)
    for i in (1, 2):
        x = drawn[f"net-kept-{i}"]["x"]
        assert np.array_equal(x[0], positions(SIZES)[i][:, 0])
        assert np.array_equal(x[1:] != AWAY, done.kept[i - 1] > 0)
        top = drawn[f"share-{i}"]["y"].reshape(MASKS.steps + 1, -1, 4)
        assert np.allclose(top[1:, :, 1] - top[1:, :, 0], done.share[i - 1])
        assert drawn[f"told-{i}"]["text"][-1] == [f"{share:.2f}" for share in done.share[i - 1][-1]]


def test_the_curves_are_the_means_so_far_and_the_arithmetic_is_that_of_the_batch():
    chosen = replace(SCALE, rate=0.75, unit=6)
    drawn, done = tracks(scene(chosen)), measure_inputs(chosen)
    for key, one in (("louder", done.scaled), ("quiet", done.unscaled)):
        curve = drawn[f"{key}-mean"]["y"]
        assert curve[0] == done.value
        assert [curve[k] for k in (1, 10, 100)] == pytest.approx([one.inputs[:k].mean() for k in (1, 10, 100)])
        assert np.array_equal(drawn[f"{key}-single"]["y"], [done.value, *one.inputs])
    for t in (1, 50, 100):
        kept = float(done.kept[t - 1] @ done.terms)
        assert done.scaled.inputs[t - 1] == pytest.approx(done.bias + 4 * kept)
        assert drawn["sum"]["text"][t][0].replace("(", "").replace(")", "").endswith(f"4 · {number(kept, 2)}")
        assert drawn["hears"]["text"][t] == [number(done.bias + 4 * kept, 2)]


def test_before_the_first_use_nothing_of_evaluation_is_shown():
    first = scene(USES).at(0)
    for trace in first["data"]:
        if trace["uid"].startswith(("evaluation-kept", "evaluation-edges")) or trace["uid"] in ("loud", "whole"):
            assert (np.asarray(trace["x"]) <= AWAY).all(), trace["uid"]


def test_at_rate_0_nothing_is_dropped():
    done = measure_inputs(replace(SCALE, rate=0.0))
    assert np.allclose(done.scaled.inputs, done.value)
    assert np.allclose(done.unscaled.inputs, done.value)
    assert done.scaled.errors == done.unscaled.errors == 0
    assert measure_masks(replace(MASKS, rate=0.0)).different == 1
    assert np.allclose(measure_uses(replace(USES, rate=0.0)).masked, measure_uses(replace(USES, rate=0.0)).value)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=3))
def test_names_are_a_gap_apart_and_on_the_axis(levels):
    y = np.sort(apart(np.array([levels]), 0.5, -1.0, 1.0)[0])
    assert (np.diff(y) >= 0.5 - 1e-9).all()
    assert y[0] >= -1 - 1e-9
    assert y[-1] <= 1 + 1e-9


# Trainings


@pytest.mark.parametrize("rate", [0.0, 0.4])
def test_a_training_is_that_of_the_core(rate):
    done, network, data = trained_by_the_core(PAIR, rate)
    found = fit(task_of(PAIR), rate)
    assert np.array_equal(found.error, done.error["Adam"])
    assert np.array_equal(found.validation, done.validation["Adam"])
    grid = outlook(DATASETS["circle"], data).grid
    for epoch, picture in ((0, found.pictures[0]), (20, found.pictures[-1])):
        shown = network.predict(done.w["Adam"][epoch, 0], grid).reshape(SIDE, -1)
        assert picture.astype(float) == pytest.approx(255 * shown, abs=0.51)


def test_both_trainings_start_from_the_same_weights():
    plain, dropped = fit(task_of(PAIR), 0.0), fit(task_of(PAIR), 0.4)
    assert np.array_equal(plain.error[0], dropped.error[0])
    assert not np.array_equal(plain.error[1], dropped.error[1])


def test_bands_hold_the_curves_and_reach_from_the_least_to_the_most():
    drawn, top = tracks(scene(PAIR)), PAGE.measure(PAIR).top
    for name, rate in ((PLAIN, 0.0), (DROPPED, PAIR.rate)):
        errors = np.minimum(fit(task_of(PAIR), rate).validation, 1.05 * top)
        low, curve, high = (drawn[uid]["y"] for uid in (f"band-{name}-low", f"curve-{name}", f"band-{name}-high"))
        assert np.array_equal(low, errors.min(1))
        assert np.allclose(curve, np.median(errors, axis=1))
        assert np.array_equal(high, errors.max(1))
        assert (low < high).any()


def test_a_sine_is_drawn_as_its_fitted_curve():
    chosen = replace(PAIR, dataset="sine")
    values, (done, network, data) = tracks(scene(chosen))["fit-dropout"], trained_by_the_core(chosen, chosen.rate)
    assert values["x"].shape == (1, CURVE)
    fitted = network.predict(done.w["Adam"][-1, 0], data.normalized(values["x"].T))[:, 0]
    assert values["y"][-1] == pytest.approx(fitted, abs=1e-5)


def test_the_errors_at_all_rates_are_those_of_their_trainings():
    chosen = replace(EVERY_RATE, rate=0.35)
    done, shown = PAGE.measure(chosen), scene(chosen)
    rates = sorted({0.35, *RATES})
    assert done.rates.tolist() == rates
    for i, rate in enumerate(rates):
        one = fit(task_of(chosen), rate)
        assert np.array_equal(done.training[:, i], one.error[done.epochs])
        assert np.array_equal(done.validation[:, i], one.validation[done.epochs])
        row = shown.words.table[i]
        ends = [np.median(part[-1]) for part in (one.error, one.validation)]
        assert [*row.values()] == [number(rate), *map(number, ends)]
    assert done.epochs[-1] == chosen.epochs
    _, network, data = trained_by_the_core(chosen, 0.0)
    learnt = np.median(done.training, -1) <= 0.9 * naive(network, data.y)
    for row, first in zip(learnt, done.too_much(), strict=True):
        assert not row[first:].any()
        assert first == 0 or row[first - 1]


# Growing


@pytest.fixture
def in_pieces(monkeypatch):
    """Trainings go on in many pieces, and each is shown."""
    for module in (measure_pair, measure_rates):
        monkeypatch.setattr(module, "FIRST", 0.0)
        monkeypatch.setattr(module, "BETWEEN", 0.0)
    monkeypatch.setattr("networks.training.CHUNK", 7)


@pytest.mark.parametrize(("view", "rate"), [("overfitting", 0.0), ("overfitting", 0.35), ("rate", 0.35), ("rate", 0.5)])
def test_trainings_grow_into_the_complete_ones(in_pieces, view, rate):
    chosen = replace(PAIR, view=view, rate=rate, seed=100 + int(100 * rate))
    shown = list(PAGE.growing(chosen, ACT_OF[view]))
    progress = [each.progress for each in shown]
    assert progress == sorted(set(progress))
    assert progress[-1] == 1 > progress[-2]
    assert packed(shown[-1]) == packed(scene(chosen))
    assert all(part.answer.right is None for part in shown[:-1])


def test_a_training_is_computed_once_for_all_who_ask():
    chosen = replace(EVERY_RATE, seed=77)
    scene(chosen)
    for rate in RATES:
        assert len([*fitting(task_of(chosen), rate)]) == 1


def test_a_training_cut_short_is_a_shorter_training():
    long, short = fit(task_of(replace(PAIR, seed=4)), 0.2), fit(task_of(replace(PAIR, seed=4, epochs=10)), 0.2)
    assert np.array_equal(long.until(10).error, short.error)
    assert long.until(20) is long


# Settings


def test_the_names_in_a_link_stay():
    names = {"view", "rate", "unit", "steps", "dataset", "noise", "width", "epochs", "seeds", "seed"}
    assert set(declared(Settings)) == names
    assert {name for shown in SHOWN.values() for name in shown} == names
    assert {"masks", "overfitting"} < set(SHOWN)  # links of version 1


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


def test_random_settings_give_sound_scenes_in_every_view_and_act():
    draw = random.Random(11)
    values = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
    short = {"epochs": (10, 20), "seeds": (1, 2, 3), "width": tuple(range(1, 6)), "noise": (0, 0.4, 10)}
    for i in range(60):
        chosen = Settings(**{n: draw.choice(some) for n, some in (values | short).items()} | {"view": [*SHOWN][i % 5]})
        act = draw.choice([ACT_OF[chosen.view], *ACT_OF.values()])
        shown = PAGE.scene(chosen, act)  # a warning is an error
        assert packed(shown)  # refuses what is not finite
        told = " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))
        assert not re.search(r"\b(nan|inf|None)\b|∞", told)
        assert shown.answer.right in (None, *PAGE.act(act).guesses)
        assert len(shown.answer.because) <= 210
        if VIEW_OF[act] != chosen.view:
            assert shown.answer.right is None
            assert "another view" in shown.answer.because
