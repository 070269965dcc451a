"""What is said of an input in its own units and normalized."""

from lesson import Answer, Words, number
from pages.initialization.inputs.measure import NORMALIZED, RAW, Descent, Inputs
from pages.initialization.settings import COLUMNS

TITLE = "inputs in raw units and normalized"
QUESTION = "Why are the inputs normalized?"
GUESSES = ("Raw units make a canyon", "The best model gets better", "Large numbers are less exact")
EQUATIONS = {"Normalized inputs": (r"x &:= \frac{x - \mathrm{mean}}{\mathrm{deviation}}", r"\eta &< \frac{2}{\lambda}")}


def words(measured: Inputs) -> Words:
    """The condition numbers, and how far SGD comes on either surface."""
    raw, normalized = measured.descents[RAW], measured.descents[NORMALIZED]
    what = COLUMNS[measured.settings.column][1].capitalize()
    summary = (
        f"{what} in its own units: condition number {number(raw.bowl.condition)}; normalized: "
        f"{number(normalized.bowl.condition, 4)}. {_both(measured)}"
    )
    said = [_raw(raw), _normalized(normalized)]
    if measured.settings.share < 1 and raw.arrived is None and raw.needed is not None:
        said.append(
            f"**How long it takes.** Along the valley a step leaves 1 − η·λ = {number(raw.kept, 6)} of the distance; "
            f"to come within 1 %, SGD in raw units needs about {number(raw.needed)} steps."
        )
    return Words(summary, (*said, _nothing_lost(raw, normalized)))


def answer(measured: Inputs) -> Answer:
    """The answer to the view's question."""
    raw, normalized = (measured.descents[name].bowl for name in (RAW, NORMALIZED))
    because = (
        f"**They make a canyon.** The condition number κ is {number(raw.condition)} in raw units and "
        f"{number(normalized.condition, 4)} normalized; the lowest error is {number(raw.lowest, 4)} in both, so "
        f"nothing is lost. {_both(measured)}"
    )
    return Answer(GUESSES[0] if measured.canyon and measured.same_lowest else None, because)


def _both(measured: Inputs) -> str:
    settings = measured.settings
    raw, normalized = (_came(measured.descents[name], settings.steps) for name in (RAW, NORMALIZED))
    return (
        f"With η at {number(settings.share)} of its bound 2/λ in each, SGD {raw} in raw units and {normalized} with "
        "the input normalized."
    )


def _came(descent: Descent, steps: int) -> str:
    if descent.gone:
        return "gets farther away"
    if descent.arrived is None:
        return f"is still {number(100 * descent.left)} % of the start's distance away after {steps} steps"
    return f"is within 1 % of the start's distance from step {descent.arrived} on"


def _raw(raw: Descent) -> str:
    low, high = raw.bowl.curvatures
    xx, x = (number(moment, 4) for moment in raw.bowl.moments[0])
    return (
        f"**Raw units.** The second-moment matrix [[E x², E x], [E x, 1]] is [[{xx}, {x}], [{x}, 1]], its "
        f"eigenvalues {number(high, 4)} and {number(low, 2)}: a canyon. η must be below 2/λ = {number(2 / high, 2)}; "
        f"here η = {number(raw.eta, 2)}."
    )


def _normalized(normalized: Descent) -> str:
    return (
        f"**Normalized.** Mean 0 and deviation 1 make it [[1, 0], [0, 1]]: a bowl, equally steep in all directions. "
        f"η may be up to {number(2 / normalized.bowl.curvatures[1])}; here η = {number(normalized.eta, 2)}."
    )


def _nothing_lost(raw: Descent, normalized: Descent) -> str:
    steps = min(len(raw.w), len(normalized.w)) - 1
    return (
        f"**Nothing is lost.** The lowest error is {number(raw.bowl.lowest, 4)} in raw units and "
        f"{number(normalized.bowl.lowest, 4)} normalized. After {steps} steps, each on all {raw.bowl.examples} "
        f"examples, the runs are {number(raw.above, 2)} and {number(normalized.above, 2)} above it."
    )
