"""What gradient descent does on a function of one variable, and along both axes of the canyon."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optim import SGD, Objective, Trajectory, descend, theory
from optim.many import Race, race_many
from optim.theory import Regime
from pages.gradient_descent.settings import Settings
from pages.run import LOWEST, drawn
from surfaces import Surface
from surfaces.curve import DOMAIN, Curve, quadratic

Array = NDArray[np.float64]
RULE = "SGD"
NEAR = 0.01  # settled: this near to a minimum from a step on
TRIED = 30  # steps of the runs beside the longest η
GRID = np.linspace(*DOMAIN, 201)


@dataclass(frozen=True)
class Limit:
    """Measured on h(x) = ½λx² from x = 1: |x| after TRIED steps with η 5 % below and 5 % above bound = 2/λ."""

    bound: float
    below: float
    above: float


@dataclass(frozen=True)
class Ending:
    """Measured on a run on a curve: how it ends.

    at: the last point; minimum: the nearest one to it, and bend: h″ there; settled: the step from which the run stays
    within NEAR of it, None if it does not; gone: did it leave the picture for good?
    """

    at: float
    minimum: float
    bend: float
    settled: int | None
    gone: bool


@dataclass(frozen=True)
class OnCurve:
    """A run of n points on a function of one variable.

    x, height, slope (n,): its points, h and h′ there. to, landing (n,): where each step leads, and h there. here: what
    the chain rule multiplies at each point, by name, each (n,). limit: of a quadratic of this curvature. product: η·λ.
    beside_minimum: η·h″ at the minimum nearest to the end. verdict: what the run does. distance (n,): to that minimum,
    for a log axis; predicted (n,): the same by theory, for the quadratic. heights: the lowest and highest h to show.
    """

    settings: Settings
    curve: Curve
    x: Array
    height: Array
    slope: Array
    to: Array
    landing: Array
    here: dict[str, Array]
    limit: Limit
    product: float
    beside_minimum: float
    ending: Ending
    verdict: str
    distance: Array
    predicted: Array | None
    heights: tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """Along one axis of the canyon, for the n points that are drawn.

    curvature: λ; product: η·λ; factor: |1 − η·λ|. w, g, to (n,): the coordinate, the gradient, where the step leads.
    distance, predicted (n,): from the minimum, measured and by theory, for a log axis.
    """

    curvature: float
    product: float
    regime: Regime
    factor: float
    w: Array
    g: Array
    to: Array
    distance: Array
    predicted: Array


@dataclass(frozen=True)
class InCanyon:
    """A run of n points in the canyon.

    axes: along the valley and across it. limit: of a quadratic as steep as the canyon across its valley. best: the η
    that shrinks both axes alike, and the factor with which it does.
    """

    settings: Settings
    surface: Surface
    axes: tuple[Axis, Axis]
    limit: Limit
    best: tuple[float, float]


Measured = OnCurve | InCanyon


def measure(settings: Settings) -> Measured:
    """The run of these settings."""
    return measure_many((settings,))[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The runs of settings that all have the same view, from one batched run."""
    runs = [done[RULE] for done in race_many([_race(settings) for settings in many])]
    measured = _on_curve if many[0].view == "curve" else _in_canyon
    return [measured(settings, run) for settings, run in zip(many, runs, strict=True)]


def _race(settings: Settings) -> Race:
    objective: Objective = settings.curve() if settings.view == "curve" else settings.surface()
    # One step more than is shown, so that the last point too has a next step to draw.
    return Race({RULE: SGD(settings.eta)}, objective, settings.start(), settings.steps + 1)


@lru_cache(maxsize=1024)
def limit(curvature: float) -> Limit:
    """What two runs beside the longest η do on a quadratic of that curvature."""
    bound = 2 / curvature
    runs = descend(SGD(bound * np.array([[0.95], [1.05]])), quadratic(curvature), [1.0], TRIED)
    below, above = (float(x) for x in np.abs(runs.w[-1, :, 0]))
    return Limit(bound, below, above)


