"""A search's table in a file of comma-separated values: written whole or not at all, and gone on from."""

import csv
import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from slides.shot import Refused
from tuning import HYPERPARAMETERS, Candidate, Row, Search

HYPER = tuple(item.name for item in fields(Candidate))
COLUMNS = ("search", "rung", "index", *HYPER, "validation", "training", "errors", "epochs_best")


class Changed(Refused):
    """A file holds the table of another search, or none."""


def digest(what: Search) -> str:
    """Equal for searches that train the same: limits do not count."""
    known = {name: value for name, value in asdict(what).items() if name != "most_seconds"}
    return hashlib.sha256(repr(known).encode()).hexdigest()[:12]


class Table:
    """The rows of a search in a file; without a path they are not kept.

    Raises Changed where the file is not this search's, OSError where it cannot be read.
    """

    def __init__(self, path: Path | None, what: Search) -> None:
        self.path, self.rows = path, tuple[Row, ...]()
        self._digest = digest(what)
        if path is not None and path.exists():
            self.rows = tuple(self._read(path, what))

    def keep(self, rows: Iterable[Row]) -> None:
        """Write the rows; whoever reads the file sees the old ones or the new."""
        if self.path is None:
            return
        written = io.StringIO()
        writer = csv.DictWriter(written, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(self._cells(row))
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            fresh.write_text(written.getvalue(), encoding="utf-8")
            fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)

    def _cells(self, row: Row) -> dict[str, Any]:
        given = {name: getattr(row.candidate, name) for name in HYPER}
        return {
            **{"search": self._digest, "rung": row.rung, "index": row.index},
            **{name: "" if value is None else value for name, value in given.items()},
            **{"validation": repr(row.validation), "training": repr(row.training)},
            **{"errors": " ".join(map(repr, row.errors)), "epochs_best": " ".join(map(str, row.epochs))},
        }

    def _read(self, path: Path, what: Search) -> Iterable[Row]:
        again = "give another --out, or remove it to begin anew"
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise Changed(f"{path} is no table of a search: {again}")
            for number, cells in enumerate(reader, 2):
                if cells["search"] != self._digest:
                    raise Changed(f"{path} is the table of another search: {again}")
                try:
                    row = _row(cells)
                except (ValueError, TypeError, AttributeError):
                    raise Changed(f"{path}, line {number} cannot be read: {again}") from None
                if not 0 <= row.index < len(what.candidates) or what.candidates[row.index] != row.candidate:
                    raise Changed(f"{path}, line {number} is none of this search's settings: {again}")
                yield row


def _row(cells: dict[str, str]) -> Row:
    kinds = {name: known.kind for name, known in HYPERPARAMETERS.items()}
    candidate = Candidate(**{name: kinds[name](cells[name]) if cells[name] else None for name in HYPER})  # type: ignore[arg-type]
    return Row(
        int(cells["index"]),
        int(cells["rung"]),
        candidate,
        float(cells["validation"]),
        float(cells["training"]),
        tuple(map(float, cells["errors"].split())),
        tuple(map(int, cells["epochs_best"].split())),
    )
