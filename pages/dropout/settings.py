"""What can be set on the dropout page: a rate, and where it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from lesson import Setting, check, declared, setting
from lesson.shared import shared

SIZES = (2, 8, 8, 1)  # of the network whose masks are drawn
SETS = ("circle", "moons", "xor", "spiral", "sine")
TRAINED = ("rate", "dataset", "noise", "width", "epochs", "seeds", "seed", "view")
SHOWN = {
    "masks": ("rate", "steps", "seed", "view"),
    "scale": ("rate", "unit", "steps", "seed", "view"),
    "evaluation": ("rate", "steps", "seed", "view"),
    "overfitting": TRAINED,
    "rate": TRAINED,
}
VIEWS = ("What is dropped", "The scaling", "In evaluation", "With and without", "All rates")


@dataclass(frozen=True)
class Settings:
    """A rate, and where it is looked at. Raises ValueError."""

    view: str = setting("masks", label="View", options=tuple(SHOWN), titles=VIEWS)
    rate: float = setting(0.5, label="Dropout rate", bounds=(0, 0.95), slider=(0, 0.95), step=0.05)
    unit: int = setting(1, label="Unit of hidden layer 2", bounds=(1, SIZES[2]), slider=(1, SIZES[2]))
    steps: int = setting(100, label="Batches", bounds=(2, 200), slider=(20, 200), step=20, clamp=True)
    dataset: str = setting("circle", label="Data set", options=SETS)
    noise: float = setting(0.4, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    width: int = setting(32, label="Units in each hidden layer", bounds=(1, 32), slider=(1, 32))
    epochs: int = setting(200, label="Epochs", bounds=(10, 300), slider=(10, 300), step=10, clamp=True)
    seeds: int = setting(3, label="Seeds, each with its own start and masks", bounds=(1, 5), slider=(1, 5))
    seed: int = shared("seed", 1)

    def __post_init__(self) -> None:
        check(self)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view."""
    known = declared(settings)
    return {name: known[name] for name in SHOWN[settings.view]}
