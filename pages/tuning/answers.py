"""What searches say to the acts' questions."""

from math import comb

import numpy as np
from numpy.typing import NDArray

from lesson import Answer, counted, number
from pages.tuning.measure_halving import Halving
from pages.tuning.measure_repeats import KINDS, Budget, Kinds, Tested
from pages.tuning.measure_search import FEWEST, Table
from pages.tuning.words import PLURAL, apart, told_apart
from tuning import BOOSTED, TREE, Row

HOW_MANY = ("More than half", "Between a fifth and half", "Fewer than a fifth")
MATTERS = ("The rule", "The learning rate η", "The network's size", "The batch size")
BUDGET = ("The grid", "Random draws", "Now one, now the other")
HALVING = ("Yes: else the winner is lost", "No: it is among those that stay", "Halving saves nothing here")
TREES = ("Networks", "A decision tree", "Boosted trees", "It changes from split to split")
TESTED = ("No clear difference", "Higher", "Lower")
WITHIN = {
    **{"algorithm": "the rule", "eta": "the learning rate η", "batch_size": "the batch size"},
    **{"layers": "the number of hidden layers", "width": "the number of units"},
    **{"l1": "L1", "l2": "L2", "dropout": "the dropout rate"},
}
SURE = 0.05  # what has a smaller chance is not called chance
# A mean of 2, 3, … numbers is beyond so many of its standard errors once in twenty times if its expectation is 0
STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201)
SAVED = 0.9  # of the work: more than that is nothing saved

Array = NDArray[np.float64]


def how_many(measured: Table) -> Answer:
    """How many settings come close to the best."""
    count, total = measured.close, len(measured.rows)
    if not measured.complete:
        return Answer(None, f"{_done(measured)} The best so far: {_short(measured.best)}.")
    share = (count - 1) / (total - 1)
    right = HOW_MANY[0] if share > 0.5 else HOW_MANY[1] if share >= 0.2 else HOW_MANY[2]
    others = (
        f"{count - 1} others of {total} come" if count > 2 else f"{'One' if count > 1 else 'No'} other of {total} comes"
    )
    searches = " So one searches." if right == HOW_MANY[2] else ""
    middle = number(float(np.median(measured.errors)), 2)
    because = f"{_short(measured.best)} is best. {others} within 10 % of it; the median is {middle}.{searches}"
    return Answer(right, because)


def _done(measured: Table) -> str:
    return f"{number(100 * measured.done, 2)} % of the trainings are done."


def _short(row: Row) -> str:
    one = row.candidate
    return f"{one.algorithm} with η = {number(one.eta or 0)}: error {number(row.validation, 2)}"


def matters(measured: Table) -> Answer:
    """Which hyperparameter explains most of the spread."""
    if not measured.complete:
        return Answer(None, _done(measured))
    shares = measured.explained()
    if len(shares) < 2:
        return Answer(None, "Only one hyperparameter varies: there is nothing to compare.")
    order = sorted(shares, key=lambda name: -shares[name])
    first, second = order[:2]
    one, other = WITHIN[first], WITHIN[second]
    told = f"{one[0].upper()}{one[1:]} alone explains {_percent(shares[first])} of the spread of the errors, "
    told += f"{other} {_percent(shares[second])}"
    if len(measured.rows) < FEWEST:
        return Answer(None, f"{told}; with {len(measured.rows)} settings that may be chance. Try {FEWEST} or more.")
    chance = measured.by_chance()
    if shares[first] <= chance:
        shuffled = f"Shuffle the errors, and in one of 20 shuffles one of them explains more than {_percent(chance)}"
        return Answer(None, f"{told}. {shuffled}: it may be chance.")
    if shares[first] - shares[second] < 0.05:
        return Answer(None, f"{told}: too close to tell them apart.")
    kinds = {"algorithm": 0, "eta": 1, "layers": 2, "width": 2, "batch_size": 3}
    rest = 1 - sum(shares.values())
    tail = "; the rest lies in how they go together, and in chance." if rest > 0.1 else "."
    return Answer(MATTERS[kinds[first]] if first in kinds else None, told + tail)


def _percent(share: float) -> str:
    return f"{number(100 * share, 2)} %"


