"""What a training came to, measured on its errors and said in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim import NEVER

Array = NDArray[np.float64]
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


def measure(error: Array, validation: Array, diverged_at: NDArray[np.int64], baseline: float) -> Learned:
    """Of errors (E+1, S) on the training and the validation part; baseline: the naive one's on the training part."""
    stayed = diverged_at == NEVER
    error, validation = error[:, stayed], validation[:, stayed]
    epochs = len(error) - 1
    above = ~(error < baseline)
    since = np.where(above.any(0), len(error) - above[::-1].argmax(0), 0)
    beating = since[since <= epochs]
    fell = error[epochs // 2] - error[-1]
    stalled = (np.abs(fell) < STALLED * baseline) & (error[-1] > LEARNT * baseline)
    gone = diverged_at[~stayed]
    if not stayed.any():
        return Learned(len(stayed), None, None, None, 0, 0, len(gone), int(gone.min()), None, None, False)
    training, middle = np.median(error, axis=1), np.median(validation, axis=1)
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


def counted(epochs: int) -> str:
    """So many epochs, in words."""
    return f"{epochs} epoch" + "s" * (epochs != 1)


def sentence(name: str, eta: float, learned: Learned, baseline: float, epochs: int) -> str:
    """What became of one rule, in one or two sentences of Markdown."""
    some = learned.seeds > 1

    def seeds(count: int) -> str:
        return f" in {count} of {learned.seeds} seeds" if some and count < learned.seeds else ""

    if learned.error is None:
        return f"**{name}** diverged with η = {eta:g}, {'at the earliest ' * some}at epoch {learned.diverged_at}."
    said = (
        f"beats the naive baseline {baseline:.3g} from epoch {learned.beats} on{seeds(learned.beating)}"
        if learned.beats is not None
        else f"does not beat the naive baseline {baseline:.3g} in {counted(epochs)}"
    )
    parts = [f"**{name}** {said}: training error {learned.error:.3g}, validation error {learned.validation:.3g}."]
    if learned.diverged:
        parts.append(f"It diverged{seeds(learned.diverged)}.")
    if learned.stalled:
        parts.append(f"It stalls{seeds(learned.stalled)}: in the second half of the epochs its error hardly fell.")
    if learned.overfits:
        parts.append(
            f"Over-fitting: its validation error was lowest at epoch {learned.best}, {learned.lowest:.3g}, and has "
            "risen since, while the training error fell."
        )
    return " ".join(parts)
