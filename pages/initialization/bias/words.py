"""What is said of the output's first bias."""

from lesson import Answer, Words, counted, number
from pages.initialization.bias.measure import Biases

TITLES = {"bias": "the output's bias for a rare class", "mean": "the output's bias for a regression"}
QUESTIONS = {
    "bias": "A rare class: where should the output's bias start?",
    "mean": "Targets far from 0: where should the bias start?",
}
GUESSES = {
    "bias": ("At 0, without prejudice", "At ln(p/(1−p)), p its share", "It makes no difference"),
    "mean": ("At 0, without prejudice", "At the targets' mean", "It makes no difference"),
}
EQUATIONS = {
    "bias": {"The output's bias": (r"\mathit{bias} &= \ln\frac{p}{1-p}", r"\mathrm{sigmoid}(\mathit{bias}) &= p")},
    "mean": {"The output's bias": (r"\mathit{bias} &= \mathrm{mean}\ y",)},
}


def words(measured: Biases) -> Words:
    """The first error, and the steps that it saves."""
    return Words(_summary(measured), (_first(measured), _end(measured)))


def answer(measured: Biases) -> Answer:
    """The answer to the view's question."""
    _, there, same = GUESSES[measured.settings.view]
    if not measured.differ:
        return Answer(same, "Here the best constant is that of bias 0, so both starts are one.")
    if not min(measured.there.error[-1], measured.zero.error[-1]) <= measured.zero.error[0]:
        return Answer(None, f"{_constant(measured)} But η is too long here: both errors end higher than they began.")
    if measured.level:
        return Answer(there, f"{_constant(measured)} {_saved(measured)}")
    return Answer(None, f"{_constant(measured)} {_saved(measured)} But {_end_of(measured)}.")


def name(measured: Biases) -> str:
    """What the start at the best constant is called."""
    if measured.settings.view == "mean":
        return f"from the mean, {number(measured.bias, 2)}"
    return f"from ln(p/(1−p)) = {number(measured.bias, 2)}"


def _constant(measured: Biases) -> str:
    first, zero = number(measured.there.error[0], 2), number(measured.zero.error[0], 2)
    if measured.settings.view == "mean":
        return (
            f"The first prediction is then the best constant, {number(measured.mean, 2)} everywhere: error {first} "
            f"instead of {zero}."
        )
    return (
        f"The first prediction is then the best constant, {number(measured.mean, 2)} for all: error {first} instead of "
        f"ln 2 = {zero}."
    )


def _saved(measured: Biases) -> str:
    if measured.saved is None:
        return f"From 0 it is not that far in {counted(measured.settings.steps, 'step')}."
    return f"From 0 it takes {counted(measured.saved, 'step')} just to get that far."


def _end_of(measured: Biases) -> str:
    there, zero = number(measured.there.error[-1]), number(measured.zero.error[-1])
    return f"at the end the start at 0 has the lower error, {zero} against {there}"


def _summary(measured: Biases) -> str:
    what = f"{number(100 * measured.mean, 2)} % of the examples are of the rare class"
    if measured.settings.view == "mean":
        what = f"The targets' mean is {number(measured.mean, 2)}"
    if not measured.differ:
        return f"{what}. The best constant is that of bias 0, with the error {number(measured.zero.error[0])}."
    return (
        f"{what}. With the bias at {number(measured.bias, 2)} the first error is "
        f"{number(measured.there.error[0])}, with bias 0 it is {number(measured.zero.error[0])}. {_saved(measured)}"
    )


def _first(measured: Biases) -> str:
    there, zero = (number(start.mean[0]) for start in (measured.there, measured.zero))
    said = "**The first prediction** is the same for every example, because the weights into the output are 0: "
    if not measured.differ:
        return f"{said}{zero}, which is the targets' mean."
    return f"{said}{there} or {zero}, where the targets' mean is {number(measured.mean)}."


def _end(measured: Biases) -> str:
    there, zero = number(measured.there.error[-1]), number(measured.zero.error[-1])
    after = f"**After {counted(measured.settings.steps, 'step')}**"
    return (
        f"{after} the errors are {there} and, from 0, {zero}." if measured.differ else f"{after} the error is {zero}."
    )
