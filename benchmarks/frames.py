"""What the frames of a page showed, as frames.js noted it, and what follows: did the picture follow, and how fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks.row import Row, quartiles

WINDOW = 500.0  # ms over which a pace is spread


@dataclass(frozen=True)
class Frame:
    """One frame: its time in ms, the slider's value, when the hand had last moved, and the picture's lines."""

    at: float
    value: float | None
    moved: float
    lines: str


def watched(page: Page, field: str = "") -> None:
    """From now on note what each frame shows; field: with the value of this slider."""
    page.evaluate("field => frames.start(field, frames.uids())", field)


def noted(page: Page, *, by_hand: bool) -> list[Frame]:
    """What has been noted, and no more; by_hand: from the press of the hand on."""
    found: dict[str, Any] = page.evaluate("frames.stop()")
    frames = [Frame(**(frame | {"lines": found["pictures"][frame["lines"]]})) for frame in found["frames"]]
    return [frame for frame in frames if frame.moved > 0 or not by_hand]


def followed(frames: Sequence[Frame], expected: Mapping[str, set[int]]) -> tuple[list[bool], list[float]]:
    """For each value that comes up: has its first frame or the next its picture? Where it has: ms from hand to picture.

    expected: a picture's lines -> the values that have this picture.
    """
    there: list[bool] = []
    latencies: list[float] = []
    firsts = [next(group)[0] for _, group in groupby(enumerate(frames), key=lambda numbered: numbered[1].value)]
    for first in firsts[1:]:
        frame = frames[first]
        right = [after for after in frames[first : first + 2] if frame.value in expected.get(after.lines, ())]
        there.append(bool(right))
        if right:
            latencies.append(right[0].at - frame.moved)
    return there, latencies


def pace(what: str, limit: float, frames: Sequence[Frame]) -> Row:
    """Pictures a second: frames with other lines than the frame before. The spread is that of half seconds."""
    times = [after.at for before, after in pairwise(frames) if after.lines != before.lines]
    if len(times) < 2:
        return Row(what, "≥", limit, "/s", 0.0, "no pictures", "–")
    begin, end = frames[0].at, frames[-1].at
    paces = [
        1e3 / WINDOW * sum(low < at <= high for at in times) for low, high in pairwise(np.arange(begin, end, WINDOW))
    ]
    per_second = 1e3 / (end - begin)
    rate = f"of {per_second * len(frames):.0f} frames/s"
    return Row(what, "≥", limit, "/s", per_second * len(times), quartiles(paces, "/s"), rate)
