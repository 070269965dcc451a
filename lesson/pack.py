"""A scene as the stage reads it: JSON and numbers in one message. The format is described in payload.js."""

import json
import struct
from typing import Any

import numpy as np

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
        "data": [
            {key: value for key, value in trace.items() if key not in tracked.get(trace["uid"], ())} | {"uid": f"t{i}"}
            for i, trace in enumerate(data)
        ],
        "layout": layout,
        "tracks": [
            {"index": index[t.trace], "mode": t.mode, "stride": t.stride, "values": t.values} for t in scene.tracks
        ],
        "steps": scene.steps,
        "unit": scene.unit,
        "words": vars(scene.words),
        "readouts": [vars(readout) for readout in scene.readouts],
        "formulas": [vars(formula) for formula in scene.formulas],
        "pick": scene.pick and vars(scene.pick),
        "answer": scene.answer and vars(scene.answer),
        "progress": scene.progress,
    }


def pack(message: dict[str, Any]) -> bytes:
    """Plain values and arrays as bytes: uint8 arrays as they are, all others as float32 of KEPT bits, each object once.

    Raises ValueError for a number that is not finite.
    """
    numbers, shades = _Block("$"), _Block("$8")

    def put(array: Any) -> dict[str, list[int]]:
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{type(array)} cannot be sent to the stage")
        return (shades if array.dtype == np.uint8 else numbers).place(array)

    header = json.dumps(message, default=put, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()
    # All first bytes of the numbers, then all second ones, …: with equal ones together gzip takes half the time.
    planes = _rounded(numbers.arrays).view(np.uint8).reshape(-1, 4).T
    parts = [header, planes.tobytes(), *(array.tobytes() for array in shades.arrays)]
    return struct.pack("<3I", len(header), numbers.length, shades.length) + b"".join(parts)


class _Block:
    """Arrays behind each other, each object once."""

    def __init__(self, mark: str) -> None:
        self.mark, self.length = mark, 0
        self.arrays: list[Any] = []  # held, so that no id is used again
        self.places: dict[int, dict[str, list[int]]] = {}

    def place(self, array: Any) -> dict[str, list[int]]:
        """Where the array lies: {mark: [offset, *shape]} in numbers."""
        where = self.places.get(id(array))
        if where is None:
            where = self.places[id(array)] = {self.mark: [self.length, *array.shape]}
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
