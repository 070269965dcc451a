"""Random settings of the tuning page and searches made in this process."""

from functools import lru_cache

import numpy as np
from executors import AtOnce

from lesson import declared
from networks import DATASETS, Network, naive
from pages.tuning import PAGE
from pages.tuning.settings import Settings
from tuning import search

SMALL = {"size": (20, 40), "number": (4, 8, 12), "seeds": (1, 2), "epochs": (10, 20), "repeats": (3, 4)}


def random_settings(view, seed, **fixed):
    draw = np.random.default_rng([seed, *view.encode()])
    values = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
    values |= SMALL | {"seed": range(40), "draws": range(40), "dataset": ("moons", "xor", "sine", "cells")}
    names = (*SMALL, "seed", "draws", "dataset", "l2_to", "dropout_to", "width_to", "patience", "method", "against")
    chosen = {name: values[name][draw.integers(len(values[name]))] for name in names}
    rules = tuple(draw.choice(("SGD", "Momentum", "RMSProp", "Adam"), draw.integers(1, 5), replace=False).tolist())
    return Settings(**{"view": view, "algorithms": rules} | chosen | fixed)


@lru_cache(maxsize=512)
def rows_of(what, test=False):
    *_, last = search(what, AtOnce(), test=test)
    return last.rows


def lowest(what):
    return min(row.validation for row in rows_of(what))


def told(settings, act):
    scene = PAGE.scene(settings, act)
    assert scene.progress == 1
    return scene


def naive_of(what):
    """The error on the validation part of always saying what the training targets' mean is."""
    data, dataset = what.data(), DATASETS[what.dataset]
    return naive(Network((data.x.shape[1], dataset.outputs), "tanh", dataset.output), data.y, data.y_val)
