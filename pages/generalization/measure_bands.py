"""Errors of several seeds as a median with a band about it, and what the bands allow to be told apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
QUARTILES = (0.25, 0.5, 0.75)
# Of n seeds with n others: so many of the n² pairs may be the other way round, which is chance in one of twenty at most
REVERSED = {3: 0, 4: 1, 5: 4}


@dataclass(frozen=True)
class Band:
    """Of errors (..., S) over S seeds: the median, and from which to which the middle half of the seeds lies, (...)."""

    low: Array
    middle: Array
    high: Array


def band_of(errors: Array) -> Band:
    """The band of errors (..., S); what overflowed counts as very large."""
    low, middle, high = np.quantile(np.nan_to_num(errors, nan=1e30, posinf=1e30), QUARTILES, axis=-1)
    return Band(np.asarray(low), np.asarray(middle), np.asarray(high))


def below(one: Array, other: Array) -> bool:
    """Is the middle half of one's errors (S,) wholly below that of the other's (S,)?"""
    return bool(np.quantile(one, 0.75) < np.quantile(other, 0.25))


def lower(one: Array, other: Array) -> bool:
    """Is one's middle half below the other's, and by more than chance brings about?"""
    reversed_pairs = int((one[:, None] >= other).sum())
    return below(one, other) and len(one) in REVERSED and reversed_pairs <= REVERSED[len(one)]


def compared(one: Array, other: Array) -> int:
    """1 where one's errors are clearly lower than the other's, −1 where higher, else 0."""
    return int(lower(one, other)) - int(lower(other, one))


def apart(one: Array, other: Array) -> bool:
    """Are the two bands apart, be it by chance?"""
    return below(one, other) or below(other, one)


def rounded_top(value: float) -> float:
    """The end of an axis for values up to about this: mostly the same in a drag."""
    step = 10.0 ** np.floor(np.log10(max(value, 1e-3))) / 2
    return float(np.ceil(value / step) * step)
