"""The picture of a race: paths on the surface and the error of each rule against the step, linked to one playback."""

import numpy as np
from numpy.typing import NDArray

from figures.panels import error_panel, panel_tracks
from figures.race import Line
from figures.race import race as picture
from figures.relief import path_tracks
from figures.theme import STYLES
from lesson import Pick, Readout, Scene, Track
from pages.canyon.measure import Measured
from pages.canyon.words import title, words
from pages.run import LOWEST, errors_above
from surfaces import relief

Array = NDArray[np.float64]
LIFT = 0.03  # decades by which a path floats above the surface in three dimensions, so as not to sink into it


def draw(measured: Measured) -> Scene:
    """The scene of a race."""
    settings, surface = measured.settings, measured.surface
    ground = relief(surface)
    solid = settings.view == "3D"
    errors: dict[str, Array] = {}
    lines: dict[str, Line] = {}
    for name, run in measured.runs.items():
        points = measured.outcomes[name].points
        errors[name] = run.value[:points]
        above = np.log10(np.maximum(errors[name] - surface.minimum, 0.0) + ground.offset) + LIFT if solid else None
        lines[name] = Line(run.w[:points, 0], run.w[:points, 1], above)
    errors = errors_above(errors, surface)
    panel = error_panel(errors, ground, LOWEST, STYLES)
    tracks = [track for name, line in lines.items() for track in _tracks(name, line)]
    return Scene(
        title=title(settings),
        drawing=picture(ground, lines, settings.start(), surface.minima, panel, settings.steps),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=settings.steps,
        words=words(measured),
        readouts=tuple(
            Readout(name, STYLES[name].colour, {"w₁": line.x, "w₂": line.y, "error": errors[name]})
            for name, line in lines.items()
        ),
        pick=None if solid else Pick(("x0", "y0"), surface.domain),
    )


def _tracks(name: str, line: Line) -> list[Track]:
    if line.height is None:
        return path_tracks(name, line.x, line.y)
    path = {"x": line.x, "y": line.y, "z": line.height}
    return [Track(f"path-{name}", "grow", path), Track(f"point-{name}", "move", path)]