def _on_curve(settings: Settings, run: Trajectory) -> OnCurve:
    curve = settings.curve()
    n = min(drawn(run, curve), settings.steps + 1)
    x, slope = run.w[:n, 0], run.gradient[:n, 0]
    to = x - settings.eta * slope
    end = ending(run, curve, n)
    product = settings.eta * settings.curvature
    beside_minimum = settings.eta * end.bend
    exact = curve.name == "quadratic"
    return OnCurve(
        settings=settings,
        curve=curve,
        x=x,
        height=run.value[:n],
        slope=slope,
        to=to,
        landing=curve.height(to),
        here=_chain(settings, curve, x, slope, to),
        limit=limit(settings.curvature),
        product=product,
        beside_minimum=beside_minimum,
        ending=end,
        verdict=theory.regime(product) if exact else _verdict(end, beside_minimum),
        distance=_for_log_axis(np.abs(x - end.minimum)),
        predicted=_predicted(settings.x0, settings.eta, settings.curvature, n) if exact else None,
        heights=_heights(curve, settings.x0),
    )


def ending(run: Trajectory, curve: Curve, points: int) -> Ending:
    """The end of a run of which so many points are shown."""
    x = run.w[:points, 0]
    minimum = float(curve.minima[np.abs(curve.minima - x[-1]).argmin()])
    outside = ~(np.abs(x - minimum) <= NEAR)
    settled = points - int(outside[::-1].argmax()) if outside.any() else 0
    return Ending(
        at=float(x[-1]),
        minimum=minimum,
        bend=float(curve.bend(np.array(minimum))),
        settled=settled if settled < points else None,
        gone=run.diverged_at is not None or abs(float(x[-1])) > 4 * DOMAIN[1],
    )


def _verdict(end: Ending, beside_minimum: float) -> str:
    """What a run in the wells does: by where it ended, and η·h″ there."""
    if end.gone:
        return "diverges"
    return "does not settle" if end.settled is None else f"{theory.regime(beside_minimum)} in the end"


def _chain(settings: Settings, curve: Curve, x: Array, slope: Array, to: Array) -> dict[str, Array]:
    u, bend = curve.inner[0](x), curve.bend(x)
    return {
        "x": x,
        "u": u,
        "outer": curve.outer[1](u),
        "inner": curve.inner[1](x),
        "slope": slope,
        "to": to,
        "bend": bend,
        "product": settings.eta * bend,
    }


def _heights(curve: Curve, start: float) -> tuple[float, float]:
    """The picture grows with √λ only, so that a larger λ looks steeper; the start is always within."""
    height = outline(curve)[1]
    low, high = float(height.min()), float(height.max())
    above = float(curve.height(np.array(start))) - low
    top = max(2 * (high - low) / curve.curvature**0.5, 1.1 * above)
    return low - 0.12 * top, low + top


@lru_cache(maxsize=1024)
def outline(curve: Curve) -> tuple[Array, Array]:
    """(x, h) of a curve over its domain, (201,) each."""
    return GRID, curve.height(GRID)


def _in_canyon(settings: Settings, run: Trajectory) -> InCanyon:
    surface = settings.surface()
    along, across = surface.curvatures or (1.0, 1.0)
    n = min(drawn(run, surface), settings.steps + 1)
    w, g = run.w[:n], run.gradient[:n]
    return InCanyon(
        settings=settings,
        surface=surface,
        axes=(_axis(settings.eta, along, w[:, 0], g[:, 0]), _axis(settings.eta, across, w[:, 1], g[:, 1])),
        limit=limit(across),
        best=theory.best_descent(along, across),
    )


def _axis(eta: float, curvature: float, w: Array, g: Array) -> Axis:
    return Axis(
        curvature=curvature,
        product=eta * curvature,
        regime=theory.regime(eta * curvature),
        factor=_factor(eta, curvature),
        w=w,
        g=g,
        to=w - eta * g,
        distance=_for_log_axis(np.abs(w)),
        predicted=_predicted(float(w[0]), eta, curvature, len(w)),
    )


def _factor(eta: float, curvature: float) -> float:
    return float(theory.rate(eta, 0.0, curvature))


def _predicted(start: float, eta: float, curvature: float, points: int) -> Array:
    return _for_log_axis(theory.distances(start, _factor(eta, curvature), points - 1))


def _for_log_axis(distance: Array) -> Array:
    return np.minimum(np.maximum(distance, LOWEST), theory.MOST)
