"""The steps with and without the correction: two arrows from one start, and their lengths as bars."""

from typing import Any

import numpy as np

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, MUTED, STYLES
from lesson import Scene, Track, number
from pages.adam.arithmetic import formulas
from pages.adam.measure_correction import REACH, Correction
from pages.adam.words import length, title, words
from pages.run import on_paper

COLOURS = {"uncorrected": MUTED, "corrected": STYLES["Adam"].colour}
NAMED = {"uncorrected": INK, "corrected": STYLES["Adam"].colour}  # darker, to be read on the relief
CALLED = {"uncorrected": "without", "corrected": "with"}
WIDTHS = {"uncorrected": 0.32, "corrected": 0.18}  # of the arrows, so that both are seen where they coincide
BARS = {"corrected": (-0.4, -0.02), "uncorrected": (0.02, 0.4)}
SHORT, ASIDE = 0.4, 0.07  # of the reach: an arrow beside which there is no room, and how far its name is moved
FRAMES = 8  # pictures of an arrow from one step's length to the next's
WIDE: dict[str, draw.Area] = {"": (0, 0.44, 0, 1), "2": (0.52, 1, 0.2, 1)}
NARROW: dict[str, draw.Area] = {"": (0, 1, 0.37, 1), "2": (0.07, 1, 0.13, 0.35)}
NOWHERE = np.empty((0, 2))


def correction(measured: Correction) -> Scene:
    """The scene of the first few steps of both runs."""
    settings, field = measured.settings, measured.ground
    arrows, arrow_tracks = _arrows(measured)
    columns, column_tracks = _bars(measured)
    down = measured.first.g[1] >= 0
    traces = [
        ground(field, NOWHERE)[0],
        draw.line("square", *draw.square(0, 0, 1), INK, 2.5, "dot"),
        draw.text("eta", [(0.5, 1.0 if down else -1.0)], ["η"], side=f"{'top' if down else 'bottom'} center"),
        *arrows,
        draw.dot("start", 0, 0),
        *draw.put(columns, 1),
    ]
    few = settings.few
    axes = {
        **draw.plain_axes("", (float(field.x[0]), float(field.x[-1])), (float(field.y[0]), float(field.y[-1]))),
        "xaxis2": draw.drawn_axis(
            0.5, few + 0.5, "y2", tickvals=[*range(1, few + 1)], title={"text": "step", "standoff": 2}
        ),
        "yaxis2": draw.drawn_axis(0, 1.22 * measured.reach, "x2", tickvals=[1], ticktext=["η"]),
    }
    return Scene(
        title=title(measured),
        drawing={"data": traces, "layout": draw.layout(axes, WIDE, NARROW, "")},
        tracks=(*arrow_tracks, *column_tracks),
        steps=few,
        words=words(measured),
        formulas=formulas(settings, measured.steps),
    )


def _arrows(measured: Correction) -> tuple[list[dict[str, Any]], list[Track]]:
    """Each step from the start, with its length at its end."""
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    sides, aside = _sides(measured)
    longer = [float(measured.lengths[name][-1:].sum()) for name in COLOURS]
    for name in COLOURS if longer[0] >= longer[1] else reversed(COLOURS):  # the shorter arrow lies on the longer one
        move = on_paper(np.vstack([np.zeros((1, 2)), measured.moves[name]]))
        by = draw.between(move, FRAMES)
        xs, ys = draw.thick_arrows(np.zeros_like(by), by, WIDTHS[name] * measured.reach / REACH)
        said = [[" "], *([f"\u2002{CALLED[name]}: {length(size)} η\u2002"] for size in measured.lengths[name])]
        x, y = by[:, :1], by[:, 1:] + (aside if name == "uncorrected" else 0)
        told = [said[i // FRAMES] for i in range(len(by))]
        traces += [
            draw.area(f"arrow-{name}", xs[-1], ys[-1], COLOURS[name]),
            draw.text(f"name-{name}", [(x[-1, 0], y[-1, 0])], said[-1], NAMED[name], 22, sides[name], bold=True),
        ]
        tracks += [
            Track(f"arrow-{name}", "replace", {"x": xs, "y": ys}, 1 / FRAMES),
            Track(f"name-{name}", "replace", {"x": x, "y": y, "text": told}, 1 / FRAMES),
        ]
    return traces, tracks


def _sides(measured: Correction) -> tuple[dict[str, str], float]:
    """Where the names stand beside the arrows' ends, and how far the grey one's is moved so that they do not meet."""
    right, down = measured.first.g[0] <= 0, measured.first.g[1] >= 0
    ahead, back = ("right", "left") if right else ("left", "right")
    over, under = ("top", "bottom") if down else ("bottom", "top")
    lengths = measured.lengths["uncorrected"]
    short = len(lengths) > 0 and float(lengths[-1]) < SHORT * measured.reach
    aside = (-1 if down else 1) * ASIDE * measured.reach if short else 0.0
    return {"uncorrected": f"{under} {ahead if short else back}", "corrected": f"{over} {ahead}"}, aside


def _bars(measured: Correction) -> tuple[list[dict[str, Any]], list[Track]]:
    """The length of each step so far, the first one's and the last one's as numbers."""
    few, top = measured.settings.few, 1.22 * measured.reach
    traces = [
        draw.line("one", [0.5, few + 0.5], [1, 1], INK, 2.5, "dot"),
        draw.text("bars-title", [(0.56, 0.9 * top)], ["length of each step, in η"], MUTED),
    ]
    tracks: list[Track] = []
    for name, (low, high) in BARS.items():
        lengths = on_paper(measured.lengths[name])
        xs, ys = draw.bars(lengths, few, low, high)
        places = [(i + 1 + 0.5 * (low + high), float(size)) for i, size in enumerate(lengths)]
        said = [
            [number(size, 2) if i < k and i in (0, k - 1) else " " for i, size in enumerate(lengths)]
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
