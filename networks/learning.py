"""What a training came to, measured on its errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks.data import Data
from networks.network import Network
from optim.descent import NEVER
from optim.rules import Array

STALLED = 0.02  # a fall of the training error, in units of the baseline's, that is as good as none
LEARNT = 0.1  # a training error, in those units, at which standing still is no fault
WORSE = 1.05  # a validation error by this factor above its lowest counts as risen again


@dataclass(frozen=True)
class Learned:
    """Measured on one rule's training over E epochs with S seeds; errors are medians over those that did not diverge.

    error, validation: at the end. beats: the epoch from which on the training error stays below the baseline, a median
    over the seeds where it does. beating, stalled, diverged: in how many seeds. diverged_at: the first epoch at which
    one did. best: the epoch of the lowest validation error's median, and lowest: that error; overfits: has it risen
    since while the training error fell? None where no seed counts.
    """

    seeds: int
    error: float | None
    validation: float | None
    beats: int | None
    beating: int
    stalled: int
    diverged: int
    diverged_at: int | None
    best: int | None
    lowest: float | None
    overfits: bool


def learned(error: Array, validation: Array, diverged_at: NDArray[np.int64], baseline: float) -> Learned:
    """Of errors (E+1, S) on the training and the validation part; baseline: the naive one's on the training part."""
    stayed = diverged_at == NEVER
    error, validation = error[:, stayed], validation[:, stayed]
    epochs = len(error) - 1
    gone = diverged_at[~stayed]
    if not stayed.any():
        return Learned(len(stayed), None, None, None, 0, 0, len(gone), int(gone.min()), None, None, False)
    above = ~(error < baseline)
    since = np.where(above.any(0), len(error) - above[::-1].argmax(0), 0)
    beating = since[since <= epochs]
    fell = error[epochs // 2] - error[-1]
    stalled = (np.abs(fell) < STALLED * baseline) & (error[-1] > LEARNT * baseline)
    training, middle = median(error), median(validation)
    best = int(middle.argmin())
    return Learned(
        seeds=len(stayed),
        error=float(training[-1]),
        validation=float(middle[-1]),
        beats=int(np.median(beating)) if len(beating) else None,
        beating=len(beating),
        stalled=int(stalled.sum()),
        diverged=len(gone),
        diverged_at=int(gone.min()) if len(gone) else None,
        best=best,
        lowest=float(middle[best]),
        overfits=bool(middle[-1] > WORSE * middle[best] and training[-1] < training[best]),
    )


def median(errors: Array) -> Array:
    """The median over the seeds of errors (E+1, S), S at least 1: (E+1,)."""
    return errors[:, 0] if errors.shape[1] == 1 else np.median(errors, axis=1)


def accuracy(network: Network, data: Data, w: Array) -> float | None:
    """The share of the validation part that networks (S, P) class right, their median; None for a regression."""
    if network.output == "linear":
        return None
    with np.errstate(all="ignore"):  # weights just short of diverging may overflow
        said = network.predict(w, data.x_val)
    right = (said > 0.5) == (data.y_val > 0.5) if said.shape[-1] == 1 else said.argmax(-1) == data.y_val.argmax(-1)
    return float(np.median(right.reshape(len(w), -1).mean(-1)))
