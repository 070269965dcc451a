"""A search read from a file of TOML, refused with the line of what is wrong."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from slides.shot import Refused
from tuning import HYPERPARAMETERS, Range, Search

LARGEST = 100_000  # bytes of a file
ENDS = {"from": "low", "to": "high", "points": "points"}


def read_search(path: Path) -> Search:
    """The search that a file describes. Raises Refused, and OSError for a file that cannot be read."""
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise Refused(f"{path}: {len(data)} bytes are too many for a search; at most {LARGEST}")
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        raise Refused(f"{path}: {wrong}") from None
    try:
        asked = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        why, _, place = str(wrong).rpartition(" (at ")
        line = re.search(r"line (\d+)", place)
        raise Refused(f"{path}, line {line[1] if line else len(text.splitlines())}: {why}") from None
    known = [item.name for item in fields(Search)]
    chosen: dict[str, Any] = {}
    for key, value in asked.items():
        try:
            if key not in known:
                raise ValueError(f"{key} is not known; known are {', '.join(known)}")
            chosen[key] = _value(key, value)
            Search(**{key: chosen[key]})
        except ValueError as wrong:
            raise Refused(f"{path}, line {_line(text, key)}: {wrong}") from None
    try:
        return Search(**chosen)
    except ValueError as wrong:  # what is right by itself, but not together
        raise Refused(f"{path}: {wrong}") from None


def _value(key: str, value: Any) -> Any:
    """A hyperparameter's values or range; other fields as they are."""
    if key not in HYPERPARAMETERS:
        return value
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return (value,)
    unknown = [part for part in value if part not in ENDS]
    if unknown or not {"from", "to"} <= set(value):
        raise ValueError(f"{key} = {value!r}: a range is {{ from = …, to = …, points = … }}, points if it is a grid")
    numbers = {ENDS[part]: given for part, given in value.items()}
    for part, given in numbers.items():
        if isinstance(given, bool) or not isinstance(given, int if part == "points" else int | float):
            raise ValueError(f"{key} = {value!r}: {given!r} is no number; allowed is {HYPERPARAMETERS[key].allowed}")
    return Range(**numbers)


def _line(text: str, key: str) -> int:
    """The line on which a key of the file's top level stands."""
    bare = re.escape(key) if re.fullmatch(r"[\w-]+", key) else "(?!)"
    names = rf"(?:{bare}|\"{re.escape(key)}\"|'{re.escape(key)}')"
    found = re.search(rf"^[ \t]*(?:{names}[ \t]*[=.]|\[+[ \t]*{names}[ \t]*[\].])", text, re.MULTILINE)
    return 1 if found is None else text.count("\n", 0, found.start()) + 1
