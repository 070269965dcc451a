"""By how much s and √r are too small, against the step's number: two curves that fade at their own pace."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from figures import adam as draw
from figures.theme import MUTED, STYLES, faint
from lesson import Readout, Scene, Track, number
from pages.adam.measure_factors import DOUBLINGS, FINE, TIMES, Array, Factors
from pages.adam.measure_steps import MATTERS
from pages.adam.words import title, words

CURVES = {"s": STYLES["Momentum"], "√r": STYLES["RMSProp"]}
HEIGHTS = {"s": 1.4, "√r": 3.6}  # where it is said that a curve has faded, at least
BEYOND = 1.4  # times as high as the other curve is there
LATE = 3000  # a line later than that has its words on its left
TOP = 130.0
TICKS = {1: "1", 10: "10", 100: "100", 1000: "1000", 10_000: "10000"}
AREA = {"wide": (0.08, 0.985, 0.17, 1), "narrow": (0.16, 0.98, 0.13, 1)}


def factors(measured: Factors) -> Scene:
    """The scene of both factors, at 1, 2, 4, … steps."""
    curves = dict(zip(CURVES, (measured.mean, measured.root), strict=True))
    top = max(TOP, 1.3 * max(float(curve[0]) for curve in curves.values()))
    traces = [draw.line("one", TIMES[[0, -1]], np.ones(2), MUTED, 2, "dot")]
    tracks: list[Track] = []
    for name, curve in curves.items():
        gap = {} if name == "s" else {"fill": "tonexty", "fillcolor": faint(STYLES["Adam"].colour)}
        traces.append(draw.line(f"curve-{name}", TIMES, curve, CURVES[name].colour, 4, **gap))
        tracks.append(Track(f"curve-{name}", "grow", {"x": TIMES, "y": curve}, 1 / FINE))
    ends = ((name, end) for name, end in zip(CURVES, measured.faded, strict=True))
    for part in (_live(measured, top), *(_end(name, curves, end) for name, end in ends)):
        traces += part[0]
        tracks += part[1]
    last = float(np.log10(TIMES[-1]))
    axes = {
        "xaxis": _axis(-0.07, last + 0.05, "y", "step t", [*TICKS]),
        "yaxis": _axis(-0.04, float(np.log10(top)), "x", "times too small", [1, 10, 100]),
    }
    return Scene(
        title=title(measured),
        drawing={"data": traces, "layout": draw.layout(axes, {"": AREA["wide"]}, {"": AREA["narrow"]})},
        tracks=tuple(tracks),
        steps=DOUBLINGS,
        unit="doubling",
        words=words(measured),
        readouts=tuple(
            Readout(f"{name} too small by", CURVES[name].colour, {"": curve[::FINE]}) for name, curve in curves.items()
        ),
    )


def _axis(low: float, high: float, anchor: str, name: str, ticks: list[int]) -> dict[str, Any]:
    shown = {"tickvals": ticks, "ticktext": [TICKS[tick] for tick in ticks]}
    return draw.drawn_axis(low, high, anchor, type="log", title={"text": name, "standoff": 4}, **shown)


def _end(name: str, curves: Mapping[str, Array], end: int) -> tuple[list[dict[str, Any]], list[Track]]:
    """The name at a curve's end, and once it is within 1 % of 1 a line where that began, up beyond the other curve."""
    colour, curve = CURVES[name].colour, curves[name]
    others = [float(np.interp(end, TIMES, other)) for other in curves.values()]
    height = max(HEIGHTS[name], BEYOND * max(others))
    there = [end == 0 or 2**k >= end for k in range(DOUBLINGS + 1)]
    noted = [end > 0 and reached for reached in there]
    at, side = float(max(end, 1)), "right" if end <= LATE else "left"
    xs, ys = np.full((DOUBLINGS + 1, 2), at), np.array([[1.0, height if now else 1.0] for now in noted])
    said = [[f"\u20021 %: t = {end}\u2002" if now else " "] for now in noted]
    called = [[" " if reached else f"\u2002{name}"] for reached in there]
    tips = curve[::FINE]
    return [
        draw.line(f"end-{name}", xs[-1], ys[-1], colour, 3, "dot"),
        draw.text(f"faded-{name}", [(at, height)], said[-1], colour, side=f"middle {side}", bold=True),
        draw.tip(f"tip-{name}", CURVES[name], TIMES, curve),
        draw.text(
            f"name-{name}", [(TIMES[-1], float(tips[-1]))], called[-1], colour, draw.LARGE, "top right", bold=True
        ),
    ], [
        Track(f"end-{name}", "replace", {"x": xs, "y": ys}),
        Track(f"faded-{name}", "replace", {"text": said}),
        Track(f"tip-{name}", "move", {"x": TIMES, "y": curve}, 1 / FINE),
        Track(f"name-{name}", "replace", {"x": TIMES[::FINE, None], "y": tips[:, None], "text": called}),
    ]


def _live(measured: Factors, top: float) -> tuple[list[dict[str, Any]], list[Track]]:
    """What both factors are at this doubling, and the step without them."""
    mean, root = measured.mean[::FINE], measured.root[::FINE]
    rows = (
        ("t", MUTED, [f"t = {2**k}" for k in range(DOUBLINGS + 1)]),
        ("mean", CURVES["s"].colour, [_too_small("s", of) for of in mean]),
        ("root", CURVES["√r"].colour, [_too_small("√r", of) for of in root]),
        ("step", STYLES["Adam"].colour, [_as_long(of) for of in (root / mean).tolist()]),
    )
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, (key, colour, texts) in enumerate(rows):
        place = (float(TIMES[-1]), float(top ** (0.94 - 0.11 * i)))
        size = draw.LARGE if key == "step" else draw.MIDDLE
        traces.append(draw.text(f"live-{key}", [place], texts[-1:], colour, size, "middle left", bold=True))
        tracks.append(Track(f"live-{key}", "replace", {"text": [[text] for text in texts]}))
    return traces, tracks


def _too_small(name: str, times: float) -> str:
    return f"{name}: {number(times)} times too small" if times > 1 + MATTERS else f"{name}: right to 1 %"


def _as_long(times: float) -> str:
    return f"uncorrected step: {'right to 1 %' if abs(times - 1) <= MATTERS else f'× {number(times)}'}"
