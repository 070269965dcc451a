"""What is said of momentum beside the acts' answers."""

from lesson import Words, counted, number
from optim import Momentum
from optim import equations as written
from pages.momentum.measure import Measured
from pages.momentum.measure_map import OnMap, needed
from pages.momentum.measure_path import PLAIN, RULE, OnPath
from pages.momentum.measure_slope import OnSlope
from pages.momentum.settings import Settings


def title(settings: Settings) -> str:
    """A headline for the picture."""
    if settings.view == "slope":
        return f"Momentum on a straight slope, α = {number(settings.alpha, 4)}"
    return f"Momentum, κ = {number(settings.kappa)}, {_pair(settings)}"


def words(measured: Measured) -> Words:
    """What the run did, or how the pairs compare."""
    if isinstance(measured, OnSlope):
        return Words(_on_slope(measured))
    if isinstance(measured, OnMap):
        return Words(_on_map(measured), _pairs(measured))
    return Words(_on_path(measured), (_arrows(measured), *_left(measured)))


def restless(measured: OnPath) -> bool:
    """Does the run never come to rest, because it bounces for ever or farther and farther?"""
    return measured.settings.eta >= measured.longest_eta


def times(count: int) -> str:
    """Once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def as_long(measured: OnPath) -> str:
    """How long the arrows are drawn."""
    scale = round(measured.arrow_scale)
    return "as long as the step" if scale == 1 else f"{times(scale)} as long as the step"


def _pair(settings: Settings) -> str:
    return f"η = {number(settings.eta)}, α = {number(settings.alpha, 4)}"


def _on_slope(measured: OnSlope) -> str:
    return (
        f"A point on a straight slope. Two arrows, α·v and −η·g, add up to its next step. After "
        f"{counted(measured.steps, 'step')} that is {number(measured.ratio[-1])} η·g; the bound is 1/(1−α) = "
        f"{number(measured.limit, 4)}."
    )


def _on_path(measured: OnPath) -> str:
    if restless(measured):
        eta, bound = number(measured.settings.eta), number(measured.longest_eta)
        return f"Momentum does not come to rest in the canyon: η = {eta} is not below (2 + 2α)/λ = {bound}."
    rule, plain = (number(measured.distance[name], 2) for name in (RULE, PLAIN))
    return (
        f"The canyon from above. After {counted(measured.common, 'step')} with {_pair(measured.settings)} momentum is "
        f"{rule} from the minimum, plain descent with the same η {plain}."
    )


def _arrows(measured: OnPath) -> str:
    return (
        "At the point grey is α·v, what is kept of the last step, and blue −η·g, what the slope adds; together they "
        f"are the next step, orange. They are drawn {as_long(measured)}."
    )


def _left(measured: OnPath) -> tuple[str, ...]:
    names = {RULE: "Momentum", PLAIN: "Plain descent"}
    left = {name: measured.walked[name].left for name in names}
    return tuple(
        f"{names[name]} is off the map from step {step} on." for name, step in left.items() if step is not None
    )


def _on_map(measured: OnMap) -> str:
    eta, alpha, rate = measured.best
    return (
        f"Every pair of η and α in the canyon, κ = {number(measured.settings.kappa)}, blue where a step shrinks the "
        f"distance most. Best is η = {number(eta)}, α = {number(alpha)}, a factor of {number(rate, 4)} a step in the "
        "long run."
    )


def _pairs(measured: OnMap) -> tuple[str, ...]:
    settings, rate = measured.settings, measured.rate
    plain_eta, plain_rate = measured.plain
    count = needed(rate)
    if rate < 1:
        yours = (
            f"shrinks by a factor of {number(rate, 4)} a step: {counted(int(count), 'step')} to come 100 times nearer"
        )
    else:
        yours = f"does not shrink: η is not below (2 + 2α)/λ = {number(measured.limit)}"
    return (
        f"With your pair, {_pair(settings)}, the distance in the long run {yours}.",
        "The best pair is α = ((√κ−1)/(√κ+1))² and η = (2/(√λ₁+√λ₂))², with a factor of (√κ−1)/(√κ+1).",
        f"The best with α = 0 is η = 2/(λ₁+λ₂) = {number(plain_eta, 4)}, with a factor of (κ−1)/(κ+1) = "
        f"{number(plain_rate, 4)}.",
    )


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The rule with the current numbers beside it, in LaTeX."""
    rule = Momentum(settings.eta, settings.alpha)
    return {
        "Momentum": tuple(
            rf"{symbols} &\qquad {numbers}"
            for symbols, numbers in zip(written(rule, False), written(rule, True), strict=True)
        )
    }
