"""How a view's picture is put together: the network, what is beside it, captions; and a list with its current line."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from figures.backpropagation import area, pen, texts
from figures.board import Area, Part, board, plain
from figures.theme import INK, MARKED, MUTED
from lesson import Scene, Track
from pages.backpropagation.algorithm import Step
from pages.backpropagation.measure import Measured
from pages.backpropagation.network import axes, network
from pages.backpropagation.words import title, words

LEFT, RIGHT = (0.0, 0.62, 0.085, 1.0), (0.635, 1.0, 0.085, 1.0)
CAPTIONS = ((0.0, 0.5, 0.0, 0.075), (0.5, 1.0, 0.0, 0.075))
ABOVE, BELOW = (0.0, 1.0, 0.11, 1.0), (0.0, 1.0, 0.0, 0.09)  # on a phone: the network and a line
INDENT = 0.02
AWAY = -9  # a row outside the picture


def beside(
    measured: Measured,
    done: Sequence[Step],
    parts: Sequence[Part],
    tracks: Sequence[Track],
    seconds: float,
    weight: str | None = None,
    unit: str = "line",
    phone: Sequence[str] | None = None,
) -> Scene:
    """The network over these steps beside other parts, two captions below; seconds: for a step.

    weight: whose path is purple. phone: a line for each step; where there is one, a phone shows the network above it.
    """
    traces, notes, moves = network(measured.run, done, weight)
    one = np.array([[0.0, 0.0]])
    below = [
        Part([texts(f"said-{i}", one, [" "], "middle right")], plain(-0.01, 1), plain(-1, 1), place, None)
        for i, place in enumerate(CAPTIONS)
    ]
    moves += [Track(f"said-{i}", "replace", {"text": [[step.said[i]] for step in done]}) for i in (0, 1)]
    if phone:
        line = [
            area("phone-pen", pen(0), MARKED),
            texts("phone", np.array([[INDENT, 0.0]]), [" "], "middle right", weight="bold"),
        ]
        below.append(Part(line, plain(0, 1), plain(-0.5, 0.5), None, BELOW))
        pens = np.array([pen(0 if text.strip() else AWAY) for text in phone])
        moves.append(Track("phone-pen", "replace", {"x": pens[..., 0], "y": pens[..., 1]}))
        moves.append(Track("phone", "replace", {"text": [[text] for text in phone]}))
    drawing = board(
        [Part(traces, *axes(), LEFT, ABOVE if phone else None), Part(notes, *axes(), LEFT, None), *parts, *below]
    )
    return finished(measured, drawing, [*moves, *tracks], len(done) - 1, seconds, unit)


def finished(
    measured: Measured, drawing: dict[str, Any], tracks: Sequence[Track], last: int, seconds: float, unit: str
) -> Scene:
    """A scene of these steps whose drawing is that of the last; seconds: for a step."""
    final = {track.trace: track.at(last) for track in tracks}
    data = [trace | final.get(trace["uid"], {}) for trace in drawing["data"]]
    return Scene(
        title=title(measured),
        drawing={**drawing, "data": data},
        tracks=tuple(tracks),
        steps=last,
        unit=unit,
        seconds=seconds * max(last, 1),
        words=words(measured),
    )


def listing(written: Mapping[str, str], executed: Sequence[str], place: Area) -> tuple[Part, list[Track]]:
    """The lines of an algorithm below each other, the executed one marked and bold; a phone has no room for them."""
    order = list(written)
    rows = [order.index(key) for key in executed]
    at = np.array([[INDENT, row] for row in range(len(order))], dtype=float)
    traces = [
        area("line-pen", pen(0), MARKED),
        texts("code", at, [" "] * len(order), "middle right", MUTED),
        texts("line-now", at[:1], [" "], "middle right", INK, weight="bold"),
    ]
    pens = np.array([pen(row) for row in rows])
    told = [[" " if i == row else text for i, text in enumerate(written.values())] for row in rows]
    now = {"x": at[:1, 0][None], "y": np.array(rows, dtype=float)[:, None]}
    return Part(traces, plain(0, 1), plain(len(order) - 0.5, -0.5), place, None), [
        Track("line-pen", "replace", {"x": pens[..., 0], "y": pens[..., 1]}),
        Track("code", "replace", {"text": told}),
        Track("line-now", "replace", {**now, "text": [[written[key]] for key in executed]}),
    ]
