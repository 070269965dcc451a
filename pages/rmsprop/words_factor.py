"""What is said of the error times a factor."""

from lesson import Answer, Words, number
from pages.rmsprop.measure_factor import Factors, Twice

WHO = ("SGD alone", "SGD and RMSProp", "All three", "None of them")
MINDERS = ((("SGD",), WHO[0]), (("SGD", "RMSProp"), WHO[1]), (("SGD", "RMSProp", "Adam"), WHO[2]), ((), WHO[3]))


def words(measured: Factors) -> Words:
    """What the picture of these settings shows."""
    parts = [told(name, twice) for name, twice in measured.rules.items()]
    return Words(summary=f"The error times 1 and times {number(measured.settings.scale)}: {'; '.join(parts)}.")


def answer(measured: Factors) -> Answer:
    """Whose two paths are more than η apart somewhere."""
    if measured.settings.scale == 1:
        return Answer(None, "The factor is 1: each path is compared with itself.")
    right = next((guess for minds, guess in MINDERS if minds == measured.minds), None)
    paths = "; ".join(told(name, twice) for name, twice in measured.rules.items())
    return Answer(right, f"{paths}. {_why(measured)}".strip())


def told(name: str, twice: Twice) -> str:
    """What the factor does to one rule's path."""
    if twice.left is not None:
        before = "" if twice.left_once is None else f", not at step {twice.left_once}"
        return f"{name} leaves the map at step {twice.left}{' as before' if twice.left_once == twice.left else before}"
    if twice.left_once is not None:
        return f"{name} stays on the map, which it left at step {twice.left_once}"
    return f"{name}'s path moves by {_far(twice.apart)}"


def _far(distance: float) -> str:
    return "less than 0.0001" if distance < 1e-4 else f"up to {number(distance, 2)}"


def _why(measured: Factors) -> str:
    if "RMSProp" in measured.minds:
        return "In g/√r the factor cancels; beside ε it does not."
    if not measured.minds:
        return f"None moves by more than η = {number(measured.settings.eta)}."
    return "In g/√r the factor cancels, in η·g it does not." if measured.minds == ("SGD",) else ""
