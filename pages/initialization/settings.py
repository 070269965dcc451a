"""What can be set on the page on initialization."""

from collections.abc import Mapping
from dataclasses import dataclass

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from networks import DATASETS

SHOWN = {  # view -> its settings
    "same": ("value", "units", "noise", "dataset", "eta", "epochs", "seed"),
    "free": ("noise", "epochs", "units", "value", "dataset", "eta", "seed"),
    "scale": ("scale", "scheme", "activation", "layers", "width", "seed"),
    "bias": ("rarity", "eta", "steps", "seed"),
    "mean": ("level", "eta", "steps", "seed"),
    "inputs": ("centred", "share", "column", "steps", "seed"),
    "category": ("order", "steps", "share", "seed"),
}
COLUMNS = ("height", "bmi", "pressure", "age", "cholesterol", "sugar")  # inputs that have units
OF_TWO_INPUTS = tuple(name for name, dataset in DATASETS.items() if len(dataset.inputs) == 2)
SCALED = ("uniform", "normal")  # the schemes that have a scale
LITTLE = tuple(float(f"{mantissa}e{power}") for power in range(-6, -2) for mantissa in (1, 2, 5))
NOISES = (0.0, *LITTLE, *(i / 100 for i in range(1, 51)))


@dataclass(frozen=True)
class Settings:
    """Where training starts, in one of several views. Raises ValueError."""

    view: str = setting("same", label="View", options=tuple(SHOWN))
    dataset: str = setting("circle", label="Data set", options=OF_TWO_INPUTS)
    units: int = setting(4, label="Hidden units", bounds=(2, 6), slider=(2, 6))
    value: float = setting(0.5, label="All weights start at", bounds=(0, 5), slider=(0, 2), step=0.05)
    noise: float = setting(0.0, label="Plus noise of deviation", bounds=(0, 2), options=NOISES)
    epochs: int = setting(100, label="Epochs", bounds=(1, 300), slider=(10, 300), step=10, clamp=True)
    activation: str = setting("tanh", label="Activation", options=("tanh", "relu", "sigmoid"))
    layers: int = setting(8, label="Hidden layers", bounds=(2, 8), slider=(2, 8))
    width: int = setting(32, label="Units in each", bounds=(1, 48), slider=(4, 48), step=4)
    scheme: str = setting("normal", label="Weights drawn", options=(*SCALED, "glorot", "he"))
    scale: float = setting(0.05, label="Scale of the weights", bounds=(0, 10), slider=(1e-3, 3), log=True)
    rarity: int = setting(
        100, label="One example in", bounds=(2, 200), options=(2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200)
    )
    level: float = setting(3.0, label="Mean of the targets", bounds=(-20, 20), slider=(0, 10), step=0.5)
    column: str = setting("height", label="Input", options=COLUMNS)
    centred: bool = setting(False, label="Subtract the mean")
    share: float = setting(0.8, label="η as a share of 2/λ", bounds=(0.01, 2), slider=(0.05, 1.1), step=0.05)
    order: int = setting(0, label="Order of the numbers", bounds=(0, 23), slider=(0, 23))
    eta: float = shared("eta", 1.0, slider=(1e-3, 3), log=True)
    steps: int = shared("steps", bounds=(1, 500))
    seed: int = shared("seed")

    def __post_init__(self) -> None:
        check(self)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view that is shown; of the weights' scale only where the scheme has one."""
    known = declared(settings)
    return {name: known[name] for name in SHOWN[settings.view] if name != "scale" or settings.scheme in SCALED}
