"""Trainings that cannot share a pass go on in step, and come to what each comes to alone."""

import numpy as np

import networks.training
from networks import DATASETS, Network, TrainingError, alongside, initial, train
from optim import NEVER, SGD


def one(size, eta=0.1, epochs=7):
    data = DATASETS["moons"].data(0, 0.1, 40)
    network = Network((2, size, 1))
    return train({"any": SGD(eta)}, TrainingError(network, data, 5), initial(network), epochs)


def test_trainings_go_on_in_step_and_end_as_alone(monkeypatch):
    monkeypatch.setattr(networks.training, "CHUNK", 8)
    (*_, small), (*_, large) = one(2), one(6)
    seen = [*alongside({"small": one(2), "large": one(6)})]
    epochs = [done.epochs for done in seen]
    assert epochs == sorted(epochs)
    assert len(set(epochs)) > 2
    assert [done.complete for done in seen] == [False] * (len(seen) - 1) + [True]
    for done in seen:
        for name, alone in (("small", small), ("large", large)):
            rows = slice(done.epochs + 1)
            assert np.array_equal(done.w[name], alone.w["any"][rows])
            assert np.array_equal(done.error[name], alone.error["any"][rows])
            assert np.array_equal(done.validation[name], alone.validation["any"][rows])


def test_what_diverges_later_has_not_yet(monkeypatch):
    monkeypatch.setattr(networks.training, "CHUNK", 8)
    data = DATASETS["sine"].data()
    network = Network((1, 1), output="linear")

    def trained(eta):
        return train({"any": SGD(eta)}, TrainingError(network, data, 10), initial(network), 20)

    *_, alone = trained(3.0)
    end = int(alone.diverged_at["any"])
    assert end != NEVER
    for done in alongside({"wild": trained(3.0), "calm": trained(0.01)}):
        assert int(done.diverged_at["wild"]) == (end if end <= done.epochs else NEVER)
        assert int(done.diverged_at["calm"]) == NEVER
