"""A lecture's pictures as a file of TOML says them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from slides import picture
from slides.film import Template
from slides.picture import FORMATS, Order
from slides.shot import STEP, Refused, Shot, shot
from slides.toml import Toml, load

DECK = "deck"  # what the files of all pictures are called
MOST = 100  # pictures
USUAL = ("svg",)  # formats
LONGEST_NAME, LONGEST_TITLE = 100, 200  # bytes; characters
NAME = re.compile(r"[^\W_](?:[\w .+-]*[\w+-])?")


@dataclass(frozen=True)
class Picture:
    """One of a deck's pictures. address: its link as it was written; formats: of its own files."""

    name: str
    shot: Shot
    address: str
    formats: tuple[str, ...] = USUAL
    size: tuple[int, int] | None = None
    theme: str = "light"
    headline: bool = True
    seconds: float | None = None

    @property
    def template(self) -> Template:
        """How it is laid out among the others."""
        return Template(self.size or Template().size, self.theme, self.headline)

    def orders(self, folder: Path) -> list[Order]:
        """Its own files. Raises Refused."""
        files = [folder / f"{self.name}.{format}" for format in self.formats]
        return [Order(self.shot, file, self.size, self.theme, self.headline, self.seconds) for file in files]


@dataclass(frozen=True)
class Deck:
    """Pictures, and what they are together."""

    title: str
    pictures: tuple[Picture, ...]


def read_deck(path: Path) -> Deck:
    """The deck that a file describes. Raises Refused, and OSError for a file that cannot be read."""
    file = load(path, DECK)
    tables = file.data.pop("picture", None)
    common = _read(file, file.data, {"title": _title, **COMMON})
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise file.refused("a deck has pictures, and each begins with [[picture]]", file.line("picture"))
    if len(tables) > MOST:
        raise file.refused(f"{len(tables)} pictures are too many; at most {MOST}", file.line("", "picture", MOST))
    title = common.pop("title", path.stem)
    pictures: dict[str, Picture] = {}
    for index, table in enumerate(tables):
        own = _read(file, table, {"name": _name, "link": _link, "step": _step, **COMMON}, index)
        begins = file.line("", "picture", index)
        for needed in ("name", "link"):
            if needed not in own:
                raise file.refused(f"a picture needs a {needed}", begins)
        step = own.pop("step", None)
        made, own["address"] = own.pop("link")
        own["shot"] = made if step is None else Shot(made.view, step)
        found = Picture(**common | own)
        key = normalize("NFC", found.name).casefold()  # as a file system may compare them
        if key in pictures:
            raise file.refused(f"there are two pictures {found.name!r}", file.line("name", "picture", index))
        try:
            found.orders(Path())
        except Refused as wrong:  # what is right by itself, but not together
            raise file.refused(wrong, begins) from None
        pictures[key] = found
    return Deck(title, tuple(pictures.values()))


def _read(
    file: Toml, values: Mapping[str, Any], known: Mapping[str, Callable[[Any], Any]], index: int | None = None
) -> dict[str, Any]:
    """What the keys say, of the picture of that index or of the whole deck. known: how the value of each is read."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        try:
            if key not in known:
                raise Refused(f"{_told(key)} is not known; known are {', '.join(known)}")
            found[key] = known[key](value)
        except Refused as wrong:
            line = file.line(key) if index is None else file.line(key, "picture", index)
            raise file.refused(wrong, line) from None
    return found


def _told(value: Any) -> str:
    return f"{value!r:.80}"


def _text(value: Any, key: str, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > longest:
        raise Refused(f"{key} = {_told(value)} is no text of one line and at most {longest} characters")
    return value


def _title(value: Any) -> str:
    return _text(value, "title", LONGEST_TITLE)


def _name(value: Any) -> str:
    name = normalize("NFC", _text(value, "name", LONGEST_NAME))
    if not NAME.fullmatch(name) or len(name.encode()) > LONGEST_NAME:
        raise Refused(
            f"name = {_told(name)} is no name of a file: letters, digits and - _ + . and spaces, "
            f"a letter or digit first, at most {LONGEST_NAME} bytes"
        )
    if name.casefold() == DECK:
        raise Refused(f"name = {_told(name)} is what the files of all pictures are called")
    return name


def _link(value: Any) -> tuple[Shot, str]:
    if not isinstance(value, str):
        raise Refused(f"link = {_told(value)} is no text")
    try:
        return shot(value), value
    except Refused as wrong:
        raise Refused(f"link = {_told(value)}: {wrong}") from None


def _step(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not STEP.fullmatch(str(value)):
        raise Refused(f"step = {_told(value)} is no step")
    return value


def _theme(value: Any) -> str:
    if value not in ("light", "dark"):
        raise Refused(f"theme = {_told(value)} is neither 'light' nor 'dark'")
    return value


def _size(value: Any) -> tuple[int, int]:
    return picture.size(_text(value, "size", LONGEST_TITLE))


def _headline(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"headline = {_told(value)} is neither true nor false")
    return value


def _formats(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) and part in FORMATS for part in value):
        raise Refused(f"formats = {_told(value)} is no list of some of {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(value))


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"seconds = {_told(value)} is no number")
    return picture.duration(value)


COMMON: dict[str, Callable[[Any], Any]] = {
    **{"formats": _formats, "size": _size, "theme": _theme, "headline": _headline, "seconds": _seconds}
}
