"""Where the value of a hyperparameter lies on an axis, and how errors are drawn on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.panels import AXIS
from lesson import number
from pages.tuning.settings import AXES, CALLED, value_of
from tuning import HYPERPARAMETERS, Range, Row, Search

Array = NDArray[np.float64]
NAMES = {"algorithm": "Rule", **dict(zip(AXES, CALLED, strict=True))}
TITLE = 18  # pixels of an axis's title
OFF = 1.03  # beyond an axis's end


@dataclass(frozen=True)
class Scale:
    """A hyperparameter's axis: its values lie from 0 to 1, by ratio where it goes by ratio; ticks: (place, text)."""

    name: str
    low: float
    high: float
    log: bool
    ticks: tuple[tuple[float, str], ...]

    def at(self, values: Array) -> Array:
        """Where values lie."""
        if self.high <= self.low:
            return np.full(np.shape(values), 0.5)
        if self.log:
            return np.log(np.maximum(values, self.low) / self.low) / np.log(self.high / self.low)
        return (values - self.low) / (self.high - self.low)

    def axis(self, vertical: bool = False) -> dict[str, Any]:
        """plotly's entry of the axis."""
        return {
            **AXIS,
            **{"range": [-0.06, 1.06], "tickvals": [at for at, _ in self.ticks]},
            **{"ticktext": [text for _, text in self.ticks], "showline": False, "tickangle": 0},
            "title": {"text": NAMES[self.name], "standoff": 6 if vertical else 2, "font": {"size": TITLE}},
        }


def scale_of(what: Search, name: str) -> Scale:
    """The axis of one of a search's hyperparameters."""
    tried = getattr(what, name)
    values = (tried.low, tried.high) if isinstance(tried, Range) else tuple(sorted(tried))
    low, high = float(values[0]), float(values[-1])
    log = HYPERPARAMETERS[name].log and low > 0
    plain = Scale(name, low, high, log, ())
    marks: Sequence[float] = values
    if isinstance(tried, Range) or len(values) > 6:
        decades = [10.0**power for power in range(-5, 2) if low * 0.99 <= 10.0**power <= high * 1.01]
        marks = decades if log and decades else np.linspace(low, high, 3).tolist()
    places = plain.at(np.array([*marks], dtype=float)).tolist()
    return Scale(name, low, high, log, tuple((at, number(mark)) for at, mark in zip(places, marks, strict=True)))


def values_of(rows: Sequence[Row], name: str) -> Array:
    """The values of a hyperparameter in rows (n,)."""
    return np.array([value_of(row.candidate, name) for row in rows])


def top_of(errors: Array, baseline: float) -> float:
    """The end of an axis of errors: a little above the naive baseline, or the highest error if that is lower."""
    return float(1.08 * min(max(float(np.max(errors)), 1e-9), 1.15 * baseline))


def errors_axis(top: float, title: str = "validation error") -> dict[str, Any]:
    """An axis of errors from 0."""
    return {
        **AXIS,
        **{"range": [-0.03 * top, OFF * top], "nticks": 5},
        "title": {"text": title, "standoff": 4, "font": {"size": TITLE}},
    }


def counts_axis(most: int, title: str, room: float = 1.06) -> dict[str, Any]:
    """An axis of 0 to so many, with room for a name at its right."""
    return {
        **AXIS,
        **{"range": [-0.03 * most, room * most], "tickvals": sorted({0, most // 2, most}), "showline": False},
        "title": {"text": title, "standoff": 2, "font": {"size": TITLE}},
    }
