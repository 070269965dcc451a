"""What can be set on Adam's page."""

from dataclasses import dataclass
from typing import Any

from lesson import check, setting
from lesson.shared import shared
from optim import Adam


@dataclass(frozen=True)
class Settings:
    """Adam's hyperparameters, a canyon whose gradient is multiplied by `scale`, and a start. Raises ValueError."""

    view: str = setting("correction", label="View", options=("correction", "parts"))
    beta1: float = shared("beta1")
    beta2: float = shared("beta2")
    eta: float = shared("eta", 0.1, slider=(1e-3, 1))
    scale: float = setting(1.0, label="Gradient times", bounds=(1e-6, 1e6), options=(0.001, 1.0, 1000.0))
    kappa: float = shared("kappa")
    epsilon: float = shared("epsilon")
    x0: float = shared("x0")
    y0: float = shared("y0")
    steps: int = shared("steps")

    def __post_init__(self) -> None:
        check(self)

    @property
    def start(self) -> tuple[float, float]:
        """(w1, w2) at step 0."""
        return self.x0, self.y0

    def rule(self, **other: Any) -> Adam:
        """Adam as set, or with other hyperparameters."""
        own: dict[str, Any] = {"eta": self.eta, "beta1": self.beta1, "beta2": self.beta2, "epsilon": self.epsilon}
        return Adam(**(own | other))
