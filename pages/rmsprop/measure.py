"""What RMSProp did in the canyon: r beside g², the steps in units of η, and ε inside the root against outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lesson import rounded_down
from optim import SGD, RMSProp, Trajectory
from optim.many import Race, race_many
from optim.variants import RMSPropOutside
from pages.rmsprop.settings import FACTORS, Settings
from pages.run import drawn
from surfaces import Scaled, Surface, canyon

Array = NDArray[np.float64]
Pair = tuple[float, float]  # one number for w1 and one for w2

ABOUT = 0.1  # r ≈ g²: within 10 %
MUCH_LESS = 0.01  # g² ≪ r: less than a hundredth
LONGEST_ARROW = 5.0
LOWEST_SIZE = 1e-12  # how far down an axis of g² and r goes


@dataclass(frozen=True)
class Steps:
    """The steps of a run, one row for each and one column a parameter, (T, 2).

    g: the gradient before the step; r: the average with it in; ratio: of the step to −η.
    """

    g: Array
    r: Array
    ratio: Array

    @property
    def taken(self) -> "Steps":
        """Without the last one, which is only announced."""
        return Steps(self.g[:-1], self.r[:-1], self.ratio[:-1])


@dataclass(frozen=True)
class Chosen:
    """Steps chosen by a test: how many of w1 and of w2, and their median size in units of η, None if there are none."""

    counts: tuple[int, int]
    median: float | None


@dataclass(frozen=True)
class Claims:
    """The lecture's two cases.

    like: the steps with r ≈ g², below: those with g² ≪ r. gradients: the smallest and the largest |g| where r ≈ g².
    proportional: in both cases together the step is the same multiple of g to 10 %, because ε is most of r + ε.
    """

    like: Chosen
    below: Chosen
    gradients: Pair | None
    proportional: bool


@dataclass(frozen=True)
class LastFifth:
    """The median |step| of each parameter in the last fifth of a run with this η and ρ, in units of its η."""

    eta: float
    rho: float
    sizes: Pair

    @property
    def lengths(self) -> Pair:
        """The same as lengths."""
        return self.eta * self.sizes[0], self.eta * self.sizes[1]


@dataclass(frozen=True)
class Difference:
    """The largest distance between two runs at the same step, and that step."""

    distance: float
    step: int


@dataclass(frozen=True)
class Scaling:
    """Runs with the error times 1 and times `factor`.

    sgd_left: the step at which SGD left the map with the error times 1 and times `factor`, None if it stayed.
    difference: between RMSProp's two paths.
    """

    factor: int
    sgd_left: tuple[int | None, int | None]
    difference: Difference


@dataclass(frozen=True)
class History:
    """A gradient beside its own history.

    paths: SGD's and RMSProp's as far as they are drawn, (k, 2). run, steps: RMSProp's with the announced one.
    moves (n, 2): the next step from each drawn point, `longer` times as long as it is. span: around r, g² and ε.
    last: of RMSProp, with a quarter of η, and with a memory, 1/(1−ρ) steps, a quarter as long. sgd_left: the step at
    which SGD left the map, None if it stayed. distance: of RMSProp to the minimum at the end.
    """

    settings: Settings
    surface: Surface
    paths: Mapping[str, Array]
    run: Trajectory
    steps: Steps
    moves: Array
    longer: float
    span: Pair
    claims: Claims
    last: Mapping[str, LastFifth]
    scaling: Scaling
    sgd_left: int | None
    distance: float


@dataclass(frozen=True)
class Guard:
    """A run with ε inside or outside the root.

    path: as far as it is drawn, (k, 2). against: what √r is up against, √ε or ε. roots: the smallest and the largest
    √r. shortened: in how many steps of each parameter ε took more than 10 % off |g|/√r.
    """

    path: Array
    steps: Steps
    against: float
    roots: Pair
    shortened: tuple[int, int]
    last: LastFifth


@dataclass(frozen=True)
class Guards:
    """ε outside and inside the root from the same start.

    taken: the number of steps. jumps: √r where a parameter jumps between −η/2 and +η/2. span: around √r, √ε and ε.
    claims: of the run with ε inside.
    """

    settings: Settings
    surface: Surface
    guards: Mapping[str, Guard]
    taken: int
    difference: Difference
    jumps: Pair
    span: Pair
    claims: Claims


Measured = History | Guards


def measure(settings: Settings) -> Measured:
    """What the view of these settings is about."""
    return measure_many([settings])[0]


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The same for settings that have the same view, from one batched run."""
    if many[0].view == "epsilon":
        guards = [guard_rules(settings) for settings in many]
        races = [_race(settings, rules, settings.scale) for settings, rules in zip(many, guards, strict=True)]
        return [*map(_guards, many, guards, race_many(races))]
    compared = [compared_rules(settings) for settings in many]
    races = [_compared(settings, rules) for settings, rules in zip(many, compared, strict=True)]
    runs = iter(race_many([race for named in races for race in named.values()]))
    return [
        _history(settings, rules, {name: next(runs) for name in named})
        for settings, rules, named in zip(many, compared, races, strict=True)
    ]


