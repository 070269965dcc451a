"""A run on a curve, as the pictures share it."""

import numpy as np
from numpy.typing import NDArray

from figures.descent import BLUE, Frame, Sheet, staircase, staircase_look, steps, tangents
from figures.theme import INK, MUTED
from pages.gradient_descent.run import Run, outline
from pages.run import on_paper

Array = NDArray[np.float64]


def draw_curve(sheet: Sheet, run: Run, key: str = "", axes: str = "") -> None:
    """The curve and a star on each of its minima."""
    curve = run.curve
    sheet.line(f"{key}curve", *outline(curve), MUTED, 4, axes=axes)
    sheet.star(f"{key}minima", curve.minima, curve.height(curve.minima), axes)


def draw_run(sheet: Sheet, run: Run, key: str = "", axes: str = "", size: int = 20) -> None:
    """Where the run has been, and its point: half a step along the step, half a step down to the curve."""
    stairs = staircase(on_paper(run.w), on_paper(run.height))
    sheet.growing(f"{key}trail", *stairs, staircase_look(len(stairs[0])), axes, 0.5)
    sheet.point(f"{key}point", *stairs, axes, 0.5, size)


def draw_next(sheet: Sheet, run: Run, frame: Frame, head: float) -> None:
    """The tangent at every point, and from the first step on the arrow of the next one and its way to the curve."""
    w, to, height, landing = (on_paper(part) for part in (run.w, run.to, run.height, run.landing))
    hidden = w.copy(), height.copy()
    ends = to.copy(), landing.copy()
    for end, own in zip(ends, hidden, strict=True):
        end[0] = own[0]  # before the first step it is the question how long it is
    sheet.line("tangent", *tangents(w, height, run.slope, frame), INK, 4)
    sheet.line("drop", np.array([ends[0], ends[0]]).T, np.array([height, ends[1]]).T, BLUE, 2, "dot")
    sheet.line("step", *steps(w, height, ends[0], frame, head), BLUE, 6)


def draw_off(sheet: Sheet, run: Run, x: float, y: float, axes: str = "") -> None:
    """Where the run has left the picture for good: since when, and to which side."""
    said = [[" "]]
    if run.off is not None:
        said = said * run.off + [[f"off the map at step {run.off} {'↗' if run.w[run.off] > 0 else '↖'}"]]
    sheet.text("off", [x], [y], said, 20, axes=axes)
