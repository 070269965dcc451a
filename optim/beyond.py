"""Update rules beyond the lecture, in its symbols."""

# ruff: noqa: RUF009 (what Hyperparameter.field gives is a dataclasses.field)

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from optim.hyperparameter import ALPHA, BETA1, BETA2, EPSILON, ETA, WEIGHT_DECAY, Array, Hyper, check
from optim.rule import About
from optim.rules import Adam, AdamState, MomentumState, ratio


@dataclass(frozen=True)
class Nesterov:
    """Nesterov's momentum: `v := α·v − η·g`, `w := w + α·v − η·g`, with the new v: a step of momentum looked ahead.

    eta: η > 0; alpha: 0 ≤ α < 1; scalars or broadcastable arrays. Raises ValueError outside those ranges.
    Source: Nesterov 1983, in the form of Sutskever et al. 2013 with the gradient at w. Same as
    keras.optimizers.SGD(momentum=α, nesterov=True). torch.optim.SGD and optax.sgd, with nesterov=True, keep η outside
    the velocity: the same path as long as η does not change during the run. PyTorch refuses α = 0.
    """

    eta: Hyper = ETA.field(0.01)
    alpha: Hyper = ALPHA.field(0.9)

    about: ClassVar = About(
        colour="#332288",
        dark="#8C7BFF",
        dash="longdash",
        marker="cross",
        torch="torch.optim.SGD([w], lr={eta}, momentum={alpha}, nesterov=True)",
        optax="optax.sgd({eta}, momentum={alpha}, nesterov=True)",
        keras="keras.optimizers.SGD({eta}, momentum={alpha}, nesterov=True)",
        refused={"torch": {"alpha": 0.0}},
    )

    def __post_init__(self) -> None:
        check(self)

    def init(self, w: Array) -> MomentumState:
        return MomentumState(np.zeros_like(w))

    def update(self, g: Array, state: MomentumState, w: Array | None = None) -> tuple[Array, MomentumState]:
        step = self.eta * g
        v = self.alpha * state.v - step
        return self.alpha * v - step, MomentumState(v)

    def equations(self) -> tuple[str, ...]:
        return r"v := <alpha>\,v - <eta>\,g", r"w := w + <alpha>\,v - <eta>\,g"


class AdaGradState(NamedTuple):
    r: Array  # sum of g²


@dataclass(frozen=True)
class AdaGrad:
    """AdaGrad: `r := r + g²`, `w := w − η·g / (√r + ε)`; ε is OUTSIDE the root.

    eta: η > 0; epsilon: ε ≥ 0; scalars or broadcastable arrays. Raises ValueError outside those ranges. Where the
    denominator is 0 (ε = 0 and no gradient yet) the step is 0.
    Source: Duchi et al. 2011. Same as torch.optim.Adagrad, whose default ε is 1e-10. optax.adagrad and
    keras.optimizers.Adagrad put ε inside the root, g / √(r + ε), and start r at 0.1 unless told otherwise.
    """

    eta: Hyper = ETA.field(0.01)
    epsilon: Hyper = EPSILON.field(1e-7)

    about: ClassVar = About(
        colour="#523D14",
        dark="#E3D93C",
        dash="dashdot",
        marker="star",
        torch="torch.optim.Adagrad([w], lr={eta}, eps={epsilon})",
    )

    def __post_init__(self) -> None:
        check(self)

    def init(self, w: Array) -> AdaGradState:
        return AdaGradState(np.zeros_like(w))

    def update(self, g: Array, state: AdaGradState, w: Array | None = None) -> tuple[Array, AdaGradState]:
        r = state.r + g * g
        return ratio(-self.eta * g, np.sqrt(r) + self.epsilon, self.epsilon), AdaGradState(r)

    def equations(self) -> tuple[str, ...]:
        return "r := r + g^2", r"w := w - <eta>\,\frac{g}{\sqrt{r} + <epsilon>}"


@dataclass(frozen=True)
class AdamW:
    """AdamW: Adam whose weights decay besides, `w := w − η·λ·w − η·(s/(1−β1^t)) / (√(r/(1−β2^t)) + ε)`, with Adam's
    t, s and r; the decay does not go through s and r, as the gradient of an L2 penalty would.

    eta: η > 0; beta1, beta2: 0 ≤ β < 1; epsilon: ε ≥ 0; weight_decay: λ ≥ 0; scalars or broadcastable arrays. Raises
    ValueError outside those ranges, and for an update without w. Where the denominator is 0 (ε = 0 and no gradient yet)
    Adam's part of the step is 0.
    Source: Loshchilov and Hutter 2019, algorithm 2. Same as torch.optim.AdamW and optax.adamw, whose defaults are
    ε = 1e-8 and λ = 0.01 and 0.0001. keras.optimizers.AdamW adds ε before it corrects r.
    """

    eta: Hyper = ETA.field(0.01)
    beta1: Hyper = BETA1.field(0.9)
    beta2: Hyper = BETA2.field(0.999)
    epsilon: Hyper = EPSILON.field(1e-7)
    weight_decay: Hyper = WEIGHT_DECAY.field(0.01)

    about: ClassVar = About(
        colour="#882255",
        dark="#F7C6D0",
        dash="longdashdot",
        marker="triangle-down",
        torch=(
            "torch.optim.AdamW([w], lr={eta}, betas=({beta1}, {beta2}), eps={epsilon}, weight_decay={weight_decay})"
        ),
        optax="optax.adamw({eta}, b1={beta1}, b2={beta2}, eps={epsilon}, weight_decay={weight_decay})",
    )

    def __post_init__(self) -> None:
        check(self)

    @cached_property
    def adam(self) -> Adam:
        """The rule without the decay."""
        return Adam(self.eta, self.beta1, self.beta2, self.epsilon)

    def init(self, w: Array) -> AdamState:
        return self.adam.init(w)

    def update(self, g: Array, state: AdamState, w: Array | None = None) -> tuple[Array, AdamState]:
        if w is None:
            raise ValueError("w = None, but AdamW needs the parameters: they decay")
        step, state = self.adam.update(g, state)
        return step - self.eta * self.weight_decay * w, state

    def equations(self) -> tuple[str, ...]:
        *averages, step = self.adam.equations()
        return *averages, step.replace("w := w", r"w := w - <eta>\cdot <weight_decay>\,w")
