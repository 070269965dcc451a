"""Errors as functions of one parameter, each composed so that the chain rule gives its derivative."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from optim.rules import Array
from surfaces.surface import Point

DOMAIN = (-5.0, 5.0)
WELL = 9.0  # u = x² − 9 is 0 at ±3, where the wells are before the tilt moves them
TILT = 0.2


@dataclass(frozen=True, eq=False)
class Curve:
    """h(x) = f(u(x)) + a·x, an objective of one parameter for `optim.race`: w is (..., 1).

    By the chain rule and the linear rule h′(x) = f′(u(x))·u′(x) + a. outer: f and f′ of u; inner: u and u′ of x; tilt:
    a; bend: h″ of x; all elementwise. minima: (M,), the lowest first. formula, chain: LaTeX of h and of h′.
    curvature: λ, which is h″ everywhere for the quadratic, and at the bottom of both wells before they are tilted.
    """

    name: str
    curvature: float
    outer: tuple[Callable[[Array], Array], Callable[[Array], Array]]
    inner: tuple[Callable[[Array], Array], Callable[[Array], Array]]
    tilt: float
    bend: Callable[[Array], Array]
    minima: Array
    formula: str
    chain: str
    domain: tuple[Point] = (DOMAIN,)

    def height(self, x: Array) -> Array:
        """h(x)."""
        return self.outer[0](self.inner[0](x)) + self.tilt * x

    def slope(self, x: Array) -> Array:
        """h′(x), by the chain rule."""
        return self.outer[1](self.inner[0](x)) * self.inner[1](x) + self.tilt

    def value(self, w: Array) -> Array:
        return self.height(w[..., 0])

    def gradient(self, w: Array, t: int = 0) -> Array:
        return self.slope(w)


@lru_cache(maxsize=1024)
def quadratic(curvature: float) -> Curve:
    """h(x) = ½λx², as f(u) = ½u² of u = √λ·x. Raises ValueError unless 0 < λ < inf."""
    _check(curvature)
    root = math.sqrt(curvature)
    return Curve(
        name="quadratic",
        curvature=curvature,
        outer=(lambda u: 0.5 * u * u, lambda u: u),
        inner=(lambda x: root * x, lambda x: np.full_like(x, root)),
        tilt=0.0,
        bend=lambda x: np.full_like(x, curvature),
        minima=np.zeros(1),
        formula=r"h(x) = \tfrac12 u^2, \quad u = \sqrt{\lambda}\,x",
        chain=r"h'(x) = \underbrace{u}_{f'(u)} \cdot \underbrace{\sqrt{\lambda}}_{u'(x)} = \lambda\,x",
    )


@lru_cache(maxsize=1024)
def wells(curvature: float) -> Curve:
    """h(x) = (λ/72)·(x² − 9)² + 0.2·λ·x, two wells of which the left one is the deeper. Raises ValueError as above."""
    _check(curvature)
    # h′ = (λ/18)·(x³ − 9x + 3.6); of its three roots the middle one is the hump
    left, _, right = np.sort(np.roots([1.0, 0.0, -WELL, 18 * TILT]).real)
    return Curve(
        name="wells",
        curvature=curvature,
        outer=(lambda u: curvature / 72 * u * u, lambda u: curvature / 36 * u),
        inner=(lambda x: x * x - WELL, lambda x: 2 * x),
        tilt=TILT * curvature,
        bend=lambda x: curvature * (x * x / 6 - 0.5),
        minima=np.array([left, right]),
        formula=r"h(x) = \tfrac{\lambda}{72}\,u^2 + 0.2\,\lambda\,x, \quad u = x^2 - 9",
        chain=r"h'(x) = \underbrace{\tfrac{\lambda}{36}\,u}_{f'(u)} \cdot \underbrace{2x}_{u'(x)} + 0.2\,\lambda",
    )


def _check(curvature: float) -> None:
    if not 0 < curvature < math.inf:
        raise ValueError(f"curvature = {curvature!r} is outside (0, inf)")


CURVES: dict[str, Callable[[float], Curve]] = {"quadratic": quadratic, "wells": wells}
