"""A size beside what it is measured against: bars, a line over them, dots by their case, and texts that change.

Heights come as shares of their axes, so that a drag moves points alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import board
from figures.board import Area
from figures.panels import AXIS, first_steps
from figures.theme import HALO, INK, LINE, MUTED, PAPER
from lesson import Track

Array = NDArray[np.float64]
HALF, TOUCHING = 0.4, 80  # half a bar's width in steps; from so many bars on they touch
MARGIN = {"l": 10, "r": 26, "t": 8, "b": 34}


@dataclass
class Part:
    """A pair of axes with fixed ranges, and what is drawn on it.

    area, narrow: its place, and on a phone. steps: how many the x axis counts, 0 for none. equal: one scale for both.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    area: Area
    narrow: Area
    steps: int = 0
    equal: bool = False
    traces: list[dict[str, Any]] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)

    def add(self, trace: dict[str, Any], *track: Track) -> None:
        """One more trace, and how it changes."""
        self.traces.append({"type": "scatter", "hoverinfo": "skip", **trace})
        self.tracks += track


def assembled(parts: Sequence[Part]) -> tuple[dict[str, Any], tuple[Track, ...]]:
    """The parts as plotly's {"data", "layout"}, and the tracks of all; a click is followed on the first."""
    drawn = [
        board.Part(part.traces, _x(part), board.plain(*part.y), part.area, part.narrow, part.equal) for part in parts
    ]
    return board.board(drawn, MARGIN), tuple(track for part in parts for track in part.tracks)


def _x(part: Part) -> dict[str, Any]:
    if not part.steps:
        return board.plain(*part.x)
    each = max(1, round(part.steps / 3)) if part.steps < 10 else 10 * max(1, round(part.steps / 30))
    at = [*range(each, part.steps, each)]
    at = [*[step for step in at if step <= part.steps - 0.8 * each], part.steps]
    text = [*map(str, at[:-1]), f"step {part.steps}"]
    ticks = {"tickvals": at, "ticktext": text, "tickfont": {"size": 16, "color": MUTED}, "ticks": "", "tickangle": 0}
    return {**AXIS, **ticks, "range": [*part.x], "fixedrange": True}


def panel(area: Area, narrow: Area, steps: int, top: float = 1.45) -> Part:
    """A part for heights (0, 1) against the step, with room above them for a heading."""
    return Part((0.0, steps + 0.6), (0.0, top), area, narrow, steps)


def bars(part: Part, uid: str, colour: str, heights: Array, known: bool = False) -> None:
    """A bar for each of the steps 1 … n, appearing one by one, or there from the start where they are known."""
    half = HALF if len(heights) < TOUCHING else 0.5
    step = first_steps(len(heights) + 1)[1:]
    flat = np.zeros_like(heights)
    x = np.concatenate([[1 - half], np.stack([step - half, step - half, step + half, step + half], -1).ravel()])
    y = np.concatenate([[0.0], np.stack([flat, heights, heights, flat], -1).ravel()])
    trace = {"uid": uid, "mode": "lines", "x": x, "y": y, "fill": "tozeroy", "fillcolor": colour, "line": {"width": 0}}
    part.add(trace, *([] if known else [Track(uid, "grow", {"x": x, "y": y}, 0.25)]))


def curve(part: Part, uid: str, colour: str, heights: Array, width: float = 4) -> None:
    """A line through the heights after 0 … n steps."""
    step = first_steps(len(heights))
    trace = {"uid": uid, "mode": "lines", "x": step, "y": heights, "line": {"color": colour, "width": width}}
    part.add(trace, Track(uid, "grow", {"x": step, "y": heights}))


def level(part: Part, uid: str, height: float, colour: str = INK, until: float | None = None) -> None:
    """A dashed line at a height, across or until there."""
    at = {"x": np.array([part.x[0], part.x[1] if until is None else until]), "y": np.array([height, height])}
    part.add({"uid": uid, "mode": "lines", **at, "line": {"color": colour, "width": 2.5, "dash": "dash"}})


def text(
    part: Part,
    uid: str,
    at: tuple[float | Array, float | Array],
    texts: str | Sequence[str],
    size: int = 20,
    colour: str = INK,
    side: str = "middle right",
    bold: bool = True,
    clip: bool = False,
    wide: bool = False,
) -> None:
    """A text, the same throughout or one for each step, at one place or at one for each step.

    clip: is what lies outside its axes not seen? wide: has a phone no room for it?
    """
    said = [texts] if isinstance(texts, str) else texts
    x, y = (np.atleast_1d(np.asarray(values, dtype=float))[:, None] for values in at)
    count = max(len(x), len(y), len(said))
    x, y = (np.broadcast_to(values, (count, 1)) if len(values) == 1 else values for values in (x, y))
    rows = [[one or " "] for one in said]
    trace = {
        **{"uid": uid, "mode": "text", "x": x[-1], "y": y[-1], "text": rows[-1], "textposition": side},
        **{"textfont": {"size": size, "color": colour, "weight": "bold" if bold else "normal", "shadow": HALO}},
        "cliponaxis": clip,
        **({"meta": {"wide": True}} if wide else {}),
    }
    part.add(trace, Track(uid, "replace", {"x": x, "y": y, "text": rows}))


