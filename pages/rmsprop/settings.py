"""What can be set on the RMSProp page."""

from dataclasses import dataclass

from lesson import check, setting
from lesson.shared import shared

FACTORS = (1, 10, 100, 1000)


@dataclass(frozen=True)
class Settings:
    """A canyon, RMSProp's hyperparameters, a factor on the error, and a start. Raises ValueError."""

    view: str = setting("history", label="View", options=("history", "epsilon"))
    kappa: float = shared("kappa")
    eta: float = shared("eta", 0.2)
    rho: float = shared("rho")
    epsilon: float = shared("epsilon")
    scale: int = setting(1, label="Error multiplied by", bounds=(1, 1000), options=FACTORS)
    x0: float = shared("x0")
    y0: float = shared("y0")
    steps: int = shared("steps", 200)

    def __post_init__(self) -> None:
        check(self)

    @property
    def start(self) -> tuple[float, float]:
        """(w1, w2) at step 0."""
        return self.x0, self.y0
