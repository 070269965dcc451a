"""What can be set on the RMSProp page."""

from collections.abc import Mapping
from dataclasses import dataclass

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from optim import RMSProp

FACTORS = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
SLOPES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
RULE = ("eta", "rho", "epsilon")
CANYON = ("kappa", "scale", "x0", "y0", "steps")
OWN = {  # what can be set for each picture
    "history": (*RULE, *CANYON),
    "slope": ("slope", "flat", *RULE, "steps"),
    "fall": ("slope", "flat", *RULE, "steps"),
    "rest": (*RULE, *CANYON),
    "factor": ("scale", *RULE, "kappa", "x0", "y0", "steps"),
    "epsilon": ("slope", "flat", *RULE, "steps"),
}


@dataclass(frozen=True)
class Settings:
    """RMSProp's hyperparameters; two slopes, or a canyon with a factor on its error and a start. Raises ValueError."""

    view: str = setting("history", label="View", options=tuple(OWN))
    kappa: float = shared("kappa")
    eta: float = shared("eta", 0.2)
    rho: float = shared("rho")
    epsilon: float = shared("epsilon")
    slope: float = setting(100.0, label="Steep slope", bounds=(1e-4, 1e3), options=SLOPES)
    flat: float = setting(0.01, label="Flat slope", bounds=(1e-4, 1e3), options=SLOPES)
    scale: float = setting(1.0, label="Error times", bounds=(1e-3, 1e3), options=FACTORS)
    x0: float = shared("x0")
    y0: float = shared("y0")
    steps: int = shared("steps", 200)

    def __post_init__(self) -> None:
        check(self)

    @property
    def start(self) -> tuple[float, float]:
        """(w1, w2) at step 0."""
        return self.x0, self.y0

    @property
    def rule(self) -> RMSProp:
        """The lecture's rule with these hyperparameters."""
        return RMSProp(self.eta, self.rho, self.epsilon)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """What can be set for the picture that is shown."""
    known = declared(settings)
    return {name: known[name] for name in OWN[settings.view]}
