"""What a run answers to the question of each act: the guess that it bears out, and why."""

from lesson import Answer, counted, number
from pages.momentum.measure import Measured
from pages.momentum.measure_map import OnMap
from pages.momentum.measure_path import PLAIN, RULE, OnPath
from pages.momentum.measure_slope import OnSlope
from pages.momentum.words import restless, times

GROWTH = ("It stays η·g", "Up to 1/(1−α) times η·g", "Without end")
ACROSS = ("They grow, as on the slope", "They shrink", "They stay as they are")
CANYON = ("Steps grow in both directions", "Along it they grow, across it they shrink", "The same path, only faster")
MEMORY = ("It gets nearer in the same time", "It shoots far past the minimum", "It leaves the map")
PAIRS = ("At the bottom: α = 0", "At the top: α close to 1", "In between")
LONGER, SHORTER = 1.1, 0.9  # times plain descent's: what is said to have grown, and to have shrunk
FAR_PAST = 0.1  # of the start's distance along the valley, on the other side of the minimum
OTHER = Answer(None, "The question is about another picture than this one.")


def growth(measured: Measured) -> Answer:
    """The same direction again and again."""
    if not isinstance(measured, OnSlope):
        return OTHER
    alpha = measured.settings.alpha
    if alpha == 0:
        return Answer(
            None, "With α = 0 it stays η·g, which is 1/(1−α) times η·g, as 1/(1−0) = 1: this is plain descent."
        )
    return Answer(
        GROWTH[1],
        f"Each step keeps α = {number(alpha, 4)} of the one before, and the slope adds η·g: 1 + α + α² + … = 1/(1−α) = "
        f"{number(measured.limit, 4)}. The last step here is {number(measured.ratio[-1])} η·g.",
    )


def across(measured: Measured) -> Answer:
    """One direction and then the opposite one."""
    if not isinstance(measured, OnPath):
        return OTHER
    settings = measured.settings
    if settings.y0 == 0:
        return Answer(None, "It starts on the valley's floor: no update points across the valley.")
    if not measured.bounces:
        return Answer(
            None,
            f"Here the updates of plain descent never change direction across the valley. {_across(measured)}",
        )
    if restless(measured):
        return Answer(None, f"{_too_long(measured)} The bounces do not die out, with momentum or without.")
    if settings.alpha == 0:
        return Answer(ACROSS[2], "With α = 0 there is no α·v that could shorten them: the two runs are one.")
    ratio = _ratio(measured, "across")
    right = ACROSS[1] if ratio < SHORTER else ACROSS[0] if ratio > LONGER else ACROSS[2]
    return Answer(
        right,
        f"In {measured.against} of {counted(measured.common, 'step')} α·v points against −η·g. {_across(measured)}",
    )


def canyon(measured: Measured) -> Answer:
    """Both at once."""
    if not isinstance(measured, OnPath):
        return OTHER
    settings = measured.settings
    if settings.x0 == 0 or settings.y0 == 0:
        return Answer(None, "From this start the path has one direction only, and nothing to compare it with.")
    if restless(measured):
        return Answer(None, f"{_too_long(measured)} It does not come to rest.")
    along, wide = _ratio(measured, "along"), _ratio(measured, "across")
    right = None
    if along > LONGER and wide > LONGER:
        right = CANYON[0]
    elif along > LONGER and wide < SHORTER:
        right = CANYON[1]
    if settings.alpha == 0:
        return Answer(None, "With α = 0 there is no α·v: the two runs are one.")
    agree = f"in {measured.agree} of {counted(measured.common, 'step')}"
    return Answer(
        right,
        f"Along, α·v points with −η·g {agree}: the longest step is {_against(measured, 'along')}. "
        f"Across, against it in {measured.against}: the steps add up to {_against(measured, 'across')}.",
    )


def memory(measured: Measured) -> Answer:
    """The price of a long memory."""
    if not isinstance(measured, OnPath):
        return OTHER
    if measured.settings.x0 == 0:
        return Answer(None, "It starts at the minimum's place along the valley: there is nothing to shoot past.")
    left = measured.walked[RULE].left
    if restless(measured):
        gone = f" From step {left} on it is off the map." if left is not None else " It is still on the map."
        return Answer(MEMORY[2] if left is not None else None, _too_long(measured) + gone)
    if measured.settings.alpha == 0:
        return Answer(None, "With α = 0 nothing is kept of the step before: this is plain descent.")
    near, plain = measured.distance[RULE], measured.distance[PLAIN]
    after = f"After {counted(measured.common, 'step')} it is {number(near, 2)} away, plain descent {number(plain, 2)}."
    if measured.beyond > FAR_PAST:
        keeps = f"v keeps α = {number(measured.settings.alpha, 4)} of itself each step: it brakes late."
        share = f"{number(100 * measured.beyond, 2)} %"
        passed = (
            f"Along the valley it passes the minimum {times(measured.passes)}, by up to {share} of the way it came."
        )
        if near < SHORTER * plain:
            return Answer(None, f"{passed} {after} So it shoots past, and yet it is nearer.")
        return Answer(MEMORY[1], f"{passed} {after} {keeps}")
    gain = " That is no clear gain." if SHORTER * plain <= near < plain else ""
    return Answer(MEMORY[0] if near < SHORTER * plain else None, after + gain)


def pair(measured: Measured) -> Answer:
    """Which pair is best, and why it lies where it does."""
    if not isinstance(measured, OnMap):
        return OTHER
    eta, alpha, rate = measured.best
    if alpha == 0:
        return Answer(PAIRS[0], f"In a round valley one step of η = 1/λ = {number(eta)} ends at the minimum.")
    return Answer(
        PAIRS[2],
        f"η = {number(eta)}, α = {number(alpha)}: a factor of {number(rate)}; α = 0 has {number(measured.plain[1])} at "
        "best. It is the tip of the dashed wedge in which both directions oscillate: there the factor is √α.",
    )


def _ratio(measured: OnPath, part: str) -> float:
    rule, plain = (float(getattr(measured.walked[name], part)[-1]) for name in (RULE, PLAIN))
    return rule / plain


def _against(measured: OnPath, part: str) -> str:
    rule, plain = (number(getattr(measured.walked[name], part)[-1], 2) for name in (RULE, PLAIN))
    return f"{rule} instead of {plain}"


def _across(measured: OnPath) -> str:
    return f"Across, the steps add up to {_against(measured, 'across')} without momentum."


def _too_long(measured: OnPath) -> str:
    settings = measured.settings
    return f"η = {number(settings.eta)} is not below (2 + 2α)/λ = {number(measured.longest_eta)}."
