"""A picture of a link as a file, in any of the formats."""

import os
import re
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from lesson import Scene
from pages import PAGES
from slides import animation, chromium, marks
from slides.document import standalone
from slides.film import Film, Template
from slides.program import program
from slides.shot import Refused, Shot
from slides.values import csv

STILLS = ("svg", "png", "pdf")
ANIMATIONS = ("gif", "webp", "mp4")
TEXTS = ("html", "csv", "py")
FORMATS = (*STILLS, *ANIMATIONS, *TEXTS)
SMALLER = (1280, 720)  # px of an animation, unless another size is asked for
SIDES = (160, 3840)  # px: the shortest and the longest side of a picture
SECONDS = (0.2, 60.0)


@dataclass(frozen=True)
class Order:
    """One picture to make. size, seconds: None for what is usual; keras: a program for Keras, not PyTorch."""

    shot: Shot
    out: Path
    size: tuple[int, int] | None = None
    theme: str = ""
    title: bool = True
    seconds: float | None = None
    keras: bool = False

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise Refused(f"{self.out}: a picture ends in one of {', '.join(FORMATS)}")
        if self.size:
            fit(self.size)
        if self.size and self.format == "mp4" and any(side % 2 for side in self.size):
            raise Refused(f"size {self.size[0]}x{self.size[1]}: an MP4 needs even numbers")
        if self.seconds is not None:
            duration(self.seconds)

    @property
    def format(self) -> str:
        """What the file's name ends in."""
        return self.out.suffix[1:].lower()

    @property
    def pixels(self) -> tuple[int, int]:
        """The picture's size."""
        return self.size or (SMALLER if self.format in ANIMATIONS else Template().size)

    @property
    def filmed(self) -> bool:
        """Does it need Chromium?"""
        return self.format not in TEXTS


def size(text: str) -> tuple[int, int]:
    """Width and height in px of a text such as 1920x1080. Raises Refused."""
    sides = re.fullmatch(r"(\d{1,6})x(\d{1,6})", text, re.ASCII)
    if sides is None:
        raise Refused(f"size {text[:80]!r} is no size such as 1920x1080")
    return fit((int(sides[1]), int(sides[2])))


def fit(sides: tuple[int, int]) -> tuple[int, int]:
    """Width and height as they are. Raises Refused where a picture cannot be so small or so large."""
    if not all(SIDES[0] <= side <= SIDES[1] for side in sides):
        raise Refused(f"size {sides[0]}x{sides[1]} is outside {SIDES[0]} to {SIDES[1]} px a side")
    return sides


def duration(seconds: float) -> float:
    """How long an animation runs. Raises Refused where that is too short or too long."""
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise Refused(f"{seconds:g} seconds are outside {SECONDS[0]:g} to {SECONDS[1]:g}")
    return seconds


def check(orders: Sequence[Order]) -> None:
    """Raises Refused where a file has no place, and, with what to install, where something is missing to make it."""
    for out in (order.out for order in orders):
        if out.is_dir():
            raise Refused(f"{out} is a folder")
        if not out.parent.is_dir():
            raise Refused(f"{out}: there is no such folder")
    needs({order.format for order in orders})


def needs(formats: Set[str]) -> None:
    """Raises Refused, with what to install, where something is missing that one of the formats needs."""
    if formats - {*TEXTS}:
        chromium.check()
    for package, needed, extra in (("pypdf", "pdf", "slides"), ("av", "mp4", "video")):
        if needed in formats and find_spec(package) is None:
            raise Refused(f"a {needed.upper()} needs the package {package}: pip install -e '.[{extra}]'")


def make(order: Order, film: Film | None) -> None:
    """Write the file. film: where it is filmed, one must be given. Raises Refused, and OSError."""
    with whole(order.out) as out:
        if order.filmed:
            assert film is not None
            _filmed(order, film, out)
        else:
            out.write_text(_text(order), encoding="utf-8", newline="")


def _text(order: Order) -> str:
    shot = order.shot
    if order.format == "html":
        return standalone(shot, order.theme)
    if order.format == "py":
        try:
            return program(shot.view, "keras" if order.keras else "torch")
        except ValueError as wrong:
            raise Refused(str(wrong)) from None
    return csv(scene(shot))


def scene(shot: Shot) -> Scene:
    """What a link shows."""
    return _computed(shot.view.page.name, shot.view.act.name, shot.view.settings)


@lru_cache(maxsize=1)  # several formats of one picture follow each other
def _computed(page: str, act: str, settings: Any) -> Scene:
    return PAGES[page].scene(settings, act)


def _filmed(order: Order, film: Film, out: Path) -> None:
    shot, shown = order.shot, scene(order.shot)
    moving = order.format in ANIMATIONS
    film.pose(
        shown,
        None if moving else shot.step,
        Template(order.pixels, order.theme or "light", order.title, moving),
        marks.mark(shot),
    )
    if moving:
        _animated(order, film, shown, out)
    elif order.format == "svg":
        out.write_text(film.svg(), encoding="utf-8")
    elif order.format == "png":
        out.write_bytes(marks.png(film.png(), shot))
    else:
        out.write_bytes(marks.pdf([film.pdf()], shown.title, marks.mark(shot)))


def _animated(order: Order, film: Film, shown: Scene, out: Path) -> None:
    rate, comment = animation.RATE[order.format], marks.mark(order.shot)
    frames = film.frames(animation.places(shown.steps, order.seconds or shown.seconds, rate))
    if order.format == "mp4":
        animation.mp4(frames, order.pixels, rate, comment, shown.title, out)
    else:
        write = animation.gif if order.format == "gif" else animation.webp
        out.write_bytes(write([*frames], rate, comment))


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside the one wanted, which becomes that when all of it is there, and else is gone."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        draft = Path(file.name)
    try:
        yield draft
        draft.chmod(0o666 & ~mask())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def mask() -> int:
    """What a new file may not be, as the process has it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
