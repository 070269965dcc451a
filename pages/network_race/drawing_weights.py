"""The rules' paths in weight space over the error surface there, with the error of each beside it."""

from typing import Any

import numpy as np

from figures import relief as parts
from figures.board import Part, plain, said
from figures.relief import path_tracks
from figures.theme import MUTED, STYLES
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
    traces.append(parts.place("start", "start", *next(iter(seen.paths.values()))[0]))
    ends = [(float(side[0]), float(side[-1])) for side in (seen.relief.x, seen.relief.y)]
    beside, telling = _column(measured)
    return [
        Part(traces, plain(*ends[0]), plain(*ends[1]), (0, 0.46, 0, 1), (0, 1, 0.3, 1), equal=True),
        Part(beside, plain(0, 1), plain(0, 1), (0.48, 1, 0, 1), (0, 1, 0, 0.28)),
    ], [*tracks, telling]


def _column(measured: Measured) -> tuple[list[dict[str, Any]], Track]:
    """Each rule's error and how far it is from the start, at every epoch."""
    errors = measured.training.median
    y = 0.8 - 0.62 * np.arange(len(errors)) / max(len(errors) - 1, 4)
    every = range(measured.epochs + 1)
    texts = [[f"{name}: error {number(_at(curve, epoch))}" for name, curve in errors.items()] for epoch in every]
    x = np.full(len(errors), 0.02)
    colours = [STYLES[name].colour for name in errors]
    notes = said(
        "notes",
        [0.02, 0.02],
        [0.96, 0.04],
        [
            "dark: low error",
            f"one plane of a space of {measured.settings.network().parameters} weights",
        ],
        "middle right",
        MUTED,
        bold=False,
    )
    trace = said("errors", x, y, texts[-1], "middle right", colours, 22)
    return [notes, trace], Track("errors", "replace", {"x": x[None], "y": y[None], "text": texts})


def _at(curve: Any, epoch: int) -> float:
    return float(curve[min(epoch, len(curve) - 1)])
