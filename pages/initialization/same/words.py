"""What is said of hidden units that start at the same value, or nearly."""

from lesson import Answer, Words, counted, number
from pages.initialization.same.measure import Copies

TITLES = {"same": "all weights at the same value", "free": "a little noise"}
QUESTIONS = {
    "same": "All weights start the same: what do the units learn?",
    "free": "And with a very little noise?",
}
GUESSES = {
    "same": ("A line of its own each", "All the same line", "Nothing, they do not move"),
    "free": ("They stay together", "Their differences grow", "It fades as they learn"),
}
EQUATIONS = {
    "Back-propagation": (
        r"\mathit{ierror}_i &= \sum_j w_{ij}\,\mathit{error}_j",
        r"d_{ij} &= \sum \mathit{in}_i\,\mathit{error}_j",
    )
}


STILL = 0.9  # of the first distance: what is left of it is still about the same


def words(measured: Copies) -> Words:
    """What became of the units, and what that cost."""
    return Words(_summary(measured), (_distances(measured), _errors(measured), _terms()))


def answer(measured: Copies) -> Answer:
    """The answer to the view's question."""
    return (_same if measured.settings.view == "same" else _free)(measured)


def _same(measured: Copies) -> Answer:
    own, shared, nothing = GUESSES["same"]
    units = measured.settings.units
    ends, random = number(measured.error[-1], 2), number(measured.random[-1], 2)
    if measured.stuck:
        return Answer(
            nothing,
            "Where all weights are 0, every unit gives 0 and is handed back an error of 0: no hidden weight changes."
            if measured.settings.value == measured.settings.noise == 0
            else "In this run no weight of a hidden unit changes.",
        )
    if measured.together and measured.copies:
        return Answer(
            shared,
            f"Equal units give equal outputs and get equal blame, so all {units} change alike and do the work of one. "
            f"The error ends at {ends}, from random weights at {random}.",
        )
    if measured.together:
        return Answer(
            shared,
            f"The noise has not parted them in {counted(measured.settings.epochs, 'epoch')}: the distance of their "
            f"weights goes from {_from_to(measured)}, which cannot be seen yet.",
        )
    if measured.own:
        return Answer(
            own,
            f"The noise makes their first gradients differ, and {_since(measured)}. The error ends at {ends}, from "
            f"random weights at {random}.",
        )
    return Answer(None, f"{_shared(measured)} The error ends at {ends}, from random weights at {random}.")


def _free(measured: Copies) -> Answer:
    together, grow, fades = GUESSES["free"]
    first, last = measured.distance[0], measured.distance[-1]
    if measured.copies:
        return Answer(
            together,
            "Between equal units there is no difference that could grow: equal weights, equal gradients, equal weights "
            "again.",
        )
    if STILL * first < last < first / STILL:
        return Answer(
            None,
            f"The distance stays about the same in {counted(measured.settings.epochs, 'epoch')}: from "
            f"{_from_to(measured)}. More epochs, or a larger η, would tell.",
        )
    if last < first:
        return Answer(fades, f"The largest distance between two units' weights goes from {_from_to(measured)}.")
    if measured.parted is not None:
        return Answer(
            grow,
            f"Unequal units get unequal gradients, which part them further: from {_from_to(measured)}. "
            f"{_since(measured).capitalize()}.",
        )
    return Answer(
        grow,
        f"The distance grows from {_from_to(measured)}, but in {counted(measured.settings.epochs, 'epoch')} that does "
        f"not part their lines. {_shared(measured)}",
    )


def _from_to(measured: Copies) -> str:
    return f"{number(measured.distance[0], 2)} to {number(measured.distance[-1], 2)}"


def _since(measured: Copies) -> str:
    units, lines = measured.settings.units, int(measured.lines[-1])
    when = f"from epoch {measured.parted} on" if measured.parted else "from the start on"
    return f"{when} they are more than one line; at the end {units} units have {counted(lines, 'line')}"


def _shared(measured: Copies) -> str:
    units, lines = measured.settings.units, int(measured.lines[-1])
    if lines == 0:
        return f"None of the {units} units has a line in the picture at the end."
    return f"At the end {units} units have {counted(lines, 'line')} in the picture."


def counts(measured: Copies) -> list[str]:
    """For each epoch how many lines the units have."""
    known = {n: f"{measured.settings.units} units, {counted(n, 'line') if n else 'no line'}" for n in range(7)}
    return [known[n] for n in measured.lines.tolist()]


def _summary(measured: Copies) -> str:
    settings = measured.settings
    start = f"All weights of the {settings.units} hidden units start at {number(settings.value)}"
    start += f" plus noise of deviation {number(settings.noise)}" if settings.noise else ""
    return f"{start}, among the examples of two classes. {_shared(measured)}"


def _distances(measured: Copies) -> str:
    if measured.copies:
        return "**Copies.** The units' weights never differ by more than rounding errors."
    return f"**Their distance.** The largest between two units' weights goes from {_from_to(measured)}."


def _errors(measured: Copies) -> str:
    return (
        f"**The error** ends at {number(measured.error[-1])}, from random weights (Glorot's) at "
        f"{number(measured.random[-1])}."
    )


def _terms() -> str:
    return (
        "**The words.** A unit's line is where its output changes sign. Two units share a line if they part less than "
        "5 % of the picture differently."
    )
