"""Everything that a training starts from, so that it can be done again elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from networks.augmentation import Copies
from networks.data import DATASETS, Data, Dataset
from networks.initialization import initial
from networks.network import Network
from networks.training import TrainingError
from optim.rule import Rule
from optim.rules import Array


@dataclass(frozen=True)
class Recipe:
    """Rules that train one network from the same start on the same batches, each for so many epochs.

    scheme: how the start's weights are drawn; of "same", what they all are and how much each is off, value and spread.
    dataset: a key of DATASETS, with its noise, its number of examples (half of them to train on) and the seed with
    which they are drawn; fewer: how many of those to train on there are, None for all; copies: of pictures, how an
    epoch shows these. seeds: of start, batches and dropout, a training for each.
    """

    rules: Mapping[str, Rule]
    network: Network
    scheme: str
    dataset: str
    noise: float
    size: int
    drawn: int
    seeds: tuple[int, ...]
    batch_size: int
    epochs: int
    l1: float = 0.0
    l2: float = 0.0
    fewer: int | None = None
    value: float = 0.0
    spread: float = 0.0
    copies: Copies | None = None

    @property
    def source(self) -> Dataset:
        """The data set."""
        return DATASETS[self.dataset]

    def data(self) -> Data:
        """The examples, the same for all seeds."""
        data = self.source.data(self.drawn, self.noise, self.size, normalize=self.copies is None)
        data = replace(data, x=data.x[: self.fewer], y=data.y[: self.fewer])
        return data if self.copies is None else self.copies.shown(data, self.drawn)

    def objective(self, data: Data | None = None) -> TrainingError:
        """The error of all seeds' networks; data: the examples, where they are at hand."""
        seeds, data = self.seeds, self.data() if data is None else data
        return TrainingError(self.network, data, self.batch_size, seeds, self.l1, self.l2)

    def start(self) -> Array:
        """The weights at step 0, (seeds, P)."""
        return np.stack([self._start(seed) for seed in self.seeds])

    def _start(self, seed: int) -> Array:
        first = initial(self.network, self.scheme, seed, self.value)
        return first + self.spread * initial(self.network, "normal", seed, 1.0) if self.spread else first


@dataclass(frozen=True)
class Exercise:
    """Rules that train one small network whose first weights and examples are written out.

    start (P,): weights, flat. x (N, n_0), y (N, n_o): the examples. batches: which of them each step takes.
    """

    rules: Mapping[str, Rule]
    network: Network
    start: Array
    x: Array
    y: Array
    batches: tuple[tuple[int, ...], ...]
