"""The acts' guesses, and which of them a run bears out."""

import numpy as np

from lesson import Answer, counted, number
from pages.generalization.measure_bands import lower
from pages.generalization.measure_digits import AS_THEY_ARE, CHANGED, Digits
from pages.generalization.measure_many import Many
from pages.generalization.measure_remedies import DROPPED, L1, L2, NEAR, PLAIN, Remedies
from pages.generalization.measure_run import Run, late
from pages.generalization.measure_test import Tested
from pages.generalization.measure_training import ENOUGH
from pages.generalization.words import constant, middle, percent, small, straight

LEARNS = ("No, the baseline is as good or better", "In some seeds only", "Yes, in every seed")
OVER = ("Yes, in every seed", "In some seeds only", "No, in no seed")
STOPS = ("The first quarter", "The second quarter", "The second half")
UNITS = ("None: it stays straight", "A few: 1 to 8", "Many: 12 or more")
SHRINKS = ("L2", "L1", "No clear difference")
HELPS = ("The validation error ends lower", "It ends higher", "No clear difference")
MORE = ("Both fall", "They come together", "The gap between them stays")
WRONG = ("1 and 7", "3 and 8", "6 and 9")
TESTS = ("Lower than its validation error", "Higher than its validation error", "No clear difference")
FEW, MANY = 8, 12  # units
# Times the root of how often two classes are confused in all: the largest of 45 pairs' changes may be so by chance
CHANCE = 3


def too_few(seeds: int) -> str:
    """Why nothing is said of so few seeds."""
    return f"With {counted(seeds, 'seed')} that may be chance: take {ENOUGH} or more."


def going_on(measured: Run | Remedies) -> Answer:
    """Before the training is over."""
    return Answer(None, f"{counted(measured.epochs, 'epoch')} of {measured.settings.epochs}: training goes on.")


def on_their_way(measured: Many) -> Answer:
    """Before all trainings are over."""
    return Answer(None, f"{len(measured.values)} of {measured.most} are trained, the others are on their way.")


def learns(measured: Run) -> Answer:
    """Whether the training error beats the naive baseline's, in how many seeds."""
    if not measured.complete:
        return going_on(measured)
    seeds, beating = measured.settings.seeds, measured.beating
    errors = (
        f"Over the last tenth of epochs the training error is {middle(late(measured.error))}. Always saying "
        f"{constant(measured)}, costs {number(measured.baseline, 2)}"
    )
    if seeds < ENOUGH:
        return Answer(None, f"{errors}. {too_few(seeds)}")
    clearly = f"{errors}: beaten by over 10 % in {beating} of {counted(seeds, 'seed')}."
    return Answer(LEARNS[2 if beating == seeds else 1 if beating else 0], clearly)


def overfits(measured: Run) -> Answer:
    """In how many seeds the validation error has turned up while the training error fell."""
    if not measured.complete:
        return going_on(measured)
    seeds, risen = measured.settings.seeds, measured.risen
    lowest = small(float(measured.unseen.middle[measured.best]))
    said = (
        f"The validation error's median is lowest at epoch {measured.best}, {lowest}; over the last tenth it is "
        f"{middle(late(measured.validation))}. In {risen} of {counted(seeds, 'seed')} it turns up by over 10 % "
        "while the training error falls"
    )
    if seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(seeds)}")
    both = measured.risen_both
    over = f": what {'is learnt' if risen == seeds else 'these learn'} later does not carry over." if risen else "."
    over += f" In {counted(both, 'seed')} both errors rise: that is not over-fitting." if both else ""
    return Answer(OVER[0 if risen == seeds else 1 if risen else 2], said + over)


def stops(measured: Run) -> Answer:
    """In which part of the training the kept epochs lie."""
    if not measured.complete:
        return going_on(measured)
    settings, kept = measured.settings, measured.kept
    share = kept / settings.epochs
    parts = {0 if at <= 0.25 else 1 if at <= 0.5 else 2 for at in share.tolist()}
    first, last = int(kept.min()), int(kept.max())
    when = f"epoch {first}" if first == last else f"epochs {first} to {last}"
    said = (
        f"With patience {settings.patience} the {'seeds keep' if settings.seeds > 1 else 'seed keeps'} {when} of "
        f"{settings.epochs}: a validation error of {middle(measured.kept_errors)}; trained on to the end it is "
        f"{middle(measured.validation[-1])}"
    )
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    early = measured.early
    if early:
        found = f"In {early} of {settings.seeds} seeds it falls by over 10 % later"
        return Answer(None, f"{said}. {found}: so little patience stops too early.")
    if len(parts) > 1:
        return Answer(None, f"{said}. The seeds do not agree.")
    return Answer(STOPS[parts.pop()], f"{said}.")


