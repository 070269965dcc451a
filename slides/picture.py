"""A picture of a link as a file, in any of the formats."""

import os
from collections.abc import Iterator
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
from slides.shot import Refused, Shot
from slides.values import csv

STILLS = ("svg", "png", "pdf")
ANIMATIONS = ("gif", "webp", "mp4")
TEXTS = ("html", "csv")
FORMATS = (*STILLS, *ANIMATIONS, *TEXTS)
SMALLER = (1280, 720)  # px of an animation, unless another size is asked for
SIDES = (160, 3840)  # px: the shortest and the longest side of a picture
SECONDS = (0.2, 60.0)


@dataclass(frozen=True)
class Order:
    """One picture to make. size, seconds: None for what is usual."""

    shot: Shot
    out: Path
    size: tuple[int, int] | None = None
    theme: str = ""
    title: bool = True
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise Refused(f"{self.out}: a picture ends in one of {', '.join(FORMATS)}")
        if self.size and not all(SIDES[0] <= side <= SIDES[1] for side in self.size):
            raise Refused(f"size {self.size[0]}x{self.size[1]} is outside {SIDES[0]} to {SIDES[1]} px a side")
        if self.size and self.format == "mp4" and any(side % 2 for side in self.size):
            raise Refused(f"size {self.size[0]}x{self.size[1]}: an MP4 needs even numbers")
        if self.seconds is not None and not SECONDS[0] <= self.seconds <= SECONDS[1]:
            raise Refused(f"{self.seconds:g} seconds are outside {SECONDS[0]:g} to {SECONDS[1]:g}")
        if self.out.is_dir() or not self.out.parent.is_dir():
            raise Refused(
                f"{self.out}: there is no such folder" if not self.out.is_dir() else f"{self.out} is a folder"
            )

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


def check(orders: list[Order]) -> None:
    """Raises Refused, with what to install, where something is missing that any of them needs."""
    if any(order.filmed for order in orders):
        chromium.check()
    for package, needed, extra in (("pypdf", "pdf", "slides"), ("av", "mp4", "video")):
        if find_spec(package) is None and any(order.format == needed for order in orders):
            raise Refused(f"a {needed.upper()} needs the package {package}: pip install -e '.[{extra}]'")


def make(order: Order, film: Film | None) -> None:
    """Write the file. film: where it is filmed, one must be given. Raises Refused, and OSError."""
    with _whole(order.out) as out:
        if order.filmed:
            assert film is not None
            _filmed(order, film, out)
        else:
            out.write_text(_text(order), encoding="utf-8", newline="")


def _text(order: Order) -> str:
    shot = order.shot
    if order.format == "html":
        return standalone(shot, order.theme)
    return csv(_scene(shot))


def _scene(shot: Shot) -> Scene:
    return _computed(shot.view.page.name, shot.view.act.name, shot.view.settings)


@lru_cache(maxsize=1)  # several formats of one picture follow each other
def _computed(page: str, act: str, settings: Any) -> Scene:
    return PAGES[page].scene(settings, act)


def _filmed(order: Order, film: Film, out: Path) -> None:
    shot, scene = order.shot, _scene(order.shot)
    moving = order.format in ANIMATIONS
    film.pose(
        scene,
        None if moving else shot.step,
        Template(order.pixels, order.theme or "light", order.title),
        marks.mark(shot),
    )
    if moving:
        _animated(order, film, scene, out)
    elif order.format == "svg":
        out.write_text(film.svg(), encoding="utf-8")
    elif order.format == "png":
        out.write_bytes(marks.png(film.png(), shot))
    else:
        out.write_bytes(marks.pdf([film.pdf()], scene.title, marks.mark(shot)))


def _animated(order: Order, film: Film, scene: Scene, out: Path) -> None:
    rate, comment = animation.RATE[order.format], marks.mark(order.shot)
    frames = film.frames(animation.places(scene.steps, order.seconds or scene.seconds, rate))
    if order.format == "mp4":
        animation.mp4(frames, order.pixels, rate, comment, scene.title, out)
    else:
        write = animation.gif if order.format == "gif" else animation.webp
        out.write_bytes(write([*frames], rate, comment))


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the one wanted, which becomes that when all of it is there, and else is gone."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        draft = Path(file.name)
    try:
        yield draft
        draft.chmod(0o666 & ~_mask())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
