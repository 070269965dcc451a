"""RMSProp in the canyon, each parameter's gradient beside its own history; SGD from the same start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optim import SGD, RMSProp, Trajectory
from optim.many import Race, race_many
from pages.rmsprop.measure_steps import Array, Flags, Pair, Steps, about, steps_of
from pages.rmsprop.settings import Settings
from pages.run import drawn
from surfaces import Scaled, Surface, canyon
from surfaces.quadratic import LAMBDA_MAX

AT_REST = 0.01  # steps below this many η
LATE = 5  # the last fifth of a run


@dataclass(frozen=True)
class Way:
    """How a run gets to the minimum.

    near: the first step at which both parameters are within η of it, None if there is none. longer: the path up to
    there, or to the end, over the straight line. bounces: how often on that path the steps across the valley, each
    longer than η/2, change their direction.
    """

    near: int | None
    longer: float
    bounces: int


@dataclass(frozen=True)
class Late:
    """The last fifth of a run, in units of η, each for w1 and w2.

    count: its steps. smallest, largest: their sizes. hopping: within η of the minimum with all steps about η; halves:
    and from about −η/2 to about η/2 and back each time? still: are all steps below a hundredth of η, and stays it so,
    because √ε is large enough? fading: has r not grown at the last step? sgd: the largest step of SGD there.
    """

    count: int
    smallest: Pair
    largest: Pair
    hopping: tuple[bool, bool]
    halves: tuple[bool, bool]
    still: bool
    fading: bool
    sgd: float

    @property
    def small(self) -> bool:
        """Are all steps below a hundredth of η?"""
        return max(self.largest) < AT_REST


@dataclass(frozen=True)
class Canyon:
    """RMSProp's run and SGD's.

    paths: as far as they are drawn, (k, 2). steps: RMSProp's. ways: by name.
    """

    settings: Settings
    surface: Surface
    paths: Mapping[str, Array]
    run: Trajectory
    steps: Steps
    ways: Mapping[str, Way]
    late: Late


def measure_many(many: Sequence[Settings]) -> list[Canyon]:
    """The runs of each of these settings, from one batched run."""
    found = race_many([race_of(settings) for settings in many])
    return [_canyon(settings, runs) for settings, runs in zip(many, found, strict=True)]


def race_of(settings: Settings) -> Race:
    """RMSProp and SGD in the canyon, its error times the factor."""
    return Race(_rules(settings), Scaled(canyon(settings.kappa), settings.scale), settings.start, settings.steps)


def _rules(settings: Settings) -> dict[str, RMSProp | SGD]:
    return {"SGD": SGD(settings.eta), "RMSProp": settings.rule}


def _canyon(settings: Settings, runs: Mapping[str, Trajectory]) -> Canyon:
    surface, run = canyon(settings.kappa), runs["RMSProp"]
    steps = steps_of(run, settings.rule)
    return Canyon(
        settings=settings,
        surface=surface,
        paths={name: one.w[: drawn(one, surface)] for name, one in runs.items()},
        run=run,
        steps=steps,
        ways={name: _way(one.w[: one.last + 1], settings.eta) for name, one in runs.items()},
        late=_late(settings, steps, run.w, runs["SGD"]),
    )


def _way(w: Array, eta: float) -> Way:
    within = (np.abs(w) <= eta).all(-1)
    near = int(within.argmax()) if within.any() else None
    moves = np.diff(w[: None if near is None else near + 1], axis=0)
    straight = float(np.hypot(*moves.sum(0)))
    length = float(np.hypot(*moves.T).sum())
    across = np.where(np.abs(moves[:, 1]) > eta / 2, moves[:, 1], 0.0)
    return Way(near, length / straight if straight else 1.0, int((across[1:] * across[:-1] < 0).sum()))


def _late(settings: Settings, steps: Steps, w: Array, sgd: Trajectory) -> Late:
    eta, total = settings.eta, len(steps.ratio)
    count = max(1, total // LATE)
    rows = slice(total - count, total)
    ratio, places = steps.ratio[rows], np.abs(w[rows]) / eta
    size = np.abs(ratio)
    hopping = np.all(about(size) & (places <= 1), axis=0)
    halves = hopping & np.all(ratio[1:] * ratio[:-1] < 0, axis=0) & np.all(about(2 * places), axis=0) & (count > 1)
    root = settings.epsilon**0.5
    steepest = LAMBDA_MAX * settings.scale
    last = sgd.w[max(0, sgd.last - count) : sgd.last + 1]
    return Late(
        count=count,
        smallest=_pair(size.min(0)),
        largest=_pair(size.max(0)),
        hopping=_both(hopping),
        halves=_both(halves),
        # a step of at most η·λ/√ε times the way back is not too long for any r
        still=bool(size.max() < AT_REST and eta * steepest < 2 * root and np.abs(steps.g[-1]).max() < root),
        fading=bool((steps.r[-1] <= steps.r[-2:][0]).all()),
        sgd=float(np.abs(np.diff(last, axis=0)).max(initial=0.0)) / eta,
    )


def _pair(values: Array) -> Pair:
    return float(values[0]), float(values[1])


def _both(flags: Flags) -> tuple[bool, bool]:
    return bool(flags[0]), bool(flags[1])