def capacity(measured: Many) -> Answer:
    """How many units have the lowest validation error, and which are not told apart."""
    if not measured.complete:
        return on_their_way(measured)
    best, level = measured.best, measured.level
    ends = np.median(measured.validation[-1], axis=-1)
    line = straight(measured.settings)
    lowest = counted(int(measured.values[best]), "unit") if best else line
    others = [f"{line} has {small(float(ends[0]))}"] * (best > 0)
    others += [f"{measured.values[-1]} units have {small(float(ends[-1]))}"] * (best < len(ends) - 1)
    said = f"The validation error is lowest with {lowest}, {small(float(ends[best]))}; {', '.join(others)}"
    if measured.settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(measured.settings.seeds)}")
    kinds = {kind(int(measured.values[i])) for i in (best, *level)}
    alike = ", ".join(str(measured.values[i]) for i in level)
    said += f". Not told apart: {alike}." if level else "; all others clearly higher."
    return Answer(UNITS[kinds.pop()] if len(kinds) == 1 else None, said)


def kind(units: int) -> int:
    """Which of UNITS a number of units is."""
    return 0 if units == 0 else 1 if units <= FEW else 2


def shrinks(measured: Remedies) -> Answer:
    """Which penalty leaves more weights nearly zero."""
    if not measured.complete:
        return going_on(measured)
    settings = measured.settings
    near = {name: int(counts[-1, 0]) for name, counts in measured.near.items()}  # of the seed that is drawn
    ends = {name: middle(ends) for name, ends in measured.ends.items()}
    said = (
        f"In the seed drawn {near[L1]} of {measured.count} weights {'is' if near[L1] == 1 else 'are'} nearly zero with "
        f"L1, {near[L2]} with L2, {near[PLAIN]} without. "
        f"Validation error: {ends[L1]} with L1, {ends[L2]} with L2, {ends[PLAIN]} without."
    )
    if measured.stunted:
        said += f" So much {' or '.join(measured.stunted)} leaves little learnt."
    if settings.l1 == 0 or settings.l2 == 0:
        return Answer(None, f"{said} A penalty of 0 is none.")
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said} {too_few(settings.seeds)}")
    most = measured.most_near()
    if most in (L1, L2):
        why = "L1 pulls a small weight as hard as a large one." if most == L1 else ""
        if most == L2 and 2 * settings.l2 * NEAR > settings.l1:
            why = f"Even on a weight of {number(NEAR)} L2 pulls harder here."
        return Answer(most, f"{said} {why}".rstrip())
    middles = {name: float(np.median(counts[-1])) for name, counts in measured.near.items()}
    if max(middles[L1], middles[L2]) <= middles[PLAIN]:
        return Answer(None, f"{said} Over the seeds neither penalty leaves more of them so than training without.")
    return Answer(SHRINKS[2], f"{said} The seeds do not tell the two apart.")


def helps(measured: Remedies) -> Answer:
    """Whether dropout's validation errors end lower, as far as the bands tell."""
    if not measured.complete:
        return going_on(measured)
    settings = measured.settings
    if settings.rate == 0:
        return Answer(None, "At rate 0 nothing is dropped: both trainings are the same.")
    if settings.width == 0:
        return Answer(None, "Without hidden units there are none that could be dropped.")
    plain, dropped = middle(measured.ends[PLAIN]), middle(measured.ends[DROPPED])
    said = f"The validation error ends at {plain} without dropout and {dropped} with it"
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    sign = 0 if plain == dropped else measured.helps(DROPPED)
    return Answer(HELPS[(2, 0, 1)[sign]], f"{said}; {_bands(measured.apart(DROPPED), sign, settings.seeds)}.")


def _bands(apart: bool, sign: int, seeds: int) -> str:
    """What the bands say to how two errors compare, and where that may be chance."""
    if apart and not sign:
        return f"the bands are apart, but of {seeds} seeds that may be chance"
    return "the bands are apart" if apart else "the bands overlap"


