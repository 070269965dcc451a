"""What is said of Adam's run."""

from collections.abc import Mapping

from lesson import Answer, Words, number
from optim import equations
from optim.rules import Array
from pages.adam.measure import Correction, Measured, Parts
from pages.adam.measure_parts import HIGHEST_BETA1, HIGHEST_BETA2
from pages.adam.measure_steps import FirstStep, Outcome
from pages.adam.settings import Settings

GUESSES = (
    "It is tiny, because s and r start at 0",
    "It is η·g, as with SGD",
    "It is η, whatever the gradient's size",
)
PARTS_GUESSES = (
    "Plain SGD",
    "Momentum",
    "RMSProp, corrected and with ε outside the root",
)
SAME = 1e-9  # paths no farther from each other are the same but for rounding


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Adam, η = {number(settings.eta)}, {_betas(settings)}"


def words(measured: Measured) -> Words:
    """What the view of the settings shows."""
    return _correction(measured) if isinstance(measured, Correction) else _parts(measured)


def answer(measured: Measured) -> Answer:
    """The answer to the lecture's question, from the first step."""
    first = measured.first
    borne_out = [guess for guess, true in zip(GUESSES[1:], (first.gradient, first.sign), strict=True) if true]
    return Answer(borne_out[0] if len(borne_out) == 1 else None, _first_step(measured.settings, first))


def answer_of_parts(measured: Measured) -> Answer:
    """What Adam is without momentum, from its path and that of RMSProp."""
    if isinstance(measured, Correction):
        return Answer(None, "The question is about the view of Adam's parts.")
    same = measured.extremes.distance <= SAME
    return Answer(PARTS_GUESSES[2] if same else None, _momentum_and_rmsprop(measured))


def _correction(measured: Correction) -> Words:
    settings, outcomes = measured.settings, measured.outcomes
    return Words(
        summary=_summary(settings, {"Corrected": outcomes["corrected"], "uncorrected": outcomes["uncorrected"]}),
        sentences=(
            _first_step(settings, measured.first),
            _reach(measured),
            f"Arrows: the next step, {number(measured.arrow_scale)} times as long, purple with the correction and grey "
            "without it. At t = 1, s = (1−β1)·g and √r = √(1−β2)·|g|; corrected they are ŝ = g and √r̂ = |g|.",
        ),
    )


def _first_step(settings: Settings, first: FirstStep) -> str:
    if first.longer is None:
        return "**First step.** The gradient is 0 here, and so is the step."
    said = (
        "by −η·sign(g), whatever the gradient's size"
        if first.sign
        else f"less than η, because ε = {number(settings.epsilon)} is not small beside |g|"
    )
    theory = (1 - settings.beta1) / (1 - settings.beta2) ** 0.5
    return (
        f"**First step.** The gradient is g = {_pair(first.g)}. With the correction w changes by "
        f"{_pair(first.corrected, '+')} times η: {said}. Without it by {_pair(first.uncorrected, '+')} times η, "
        f"{number(first.longer, 4)} times as much; (1−β1)/√(1−β2) = {number(theory, 4)}."
    )


def _pair(values: Array, plus: str = "") -> str:
    return "(" + ", ".join((plus if value >= 0 else "") + number(value) for value in values) + ")"


def _reach(measured: Correction) -> str:
    reach = measured.reach
    if not reach.until:
        return "**How long it matters.** Never: at these β the correction changes no step by more than 1 %."
    return (
        f"**How long it matters.** By √(1−β2^t)/(1−β1^t) the corrections change the step by more than 1 % up to "
        f"t = {reach.until}; the most at t = {reach.most}, where the step without them is {number(reach.longer)} times "
        f"as long. In this run, from the same s and r: on {measured.mattered} of {measured.taken} steps."
    )


def _summary(settings: Settings, outcomes: Mapping[str, Outcome]) -> str:
    said = "; ".join(f"{name}: {_ended(outcome, settings.steps)}" for name, outcome in outcomes.items())
    return f"Adam with η = {number(settings.eta)}, {_betas(settings)}. {said}."


def _betas(settings: Settings) -> str:
    return f"β1 = {number(settings.beta1, 4)}, β2 = {number(settings.beta2, 5)}"


def _ended(outcome: Outcome, steps: int) -> str:
    if outcome.distance is None:
        return f"far off the map at step {outcome.far_at}"
    return f"{number(outcome.distance, 2)} from the minimum after {steps} steps"


def _parts(measured: Parts) -> Words:
    settings, extremes, outcomes = measured.settings, measured.extremes, measured.outcomes
    signs = (
        f"every step is η·sign(g), measured between {number(extremes.signs[0])} η and {number(extremes.signs[1])} η"
        if extremes.signs
        else f"every step would be η·sign(g), but ε = {number(settings.epsilon)} is not small beside any |g| of that "
        "run"
    )
    return Words(
        summary=_summary(
            settings,
            {"As set": outcomes["Adam"], "with β1 = 0": outcomes["β1 = 0"], "with β2 = 0": outcomes["β2 = 0"]},
        ),
        sentences=(
            _momentum_and_rmsprop(measured),
            f"**β2 = 0** divides ŝ by the present |g| alone: the longest step of a parameter is "
            f"{number(extremes.longest[0])} η; as set {number(extremes.longest[1])} η. **β1 = β2 = 0**: {signs}.",
            f"**The other ends.** With β1 = {number(HIGHEST_BETA1)}, w₁ goes {number(extremes.past[0], 2)} past the "
            f"minimum; as set {number(extremes.past[1], 2)}. With β2 = {number(HIGHEST_BETA2, 4)}, √r̂ ends within "
            f"{number(100 * extremes.mean, 1)} % of the root mean square of all gradients of the run: it has hardly "
            "begun to forget.",
        ),
    )


def _momentum_and_rmsprop(measured: Parts) -> str:
    velocity, distance = measured.extremes.velocity, measured.extremes.distance
    to = f"to {number(velocity, 1)} of its size" if velocity else "exactly"
    together = "coincide exactly" if distance == 0 else f"are at most {number(distance, 1)} apart"
    return (
        f"**Momentum plus RMSProp.** s is momentum's velocity with α = β1 but for a factor, s = −(1−β1)·v/η; on this "
        f"run {to}. With β1 = 0 Adam is RMSProp with the same "
        f"correction and ε outside the root: the grey band and the green path {together}."
    )


def lines(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Adam's equations with the current numbers beside them, in LaTeX."""
    rule = settings.rule()
    written = zip(equations(rule, False), equations(rule, True), strict=True)
    return {"Adam": ("t := t + 1", *(rf"{symbols} &\qquad {numbers}" for symbols, numbers in written))}
