"""The pictures of a network race: each rule's decision over the errors, or the paths in weight space beside them."""

from typing import Any

import numpy as np

from figures import relief as parts
from figures.decision import decision_map, examples, fitted, hits, targets
from figures.grid import Cell, Row, grid
from figures.panels import AXIS, Panel, map_axes, panel_tracks, picture
from figures.relief import path_tracks
from figures.theme import STYLES
from lesson import Readout, Scene, Track
from lesson.numbers import rounded_up
from networks import DATASETS
from pages.network_race.measure import Errors, Measured
from pages.network_race.measure_decisions import DRAWN, Decisions
from pages.network_race.measure_weights import WeightPaths
from pages.network_race.words import title, words

UNIT = "epoch"
NAMED = 5  # names that have room at the ends of the curves under the cells; of more, the cells' headings say them
FRAME = {**AXIS, "ticks": "", "showticklabels": False, "mirror": True}


def draw(measured: Measured) -> Scene:
    """The scene of a training, complete or as far as it is done."""
    settings, seen = measured.settings, measured.seen
    named = len(settings.rules) <= NAMED or settings.view == "weights"
    panels = (
        _panel("training", measured.training, measured.lowest, named),
        _panel("validation", measured.validation, measured.lowest, named),
    )
    drawing, tracks = (
        _decided(measured, seen, panels) if isinstance(seen, Decisions) else _in_weights(measured, seen, panels[:1])
    )
    return Scene(
        title=title(settings),
        drawing=drawing,
        tracks=tuple(tracks),
        steps=measured.epochs,
        unit=UNIT,
        words=words(measured),
        readouts=tuple(
            Readout(name, STYLES[name].colour, {panel.key: panel.curves[name] for panel in panels})
            for name in settings.rules
        ),
        progress=1.0 if measured.complete else measured.epochs / settings.trained(),
    )


def _panel(key: str, errors: Errors, lowest: float, named: bool) -> Panel:
    """The median over the seeds, from the least to the largest as a band."""
    return Panel(
        key=key,
        title=f"{key} ≥ 10<sup>{round(np.log10(lowest))}</sup>",
        short=key,
        curves=errors.median,
        styles=STYLES,
        range=(lowest, rounded_up(max(3 * errors.baseline, 10 * lowest))),
        log=True,
        guides={"baseline": errors.baseline},
        named=named,
        bands=errors.bands,
    )


Drawn = tuple[dict[str, Any], list[Track]]


def _decided(measured: Measured, seen: Decisions, panels: tuple[Panel, ...]) -> Drawn:
    """The decisions side by side over the two panels."""
    cells: list[Cell] = []
    tracks = [track for panel in panels for track in panel_tracks(panel)]
    for name in measured.settings.rules:
        traces, values = _cell(name, measured, seen)
        tracks.append(Track(f"decision-{name}", "replace", values, seen.stride))
        x, y = ({**FRAME, "range": [*span]} for span in seen.seen.range)
        cells.append(Cell(traces, x, y, aspect=1, title=name, colour=STYLES[name].colour))
    rows = [Row(cells, height=1.15, wrap=2), Row(panels, tall=260)]
    return grid(rows, measured.settings.trained(), UNIT), tracks


def _cell(name: str, measured: Measured, decisions: Decisions) -> tuple[list[Any], dict[str, Any]]:
    """The traces of one rule's cell, and what changes in `decision-<name>`."""
    uid, points, style = f"decision-{name}", f"examples-{name}", STYLES[name]
    seen, decided = decisions.seen, decisions.of[name]
    if seen.kind == "curve":
        traces = [targets(points, seen.x[:DRAWN], seen.y[:DRAWN]), fitted(uid, seen.along, decided[-1], style)]
        return traces, {"x": seen.along[None], "y": decided}
    if seen.kind == "hits":
        x = seen.along[:DRAWN]
        return hits(uid, x, decided[-1], seen.range[0], style), {"x": x[None], "y": decided}
    classes = len(DATASETS[measured.settings.dataset].classes)
    drawn = examples(points, seen.x[:DRAWN], seen.y[:DRAWN], seen.label[:DRAWN], classes)
    return [decision_map(uid, decided[-1], *seen.range, classes), *drawn], {"z": decided}


def _in_weights(measured: Measured, seen: WeightPaths, panels: tuple[Panel, ...]) -> Drawn:
    """The paths in weight space over the error surface there, beside the training error."""
    left = parts.ground(seen.relief, np.empty((0, 2)))
    tracks = [track for panel in panels for track in panel_tracks(panel)]
    for name, path in seen.paths.items():
        left += parts.path(name, STYLES[name], *path.T)
        tracks += path_tracks(name, *path.T)
    left += [parts.point(name, STYLES[name], *path.T) for name, path in seen.paths.items()]
    left.append(parts.place("start", "start", *next(iter(seen.paths.values()))[0]))
    axes = map_axes(seen.relief, "main direction 1", "main direction 2")
    return picture(left, axes, seen.relief.aspect, panels, measured.settings.trained(), UNIT), tracks
