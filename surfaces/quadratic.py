"""The canyon: a quadratic with a condition number, and its valley at an angle."""

import math
from functools import lru_cache

import numpy as np

from optim.rules import Array
from surfaces.surface import Point, Surface, points

LAMBDA_MAX = 4.0  # the canyon's curvature across the valley, the same for every κ
CANYON_DOMAIN = ((-5.0, 5.0), (-4.0, 4.0))


@lru_cache(maxsize=1024)
def canyon(kappa: float = 20.0, theta: float = 0.0) -> Surface:
    """The canyon: a quadratic with condition number κ, its valley turned by θ degrees from the w_1 axis.

    λ_max = 4 is the curvature across the valley and λ_min = 4/κ the one along it, so that the longest stable step of
    SGD, η < 2/λ_max = 0.5, does not depend on κ. The starts turn with the valley, and are drawn in towards the
    minimum where they would leave the domain. Raises ValueError unless 1 ≤ κ < inf and −90 ≤ θ ≤ 90.
    Source: lecture, section 4.
    """
    if not 1 <= kappa < math.inf:
        raise ValueError(f"kappa = {kappa!r} is outside [1, inf)")
    if not -90 <= theta <= 90:
        raise ValueError(f"theta = {theta!r} is outside [-90, 90] (degrees)")
    low = LAMBDA_MAX / kappa
    high = LAMBDA_MAX
    c, s = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    xx, xy, yy = low * c * c + high * s * s, (low - high) * c * s, low * s * s + high * c * c

    def error(x: Array, y: Array) -> Array:
        u = c * x + s * y
        v = c * y - s * x
        return 0.5 * (low * u * u + high * v * v)

    def partials(x: Array, y: Array) -> tuple[Array, Array]:
        return xx * x + xy * y, xy * x + yy * y

    return Surface(
        name="canyon",
        title="The canyon",
        formula=_canyon_formula(low, high, theta),
        domain=CANYON_DOMAIN,
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=tuple(_turned(start, c, s) for start in ((-4.2, 1.4), (-4.5, 0.0), (-1.0, 3.0))),
        source="The lecture, section 4",
        error=error,
        partials=partials,
        eta=0.1,
        curvatures=(low, high),
        hessian=(xx, xy, yy),
    )


def _canyon_formula(low: float, high: float, theta: float) -> str:
    along, across, angle = (np.format_float_positional(n, 4, fractional=False, trim="-") for n in (low, high, theta))
    if theta == 0:
        return rf"f(w) = \tfrac12 \left( {along}\,w_1^2 + {across}\,w_2^2 \right)"
    cos, sin = rf"\cos({angle}^\circ)", rf"\sin({angle}^\circ)"
    return (
        rf"\begin{{gathered}} f(w) = \tfrac12 \left( {along}\,u^2 + {across}\,v^2 \right) \\ "
        rf"u = w_1 {cos} + w_2 {sin}, \quad v = w_2 {cos} - w_1 {sin} \end{{gathered}}"
    )


def _turned(start: Point, c: float, s: float) -> Point:
    u, v = start
    x, y = c * u - s * v, s * u + c * v
    shrink = max(1.0, abs(y) / (0.9 * CANYON_DOMAIN[1][1]))  # sideways the domain has room for every turn
    return round(20 * x / shrink) / 20, round(20 * y / shrink) / 20
