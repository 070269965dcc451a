"""The picture of an input in two units and normalized: SGD's path on each error surface, κ, and what is left to go."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.starts import Cell, board, hidden, text
from figures.theme import MUTED, STYLES
from lesson import Scene, Track, number
from pages.initialization.inputs.measure import Descent, Inputs
from pages.initialization.inputs.words import TITLE, heading, left, words
from pages.run import on_paper

Array = NDArray[np.float64]
STYLE = STYLES["SGD"]
HEAD, FOOT = 0.24, 0.13  # room over and under a map, in heights of it


def draw(measured: Inputs) -> Scene:
    """SGD's path on the three surfaces."""
    cells: list[Cell] = []
    tracks: list[Track] = []
    for i, (name, descent) in enumerate(measured.descents.items()):
        cell, moves = _map(measured, name, descent, i)
        cells.append(cell)
        tracks += moves
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=board(cells),
        tracks=tuple(tracks),
        steps=measured.settings.steps,
        words=words(measured),
    )


def _map(measured: Inputs, name: str, descent: Descent, i: int) -> tuple[Cell, list[Track]]:
    surface = descent.bowl
    (x0, x1), (y0, y1) = ((float(ends[0]), float(ends[-1])) for ends in (surface.relief.x, surface.relief.y))
    wide, high = x1 - x0, y1 - y0
    # a path that leaves the map leaves it visibly, but not the cell
    path = np.clip(on_paper(descent.w), [x0 - wide, y0 - FOOT * high], [x1 + wide, y1 + HEAD * high])
    x, y = np.ascontiguousarray(path.T)
    ground = [
        {**trace, "uid": f"{trace['uid']}-{name}"} for trace in parts.ground(surface.relief, surface.minimum[None])
    ]
    said = [[one] for one in left(descent)]
    middle = (x0 + x1) / 2
    start = {**parts.place(f"start-{name}", "start", 0.0, 0.0), "textposition": "bottom center"}
    traces: list[dict[str, Any]] = [
        *ground,
        *parts.path(name, STYLE, x, y),
        start,
        parts.point(name, STYLE, x, y),
        text(f"head-{name}", [middle], [y1 + 0.17 * high], [heading(measured, name)], 20, bold=True),
        text(f"kappa-{name}", [middle], [y1 + 0.06 * high], [f"κ = {number(surface.condition, 2)}"], 22, bold=True),
        text(f"left-{name}", [middle], [y0 - 0.07 * high], said[-1], 20, STYLE.colour, bold=True),
    ]
    if i == 0:
        traces += [
            text("axis-w", [x1 - 0.02 * wide], [y0 + 0.05 * high], ["weight →"], 16, MUTED, "middle left"),
            text("axis-b", [x0 + 0.02 * wide], [y1 - 0.05 * high], ["↑ bias"], 16, MUTED, "middle right"),
        ]
    left_end, right_end = i / 3 + 0.01, (i + 1) / 3 - 0.01
    area, narrow = (left_end, right_end, 0.0, 1.0), (left_end, right_end, 0.1, 0.9)
    cell = Cell(traces, hidden(x0, x1), hidden(y0 - FOOT * high, y1 + HEAD * high), area, narrow)
    return cell, [*parts.path_tracks(name, x, y), Track(f"left-{name}", "replace", {"text": said})]
