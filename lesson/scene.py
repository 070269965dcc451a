"""What a page shows of a run: a drawing in its final state, how it changes over the steps, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Values = Array | NDArray[np.uint8] | Sequence[Sequence[str]]


@dataclass(frozen=True)
class Track:
    """How one trace of the drawing changes over the steps.

    trace: the trace's uid. values: "x", "y" or "z" -> an array whose first axis is time. mode: "grow" shows the
    entries up to the step (entry i appears at step i * stride), "move" the step's entry alone, "replace" the step's
    entry as the trace's whole array. A stride of 1/2 gives each step two entries. An array that ends early stays at
    its last entry.

    "replace" also takes "text": for each time as many plain texts, " " for none. A heatmap's "z" (T, rows, columns) is
    best uint8, with zmin 0 and zmax 255: it is sent as bytes and, without zsmooth "best", painted in place.
    """

    trace: str
    mode: Literal["grow", "move", "replace"]
    values: Mapping[str, Values]
    stride: float = 1

    def at(self, step: int) -> dict[str, Any]:
        """The trace's arrays at a step."""
        n = int(step // self.stride)
        if self.mode == "grow":
            return {key: array[: n + 1] for key, array in self.values.items()}
        shown = {key: array[min(n, len(array) - 1)] for key, array in self.values.items()}
        return shown if self.mode == "replace" else {key: np.atleast_1d(value) for key, value in shown.items()}


@dataclass(frozen=True)
class Readout:
    """Numbers shown live beside the picture: a label in a colour, and for each symbol its value over the steps."""

    label: str
    colour: str
    values: Mapping[str, Array]


@dataclass(frozen=True)
class Formula:
    """An equation with the numbers of the step: template's {name} is filled with values[name] at that step.

    The template is plain text in the lecture's symbols; {name:d} is a whole number, such as t.
    """

    label: str
    colour: str
    template: str
    values: Mapping[str, Array]


@dataclass(frozen=True)
class Words:
    """What is said of a run: plain text in which **this** is strong.

    summary: what happened, one to three sentences, also the picture's text alternative; sentences: the outcome in
    detail; table: rows as column -> text; links: what the run leads to, (words, address beside the
    page's own).
    """

    summary: str
    sentences: tuple[str, ...] = ()
    table: tuple[Mapping[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a run says to an act's question: the guess that it bears out, None if it bears out none, and why."""

    right: str | None
    because: str


@dataclass(frozen=True)
class Pick:
    """Settings that a click or a drag on the drawing's first axes sets: fields of x and y (or of x alone), and the
    domain ((low, high), ...) that they are kept in."""

    fields: tuple[str, ...]
    domain: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Scene:
    """A picture that can be played, with everything that depends on the run.

    title: its headline. drawing: the final state as plotly's {"data", "layout"}; tracks: what changes over steps 0 …
    `steps`; unit: what a step is called; seconds: how long the whole run plays. readouts, formulas: numbers to show at
    each step. progress: the share of a long computation that is done, 1 if it is over.
    """

    title: str
    drawing: dict[str, Any]
    tracks: tuple[Track, ...]
    steps: int
    words: Words
    unit: str = "step"
    seconds: float = 6.0
    readouts: tuple[Readout, ...] = ()
    formulas: tuple[Formula, ...] = ()
    pick: Pick | None = None
    answer: Answer | None = None
    progress: float = field(default=1.0)

    def at(self, step: int) -> dict[str, Any]:
        """The drawing at a step. Raises ValueError outside [0, steps]."""
        if not 0 <= step <= self.steps:
            raise ValueError(f"step = {step!r} is outside [0, {self.steps}]")
        tracks = {track.trace: track.at(step) for track in self.tracks}
        data = [{**trace, **tracks.get(trace["uid"], {})} for trace in self.drawing["data"]]
        return {**self.drawing, "data": data}
