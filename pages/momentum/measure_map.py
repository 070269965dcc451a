"""The factor by which a step shrinks the distance to the minimum in the long run, for all pairs (η, α)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optim import theory
from pages.momentum.settings import Settings

Array = NDArray[np.float64]
ALPHAS = np.arange(100) / 100  # those of the slider
MAP_ETA, MAP_ALPHA = (0.01, 2.0), (0.0, 0.99)
ETAS = np.geomspace(*MAP_ETA, 72)
NEARER = 100.0  # how many times, where steps are counted
SLOWEST = 3.0  # decades: the colours tell factors apart until 1 − factor is 10⁻³


@dataclass(frozen=True, eq=False)
class Rates:
    """The factors of all pairs in one canyon, for each α of ALPHAS (m,) and each η of ETAS (n,).

    shades (m, n): from 0, a factor of 0, to 255, the slowest that can be told apart. stable (m,): the η from which on
    each α diverges. best (m, 2), so_far (m,): the best (η, α) among the α up to each, and its factor; the last is the
    best of all. wedge: for each α the lowest and the highest η with which both directions oscillate, and that α, each
    (m,); all are at the best pair where there is no such η.
    """

    shades: NDArray[np.uint8]
    stable: Array
    best: Array
    so_far: Array
    wedge: tuple[Array, Array, Array]


@dataclass(frozen=True)
class OnMap:
    """The map of a canyon, the pair that is chosen, and the best ones with and without momentum.

    best: (η, α, factor); plain: (η, factor) of the best α = 0; rate: of the chosen pair; limit: the η from which on
    the chosen α diverges.
    """

    settings: Settings
    rates: Rates
    best: tuple[float, float, float]
    plain: tuple[float, float]
    rate: float
    limit: float


def measure_map(many: Sequence[Settings]) -> list[OnMap]:
    """The maps of these settings."""
    return [_on_map(settings) for settings in many]


def _on_map(settings: Settings) -> OnMap:
    low, high = settings.surface().curvatures or (1.0, 1.0)
    return OnMap(
        settings=settings,
        rates=rates(low, high),
        best=theory.best_momentum(low, high),
        plain=theory.best_descent(low, high),
        rate=float(factor(settings.eta, settings.alpha, low, high)),
        limit=float(theory.longest_eta(settings.alpha, high)),
    )


def factor(eta: float | Array, alpha: float | Array, low: float, high: float) -> Array:
    """The slower of the two directions decides."""
    return np.maximum(theory.rate(eta, alpha, low), theory.rate(eta, alpha, high))


@lru_cache(maxsize=128)
def rates(low: float, high: float) -> Rates:
    """The map of a canyon with these curvatures along its valley and across it."""
    rate = factor(ETAS, ALPHAS[:, None], low, high)
    decades = np.minimum(-np.log10(np.maximum(1 - rate, 1e-9)), SLOWEST)
    shades = np.round(255 * decades / SLOWEST).astype(np.uint8)
    etas = 2 * (1 + ALPHAS) / (low + high)  # there both directions have the same factor, so no η is better
    each = factor(etas, ALPHAS, low, high)
    so_far = np.minimum.accumulate(each)
    first = np.maximum.accumulate(np.where(each == so_far, np.arange(len(each)), 0))
    best = np.stack([etas[first], ALPHAS[first]], axis=-1)
    eta, alpha, shrink = theory.best_momentum(low, high)
    best[-1], so_far[-1] = (eta, alpha), shrink
    within = np.maximum(ALPHAS, alpha)
    root = np.sqrt(within)
    wedge = (1 - root) ** 2 / low, (1 + root) ** 2 / high, within
    return Rates(shades, theory.longest_eta(ALPHAS, high), best, so_far, wedge)


def needed(rate: float) -> float:
    """The steps to come NEARER times nearer at that factor a step, at least 1; ∞ where it does not come nearer."""
    if rate >= 1:
        return math.inf
    return max(1.0, math.ceil(math.log(NEARER) / -math.log(rate) - 1e-9)) if rate > 0 else 1.0
