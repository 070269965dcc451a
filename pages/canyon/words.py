"""What is said of a race on a surface."""

from collections.abc import Mapping

import numpy as np

from lesson import Answer, Words, number
from optim import LECTURE, SGD, Momentum, Rule, equations
from pages.canyon.measure import Measured, Outcome
from pages.canyon.settings import Settings
from surfaces import Surface

GUESSES = (
    "All four run straight to the star",
    "SGD is first: it takes the steepest way",
    "SGD crawls, the others get along the valley",
)
WITHIN = "Within 1 %: no farther from the nearest minimum than 1 % of the start's distance, from that step on."


def title(settings: Settings) -> str:
    """A headline for the picture."""
    surface = settings.objective()
    where = f"{surface.title}, κ = {number(settings.kappa)}" if settings.surface == "canyon" else surface.title
    etas = "an η for each rule" if settings.each else f"η = {number(settings.eta)}"
    return f"{where}: {settings.steps} steps, {etas}"


def words(measured: Measured) -> Words:
    """What happened to each rule, in words and as a table."""
    return Words(
        summary=_summary(measured.outcomes, measured.settings.steps),
        sentences=(
            *(_sentence(name, measured, outcome) for name, outcome in measured.outcomes.items()),
            WITHIN,
            _fairness(measured.settings),
        ),
        table=tuple(_row(name, measured.rules[name], outcome) for name, outcome in measured.outcomes.items()),
    )


def answer(measured: Measured) -> Answer:
    """The answer to the lecture's question, from this race."""
    settings, outcomes = measured.settings, measured.outcomes
    asked = settings.surface == "canyon" and set(LECTURE) <= set(settings.rules)
    if not asked or settings.each or settings.noise:
        return Answer(None, "The question is about the lecture's four rules in the canyon with one η for all.")
    turns = {name: outcome.turns for name, outcome in outcomes.items()}
    most = max(turns, key=lambda name: turns[name])
    back = f" {most} turned back most often, {turns[most]} times." if turns[most] else ""
    low, high = measured.surface.curvatures or (0.0, 0.0)
    bound = 2 / high
    if settings.eta < bound:
        why = (
            f"an η short enough for the walls (below 2/{number(high)} = {number(bound)} for SGD) shrinks the distance "
            f"along the floor by a factor of only {number(abs(1 - settings.eta * low), 4)} a step"
        )
    else:
        why = (
            f"η = {number(settings.eta)} is too long for the walls (SGD needs one below 2/{number(high)} = "
            f"{number(bound)}), and an η short enough for them leaves {number(abs(1 - bound * low), 4)} or more of the "
            "distance along the floor a step"
        )
    said = "; ".join(f"{name} {_came(outcome, settings.steps)}" for name, outcome in outcomes.items())
    because = f"{said}.{back} Across the valley the curvature is λ = {number(high)}, along it {number(low)}: {why}."
    return Answer(_borne_out(outcomes), because)


def _borne_out(outcomes: Mapping[str, Outcome]) -> str | None:
    """Which guess a race of the four bears out, by the step at which each came within 1 %."""
    came = {name: outcomes[name].within for name in LECTURE}
    others = [step for name, step in came.items() if name != "SGD" and step is not None]
    if came["SGD"] is None:
        return GUESSES[2] if others else None
    if all(step > came["SGD"] for step in others):
        return GUESSES[1]
    return GUESSES[2] if others and max(others) < came["SGD"] else None


def _came(outcome: Outcome, steps: int) -> str:
    if outcome.verdict == "left":
        return f"left the map at step {outcome.left_at}"
    if outcome.within is not None:
        return f"was within 1 % of the minimum at step {outcome.within}"
    return f"is {number(outcome.distance, 2)} away after {steps} steps"


def _sentence(name: str, measured: Measured, outcome: Outcome) -> str:
    """What happened to one rule."""
    if outcome.verdict == "left":
        return f"**{name}** left the map at step {outcome.left_at}{_because(measured.rules[name], measured.surface)}."
    if outcome.verdict == "reached":
        return f"**{name}** reached the minimum within 1 % at step {outcome.within}."
    distance, stride = number(outcome.distance, 2), number(outcome.stride, 2)
    x, y = (number(part) for part in outcome.end)
    if outcome.verdict == "circles":
        near = outcome.distance < 5 * outcome.stride
        where = "the minimum" if near else f"({x}, {y})"
        away = f"{distance} away" if near else f"the minimum {distance} away"
        return f"**{name}** circles {where} with steps of size {stride}, {away} at the end."
    if outcome.verdict == "rests":
        return (
            f"**{name}** all but stands still at ({x}, {y}), on a {outcome.rest}: "
            f"the last steps are of size {stride}, the minimum is {distance} away."
        )
    return f"**{name}** is still {distance} away after {measured.settings.steps} steps."


def _because(rule: Rule, surface: Surface) -> str:
    """The reason for leaving, only where the bound is exact: SGD and momentum on a quadratic."""
    if surface.curvatures is None or not isinstance(rule, SGD | Momentum):
        return ""
    alpha = rule.alpha if isinstance(rule, Momentum) else 0.0
    bound = (2 + 2 * float(np.asarray(alpha))) / surface.curvatures[1]
    formula = "(2 + 2α)/λ" if isinstance(rule, Momentum) else "2/λ"
    eta = float(np.asarray(rule.eta))
    return f" because η = {number(eta)} exceeds {formula} = {number(bound)}" if eta > bound else ""


def _summary(outcomes: Mapping[str, Outcome], steps: int) -> str:
    there = sorted((o.within, name) for name, o in outcomes.items() if o.within is not None)
    left = [name for name, o in outcomes.items() if o.verdict == "left"]
    rest = {name: o.distance for name, o in outcomes.items() if o.within is None and o.verdict != "left"}
    parts: list[str] = []
    if there:
        parts.append("Within 1 % of the minimum: " + ", ".join(f"{name} at step {at}" for at, name in there) + ".")
    if rest:
        away = ", ".join(f"{name} is {number(d, 2)}" for name, d in rest.items())
        parts.append(f"After {steps} steps {away} away.")
    if left:
        parts.append("Off the map: " + ", ".join(left) + ".")
    return " ".join(parts)


def _row(name: str, rule: Rule, outcome: Outcome) -> dict[str, str]:
    gone = outcome.verdict == "left"
    return {
        "rule": name,
        "η": number(float(getattr(rule, "eta", np.nan))),
        "final error": "–" if gone else number(outcome.error),
        "distance to the nearest minimum": "–" if gone else number(outcome.distance),
        "steps to within 1 %": "–" if outcome.within is None else str(outcome.within),
        "path length": "–" if gone else number(outcome.length),
    }


def _fairness(settings: Settings) -> str:
    """What is equal in this race and what is not."""
    noise = " and meet the same noise" if settings.noise else ""
    if settings.each:
        return (
            f"Equal here: the start and the number of steps; all start together{noise}. "
            "Not equal: each rule has its own η, so that none is held back by a step size that suits another."
        )
    return (
        f"Equal here: η = {number(settings.eta)}, the start and the number of steps; all start together{noise}. "
        "Not equal: what η means. SGD's step is η·|g|, momentum's grows up to η·|g|/(1−α), "
        "those of RMSProp and Adam are about η whatever the gradient's size."
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
