"""The numpy core: a race against a PyTorch eager loop, and a map of hyperparameters as one run."""

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.row import Row, middle, quartiles, typical
from optim import SGD, Adam, Momentum, RMSProp, descend, race
from surfaces import SURFACES

ETA, ALPHA, RHO, EPSILON = 1e-3, 0.9, 0.9, 1e-7
STEPS, ROUNDS = 500, 15
MAP, MAP_STEPS = 64, 200


def rows() -> Iterator[Row]:
    """The two budgets of the core."""
    yield _race()
    yield _map()


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
