"""A search as a file of TOML says it."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from slides.toml import load
from tuning import HYPERPARAMETERS, Range, Search

ENDS = {"from": "low", "to": "high", "points": "points"}


def read_search(path: Path) -> Search:
    """The search that a file describes. Raises Refused, and OSError for a file that cannot be read."""
    file = load(path, "search")
    known = [item.name for item in fields(Search)]
    chosen: dict[str, Any] = {}
    for key, value in file.data.items():
        try:
            if key not in known:
                raise ValueError(f"{key} is not known; known are {', '.join(known)}")
            chosen[key] = _value(key, value)
            Search(**{key: chosen[key]})
        except ValueError as wrong:
            raise file.refused(wrong, file.line(key)) from None
    try:
        return Search(**chosen)
    except ValueError as wrong:  # what is right by itself, but not together
        raise file.refused(wrong) from None


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
