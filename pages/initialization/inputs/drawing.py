"""The picture of an input in two units and normalized: SGD's path on each error surface, κ, and what is left to go."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.board import Part, board, plain
from figures.starts import text
from figures.theme import MUTED, STYLES
from lesson import Scene, Track, number
from pages.initialization.inputs.measure import Descent, Inputs
from pages.initialization.inputs.words import TITLE, heading, left, words
from pages.run import on_paper

Array = NDArray[np.float64]
STYLE = STYLES["SGD"]
FOOT, HEAD = 0.09, 0.8  # where the maps begin and end, as shares of the picture
MARGIN = 0.01
COLUMNS = [0.5, 1.5, 2.5]


def draw(measured: Inputs) -> Scene:
    """SGD's path on the three surfaces, over them κ, under them what is left of the way."""
    cells: list[Part] = []
    tracks: list[Track] = []
    for i, (name, descent) in enumerate(measured.descents.items()):
        x, y = np.ascontiguousarray(on_paper(descent.w).T)
        cells.append(_map(name, descent, x, y, i))
        tracks += parts.path_tracks(name, x, y)
    rows = [left(descent) for descent in measured.descents.values()]
    longest = max(map(len, rows))
    said = [list(three) for three in zip(*(row + row[-1:] * (longest - len(row)) for row in rows), strict=True)]
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=board([*cells, _over(measured), _under(said[-1])]),
        tracks=(*tracks, Track("left", "replace", {"text": said})),
        steps=measured.settings.steps,
        words=words(measured),
    )


def _map(name: str, descent: Descent, x: Array, y: Array, i: int) -> Part:
    relief = descent.bowl.relief
    ground = [{**trace, "uid": f"{trace['uid']}-{name}"} for trace in parts.ground(relief, descent.bowl.minimum[None])]
    (x0, x1), (y0, y1) = ((float(ends[0]), float(ends[-1])) for ends in (relief.x, relief.y))
    wide, high = x1 - x0, y1 - y0
    traces: list[dict[str, Any]] = [
        *ground,
        *parts.path(name, STYLE, x, y),
        {**parts.place(f"start-{name}", "start", 0.0, 0.0), "textposition": "bottom center"},
        parts.point(name, STYLE, x, y),
    ]
    if i == 0:
        traces += [
            text("axis-w", [x1 - 0.02 * wide], [y0 + 0.05 * high], ["weight →"], 16, MUTED, "middle left"),
            text("axis-b", [x0 + 0.02 * wide], [y1 - 0.05 * high], ["↑ bias"], 16, MUTED, "middle right"),
        ]
    left_end, right_end = i / 3 + MARGIN, (i + 1) / 3 - MARGIN
    return Part(
        traces, plain(x0, x1), plain(y0, y1), (left_end, right_end, FOOT, HEAD), (left_end, right_end, 0.2, 0.75)
    )


def _over(measured: Inputs) -> Part:
    """The unit over each map, and κ."""
    heads = [heading(measured, name) for name in measured.descents]
    kappas = [f"κ = {number(condition, 2)}" for condition in measured.conditions]
    traces = [
        text("heads", COLUMNS, [0.75] * 3, heads, 20, bold=True),
        text("kappas", COLUMNS, [0.25] * 3, kappas, 22, bold=True),
    ]
    return Part(traces, plain(0, 3), plain(0, 1), (0.0, 1.0, HEAD, 1.0), (0.0, 1.0, 0.76, 0.95))


def _under(said: list[str]) -> Part:
    """What is left of the way, under each map."""
    traces = [text("left", COLUMNS, [0.4] * 3, said, 20, STYLE.colour, bold=True)]
    return Part(traces, plain(0, 3), plain(0, 1), (0.0, 1.0, 0.0, FOOT), (0.0, 1.0, 0.08, 0.19))
