"""The lecture's four update rules, each written out like its equations.

A rule is a frozen dataclass of hyperparameters. `init(w)` gives the state before the first step and
`update(g, state, w)` gives `(delta, state)`, with `w_next = w + delta`. Everything is elementwise: `w` may be a
point (2,), a network's flat weights (P,) or a batch (..., P), and a hyperparameter may be an array that
broadcasts against it.
"""

# ruff: noqa: RUF009 (what Hyperparameter.field gives is a dataclasses.field)

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from optim.hyperparameter import ALPHA, BETA1, BETA2, EPSILON, ETA, RHO, Array, Hyper, Hyperparameter, arrays, check
from optim.rule import About, Rule

__all__ = ["SGD", "Adam", "Array", "Hyper", "Momentum", "RMSProp", "RMSPropState", "Rule", "ratio"]

(ONE,) = arrays(1.0)


class SGDState(NamedTuple):
    """SGD remembers nothing."""


@dataclass(frozen=True)
class SGD:
    """Gradient descent: `w := w − η·g`.

    eta: η > 0, scalar or broadcastable array. Raises ValueError outside that range.
    Source: lecture, section 1. Same as torch.optim.SGD, optax.sgd and keras.optimizers.SGD.
    """

    eta: Hyper = ETA.field(0.01)

    about: ClassVar = About(
        colour="#0072B2",
        dark="#56B4E9",
        dash="solid",
        marker="circle",
        lecture=True,
        torch="torch.optim.SGD([w], lr={eta})",
        optax="optax.sgd({eta})",
        keras="keras.optimizers.SGD({eta})",
    )

    def __post_init__(self) -> None:
        check(self)

    @cached_property
    def numbers(self) -> tuple[Array, ...]:
        """−η, as `update` uses them."""
        return arrays(-self.eta)

    def init(self, w: Array) -> SGDState:
        return SGDState()

    def update(self, g: Array, state: SGDState, w: Array | None = None) -> tuple[Array, SGDState]:
        (minus_eta,) = self.numbers
        return minus_eta * g, state

    def equations(self) -> tuple[str, ...]:
        return (r"w := w - <eta>\,g",)


class MomentumState(NamedTuple):
    v: Array  # velocity


@dataclass(frozen=True)
class Momentum:
    """Momentum: `v := α·v − η·g`, `w := w + v`; η is inside the velocity.

    eta: η > 0; alpha: 0 ≤ α < 1; scalars or broadcastable arrays. Raises ValueError outside those ranges.
    Source: lecture, section 5. Same as keras.optimizers.SGD(momentum=α). torch.optim.SGD(momentum=α) and optax.sgd
    keep η outside the velocity: the same path as long as η does not change during the run.
    """

    eta: Hyper = ETA.field(0.01)
    alpha: Hyper = ALPHA.field(0.9)

    about: ClassVar = About(
        colour="#D55E00",
        dark="#F0803C",
        dash="solid",
        marker="square",
        lecture=True,
        torch="torch.optim.SGD([w], lr={eta}, momentum={alpha})",
        optax="optax.sgd({eta}, momentum={alpha})",
        keras="keras.optimizers.SGD({eta}, momentum={alpha})",
    )

    def __post_init__(self) -> None:
        check(self)

    @cached_property
    def numbers(self) -> tuple[Array, ...]:
        """α and η, as `update` uses them."""
        return arrays(self.alpha, self.eta)

    def init(self, w: Array) -> MomentumState:
        return MomentumState(np.zeros_like(w))

    def update(self, g: Array, state: MomentumState, w: Array | None = None) -> tuple[Array, MomentumState]:
        alpha, eta = self.numbers
        v = alpha * state.v - eta * g
        return v, MomentumState(v)

    def equations(self) -> tuple[str, ...]:
        return r"v := <alpha>\,v - <eta>\,g", "w := w + v"


class RMSPropState(NamedTuple):
    r: Array  # rolling average of g²


