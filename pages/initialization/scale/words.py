"""What is said of weights that start too small or too large."""

from lesson import Answer, Words, number
from pages.initialization.scale.measure import EDGE, KEPT, MOST, OUTPUTS, RATIO, Depth, Start
from pages.initialization.settings import SCALED, Settings

TITLE = "the size of the weights"
GUESSES = ("It keeps about its size", "It fades, layer by layer", "It ends at the extremes")
EQUATIONS = {
    "Glorot": (r"|w_{ij}| &\le \sqrt{6/(n_i + n_o)}",),
    "He": (r"\mathrm{deviation} &= \sqrt{2/n_i}",),
}
ABOUT = 3  # up to this factor a signal keeps about its size; up to RATIO it is told neither of that nor of fading
ALIKE = 1.5  # times the deviation of the layer below: up to there a layer's is about as large
RIGHT: dict[str, str] = dict(zip((KEPT, "fades", "ends at the extremes"), GUESSES, strict=True))


def words(measured: Depth) -> Words:
    """What becomes of signals and errors at the start."""
    return Words(_summary(measured), (_terms(measured.settings.activation),), _table(measured))


def answer(measured: Depth) -> Answer:
    """The answer to the view's question, for the start that is set."""
    start = measured.yours
    unsettled = start.up == KEPT and not (_about(start) and _kept_by_each(measured))
    right = None if unsettled else RIGHT.get(start.up)
    return Answer(right, f"{_why(measured)} {_back(start)}")


def _kept_by_each(measured: Depth) -> bool:
    """Does a layer on average keep about the deviation of the one below it?"""
    return 1 / ALIKE < _a_layer(measured) < ALIKE


def _a_layer(measured: Depth) -> float:
    """By how much a layer multiplies the deviation, on average."""
    spread = measured.yours.spread
    return float((spread[-1] / spread[0]) ** (1 / (measured.settings.layers - 1)))


def _why(measured: Depth) -> str:
    start, settings = measured.yours, measured.settings
    if start.spread[-1] == 0:
        return "The top layer's outputs are the same for every example."
    first, last = number(start.spread[0], 2), number(start.spread[-1], 2)
    way = f"from {first} in layer 1 to {last} in layer {settings.layers}"
    match start.up:
        case "fades":
            return f"A layer keeps about {number(_a_layer(measured), 2)} of the deviation below it, which goes {way}."
        case "grows":
            return f"Each layer makes it larger: the deviation goes {way}."
        case "keeps about its size":
            went = f"The deviation goes {way}, a factor of {_factor(start.spread[0], start.spread[-1])}"
            if not _kept_by_each(measured):
                return f"{went}. A layer multiplies it by {number(_a_layer(measured), 2)}: more layers would tell."
            if not _about(start):
                return f"{went}: more than {ABOUT}, up to which it counts as kept, and not more than {number(RATIO)}."
            return f"{went}; up to {ABOUT} counts as kept."
        case "ends at the extremes":
            low, high = OUTPUTS[settings.activation]
            share = number(100 * start.extreme[-1], 2)
            return (
                f"Sums of large weights push {share} % of the top layer's outputs to {number(low)} or {number(high)}, "
                f"where {settings.activation}′ is near 0."
            )


def _back(start: Start) -> str:
    if start.error[-1] == 0:
        return "No error is handed back."
    top, bottom = number(start.error[-1], 2), number(start.error[0], 2)
    verb = {"fades": "fade", "grows": "grow"}.get(start.down)
    if start.down == KEPT:
        verb = f"stay within a factor of {_factor(start.error[-1], start.error[0])}"
    return f"The errors {verb} on the way back: {top} to {bottom}."


def _about(start: Start) -> bool:
    """Are the deviations of the first and the last layer about the same?"""
    first, last = start.spread[0], start.spread[-1]
    return bool(max(first, last) <= ABOUT * min(first, last))


def _becomes(start: Start) -> str:
    """What becomes of a signal on its way up."""
    if start.up != KEPT or _about(start):
        return start.up
    return f"changes by a factor of {_factor(start.spread[0], start.spread[-1])}"


def _factor(before: float, after: float) -> str:
    """The larger over the smaller."""
    return number(max(before, after) / min(before, after), 2)


def drawn(settings: Settings) -> str:
    """How the weights are drawn."""
    return {
        "uniform": f"within ±{number(settings.scale)}",
        "normal": f"scale {number(settings.scale)}",
        "glorot": "Glorot",
        "he": "He",
    }[settings.scheme]


def _summary(measured: Depth) -> str:
    settings, start = measured.settings, measured.yours
    of = "of " if settings.scheme == "normal" else ""
    how = f"weights {of}{drawn(settings)}" if settings.scheme in SCALED else f"{drawn(settings)}'s weights"
    return (
        f"{settings.layers} hidden layers of {settings.activation} with {how}: the signal {_becomes(start)} on its way "
        f"up, its deviation goes from {number(start.spread[0], 2)} to {number(start.spread[-1], 2)}. {_back(start)}"
    )


def _table(measured: Depth) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "start": drawn(measured.settings) if name == "yours" else name,
            "signal": _becomes(start),
            "deviation, first to last layer": f"{number(start.spread[0], 2)} to {number(start.spread[-1], 2)}",
            "errors back, last to first layer": f"{number(start.error[-1], 2)} to {number(start.error[0], 2)}",
        }
        for name, start in measured.starts.items()
    )


def _terms(activation: str) -> str:
    said = (
        "**The words.** The signal fades or grows if its deviation over the examples falls or rises by more than a "
        f"factor of {number(RATIO)} from the first to the last hidden layer; up to {ABOUT} it keeps about its size."
    )
    if activation == "relu":
        return said
    low, high = OUTPUTS[activation]
    near = number(EDGE * (high - low) / 2)
    return (
        f"{said} It ends at the extremes if more than {number(100 * MOST)} % of the last layer's outputs are within "
        f"{near} of {number(low)} or {number(high)}."
    )
