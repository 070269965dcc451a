"""What the tuning page searches, and what it says of that, against searches made here over random settings."""

from dataclasses import replace
from urllib.parse import parse_qs

import numpy as np
import pytest
from executors import AtOnce
from scipy.stats import binomtest, ttest_1samp
from tuning_runs import lowest, naive_of, random_settings, rows_of, told
from written import numbers_in

from lesson import number, read
from pages import PAGES
from pages.tuning import PAGE
from pages.tuning.answers import BUDGET, HALVING, HOW_MANY, MATTERS, TESTED, TREES
from pages.tuning.measure_repeats import budget_searches
from pages.tuning.settings import MOST_SECONDS
from tuning import BOOSTED, TREE

MANY = 25  # random settings of one search, and of those that look at its rows alone
FEW = 6  # of each act that repeats a search


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """The page's searches in this process, which needs no others to begin."""
    monkeypatch.setattr("pages.tuning.measure_rows.pool", AtOnce)


# What is searched


def test_no_search_of_the_page_is_longer_than_it_allows():
    for seed in range(60):
        chosen = random_settings("search", seed, size=400, number=60, epochs=100, seeds=5)
        what = chosen.search()
        assert what.size.seconds <= MOST_SECONDS or what.number == 4
        assert {one.algorithm for one in what.candidates} <= set(chosen.algorithms)
        assert all(chosen.eta_from <= one.eta <= chosen.eta_to for one in what.candidates)
        assert all(one.width <= chosen.width_to and one.dropout <= chosen.dropout_to for one in what.candidates)


def test_the_winner_of_a_search_is_in_the_link_to_the_network_race_with_all_it_has():
    for seed in range(MANY):
        chosen = random_settings("search", seed, method="random")
        what = chosen.search()
        best = min(rows_of(what), key=lambda row: row.validation).candidate
        ((_, address),) = told(chosen, "search").words.links
        race = read(PAGES["network_race"], parse_qs(address.partition("?")[2])).settings
        assert address.startswith("network_race?")
        assert race.rules == (best.algorithm,)
        for name in ("eta", "batch_size", "layers", "width", "epochs"):
            assert getattr(race, name) == getattr(best, name), name
        assert (race.dataset, race.size, race.noise) == (chosen.dataset, chosen.size, chosen.noise)
        assert (race.seed, race.seeds) == (chosen.seed, chosen.seeds)


def test_the_race_of_the_link_trains_the_very_network(monkeypatch):
    """So its lowest validation error is the winner's, to rounding error."""
    chosen = random_settings("search", 3, dataset="moons", seeds=1, l2_to=0.0, dropout_to=0.0, patience=50)
    best = min(rows_of(chosen.search()), key=lambda row: row.validation)
    ((_, address),) = told(chosen, "search").words.links
    view = read(PAGES["network_race"], parse_qs(address.partition("?")[2]))
    measured = PAGES["network_race"].measure(view.settings)
    curve = next(iter(measured.validation.median.values()))
    assert min(curve) == pytest.approx(best.validation, rel=1e-6)


# What is said


@pytest.mark.parametrize("view", ["search", "map", "parallel"])
def test_what_is_said_of_how_many_come_close_is_so(view):
    for seed in range(MANY):
        chosen = random_settings(view, seed)
        what = chosen.search()
        rows = rows_of(what)
        final = {row.index: row.validation for row in rows}  # of halving the last round's
        errors = np.array([*final.values()])
        scene = told(chosen, "search")
        base = naive_of(what)
        below = int((errors < base).sum())
        verb = "is" if below == 1 else "are"
        assert f"{number(base)}; {below} of {len(errors)} settings {verb} below it." in scene.words.sentences[1]
        close = int((errors <= 1.1 * errors.min()).sum())
        share = (close - 1) / (len(errors) - 1)
        assert scene.answer.right == HOW_MANY[0 if share > 0.5 else 1 if share >= 0.2 else 2]
        assert f"error {number(errors.min(), 2)} is best" in scene.answer.because
        assert scene.answer.because.endswith("So one searches.") == (share < 0.2)
        assert numbers_in(scene.answer.because)[-1:] == numbers_in(number(float(np.median(errors)), 2))
        assert scene.steps == len(errors) == len(scene.words.table)
        assert scene.words.table[0]["validation error"] == number(errors.min())


