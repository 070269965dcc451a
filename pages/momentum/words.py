"""What is said of momentum in the canyon."""

from lesson import Answer, Words, number
from optim import Momentum
from optim import equations as written
from pages.momentum.measure import CELLS, MAP_ALPHA, MAP_STEPS, Measured, OnMap, OnPath
from pages.momentum.settings import Settings

GUESSES = (
    "Every step grows by 1/(1−α)",
    "Steps along the valley grow, steps across it shrink",
    "The path is the same, only faster",
)
PAIRS = (
    "No momentum, α = 0, with an η that suits both directions",
    "As much momentum as there is",
    "An α between the two",
)
LONGER = 1.1  # times η·g: a step of which one says that it has grown


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Momentum, κ = {number(settings.kappa)}, {_pair(settings)}"


def words(measured: Measured) -> Words:
    """What the run did, or how the pairs compare."""
    if isinstance(measured, OnMap):
        return Words(_counts(measured), (_this_pair(measured), *_best_pairs(measured), _colours()))
    return Words(_summary(measured), (*_claims(measured), _arrows(measured)))


def canyon_answer(measured: Measured) -> Answer:
    """The lecture's question, answered by one run."""
    if isinstance(measured, OnMap):
        return Answer(None, "The question is about the path of one run, and this is the map of all pairs.")
    return Answer(_borne_out(measured), " ".join(_claims(measured)))


def _borne_out(measured: OnPath) -> str | None:
    grown = measured.grown
    shrank = grown.across > 0 and grown.late < grown.first
    return GUESSES[1] if grown.along > LONGER and shrank else None


def pair_answer(measured: Measured) -> Answer:
    """Which pair is best, by theory and by the fastest cell of the map."""
    if isinstance(measured, OnPath):
        return Answer(None, "The question is about all pairs: the map compares them.")
    return Answer(_best_borne_out(measured), " ".join(_best_pairs(measured)))


def _best_borne_out(measured: OnMap) -> str | None:
    """The guess on which theory's best α and that of the fastest run agree."""
    by_theory, fastest = measured.best[1], measured.rates.fastest[1]
    if by_theory == fastest == 0:
        return PAIRS[0]
    return PAIRS[2] if by_theory > 0 and 0 < fastest < MAP_ALPHA[1] else None


def _pair(settings: Settings) -> str:
    return f"η = {number(settings.eta)}, α = {number(settings.alpha)}"


def _summary(measured: OnPath) -> str:
    settings, bound = measured.settings, measured.longest_eta
    if settings.eta >= bound:
        return f"Momentum diverges: η = {number(settings.eta)} is not below (2 + 2α)/λ = {number(bound)}."
    return (
        f"Momentum with {_pair(settings)} is {number(measured.distance, 2)} from the minimum after {measured.taken} "
        "steps."
    )


def _claims(measured: OnPath) -> tuple[str, str]:
    grown = measured.grown
    across = (
        f"the step there was {number(grown.first, 2)} in the first fifth of the run and {number(grown.late, 2)} in the "
        "last"
        if grown.across
        else "so there is no opposite direction to see in this run"
    )
    return (
        f"**Same direction.** Along the valley the gradient kept its sign for {grown.until} steps, and the velocity "
        f"grew until it was {number(grown.along)} times η·g; under a constant gradient it would tend to "
        f"1/(1−α) = {number(measured.limit)} times.",
        f"**Opposite directions.** Across the valley the gradient changed its sign {grown.across} times; {across}.",
    )


def _arrows(measured: OnPath) -> str:
    return (
        f"Arrows, {number(measured.arrow_scale)} times as long as the step: α·v in grey, then −η·g in blue; together "
        "the new v in orange."
    )


def _counts(measured: OnMap) -> str:
    steps = measured.settings.steps
    said = (
        f"{name}: {f'not within {steps}' if reached is None else reached}" for name, reached in measured.reached.items()
    )
    return f"Steps to 10⁻⁶ of the starting error from (1, 1): {', '.join(said)}."


def _this_pair(measured: OnMap) -> str:
    settings, rate = measured.settings, measured.rate
    return (
        f"**This pair**, η = {number(settings.eta)} and α = {number(settings.alpha)}: by theory the distance "
        f"{'shrinks' if rate < 1 else 'grows'} by a factor of {number(rate, 4)} a step in the long run."
    )


def _best_pairs(measured: OnMap) -> tuple[str, str]:
    eta, alpha, rate = measured.best
    plain_eta, plain_rate = measured.best_plain
    return (
        f"**The best pair** for κ = {number(measured.settings.kappa)}: α = ((√κ−1)/(√κ+1))² = {number(alpha, 4)}, "
        f"η = (2/(√λ₁+√λ₂))² = {number(eta, 4)}, a factor of (√κ−1)/(√κ+1) = {number(rate, 4)} a step.",
        f"**The best without momentum**: η = 2/(λ₁+λ₂) = {number(plain_eta, 4)}, "
        f"a factor of (κ−1)/(κ+1) = {number(plain_rate, 4)}.",
    )


def _colours() -> str:
    return (
        "Dark is fast. Beyond the dashed line, ηλ = 2 + 2α, theory says unstable; the colours are measured, "
        f"{CELLS}×{CELLS} runs of {MAP_STEPS} steps. Click the map to run a pair."
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
