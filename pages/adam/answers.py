"""What a run says to the question of each act."""

from lesson import Answer, counted, number
from optim.theory import correction_reach
from pages.adam.measure import Correction, Measured, Parts, Turned
from pages.adam.measure_factors import faded
from pages.adam.measure_steps import MATTERS, FirstStep, first_step
from pages.adam.measure_turned import Arrival
from pages.adam.settings import Settings
from pages.adam.words import SAME, apart_by, arrived, length

PLAIN, SIGN = "η·g, as with SGD", "η in each parameter"
FIRST_GUESSES = ("Tiny: s and r start at 0", PLAIN, SIGN)
CORRECTION_GUESSES = SHORTER, EQUAL, LONGER = "Shorter: s starts at 0", "The same", "Longer"
REACH_GUESSES = "A few steps", "Tens of steps", "Hundreds of steps", "Thousands of steps"
REACH_ENDS = 10, 100, 1000, float("inf")
RMSPROP = "RMSProp with a correction"
PARTS_GUESSES = ("Plain SGD", "Momentum", RMSPROP)
UNMOVED, SLOWER = "The turn changes nothing", "Adam is slower, but first"
BEATEN = "Momentum is first"
TURNED_GUESSES = UNMOVED, SLOWER, BEATEN
ELSEWHERE = Answer(None, "The picture shows another question's run: open this question again to see its own.")


def first(measured: Measured) -> Answer:
    """How long the first step is."""
    step, settings = first_step(measured.settings), measured.settings
    if step.longer is None:
        return Answer(None, "There is no slope at this start, so there is no step.")
    taken = " and ".join(f"{length(abs(size))} η" for size in step.corrected if size)
    slopes = " and ".join(f"|g| = {number(abs(g))}" for g in step.g if g)
    guard = f"ε = {number(settings.epsilon)} is not small beside {slopes}"
    if step.sign and step.gradient:
        return Answer(None, f"η, and {slopes} here, so η·g is the same step: two guesses hold. Another start tells.")
    if step.sign:
        both = "both become" if step.g.all() else "becomes"
        return Answer(
            SIGN, f"At t = 1 the corrected ŝ is g and √r̂ is |g|. {slopes} {both} ±1: the slope's size cancels."
        )
    if step.gradient:
        return Answer(PLAIN, f"{guard}: |g| + ε is all but 1, and the step g/(|g| + ε) all but g.")
    return Answer(None, f"{guard}: the step is {taken}. It would be η with a smaller ε.")


def correction(measured: Measured) -> Answer:
    """How long the first step is without the correction."""
    step, settings = first_step(measured.settings), measured.settings
    if step.longer is None:
        return Answer(None, "There is no slope at this start, so there is no step.")
    right = LONGER if step.longer > 1 + MATTERS else SHORTER if step.longer < 1 / (1 + MATTERS) else EQUAL
    said = f"{length(_longest(step))} η. {_why(step.longer, settings)}"
    if isinstance(measured, Correction) and len(measured.lengths["uncorrected"]) > 1:
        sizes = measured.lengths["uncorrected"]
        said += f" At step {len(sizes)} it is {length(sizes[-1])} η."
    return Answer(right, said)


def _longest(step: FirstStep) -> float:
    return float(abs(step.uncorrected).max())


def _why(longer: float, settings: Settings) -> str:
    mean, root = 1 / (1 - settings.beta1), (1 - settings.beta2) ** -0.5
    both = "s and √r start right, as β1 and β2 are 0"
    if mean > 1 and root > 1:
        both = f"s starts {number(mean)} times too small, √r {number(root)} times"
    elif mean > 1:
        both = f"s starts {number(mean)} times too small, √r does not"
    elif root > 1:
        both = f"√r starts {number(root)} times too small, s does not"
    if abs(longer * mean / root - 1) <= 0.01:
        return f"{both}: what counts is (1−β1)/√(1−β2) = {number(root / mean)}."
    return f"{both}, and ε = {number(settings.epsilon)} is not small beside √r."


def reach(measured: Measured) -> Answer:
    """For how long the correction matters."""
    beta1, beta2 = measured.settings.beta1, measured.settings.beta2
    found = correction_reach(beta1, beta2)
    if not found.until:
        return Answer(None, "Never: with these β it changes no step by more than 1 %.")
    right = next(guess for guess, end in zip(REACH_GUESSES, REACH_ENDS, strict=True) if found.until < end)
    mean, root = faded(beta1, 1.0), faded(beta2, 0.5)
    return Answer(
        right,
        f"{_small(mean, root)}. Without the correction the step at "
        f"t = {found.most} is {number(found.longer)} times as long, and more than 1 % off up to t = {found.until}.",
    )


def _small(mean: int, root: int) -> str:
    """Up to which t s and √r are more than 1 % too small; one of them is at first."""
    if not mean:
        return f"s is never too small, √r by more than 1 % up to t = {root}"
    return f"s is more than 1 % too small up to t = {mean}, √r {f'up to t = {root}' if root else 'never'}"


def parts(measured: Measured) -> Answer:
    """What Adam is without momentum, from its path and that of RMSProp."""
    if not isinstance(measured, Parts):
        return ELSEWHERE
    settings = measured.settings
    if measured.first.longer is None:
        return Answer(None, "There is no slope at this start, and no rule moves.")
    apart = {name: float(of.max()) for name, of in measured.apart.items()}
    second = "" if settings.beta2 else f" With β2 = 0 Adam and momentum divided by |g| {apart_by(apart['Momentum'])}."
    if settings.beta1 == 0 and apart["RMSProp"] <= SAME:
        taken = counted(settings.steps, "step")
        return Answer(RMSPROP, f"s is g itself, and the paths coincide in all of the {taken}.{second}")
    return Answer(
        None, f"Here β1 = {number(settings.beta1, 4)}: Adam and RMSProp {apart_by(apart['RMSProp'])}.{second}"
    )


def turned(measured: Measured) -> Answer:
    """Whether Adam comes first in the turned canyon too."""
    if not isinstance(measured, Turned):
        return ELSEWHERE
    steps, angle = measured.settings.steps, number(measured.settings.theta)
    before, adam = measured.straight.arrivals["Adam"], measured.turned.arrivals["Adam"]
    other, momentum = measured.straight.arrivals["Momentum"], measured.turned.arrivals["Momentum"]
    said = (
        f"Turned by {angle}°, Adam is {arrived(adam, steps)}{_beside(before, adam, steps)}, momentum "
        f"{arrived(momentum, steps)}{_beside(other, momentum, steps)}."
    )
    if _slower(before, adam):
        said += " A step for each parameter knows only the axes."
    if (before, other) == (adam, momentum) and _verdict(before, adam, momentum) == BEATEN:
        return Answer(None, f"{said} So this turn changes nothing, and momentum is first both times.")
    return Answer(_verdict(before, adam, momentum), said)


def _beside(before: Arrival, now: Arrival, steps: int) -> str:
    return " as before" if before == now else f" (before: {arrived(before, steps)})"


def _slower(before: Arrival, now: Arrival) -> bool:
    """Was a run there later than before, or no longer at all?"""
    return before.at is not None and (now.at is None or now.at > before.at)


def _verdict(before: Arrival, adam: Arrival, momentum: Arrival) -> str | None:
    """Of Adam's arrival along the axes and turned, and of momentum's turned."""
    if momentum.at is not None and (adam.at is None or momentum.at < adam.at):
        return BEATEN
    if adam.at is None or before.at is None or adam.at < before.at:
        return None
    if adam.at == before.at:
        return UNMOVED
    return SLOWER if momentum.at is None or adam.at < momentum.at else None
