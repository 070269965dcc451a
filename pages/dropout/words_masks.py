"""What is said of dropout batch by batch."""

from lesson import Answer, Words, number
from pages.dropout.measure_masks import EPOCHS, Average, Inputs
from pages.dropout.settings import Settings

SCALED, UNSCALED = "scaled", "not scaled"
QUESTION = "Why is the rest made larger?"
GUESSES = (
    "So that the next layer gets the same on average",
    "So that the steps are larger",
    "So that no unit dies out",
)
DRAWN = (
    f"The weights stay as they were after {EPOCHS} epochs without dropout, and every batch is the same one example, so "
    "that only the masks differ. Points: the ringed unit's input in each batch, whether the unit itself is kept or not."
)


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Dropout, rate {number(settings.rate)}"


def words(measured: Inputs) -> Words:
    """What became of the mean with the scaling and without."""
    return Words(_summary(measured), _claims(measured))


def answer(measured: Inputs) -> Answer:
    """Why the scaling; borne out where the mean with it meets the value in evaluation, and that without does not."""
    shown = measured.scaled.meets and not measured.unscaled.meets
    because = (
        "**So that the next layer's input is the same on average in training and in evaluation.** Each term w·out of "
        "it is there with probability 1 − rate, and then 1/(1 − rate) times as large: its mean is w·out. "
        f"For the ringed unit {number(measured.value)} is the input in evaluation; over {measured.settings.steps} "
        f"batches at rate {number(measured.settings.rate)} its mean is {number(measured.scaled.mean)} with the scaling "
        f"and {number(measured.unscaled.mean)} without."
    )
    return Answer(GUESSES[0] if shown else None, because)


def _summary(measured: Inputs) -> str:
    rate, unit, steps = measured.settings.rate, measured.settings.unit, measured.settings.steps
    return (
        f"The input of unit {unit} of the second hidden layer is {number(measured.value)} in evaluation, where "
        f"nothing is dropped. Its mean over {steps} batches at rate {number(rate)} is {number(measured.scaled.mean)} "
        f"with the scaling by 1/(1 − rate) = {number(1 / (1 - rate), 4)} and {number(measured.unscaled.mean)} without."
    )


def _claims(measured: Inputs) -> tuple[str, ...]:
    rate, steps, scaled, unscaled = measured.settings.rate, measured.settings.steps, measured.scaled, measured.unscaled
    if rate == 0:
        return (
            "**Nothing is dropped** at rate 0: every batch sees the whole network, and there is nothing to scale.",
            DRAWN,
        )
    return (
        f"**With the scaling** the mean {_met(scaled)}: it is {number(scaled.away)} away, {number(scaled.errors, 2)} "
        f"standard errors of a mean over {steps} masks.",
        f"**Without it** the mean {_met(unscaled)}: it is {number(unscaled.away)} away, {number(unscaled.errors, 2)} "
        "standard errors. What is to be expected is bias + (1 − rate)·(value − bias) = "
        f"{number(measured.bias)} + {number(1 - rate, 4)}·({number(measured.value - measured.bias)}) = "
        f"{number(measured.expected)}: only the kept share of what the layer below sends.",
        f"**In these batches** {number(measured.dropped)} of the hidden units' outputs were set to zero, at a rate of "
        f"{number(rate)}. Step 0 is evaluation: the whole network.",
        "**Only a sum is met so exactly.** The scaling keeps the mean of the next layer's input, but not of what a "
        f"curved function makes of it. The output unit's input is {number(measured.output)} in evaluation and "
        f"{number(measured.output_mean)} in the mean over these masks, with a standard error of "
        f"{number(measured.output_error)}.",
        DRAWN,
    )


def _met(average: Average) -> str:
    return "meets the evaluation value" if average.meets else "misses the evaluation value"
