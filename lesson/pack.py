"""A scene as the stage reads it: JSON and numbers in one message. The format is described in payload.js."""

import json
import struct
from collections.abc import Collection
from typing import Any

import numpy as np
import orjson

from lesson.scene import Scene

# Bits of float32's 23 that are kept: 1 part in 16,000 is finer than a pixel, and what is dropped need not travel.
KEPT = 13
HALF, MASK = np.uint32(1 << (22 - KEPT)), np.uint32(0xFFFFFFFF ^ ((1 << (23 - KEPT)) - 1))


def encode(scene: Scene) -> dict[str, Any]:
    """A scene as plain values and arrays; arrays that a track carries are sent with the track only."""
    data, layout = scene.drawing["data"], scene.drawing["layout"]
    index = {trace["uid"]: i for i, trace in enumerate(data)}
    tracked = {track.trace: track.values for track in scene.tracks}
    return {
        "title": scene.title,
        # plotly.js looks traces up by class names made of their uids, so those must be plain
        "data": [_sent(trace, i, tracked.get(trace["uid"], ())) for i, trace in enumerate(data)],
        "layout": layout,
        "tracks": [
            {"index": index[t.trace], "mode": t.mode, "stride": t.stride, "values": t.values} for t in scene.tracks
        ],
        "steps": scene.steps,
        "unit": scene.unit,
        "seconds": scene.seconds,
        "words": vars(scene.words),
        "readouts": [vars(readout) for readout in scene.readouts],
        "formulas": [vars(formula) for formula in scene.formulas],
        "progress": scene.progress,
        # what there is not is left out: of null it must be found out what it stands for (pack)
        **({"pick": vars(scene.pick)} if scene.pick else {}),
        **({"answer": _present(vars(scene.answer))} if scene.answer else {}),
    }


def _sent(trace: dict[str, Any], i: int, tracked: Collection[str]) -> dict[str, Any]:
    sent = {**trace, "uid": f"t{i}"}
    for key in tracked:
        sent.pop(key, None)
    return sent


def _present(parts: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in parts.items() if part is not None}


def pack(message: dict[str, Any]) -> bytes:
    """Plain values and arrays as bytes: uint8 arrays as they are, all others as float32 of KEPT bits, each object once.

    Raises ValueError for a number that is not finite.
    """
    numbers, shades = _Block("$"), _Block("$8")
    places: dict[int, dict[str, list[int]]] = {}

    def put(value: Any) -> Any:
        place = places.get(id(value))
        if place is not None:
            return place
        if isinstance(value, np.ndarray):
            place = places[id(value)] = (shades if value.dtype == np.uint8 else numbers).place(value)
            return place
        if isinstance(value, np.generic):
            return value.item()
        raise TypeError

    try:
        header = orjson.dumps(message, default=put)
    except TypeError as wrong:
        raise TypeError(f"this cannot be sent to the stage: {wrong}") from wrong
    if b"null" in header:  # orjson writes so what is not finite; json refuses it
        json.dumps(message, default=lambda value: value.item() if isinstance(value, np.generic) else 0, allow_nan=False)
    # All first bytes of the numbers, then all second ones, …: with equal ones together gzip takes half the time.
    planes = _rounded(numbers.arrays).view(np.uint8).reshape(-1, 4).T
    parts = [header, planes.tobytes(), *(array.tobytes() for array in shades.arrays)]
    return struct.pack("<3I", len(header), numbers.length, shades.length) + b"".join(parts)


class _Block:
    """Arrays behind each other."""

    def __init__(self, mark: str) -> None:
        self.mark, self.length = mark, 0
        self.arrays: list[Any] = []  # held, so that no id is used again

    def place(self, array: Any) -> dict[str, list[int]]:
        """Where the array lies from now on: {mark: [offset, *shape]} in numbers."""
        where = {self.mark: [self.length, *array.shape]}
        self.arrays.append(array)
        self.length += array.size
        return where


def _rounded(arrays: list[Any]) -> Any:
    with np.errstate(over="ignore"):  # what float32 cannot hold is refused below
        block = np.concatenate([array.ravel() for array in arrays] or [np.empty(0)]).astype("<f4")
    bits = block.view(np.uint32)
    bits += HALF
    bits &= MASK
    if not np.isfinite(block).all():
        raise ValueError("an array for the stage has a number that is not finite")
    return block
