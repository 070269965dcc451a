"""Everything that a training starts from, by name and number, so that it can be done again elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from networks.data import DATASETS, Data, Dataset
from networks.initialization import initial
from networks.network import Network
from networks.training import TrainingError
from optim.rule import Rule
from optim.rules import Array


@dataclass(frozen=True)
class Recipe:
    """Rules that train one network from the same start on the same batches, each for so many epochs.

    scheme: how the start's weights are drawn. dataset: a key of DATASETS, with its noise, its number of examples (half
    of them to train on) and the seed with which they are drawn; fewer: how many of those to train on there are, None
    for all. seeds: of start, batches and dropout, a training for each.
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

    @property
    def source(self) -> Dataset:
        """The data set."""
        return DATASETS[self.dataset]

    def data(self) -> Data:
        """The examples, the same for all seeds."""
        data = self.source.data(self.drawn, self.noise, self.size)
        return replace(data, x=data.x[: self.fewer], y=data.y[: self.fewer])

    def objective(self, data: Data | None = None) -> TrainingError:
        """The error of all seeds' networks; data: the examples, where they are at hand."""
        seeds, data = self.seeds, self.data() if data is None else data
        return TrainingError(self.network, data, self.batch_size, seeds, self.l1, self.l2)

    def start(self) -> Array:
        """The weights at step 0, (seeds, P)."""
        return np.stack([initial(self.network, self.scheme, seed) for seed in self.seeds])
