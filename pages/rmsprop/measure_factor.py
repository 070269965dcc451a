"""The error times a factor: SGD, RMSProp and Adam from the same start, without it and with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optim import SGD, Adam, RMSProp, Trajectory
from optim.many import Race, race_many
from pages.rmsprop.measure_steps import Array
from pages.rmsprop.settings import Settings
from pages.run import drawn
from surfaces import Scaled, Surface, canyon


@dataclass(frozen=True)
class Twice:
    """One rule with the error times 1 and times the factor.

    once, more: the paths as far as they are drawn, (k, 2). apart: the largest distance between the two at the same
    step. left_once, left: the steps at which they left the map, None if
    it stayed.
    """

    once: Array
    more: Array
    apart: float
    left_once: int | None
    left: int | None


@dataclass(frozen=True)
class Factors:
    """Three rules, each twice."""

    settings: Settings
    surface: Surface
    rules: Mapping[str, Twice]

    @property
    def minds(self) -> tuple[str, ...]:
        """The rules whose two paths are more than η apart at some step."""
        return tuple(name for name, twice in self.rules.items() if twice.apart > self.settings.eta)


def measure_many(many: Sequence[Settings]) -> list[Factors]:
    """Both runs of each rule for each of these settings, from one batched run."""
    runs = iter(race_many([race_of(settings, factor) for settings in many for factor in (1.0, settings.scale)]))
    return [_factors(settings, next(runs), next(runs)) for settings in many]


def race_of(settings: Settings, factor: float) -> Race:
    """The three rules with the error times a factor."""
    return Race(_rules(settings), Scaled(canyon(settings.kappa), factor), settings.start, settings.steps)


def _rules(settings: Settings) -> dict[str, RMSProp | SGD | Adam]:
    return {
        "SGD": SGD(settings.eta),
        "RMSProp": settings.rule,
        "Adam": Adam(settings.eta, epsilon=settings.epsilon),
    }


def _factors(settings: Settings, once: Mapping[str, Trajectory], more: Mapping[str, Trajectory]) -> Factors:
    surface = canyon(settings.kappa)
    return Factors(
        settings=settings,
        surface=surface,
        rules={name: _twice(once[name], more[name], surface) for name in once},
    )


def _twice(once: Trajectory, more: Trajectory, surface: Surface) -> Twice:
    return Twice(
        once=once.w[: drawn(once, surface)],
        more=more.w[: drawn(more, surface)],
        apart=float(np.hypot(*(once.w - more.w)[: min(once.last, more.last) + 1].T).max()),
        left_once=left_at(once.w, surface),
        left=left_at(more.w, surface),
    )


def left_at(w: Array, surface: Surface) -> int | None:
    """The first step at which a path (T+1, 2) is outside the map; None if it stays."""
    low, high = np.array(surface.domain).T
    inside = ((w >= low) & (w <= high)).all(-1)  # written so that NaN is outside
    return None if inside.all() else int(inside.argmin())