def test_the_baselines_name_is_free_of_marks_where_there_is_room():
    named = 0
    for seed in range(MANY):
        traces = {trace["uid"]: trace for trace in told(random_settings("search", seed), "search").drawing["data"]}
        if "baseline-name" not in traces:
            continue
        named += 1
        level, side = traces["baseline"]["y"][0], traces["baseline-name"]["textposition"]
        marks = [trace for uid, trace in traces.items() if uid.startswith("tried-")]
        x, y = (np.concatenate([trace[axis] for trace in marks]) for axis in "xy")
        top = max(y.max(), level)

        def free(side, wide, high, x=x, y=(y - level) / top):
            up, toward = side.split()
            rows = (y if up == "top" else -y) > -0.01, (y if up == "top" else -y) < high
            columns = x < wide if toward == "right" else x > 1 - wide
            return not (rows[0] & rows[1] & columns).any()

        ample = any(free(f"{up} {toward}", 0.4, 0.2) for up in ("top", "bottom") for toward in ("right", "left"))
        assert free(side, 0.3, 0.14) or not ample
    assert named > 5


def share_explained(errors, groups):
    """Epsilon squared by an analysis of variance of one factor."""
    parts = [errors[groups == group] for group in set(groups.tolist())]
    n, k = len(errors), len(parts)
    if k < 2 or n <= k or errors.std() == 0:
        return 0.0
    between = sum(len(part) * (part.mean() - errors.mean()) ** 2 for part in parts)
    total = ((errors - errors.mean()) ** 2).sum()
    mean_within = (total - between) / (n - k)
    return max(0.0, (between - (k - 1) * mean_within) / total)


def share_by_chance(errors, grouped, draw):
    """What the best of all groupings explains of shuffled errors, beyond which one of 20 shuffles is."""
    shuffles = [draw.permutation(errors) for _ in range(500)]
    return np.quantile([max(share_explained(each, groups) for groups in grouped) for each in shuffles], 0.95)


def test_what_is_said_of_what_matters_is_so():
    seen = set()
    for seed in range(MANY):
        chosen = random_settings("matters", seed, method="random", number=24, dropout_to=0.0, seeds=1, epochs=10)
        what = chosen.search()
        rows = rows_of(what)
        errors = np.log([row.validation for row in rows])
        shares, grouped = {}, []
        for name in ("algorithm", "eta", "batch_size", "layers", "width", "l2"):
            values = [getattr(row.candidate, name) for row in rows]
            tried = getattr(what, name)
            if isinstance(tried, tuple) and len(tried) == 1:
                continue
            if isinstance(tried, tuple) and len(set(values)) <= 6:
                groups = np.array([sorted(set(values)).index(value) for value in values])
            else:
                groups = np.argsort(np.argsort(values, kind="stable"), kind="stable") * 3 // len(values)
            grouped.append(groups)
            shares[name] = share_explained(errors, groups)
        order = sorted(shares.values())[::-1]
        answer = told(chosen, "matters").answer
        first = max(shares, key=shares.get)
        guess = {"algorithm": 0, "eta": 1, "layers": 2, "width": 2, "batch_size": 3}.get(first)
        clear = order[0] - order[1] >= 0.05
        by_chance = share_by_chance(errors, grouped, np.random.default_rng(seed))
        assert ("it may be chance" in answer.because) == (order[0] <= by_chance) or abs(order[0] / by_chance - 1) < 0.25
        if "it may be chance" in answer.because:
            told_share = numbers_in(answer.because)[-1] / 100
            assert abs(told_share / by_chance - 1) < 0.25
            assert answer.right is None
            seen.add("chance")
            continue
        assert answer.right == (MATTERS[guess] if clear and guess is not None else None), chosen
        assert f"explains {number(100 * order[0], 2)} % of the spread" in answer.because
        assert f" {number(100 * order[1], 2)} %" in answer.because
        seen.add(answer.right)
    assert "chance" in seen
    assert len(seen) >= 3


def test_what_is_said_of_grid_and_random_draws_is_so():
    seen = set()
    for seed in range(FEW + 2):
        few = 3 if seed % 4 == 3 else 5
        chosen = random_settings("budget", seed, eta_to=(0.1, 1.0, 10.0)[seed % 3], repeats=few)
        pairs = [budget_searches(chosen, repeat) for repeat in range(chosen.repeats)]
        for grid, random in pairs:
            assert len(grid.candidates) == len(random.candidates) == 9
            assert replace(grid, method="random", draws=random.draws) == random
        lower = sum(lowest(random) < lowest(grid) for grid, random in pairs)
        higher = sum(lowest(grid) < lowest(random) for grid, random in pairs)
        rare = [binomtest(wins, len(pairs), alternative="greater").pvalue <= 0.05 for wins in (higher, lower)]
        settled = binomtest(len(pairs), len(pairs), alternative="greater").pvalue <= 0.05
        turns = settled and (any(rare) or lower > 0 < higher)
        right = BUDGET[rare.index(True) if any(rare) else 2] if turns else None
        answer = told(chosen, "grid_or_random").answer
        assert answer.right == right
        assert f"in {lower} of {len(pairs)} repeats, the grid in {higher}" in answer.because
        if right == BUDGET[0]:
            bests = [min(rows_of(grid), key=lambda row: row.validation).candidate.eta for grid, _ in pairs]
            suited = [eta for eta in set(bests) if bests.count(eta) > len(bests) / 2]
            told_of = [f"In {bests.count(eta)} its best has η = {number(eta)}: one of its few" for eta in suited]
            assert all(one in answer.because for one in told_of)
            assert ("happens to suit" in answer.because) == bool(suited)
        seen.add(right)
    assert len(seen) >= 2


