"""What can be set on Adam's page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from optim import Adam

VIEWS = ("correction", "parts", "first", "factors", "turned")
FEW = 10  # steps that the pictures of the first ones show at most
KAPPAS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # of two maps that change with it
OWN = {  # what can be set for each picture, besides `SHARED`
    "first": ("eta", "scale", "beta1", "beta2"),
    "correction": ("beta2", "beta1", "eta", "scale"),
    "factors": ("beta1", "beta2"),
    "parts": ("beta1", "beta2", "eta", "scale"),
    "turned": ("theta", "eta", "beta1", "beta2", "scale"),
}
SHARED = ("kappa", "epsilon", "x0", "y0", "steps")


@dataclass(frozen=True)
class Settings:
    """Adam's hyperparameters, a canyon whose gradient is multiplied by `scale`, and a start. Raises ValueError."""

    view: str = setting("correction", label="View", options=VIEWS)
    beta1: float = shared("beta1")
    beta2: float = shared("beta2")
    eta: float = shared("eta", 0.1, slider=(1e-3, 1))
    scale: float = setting(1.0, label="Gradient times", bounds=(1e-6, 1e6), options=(0.001, 1.0, 1000.0))
    kappa: float = shared("kappa")
    theta: float = shared("theta", label="Turned by, degrees")
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

    @property
    def few(self) -> int:
        """How many of the steps a picture of the first ones shows."""
        return min(self.steps, FEW)

    def rule(self, **other: Any) -> Adam:
        """Adam as set, or with other hyperparameters."""
        own: dict[str, Any] = {"eta": self.eta, "beta1": self.beta1, "beta2": self.beta2, "epsilon": self.epsilon}
        return Adam(**(own | other))


def controls(settings: Settings) -> Mapping[str, Setting]:
    """What can be set for the picture that is shown."""
    view, known = settings.view, declared(settings)
    shown = {name: known[name] for name in (*OWN[view], *(() if view == "factors" else SHARED))}
    if view in ("first", "correction"):
        shown["steps"] = replace(shown["steps"], slider=(1, FEW), step=1)
    if view == "turned":
        shown["theta"] = replace(shown["theta"], slider=(0, 90), step=5)
        shown["kappa"] = replace(shown["kappa"], options=KAPPAS)
    return shown
