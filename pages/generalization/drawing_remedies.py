"""The pictures of trainings with a remedy beside those without: weights that shrink, and dropout."""

from typing import Any

import numpy as np

from figures.board import Area, Part, board, plain, said
from figures.curves import OCHRE, RED, TEAL
from figures.theme import NEGATIVE, POSITIVE
from lesson import Scene, Track
from pages.generalization.chart import Curve, over_epochs
from pages.generalization.drawing_training import fit, heading, over
from pages.generalization.measure_remedies import DROPPED, L1, L2, PLAIN, Remedies
from pages.generalization.words import title, words_of_remedies

COLOURS = {PLAIN: OCHRE, L2: RED, L1: TEAL, DROPPED: TEAL}
DASHES = {PLAIN: "dash", L2: "dot", L1: "solid", DROPPED: "solid"}
LARGE = 1.6  # the largest weight that is drawn whole


def draw_remedies(measured: Remedies) -> Scene:
    """The weights, or with dropout what the networks make of their inputs, and the validation errors."""
    parts, tracks = _dropped(measured) if measured.settings.view == "dropout" else _weights(measured)
    curves = [Curve(name, name, band, COLOURS[name], DASHES[name]) for name, band in measured.unseen.items()]
    chart, growing = over_epochs(
        curves,
        measured.settings.epochs,
        measured.top,
        "validation error",
        measured.beyond,
        (0.64, 1, 0.14, 1),
        room=1.75,
    )
    return Scene(
        title=title(measured.settings),
        drawing=board([*parts, chart]),
        tracks=(*tracks, *growing),
        steps=measured.epochs,
        words=words_of_remedies(measured),
        unit="epoch",
        seconds=8.0,
        progress=measured.epochs / measured.settings.epochs,
    )


def _dropped(measured: Remedies) -> tuple[list[Part], list[Track]]:
    places: dict[str, tuple[Area, Area]] = {
        PLAIN: ((0, 0.27, 0.02, 0.82), (0, 0.49, 0.56, 0.92)),
        DROPPED: ((0.285, 0.555, 0.02, 0.82), (0.51, 1, 0.56, 0.92)),
    }
    called = {PLAIN: "without dropout", DROPPED: "with dropout"}
    parts: list[Part] = []
    tracks: list[Track] = []
    for name, (area, narrow) in places.items():
        colour = COLOURS[name]
        part, track = fit(name, measured.seen, measured.pictures[name], measured.stride, area, narrow, colour=colour)
        parts += [part, heading(f"called-{name}", called[name], over(area), over(narrow, 0.07), colour)]
        tracks.append(track)
    return parts, tracks


def _weights(measured: Remedies) -> tuple[list[Part], list[Track]]:
    """For each training a row of the first seed's weights, as strokes from 0."""
    parts: list[Part] = []
    tracks: list[Track] = []
    high = 1 / len(measured.weights)
    for row, (name, weights) in enumerate(measured.weights.items()):
        bottom = 1 - (row + 1) * high
        area: Area = (0, 0.55, bottom, bottom + 0.72 * high)
        narrow: Area = (0, 1, 0.52 + 0.48 * bottom, 0.52 + 0.48 * (bottom + 0.72 * high))
        head: Area = (0, 0.55, bottom + 0.72 * high, bottom + high)
        above: Area = (0, 1, 0.52 + 0.48 * (bottom + 0.72 * high), 0.52 + 0.48 * (bottom + high))
        count = weights.shape[1]
        x = np.repeat(np.arange(count, dtype=float), 4) + np.tile([-0.4, -0.4, 0.4, 0.4], count)
        shown = np.clip(weights, -LARGE, LARGE)
        traces: list[dict[str, Any]] = []
        for key, part, colour in (
            ("up", np.maximum(shown, 0), POSITIVE),
            ("down", np.minimum(shown, 0), NEGATIVE),
        ):
            y = np.zeros((len(shown), count, 4))
            y[:, :, 1:3] = part[:, :, None]
            flat = y.reshape(len(shown), -1)
            uid = f"{key}-{name}"
            traces.append(
                {
                    **{"type": "scatter", "uid": uid, "mode": "lines", "x": x, "y": flat[-1], "hoverinfo": "skip"},
                    **{"fill": "toself", "fillcolor": colour, "line": {"width": 0.5, "color": colour}},
                }
            )
            tracks.append(Track(uid, "replace", {"x": x[None], "y": flat}, measured.stride))
        parts.append(Part(traces, plain(-1, count), plain(-LARGE, LARGE), area, narrow))
        near = [f"{name}: {int(one)} of {count} weights nearly zero" for one in measured.near[name][:, 0]]
        text = said(f"near-{name}", [0.01], [0.5], [near[-1]], "middle right", COLOURS[name], 20)
        tracks.append(Track(f"near-{name}", "replace", {"text": [[one] for one in near]}, measured.stride))
        parts.append(Part([text], plain(0, 1), plain(0, 1), head, above))
    return parts, tracks
