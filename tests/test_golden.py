"""The rules go where PyTorch and optax go, and networks have PyTorch's gradients.

`golden/make.py` recorded the paths, `golden/make_networks.py` what autograd gave.
"""

import json
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from networks import ACTIVATIONS, OUTPUTS, Network
from optim import RULES, Adam, counterpart, descend

FOLDER = Path(__file__).with_name("golden")
GOLDEN = json.loads((FOLDER / "paths.json").read_text())
NETWORKS = json.loads((FOLDER / "networks.json").read_text())["networks"]
RUNS = GOLDEN["runs"]
LIBRARIES = ("torch", "optax")
HUGE = ((-1e300, 1e300),)  # a domain so wide that no recorded path has diverged


def rosenbrock(w, t=0):
    x, y = w[..., 0], w[..., 1]
    return np.stack([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)], -1)


def canyon(w, t=0):
    return w * np.array([0.2, 4.0])


GRADIENTS = {"rosenbrock": rosenbrock, "canyon": canyon}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_goes_where_the_libraries_go(rule):
    if not any(counterpart(RULES[rule](), library) for library in LIBRARIES):
        pytest.skip(f"{rule} declares no counterpart in {' or '.join(LIBRARIES)}")
    runs = [run for run in RUNS if run["rule"] == rule]
    if not runs:
        pytest.skip(f"{rule} is not in paths.json: run tests/golden/make.py")
    for run in runs:
        objective = SimpleNamespace(value=lambda w: w[..., 0], gradient=GRADIENTS[run["objective"]], domain=HUGE)
        path = {int(step): w for step, w in run["path"].items()}
        w = descend(RULES[rule](**run["hyper"]), objective, run["start"], max(path, default=0)).w
        # relative to each coordinate, near 0 too: make.py records only points in which rounding errors have not grown
        about = f"{run['library']} {run['objective']} {run['hyper']}"
        np.testing.assert_allclose(w[list(path)], list(path.values()), rtol=1e-9, atol=0, err_msg=about)


def test_what_is_recorded_is_enough():
    """Each rule and library: both objectives, three values of each hyperparameter, usual and absurd ones."""
    for rule, library in {(run["rule"], run["library"]) for run in RUNS}:
        runs = [run for run in RUNS if (run["rule"], run["library"]) == (rule, library)]
        cases = {(run["objective"], run["absurd"]) for run in runs}
        assert cases == set(product(GRADIENTS, [False, True])), (rule, library)
        for key in [key for key, value in runs[0]["hyper"].items() if not isinstance(value, bool)]:
            assert len({run["hyper"][key] for run in runs if run["path"]}) >= 3, (rule, library, key)
    assert {tuple(run["path"]) for run in RUNS if not run["absurd"]} == {("1", "2", "10", "200")}
    assert np.mean(["10" in run["path"] for run in RUNS if run["absurd"]]) > 0.8


def test_libraries_are_those_that_the_rules_claim_to_match():
    recorded = {library: {run["rule"] for run in RUNS if run["library"] == library} for library in LIBRARIES}
    assert recorded["torch"] >= {"SGD", "Momentum", "Adam", "Nesterov", "AdaGrad", "AdamW"}
    assert recorded["optax"] >= {"SGD", "Momentum", "RMSProp", "Adam", "Nesterov", "AdamW"}
    # the others put ε elsewhere
    assert "RMSProp" not in recorded["torch"]
    assert "AdaGrad" not in recorded["optax"]
    assert all(GOLDEN["versions"].get(library) for library in ("torch", "optax", "jax"))


def test_what_a_template_leaves_out_must_be_at_its_default():
    assert (
        counterpart(Adam(0.5, 0.25, 0.75, 2.0), "torch") == "torch.optim.Adam([w], lr=0.5, betas=(0.25, 0.75), eps=2.0)"
    )
    assert counterpart(Adam(bias_correction=False), "torch") is None
    assert counterpart(Adam(np.array([0.1, 0.2])), "torch") is None
    assert counterpart(Adam(), "keras") is None


def gives_the_same(recorded):
    """Prediction, error and gradient of a recorded network, with every activation, with and without dropout."""
    w, x, y = (np.array(recorded[key]) for key in ("w", "x", "y"))
    masks = [np.array(mask, dtype=float) for mask in recorded["mask"]]
    for given in recorded["gives"]:
        network = Network(recorded["sizes"], given["activation"], recorded["output"], recorded["rate"])
        mask = masks if given["dropout"] else None
        about = f"{given['activation']}, dropout: {given['dropout']}"
        passes = network.passes(w, x, y, mask)
        # atol is for sums whose terms cancel; what is compared is of the order of 1
        np.testing.assert_allclose(passes.prediction, given["prediction"], rtol=1e-9, atol=1e-14, err_msg=about)
        np.testing.assert_allclose(network.loss(w, x, y, mask), given["loss"], rtol=1e-9, err_msg=about)
        np.testing.assert_allclose(passes.gradient, given["gradient"], rtol=1e-9, atol=1e-14, err_msg=about)


@pytest.mark.parametrize("recorded", NETWORKS, ids=lambda recorded: f"{recorded['sizes']} {recorded['output']}")
def test_a_network_has_the_gradient_of_pytorch(recorded):
    gives_the_same(recorded)


def test_networks_have_the_gradient_of_the_installed_pytorch():
    pytest.importorskip("torch")
    from golden.make_networks import networks

    for network in networks(seed=1):
        gives_the_same(network)


def test_every_activation_output_and_depth_is_recorded_with_and_without_dropout():
    recorded = {
        (given["activation"], network["output"], len(network["sizes"]) - 2, given["dropout"])
        for network in NETWORKS
        for given in network["gives"]
    }
    assert recorded == set(product(ACTIVATIONS, OUTPUTS, (0, 1, 2, 4), [False, True]))


def test_recorded_masks_drop_and_keep_units_and_gradients_are_not_dead():
    for network in NETWORKS:
        assert all(0 < np.mean(mask) < 1 for mask in network["mask"])
        assert all(np.mean(np.array(given["gradient"]) != 0) >= 0.25 for given in network["gives"])
