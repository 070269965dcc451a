"""An error as a function of two parameters: data, a formula and its exact gradient; and noise on that gradient."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from numbers import Integral

import numpy as np

from optim.rules import Array

Point = tuple[float, float]
BLOCK = 256  # steps of noise drawn at once: a generator for each step would cost more than the step


def points(*pairs: Point) -> Array:
    """Points as a read-only array (M, 2); without pairs, (0, 2)."""
    array = np.array(pairs, dtype=float).reshape(-1, 2)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)  # arrays have no single truth value, so a surface equals only itself
class Surface:
    """An error f(w_1, w_2) with what is known of it; an objective for `optim.race`.

    name: its key in SURFACES; title: what people call it; formula: LaTeX of f(w) = … in w_1 and w_2.
    domain: ((w_1 low, high), (w_2 low, high)), what is drawn. minima: the global minima (M, 2), and minimum: the
    value there. starts: points of the domain from which a race is worth watching, the default first; eta: the η with
    which it is, from there. grid: points along each axis that show its relief.
    error: (x, y) -> f and partials: (x, y) -> (∂f/∂x, ∂f/∂y), both elementwise, with x = w_1 and y = w_2.
    curvatures: (λ_min, λ_max) of the Hessian where it is constant; hessian: its entries (11, 12, 22) where f = ½ wᵀHw.
    local_minima: the other strict minima (K, 2) where they are few and known, else (0, 2).
    """

    name: str
    title: str
    formula: str
    domain: tuple[Point, Point]
    minima: Array
    minimum: float
    starts: tuple[Point, ...]
    source: str
    error: Callable[[Array, Array], Array]
    partials: Callable[[Array, Array], tuple[Array, Array]]
    eta: float = 0.1
    grid: int = 64
    curvatures: Point | None = None
    hessian: tuple[float, float, float] | None = None
    local_minima: Array = field(default_factory=points)

    def value(self, w: Array) -> Array:
        """f at w (..., 2), as (...)."""
        return self.error(w[..., 0], w[..., 1])

    def gradient(self, w: Array, t: int = 0) -> Array:
        """The exact gradient at w (..., 2), as (..., 2), the same at every step t."""
        g = np.empty(w.shape)  # not empty_like: whole-number points would round the gradient
        g[..., 0], g[..., 1] = self.partials(w[..., 0], w[..., 1])
        return g

    def together(self, others: Sequence[object]) -> "Quadratics | None":
        """One objective for a batch (..., V, 2) whose rows are each on a surface of its own; None if there is none."""
        entries = [other.hessian for other in others if isinstance(other, Surface) and other.hessian]
        return Quadratics(self.domain, np.array(entries).T) if len(entries) == len(others) else None

    @cached_property
    def steepest(self) -> float:
        """The longest gradient on a grid over the domain."""
        (x0, x1), (y0, y1) = self.domain
        grid = np.stack(np.meshgrid(np.linspace(x0, x1, 21), np.linspace(y0, y1, 21)), axis=-1)
        return float(np.linalg.norm(self.gradient(grid), axis=-1).max())


@dataclass(frozen=True, eq=False)
class Quadratics:
    """½ wᵀHw with an H of its own for each of V points; entries (3, V): those of H, 11, 12 and 22."""

    domain: tuple[Point, Point]
    entries: Array

    def value(self, w: Array) -> Array:
        """The error of points (..., V, 2), as (..., V)."""
        return 0.5 * (w * self.gradient(w)).sum(-1)

    def gradient(self, w: Array, t: int = 0) -> Array:
        """The gradient at points (..., V, 2)."""
        (xx, xy, yy), x, y = self.entries, w[..., 0], w[..., 1]
        g = np.empty(w.shape)
        g[..., 0], g[..., 1] = xx * x + xy * y, xy * x + yy * y
        return g


@dataclass(frozen=True)
class Noisy:
    """A surface whose gradient is noisy, as a mini-batch's is; its value is the surface's.

    sigma: standard deviation σ ≥ 0 of the normal noise on each parameter's gradient; seed: a whole number ≥ 0. Noise is
    drawn from (seed, t) alone, shape (2,), so that all points of a batch meet the same draw at step t. Raises
    ValueError outside those ranges.
    """

    surface: Surface
    sigma: float
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.sigma < math.inf:
            raise ValueError(f"sigma = {self.sigma!r} is outside [0, inf)")
        if not isinstance(self.seed, Integral) or self.seed < 0:
            raise ValueError(f"seed = {self.seed!r} is outside [0, inf) (whole numbers)")

    @property
    def domain(self) -> tuple[Point, Point]:
        return self.surface.domain

    def value(self, w: Array) -> Array:
        return self.surface.value(w)

    def gradient(self, w: Array, t: int = 0) -> Array:
        g = self.surface.gradient(w)
        g += self.sigma * _draws(self.seed, t // BLOCK)[t % BLOCK]
        return g


@dataclass(frozen=True)
class Scaled:
    """A surface whose error is multiplied by factor > 0; the map is the same."""

    surface: Surface
    factor: float

    @property
    def domain(self) -> tuple[Point, Point]:
        return self.surface.domain

    def value(self, w: Array) -> Array:
        return self.factor * self.surface.value(w)

    def gradient(self, w: Array, t: int = 0) -> Array:
        return self.factor * self.surface.gradient(w, t)

    def together(self, others: Sequence[object]) -> "Multiples | None":
        """One objective for a batch (..., V, 2) whose rows each have a factor of their own; None if there is none."""
        scaled = [other for other in others if isinstance(other, Scaled)]
        if len(scaled) < len(others):
            return None
        same = all(one.surface is self.surface for one in scaled)
        surface = self.surface if same else self.surface.together([one.surface for one in scaled])
        return surface and Multiples(surface, np.array([one.factor for one in scaled]))


@dataclass(frozen=True, eq=False)
class Multiples:
    """An error times a factor of its own for each of V points; factors (V,)."""

    surface: Surface | Quadratics
    factors: Array

    @property
    def domain(self) -> tuple[Point, Point]:
        return self.surface.domain

    def value(self, w: Array) -> Array:
        """The error of points (..., V, 2), as (..., V)."""
        return self.factors * self.surface.value(w)

    def gradient(self, w: Array, t: int = 0) -> Array:
        """The gradient at points (..., V, 2)."""
        return self.factors[:, None] * self.surface.gradient(w, t)


@lru_cache(maxsize=128)
def _draws(seed: int, block: int) -> Array:
    """Standard normal draws of the steps t with t // BLOCK = block: (BLOCK, 2), read-only."""
    # spawn_key keeps seed and block apart; in one list of words a large seed could stand for another's block.
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block,)))
    draws = generator.standard_normal((BLOCK, 2))
    draws.flags.writeable = False
    return draws
