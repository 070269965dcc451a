"""What is said of RMSProp's run."""

from lesson import Answer, Words, number
from optim import RMSProp, equations
from pages.rmsprop.measure import Guards, History, Measured
from pages.rmsprop.measure_guards import Guard
from pages.rmsprop.measure_steps import ABOUT, Chosen
from pages.rmsprop.settings import Settings

WEIGHTS: tuple[str, ...] = ("w₁", "w₂")
GUESSES = (
    "The steps grow with g in both",
    "r ≈ g²: steps of η; g² ≪ r: shorter ones",
    "r ≈ g²: no step; g² ≪ r: long ones",
)
GUARD_GUESSES = (
    "Nowhere: ε is too small to shorten a step",
    "Inside the root it shortens more steps",
    "Outside the root it shortens more steps",
)
OUTSIDE = r"w := w - \eta\,\frac{g}{\sqrt{r} + \varepsilon}"


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"RMSProp, η = {number(settings.eta)}, ρ = {number(settings.rho, 4)}, ε = {number(settings.epsilon)}"


def words(measured: Measured) -> Words:
    """What the view of the settings shows."""
    return _history(measured) if isinstance(measured, History) else _guards(measured)


def answer(measured: Measured) -> Answer:
    """The answer to the lecture's question, from the steps of the run."""
    claims = measured.claims
    of_eta = shorter = False
    if claims.like.median is not None and claims.below.median is not None:
        of_eta, shorter = abs(claims.like.median - 1) <= ABOUT, claims.below.median < 1 - ABOUT
    tests = (claims.proportional, of_eta and shorter)
    borne_out = [guess for guess, true in zip(GUESSES[:2], tests, strict=True) if true]
    return Answer(borne_out[0] if len(borne_out) == 1 else None, " ".join(_claims(measured)))


def answer_of_guard(measured: Measured) -> Answer:
    """Where ε shortens more steps, from the two runs."""
    if isinstance(measured, History):
        return Answer(None, "The question is about the view in which ε is inside and outside the root.")
    inside, outside = (sum(measured.guards[name].shortened) for name in ("inside", "outside"))
    if inside == outside:
        right = None if inside else GUARD_GUESSES[0]
    else:
        right = GUARD_GUESSES[1] if inside > outside else GUARD_GUESSES[2]
    return Answer(right, " ".join(_said_of_guards(measured)))


def _history(measured: History) -> Words:
    settings = measured.settings
    factor = "" if settings.scale == 1 else f", the error times {settings.scale}"
    return Words(
        summary=(
            f"RMSProp with η = {number(settings.eta)}, ρ = {number(settings.rho, 4)}{factor} is "
            f"{number(measured.distance, 2)} from the minimum after {settings.steps} steps; SGD with the same η "
            f"{_stays(measured.sgd_left)}."
        ),
        sentences=(
            *_claims(measured),
            _last_fifth(measured),
            _scaling(measured),
            "A ratio of ±1 is a step of η. Arrow: the next step, −η·g/√(r+ε), "
            f"{number(measured.longer)} times as long as it is.",
        ),
    )


def _claims(measured: Measured) -> tuple[str, str]:
    claims = measured.claims
    sizes = ""
    if claims.gradients:
        low, high = claims.gradients
        sizes = f", while |g| is anything from {number(low, 2)} to {number(high, 2)}"
    return (
        f"**r ≈ g²** (within 10 %): {_counted(claims.like)}{sizes}.",
        f"**g² ≪ r** (less than a hundredth): {_counted(claims.below)}.",
    )


def _counted(chosen: Chosen) -> str:
    counts = " and ".join(f"{count} steps of {name}" for name, count in zip(WEIGHTS, chosen.counts, strict=True))
    if chosen.median is None:
        return counts
    return f"{counts}; the median |step| there is {number(chosen.median, 2)} η"


def _last_fifth(measured: History) -> str:
    here = measured.last["as set"].sizes
    alive = [name for name, size in zip(WEIGHTS, here, strict=True) if size > 0.5]
    verdict = f"the steps of {' and '.join(alive)} have not died out" if alive else "both are short now"
    lengths = {name: ", ".join(number(length, 2) for length in last.lengths) for name, last in measured.last.items()}
    return (
        f"**The last fifth of the run**: the median |step| is {number(here[0], 2)} η for w₁ and "
        f"{number(here[1], 2)} η for w₂; {verdict}. As lengths: {lengths['as set']}; "
        f"with η/4 = {number(measured.last['η/4'].eta)}: {lengths['η/4']}; "
        f"with ρ = {number(measured.last['shorter memory'].rho, 4)}, a shorter memory: {lengths['shorter memory']}."
    )


def _stays(left: int | None) -> str:
    return "stays on the map" if left is None else f"leaves the map at step {left}"


def _scaling(measured: History) -> str:
    scaling = measured.scaling
    once, more = scaling.sgd_left
    return (
        f"**The error times {scaling.factor}**: SGD {_stays(more)} (times 1: {_stays(once)}). "
        f"RMSProp's path moves by at most {number(scaling.difference.distance, 2)}, at step {scaling.difference.step}."
    )


def _guards(measured: Guards) -> Words:
    difference = measured.difference
    low, high = measured.jumps
    sizes = {name: measured.guards[name].last.sizes for name in ("inside", "outside")}
    last = "; ".join(f"{name} {number(w1, 2)} η for w₁, {number(w2, 2)} η for w₂" for name, (w1, w2) in sizes.items())
    return Words(
        summary=(
            "ε inside and outside the root: the two paths differ by at most "
            f"{number(difference.distance, 2)}, at step {difference.step}."
        ),
        sentences=(
            *_said_of_guards(measured),
            "**At the bottom** a parameter that jumps between −η/2 and +η/2 has √r = ηλ/2: "
            f"{number(low, 2)} for w₁, {number(high, 2)} for w₂. ε shortens such jumps, and stops them "
            f"where √ε (inside) or ε (outside) is not below that. Median |step| in the last fifth: {last}.",
        ),
    )


def _said_of_guards(measured: Guards) -> tuple[str, str]:
    inside, outside = measured.guards["inside"], measured.guards["outside"]
    return (
        f"**Inside**, √(r + ε), as in the lecture: √r is up against √ε = {number(inside.against, 2)}. "
        f"{_shortened(inside, measured.taken)}.",
        f"**Outside**, √r + ε, as in PyTorch: √r is up against ε = {number(outside.against, 2)}. "
        f"{_shortened(outside, measured.taken)}.",
    )


def _shortened(guard: Guard, taken: int) -> str:
    small, large = guard.roots
    first, second = guard.shortened
    return (
        f"√r goes from {number(large, 2)} down to {number(small, 2)}. ε takes more than 10 % off the step "
        f"in {first} of {taken} steps of w₁ and {second} of w₂"
    )


def note(settings: Settings) -> str:
    """What is different in the canyon's race."""
    return "" if settings.scale == 1 else "In the canyon's race the error is not multiplied."


def lines(settings: Settings) -> dict[str, tuple[str, ...]]:
    """RMSProp's equations with the current numbers beside them, and where ε is the question PyTorch's, in LaTeX."""
    rule = RMSProp(settings.eta, settings.rho, settings.epsilon)
    written = {
        "RMSProp": tuple(
            rf"{symbols} &\qquad {numbers}"
            for symbols, numbers in zip(equations(rule, False), equations(rule, True), strict=True)
        )
    }
    return written | ({"RMSProp in PyTorch": (OUTSIDE,)} if settings.view == "epsilon" else {})
