"""Act 2: one run on the curve, and beside it runs with a row of η."""

import numpy as np

from figures.descent import BLUE, Sheet
from figures.relief import marker
from figures.theme import INK, MUTED, PAPER, STYLES, faint
from lesson import Pick, Scene, number
from pages.gradient_descent.drawing_run import draw_curve, draw_off, draw_run
from pages.gradient_descent.measure import RULE
from pages.gradient_descent.measure_limit import PRODUCTS, Limited
from pages.gradient_descent.run import EDGE
from pages.gradient_descent.words import title, words
from pages.run import on_paper
from surfaces.curve import DOMAIN

AREAS = {"": (0.0, 0.4, 0.0, 0.9), "2": (0.46, 1.0, 0.0, 1.0), "3": (0.0, 0.4, 0.9, 1.0)}
NARROW = {"": (0.0, 1.0, 0.58, 0.91), "2": (0.0, 1.0, 0.0, 0.44), "3": (0.0, 1.0, 0.9, 1.0)}
GONE, HIDDEN = 0.66 * EDGE, 9 * EDGE  # where it is marked that a run has left, and where no mark is seen
ROOM = 1.2 * EDGE  # of the row's axis: beyond the dots that are left, for words
END = 2.85  # of the axis of η, as η·λ
ZONES = {"creeps in": 0.5, "zigzags in": 1.5, "leaves": 2.5}


def draw_limit(measured: Limited) -> Scene:
    """The run on the curve; for each η of the row a dot where its run is."""
    settings, run = measured.settings, measured.run
    low, high = run.heights
    sheet = Sheet()
    sheet.axes(
        "",
        {"range": [-EDGE, EDGE], "title": "w", "nticks": 7},
        {"range": [low, high], "title": "error", "nticks": 5},
    )
    draw_curve(sheet, run)
    draw_run(sheet, run)
    sheet.start("start", float(run.w[0]), float(run.height[0]))
    sheet.axes("3", {"range": [0, 1]}, {"range": [0, 1]})
    sheet.text("eta", [0.15], [0.5], [[f"η = {number(settings.eta)}"]], 22, BLUE, axes="3")
    draw_off(sheet, run, 0.65, 0.5, axes="3")
    _row(sheet, measured)
    return Scene(
        title=title(settings),
        drawing=sheet.picture(AREAS, NARROW),
        tracks=tuple(sheet.tracks),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("x0",), (DOMAIN,)),
    )


def _row(sheet: Sheet, measured: Limited) -> None:
    settings, run, curvature = measured.settings, measured.run, measured.settings.curvature
    sheet.axes(
        "2",
        {"range": [0, END], "title": "η of each run", "tickvals": [0, 1, 2], "ticktext": ["0", "", ""]},
        {"range": [-ROOM, ROOM], "title": "w", "nticks": 5},
    )
    sheet.line("bottom", np.array([0.0, END]), np.zeros(2), MUTED, 2.5, axes="2")
    for product in (1, 2):
        sheet.line(f"limit-{product}", np.full(2, float(product)), np.array([-ROOM, EDGE]), INK, 2, "dash", "2")
    marks = [f"{product}/λ = {number(product / curvature)}" for product in (1, 2)]
    sheet.text("limits", [1.0, 2.0], [0.92 * ROOM] * 2, [marks], 20, INK, axes="2")
    zones = [[" "] * len(ZONES)] * settings.steps + [list(ZONES)]
    sheet.text("zones", list(ZONES.values()), [-0.9 * ROOM] * len(ZONES), zones, 20, INK, axes="2")
    look = {**marker(STYLES[RULE], 13), "color": faint(BLUE), "line": {"width": 2, "color": BLUE}}
    sheet.dots("row", PRODUCTS, measured.row, look, "2")
    up, down = measured.row > ROOM, measured.row < -ROOM
    gone = {"symbol": "triangle-up", "size": 13, "color": MUTED}
    sheet.dots("gone-up", PRODUCTS, np.where(up, GONE, HIDDEN), gone, "2")
    sheet.dots("gone-down", PRODUCTS, np.where(down, -GONE, HIDDEN), gone | {"symbol": "triangle-down"}, "2")
    here = np.full(len(run.w), measured.product if measured.product < END else HIDDEN)
    sheet.line("own", np.full(2, here[0]), np.array([-ROOM, EDGE]), BLUE, 2, axes="2")
    bold = {**marker(STYLES[RULE], 20), "line": {"width": 2.5, "color": PAPER}}
    # with the others, from whole step to whole step
    sheet.dots("row-here", here[:, None], on_paper(run.w)[:, None], bold, "2")
    beyond = "your η →" if measured.product >= END else " "
    sheet.text("beyond", [0.99 * END], [0.45 * EDGE], [[beyond]], 20, BLUE, "middle left", "2")
