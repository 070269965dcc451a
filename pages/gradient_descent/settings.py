"""What can be set on the gradient descent page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from surfaces import Surface, canyon
from surfaces.curve import CURVES, Curve

SHOWN = {  # view -> its controls, in order
    "step": ("function", "curvature", "eta", "x0", "steps"),
    "curve": ("function", "curvature", "eta", "x0", "steps"),
    "canyon": ("kappa", "eta", "x0", "y0", "steps"),
    "chain": ("a", "b", "x0"),
}
NEAR = (-2.0, 2.0)  # where the slider lets w be, for the chain rule


@dataclass(frozen=True)
class Settings:
    """An error of one variable, a canyon or an error made of two functions; η and a start. Raises ValueError."""

    view: str = setting("curve", label="Picture", options=tuple(SHOWN))
    function: str = setting("quadratic", label="Function", options=tuple(CURVES))
    curvature: float = setting(4.0, symbol="λ", label="Curvature", bounds=(0.01, 100), slider=(0.1, 10), log=True)
    kappa: float = shared("kappa")
    eta: float = shared("eta", 0.45, bounds=(1e-8, 100), slider=(1e-2, 30), log=True)
    x0: float = shared("x0")
    y0: float = shared("y0")
    steps: int = shared("steps", 30)
    a: float = setting(2.0, symbol="a", label="Slope inside", bounds=(-5, 5), slider=(-3, 3), step=0.25)
    b: float = setting(1.0, symbol="b", label="Shift inside", bounds=(-5, 5), slider=(-3, 3), step=0.25)

    def __post_init__(self) -> None:
        check(self)

    def curve(self) -> Curve:
        """The function of one variable."""
        return CURVES[self.function](self.curvature)

    def surface(self) -> Surface:
        """The canyon, its valley along w₁."""
        return canyon(self.kappa)

    def start(self) -> tuple[float, ...]:
        """w, or (w₁, w₂), at step 0."""
        return (self.x0, self.y0) if self.view == "canyon" else (self.x0,)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the picture that is shown."""
    known = declared(settings)
    shown = {name: known[name] for name in SHOWN[settings.view]}
    if settings.view == "canyon":
        return shown
    if settings.view == "chain":
        return shown | {"x0": replace(known["x0"], label="Where", symbol="w", slider=NEAR)}
    return shown | {"x0": replace(known["x0"], symbol="w")}
