"""Frames that a browser has drawn, as a GIF.

They come behind each other, each a PNG behind its length in bytes: four bytes, the largest first. A process of its own
(`python -m slides.frames`) puts them together: its hundred MB are gone afterwards, and it keeps no scene waiting.
"""

import asyncio
import io
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore

from PIL import Image

from slides.animation import RATE, gif

MOST, LARGEST = 90, 32 * 2**20  # frames, and bytes of all together
SIDES = 1280, 720  # px at most
PATIENCE = 120  # seconds in which they have come, and in which they are put together
WRONG = 2  # the process's exit code for Bad
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)  # says Pillow
SIGNATURE = b"\x89PNG\r\n\x1a\n"

places = BoundedSemaphore(3)  # bodies in memory
_threads = ThreadPoolExecutor(1, thread_name_prefix="gif")


class Bad(ValueError):
    """What is wrong with the frames, in a sentence."""


async def animated(body: bytes, comment: str) -> bytes:
    """The GIF of a body, one at a time. Raises Bad, and TimeoutError."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _elsewhere, body, comment)


def _elsewhere(body: bytes, comment: str) -> bytes:
    command = [sys.executable, "-m", "slides.frames", comment]
    try:
        done = subprocess.run(
            command, input=body, capture_output=True, timeout=PATIENCE, cwd=Path(__file__).parents[1], check=False
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if done.returncode == WRONG:
        raise Bad(done.stderr.decode().splitlines()[-1])  # behind warnings
    if done.returncode:
        raise RuntimeError(f"the GIF's process ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def made(body: bytes, comment: str) -> bytes:
    """The GIF of a body, in this process. Raises Bad for too many, too large ones, several sizes, none."""
    frames = [*_split(body)]
    if not frames:
        raise Bad("There are no frames.")
    if len({_size(frame) for frame in frames}) > 1:
        raise Bad("The frames are not of one size.")
    try:
        return gif(frames, RATE["gif"], comment)
    except UNREADABLE:
        raise Bad("A frame is no whole PNG.") from None


def _split(body: bytes) -> Iterator[bytes]:
    at = count = 0
    while at < len(body):
        length = int.from_bytes(body[at : at + 4])
        frame = body[at + 4 : at + 4 + length]
        if not length or len(frame) < length:
            raise Bad("The frames break off.")
        count += 1
        if count > MOST:
            raise Bad(f"There are more than {MOST} frames.")
        yield frame
        at += 4 + length


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
    except UNREADABLE:
        whole = False
    if not whole:
        raise Bad("A frame is no whole PNG.")
    return width, height


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(made(sys.stdin.buffer.read(), sys.argv[1]))
    except Bad as wrong:
        sys.stderr.write(str(wrong))
        sys.exit(WRONG)
