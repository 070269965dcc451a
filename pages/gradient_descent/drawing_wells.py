"""Act 5: many runs on two wells at once, and where each start leads."""

import numpy as np

from figures.descent import BLUE, Sheet
from figures.relief import marker
from figures.theme import INK, NO, PAPER, RELIEF, STYLES, VARIANTS, YES, faint
from lesson import Pick, Scene, Track
from pages.gradient_descent.drawing_run import draw_curve, draw_off, draw_run
from pages.gradient_descent.measure import RULE
from pages.gradient_descent.measure_wells import LOWEST, NEITHER, OTHER, STARTS, InWells
from pages.gradient_descent.run import WELLS_EDGE
from pages.gradient_descent.words import percent, title, words
from surfaces.curve import DOMAIN

AREAS = {"": (0.0, 1.0, 0.2, 1.0), "2": (0.0, 1.0, 0.0, 0.18)}
NARROW = {"": (0.0, 1.0, 0.24, 1.0), "2": (0.0, 1.0, 0.0, 0.22)}
HUMP, INWARD = 2.2, 0.6  # between −HUMP and it there is room over the curve
WHERE = [BLUE, VARIANTS[1]]  # the lowest point, the local minimum
SHADES = [[NEITHER / 255, RELIEF[2]], [OTHER / 255, NO[0]], [LOWEST / 255, YES[1]]]


def draw_wells(measured: InWells) -> Scene:
    """The curve with the run and others, and under it a strip with a cell for each start."""
    settings, run = measured.settings, measured.run
    low, high = run.heights
    sheet = Sheet()
    sheet.axes(
        "",
        {"range": [-WELLS_EDGE, WELLS_EDGE]},
        {"range": [low, high], "title": "error", "nticks": 4},
    )
    draw_curve(sheet, run)
    points = measured.points
    look = {**marker(STYLES[RULE], 13), "color": faint(BLUE), "line": {"width": 2, "color": BLUE}}
    sheet.dots("rain", points, np.minimum(run.curve.height(points), 3 * high), look)
    draw_run(sheet, run, size=24)
    first = float(run.w[0])
    sheet.start("start", first, float(run.height[0]))
    inward = 0.0 if abs(first) < HUMP else -INWARD if first > 0 else INWARD  # where the curve is not
    sheet.text("drag", [first + inward], [run.height[0] + 0.09 * (high - low)], [["drag me"]])
    bottoms = run.curve.height(run.curve.minima) - 0.13 * (high - low)
    shares = [
        [f"lowest point: {_short(found)}", f"local minimum: {_short(other)}"]
        for found, other in zip(measured.found, measured.other, strict=True)
    ]
    sheet.text("shares", run.curve.minima, bottoms, shares, 20, WHERE)
    draw_off(sheet, run, 0.0, high - 0.08 * (high - low))
    _strip(sheet, measured)
    return Scene(
        title=title(settings),
        drawing=sheet.picture(AREAS, NARROW),
        tracks=tuple(sheet.tracks),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("x0",), (DOMAIN,)),
    )


def _short(share: float) -> str:
    return percent(share).replace("less than", "<").replace("more than", ">")


def _strip(sheet: Sheet, measured: InWells) -> None:
    sheet.axes("2", {"range": [-WELLS_EDGE, WELLS_EDGE], "title": "start w", "nticks": 11}, {"range": [0, 2]})
    sheet.traces.append(
        {
            "type": "heatmap",
            "uid": "basins",
            "x": STARTS,
            "y": np.array([0.5]),
            "dy": 1,
            "y0": 0.5,
            "z": measured.shades[-1],
            "zmin": 0,
            "zmax": 255,
            "colorscale": SHADES,
            "showscale": False,
            "hoverinfo": "skip",
            "xaxis": "x2",
            "yaxis": "y2",
        }
    )
    sheet.tracks.append(Track("basins", "replace", {"z": measured.shades}))
    sheet.text("legend", [0.0], [1.5], [["where each start leads"]], 18, INK, axes="2", bold=False)
    start = float(measured.run.w[0])
    look = {"symbol": "triangle-down", "size": 20, "color": INK, "line": {"width": 2, "color": PAPER}}
    sheet.dots("here", np.array([start]), np.array([1.05]), look, "2")
