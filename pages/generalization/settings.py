"""What can be set on the generalization page: a network on few noisy examples, and remedies for over-fitting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lesson import Setting, check, declared, setting
from lesson.shared import shared

SETS = ("sine", "moons", "circle", "xor", "cells")
WIDTHS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
DATA = ("dataset", "noise", "size")
TRAINED = ("eta", "epochs", "seeds", "seed", "view")
PICTURES = ("turn", "zoom", "shift", "speckle", "digits", "seeds", "seed", "view")
SHOWN = {
    "learning": (*DATA, "width", *TRAINED),
    "units": (*DATA, "width", *TRAINED),
    "errors": (*DATA, "width", *TRAINED),
    "stop": (*DATA, "width", "patience", *TRAINED),
    "capacity": (*DATA, "width", *TRAINED),
    "weights": (*DATA, "width", "l1", "l2", *TRAINED),
    "dropout": (*DATA, "width", "rate", *TRAINED),
    "examples": ("dataset", "noise", "width", *TRAINED),
    "augment": PICTURES,
    "confused": PICTURES,
    "test": (*DATA, *TRAINED),
}
VIEWS = (
    *("Against the baseline", "Training error", "Both errors", "Early stopping", "All widths", "Weights"),
    *("Dropout", "More examples", "Augmentation", "What is confused", "Test"),
)


@dataclass(frozen=True)
class Settings:
    """A network, its examples, and what is done against over-fitting. Raises ValueError."""

    view: str = setting("learning", label="View", options=tuple(SHOWN), titles=VIEWS)
    dataset: str = setting("sine", label="Data set", options=SETS)
    noise: float = setting(0.5, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    size: int = setting(40, label="Examples, half to train on", bounds=(4, 400), slider=(20, 200), step=10)
    width: int = setting(16, label="Units in each of 2 layers", options=WIDTHS)
    patience: int = setting(100, label="Patience, epochs", bounds=(1, 200), slider=(5, 200), step=5)
    l1: float = shared("l1", 0.001)
    l2: float = shared("l2", 0.001)
    rate: float = setting(0.1, label="Dropout rate", bounds=(0, 0.95), slider=(0, 0.95), step=0.05)
    turn: int = setting(10, label="Turned by up to, degrees", bounds=(0, 180), slider=(0, 180), step=5)
    zoom: float = setting(0.1, label="Scaled by up to", bounds=(0, 0.5), slider=(0, 0.5), step=0.05)
    shift: float = setting(0.5, label="Shifted by up to, pixels", bounds=(0, 3), slider=(0, 3), step=0.25)
    speckle: float = setting(2.0, label="Noise on pixels, of 16", bounds=(0, 8), slider=(0, 8), step=0.5)
    digits: int = setting(60, label="Digits to train on", bounds=(20, 300), slider=(20, 300), step=20)
    eta: float = shared("eta", 0.05, bounds=(1e-4, 1))
    epochs: int = setting(200, label="Epochs", bounds=(10, 500), slider=(20, 500), step=20, clamp=True)
    seeds: int = setting(3, label="Seeds, each with its own start", bounds=(1, 5), slider=(1, 5))
    seed: int = shared("seed", 8)

    def __post_init__(self) -> None:
        check(self)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view."""
    known = declared(settings)
    shown = {name: known[name] for name in SHOWN[settings.view]}
    if settings.view == "test":
        shown["seeds"] = replace(shown["seeds"], label="Splits, each of other examples")
    return shown