def test_what_is_said_of_halving_is_so():
    seen = set()
    for seed in range(2 * FEW):
        chosen = random_settings("halving", seed, epochs=(20, 50)[seed % 2], number=12, seeds=1)
        whole = replace(chosen, method="random").search()
        what = replace(whole, method="halving")
        best = min(rows_of(whole), key=lambda row: (row.validation, row.index))
        last = {row.index for row in rows_of(what) if row.rung == len(what.rungs()) - 1}
        share = sum(count * most for count, most in what.rungs()) / (len(whole.candidates) * chosen.epochs)
        answer = told(chosen, "halving").answer
        right = HALVING[2] if share > 0.9 else HALVING[1] if best.index in last else HALVING[0]
        assert answer.right == right, chosen
        assert f"{number(100 * share, 2)} % of the epochs" in answer.because
        seen.add(right)
    assert len(seen) >= 2


def test_what_is_said_of_trees_is_so():
    for seed in range(FEW // 2):
        chosen = random_settings("trees", seed, number=4, repeats=3, seeds=1)
        measured = PAGE.measure(chosen)
        wins = dict.fromkeys(("network", TREE, BOOSTED), 0)
        for split in range(3):
            rows = rows_of(replace(measured.what, seed=chosen.seed + split))
            found = {kind: min(row.validation for row in rows if row.candidate.kind == kind) for kind in wins}
            counts = {kind: sum(row.candidate.kind == kind for row in rows) for kind in wins}
            assert len(set(counts.values())) == 1
            wins[min(found, key=found.get)] += 1
        answer = told(chosen, "trees").answer
        sure = [guess for (_, count), guess in zip(wins.items(), TREES, strict=False) if count == 3]
        assert answer.right == (sure[0] if sure else TREES[3])
        assert "networks in {}, decision trees in {}, boosted trees in {}".format(*wins.values()) in answer.because


def test_what_is_said_of_the_tested_winner_is_so():
    seen = set()
    for seed in range(2 * FEW):
        chosen = random_settings(
            "tested", seed, method="random", number=8, seeds=1, dataset=("moons", "sine")[seed % 2]
        )
        measured = PAGE.measure(chosen)
        gaps, first, luck = [], [], []
        for split in range(chosen.repeats):
            rows = rows_of(replace(measured.what, seed=chosen.seed + split), test=True)
            best = min(rows, key=lambda row: row.validation)
            gaps.append(best.test - best.validation)
            first.append(np.mean([row.test - row.validation for row in rows]))
            luck.append(gaps[-1] - first[-1])
        mean, error = np.mean(gaps), np.std(gaps, ddof=1) / len(gaps) ** 0.5
        scene = told(chosen, "tested")
        answer, words = scene.answer, scene.words
        gone = ttest_1samp(gaps, 0).pvalue <= 0.05
        assert answer.right == TESTED[0 if not gone else 1 if mean > 0 else 2]
        assert f"(standard error {number(error, 2)})" in answer.because
        assert f"{number(abs(mean), 2)} {'above' if mean > 0 else 'below'} the validation error" in answer.because
        side = "below" if np.mean(first) < 0 else "above"
        alone = f"with one setting tried {number(abs(float(np.mean(first))), 2)} {side} it."
        assert alone in answer.because
        assert alone in words.sentences[0]
        assert "−" not in words.sentences[0]
        lucky = ttest_1samp(luck, 0, alternative="greater").pvalue <= 0.025
        assert ("has been lucky" in answer.because) == (answer.right == TESTED[1] and lucky)
        seen.add(answer.right)
    assert len(seen) >= 2


def test_an_unfinished_search_settles_nothing():
    for act in PAGE.acts:
        opening = PAGE.opening(act)
        small = replace(opening, number=8, repeats=3, epochs=10, size=20, dataset="moons", seeds=1)
        scenes = [*PAGE.growing(small, act.name)]
        assert all(scene.answer.right is None for scene in scenes[:-1]), act.name
        assert scenes[-1].progress == 1
