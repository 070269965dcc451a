"""What a run says to the question of each act."""

import numpy as np

from lesson import Answer, number
from lesson.numbers import counted
from optim.theory import regime
from pages.gradient_descent.measure import InCanyon, InWells, Limited, Measured, Stepping
from pages.gradient_descent.measure_canyon import ALIKE
from pages.gradient_descent.measure_chain import Chained
from pages.gradient_descent.measure_wells import STARTS
from pages.gradient_descent.words import GIANTS, inner, percent, words

ALMOST = 1e-4  # a step that is shorter is called almost 0
LENGTHS = ("Always η", "η times the slope", "Straight to the minimum")
LIMITS = ("Beyond 1/λ", "Beyond 2/λ", "None: any η comes to rest")
SUITS = ("Yes, both come in alike", "The flat one, w₁, is late", "The steep one, w₂, is late")
SLOPES = ("2", "3", "5", "6")
FINDS = ("From every start", "Only from some starts", "From no start")


def how_long(measured: Measured) -> Answer:
    """Act 1: every step is η times the slope."""
    if not isinstance(measured, Stepping):
        return _other(measured)
    run, eta = measured.run, number(measured.settings.eta)
    first = abs(float(run.to[0] - run.w[0]))
    if first == 0:
        return Answer(None, "The slope is 0 at the start, and η times 0 is no step at all: drag the start.")
    sizes = np.abs(run.slope)
    made = f"The slope {number(run.slope[0])} makes a first step of {eta} · {number(sizes[0])} = {number(first)}"
    last = abs(float(run.to[-1] - run.w[-1]))
    if run.off is not None and (np.diff(sizes) > 0).all():
        then = ", and each step leads to where it is steeper, so the next one is longer: it leaves."
    elif run.curve.name == "quadratic" and regime(measured.settings.eta * run.curve.curvature) == "exact":
        inverse = number(1 / run.curve.curvature)
        return Answer(
            None, f"{made}. That is η times the slope, and straight to the minimum too: η is 1/λ = {inverse}."
        )
    elif last < first:
        end = number(last, 2) if last > ALMOST else "almost 0"
        then = f". η stays as it is; where it is flatter the step is shorter, in the end {end}."
    else:
        then = f". In the end the step is {number(last)} long, because the slope there is {number(run.slope[-1])}."
    return Answer(LENGTHS[1], made + then)


def from_which(measured: Measured) -> Answer:
    """Act 2: the row of runs turns at 2/λ."""
    if not isinstance(measured, Limited):
        return _other(measured)
    bound, eta = 2 / measured.settings.curvature, number(measured.settings.eta)
    if measured.nearer is None or measured.farther is None:
        return Answer(None, "From the minimum itself no run moves, whatever η is: drag the start.")
    return Answer(
        LIMITS[1],
        f"A step makes w into (1 − ηλ)·w. Past 1/λ it lands on the other side, but nearer, up to 2/λ = "
        f"{number(bound)}; beyond, farther. With η = {eta} it is times {number(1 - measured.product)}.",
    )


def whom_it_suits(measured: Measured) -> Answer:
    """Act 3: which variable's distance shrinks by less a step."""
    if not isinstance(measured, InCanyon):
        return _other(measured)
    flat, steep = measured.flat, measured.steep
    factors = f"A step multiplies the distance of w₁ by {number(flat.factor)}, that of w₂ by {number(steep.factor)}"
    bound = number(2 / steep.curvature)
    if 0 in (measured.settings.x0, measured.settings.y0):
        return Answer(None, "A variable that starts at its minimum stays there: drag the start off the axis.")
    if max(flat.factor, steep.factor) >= 1:
        who = "Neither comes" if min(flat.factor, steep.factor) >= 1 else "w₂ does not come"
        return Answer(None, f"{factors}. {who} in: η = {number(measured.settings.eta)} is not below 2/λ₂ = {bound}.")
    if measured.later is None:
        best = abs(measured.settings.eta * (flat.curvature + steep.curvature) - 2) < 2 * ALIKE
        why = "this η = 2/(λ₁ + λ₂) is the best that one η can do for both" if best else "they are equally steep"
        return Answer(SUITS[0], f"{factors}: {why}.")
    if measured.later is flat:
        pays = f"the flat one pays, λ₁ is κ = {number(measured.settings.kappa)} times smaller"
        return Answer(SUITS[1], f"{factors}. The steep one keeps η below 2/λ₂ = {bound}; {pays}.")
    return Answer(SUITS[2], f"{factors}. Close to its limit 2/λ₂ = {bound} the steep one bounces from wall to wall.")


def which_slope(measured: Measured) -> Answer:
    """Act 4: the two slopes multiply."""
    if not isinstance(measured, Chained):
        return _other(measured)
    settings, slope = measured.settings, measured.slope
    return Answer(
        next((guess for guess in SLOPES if abs(slope - float(guess)) < 1e-9), None),
        f"Linear rule: {inner(settings)} has slope {number(measured.inside)}. Chain rule: times f′(u) = u "
        f"= {number(measured.outside)}, which gives {number(slope)}: the slopes multiply.",
    )


def finds_it(measured: Measured) -> Answer:
    """Act 5: which of the starts rest at the lowest point."""
    if not isinstance(measured, InWells):
        return _other(measured)
    found, other = float(measured.found[-1]), float(measured.other[-1])
    taken = counted(measured.settings.steps, "step")
    right = FINDS[0] if found == 1 else FINDS[1] if found > 0 else FINDS[2]
    if found == 0:
        bound = 2 / float(measured.run.curve.bend(measured.run.curve.minima[0]))
        eta = number(measured.settings.eta)
        long = measured.settings.eta > bound
        why = f": η = {eta} is beyond 2/λ of that well, {number(bound)}" if long else ""
        none = f"Within {taken} none of {len(STARTS)} starts rests at the lowest point{why}."
        more = "" if long else " More steps would tell."
        return Answer(right if long else None, f"{none} {percent(other)} rest in the other well.{more}")
    neither = 1 - found - other
    shares = f"{percent(found)} of the starts rest at the lowest point, {percent(other)} in the local minimum"
    if neither > 0.1:
        shares = f"{shares[0].upper()}{shares[1:]}, {percent(neither)} in neither within {taken}"
        return Answer(right, f"{shares}. The slope knows only its own spot.")
    return Answer(right, f"The slope knows only its own spot: {shares}. {GIANTS}")


def _other(measured: Measured) -> Answer:
    """Of a picture that belongs to another question."""
    return Answer(None, words(measured).summary)