def compared_rules(settings: Settings) -> dict[str, RMSProp]:
    """RMSProp as set, with a quarter of η, and with a memory, 1/(1−ρ) steps, a quarter as long."""
    rule = RMSProp(settings.eta, settings.rho, settings.epsilon)
    shorter = max(0.0, round(1 - 4 * (1 - settings.rho), 6))
    return {
        "as set": rule,
        "η/4": replace(rule, eta=settings.eta / 4),
        "shorter memory": replace(rule, rho=shorter),
    }


def guard_rules(settings: Settings) -> dict[str, RMSProp]:
    """ε outside and inside the root."""
    numbers = (settings.eta, settings.rho, settings.epsilon)
    return {"outside": RMSPropOutside(*numbers), "inside": RMSProp(*numbers)}


def other_factor(settings: Settings) -> int:
    """The factor on the error with which a run is compared."""
    return FACTORS[-1] if settings.scale == 1 else 1


def _race(settings: Settings, rules: Mapping[str, RMSProp | SGD], factor: int) -> Race:
    """One step more than is shown, so that the last point too has a gradient and a next step."""
    return Race(rules, Scaled(canyon(settings.kappa), factor), settings.start, settings.steps + 1)


def _compared(settings: Settings, rules: Mapping[str, RMSProp]) -> dict[str, Race]:
    """RMSProp and SGD for each of `compared_rules`, and as set with the other factor."""
    plain = SGD(settings.eta)
    races = {name: _race(settings, {"RMSProp": rule, "SGD": plain}, settings.scale) for name, rule in rules.items()}
    other = _race(settings, {"RMSProp": rules["as set"], "SGD": plain}, other_factor(settings))
    return races | {"other factor": other}


def _history(settings: Settings, rules: Mapping[str, RMSProp], runs: Mapping[str, Mapping[str, Trajectory]]) -> History:
    surface, here = canyon(settings.kappa), runs["as set"]
    run, sgd = here["RMSProp"], here["SGD"]
    steps = steps_of(run, rules["as set"])
    points = min(drawn(run, surface), len(steps.g))
    move = -settings.eta * steps.ratio[:points]
    longest = max(float(np.abs(move).max()), 1e-12)
    longer = rounded_down(min(1 / settings.eta, LONGEST_ARROW / longest))
    r = run.states.r[1:]
    return History(
        settings=settings,
        surface=surface,
        paths={name: _path(one, surface, settings) for name, one in (("SGD", sgd), ("RMSProp", run))},
        run=run,
        steps=steps,
        moves=longer * move,
        longer=longer,
        span=_decades(min(r.min(), settings.epsilon), max(r.max(), np.abs(steps.g).max() ** 2)),
        claims=claims_of(steps.taken),
        last={name: last_fifth(runs[name]["RMSProp"], rule) for name, rule in rules.items()},
        scaling=_scaling(settings, here, runs["other factor"], surface),
        sgd_left=left_at(sgd.w[:-1], surface),
        distance=float(np.hypot(*run.w[min(run.last, settings.steps)])),
    )


def _path(run: Trajectory, surface: Surface, settings: Settings) -> Array:
    return run.w[: min(drawn(run, surface), settings.steps + 1)]


def steps_of(run: Trajectory, rule: RMSProp) -> Steps:
    """The steps that a run of that rule can show."""
    g, r = run.gradient[: run.last], run.states.r[1 : run.last + 1]
    return Steps(g, r, _ratio(rule, g, r))


def _ratio(rule: RMSProp, g: Array, r: Array) -> Array:
    if isinstance(rule, RMSPropOutside):
        return g / (np.sqrt(r) + rule.epsilon)
    return g / np.sqrt(r + rule.epsilon)


