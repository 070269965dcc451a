"""By how much s and √r start too small, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lesson.runs import Fading
from optim.theory import CorrectionReach, correction_reach
from pages.adam.measure_steps import MATTERS, Array
from pages.adam.settings import Settings

DOUBLINGS = 16
FINE = 8  # times between t and 2·t
TIMES = 2.0 ** (np.arange(DOUBLINGS * FINE + 1) / FINE)


@dataclass(frozen=True)
class Factors:
    """For the times `TIMES`: mean is 1/(1−β1^t) and root is 1/√(1−β2^t), each (T,), by which s and √r are too small.

    faded: for each the last whole t at which it is more than 1 % above 1, 0 for none. reach: what both together do to a
    step.
    """

    settings: Settings
    mean: Array
    root: Array
    faded: tuple[int, int]
    reach: CorrectionReach


def measure_many(many: Sequence[Settings]) -> list[Factors]:
    """The factors of each of these settings."""
    return [*map(_factors, many)]


def fading(settings: Settings) -> Fading:
    """What the factors follow from, at the doublings."""
    return Fading(settings.beta1, settings.beta2, tuple(2**k for k in range(DOUBLINGS + 1)), 1 + MATTERS)


def _factors(settings: Settings) -> Factors:
    beta1, beta2 = settings.beta1, settings.beta2
    return Factors(
        settings=settings,
        mean=too_small(beta1, 1.0),
        root=too_small(beta2, 0.5),
        faded=(faded(beta1, 1.0), faded(beta2, 0.5)),
        reach=correction_reach(beta1, beta2),
    )


@lru_cache(maxsize=256)
def too_small(beta: float, power: float) -> Array:
    """1/(1−β^t)^power at `TIMES`; the same array object each time, so that a sweep sends it once."""
    return (1 - beta**TIMES) ** -power


@lru_cache(maxsize=256)
def faded(beta: float, power: float) -> int:
    """The last t at which 1/(1−β^t)^power is more than 1 % above 1, 0 for none."""
    if beta == 0:
        return 0
    end = np.log(1 - (1 + MATTERS) ** (-1 / power)) / np.log(beta)  # it is 1 % above 1 there
    return int(np.ceil(end) - 1)
