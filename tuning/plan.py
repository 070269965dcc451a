"""A search as a value: what is tried, how, and on which data; its candidates, and its size before it begins."""

# ruff: noqa: RUF009 (a Range is frozen)

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import import_module
from typing import Any

from networks import ACTIVATIONS, DATASETS, Data, Network
from tuning.space import (
    BOOSTED,
    HYPERPARAMETERS,
    OF_BOOSTED,
    OF_NETWORKS,
    OF_TREES,
    TREE,
    Candidate,
    Drawn,
    Range,
    Values,
    checked,
    grid,
)

METHODS = ("grid", "random", "halving")
MOST_CANDIDATES = 2000  # of one algorithm
FACTOR = 3  # halving keeps one candidate in so many
FIRST_RUNG = 5  # epochs at least, before halving compares anything
# What an estimate goes by, measured in seconds of one core: a step of a pass, of one network in it, and for each of its
# weights and examples; a tree, and for each of its levels and examples.
PASS, STEP, PRODUCT, TREE_ITSELF, SPLIT = 2.5e-4, 1e-5, 6e-9, 1.5e-3, 5e-8

WHOLE = {
    "examples": (4, 1000),
    "test": (0, 1000),
    "seed": (0, 1_000_000),
    "seeds": (1, 20),
    "draws": (0, 1_000_000),
    "number": (1, MOST_CANDIDATES),
    "patience": (1, 500),
    "most_seconds": (1, 10_000_000),
}
CHOICES = {"dataset": tuple(DATASETS), "activation": tuple(ACTIVATIONS), "method": METHODS}


@dataclass(frozen=True)
class Size:
    """How much a search is: candidates, trainings of one each, their epochs together, and seconds of one core."""

    candidates: int
    fits: int
    epochs: int
    seconds: float

    def __str__(self) -> str:
        minutes = f"about {self.seconds / 60:.0f} minutes" if self.seconds > 100 else f"about {self.seconds:.0f} s"
        return f"{self.candidates} settings, {self.fits} trainings, {self.epochs} epochs, {minutes} of one core"


