"""Write paths.json: where PyTorch and optax go from two starts. Run by hand: `python tests/golden/make.py`.

Needs torch, optax and jax, which the tests do not. Gradients come from each library's autograd, in double precision.
torch.optim.RMSprop has ε outside the root, so RMSProp is optax's alone.

A path that amplifies rounding errors cannot be compared to 1e-9. So every run is repeated with each coordinate nudged
by a relative ±1e-9 after every step, and a step is recorded only if no coordinate has moved by more than AMPLIFICATION
times that, relative to itself. At the usual rates all steps must pass.
"""

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)

STEPS = (1, 2, 10, 200)
NUDGE = 1e-9
AMPLIFICATION = 1e5
EPSILON = 1e-7

# objective -> (formula, start)
OBJECTIVES: dict[str, tuple[Callable[[Any], Any], tuple[float, float]]] = {
    "rosenbrock": (lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2, (-1.2, 1.0)),
    "canyon": (lambda w: 0.5 * (0.2 * w[0] ** 2 + 4 * w[1] ** 2), (-4.2, 1.4)),
}

# rule -> objective -> (usual rates, absurd rates: paths that explode or jump about, and are recorded while finite)
ETAS: dict[str, dict[str, tuple[tuple[float, ...], tuple[float, ...]]]] = {
    "SGD": {"rosenbrock": ((1e-4, 1e-3), (0.1, 1e3)), "canyon": ((0.02, 0.4), (4.0,))},
    "Momentum": {"rosenbrock": ((1e-5, 1e-4), (0.1, 1e3)), "canyon": ((0.02, 0.08), (4.0,))},
    "RMSProp": {"rosenbrock": ((3e-4, 1e-3), (10.0, 1e3)), "canyon": ((1e-3, 1e-2), (10.0, 1e3))},
    "Adam": {"rosenbrock": ((1e-3, 1e-2), (1e3, 1e6)), "canyon": ((1e-2, 0.05), (1e3, 1e6))},
}

# rule -> the hyperparameters besides η
OTHERS: dict[str, tuple[dict[str, float], ...]] = {
    "SGD": ({},),
    "Momentum": ({"alpha": 0.5}, {"alpha": 0.9}),
    "RMSProp": ({"rho": 0.9, "epsilon": EPSILON}, {"rho": 0.99, "epsilon": EPSILON}),
    "Adam": (
        {"beta1": 0.9, "beta2": 0.999, "epsilon": EPSILON},
        {"beta1": 0.7, "beta2": 0.9, "epsilon": EPSILON},
        {"beta1": 0.0, "beta2": 0.99, "epsilon": EPSILON},
    ),
}

TORCH: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "SGD": lambda w, eta: torch.optim.SGD(w, lr=eta),
    "Momentum": lambda w, eta, alpha: torch.optim.SGD(w, lr=eta, momentum=alpha),
    "Adam": lambda w, eta, beta1, beta2, epsilon: torch.optim.Adam(w, lr=eta, betas=(beta1, beta2), eps=epsilon),
}
OPTAX: dict[str, Callable[..., optax.GradientTransformation]] = {
    "SGD": lambda eta: optax.sgd(eta),
    "Momentum": lambda eta, alpha: optax.sgd(eta, momentum=alpha),
    "RMSProp": lambda eta, rho, epsilon: optax.rmsprop(
        eta, decay=rho, eps=epsilon, eps_in_sqrt=True, initial_scale=0.0
    ),
    "Adam": lambda eta, beta1, beta2, epsilon: optax.adam(eta, b1=beta1, b2=beta2, eps=epsilon),
}


def torch_path(rule: str, hyper: dict[str, float], objective: str, factors: np.ndarray) -> Iterator[list[float]]:
    """The points (2,) after each step; each is multiplied by its row of factors (T, 2)."""
    formula, start = OBJECTIVES[objective]
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = TORCH[rule]([w], **hyper)
    for factor in torch.tensor(factors):
        optimizer.zero_grad()
        formula(w).backward()
        optimizer.step()
        with torch.no_grad():
            w *= factor
        yield w.tolist()


def optax_path(rule: str, hyper: dict[str, float], objective: str, factors: np.ndarray) -> Iterator[list[float]]:
    """The points (2,) after each step; each is multiplied by its row of factors (T, 2)."""
    formula, start = OBJECTIVES[objective]
    transform = OPTAX[rule](**hyper)

    @jax.jit
    def step(w: jax.Array, state: Any) -> tuple[jax.Array, Any]:
        updates, state = transform.update(jax.grad(formula)(w), state, w)
        return optax.apply_updates(w, updates), state

    w = jax.numpy.array(start)
    state = transform.init(w)
    for factor in factors:
        w, state = step(w, state)
        w = w * factor
        yield w.tolist()


LIBRARIES = {"torch": (TORCH, torch_path), "optax": (OPTAX, optax_path)}


def recorded(path: Callable[..., Iterator[list[float]]], *setting: Any) -> dict[int, list[float]]:
    """step -> point, for those of STEPS at which the path is finite and has not amplified errors."""
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (max(STEPS), 2))
    exact = np.array(list(path(*setting, np.ones_like(signs))))
    nudged = np.array(list(path(*setting, 1 + NUDGE * signs)))
    with np.errstate(all="ignore"):
        moved = np.abs(nudged / exact - 1).max(1)
    good = np.isfinite(exact).all(1) & (moved <= AMPLIFICATION * NUDGE)
    return {step: exact[step - 1].tolist() for step in STEPS if good[step - 1]}


def runs() -> Iterator[dict[str, Any]]:
    for rule, objective, library in product(ETAS, OBJECTIVES, LIBRARIES):
        known, path = LIBRARIES[library]
        if rule not in known:
            continue
        usual, absurd = ETAS[rule][objective]
        for eta, others in product(usual + absurd, OTHERS[rule]):
            hyper = {"eta": eta, **others}
            points = recorded(path, rule, hyper, objective)
            if eta in usual and tuple(points) != STEPS:
                raise SystemExit(f"{library}'s {rule} {hyper} on {objective} is ill-conditioned: change it")
            about = {"library": library, "rule": rule, "hyper": hyper, "absurd": eta in absurd}
            yield {**about, "objective": objective, "start": OBJECTIVES[objective][1], "path": points}


if __name__ == "__main__":
    versions = {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__}
    lines = ",\n".join(json.dumps(run) for run in runs())
    target = Path(__file__).with_name("paths.json")
    target.write_text(f'{{"versions": {json.dumps(versions)},\n"runs": [\n{lines}\n]}}\n')