def grid_or_random(measured: Budget) -> Answer:
    """Which finds the lower error with as many settings."""
    grid, random = measured.best
    done, lower, higher = len(grid), int((random < grid).sum()), int((grid < random).sum())
    if not measured.complete:
        return Answer(
            None, f"{done} of {measured.most} repeats: random draws are lower in {lower}, the grid in {higher}."
        )
    etas = len({row.candidate.eta for row in measured.random[0]})
    algorithms = measured.settings.algorithms
    told = (
        f"Random draws found the lower error in {lower} of {done} repeats, the grid in {higher}. "
        f"The grid tried {len({row.candidate.eta for row in measured.grid[0]})} values of η, random draws {etas}"
        f"{f', of {algorithms[0]} alone' if len(algorithms) > 1 else ''}."
    )
    if _chance(done, done) > SURE or not ((lower and higher) or _chance(max(lower, higher), done) <= SURE):
        return Answer(None, f"{told} So few may be chance.")
    if _chance(lower, done) <= SURE:
        return Answer(BUDGET[1], told)
    if _chance(higher, done) <= SURE:
        return Answer(BUDGET[0], f"{told}{_suits(measured)}")
    return Answer(BUDGET[2], f"{told} The grid's values are the same each time, random ones are not.")


def _suits(measured: Budget) -> str:
    """Which of the grid's few values of η is its best one's, where that is mostly the same."""
    best = [min(rows, key=lambda row: row.validation).candidate.eta or 0.0 for rows in measured.grid]
    eta = max(best, key=best.count)
    if 2 * best.count(eta) <= len(best):
        return ""
    return f" In {best.count(eta)} its best has η = {number(eta)}: one of its few happens to suit."


def _chance(wins: int, repeats: int) -> float:
    """Of so many wins or more in so many repeats, if both were as good."""
    return sum(comb(repeats, count) for count in range(wins, repeats + 1)) / 2**repeats


def halving(measured: Halving) -> Answer:
    """Is the best of all among those that halving trains to the end?"""
    best, last = measured.best, measured.last_of_best
    if best is None or last is None:
        return Answer(None, "Halving first, then all settings to the end, to compare.")
    share = f"{number(100 * measured.share, 2)} % of the epochs"
    if measured.share > SAVED:
        return Answer(HALVING[2], f"Halving takes {share} that all to the end would take.")
    if last == len(measured.rungs) - 1:
        return Answer(HALVING[1], f"The best of all trained to the end stayed in every round, for {share} at most.")
    epochs = measured.rungs[last][1]
    return Answer(
        HALVING[0],
        f"After {counted(epochs, 'epoch')} the best of all was not among those kept. Halving ends at "
        f"{' instead of '.join(told_apart(measured.winner.validation, best.validation))}, for {share}.",
    )


def trees(measured: Kinds) -> Answer:
    """Which kind has the lowest validation error in every split."""
    lowest = measured.lowest
    count = len(measured.rows)
    wins = {
        kind: int(sum(all(lowest[kind][i] < lowest[o][i] for o in KINDS if o != kind) for i in range(count)))
        for kind in KINDS
    }
    told = "Lowest: " + ", ".join(f"{PLURAL[kind]} in {wins[kind]}" for kind in KINDS)
    if not measured.complete:
        return Answer(None, f"{told}, of {count} splits so far; {measured.most} are to come in all.")
    medians = ", ".join(f"{PLURAL[kind]} {number(float(np.median(lowest[kind])), 2)}" for kind in KINDS)
    because = f"{told} of {count} splits. Median error: {medians}."
    for kind, guess in zip(("network", TREE, BOOSTED), TREES, strict=False):
        if wins[kind] == count:
            return Answer(guess, because)
    return Answer(TREES[3], because)


def tested(measured: Tested) -> Answer:
    """Is the winner's test error higher than its validation error?"""
    gap = measured.found.gap
    count, tried = len(gap), len(measured.found.tried)
    ends = gap[:, -1]
    if not measured.complete:
        return Answer(
            None, f"{count} of {measured.most} splits: the gap is {number(float(ends.mean()), 2)} on average."
        )
    mean, error = float(ends.mean()), float(ends.std(ddof=1)) / count**0.5
    enough = STUDENT[count - 2]  # standard errors
    right = TESTED[1] if mean > enough * error else TESTED[2] if mean < -enough * error else TESTED[0]
    luck = ends - gap[:, 0]  # what choosing among several adds
    lucky = float(luck.mean()) > enough * float(luck.std(ddof=1)) / count**0.5
    told = (
        f"Over {count} splits the test error is {apart(mean)} the validation error on average (standard error "
        f"{number(error, 2)}); "
        f"with one setting tried {apart(float(gap[:, 0].mean()))} it. "
    )
    rest = {
        TESTED[1]: f"Who wins among {tried} has been lucky too."
        if lucky
        else f"How much choosing among {tried} adds to that, the splits do not tell.",
        TESTED[0]: "That is not enough to tell from none.",
        TESTED[2]: "The test examples are the easier ones here.",
    }
    return Answer(right, told + rest[right])