@dataclass(frozen=True)
class Search:
    """Which hyperparameters are best for a data set?

    dataset, noise, examples (half to train on), test (examples of the test part), seed: the data. seeds: each candidate
    is trained with so many, each its own start and batches, from `seed` on. method: "grid" of all values, "random" or
    "halving", which trains `number` for a few epochs and only the best third of them for longer, again and again;
    draws: the seed of what is drawn. patience: epochs without a better validation error, after which a training stops;
    the best epoch's weights count. The rest is what is tried of each hyperparameter: values, or a `Range` (tuning.space
    says what each may be). Trees are drawn at random, as many as there are networks. most_seconds: of one core, above
    which `search` refuses. Raises ValueError with field, value and range.
    """

    dataset: str = "moons"
    noise: float = 0.3
    examples: int = 200
    test: int = 200
    seed: int = 0
    seeds: int = 3
    activation: str = "tanh"
    method: str = "random"
    number: int = 24
    draws: int = 0
    patience: int = 20
    most_seconds: int = 3600
    algorithm: Values = ("SGD", "Momentum", "RMSProp", "Adam")
    eta: Values = Range(1e-3, 1)
    batch_size: Values = (10, 20, 50)
    layers: Values = (1, 2)
    width: Values = (4, 8, 16)
    epochs: Values = (100,)
    l1: Values = (0.0,)
    l2: Values = (0.0,)
    dropout: Values = (0.0,)
    depth: Values = Range(1, 10)
    leaf: Values = Range(1, 30)
    trees: Values = (50,)
    shrinkage: Values = Range(0.03, 1)

    def __post_init__(self) -> None:
        for name, (low, high) in WHOLE.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ValueError(f"{name} = {value!r} is outside [{low}, {high}] (whole numbers)")
        for name, options in CHOICES.items():
            if getattr(self, name) not in options:
                raise ValueError(f"{name} = {getattr(self, name)!r} is not one of {', '.join(options)}")
        noise: Any = self.noise
        if isinstance(noise, bool) or not isinstance(noise, int | float) or not 0 <= noise <= 10:
            raise ValueError(f"noise = {noise!r} is outside [0, 10]")
        for name in HYPERPARAMETERS:
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        if self.method == "grid" and _grid_size(self) > MOST_CANDIDATES:
            raise ValueError(f"a grid of {_grid_size(self)} settings is outside [1, {MOST_CANDIDATES}]")

    @property
    def trained_seeds(self) -> tuple[int, ...]:
        """The seeds that every candidate is trained with."""
        return tuple(range(self.seed, self.seed + self.seeds))

    def data(self) -> Data:
        """The training, validation and test parts."""
        return _data(self.dataset, self.seed, float(self.noise), self.examples, self.test)

    def network(self, candidate: Candidate) -> Network:
        """The network of a candidate; its dropout is the training's."""
        known = DATASETS[self.dataset]
        hidden = (candidate.width or 1,) * (candidate.layers or 0)
        return Network((known.columns, *hidden, known.outputs), self.activation, known.output)

    def scheme(self) -> str:
        """How the weights are drawn: He for ReLU, Glorot else."""
        return "he" if self.activation == "relu" else "glorot"

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What is tried, in order: networks, then trees, then boosted trees."""
        return _candidates(self)

    @property
    def varied(self) -> tuple[str, ...]:
        """The hyperparameters of networks of which more than one value is tried, the algorithm first."""
        tried = {name: getattr(self, name) for name in OF_NETWORKS}
        return tuple(name for name, values in tried.items() if isinstance(values, Range) or len(values) > 1)

    def rungs(self) -> tuple[tuple[int, int], ...]:
        """(candidates, epochs at most) of networks, round by round; one round except in halving."""
        networks = sum(one.kind == "network" for one in self.candidates)
        longest = max((one.epochs or 0 for one in self.candidates), default=0)
        if self.method != "halving" or not networks:
            return ((networks, longest),)
        rounds = 1
        while FACTOR**rounds < networks * FACTOR and longest // FACTOR**rounds >= FIRST_RUNG:
            rounds += 1
        sizes = [networks]
        while len(sizes) < rounds:
            sizes.append(kept(sizes[-1]))
        return tuple((size, math.ceil(longest / FACTOR ** (rounds - 1 - i))) for i, size in enumerate(sizes))

    @property
    def size(self) -> Size:
        """How much there is to train, at most."""
        networks = [one for one in self.candidates if one.kind == "network"]
        fits, epochs, seconds = 0, 0, 0.0
        for count, most in self.rungs():
            share = count / max(len(networks), 1)
            fits += count
            passes = {one.shape: _steps(self, one, most) for one in networks}
            seconds += PASS * sum(passes.values()) / self.seeds
            epochs += round(sum(min(one.epochs or 0, most) for one in networks) * share)
            seconds += share * sum(_seconds(self, one, most) for one in networks)
        trees = [one for one in self.candidates if one.kind != "network"]
        seconds += sum(_seconds(self, one, 0) for one in trees)
        fits += len(trees)
        return Size(len(self.candidates), self.seeds * fits, self.seeds * epochs, self.seeds * seconds)

    def check_size(self) -> None:
        """Raises ValueError with size and estimate where the search is larger than its limit."""
        size = self.size
        if size.seconds > self.most_seconds:
            raise ValueError(f"the search is too large: {size}; the limit is most_seconds = {self.most_seconds}")


def kept(candidates: int) -> int:
    """How many of so many candidates halving trains on."""
    return max(1, round(candidates / FACTOR))


def _steps(search: Search, one: Candidate, most: int) -> int:
    return min(one.epochs or 0, most) * -(-(search.examples // 2) // (one.batch_size or 1))


def _seconds(search: Search, one: Candidate, most: int) -> float:
    """Of one training."""
    rows = search.examples // 2
    if one.kind == "network":
        work = min(one.batch_size or 1, rows) * search.network(one).parameters
        return _steps(search, one, most) * (STEP + PRODUCT * work)
    each = TREE_ITSELF + SPLIT * rows * DATASETS[search.dataset].columns * (one.depth or 1)
    return each if one.kind == TREE else each * (one.trees or 1) * DATASETS[search.dataset].outputs


def _spaces(search: Search) -> dict[str, dict[str, Values]]:
    """Of each kind of candidate, what is tried."""
    tried: dict[str, Values] = {item.name: getattr(search, item.name) for item in fields(search)}
    algorithms = tried["algorithm"]
    assert isinstance(algorithms, tuple)
    rules = tuple(name for name in algorithms if name not in (TREE, BOOSTED))
    spaces: dict[str, dict[str, Values]] = {}
    if rules:
        spaces["network"] = {name: tried[name] for name in OF_NETWORKS} | {"algorithm": rules}
    for kind, names in ((TREE, OF_TREES), (BOOSTED, OF_TREES | OF_BOOSTED)):
        if kind in algorithms:
            spaces[kind] = {**{name: tried[name] for name in names}, "algorithm": (kind,)}
    return spaces


def _grid_size(search: Search) -> int:
    space = _spaces(search).get("network", {})
    return math.prod(len(grid(name, values)) for name, values in space.items())


@lru_cache(maxsize=64)
def _candidates(search: Search) -> tuple[Candidate, ...]:
    found: list[Candidate] = []
    spaces = _spaces(search)
    number = search.number
    if search.method == "grid" and "network" in spaces:
        lists = {name: grid(name, values) for name, values in spaces.pop("network").items()}
        found = [Candidate(**chosen) for chosen in _sklearn("ParameterGrid")(lists)]
        number = len(found)
    for space in spaces.values():
        found += _drawn(space, number, search.draws)
    return tuple(found)


def _drawn(space: dict[str, Values], number: int, seed: int) -> list[Candidate]:
    known: dict[str, Any] = {
        name: Drawn(name, values) if isinstance(values, Range) else [*values] for name, values in space.items()
    }
    if all(isinstance(values, list) for values in known.values()):  # drawn without repeating any
        number = min(number, math.prod(map(len, known.values())))
    sampler = _sklearn("ParameterSampler")(known, number, random_state=seed)
    return [Candidate(**chosen) for chosen in sampler]


def _sklearn(name: str) -> Callable[..., Iterable[dict[str, Any]]]:
    # imported when asked for, because scikit-learn takes longer to import than a search of networks to run
    return getattr(import_module("sklearn.model_selection"), name)


@lru_cache(maxsize=64)
def _data(dataset: str, seed: int, noise: float, examples: int, test: int) -> Data:
    return DATASETS[dataset].data(seed, noise, examples, test=test)
