"""What every page's scene is: a figure in its final state, and how its traces change over the steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Array = NDArray[np.float64]
Values = Array | NDArray[np.uint8] | Sequence[Sequence[str]]


@dataclass(frozen=True)
class Track:
    """How one trace of the figure changes over the steps.

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
class Scene:
    """A picture that can be played.

    drawing: the final state as plotly's {"data", "layout"}; tracks: what changes over steps 0 … `steps`; summary: what
    happened, one to three sentences, also the picture's text alternative; readouts: numbers to show at each step;
    formulas: equations with the numbers of each step; sentences and table: the outcome in detail, table rows as
    column -> text; unit: what a step is called.
    """

    drawing: dict[str, Any]
    tracks: tuple[Track, ...]
    steps: int
    summary: str
    readouts: tuple[Readout, ...] = ()
    formulas: tuple[Formula, ...] = ()
    sentences: tuple[str, ...] = ()
    table: tuple[dict[str, Any], ...] = field(default=())
    unit: str = "step"

    @cached_property
    def figure(self) -> go.Figure:
        """The final state as a figure; built when asked for, because plotly's validation costs more than the scene."""
        return go.Figure(self.drawing)

    def at(self, step: int) -> go.Figure:
        """The static figure at a step. Raises ValueError outside [0, steps]."""
        if not 0 <= step <= self.steps:
            raise ValueError(f"step = {step!r} is outside [0, {self.steps}]")
        figure = go.Figure(self.figure)
        traces: dict[str, Any] = {trace.uid: trace for trace in figure.data}  # type: ignore
        for track in self.tracks:
            traces[track.trace].update(track.at(step))
        return figure
