"""Act 4: g(w) = a·w + b and f(u) = ½u², each with its slope; what the first one rises is what the second one runs."""

import math

import numpy as np
from numpy.typing import NDArray

from figures.descent import BLUE, Frame, Sheet, arrow
from figures.relief import marker
from figures.theme import INK, MUTED, STYLES, VARIANTS
from lesson import Scene, number
from pages.gradient_descent.measure_chain import PARTS, Chained
from pages.gradient_descent.words import inner, title, words

Array = NDArray[np.float64]
AMBER = VARIANTS[1]
FRAMES = 20  # pictures for each part
SHARE = np.clip(np.arange(PARTS * FRAMES + 1)[:, None] / FRAMES * 2 - np.arange(4), 0, 1)  # of each of four arrows
AREAS = {"": (0.0, 0.45, 0.0, 0.7), "2": (0.55, 1.0, 0.0, 0.7), "3": (0.0, 1.0, 0.72, 1.0)}
NARROW = {"": (0.0, 0.42, 0.0, 0.68), "2": (0.58, 1.0, 0.0, 0.68), "3": (0.0, 1.0, 0.7, 1.0)}
W, U, ALONG, F = (-2.4, 3.6), (-6.0, 9.0), (-7.0, 11.0), (-3.0, 21.0)  # what is seen, unless a value lies outside
GRID = np.linspace(-40.0, 40.0, 401)
ASPECT = 1.7


def draw_chain(measured: Chained) -> Scene:
    """The two graphs, on which a nudge of 1 is passed on, and the product over them."""
    settings, u, error, a, slope = measured.settings, measured.u, measured.error, measured.inside, measured.slope
    w = settings.x0
    ws, us = _range(W, w - 0.3, w + 1.5), _range(U, u, u + a)
    along, fs = _range(ALONG, u, u + a), _range(F, error, error + slope)
    first, second = Frame(ws, us, ASPECT), Frame(along, fs, ASPECT)
    sheet = Sheet()
    sheet.axes(
        "",
        {"range": ws, "title": "w", "nticks": 6},
        {"range": us, "title": "u = g(w)", "nticks": 5},
    )
    sheet.axes("2", {"range": along, "title": "u", "nticks": 6}, {"range": fs, "title": "f(u)", "nticks": 5})
    sheet.axes("3", {"range": [0, 1]}, {"range": [0, 1]})
    sheet.line("inner", GRID, a * GRID + settings.b, MUTED)
    sheet.line("outer", GRID, 0.5 * GRID * GRID, MUTED, axes="2")
    tangent = np.array([-60.0, 60.0]) * (SHARE[:, 2:3] > 0)
    sheet.line("tangent", u + tangent, error + measured.outside * tangent, INK, 2.5, "dash", "2", 1 / FRAMES)
    zero = np.zeros(len(SHARE))
    arrows = (  # where it begins, where it goes, on which axes
        ("nudge", INK, (w, u), (SHARE[:, 0], zero), ""),
        ("rise-1", AMBER, (w + 1, u), (zero, a * SHARE[:, 1]), ""),
        ("run-2", AMBER, (u, error), (a * SHARE[:, 2], zero), "2"),
        ("rise-2", BLUE, (u + a, error), (zero, slope * SHARE[:, 3]), "2"),
    )
    for uid, colour, (x, y), by, axes in arrows:
        frame = second if axes else first
        lines = arrow(zero + x, zero + y, *by, frame, 0.04 * (frame.x[1] - frame.x[0]))
        sheet.line(uid, *lines, colour, 6, "solid", axes, 1 / FRAMES)
    look = marker(STYLES["SGD"], 20)
    sheet.dots("here", np.array([w]), np.array([u]), look)
    sheet.dots("there", np.array([u]), np.array([error]), look, "2")
    _labels(sheet, measured)
    return Scene(
        title=title(settings),
        drawing=sheet.picture(AREAS, NARROW),
        tracks=tuple(sheet.tracks),
        steps=PARTS,
        words=words(measured),
        unit="part",
    )


def _labels(sheet: Sheet, measured: Chained) -> None:
    settings, u, error, a, slope = measured.settings, measured.u, measured.error, measured.inside, measured.slope
    w = settings.x0
    # the names of the level arrows on the side where the upright ones are not
    low, high = (
        0.07 * (span[1] - span[0]) for span in (sheet.layout["yaxis"]["range"], sheet.layout["yaxis2"]["range"])
    )
    sheet.text("nudge-name", [w + 0.5], [u - math.copysign(low, a)], [[" "], ["1"]], 20)
    run = [u + a / 2], [error - math.copysign(high, slope)]
    sheet.text("run-2-name", *run, [[" "], [" "], [number(a)]], 22, AMBER, axes="2")
    sheet.text("rise-1-name", [w + 1], [u + a / 2], [[" "], [f"\u2002{number(a)}"]], 22, AMBER, "middle right")
    six = f"\u2002{number(slope)}" if a >= 0 else f"{number(slope)}\u2002"
    side = "middle right" if a >= 0 else "middle left"
    sheet.text("rise-2-name", [u + a], [error + slope / 2], [[" "], [" "], [six]], 22, BLUE, side, "2")
    sheet.text("functions", [0.22, 0.78], [0.48] * 2, [[f"g(w) = {inner(settings)}", "f(u) = ½u²"]], 20, axes="3")
    linear, steep = f"linear rule: slope {number(a)}", f"slope u = {number(u)}"
    sheet.text(
        "slopes", [0.22, 0.78], [0.12] * 2, [[" ", " "], [linear, " "], [linear, steep]], 20, [AMBER, INK], axes="3"
    )
    asked = f"slope of f(g(w)) at w = {number(w)}: ?"
    product = f"chain rule: slope {number(u)} · {_signed(a)} = {number(slope)}"
    sheet.text("product", [0.5], [0.88], [[asked]] * PARTS + [[product]], 24, BLUE, axes="3")


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _range(usual: tuple[float, float], *values: float) -> tuple[float, float]:
    low, high = usual
    return min(low, min(values) * 1.15 if min(values) < 0 else low), max(high, 1.15 * max(values))
