"""By how much s and √r are too small, against the step's number: two curves that fade at their own pace."""

from typing import Any

import numpy as np

from figures import adam as draw
from figures.theme import MUTED, STYLES, faint
from lesson import Readout, Scene, Track, number
from pages.adam.measure_factors import DOUBLINGS, FINE, TIMES, Factors
from pages.adam.words import title, words

CURVES = {"s": STYLES["Momentum"], "√r": STYLES["RMSProp"]}
HEIGHTS = {"s": 2.6, "√r": 1.7}  # where it is said that a curve has faded
TOP = 130.0
TICKS = {1: "1", 10: "10", 100: "100", 1000: "1,000", 10_000: "10,000"}


def factors(measured: Factors) -> Scene:
    """The scene of both factors, at 1, 2, 4, … steps."""
    curves = dict(zip(CURVES, (measured.mean, measured.root), strict=True))
    ends = dict(zip(CURVES, measured.faded, strict=True))
    top = max(TOP, 1.3 * max(float(curve[0]) for curve in curves.values()))
    traces: list[dict[str, Any]] = [draw.line("one", TIMES[[0, -1]], np.ones(2), MUTED, 2, "dot")]
    tracks: list[Track] = []
    for name, curve in curves.items():
        gap = {} if name == "s" else {"fill": "tonexty", "fillcolor": faint(STYLES["Adam"].colour)}
        traces.append(draw.line(f"curve-{name}", TIMES, curve, CURVES[name].colour, 4, **gap))
        tracks.append(Track(f"curve-{name}", "grow", {"x": TIMES, "y": curve}, 1 / FINE))
    for name, curve in curves.items():
        colour = CURVES[name].colour
        faded, faded_tracks = _faded(name, ends[name])
        traces += [
            *faded,
            draw.tip(f"tip-{name}", CURVES[name], TIMES, curve),
            draw.text(
                f"name-{name}", [(TIMES[-1], curve[-1])], [f"\u2002{name}"], colour, draw.LARGE, "top right", True
            ),
        ]
        tracks += [
            *faded_tracks,
            *(Track(f"{what}-{name}", "move", {"x": TIMES, "y": curve}, 1 / FINE) for what in ("tip", "name")),
        ]
    live, live_tracks = _live(measured, top)
    axes = {
        "xaxis": draw.drawn_axis(
            -0.02,
            float(np.log10(TIMES[-1])) + 0.2,
            "y",
            type="log",
            tickvals=[*TICKS],
            ticktext=[*TICKS.values()],
            title={"text": "step t", "standoff": 4},
        ),
        "yaxis": draw.drawn_axis(
            -0.02,
            float(np.log10(top)),
            "x",
            type="log",
            tickvals=[1, 10, 100],
            ticktext=["1", "10", "100"],
            title={"text": "times too small", "standoff": 4},
        ),
    }
    return Scene(
        title=title(measured),
        drawing={
            "data": [*traces, *live],
            "layout": draw.layout(axes, {"": (0.08, 1, 0.17, 1)}, {"": (0.16, 1, 0.12, 1)}),
        },
        tracks=(*tracks, *live_tracks),
        steps=DOUBLINGS,
        unit="doubling",
        words=words(measured),
        readouts=tuple(
            Readout(f"{name} too small by", CURVES[name].colour, {"": curve[::FINE]}) for name, curve in curves.items()
        ),
    )


def _faded(name: str, end: int) -> tuple[list[dict[str, Any]], list[Track]]:
    """A line where a curve is within 1 % of 1, once it is."""
    colour, height = CURVES[name].colour, HEIGHTS[name]
    reached = [end > 0 and 2**k >= end for k in range(DOUBLINGS + 1)]
    at = max(end, 1)
    xs = np.full((DOUBLINGS + 1, 2), float(at))
    ys = np.array([[1.0, height if there else 1.0] for there in reached])
    said = [[f"\u2002{name}: 1 % at t = {end}" if there else " "] for there in reached]
    return [
        draw.line(f"end-{name}", xs[-1], ys[-1], colour, 3, "dot"),
        draw.text(f"faded-{name}", [(at, height)], said[-1], colour, draw.MIDDLE, bold=True),
    ], [
        Track(f"end-{name}", "replace", {"x": xs, "y": ys}),
        Track(f"faded-{name}", "replace", {"text": said}),
    ]


def _live(measured: Factors, top: float) -> tuple[list[dict[str, Any]], list[Track]]:
    """What both factors are at this doubling, and the step without them."""
    mean, root = measured.mean[::FINE], measured.root[::FINE]
    rows = (
        ("t", MUTED, [f"t = {2**k}" for k in range(DOUBLINGS + 1)]),
        ("mean", CURVES["s"].colour, [f"s {number(of)} times too small" for of in mean]),
        ("root", CURVES["√r"].colour, [f"√r {number(of)} times too small" for of in root]),
        ("step", STYLES["Adam"].colour, [f"step {number(of)} times as long" for of in root / mean]),
    )
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, (key, colour, texts) in enumerate(rows):
        place = (float(TIMES[-1]), float(top ** (0.94 - 0.1 * i)))
        size = draw.LARGE if key == "step" else draw.MIDDLE
        traces.append(draw.text(f"live-{key}", [place], texts[-1:], colour, size, "middle left", True))
        tracks.append(Track(f"live-{key}", "replace", {"text": [[text] for text in texts]}))
    return traces, tracks
