"""The network as the views draw it: five circles, their weights, values that rise and errors that fall."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.backpropagation import AWAY, area, arrows, dots, line, texts
from figures.board import plain
from figures.theme import INK, LINE, MARKED, MUTED, PAPER, STYLES
from lesson import Track
from pages.backpropagation.algorithm import Step, given, names
from pages.backpropagation.measure import Run

Array = NDArray[np.float64]
FORWARD, BACKWARD, CHAIN = STYLES["SGD"].colour, STYLES["Momentum"].colour, STYLES["Adam"].colour
WIDE, HIGH = (-30.0, 614.0), (0.0, 372.0)  # the drawing's ranges: their units are about pixels at 1280 × 720
UNIT, THICK, THIN = 72.0, 16.0, 2.0  # a circle, the widest arrow, the narrowest
AT = np.array([[110, 46], [490, 46], [170, 186], [430, 186], [300, 326]], dtype=float)
EDGES = ((0, 2), (0, 3), (1, 2), (1, 3), (2, 4), (3, 4))  # from below to above: w₀₀, w₀₁, w₁₀, w₁₁, u₀, u₁
LOW, TOP = AT[[low for low, _ in EDGES]], AT[[top for _, top in EDGES]]
STUBS = np.array([[[145, 211], [132, 224]], [[455, 211], [468, 224]], [[264, 326], [236, 326]]], dtype=float)
# where each weight's name and number stand, in the order of WEIGHTS, and on which side of that place
LABELS = np.array(
    [[118, 130], [162, 42], [438, 42], [482, 130], [128, 236], [472, 236], [210, 272], [390, 272], [230, 332]],
    dtype=float,
)
SIDES = ("left", "right", "left", "right", "left", "right", "left", "right", "left")
BESIDE = np.array([[120, 190], [480, 190], [353, 338]], dtype=float)  # where the errors stand
BESIDES = ("left", "right", "right")
SPOTS = np.concatenate([AT, LABELS + [[-36 if side == "left" else 36, -8] for side in SIDES]])
LINES = 20.0  # from one line of a label to the next


def network(
    run: Run, steps: Sequence[Step], weight: str | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Track]]:
    """The drawing's traces, what is noted beside the units, and how both change over the steps.

    weight: whose path is purple, if any's.
    """
    sides = [f"middle {side}" for side in BESIDES]
    notes = [texts("notes", BESIDE - [0, 26], [" "] * 3, sides, MUTED, 17)]
    return _still(weight), notes, _tracks(run, steps)


def axes() -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the network's part of the picture."""
    return plain(*WIDE), plain(*HIGH)


def path(name: str) -> Array:
    """From a weight's lower end to the output."""
    i = int(name[1])
    if name[0] == "u":
        return np.array([STUBS[2, 1] if i == 2 else AT[2 + i], AT[4]])
    j = int(name[2])
    return np.array([STUBS[j, 1] if i == 2 else AT[i], AT[2 + j], AT[4]])


@lru_cache(maxsize=16)
def _still(weight: str | None) -> list[dict[str, Any]]:
    label, beside = [f"middle {side}" for side in SIDES], [f"middle {side}" for side in BESIDES]
    bold = {"weight": "bold"}
    return [
        dots("halo", AT[:2], UNIT + 18, MARKED, MARKED),
        *(line(f"edge-{i}", np.array([LOW[i], TOP[i]]), LINE, 4) for i in range(len(EDGES))),
        *(line(f"stub-{i}", stub, LINE, 4) for i, stub in enumerate(STUBS)),
        *([line("path", path(weight), CHAIN, 6)] if weight else []),
        area("up", _flows(np.zeros((1, 6)), rising=True)[0], FORWARD),
        area("down", _flows(np.zeros((1, 6)), rising=False)[0], BACKWARD),
        dots("inputs", AT[:2], UNIT, PAPER, MUTED, 3),
        dots("units", AT[2:], UNIT, PAPER, INK, 3),
        texts("values", AT, [" "] * 5, "middle center", FORWARD, 22, **bold),
        texts("errors", BESIDE, [" "] * 3, beside, BACKWARD, 26, **bold),
        texts("weights", LABELS, [" "] * 9, label, INK, 18),
        texts("new", LABELS, [" "] * 9, label, INK, 18, **bold),
        texts("was", LABELS - [0, LINES], [" "] * 9, label, MUTED, 17),
        texts("d", LABELS - [0, LINES], [" "] * 9, label, BACKWARD, 18, **bold),
        texts("target", np.array([[230.0, 358.0]]), [" "], "middle left", INK, 18),
    ]


def _tracks(run: Run, steps: Sequence[Step]) -> list[Track]:
    named = [f"{name} {given(w)}" for name, w in zip(names(), run.w, strict=True)]
    told = {
        "values": [step.values for step in steps],
        "errors": [step.errors for step in steps],
        "notes": [step.notes for step in steps],
        "weights": [[text if new == " " else " " for new, text in zip(step.new, named, strict=True)] for step in steps],
        "new": [
            [f"{name} {w}" if w != " " else " " for name, w in zip(names(), step.new, strict=True)] for step in steps
        ],
        "was": [step.was for step in steps],
        "d": [step.d for step in steps],
        "target": [[f"target {given(run.y)}"]],
    }
    ups, downs = np.array([step.up for step in steps]), np.array([step.down for step in steps])
    moving = {
        "up": _flows(ups, rising=True),
        "down": _flows(downs, rising=False),
        "halo": np.array([_places(step.units) for step in steps]),
    }
    return [
        *(Track(uid, "replace", {"text": texts}) for uid, texts in told.items()),
        *(Track(uid, "replace", {"x": at[..., 0], "y": at[..., 1]}) for uid, at in moving.items()),
    ]


def _places(units: Sequence[int]) -> Array:
    """Where two of the units at work are, (2, 2); from 5 on they are labels of weights."""
    chosen = [SPOTS[unit] for unit in units[:2]] or [AWAY]
    return np.array([chosen[0], chosen[-1]])


def _flows(values: Array, *, rising: bool) -> Array:
    """Outlines (T, n, 2) of arrows along the edges for values (T, 6), as wide as each is against the largest of all."""
    largest = float(np.abs(values).max())
    share = np.abs(values) / largest if largest > 0 else np.zeros_like(values)
    widths = np.where(share > 0, THIN + (THICK - THIN) * share, 0.0)
    start, end = (LOW, TOP) if rising else (TOP, LOW)
    return arrows(start, end, widths, cut=UNIT / 2 + 3)
