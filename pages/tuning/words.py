"""What is said of searches."""

from functools import lru_cache

import numpy as np

from lesson import Words, counted, number
from networks import DATASETS, naive
from pages.tuning.link import race_link, written
from pages.tuning.measure_halving import Halving
from pages.tuning.measure_repeats import KINDS, Budget, Kinds, Tested
from pages.tuning.measure_search import Table
from pages.tuning.settings import Settings, value_of
from tuning import TREE, Candidate, Row, Search

COLUMNS = {
    **{"eta": "η", "batch_size": "batch", "layers": "layers", "width": "units", "l1": "L1", "l2": "L2"},
    **{"dropout": "dropout", "depth": "levels", "leaf": "leaf", "shrinkage": "rate of trees"},
}
LEAVES = "A leaf of a tree counts one more example of each class, so that none is held impossible."
SHORTER = "Halving trains most settings for fewer epochs: their errors are those after their last round."
PLURAL = {"network": "networks", "tree": "decision trees", "boosted trees": "boosted trees"}


def title(what: Search, settings: Settings) -> str:
    """A headline for the picture."""
    method = {"grid": "a grid", "random": "drawn at random", "halving": "by halving"}[what.method]
    many = f"{len(what.candidates)} settings, {method}"
    return f"{DATASETS[what.dataset].title}: {many}, {counted(what.seeds, 'seed')} each"


@lru_cache(maxsize=64)
def _baseline(what: Search) -> float:
    data = what.data()
    return naive(what.network(Candidate("SGD", layers=0)), data.y, data.y_val)


def baseline_of(what: Search) -> float:
    """The naive baseline's error on the validation part."""
    return _baseline(what)


def words_of_table(measured: Table) -> Words:
    """The search so far: the best, how many come close, and the table."""
    best = measured.best
    so_far = "" if measured.complete else f" {number(100 * measured.done, 2)} % of the trainings are done."
    close = measured.close - 1
    return Words(
        summary=f"Of {counted(len(measured.rows), 'setting')} the best has a validation error of "
        f"**{number(best.validation)}**: {written(best.candidate)}.{so_far}",
        sentences=(
            f"{_others(close)} within 10 % of it.",
            f"The naive baseline's error is {number(baseline_of(measured.what))}; "
            f"{_below(measured.rows, baseline_of(measured.what))} below it.",
            *fewer(measured.settings, measured.what, measured.most),
            *[SHORTER] * (measured.what.method == "halving"),
            "The link to the network race takes the nearest η that it has.",
        ),
        table=table(measured.rows),
        links=(("The winner in the network race", _beside(measured.what, best.candidate)),),
    )


def _beside(what: Search, candidate: Candidate) -> str:
    """The network race's address from this page's."""
    return race_link(what, candidate).removeprefix("/")


def fewer(settings: Settings, what: Search, tried: int) -> tuple[str, ...]:
    """Why fewer are tried than is set, where that is so."""
    if tried >= settings.number or what.method == "grid":
        return ()
    why = "more would take too long here" if what.number < settings.number else "there are no more"
    return (f"{tried} settings are tried, not {settings.number}: {why}.",)


def _others(count: int) -> str:
    return f"{count} other settings come" if count > 1 else f"{'One' if count else 'No'} other setting comes"


def _below(rows: tuple[Row, ...], level: float) -> str:
    count = sum(row.validation < level for row in rows)
    return f"{count} of {counted(len(rows), 'setting')} {'is' if count == 1 else 'are'}"


def table(rows: tuple[Row, ...]) -> tuple[dict[str, str], ...]:
    """Rows as texts, the best first."""
    order = sorted(rows, key=lambda row: (row.validation, row.index))
    names = [name for name in COLUMNS if any(getattr(row.candidate, name) is not None for row in rows)]
    return tuple(_line(row, names) for row in order)


def _line(row: Row, names: list[str]) -> dict[str, str]:
    given = {COLUMNS[name]: getattr(row.candidate, name) for name in names}
    kept = "best epoch, or how many boosted trees" if {"eta", "shrinkage"} <= {*names} else "best epoch"
    return {
        "setting": str(row.index + 1),
        "algorithm": row.candidate.algorithm,
        **{name: "–" if value is None else number(value) for name, value in given.items()},
        "validation error": number(row.validation),
        "training error": number(row.training),
        kept: "–" if row.candidate.kind == TREE else ", ".join(map(str, row.epochs)),
    }


def words_of_budget(measured: Budget) -> Words:
    """Grid and random draws, repeat by repeat."""
    grid, random = measured.best
    lower = int((random < grid).sum())
    return Words(
        summary=f"Random draws found the lower error in **{lower} of {len(grid)}** repeats; the median of the best is "
        f"{number(float(np.median(random)))} with them, {number(float(np.median(grid)))} with the grid.",
        sentences=_tried(measured),
        table=tuple(
            {"repeat": str(i + 1), "grid": number(a), "random": number(b)}
            for i, (a, b) in enumerate(zip(grid.tolist(), random.tolist(), strict=True))
        ),
    )


