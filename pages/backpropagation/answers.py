"""The acts' guesses, and which of them a run bears out."""

from lesson import Answer, counted, number
from pages.backpropagation.algorithm import brief, circle, factor, given, label
from pages.backpropagation.measure import Measured
from pages.backpropagation.rounds import DONE, MOST, Rounds, rounds_of
from pages.backpropagation.settings import WEIGHTS
from pages.backpropagation.words import factor_names

BLAME = ("The last layer alone", "Every unit alike", "Each unit, by its weight times the error")
SIGN = ("The error rises", "The error falls", "Nothing changes")
PAST = ("All of it", "Half of it", "Hardly any of it")
NUDGE = ("By exactly gradient · nudge", "By about gradient · nudge", "By the nudge itself")
MOVES = ("After each example", "After each batch", "Once, at the very end")
NOTHING = 1e-14  # a derivative that rounding makes of a 0
SATURATED = 0.05  # a slope: hardly anything gets past a unit below it
UNSEEN = 1e-9  # a change of the error that rounding may hide
ABOUT = 0.1  # of what the gradient promises
COUNTS = {1: "one", 2: "two", 3: "three", 4: "four"}


def blame(measured: Measured) -> Answer:
    """What each hidden unit hears of the error."""
    run = measured.run
    if abs(run.error) < NOTHING:
        return Answer(None, "The prediction is the target: there is no error, and nobody is to blame.")
    heard = [f"{given(run.w[6 + j])} · {factor(run.error)} = {brief(run.handed[j])}" for j in (0, 1)]
    if not run.handed.any():
        return Answer(
            None,
            f"Both weights u are 0, so of the error {brief(run.error)} neither hidden unit hears anything: the last "
            "layer alone is to blame, just because blame goes by the weight.",
        )
    told = f"Unit 0 hears {heard[0]}, unit 1 hears {heard[1]}."
    if run.handed[0] == run.handed[1]:
        return Answer(None, f"{told} Alike, but only because u₀ = u₁: blame goes by the weight. Make them different.")
    return Answer(BLAME[2], f"{told} The prediction was {_side(run.error)}.")


def _side(error: float) -> str:
    return "too low, so a negative error asks for more" if error < 0 else "too high, so a positive error asks for less"


def sign(measured: Measured) -> Answer:
    """What the error does as the weight grows a little."""
    run, name, little = measured.run, measured.settings.weight, measured.nudged.little
    factors = run.factors(name)[1]
    product = float(factors.prod())
    weight, told = label(name), " · ".join(brief(factors[0]) if i == 0 else factor(f) for i, f in enumerate(factors))
    chain = f"∂error/∂{weight} = {told} = {brief(product)}"
    zeros = [said for said, value in zip(factor_names(run, name), factors, strict=True) if abs(value) < NOTHING]
    if little == 0 and zeros:
        return Answer(SIGN[2], f"{chain}: {zeros[0]} is 0, and one factor of 0 makes the product 0.")
    if little == 0:
        return Answer(None, f"{chain}: so small that a step of a thousandth does not show it.")
    if abs(product) < NOTHING or product * little < 0:
        by = brief(little)
        return Answer(
            None, f"{chain}, yet a step of a thousandth changes the error by {by}: the slope alone does not tell."
        )
    negative = int((factors < 0).sum())
    count = COUNTS[len(factors)]
    if len(factors) == 2 and negative != 1:
        why = "both factors are negative" if negative else "neither of the two factors is negative"
    elif negative == 0:
        why = f"none of the {count} factors is negative"
    elif negative == len(factors):
        why = f"all {count} factors are negative"
    elif negative == 1:
        why = f"one of the {count} factors is negative"
    else:
        why = f"{COUNTS[negative]} of the {count} factors are negative"
    return Answer(
        SIGN[int(product < 0)], f"{chain}: {why}, so more {weight} makes {'less' if product < 0 else 'more'} error."
    )


def past(measured: Measured) -> Answer:
    """How much of the blame gets past the flattest hidden unit."""
    run, f = measured.run, measured.run.network.activation
    j = int(run.slope.argmin())
    slope, heard = float(run.slope[j]), float(run.handed[j])
    if slope >= SATURATED:
        share = f"{100 * slope:.0f} % of what it hears"
        return Answer(
            None, f"No unit is saturated: the flattest, unit {j}, has {f}′ = {brief(slope)}, so {share} gets past."
        )
    at = f"The input of unit {j} is {circle(run.into[j])}, where {f} is flat: {f}′ = {brief(slope)}"
    if abs(heard) < NOTHING:
        return Answer(None, f"{at}. But it hears no blame, so there is none to get past.")
    return Answer(PAST[2], f"{at}. Of the {brief(heard)} that it hears, {brief(run.past[j])} is left for its weights.")


def nudge(measured: Measured) -> Answer:
    """Does the gradient say what a nudge does?"""
    nudged, run = measured.nudged, measured.run
    by, change, promised = float(nudged.moved[-1]), float(nudged.change[-1]), nudged.promised
    name = label(WEIGHTS[nudged.at])
    if by == 0:
        return Answer(None, f"The nudge is 0: {name} stays where it is.")
    told = f"Gradient · nudge = {given(nudged.slope)} · {factor(by, given)} = {given(promised)}"
    if max(abs(promised), abs(change)) < UNSEEN * (1 + run.losses[0]):
        shown = "and the error does not change" if promised == change == 0 else "too little for the error to show it"
        return Answer(None, f"{told}: {shown}.")
    if abs(promised) < NOTHING:
        return Answer(None, f"{told}, yet the error changes by {given(change)}: the slope is not the same on the way.")
    off = abs(change - promised) / abs(promised)
    told = f"{told}, and the error changes by {given(change)}"
    if off > ABOUT:
        return Answer(None, f"{told}. The slope changes on the way: the gradient holds for small nudges.")
    if abs(change - by) <= ABOUT * abs(by):
        return Answer(None, f"{told}: about the nudge itself too, but only because the slope is near 1 here.")
    return Answer(NUDGE[1], f"{told}: {number(100 * off, 2)} % off, because the slope changes on the way.")


def moves(measured: Measured) -> Answer:
    """When the weights move, and how the rounds end."""
    rounds = measured.rounds or rounds_of([measured.settings])[0]
    if rounds.count == 0:
        return Answer(None, f"The error is below {number(DONE)} from the start: it is done before the first batch.")
    size = measured.settings.batch_size
    if size == 1:
        both = "A batch is one example here, so after each batch is after each example"
        return Answer(None, f"{both}: w := w − (η/1)·d, then d := 0. {_ends(rounds)}")
    what = f"Over the {size} examples of a batch d adds up"
    return Answer(MOVES[1], f"{what}; then w := w − (η/{size})·d and d := 0. {_ends(rounds)}")


def _ends(rounds: Rounds) -> str:
    last = number(rounds.errors[-1], 2)
    if rounds.gone:
        return f"In round {rounds.count} the error leaves the map."
    if rounds.done:
        return f"After {counted(rounds.count, 'round')} the error is {last}, below {number(DONE)}: done."
    return f"After {MOST} rounds the error is {last}, not below {number(DONE)}: not done."
