"""Frames that a browser has drawn, as a GIF.

They come behind each other, each a PNG behind its length in bytes: four bytes, the largest first.
"""

import asyncio
import io
import struct
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from PIL import Image

from slides.animation import RATE, gif

MOST, LARGEST = 90, 32 * 2**20  # frames, and bytes of all together
SIDES = 1280, 720  # px at most
PATIENCE = 120  # seconds in which they have come
SIGNATURE = b"\x89PNG\r\n\x1a\n"

places = BoundedSemaphore(3)  # bodies in memory
_threads = ThreadPoolExecutor(1, thread_name_prefix="gif")


class Bad(ValueError):
    """What is wrong with the frames, in a sentence."""


async def animated(body: bytes, comment: str) -> bytes:
    """The GIF of a body, computed outside the event loop. Raises Bad."""
    frames = split(body)
    return await asyncio.get_running_loop().run_in_executor(_threads, _animated, frames, comment)


def _animated(frames: list[bytes], comment: str) -> bytes:
    try:
        return gif(frames, RATE["gif"], comment)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError):
        raise Bad("A frame is no whole PNG.") from None


def split(body: bytes) -> list[bytes]:
    """The frames of a body. Raises Bad where they are none, too many, too large or not of one size."""
    frames: list[bytes] = []
    at = 0
    while at < len(body):
        (length,) = struct.unpack(">I", body[at : at + 4]) if len(body) >= at + 4 else (0,)
        frame = body[at + 4 : at + 4 + length]
        if not length or len(frame) < length:
            raise Bad("The frames break off.")
        frames.append(frame)
        at += 4 + length
        if len(frames) > MOST:
            raise Bad(f"There are more than {MOST} frames.")
    if not frames:
        raise Bad("There are no frames.")
    sizes = {_size(frame) for frame in frames}
    if len(sizes) > 1:
        raise Bad("The frames are not of one size.")
    return frames


def _size(frame: bytes) -> tuple[int, int]:
    """Of a PNG, read before Pillow unpacks anything."""
    if not frame.startswith(SIGNATURE) or frame[12:16] != b"IHDR" or len(frame) < 24:
        raise Bad("A frame is no PNG.")
    width, height = struct.unpack(">II", frame[16:24])
    if not (0 < width <= SIDES[0] and 0 < height <= SIDES[1]):
        raise Bad(f"A frame is larger than {SIDES[0]}×{SIDES[1]} px.")
    try:
        with Image.open(io.BytesIO(frame), formats=("PNG",)) as image:
            whole = image.size == (width, height)  # a second header may say another size
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError):
        whole = False
    if not whole:
        raise Bad("A frame is no whole PNG.")
    return width, height
