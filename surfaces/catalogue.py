"""The surfaces: each is a formula, its gradient, and what is known of it. A new one is one more entry of SURFACES.

Formulas are arranged so that rounding takes no value below the minimum; otherwise they follow their LaTeX.
"""

import math

import numpy as np

from optim.rules import Array
from surfaces.quadratic import canyon
from surfaces.surface import Surface, points

TINY = float(np.finfo(float).tiny)


def _bowl(x: Array, y: Array) -> Array:
    return 0.5 * (x * x + y * y)


def _bowl_partials(x: Array, y: Array) -> tuple[Array, Array]:
    return x, y


def _saddle(x: Array, y: Array) -> Array:
    yy = y * y
    return 0.5 * x * x + yy * (0.25 * yy - 0.5)


def _saddle_partials(x: Array, y: Array) -> tuple[Array, Array]:
    return x, y * (y * y - 1.0)


def _rosenbrock(x: Array, y: Array) -> Array:
    a = 1.0 - x
    b = y - x * x
    return a * a + 100.0 * b * b


def _rosenbrock_partials(x: Array, y: Array) -> tuple[Array, Array]:
    d = 200.0 * (y - x * x)
    return 2.0 * (x - 1.0 - x * d), d


def _beale(x: Array, y: Array) -> Array:
    yy = y * y
    a = 1.5 + x * (y - 1.0)
    b = 2.25 + x * (yy - 1.0)
    c = 2.625 + x * (yy * y - 1.0)
    return a * a + b * b + c * c


def _beale_partials(x: Array, y: Array) -> tuple[Array, Array]:
    yy = y * y
    p, q, r = y - 1.0, yy - 1.0, yy * y - 1.0
    a, b, c = 1.5 + x * p, 2.25 + x * q, 2.625 + x * r
    return 2.0 * (a * p + b * q + c * r), 2.0 * x * (a + 2.0 * y * b + 3.0 * yy * c)


def _himmelblau(x: Array, y: Array) -> Array:
    a = x * x + y - 11.0
    b = x + y * y - 7.0
    return a * a + b * b


def _himmelblau_partials(x: Array, y: Array) -> tuple[Array, Array]:
    a = 2.0 * (x * x + y - 11.0)
    b = 2.0 * (x + y * y - 7.0)
    return 2.0 * x * a + b, a + 2.0 * y * b


def _booth(x: Array, y: Array) -> Array:
    a = x + 2.0 * y - 7.0
    b = 2.0 * x + y - 5.0
    return a * a + b * b


def _booth_partials(x: Array, y: Array) -> tuple[Array, Array]:
    return 10.0 * x + 8.0 * y - 34.0, 8.0 * x + 10.0 * y - 38.0


CAMEL_LOCAL = math.sqrt(2.1 + math.sqrt(0.91))  # where x⁴ − 4.2x² + 3.5 = 0, on the line y = −x/2


def _camel(x: Array, y: Array) -> Array:
    xx = x * x
    return xx * (2.0 + xx * (xx / 6.0 - 1.05)) + x * y + y * y


def _camel_partials(x: Array, y: Array) -> tuple[Array, Array]:
    xx = x * x
    return x * (4.0 + xx * (xx - 4.2)) + y, x + 2.0 * y


STYBLINSKI_LOW = -2.903534027771177  # the two minima of x⁴ − 16x² + 5x
STYBLINSKI_HIGH = 2.746802770990837
STYBLINSKI_MINIMUM = -78.33233140754282


def _styblinski(x: Array, y: Array) -> Array:
    return STYBLINSKI_MINIMUM + 0.5 * (_styblinski_rise(x) + _styblinski_rise(y))


def _styblinski_rise(x: Array) -> Array:
    """x⁴ − 16x² + 5x above its minimum at a: (x − a)²(x² + 2ax + 3a² − 16), neither factor of which is negative."""
    a = STYBLINSKI_LOW
    b = x - a
    return b * b * (x * (x + 2.0 * a) + (3.0 * a * a - 16.0))


def _styblinski_partials(x: Array, y: Array) -> tuple[Array, Array]:
    return x * (2.0 * x * x - 16.0) + 2.5, y * (2.0 * y * y - 16.0) + 2.5


def _rastrigin(x: Array, y: Array) -> Array:
    a, b = np.sin(math.pi * x), np.sin(math.pi * y)  # 1 − cos 2πx = 2 sin² πx
    return x * x + y * y + 20.0 * (a * a + b * b)


