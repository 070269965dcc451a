"""A search for hyperparameters: what is tried, that a pass is each training alone, halving, and the winner."""

import re
from dataclasses import replace

import numpy as np
import pytest
from executors import AtOnce, Shuffled
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import log_loss
from small_search import SMALL, table

from networks import DATASETS, Network, TrainingError, initial, naive, train
from optim import RULES
from tuning import ALGORITHMS, BOOSTED, Candidate, Job, Range, Row, Search, examine, jobs_of, optimism, search, winners
from tuning.plan import FACTOR


@pytest.fixture(scope="module")
def rows():
    return table(AtOnce())


# What is tried


def test_candidates_are_drawn_from_what_is_to_be_tried_and_each_kind_gets_as_many():
    found = SMALL.candidates
    assert [one.kind for one in found] == ["network"] * 8 + ["tree"] * 8 + [BOOSTED] * 8
    networks = found[:8]
    assert {one.algorithm for one in networks} == {"SGD", "Adam"}
    assert all(1e-3 <= one.eta <= 1 and 4 <= one.epochs <= 12 and one.width in (2, 3) for one in networks)
    assert all(one.depth is None for one in networks)
    assert all(1 <= one.depth <= 10 and one.eta is None for one in found[8:])
    assert replace(SMALL, draws=1).candidates != found


def test_a_range_by_ratio_has_as_many_below_its_middle_as_above():
    etas = [one.eta for one in Search(number=400, eta=Range(1e-4, 1)).candidates]
    assert 160 < sum(eta < 1e-2 for eta in etas) < 240
    widths = [one.width for one in Search(number=400, width=Range(1, 3)).candidates]
    assert set(widths) == {1, 2, 3}


def test_a_grid_has_every_combination_once():
    what = Search(method="grid", algorithm=("SGD", "Adam"), eta=Range(0.01, 1), width=Range(2, 32), l2=(0.0, 0.1))
    found = {(one.algorithm, one.eta, one.batch_size, one.layers, one.width, one.l2) for one in what.candidates}
    assert len(found) == len(what.candidates) == 2 * 3 * 3 * 2 * 3 * 2
    assert {eta for _, eta, *_ in found} == {0.01, 0.1, 1.0}
    assert {width for *_, width, _ in found} == {2, 8, 32}


