"""Rules that differ from the lecture's in one place, for comparison on their pages; none is one of RULES."""

# ruff: noqa: RUF009 (what Hyperparameter.field gives is a dataclasses.field)

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np

from optim.hyperparameter import ALPHA, EPSILON, ETA, RHO, Array, Hyper
from optim.rules import Momentum, RMSProp, RMSPropState


class RMSPropOutside(RMSProp):
    """RMSProp as in PyTorch, ε OUTSIDE the root: `r := ρ·r + (1−ρ)·g²`, `w := w − η·g / (√r + ε)`.

    Arguments as RMSProp's, with ε > 0. Source: torch.optim.RMSprop(lr=η, alpha=ρ, eps=ε).
    """

    about: ClassVar = replace(
        RMSProp.about,
        torch="torch.optim.RMSprop([w], lr={eta}, alpha={rho}, eps={epsilon})",
        optax=None,
        keras=None,
    )

    def update(self, g: Array, state: RMSPropState, w: Array | None = None) -> tuple[Array, RMSPropState]:
        r = self.rho * state.r + (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r) + self.epsilon), RMSPropState(r)

    def equations(self) -> tuple[str, ...]:
        return r"r := <rho>\,r + <1-rho>\,g^2", r"w := w - <eta>\,\frac{g}{\sqrt{r} + <epsilon>}"


class CorrectedState(NamedTuple):
    r: Array  # rolling average of g²
    t: Array  # steps taken


@dataclass(frozen=True)
class CorrectedRMSProp:
    """RMSProp with Adam's correction and Adam's ε: `w := w − η·g / (√(r/(1−ρ^t)) + ε)`.

    eta: η > 0; rho: 0 ≤ ρ < 1; epsilon: ε > 0; scalars or broadcastable arrays. Adam with β1 = 0 is this rule.
    """

    eta: Hyper = ETA.field(0.01)
    rho: Hyper = RHO.field(0.9)
    epsilon: Hyper = EPSILON.field(1e-7)

    about: ClassVar = replace(
        RMSProp.about,
        torch="torch.optim.Adam([w], lr={eta}, betas=(0.0, {rho}), eps={epsilon})",
        optax=None,
        keras=None,
    )

    def init(self, w: Array) -> CorrectedState:
        return CorrectedState(np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: CorrectedState, w: Array | None = None) -> tuple[Array, CorrectedState]:
        t = state.t + 1.0
        r = self.rho * state.r + (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r / (1.0 - self.rho**t)) + self.epsilon), CorrectedState(r, t)

    def equations(self) -> tuple[str, ...]:
        return r"r := <rho>\,r + <1-rho>\,g^2", r"w := w - <eta>\,\frac{g}{\sqrt{r/(1-<rho>^t)} + <epsilon>}"


class AverageState(NamedTuple):
    s: Array  # rolling average of g
    t: Array  # steps taken


@dataclass(frozen=True)
class MomentumOverSize:
    """Momentum's average with Adam's correction, against the size of the present gradient alone:
    `s := α·s + (1−α)·g`, `w := w − η·(s/(1−α^t)) / (|g| + ε)`.

    eta: η > 0; alpha: 0 ≤ α < 1; epsilon: ε > 0; scalars or broadcastable arrays. Adam with β2 = 0 is this rule, and
    with α = 0 too the step is −η·sign(g).
    """

    eta: Hyper = ETA.field(0.01)
    alpha: Hyper = ALPHA.field(0.9)
    epsilon: Hyper = EPSILON.field(1e-7)

    about: ClassVar = replace(
        Momentum.about,
        torch="torch.optim.Adam([w], lr={eta}, betas=({alpha}, 0.0), eps={epsilon})",
        optax=None,
        keras=None,
    )

    def init(self, w: Array) -> AverageState:
        return AverageState(np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: AverageState, w: Array | None = None) -> tuple[Array, AverageState]:
        t = state.t + 1.0
        s = self.alpha * state.s + (1 - self.alpha) * g
        return -self.eta * (s / (1.0 - self.alpha**t)) / (np.abs(g) + self.epsilon), AverageState(s, t)

    def equations(self) -> tuple[str, ...]:
        return r"s := <alpha>\,s + <1-alpha>\,g", r"w := w - <eta>\,\frac{s/(1-<alpha>^t)}{|g| + <epsilon>}"
