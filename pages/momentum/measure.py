"""What momentum does in the canyon: one run beside descent without it, or the rate of every pair (η, α)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from lesson import rounded_down, rounded_up
from optim import NEVER, SGD, Momentum, Rule, Trajectory, race, theory
from optim.many import Race, race_many
from pages.momentum.settings import Settings
from pages.run import drawn, errors_above
from surfaces import Surface
from surfaces.curve import quadratic

Array = NDArray[np.float64]
RULE, PLAIN = "Momentum", "α = 0"
THIS, BEST, BEST_PLAIN = "this pair", "best pair", "best α = 0"
CELLS, MAP_STEPS = 64, 200
MAP_ETA, MAP_ALPHA = (0.005, 2.0), (0.0, 0.99)
ETAS, ALPHAS = np.geomspace(*MAP_ETA, CELLS), np.linspace(*MAP_ALPHA, CELLS)
MAP_START = (1.0, 1.0)
WINDOW = 40  # steps of which the farthest counts, because an oscillating run passes through the minimum
SLOWEST = 3.0  # decades: a map tells rates apart until 1 − rate is 10⁻³
REACHED = 1e-6  # of the starting error
LONGEST_ARROW = 3.0  # how long the longest arrow is drawn
LONGEST_VELOCITY = 9.0  # the velocity up to which the axes grow


@dataclass(frozen=True)
class Grown:
    """Measured on a run: where the gradient kept its sign, and where it did not.

    along: at its largest, |v| along the valley over the |η·g| of the same step, up to the first change of sign of the
    gradient there; until: that step. across: changes of sign of the gradient across the valley. first, late: the median
    size of the velocity across, in the first and the last fifth.
    """

    along: float
    until: int
    across: int
    first: float
    late: float


@dataclass(frozen=True)
class OnPath:
    """One run from a start, and descent without momentum beside it.

    w, g, before, after, to (n, 2): for each point of the run that has a next one its gradient, the velocity before and
    after the step, and where the step leads. paths: by name, the points that are drawn (k, 2). velocities: by name,
    the velocity over the steps (k, 2); reach: how far the axis of each of its parts goes. arrow_scale: how many times
    as long as the step its arrows are drawn. longest_eta: below which the run is stable. limit: 1/(1−α), what the
    velocity tends to, over η·g, under a constant gradient. distance: to the minimum after `taken` steps.
    """

    settings: Settings
    surface: Surface
    w: Array
    g: Array
    before: Array
    after: Array
    to: Array
    paths: Mapping[str, Array]
    velocities: Mapping[str, Array]
    reach: tuple[float, float]
    arrow_scale: float
    grown: Grown
    longest_eta: float
    limit: float
    distance: float
    taken: int


@dataclass(frozen=True, eq=False)
class Rates:
    """Measured on runs of MAP_STEPS steps, one for each α of ALPHAS (m,) and each η of ETAS (n,).

    rate (m, n): the factor by which a step shrinks the distance, 1 or more where a run does not converge. longest_eta
    (m,): the η below which theory calls a pair stable. fastest: the (η, α) of the smallest rate.
    """

    rate: Array
    longest_eta: Array
    fastest: tuple[float, float]

    @cached_property
    def shades(self) -> NDArray[np.uint8]:
        """From 0, the fastest, to 254, the slowest that can be told apart; 255 where a run does not converge (m, n)."""
        decades = np.minimum(-np.log10(np.maximum(1 - self.rate, 1e-9)), SLOWEST)
        low = float(decades.min())
        shades = np.round(254 * (decades - low) / (SLOWEST - low))
        return np.where(self.rate >= 1, 255, shades).astype(np.uint8)


@dataclass(frozen=True)
class OnMap:
    """The rates of all pairs on a canyon, and runs with three of them.

    best: the best (η, α, rate) by theory; best_plain: the best (η, rate) with α = 0; rate: of the chosen pair, by
    theory. errors: by name, above the minimum for a log axis (k,); reached: by name, the first step from which the
    error stays within REACHED, None if there is none.
    """

    settings: Settings
    surface: Surface
    rates: Rates
    best: tuple[float, float, float]
    best_plain: tuple[float, float]
    rate: float
    errors: Mapping[str, Array]
    reached: Mapping[str, int | None]


Measured = OnPath | OnMap


def measure(settings: Settings) -> Measured:
    """The run, or the map, of these settings."""
    return measure_many((settings,))[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The same for settings that all have the same view, from one batched run."""
    asked, measured = (_path_race, _on_path) if many[0].view == "path" else (_map_race, _on_map)
    runs = race_many([asked(settings) for settings in many])
    return [measured(settings, run) for settings, run in zip(many, runs, strict=True)]


def _path_race(settings: Settings) -> Race:
    rules: dict[str, Rule] = {RULE: Momentum(settings.eta, settings.alpha), PLAIN: SGD(settings.eta)}
    # One step more than is shown, so that the last point too has a gradient and a next step to draw.
    return Race(rules, settings.surface(), (settings.x0, settings.y0), settings.steps + 1)


