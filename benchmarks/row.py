"""One budget beside what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

COLUMNS = "{:<66} {:>11} {:>10} {:>48} {:>48}  {}"


def middle(samples: Sequence[float]) -> float:
    """The median."""
    return float(np.median(samples))


def quartiles(samples: Sequence[float], unit: str) -> str:
    """The quartiles as text."""
    low, high = np.quantile(samples, (0.25, 0.75))
    return f"{_digits(low)} … {_digits(high)} {unit}"


def typical(samples: Sequence[float], unit: str) -> str:
    """The median with its quartiles as text."""
    return f"{_digits(middle(samples))} ({quartiles(samples, unit)})"


@dataclass(frozen=True)
class Row:
    """A budget of DESIGN.md.

    sign: "≤" or "≥"; limit and measured in the unit, limit None where there is no budget, measured None where it could
    not be. spread: quartiles, or why nothing was measured. floor: what the figure is a ratio of, or for comparison what
    the floor app needs.
    """

    what: str
    sign: str
    limit: float | None
    unit: str
    measured: float | None
    spread: str
    floor: str

    @property
    def missed(self) -> bool:
        if self.measured is None or self.limit is None:
            return False
        return not (self.measured <= self.limit if self.sign == "≤" else self.measured >= self.limit)

    def __str__(self) -> str:
        measured = "–" if self.measured is None else f"{_digits(self.measured)} {self.unit}"
        verdict = "not measured" if self.measured is None else "MISSED" if self.missed else "holds"
        if self.limit is None:
            budget, verdict = "no budget", ""
        else:
            budget = f"{self.sign} {self.limit:g} {self.unit}"
        return COLUMNS.format(self.what, budget, measured, self.spread, self.floor, verdict)


def _digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
