"""Initialization: does it matter where training starts? In four views."""

from dataclasses import dataclass
from types import ModuleType

from scenes import initialization_bias, initialization_inputs, initialization_same, initialization_scale
from scenes.initialization_settings import CONTROLS, LIVE, SCALED, Settings
from scenes.scene import Scene

__all__ = ["CONTROLS", "LIVE", "SCALED", "VIEWS", "Settings", "View", "scene"]


@dataclass(frozen=True)
class View:
    """A question on the start, its short title and guesses, and the module that draws and answers it."""

    question: str
    title: str
    guesses: tuple[str, ...]
    module: ModuleType


VIEWS = {
    "same": View(
        "What happens if all weights of the hidden layer start at the same value?",
        "all weights at the same value",
        ("Each unit finds its own task", "They stay copies of each other", "They do not move at all"),
        initialization_same,
    ),
    "scale": View(
        "What happens in a deep network whose weights start too small or too large?",
        "the scale of the weights",
        ("Training soon corrects it", "Signals vanish or saturate, layer by layer", "Larger weights learn faster"),
        initialization_scale,
    ),
    "bias": View(
        "Why may the output's bias start at the inverse sigmoid of the class's share?",
        "the output's bias",
        ("The last error is lower", "The first prediction is the best constant", "Both classes become equally likely"),
        initialization_bias,
    ),
    "inputs": View(
        "Why are the inputs normalized?",
        "inputs in raw units and normalized",
        ("Raw units make a canyon", "The best model gets better", "Large numbers are less exact"),
        initialization_inputs,
    ),
}


def scene(settings: Settings) -> Scene:
    """The view that the settings ask for."""
    return VIEWS[settings.view].module.scene(settings)
