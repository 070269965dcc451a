"""What can be set on the momentum page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lesson import Setting, check, declared, setting
from lesson.setting import decades
from lesson.shared import shared
from surfaces import Surface, canyon

SHOWN = {
    "slope": ("alpha", "slope", "steps"),
    "path": ("eta", "alpha", "kappa", "x0", "y0", "steps"),
    "map": ("eta", "alpha", "kappa"),
}

ETAS = tuple(sorted({*decades(1e-3, 2), 0.46, 0.47, 0.48, 0.49}))  # plain descent bounces longest below 0.5
ON_SLOPE = 40  # the most steps that are shown there


@dataclass(frozen=True)
class Settings:
    """What is looked at, a canyon or a straight slope, a pair (η, α) and a start. Raises ValueError.

    view: a straight slope, the path of one run in the canyon, or the map of all pairs.
    """

    view: str = setting("path", label="View", options=tuple(SHOWN))
    kappa: float = shared("kappa")
    eta: float = shared("eta", 0.05, log=False, options=ETAS)
    alpha: float = shared("alpha")
    slope: float = setting(1.0, symbol="|g|", label="Slope", bounds=(0.1, 1.5), slider=(0.1, 1.5), step=0.1)
    x0: float = shared("x0", step=0.1)
    y0: float = shared("y0", slider=(-3, 3), step=0.1)
    steps: int = shared("steps", 40, slider=(10, 150), step=5)

    def __post_init__(self) -> None:
        check(self)

    def surface(self) -> Surface:
        """The canyon, its valley along w₁."""
        return canyon(self.kappa)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings that change what is shown."""
    known = declared(settings)
    if settings.view == "slope":
        known = known | {"steps": replace(known["steps"], slider=(10, ON_SLOPE))}
    return {name: known[name] for name in SHOWN[settings.view]}
