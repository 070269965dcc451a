"""The numpy core: a race and the training of networks against PyTorch eager loops, and a map as one run."""

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.row import Row, middle, quartiles, typical
from networks import DATASETS, Network, TrainingError, initial, train
from optim import SGD, Adam, Momentum, RMSProp, descend, race
from optim.rules import Array
from surfaces import SURFACES

ETA, ALPHA, RHO, EPSILON = 1e-3, 0.9, 0.9, 1e-7
STEPS, ROUNDS = 500, 15
MAP, MAP_STEPS = 64, 200
NETWORK = Network((2, 8, 8, 1), "tanh", "sigmoid")
BATCH, EPOCHS, RATE = 32, 125, 0.01


def rows() -> Iterator[Row]:
    """The budgets of the core."""
    yield _race()
    yield _map()
    yield _training()


def _ms(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - began)


def _race() -> Row:
    what = f"4 rules × {STEPS} steps on Rosenbrock against PyTorch eager"
    if find_spec("torch") is None:
        return Row(what, "≥", 20, "×", None, "PyTorch is not installed", "–")
    _agree()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_ms(_numpy))
        theirs.append(_ms(_torch))
    ratios = [their / our for their, our in zip(theirs, ours, strict=True)]
    spread = quartiles(ratios, "×")
    return Row(what, "≥", 20, "×", middle(ratios), spread, f"{typical(theirs, 'ms')} PyTorch")


def _numpy() -> list[list[float]]:
    rules = {
        "SGD": SGD(ETA),
        "Momentum": Momentum(ETA, ALPHA),
        "RMSProp": RMSProp(ETA, RHO, EPSILON),
        "Adam": Adam(ETA, epsilon=EPSILON),
    }
    surface = SURFACES["rosenbrock"]
    return [done.w[-1].tolist() for done in race(rules, surface, surface.starts[0], STEPS).values()]


def _torch() -> list[list[float]]:
    """The same, as people write it: one optimizer after the other, autograd, float64, nothing recorded."""
    import torch

    ends = []
    for optimizer in (
        lambda w: torch.optim.SGD([w], lr=ETA),
        lambda w: torch.optim.SGD([w], lr=ETA, momentum=ALPHA),
        lambda w: torch.optim.RMSprop([w], lr=ETA, alpha=RHO, eps=EPSILON),
        lambda w: torch.optim.Adam([w], lr=ETA, eps=EPSILON),
    ):
        w = torch.tensor(SURFACES["rosenbrock"].starts[0], dtype=torch.float64, requires_grad=True)
        rule = optimizer(w)
        for _ in range(STEPS):
            rule.zero_grad()
            x, y = w.unbind()
            error = (1 - x) ** 2 + 100 * (y - x * x) ** 2
            error.backward()
            rule.step()
        ends.append(w.tolist())
    return ends


def _agree() -> None:
    # Loose, because PyTorch's RMSProp has ε outside the root; it also warms both up.
    if not np.allclose(_numpy(), _torch(), rtol=0, atol=1e-3):
        raise RuntimeError("the race and the PyTorch loop end at different points: they did not do the same work")


def _map() -> Row:
    surface = SURFACES["canyon"]
    eta = np.geomspace(1e-4, 1, MAP).reshape(MAP, 1, 1)
    alpha = np.linspace(0, 0.99, MAP).reshape(1, MAP, 1)
    rule = Momentum(eta, alpha)

    def run() -> None:
        descend(rule, surface, surface.starts[0], MAP_STEPS)

    run()
    times = [_ms(run) for _ in range(ROUNDS)]
    what = f"{MAP}×{MAP} map of (η, α) × {MAP_STEPS} steps"
    return Row(what, "≤", 60, "ms", middle(times), quartiles(times, "ms"), "–")


def _training() -> Row:
    what = "Four rules training a 2-8-8-1 network, per network and step"
    if find_spec("torch") is None:
        return Row(what, "≥", 4, "×", None, "PyTorch is not installed", "–")
    objective = TrainingError(NETWORK, DATASETS["circle"].data(size=8 * BATCH), BATCH)  # 4 whole batches an epoch
    start = initial(NETWORK, "glorot")
    _train_alike(objective, start)
    steps = 4 * EPOCHS * objective.batches  # of all four networks
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(1e3 * _ms(lambda: _trained(objective, start)) / steps)
        theirs.append(1e3 * _ms(lambda: _torch_trained(objective, start)) / steps)
    ratios = [their / our for their, our in zip(theirs, ours, strict=True)]
    return Row(what, "≥", 4, "×", middle(ratios), quartiles(ratios, "×"), f"{typical(theirs, 'µs')} PyTorch")


def _trained(objective: TrainingError, start: Array) -> list[Array]:
    """As the app trains: all rules in one pass, weights and both errors recorded after each epoch."""
    rules = {
        "SGD": SGD(RATE),
        "Momentum": Momentum(RATE, ALPHA),
        "RMSProp": RMSProp(RATE, RHO, EPSILON),
        "Adam": Adam(RATE, epsilon=EPSILON),
    }
    *_, training = train(rules, objective, start, EPOCHS)
    return [path[-1] for path in training.w.values()]


def _torch_trained(objective: TrainingError, start: Array) -> list[Array]:
    """The same, as people write it: one network after the other, float64 like ours, nothing recorded."""
    import torch

    batches = [[torch.from_numpy(part) for part in objective.batch(t)] for t in range(EPOCHS * objective.batches)]
    loss = torch.nn.BCEWithLogitsLoss()
    ends = []
    for optimizer in (
        lambda w: torch.optim.SGD(w, lr=RATE),
        lambda w: torch.optim.SGD(w, lr=RATE, momentum=ALPHA),
        lambda w: torch.optim.RMSprop(w, lr=RATE, alpha=RHO, eps=EPSILON),
        lambda w: torch.optim.Adam(w, lr=RATE, eps=EPSILON),
    ):
        layers = [torch.nn.Linear(n_i - 1, n_o, dtype=torch.float64) for n_i, n_o in NETWORK.shapes]
        for layer, matrix in zip(layers, NETWORK.matrices(start), strict=True):
            layer.weight.data = torch.tensor(matrix[:-1].T.copy())
            layer.bias.data = torch.tensor(matrix[-1].copy())
        model = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2])
        rule = optimizer(model.parameters())
        for x, y in batches:
            rule.zero_grad()
            loss(model(x), y).backward()
            rule.step()
        matrices = [torch.cat([layer.weight.T, layer.bias[None]]) for layer in layers]
        ends.append(torch.cat([matrix.flatten() for matrix in matrices]).detach().numpy())
    return ends


def _train_alike(objective: TrainingError, start: Array) -> None:
    # Without RMSProp, because PyTorch's has ε outside the root; the calls also warm both up.
    ours, theirs = (np.delete(ends(objective, start), 2, axis=0) for ends in (_trained, _torch_trained))
    if not np.allclose(ours, theirs, rtol=0, atol=1e-6) or np.allclose(ours, start, rtol=0, atol=0.1):
        raise RuntimeError("training and the PyTorch loop end at different weights: they did not do the same work")
