"""The acts' guesses, and which of them a run bears out."""

import numpy as np

from lesson import Answer, counted, number
from pages.generalization.measure_bands import band_of, lower
from pages.generalization.measure_digits import AS_THEY_ARE, CHANGED, Digits
from pages.generalization.measure_many import Many
from pages.generalization.measure_remedies import DROPPED, L1, L2, PLAIN, Remedies
from pages.generalization.measure_run import Run
from pages.generalization.measure_test import Tested
from pages.generalization.measure_training import CLOSE, ENOUGH
from pages.generalization.words import constant, many, middle, percent, small

LEARNS = ("No, the baseline does as well", "In some seeds only", "Yes, in every seed")
UNDER = ("Yes: more epochs would help", "Yes: more units would help", "No, it is not")
OVER = ("Yes, in every seed", "In some seeds only", "No, in no seed")
STOPS = ("The first quarter", "The second quarter", "The second half")
UNITS = ("None: a straight line", "A few: 1 to 8", "Many: 12 or more")
SHRINKS = ("L2", "L1", "Both alike")
HELPS = ("The validation error ends lower", "It ends higher", "No clear difference")
MORE = ("Both fall", "They come together", "The gap between them stays")
WRONG = ("1 and 7", "3 and 8", "6 and 9")
TESTS = ("Lower than its validation error", "Higher than its validation error", "No clear difference")
HALF = 0.5  # a training error that can be brought down by this is poor
FEW, MANY = 8, 12  # units


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
        f"The training error ends at {middle(measured.error[-1])}. Always saying {constant(measured)}, costs "
        f"{number(measured.baseline, 2)}"
    )
    if seeds < ENOUGH:
        return Answer(None, f"{errors}. {too_few(seeds)}")
    clearly = f"{errors}: clearly beaten in {beating} of {counted(seeds, 'seed')}."
    return Answer(LEARNS[2 if beating == seeds else 1 if beating else 0], clearly)


def underfits(measured: Many) -> Answer:
    """Whether more epochs or more units bring the training error down by much."""
    if not measured.complete:
        return on_their_way(measured)
    settings, at = measured.settings, measured.at
    ends = np.median(measured.training[-1], axis=-1)
    own, halfway = float(ends[at]), float(np.median(measured.halfway))
    larger = list(range(at + 1, len(ends)))
    best = min(larger, key=lambda i: float(ends[i]), default=at)
    units = bool(larger) and ends[best] < HALF * own and lower(measured.training[-1, best], measured.training[-1, at])
    epochs = own < (1 - CLOSE) * halfway
    called = f"With {counted(settings.width, 'unit')}" if settings.width else "The line's"
    verb = "the training error is" if settings.width else "training error is"
    said = f"{called} {verb} {small(halfway)} halfway and {small(own)} at the end"
    if larger:
        said += f"; with {counted(int(measured.values[best]), 'unit')} it ends at {small(float(ends[best]))}"
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    if units and epochs:
        return Answer(None, f"{said}: more units help, and it is still falling, so more epochs may help as well.")
    if units:
        return Answer(UNDER[1], f"{said}. It has stopped learning: change the model.")
    if epochs:
        return Answer(UNDER[0], f"{said}: still falling.")
    return Answer(UNDER[2], f"{said}: neither more epochs nor more units bring it down by half.")


def overfits(measured: Run) -> Answer:
    """In how many seeds the validation error has turned up while the training error fell."""
    if not measured.complete:
        return going_on(measured)
    seeds, risen = measured.settings.seeds, measured.risen
    lowest = small(float(measured.unseen.middle[measured.best]))
    said = (
        f"The validation error is lowest at epoch {measured.best}, {lowest}, and ends at "
        f"{middle(measured.validation[-1])}. It turns up while the training error falls in {risen} of "
        f"{counted(seeds, 'seed')}"
    )
    if seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(seeds)}")
    over = "." if not risen else ": what is learnt since holds for its own points alone."
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
        f"With patience {settings.patience} the seeds keep {when} of {settings.epochs}: a validation error of "
        f"{middle(measured.kept_errors)}; trained on to the end it is {middle(measured.validation[-1])}"
    )
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    if len(parts) > 1:
        return Answer(None, f"{said}. The seeds do not agree.")
    return Answer(STOPS[parts.pop()], f"{said}.")


def capacity(measured: Many) -> Answer:
    """How many units have the lowest validation error, and which are not told apart."""
    if not measured.complete:
        return on_their_way(measured)
    best, level = measured.best, measured.level
    ends = np.median(measured.validation[-1], axis=-1)
    said = (
        f"The validation error is lowest with {counted(int(measured.values[best]), 'unit')}, "
        f"{small(float(ends[best]))}; a line has {small(float(ends[0]))}, {measured.values[-1]} units "
        f"{small(float(ends[-1]))}"
    )
    if measured.settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(measured.settings.seeds)}")
    kinds = {kind(int(measured.values[i])) for i in (best, *level)}
    others = ", ".join(str(measured.values[i]) for i in level)
    said += f". Not told apart: {others}." if level else ", all others clearly higher."
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
        f"In the seed drawn {near[L1]} of {measured.count} weights are nearly zero with L1, {near[L2]} with L2, "
        f"{near[PLAIN]} without. "
        f"Validation error: {ends[L1]}, {ends[L2]}, {ends[PLAIN]}."
    )
    if settings.l1 == 0 or settings.l2 == 0:
        return Answer(None, f"{said} A penalty of 0 is none.")
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said} {too_few(settings.seeds)}")
    most = measured.most_near()
    if most in (L1, L2):
        return Answer(most, f"{said} {WHY[most]}")
    alike = most is None and max(np.median(measured.near[name][-1]) for name in (L1, L2)) > np.median(
        measured.near[PLAIN][-1]
    )
    return Answer(SHRINKS[2] if alike else None, f"{said} The seeds tell the two not apart." if alike else said)


