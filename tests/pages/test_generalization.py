"""The generalization page: its measurements and its drawings, each computed again from the core."""

import random
import re
from dataclasses import replace

import numpy as np
import pytest

from lesson import declared, number
from lesson.pack import encode, pack
from networks import DATASETS, Augmentation, KeptTrainings, Network, TrainingError, initial, naive, outlook, train
from networks.decisions import CURVE, SIDE
from optim import Adam
from pages.generalization import PAGE, measure_digits, measure_training
from pages.generalization.measure_bands import band_of, below, lower
from pages.generalization.measure_digits import AS_THEY_ARE, CHANGED, EPOCHS
from pages.generalization.measure_many import COUNTS
from pages.generalization.measure_remedies import DROPPED, L1, L2, NEAR, PLAIN, of_weights
from pages.generalization.measure_run import stopping
from pages.generalization.settings import SHOWN, WIDTHS, Settings

SHORT = {"epochs": 20, "seeds": 3, "width": 4}
VIEW_OF = {act.name: PAGE.opening(act).view for act in PAGE.acts}
ACT_OF = {view: name for name, view in VIEW_OF.items()}


def short(view, **other):
    return Settings(view=view, **SHORT | other)


def scene(chosen):
    return PAGE.scene(chosen, ACT_OF[chosen.view])


def tracks(drawn):
    return {track.trace: track.values for track in drawn.tracks}


def packed(shown):
    return pack(encode(shown))


