"""What each network makes of its inputs, from epoch to epoch."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Training
from networks.decisions import Outlook, decide, epochs_shown, outlook, shades
from optim import NEVER
from pages.network_race.settings import Entrant, Settings

Array = NDArray[np.float64]
FRAMES = 24  # decisions of each network over the epochs
SKETCH = 6  # of these while the training goes on
COARSE = 3  # of 255 shades; a divisor of 255
DRAWN = 120  # examples in a tile


@dataclass(frozen=True)
class Decisions:
    """The decisions of the first seed's networks.

    seen: what they are asked. stride: in epochs, from one to the next. of: name -> maps of bytes (T, side, side), or
    for a curve and for hits predictions (T, points) within the picture; of one that diverged up to then.
    """

    seen: Outlook
    stride: int
    of: Mapping[str, NDArray[np.uint8] | Array]


def measure_decisions(settings: Settings, entrants: Mapping[str, Entrant], done: Training) -> Decisions:
    """The decisions of a training as far as it is done."""
    seen = outlook(DATASETS[settings.dataset], settings.data())
    largest = max((entrant.network for entrant in entrants.values()), key=lambda network: sum(network.sizes))
    most = FRAMES if done.complete else SKETCH
    stride, epochs = epochs_shown(largest, len(seen.grid), len(entrants), done.epochs, most)
    found: dict[str, NDArray[np.uint8] | Array] = {}
    for name, w in done.w.items():
        end = int(done.diverged_at[name][0])
        moving = epochs if end == NEVER else epochs[: int(np.searchsorted(epochs, end - 1)) + 1]
        with np.errstate(all="ignore"):  # weights just short of diverging may overflow
            decided = decide(entrants[name].network, seen, w[moving, 0])
        found[name] = _coarse(shades(decided)) if seen.kind in ("map", "section") else within(decided[..., 0], seen)
    return Decisions(seen, stride, found)


def _coarse(map_: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Shades in steps that no eye tells apart, 0 and 255 as they are: a third less to send."""
    return map_ // np.uint8(COARSE) * np.uint8(COARSE)


def within(y: Array, seen: Outlook) -> Array:
    """Predictions (T, points), no farther out than the picture's upper and lower edge, of the points drawn."""
    drawn = y if seen.kind == "curve" else y[:, :DRAWN]
    return np.clip(np.nan_to_num(drawn.astype(float)), *seen.range[1])
