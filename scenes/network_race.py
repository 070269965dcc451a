"""The four rules train one network: from the same weights, on the same batches, in one pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import ACTIVATIONS, DATASETS, Data, Network, Training, TrainingError, initial, train
from optim import RULES
from optim.settings import check, setting
from scenes import hyperparameters
from scenes.hyperparameters import Hyperparameters, eta_setting

Array = NDArray[np.float64]
LIVE = (*hyperparameters.LIVE, "noise", "size", "layers", "width", "batch_size", "epochs", "seeds")
MOST_STEPS = 20_000
MOST_NUMBERS = 8_000_000  # weights that are kept: of each rule and seed, after each epoch


@dataclass(frozen=True)
class Settings(Hyperparameters):
    """A data set, a network, how it is trained and with what. Raises ValueError."""

    eta: float = eta_setting(0.03, "Learning rate")
    eta_sgd: float = eta_setting(0.3, "SGD")
    eta_momentum: float = eta_setting(0.1, "Momentum")
    eta_rmsprop: float = eta_setting(0.01, "RMSProp")
    eta_adam: float = eta_setting(0.03, "Adam")
    view: str = setting("data", label="View", options=("data", "weights"))
    dataset: str = setting("moons", label="Data set", options=tuple(DATASETS))
    noise: float = setting(0.2, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    size: int = setting(200, label="Examples, half to train on", bounds=(4, 1000), slider=(20, 600), step=20)
    layers: int = setting(2, label="Hidden layers", bounds=(0, 6), slider=(0, 4))
    width: int = setting(8, label="Units in each", bounds=(1, 64), slider=(1, 32))
    activation: str = setting("tanh", label="Activation", options=tuple(ACTIVATIONS))
    batch_size: int = setting(
        20, label="Batch size", bounds=(1, 1000), options=(1, 2, 5, 10, 20, 30, 50, 100, 200, 500)
    )
    epochs: int = setting(60, label="Epochs", bounds=(1, 500), slider=(10, 300), step=10, clamp=True)
    seeds: int = setting(1, label="Seeds, each with its own start and batches", bounds=(1, 10), slider=(1, 5))
    seed: int = setting(0, label="First seed", bounds=(0, 9999))

    def __post_init__(self) -> None:
        check(self)

    def network(self) -> Network:
        """The network that is trained."""
        data = DATASETS[self.dataset]
        return Network((data.columns, *[self.width] * self.layers, data.outputs), self.activation, data.output)

    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        return DATASETS[self.dataset].data(self.seed, self.noise, self.size)

    def scheme(self) -> str:
        """How the weights are drawn: He for ReLU, Glorot else."""
        return "he" if self.activation == "relu" else "glorot"

    def trained(self) -> int:
        """The epochs that are trained: fewer than asked for where that would take too long or too much room."""
        batches = -(-(self.size // 2) // self.batch_size)
        weights = len(RULES) * self.seeds * self.network().parameters
        return max(1, min(self.epochs, MOST_STEPS // batches, MOST_NUMBERS // weights))


def training(settings: Settings) -> Iterator[Training]:
    """The training as it goes on; the last one is complete. w is (E+1, seeds, P)."""
    network = settings.network()
    seeds = tuple(range(settings.seed, settings.seed + settings.seeds))
    start = np.stack([initial(network, settings.scheme(), seed) for seed in seeds])
    objective = TrainingError(network, settings.data(), settings.batch_size, seeds)
    return train({name: settings.rule(name) for name in RULES}, objective, start, settings.trained())


@lru_cache(maxsize=4)
def complete(settings: Settings) -> Training:
    """The complete training."""
    *_, done = training(settings)
    return done
