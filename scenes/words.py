"""The canyon page's words that depend on the settings or on the run: title, fairness, equations, the answer."""

from optim import RULES, Adam, Momentum, RMSProp
from scenes.canyon import Settings, run
from scenes.outcome import Outcome, measure


def title(settings: Settings) -> str:
    """A headline for the picture."""
    surface = settings.objective()
    where = f"{surface.title}, κ = {settings.kappa:g}" if settings.surface == "canyon" else surface.title
    etas = "an η for each rule" if settings.each else f"η = {settings.eta:g}"
    return f"{where}: {settings.steps} steps, {etas}"


def asked(settings: Settings) -> bool:
    """Do these settings show what the question asks: all four rules in the canyon with one η?"""
    return settings.surface == "canyon" and settings.rules == tuple(RULES) and not settings.each and not settings.noise


def answer(settings: Settings) -> str:
    """The answer to the lecture's question, from the run that these settings give."""
    if not asked(settings):
        return "That question is about all four rules in the canyon with one η for all."
    surface = settings.objective()
    outcomes = {name: measure(done, surface) for name, done in run(settings).items()}
    said = [f"{name} {_came(outcome, settings.steps)}" for name, outcome in outcomes.items()]
    turns = {name: outcome.turns for name, outcome in outcomes.items()}
    most = max(turns, key=lambda name: turns[name])
    back = f" {most} turned back most often, {turns[most]} times." if turns[most] else ""
    low, high = surface.curvatures or (0.0, 0.0)
    bound = 2 / high
    if settings.eta < bound:
        why = (
            f"an η short enough for the walls (below 2/{high:g} = {bound:g} for SGD) shrinks the distance along the "
            f"floor by a factor of only {abs(1 - settings.eta * low):.4g} a step"
        )
    else:
        why = (
            f"η = {settings.eta:g} is too long for the walls (SGD needs one below 2/{high:g} = {bound:g}), and an η "
            f"short enough for them leaves {abs(1 - bound * low):.4g} or more of the distance along the floor a step"
        )
    return f"{'; '.join(said)}.{back} Across the valley the curvature is λ = {high:g}, along it {low:g}: {why}."


def _came(outcome: Outcome, steps: int) -> str:
    if outcome.verdict == "left":
        return f"left the map at step {outcome.left_at}"
    if outcome.within is not None:
        return f"was within 1 % of the minimum at step {outcome.within}"
    return f"is {outcome.distance:.2g} away after {steps} steps"


WITHIN = "Within 1 %: no farther from the nearest minimum than 1 % of the start's distance, from that step on."


def fairness(settings: Settings) -> str:
    """What is equal in this race and what is not."""
    noise = " and meet the same noise" if settings.noise else ""
    if settings.each:
        return (
            f"Equal here: the start and the number of steps; all start together{noise}. "
            "Not equal: each rule has its own η, so that none is held back by a step size that suits another."
        )
    return (
        f"Equal here: η = {settings.eta:g}, the start and the number of steps; all start together{noise}. "
        "Not equal: what η means. SGD's step is η·|g|, momentum's grows up to η·|g|/(1−α), "
        "those of RMSProp and Adam are about η whatever the gradient's size."
    )


def equation(settings: Settings, name: str) -> tuple[list[str], list[str]]:
    """A rule's lines in LaTeX, and the same lines with the current numbers."""
    rule = settings.rule(name)
    eta = f"{settings.eta_of(name):g}"
    match rule:
        case Adam():
            s, r, s_now, r_now = "s", r"\sqrt{r}", "s", r"\sqrt{r}"
            if rule.bias_correction:
                s, r = r"s/(1-\beta_1^t)", r"\sqrt{r/(1-\beta_2^t)}"
                s_now, r_now = rf"s/(1-{rule.beta1:g}^t)", rf"\sqrt{{r/(1-{rule.beta2:g}^t)}}"
            return (
                [
                    r"s := \beta_1 s + (1-\beta_1)\,g",
                    r"r := \beta_2 r + (1-\beta_2)\,g^2",
                    rf"w := w - \eta\,\frac{{{s}}}{{{r} + \varepsilon}}",
                ],
                [
                    rf"s := {rule.beta1:g}\,s + {_rest(rule.beta1)}\,g",
                    rf"r := {rule.beta2:g}\,r + {_rest(rule.beta2)}\,g^2",
                    rf"w := w - {eta}\,\frac{{{s_now}}}{{{r_now} + {_power(rule.epsilon)}}}",
                ],
            )
        case RMSProp():
            return (
                [r"r := \rho\,r + (1-\rho)\,g^2", r"w := w - \eta\,\frac{g}{\sqrt{r + \varepsilon}}"],
                [
                    rf"r := {rule.rho:g}\,r + {_rest(rule.rho)}\,g^2",
                    rf"w := w - {eta}\,\frac{{g}}{{\sqrt{{r + {_power(rule.epsilon)}}}}}",
                ],
            )
        case Momentum():
            return (
                [r"v := \alpha\,v - \eta\,g", "w := w + v"],
                [rf"v := {rule.alpha:g}\,v - {eta}\,g", "w := w + v"],
            )
        case _:
            return [r"w := w - \eta\,g"], [rf"w := w - {eta}\,g"]


def _rest(decay: object) -> str:
    return f"{1 - float(decay):.4g}"  # type: ignore[arg-type]


def _power(value: object) -> str:
    mantissa, _, exponent = f"{float(value):.1e}".partition("e")  # type: ignore[arg-type]
    factor = "" if mantissa == "1.0" else rf"{float(mantissa):g}\cdot "
    return rf"{factor}10^{{{int(exponent)}}}"
