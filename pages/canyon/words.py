"""What is said of a race on a surface."""

import numpy as np

from lesson import Words, counted, number
from optim import SGD, Momentum, Rule, equations
from pages.canyon.measure import Measured
from pages.canyon.measure_outcome import Outcome
from pages.canyon.settings import Settings
from surfaces import Surface

WITHIN = (
    "Within 1 %: no farther from the nearest minimum than 1 % of the start's distance. First: the first step at which "
    "a run is; it stays so from the step on at which no later one is farther out."
)
LEFT = "Left the map: outside it from that step on to the end."
RESTS = {"plateau": "on a plateau", "saddle": "at a saddle", "local minimum": "in a valley that is not the deepest"}


def title(settings: Settings) -> str:
    """A headline for the picture."""
    where = settings.objective().title
    if settings.surface == "canyon":
        turned = f", θ = {number(settings.theta)}°" if settings.theta else ""
        where = f"{where}, κ = {number(settings.kappa)}{turned}"
    etas = "an η for each rule" if settings.each else f"η = {number(settings.shared_eta())}"
    return f"{where}: {counted(settings.steps, 'step')}, {etas}"


def words(measured: Measured) -> Words:
    """What happened to each rule, in words and as a table."""
    return Words(
        summary=_summary(measured),
        sentences=(
            *(_sentence(name, measured, outcome) for name, outcome in measured.outcomes.items()),
            WITHIN,
            LEFT,
            _fairness(measured.settings),
        ),
        table=tuple(_row(name, measured.rules[name], outcome) for name, outcome in measured.outcomes.items()),
    )


def reason(rule: Rule, surface: Surface) -> str:
    """Why a rule leaves, only where the bound is exact and exceeded: SGD and momentum on a quadratic."""
    known = bound(rule, surface)
    eta = float(np.asarray(getattr(rule, "eta", 0.0)))
    if known is None or eta <= known[1]:
        return ""
    return f"η = {number(eta)} is more than {known[0]} = {number(known[1])}"


def bound(rule: Rule, surface: Surface) -> tuple[str, float] | None:
    """The η up to which a rule does not leave a quadratic, as a formula and as a number; None where there is none."""
    if surface.curvatures is None or not isinstance(rule, SGD | Momentum):
        return None
    alpha = float(np.asarray(rule.alpha)) if isinstance(rule, Momentum) else 0.0
    return "(2 + 2α)/λ" if isinstance(rule, Momentum) else "2/λ", (2 + 2 * alpha) / surface.curvatures[1]


def _sentence(name: str, measured: Measured, outcome: Outcome) -> str:
    """What happened to one rule."""
    distance = number(outcome.distance, 2)
    back = _strayed(outcome)
    match outcome.verdict:
        case "left":
            why = "" if measured.settings.noise else reason(measured.rules[name], measured.surface)
            return f"**{name}** left the map at step {outcome.left_at}{why and f': {why}'}."
        case "stays":
            earlier = outcome.first is not None and outcome.stays is not None and outcome.first < outcome.stays
            first = f" It was so first at step {outcome.first}." if earlier else ""
            return f"**{name}** stays within 1 % of the minimum from step {outcome.stays} on.{first}{back}"
        case "rests":
            x, y = (number(part) for part in outcome.end)
            return (
                f"**{name}** all but stands still at ({x}, {y}), {RESTS[outcome.rest]}, {distance} from the nearest "
                f"minimum: {_late(outcome)} {'is' if outcome.late == 1 else 'are'} {number(outcome.walked, 2)} long"
                f"{' together' if outcome.late > 1 else ''}.{back}"
            )
        case "hovers":
            return (
                f"**{name}** moves on and gets nowhere: {_late(outcome)} are {number(outcome.walked, 2)} long together "
                f"and lead {number(outcome.net, 2)} away. In them it is between {number(outcome.near, 2)} and "
                f"{number(outcome.far, 2)} from the nearest minimum.{_close(outcome)}{back}"
            )
        case _:
            steps = counted(measured.settings.steps, "step")
            return f"**{name}** is still {distance} from the nearest minimum after {steps}.{_close(outcome)}{back}"


def _late(outcome: Outcome) -> str:
    return "its last step" if outcome.late == 1 else f"its last {outcome.late} steps"


def _close(outcome: Outcome) -> str:
    """That a run which does not stay within 1 % was so once."""
    return "" if outcome.first is None else f" It was within 1 % first at step {outcome.first}."


def _strayed(outcome: Outcome) -> str:
    """That a run was off the map and came back."""
    times = f"at {counted(outcome.outside, 'step')}"
    return f" It was off the map {times} and came back." if outcome.outside else ""


def _summary(measured: Measured) -> str:
    found, steps = measured.outcomes, measured.settings.steps
    there = sorted((o.stays, name) for name, o in found.items() if o.stays is not None)
    left = [f"{name} from step {o.left_at} on" for name, o in found.items() if o.verdict == "left"]
    rest = {name: o.distance for name, o in found.items() if o.stays is None and o.verdict != "left"}
    parts = [f"{measured.surface.title}, seen from above, with the path of {_and(list(found))}."]
    if there:
        parts.append(
            "Within 1 % of the minimum to the end: " + ", ".join(f"{n} from step {at} on" for at, n in there) + "."
        )
    if rest:
        away = ", ".join(f"{name} is {number(d, 2)}" for name, d in rest.items())
        parts.append(f"After {counted(steps, 'step')} {away} away from the nearest minimum.")
    if left:
        parts.append("Off the map: " + ", ".join(left) + ".")
    return " ".join(parts)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _row(name: str, rule: Rule, outcome: Outcome) -> dict[str, str]:
    gone = outcome.verdict == "left"
    return {
        "rule": name,
        "η": number(float(getattr(rule, "eta", np.nan))),
        "final error": "–" if gone else number(outcome.error),
        "distance to the nearest minimum": "–" if gone else number(outcome.distance),
        "first within 1 %": "–" if outcome.first is None else f"step {outcome.first}",
        "stays within 1 %": "–" if outcome.stays is None else f"from step {outcome.stays}",
        "path length": "–" if gone else number(outcome.length),
    }


def _fairness(settings: Settings) -> str:
    """What is equal in this race and what is not."""
    noise = " and meet the same noise" if settings.noise else ""
    if settings.each:
        return (
            f"Equal here: the start and the number of steps; all start together{noise}. "
            "Not equal: each rule has its own η, which suits it or not."
        )
    return (
        f"Equal here: η = {number(settings.shared_eta())}, the start, the number of steps; all start together{noise}. "
        "Not equal: what η means. SGD's step is η·|g|, momentum's grows up to η·|g|/(1−α), and RMSProp and Adam "
        "measure each parameter's gradient against its own history, so that its size hardly matters."
    )


def note(settings: Settings) -> str:
    """The surface, under its controls."""
    surface = settings.objective()
    return f"{surface.title}: $${surface.formula}$$"


def lines(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Each racing rule's equations with the current numbers beside them, in LaTeX."""
    rules = {name: settings.rule(name) for name in settings.rules}
    return {
        name: tuple(
            rf"{symbols} &\qquad {numbers}"
            for symbols, numbers in zip(equations(rule, False), equations(rule, True), strict=True)
        )
        for name, rule in rules.items()
    }
