"""Programs of searches and of trainings on changed copies: they try, train and tell what Canyon's pages show."""

import ast
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from executors import AtOnce
from programs import ends, executed, link, runs_of
from tuning_runs import random_settings

from lesson import View
from pages import PAGES
from pages.generalization import measure_test
from pages.tuning import measure_repeats
from pages.tuning.measure_halving import Halving
from pages.tuning.measure_repeats import Budget, Kinds
from pages.tuning.measure_search import Table
from slides.program import program
from slides.program_rule import LIBRARIES
from tuning import Candidate
from tuning.passes import fit_networks

TUNING, GENERALIZATION = PAGES["tuning"], PAGES["generalization"]
ACTS = {act.name: TUNING.opening(act).view for act in TUNING.acts}
VIEWS = (*dict.fromkeys(("search", "map", *ACTS.values())),)
OURS = {"fit", "network", "error", "penalty", "batches", "masks", "mean_error"}  # functions that a library is in
loud = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras of its own variables
every_library = pytest.mark.parametrize("library", LIBRARIES)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """The page's searches in this process, which needs no others to begin."""
    monkeypatch.setattr("pages.tuning.measure_rows.pool", AtOnce)


def few(view, seed, **fixed):
    """A small search at random settings."""
    settings = random_settings(view, seed, **fixed)
    return View(TUNING, TUNING.acts[0], settings)


def chosen(seed):
    """Few epochs of networks that the validation part chooses, on two splits."""
    return link("generalization", act="test", epochs=10, seeds=2, seed=seed, dataset=["sine", "cells"][seed % 2])


# With Canyon's trainings in the place of the library's


@lru_cache(maxsize=4096)
def fits(what, candidate, test):
    return fit_networks(what, [candidate], candidate.epochs, test)


class Fit:
    """What a program's `fit` is to give, from Canyon; it looks at the examples besides."""

    def __init__(self, view):
        (self.trials,) = runs_of(view).values()

    def __call__(self, setting, seed, data):
        test = len(data) > 4
        for split in range(self.trials.splits):
            what = replace(self.trials.what, seed=self.trials.what.seed + split)
            if seed in what.trained_seeds and np.allclose(what.data().x, data[0]):
                break
        ours = what.data()
        parts = [ours.x, ours.y, ours.x_val, ours.y_val, *((ours.x_test, ours.y_test) if test else ())]
        for one, other in zip(data, parts, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)
        found = fits(what, Candidate(**{"l1": 0.0, "l2": 0.0, "dropout": 0.0} | setting), test)
        errors = [found.validation, found.training, *([found.test] if test else [])]
        i = what.trained_seeds.index(seed)
        return [*(float(error[0, i]) for error in errors), int(found.epochs[0, i])]


def without_library(view, library):
    """The names that a program leaves whose trainings are Canyon's."""
    tree = ast.parse(program(view, library))
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.FunctionDef) and node.name in OURS)
        and not (isinstance(node, ast.ClassDef) and node.name != "Between")
        and not ast.unparse(node).startswith((f"import {library}", f"{library}."))
    ]
    names = {"__name__": "program", "fit": Fit(view)}
    exec(compile(tree, "program", "exec"), names)
    return names


def agrees(names, measured, rtol=1e-9):
    """What a program found is what the page measured."""

    def same(found, wanted):
        np.testing.assert_allclose(found, wanted, rtol=rtol, atol=1e-12)

    def rows_agree(found, rows):
        same([one[0] for one in found], [row.validation for row in rows])
        if rows[0].candidate.kind == "network":  # trees that cannot split are as good however many they are
            assert [one[-1] for one in found] == [row.epochs for row in rows]

    match measured:
        case Table():
            rows_agree(names["table"], measured.rows)
            same([training for _, training, _ in names["table"]], [row.training for row in measured.rows])
            assert names["errors"].argmin() == measured.best.index
            if measured.settings.view == "matters":
                assert [*names["shares"]] == [*measured.explained()]
                np.testing.assert_allclose(
                    [*names["shares"].values()], [*measured.explained().values()], rtol=0, atol=max(1e-9, 100 * rtol)
                )
        case Halving():
            for rung, tried in enumerate(names["rounds"]):
                rows = [row for row in measured.rows if row.rung == rung]
                assert [*tried] == [row.index for row in rows]
                rows_agree([*tried.values()], rows)
            rows_agree(names["table"], measured.whole)
            assert names["winner"] == measured.winner.index
            assert names["best"] == measured.best.index
            assert names["stayed"] == measured.last_of_best + 1
            assert names["epochs"] == measured.share
        case Budget():
            for name, repeats in (("grid", measured.grid), ("random", measured.random)):
                for found, rows in zip(names["tables"][name], repeats, strict=True):
                    rows_agree([one[:-1] for one in found], rows)
            same([names["lowest"]["grid"], names["lowest"]["random"]], measured.best)
        case Kinds():
            for split, kinds in enumerate(measured.rows):
                for kind, rows in kinds.items():
                    rows_agree(names["tables"][kind][split], rows)
        case measure_repeats.Tested():
            same(names["found"], np.stack([measured.found.validation, measured.found.test], 2))
        case measure_test.Tested():
            same([[one[0] for one in split] for split in names["tables"]], measured.lowest)
            same([[one[2] for one in split] for split in names["tables"]], measured.test)
            assert [[one[3] for one in split] for split in names["tables"]] == [
                [(epoch,) for epoch in epochs] for epochs in measured.epoch.tolist()
            ]


