"""What dropout's page answers, against runs made here: over random settings of every act, and at each act's own."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from written import numbers_in

from lesson import declared, number
from networks import DATASETS, Network, TrainingError, initial, naive, train
from optim import Adam
from pages.dropout import PAGE
from pages.dropout.measure_masks import trained
from pages.dropout.settings import Settings

ACTS = PAGE.act_names
OTHERS = ACTS["masks"].guesses[2]
SAME = ACTS["scale"].guesses[0]
NOTHING = ACTS["evaluation"].guesses[1]
LOWER, HIGHER, LEVEL = ACTS["helps"].guesses
BELOW, MIDDLE, ABOVE = ACTS["rate"].guesses
RATES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
MANY = 90  # random settings of each act that trains nothing
FEW = 16  # and of each that does


def answered(act, chosen):
    return PAGE.scene(chosen, act).answer


def random_settings(act, seed):
    draw = np.random.default_rng([seed, *act.encode()])
    opening = PAGE.opening(ACTS[act])
    values = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
    values |= {"seed": tuple(range(40)), "width": (1, 2, 5, 8), "epochs": (10, 30), "seeds": (1, 2, 3, 5)}
    values |= {
        "dataset": ("circle", "moons", "xor", "sine"),
        "rate": (0.0, 0.05, 0.2, 0.5, 0.8, 0.95),
        "steps": (2, 20, 100),
    }
    shown = PAGE.controls(opening)
    chosen = {name: values[name][draw.integers(len(values[name]))] for name in shown if name != "view"}
    return Settings(view=opening.view, **chosen)


def drawn(chosen):
    """The masks of both layers, (T, 8) each, from the objective that trains."""
    if chosen.rate == 0:
        return [np.ones((chosen.steps, 8))] * 2
    data = trained(chosen.seed)[1]
    one = type(data)(data.x[:1], data.y[:1], data.x_val[:1], data.y_val[:1], data.mean, data.deviation)
    objective = TrainingError(Network((2, 8, 8, 1), dropout=chosen.rate), one, 1, chosen.seed)
    return [np.stack(layer)[:, 0] for layer in zip(*map(objective.mask, range(chosen.steps)), strict=True)]


def passed(chosen, x, masks, factor):
    """The hidden layers' inputs and the prediction for one x (2,), by hand: (T, 8), (T, 8), (T,)."""
    w = Network((2, 8, 8, 1)).matrices(trained(chosen.seed)[0])
    first = x @ w[0][:-1] + w[0][-1]
    second = (np.tanh(first) * masks[0] * factor) @ w[1][:-1] + w[1][-1]
    last = (np.tanh(second) * masks[1] * factor) @ w[2][:-1] + w[2][-1]
    return first, second, 1 / (1 + np.exp(-last[..., 0]))


def test_what_is_said_of_masks_is_so():
    seen = Counter()
    for seed in range(MANY):
        chosen = random_settings("masks", seed)
        answer, masks = answered("masks", chosen), np.concatenate(drawn(chosen), axis=1)
        sets = [tuple(row) for row in masks.tolist()]
        other = sum(a != b for a, b in pairwise(sets))
        right = chosen.rate > 0 and other > (chosen.steps - 1) / 2
        seen[right] += 1
        assert answer.right == (OTHERS if right else None), chosen
        if chosen.rate:
            assert f"{len(set(sets))} different set{'s' if len(set(sets)) > 1 else ''} of" in answer.because
            share = 100 * (1 - masks.mean(0))
            assert f"in {number(share.min(), 2)} % to {number(share.max(), 2)} % of them" in answer.because
    assert min(seen.values()) > 5


