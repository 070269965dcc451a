"""What the generalization page answers, against runs made here: over random settings of every act, and at its own."""

import re
import statistics
from collections import Counter

import numpy as np
import pytest
from generalization_runs import ACTS, SOME, answered, apart, below, near_zero, of, random_settings, said
from scipy.stats import ttest_1samp
from written import numbers_in

from lesson import declared, number
from networks import DATASETS, naive
from pages.generalization import PAGE
from pages.generalization.settings import WIDTHS, Settings


def test_whether_it_learns():
    seen = Counter()
    for seed in range(30):
        chosen = random_settings("learning", seed)
        error, _, _, network, data = of(chosen)
        base = naive(network, data.y)
        late = [statistics.median(one[-(chosen.epochs // 10) :].tolist()) for one in error.T]
        beaten = sum(end < 0.9 * base for end in late)
        guesses = ACTS["learning"].guesses
        right = None if chosen.seeds < 3 else guesses[2] if beaten == chosen.seeds else guesses[1 if beaten else 0]
        answer = answered("learning", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"the training error is {said(statistics.median(late))}." in answer.because
        assert f"costs {number(base, 2)}" in answer.because
        mean = data.y.mean()
        told = f"the mean, {number(round(mean, 2), 2)}" if chosen.dataset == "sine" else f"{number(100 * mean, 2)} %"
        assert told in answer.because
        assert right is None or f"beaten by over 10 % in {beaten} of {chosen.seeds} seeds" in answer.because
    assert len(seen) >= 3


def turned_up(training, validation):
    """Does one seed's validation error end over 10 % above its lowest, and its training error lower than there?"""
    at = int(np.argmin(validation))
    tenth = (len(validation) - 1) // 10
    now, fitted = (statistics.median(part[-tenth:].tolist()) for part in (validation, training))
    return now > 1.1 * validation[at] and fitted < training[at]


def test_whether_it_under_fits():
    seen = Counter()
    guesses = ACTS["underfitting"].guesses
    for seed in range(24):
        chosen = random_settings("underfitting", seed)
        runs = {width: of(chosen, width=width) for width in WIDTHS}
        training, unseen = ({width: run[part][-1] for width, run in runs.items()} for part in (0, 1))
        now, half = ([np.median(runs[chosen.width][part][at]) for part in (0, 1)] for at in (-1, chosen.epochs // 2))
        ends, beyond = ({w: np.median(error) for w, error in part.items()} for part in (training, unseen))
        larger = [w for w in WIDTHS if w > chosen.width]
        fitted = [w for w in larger if ends[w] < 0.9 * now[0] and below(training[w], training[chosen.width])]
        helpful = [w for w in fitted if beyond[w] < 0.9 * now[1] and below(unseen[w], unseen[chosen.width])]
        best = min(helpful or fitted, key=beyond.get) if fitted else min(larger, key=ends.get)
        units = bool(helpful)
        turned = sum(turned_up(*seed) for seed in zip(*(part.T for part in runs[chosen.width][:2]), strict=True))
        epochs = now[0] < 0.9 * half[0] and now[1] < half[1] and turned < chosen.seeds / 2
        poor = now[0] > 0.9 * naive(runs[0][3], runs[0][4].y)
        right = guesses[1 if units else 0 if epochs else 2]
        if (units and epochs) or chosen.seeds < 3 or (right == guesses[2] and poor):
            right = None
        if chosen.seeds > 2 and now[0] < 0.001:
            right = guesses[2]
        answer = answered("underfitting", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"{said(half[0])} halfway and {said(now[0])} at the end" in answer.because
        assert f"with {best} unit{'s' * (best > 1)} it ends at {said(ends[best])}" in answer.because
        if chosen.seeds > 2 and now[0] >= 0.001 and (units or (fitted and "still falling" not in answer.because)):
            assert right is None or f"{said(beyond[best])} instead of {said(now[1])}" in answer.because
        for count in re.findall(r"has turned up in (\d+) of", answer.because):
            assert int(count) == turned >= chosen.seeds / 2
    assert len(seen) >= 3


def test_whether_it_over_fits():
    seen = Counter()
    guesses = ACTS["overfitting"].guesses
    rises = 0
    for seed in range(50):
        wild = {"eta": 1.0, "seeds": 3, "width": 32, "epochs": 20, "dataset": "sine"}
        chosen = random_settings("overfitting", seed, **(wild if seed > 44 else {}))
        error, unseen = of(chosen)[:2]
        risen = sum(turned_up(*seed) for seed in zip(error.T, unseen.T, strict=True))
        ends = [statistics.median(one[-(chosen.epochs // 10) :].tolist()) for one in unseen.T]
        rose = sum(end > 1.1 * one.min() for end, one in zip(ends, unseen.T, strict=True))
        middle = np.median(unseen, axis=1)
        right = None if chosen.seeds < 3 else guesses[0 if risen == chosen.seeds else 1 if risen else 2]
        answer = answered("overfitting", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        lowest = int(np.argmin(middle))
        told = f"lowest at epoch {lowest}, {said(middle[lowest])}; over the last tenth it is "
        assert f"{told}{said(np.median(ends))}." in answer.because
        seeds = f"In {risen} of {chosen.seeds} seed{'s' * (chosen.seeds > 1)}"
        assert f"{seeds} it turns up by over 10 % while the training error falls" in answer.because
        if chosen.seeds > 2:
            count = int(rose - risen)
            both = f"In {count} seed{'s' * (count > 1)} both errors rise"
            assert (both in answer.because) == (rose > risen), chosen
            rises += rose > risen
    assert set(seen) == {None, *guesses}
    assert rises


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
        early = sum(one.min() < 0.9 * end for one, end in zip(unseen.T, ends, strict=True))
        right = None if early else right
        scene = PAGE.scene(chosen, "early")
        seen[right] += 1
        assert scene.answer.right == right, chosen
        assert (f"In {early} of {chosen.seeds} seeds" in scene.answer.because) == (early > 0 and chosen.seeds > 2)
        assert scene.answer.because.count("the seed keeps") == (chosen.seeds == 1)
        first, last = min(at for at, _ in kept), max(at for at, _ in kept)
        when = f"epoch {first} of" if first == last else f"epochs {first} to {last} of"
        assert when in scene.answer.because
        assert f"validation error of {said(np.median(ends))};" in scene.answer.because
        assert f"to the end it is {said(np.median(unseen[-1]))}" in scene.answer.because
        ends = [end for _, end in kept]
        waited = [end - at >= chosen.patience for at, end in kept]
        told = scene.words.sentences[0]
        assert ("between epochs" in told) == (any(waited) and min(ends) < max(ends))
        if not any(waited):
            assert f"no seed is stopped before the end, epoch {chosen.epochs}." in told
        else:
            assert re.search(rf"stops (at epoch|between epochs {min(ends)} and) {max(ends)}[;.]", told), told
            to_the_end = len(waited) - sum(waited)
            assert (f"{to_the_end} of {len(waited)} seeds" in told) == (to_the_end > 0), told
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
        line = "a straight line" if chosen.dataset == "sine" else "a straight border"
        called = f"{best} unit{'s' * (best > 1)}" if best else line
        assert f"lowest with {called}, {said(np.median(ends[best]))};" in scene.answer.because
        assert (f"{line} has" in scene.answer.because) == (best > 0)
        assert f"(none: {line})" in scene.words.sentences[-1]
        assert ("32 units have" in scene.answer.because) == (best < 32)
        if chosen.seeds > 2:
            told = f"Not told apart: {', '.join(map(str, level))}." if level else "all others clearly higher"
            assert told in scene.answer.because
        first = next(width for width in WIDTHS if runs[width][3].parameters >= len(runs[width][4].x))
        (beyond,) = [sentence for sentence in scene.words.sentences if "as many weights" in sentence]
        start = f"From {first} unit{'s' * (first != 1)} on" if first else f"Already with {line}"
        assert beyond.startswith(f"**{start}**")
        later = [width for width in WIDTHS if width >= first]
        training = [np.median(runs[width][0][-1]) for width in (first, WIDTHS[-1])]
        unseen = [np.median(ends[width]) for width in later]
        numbers = [*training, unseen[0], unseen[-1], max(unseen)]
        assert [number(one, 2) for one in numbers_in(beyond)[-5:]] == [number(float(one), 2) for one in numbers]
    assert len(seen) >= 2


def test_which_penalty_leaves_weights_nearly_zero():
    seen = Counter()
    guesses = ACTS["weights"].guesses
    strong = 0
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
        counts = [near[name][0] for name in ("L1", "L2", "plain")]  # of the seed whose weights are drawn
        total = sum((n + 1) * m - m for n, m in zip(runs["L1"][3].sizes, runs["L1"][3].sizes[1:], strict=False))
        verb = "is" if counts[0] == 1 else "are"
        wanted = f"{counts[0]} of {total} weights {verb} nearly zero with L1, {counts[1]} with L2, {counts[2]} without."
        assert wanted in answer.because
        first, second, third = (said(np.median(runs[name][1][-1])) for name in ("L1", "L2", "plain"))
        assert f"Validation error: {first} with L1, {second} with L2, {third} without." in answer.because
        base = naive(runs["plain"][3], runs["plain"][4].y)
        fitted = {name: np.median(run[0][-1]) / base for name, run in runs.items()}
        much = [name for name in ("L1", "L2") if fitted["plain"] < 0.5 and fitted[name] >= 0.9]
        assert (f"So much {' or '.join(much)} leaves little learnt" in answer.because) == bool(much)
        strong += bool(much)
        middles = {name: np.median(counts) for name, counts in near.items()}
        more = max(middles["L1"], middles["L2"]) > middles["plain"]
        told = "neither penalty leaves more" in answer.because
        assert told == (not more and bool(chosen.l1 and chosen.l2) and chosen.seeds > 2)
    assert {None, "L1", guesses[2]} <= set(seen)
    assert strong


def test_whether_dropout_helps():
    seen = Counter()
    guesses = ACTS["dropout"].guesses
    for seed in range(50):
        chosen = random_settings("dropout", seed)
        plain, dropped = of(chosen)[1][-1], of(chosen, rate=chosen.rate)[1][-1]
        right = guesses[0 if below(dropped, plain) else 1 if below(plain, dropped) else 2]
        right = guesses[2] if said(np.median(plain)) == said(np.median(dropped)) else right
        if chosen.seeds < 3 or chosen.rate == 0 or chosen.width == 0:
            right = None
        answer = answered("dropout", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        if chosen.rate and chosen.width:
            assert (
                f"at {said(np.median(plain))} without dropout and {said(np.median(dropped))} with it" in answer.because
            )
            if chosen.seeds > 2:
                told = "the bands are apart" if apart(plain, dropped) else "the bands overlap"
                chance = f", but of {chosen.seeds} seeds that may be chance"
                assert answer.because.endswith(f"{told}{chance * bool(apart(plain, dropped) and right == guesses[2])}.")
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
            right = None if gap or below(unseen - training, rest - later) else guesses[2]
            if falls and below(training, later):
                right = guesses[1]
            elif falls and below(later, training) and said(np.median(later)) != said(np.median(training)):
                right = guesses[0]
        answer = answered("examples", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        errors = [said(np.median(one)) for one in (training, unseen, later, rest)]
        assert f"{errors[0]} and {errors[1]} with 5 examples, {errors[2]} and {errors[3]} with 160" in answer.because
    assert len(seen) >= 2


def test_what_the_test_part_says():
    seen = Counter()
    guesses = ACTS["test"].guesses
    noisy = {"seeds": 5, "noise": 1.0, "epochs": 60, "dataset": "sine", "eta": 0.05}
    for seed in range(14):
        chosen = random_settings("test", seed, **(noisy if seed > 7 else {}))
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
        gap = tested - chosen_by
        clear = chosen.seeds > 2 and ttest_1samp(gap, 0).pvalue <= 0.05
        right = None if chosen.seeds < 3 else guesses[(1 if gap.mean() > 0 else 0) if clear else 2]
        answer = answered("test", chosen)
        seen[right] += 1
        assert answer.right == right, chosen
        assert f"Validation error {said(np.median(chosen_by))}, test error {said(np.median(tested))};" in answer.because
        assert (
            f"the test error is the higher in {int((tested > chosen_by).sum())} of {chosen.seeds} split"
            in answer.because
        )
        assert answer.because.endswith("that may be chance.") == (right == guesses[2])
    assert len(seen) >= 3


OWN = {
    **{"learning": 2, "underfitting": 1, "overfitting": 0, "early": 0, "capacity": 1, "weights": 1, "dropout": 0},
    **{"examples": 1, "augment": 0, "wrong": 2, "test": 1},
}


@pytest.mark.parametrize("act", ["learning", "overfitting", "early", "weights", "dropout", "test"])
def test_an_acts_own_run_bears_out_the_lesson(act):
    assert answered(act, PAGE.opening(ACTS[act])).right == ACTS[act].guesses[OWN[act]]


def test_the_settings_tried_here_are_settings():
    for name, values in SOME.items():
        meta = declared(Settings)[name]
        assert all(meta.checked(value) == value for value in values)
