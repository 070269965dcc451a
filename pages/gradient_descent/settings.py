"""What can be set on the gradient descent page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from surfaces import Surface, canyon
from surfaces.curve import CURVES, Curve


@dataclass(frozen=True)
class Settings:
    """A function of one variable or a canyon, η and a start. Raises ValueError."""

    view: str = setting("curve", label="View", options=("curve", "canyon"))
    function: str = setting("quadratic", label="Function", options=tuple(CURVES))
    curvature: float = setting(4.0, symbol="λ", label="Curvature", bounds=(0.01, 100), slider=(0.1, 10), log=True)
    kappa: float = shared("kappa")
    eta: float = shared("eta", 0.45, bounds=(1e-8, 100), slider=(1e-2, 30), log=True)
    x0: float = shared("x0")
    y0: float = shared("y0")
    steps: int = shared("steps", 30)

    def __post_init__(self) -> None:
        check(self)

    def curve(self) -> Curve:
        """The function of one variable."""
        return CURVES[self.function](self.curvature)

    def surface(self) -> Surface:
        """The canyon, its valley along w₁."""
        return canyon(self.kappa)

    def start(self) -> tuple[float, ...]:
        """x, or (w₁, w₂), at step 0."""
        return (self.x0,) if self.view == "curve" else (self.x0, self.y0)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view that is shown."""
    known = declared(settings)
    if settings.view == "canyon":
        return {name: known[name] for name in ("view", "kappa", "eta", "x0", "y0", "steps")}
    shown = {name: known[name] for name in ("view", "function", "curvature", "eta", "x0", "steps")}
    return shown | {"x0": replace(known["x0"], symbol="x")}
