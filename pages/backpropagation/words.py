"""What is said of a pass of the algorithm: the update, the chain rule, the check, and what the drawing shows."""

import numpy as np

from lesson import Answer, Words, number
from pages.backpropagation.algorithm import brief, label
from pages.backpropagation.measure import Measured, Run
from pages.backpropagation.settings import WEIGHTS, Settings

KINK = 1e-3  # this near to 0 a relu's derivative and its difference may not be the same
AGREES = 1e-4  # a relative difference from the central difference that rounding explains
INNOCENT = 0.01  # a share of the blame that is as good as none
GUESSES = (
    "The largest weight",
    "The output's weights, which made the prediction",
    "Each weight, as far as it moves the error",
)
RULE = (
    r"\frac{\partial\,\text{error}}{\partial w} = \text{error}'(v_n)\cdot f'_n(v_{n-1})\cdot f'_{n-1}(v_{n-2})\cdots"
    r"\frac{\partial f_j(v_{j-1})}{\partial w}"
)


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The chain rule for a weight."""
    return {"The chain rule": (RULE,)}


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Backpropagation: {settings.activation}, {settings.output} output, η = {number(settings.eta)}"


def words(measured: Measured) -> Words:
    """The outcome of a pass."""
    return Words(summary=_summary(measured), sentences=_claims(measured), table=_table(measured))


def factor_names(run: Run, name: str) -> tuple[str, ...]:
    """The factors of a weight's chain, as they are written."""
    said = {"error": "(prediction − target)"} | {weight: label(weight) for weight in WEIGHTS}
    return tuple(said.get(one, one) for one in run.factors(name)[0])


def _summary(measured: Measured) -> str:
    run, before, after = measured.run, measured.before, measured.after
    if measured.promised == 0:
        return f"Every derivative is 0, so no weight changes; the mean error stays {number(before)}."
    examples = "1 example" if len(run.x) == 1 else f"{len(run.x)} examples"
    said = f"One update from {examples} with η = {number(run.eta)}: the mean error "
    if abs(after - before) <= 1e-12 * before:
        return f"{said}stays {number(before)}; η is too small for a change to be seen."
    said += f"{'falls' if after < before else 'rises'} from {number(before)} to {number(after)}. To first order it "
    said += f"would fall by η·Σg² = {number(measured.promised)}"
    if after < before:
        return f"{said}; it falls by {number(before - after)}."
    return f"{said}, but that holds for small steps only: η is too large here."


def answer(measured: Measured) -> Answer:
    """The answer to the page's question, with the numbers of these settings."""
    run, blamed, largest = measured.run, measured.blamed, measured.largest
    if run.g[blamed] == 0:
        return Answer(
            None, "**Nobody here**: every derivative is 0, so no small change of one weight changes the error."
        )
    said = (
        f"**Each weight by its derivative**: by how much a small change of it changes the error. In this run the most "
        f"to blame is {label(WEIGHTS[blamed])} with a derivative of {brief(run.g[blamed])}"
    )
    below = f"Together the hidden layer's six weights have {100 * measured.below:.0f} % of Σg²"
    if largest == blamed:
        because = f"{said}; it is also the largest weight, {brief(run.w[largest])}. {below}."
    else:
        because = (
            f"{said}; the largest weight is {label(WEIGHTS[largest])} = {brief(run.w[largest])} with "
            f"{brief(run.g[largest])}. {below}."
        )
    return Answer(GUESSES[2] if _borne_out(measured) else None, because)


def _borne_out(measured: Measured) -> bool:
    """Do derivatives say how far each weight moves the error, while both other guesses are wrong in this run?"""
    derived = bool(measured.relative.max() < AGREES)
    return derived and measured.largest != measured.blamed and measured.below > INNOCENT


def _claims(measured: Measured) -> tuple[str, ...]:
    return (
        f"**The update.** {_summary(measured)}",
        _chain(measured),
        _checked(measured),
        _key(measured.settings, measured.run),
    )


def _chain(measured: Measured) -> str:
    run, weight = measured.run, measured.settings.weight
    symbols, factors = factor_names(run, weight), run.factors(weight)[1]
    name, value = label(weight), brief(run.g[WEIGHTS.index(weight)])
    said = f"**The chain rule** is a product: {len(symbols)} factors along the purple path from {name} to the error"
    blocked = sorted({symbols[i] for i in np.argwhere(factors == 0)[:, 1]}, key=symbols.index)
    zero = f" A factor of 0 makes an example's product 0: here {' and '.join(blocked)}." if blocked else ""
    mean = " in the mean over the batch" if len(factors) > 1 else ""
    return f"{said} give {value}{mean}.{zero}"


def _checked(measured: Measured) -> str:
    run, relative = measured.run, measured.relative
    worst = int(relative.argmax())
    said = (
        "**The gradient check.** Move one weight a little up and down and look at the error alone: over the nine "
        f"weights the largest relative difference from backpropagation is {number(relative[worst], 1)}"
    )
    said += f" ({label(WEIGHTS[worst])})." if relative[worst] else "."
    if run.network.activation == "relu" and (np.abs(run.values[1]) < KINK).any():
        said += " A hidden unit's input is at relu's kink, where the slope differs from one side to the other."
    return said


def _key(settings: Settings, run: Run) -> str:
    said = (
        "**On the drawing** w₀₁ is the lecture's w[0, 1], from input 0 to hidden unit 1; row 2 is the bias, whose "
        "input is 1; u is the output's matrix. Blue goes forward, orange comes back, bold is new."
    )
    if len(run.x) > 1:
        pairs = zip(run.x[1:], run.y[1:, 0], strict=True)
        given = ", ".join(f"({number(x[0])}, {number(x[1])}) → {number(y)}" for x, y in pairs)
        said += f" The batch is your example and {given}; values and errors are those of one example at a time."
    if settings.output == "sigmoid":
        said += " The error is the cross-entropy, whose derivative by the output unit's input is prediction − target."
        if settings.goal != settings.target:
            said += f" As a probability, the target counts as {number(settings.goal)}."
    else:
        said += " The error is ½·(prediction − target)²."
    return said


def _table(measured: Measured) -> tuple[dict[str, str], ...]:
    rows = zip(WEIGHTS, measured.run.g, measured.numeric, measured.relative, strict=True)
    return tuple(
        {
            "weight": label(name),
            "Backprop": number(g, 6),
            "central difference": number(numeric, 6),
            "relative difference": number(relative, 1),
        }
        for name, g, numeric, relative in rows
    )
