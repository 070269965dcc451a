"""The four update rules, each written out like its equations in the lecture.

A rule is a frozen dataclass of hyperparameters. `init(w)` gives the state before the first step and
`update(g, state)` gives `(delta, state)`, with `w_next = w + delta`. Everything is elementwise: `w` may be a
point (2,), a network's flat weights (P,) or a batch (..., P), and a hyperparameter may be an array that
broadcasts against it.
"""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Hyper = float | Array

# name -> (lowest, highest, lowest allowed?, highest allowed?)
RANGES = {
    "eta": (0.0, np.inf, False, False),
    "alpha": (0.0, 1.0, True, False),
    "rho": (0.0, 1.0, True, False),
    "beta1": (0.0, 1.0, True, False),
    "beta2": (0.0, 1.0, True, False),
    "epsilon": (0.0, np.inf, True, False),
}


class Rule(Protocol):
    """What `descend` and `race` need of a rule."""

    def init(self, w: Array) -> Any: ...
    def update(self, g: Array, state: Any) -> tuple[Array, Any]: ...


def _check(rule: Any) -> None:
    for field in fields(rule):
        if field.name not in RANGES:
            continue
        low, high, with_low, with_high = RANGES[field.name]
        given = getattr(rule, field.name)
        value = np.asarray(given)
        real = value.dtype.kind in "iuf" and value.size > 0
        value = value.astype(float) if real else np.array(np.nan)
        above = value >= low if with_low else value > low
        below = value <= high if with_high else value < high
        if not np.all(above & below):  # a NaN compares false, so it is refused too
            span = f"{'[' if with_low else '('}{low:g}, {high:g}{']' if with_high else ')'}"
            raise ValueError(f"{field.name} = {given!r} is outside {span}")
        # own copy, so that a caller's later change of the array cannot reach a frozen rule
        object.__setattr__(rule, field.name, float(value) if value.ndim == 0 else value)


class SGDState(NamedTuple):
    """SGD remembers nothing."""


@dataclass(frozen=True)
class SGD:
    """Gradient descent: `w := w − η·g`.

    eta: η > 0, scalar or broadcastable array. Raises ValueError outside that range.
    Source: lecture, section 1. Same as torch.optim.SGD and optax.sgd.
    """

    eta: Hyper = 0.01

    def __post_init__(self) -> None:
        _check(self)

    def init(self, w: Array) -> SGDState:
        return SGDState()

    def update(self, g: Array, state: SGDState) -> tuple[Array, SGDState]:
        return -self.eta * g, state


class MomentumState(NamedTuple):
    v: Array  # velocity


@dataclass(frozen=True)
class Momentum:
    """Momentum: `v := α·v − η·g`, `w := w + v`; η is inside the velocity.

    eta: η > 0; alpha: 0 ≤ α < 1; scalars or broadcastable arrays. Raises ValueError outside those ranges.
    Source: lecture, section 5. torch.optim.SGD(momentum=α) keeps η outside the velocity: the same path as long
    as η does not change during the run.
    """

    eta: Hyper = 0.01
    alpha: Hyper = 0.9

    def __post_init__(self) -> None:
        _check(self)

    def init(self, w: Array) -> MomentumState:
        return MomentumState(np.zeros_like(w))

    def update(self, g: Array, state: MomentumState) -> tuple[Array, MomentumState]:
        v = self.alpha * state.v - self.eta * g
        return v, MomentumState(v)


class RMSPropState(NamedTuple):
    r: Array  # rolling average of g²


@dataclass(frozen=True)
class RMSProp:
    """RMSProp: `r := ρ·r + (1−ρ)·g²`, `w := w − η·g / √(r + ε)`; ε is INSIDE the root.

    eta: η > 0; rho: 0 ≤ ρ < 1; epsilon: ε ≥ 0; scalars or broadcastable arrays. Raises ValueError outside those
    ranges. Where r + ε is 0 (ε = 0 and no gradient yet) the step is 0.
    Source: lecture, section 6. Same as optax.rmsprop(eps_in_sqrt=True); torch.optim.RMSprop puts ε outside the
    root: g / (√r + ε).
    """

    eta: Hyper = 0.01
    rho: Hyper = 0.9
    epsilon: Hyper = 1e-7

    def __post_init__(self) -> None:
        _check(self)

    def init(self, w: Array) -> RMSPropState:
        return RMSPropState(np.zeros_like(w))

    def update(self, g: Array, state: RMSPropState) -> tuple[Array, RMSPropState]:
        r = self.rho * state.r + (1 - self.rho) * g * g
        return _ratio(-self.eta * g, np.sqrt(r + self.epsilon), self.epsilon), RMSPropState(r)


class AdamState(NamedTuple):
    s: Array  # rolling average of g
    r: Array  # rolling average of g²
    t: Array  # steps taken, the same number for every parameter


@dataclass(frozen=True)
class Adam:
    """Adam: `t := t+1`, `s := β1·s + (1−β1)·g`, `r := β2·r + (1−β2)·g²`,
    `w := w − η·(s/(1−β1^t)) / (√(r/(1−β2^t)) + ε)`; ε is OUTSIDE the root.

    eta: η > 0; beta1, beta2: 0 ≤ β < 1; epsilon: ε ≥ 0; scalars or broadcastable arrays; bias_correction=False
    leaves both factors 1/(1−β^t) out. Raises ValueError outside those ranges. Where the denominator is 0 (ε = 0 and
    no gradient yet) the step is 0.
    Source: lecture, section 7; Kingma and Ba 2015, algorithm 1. Same as torch.optim.Adam and optax.adam, whose
    default ε is 1e-8.
    """

    eta: Hyper = 0.01
    beta1: Hyper = 0.9
    beta2: Hyper = 0.999
    epsilon: Hyper = 1e-7
    bias_correction: bool = True

    def __post_init__(self) -> None:
        _check(self)

    def init(self, w: Array) -> AdamState:
        return AdamState(np.zeros_like(w), np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: AdamState) -> tuple[Array, AdamState]:
        t = state.t + 1.0
        s = self.beta1 * state.s + (1 - self.beta1) * g
        r = self.beta2 * state.r + (1 - self.beta2) * g * g
        new = AdamState(s, r, t)
        if self.bias_correction:
            s = s / (1.0 - self.beta1**t)
            r = r / (1.0 - self.beta2**t)
        return _ratio(-self.eta * s, np.sqrt(r) + self.epsilon, self.epsilon), new


def _ratio(numerator: Array, denominator: Array, epsilon: Hyper) -> Array:
    """numerator / denominator, and 0 where the denominator is 0 (possible only with ε = 0)."""
    if (isinstance(epsilon, float) and epsilon > 0) or np.all(epsilon):
        return numerator / denominator
    return np.where(denominator == 0, 0.0, numerator / np.where(denominator == 0, 1.0, denominator))


RULES: dict[str, type[SGD] | type[Momentum] | type[RMSProp] | type[Adam]] = {
    "SGD": SGD,
    "Momentum": Momentum,
    "RMSProp": RMSProp,
    "Adam": Adam,
}
