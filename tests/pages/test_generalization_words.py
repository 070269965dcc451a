"""What the generalization page answers, against runs made here: over random settings of every act, and at its own."""

from collections import Counter
from functools import lru_cache

import numpy as np
import pytest
from written import numbers_in

from lesson import declared, number
from networks import DATASETS, Augmentation, Network, TrainingError, initial, naive, train
from optim import Adam
from pages.generalization import PAGE
from pages.generalization.settings import WIDTHS, Settings

ACTS = PAGE.act_names
SOME = {
    **{"dataset": ("sine", "moons", "circle", "cells"), "noise": (0.0, 0.5, 1.0), "size": (20, 40, 60)},
    **{"width": (0, 1, 2, 4, 8), "eta": (1e-3, 0.02, 0.05, 0.2), "epochs": (10, 30, 60), "seeds": (1, 2, 3, 4, 5)},
    **{
        "seed": tuple(range(20)),
        "patience": (1, 5, 10, 20),
        "l1": (0.0, 1e-4, 3e-3, 0.1),
        "l2": (0.0, 1e-4, 3e-3, 0.1),
    },
    **{"rate": (0.0, 0.1, 0.5, 0.9), "turn": (0, 10, 60, 180), "zoom": (0.0, 0.1), "shift": (0.0, 0.5, 3.0)},
    **{"speckle": (0.0, 2.0), "digits": (20, 60, 160)},
}


def random_settings(act, seed, **fixed):
    draw = np.random.default_rng([seed, *act.encode()])
    opening = PAGE.opening(ACTS[act])
    shown = [name for name in PAGE.controls(opening) if name != "view"]
    chosen = {name: SOME[name][draw.integers(len(SOME[name]))] for name in shown}
    return Settings(view=opening.view, **chosen | fixed)


@lru_cache(maxsize=600)
def run(dataset, noise, size, width, eta, epochs, seeds, seed, l1=0.0, l2=0.0, rate=0.0, fewer=None):
    """A training by the core alone: both errors (E+1, S), the weights (E+1, S, P), the network and its data."""
    chosen = DATASETS[dataset]
    data = chosen.data(seed, noise, size)
    x, y = data.x[:fewer], data.y[:fewer]
    one = type(data)(x, y, data.x_val, data.y_val, data.mean, data.deviation)
    hidden = (width,) * 2 if width else ()
    network = Network((chosen.columns, *hidden, chosen.outputs), "tanh", chosen.output, rate)
    every = tuple(range(seed, seed + seeds))
    start = np.stack([initial(network, seed=each) for each in every])
    *_, done = train({"": Adam(eta)}, TrainingError(network, one, 1000, every, l1, l2), start, epochs)
    return done.error[""], done.validation[""], done.w[""], network, one


def of(chosen, **other):
    known = {name: getattr(chosen, name) for name in ("dataset", "noise", "size", "width", "eta", "epochs", "seeds")}
    return run(**known | {"seed": chosen.seed} | other)


def answered(act, chosen):
    return PAGE.scene(chosen, act).answer


def quarters(errors):
    return np.percentile(errors, 25), np.percentile(errors, 75)


def below(one, other):
    return quarters(one)[1] < quarters(other)[0]


def said(error):
    return "under 0.001" if error < 0.001 else number(error, 2)


