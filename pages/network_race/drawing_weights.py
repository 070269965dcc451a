"""The rules' paths in weight space over the error surface there, with the error of each beside it."""

from typing import Any

import numpy as np

from figures import relief as parts
from figures.board import AWAY, Part, plain, said
from figures.relief import path_tracks
from figures.theme import INK, MUTED, STYLES
from lesson import Track, number
from pages.network_race.measure import Measured
from pages.network_race.measure_weights import WeightPaths


def weights_picture(measured: Measured, seen: WeightPaths) -> tuple[list[Part], list[Track]]:
    """The map, and a column of names."""
    traces: list[dict[str, Any]] = parts.ground(seen.relief, np.empty((0, 2)))
    tracks: list[Track] = []
    for name, path in seen.paths.items():
        x, y = path.T
        traces += parts.path(name, STYLES[name], x, y, width=4)
        tracks += path_tracks(name, x, y)
    traces += [parts.point(name, STYLES[name], path[:, 0], path[:, 1], name) for name, path in seen.paths.items()]
    start = parts.place("start", "start", *next(iter(seen.paths.values()))[0])
    traces.append({**start, "textposition": "bottom center"})
    ends = [(float(side[0]), float(side[-1])) for side in (seen.relief.x, seen.relief.y)]
    beside, telling = _column(measured, seen)
    weights = measured.settings.network().parameters
    note = said(
        "note",
        [0.02],
        [0.95],
        [f"a plane through {weights} weights, dark: low error"],
        "middle right",
        MUTED,
        bold=False,
    )
    return [
        Part(traces, plain(*ends[0]), plain(*ends[1]), (0, 0.6, 0, 1), (0, 0.49, 0, 1), equal=True),
        Part([beside], plain(0, 1), plain(0, 1), (0.61, 1, 0, 1), (0.5, 1, 0, 1)),
        Part([note], plain(0, 1), plain(0, 1), (0.61, 1, 0, 1), AWAY),
    ], [*tracks, telling]


def _column(measured: Measured, seen: WeightPaths) -> tuple[dict[str, Any], Track]:
    """Each rule's error, and how far the two are apart that end nearest, at every epoch."""
    errors, nearest = measured.training.median, seen.nearest
    count = len(errors)
    y = np.array([*(0.82 - 0.5 * np.arange(count) / max(count - 1, 4)), 0.14])
    texts: list[list[str]] = []
    for epoch in range(measured.epochs + 1):
        row = [f"{name}: error {number(_at(curve, epoch), 2)}" for name, curve in errors.items()]
        apart = f"{number(float(seen.apart[nearest][epoch]), 2)} between {' and '.join(nearest)}" if nearest else " "
        texts.append([*row, apart])
    x, colours = np.full(count + 1, 0.02), [*(STYLES[name].colour for name in errors), INK]
    trace = said("errors", x, y, texts[-1], "middle right", colours, 20)
    return trace, Track("errors", "replace", {"x": x[None], "y": y[None], "text": texts})


def _at(curve: Any, epoch: int) -> float:
    return float(curve[min(epoch, len(curve) - 1)])
