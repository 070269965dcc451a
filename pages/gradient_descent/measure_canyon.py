"""Gradient descent in the canyon, as two descents of one variable with one η."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim import Trajectory, theory
from optim.theory import Regime
from pages.gradient_descent.run import EDGE, HEADROOM, Run, off_at
from pages.gradient_descent.settings import Settings
from pages.run import drawn
from surfaces import Surface
from surfaces.curve import quadratic

Array = NDArray[np.float64]
TOP = 12.0  # the highest error of the two curves' pictures, unless a start is higher
ALIKE = 1e-6  # factors that differ by less are the same


@dataclass(frozen=True)
class Axis:
    """One variable's part of the run in the canyon: what it would do by itself on ½λw².

    factor: |1 − η·λ|, by which each step multiplies its distance from the minimum. share (n,): its distance from the
    minimum, as a share of the start's; 0 where that was 0.
    """

    curvature: float
    product: float
    regime: Regime
    factor: float
    run: Run
    share: Array


@dataclass(frozen=True)
class InCanyon:
    """A run of n points in the canyon.

    flat, steep: along the valley (w₁) and across it (w₂). later: the one whose distance shrinks by less a step, None
    where both do alike. best: the η that shrinks both alike, and the factor with which it does.
    """

    settings: Settings
    surface: Surface
    flat: Axis
    steep: Axis
    later: Axis | None
    best: tuple[float, float]

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """w₁'s and w₂'s part."""
        return self.flat, self.steep


def in_canyon(settings: Settings, done: Trajectory) -> InCanyon:
    """The run of the settings in the canyon, of which `done` has one step more."""
    surface = settings.surface()
    low, high = surface.curvatures or (1.0, 1.0)
    n = min(drawn(done, surface), settings.steps + 1)
    starts = [0.5 * low * settings.x0**2, 0.5 * high * settings.y0**2]
    top = max(TOP, HEADROOM * max(starts))
    heights = (-0.1 * top, top)
    flat, steep = (
        _axis(settings.eta, curvature, done.w[:n, i], done.gradient[:n, i], heights)
        for i, curvature in enumerate((low, high))
    )
    later = None if abs(flat.factor - steep.factor) < ALIKE else max(flat, steep, key=lambda axis: axis.factor)
    return InCanyon(settings, surface, flat, steep, later, theory.best_descent(low, high))


def _axis(eta: float, curvature: float, w: Array, slope: Array, heights: tuple[float, float]) -> Axis:
    curve = quadratic(curvature)
    to = w - eta * slope
    height = curve.height(w)
    return Axis(
        curvature=curvature,
        product=eta * curvature,
        regime=theory.regime(eta * curvature),
        factor=abs(1 - eta * curvature),
        run=Run(curve, w, height, slope, to, curve.height(to), heights, off_at(w, height, EDGE, heights[1])),
        share=np.abs(w / w[0]) if w[0] else np.zeros_like(w),
    )
