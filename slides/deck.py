"""canyon deck deck.toml out/"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from lesson.numbers import counted
from slides import marks
from slides.chromium import chromium
from slides.deck_file import DECK, Deck, Picture, read_deck
from slides.deck_page import Slide, deck_page
from slides.film import Film
from slides.picture import check, make, needs, scene, whole
from slides.shot import Refused

SOME_FAILED = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("deck", type=Path, help="a file that names the pictures, as the readme shows")
    parser.add_argument("out", type=Path, help="the folder of the pictures, and of all of them as one PDF and one page")


def deck(asked: argparse.Namespace) -> int:
    """Make the pictures as asked; the exit code. Raises Refused with what is wrong, and OSError."""
    what, out = read_deck(asked.deck), asked.out
    needs({"pdf", *(format for picture in what.pictures for format in picture.formats)})
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} is no folder")
    out.mkdir(parents=True, exist_ok=True)
    files = [order for picture in what.pictures for order in picture.orders(out)]
    check(files)
    made = Made()
    with chromium() as browser:
        studio = Studio(browser)
        for number, picture in enumerate(what.pictures, 1):
            _tell(f"{number} of {len(what.pictures)}: {picture.name}")
            _make(picture, out, studio, made)
    together = _together(what, out, made)
    failed = sum(failure.file != DECK for failure in made.failures)
    print(f"{len(files) - failed} of {counted(len(files), 'file')}{together} in {out}")
    for (picture, why), some in groupby(made.failures, lambda failure: (failure.picture, failure.why)):
        _tell(f"canyon: {picture} ({', '.join(failure.file for failure in some)}): {why}")
    return SOME_FAILED if made.failures else 0


@dataclass(frozen=True)
class Failure:
    """Which file of which picture could not be made. file: its format, or DECK for its page among the others."""

    picture: str
    file: str
    why: str


@dataclass
class Made:
    """What has come of the pictures. pages: a PDF each; marks: what stands in a file of those."""

    slides: list[Slide] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


class Studio:
    """A browser's film, a fresh one after a failure: that may have left the page of the old one broken."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self.film = Film(browser)

    @contextmanager
    def at(self, picture: str, file: str, failures: list[Failure]) -> Iterator[Film]:
        """Take pictures for a file; a failure is noted, and ends these alone."""
        try:
            yield self.film
        except Exception as wrong:
            failures.append(Failure(picture, file, _why(wrong)))
            if not isinstance(wrong, Refused | OSError):
                self.film.close()
                self.film = Film(self._browser)


def _why(wrong: Exception) -> str:
    """In one line."""
    if isinstance(wrong, OSError) and wrong.strerror:
        return wrong.strerror
    lines = str(wrong).splitlines()
    return lines[0] if lines else type(wrong).__name__


def _make(picture: Picture, out: Path, studio: Studio, made: Made) -> None:
    """A picture's own files, then its page among the others."""
    for order in picture.orders(out):
        with studio.at(picture.name, order.format, made.failures) as film:
            make(order, film)
    with studio.at(picture.name, DECK, made.failures) as film:
        shot, shown = picture.shot, scene(picture.shot)
        film.pose(shown, shot.step, picture.template, marks.mark(shot))
        page, svg = film.pdf(), film.svg()
        made.slides.append(
            Slide(picture.name, shown.title, shown.words.summary, picture.address, shot.link, picture.theme, svg)
        )
        made.pages.append(page)
        made.marks.append(marks.mark(shot))


def _together(what: Deck, out: Path, made: Made) -> str:
    """Write all that there are as one PDF and one page; how to say so."""
    if not made.slides:
        return ""
    names = [f"{slide.name}: {slide.title}" for slide in made.slides]
    pdf = marks.pdf(made.pages, what.title, "\n".join(made.marks), names)
    for name, data in ((f"{DECK}.pdf", pdf), (f"{DECK}.html", deck_page(what.title, made.slides).encode())):
        with whole(out / name) as file:
            file.write_bytes(data)
    return f", {DECK}.pdf and {DECK}.html of {counted(len(made.slides), 'picture')}"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
