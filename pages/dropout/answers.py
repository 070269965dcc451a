"""The acts' guesses, and which of them a run bears out."""

import numpy as np

from lesson import Answer, counted, number
from pages.dropout.measure_masks import Inputs, Masks, Uses
from pages.dropout.measure_pair import DROPPED, PLAIN, Pair
from pages.dropout.measure_rates import Rates
from pages.dropout.measure_training import ENOUGH
from pages.dropout.words import share

DROPS = ("The same units in every batch", "The least useful units", "Other units in every batch")
LOUDER = ("So the next unit hears the same on average", "So that the steps are larger", "So that no unit dies out")
USED = ("As in training", "Nothing is dropped, nothing scaled", "Nothing is dropped, all is scaled")
HELPS = ("It ends lower on unseen examples", "It ends higher on unseen examples", "No clear difference")
MUCH = ("Below 0.5 already", "At a rate from 0.5 to 0.8", "Only above 0.8")
VISIBLE = 0.01  # a difference between two predictions


def drops(measured: Masks) -> Answer:
    """Other units in every batch, where most batches drop another set than the one before."""
    rate, steps = measured.settings.rate, measured.settings.steps
    if rate == 0:
        return Answer(None, "At rate 0 nothing is dropped.")
    last = np.concatenate([share[-1] for share in measured.share])
    sets = counted(measured.different, "different set")
    because = (
        f"Lots are drawn anew each time: {sets} of dropped units in {steps} batches. Each unit was dropped in "
        f"{number(100 * last.min(), 2)} % to {number(100 * last.max(), 2)} % of them; the rate is "
        f"{number(100 * rate, 2)} %."
    )
    return Answer(DROPS[2] if 2 * measured.changes > steps - 1 else None, because)


def louder(measured: Inputs) -> Answer:
    """The same on average, where the mean with the scaling meets the input in evaluation and that without does not."""
    rate = measured.settings.rate
    if rate == 0:
        return Answer(None, "At rate 0 nothing is dropped, so there is nothing to make up for.")
    scaled, unscaled = measured.scaled, measured.unscaled
    means = (
        f"In evaluation unit {measured.settings.unit} hears {number(measured.value)}. Its mean over the batches is "
        f"{number(scaled.mean)} with the rest made louder, {number(unscaled.mean)} without"
    )
    if scaled.meets and not unscaled.meets:
        return Answer(LOUDER[0], f"{means}: only a share of {number(1 - rate, 2)} of the terms is there.")
    if scaled.meets:
        return Answer(None, f"{means}: after {measured.settings.steps} batches both may still be chance.")
    return Answer(None, f"{means}: even the first is farther off than chance mostly brings.")


def used(measured: Uses) -> Answer:
    """Nothing dropped, nothing scaled, where the other two ways would show."""
    rate, value, loud = measured.settings.rate, measured.value, measured.loud
    if rate == 0:
        return Answer(None, "At rate 0 training and evaluation are the same: nothing is ever dropped.")
    low, high = float(measured.masked.min()), float(measured.masked.max())
    because = (
        f"The prediction is {share(value)} each time. Under {measured.settings.steps} masks it goes from "
        f"{share(low)} to {share(high)}; scaled with nothing dropped it would be {share(loud)}."
    )
    if high - low < VISIBLE or abs(loud - value) < VISIBLE:
        return Answer(None, f"{because} That is too close to be told apart.")
    return Answer(USED[1], because)


def helps(measured: Pair) -> Answer:
    """Lower or higher where every seed ends so and the medians are apart, else no clear difference."""
    settings, seeds = measured.settings, measured.settings.seeds
    if settings.rate == 0:
        return Answer(None, "At rate 0 nothing is dropped: both trainings are the same.")
    plain, dropped = (number(float(measured.validation[name][-1]), 2) for name in (PLAIN, DROPPED))
    ends = f"The error on unseen examples is {plain} without dropout and {dropped} with it"
    if not measured.complete:
        return Answer(None, f"After {counted(measured.epochs, 'epoch')}: {ends}. Training goes on.")
    if seeds < ENOUGH:
        return Answer(None, f"{ends}; with {counted(seeds, 'seed')} that may be chance. Take {ENOUGH} or more.")
    over = ""
    if measured.overfits:
        lowest = number(float(measured.validation[PLAIN][measured.best]), 2)
        over = f" Without, it over-fits: at epoch {measured.best} that error was only {lowest}."
    if not measured.apart:
        return Answer(HELPS[2], f"{ends}: hardly apart.{over}")
    if measured.lower == seeds:
        return Answer(HELPS[0], f"{ends}, lower in each of {seeds} seeds.{over}")
    if measured.higher == seeds:
        return Answer(HELPS[1], f"{ends}, higher in each of {seeds} seeds.{over}")
    down = measured.validation[DROPPED][-1] < measured.validation[PLAIN][-1]
    where = f"lower in {measured.lower}" if down else f"higher in {measured.higher}"
    return Answer(HELPS[2], f"{ends}, but {where} of {seeds} seeds only.{over}")


def much(measured: Rates) -> Answer:
    """From which rate on hardly anything is learnt, and where unseen examples fare best."""
    if not measured.complete:
        return Answer(None, f"{len(measured.rates)} of {measured.most} rates are trained, the others are on their way.")
    first = int(measured.too_much()[-1])
    best = _best(measured)
    if first == len(measured.rates):
        return Answer(None, f"Something is learnt at every rate here, also at {number(measured.rates[-1])}. {best}")
    rate = float(measured.rates[first])
    error = number(float(np.median(measured.training[-1, first])), 2)
    because = (
        f"From {number(rate)} on hardly anything is learnt: training error {error}, "
        f"the naive baseline's is {number(measured.baseline, 2)}. {best}"
    )
    return Answer(MUCH[0 if rate < 0.5 else 1 if rate <= 0.8 else 2], because)


def _best(measured: Rates) -> str:
    """Where the error on unseen examples ends lowest, and which rates are not told apart from it."""
    ends = measured.validation[-1]
    middle = np.median(ends, axis=-1)
    at = int(middle.argmin())
    level = [i for i in range(len(middle)) if i != at and not (ends[i] > ends[at]).all()]
    said = f"Unseen examples fare best at {number(measured.rates[at])}: {number(float(middle[at]), 2)}"
    if measured.nothing_learnt()[-1, at]:
        return f"{said}, where as good as nothing is learnt."
    if ends.shape[1] < ENOUGH:
        return f"{said}, which may be chance."
    others = counted(len(level), "other rate")
    return f"{said}, though {others} may be as good." if level else f"{said}, in every seed."
