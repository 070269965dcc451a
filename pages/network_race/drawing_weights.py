"""The rules' paths in weight space over the error surface there, with the error of each beside it."""

from typing import Any

import numpy as np

from figures import relief as parts
from figures.bars import appearing
from figures.board import AWAY, Part, plain, said
from figures.places import places, side_of
from figures.relief import path_tracks
from figures.theme import INK, MUTED, STYLES
from lesson import Track, number
from pages.network_race.measure import Measured
from pages.network_race.measure_weights import WeightPaths
from pages.network_race.words_common import error

OFF = 1e4  # off every map


def weights_picture(measured: Measured, seen: WeightPaths) -> tuple[list[Part], list[Track]]:
    """The map, and a column of names."""
    traces: list[dict[str, Any]] = parts.ground(seen.relief, np.empty((0, 2)))
    tracks: list[Track] = []
    for name, path in seen.paths.items():
        x, y = path.T
        traces += parts.path(name, STYLES[name], x, y, width=4)
        tracks += path_tracks(name, x, y)
    ends = [(float(side[0]), float(side[-1])) for side in (seen.relief.x, seen.relief.y)]
    traces += [parts.point(name, STYLES[name], path[:, 0], path[:, 1]) for name, path in seen.paths.items()]
    names, naming = _names(seen)
    traces += [_start(seen, names), *names]
    tracks += naming
    beside, telling = _column(measured)
    notes, measuring = _notes(measured, seen)
    return [
        Part(traces, plain(*ends[0]), plain(*ends[1]), (0, 0.6, 0, 1), (0, 1, 0.34, 1), equal=True),
        Part([beside], plain(0, 1), plain(0, 1), (0.61, 1, 0.23, 0.87), (0, 1, 0, 0.32)),
        Part([notes], plain(0, 1), plain(0, 1), (0.61, 1, 0, 1), AWAY),
    ], [*tracks, telling, measuring]


def _names(seen: WeightPaths) -> tuple[list[dict[str, Any]], list[Track]]:
    """A name at each path, where there is room for it, from the epoch on at which the path has got there."""
    lines = {name: (path[:, 0], path[:, 1]) for name, path in seen.paths.items()}
    start = next(iter(seen.paths.values()))[0]
    (found,) = places([lines], [(float(start[0]), float(start[1]))], np.empty((0, 2)), seen.relief)
    steps = {name: step for name, (step, *_) in found.items()}
    traces = {
        name: said(f"name-{name}", [x], [y], [name], colour=STYLES[name].colour, size=20)
        for name, (_, x, y) in found.items()
    }
    return [*traces.values()], [appearing(traces[name], steps[name], OFF) for name in traces]


def _start(seen: WeightPaths, names: list[dict[str, Any]]) -> dict[str, Any]:
    """Where all begin, its name free of the paths and of their names."""
    at = next(iter(seen.paths.values()))[0]
    x, y = float(at[0]), float(at[1])
    named = {name["text"][0]: (float(name["x"][0]), float(name["y"][0])) for name in names}
    side = side_of("start", (x, y), [(path[:, 0], path[:, 1]) for path in seen.paths.values()], named, seen.relief)
    return {**parts.place("start", "start", x, y), "textposition": side}


def _column(measured: Measured) -> tuple[dict[str, Any], Track]:
    """Each rule's error at every epoch."""
    errors = measured.training.median
    y = 0.9 - 0.8 * np.arange(len(errors)) / max(len(errors) - 1, 4)
    texts = [
        [f"{name}: error {error(_at(curve, epoch), 2)}" for name, curve in errors.items()]
        for epoch in range(measured.epochs + 1)
    ]
    x, colours = np.full(len(errors), 0.02), [STYLES[name].colour for name in errors]
    trace = said("errors", x, y, texts[-1], "middle right", colours, 20)
    return trace, Track("errors", "replace", {"x": x[None], "y": y[None], "text": texts})


def _notes(measured: Measured, seen: WeightPaths) -> tuple[dict[str, Any], Track]:
    """What the map is, and how far the two are apart that end nearest, at every epoch."""
    weights, nearest = measured.settings.network().parameters, seen.nearest
    what = f"{weights} weights; blue: low error"
    texts: list[list[str]] = []
    for epoch in range(measured.epochs + 1):
        apart = f"{number(float(seen.apart[nearest][epoch]), 2)} between {' and '.join(nearest)}" if nearest else " "
        texts.append([what, apart])
    x, y = np.full(2, 0.02), np.array([0.95, 0.16])
    trace = said("notes", x, y, texts[-1], "middle right", [MUTED, INK], 18)
    return trace, Track("notes", "replace", {"x": x[None], "y": y[None], "text": texts})


def _at(curve: Any, epoch: int) -> float:
    return float(curve[min(epoch, len(curve) - 1)])
