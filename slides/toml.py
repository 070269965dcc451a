"""A file of TOML, refused with the line of what is wrong."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slides.shot import Refused

LARGEST = 100_000  # bytes of a file
# a text over several lines may have anything at the beginning of a line; strings and comments may have its marks
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|#[^\n]*",
    re.DOTALL,
)


@dataclass(frozen=True)
class Toml:
    """A file as it was read. data: what it says."""

    path: Path
    text: str
    data: dict[str, Any]

    def line(self, key: str, table: str = "", index: int = 0) -> int:
        """The line of a key of the top level, or of the table `[[table]]` of that index; else where that begins."""
        lines = TOKEN.sub(_blank, self.text)
        name = _name(key)
        if not table:
            found = re.search(rf"^[ \t]*(?:{name}[ \t]*[=.]|\[+[ \t]*{name}[ \t]*[\].])", lines, re.MULTILINE)
        else:
            head = re.compile(rf"^[ \t]*\[\[[ \t]*{_name(table)}[ \t]*\]\]", re.MULTILINE)
            tables = [*head.finditer(lines)]
            if index >= len(tables):
                return self.line(table)
            end = tables[index + 1].start() if index + 1 < len(tables) else len(lines)
            own = re.compile(rf"^[ \t]*{name}[ \t]*[=.]", re.MULTILINE)
            found = own.search(lines, tables[index].start(), end) or tables[index]
        return 1 if found is None else lines.count("\n", 0, found.start()) + 1

    def refused(self, why: object, line: int | None = None) -> Refused:
        """What is wrong, and where."""
        return Refused(f"{self.path}{f', line {line}' if line else ''}: {why}")


def _blank(match: re.Match[str]) -> str:
    """A text over several lines without what stands in it; everything else as it is."""
    token = match[0]
    return "\n" * token.count("\n") if token.startswith(('"""', "'''")) else token


def _name(key: str) -> str:
    """What a key may look like."""
    bare = re.escape(key) if re.fullmatch(r"[\w-]+", key, re.ASCII) else "(?!)"
    return rf"(?:{bare}|\"{re.escape(key)}\"|'{re.escape(key)}')"


def load(path: Path, what: str) -> Toml:
    """What a file says. what: what it should hold. Raises Refused, and OSError for a file that cannot be read."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(f"{path}: more than {LARGEST} bytes are too many for a {what}")
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise Refused(f"{path}, line {line}: no text in {wrong.encoding}, {wrong.reason}") from None
    try:
        return Toml(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        why, _, place = str(wrong).rpartition(" (at ")
        line = re.search(r"line (\d+)", place)
        raise Refused(f"{path}, line {line[1] if line else len(text.splitlines())}: {why}") from None
    except (RecursionError, ValueError) as wrong:  # nested too deep; a number with thousands of digits
        raise Refused(f"{path}: {'nested too deep' if isinstance(wrong, RecursionError) else wrong}") from None