WHY = {
    L1: "L1 pulls a small weight as hard as a large one.",
    L2: "L2's pull is larger here.",
}


def helps(measured: Remedies) -> Answer:
    """Whether dropout's validation errors end lower, as far as the bands tell."""
    if not measured.complete:
        return going_on(measured)
    settings = measured.settings
    if settings.rate == 0:
        return Answer(None, "At rate 0 nothing is dropped: both trainings are the same.")
    if settings.width == 0:
        return Answer(None, "A straight line has no hidden units that could be dropped.")
    plain, dropped = middle(measured.ends[PLAIN]), middle(measured.ends[DROPPED])
    said = f"The validation error ends at {plain} without dropout and {dropped} with it"
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    sign = measured.helps(DROPPED)
    if sign == 0:
        return Answer(HELPS[2], f"{said}; the bands overlap.")
    return Answer(HELPS[0 if sign > 0 else 1], f"{said}; the bands are apart.")


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
        return Answer(MORE[1], f"{said}: few examples can be learnt by heart, many cannot.")
    if falls and lower(training[-1], training[0]):
        return Answer(MORE[0], f"{said}.")
    gaps = validation - training
    stays = not lower(gaps[-1], gaps[0])
    return Answer(MORE[2] if stays else None, f"{said}.")


def augments(measured: Digits) -> Answer:
    """Whether changed copies bring the validation error down."""
    if not measured.complete:
        return Answer(None, f"{counted(measured.epochs, 'epoch')}: training goes on.")
    wrong = {name: percent(float(np.median(each[-1]))) for name, each in measured.wrong.items()}
    ends = {name: middle(each) for name, each in measured.ends.items()}
    said = (
        f"It ends at {ends[AS_THEY_ARE]} as they are and {ends[CHANGED]} with changed copies; {wrong[AS_THEY_ARE]} and "
        f"{wrong[CHANGED]} of unseen digits are classed wrong"
    )
    settings = measured.settings
    if settings.turn == settings.zoom == settings.shift == settings.speckle == 0:
        return Answer(None, f"{said}: nothing is changed.")
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    sign = measured.helps()
    if sign == 0:
        return Answer(HELPS[2], f"{said}; the bands overlap.")
    return Answer(HELPS[0 if sign > 0 else 1], f"{said}; the bands are apart.")


def confuses(measured: Digits) -> Answer:
    """Which two classes are taken for each other most oftener when digits are turned."""
    if not measured.complete:
        return Answer(None, f"{counted(measured.epochs, 'epoch')}: training goes on.")
    (i, j, count), (_, _, second), *_ = measured.pairs()
    before, after = (int(measured.mistaken(name)[i, j]) for name in (AS_THEY_ARE, CHANGED))
    if count <= 0:
        return Answer(None, "No two classes are taken for each other more often than without the copies.")
    if count == second:
        return Answer(None, f"Several pairs are taken for each other oftener, by {counted(count, 'digit')} each.")
    pair = f"{i} and {j}"
    said = (
        f"{pair} are taken for each other {after} times instead of {before}, in all seeds together: no other pair has "
        f"gained as many. Wrong in all: {percent(float(np.median(measured.wrong[CHANGED][-1])))} instead of "
        f"{percent(float(np.median(measured.wrong[AS_THEY_ARE][-1])))}."
    )
    if (i, j) == (6, 9):
        said += " A 6 turned round is a 9." * (measured.settings.turn >= 150)
    return Answer(pair if pair in WRONG else None, said)


def tests(measured: Tested) -> Answer:
    """Whether the chosen networks' test errors are higher than the validation errors they were chosen by."""
    settings = measured.settings
    if not measured.complete:
        return Answer(None, f"{len(measured.lowest)} of {counted(settings.seeds, 'split')} are done.")
    gap = measured.afterwards - measured.chosen
    said = (
        f"Validation error {middle(measured.chosen)}, test error {middle(measured.afterwards)}; higher in "
        f"{int((gap > 0).sum())} of {counted(settings.seeds, 'split')}"
    )
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds).replace('seed', 'split')}")
    band = band_of(gap)
    if band.low > 0:
        return Answer(TESTS[1], f"{said}. Chosen as the lowest of many, it was partly luck on the validation part.")
    return Answer(TESTS[0] if band.high < 0 else TESTS[2], f"{said}.")
