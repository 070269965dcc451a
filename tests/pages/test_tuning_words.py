"""What the tuning page says where a plain reading of it was once wrong."""

import re
from dataclasses import replace

import numpy as np
import pytest
from executors import AtOnce
from tuning_runs import random_settings, rows_of, told

from lesson import declared
from pages.tuning import PAGE, answers
from pages.tuning.answers import HOW_MANY
from pages.tuning.measure_repeats import budget_searches
from pages.tuning.settings import Settings


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """The page's searches in this process, which needs no others to begin."""
    monkeypatch.setattr("pages.tuning.measure_rows.pool", AtOnce)


def test_one_of_four_settings_alone_is_not_many():
    chosen = random_settings("search", 0, number=4, method="random")
    rows = rows_of(chosen.search())
    errors = sorted(row.validation for row in rows)
    assert len(errors) == 4
    assert errors[1] > 1.1 * errors[0]
    assert told(chosen, "search").answer.right == HOW_MANY[2]


def test_a_penalty_keeps_its_capital_in_a_sentence():
    seen = 0
    for seed in range(12):
        because = told(
            random_settings("matters", seed, l2_to=1.0, number=12, method="random"), "matters"
        ).answer.because
        assert "l2" not in because
        assert not re.search("(units in each|hidden layers) (alone|[0-9])", because.replace("number of hidden", "")), (
            because
        )
        seen += "L2" in because
    assert seen


def test_what_matters_is_told_of_as_many_settings_as_mostly_tell_it_right():
    """Half of a search names another hyperparameter than the whole of it in few of its parts."""
    for tried, wrong in ((12, 0), (20, 0), (24, 4)):
        whole = PAGE.measure(random_settings("matters", 3, number=48, method="random", dataset="moons", epochs=20))
        right = answers.matters(whole).right
        draw = np.random.default_rng(tried)
        parts = [sorted(draw.choice(48, tried, replace=False)) for _ in range(30)]
        found = [answers.matters(replace(whole, rows=tuple(whole.rows[i] for i in part))).right for part in parts]
        assert sum(one not in (None, right) for one in found) <= wrong, tried


def test_a_tree_of_a_regression_has_no_classes():
    for dataset, count in (("sine", 0), ("moons", 1)):
        chosen = random_settings("trees", 1, dataset=dataset, number=4, repeats=3, seeds=1)
        assert str(told(chosen, "trees").words.sentences).count("each class") == count


def test_where_a_grid_and_random_draws_are_compared_every_control_counts():
    chosen = random_settings("budget", 0)
    for name in ("l1_to", "dropout_to", "layers_to", "batch_to"):
        other = replace(chosen, **{name: declared(Settings)[name].values[-1]})
        assert budget_searches(other, 0) == budget_searches(chosen, 0)
        assert name not in PAGE.controls(chosen)
