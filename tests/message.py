"""What the stage makes of a message: payload.js once more, in Python."""

import json
import math
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

LENGTHS = 12


def size_of(message: bytes) -> int:
    """How many bytes the message at the beginning has."""
    header, floats, shades = struct.unpack_from("<3I", message)
    return LENGTHS + header + 4 * floats + shades


def parts(message: bytes) -> tuple[Any, np.ndarray, np.ndarray]:
    """The header, the floats and the bytes of a message; arrays are still places in these."""
    length, floats, shades = struct.unpack_from("<3I", message)
    assert size_of(message) == len(message)
    start = LENGTHS + length
    planes = np.frombuffer(message, np.uint8, 4 * floats, start).reshape(4, floats)
    numbers = np.ascontiguousarray(planes.T).view("<f4").ravel()
    header = json.loads(message[LENGTHS:start].decode("utf-8"))
    return header, numbers, np.frombuffer(message, np.uint8, shades, start + 4 * floats)


def decode(message: bytes) -> Any:
    """A message with its arrays."""
    header, numbers, shades = parts(message)
    return revived(header, {"$": numbers, "$8": shades})


def revived(value: Any, numbers: dict[str, np.ndarray]) -> Any:
    if isinstance(value, list):
        return [revived(part, numbers) for part in value]
    if isinstance(value, dict):
        for kind, block in numbers.items():
            if kind in value:
                return at(value[kind], block)
        return {key: revived(part, numbers) for key, part in value.items()}
    return value


def at(place: Sequence[int], block: np.ndarray) -> np.ndarray:
    """The array at [offset, *shape]."""
    offset, *shape = place
    return block[offset : offset + math.prod(shape)].reshape(shape)


def messages(body: bytes) -> list[Any]:
    """The messages of a body behind each other."""
    found = []
    while body:
        size = size_of(body)
        found.append(decode(body[:size]))
        body = body[size:]
    return found


def same(one: Any, other: Any) -> bool:
    """Are two nested structures equal, arrays bit for bit?"""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def finite(value: Any) -> bool:
    """Is every number in nested dicts, lists, tuples and arrays finite?"""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(finite, value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "USO" or bool(np.isfinite(value).all())
    return not isinstance(value, float) or math.isfinite(value)


def places(header: Any) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Where each array of a header lies: the kind of block, and (offset, *shape)."""
    if isinstance(header, list):
        for part in header:
            yield from places(part)
    elif isinstance(header, dict):
        for kind in ("$", "$8"):
            if kind in header:
                yield kind, tuple(header[kind])
                return
        for part in header.values():
            yield from places(part)
