"""What is said of an input in two units and normalized."""

from lesson import Answer, Words, counted, number
from pages.initialization.inputs.measure import ARRIVED, CANYON, Descent, Inputs

TITLE = "inputs in their units and normalized"
QUESTION = "Metres or millimetres: which suits SGD?"
GUESSES = ("The larger unit: small numbers", "The smaller unit: large numbers", "Neither, both make a canyon")
EQUATIONS = {"Normalized inputs": (r"x &:= \frac{x - \mathrm{mean}}{\mathrm{deviation}}", r"\eta &< \frac{2}{\lambda}")}


def words(measured: Inputs) -> Words:
    """The condition numbers, and how far SGD comes on each surface."""
    said = tuple(
        f"**{heading(measured, name)}.** SGD {_came(descent, measured.settings.steps)}."
        for name, descent in measured.descents.items()
    )
    return Words(_summary(measured), (*said, _terms(measured)))


def answer(measured: Inputs) -> Answer:
    """The answer to the view's question."""
    unit, other, _ = measured.descents
    one, many, normalized = (number(condition, 2) for condition in measured.conditions)
    large, small, neither = GUESSES
    flat_one, flat_many = (condition < CANYON for condition in measured.conditions[:2])
    mean = " even with the mean subtracted" if measured.settings.centred else ""
    if not flat_one and not flat_many:
        rest = (
            "Divide by the deviation too" if measured.settings.centred else "Subtract the mean, divide by the deviation"
        )
        came = _came(measured.descents["normalized"], measured.settings.steps)
        both = f"κ is {one} in {unit} and {many} in {other}{mean}"
        return Answer(neither, f"{both}. {rest}: κ = {normalized}, and SGD {came}.")
    if flat_one != flat_many:
        return Answer(
            large if flat_one else small,
            f"With the mean subtracted κ is {one} in {unit} and {many} in {other}. Dividing by the deviation needs no "
            f"luck with the unit: κ = {normalized}.",
        )
    return Answer(
        None, f"κ is {one} in {unit} and {many} in {other}{mean}: here both will do. Normalized it is {normalized}."
    )


def heading(measured: Inputs, name: str) -> str:
    """What stands over a map."""
    if name == "normalized":
        return name
    return f"{name} − mean" if measured.settings.centred else f"in {name}"


def left(descent: Descent) -> list[str]:
    """How much of the way is left, at each step."""
    gone = f"off the map at step {int(descent.off.argmax())}"
    shares = [f"{_share(part)} left" if part <= 1 else "farther away" for part in descent.left.tolist()]
    return [gone if off else share for off, share in zip(descent.off.tolist(), shares, strict=True)]


def _share(part: float) -> str:
    if part > 0.99:
        return "all" if part >= 1 else "over 99 %"
    return f"{number(100 * part, 2)} %" if part >= ARRIVED / 10 else "under 0.1 %"


def _came(descent: Descent, steps: int) -> str:
    if descent.gone:
        return "gets farther away"
    if descent.arrived is None:
        share = _share(float(descent.left[-1]))
        return f"has {share} of the way left after {counted(steps, 'step')}"
    return f"is within 1 % of the way from step {descent.arrived} on"


def _summary(measured: Inputs) -> str:
    unit, other, _ = measured.descents
    one, many, normalized = (number(condition) for condition in measured.conditions)
    mean = ", the mean subtracted" if measured.settings.centred else ""
    return (
        f"Three error surfaces over weight and bias, for {measured.column.name} in {unit}, in {other}{mean}, and "
        f"normalized: the condition number κ is {one}, {many} and {normalized}. With η at "
        f"{number(measured.settings.share)} times its bound 2/λ in each, SGD {_came_all(measured)}."
    )


def _came_all(measured: Inputs) -> str:
    return "; ".join(_came(descent, measured.settings.steps) for descent in measured.descents.values())


def _terms(measured: Inputs) -> str:
    lowest = measured.descents["normalized"].bowl.lowest
    return (
        f"**The words.** κ is the largest curvature over the smallest; from {number(CANYON)} on a surface is called a "
        f"canyon. The lowest error is {number(lowest)} in all three: normalizing loses nothing."
    )
