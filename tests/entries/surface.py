"""A surface of nobody's: its line in SURFACES."""

from optim.hyperparameter import Array
from surfaces import SURFACES, Surface
from surfaces.surface import points


def _error(x: Array, y: Array) -> Array:
    return 0.5 * (x - 0.5) ** 2 + 0.25 * y**4


def _partials(x: Array, y: Array) -> tuple[Array, Array]:
    return x - 0.5, y**3


SURFACES["invented"] = Surface(
    name="invented",
    title="The invented valley",
    formula=r"f(w) = \tfrac12 (w_1 - 0.5)^2 + \tfrac14 w_2^4",
    domain=((-3.13, 2.9), (-2.07, 2.22)),
    minima=points((0.5, 0.0)),
    minimum=0.0,
    starts=((-2.5, 1.7), (2.5, -1.5)),
    source="nobody",
    error=_error,
    partials=_partials,
)
