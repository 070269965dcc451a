"""The picture of units that start at the same value: their paths, and the training error from both starts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.grid import Cell, Row, grid
from figures.panels import AXIS, Panel, panel_tracks
from figures.relief import place, point
from figures.theme import INK, MUTED, STYLES, Style
from lesson import Scene, Track
from optim import LECTURE
from pages.initialization.same.measure import Copies, coarse
from pages.initialization.same.words import TITLE, words
from pages.run import on_paper

Array = NDArray[np.float64]
ABOVE = 0.05  # how high over a point its name stands, as a share of the axis
INSIDE = 0.15  # how far from the left and right edge a name stays, as a share of the axis
UNITS = (*(STYLES[name] for name in LECTURE), Style(INK, "dashdot", "cross"), Style(MUTED, "longdash", "star"))
STARTS = {"this start": STYLES["Momentum"], "Glorot": STYLES["RMSProp"]}


def draw(measured: Copies) -> Scene:
    """The paths of the units' incoming weights, and the training error from both starts."""
    settings, corner, side = measured.settings, measured.corner, measured.side
    x, y = np.moveaxis(measured.unit[..., :2], -1, 0)
    names = _names(measured.leader)
    beside = np.clip(x, corner[0] + INSIDE * side, corner[0] + (1 - INSIDE) * side), y + ABOVE * side
    tracks = [Track("names", "replace", {"x": beside[0], "y": beside[1], "text": names})]
    lines: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for j in range(settings.units):
        uid, path = f"unit-{j + 1}", {"x": x[:, j], "y": y[:, j]}
        # lines that lie on each other are all seen, because the lower ones are wider
        lines.append(_line(uid, UNITS[j], **path, width=3 + 2 * (settings.units - 1 - j)))
        points.append(point(uid, UNITS[j], **path))
        tracks += [Track(f"path-{uid}", "grow", path), Track(f"point-{uid}", "move", path)]
    start = {**place("start", "start", *measured.unit[0, :, :2].mean(0)), "textposition": "middle left"}
    plane = Cell(
        [*lines, *points, _named(beside[0][-1], beside[1][-1], names[-1]), start],
        _axis("weight from x<sub>1</sub>", corner[0], side, 8),
        _axis("weight from x<sub>2</sub>", corner[1], side, 4),
        aspect=1,
    )
    panel = _errors(measured)
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=grid([Row([plane, panel])], settings.epochs, "epoch"),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=settings.epochs,
        words=words(measured),
        unit="epoch",
    )


def _errors(measured: Copies) -> Panel:
    highest = max(1.1 * measured.baseline, measured.error[0], measured.glorot[0])
    return Panel(
        key="error",
        title="training error",
        curves={"this start": on_paper(measured.error), "Glorot": on_paper(measured.glorot)},
        styles=STARTS,
        range=(0.0, coarse(float(highest))),
        guides={"baseline": measured.baseline},
    )


def _names(leader: NDArray[np.int64]) -> list[list[str]]:
    """What is written at the units (T, k) at each time; " " at a unit that stands with a lower one."""
    known: dict[tuple[int, ...], list[str]] = {}
    for row in map(tuple, leader.tolist()):
        if row not in known:
            known[row] = [_name([i + 1 for i, first in enumerate(row) if first == j]) for j in range(len(row))]
    return [known[tuple(row)] for row in leader.tolist()]


def _name(units: list[int]) -> str:
    return f"{len(units)} units here" if len(units) > 1 else str(units[0]) if units else " "


def _axis(title: str, low: float, side: float, standoff: int) -> dict[str, Any]:
    return {**AXIS, "range": [low, low + side], "nticks": 6, "title": {"text": title, "standoff": standoff}}


def _line(uid: str, style: Style, x: Array, y: Array, width: int) -> dict[str, Any]:
    look = {"color": style.colour, "width": width}
    return {"type": "scatter", "uid": f"path-{uid}", "mode": "lines", "x": x, "y": y, "line": look, "hoverinfo": "skip"}


def _named(x: Array, y: Array, names: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": "names",
        "mode": "text",
        "x": x,
        "y": y,
        "text": names,
        "textposition": "middle center",
        "textfont": {"size": 18, "color": INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
