"""What a run on a surface came to, measured on its trajectory and said in words."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optim import SGD, Momentum, Rule, Trajectory
from scenes.tracks import drawn
from surfaces import Surface

Array = NDArray[np.float64]
NEAR = 0.01  # "within 1 %": of the start's distance to the nearest minimum

Verdict = Literal["left", "reached", "circles", "rests", "away"]


@dataclass(frozen=True)
class Outcome:
    """Measured on one run of T steps.

    verdict: left the map, far or for good; reached the minimum (stays within 1 % from step `within` on); circles it;
    rests where the gradient has vanished; or still away. error: above the minimum, at the end. distance: to the nearest
    minimum, at the end. length: of the path. left_at: first step outside the map, for a run that left it. stride: size
    of the last steps. turns: how often a step went back against the one before it. rest: what kind of point the run
    rests on.
    """

    verdict: Verdict
    error: float
    distance: float
    within: int | None
    length: float
    left_at: int | None
    stride: float
    turns: int
    rest: str
    end: tuple[float, float]


def distances(w: Array, minima: Array) -> Array:
    """Distance of points (..., 2) to the nearest of minima (M, 2)."""
    return np.sqrt(((w[..., None, :] - minima) ** 2).sum(-1).min(-1))


def within(w: Array, minima: Array) -> NDArray[np.int64]:
    """For paths (T+1, ..., 2) the step from which each stays within 1 % of the start's distance; T+1 if it does not."""
    distance = distances(w, minima)
    outside = ~(distance <= NEAR * distance[0])
    return np.where(outside.any(0), len(w) - outside[::-1].argmax(0), 0)


def measure(run: Trajectory, surface: Surface) -> Outcome:
    """The outcome of a single run."""
    last = run.last
    w = run.w[: last + 1]
    steps = np.sqrt((np.diff(w, axis=0) ** 2).sum(-1))
    distance = distances(w, surface.minima)
    settled = int(within(w, surface.minima))
    reached = settled <= last
    tail = steps[-max(4, len(steps) // 5) :]
    rest = ""
    left_at = None
    if drawn(run, surface) <= last or run.diverged_at is not None:
        verdict: Verdict = "left"
        left_at = _first_outside(run.w, surface)
    elif reached:
        verdict = "reached"
    elif rest := _rest(w[-1], surface):
        verdict = "rests"
    elif _circles(w, distance, steps):
        verdict = "circles"
    else:
        verdict = "away"
    return Outcome(
        verdict=verdict,
        error=float(run.value[last] - surface.minimum),
        distance=float(distance[-1]),
        within=settled if reached else None,
        length=float(steps.sum()),
        left_at=left_at,
        stride=float(np.median(tail)) if len(tail) else 0.0,
        turns=int(((np.diff(w, axis=0)[1:] * np.diff(w, axis=0)[:-1]).sum(-1) < 0).sum()),
        rest=rest,
        end=(float(w[-1, 0]), float(w[-1, 1])),
    )


def _first_outside(w: Array, surface: Surface) -> int:
    low, high = np.array(surface.domain).T
    return int(((w < low) | (w > high) | ~np.isfinite(w)).any(-1).argmax())


def _circles(w: Array, distance: Array, steps: Array) -> bool:
    """The last fifth of the run gets nowhere for all its steps, no nearer to a minimum, and they do not shrink."""
    n = len(steps) // 5
    if n < 4:
        return False
    nowhere = np.linalg.norm(w[-1] - w[-n - 1]) < 0.3 * steps[-n:].sum()
    nearer = distance[-n:].mean() < 0.7 * distance[-2 * n : -n].mean()
    shrinking = np.median(steps[-n:]) < 0.5 * np.median(steps[-2 * n : -n])
    return bool(nowhere and not nearer and not shrinking)


def _rest(w: Array, surface: Surface) -> str:
    """What kind of point w is if the gradient has vanished there: by the signs of the Hessian's eigenvalues."""
    low, high = np.array(surface.domain, dtype=float).T
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 21).T), axis=-1)
    steepest = np.linalg.norm(surface.gradient(grid), axis=-1).max()
    if np.linalg.norm(surface.gradient(w)) > 1e-3 * steepest:
        return ""
    size = float((high - low).max())
    h = 1e-4 * max(size, 1.0)
    shift = h * np.eye(2)
    hessian = (surface.gradient(w + shift) - surface.gradient(w - shift)) / (2 * h)
    hessian = (hessian + hessian.T) / 2
    curvature = np.linalg.eigvalsh(hessian)
    flat = 1e-3 * steepest / (0.02 * size)  # on which a step of 2 % of the map leaves the gradient as small
    if np.abs(curvature).max() < flat:
        return "plateau"
    # A small gradient alone can be a long valley's: rest is where Newton's step leads hardly anywhere else.
    newton = np.linalg.lstsq(hessian, surface.gradient(w), rcond=None)[0]
    if np.linalg.norm(newton) > 0.02 * size or distances(w - newton, surface.minima) < 0.02 * size:
        return ""
    return "saddle" if curvature[0] < 0 else "local minimum"


def sentence(name: str, rule: Rule, outcome: Outcome, surface: Surface, steps: int) -> str:
    """What happened to one rule, in one sentence of Markdown."""
    if outcome.verdict == "left":
        return f"**{name}** left the map at step {outcome.left_at}{_because(rule, surface)}."
    if outcome.verdict == "reached":
        return f"**{name}** reached the minimum within 1 % at step {outcome.within}."
    if outcome.verdict == "circles":
        near = outcome.distance < 5 * outcome.stride
        where = "the minimum" if near else f"({outcome.end[0]:.2f}, {outcome.end[1]:.2f})"
        away = f"{outcome.distance:.2g} away" if near else f"the minimum {outcome.distance:.2g} away"
        return f"**{name}** circles {where} with steps of size {outcome.stride:.2g}, {away} at the end."
    if outcome.verdict == "rests":
        x, y = outcome.end
        return (
            f"**{name}** all but stands still at ({x:.2f}, {y:.2f}), on a {outcome.rest}: "
            f"the last steps are of size {outcome.stride:.1g}, the minimum is {outcome.distance:.2g} away."
        )
    return f"**{name}** is still {outcome.distance:.2g} away after {steps} steps."


def _because(rule: Rule, surface: Surface) -> str:
    """The reason for leaving, only where the bound is exact: SGD and momentum on a quadratic."""
    if surface.curvatures is None or not isinstance(rule, SGD | Momentum):
        return ""
    steepest = surface.curvatures[1]
    alpha = rule.alpha if isinstance(rule, Momentum) else 0.0
    bound = (2 + 2 * float(np.asarray(alpha))) / steepest
    formula = "(2 + 2α)/λ" if isinstance(rule, Momentum) else "2/λ"
    eta = float(np.asarray(rule.eta))
    return f" because η = {eta:g} exceeds {formula} = {bound:.3g}" if eta > bound else ""