def _rastrigin_partials(x: Array, y: Array) -> tuple[Array, Array]:
    tau, k = 2.0 * math.pi, 20.0 * math.pi
    return 2.0 * x + k * np.sin(tau * x), 2.0 * y + k * np.sin(tau * y)


def _ackley(x: Array, y: Array) -> Array:
    a, b = np.sin(math.pi * x), np.sin(math.pi * y)
    r = math.sqrt(0.5) * np.hypot(x, y)
    return -20.0 * np.expm1(-0.2 * r) - math.e * np.expm1(-(a * a + b * b))


def _ackley_partials(x: Array, y: Array) -> tuple[Array, Array]:
    r = np.maximum(math.sqrt(0.5) * np.hypot(x, y), TINY)  # not 0: at the kink 0/TINY makes the gradient 0
    cone = 2.0 * np.exp(-0.2 * r)
    tau = 2.0 * math.pi
    waves = math.pi * np.exp(0.5 * (np.cos(tau * x) + np.cos(tau * y)))
    return cone * (x / r) + waves * np.sin(tau * x), cone * (y / r) + waves * np.sin(tau * y)


def _plateau(x: Array, y: Array) -> Array:
    return -np.expm1(-0.5 * (x * x + y * y))


def _plateau_partials(x: Array, y: Array) -> tuple[Array, Array]:
    e = np.exp(-0.5 * (x * x + y * y))
    return x * e, y * e


def _cliff(x: Array, y: Array) -> Array:
    return 0.5 * (x * x + y * y) + 1.5 * (1.0 + np.tanh(20.0 * (x - 1.0)))


def _cliff_partials(x: Array, y: Array) -> tuple[Array, Array]:
    wall = np.tanh(20.0 * (x - 1.0))  # tanh(−20) is −1 to rounding, so the bowl's minimum stays where it was
    return x + 30.0 * (1.0 - wall * wall), y


