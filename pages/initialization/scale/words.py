"""What is said of weights that start too small or too large."""

from lesson import Answer, Words, number
from pages.initialization.scale.measure import EDGE, OUTPUTS, RATIO, SATURATED, STEPS, Depth, Start

TITLE = "the scale of the weights"
QUESTION = "What happens in a deep network whose weights start too small or too large?"
GUESSES = (
    "Training soon corrects it",
    "Signals vanish or saturate, layer by layer",
    "Larger weights learn faster",
)
EQUATIONS = {
    "Glorot": (r"|w_{ij}| &\le \sqrt{6/(n_i + n_o)}",),
    "He": (r"\mathrm{deviation} &= \sqrt{2/n_i}",),
}


def words(measured: Depth) -> Words:
    """What becomes of activations and errors at the start, and of the training."""
    return Words(_summary(measured), (_at_the_start(measured), _terms(measured.settings.activation)))


def answer(measured: Depth) -> Answer:
    """The answer to the view's question: four starts of this network."""
    settings, (small, large, *_) = measured.settings, measured.compared
    vanish = "vanish" in (small.up, small.down)
    said = "; ".join(
        f"{_drawn(start)}: activations {start.up} ({number(start.spread[0], 2)} → {number(start.spread[-1], 2)}), "
        f"errors {start.down} ({number(start.error[-1], 2)} → {number(start.error[0], 2)})"
        for start in measured.compared
    )
    because = (
        f"With {settings.layers} hidden layers of {settings.activation}, activations on the way up and errors back: "
        f"{said}."
    )
    return Answer(GUESSES[1] if vanish and large.up == "saturate" else None, because)


def _drawn(start: Start) -> str:
    """How the weights are drawn."""
    return {
        "uniform": f"uniform within ±{number(start.scale)}",
        "normal": f"normal with deviation {number(start.scale)}",
        "glorot": "Glorot",
        "he": "He",
    }[start.scheme]


def _summary(measured: Depth) -> str:
    settings, start = measured.settings, measured.start
    first, last = number(start.spread[0], 2), number(start.spread[-1], 2)
    top, bottom = number(start.error[-1], 2), number(start.error[0], 2)
    return (
        f"Weights: {_drawn(start)}; hidden layers: {settings.layers} of {settings.activation}. At the start the "
        f"activations {start.up}: their standard deviation is {first} in the first hidden layer and {last} "
        f"in the last. The errors handed back {start.down}: from {top} at the last to {bottom} at the first. "
        f"{_end(measured)}"
    )


def _end(measured: Depth) -> str:
    if measured.diverged_at is not None:
        return f"Training diverges at step {measured.diverged_at}."
    return (
        f"After {STEPS} steps the training error is {number(measured.loss[-1], 4)}, "
        f"{'below' if measured.learnt else 'not below'} the naive baseline {number(measured.baseline, 4)}."
    )


def _at_the_start(measured: Depth) -> str:
    eta, lowest, output = measured.settings.eta, measured.start.size[0], measured.start.size[-1]
    return (
        f"**At the start.** {_flat(measured)} The gradient of the lowest layer's "
        f"weights has the size {number(lowest, 2)}, that of the output layer's {number(output, 2)}: η times that "
        f"is {number(eta * lowest, 2)} and {number(eta * output, 2)}."
    )


def _flat(measured: Depth) -> str:
    activation, flat = measured.settings.activation, measured.start.flat
    if activation == "relu":
        what, how = "units", "dead (0 for all examples)"
    else:
        low, high = OUTPUTS[activation]
        edge = number(EDGE * (high - low) / 2)
        what, how = "outputs", f"saturated (within {edge} of {number(low)} or {number(high)})"
    if flat.max() == 0:
        return f"In no hidden layer are {what} {how}."
    return f"In hidden layer {flat.argmax() + 1}, the worst, {number(100 * flat.max(), 2)} % of the {what} are {how}."


def _terms(activation: str) -> str:
    saturate = f", “saturate” that {number(100 * SATURATED)} % of a layer's outputs or more are"
    return (
        f"**The words.** “Vanish” and “explode” mean a factor of {number(RATIO)} or more between the first and the "
        f"last hidden layer{'' if activation == 'relu' else saturate}. "
        "The numbers in the picture are the outputs' standard deviation over the examples and the root mean square of "
        "the errors."
    )
