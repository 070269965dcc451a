"""Act 1: the length of each step against the slope there."""

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
LIFT = 0.1  # by which a name stands above its level line
OUTSIDE = -1.0
NOTHING = 1e-4  # what is smaller is written as 0


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
    sheet.axes("3", {"range": [0, 1]}, {"range": [0, 1]})
    sheet.text("now", [0.5], [0.5], _now(measured), 22, BLUE, axes="3")
    draw_off(sheet, run, 0.5, 0.5, "3")
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
        [f"step = {eta} · {_short(slope)} = {_short(step)}"]
        for slope, step in zip(measured.run.slope, measured.run.to - measured.run.w, strict=True)
    ]
    said[0] = [f"slope {number(measured.run.slope[0])}, step: ?"]
    off = measured.run.off
    return said if off is None else [*said[:off], *[[" "]] * (len(said) - off)]  # in its place: since when


def _short(size: float) -> str:
    return number(abs(size)) if abs(size) >= NOTHING else "0"


def _against_slope(sheet: Sheet, measured: Stepping) -> None:
    settings, run = measured.settings, measured.run
    steepest = LONGEST * settings.curvature
    sheet.axes(
        "2",
        {"range": [0, steepest], "title": "size of the slope", "nticks": 5},
        {"range": [0, LONGEST], "title": "length of the step", "nticks": 6},
    )
    end = settings.eta * steepest
    lines = {"η": (settings.eta, settings.eta), "slope": (0.0, end)}
    if run.curve.name == "quadratic":
        lines["straight"] = (0.0, LONGEST)
        sheet.text("straight-name", [0.91 * steepest], [LONGEST - 0.15], [["straight"]], 18, INK, "middle left", "2")
    for name, line in lines.items():
        sheet.line(f"guess-{name}", np.array([0.0, steepest]), np.array(line), MUTED, 2.5, "dash", "2")
    beside = _beside(settings.eta, end, steepest)
    for name, (x, y, side) in beside.items():
        sheet.text(f"name-{name}", [x], [y], [[name]], 18, INK, side, "2")
    slope, step = on_paper(np.abs(run.slope)), on_paper(np.abs(run.to - run.w))
    nothing = np.array([OUTSIDE])  # at rest no step has been made
    former = np.append(nothing, slope[:-1]), np.append(nothing, step[:-1])
    sheet.growing("steps-made", *former, {"mode": "markers", "marker": marker(STYLES[RULE], 12)}, "2")
    sheet.point("step-here", np.append(nothing, slope[1:]), np.append(nothing, step[1:]), "2")


def _beside(always: float, end: float, steepest: float) -> dict[str, tuple[float, float, str]]:
    """Where the names of two lines stand, clear of them and of the line straight to the minimum: x, y and side.

    always: the height of the level line; end: that of the other at the right edge, x = steepest.
    """
    high = 0.8 * LONGEST
    if end > 1.02 * LONGEST:  # it leaves at the top
        x = high / end * steepest
        side = "middle left" if x > 0.35 * steepest else "middle right"
        slope = x, high, side
    elif end > high:
        slope = steepest, 0.62 * end, "middle left"
    else:
        slope = steepest, end if end < always else max(end, always + GAP), "top left"
    level = min(max(always, end + GAP) if end < always else always, LONGEST - GAP)
    return {"\u2002η · slope\u2002": slope, "always η": (steepest, level + LIFT, "top left")}
