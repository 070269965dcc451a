"""Adam beside what is left of it at the ends of its β, and beside RMSProp with its own correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lesson import declared
from optim import Momentum, Trajectory
from optim.many import Race, race_many
from optim.rules import MomentumState
from optim.variants import CorrectedRMSProp
from pages.adam.measure_steps import (
    Array,
    FirstStep,
    Outcome,
    Pair,
    Steps,
    first_step,
    outcomes_of,
    path_of,
    race_of,
    steps_of,
)
from pages.adam.settings import Settings
from pages.run import drawn, errors_above
from surfaces import Surface, canyon

HIGHEST_BETA1, HIGHEST_BETA2 = (float(declared(Settings)[name].values[-1]) for name in ("beta1", "beta2"))
SMALL_GUARD = 0.01  # ε is small beside |g| if it is less than this share


@dataclass(frozen=True)
class Extremes:
    """What each β does at the ends of its slider, measured on runs from one start.

    distance: the largest between Adam with β1 = 0 and RMSProp with its own correction. velocity: how far s is from what
    momentum with α = β1 makes of the s before it, both as velocities −η·s/(1−β1), relative to the largest. longest: the
    longest step of a parameter in units of η, with β2 = 0 and as set. signs: the shortest and the longest step with
    β1 = β2 = 0 in units of η where |g| > 100·ε, None if it never is. past: how far beyond the minimum w1 went, with the
    highest β1 and as set. mean: how far √r̂ with the highest β2 is from the plain root mean square of all gradients at
    the end, relative.
    """

    distance: float
    velocity: float
    longest: Pair
    signs: Pair | None
    past: Pair
    mean: float


@dataclass(frozen=True)
class Parts:
    """Adam beside what is left of it with β1 = 0 and with β2 = 0, and beside RMSProp with its own correction.

    paths, errors: as far as they are drawn, (k, 2) and (k,). second: the step of w2 in units of η. steps: Adam's.
    """

    settings: Settings
    surface: Surface
    paths: Mapping[str, Array]
    errors: Mapping[str, Array]
    second: Mapping[str, Array]
    steps: Steps
    outcomes: Mapping[str, Outcome]
    first: FirstStep
    extremes: Extremes


def measure_many(many: Sequence[Settings]) -> list[Parts]:
    """The parts of Adam with each of these settings, from one batched run."""
    named = [_variants(settings) for settings in many]
    runs = iter(race_many([race for races in named for race in races.values()]))
    return [_parts(settings, {name: next(runs) for name in races}) for settings, races in zip(many, named, strict=True)]


def _variants(settings: Settings) -> dict[str, Race]:
    """Adam at the ends of each β, and RMSProp with its own correction, which needs to be run but once."""
    rules = {
        "Adam": settings.rule(),
        "β1 = 0": settings.rule(beta1=0.0),
        "β2 = 0": settings.rule(beta2=0.0),
        "both 0": settings.rule(beta1=0.0, beta2=0.0),
        "highest β1": settings.rule(beta1=HIGHEST_BETA1),
        "highest β2": settings.rule(beta2=HIGHEST_BETA2),
    }
    other = CorrectedRMSProp(settings.eta, settings.beta2, settings.epsilon)
    return {name: race_of(settings, {"Adam": rule, "RMSProp": other}) for name, rule in rules.items()}


def _parts(settings: Settings, runs: Mapping[str, Mapping[str, Trajectory]]) -> Parts:
    surface, adam = canyon(settings.kappa), runs["Adam"]["Adam"]
    shown = {
        "β2 = 0": runs["β2 = 0"]["Adam"],
        "β1 = 0": runs["β1 = 0"]["Adam"],
        "RMSProp": runs["Adam"]["RMSProp"],
        "Adam": adam,
    }
    points = {name: drawn(run, surface) for name, run in shown.items()}
    errors = {name: run.value[: min(run.last, settings.steps) + 1] / settings.scale for name, run in shown.items()}
    return Parts(
        settings=settings,
        surface=surface,
        paths={name: path_of(run, points[name], settings) for name, run in shown.items()},
        errors=errors_above(errors, surface),
        second={name: np.diff(run.w[: run.last + 1, 1]) / settings.eta for name, run in shown.items()},
        steps=steps_of(adam, settings, min(points["Adam"], adam.last)),
        outcomes=outcomes_of(shown, points, settings),
        first=first_step(settings),
        extremes=_extremes(settings, {name: both["Adam"] for name, both in runs.items()}, runs["Adam"]["RMSProp"]),
    )


def _extremes(settings: Settings, adams: Mapping[str, Trajectory], rmsprop: Trajectory) -> Extremes:
    taken = {name: run.w[: min(run.last, settings.steps) + 1] for name, run in adams.items()}
    plain, corrected = taken["β1 = 0"], rmsprop.w[: len(taken["β1 = 0"])]
    pulls = {name: adams[name].gradient[: len(w) - 1] for name, w in taken.items()}
    sizes = {name: np.abs(w[1:] - w[:-1]) / settings.eta for name, w in taken.items()}
    sharp = sizes["both 0"][np.abs(pulls["both 0"]) > settings.epsilon / SMALL_GUARD]
    count = len(pulls["highest β2"])
    root = np.sqrt(adams["highest β2"].states.r[count] / (1 - HIGHEST_BETA2**count))
    mean = np.sqrt((pulls["highest β2"] ** 2).mean(0))
    side = -np.sign(settings.x0)
    return Extremes(
        distance=float(np.hypot(*(plain - corrected).T).max()),
        velocity=_velocity(settings, adams["Adam"]),
        longest=(float(sizes["β2 = 0"].max()), float(sizes["Adam"].max())),
        signs=(float(sharp.min()), float(sharp.max())) if sharp.size else None,
        past=(_past(taken["highest β1"], side), _past(taken["Adam"], side)),
        mean=float((np.abs(root - mean) / np.maximum(mean, 1e-300)).max()),
    )


def _velocity(settings: Settings, run: Trajectory) -> float:
    g, s = run.gradient[: run.last], run.states.s[: run.last + 1]
    v = -settings.eta / (1 - settings.beta1) * s
    momentum, _ = Momentum(settings.eta, settings.beta1).update(g, MomentumState(v[:-1]))  # all steps at once
    return float(np.abs(v[1:] - momentum).max() / max(float(np.abs(v).max()), 1e-300))


def _past(w: Array, side: float) -> float:
    return max(float((side * w[:, 0]).max()), 0.0)
