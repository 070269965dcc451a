"""What the tuning page says where a plain reading of it was once wrong."""

import re
from dataclasses import replace

import numpy as np
import pytest
from executors import AtOnce
from tuning_runs import random_settings, rows_of, told

from lesson import declared, number
from pages.tuning import PAGE, answers, words
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


@pytest.mark.parametrize(("l2_to", "algorithms"), [(0.0, ("SGD",)), (0.01, ("Adam", "SGD")), (0.0, ("RMSProp",))])
def test_of_a_grid_and_random_draws_is_said_what_was_tried(l2_to, algorithms):
    chosen = random_settings("budget", 1, l2_to=l2_to, algorithms=algorithms, repeats=3, size=20, epochs=10)
    scene = told(chosen, "grid_or_random")
    pairs = [what for repeat in range(chosen.repeats) for what in budget_searches(chosen, repeat)]
    tried = [candidate for what in pairs for candidate in what.candidates]
    assert {one.algorithm for one in tried} == {chosen.algorithms[0]}
    both, *more = scene.words.sentences
    assert f"9 settings of {chosen.algorithms[0]} on the same data" in both
    for name, values in (("η", [one.eta for one in tried]), ("L2", [one.l2 for one in tried])):
        assert f"{name} from {number(min(values))} to {number(max(values))}" in both
    assert f"{chosen.width_to} unit" in both
    assert any("0 has no place" in one for one in more) == (l2_to == 0)
    assert all(one.l2 > 0 for one in tried)
    alone = len(algorithms) > 1
    assert any("only the first is tried" in one for one in more) == alone
    assert (f"of {chosen.algorithms[0]} alone" in scene.answer.because) == alone


def test_trees_have_no_epochs():
    scene = told(random_settings("trees", 2, number=4, repeats=3, seeds=1), "trees")
    for row in scene.words.table:
        assert "best epoch" not in row
        kept = row["best epoch, or how many boosted trees"]
        assert (kept == "–") == (row["algorithm"] == "tree")
    assert "budget" not in "".join(scene.words.sentences)
    assert all("best epoch" in row for row in told(random_settings("search", 2, method="random"), "search").words.table)


def test_of_halving_is_said_that_most_train_for_less():
    for method in ("random", "halving"):
        sentences = told(random_settings("search", 1, method=method, number=12, epochs=20), "search").words.sentences
        assert any("trains most settings for fewer epochs" in one for one in sentences) == (method == "halving")


def test_each_kind_has_the_trainings_that_are_said():
    few = {"eta_from": 0.03, "eta_to": 0.1, "batch_from": 20, "batch_to": 20, "layers_to": 1, "width_to": 2}
    for fixed in ({}, {**few, "algorithms": ("SGD",), "l2_to": 0.0, "dropout_to": 0.0}):
        chosen = random_settings(
            "trees", 0, number=16, repeats=3, seeds=1, size=20, epochs=10, dataset="moons", **fixed
        )
        what = PAGE.measure(chosen).what
        counts = [sum(one.kind == kind for one in what.candidates) for kind in ("network", "tree", "boosted trees")]
        sentences = told(chosen, "trees").words.sentences
        if len(set(counts)) == 1:
            assert sentences[0].startswith(f"Of each kind {3 * counts[0]} trainings.")
        else:
            assert fixed
            wanted = "Trainings: {} of networks, {} of decision trees, {} of boosted trees.".format(
                *(3 * n for n in counts)
            )
            assert sentences[0].startswith(wanted)
            assert any(one.endswith("there are no more.") for one in sentences)


def test_why_fewer_settings_are_tried_than_set():
    opening = PAGE.opening(PAGE.act("search"))
    long = replace(opening, number=60, size=400, epochs=100, seeds=5)
    assert long.search().number < 60
    assert said_of_fewer(long)[0].endswith("more would take too long here.")
    few = replace(opening, number=60, size=20, epochs=10, seeds=1, algorithms=("SGD",), layers_to=1, width_to=2)
    few = replace(few, eta_from=0.03, eta_to=0.1, batch_from=20, batch_to=20)
    assert few.search().number == 60
    assert said_of_fewer(few)[0].endswith("there are no more.")


def said_of_fewer(chosen):
    what = chosen.search()
    return words.fewer(chosen, what, len(what.candidates))


def test_two_errors_that_differ_are_told_apart():
    for one, other in ((0.1479, 0.1482), (0.148, 0.15), (0.31412, 0.31418), (2.0, 0.2)):
        first, second = words.told_apart(one, other)
        assert (first, second) == (number(one, 4), number(other, 4)) or (first != second and len(first) <= 6)
    assert words.told_apart(0.1, 0.2) == ("0.1", "0.2")
    assert words.told_apart(0.1479, 0.1482) == ("0.1479", "0.1482")