def test_few_values_are_drawn_without_repeating_any():
    what = Search(number=50, algorithm=("SGD",), eta=(0.1, 0.2), batch_size=(10,), layers=(1,), width=(2, 4))
    assert len(set(what.candidates)) == len(what.candidates) == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"eta": Range(1, 0.1)}, "eta goes from 1 to 0.1: the first must be the smaller"),
        ({"eta": Range(0.1, 0.1)}, "eta goes from 0.1 to 0.1: the first must be the smaller"),
        ({"eta": Range(0.1, 20)}, "eta = 20 is not allowed: 1e-05 to 10"),
        ({"eta": ()}, "eta = () must have 1 to 200 values"),
        ({"eta": Range(0.1, 1, 1)}, "eta has 1 points: 2 to 200 are allowed"),
        ({"eta": (0.1, float("nan"))}, "eta = nan is not allowed: 1e-05 to 10"),
        ({"width": (4, 4)}, "width = (4, 4) names a value twice"),
        ({"width": (4, 2.5)}, "width = 2.5 is not allowed: 1 to 32, whole numbers"),
        ({"width": (True,)}, "width = True is not allowed: 1 to 32, whole numbers"),
        ({"layers": 9}, "layers = 9 is not allowed: 0 to 4, whole numbers"),
        ({"algorithm": ("SGD", "LBFGS")}, f"algorithm = 'LBFGS' is not allowed: one of {', '.join(ALGORITHMS)}"),
        ({"algorithm": Range(0, 1)}, "algorithm = Range(low=0, high=1, points=3) is not allowed: one of SGD"),
        ({"seeds": 0}, "seeds = 0 is outside [1, 20] (whole numbers)"),
        ({"seeds": 2.0}, "seeds = 2.0 is outside [1, 20] (whole numbers)"),
        ({"noise": -1}, "noise = -1 is outside [0, 10]"),
        ({"method": "bayes"}, "method = 'bayes' is not one of grid, random, halving"),
        ({"dataset": "iris"}, "dataset = 'iris' is not one of circle"),
        (
            {"method": "grid", "eta": Range(0.1, 1, 100), "l1": Range(0, 1, 50)},
            "a grid of 360000 settings is outside [1, 2000]",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_field_value_and_range(wrong, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        Search(**wrong)


def test_a_search_larger_than_its_limit_says_so_before_it_begins():
    what = Search(number=2000, epochs=500, seeds=20, most_seconds=60)
    with pytest.raises(ValueError, match=r"too large: 2000 settings, 40000 trainings, 20000000 epochs, about \d+ minu"):
        next(search(what, AtOnce()))


def test_the_size_is_that_of_what_is_trained(rows):
    assert SMALL.size.candidates == len(rows) == 24
    assert SMALL.size.fits == sum(len(row.errors) for row in rows)
    assert SMALL.size.epochs == 2 * sum(one.epochs or 0 for one in SMALL.candidates)


# A pass


def alone(what, candidate, seed):
    """Errors (E+1,) of one network trained by `networks.train` alone: training, validation, test."""
    plain = what.network(candidate)
    network = Network(plain.sizes, plain.activation, plain.output, candidate.dropout)
    data = what.data()
    objective = TrainingError(network, data, candidate.batch_size, seed, candidate.l1, candidate.l2)
    rule = {"": RULES[candidate.algorithm](eta=candidate.eta)}
    *_, done = train(rule, objective, initial(network, seed=seed), candidate.epochs)
    return done.error[""], done.validation[""], network.loss(done.w[""], data.x_test, data.y_test)


@pytest.mark.parametrize("patience", [2, 100])
def test_a_row_is_what_each_of_its_networks_comes_to_alone(patience):
    what = replace(SMALL, patience=patience, algorithm=("SGD", "RMSProp", "Adam"), number=12)
    stopped = 0
    for row in table(AtOnce(), what, test=True):
        errors = []
        for seed, epoch, error in zip(what.trained_seeds, row.epochs, row.errors, strict=True):
            training, validation, test = alone(what, row.candidate, seed)
            best = 0
            for at, value in enumerate(validation):
                if value < validation[best]:
                    best = at
                elif at - best >= patience:
                    stopped += at < len(validation) - 1
                    break
            assert epoch == best
            assert error == pytest.approx(validation[best], rel=1e-9)
            errors.append((training[best], validation[best], test[best]))
        expected = np.mean(errors, axis=0)
        assert [row.training, row.validation, row.test] == pytest.approx(expected, rel=1e-9)
    assert (stopped >= 3) == (patience == 2)


def test_a_diverging_network_keeps_the_best_it_had_and_disturbs_no_other():
    what = replace(SMALL, algorithm=("SGD",), eta=(0.1, 10.0), l2=(0.9,), l1=(0.0,), batch_size=(5,), method="grid")
    found = {row.candidate: row for row in table(AtOnce(), what)}
    calm = {row.candidate: row for row in table(AtOnce(), replace(what, eta=(0.1,)))}
    for candidate, row in calm.items():
        assert found[candidate].errors == pytest.approx(row.errors, rel=1e-9)
    assert all(np.isfinite(row.validation) for row in found.values())


# Trees


def test_boosted_trees_are_scikit_learns_at_their_best_number_of_trees_by_the_networks_error(rows):
    data = SMALL.data()
    for row in [row for row in rows if row.candidate.kind == BOOSTED][:3]:
        one = row.candidate
        for seed, best, error in zip(SMALL.trained_seeds, row.epochs, row.errors, strict=True):
            losses = []
            for trees in range(1, one.trees + 1):
                shape = {"max_depth": one.depth, "min_samples_leaf": one.leaf, "random_state": seed}
                model = GradientBoostingClassifier(n_estimators=trees, learning_rate=one.shrinkage, **shape)
                said = model.fit(data.x, data.y[:, 0]).predict_proba(data.x_val)
                losses.append(log_loss(data.y_val[:, 0], said))
            assert int(np.argmin(losses)) + 1 == best
            assert error == pytest.approx(min(losses), rel=1e-6)


@pytest.mark.parametrize("dataset", ["digits", "eights", "diabetes"])
def test_a_tree_of_one_leaf_predicts_as_the_naive_baseline(dataset):
    """So its error is the baseline's, but that no class is held impossible."""
    what = Search(dataset=dataset, noise=0, examples=200, seeds=1, number=1, algorithm=("tree",), depth=1, leaf=100)
    (row,), data = table(AtOnce(), what), what.data()
    baseline = naive(Network((2, DATASETS[dataset].outputs), output=DATASETS[dataset].output), data.y, data.y_val)
    assert row.validation == pytest.approx(baseline, rel=0.03)


# Halving


def test_halving_trains_the_best_third_of_each_round_for_three_times_as_long():
    what = Search(method="halving", number=18, seeds=2, examples=40, epochs=(50,), batch_size=(20,), width=(4,))
    assert what.rungs() == ((18, 6), (6, 17), (2, 50))
    rows = table(Shuffled(5), what)
    assert rows == table(AtOnce(), what)
    for rung, (count, most) in enumerate(what.rungs()):
        here = [row for row in rows if row.rung == rung]
        assert len(here) == count
        assert max(max(row.epochs) for row in here) <= most
        if rung:
            before = sorted((row for row in rows if row.rung == rung - 1), key=lambda row: row.validation)
            assert {row.index for row in here} == {row.index for row in before[:count]}
            assert count == round(len(before) / FACTOR)
    *_, last = search(what, AtOnce())
    assert last.best.validation == min(row.validation for row in rows)


# The winner


def test_the_winner_is_trained_as_it_was_and_tested():
    what = replace(SMALL, algorithm=("SGD", "Adam"))
    *_, last = search(what, AtOnce())
    found = examine(what, last.best, AtOnce())
    assert found.validation == pytest.approx(last.best.validation, rel=1e-9)
    expected = [alone(what, found.candidate, s)[2][e] for s, e in zip(what.trained_seeds, found.epochs, strict=True)]
    assert found.test == pytest.approx(np.mean(expected), rel=1e-9)
    with pytest.raises(ValueError, match=r"^test = 0: the search has no test part"):
        examine(replace(what, test=0), last.best, AtOnce())


def test_the_winner_of_so_many_is_a_mean_over_all_ways_to_take_them():
    draw = np.random.default_rng(0)
    one = Candidate("SGD")
    rows = [Row(i, 0, one, v, 0.0, (v,), (1,), t) for i, (v, t) in enumerate(draw.random((12, 2)))]
    validation, test = winners(rows)
    for n in (1, 4, 12):
        best = [min(draw.permutation(12)[:n], key=lambda i: rows[i].validation) for _ in range(4000)]
        assert validation[n - 1] == pytest.approx(np.mean([rows[i].validation for i in best]), abs=0.02)
        assert test[n - 1] == pytest.approx(np.mean([rows[i].test for i in best]), abs=0.03)


def test_the_optimism_repeats_the_search_over_splits():
    what = replace(SMALL, algorithm=("SGD", "Adam"), number=6, seeds=1)
    *_, found = optimism(what, 3, AtOnce())
    assert found.gap.shape == (3, 6)
    for split in range(3):
        again = replace(what, seed=split)
        *_, last = search(again, AtOnce())
        assert found.validation[split, -1] == pytest.approx(last.best.validation)
        assert found.test[split, -1] == pytest.approx(examine(again, last.best, AtOnce()).test, rel=1e-9)
    assert (np.diff(found.validation) <= 1e-12).all()
    with pytest.raises(ValueError, match="halving"):
        next(optimism(replace(what, method="halving"), 1, AtOnce()))


def test_a_job_says_what_it_trains():
    jobs = jobs_of(SMALL, 0, 12, [*enumerate(SMALL.candidates)])
    assert sorted(index for job in jobs for index, _ in job.members) == [*range(24)]
    for job in jobs:
        assert isinstance(job, Job)
        assert len({one.shape for _, one in job.members}) == 1
