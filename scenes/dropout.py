"""Dropout: what is dropped and scaled batch by batch, and what it does to over-fitting."""

from dataclasses import dataclass

from optim.settings import check, setting
from scenes import dropout_masks, dropout_training
from scenes.dropout_masks import SIZES
from scenes.dropout_training import SETS, Task
from scenes.scene import Scene

LIVE = {"masks": ("rate", "unit", "steps"), "overfitting": ("rate",)}
NOTES = {"masks": dropout_masks.NOTE, "overfitting": dropout_training.NOTE}
CONTROLS = {
    "masks": ("rate", "unit", "steps", "seed"),
    "overfitting": ("rate", "dataset", "noise", "width", "epochs", "seeds", "seed"),
}


@dataclass(frozen=True)
class Settings:
    """A rate, and where it is looked at. Raises ValueError."""

    view: str = setting("masks", label="View", options=("masks", "overfitting"))
    rate: float = setting(0.5, label="Dropout rate", bounds=(0, 0.95), slider=(0, 0.95), step=0.05)
    unit: int = setting(1, label="Unit of hidden layer 2", bounds=(1, SIZES[2]), slider=(1, SIZES[2]))
    steps: int = setting(100, label="Batches", bounds=(2, 200), slider=(20, 200), step=20, clamp=True)
    dataset: str = setting("circle", label="Data set", options=SETS)
    noise: float = setting(0.4, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    width: int = setting(32, label="Units in each hidden layer", bounds=(1, 32), slider=(1, 32))
    epochs: int = setting(200, label="Epochs", bounds=(10, 300), slider=(10, 300), step=10, clamp=True)
    seeds: int = setting(3, label="Seeds, each with its own start and masks", bounds=(1, 5), slider=(1, 5))
    seed: int = setting(1, label="Seed", bounds=(0, 9999))

    def __post_init__(self) -> None:
        check(self)

    def task(self) -> Task:
        """What is learnt in the view of over-fitting."""
        return Task(self.dataset, self.noise, self.width, self.epochs, self.seeds, self.seed)


def scene(settings: Settings) -> Scene:
    """The view that the settings ask for."""
    if settings.view == "masks":
        return dropout_masks.masks(settings.rate, settings.seed, settings.unit - 1, settings.steps)
    return dropout_training.overfitting(settings.task(), settings.rate)


def answer(settings: Settings) -> str:
    """The answer to the view's question, on the run of these settings."""
    if settings.view == "masks":
        return dropout_masks.answer(settings.rate, settings.seed, settings.unit - 1, settings.steps)
    return dropout_training.answer(settings.task())
