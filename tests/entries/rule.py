"""A rule of nobody's: a class, and its line in RULES."""

# ruff: noqa: RUF009 (what Hyperparameter.field gives is a dataclasses.field)

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim import RULES, About, Hyperparameter
from optim.hyperparameter import ALPHA, ETA, Array, Hyper, Interval, check

FRICTION = Hyperparameter("Friction", "ζ", r"\zeta", Interval(0, 1, "[)"), (0, 0.95), slider=(0, 0.9, 0.1))


class InventedState(NamedTuple):
    v: Array  # velocity


@dataclass(frozen=True)
class Invented:
    """Momentum that loses a share ζ of each step: `v := α·v − η·g`, `w := w + (1 − ζ)·v`."""

    eta: Hyper = ETA.field(0.02)
    alpha: Hyper = ALPHA.field(0.5)
    friction: Hyper = FRICTION.field(0.3)

    about: ClassVar = About(colour="#004d40", dark="#c5e1a5", dash="8px,2px", marker="hexagram")

    def __post_init__(self) -> None:
        check(self)

    def init(self, w: Array) -> InventedState:
        return InventedState(np.zeros_like(w))

    def update(self, g: Array, state: InventedState, w: Array | None = None) -> tuple[Array, InventedState]:
        v = self.alpha * state.v - self.eta * g
        return (1 - self.friction) * v, InventedState(v)

    def equations(self) -> tuple[str, ...]:
        return r"v := <alpha>\,v - <eta>\,g", r"w := w + <1-friction>\,v"


RULES["Invented"] = Invented
