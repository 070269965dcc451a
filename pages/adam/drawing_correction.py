"""The steps with and without the correction: two arrows from one start, and their lengths as bars."""

from typing import Any

import numpy as np

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, MUTED, STYLES
from lesson import Scene, Track, number
from pages.adam.arithmetic import formulas
from pages.adam.measure_correction import REACH, Correction
from pages.adam.words import title, words
from pages.run import on_paper

COLOURS = {"uncorrected": MUTED, "corrected": STYLES["Adam"].colour}
CALLED = {"uncorrected": "without", "corrected": "with"}
WIDTHS = {"uncorrected": 0.38, "corrected": 0.2}  # of the arrows, so that both are seen where they coincide
BARS = {"corrected": (-0.4, -0.02), "uncorrected": (0.02, 0.4)}
FRAMES = 8  # pictures of an arrow from one step's length to the next's
NOWHERE = np.empty((0, 2))


def correction(measured: Correction) -> Scene:
    """The scene of the first few steps of both runs."""
    settings, field = measured.settings, measured.ground
    arrows, arrow_tracks = _arrows(measured)
    columns, column_tracks = _bars(measured)
    traces = [
        ground(field, NOWHERE)[0],
        draw.line("square", *draw.square(0, 0, 1), INK, 2.5, "dot"),
        draw.text("eta", [(0.0, 1.0)], ["η to each side"], side="top center"),
        *arrows,
        draw.dot("start", 0, 0),
        *draw.put(columns, 1),
    ]
    few = settings.few
    axes = {
        **draw.plain_axes("", (float(field.x[0]), float(field.x[-1])), (float(field.y[0]), float(field.y[-1]))),
        "xaxis2": draw.drawn_axis(0.5, few + 0.5, "y2", tickvals=[*range(1, few + 1)], title={"text": "step"}),
        "yaxis2": draw.drawn_axis(0, 1.22 * measured.reach, "x2", tickvals=[0, 1], ticktext=["0", "η"]),
    }
    wide, narrow = {"": (0, 0.44, 0, 1), "2": (0.52, 1, 0.17, 1)}, {"": (0, 1, 0.47, 1), "2": (0.1, 1, 0.1, 0.42)}
    return Scene(
        title=title(measured),
        drawing={"data": traces, "layout": draw.layout(axes, wide, narrow, "")},
        tracks=(*arrow_tracks, *column_tracks),
        steps=few,
        words=words(measured),
        formulas=formulas(settings, measured.steps),
    )


def _arrows(measured: Correction) -> tuple[list[dict[str, Any]], list[Track]]:
    """Each step from the start, with its length at its end."""
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    rightward = measured.first.g[0] <= 0
    sides = {"uncorrected": "left" if rightward else "right", "corrected": "right" if rightward else "left"}
    for name in COLOURS:
        move = on_paper(np.vstack([np.zeros((1, 2)), measured.moves[name]]))
        by = draw.between(move, FRAMES)
        xs, ys = draw.thick_arrows(np.zeros_like(by), by, WIDTHS[name] * measured.reach / REACH)
        said = [[" "], *([f"\u2002{CALLED[name]}: {number(size)} η\u2002"] for size in measured.lengths[name])]
        traces += [
            draw.area(f"arrow-{name}", xs[-1], ys[-1], COLOURS[name]),
            draw.text(f"name-{name}", [tuple(move[-1])], said[-1], COLOURS[name], 22, f"middle {sides[name]}", True),
        ]
        tracks += [
            Track(f"arrow-{name}", "replace", {"x": xs, "y": ys}, 1 / FRAMES),
            Track(f"name-{name}", "replace", {"x": move[:, :1], "y": move[:, 1:], "text": said}),
        ]
    return traces, tracks


def _bars(measured: Correction) -> tuple[list[dict[str, Any]], list[Track]]:
    """The length of each step so far, the first one's and the last one's as numbers."""
    few, top = measured.settings.few, 1.22 * measured.reach
    traces = [
        draw.line("one", [0.5, few + 0.5], [1, 1], INK, 2.5, "dot"),
        draw.text("bars-title", [(0.5, 0.94 * top)], ["length of each step, in η"], MUTED),
    ]
    tracks: list[Track] = []
    for name, (low, high) in BARS.items():
        lengths = on_paper(measured.lengths[name])
        xs, ys = draw.bars(lengths, few, low, high)
        places = [(i + 1 + 0.5 * (low + high), float(length)) for i, length in enumerate(lengths)]
        said = [
            [number(length, 2) if i < k and i in (0, k - 1) else " " for i, length in enumerate(lengths)]
            for k in range(few + 1)
        ]
        traces += [
            draw.area(f"bars-{name}", xs[-1], ys[-1], COLOURS[name]),
            draw.text(f"sizes-{name}", places, said[-1], COLOURS[name], draw.MIDDLE, "top center", True),
        ]
        tracks += [
            Track(f"bars-{name}", "replace", {"x": xs, "y": ys}),
            Track(f"sizes-{name}", "replace", {"text": said}),
        ]
    return traces, tracks
