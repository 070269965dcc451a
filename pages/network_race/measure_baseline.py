"""Is a network better than the naive baseline, example by example, on what it trained on and on the rest?"""

from dataclasses import dataclass

import numpy as np

from networks import Data, Network, Training, output_bias
from optim import NEVER
from optim.rules import Array

SURE = 2.0  # standard errors that the mean difference must be away from 0


@dataclass(frozen=True)
class Difference:
    """Of the errors of the network and of the naive baseline on the same examples: the mean, and its standard error."""

    mean: float
    deviation: float

    @property
    def better(self) -> bool:
        """Is the network clearly the better one?"""
        return self.mean < -SURE * self.deviation

    @property
    def worse(self) -> bool:
        """Is the baseline?"""
        return self.mean > SURE * self.deviation


@dataclass(frozen=True)
class Against:
    """The first seed's network in the end; None where it has diverged."""

    training: Difference
    validation: Difference


def measure_against(network: Network, data: Data, done: Training) -> Against | None:
    """The one rule's network against the baseline, as far as its training is done."""
    ((name, w),) = done.w.items()
    if done.diverged_at[name][0] != NEVER:
        return None
    parts = [_difference(network, w[-1, 0], data, *part) for part in ((data.x, data.y), (data.x_val, data.y_val))]
    return Against(*parts)


def _difference(network: Network, w: Array, data: Data, x: Array, y: Array) -> Difference:
    constant = np.broadcast_to(output_bias(network, data.y), y.shape)
    with np.errstate(all="ignore"):  # weights just short of diverging may overflow
        apart = np.nan_to_num(network.error(network.outputs(w, x), y), nan=1e30, posinf=1e30)
    apart = apart - network.error(constant, y)
    return Difference(float(apart.mean()), float(apart.std(ddof=1)) / len(apart) ** 0.5)
