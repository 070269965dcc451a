"""What is said of the runs beneath the picture."""

import numpy as np

from lesson import Words, counted, number
from networks import DATASETS
from pages.generalization.measure_digits import AS_THEY_ARE, BATCH, CHANGED, EPOCHS, HIDDEN, Digits
from pages.generalization.measure_digits import ETA as DIGITS_ETA
from pages.generalization.measure_many import Many
from pages.generalization.measure_remedies import DROPPED, L1, L2, NEAR, PLAIN, Remedies
from pages.generalization.measure_run import Run
from pages.generalization.measure_test import Tested
from pages.generalization.settings import WIDTHS, Settings

BANDS = " Curves are medians over the seeds, bands the middle half of them."


def title(settings: Settings) -> str:
    """A headline for the picture."""
    if settings.view in ("augment", "confused"):
        return f"{settings.digits} digits"
    return DATASETS[settings.dataset].title


def trained(settings: Settings) -> str:
    """How the networks are trained."""
    return (
        f"Two hidden layers of tanh units (none: {straight(settings)}); all examples in one batch; Adam with η = "
        f"{number(settings.eta)}.{bands(settings)}"
    )


def straight(settings: Settings) -> str:
    """What a network without hidden units draws."""
    return f"a straight {'line' if DATASETS[settings.dataset].task == 'regression' else 'border'}"


def bands(settings: Settings) -> str:
    """What the curves are where there are several seeds; a test has a mark for each split instead."""
    return BANDS if settings.seeds > 1 and settings.view != "test" else ""


def middle(errors: object) -> str:
    """The median of errors, as it is said."""
    return small(float(np.median(np.asarray(errors))))


def many(counts: object) -> str:
    """The median of counts, as it is said."""
    return number(float(np.median(np.asarray(counts))), 4)


def small(error: float) -> str:
    """An error, as it is said."""
    return "under 0.001" if error < 0.001 else number(error, 2)


def constant(measured: Run) -> str:
    """What the naive baseline always says."""
    dataset = DATASETS[measured.settings.dataset]
    if dataset.task == "regression":
        return f"the mean, {number(round(measured.share, 2), 2)}"
    name = dataset.classes[1] if dataset.name == "cells" else "dots"
    return f"the class proportions, {number(100 * measured.share, 2)} % {name}"


def seeds_of(count: int) -> str:
    """Over how many seeds a median is."""
    return f"median of {counted(count, 'seed')}" if count > 1 else "one seed"


def words_of_run(measured: Run) -> Words:
    """What one training came to."""
    settings = measured.settings
    summary = (
        f"After {counted(measured.epochs, 'epoch')}, {seeds_of(settings.seeds)}: training error "
        f"{middle(measured.error[-1])}, validation error {middle(measured.validation[-1])}. Always saying "
        f"{constant(measured)}, has {number(measured.baseline, 2)} in training and {number(measured.beyond, 2)} in "
        "validation."
    )
    lowest = small(float(measured.unseen.middle[measured.best]))
    whose = "error's median" if settings.seeds > 1 else "error"
    size = f"{counted(measured.examples, 'example')} to train on, {counted(measured.weights, 'weight')} and biases."
    sentences = [f"**The validation {whose}** was lowest at epoch {measured.best}, {lowest}.", size]
    if settings.view == "stop":
        sentences.insert(0, f"{stop_of(measured)} The kept error was chosen as the lowest, so it flatters a little.")
    return Words(summary, (*sentences, trained(settings)))


def stop_of(measured: Run) -> str:
    """When training stops, and how many seeds never wait so long."""
    patience = f"**With patience {measured.settings.patience}**"
    first, last = int(measured.stopped.min()), int(measured.stopped.max())
    when = f"at epoch {first}" if first == last else f"between epochs {first} and {last}"
    count, seeds = int((measured.stopped - measured.kept < measured.settings.patience).sum()), len(measured.kept)
    if count == seeds:
        return f"{patience} no seed is stopped before the end, epoch {last}."
    rest = f"; {count} of {seeds} seeds {'is' if count == 1 else 'are'} trained to the end" if count else ""
    return f"{patience} training stops {when}{rest}."


def words_of_many(measured: Many) -> Words:
    """The errors at the end of each training."""
    settings = measured.settings
    by = "examples" if settings.view == "examples" else "units"
    training, validation = (np.median(part[-1], axis=-1) for part in (measured.training, measured.validation))
    rows = zip(measured.values.tolist(), measured.weights.tolist(), training, validation, strict=True)
    table = tuple(
        {
            by: str(value),
            "weights": str(weights),
            "training error": number(float(error)),
            "validation error": number(float(unseen)),
        }
        for value, weights, error, unseen in rows
    )
    at = measured.at
    summary = (
        f"Training and validation error after {counted(settings.epochs, 'epoch')} against the number of {by}, "
        f"{seeds_of(settings.seeds)}. With {_with(measured)} they are "
        f"{small(float(training[at]))} and {small(float(validation[at]))}."
    )
    return Words(summary, (*beyond_examples(measured), trained(settings)), table)


