"""What the generalization page answers about changed copies of digits, against trainings made here."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache

import numpy as np
from generalization_runs import ACTS, answered, below, random_settings, said

from lesson import number
from networks import DATASETS, Augmentation, Network, TrainingError, initial, train
from optim import Adam
from pages.generalization import PAGE


@lru_cache(maxsize=64)
def digits(count, seeds, seed, turn, zoom, shift, speckle, changed):
    """Errors and what unseen digits were taken for (S, 400) after a training by the core, and what they are."""
    data = DATASETS["digits"].data(seed, 0.0, 800, normalize=False)
    x, y = data.x[:count], data.y[:count]
    each = max(2, round(1200 / count))
    copies = Augmentation(turn, zoom, shift, speckle).copies(x, each - 1, np.random.default_rng(seed))
    many = np.concatenate([x, copies if changed else np.tile(x, (each - 1, 1))])
    mean, deviation = x.mean(), x.std()
    one = type(data)(
        *((many - mean) / deviation, np.tile(y, (each, 1)), (data.x_val - mean) / deviation, data.y_val),
        *(data.mean, data.deviation),
    )
    network = Network((64, 32, 10), "tanh", "softmax")
    every = tuple(range(seed, seed + seeds))
    start = np.stack([initial(network, seed=each) for each in every])
    *_, done = train({"": Adam(0.02)}, TrainingError(network, one, 50, every), start, 10)
    return done.validation[""][-1], network.predict(done.w[""][-1], one.x_val).argmax(-1), one.y_val.argmax(-1)


def both(chosen):
    known = (chosen.digits, chosen.seeds, chosen.seed, chosen.turn, chosen.zoom, chosen.shift, chosen.speckle)
    return digits(*known, False), digits(*known, True)


def wrong(said_to_be, truth):
    return f"{number(round(100 * float(np.median((said_to_be != truth).mean(1))), 1), 3)} %"


def test_whether_changed_copies_help():
    guesses = ACTS["augment"].guesses
    seen = Counter()
    for seed in range(5):
        chosen = random_settings("augment", seed, seeds=(3, 3, 1)[seed % 3], digits=60)
        (plain, first, truth), (changed, second, _) = both(chosen)
        right = guesses[0 if below(changed, plain) else 1 if below(plain, changed) else 2]
        if chosen.seeds < 3 or not (chosen.turn or chosen.zoom or chosen.shift or chosen.speckle):
            right = None
        answer = answered("augment", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert (
            f"The validation error ends at {said(np.median(plain))} as they are and {said(np.median(changed))} with"
            in answer.because
        )
        assert f"{wrong(first, truth)} and {wrong(second, truth)} of unseen digits" in answer.because
    assert len(seen) >= 2


def pairs(said_to_be, truth):
    """How often two classes were taken for each other, in all seeds together."""
    counts = Counter()
    for row in said_to_be.tolist():
        counts.update(tuple(sorted(pair)) for pair in zip(truth.tolist(), row, strict=True) if pair[0] != pair[1])
    return counts


def test_which_digits_are_confused():
    seen = Counter()
    for seed in range(6):
        other = {"turn": 180, "zoom": 0.0, "shift": 0.0, "speckle": 0.0} if seed < 2 else {}
        chosen = random_settings("wrong", seed, **{"seeds": (3, 3, 2)[seed % 3], "digits": (160, 60)[seed % 2]} | other)
        (_, first, truth), (_, second, _) = both(chosen)
        before, after = pairs(first, truth), pairs(second, truth)
        gains = sorted(
            ((after[i, j] - before[i, j], (i, j)) for i in range(10) for j in range(i + 1, 10)), reverse=True
        )
        answer = answered("wrong", chosen)
        if gains[0][0] > 0 and gains[0][0] > gains[1][0]:
            i, j = gains[0][1]
            called = f"{i} and {j}"
            clear = gains[0][0] > 3 * np.sqrt(before[i, j] + after[i, j])
            assert answer.right == (called if called in ACTS["wrong"].guesses and clear and chosen.seeds > 2 else None)
            assert clear or chosen.seeds < 3 or answer.because.endswith("may be chance.")
            times = f"{after[i, j]} time{'s' * (after[i, j] > 1)}"
            assert f"{called} are taken for each other {times} instead of {before[i, j]}" in answer.because
            assert f"digits {wrong(second, truth)} are classed wrong, not {wrong(first, truth)}" in answer.because
            seen["clear" if clear else "chance"] += 1
        else:
            assert answer.right is None
    assert len(seen) == 2


def test_what_is_to_be_tried_next_expects_no_gain_where_copies_cost():
    act = ACTS["augment"]
    assert act.try_next.startswith("300 digits: do copies still help?")
    chosen = replace(PAGE.opening(act), digits=300, seeds=3)
    (plain, *_), (changed, *_) = both(chosen)
    assert below(plain, changed)
    assert answered("augment", chosen).right == act.guesses[1]
