"""The network race trains each rule as if it were alone, keeps what it has, and shows a training under way."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from race_scenes import EACH, EVERY, MEASURE, complete, drawable, packed, said, scene, traces, tracks

import networks.training
from networks import DATASETS, KeptTrainings, TrainingError
from optim import LECTURE, race
from pages.network_race import PAGE
from pages.network_race.measure_decisions import SKETCH
from pages.network_race.settings import VIEWS, Settings


@pytest.fixture
def piecewise(monkeypatch):
    """Trainings are new, go on in many pieces, and each is shown."""
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(0))
    monkeypatch.setattr(MEASURE, "FIRST", 0.0)
    monkeypatch.setattr(MEASURE, "BETWEEN", 0.0)
    monkeypatch.setattr(networks.training, "CHUNK", 4)


# The training


def test_all_rules_start_from_the_same_weights_and_meet_the_same_batches():
    done = complete(EACH)
    starts = [w[0] for w in done.w.values()]
    assert list(done.w) == list(EVERY)
    assert all(np.array_equal(start, starts[0]) for start in starts)
    objective = TrainingError(EACH.network(), EACH.data(), EACH.batch_size, (0,))
    for name in EVERY:  # alone, each rule does what it does in the race
        alone = race({name: EACH.rule(name)}, objective, starts[0], 2 * objective.batches)[name]
        assert np.array_equal(done.w[name][2], alone.w[-1])


def test_each_seed_is_a_run_of_its_own():
    three, alone = complete(Settings(epochs=5, seeds=3)), complete(Settings(epochs=5))
    for name in LECTURE:
        assert np.array_equal(three.w[name][:, 0], alone.w[name][:, 0])
        assert not np.allclose(three.error[name][:, 0], three.error[name][:, 1])


OTHERS = {
    **{"dataset": "circle", "noise": 0.3, "size": 60, "layers": 1, "width": 5, "activation": "relu"},
    **{"batch_size": 50, "seed": 1, "seeds": 2, "eta": 0.05, "epsilon": 0.1, "l1": 0.01, "l2": 0.01},
}


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_training_is_taken_for_this_one(name, monkeypatch):
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(2**24))
    first, asked = Settings(epochs=3, rules=("Adam",)), Settings(epochs=3, rules=("Adam",), **{name: OTHERS[name]})
    complete(first)
    beside = complete(asked)
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(0))
    assert np.array_equal(beside.w["Adam"], complete(asked).w["Adam"])
    assert not np.array_equal(beside.error["Adam"], complete(first).error["Adam"])


@pytest.mark.parametrize("view", ["data", "etas", "batches", "weights"])
def test_penalties_are_trained_and_the_errors_are_without_them(view):
    asked = Settings(view=view, epochs=10, rules=("SGD",), whose="SGD", l1=0.003, l2=0.02, size=60)
    done, network, data = complete(asked), asked.network(), asked.data()
    for name, w in done.w.items():
        free = complete(replace(asked, l1=0.0, l2=0.0)).w[name]
        assert np.allclose(done.error[name][-1], network.loss(w[-1], data.x, data.y), rtol=1e-9)
        first, second = (np.concatenate([m[..., :-1, :].ravel() for m in network.matrices(at[-1])]) for at in (w, free))
        assert (first**2).sum() < (second**2).sum()
    assert "0.003·Σ|w| + 0.02·Σw²" in said(scene(asked))
    assert "Σ" not in said(scene(replace(asked, l1=0.0, l2=0.0)))


@pytest.mark.parametrize("view", ["batches", "depth"])
def test_trainings_in_step_are_kept(view, monkeypatch):
    asked = Settings(view=view, epochs=2, size=20, eta=0.0321)
    whole = packed(scene(asked))
    monkeypatch.setattr("networks.kept.train", lambda *_: pytest.fail("trained again"))
    assert packed(scene(asked)) == whole


def test_another_view_and_fewer_epochs_train_nothing(monkeypatch):
    asked = replace(EACH, eta=0.0123, each=False)
    whole = packed(scene(asked)), packed(scene(replace(asked, view="weights"))), packed(scene(replace(asked, epochs=9)))
    monkeypatch.setattr("networks.kept.train", lambda *_: pytest.fail("trained again"))
    assert packed(scene(asked)) == whole[0]
    assert packed(scene(replace(asked, view="weights"))) == whole[1]
    assert packed(scene(replace(asked, epochs=9))) == whole[2]
    monkeypatch.undo()
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(0))
    assert packed(scene(asked)) == whole[0]
    assert packed(scene(replace(asked, epochs=9))) == whole[2]


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_learnt_at_the_default_rates_for_each_rule(name):
    measured = PAGE.measure(Settings(each=True, dataset=name, rules=EVERY, size=160, epochs=30))
    for learned in measured.learned.values():
        assert learned.error is not None
        assert learned.error < measured.training.baseline


# Under way


def test_a_training_under_way_is_drawn_as_far_as_it_is(piecewise):
    asked = Settings(batch_size=5, epochs=20)
    shown = list(PAGE.growing(asked))
    assert [one.progress for one in shown] == pytest.approx([epoch / 20 for epoch in range(1, 21)])
    assert len(shown) == 20
    for epoch, one in enumerate(shown, 1):
        assert one.steps == epoch
        assert f"after {epoch} epoch" in one.words.summary
        assert drawable(one)
        along = traces(one)["names"]["xaxis"][1:]
        assert one.drawing["layout"][f"xaxis{along}"]["range"][1] > 20
        maps = [track for track in one.tracks if track.trace.startswith("decision-")]
        assert len(maps) == 4
        if epoch < 20:
            assert all(len(track.values["z"]) <= SKETCH + 1 for track in maps)
    whole = scene(asked)
    assert packed(shown[-1]) == packed(whole)
    for uid in ("training-Adam", "training-SGD"):
        np.testing.assert_array_equal(tracks(shown[6])[uid].values["y"], tracks(whole)[uid].values["y"][:8])


@pytest.mark.parametrize("view", VIEWS)
def test_a_complete_training_is_the_last_of_what_grows(view):
    asked = Settings(epochs=6, view=view, size=40)
    *_, last = PAGE.grow(asked)
    assert last.complete
    assert packed(PAGE.draw(last)) == packed(PAGE.draw(PAGE.measure(asked)))


def test_pictures_come_early_and_then_at_intervals(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(MEASURE.time, "perf_counter", lambda: now[0])
    complete(Settings(epochs=100))  # of which the others are the beginning

    def slowly(asked):
        for epoch in range(1, 101):
            now[0] += 0.02  # seconds of training
            yield replace(complete(Settings(epochs=epoch)), complete=epoch == 100)

    monkeypatch.setattr(MEASURE, "training", slowly)
    came = []
    for measured in MEASURE.grow(Settings(epochs=100)):
        came.append(measured.epochs)
        now[0] += 10.0  # drawing and sending do not count
    assert came[0] == 3
    assert all(7 <= later - earlier <= 8 for earlier, later in pairwise(came[:-1]))
    assert came[-1] == 100
    assert 90 < came[-2] < 98


def test_a_short_training_comes_at_once(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(MEASURE.time, "perf_counter", lambda: now[0])

    def quickly(asked):
        for epoch in (55, 60):
            now[0] += 0.07 * epoch / 60
            yield replace(complete(Settings(epochs=epoch)), complete=epoch == 60)

    monkeypatch.setattr(MEASURE, "training", quickly)
    assert [measured.epochs for measured in MEASURE.grow(Settings())] == [60]


def test_trainings_of_several_networks_go_on_in_step(piecewise):
    asked = Settings(view="batches", size=20, epochs=9)
    shown = list(PAGE.grow(asked))
    assert [one.epochs for one in shown] == sorted(one.epochs for one in shown)
    assert len(shown) > 2
    whole, done = PAGE.measure(asked), complete(asked)
    for one in shown:
        for name, curve in one.training.median.items():
            assert len(curve) == one.epochs + 1
            expected = np.maximum(done.error[name][: one.epochs + 1, 0], 1e-12)
            assert np.allclose(curve, expected)
    assert [one.complete for one in shown] == [False] * (len(shown) - 1) + [True]
    assert packed(PAGE.draw(shown[-1])) == packed(PAGE.draw(whole))