def _on_path(settings: Settings, runs: Mapping[str, Trajectory]) -> OnPath:
    surface = settings.surface()
    run, plain = runs[RULE], runs[PLAIN]
    points = {name: min(drawn(done, surface), settings.steps + 1) for name, done in runs.items()}
    n, taken = min(points[RULE], run.last), min(run.last, settings.steps)
    w, velocity = run.w, run.states.v
    g, before, after = run.gradient[:n], velocity[:n], velocity[1 : n + 1]
    steepest = (surface.curvatures or (1.0, 1.0))[1]
    return OnPath(
        settings=settings,
        surface=surface,
        w=w[:n],
        g=g,
        before=before,
        after=after,
        to=w[:n] + after,
        paths={name: done.w[: points[name]] for name, done in runs.items()},
        velocities={
            RULE: velocity[: taken + 1],
            PLAIN: -settings.eta * plain.gradient[: min(plain.last, settings.steps) + 1],
        },
        reach=_reach(velocity[: taken + 1], settings.eta * run.gradient[0]),
        arrow_scale=rounded_down(LONGEST_ARROW / max(float(np.abs(velocity[: n + 1]).max()), 1e-12)),
        grown=grown(run.gradient[:taken], velocity[1 : taken + 1], settings.eta),
        longest_eta=float(theory.longest_eta(settings.alpha, steepest)),
        limit=1 / (1 - settings.alpha),
        distance=float(np.hypot(*w[taken])),
        taken=taken,
    )


def grown(g: Array, v: Array, eta: float) -> Grown:
    """The lecture's two claims on a run with its valley along w₁: g its gradients, v the velocities after them."""
    signs = np.sign(g)
    kept = signs[:, 0] == signs[0, 0]
    until = len(g) if kept.all() else int(kept.argmin())
    sizes = np.abs(v)
    peak = int(sizes[:until, 0].argmax())
    fifth = max(1, len(g) // 5)
    return Grown(
        along=float(sizes[peak, 0] / max(eta * abs(float(g[peak, 0])), 1e-300)),
        until=until,
        across=int((signs[1:, 1] != signs[:-1, 1]).sum()),
        first=float(np.median(sizes[:fifth, 1])),
        late=float(np.median(sizes[-fifth:, 1])),
    )


def _reach(velocity: Array, first: Array) -> tuple[float, float]:
    """How far the axes of both parts of the velocity go, mostly the same in a drag. first (2,): η·g at the start."""
    along, across = np.maximum(np.maximum(np.abs(velocity[:200]).max(0), np.abs(first)), 1e-9)
    return (
        rounded_up(1.05 * min(float(along), LONGEST_VELOCITY)),
        rounded_up(1.05 * min(float(across), LONGEST_VELOCITY)),
    )


def _map_race(settings: Settings) -> Race:
    low, high = settings.surface().curvatures or (1.0, 1.0)
    eta, alpha, _ = theory.best_momentum(low, high)
    rules: dict[str, Rule] = {
        THIS: Momentum(settings.eta, settings.alpha),
        BEST: Momentum(eta, alpha),
        BEST_PLAIN: SGD(theory.best_descent(low, high)[0]),
    }
    return Race(rules, settings.surface(), MAP_START, settings.steps)


def _on_map(settings: Settings, runs: Mapping[str, Trajectory]) -> OnMap:
    surface = settings.surface()
    low, high = surface.curvatures or (1.0, 1.0)
    return OnMap(
        settings=settings,
        surface=surface,
        rates=measured_rates(low, high),
        best=theory.best_momentum(low, high),
        best_plain=theory.best_descent(low, high),
        rate=float(theory.rate(settings.eta, settings.alpha, np.array([low, high])).max()),
        errors=errors_above({name: run.value[: run.last + 1] for name, run in runs.items()}, surface),
        reached={name: first_within(run.value, REACHED) for name, run in runs.items()},
    )


def first_within(error: Array, fraction: float) -> int | None:
    """The first step from which the error (k,) stays at or below that fraction of the starting one; None if never."""
    above = ~(error <= fraction * error[0])
    step = len(above) - int(above[::-1].argmax()) if above.any() else 0
    return step if step < len(above) else None


@lru_cache(maxsize=128)
def measured_rates(lowest: float, highest: float) -> Rates:
    """The rates of all pairs in a canyon with these curvatures along its valley and across it."""
    # The axes of a canyon do not know of each other: each is a quadratic, and the farther one is the distance.
    along, across = _farthest(lowest), _farthest(highest)
    early, late = np.maximum(along[0], across[0]), np.maximum(along[1], across[1])
    shrink = (late / early) ** (2 / MAP_STEPS)
    rate = np.where(along[2] | across[2], np.maximum(shrink, 1.0), shrink)
    row, column = divmod(int(rate.argmin()), CELLS)
    return Rates(
        rate=rate,
        longest_eta=theory.longest_eta(ALPHAS, highest),
        fastest=(float(ETAS[column]), float(ALPHAS[row])),
    )


@lru_cache(maxsize=128)
def _farthest(curvature: float) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Of the run of each pair on a quadratic (m, n): how far it came in the last WINDOW steps of its first half and of
    its second, and whether it diverged."""
    pairs, objective = Momentum(ETAS[None, :, None], ALPHAS[:, None, None]), quadratic(curvature)
    w, states = np.array(MAP_START[:1]), None
    diverged = np.zeros((CELLS, CELLS), dtype=bool)
    windows: list[Array] = []
    unrecorded = MAP_STEPS // 2 - WINDOW
    for _ in range(2):
        for steps, every in ((unrecorded, unrecorded), (WINDOW, 1)):
            run = race({RULE: pairs}, objective, w, steps, states=states, every=every)[RULE]
            w, states = run.w[-1], {RULE: type(run.states)(run.states.v[-1])}
            diverged |= np.asarray(run.diverged_at) != NEVER
        windows.append(np.abs(run.w[1:, ..., 0]).max(0))
    return windows[0], windows[1], diverged
