"""The picture of an input in its own units and normalized: SGD's paths on both surfaces, and the error."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.grid import Cell, Row, grid
from figures.panels import AXIS, Panel, panel_tracks
from figures.relief import path_tracks
from figures.theme import STYLES
from lesson import Scene, Track, number
from pages.initialization.inputs.measure import ASPECT, NORMALIZED, RAW, Descent, Inputs
from pages.initialization.inputs.words import TITLE, words
from pages.run import LOWEST, on_paper

Array = NDArray[np.float64]
LOOKS = {RAW: STYLES["Momentum"], NORMALIZED: STYLES["SGD"]}
HIGHEST = 1e30  # beyond the axis a curve only has to leave the picture; float32 ends at 3e38


def draw(measured: Inputs) -> Scene:
    """SGD's paths on both surfaces, and the error above the minimum."""
    cells: list[Cell] = []
    tracks: list[Track] = []
    for name, descent in measured.descents.items():
        x, y = np.ascontiguousarray(on_paper(descent.w).T)
        cells.append(_map(name, descent, x, y))
        tracks += path_tracks(name, x, y)
    panel = Panel(
        key="error",
        title="excess error",
        curves={
            name: np.minimum(np.maximum(descent.excess, LOWEST / 100), HIGHEST)
            for name, descent in measured.descents.items()
        },
        styles=LOOKS,
        range=(LOWEST, 10.0),
        log=True,
    )
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=grid([Row(cells, height=1.4), Row([panel])], measured.settings.steps),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=measured.settings.steps,
        words=words(measured),
    )


def _map(name: str, descent: Descent, x: Array, y: Array) -> Cell:
    surface, style = descent.bowl, LOOKS[name]
    ground = parts.ground(surface.relief, surface.minimum[None])
    named = [{**trace, "uid": f"{trace['uid']}-{name}"} for trace in ground]
    start = {**parts.place(f"start-{name}", "start", 0.0, 0.0), "textposition": "middle left"}
    return Cell(
        [*named, *parts.path(name, style, x, y), parts.point(name, style, x, y), start],
        _axis("weight w", surface.relief.x, 8),
        _axis("bias b", surface.relief.y, 4),
        aspect=ASPECT,
        title=f"{name}: κ = {number(surface.condition)}",
    )


def _axis(title: str, values: Array, standoff: int) -> dict[str, Any]:
    ends = [float(values[0]), float(values[-1])]
    return {**AXIS, "range": ends, "title": {"text": title, "standoff": standoff}, "nticks": 5}
