"""Random settings of the generalization page's acts, and trainings by the core alone."""

from functools import lru_cache
from itertools import combinations

import numpy as np

from lesson import number
from networks import DATASETS, Network, TrainingError, initial, train
from optim import Adam
from pages.generalization import PAGE
from pages.generalization.settings import Settings

ACTS = PAGE.act_names
SOME = {
    **{"dataset": ("sine", "moons", "circle", "cells"), "noise": (0.0, 0.5, 1.0), "size": (20, 40, 60)},
    **{"width": (0, 1, 2, 4, 8), "eta": (1e-3, 0.02, 0.05, 0.2), "epochs": (10, 30, 60), "seeds": (1, 2, 3, 4, 5)},
    **{
        "seed": tuple(range(20)),
        "patience": (1, 5, 10, 20),
        "l1": (0.0, 1e-4, 3e-3, 0.1),
        "l2": (0.0, 1e-4, 3e-3, 0.1),
    },
    **{"rate": (0.0, 0.1, 0.5, 0.9), "turn": (0, 10, 60, 180), "zoom": (0.0, 0.1), "shift": (0.0, 0.5, 3.0)},
    **{"speckle": (0.0, 2.0), "digits": (20, 60, 160)},
}


def random_settings(act, seed, **fixed):
    draw = np.random.default_rng([seed, *act.encode()])
    opening = PAGE.opening(ACTS[act])
    shown = [name for name in PAGE.controls(opening) if name != "view"]
    chosen = {name: SOME[name][draw.integers(len(SOME[name]))] for name in shown}
    return Settings(view=opening.view, **chosen | fixed)


@lru_cache(maxsize=600)
def run(dataset, noise, size, width, eta, epochs, seeds, seed, l1=0.0, l2=0.0, rate=0.0, fewer=None):
    """A training by the core alone: both errors (E+1, S), the weights (E+1, S, P), the network and its data."""
    chosen = DATASETS[dataset]
    data = chosen.data(seed, noise, size)
    x, y = data.x[:fewer], data.y[:fewer]
    one = type(data)(x, y, data.x_val, data.y_val, data.mean, data.deviation)
    hidden = (width,) * 2 if width else ()
    network = Network((chosen.columns, *hidden, chosen.outputs), "tanh", chosen.output, rate)
    every = tuple(range(seed, seed + seeds))
    start = np.stack([initial(network, seed=each) for each in every])
    *_, done = train({"": Adam(eta)}, TrainingError(network, one, 1000, every, l1, l2), start, epochs)
    return done.error[""], done.validation[""], done.w[""], network, one


def of(chosen, **other):
    known = {name: getattr(chosen, name) for name in ("dataset", "noise", "size", "width", "eta", "epochs", "seeds")}
    return run(**known | {"seed": chosen.seed} | other)


def answered(act, chosen):
    return PAGE.scene(chosen, act).answer


def quarters(errors):
    return np.percentile(errors, 25), np.percentile(errors, 75)


def apart(one, other):
    return quarters(one)[1] < quarters(other)[0] or quarters(other)[1] < quarters(one)[0]


@lru_cache(maxsize=8)
def by_chance(n):
    """For each number of pairs of n with n others that are the other way round: in what share of all orders it is
    no more."""
    orders = [sum(place - i for i, place in enumerate(places)) for places in combinations(range(2 * n), n)]
    return [sum(count <= most for count in orders) / len(orders) for most in range(n * n + 1)]


def below(one, other):
    """Is the middle half lower, and are the pairs the other way round so few as in one of 20 orders?"""
    turned = sum(a >= b for a in one for b in other)
    return quarters(one)[1] < quarters(other)[0] and by_chance(len(one))[turned] <= 0.05


def said(error):
    return "under 0.001" if error < 0.001 else number(error, 2)


def near_zero(w, network):
    counts = []
    for one in w:
        every = np.concatenate([matrix[:-1].ravel() for matrix in network.matrices(one)])
        counts.append(int((abs(every) <= 0.01).sum()))
    return np.array(counts)
