"""Frames as a GIF, a WebP or an MP4."""

import io
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

RATE = {"gif": 12, "webp": 20, "mp4": 30}  # frames a second
REST = 2.0  # seconds for which the last frame stays
COLOURS = 255  # of all frames together; one more is left for "as before"
SAMPLED = 8  # frames whose colours make the palette
BT709 = 1
IMAGE_DESCRIPTION = 270  # a field of Exif


def places(steps: int, seconds: float, rate: int) -> list[float]:
    """The steps of the frames: from the first to the last one, evenly."""
    return np.linspace(0, steps, max(round(seconds * rate), 1) + 1).tolist()


def gif(frames: Sequence[bytes], rate: int, comment: str = "") -> bytes:
    """One palette for all frames, no dither: what stays the same is the same, and is not sent again.

    frames: PNG or another still each, of one size. They are unpacked one by one: all together take hundreds of MB.
    """
    sample = [*frames[:: max(len(frames) // SAMPLED, 1)], frames[-1]]
    sheet = Image.fromarray(np.concatenate([np.asarray(_opened(frame))[::2, ::2] for frame in sample]))
    palette = sheet.quantize(COLOURS - 1, Image.Quantize.MEDIANCUT, kmeans=1)
    images = (_reduced(_opened(frame), palette) for frame in frames)
    first = next(images)
    out = io.BytesIO()
    first.save(
        out,
        "GIF",
        save_all=True,
        append_images=images,
        duration=_durations(len(frames), rate),
        loop=0,
        comment=comment.encode(),
    )
    return out.getvalue()


def webp(frames: Sequence[bytes], rate: int, comment: str) -> bytes:
    """Without loss."""
    first, *rest = [_opened(frame) for frame in frames]
    exif = Image.Exif()
    exif[IMAGE_DESCRIPTION] = comment
    out = io.BytesIO()
    durations = _durations(len(frames), rate)
    first.save(
        out, "WEBP", save_all=True, append_images=rest, duration=durations, loop=0, lossless=True, method=2, exif=exif
    )
    return out.getvalue()


def _reduced(image: Image.Image, palette: Image.Image) -> Image.Image:
    """An image in the colours of a palette, and one more for the paper, as its corner has it: white is white."""
    pixels = np.asarray(image)
    paper = pixels[0, 0]
    red, green, blue = (pixels[..., i] == paper[i] for i in range(3))
    places = np.array(image.quantize(palette=palette, dither=Image.Dither.NONE))
    places[red & green & blue] = COLOURS - 1
    colours = np.zeros((COLOURS, 3), dtype=np.uint8)
    mixed = np.reshape(palette.getpalette() or [], (-1, 3))[: COLOURS - 1]
    colours[: len(mixed)], colours[-1] = mixed, paper
    reduced = Image.fromarray(places)
    reduced.putpalette(colours.tobytes())
    return reduced


def _opened(frame: bytes) -> Image.Image:
    return Image.open(io.BytesIO(frame)).convert("RGB")


def _durations(count: int, rate: int) -> list[int]:
    """In ms, multiples of 10, as a GIF counts."""
    ends = [round(100 * (i + 1) / rate) for i in range(count)]
    each = [10 * (end - start) for start, end in zip([0, *ends], ends, strict=False)]
    return [*each[:-1], round(1000 * REST)]


def mp4(frames: Iterable[bytes], size: tuple[int, int], rate: int, comment: str, title: str, out: Path) -> None:
    """H.264 that every player takes, with the colours that the frames have. size: of the frames, even numbers of px."""
    import av
    from av.video.reformatter import ColorRange, Colorspace

    with av.open(str(out), "w", format="mp4", options={"movflags": "use_metadata_tags+faststart"}) as container:
        container.metadata.update({"title": title, "comment": comment})
        stream: Any = container.add_stream("libx264", rate=Fraction(rate), options={"crf": "16", "preset": "veryfast"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = ColorRange.MPEG

        def add(frame: bytes) -> None:
            picture = av.VideoFrame.from_image(_opened(frame)).reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            container.mux(stream.encode(picture))

        with ThreadPoolExecutor(1) as encoder:  # while the next frame is drawn
            added = None
            for frame in _held(frames, round(REST * rate)):
                if added:
                    added.result()
                added = encoder.submit(add, frame)
            if added:
                added.result()
        container.mux(stream.encode())


def _held(frames: Iterable[bytes], more: int) -> Iterator[bytes]:
    """The frames, the last one that many times more."""
    last = b""
    for last in frames:
        yield last
    for _ in range(more if last else 0):
        yield last
