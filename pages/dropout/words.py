"""What is said of dropout: of masks, batch by batch, and of two trainings."""

import numpy as np

from lesson import Answer, Words, number
from networks import Learned
from pages.dropout.measure import Measured
from pages.dropout.measure_masks import EPOCHS, Inputs
from pages.dropout.measure_training import ETA, EXAMPLES, Trainings, too_high
from pages.dropout.settings import Settings

SCALED, UNSCALED = "scaled", "not scaled"
CHANCE = 3.0  # standard errors within which a difference of two means is no more than chance
GUESSES = {
    "masks": (
        "So that the next layer gets the same on average",
        "So that the steps are larger",
        "So that no unit dies out",
    ),
    "overfitting": (
        "Against over-fitting: the more the better",
        "Against over-fitting, but not too many",
        "So that training goes faster",
    ),
}
NOTES = {
    "masks": (
        f"The weights stay as they were after {EPOCHS} epochs without dropout, and every batch is the same one "
        "example, so that only the masks differ. Points: the ringed unit's input in each batch, whether the "
        "unit itself is kept or not."
    ),
    "overfitting": (
        f"Two hidden layers of tanh units; of {EXAMPLES} examples half are to train on, drawn as points, all in one "
        f"batch; Adam with η = {ETA}. Above: what the first seed's network makes of the inputs. Curves: medians over "
        "the seeds; bands: from the least to the most."
    ),
}


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Dropout in training and in evaluation."""
    return {
        "Training": (
            r"\mathit{out}_i &:= \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{out}_i",
            r"m_i &= 0 \text{ with probability } \mathit{rate}, \text{ else } 1",
            r"\mathit{ierror}_i &:= \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{error}_i",
        ),
        "Evaluation": (r"\mathit{out}_i &:= \mathit{out}_i",),
    }


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Dropout, rate {number(settings.rate)}"


def words(measured: Measured) -> Words:
    """The outcome of the view that was measured."""
    if isinstance(measured, Inputs):
        return Words(_masks_summary(measured), _masks_claims(measured))
    return Words(_training_summary(measured), _training_claims(measured))


def answer(measured: Measured) -> Answer:
    """Why the rest is made larger, or whether dropout helps, on this run."""
    if isinstance(measured, Trainings):
        return Answer(None, " ".join(_training_claims(measured)[2:-1]) or _training_claims(measured)[1])
    rate, steps = measured.settings.rate, measured.settings.steps
    because = (
        "**So that the next layer's input is the same on average in training and in evaluation.** Each term w·out of "
        "it is there with probability 1 − rate, and then 1/(1 − rate) times as large: its mean is w·out. "
        f"For the ringed unit {number(measured.value)} is the input in evaluation; over {steps} batches at rate "
        f"{number(rate)} its mean is {number(measured.scaled.mean())} with the scaling and "
        f"{number(measured.unscaled.mean())} without."
    )
    met = measured.error > 0 and abs(measured.scaled.mean() - measured.value) <= CHANCE * measured.error
    return Answer(GUESSES["masks"][0] if met else None, because)


def _masks_summary(done: Inputs) -> str:
    rate, unit = done.settings.rate, done.settings.unit
    n = len(done.scaled)
    return (
        f"The input of unit {unit} of the second hidden layer is {number(done.value)} in evaluation, where "
        f"nothing is dropped. Its mean over {n} batches at rate {number(rate)} is {number(done.scaled.mean())} with "
        f"the scaling by 1/(1 − rate) = {number(1 / (1 - rate), 4)} and {number(done.unscaled.mean())} without."
    )


def _masks_claims(done: Inputs) -> tuple[str, ...]:
    rate = done.settings.rate
    if not done.error:
        return (
            "**Nothing is dropped** at rate 0: every batch sees the whole network, and there is nothing to scale.",
            NOTES["masks"],
        )
    n = len(done.scaled)
    apart = {
        SCALED: abs(done.scaled.mean() - done.value) / done.error,
        UNSCALED: abs(done.unscaled.mean() - done.value) / ((1 - rate) * done.error),
    }
    dropped = float(np.mean([1 - mask for mask in done.kept]))
    return (
        f"**With the scaling** the mean {_met(apart[SCALED])}: it is {number(abs(done.scaled.mean() - done.value))} "
        f"away, {number(apart[SCALED], 2)} standard errors of a mean over {n} masks.",
        f"**Without it** the mean {_met(apart[UNSCALED])}: it is {number(abs(done.unscaled.mean() - done.value))} "
        f"away, {number(apart[UNSCALED], 2)} standard errors. What is to be expected is "
        f"bias + (1 − rate)·(value − bias) = {number(done.bias)} + {number(1 - rate, 4)}·"
        f"({number(done.value - done.bias)}) = {number(done.expected)}: "
        "only the kept share of what the layer below sends.",
        f"**In these batches** {number(dropped)} of the hidden units' outputs were set to zero, at a rate of "
        f"{number(rate)}. Step 0 is evaluation: the whole network.",
        f"**Only a sum is met so exactly.** The scaling keeps the mean of the next layer's input, but not of what a "
        f"curved function makes of it. The output unit's input is {number(done.output)} in evaluation and "
        f"{number(done.outputs.mean())} in the mean over these masks, with a standard error of "
        f"{number(done.outputs.std(ddof=1) / np.sqrt(n))}.",
        NOTES["masks"],
    )


def _met(errors: float) -> str:
    return "meets the evaluation value" if errors <= CHANCE else "misses the evaluation value"


def _medians(task: Settings) -> str:
    return f"medians of {task.seeds} seeds" if task.seeds > 1 else "one seed"


def _training_summary(measured: Trainings) -> str:
    task, rate, fits = measured.settings, measured.settings.rate, measured.fits
    plain, dropped = (one.learned for one in fits.values())
    return (
        f"After {task.epochs} epochs, {_medians(task)}: training error {_error(plain.error)} without dropout and "
        f"{_error(dropped.error)} at rate {number(rate)}, validation error {_error(plain.validation)} without and "
        f"{_error(dropped.validation)} with."
    )


def _training_claims(measured: Trainings) -> tuple[str, ...]:
    task, rate, fits = measured.settings, measured.settings.rate, measured.fits
    plain, dropped = fits.values()
    baseline = measured.baselines[0]
    if rate == 0:
        return (
            _ended("Without dropout", plain.learned),
            "**At rate 0** nothing is dropped: both trainings are the same.",
            NOTES["overfitting"],
        )
    lower = int((dropped.validation[-1] < plain.validation[-1]).sum())
    if task.seeds > 1:
        helps = f"lower with dropout than without in {lower} of {task.seeds} seeds"
    else:
        helps = "lower with dropout than without" if lower else "no lower with dropout than without"
    return (
        _ended("Without dropout", plain.learned),
        _ended(f"At rate {number(rate)}", dropped.learned),
        f"**Does it help here?** The validation error ends {helps}; stopped at its "
        f"best epoch, the training without dropout would have had {_error(plain.learned.lowest)}.",
        _learnt(rate, dropped.learned, baseline),
        NOTES["overfitting"],
    )


def _ended(when: str, learned: Learned) -> str:
    since = ", and has risen since while the training error fell: over-fitting" if learned.overfits else ""
    return (
        f"**{when}** the training error ends at {_error(learned.error)} and the validation error at "
        f"{_error(learned.validation)}. The latter was lowest at epoch {learned.best}, {_error(learned.lowest)}{since}."
    )


def _learnt(rate: float, learned: Learned, baseline: float) -> str:
    share = f"{number(100 * (learned.error or 0) / baseline, 2)}\u00a0% of the naive baseline's {_error(baseline)}"
    if too_high(learned, baseline):
        return (
            f"**Too high a rate?** Yes: at {number(rate)} the training error is {share}. With so many units gone "
            "hardly anything is learnt: under-fitting."
        )
    return f"**Too high a rate?** No: at {number(rate)} the training error is {share}, so the network still learns."


def _error(value: float | None) -> str:
    return "–" if value is None else number(value)
