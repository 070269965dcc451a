"""Write paths.json: where PyTorch and optax go from two starts. Run by hand, from here: `python tests/golden/make.py`.

Needs torch, optax and jax, which the tests do not. Every rule of RULES is run as the expression that it declares for
each library, at hyperparameters derived from its declarations. Gradients come from each library's autograd, in double
precision.

A path that amplifies rounding errors cannot be compared to 1e-9. So every run is repeated with each coordinate nudged
by a relative ±1e-9 after every step, and a step is recorded only if no coordinate has moved by more than AMPLIFICATION
times that, relative to itself. At usual hyperparameters all steps must pass, and the error must fall.
"""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from optim import RULES, Hyperparameter, counterpart, hyperparameters

jax.config.update("jax_enable_x64", True)

Case = tuple[str, str, str]  # rule, objective, library

STEPS = (1, 2, 10, 200)
NUDGE = 1e-9
AMPLIFICATION = 1e5
LADDER = (0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5)  # of η, from the longest
RUNGS = 2  # how many η are recorded with the defaults
ABSURD_ETAS = (1e-8, 4.0, 1e3, 1e6)

# objective -> (formula, start)
OBJECTIVES: dict[str, tuple[Callable[[Any], Any], tuple[float, float]]] = {
    "rosenbrock": (lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2, (-1.2, 1.0)),
    "canyon": (lambda w: 0.5 * (0.2 * w[0] ** 2 + 4 * w[1] ** 2), (-4.2, 1.4)),
}


def torch_path(expression: str, objective: str, factors: np.ndarray) -> Iterator[list[float]]:
    """The points (2,) after each step; each is multiplied by its row of factors (T, 2)."""
    formula, start = OBJECTIVES[objective]
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = eval(expression, {"torch": torch, "w": w})
    for factor in torch.tensor(factors):
        optimizer.zero_grad()
        formula(w).backward()
        optimizer.step()
        with torch.no_grad():
            w *= factor
        yield w.tolist()


def optax_path(expression: str, objective: str, factors: np.ndarray) -> Iterator[list[float]]:
    """The points (2,) after each step; each is multiplied by its row of factors (T, 2)."""
    formula, start = OBJECTIVES[objective]
    transform = eval(expression, {"optax": optax})

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


PATHS = {"torch": torch_path, "optax": optax_path}


def recorded(library: str, expression: str, objective: str) -> dict[int, list[float]]:
    """step -> point, for those of STEPS at which the path is finite and has not amplified errors."""
    path = PATHS[library]
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (max(STEPS), 2))
    exact = np.array(list(path(expression, objective, np.ones_like(signs))))
    nudged = np.array(list(path(expression, objective, 1 + NUDGE * signs)))
    with np.errstate(all="ignore"):
        moved = np.abs(nudged / exact - 1).max(1)
    good = np.isfinite(exact).all(1) & (moved <= AMPLIFICATION * NUDGE)
    return {step: exact[step - 1].tolist() for step in STEPS if good[step - 1]}


def usual(hyper: Hyperparameter) -> list[Any]:
    """The least and the middle value of a slider."""
    if hyper.kind is bool:
        return [False, True]
    if hyper.options:
        return [hyper.options[0], hyper.options[len(hyper.options) // 2]]
    if hyper.slider is None:
        return []
    low, high, *step = hyper.slider
    return [low, float(f"{(low + high) / 2 if step else (low * high) ** 0.5:.1g}")]


def run(case: Case, hyper: dict[str, Any], absurd: bool = False) -> dict[str, Any] | None:
    """One run of (rule, objective, library); None where the library has no such rule or refuses these numbers."""
    rule, objective, library = case
    chosen = RULES[rule](**hyper)
    expression = counterpart(chosen, library)
    if expression is None:
        return None
    try:
        path = recorded(library, expression, objective)
    except ValueError as refusal:
        print(f"{expression}: {refusal}")
        return None
    numbers = {name: getattr(chosen, name) for name in hyperparameters(chosen)}
    about = {"library": library, "rule": rule, "hyper": numbers, "absurd": absurd}
    return {**about, "objective": objective, "start": OBJECTIVES[objective][1], "path": path}


def learning(case: Case, others: dict[str, Any], most: int) -> list[dict[str, Any]]:
    """The runs with the longest η that are recorded at all steps and end lower than they started."""
    formula, start = OBJECTIVES[case[1]]
    found: list[dict[str, Any]] = []
    for eta in LADDER:
        tried = run(case, {"eta": eta, **others})
        if tried is None:
            return []
        if tuple(tried["path"]) == STEPS and formula(tried["path"][max(STEPS)]) < formula(start):
            found.append(tried)
        if len(found) == most:
            return found
    raise SystemExit(f"{case} with {others}: fewer than {most} η will do")


def runs(case: Case) -> Iterator[dict[str, Any]]:
    """At the defaults; with one hyperparameter elsewhere on its slider; and where nobody would put them."""
    found = learning(case, {}, RUNGS)
    if not found:
        return
    yield from found
    others = {name: hyper for name, hyper in hyperparameters(RULES[case[0]]).items() if name != "eta"}
    absurd: list[dict[str, Any]] = [{"eta": eta} for eta in ABSURD_ETAS]
    for name, hyper in others.items():
        known = [found[0]["hyper"][name], *usual(hyper)]
        for value in known[1:]:
            if value != known[0]:
                yield from learning(case, {name: value}, 1)
        ends = [end for end in hyper.accepts or () if end not in known]
        absurd += [{"eta": found[0]["hyper"]["eta"], name: end} for end in ends]
    for numbers in absurd:
        tried = run(case, numbers, absurd=True)
        if tried is not None:
            yield tried


if __name__ == "__main__":
    versions = {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__}
    lines = [json.dumps(one) for case in product(RULES, OBJECTIVES, PATHS) for one in runs(case)]
    target = Path(__file__).with_name("paths.json")
    target.write_text(f'{{"versions": {json.dumps(versions)},\n"runs": [\n' + ",\n".join(lines) + "\n]}\n")
