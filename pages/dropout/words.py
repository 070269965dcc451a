"""What is said of the runs beneath the picture."""

import numpy as np

from lesson import Words, counted, number
from pages.dropout.measure_masks import EPOCHS, Inputs, Masks, Uses
from pages.dropout.measure_pair import DROPPED, PLAIN, Pair
from pages.dropout.measure_rates import Rates
from pages.dropout.measure_training import ETA, EXAMPLES
from pages.dropout.settings import Settings

SMALL = f"The weights stay as they were after {EPOCHS} epochs without dropout, so that only the masks differ."
TRAINED = (
    f"Two hidden layers of tanh units; of {EXAMPLES} examples half are to train on, drawn as points, all in one batch; "
    f"Adam with η = {ETA}. The pictures are of the first seed's network; curves: medians over the seeds, bands: from "
    "the least to the most."
)


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Dropout, rate {number(settings.rate)}"


def share(prediction: float) -> str:
    """A probability, to hundredths, which is neither 0 nor 1."""
    if round(prediction, 2) in (0, 1):
        return "under 0.01" if prediction < 0.5 else "over 0.99"
    return hundredths(prediction)


def hundredths(prediction: float) -> str:
    """A probability, as short as it is written in the picture."""
    return number(round(prediction, 2), 2)


def words_of_masks(measured: Masks) -> Words:
    """How often units were dropped."""
    last = np.concatenate([share[-1] for share in measured.share])
    return Words(
        f"A network of two hidden layers, dropped units crossed out, over {measured.settings.steps} batches at rate "
        f"{number(measured.settings.rate)}. Each unit was dropped in {number(float(last.min()))} to "
        f"{number(float(last.max()))} of them.",
        (f"**In all** {number(float(last.mean()))} of the hidden units' outputs were set to 0.", SMALL),
    )


def words_of_inputs(measured: Inputs) -> Words:
    """What became of the mean with the scaling and without."""
    settings, rate = measured.settings, measured.settings.rate
    summary = (
        f"The input of unit {settings.unit} of the second hidden layer is {number(measured.value)} in evaluation, "
        f"where nothing is dropped. Its mean over {settings.steps} batches at rate {number(rate)} is "
        f"{number(measured.scaled.mean)} with the scaling by 1/(1 − rate) = {number(1 / (1 - rate), 4)} and "
        f"{number(measured.unscaled.mean)} without."
    )
    expected = measured.bias + (1 - rate) * (measured.value - measured.bias)
    errors = (
        f"**With the scaling** the mean is {number(measured.scaled.away)} away, {number(measured.scaled.errors, 2)} "
        "standard errors of a mean over so many masks.",
        f"**Without it** the mean is {number(measured.unscaled.away)} away, {number(measured.unscaled.errors, 2)} "
        f"standard errors. To be expected is bias + (1 − rate)·Σ w·out = {number(expected)}.",
    )
    return Words(summary, (*(errors if rate else ()), SMALL, "Every batch is the same one example."))


def words_of_uses(measured: Uses) -> Words:
    """The prediction in training and in evaluation."""
    low, middle, high = (share(float(at)) for at in np.quantile(measured.masked, (0, 0.5, 1)))
    return Words(
        f"One example's prediction: in evaluation {share(measured.value)} each time; under {measured.settings.steps} "
        f"masks at rate {number(measured.settings.rate)} from {low} to {high}, half of them at or below {middle}; "
        f"scaled with nothing dropped {share(measured.loud)}.",
        (SMALL,),
    )


def words_of_pair(measured: Pair) -> Words:
    """What both trainings came to."""
    ends = {
        name: (float(np.median(part.error[-1])), float(measured.validation[name][-1]))
        for name, part in measured.fits.items()
    }
    seeds = f"medians of {measured.settings.seeds} seeds" if measured.settings.seeds > 1 else "one seed"
    summary = (
        f"After {counted(measured.epochs, 'epoch')}, {seeds}: training error {number(ends[PLAIN][0])} without dropout "
        f"and {number(ends[DROPPED][0])} at rate {number(measured.settings.rate)}, validation error "
        f"{number(ends[PLAIN][1])} without and {number(ends[DROPPED][1])} with."
    )
    lowest = float(measured.validation[PLAIN][measured.best])
    stopped = (
        f"**Without dropout** the validation error was lowest at epoch {measured.best}, {number(lowest)}."
        + " It has risen since by more than the seeds are apart, while the training error fell: over-fitting."
        * measured.overfits
    )
    return Words(summary, (stopped, TRAINED))


def words_of_rates(measured: Rates) -> Words:
    """The errors at the end at each rate."""
    training, validation = (np.median(part[-1], axis=-1) for part in (measured.training, measured.validation))
    rows = [
        (number(rate), number(error), number(unseen))
        for rate, error, unseen in zip(measured.rates, training, validation, strict=True)
    ]
    rows.append(("naive baseline", number(measured.baseline), number(measured.beyond)))
    table = tuple({"rate": rate, "training error": error, "validation error": unseen} for rate, error, unseen in rows)
    summary = (
        f"Training and validation error after {counted(int(measured.epochs[-1]), 'epoch')} against the rate. At rate "
        f"{number(measured.settings.rate)}: {number(float(training[measured.at]))} and "
        f"{number(float(validation[measured.at]))}."
    )
    return Words(summary, (TRAINED,), table)