def claims_of(steps: Steps) -> Claims:
    """The answer to the lecture's question, from the steps of a run with ε inside the root."""
    square, size = steps.g**2, np.abs(steps.ratio)
    like = (steps.g != 0) & (np.abs(steps.r - square) <= ABOUT * square)
    below = square < MUCH_LESS * steps.r
    gradients = np.abs(steps.g[like])
    return Claims(
        like=_chosen(like, size),
        below=_chosen(below, size),
        gradients=(float(gradients.min()), float(gradients.max())) if gradients.size else None,
        proportional=_proportional(np.abs(steps.g), size, like | below),
    )


def _chosen(which: NDArray[np.bool_], size: Array) -> Chosen:
    first, second = which.sum(0)
    return Chosen((int(first), int(second)), float(np.median(size[which])) if first + second else None)


def _proportional(g: Array, size: Array, which: NDArray[np.bool_]) -> bool:
    """Is the size the same multiple of g in all these steps, while g differs?"""
    which = which & (g > 0)
    if not which.any():
        return False
    g, multiple = g[which], size[which] / g[which]
    return bool(multiple.max() <= (1 + ABOUT) * multiple.min() and g.max() > 2 * g.min())


def last_fifth(run: Trajectory, rule: RMSProp) -> LastFifth:
    """The last fifth of a run, without its announced step."""
    end = run.last - 1
    late = slice(end - max(1, end // 5), end)
    first, second = np.median(np.abs(_ratio(rule, run.gradient[late], run.states.r[1:][late])), axis=0)
    return LastFifth(float(np.asarray(rule.eta)), float(np.asarray(rule.rho)), (float(first), float(second)))


def left_at(w: Array, surface: Surface) -> int | None:
    """The first step at which a path (T+1, 2) is outside the map; None if it stays."""
    low, high = np.array(surface.domain).T
    inside = ((w >= low) & (w <= high)).all(-1)  # written so that NaN is outside
    return None if inside.all() else int(inside.argmin())


def difference_of(one: Trajectory, other: Trajectory) -> Difference:
    """The largest distance between two runs at the same step, without the announced one."""
    distance = np.hypot(*(one.w - other.w)[:-1].T)
    step = int(distance.argmax())
    return Difference(float(distance[step]), step)


def _scaling(
    settings: Settings, here: Mapping[str, Trajectory], other: Mapping[str, Trajectory], surface: Surface
) -> Scaling:
    once, more = (here, other) if settings.scale == 1 else (other, here)
    return Scaling(
        factor=max(settings.scale, other_factor(settings)),
        sgd_left=(left_at(once["SGD"].w[:-1], surface), left_at(more["SGD"].w[:-1], surface)),
        difference=difference_of(once["RMSProp"], more["RMSProp"]),
    )


def _decades(low: float, high: float) -> Pair:
    """Whole powers of ten around both, at least two, and not below LOWEST_SIZE."""
    bottom = np.floor(np.log10(max(low, LOWEST_SIZE)))
    top = np.ceil(np.log10(max(high, LOWEST_SIZE)))
    return float(10**bottom), float(10 ** max(top, bottom + 2))


def _guards(settings: Settings, rules: Mapping[str, RMSProp], runs: Mapping[str, Trajectory]) -> Guards:
    surface = canyon(settings.kappa)
    guards = {name: _guard(settings, run, rules[name], surface) for name, run in runs.items()}
    low, high = surface.curvatures or (1.0, 1.0)
    half = settings.eta * settings.scale / 2
    against = [guard.against for guard in guards.values()]
    inside = guards["inside"]
    return Guards(
        settings=settings,
        surface=surface,
        guards=guards,
        taken=len(inside.steps.taken.g),
        difference=difference_of(runs["inside"], runs["outside"]),
        jumps=(half * low, half * high),
        span=_decades(0.1 * min(against), max(*against, float(np.sqrt(inside.steps.r.max())))),
        claims=claims_of(inside.steps.taken),
    )


def _guard(settings: Settings, run: Trajectory, rule: RMSProp, surface: Surface) -> Guard:
    steps = steps_of(run, rule)
    taken = steps.taken
    return Guard(
        path=_path(run, surface, settings),
        steps=steps,
        against=settings.epsilon if isinstance(rule, RMSPropOutside) else settings.epsilon**0.5,
        roots=(float(np.sqrt(taken.r.min())), float(np.sqrt(taken.r.max()))),
        shortened=shortened(taken),
        last=last_fifth(run, rule),
    )


def shortened(steps: Steps) -> tuple[int, int]:
    """In how many steps of each parameter ε took more than 10 % off |g|/√r."""
    first, second = (np.abs(steps.ratio) * np.sqrt(steps.r) < (1 - ABOUT) * np.abs(steps.g)).sum(0)
    return int(first), int(second)