def test_what_is_said_of_the_scaling_is_so():
    seen = Counter()
    for seed in range(MANY):
        chosen = random_settings("scale", seed)
        answer, (first, second) = answered("scale", chosen), drawn(chosen)
        x = trained(chosen.seed)[1].x[0]
        unit, keep = chosen.unit - 1, 1 - chosen.rate
        value = passed(chosen, x, (np.ones(8), np.ones(8)), 1)[1][unit]
        loud, quiet = (passed(chosen, x, (first, second), factor)[1][:, unit].mean() for factor in (1 / keep, 1))
        w = Network((2, 8, 8, 1)).matrices(trained(chosen.seed)[0])[1][:-1, unit]
        terms = w * np.tanh(passed(chosen, x, (first, second), 1)[0])
        error = np.sqrt((terms**2).sum() * chosen.rate / keep / chosen.steps)
        right = chosen.rate > 0 and abs(loud - value) <= 3 * error and abs(quiet - value) > 3 * keep * error
        seen[right] += 1
        assert answer.right == (SAME if right else None), chosen
        if chosen.rate:
            assert numbers_in(answer.because)[:2] == numbers_in(f"{chosen.unit} {number(value)}")
            assert f"{number(loud)} with the rest made louder, {number(quiet)} without" in answer.because
    assert min(seen.values()) > 5


def probability(value):
    """To hundredths, but never 0 or 1, which it is not."""
    return "under 0.01" if value < 0.005 else "over 0.99" if value > 0.995 else number(round(value, 2), 2)


def test_what_is_said_of_evaluation_is_so():
    seen = Counter()
    for seed in range(MANY):
        chosen = random_settings("evaluation", seed)
        answer, masks, data = answered("evaluation", chosen), drawn(chosen), trained(chosen.seed)[1]
        whole = (np.ones(8), np.ones(8))
        every = np.array([passed(chosen, x, whole, 1)[2] for x in data.x])
        x = data.x[np.abs(every - 0.65).argmin()]
        factor = 1 / (1 - chosen.rate)
        value, under, loud = (
            passed(chosen, x, whole, 1)[2],
            passed(chosen, x, masks, factor)[2],
            passed(chosen, x, whole, factor)[2],
        )
        right = chosen.rate > 0 and np.ptp(under) >= 0.01 and abs(loud - value) >= 0.01
        seen[bool(right)] += 1
        assert answer.right == (NOTHING if right else None), chosen
        if chosen.rate:
            found = [probability(float(at)) for at in (value, under.min(), under.max(), loud)]
            assert f"is {found[0]} each time" in answer.because
            assert f"from {found[1]} to {found[2]};" in answer.because
            close = "" if right else " That is too close to be told apart."
            assert answer.because.endswith(f"would be {found[3]}.{close}")
    assert min(seen.values()) > 5


@lru_cache(maxsize=400)
def run(dataset, noise, width, epochs, seeds, seed, rate):
    """Errors (E+1, S) on both parts, and the naive ones."""
    data = DATASETS[dataset].data(seed, noise, 60)
    network = Network((DATASETS[dataset].columns, width, width, 1), "tanh", DATASETS[dataset].output, rate)
    every = tuple(range(seed, seed + seeds))
    start = np.stack([initial(network, seed=one) for one in every])
    *_, done = train({"Adam": Adam(0.03)}, TrainingError(network, data, 60, every), start, epochs)
    bases = naive(network, data.y), naive(network, data.y, data.y_val)
    return done.error["Adam"], done.validation["Adam"], bases


def run_of(chosen, rate):
    return run(chosen.dataset, chosen.noise, chosen.width, chosen.epochs, chosen.seeds, chosen.seed, rate)


def helped(chosen):
    """Which guess holds, and does it over-fit without dropout?"""
    error, plain, (_, base) = run_of(chosen, 0.0)
    dropped = run_of(chosen, chosen.rate)[1]
    middle = np.median(plain, 1)
    best = int(middle.argmin())
    spread = max(plain[at].max() - plain[at].min() for at in (best, -1))
    over = chosen.seeds > 2 and middle[-1] - middle[best] > spread and np.median(error[-1]) < np.median(error[best])
    if chosen.rate == 0 or chosen.seeds < 3:
        return None, over
    apart = abs(np.median(dropped[-1]) - middle[-1]) >= 0.02 * base
    pairs = np.sign(dropped[-1] - plain[-1])
    if apart and (pairs == -1).all():
        return LOWER, over
    return (HIGHER if apart and (pairs == 1).all() else LEVEL), over


