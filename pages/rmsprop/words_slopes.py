"""What is said of RMSProp's steps on straight slopes."""

import numpy as np

from lesson import Answer, Words, counted, number
from pages.rmsprop.measure_slopes import FALL, INSIDE, NONE, OUTSIDE, Slopes
from pages.rmsprop.measure_steps import ABOUT, about, shorter
from pages.rmsprop.settings import Settings

LENGTHS = ("η on both slopes, in the end", "The steeper, the longer", "The steeper, the shorter")
WHEN = ("Wherever the slope is small", "While r remembers a steeper slope", "At the start, because r is 0")
GUARD = ("Every step gets shorter", "Steps on the flat slope get shorter", "Nothing that one sees")


def in_eta(size: float) -> str:
    """A size in units of η, to hundredths where it is below 10."""
    if 0 < size < 0.005:
        return "under 0.01 η"
    return f"{size:.2f} η" if size < 9.995 else f"{number(size)} η"


def words(measured: Slopes) -> Words:
    """What the picture of these settings shows."""
    settings = measured.settings
    said = {"slope": _of_slopes, "fall": _of_fall, "epsilon": _of_epsilon}[settings.view]
    return Words(summary=said(measured))


def answer_of_length(measured: Slopes) -> Answer:
    """How long the step is on two slopes, from the last steps."""
    settings, first, last = measured.settings, measured.steps.ratio[0], measured.steps.ratio[-1]
    steep, flat = _named(settings)
    lengths = last[[steep, flat]]
    if about(last).all():
        longest = float(first.max())
        if not about(measured.none[-1]).all():
            return Answer(LENGTHS[0], "r is still below g², but r + ε is about g² by now.")
        if longest <= 1 + ABOUT:
            return Answer(LENGTHS[0], "√(r+ε) is about |g| from the first step on, whatever g is.")
        upto = "" if _alike(first, 0.01) else "up to "
        return Answer(
            LENGTHS[0],
            f"r comes close to g², and then |g|/√r to 1, whatever g is. Only the first steps are longer, the very "
            f"first {upto}{number(longest)} η, because r starts at 0.",
        )
    because = f"After {counted(settings.steps, 'step')} the step is {_on(measured, last)}. {_why(measured)}"
    if settings.slope == settings.flat or _alike(lengths, ABOUT):
        return Answer(None, because)
    return Answer(LENGTHS[1] if lengths[0] > lengths[1] else LENGTHS[2], because)


def answer_of_fall(measured: Slopes) -> Answer:
    """When the step is shorter than η, from which of them are."""
    settings, ratio, steps = measured.settings, measured.steps.ratio[:, 0], measured.steps
    g2, r = steps.g[-1, 0] ** 2, steps.r[-1, 0]
    short = shorter(ratio)
    count, least = int(short.sum()), float(ratio.min())
    if settings.steps <= FALL:
        return Answer(None, f"The slope falls after step {FALL}, and this run ends at step {settings.steps}.")
    if not count:
        return Answer(None, f"No step is shorter than η by more than 10 %: the shortest is {number(least)} η.")
    steep_ones = bool(short[:FALL].any())
    if not steep_ones and short[FALL] and not short[-1]:
        return Answer(
            WHEN[1],
            f"After the fall √r is still well above the slope: {counted(count, 'step')} "
            f"{'is' if count == 1 else 'are'} shorter, down to {number(least, 2)} η. Once r has "
            f"forgotten, the step on the same slope is η again.",
        )
    if not steep_ones and short[FALL:].all() and abs(r / g2 - 1) <= ABOUT:
        return Answer(
            WHEN[0],
            f"r has come down to g² = {number(g2)}, but ε = {number(settings.epsilon)} is beside it under the root: "
            f"the step stays at {number(ratio[-1], 2)} η.",
        )
    if not steep_ones and short[FALL:].all():
        return Answer(
            None,
            f"Since the slope fell every step is shorter, the last one {number(ratio[-1], 2)} η: "
            f"√r is still {number(np.sqrt(r / g2), 2)} times the slope. More steps would tell.",
        )
    return Answer(
        None,
        f"{counted(count, 'step')} of {settings.steps} "
        f"{'is' if count == 1 else 'are'} shorter than η, the shortest {number(least, 2)} η.",
    )


