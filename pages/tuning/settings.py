"""What can be set on the tuning page: what is tried, on which data, and how it is looked at."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lesson import Setting, check, declared, setting
from lesson.setting import decades
from lesson.shared import shared
from networks import DATASETS
from tuning import ALGORITHMS, BOOSTED, METHODS, OF_NETWORKS, TREE, Candidate, Range, Search, Values, grid

SETS = ("moons", "circle", "xor", "spiral", "sine", "cells", "diabetes")
SHOWN = ("search", "map", "parallel", "matters", "budget", "halving", "trees", "tested")
VIEWS = (
    *("Against one hyperparameter", "Map of two", "All at once", "What matters", "Grid or random", "Halving"),
    *("Networks and trees", "The winner tested"),
)
AXES = ("eta", "batch_size", "layers", "width", "l1", "l2", "dropout")
CALLED = ("Learning rate η", "Batch size", "Hidden layers", "Units in each", "L1", "L2", "Dropout rate")
NETWORKS = tuple(name for name in ALGORITHMS if name not in (TREE, BOOSTED))
LECTURE = ("SGD", "Momentum", "RMSProp", "Adam")
DATA = ("dataset", "noise", "size", "seed")
TRIED = (
    *("algorithms", "eta_from", "eta_to", "batch_from", "batch_to", "layers_to", "width_to", "l1_to", "l2_to"),
    *("dropout_to", "epochs", "patience", "seeds", "draws"),
)
FIXED = ("layers_to", "batch_from", "batch_to", "l1_to", "dropout_to")  # where a grid is compared with random draws
SIDE = 3  # of the grid that is compared with drawing at random
MOST_SECONDS = 8.0  # of one core that a search on the page may take by its estimate
MOST_REPEATED = 12.0  # the same of a search with its repeats
TEST = 400  # examples of the test part; of real data there are fewer


@dataclass(frozen=True)
class Settings:
    """What is tried, on which data, and how it is looked at. Raises ValueError."""

    view: str = setting("search", label="View", options=SHOWN, titles=VIEWS)
    against: str = setting("eta", label="Against", options=AXES, titles=CALLED)
    other: str = setting("width", label="And", options=AXES, titles=CALLED)
    dataset: str = setting("moons", label="Data set", options=SETS)
    noise: float = setting(0.3, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    size: int = setting(200, label="Examples, half to train on", bounds=(20, 400), slider=(20, 400), step=20)
    method: str = setting("random", label="Method", options=METHODS, titles=("Grid", "Random", "Halving"))
    number: int = setting(24, label="Settings tried", bounds=(4, 60), slider=(4, 60), step=4, clamp=True)
    algorithms: tuple[str, ...] = setting(LECTURE, label="Algorithms", options=NETWORKS)
    eta_from: float = setting(0.001, symbol="η", label="From", bounds=(1e-4, 0.03), slider=(1e-4, 0.03), log=True)
    eta_to: float = setting(1.0, symbol="η", label="Up to", bounds=(0.1, 10), slider=(0.1, 10), log=True)
    batch_from: int = setting(10, label="Smallest batch", bounds=(5, 20), options=(5, 10, 20))
    batch_to: int = setting(50, label="Largest batch", bounds=(20, 100), options=(20, 50, 100))
    layers_to: int = setting(2, label="Hidden layers, 1 to", bounds=(1, 3), slider=(1, 3))
    width_to: int = setting(16, label="Units in each, 2 to", bounds=(2, 32), options=(2, 4, 8, 16, 32))
    l1_to: float = setting(0.0, label="L1, up to", bounds=(0, 1), options=(0.0, 0.001, 0.01, 0.1, 1.0))
    l2_to: float = setting(0.0, label="L2, up to", bounds=(0, 1), options=(0.0, 0.001, 0.01, 0.1, 1.0))
    dropout_to: float = setting(0.0, label="Dropout rate, up to", bounds=(0, 0.8), slider=(0, 0.8), step=0.1)
    epochs: int = setting(60, label="Epochs at most", bounds=(10, 100), slider=(10, 100), step=10, clamp=True)
    patience: int = setting(20, label="Patience, epochs", bounds=(1, 100), slider=(1, 50))
    seeds: int = setting(2, label="Seeds of each setting", bounds=(1, 5), slider=(1, 5))
    draws: int = shared("seed", label="Seed of the draws")
    repeats: int = setting(8, label="Repeats", bounds=(3, 12), slider=(3, 12), clamp=True)
    seed: int = shared("seed", label="Seed of the data")

    def __post_init__(self) -> None:
        check(self)

    def search(self) -> Search:
        """The search for a network that these settings describe, no longer than the page allows."""
        widths = tuple(width for width in (2, 4, 8, 16, 32) if width <= self.width_to)
        batches = tuple(batch for batch in (5, 10, 20, 50, 100) if self.batch_from <= batch <= self.batch_to)
        layers = tuple(range(1, self.layers_to + 1))
        what = Search(
            dataset=self.dataset,
            noise=self.noise,
            examples=self.size,
            test=TEST,
            seed=self.seed,
            seeds=self.seeds,
            number=self.number,
            draws=self.draws,
            patience=self.patience,
            algorithm=self.algorithms,
            eta=self.etas(),
            batch_size=batches,
            layers=layers,
            width=widths,
            epochs=(self.epochs,),
            l1=_penalty(self.l1_to),
            l2=_penalty(self.l2_to),
            dropout=(0.0,) if self.dropout_to == 0 else Range(0.0, self.dropout_to),
        )
        if self.method == "halving":
            what = replace(what, method="halving")
        elif self.method == "grid":
            what = _on_grid(what)
        return affordable(what)

    def etas(self) -> Values:
        """Those of the slider's values, so that the network race can show every one; a grid takes a few."""
        if self.method == "grid":
            return Range(self.eta_from, self.eta_to, 4)
        return decades(self.eta_from, self.eta_to)


def _penalty(most: float) -> Values:
    return (0.0,) if most == 0 else Range(most / 1000, most)


def _on_grid(what: Search) -> Search:
    """A grid of the values of a search; one of more than it may try is drawn from."""
    lists = {name: tuple(grid(name, getattr(what, name))) for name in OF_NETWORKS}
    size = math.prod(map(len, lists.values()))
    return replace(what, **lists, method="grid" if size <= what.number else "random")


def affordable(what: Search, most: float = MOST_SECONDS) -> Search:
    """The search with as many settings as can be tried in so many seconds, at least 4."""
    while what.size.seconds > most and what.number > 4:
        what = replace(what, number=max(4, what.number * 2 // 3), method=_drawn(what.method))
    return what


def _drawn(method: str) -> str:
    return "random" if method == "grid" else method


def value_of(candidate: Candidate, name: str) -> float:
    """A numerical hyperparameter of a candidate."""
    return float(getattr(candidate, name) or 0)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings of the view."""
    known = declared(settings)
    view = settings.view
    names = ["view"]
    names += {"search": ["against"], "map": ["against", "other"]}.get(view, [])
    names += [name for name in DATA if name != "noise" or DATASETS[settings.dataset].known is None]
    names += ["method"] if view in ("search", "map", "parallel", "matters") else []
    names += [] if view in ("budget",) else ["number"]
    names += [name for name in TRIED if view != "budget" or name not in FIXED]
    names += ["repeats"] if view in ("budget", "tested") else []
    return {name: known[name] for name in dict.fromkeys(names)}
