"""What is said of weights that start too small or too large."""

from lesson import Answer, Words, number
from pages.initialization.scale.measure import EDGE, MOST, OUTPUTS, RATIO, Depth, Start
from pages.initialization.settings import SCALED, Settings

TITLE = "the size of the weights"
GUESSES = ("It keeps its size", "It fades, layer by layer", "It ends at the extremes")
EQUATIONS = {
    "Glorot": (r"|w_{ij}| &\le \sqrt{6/(n_i + n_o)}",),
    "He": (r"\mathrm{deviation} &= \sqrt{2/n_i}",),
}
ALIKE = 1.5  # times the deviation of the layer below: up to there a layer's is about as large
RIGHT: dict[str, str] = dict(zip(("keeps its size", "fades", "ends at the extremes"), GUESSES, strict=True))


def words(measured: Depth) -> Words:
    """What becomes of signals and errors at the start."""
    return Words(_summary(measured), (_terms(measured.settings.activation),), _table(measured))


def answer(measured: Depth) -> Answer:
    """The answer to the view's question, for the start that is set."""
    start = measured.yours
    return Answer(RIGHT.get(start.up), f"{_why(measured)} {_back(start)}")


def _why(measured: Depth) -> str:
    start, settings = measured.yours, measured.settings
    if start.spread[-1] == 0:
        return "The top layer's outputs are the same for every example."
    first, last = number(start.spread[0], 2), number(start.spread[-1], 2)
    way = f"from {first} in layer 1 to {last} in layer {settings.layers}"
    match start.up:
        case "fades":
            kept = number((start.spread[-1] / start.spread[0]) ** (1 / (settings.layers - 1)), 2)
            return f"A layer keeps about {kept} of the deviation below it, which goes {way}."
        case "grows":
            return f"Each layer makes it larger: the deviation goes {way}."
        case "keeps its size":
            kept = (start.spread[-1] / start.spread[0]) ** (1 / (settings.layers - 1))
            if not 1 / ALIKE < kept < ALIKE:
                return f"The deviation goes {way}: in so few layers it stays within a factor of {number(RATIO)}."
            return f"Each layer's outputs are about as large as those below: their deviation goes {way}."
        case "ends at the extremes":
            low, high = OUTPUTS[settings.activation]
            share = number(100 * start.extreme[-1], 2)
            return (
                f"Sums of large weights push {share} % of the top layer's outputs to {number(low)} or {number(high)}, "
                f"where {settings.activation}′ is near 0."
            )


def _back(start: Start) -> str:
    top, bottom = number(start.error[-1], 2), number(start.error[0], 2)
    verb = {"fades": "fade", "grows": "grow", "keeps its size": "keep their size"}[start.down]
    return f"The errors {verb} on the way back: {top} to {bottom}."


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
        f"{settings.layers} hidden layers of {settings.activation} with {how}: the signal {start.up} on its way up, "
        f"its deviation goes from {number(start.spread[0], 2)} to {number(start.spread[-1], 2)}. {_back(start)}"
    )


def _table(measured: Depth) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "start": drawn(measured.settings) if name == "yours" else name,
            "signal": start.up,
            "deviation, first to last layer": f"{number(start.spread[0], 2)} to {number(start.spread[-1], 2)}",
            "errors back, last to first layer": f"{number(start.error[-1], 2)} to {number(start.error[0], 2)}",
        }
        for name, start in measured.starts.items()
    )


def _terms(activation: str) -> str:
    said = (
        f"**The words.** The signal fades or grows if its deviation over the examples falls or rises by more than a "
        f"factor of {number(RATIO)} from the first to the last hidden layer."
    )
    if activation == "relu":
        return said
    low, high = OUTPUTS[activation]
    near = number(EDGE * (high - low) / 2)
    return (
        f"{said} It ends at the extremes if more than {number(100 * MOST)} % of the last layer's outputs are within "
        f"{near} of {number(low)} or {number(high)}."
    )