def test_whether_it_learns():
    seen = Counter()
    for seed in range(30):
        chosen = random_settings("learning", seed)
        error, _, _, network, data = of(chosen)
        base = naive(network, data.y)
        beaten = sum(end < 0.9 * base for end in error[-1])
        guesses = ACTS["learning"].guesses
        right = None if chosen.seeds < 3 else guesses[2] if beaten == chosen.seeds else guesses[1 if beaten else 0]
        answer = answered("learning", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"ends at {said(np.median(error[-1]))}." in answer.because
        assert f"costs {number(base, 2)}" in answer.because
        mean = data.y.mean()
        told = f"the mean, {number(round(mean, 2), 2)}" if chosen.dataset == "sine" else f"{number(100 * mean, 2)} %"
        assert told in answer.because
        assert right is None or f"in {beaten} of {chosen.seeds} seeds" in answer.because
    assert len(seen) >= 3


def test_whether_it_under_fits():
    seen = Counter()
    guesses = ACTS["underfitting"].guesses
    for seed in range(12):
        chosen = random_settings("underfitting", seed)
        ends = {width: of(chosen, width=width)[0] for width in WIDTHS}
        own, half = np.median(ends[chosen.width][-1]), np.median(ends[chosen.width][chosen.epochs // 2])
        larger = {w: np.median(error[-1]) for w, error in ends.items() if w > chosen.width}
        best = min(larger, key=larger.get)
        units = larger[best] < own / 2 and below(ends[best][-1], ends[chosen.width][-1])
        epochs = own < 0.9 * half
        right = guesses[1 if units else 0 if epochs else 2]
        if (units and epochs) or chosen.seeds < 3:
            right = None
        answer = answered("underfitting", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"{said(half)} halfway and {said(own)} at the end" in answer.because
        assert f"with {best} unit{'s' * (best > 1)} it ends at {said(larger[best])}" in answer.because
    assert len(seen) >= 3


def test_whether_it_over_fits():
    seen = Counter()
    guesses = ACTS["overfitting"].guesses
    for seed in range(50):
        chosen = random_settings("overfitting", seed)
        error, unseen = of(chosen)[:2]
        risen = 0
        for training, validation in zip(error.T, unseen.T, strict=True):
            at = int(np.argmin(validation))
            risen += validation[-1] > 1.1 * validation[at] and training[-1] < training[at]
        middle = np.median(unseen, axis=1)
        right = None if chosen.seeds < 3 else guesses[0 if risen == chosen.seeds else 1 if risen else 2]
        answer = answered("overfitting", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        lowest = int(np.argmin(middle))
        assert f"lowest at epoch {lowest}, {said(middle[lowest])}, and ends at {said(middle[-1])}." in answer.because
        assert f"falls in {risen} of {chosen.seeds} seed" in answer.because
    assert set(seen) == {None, *guesses}


def stopped(validation, patience):
    """The epoch kept and that of the stop, waiting epoch by epoch."""
    best, at = validation[0], 0
    for epoch, error in enumerate(validation):
        if error < best:
            best, at = error, epoch
        elif epoch - at >= patience:
            return at, epoch
    return at, len(validation) - 1


def test_which_epochs_early_stopping_keeps():
    seen = Counter()
    guesses = ACTS["early"].guesses
    for seed in range(60):
        chosen = random_settings("early", seed)
        unseen = of(chosen)[1]
        kept = [stopped(one, chosen.patience) for one in unseen.T]
        ends = [one[at] for one, (at, _) in zip(unseen.T, kept, strict=True)]
        shares = [at / chosen.epochs for at, _ in kept]
        right = None
        if chosen.seeds > 2:
            for guess, low, high in zip(guesses, (-1, 0.25, 0.5), (0.25, 0.5, 1), strict=True):
                if all(low < share <= high for share in shares):
                    right = guess
        scene = PAGE.scene(chosen, "early")
        seen[right] += 1
        assert scene.answer.right == right, chosen
        first, last = min(at for at, _ in kept), max(at for at, _ in kept)
        when = f"epoch {first} of" if first == last else f"epochs {first} to {last} of"
        assert when in scene.answer.because
        assert f"validation error of {said(np.median(ends))};" in scene.answer.because
        assert f"to the end it is {said(np.median(unseen[-1]))}" in scene.answer.because
        ends = [end for _, end in kept]
        assert f"between epochs {min(ends)} and {max(ends)}." in scene.words.sentences[0]
    assert len(seen) >= 3


def test_how_many_units_suit_unseen_examples():
    seen = Counter()
    guesses = ACTS["capacity"].guesses
    for seed in range(10):
        chosen = random_settings("capacity", seed)
        runs = {width: of(chosen, width=width) for width in WIDTHS}
        ends = {width: unseen[-1] for width, (_, unseen, *_) in runs.items()}
        best = min(ends, key=lambda width: np.median(ends[width]))
        level = [width for width in WIDTHS if width != best and not below(ends[best], ends[width])]
        kinds = {guesses[0 if width == 0 else 1 if width < 9 else 2] for width in (best, *level)}
        right = kinds.pop() if len(kinds) == 1 and chosen.seeds > 2 else None
        scene = PAGE.scene(chosen, "capacity")
        seen[right] += 1
        assert scene.answer.right == right, chosen
        unit = "unit" if best == 1 else "units"
        assert f"lowest with {best} {unit}, {said(np.median(ends[best]))};" in scene.answer.because
        if chosen.seeds > 2:
            told = f"Not told apart: {', '.join(map(str, level))}." if level else "all others clearly higher"
            assert told in scene.answer.because
        first = next(width for width in WIDTHS if runs[width][3].parameters >= len(runs[width][4].x))
        (beyond,) = [sentence for sentence in scene.words.sentences if "as many weights" in sentence]
        assert beyond.startswith(f"**From {first} unit{'s' * (first != 1)} on**")
        later = [width for width in WIDTHS if width >= first]
        training = [np.median(runs[width][0][-1]) for width in (first, WIDTHS[-1])]
        unseen = [np.median(ends[width]) for width in later]
        numbers = [*training, unseen[0], unseen[-1], max(unseen)]
        assert [number(one, 2) for one in numbers_in(beyond)[-5:]] == [number(float(one), 2) for one in numbers]
    assert len(seen) >= 2


def near_zero(w, network):
    counts = []
    for one in w:
        every = np.concatenate([matrix[:-1].ravel() for matrix in network.matrices(one)])
        counts.append(int((abs(every) <= 0.01).sum()))
    return np.array(counts)


def test_which_penalty_leaves_weights_nearly_zero():
    seen = Counter()
    guesses = ACTS["weights"].guesses
    for seed in range(30):
        chosen = random_settings("weights", seed)
        runs = {"plain": of(chosen), "L2": of(chosen, l2=chosen.l2), "L1": of(chosen, l1=chosen.l1)}
        near = {name: near_zero(w[-1], network) for name, (_, _, w, network, _) in runs.items()}
        right = None
        if chosen.l1 and chosen.l2 and chosen.seeds > 2:
            for name in ("L1", "L2"):
                if near[name].min() > max(counts.max() for other, counts in near.items() if other != name):
                    right = name
            plain = near["plain"].min() > max(near["L1"].max(), near["L2"].max())
            middles = {name: np.median(counts) for name, counts in near.items()}
            if right is None and not plain and max(middles["L1"], middles["L2"]) > middles["plain"]:
                right = guesses[2]
        answer = answered("weights", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        counts = [number(float(np.median(near[name])), 4) for name in ("L1", "L2", "plain")]
        total = sum((n + 1) * m - m for n, m in zip(runs["L1"][3].sizes, runs["L1"][3].sizes[1:], strict=False))
        assert f"{counts[0]} of {total} weights with L1, {counts[1]} with L2, {counts[2]} without" in answer.because
        ends = ", ".join(said(np.median(runs[name][1][-1])) for name in ("L1", "L2", "plain"))
        assert f"Validation error: {ends}." in answer.because
    assert {None, "L1", guesses[2]} <= set(seen)


def test_whether_dropout_helps():
    seen = Counter()
    guesses = ACTS["dropout"].guesses
    for seed in range(50):
        chosen = random_settings("dropout", seed)
        plain, dropped = of(chosen)[1][-1], of(chosen, rate=chosen.rate)[1][-1]
        right = guesses[0 if below(dropped, plain) else 1 if below(plain, dropped) else 2]
        if chosen.seeds < 3 or chosen.rate == 0 or chosen.width == 0:
            right = None
        answer = answered("dropout", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        if chosen.rate and chosen.width:
            assert (
                f"at {said(np.median(plain))} without dropout and {said(np.median(dropped))} with it" in answer.because
            )
    assert {None, *guesses[1:]} <= set(seen)


def test_what_more_examples_do():
    seen = Counter()
    guesses = ACTS["examples"].guesses
    for seed in range(12):
        chosen = random_settings("examples", seed)
        few, many = (of(chosen, size=320, fewer=count) for count in (5, 160))
        (training, unseen), (later, rest) = ((one[0][-1], one[1][-1]) for one in (few, many))
        falls, gap = below(rest, unseen), below(rest - later, unseen - training)
        right = None
        if chosen.seeds > 2:
            right = guesses[2] if not gap else None
            if falls and below(training, later):
                right = guesses[1]
            elif falls and below(later, training):
                right = guesses[0]
        answer = answered("examples", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        errors = [said(np.median(one)) for one in (training, unseen, later, rest)]
        assert f"{errors[0]} and {errors[1]} with 5 examples, {errors[2]} and {errors[3]} with 160" in answer.because
    assert len(seen) >= 2


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
        assert f"at {said(np.median(plain))} as they are and {said(np.median(changed))} with" in answer.because
        assert f"{wrong(first, truth)} and {wrong(second, truth)} of unseen digits" in answer.because
    assert len(seen) >= 2


def pairs(said_to_be, truth):
    """How often two classes were taken for each other, in all seeds together."""
    counts = Counter()
    for row in said_to_be.tolist():
        counts.update(tuple(sorted(pair)) for pair in zip(truth.tolist(), row, strict=True) if pair[0] != pair[1])
    return counts


def test_which_digits_are_confused():
    for seed in range(4):
        chosen = random_settings("wrong", seed, seeds=2, digits=60)
        (_, first, truth), (_, second, _) = both(chosen)
        before, after = pairs(first, truth), pairs(second, truth)
        gains = sorted(
            ((after[i, j] - before[i, j], (i, j)) for i in range(10) for j in range(i + 1, 10)), reverse=True
        )
        answer = answered("wrong", chosen)
        if gains[0][0] > 0 and gains[0][0] > gains[1][0]:
            i, j = gains[0][1]
            called = f"{i} and {j}"
            assert answer.right == (called if called in ACTS["wrong"].guesses else None)
            told = f"{called} are taken for each other {after[i, j]} times instead of {before[i, j]}"
            assert told in answer.because
            assert f"{wrong(second, truth)} instead of {wrong(first, truth)}" in answer.because
        else:
            assert answer.right is None


def test_what_the_test_part_says():
    seen = Counter()
    guesses = ACTS["test"].guesses
    for seed in range(8):
        chosen = random_settings("test", seed)
        found = []
        for split in range(chosen.seed, chosen.seed + chosen.seeds):
            part = DATASETS[chosen.dataset].data(split, chosen.noise, chosen.size, test=400)
            tried = []
            for width in WIDTHS:
                _, unseen, w, network, _ = of(chosen, width=width, seed=split, seeds=1)
                epoch = int(unseen[:, 0].argmin())
                tried.append((unseen[epoch, 0], float(network.loss(w[epoch, 0], part.x_test, part.y_test))))
            found.append(min(tried))
        chosen_by, tested = np.array(found).T
        low, high = quarters(tested - chosen_by)
        right = None if chosen.seeds < 3 else guesses[1 if low > 0 else 0 if high < 0 else 2]
        answer = answered("test", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"Validation error {said(np.median(chosen_by))}, test error {said(np.median(tested))};" in answer.because
        assert f"higher in {int((tested > chosen_by).sum())} of {chosen.seeds} split" in answer.because
    assert len(seen) >= 2


OWN = {
    **{"learning": 2, "underfitting": 1, "overfitting": 0, "early": 0, "capacity": 1, "weights": 1, "dropout": 0},
    **{"examples": 1, "augment": 0, "wrong": 2, "test": 1},
}


@pytest.mark.parametrize("act", ["learning", "overfitting", "early", "weights", "dropout"])
def test_an_acts_own_run_bears_out_the_lesson(act):
    assert answered(act, PAGE.opening(ACTS[act])).right == ACTS[act].guesses[OWN[act]]


def test_the_settings_tried_here_are_settings():
    for name, values in SOME.items():
        meta = declared(Settings)[name]
        assert all(meta.checked(value) == value for value in values)
