"""The lecture's algorithm in words: its lines, and each executed line with the numbers it works on."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lesson import number
from networks import Network
from pages.backpropagation.measure import Run
from pages.backpropagation.settings import WEIGHTS

Array = NDArray[np.float64]
LAYERS = (range(6), range(6, 9))  # which of the weights each dense function has
INPUTS, HIDDEN, OUTPUT = (0, 1), (2, 3), (4,)  # the units
SUBSCRIPTS = str.maketrans("012", "₀₁₂")
ROOM = 7  # characters of a number on the drawing
DERIVATIVE = {
    "tanh": "(1 − out[j]²)·",
    "relu": "(out[j] > 0)·",
    "sigmoid": "out[j]·(1 − out[j])·",
    "identity": "",
}


@dataclass(frozen=True)
class Step:
    """An executed line and what is known after it, " " for what is not.

    line: its key in `lines`. units: those it concerns. layer: whose edges it concerns, or None. said: the line with
    numbers. example: which of the batch is at work. values: the inputs; the outputs of the hidden units and the output
    unit; their inputs. errors: of the hidden units' outputs and inputs, of the output unit. d, new: of the weights.
    """

    line: str
    units: tuple[int, ...]
    layer: int | None
    said: tuple[str, ...]
    example: int
    values: list[str]
    errors: list[str]
    d: list[str]
    new: list[str]


def lines(network: Network) -> dict[str, str]:
    """The algorithm, in the order in which it is written; indented by en spaces."""
    f = network.activation
    output = {"linear": "linear: prediction = in", "sigmoid": "sigmoid: prediction = 1 / (1 + e⁻ⁱⁿ)"}[network.output]
    text = {
        "repeat": "repeat until done:",
        "draw": "  draw a batch of examples",
        "example": "  for each example in the batch:",
        "up": "    for each function, lowest first:",
        "dense": "      dense: out[j] = w[n, j] + Σ in[i]·w[i, j]",
        "activation": f"      {f}: out[j] = {'in[j]' if f == 'identity' else f'{f}(in[j])'}",
        "output": f"      {output}",
        "error": "    error = prediction − target",
        "down": "    for each function, highest first:",
        "d": "      dense: d[i, j] += in[i]·error[j]",
        "ierror": "      dense: ierror[i] = Σ w[i, j]·error[j]",
        "slope": f"      {f}: ierror[j] = {DERIVATIVE[f]}error[j]",
        "each": "  for each function with weights:",
        "update": "    w := w − (η / batch_size)·d, then d := 0",
    }
    return {key: line.replace("  ", "\u2003") for key, line in text.items()}


def steps(run: Run) -> Iterator[Step]:
    """The lines that the algorithm executes on a batch, each on one function."""
    x, hidden_in, hidden_out, v = run.values
    hidden_error_in, hidden_error_out, error = run.errors
    count = len(x)
    values, errors, d, new = [" "] * 8, [" "] * 5, ["0"] * 9, [" "] * 9
    k = 0

    def step(line: str, units: tuple[int, ...], layer: int | None, *said: str) -> Step:
        return Step(line, units, layer, said, k, values.copy(), errors.copy(), d.copy(), new.copy())

    more = f"your example and {count - 1} more" if count > 1 else "your example"
    yield step("draw", INPUTS, None, f"batch_size = {count}: {more}", "every d is 0")
    for k in range(count):
        values[:], errors[:] = [" "] * 8, [" "] * 5
        values[:2] = map(brief, x[k])
        given = f"in = ({values[0]}, {values[1]}), target = {brief(run.y[k, 0])}"
        yield step("example", INPUTS, None, f"example {k + 1} of {count}:", given)

        values[5:7] = map(brief, hidden_in[k])
        yield step("dense", HIDDEN, 0, *(_sum(j, run.w[j:6:2], x[k], hidden_in[k, j]) for j in (0, 1)))
        values[2:4] = map(brief, hidden_out[k])
        f = run.network.activation if run.network.activation != "identity" else ""
        told = (f"out[{j}] = {f}({values[5 + j]}) = {values[2 + j]}" for j in (0, 1))
        yield step("activation", HIDDEN, None, *told)
        values[7] = brief(v[k, 0])
        yield step("dense", OUTPUT, 1, _sum(0, run.w[6:], hidden_out[k], v[k, 0]))
        values[4] = brief(run.prediction[k])
        of = f"sigmoid({values[7]}) = " if run.network.output == "sigmoid" else ""
        yield step("output", OUTPUT, None, f"prediction = {of}{values[4]}")

        errors[4] = brief(error[k, 0])
        yield step("error", OUTPUT, None, f"error = {values[4]} − {factor(run.y[k, 0])} = {errors[4]}")
        d[6:] = map(brief, run.d[k, 6:])
        yield step("d", OUTPUT, 1, *_products(hidden_out[k], error[k]))
        errors[:2] = map(brief, hidden_error_out[k])
        told = (f"ierror[{i}] = {brief(run.w[6 + i])}·{factor(error[k, 0])} = {errors[i]}" for i in (0, 1))
        yield step("ierror", HIDDEN, 1, *told)
        errors[2:4] = map(brief, hidden_error_in[k])
        handed = zip(run.slope[k], hidden_error_out[k], errors[2:4], strict=True)
        told = (f"ierror[{j}] = {brief(f)}·{factor(above)} = {to}" for j, (f, above, to) in enumerate(handed))
        yield step("slope", HIDDEN, None, *told)
        d[:6] = map(brief, run.d[k, :6])
        yield step("d", HIDDEN, 0, *_products(x[k], hidden_error_in[k]))
    for layer, at in enumerate(LAYERS):
        for i in at:
            new[i] = brief(run.after[i])
        yield step("update", (HIDDEN, OUTPUT)[layer], layer, *_updates(run, at))


def _sum(j: int, weights: Array, inputs: Array, out: float) -> str:
    terms = "".join(f" + {factor(x)}·{factor(w)}" for x, w in zip(inputs, weights[:-1], strict=True))
    return f"out[{j}] = {brief(weights[-1])}{terms} = {brief(out)}"


def _products(inputs: Array, errors: Array) -> tuple[str, ...]:
    """d's part of an example, one row of the matrix a line."""
    return tuple(
        ",  ".join(f"d[{i}, {j}] += {factor(given)}·{factor(error)}" for j, error in enumerate(errors))
        for i, given in enumerate([*inputs, 1.0])
    )


def _updates(run: Run, at: range) -> tuple[str, ...]:
    """A layer's weights, one row of the matrix a line."""
    rate, columns = factor(run.eta / len(run.x)), len(at) // 3
    said = [f"{label(WEIGHTS[i])} := {brief(run.w[i])} − {rate}·{factor(run.d[-1, i])}" for i in at]
    return tuple(",  ".join(said[i : i + columns]) for i in range(0, len(said), columns))


def label(name: str) -> str:
    """A weight's name on the drawing: w₀₁."""
    return name.translate(SUBSCRIPTS)


@lru_cache(maxsize=4096)
def brief(value: float) -> str:
    """A number with room for it on the drawing; what rounding leaves of a 0 is 0."""
    if abs(value) < 1e-14:
        return "0"
    text = number(value)
    if len(text) <= ROOM:
        return text
    text = number(value, 2)  # a power of ten is set small
    return text if len(text) <= ROOM + 2 else number(value, 1)


def factor(value: float) -> str:
    """A number within a product."""
    text = brief(value)
    return f"({text})" if text.startswith("−") else text