def answer_of_guard(measured: Slopes) -> Answer:
    """Which steps ε inside the root shortens, from the last steps with it and with no ε."""
    settings = measured.settings
    flat = _named(settings)[1]
    sizes = {name: size[-1] for name, size in measured.sizes.items()}
    short = shorter(sizes[INSIDE] / sizes[NONE])
    slope = (settings.slope, settings.flat)[flat]
    because = (
        f"Slope {number(slope)}: √(r+ε) = {_root(measured, flat)} makes it {in_eta(sizes[INSIDE][flat])}; "
        f"with ε outside, √r + ε, {in_eta(sizes[OUTSIDE][flat])}; with no ε {in_eta(sizes[NONE][flat])}."
    )
    if short.all():
        return Answer(GUARD[0], because)
    if short[flat]:
        return Answer(GUARD[1], f"{because} Below √ε the step fades with the slope.")
    return Answer(GUARD[2], f"{because} √ε = {number(settings.epsilon**0.5, 2)} is below both slopes.")


def _of_slopes(measured: Slopes) -> str:
    first, last = measured.steps.ratio[0], measured.steps.ratio[-1]
    return (
        f"RMSProp on two slopes, {number(measured.settings.slope)} and {number(measured.settings.flat)}: "
        f"bars |g| and over them √r; beside that the step in units of η. The first step is {_on(measured, first)}, "
        f"the last one {_on(measured, last)}."
    )


def _of_fall(measured: Slopes) -> str:
    settings, ratio = measured.settings, measured.steps.ratio[:, 0]
    short = int(shorter(ratio).sum())
    return (
        f"A hillside of slope {number(settings.slope)}, from step {FALL} on {number(settings.flat)}, with the steps of "
        f"RMSProp on it; below, |g| beside √r. {short} of {counted(settings.steps, 'step')} "
        f"{'is' if short == 1 else 'are'} shorter than η by more than 10 %, the shortest {number(ratio.min(), 2)} η."
    )


def _of_epsilon(measured: Slopes) -> str:
    parts = [f"{name} {_on(measured, size[-1])}" for name, size in measured.sizes.items()]
    return (
        f"The step after {counted(measured.settings.steps, 'step')} with ε = {number(measured.settings.epsilon)}: "
        f"{'; '.join(parts)}."
    )


def _on(measured: Slopes, sizes: np.ndarray) -> str:
    """The lengths of a step on both slopes."""
    settings = measured.settings
    first, second = (number(size) for size in sizes)
    if first == second:
        return f"{first} η on both"
    return f"{first} η on slope {number(settings.slope)} and {second} η on slope {number(settings.flat)}"


def _why(measured: Slopes) -> str:
    """Why a step is not of η after so many of them."""
    last = measured.steps.ratio[-1]
    column = int((last / measured.none[-1]).argmin())
    on = f"On slope {number((measured.settings.slope, measured.settings.flat)[column])}"
    if shorter(last)[column]:
        return f"{on} ε = {number(measured.settings.epsilon)} counts beside g²: √(r+ε) is more than |g|."
    if shorter(last / measured.none[-1])[column]:
        alone = number(measured.none[-1, column])
        return f"{on} ε = {number(measured.settings.epsilon)} counts beside r: without it the step would be {alone} η."
    return "r started at 0 and has not caught up with g² yet."


def _root(measured: Slopes, column: int) -> str:
    return number(float(np.sqrt(measured.steps.r[-1, column] + measured.settings.epsilon)), 2)


def _named(settings: Settings) -> tuple[int, int]:
    """The columns of the steeper and of the flatter slope."""
    return (0, 1) if settings.slope >= settings.flat else (1, 0)


def _alike(pair: np.ndarray, by: float) -> bool:
    return float(pair.max()) <= (1 + by) * float(pair.min())
