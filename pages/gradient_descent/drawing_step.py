"""Act 1: the length of each step against the slope there."""

from itertools import pairwise

import numpy as np

from figures.descent import BLUE, Frame, Sheet
from figures.relief import marker
from figures.theme import INK, MUTED, STYLES
from lesson import Pick, Scene, number
from pages.gradient_descent.drawing_run import draw_curve, draw_next, draw_off, draw_run
from pages.gradient_descent.measure import RULE, Stepping
from pages.gradient_descent.run import edge_of
from pages.gradient_descent.words import title, words
from pages.run import on_paper
from surfaces.curve import DOMAIN

LONGEST = 5.5  # step on the right
AREAS = {"": (0.0, 0.56, 0.0, 0.88), "2": (0.65, 1.0, 0.0, 1.0), "3": (0.0, 0.56, 0.88, 1.0)}
NARROW = {"": (0.0, 0.5, 0.0, 0.86), "2": (0.64, 1.0, 0.0, 0.86), "3": (0.0, 1.0, 0.88, 1.0)}
GAP = 0.5  # between the names of two lines
OUTSIDE = -1.0
STRAIGHT = "straight"


def draw_step(measured: Stepping) -> Scene:
    """The run on the curve, and for each step a dot: how steep it was, and how long the step."""
    settings, run = measured.settings, measured.run
    edge, (low, high) = edge_of(run.curve), run.heights
    frame = Frame((-edge, edge), run.heights, 1.25)
    sheet = Sheet()
    sheet.axes(
        "",
        {"range": [-edge, edge], "title": "w", "nticks": 7},
        {"range": [low, high], "title": "error", "nticks": 5},
    )
    draw_curve(sheet, run)
    draw_run(sheet, run, size=17)
    draw_next(sheet, run, frame, 0.28)
    sheet.start("start", float(run.w[0]), float(run.height[0]))
    draw_off(sheet, run, 0.0, high - 0.08 * (high - low))
    sheet.axes("3", {"range": [0, 1]}, {"range": [0, 1]})
    sheet.text("now", [0.5], [0.5], _now(measured), 22, BLUE, axes="3")
    _against_slope(sheet, measured)
    return Scene(
        title=title(settings),
        drawing=sheet.picture(AREAS, NARROW),
        tracks=tuple(sheet.tracks),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("x0",), (DOMAIN,)),
    )


def _now(measured: Stepping) -> list[list[str]]:
    eta = number(measured.settings.eta)
    said = [
        [f"step = {eta} · {number(abs(slope), 2)} = {number(abs(step), 2)}"]
        for slope, step in zip(measured.run.slope, measured.run.to - measured.run.w, strict=True)
    ]
    return [[f"slope {number(measured.run.slope[0])}, step: ?"], *said[1:]]


def _against_slope(sheet: Sheet, measured: Stepping) -> None:
    settings, run = measured.settings, measured.run
    steepest = LONGEST * settings.curvature
    sheet.axes(
        "2",
        {"range": [0, steepest], "title": "size of the slope", "nticks": 5},
        {"range": [0, LONGEST], "title": "length of the step", "nticks": 6},
    )
    ends = {"η · slope": settings.eta * steepest, "always η": settings.eta}
    if run.curve.name == "quadratic":
        ends[STRAIGHT] = LONGEST
    for i, (name, end) in enumerate(ends.items()):
        flat = name == "always η"
        line = np.array([0.0, steepest]), np.array([end if flat else 0.0, end])
        sheet.line(f"guess-{i}", *line, MUTED, 2.5, "dash", "2")
    sides = {name: min(end, LONGEST) for name, end in ends.items() if name != STRAIGHT}
    places = _apart(list(sides.values()), LONGEST - GAP * (STRAIGHT in ends))
    sheet.text("guess-names", [steepest] * len(sides), places, [list(sides)], 18, INK, "top left", "2")
    if STRAIGHT in ends:
        sheet.text("straight-name", [0.91 * steepest], [LONGEST - 0.15], [[STRAIGHT]], 18, INK, "middle left", "2")
    slope, step = on_paper(np.abs(run.slope)), on_paper(np.abs(run.to - run.w))
    nothing = np.array([OUTSIDE])  # at rest no step has been made
    former = np.append(nothing, slope[:-1]), np.append(nothing, step[:-1])
    sheet.growing("steps-made", *former, {"mode": "markers", "marker": marker(STYLES[RULE], 12)}, "2")
    sheet.point("step-here", np.append(nothing, slope[1:]), np.append(nothing, step[1:]), "2")


def _apart(heights: list[float], ceiling: float) -> list[float]:
    """Heights of names, moved up where they would overlap, and down again from the ceiling."""
    placed = list(heights)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    for under, over in pairwise(order):
        placed[over] = max(placed[over], placed[under] + GAP)
    for rank, i in enumerate(reversed(order)):
        placed[i] = min(placed[i], ceiling - GAP * (rank + 1) + 0.1)
    return placed