def by_the_core(chosen, width=None, l1=0.0, l2=0.0, rate=0.0):
    """The same training by the core alone, and its network and data."""
    dataset = DATASETS[chosen.dataset]
    data = dataset.data(chosen.seed, chosen.noise, chosen.size)
    units = chosen.width if width is None else width
    hidden = (units, units) if units else ()
    network = Network((dataset.columns, *hidden, dataset.outputs), "tanh", dataset.output, rate)
    seeds = tuple(range(chosen.seed, chosen.seed + chosen.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    objective = TrainingError(network, data, len(data.x), seeds, l1, l2)
    *_, done = train({"Adam": Adam(chosen.eta)}, objective, start, chosen.epochs)
    return done, network, data


# Bands


def test_a_band_is_the_middle_half_and_is_below_where_it_ends_below():
    band = band_of(np.array([[5.0, 1.0, 2.0, 4.0, 3.0], [1.0, 1.0, 1.0, 1.0, np.inf]]))
    assert (band.low[0], band.middle[0], band.high[0]) == (2, 3, 4)
    assert (band.low[1], band.high[1]) == (1, 1)
    assert below(np.array([0.0, 1, 2, 3, 9]), np.array([3.5, 4, 5, 6, 0]))
    assert not below(np.array([0.0, 1, 2, 3, 9]), np.array([3.0, 3, 5, 6, 0]))


@pytest.mark.parametrize("seeds", [2, 3, 4, 5])
def test_what_is_alike_is_seldom_called_lower(seeds):
    """In one of twenty cases at most, where the bands alone would do so more often."""
    draw = np.random.default_rng(seeds)
    pairs = draw.standard_normal((4000, 2, seeds))
    called = sum(lower(one, other) for one, other in pairs)
    assert called <= (0.05 + 3 * (0.05 * 0.95 / 4000) ** 0.5) * 4000
    assert sum(below(one, other) for one, other in pairs) > max(1.5 * called, 300)
    far = [lower(one - 4, other + 4) for one, other in pairs[:50]]
    assert all(far) == (seeds > 2)


# Trainings


@pytest.mark.parametrize("dataset", ["sine", "moons", "cells"])
def test_a_run_is_that_of_the_core(dataset):
    chosen = short("errors", dataset=dataset, noise=0.3)
    measured, (done, network, data) = PAGE.measure(chosen), by_the_core(chosen)
    assert np.array_equal(measured.error, done.error["Adam"])
    assert np.array_equal(measured.validation, done.validation["Adam"])
    assert measured.baseline == naive(network, data.y)
    assert measured.beyond == naive(network, data.y, data.y_val)
    said = network.predict(done.w["Adam"][-1, 0], outlook(DATASETS[dataset], data).grid)[:, 0]
    shown = measured.pictures[-1] if dataset == "sine" else measured.pictures[-1].reshape(SIDE * SIDE) / 255
    assert shown == pytest.approx(said, abs=1e-5 if dataset == "sine" else 0.0021)
    drawn = tracks(scene(chosen))
    middle = np.median(measured.validation, axis=1)
    assert np.allclose(drawn["unseen-curve"]["y"], np.minimum(middle, 1.05 * measured.top))
    low, high = (drawn[f"unseen-band-{edge}"]["y"] for edge in ("low", "high"))
    assert (low <= high).all()
    assert (low < high).any()
    lowest = [int(np.argmin(middle[: t + 1])) for t in range(chosen.epochs + 1)]
    assert drawn["lowest"]["x"].tolist() == lowest
    assert drawn["lowest-name"]["text"][-1] == [f"\u2002lowest: epoch {lowest[-1]}"]


def test_the_baseline_drawn_is_the_mean():
    chosen = short("learning")
    lines = {trace["uid"]: trace for trace in scene(chosen).drawing["data"]}
    data = DATASETS["sine"].data(chosen.seed, chosen.noise, chosen.size)
    assert lines["constant"]["y"] == pytest.approx([data.y.mean()] * 2)
    assert lines["baseline"]["y"] == pytest.approx([0.5 * data.y.var()] * 2)


def test_early_stopping_waits_as_long_as_its_patience():
    validation = np.array([[5.0, 4, 4.5, 3, 3.5, 3.4, 3.3, 1, 0]]).T
    assert [int(one[0]) for one in stopping(validation, 1)] == [1, 2]
    assert [int(one[0]) for one in stopping(validation, 2)] == [3, 5]
    assert [int(one[0]) for one in stopping(validation, 3)] == [3, 6]
    assert [int(one[0]) for one in stopping(validation, 4)] == [8, 8]
    ties = np.array([[2.0, 2.0, 2.0]]).T
    assert [int(one[0]) for one in stopping(ties, 2)] == [0, 2]


def test_what_is_kept_is_drawn_from_its_epoch_on():
    chosen = short("stop", epochs=60, patience=5, eta=0.1)
    measured, (done, network, data) = PAGE.measure(chosen), by_the_core(chosen)
    at, stop = int(measured.kept[0]), int(measured.stopped[0])
    assert 0 < at < stop < 60
    kept = network.predict(done.w["Adam"][at, 0], outlook(DATASETS["sine"], data).grid)[:, 0]
    shown = scene(chosen)
    (track,) = [track for track in shown.tracks if track.trace == "fit-kept"]
    assert track.values["y"][-1] == pytest.approx(kept, abs=1e-5)
    assert track.values["y"].shape[1] == CURVE
    assert np.array_equal(track.values["y"][0], tracks(shown)["fit-own"]["y"][0])
    told = [text for (text,) in tracks(shown)["kept-name"]["text"]]
    assert told[0] == "epoch 0"
    assert told[stop - 1] == f"lowest: epoch {at}"
    assert told[stop] == told[-1] == f"kept: epoch {at}"


@pytest.mark.parametrize("view", ["capacity", "units", "examples"])
def test_the_errors_against_units_and_examples_are_those_of_their_trainings(view):
    chosen = short(view, width=6, seeds=2)
    measured, shown = PAGE.measure(chosen), scene(chosen)
    if view == "examples":
        assert measured.values.tolist() == [*COUNTS]
        assert measured.values[measured.at] == 20
        data = DATASETS["sine"].data(chosen.seed, chosen.noise, 320)
        assert measured.seen.x == pytest.approx(data.x[:20, 0] * data.deviation + data.mean)
        return
    assert measured.values.tolist() == [*WIDTHS]
    for i, width in enumerate(WIDTHS):
        done, network, _ = by_the_core(chosen, width)
        assert np.array_equal(measured.training[:, i], done.error["Adam"][measured.epochs])
        assert np.array_equal(measured.validation[:, i], done.validation["Adam"][measured.epochs])
        assert measured.weights[i] == network.parameters
        row = shown.words.table[i]
        ends = [np.median(part["Adam"][-1]) for part in (done.error, done.validation)]
        assert [*row.values()] == [str(width), str(network.parameters), *map(number, ends)]
    assert measured.weights[measured.as_many] >= 20 > measured.weights[measured.as_many - 1]
    uids = {trace["uid"] for trace in shown.drawing["data"]}
    assert ("unseen-curve" in uids) == ("lowest" in uids) == (view == "capacity")


def test_penalties_and_dropout_are_those_of_the_core_from_the_same_start():
    chosen = short("weights", l1=0.003, l2=0.01, epochs=40)
    measured = PAGE.measure(chosen)
    for name, how in ((PLAIN, {}), (L2, {"l2": 0.01}), (L1, {"l1": 0.003})):
        done, network, _ = by_the_core(chosen, **how)
        assert np.array_equal(measured.ends[name], done.validation["Adam"][-1])
        last = of_weights(network, done.w["Adam"][-1])
        assert last.shape[1] == network.parameters - 9  # biases
        assert np.array_equal(measured.near[name][-1], (np.abs(last) <= NEAR).sum(1))
        assert np.array_equal(np.sort(measured.weights[name][-1]), np.sort(last[0]))
    assert np.array_equal(measured.weights[L1][0], measured.weights[PLAIN][0])
    largest = np.abs(measured.weights[PLAIN][-1])
    assert (np.diff(largest) <= 0).all()
    bars = tracks(scene(chosen))
    up, down = (bars[f"{side}-{L2}"]["y"][-1].reshape(-1, 4)[:, 1] for side in ("up", "down"))
    assert np.allclose(up + down, np.clip(measured.weights[L2][-1], -1.6, 1.6))
    dropped = PAGE.measure(replace(chosen, view="dropout", rate=0.3))
    assert np.array_equal(dropped.ends[DROPPED], by_the_core(chosen, rate=0.3)[0].validation["Adam"][-1])
    assert np.array_equal(dropped.ends[PLAIN], measured.ends[PLAIN])


# Digits


DIGITS = Settings(view="augment", digits=60, seeds=1, turn=30)


def test_both_trainings_on_digits_see_as_many_pictures_and_only_one_is_changed():
    plain, changed = (measure_digits.data_of(DIGITS, kind) for kind in (False, True))
    assert plain.x.shape == changed.x.shape == (1200, 64)
    assert np.array_equal(plain.x[:60], changed.x[:60])
    assert np.array_equal(plain.x[60:120], plain.x[:60])
    assert np.array_equal(plain.y, changed.y)
    assert np.array_equal(plain.x_val, changed.x_val)
    raw = DATASETS["digits"].data(8, 0.0, 800, normalize=False)
    copies = Augmentation(30.0, DIGITS.zoom, DIGITS.shift, DIGITS.speckle).copies(
        raw.x[:60], 19, np.random.default_rng(8)
    )
    assert changed.x[60:] * raw.x[:60].std() + raw.x[:60].mean() == pytest.approx(copies)
    assert plain.x[:60].mean() == pytest.approx(0, abs=1e-12)
    assert plain.x[:60].std() == pytest.approx(1)


def test_the_digits_drawn_are_those_trained_on():
    measured = PAGE.measure(DIGITS)
    data = measure_digits.data_of(DIGITS, True)
    raw = DATASETS["digits"].data(8, 0.0, 800, normalize=False).x[:60]
    trained = data.x.reshape(20, 60, 64) * raw.std() + raw.mean()
    classes = data.y[:60].argmax(1).tolist()
    for digit in range(10):
        first = classes.index(digit)
        assert measured.samples[digit] == pytest.approx(trained[:8, first])


def test_confusions_count_every_unseen_digit_once_a_seed():
    measured = PAGE.measure(replace(DIGITS, view="confused", seeds=2))
    truth = DATASETS["digits"].data(8, 0.0, 800).y_val.argmax(1)
    for name in (AS_THEY_ARE, CHANGED):
        counts = measured.confused[name]
        assert counts.shape == (EPOCHS + 1, 10, 10)
        assert np.array_equal(counts.sum(2), np.tile(2 * np.bincount(truth, minlength=10), (EPOCHS + 1, 1)))
        right = np.trace(counts[-1]) / counts[-1].sum()
        assert 1 - measured.wrong[name][-1].mean() == pytest.approx(right)
    drawn = tracks(scene(replace(DIGITS, view="confused", seeds=2)))
    _, j, _ = measured.pairs()[0]
    frame = drawn[f"pair-{CHANGED}-0"]["x"]
    assert frame[-1].mean() == pytest.approx(j, abs=0.21)
    assert (frame[0] < -1).all()  # not before the end


# The test part


def test_the_test_part_is_touched_by_the_last_step_alone():
    chosen = short("test", seeds=2)
    measured, shown = PAGE.measure(chosen), scene(chosen)
    assert measured.tested == 400
    assert shown.steps == len(WIDTHS)
    drawn = tracks(shown)
    assert drawn["tested"]["x"].shape == (2, 2)
    (track,) = [track for track in shown.tracks if track.trace == "tested"]
    assert track.stride == shown.steps
    assert (drawn["tested"]["x"][0] < 0).all()
    before = " ".join(text for row in drawn["names"]["text"][:-1] for text in row)
    assert "test" not in before
    assert "test" in " ".join(drawn["names"]["text"][-1])
    chosen_so_far = drawn["chosen"]["y"]
    assert (np.diff(chosen_so_far, axis=0) <= 0).all()
    assert np.allclose(chosen_so_far[-1], np.minimum(measured.chosen, 1.05 * measured.top))


# Growing


@pytest.fixture
def in_pieces(monkeypatch):
    """Trainings are new, go on in many pieces, and each is shown."""
    monkeypatch.setattr(measure_training, "FIRST", 0.0)
    monkeypatch.setattr(measure_training, "BETWEEN", 0.0)
    monkeypatch.setattr(measure_training, "kept", KeptTrainings(0))
    monkeypatch.setattr(measure_digits, "kept", KeptTrainings(0))
    monkeypatch.setattr("networks.training.CHUNK", 7)


@pytest.mark.parametrize("view", SHOWN)
def test_trainings_grow_into_the_complete_ones(in_pieces, view):
    chosen = short(view, seeds=3)
    shown = list(PAGE.growing(chosen, ACT_OF[view]))
    progress = [each.progress for each in shown]
    assert progress == sorted(set(progress))
    assert progress[-1] == 1 > progress[0]
    assert packed(shown[-1]) == packed(scene(chosen))
    assert all(part.answer.right is None for part in shown[:-1])


def test_a_training_is_computed_once_for_all_who_ask(monkeypatch):
    chosen = short("capacity", seed=77)
    whole = packed(scene(chosen))
    monkeypatch.setattr("networks.kept.train", lambda *_: pytest.fail("trained again"))
    assert packed(scene(chosen)) == whole
    scene(replace(chosen, view="errors", epochs=10))
    scene(replace(chosen, view="stop", patience=7))


# Settings


def test_every_setting_is_shown_somewhere():
    assert {name for shown in SHOWN.values() for name in shown} == set(declared(Settings))


@pytest.mark.parametrize("wrong", [
    {"rate": 1.0}, {"noise": 11}, {"size": 3}, {"size": 401}, {"patience": 0}, {"l1": -0.1}, {"l2": 2}, {"turn": 181},
    {"zoom": 0.6}, {"shift": float("nan")}, {"speckle": 9}, {"digits": 10}, {"eta": 2}, {"seeds": 6}, {"view": "other"},
    {"dataset": "spiral"},
])  # fmt: skip
def test_settings_refuse_what_is_out_of_range(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


def test_random_settings_give_sound_scenes_in_every_view_and_act():
    draw = random.Random(11)
    values = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
    brief = {"epochs": (10, 20), "seeds": (1, 2, 3), "size": (4, 5, 20, 40), "noise": (0, 0.4, 10), "digits": (20, 60)}
    for i in range(44):
        chosen = Settings(**{n: draw.choice(some) for n, some in (values | brief).items()} | {"view": [*SHOWN][i % 11]})
        act = draw.choice([ACT_OF[chosen.view], *ACT_OF.values()])
        shown = PAGE.scene(chosen, act)  # a warning is an error
        assert packed(shown)  # refuses what is not finite
        told = " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))
        assert not re.search(r"\b(nan|inf|None)\b|∞", told)
        assert not re.search(r"\b1 (seeds|units|epochs|splits|digits|examples)\b", told)
        assert shown.answer.right in (None, *PAGE.act(act).guesses)
        assert len(shown.answer.because) <= 210
        if VIEW_OF[act] != chosen.view:
            assert shown.answer.right is None
            assert "another view" in shown.answer.because
