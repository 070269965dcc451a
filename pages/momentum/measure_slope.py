"""Momentum on a straight slope, whose gradient is the same everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optim import Momentum
from optim.many import Race, race_many
from pages.momentum.settings import ON_SLOPE, Settings

Array = NDArray[np.float64]
RULE = "Momentum"


@dataclass(frozen=True)
class Straight:
    """The error −slope·w of one parameter: it falls to the right for ever."""

    slope: float
    domain: tuple[tuple[float, float]] = ((0.0, 1e6),)

    def value(self, w: Array) -> Array:
        return -self.slope * w[..., 0]

    def gradient(self, w: Array, t: int = 0) -> Array:
        return np.full_like(w, -self.slope)


@dataclass(frozen=True)
class OnSlope:
    """A run of `steps` steps. All lengths are over η.

    w, before, kept, step (steps + 1,): where it is, v, α·v, and the step that comes next. ratio: that step over η·g.
    limit: 1/(1−α), what the ratio stays below.
    """

    settings: Settings
    steps: int
    w: Array
    before: Array
    kept: Array
    step: Array
    ratio: Array
    limit: float


def measure_slope(many: Sequence[Settings]) -> list[OnSlope]:
    """The runs of these settings."""
    # one step more than is shown, so that the last point too has a next step
    runs = race_many([replace(race_on_slope(settings), steps=_steps(settings) + 1) for settings in many])
    return [
        _on_slope(settings, run[RULE].w[:, 0], run[RULE].states.v[:, 0])
        for settings, run in zip(many, runs, strict=True)
    ]


def race_on_slope(settings: Settings) -> Race:
    """Momentum on the slope."""
    return Race({RULE: Momentum(settings.eta, settings.alpha)}, Straight(settings.slope), (0.0,), _steps(settings))


def _on_slope(settings: Settings, w: Array, v: Array) -> OnSlope:
    step = v[1:] / settings.eta
    return OnSlope(
        settings=settings,
        steps=_steps(settings),
        w=w[:-1] / settings.eta,
        before=v[:-1] / settings.eta,
        kept=settings.alpha * v[:-1] / settings.eta,
        step=step,
        ratio=step / settings.slope,
        limit=1 / (1 - settings.alpha),
    )


def _steps(settings: Settings) -> int:
    return min(settings.steps, ON_SLOPE)