def _tried(measured: Budget) -> tuple[str, ...]:
    """What a repeat tries, and where that is not what is set."""
    settings = measured.settings
    every = [row.candidate for rows in (measured.grid, measured.random) for repeat in rows for row in repeat]
    one = every[0]
    etas, penalties = ([value_of(each, name) for each in every] for name in ("eta", "l2"))
    both = (
        f"In each repeat both try {len(measured.grid[0])} settings of {one.algorithm} on the same data: η from "
        f"{number(min(etas))} to {number(max(etas))}, L2 from {number(min(penalties))} to {number(max(penalties))}, "
        f"with {counted(one.width or 0, 'unit')} in one hidden layer and batches of {one.batch_size}."
    )
    scale = f"An L2 of 0 has no place among values by ratio: {number(max(penalties))} is the largest tried instead."
    first = f"Of the algorithms that are chosen only the first is tried, {one.algorithm}."
    return (both, *[scale] * (settings.l2_to == 0), *[first] * (len(settings.algorithms) > 1))


def words_of_kinds(measured: Kinds) -> Words:
    """Networks and trees, split by split."""
    lowest, seconds = measured.lowest, measured.seconds
    least = min(seconds.values())
    within = measured.within(least)
    middle = {kind: number(float(np.median(lowest[kind])), 2) for kind in KINDS}
    fits = {kind: sum(len(row.errors) for split in measured.rows for row in split[kind]) for kind in KINDS}
    every = ", ".join(f"{fits[kind]} of {PLURAL[kind]}" for kind in KINDS)
    trained = (
        f"Of each kind {counted(fits['network'], 'training')}" if len({*fits.values()}) == 1 else f"Trainings: {every}"
    )
    return Words(
        summary="Median of the lowest validation errors: "
        + ", ".join(f"**{PLURAL[kind]} {middle[kind]}**" for kind in KINDS)
        + ".",
        sentences=(
            f"{trained}. They took "
            + ", ".join(f"{number(seconds[kind], 2)} s ({PLURAL[kind]})" for kind in KINDS)
            + " of one core.",
            f"With the first settings that {number(least, 2)} s allow each kind, at least one in each split: "
            + ", ".join(f"{PLURAL[kind]} {number(float(np.median(within[kind])), 2)}" for kind in KINDS)
            + ".",
            *fewer(measured.settings, measured.what, len(measured.rows[0]["network"])),
            *(() if DATASETS[measured.what.dataset].task == "regression" else (LEAVES,)),
        ),
        table=table(tuple(row for kind in KINDS for row in measured.rows[0][kind])),
    )


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Two errors with as many digits as show that they differ, up to 4."""
    pairs = [(number(one, digits), number(other, digits)) for digits in (2, 3, 4)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def apart(gap: float) -> str:
    """How far above or below."""
    return f"{number(abs(gap), 2)} {'below' if gap < 0 else 'above'}"


def words_of_tested(measured: Tested) -> Words:
    """The winner's validation and test error, and the gap against how many were tried."""
    gap, winner = measured.found.gap, measured.winner
    tried = len(measured.found.tried)
    test = 0.0 if winner.test is None else winner.test
    return Words(
        summary=f"In the first split the winner of {counted(tried, 'setting')} has a validation error of "
        f"{number(winner.validation)}, a test error of **{number(test)}**: {written(winner.candidate)}.",
        sentences=(
            f"Over {counted(len(gap), 'split')} the winner's test error is on average "
            f"{apart(float(gap[:, -1].mean()))} its validation error; with one setting tried "
            f"{apart(float(gap[:, 0].mean()))} it.",
            *fewer(measured.settings, measured.what, tried),
            "With few settings tried: the mean over all the ways to take so many of them.",
            "One setting's best epoch is chosen by the same validation examples, so it may have a gap too.",
        ),
        table=tuple(
            {"split": str(i + 1), "validation error": number(a), "test error": number(b), "gap": number(b - a)}
            for i, (a, b) in enumerate(
                zip(measured.found.validation[:, -1].tolist(), measured.found.test[:, -1].tolist(), strict=True)
            )
        ),
        links=(("The winner in the network race", _beside(measured.what, winner.candidate)),),
    )


def words_of_halving(measured: Halving) -> Words:
    """Halving's winner, and the best of all trained to the end."""
    winner, best = measured.winner, measured.best
    (count, least), *later = measured.rungs
    rounds = f"{counted(count, 'setting')} for {counted(least, 'epoch')}"
    rounds += "".join(f", then {count} for {counted(most, 'epoch')}" for count, most in later)
    compared = ()
    if best is not None:
        same = "the same setting" if best.index == winner.index else f"another: {written(best.candidate)}"
        compared = (f"All trained to the end, the best is {same}, with {number(best.validation)}.",)
    lowest = f"**{number(winner.validation)}**"
    return Words(
        summary=f"Halving's winner has a validation error of {lowest}: {written(winner.candidate)}.",
        sentences=(
            f"{rounds}: at most {number(100 * measured.share, 2)} % of the epochs of training all to the end.",
            *compared,
        ),
        table=table(measured.rows),
        links=(("The winner in the network race", _beside(measured.what, winner.candidate)),),
    )
