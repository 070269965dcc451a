"""What is said of a category coded as a number, or as columns."""

import numpy as np

from lesson import Answer, Words, number
from pages.initialization.category.measure import VALUES, Category

TITLE = "a category as numbers or as columns"
QUESTION = "Bus, bicycle, car, train as 1, 2, 3, 4: any harm?"
GUESSES = ("None, a number is a number", "It forces an order on them", "It only learns more slowly")
EQUATIONS = {
    "One number": (r"\mathrm{minutes} &= w \cdot \mathit{code} + b",),
    "Four columns": (r"\mathrm{minutes} &= \sum_i w_i x_i + b",),
}


def words(measured: Category) -> Words:
    """How far off either coding is."""
    line, columns = measured.line, measured.columns
    summary = (
        f"Minutes to work by bus, bicycle, car and train, coded {_codes(measured)}: a straight line is off by "
        f"{number(line.miss[-1], 2)} minutes, four columns by {number(columns.miss[-1], 2)}."
    )
    return Words(summary, (_best(measured), _terms()), table(measured))


def answer(measured: Category) -> Answer:
    """The answer to the view's question."""
    none, order, slowly = GUESSES
    line, columns = number(measured.line.best, 2), number(measured.columns.best, 2)
    if measured.forced:
        worst = int(np.abs(measured.line.bent).argmax())
        off = number(abs(measured.line.bent[worst]), 2)
        return Answer(
            order,
            f"A line can only rise or fall with the number: even the best is {off} minutes off at the {VALUES[worst]}. "
            f"In columns each value has its own weight: off by {columns}, not {line}.",
        )
    why = (
        f"In this order the numbers happen to follow the minutes: the best line is off by {line}, the columns by "
        f"{columns}."
    )
    if measured.late:
        slow, fast = number(measured.line.miss[-1], 2), number(measured.columns.miss[-1], 2)
        later = measured.line.miss[-1] / measured.line.best > measured.columns.miss[-1] / measured.columns.best
        return Answer(slowly if later else None, f"{why} At the end they are at {slow} and {fast}.")
    return Answer(none, f"{why} With another order they would not.")


def table(measured: Category) -> tuple[dict[str, str], ...]:
    """The category's rows: the value, its number, its four columns, in the order of the numbers."""
    rows = sorted(range(4), key=measured.numbers.__getitem__)
    return tuple(
        {
            "value": VALUES[i],
            "number": str(measured.numbers[i]),
            **{f"is it {VALUES[j]}?": str(int(i == j)) for j in rows},
        }
        for i in rows
    )


def _codes(measured: Category) -> str:
    return ", ".join(map(str, measured.numbers[:3])) + f" and {measured.numbers[3]}"


def _best(measured: Category) -> str:
    return (
        f"**At best** a line would be off by {number(measured.line.best)} minutes, four columns by "
        f"{number(measured.columns.best)}, which is the examples' own scatter."
    )


def _terms() -> str:
    return "**The words.** “Off by” is the root mean square over the examples."
