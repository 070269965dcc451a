"""Errors of several seeds as a median with a band about it, and what the bands allow to be told apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
QUARTILES = (0.25, 0.5, 0.75)


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


def lower(one: Array, other: Array) -> bool:
    """Is the middle half of one's errors (S,) wholly below that of the other's (R,)?"""
    return bool(np.quantile(one, 0.75) < np.quantile(other, 0.25))


def rounded_top(value: float) -> float:
    """The end of an axis for values up to about this: mostly the same in a drag."""
    step = 10.0 ** np.floor(np.log10(max(value, 1e-3))) / 2
    return float(np.ceil(value / step) * step)
