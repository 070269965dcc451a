"""Is it under-fitting: what a run says to that."""

import numpy as np

from lesson import Answer, counted
from pages.generalization.answers import on_their_way, too_few
from pages.generalization.measure_bands import lower
from pages.generalization.measure_many import Many
from pages.generalization.measure_training import CLOSE, ENOUGH
from pages.generalization.words import middle, small, straight

UNDER = ("Yes: more epochs would help", "Yes: more units would help", "No, it is not")
LITTLE = 0.001  # a training error below it is none

Errors = list[float]


def underfits(measured: Many) -> Answer:
    """Whether more epochs or more units bring the training error down by much, and the validation error as well."""
    if not measured.complete:
        return on_their_way(measured)
    settings, at = measured.settings, measured.at
    ends, unseen = (np.median(part[-1], axis=-1).tolist() for part in (measured.training, measured.validation))
    own, before = ends[at], float(np.median(measured.halfway_unseen))
    best, fewer, helped = _larger(measured, ends, unseen)
    called = f"With {counted(settings.width, 'unit')}" if settings.width else f"With {straight(settings)}"
    said = f"{called} the training error is {middle(measured.halfway)} halfway and {small(own)} at the end"
    if best != at:
        said += f"; with {counted(int(measured.values[best]), 'unit')} it ends at {small(ends[best])}"
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    here = f"{called} it" if best != at else "It"
    if own < LITTLE:
        return Answer(UNDER[2], f"{said}. {called} hardly any of it is left.")
    over = f"{small(unseen[best])} instead of {small(unseen[at])}"
    falling = own < (1 - CLOSE) * float(np.median(measured.halfway))
    turned = 2 * measured.risen >= settings.seeds
    epochs = falling and unseen[at] < before and not turned
    if helped and epochs:
        also = "more units help, and as it is still falling, more epochs may too"
        return Answer(None, f"{said}, the validation error at {over}: {also}.")
    if helped:
        return Answer(UNDER[1], f"{said}, the validation error at {over}: change the model.")
    if epochs:
        return Answer(UNDER[0], f"{said}. {here} is still falling, and the validation error with it.")
    if own > (1 - CLOSE) * measured.baseline:
        baseline = small(measured.baseline)
        return Answer(None, f"{said}. It hardly learns: that is not clearly below the naive baseline's {baseline}.")
    if falling:
        rest = f"the validation error has turned up in {measured.risen} of {counted(settings.seeds, 'seed')}"
        if not turned:
            rest = f"the validation error is not: {small(before)} halfway and {small(unseen[at])} at the end"
        return Answer(UNDER[2], f"{said}. {here} is still falling, but {rest}.")
    if fewer:
        return Answer(UNDER[2], f"{said}, but the validation error not clearly lower: {over}.")
    more = ", and more units do not clearly lower it" if best != at else ""
    return Answer(UNDER[2], f"{said}. {here} hardly falls any more{more}.")


def _larger(measured: Many, ends: Errors, unseen: Errors) -> tuple[int, bool, bool]:
    """The place of the larger network to compare with, whether its training error is clearly lower, and both errors.

    It is the one of the lowest validation error among those of which both are lower, else of which the training error
    is, else of the lowest training error; the network itself where there is none larger.
    """
    at = measured.at
    larger = range(at + 1, len(measured.values))
    fitted = [
        i
        for i in larger
        if ends[i] < (1 - CLOSE) * ends[at] and lower(measured.training[-1, i], measured.training[-1, at])
    ]
    helped = [
        i
        for i in fitted
        if unseen[i] < (1 - CLOSE) * unseen[at] and lower(measured.validation[-1, i], measured.validation[-1, at])
    ]
    if helped or fitted:
        return min(helped or fitted, key=lambda i: unseen[i]), True, bool(helped)
    return min(larger, key=lambda i: ends[i], default=at), False, False
