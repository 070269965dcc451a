"""Act 3: the canyon from above, and its two variables as two descents with one η."""

from figures.descent import TITLES, Sheet
from figures.panels import map_axes
from figures.relief import ground, path, path_tracks, place, point
from figures.theme import INK, STYLES
from lesson import Pick, Scene, number
from pages.gradient_descent.drawing_run import draw_curve, draw_run
from pages.gradient_descent.measure import RULE
from pages.gradient_descent.measure_canyon import Axis, InCanyon
from pages.gradient_descent.run import EDGE
from pages.gradient_descent.words import title, words
from pages.run import on_paper
from surfaces import relief

AREAS = {
    "": (0.0, 0.38, 0.0, 1.0),
    "2": (0.45, 0.71, 0.0, 0.66),
    "3": (0.74, 1.0, 0.0, 0.66),
    "4": (0.45, 1.0, 0.68, 1.0),
}
NARROW = {
    "": (0.0, 1.0, 0.58, 1.0),
    "2": (0.0, 0.46, 0.0, 0.26),
    "3": (0.54, 1.0, 0.0, 0.26),
    "4": (0.0, 1.0, 0.27, 0.46),
}
NAMES = ("w₁, flat", "w₂, steep")


def draw_canyon(measured: InCanyon) -> Scene:
    """The run on the map, and each variable's part of it on the curve that it would descend by itself."""
    settings, surface = measured.settings, measured.surface
    map_relief = relief(surface)
    x, y = (on_paper(axis.run.w) for axis in measured.axes)
    sheet = Sheet()
    sheet.layout |= map_axes(map_relief)
    for axis, index in (("x", 1), ("y", 2)):
        sheet.layout[f"{axis}axis"]["title"] = {"text": f"w<sub>{index}</sub>", **TITLES[axis]}
    sheet.traces += [*ground(map_relief, surface.minima), *path(RULE, STYLES[RULE], x, y)]
    start = place("start", "start", settings.x0, settings.y0)
    start["textposition"] = f"top {'right' if settings.x0 < 0 else 'left'}"  # off the map's edge, near on a phone
    sheet.traces += [point(RULE, STYLES[RULE], x, y), start]
    sheet.tracks += path_tracks(RULE, x, y)
    low, high = measured.flat.run.heights
    for i, axis in enumerate(measured.axes):
        key, pair = f"w{i + 1}-", str(i + 2)
        ticks = {"title": "error", "nticks": 4} if i == 0 else {}
        across = {
            "range": [-EDGE, EDGE],
            "title": f"w<sub>{i + 1}</sub>",
            "nticks": 4,
        }
        sheet.axes(pair, across, {"range": [low, high], **ticks})
        draw_curve(sheet, axis.run, key, pair)
        draw_run(sheet, axis.run, key, pair)
    _headings(sheet, measured)
    return Scene(
        title=title(settings),
        drawing=sheet.picture(AREAS, NARROW, equal=("",)),
        tracks=tuple(sheet.tracks),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("x0", "y0"), surface.domain),
    )


def _headings(sheet: Sheet, measured: InCanyon) -> None:
    sheet.axes("4", {"range": [0, 1]}, {"range": [0, 1]})
    middles = [0.236, 0.764]
    sheet.text("names", middles, [0.85] * 2, [list(NAMES)], 20, INK, axes="4")
    factors = [[" ", " "], [f"× {number(axis.factor)} a step" for axis in measured.axes]]
    sheet.text("factors", middles, [0.2] * 2, factors, 20, STYLES[RULE].colour, axes="4")
    left = [list(now) for now in zip(*map(_left, measured.axes), strict=True)]
    sheet.text("left", middles, [0.52] * 2, left, 20, INK, axes="4", bold=False)


def _left(axis: Axis) -> list[str]:
    """For each step how much of the distance is left, or since when it is off the picture."""
    off = axis.run.off if axis.run.off is not None else len(axis.share)
    return [f"{_percent(share)} left" for share in axis.share[:off]] + [f"off at step {off}"] * (len(axis.share) - off)


def _percent(share: float) -> str:
    return f"{number(100 * share, 2)} %" if share >= 1e-4 or share == 0 else "< 0.01 %"
