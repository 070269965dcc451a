"""Is it under-fitting: what a run says to that."""

import numpy as np

from lesson import Answer, counted
from pages.generalization.answers import on_their_way, too_few
from pages.generalization.measure_bands import lower
from pages.generalization.measure_many import Many
from pages.generalization.measure_training import CLOSE, ENOUGH
from pages.generalization.settings import Settings
from pages.generalization.words import middle, small, straight

UNDER = ("Yes: more epochs would help", "Yes: more units would help", "No, it is not")
HALF = 0.5  # a training error that can be brought down by this is poor
LITTLE = 0.001  # a training error below it is none


def underfits(measured: Many) -> Answer:
    """Whether more epochs or more units bring the training error down by much, and the validation error as well."""
    if not measured.complete:
        return on_their_way(measured)
    settings, at, larger = measured.settings, measured.at, range(measured.at + 1, len(measured.values))
    ends, unseen = (np.median(part[-1], axis=-1).tolist() for part in (measured.training, measured.validation))
    own, halfway, before = ends[at], float(np.median(measured.halfway)), float(np.median(measured.halfway_unseen))
    best = min(larger, key=lambda i: ends[i], default=at)
    fewer = ends[best] < HALF * own and lower(measured.training[-1, best], measured.training[-1, at])
    falling = own < (1 - CLOSE) * halfway
    units, epochs = fewer and unseen[best] < unseen[at], falling and unseen[at] < before
    said = f"{_called(settings)} {middle(measured.halfway)} halfway and {small(own)} at the end"
    if larger:
        said += f"; with {counted(int(measured.values[best]), 'unit')} it ends at {small(ends[best])}"
    if settings.seeds < ENOUGH:
        return Answer(None, f"{said}. {too_few(settings.seeds)}")
    if own < LITTLE:
        return Answer(UNDER[2], f"{said}: hardly any of it is left.")
    if units and epochs:
        return Answer(None, f"{said}: more units help, and it is still falling, so more epochs may help as well.")
    if units:
        return Answer(UNDER[1], f"{said}. {'Change' if falling else 'It hardly falls any more: change'} the model.")
    if epochs:
        return Answer(UNDER[0], f"{said}: still falling, and the validation error with it.")
    if own > (1 - CLOSE) * measured.baseline:
        baseline = small(measured.baseline)
        return Answer(None, f"{said}. It hardly learns: that is not clearly below the naive baseline's {baseline}.")
    if falling:
        over = f"{small(before)} halfway and {small(unseen[at])} at the end"
        return Answer(UNDER[2], f"{said}: still falling, but not the validation error, {over}.")
    if fewer:
        over = f"{small(unseen[best])} there and {small(unseen[at])} here"
        return Answer(UNDER[2], f"{said}, but the validation error is not lower: {over}.")
    return Answer(UNDER[2], f"{said}: it hardly falls any more{', and more units do not halve it' if larger else ''}.")


def _called(settings: Settings) -> str:
    width = settings.width
    with_them = f"With {counted(width, 'unit')}" if width else f"With {straight(settings)}"
    return f"{with_them} the training error is"
