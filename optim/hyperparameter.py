"""What is known of a rule's hyperparameters: what they are called, what they may be, and what a slider offers.

Those that several rules have are declared here, once; a rule may declare one of its own in place. A rule is a frozen
dataclass of such fields:

    eta: Hyper = ETA.field(0.01)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Hyper = float | Array


@dataclass(frozen=True)
class Interval:
    """The numbers from low to high; ends says with "[", "]" that an end belongs to it and with "(", ")" that not."""

    low: float
    high: float
    ends: str = "[]"

    def holds(self, values: Hyper) -> bool:
        """Are all values in it? NaN is not."""
        above = values >= self.low if self.ends[0] == "[" else values > self.low
        below = values <= self.high if self.ends[1] == "]" else values < self.high
        inside = above & below
        return inside if isinstance(inside, bool) else bool(inside.all())

    def __str__(self) -> str:
        return f"{self.ends[0]}{self.low:g}, {self.high:g}{self.ends[1]}"


@dataclass(frozen=True)
class Hyperparameter:
    """What is known of a hyperparameter; its name is that of the field, and the field has its default.

    label: what it is, for people; symbol: η; latex: \\eta. bounds: what a rule computes with, anything else is refused.
    accepts: the closed range that a link may ask for. slider: (low, high) of a logarithmic one, or (low, high, step) of
    a linear one; options instead: the values of a slider whose values are listed. kind: float, or bool for a switch,
    which has no ranges.
    """

    label: str
    symbol: str = ""
    latex: str = ""
    bounds: Interval = Interval(-np.inf, np.inf, "()")
    accepts: tuple[float, float] | None = None
    slider: tuple[float, float] | tuple[float, float, float] | None = None
    options: tuple[float, ...] = ()
    kind: type[float] | type[bool] = float

    def field(self, default: float | bool) -> Any:
        """A dataclass field for this hyperparameter."""
        return field(default=default, metadata={"hyperparameter": self})

    def checked(self, name: str, given: Any) -> Any:
        """given as a float, a bool or an array of its own. Raises ValueError with name, value and range."""
        if self.kind is bool:
            if not isinstance(given, bool):
                raise ValueError(f"{name} = {given!r} is neither True nor False")
            return given
        if type(given) is float and self.bounds.holds(given):  # mostly, and soon told
            return given
        value = np.asarray(given)
        real = value.dtype.kind in "iuf" and value.size > 0
        if not (real and self.bounds.holds(value.astype(float))):
            raise ValueError(f"{name} = {given!r} is outside {self.bounds}")
        # astype copies, so that a caller's later change of the array cannot reach a frozen rule
        return float(value) if value.ndim == 0 else value.astype(float)


ETA = Hyperparameter("Learning rate", "η", r"\eta", Interval(0, np.inf, "()"), (1e-8, 10), slider=(1e-4, 1))
DECAY = Interval(0, 1, "[)")
ALPHA = Hyperparameter("Momentum", "α", r"\alpha", DECAY, (0, 0.9999), slider=(0, 0.99, 0.01))
RHO = Hyperparameter("RMSProp's decay", "ρ", r"\rho", DECAY, (0, 0.9999), slider=(0, 0.99, 0.01))
BETA1 = Hyperparameter("Adam's decay of s", "β1", r"\beta_1", DECAY, (0, 0.9999), slider=(0, 0.99, 0.01))
BETA2 = Hyperparameter(
    "Adam's decay of r",
    "β2",
    r"\beta_2",
    DECAY,
    (0, 0.99999),
    options=(0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999),
)
EPSILON = Hyperparameter("Guard", "ε", r"\varepsilon", Interval(0, np.inf, "[)"), (1e-15, 10), slider=(1e-10, 1))
WEIGHT_DECAY = Hyperparameter(
    "Weight decay",
    "λ",
    r"\lambda",
    Interval(0, np.inf, "[)"),
    (0, 10),
    options=(0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1),
)


def hyperparameters(rule: Any) -> Mapping[str, Hyperparameter]:
    """name -> what was declared, of a rule or its class, in the order of its fields."""
    return _declared(rule if isinstance(rule, type) else type(rule))


@lru_cache
def _declared(rule: Any) -> Mapping[str, Hyperparameter]:
    return {item.name: item.metadata["hyperparameter"] for item in fields(rule) if "hyperparameter" in item.metadata}


def arrays(*numbers: Hyper) -> tuple[Array, ...]:
    """Numbers as arrays: numpy takes a third less time for two small arrays than for an array and a Python number."""
    return tuple(np.asarray(number, dtype=float) for number in numbers)


def check(rule: Any) -> None:
    """Check and convert a rule's hyperparameters in place; a rule calls it in __post_init__. Raises ValueError."""
    for name, hyper in hyperparameters(rule).items():
        object.__setattr__(rule, name, hyper.checked(name, getattr(rule, name)))
