"""From which η on gradient descent leaves the minimum of ½λw²: one run for each of a row of η."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optim import SGD, descend, theory
from optim.theory import Regime
from pages.gradient_descent.run import Run
from pages.gradient_descent.settings import Settings
from surfaces.curve import quadratic

Array = NDArray[np.float64]
PRODUCTS = np.arange(1, 28) / 10  # η·λ of the row
FAR = 30.0  # no point of the row is drawn farther out


@dataclass(frozen=True)
class Limited:
    """The run of the settings, and the runs of a row of K other η from the same start.

    etas (K,): their η; row (T+1, K): where each is at each step, not beyond FAR. product: η·λ of the settings; regime:
    what a run with it does. nearer: the largest η of the row whose run came nearer to the minimum at every step,
    farther: the smallest whose run went away from it at every step; None where the start is the minimum.
    """

    settings: Settings
    run: Run
    etas: Array
    row: Array
    product: float
    regime: Regime
    nearer: float | None
    farther: float | None


def limited(many: Sequence[Settings], runs: Sequence[Run]) -> list[Limited]:
    """Runs on ½λw² with their rows."""
    return [_limited(settings, run) for settings, run in zip(many, runs, strict=True)]


def _limited(settings: Settings, run: Run) -> Limited:
    etas = PRODUCTS / settings.curvature
    nearer, farther = _turning() if settings.x0 else (None, None)
    product = settings.eta * settings.curvature
    return Limited(
        settings=settings,
        run=run,
        etas=etas,
        row=_row(settings.x0, settings.steps),
        product=product,
        regime=theory.regime(product),
        nearer=None if nearer is None else float(etas[nearer]),
        farther=None if farther is None else float(etas[farther]),
    )


@lru_cache(maxsize=64)
def _row(start: float, steps: int) -> Array:
    # On ½λw² a run depends on η·λ alone, and is as many times as large as its start.
    return np.clip(start * _unit(steps), -FAR, FAR)


@lru_cache(maxsize=64)
def _unit(steps: int) -> Array:
    return descend(SGD(PRODUCTS[:, None]), quadratic(1.0), np.ones((len(PRODUCTS), 1)), steps).w[..., 0]


@lru_cache
def _turning() -> tuple[int, int]:
    """Which of the row is the last to come nearer, and the first to go away."""
    change = np.diff(np.abs(_unit(10)), axis=0)
    nearer = np.flatnonzero(((change < 0) | (_unit(10)[1:] == 0)).all(0))
    farther = np.flatnonzero((change > 0).all(0))
    return int(nearer[-1]), int(farther[0])
