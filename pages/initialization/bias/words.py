"""What is said of the output's first bias."""

from lesson import Answer, Words, number
from pages.initialization.bias.measure import SHARE, ZERO, Biases

TITLE = "the output's bias"
QUESTION = "Why may the output's bias start at the inverse sigmoid of the class's share?"
GUESSES = ("The last error is lower", "The first prediction is the best constant", "Both classes become equally likely")
EQUATIONS = {
    "The output's bias": (r"\mathit{bias} &= \ln\frac{p}{1-p}", r"\mathrm{sigmoid}(\mathit{bias}) &= p"),
}


def words(measured: Biases) -> Words:
    """The first error, and the steps that it saves."""
    return Words(_summary(measured), (_first(measured), _later(measured)))


def answer(measured: Biases) -> Answer:
    """The answer to the view's question."""
    share, zero = measured.starts[SHARE], measured.starts[ZERO]
    right = None
    if measured.best_constant and not measured.lower:
        right = GUESSES[1]
    because = (
        f"**The first prediction is then the best constant.** {number(100 * measured.share)} % of the training "
        f"examples are eights, and the inverse sigmoid of that is {number(measured.bias)}. With this bias the "
        f"first error is {number(share.error[0], 4)}, that of the best constant is {number(measured.baseline, 4)}, and "
        f"a bias of 0 begins at {number(zero.error[0], 4)}. {_saved(measured)}"
    )
    return Answer(right, because)


def _summary(measured: Biases) -> str:
    first, zero = (number(measured.starts[name].error[0], 4) for name in (SHARE, ZERO))
    return (
        f"With the bias at the inverse sigmoid of the class's share, {number(measured.bias)}, the first error is "
        f"{first}, the best constant's {number(measured.baseline, 4)}; with bias 0 it is {zero}. {_saved(measured)}"
    )


def _saved(measured: Biases) -> str:
    """The steps that the bias saves on the way below the baseline."""
    here, there = measured.starts[SHARE].below, measured.starts[ZERO].below
    if here is None or there is None:
        steps = measured.settings.steps
        share = _reached("The start with the share's bias", here, steps)
        return f"{share}, {_reached('the start with bias 0', there, steps)}."
    return (
        f"The error is below the baseline from step {here} instead of step {there} on for the first time: "
        f"{there - here} steps saved."
    )


def _reached(start: str, step: int | None, steps: int) -> str:
    return f"{start} is " + (f"still not below it after {steps} steps" if step is None else f"below it at step {step}")


def _first(measured: Biases) -> str:
    share, zero = (number(measured.starts[name].mean[0]) for name in (SHARE, ZERO))
    return (
        f"**The first prediction** is sigmoid(bias) for every example, because the weights into the output are 0: "
        f"{share} or {zero}, where {number(100 * measured.share)} % of the "
        f"{measured.examples} training examples are eights."
    )


def _later(measured: Biases) -> str:
    here, there = measured.starts[SHARE].halved, measured.starts[ZERO].halved
    later = (
        f"Half the baseline is reached at step {here} instead of {there}."
        if here is not None and there is not None
        else "Not both reach half the baseline in these steps."
    )
    return f"**What is saved** is the time in which the network would learn that constant. {later}"
