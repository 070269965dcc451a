"""What can be set on the backpropagation page: an example, nine weights, and how they are updated."""

from dataclasses import dataclass
from typing import Any

from lesson import check, setting
from lesson.shared import shared

SIZES = (2, 2, 1)
WEIGHTS = ("w00", "w01", "w10", "w11", "w20", "w21", "u0", "u1", "u2")  # in the network's order


def _weight(default: float, symbol: str) -> Any:
    return setting(default, label=symbol, bounds=(-5, 5), slider=(-2, 2), step=0.1)


@dataclass(frozen=True)
class Settings:
    """An example, nine weights, η, and how many examples are in the batch. Raises ValueError."""

    in0: float = setting(0.8, label="in[0]", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    in1: float = setting(-0.5, label="in[1]", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    target: float = setting(1.0, label="Target", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    eta: float = shared("eta", 0.2, slider=(1e-3, 10))
    batch_size: int = setting(1, label="Batch size", bounds=(1, 4), slider=(1, 4))
    weight: str = setting("w01", label="Chain rule for", options=WEIGHTS)
    activation: str = setting("tanh", label="Activation", options=("tanh", "relu", "sigmoid", "identity"))
    output: str = setting("linear", label="Output", options=("linear", "sigmoid"))
    w00: float = _weight(0.6, "w[0, 0]")
    w01: float = _weight(-0.3, "w[0, 1]")
    w10: float = _weight(-0.5, "w[1, 0]")
    w11: float = _weight(0.4, "w[1, 1]")
    w20: float = _weight(0.2, "w[2, 0]")
    w21: float = _weight(-0.2, "w[2, 1]")
    u0: float = _weight(0.5, "u[0, 0]")
    u1: float = _weight(0.7, "u[1, 0]")
    u2: float = _weight(0.1, "u[2, 0]")

    def __post_init__(self) -> None:
        check(self)

    @property
    def goal(self) -> float:
        """The target; with the sigmoid output a probability, so a target beyond 0 or 1 counts as that."""
        return self.target if self.output == "linear" else min(max(self.target, 0.0), 1.0)
