"""The rules go where PyTorch and optax go: `golden/make.py` recorded their paths."""

import json
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from optim import RULES, descend

GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("paths.json").read_text())
RUNS = GOLDEN["runs"]
HUGE = ((-1e300, 1e300),)  # a domain so wide that no recorded path has diverged


def rosenbrock(w, t=0):
    x, y = w[..., 0], w[..., 1]
    return np.stack([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)], -1)


def canyon(w, t=0):
    return w * np.array([0.2, 4.0])


GRADIENTS = {"rosenbrock": rosenbrock, "canyon": canyon}


def name(run):
    hyper = " ".join(f"{key}={value:g}" for key, value in run["hyper"].items())
    return f"{run['library']} {run['rule']} {run['objective']} {hyper}"


@pytest.mark.parametrize("run", RUNS, ids=name)
def test_path_is_that_of_the_library(run):
    objective = SimpleNamespace(value=lambda w: w[..., 0], gradient=GRADIENTS[run["objective"]], domain=HUGE)
    path = {int(step): w for step, w in run["path"].items()}
    w = descend(RULES[run["rule"]](**run["hyper"]), objective, run["start"], max(path)).w
    # relative to each coordinate, near 0 too: make.py records only points in which rounding errors have not grown
    np.testing.assert_allclose(w[list(path)], list(path.values()), rtol=1e-9, atol=0)


def test_every_rule_is_recorded_on_both_objectives_at_usual_and_absurd_rates():
    recorded = {(run["rule"], run["objective"], run["absurd"]) for run in RUNS}
    assert recorded == set(product(RULES, GRADIENTS, [False, True]))
    assert {tuple(run["path"]) for run in RUNS if not run["absurd"]} == {("1", "2", "10", "200")}


def test_libraries_are_those_the_rules_claim_to_match():
    recorded = {library: {run["rule"] for run in RUNS if run["library"] == library} for library in ("torch", "optax")}
    assert recorded == {"torch": {"SGD", "Momentum", "Adam"}, "optax": set(RULES)}
    assert all(GOLDEN["versions"].get(library) for library in ("torch", "optax", "jax"))