def test_what_is_said_of_the_help_is_so():
    seen = Counter()
    ways = Counter()
    for seed in range(3 * FEW):
        chosen = random_settings("helps", seed)
        answer, (right, over) = answered("helps", chosen), helped(chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        if right is not None:
            ends = [number(np.median(run_of(chosen, rate)[1][-1]), 2) for rate in (0.0, chosen.rate)]
            assert f"is {ends[0]} without dropout and {ends[1]} with it" in answer.because
            for way, count in re.findall(r"but (lower|higher) in (\d) of \d seeds only", answer.because):
                plain, dropped = (run_of(chosen, rate)[1][-1] for rate in (0.0, chosen.rate))
                assert (np.median(dropped) < np.median(plain)) == (way == "lower"), chosen
                assert int(count) == sum((dropped < plain) if way == "lower" else (dropped > plain))
                ways[way] += 1
            assert ("over-fits" in answer.because) == over
        assert ("over-fitting" in " ".join(PAGE.scene(chosen, "helps").words.sentences)) == over
    assert set(seen) == {LOWER, HIGHER, LEVEL, None}
    assert len(ways) == 2


def much(chosen):
    """Which guess holds, the best rate for unseen examples, and how many are not told apart from it."""
    rates = sorted({*RATES, chosen.rate})
    runs = [run_of(chosen, rate) for rate in rates]
    base = runs[0][2][0]
    none = [np.median(error[-1]) > 0.9 * base for error, *_ in runs]
    above = [rate for i, rate in enumerate(rates) if all(none[i:])]
    right = None if not above else BELOW if above[0] < 0.5 else MIDDLE if above[0] <= 0.8 else ABOVE
    middle = [np.median(unseen[-1]) for _, unseen, _ in runs]
    best = int(np.argmin(middle))
    level = sum(1 for i, one in enumerate(runs) if i != best and not all(one[1][-1] > runs[best][1][-1]))
    return right, rates[best], middle[best], none[best], level


def test_what_is_said_of_all_rates_is_so_and_does_not_contradict_its_table():
    seen = Counter()
    for seed in range(FEW):
        chosen = random_settings("rate", seed)
        scene = PAGE.scene(chosen, "rate")
        answer, (right, best, error, nothing, level) = scene.answer, much(chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"fare best at {number(best)}: {number(error, 2)}" in answer.because
        assert ("as good as nothing is learnt" in answer.because) == nothing
        if not nothing and chosen.seeds > 2:
            told = f"though {level} other rate{'s' if level > 1 else ''} may" if level else "in every seed"
            assert told in answer.because
        *rows, naive_row = scene.words.table
        lowest = min(rows, key=lambda row: numbers_in(row["validation error"])[0])
        assert numbers_in(lowest["validation error"])[0] == pytest.approx(error, rel=0.01, abs=1e-3)
        assert naive_row["rate"] == "naive baseline"
    assert len(seen) >= 3


def test_each_acts_own_run_settles_its_question_for_the_right_reason():
    assert answered("masks", PAGE.opening(ACTS["masks"])).right == OTHERS
    assert answered("scale", PAGE.opening(ACTS["scale"])).right == SAME
    assert answered("evaluation", PAGE.opening(ACTS["evaluation"])).right == NOTHING
    chosen = PAGE.opening(ACTS["helps"])
    assert helped(chosen) == (LOWER, True)
    assert run_of(chosen, 0.5)[1][-1].max() < run_of(chosen, 0.0)[1][-1].min()  # even the bands are apart
    assert answered("helps", chosen).right == LOWER
    assert much(PAGE.opening(ACTS["rate"]))[:2] == (ABOVE, 0.4)
    assert answered("rate", PAGE.opening(ACTS["rate"])).right == ABOVE


def test_one_is_not_many():
    one = Settings(rate=0.05, steps=2, seed=1)
    said = answered("masks", one).because
    assert "1 different sets" not in said
    alone = Settings(view="overfitting", seeds=1, epochs=10, width=2)
    assert "1 seed that" in answered("helps", alone).because
    assert "one seed" in PAGE.scene(alone, "helps").words.summary
