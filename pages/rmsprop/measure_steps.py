"""The steps of an RMSProp run, with ε inside or outside the root, and what a view says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim import SGD, RMSProp, Trajectory
from optim.many import Race
from optim.variants import RMSPropOutside
from pages.rmsprop.settings import Settings
from pages.run import drawn
from surfaces import Scaled, Surface, canyon

Array = NDArray[np.float64]
Pair = tuple[float, float]  # one number for w1 and one for w2, or from and to

ABOUT = 0.1  # r ≈ g²: within 10 %
MUCH_LESS = 0.01  # g² ≪ r: less than a hundredth
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


def race_of(settings: Settings, rules: Mapping[str, RMSProp | SGD], factor: int) -> Race:
    """One step more than is shown, so that the last point too has a gradient and a next step."""
    return Race(rules, Scaled(canyon(settings.kappa), factor), settings.start, settings.steps + 1)


def path_of(run: Trajectory, surface: Surface, settings: Settings) -> Array:
    """What is drawn of a run, (k, 2)."""
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


def difference_of(one: Trajectory, other: Trajectory) -> Difference:
    """The largest distance between two runs at the same step, without the announced one."""
    distance = np.hypot(*(one.w - other.w)[:-1].T)
    step = int(distance.argmax())
    return Difference(float(distance[step]), step)


def decades(low: float, high: float) -> Pair:
    """Whole powers of ten around both, at least two, and not below LOWEST_SIZE."""
    bottom = np.floor(np.log10(max(low, LOWEST_SIZE)))
    top = np.ceil(np.log10(max(high, LOWEST_SIZE)))
    return float(10**bottom), float(10 ** max(top, bottom + 2))
