"""The parts of a program, without either library: formulas, equations and examples give what Canyon has."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from programs import link, runs_of

from networks import DATASETS
from optim import RULES, SGD, Adam, counterpart, hyperparameters
from optim.variants import CorrectedRMSProp, MomentumOverSize, RMSPropOutside
from slides.program import program
from slides.program_data import examples_of
from slides.program_formula import formula
from slides.program_rule import LIBRARIES, class_name, makers, written
from surfaces import SURFACES, Scaled, canyon
from surfaces.curve import CURVES

every_library = pytest.mark.parametrize("library", LIBRARIES)
VARIANTS = (RMSPropOutside, CorrectedRMSProp, MomentumOverSize, lambda: Adam(bias_correction=False))


# Rules


@every_library
def test_a_rule_is_the_library_s_own_where_it_declares_one(library):
    for name, kind in RULES.items():
        own = counterpart(kind(), library)
        expressions, classes = makers({name: kind()}, library, "[w]")
        assert bool(own) != bool(classes)
        assert expressions[name] == own or (expressions[name].startswith(f"{kind.__name__}(") and not own)


def test_what_a_library_refuses_is_written_out():
    assert "nesterov=True" in program(link("canyon", rules="Nesterov"), "torch")
    assert "class Nesterov" in program(link("canyon", rules="Nesterov", alpha=0), "torch")
    assert "class Nesterov" not in program(link("canyon", rules="Nesterov", alpha=0), "keras")


def test_a_switch_is_in_the_class_s_name():
    assert class_name(Adam()) == "Adam"
    assert class_name(Adam(bias_correction=False)) == "AdamWithoutBiasCorrection"


class Odd(SGD):
    """A rule whose equation is none."""

    def equations(self):
        return (r"w := w - \sum_i <eta>\,g_i",)


def test_an_equation_that_is_more_than_arithmetic_is_refused():
    with pytest.raises(ValueError, match="cannot be written as a program"):
        written(Odd(), "torch")


# Formulas, equations and examples


OBJECTIVES = [
    *((surface, 2) for surface in (*SURFACES.values(), canyon(30.0, 45.0), Scaled(canyon(3.0, -20.0), 1e3))),
    *((curve(2.0), 1) for curve in CURVES.values()),
]


@pytest.mark.parametrize(("objective", "size"), OBJECTIVES, ids=lambda part: str(getattr(part, "name", part))[:12])
def test_a_formula_s_lines_give_the_error(objective, size):
    names = {"math": math, "np": np}
    exec("def error(w):\n    " + "\n    ".join(formula(objective, size, "np")), names)
    low, high = np.array(objective.domain, dtype=float).T
    w = np.random.default_rng(0).uniform(low, high, (200, size))
    np.testing.assert_allclose(names["error"](w.T), objective.value(w), rtol=1e-12, atol=1e-12)


def test_a_formula_that_is_more_than_arithmetic_is_refused():
    stepped = SimpleNamespace(value=lambda w: np.floor(w[..., 0]))
    with pytest.raises(ValueError, match="floor cannot be written as a program"):
        formula(stepped, 1, "torch")


class Weights(np.ndarray):
    """What the classes for PyTorch need of a tensor."""

    grad: np.ndarray

    def copy_(self, other):
        self[...] = other


class Optimizer:
    """What they need of its optimizers."""

    def __init__(self, weights, defaults):
        self.param_groups, self.state = [{"params": weights}], ByIdentity()


class ByIdentity(dict):
    """Something for each object, which arrays cannot be keys of."""

    def __getitem__(self, key):
        return self.setdefault(id(key), {})


@pytest.mark.parametrize("kind", [*RULES.values(), *VARIANTS], ids=lambda kind: getattr(kind, "__name__", ""))
def test_equations_make_the_rule_s_steps(kind):
    rule = kind()
    torch = SimpleNamespace(
        optim=SimpleNamespace(Optimizer=Optimizer), no_grad=lambda: lambda f: f, sqrt=np.sqrt, abs=np.abs
    )
    names = {"torch": torch}
    exec(written(rule, "torch"), names)
    numbers = {name: getattr(rule, name) for name, hyper in hyperparameters(rule).items() if hyper.kind is float}
    random = np.random.default_rng(0)
    w = random.normal(size=3)
    ours = w.view(Weights).copy()
    optimizer = names[class_name(rule)]([ours], **numbers)
    state = rule.init(w)
    for g in random.normal(size=(20, 3)):
        ours.grad = g
        optimizer.step()
        step, state = rule.update(g, state, w)
        w = w + step
        np.testing.assert_allclose(np.asarray(ours), w, rtol=1e-12)


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_program_s_examples_are_canyon_s(dataset, noise):
    view = link("network_race", dataset=dataset, noise=noise, size=60, seed=3)
    (recipe,) = runs_of(view).values()
    blocks, imported = examples_of(recipe)
    names = {"np": np}
    exec("\n".join([*imported, *blocks]), names)
    data = recipe.data()
    x, y, x_other, y_other = names["examples"](60, 3)
    np.testing.assert_allclose(x, data.x, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(x_other, data.x_val, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(y, data.y)
    np.testing.assert_array_equal(y_other, data.y_val)
    assert imported == (["from importlib import import_module"] if DATASETS[dataset].known else [])


def test_examples_whose_function_needs_more_than_its_module_has_are_refused():
    (recipe,) = runs_of(link("network_race")).values()
    offset = 1.0
    made_inside = replace(recipe.source, draw=lambda n, generator: (np.full((n, 2), offset), np.zeros(n)))
    with pytest.raises(ValueError, match=r"^Examples .* cannot be had as a program\.$"):
        examples_of(SimpleNamespace(source=made_inside, size=20, noise=0.0, drawn=0))