@pytest.mark.parametrize("view", VIEWS)
def test_a_program_of_a_search_tells_what_the_page_shows(view, capsys):
    for seed in range(2):
        shown = few(view, seed, **({"number": 4} if view == "trees" else {}))
        measured = TUNING.measure(shown.settings)
        agrees(without_library(shown, "torch"), measured)
        printed = capsys.readouterr().out
        if isinstance(measured, Table):
            assert f"{measured.close - 1} others of {len(measured.rows)} come within" in printed
            assert f"The best, with {measured.best.validation:.6g}" in printed


@pytest.mark.parametrize("seed", [0, 1])
def test_a_program_of_what_validation_chooses_tells_what_the_page_shows(seed, capsys):
    measured = GENERALIZATION.measure(chosen(seed).settings)
    agrees(without_library(chosen(seed), "torch"), measured)
    last = [line for line in capsys.readouterr().out.splitlines() if " 11 tried" in line]
    for line, lowest, test in zip(last, measured.chosen, measured.afterwards, strict=True):
        assert f"of the best {lowest:.6g}, test error {test:.6g}" in line


@pytest.mark.parametrize("act", ["augment", "wrong"])
def test_recipes_with_copies_confuse_what_is_measured(act):
    view = link("generalization", act=act, seeds=1, digits=20)
    measured = GENERALIZATION.measure(view.settings)
    for name, recipe in runs_of(view).items():
        (w,) = ends(recipe, recipe.objective(), recipe.start()).values()
        data = recipe.data()
        np.testing.assert_allclose(recipe.network.loss(w, data.x_val, data.y_val), measured.ends[name], rtol=1e-9)
        confused = np.zeros((10, 10), int)
        np.add.at(confused, (data.y_val.argmax(1), recipe.network.outputs(w, data.x_val)[0].argmax(1)), 1)
        np.testing.assert_array_equal(confused, measured.confused[name][-1])


# In the libraries themselves


SMALL = {"number": 4, "epochs": 10, "seeds": 1, "repeats": 3}
CALM = {"eta_to": 0.1}  # with larger ones rounding may grow
AGREED = {"torch": 1e-9, "keras": 1e-6}  # on TensorFlow, Keras holds α in single precision


@pytest.fixture
def available(library, request):
    """The library, as the test of all programs has it."""
    return request.getfixturevalue(library)


def as_opened(act, library):
    """An act as it opens, but for the number of trainings, and in Keras the largest η."""
    return View(TUNING, act, replace(TUNING.opening(act), **SMALL, **(CALM if library == "keras" else {})))


@loud
@every_library
@pytest.mark.usefixtures("available")
@pytest.mark.parametrize("act", TUNING.acts, ids=lambda act: act.name)
def test_a_library_finds_what_the_page_shows(act, library):
    view = as_opened(act, library)
    agrees(executed(view, library), TUNING.measure(view.settings), rtol=1e-6)


@loud
@every_library
@pytest.mark.usefixtures("available")
@pytest.mark.parametrize("view", VIEWS)
def test_a_library_finds_what_the_page_shows_at_random_settings(view, library):
    for seed in range(2 if library == "torch" else 1):
        shown = few(view, seed, **SMALL, **CALM)
        agrees(executed(shown, library), TUNING.measure(shown.settings), AGREED[library])


@loud
@every_library
@pytest.mark.usefixtures("available")
def test_a_library_chooses_what_the_page_does(library):
    agrees(executed(chosen(0), library), GENERALIZATION.measure(chosen(0).settings), AGREED[library])


@loud
@every_library
@pytest.mark.usefixtures("available")
@pytest.mark.parametrize("act", ["augment", "wrong"])
def test_a_library_confuses_what_the_page_does(act, library):
    view = link("generalization", act=act, seeds=1, digits=40)
    measured = GENERALIZATION.measure(view.settings)
    found = executed(view, library)["confused"]
    for name, counts in measured.confused.items():
        np.testing.assert_array_equal(found[name], counts[-1])
