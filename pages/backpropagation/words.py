"""What is said of a run besides the answers: the picture in words, the chain rule, and the check of every weight."""

from lesson import Words, counted, number
from pages.backpropagation.algorithm import brief, circle, given, label
from pages.backpropagation.measure import Measured, Run
from pages.backpropagation.rounds import DONE, MOST, Rounds
from pages.backpropagation.settings import WEIGHTS, Settings

RULE = (
    r"\frac{\partial\,\text{error}}{\partial w} = \text{error}'(v_n)\cdot f'_n(v_{n-1})\cdot f'_{n-1}(v_{n-2})\cdots"
    r"\frac{\partial f_j(v_{j-1})}{\partial w}"
)
BIAS = "the bias's input"
TITLES = {
    "lines": "Backpropagation, line by line",
    "factors": "The factors of a derivative",
    "slope": "The slope of the activation lets blame past",
    "nudge": "A weight is nudged",
    "batch": "Batches of examples until it is done",
}


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The chain rule for a weight."""
    return {"The chain rule": (RULE,)}


def title(measured: Measured) -> str:
    """A headline for the picture."""
    return TITLES[measured.settings.view]


def factor_names(run: Run, name: str) -> tuple[str, ...]:
    """The factors of a weight's chain, as they are written."""
    said = {"error": "prediction − target"} | {weight: label(weight) for weight in WEIGHTS}
    return tuple(said.get(one, one) for one in run.factors(name)[0])


def words(measured: Measured) -> Words:
    """The picture in words, and what a note under it says."""
    view = measured.settings.view
    return Words(
        summary=SUMMARIES[view](measured),
        sentences=(
            *((_batch_note(measured.rounds),) if measured.rounds else (_update(measured.run),)),
            _notation(measured.settings),
        ),
        table=_table(measured.run) if view == "nudge" else (),
    )


def _lines(measured: Measured) -> str:
    run = measured.run
    return (
        f"A network of two inputs, two hidden units and an output beside the lines of the algorithm. The prediction is "
        f"{circle(run.prediction)}, the error {brief(run.error)}; the hidden units hear {brief(run.handed[0])} and "
        f"{brief(run.handed[1])}, and past their slopes {brief(run.past[0])} and {brief(run.past[1])} are left."
    )


def _factors(measured: Measured) -> str:
    run, name = measured.run, measured.settings.weight
    factors = run.factors(name)[1]
    told = ", ".join(
        f"{BIAS if said == '1' else said} {brief(value)}"
        for said, value in zip(factor_names(run, name), factors, strict=True)
    )
    product = brief(factors.prod())
    return (
        f"The path from the error down to {label(name)}, and the factors along it: {told}. Their product is {product}."
    )


def _slope(measured: Measured) -> str:
    run = measured.run
    f = run.network.activation
    told = (
        f"unit {j} at {circle(run.into[j])} with the slope {brief(run.slope[j])}, so that "
        f"{brief(run.past[j])} gets past of the {brief(run.handed[j])} that it hears"
        for j in (0, 1)
    )
    return f"The network beside the curve of {f}, the hidden units on it: {'; '.join(told)}."


def _nudge(measured: Measured) -> str:
    nudged = measured.nudged
    name = label(WEIGHTS[nudged.at])
    return (
        f"The error as a curve over {name} with its tangent. Where {name} is moved by {given(nudged.moved[-1])}, the "
        f"error changes by {given(nudged.change[-1])}, the tangent by {given(nudged.promised)}."
    )


def _batch(measured: Measured) -> str:
    rounds = measured.rounds
    if rounds is None:
        return ""
    return (
        "Four examples with their predictions, d of the nine weights as bars, the algorithm, and the mean error round "
        f"by round: from {number(rounds.errors[0], 2)} {outcome(rounds)}."
    )


SUMMARIES = {"lines": _lines, "factors": _factors, "slope": _slope, "nudge": _nudge, "batch": _batch}


def outcome(rounds: Rounds) -> str:
    """How the rounds end."""
    if rounds.gone:
        return f"off the map in round {rounds.count}"
    if rounds.done:
        return f"to below {number(DONE)} after {counted(rounds.count, 'round')}"
    return f"to {number(rounds.errors[-1], 2)} after {MOST} rounds, when it is not done"


def _update(run: Run) -> str:
    before, after = run.losses
    if abs(after - before) <= 1e-12 * before:
        return f"**The update** with η = {number(run.eta)} leaves the error on this example at {number(before)}."
    verb = "falls" if after < before else "rises"
    return (
        f"**The update** with η = {number(run.eta)}: the error on this example {verb} from {number(before)} to "
        f"{number(after)}."
    )


def _batch_note(rounds: Rounds) -> str:
    given_ones = ", ".join(
        f"({given(x[0])}, {given(x[1])}) with target {given(y)}" for x, y in zip(rounds.x, rounds.y, strict=True)
    )
    return f"**The examples** are {given_ones}."


def _notation(settings: Settings) -> str:
    said = (
        "**The names:** w₀₁ is the lecture's w[0, 1], from input 0 to hidden unit 1; row 2 is the bias, whose input is "
        "1; u is the output's matrix."
    )
    if settings.output == "linear":
        return f"{said} The error is ½·(prediction − target)², whose derivative is prediction − target."
    said += " The error is the cross-entropy, whose derivative by the output unit's input is prediction − target."
    if settings.goal != settings.target:
        said += f" As a probability, the target counts as {number(settings.goal)}."
    return said


def _table(run: Run) -> tuple[dict[str, str], ...]:
    """Every weight's derivative beside what the error changes by where the weight is moved a little up and down."""
    checked = run.differences()
    return tuple(
        {"weight": label(name), "backpropagation": number(d, 6), "by moving it": number(other, 6)}
        for name, d, other in zip(WEIGHTS, run.d, checked, strict=True)
    )