def more(measured: Many) -> Answer:
    """How both errors change from the fewest to the most examples."""
    if not measured.complete:
        return on_their_way(measured)
    training, validation = measured.training[-1], measured.validation[-1]
    first, last = (f"{middle(training[i])} and {middle(validation[i])}" for i in (0, -1))
    said = (
        f"Training and validation error are {first} with {measured.values[0]} examples, {last} with "
        f"{measured.values[-1]}"
    )
    if measured.settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(measured.settings.seeds)}")
    falls = lower(validation[-1], validation[0])
    if falls and lower(training[0], training[-1]):
        return Answer(MORE[1], f"{said}: few examples are fitted more closely than many.")
    if falls and lower(training[-1], training[0]) and middle(training[0]) != middle(training[-1]):
        return Answer(MORE[0], f"{said}.")
    gaps = validation - training
    if lower(gaps[0], gaps[-1]):
        return Answer(None, f"{said}: the gap grows.")
    if lower(gaps[-1], gaps[0]):
        return Answer(None, f"{said}: the gap shrinks, but not both errors change clearly.")
    return Answer(MORE[2], f"{said}: as wide a gap, as far as the seeds tell.")


def augments(measured: Digits) -> Answer:
    """Whether changed copies bring the validation error down."""
    if not measured.complete:
        return Answer(None, f"{counted(measured.epochs, 'epoch')}: training goes on.")
    wrong = {name: percent(float(np.median(each[-1]))) for name, each in measured.wrong.items()}
    ends = {name: middle(each) for name, each in measured.ends.items()}
    said = (
        f"The validation error ends at {ends[AS_THEY_ARE]} as they are and {ends[CHANGED]} with changed copies; "
        f"{wrong[AS_THEY_ARE]} and {wrong[CHANGED]} of unseen digits are classed wrong"
    )
    settings = measured.settings
    if settings.turn == settings.zoom == settings.shift == settings.speckle == 0:
        return Answer(None, f"{said}: nothing is changed.")
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    sign = 0 if ends[AS_THEY_ARE] == ends[CHANGED] else measured.helps()
    return Answer(HELPS[(2, 0, 1)[sign]], f"{said}; {_bands(measured.apart(), sign, settings.seeds)}.")


def confuses(measured: Digits) -> Answer:
    """Which two classes are taken for each other most oftener when digits are turned."""
    if not measured.complete:
        return Answer(None, f"{counted(measured.epochs, 'epoch')}: training goes on.")
    (i, j, count), (_, _, second), *_ = measured.pairs()
    before, after = (int(measured.mistaken(name)[i, j]) for name in (AS_THEY_ARE, CHANGED))
    first, last = (percent(float(np.median(measured.wrong[name][-1]))) for name in (AS_THEY_ARE, CHANGED))
    if count <= 0:
        return Answer(None, "No two classes are taken for each other more often than without the copies.")
    if count == second:
        return Answer(None, f"Several pairs are taken for each other more often, by {counted(count, 'digit')} each.")
    pair = f"{i} and {j}"
    said = (
        f"{pair} are taken for each other {counted(after, 'time')} instead of {before} in all seeds together, the "
        f"largest gain. Of unseen digits {last} are classed wrong, not {first}."
    )
    if measured.settings.seeds < ENOUGH:
        return Answer(None, f"{said} {too_few(measured.settings.seeds)}")
    if count <= CHANCE * (before + after) ** 0.5:
        return Answer(None, f"{said} So small a change may be chance.")
    if (i, j) == (6, 9):
        said += " A 6 turned round is a 9." * (measured.settings.turn >= 150)
    return Answer(pair if pair in WRONG else None, said)


def tests(measured: Tested) -> Answer:
    """Whether the chosen networks' test errors are higher than the validation errors they were chosen by."""
    settings = measured.settings
    if not measured.complete:
        return Answer(None, f"{len(measured.lowest)} of {counted(settings.seeds, 'split')} are done.")
    said = (
        f"Validation error {middle(measured.chosen)}, test error {middle(measured.afterwards)}; the test error is the "
        f"higher in {int((measured.gap > 0).sum())} of {counted(settings.seeds, 'split')}"
    )
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds).replace('seed', 'split')}")
    clear = measured.clear()
    if clear > 0:
        return Answer(TESTS[1], f"{said}. Chosen as the lowest of many, it was partly luck on the validation part.")
    return Answer(TESTS[0], f"{said}.") if clear else Answer(TESTS[2], f"{said}: that may be chance.")
