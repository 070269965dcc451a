"""Kept trainings: the same as new ones, trained once, within their bytes."""

from threading import Thread

import numpy as np
import pytest

import networks.kept
from networks import DATASETS, KeptTrainings, Network, TrainingError, initial, train
from optim import NEVER, RULES, SGD, Adam, Momentum

NETWORK = Network((2, 5, 1))
SEEDS = (0, 1)
START = np.stack([initial(NETWORK, seed=seed) for seed in SEEDS])
OBJECTIVE = TrainingError(NETWORK, DATASETS["moons"].data(size=60), 10, SEEDS)
THREE = {"SGD": SGD(0.1), "Momentum": Momentum(0.1), "Adam": Adam(0.01)}
ROOM = 2**20


@pytest.fixture
def trained(monkeypatch):
    """The names of the rules that were trained, in order."""
    names = []

    def counting(rules, *others):
        names.extend(rules)
        return train(rules, *others)

    monkeypatch.setattr(networks.kept, "train", counting)
    return names


def last(kept, rules=THREE, epochs=12, task="task"):
    *_, done = kept.train(task, rules, OBJECTIVE, START, epochs)
    return done


def same(one, other):
    for part in ("w", "error", "validation", "diverged_at"):
        mine, theirs = getattr(one, part), getattr(other, part)
        assert list(mine) == list(theirs)
        for name in mine:
            np.testing.assert_array_equal(mine[name], theirs[name], err_msg=f"{part} of {name}")
    assert one.complete == other.complete
    assert one.epochs == other.epochs


def fresh(rules=THREE, epochs=12):
    *_, done = train(rules, OBJECTIVE, START, epochs)
    return done


def test_a_training_is_the_same_new_and_kept(trained):
    kept = KeptTrainings(ROOM)
    same(last(kept), fresh())
    same(last(kept), fresh())
    assert trained == list(THREE)


def test_rules_that_are_not_kept_are_trained_alone(trained):
    kept = KeptTrainings(ROOM)
    last(kept)
    other = THREE | {"Momentum": Momentum(0.1, 0.5)}
    same(last(kept, other), fresh(other))
    fewer = {name: THREE[name] for name in ("Adam", "SGD")}
    same(last(kept, fewer), fresh(fewer))
    assert trained == [*THREE, "Momentum"]


def test_fewer_epochs_are_the_beginning_of_more(trained):
    kept = KeptTrainings(ROOM)
    last(kept, epochs=12)
    same(last(kept, epochs=5), fresh(epochs=5))
    assert trained == list(THREE)
    same(last(kept, epochs=13), fresh(epochs=13))
    same(last(kept, epochs=12), fresh())
    assert trained == [*THREE, *THREE]


def test_another_task_is_another_training(trained):
    kept = KeptTrainings(ROOM)
    last(kept, task="one")
    last(kept, task="other")
    assert trained == [*THREE, *THREE]


def test_what_grows_beside_kept_rules_goes_on_in_step(monkeypatch):
    monkeypatch.setattr(networks.training, "CHUNK", 4)  # small steps: a piece for each epoch
    kept = KeptTrainings(ROOM)
    last(kept, {"Adam": THREE["Adam"]})
    whole = fresh()
    pieces = list(kept.train("task", THREE, OBJECTIVE, START, 12))
    assert [piece.complete for piece in pieces] == [False] * 11 + [True]
    for epoch, piece in enumerate(pieces, 1):
        assert list(piece.w) == list(THREE)
        for name, w in piece.w.items():
            np.testing.assert_array_equal(w, whole.w[name][: epoch + 1])
            np.testing.assert_array_equal(piece.error[name], whole.error[name][: epoch + 1])


def test_a_run_that_diverges_later_has_not_diverged_yet():
    kept = KeptTrainings(ROOM)
    linear = Network((1, 4, 4, 1), "identity", "linear")
    objective = TrainingError(linear, DATASETS["sine"].data(), 10, (0,))
    *_, done = kept.train("steep", {"SGD": SGD(3.0)}, objective, initial(linear)[None], 9)
    end = int(done.diverged_at["SGD"][0])
    assert 1 <= end <= 9
    *_, before = kept.train("steep", {"SGD": SGD(3.0)}, objective, initial(linear)[None], end - 1)
    assert before.diverged_at["SGD"].tolist() == [NEVER]


def test_an_abandoned_training_is_not_kept(trained, monkeypatch):
    monkeypatch.setattr(networks.training, "CHUNK", 4)
    kept = KeptTrainings(ROOM)
    begun = kept.train("task", THREE, OBJECTIVE, START, 12)
    next(begun)
    begun.close()
    assert kept.bytes == 0
    last(kept)
    assert trained == [*THREE, *THREE]


def test_the_latest_used_stay_within_the_bytes(trained):
    kept = KeptTrainings(ROOM)
    last(kept, task=0)
    one = kept.bytes
    assert one > sum(part[name].nbytes for part in (fresh().w, fresh().error, fresh().validation) for name in THREE)
    small = KeptTrainings(4 * one)
    for task in range(20):
        last(small, task=task)
        last(small, task=0)  # used again and again
        assert small.bytes <= 4 * one
    del trained[:]
    last(small, task=0)
    last(small, task=19)
    assert trained == []
    last(small, task=5)
    assert trained == list(THREE)


def test_what_is_larger_than_the_room_is_not_kept():
    kept = KeptTrainings(100)
    same(last(kept), fresh())
    assert kept.bytes == 0


def test_threads_may_share_them():
    kept = KeptTrainings(30_000)
    failures = []

    def work():
        try:
            for round in range(15):
                rule = RULES["Adam"](0.01 * (1 + round % 4))
                same(last(kept, {"Adam": rule}, 3), fresh({"Adam": rule}, 3))
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert kept.bytes == sum(run.bytes for run in kept._entries.values()) <= 30_000
