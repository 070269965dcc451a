"""Random settings of the page on initialization, and what it says of them."""

import numpy as np
import pytest

from lesson import declared
from pages.initialization import PAGE
from pages.initialization.settings import SHOWN, Settings

GUESSES = {act.name: act.guesses for act in PAGE.acts}


def random_settings(view, seed):
    """Settings of a view, each at a random one of its control's values; runs are kept short."""
    draw = np.random.default_rng([seed, *map(ord, view)])
    chosen = {}
    for name in SHOWN[view]:
        meta = declared(Settings)[name]
        values = meta.values or meta.options or ((False, True) if meta.kind is bool else tuple(range(50)))
        chosen[name] = values[draw.integers(len(values))]
    if "epochs" in chosen:
        chosen["epochs"] = int(draw.integers(1, 9)) * 10
    if "steps" in chosen:
        chosen["steps"] = int(draw.integers(1, 20)) * 10
    if "noise" in chosen and draw.random() < 0.3:
        chosen["noise"] = 0.0
    if "value" in chosen and draw.random() < 0.15:
        chosen["value"] = 0.0
    if "eta" in chosen:
        chosen["eta"] = float(np.round(10 ** draw.uniform(-2, 0.3), 3))
    return Settings(view=view, **chosen)


def many(view, count):
    return pytest.mark.parametrize("settings", [random_settings(view, seed) for seed in range(count)], ids=range(count))


def told(settings, act=None):
    scene = PAGE.scene(settings, act or settings.view)
    return scene, scene.answer.right, scene.answer.because
