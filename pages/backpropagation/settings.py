"""What can be set on the backpropagation page: an example, nine weights, and what is done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lesson import Setting, check, declared, setting
from lesson.shared import shared

SIZES = (2, 2, 1)
WEIGHTS = ("w00", "w01", "w10", "w11", "w20", "w21", "u0", "u1", "u2")  # in the network's order
VIEWS = ("lines", "factors", "slope", "nudge", "batch")
OWN = {  # what a view asks for besides the example, the weights and the functions
    "lines": ("eta",),
    "factors": ("weight",),
    "slope": (),
    "nudge": ("weight", "nudge"),
    "batch": ("eta", "batch_size", "seed"),
}


def _weight(default: float, symbol: str) -> Any:
    return setting(default, label="Weight", symbol=symbol, bounds=(-5, 5), slider=(-2, 2), step=0.1)


@dataclass(frozen=True)
class Settings:
    """An example, nine weights, η, and what the picture shows of them. Raises ValueError."""

    view: str = setting("lines", label="View", options=VIEWS)
    in0: float = setting(0.8, label="Input in[0]", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    in1: float = setting(-0.5, label="Input in[1]", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    target: float = setting(1.0, label="Target", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    eta: float = shared("eta", 0.2, slider=(1e-3, 10))
    batch_size: int = setting(1, label="Batch size", bounds=(1, 4), slider=(1, 4))
    weight: str = setting("w01", label="Purple weight", options=WEIGHTS)
    nudge: float = setting(0.3, label="Nudge", bounds=(-2, 2), slider=(-1, 1), step=0.05)
    seed: int = shared("seed")
    activation: str = setting("tanh", label="Activation", options=("tanh", "relu", "sigmoid", "identity"))
    output: str = setting("linear", label="Output", options=("linear", "sigmoid"))
    w00: float = _weight(0.6, "w₀₀")
    w01: float = _weight(-0.3, "w₀₁")
    w10: float = _weight(-0.5, "w₁₀")
    w11: float = _weight(0.4, "w₁₁")
    w20: float = _weight(0.2, "w₂₀")
    w21: float = _weight(-0.2, "w₂₁")
    u0: float = _weight(0.5, "u₀")
    u1: float = _weight(0.7, "u₁")
    u2: float = _weight(0.1, "u₂")

    def __post_init__(self) -> None:
        check(self)

    @property
    def goal(self) -> float:
        """The target; with the sigmoid output a probability, so a target beyond 0 or 1 counts as that."""
        return self.target if self.output == "linear" else min(max(self.target, 0.0), 1.0)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """What the view that is shown depends on."""
    known = declared(settings)
    names = ("in0", "in1", "target", *OWN[settings.view], "activation", "output", *WEIGHTS)
    return {name: known[name] for name in names}
