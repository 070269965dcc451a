"""What can be set on the momentum page."""

from collections.abc import Mapping
from dataclasses import dataclass

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from surfaces import Surface, canyon


@dataclass(frozen=True)
class Settings:
    """A canyon, a pair (η, α) and a start. Raises ValueError."""

    view: str = setting("path", label="View", options=("path", "map"))
    kappa: float = shared("kappa")
    eta: float = shared("eta", 0.05, slider=(1e-3, 2))
    alpha: float = shared("alpha")
    x0: float = shared("x0")
    y0: float = shared("y0")
    steps: int = shared("steps")

    def __post_init__(self) -> None:
        check(self)

    def surface(self) -> Surface:
        """The canyon, its valley along w₁."""
        return canyon(self.kappa)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view that is shown: every pair on the map starts at the same point."""
    known = declared(settings)
    start = ("x0", "y0") if settings.view == "path" else ()
    return {name: known[name] for name in ("view", "kappa", "eta", "alpha", *start, "steps")}