@dataclass(frozen=True)
class RMSProp:
    """RMSProp: `r := ρ·r + (1−ρ)·g²`, `w := w − η·g / √(r + ε)`; ε is INSIDE the root.

    eta: η > 0; rho: 0 ≤ ρ < 1; epsilon: ε ≥ 0; scalars or broadcastable arrays. Raises ValueError outside those
    ranges. Where r + ε is 0 (ε = 0 and no gradient yet) the step is 0.
    Source: lecture, section 6. Same as keras.optimizers.RMSprop and optax.rmsprop(eps_in_sqrt=True);
    torch.optim.RMSprop puts ε outside the root: g / (√r + ε).
    """

    eta: Hyper = ETA.field(0.01)
    rho: Hyper = RHO.field(0.9)
    epsilon: Hyper = EPSILON.field(1e-7)

    about: ClassVar = About(
        colour="#009E73",
        dark="#2EC4A0",
        dash="dash",
        marker="diamond",
        lecture=True,
        optax="optax.rmsprop({eta}, decay={rho}, eps={epsilon}, eps_in_sqrt=True, initial_scale=0.0)",
        keras="keras.optimizers.RMSprop({eta}, rho={rho}, epsilon={epsilon})",
    )

    def __post_init__(self) -> None:
        check(self)

    @cached_property
    def numbers(self) -> tuple[Array, ...]:
        """−η, ρ, 1 − ρ and ε, as `update` uses them."""
        return arrays(-self.eta, self.rho, 1 - self.rho, self.epsilon)

    def init(self, w: Array) -> RMSPropState:
        return RMSPropState(np.zeros_like(w))

    def update(self, g: Array, state: RMSPropState, w: Array | None = None) -> tuple[Array, RMSPropState]:
        minus_eta, rho, rest, epsilon = self.numbers
        r = rho * state.r + rest * g * g
        return ratio(minus_eta * g, np.sqrt(r + epsilon), self.epsilon), RMSPropState(r)

    def equations(self) -> tuple[str, ...]:
        return r"r := <rho>\,r + <1-rho>\,g^2", r"w := w - <eta>\,\frac{g}{\sqrt{r + <epsilon>}}"


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
    default ε is 1e-8. keras.optimizers.Adam adds ε before it corrects r: the paper's "ε hat".
    """

    eta: Hyper = ETA.field(0.01)
    beta1: Hyper = BETA1.field(0.9)
    beta2: Hyper = BETA2.field(0.999)
    epsilon: Hyper = EPSILON.field(1e-7)
    bias_correction: bool = Hyperparameter("Adam's bias correction", kind=bool).field(True)

    about: ClassVar = About(
        colour="#AA4499",
        dark="#D890C8",
        dash="dot",
        marker="triangle-up",
        lecture=True,
        torch="torch.optim.Adam([w], lr={eta}, betas=({beta1}, {beta2}), eps={epsilon})",
        optax="optax.adam({eta}, b1={beta1}, b2={beta2}, eps={epsilon})",
    )

    def __post_init__(self) -> None:
        check(self)

    @cached_property
    def numbers(self) -> tuple[Array, ...]:
        """−η, β1, 1 − β1, β2, 1 − β2 and ε, as `update` uses them."""
        return arrays(-self.eta, self.beta1, 1 - self.beta1, self.beta2, 1 - self.beta2, self.epsilon)

    def init(self, w: Array) -> AdamState:
        return AdamState(np.zeros_like(w), np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: AdamState, w: Array | None = None) -> tuple[Array, AdamState]:
        minus_eta, beta1, rest1, beta2, rest2, epsilon = self.numbers
        t = state.t + ONE
        s = beta1 * state.s + rest1 * g
        r = beta2 * state.r + rest2 * g * g
        new = AdamState(s, r, t)
        if self.bias_correction:
            s = s / (ONE - beta1**t)
            r = r / (ONE - beta2**t)
        return ratio(minus_eta * s, np.sqrt(r) + epsilon, self.epsilon), new

    def equations(self) -> tuple[str, ...]:
        s, r = (r"s/(1-<beta1>^t)", r"r/(1-<beta2>^t)") if self.bias_correction else ("s", "r")
        return (
            r"s := <beta1>\,s + <1-beta1>\,g",
            r"r := <beta2>\,r + <1-beta2>\,g^2",
            rf"w := w - <eta>\,\frac{{{s}}}{{\sqrt{{{r}}} + <epsilon>}}",
        )


def ratio(numerator: Array, denominator: Array, epsilon: Hyper) -> Array:
    """numerator / denominator, and 0 where the denominator is 0 (possible only with ε = 0)."""
    if (isinstance(epsilon, float) and epsilon > 0) or np.all(epsilon):
        return numerator / denominator
    return np.where(denominator == 0, 0.0, numerator / np.where(denominator == 0, 1.0, denominator))