def _with(measured: Many) -> str:
    value = int(measured.values[measured.at])
    unit = "example" if measured.settings.view == "examples" else "unit"
    return counted(value, unit) if value else straight(measured.settings)


def beyond_examples(measured: Many) -> tuple[str, ...]:
    """What happens from as many weights as examples on."""
    settings, first = measured.settings, measured.as_many
    if settings.view != "capacity" or not measured.complete or first == len(measured.values):
        return ()
    training, validation = (np.median(part[-1], axis=-1) for part in (measured.training, measured.validation))
    count = counted(measured.examples, "example")
    units = f"From {counted(int(measured.values[first]), 'unit')} on" if first else f"Already with {straight(settings)}"
    return (
        f"**{units}** there are as many weights as the {count} to train "
        f"on, or more: up to {measured.values[-1]} units the training error goes from "
        f"{number(float(training[first]), 2)} to "
        f"{number(float(training[-1]), 2)}, the validation error from {number(float(validation[first]), 2)} to "
        f"{number(float(validation[-1]), 2)}, at most {number(float(validation[first:].max()), 2)}.",
    )


def words_of_remedies(measured: Remedies) -> Words:
    """What the trainings side by side came to."""
    settings = measured.settings
    called = {
        PLAIN: "without",
        L2: f"with L2 = {number(settings.l2)}",
        L1: f"with L1 = {number(settings.l1)}",
        DROPPED: f"with dropout at rate {number(settings.rate)}",
    }
    ends = ", ".join(f"{middle(ends)} {called[name]}" for name, ends in measured.ends.items())
    summary = f"Validation error after {counted(measured.epochs, 'epoch')}, {seeds_of(settings.seeds)}: {ends}."
    rows = tuple(
        {
            "training": called[name],
            "training error": number(float(measured.training[name].middle[-1])),
            "validation error": number(float(measured.unseen[name].middle[-1])),
            "nearly zero": f"{many(measured.near[name][-1])} of {measured.count}",
            "exactly zero": many(measured.exact[name]),
        }
        for name in measured.ends
    )
    what = (
        f"Nearly zero: no more than {number(NEAR)} either way. Biases are neither counted nor shrunk. "
        "Penalties are not part of the errors shown."
    )
    return Words(summary, (*(() if settings.view == "dropout" else (what,)), trained(settings)), rows)


def words_of_digits(measured: Digits) -> Words:
    """What both trainings on digits came to."""
    wrong = {name: percent(float(np.median(each[-1]))) for name, each in measured.wrong.items()}
    summary = (
        f"After {counted(measured.epochs, 'epoch')}, {seeds_of(measured.settings.seeds)}: of the unseen digits "
        f"{wrong[AS_THEY_ARE]} are classed wrong after training on {measured.settings.digits} digits as they are, "
        f"{wrong[CHANGED]} with changed copies."
    )
    how = (
        f"64 pixels, {HIDDEN} tanh units, 10 classes; Adam with η = {number(DIGITS_ETA)}, {EPOCHS} epochs in batches "
        f"of {BATCH}. Each digit is shown {measured.each} times an epoch, so that both trainings see as many pictures."
        f"{bands(measured.settings)}"
    )
    return Words(summary, (how,))


def percent(share: float) -> str:
    """A share in percent."""
    return f"{number(round(100 * share, 1), 3)} %"


def words_of_test(measured: Tested) -> Words:
    """The chosen networks' validation and test errors."""
    rows = tuple(
        {
            "split": str(measured.settings.seed + i),
            "units chosen": str(WIDTHS[winner]),
            "epoch kept": str(measured.epoch[i, winner]),
            "validation error": number(float(measured.chosen[i])),
            "test error": number(float(measured.afterwards[i])),
        }
        for i, winner in enumerate(measured.winner.tolist())
    )
    count = len(rows)
    each = f"in each of {count} splits of the examples. Medians" if count > 1 else "in one split of the examples"
    summary = (
        f"The network and the epoch with the lowest validation error are chosen out of {len(WIDTHS)} networks, "
        f"{each}: validation error "
        f"{middle(measured.chosen)}, test error {middle(measured.afterwards)}."
    )
    size = f"{counted(measured.examples, 'example')} to validate on, {measured.tested} to test on, never used before."
    return Words(summary, (size, trained(measured.settings)), rows)
