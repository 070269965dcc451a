"""The lecture's algorithm in words: its lines, and each executed line on your example with the numbers it works on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lesson import number
from networks import Network
from pages.backpropagation.measure import Run
from pages.backpropagation.settings import WEIGHTS

Array = NDArray[np.float64]
IN, HIDDEN, OUT = (0, 1), (2, 3), (4,)  # the units
NONE = (0.0,) * 6
SUBSCRIPTS = str.maketrans("012", "₀₁₂")


@dataclass(frozen=True)
class Step:
    """What is on the drawing after an executed line, " " for what is not known.

    line: its key in `lines`. units: those at work, at most two. values: in the five circles. errors, notes: beside the
    hidden units and the output, and how each came about. d, was, new: of the nine weights, their derivatives, what they
    have been and have become. up, down: what flows along the six edges w₀₀, w₀₁, w₁₀, w₁₁, u₀, u₁. said: two captions.
    """

    line: str = ""
    units: tuple[int, ...] = ()
    values: tuple[str, ...] = (" ",) * 5
    errors: tuple[str, ...] = (" ",) * 3
    notes: tuple[str, ...] = (" ",) * 3
    d: tuple[str, ...] = (" ",) * 9
    was: tuple[str, ...] = (" ",) * 9
    new: tuple[str, ...] = (" ",) * 9
    up: tuple[float, ...] = NONE
    down: tuple[float, ...] = NONE
    said: tuple[str, str] = (" ", " ")


def lines(network: Network) -> dict[str, str]:
    """The algorithm, in the order in which it is written; indented by em spaces."""
    f = network.activation
    output = {} if network.output == "linear" else {"output": "    prediction = sigmoid(in)"}
    text = {
        "repeat": "repeat until done:",
        "draw": "  draw a random batch",
        "up": "  for each example, lowest first:",
        "dense": "    out[j] = w[n, j] + Σ in[i]·w[i, j]",
        "activation": f"    out[j] = {'in[j]' if f == 'identity' else f'{f}(in[j])'}",
        **output,
        "error": "  error = prediction − target",
        "down": "  then highest first:",
        "d": "    d[i, j] += in[i]·error[j]",
        "ierror": "    ierror[i] = Σ w[i, j]·error[j]",
        "slope": f"    ierror[j] = {f}′(in[j])·error[j]",
        "update": "  w := w − (η/batch_size)·d,  d := 0",
    }
    return {key: line.replace("  ", "\u2003", 2 if line.startswith("    ") else 1) for key, line in text.items()}


def steps(run: Run) -> Iterator[Step]:
    """The lines that the algorithm executes on your example, and the next prediction."""
    x, w, f = run.x, run.w, run.network.activation
    step = Step("draw", IN, (given(x[0]), given(x[1]), *" " * 3), said=("The batch: this one example", " "))
    yield step
    inputs, blank = step.values[:2], (" ", " ")

    flow = tuple(float(x[i] * w[2 * i + j]) for i in (0, 1) for j in (0, 1))
    left, right = (_sum(f"out[{j}]", w[j:6:2], x, run.into[j], given) for j in (0, 1))
    values = (*inputs, *map(circle, run.into), " ")
    yield replace(step, line="dense", units=HIDDEN, values=values, up=(*flow, 0.0, 0.0), said=(left, right))
    name = "" if f == "identity" else f
    left, right = (f"out[{j}] = {name}({circle(run.into[j])}) = {circle(run.out[j])}" for j in (0, 1))
    values = (*inputs, *map(circle, run.out), " ")
    yield replace(step, line="activation", units=HIDDEN, values=values, said=(left, right))
    flow = (*NONE[:4], float(run.out[0] * w[6]), float(run.out[1] * w[7]))
    sigmoid = run.network.output == "sigmoid"
    said = _sum("out[0]", w[6:], run.out, run.v, circle) + ("" if sigmoid else ", the prediction")
    values = (*values[:4], circle(run.v))
    yield replace(step, line="dense", units=OUT, values=values, up=flow, said=(said, " "))
    values = (*values[:4], circle(run.prediction))
    if sigmoid:
        said = f"prediction = sigmoid({circle(run.v)}) = {values[4]}"
        yield replace(step, line="output", units=OUT, values=values, said=(said, " "))

    note = f"= {values[4]} − {factor(run.y, given)}"
    step = Step("error", OUT, values, (*blank, brief(run.error)), (*blank, note))
    yield step
    left, right = (f"d[{i}, 0] += {circle(run.out[i])}·{factor(run.error)} = {brief(run.d[6 + i])}" for i in (0, 1))
    above = tuple(f"d {brief(each)}" for each in run.d[6:])
    step = replace(step, d=(*" " * 6, *above))
    yield replace(step, line="d", said=(left, right))
    notes = (*(f"= {given(w[6 + j])}·{factor(run.error)}" for j in (0, 1)), note)
    errors = (*map(brief, run.handed), step.errors[2])
    step = replace(step, units=HIDDEN, down=(*NONE[:4], *map(float, run.handed)))
    yield replace(step, line="ierror", errors=errors, notes=notes)
    notes = (*(f"= {brief(run.slope[j])}·{factor(run.handed[j])}" for j in (0, 1)), note)
    step = replace(step, errors=(*map(brief, run.past), step.errors[2]), notes=notes)
    yield replace(step, line="slope")
    left, right = (f"d[0, {j}] += {given(x[0])}·{factor(run.past[j])} = {brief(run.d[j])}" for j in (0, 1))
    d = (*(f"d {brief(each)}" for each in run.d[:6]), *above)
    yield replace(step, line="d", d=d, down=(*map(float, run.d[:4]), *step.down[4:]), said=(left, right))

    new, was = tuple(map(given, run.after)), tuple(f"was {given(each)}" for each in w)
    left, right = (
        f"{label(WEIGHTS[at])} := {given(w[at])} − {given(run.eta)}·{factor(run.d[at])} = {new[at]}" for at in (1, 7)
    )
    yield replace(step, line="update", units=(), d=(" ",) * 9, was=was, new=new, down=NONE, said=(left, right))
    error = brief(run.again[2] - run.y)
    yield Step(
        *("repeat", OUT, (*inputs, *map(circle, run.again))),
        errors=(*blank, error),
        notes=(*blank, f"before: {brief(run.error)}"),
        new=new,
        said=(f"The same example again: error {error}, before {brief(run.error)}", " "),
    )


def _sum(name: str, weights: Array, inputs: Array, out: float, write: Callable[[float], str]) -> str:
    terms = "".join(f" + {factor(x, write)}·{factor(w, given)}" for x, w in zip(inputs, weights[:-1], strict=True))
    return f"{name} = {given(weights[-1])}{terms} = {circle(out)}"


def label(name: str) -> str:
    """A weight's name on the drawing: w₀₁."""
    return name.translate(SUBSCRIPTS)


def names() -> tuple[str, ...]:
    """Those of the nine weights."""
    return tuple(map(label, WEIGHTS))


def given(value: float) -> str:
    """A number that somebody has set, or that such a number has become."""
    return number(_clean(value))


def circle(value: float) -> str:
    """What a unit gives, with room for it in its circle."""
    return number(round(_clean(value), 2)) if abs(value) < 1000 else number(value, 2)


def brief(value: float) -> str:
    """Any other number on the drawing."""
    return number(_clean(value), 2)


def factor(value: float, write: Callable[[float], str] = brief) -> str:
    """A number within a product."""
    text = write(value)
    return f"({text})" if text.startswith("−") else text


def _clean(value: float) -> float:
    """What rounding leaves of a 0 is 0."""
    return 0.0 if abs(value) < 1e-14 else float(value)
