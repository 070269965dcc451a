"""RMSProp on straight slopes: a steep one and a flat one, a steep one that becomes flat, and what ε does on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lesson.runs import Fed
from optim import RMSProp
from optim.many import Race
from optim.variants import RMSPropOutside
from pages.rmsprop.measure_steps import Array, Steps
from pages.rmsprop.settings import Settings

FALL = 20  # steps on the steep slope before it becomes flat
INSIDE, OUTSIDE, NONE = "inside", "outside", "no ε"


@dataclass(frozen=True)
class Straight:
    """An error of two parameters that falls on straight for ever, steeply in one and not in the other."""

    slope: float
    flat: float
    domain: tuple[tuple[float, float], ...] = ((0.0, 1e6),) * 2

    def value(self, w: Array) -> Array:
        return self.slope * w[..., 0] + self.flat * w[..., 1]

    def gradient(self, w: Array, t: int = 0) -> Array:
        return np.broadcast_to([self.slope, self.flat], w.shape)


@dataclass(frozen=True)
class Slopes:
    """Steps on slopes that are given: the parameters' are the columns, the slope that becomes flat is one alone.

    steps: with ε inside the root. outside, none: the steps over η (T, P) with ε outside and with no ε.
    """

    settings: Settings
    steps: Steps
    outside: Array
    none: Array

    @property
    def sizes(self) -> Mapping[str, Array]:
        """The steps over η with no ε, with ε inside and with ε outside the root, (T, P)."""
        return {NONE: self.none, INSIDE: self.steps.ratio, OUTSIDE: self.outside}

    @property
    def places(self) -> Array:
        """Where it is after 0 … T steps, in units of η from the start, (T+1, P)."""
        return np.concatenate([np.zeros_like(self.steps.ratio[:1]), np.cumsum(self.steps.ratio, axis=0)])


def measure_many(many: Sequence[Settings]) -> list[Slopes]:
    """The steps of each of these settings, from one batched run."""
    longest = max(settings.steps for settings in many)
    g = np.stack([_slopes(settings, longest) for settings in many], axis=1)
    eta, rho, epsilon = (np.array([[getattr(s, name)] for s in many]) for name in ("eta", "rho", "epsilon"))
    inside, outside = RMSProp(eta, rho, epsilon), RMSPropOutside(eta, rho, epsilon)
    r, ratio, other = np.empty_like(g), np.empty_like(g), np.empty_like(g)
    state = inside.init(g[0])
    for t, slopes in enumerate(g):
        other[t] = -outside.update(slopes, state)[0] / eta
        step, state = inside.update(slopes, state)
        r[t], ratio[t] = state.r, -step / eta
    none = g / np.sqrt(r)
    return [
        Slopes(s, Steps(*(part[: s.steps, i] for part in (g, r, ratio))), other[: s.steps, i], none[: s.steps, i])
        for i, s in enumerate(many)
    ]


def fed(settings: Settings) -> Fed:
    """What makes the steps on the slope that becomes flat: it changes with the step, not with the place."""
    return Fed(settings.rule, _slopes(settings, settings.steps)[:, 0])


def race_of(settings: Settings) -> Race:
    """The steps on two slopes as a run."""
    rules: dict[str, RMSProp] = {"RMSProp": settings.rule}
    if settings.view == "epsilon":
        rules = {
            "ε inside the root": settings.rule,
            "ε outside it": RMSPropOutside(settings.eta, settings.rho, settings.epsilon),
            "no ε": RMSProp(settings.eta, settings.rho, 0.0),
        }
    return Race(rules, Straight(settings.slope, settings.flat), (0.0, 0.0), settings.steps)


def _slopes(settings: Settings, steps: int) -> Array:
    """The slope at each step, (T, P)."""
    if settings.view != "fall":
        return np.tile([settings.slope, settings.flat], (steps, 1))
    return np.where(np.arange(steps) < FALL, settings.slope, settings.flat)[:, None]