_ALL = (
    canyon(),
    Surface(
        name="bowl",
        title="The bowl",
        formula=r"f(w) = \tfrac12 \left( w_1^2 + w_2^2 \right)",
        domain=((-5.0, 5.0), (-4.0, 4.0)),
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=((-4.0, 2.5), (4.5, 0.0), (-1.0, -3.5)),
        source="The canyon with κ = 1 and λ = 1",
        error=_bowl,
        partials=_bowl_partials,
        eta=0.05,
        curvatures=(1.0, 1.0),
    ),
    Surface(
        name="saddle",
        title="The saddle",
        formula=r"f(w) = \tfrac12 w_1^2 - \tfrac12 w_2^2 + \tfrac14 w_2^4",
        domain=((-2.5, 2.5), (-2.0, 2.0)),
        minima=points((0.0, -1.0), (0.0, 1.0)),
        minimum=-0.25,
        starts=((-2.0, 0.05), (-2.0, 0.0), (2.0, -1.5)),
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.2.3",
        error=_saddle,
        partials=_saddle_partials,
        eta=0.05,
    ),
    Surface(
        name="rosenbrock",
        title="Rosenbrock's valley",
        formula=r"f(w) = (1 - w_1)^2 + 100\,(w_2 - w_1^2)^2",
        domain=((-2.0, 2.0), (-1.0, 3.0)),
        minima=points((1.0, 1.0)),
        minimum=0.0,
        starts=((-1.2, 1.0), (-1.5, 2.5), (0.0, 2.0)),
        source="Rosenbrock 1960, The Computer Journal 3",
        error=_rosenbrock,
        partials=_rosenbrock_partials,
        eta=0.003,
    ),
    Surface(
        name="beale",
        title="Beale's function",
        formula=r"f(w) = (1.5 - w_1 + w_1 w_2)^2 + (2.25 - w_1 + w_1 w_2^2)^2 + (2.625 - w_1 + w_1 w_2^3)^2",
        domain=((-4.5, 4.5), (-4.5, 4.5)),
        minima=points((3.0, 0.5)),
        minimum=0.0,
        starts=((0.5, -1.5), (1.0, 1.5), (4.0, -1.0)),
        source="Beale 1958; Jamil and Yang 2013",
        error=_beale,
        partials=_beale_partials,
        eta=0.02,
    ),
    Surface(
        name="himmelblau",
        title="Himmelblau's function",
        formula=r"f(w) = (w_1^2 + w_2 - 11)^2 + (w_1 + w_2^2 - 7)^2",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        minima=points(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        minimum=0.0,
        starts=((-0.25, -0.9), (0.0, 0.0), (0.0, 4.5), (-4.5, 0.0)),
        source="Himmelblau 1972, Applied Nonlinear Programming",
        error=_himmelblau,
        partials=_himmelblau_partials,
        eta=0.01,
    ),
    Surface(
        name="booth",
        title="Booth's function",
        formula=r"f(w) = (w_1 + 2 w_2 - 7)^2 + (2 w_1 + w_2 - 5)^2",
        domain=((-10.0, 10.0), (-10.0, 10.0)),
        minima=points((1.0, 3.0)),
        minimum=0.0,
        starts=((-7.0, 8.0), (-6.0, -6.0), (8.0, -8.0)),
        source="Jamil and Yang 2013",
        error=_booth,
        partials=_booth_partials,
        eta=0.1,
        curvatures=(2.0, 18.0),
    ),
    Surface(
        name="three_hump_camel",
        title="The camel with three humps",
        formula=r"f(w) = 2 w_1^2 - 1.05\,w_1^4 + \tfrac16 w_1^6 + w_1 w_2 + w_2^2",
        domain=((-2.5, 2.5), (-2.0, 2.0)),
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=((2.0, 1.0), (-2.0, 1.5), (-1.0, -1.5)),
        source="Jamil and Yang 2013",
        error=_camel,
        partials=_camel_partials,
        eta=0.02,
        local_minima=points((-CAMEL_LOCAL, CAMEL_LOCAL / 2), (CAMEL_LOCAL, -CAMEL_LOCAL / 2)),
    ),
    Surface(
        name="styblinski_tang",
        title="Styblinski and Tang's function",
        formula=r"f(w) = \tfrac12 \left( w_1^4 - 16 w_1^2 + 5 w_1 + w_2^4 - 16 w_2^2 + 5 w_2 \right)",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        minima=points((STYBLINSKI_LOW, STYBLINSKI_LOW)),
        minimum=STYBLINSKI_MINIMUM,
        starts=((4.5, 4.0), (0.5, 0.0), (0.0, -4.5)),
        source="Styblinski and Tang 1990, Neural Networks 3",
        error=_styblinski,
        partials=_styblinski_partials,
        eta=0.02,
        local_minima=points(
            (STYBLINSKI_LOW, STYBLINSKI_HIGH), (STYBLINSKI_HIGH, STYBLINSKI_LOW), (STYBLINSKI_HIGH, STYBLINSKI_HIGH)
        ),
    ),
    Surface(
        name="rastrigin",
        title="Rastrigin's function",
        formula=r"f(w) = 20 + w_1^2 - 10 \cos(2\pi w_1) + w_2^2 - 10 \cos(2\pi w_2)",
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=((-4.4, 3.4), (-3.4, -3.4), (1.4, 1.4)),
        source="Rastrigin 1974; in this form Mühlenbein, Schomisch and Born 1991, Parallel Computing 17",
        error=_rastrigin,
        partials=_rastrigin_partials,
        eta=0.005,
        grid=144,
    ),
    Surface(
        name="ackley",
        title="Ackley's function",
        formula=(r"f(w) = -20\,e^{-0.2 \sqrt{(w_1^2 + w_2^2)/2}} - e^{(\cos(2\pi w_1) + \cos(2\pi w_2))/2} + e + 20"),
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=((-3.5, 2.5), (4.5, 4.5), (1.5, -0.5)),
        source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
        error=_ackley,
        partials=_ackley_partials,
        eta=0.02,
        grid=144,
    ),
    Surface(
        name="plateau",
        title="The plateau",
        formula=r"f(w) = 1 - e^{-(w_1^2 + w_2^2)/2}",
        domain=((-5.0, 5.0), (-4.0, 4.0)),
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=((-3.5, 2.5), (3.0, 0.5), (-2.0, -1.5)),
        source="Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.2.3",
        error=_plateau,
        partials=_plateau_partials,
        eta=0.05,
    ),
    Surface(
        name="cliff",
        title="The cliff",
        formula=r"f(w) = \tfrac12 \left( w_1^2 + w_2^2 \right) + \tfrac32 \left( 1 + \tanh(20\,w_1 - 20) \right)",
        domain=((-5.0, 5.0), (-4.0, 4.0)),
        minima=points((0.0, 0.0)),
        minimum=0.0,
        starts=((-2.6, 2.0), (4.0, 2.0), (1.05, -3.0)),
        source="After Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.2.4",
        error=_cliff,
        partials=_cliff_partials,
        eta=0.05,
    ),
)

SURFACES: dict[str, Surface] = {surface.name: surface for surface in _ALL}
