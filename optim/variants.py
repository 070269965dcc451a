"""Rules that differ from the lecture's in one place, for comparison on their pages; none is one of RULES."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optim.rules import Array, RMSProp, RMSPropState


class RMSPropOutside(RMSProp):
    """RMSProp as in PyTorch, ε OUTSIDE the root: `r := ρ·r + (1−ρ)·g²`, `w := w − η·g / (√r + ε)`.

    Arguments as RMSProp's, with ε > 0. Source: torch.optim.RMSprop(lr=η, alpha=ρ, eps=ε).
    """

    def update(self, g: Array, state: RMSPropState, w: Array | None = None) -> tuple[Array, RMSPropState]:
        r = self.rho * state.r + (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r) + self.epsilon), RMSPropState(r)


class CorrectedState(NamedTuple):
    r: Array  # rolling average of g²
    t: Array  # steps taken


@dataclass(frozen=True)
class CorrectedRMSProp:
    """RMSProp with Adam's correction and Adam's ε: `w := w − η·g / (√(r/(1−ρ^t)) + ε)`.

    eta: η > 0; rho: 0 ≤ ρ < 1; epsilon: ε > 0; scalars or broadcastable arrays. Adam with β1 = 0 is this rule.
    """

    eta: float | Array
    rho: float | Array
    epsilon: float | Array

    def init(self, w: Array) -> CorrectedState:
        return CorrectedState(np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: CorrectedState, w: Array | None = None) -> tuple[Array, CorrectedState]:
        t = state.t + 1.0
        r = self.rho * state.r + (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r / (1.0 - self.rho**t)) + self.epsilon), CorrectedState(r, t)


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

    eta: float | Array
    alpha: float | Array
    epsilon: float | Array

    def init(self, w: Array) -> AverageState:
        return AverageState(np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: AverageState, w: Array | None = None) -> tuple[Array, AverageState]:
        t = state.t + 1.0
        s = self.alpha * state.s + (1 - self.alpha) * g
        return -self.eta * (s / (1.0 - self.alpha**t)) / (np.abs(g) + self.epsilon), AverageState(s, t)
