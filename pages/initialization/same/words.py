"""What is said of hidden units that start at the same value."""

from lesson import Answer, Words, number
from pages.initialization.same.measure import AS_GOOD, LITTLE, ROUNDING, Copies

TITLE = "all weights at the same value"
QUESTION = "What happens if all weights of the hidden layer start at the same value?"
GUESSES = ("Each unit finds its own task", "They stay copies of each other", "They do not move at all")
EQUATIONS = {
    "Back-propagation": (
        r"\mathit{ierror}_i &= \sum_j w_{ij}\,\mathit{error}_j",
        r"d_{ij} &= \sum \mathit{in}_i\,\mathit{error}_j",
    )
}


def words(measured: Copies) -> Words:
    """What became of the units, and what that cost."""
    return Words(_summary(measured), (_gradients(measured), _learnt(measured)))


def answer(measured: Copies) -> Answer:
    """The answer to the view's question, for these settings without noise and with a little."""
    equal, little = measured.equal, measured.little
    right = None
    if equal.copies:
        right = GUESSES[2] if equal.stuck else GUESSES[1]
    moved = "do not move at all" if equal.stuck else "stay copies of each other"
    because = (
        f"**They {moved if equal.copies else 'drift apart, by rounding errors alone'}.** Without noise "
        f"the largest distance between two units' weights after {measured.settings.epochs} epochs is "
        f"{_distance(equal.distance)} and the training error {number(equal.error)}. With noise of deviation "
        f"{number(LITTLE)} it is {_distance(little.distance)} and the error {number(little.error)}."
    )
    return Answer(right, because)


def _distance(distance: float) -> str:
    """The largest distance between two units' weights, in words."""
    if distance == 0:
        return "exactly 0"
    return number(distance) + (" (rounding errors)" if distance <= ROUNDING else "")


def _summary(measured: Copies) -> str:
    settings, ending = measured.settings, measured.ending
    start = f"All weights of the {settings.units} hidden units start at {number(settings.value)}"
    start += f" plus noise of deviation {number(settings.noise)}" if settings.noise else ""
    return (
        f"{start}: after {settings.epochs} epochs the largest distance between two units' weights is "
        f"{_distance(ending.distance)}{', so they are copies of each other' if ending.copies else ''}. The training "
        f"error is {number(ending.error)}, from Glorot's start {number(measured.glorot[-1])}; the naive baseline is "
        f"{number(measured.baseline)}."
    )


def _gradients(measured: Copies) -> str:
    (a, b), (c, d) = ((number(part) for part in unit[:2]) for unit in measured.gradient[:2])
    if measured.ending.stuck:
        return (
            "**Stuck.** Units whose outgoing weights are 0 are handed an error of 0, and units that always give 0 have "
            "outgoing weights with gradient 0: in this run no weight of a hidden unit moves at all."
        )
    if measured.spread <= ROUNDING:
        return (
            "**Copies.** Units with the same weights give the same output and are handed the same error, so they get "
            f"the same gradient: for their incoming weights it begins as ({a}, {b}) for every one of them."
        )
    return (
        f"**Set free.** The units' gradients differ from the first step on: ({a}, {b}) for unit 1, "
        f"({c}, {d}) for unit 2. The largest distance between two units was {number(measured.distance[0], 2)} at the "
        f"start and is {number(measured.distance[-1])} at the end."
    )


def _learnt(measured: Copies) -> str:
    if measured.cost <= AS_GOOD:
        verdict = "no worse than Glorot's"
        if measured.ending.copies:
            verdict += ": on this data set, in this time, copies of one unit learn as much"
    else:
        verdict = f"{number(measured.cost, 2)} times Glorot's"
    return f"**What it costs.** After {measured.settings.epochs} epochs the training error of this start is {verdict}."