def dots(part: Part, uid: str, colours: Sequence[str], xy: Array, cases: NDArray[np.int64], size: int = 10) -> None:
    """A dot at each of the points 1 … n of xy (n+1, 2), in the colour of its case (n,).

    Each colour is a trace of as many entries; where a point is not its own it stays at its last one, or at the start.
    """
    steps = np.arange(len(xy))
    for k, colour in enumerate(colours):
        own = np.concatenate([[False], cases == k])
        x, y = xy[np.maximum.accumulate(np.where(own, steps, 0))].T
        marker = {"size": size, "color": colour, "line": {"width": 0.8, "color": PAPER}}
        name = f"{uid}-{k}"
        part.add(
            {"uid": name, "mode": "markers", "x": x, "y": y, "marker": marker}, Track(name, "grow", {"x": x, "y": y})
        )


def spot(part: Part, uid: str, x: float, y: float, size: int = 15, colour: str = INK) -> None:
    """A point that stays, such as the start."""
    marker = {"size": size, "color": colour, "line": {"width": 1.5, "color": PAPER}}
    part.add({"uid": uid, "mode": "markers", "x": [x], "y": [y], "marker": marker})


def mover(part: Part, uid: str, xy: Array, colour: str, symbol: str = "circle", size: int = 17) -> None:
    """The point where it is now, of its places xy (n+1, 2)."""
    x, y = xy.T
    marker = {"size": size, "color": colour, "symbol": symbol, "line": {"width": 2, "color": PAPER}}
    part.add(
        {"uid": uid, "mode": "markers", "x": x[-1:], "y": y[-1:], "marker": marker},
        Track(uid, "move", {"x": x, "y": y}),
    )


def key(meanings: Mapping[str, str], area: Area, narrow: Area) -> Part:
    """What each colour means, in words: meaning -> colour, a dot and the word for each, beside each other."""
    part = Part((0.0, 1.0), (0.0, 1.0), area, narrow)
    for k, (meaning, colour) in enumerate(meanings.items()):
        part.add(
            {
                **{"uid": f"key-{k}", "mode": "markers+text", "x": [0.03 + k / len(meanings)], "y": [0.5]},
                **{"text": [f" {meaning}"], "textposition": "middle right"},
                **{"textfont": {"size": 18, "color": INK}, "cliponaxis": False},
                "marker": {"size": 14, "color": colour, "line": {"width": 1.5, "color": PAPER}},
            }
        )
    return part


def tail(part: Part, uid: str, colour: str, xy: Array, length: int) -> None:
    """The last so many steps of a path xy (n+1, 2)."""
    rows = np.maximum(np.arange(len(xy))[:, None] - np.arange(length + 1)[::-1], 0)
    x, y = xy[rows].transpose(2, 0, 1)
    look = {"line": {"color": colour, "width": 3.5}, "marker": {"size": 9, "color": colour}}
    trace = {"uid": uid, "mode": "lines+markers", "x": x[-1], "y": y[-1], **look}
    part.add(trace, Track(uid, "replace", {"x": x, "y": y}))


def frame(part: Part, uid: str, half: float) -> None:
    """A dashed square about the origin."""
    x, y = half * np.array([-1.0, 1, 1, -1, -1]), half * np.array([-1.0, -1, 1, 1, -1])
    line = {"color": INK, "width": 2.5, "dash": "dash"}
    part.add({"uid": uid, "mode": "lines", "x": x, "y": y, "line": line})


def ground(part: Part, uid: str, x: Array, y: Array, fill: str, line: str = LINE) -> None:
    """The area below a line."""
    xs, ys = np.concatenate([x, x[[-1, 0]]]), np.concatenate([y, [part.y[0], part.y[0]]])
    look = {"fill": "toself", "fillcolor": fill, "line": {"color": line, "width": 3}}
    part.add({"uid": uid, "mode": "lines", "x": xs, "y": ys, **look})


def rod(part: Part, uid: str, colour: str, lengths: Array, height: float, width: float = 24) -> None:
    """A thick horizontal bar that is as long as it says after 0 … n steps."""
    x = np.stack([np.zeros_like(lengths), lengths], -1)
    y = np.full((1, 2), height)
    trace = {"uid": uid, "mode": "lines", "x": x[-1], "y": y[-1], "line": {"color": colour, "width": width}}
    part.add(trace, Track(uid, "replace", {"x": x, "y": y}))
