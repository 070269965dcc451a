"""What can be set on the page on initialization."""

from collections.abc import Mapping
from dataclasses import dataclass

from lesson import Setting, check, declared, setting
from lesson.shared import shared
from networks import DATASETS

SHOWN = {  # view -> its settings
    "same": ("dataset", "units", "value", "noise", "eta", "epochs", "seed"),
    "scale": ("activation", "layers", "width", "scheme", "scale", "eta", "seed"),
    "bias": ("eta", "steps", "seed"),
    "inputs": ("column", "share", "steps", "seed"),
}
COLUMNS = {  # of the diabetes set: the name there, and in words
    "bmi": ("body mass index", "body mass index"),
    "pressure": ("blood pressure", "blood pressure"),
    "age": ("age", "age"),
    "cholesterol": ("s1", "cholesterol"),
    "sugar": ("s6", "blood sugar"),
}
OF_TWO_INPUTS = tuple(name for name, dataset in DATASETS.items() if len(dataset.inputs) == 2)
SCALED = ("uniform", "normal")  # the schemes that have a scale


@dataclass(frozen=True)
class Settings:
    """Where training starts, in one of four views. Raises ValueError."""

    view: str = setting("same", label="View", options=tuple(SHOWN))
    dataset: str = setting("circle", label="Data set", options=OF_TWO_INPUTS)
    units: int = setting(4, label="Hidden units", bounds=(2, 6), slider=(2, 6))
    value: float = setting(0.5, label="All weights start at", bounds=(0, 5), slider=(0, 2), step=0.05)
    noise: float = setting(0.0, label="Plus noise of deviation", bounds=(0, 2), slider=(0, 0.5), step=0.01)
    epochs: int = setting(100, label="Epochs", bounds=(1, 300), slider=(10, 300), step=10, clamp=True)
    activation: str = setting("tanh", label="Activation", options=("tanh", "relu", "sigmoid"))
    layers: int = setting(5, label="Hidden layers", bounds=(2, 8), slider=(2, 8))
    width: int = setting(32, label="Units in each", bounds=(1, 48), slider=(4, 48), step=4)
    scheme: str = setting("normal", label="Weights drawn", options=(*SCALED, "glorot", "he"))
    scale: float = setting(0.05, label="Scale of the weights", bounds=(0, 10), slider=(1e-3, 3), log=True)
    column: str = setting("bmi", label="Input", options=tuple(COLUMNS))
    share: float = setting(0.8, label="η as a share of 2/λ", bounds=(0.01, 2), slider=(0.05, 1.1), step=0.05)
    eta: float = shared("eta", 0.3, slider=(1e-3, 3), log=True)
    steps: int = shared("steps", bounds=(1, 500))
    seed: int = shared("seed")

    def __post_init__(self) -> None:
        check(self)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view that is shown; of the weights' scale only where the scheme has one."""
    known = declared(settings)
    names = ("view", *SHOWN[settings.view])
    return {name: known[name] for name in names if name != "scale" or settings.scheme in SCALED}
