"""What is said of Adam's run beside its picture; what answers an act's question is in answers.py."""

from collections.abc import Mapping

from lesson import Words, counted, number
from optim import equations
from optim.rules import Array
from pages.adam.measure import Correction, Factors, First, Measured, Parts, Turned
from pages.adam.measure_parts import OTHERS
from pages.adam.measure_steps import FirstStep, Outcome
from pages.adam.measure_turned import Arrival
from pages.adam.settings import Settings

SAME = 1e-9  # paths no farther from each other are the same but for rounding
CALLED = {"RMSProp": "RMSProp with a correction", "Momentum": "momentum divided by |g|"}


def title(measured: Measured) -> str:
    """A headline for the picture."""
    settings = measured.settings
    if isinstance(measured, Factors):
        return f"Adam's correction, {betas(settings)}"
    if isinstance(measured, Turned):
        return f"Adam and momentum, η = {number(settings.eta)}, κ = {number(settings.kappa)}"
    return f"Adam, η = {number(settings.eta)}, {betas(settings)}"


def betas(settings: Settings) -> str:
    """Both decays."""
    return f"β1 = {number(settings.beta1, 4)}, β2 = {number(settings.beta2, 5)}"


def words(measured: Measured) -> Words:
    """What the picture shows."""
    match measured:
        case First():
            return _first(measured)
        case Correction():
            return _correction(measured)
        case Factors():
            return _factors(measured)
        case Parts():
            return _parts(measured)
        case Turned():
            return _turned(measured)


def _first(measured: First) -> Words:
    first, settings = measured.first, measured.settings
    taken = "the step" if settings.few == 1 else f"the last of {counted(settings.few, 'step')}"
    return Words(
        summary=f"{title(measured)}: an arrow for {taken} from ({number(settings.x0)}, "
        f"{number(settings.y0)}), a square of η to each side of the start, and where η·g would lead. "
        + _first_step(first),
        sentences=(
            _first_step(first),
            "At t = 1, s = (1−β1)·g and r = (1−β2)·g². Divided by 1−β1 and 1−β2 they are g and g²: the step is "
            "−η·g/(|g| + ε).",
        ),
    )


def _first_step(first: FirstStep) -> str:
    if first.longer is None:
        return "There is no slope at the start, and no step."
    return f"The slopes at the start are {pair(first.g)}, and the first step is {pair(first.corrected, '+')} times η."


def pair(values: Array, plus: str = "") -> str:
    """(−0.84, 5.6)."""
    return "(" + ", ".join((plus if value > 0 else "") + number(value) for value in values) + ")"


def length(size: float) -> str:
    """A step's length in units of η."""
    return number(size, 3 if size >= 1 else 2)


def _correction(measured: Correction) -> Words:
    lengths = {name: ", ".join(length(size) for size in of) for name, of in measured.lengths.items()}
    said = (
        f"With the correction the steps are {lengths['corrected']} η long, without it {lengths['uncorrected']} η, each "
        "by the parameter that moves farther."
    )
    return Words(
        summary=f"{title(measured)}: each step of both runs as an arrow from one start, its length as a bar. {said}",
        sentences=(
            said,
            "At t = 1, s = (1−β1)·g and √r = √(1−β2)·|g|: without the correction the step is (1−β1)/√(1−β2) η, as long "
            "as ε is small beside √r.",
        ),
    )


def _factors(measured: Factors) -> Words:
    mean, root = measured.faded
    beta1, beta2 = measured.settings.beta1, measured.settings.beta2
    return Words(
        summary=f"{title(measured)}: how many times s and √r are too small. s: "
        f"{number(measured.mean[0])} at t = 1, {_until(mean)}; √r: {number(measured.root[0])}, {_until(root)}.",
        sentences=(
            f"s is too small by 1/(1−β1^t), which falls towards 1 by the factor β1 = {number(beta1, 4)} a step; √r by "
            f"1/√(1−β2^t), by the factor β2 = {number(beta2, 5)}.",
            "The gap between the curves is how many times too long or too short the step is without the correction.",
        ),
    )


def _until(t: int) -> str:
    return f"more than 1 % up to t = {t}" if t else "never more than 1 %"


def _parts(measured: Parts) -> Words:
    apart = {name: apart_by(float(of.max())) for name, of in measured.apart.items()}
    runs = " ".join(f"Adam and {CALLED[name]} {apart[name]}." for name in OTHERS)
    ends = "; ".join(
        f"{name} is {_ended(of, measured.settings.steps)}" for name, of in _named(measured.outcomes).items()
    )
    return Words(
        summary=f"{title(measured)}: three paths from one start in the canyon. {runs}",
        sentences=(
            f"{ends}.",
            "With β1 = 0, s is the gradient itself and Adam is RMSProp, corrected and with ε outside the root. With "
            "β2 = 0, √r is |g|: the step has momentum's sign, and the size of its average beside the present slope. "
            "With both 0 it is η·sign(g).",
        ),
    )


def _named(outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    return {CALLED.get(name, name): outcome for name, outcome in outcomes.items()}


def apart_by(distance: float) -> str:
    """Of two paths, by the largest distance of their points."""
    return "coincide" if distance <= SAME else f"are up to {number(distance, 2)} apart"


def _ended(outcome: Outcome, steps: int) -> str:
    if outcome.distance is None:
        return f"far off the map at step {outcome.far_at}"
    return f"{number(outcome.distance, 2)} from the minimum after {counted(steps, 'step')}"


def _turned(measured: Turned) -> Words:
    settings, steps = measured.settings, measured.settings.steps
    lies = {"along the axes": measured.straight, f"turned by {number(settings.theta)}°": measured.turned}
    said = tuple(
        f"{where[0].upper()}{where[1:]}: momentum {arrived(lie.arrivals['Momentum'], steps)}, Adam "
        f"{arrived(lie.arrivals['Adam'], steps)}."
        for where, lie in lies.items()
    )
    return Words(
        summary=f"{title(measured)}: the same race in a canyon along the axes and in the same canyon turned. "
        + " ".join(said),
        sentences=(
            *said,
            "There means: no farther from the minimum than 1 % of the start's distance, from that step on. Momentum "
            f"has α = β1 = {number(settings.beta1, 4)}; the start is turned with the canyon.",
        ),
    )


def arrived(arrival: Arrival, steps: int) -> str:
    """When a run was there."""
    if arrival.off is not None:
        return f"off the map at step {arrival.off}" if arrival.off else "off the map from the start"
    return f"not there after {counted(steps, 'step')}" if arrival.at is None else f"there at step {arrival.at}"


def lines(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Adam's equations with the current numbers beside them, in LaTeX."""
    rule = settings.rule()
    written = zip(equations(rule, False), equations(rule, True), strict=True)
    return {"Adam": ("t := t + 1", *(rf"{symbols} &\qquad {numbers}" for symbols, numbers in written))}
