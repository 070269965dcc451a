"""What can be set on the page of the network race."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lesson import Setting, check, declared, setting
from lesson.shared import Raced, shared
from networks import ACTIVATIONS, DATASETS, Data, Network
from optim import LECTURE, RULES

MOST_STEPS = 20_000
MOST_NUMBERS = 8_000_000  # weights that are recorded: of each rule and seed, after each epoch


@dataclass(frozen=True)
class Settings(Raced):
    """A data set, a network, how it is trained and with what. Raises ValueError."""

    eta: float = shared("eta", 0.03)
    eta_sgd: float = shared("eta", 0.3, label="SGD")
    eta_momentum: float = shared("eta", 0.1, label="Momentum")
    eta_rmsprop: float = shared("eta", 0.01, label="RMSProp")
    eta_adam: float = shared("eta", 0.03, label="Adam")
    eta_nesterov: float = shared("eta", 0.1, label="Nesterov")
    eta_adagrad: float = shared("eta", 0.1, label="AdaGrad")
    eta_adamw: float = shared("eta", 0.03, label="AdamW")
    view: str = setting("data", label="View", options=("data", "weights"))
    rules: tuple[str, ...] = setting(LECTURE, label="Rules that race", options=tuple(RULES))
    dataset: str = setting("moons", label="Data set", options=tuple(DATASETS))
    noise: float = setting(0.2, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    size: int = setting(200, label="Examples, half to train on", bounds=(4, 1000), slider=(20, 600), step=20)
    layers: int = setting(2, label="Hidden layers", bounds=(0, 4), slider=(0, 4))
    width: int = setting(8, label="Units in each", bounds=(1, 32), slider=(1, 32))
    activation: str = setting("tanh", label="Activation", options=tuple(ACTIVATIONS))
    batch_size: int = setting(
        20, label="Batch size", bounds=(1, 1000), options=(1, 2, 5, 10, 20, 30, 50, 100, 200, 500)
    )
    epochs: int = setting(40, label="Epochs", bounds=(1, 500), slider=(10, 300), step=10, clamp=True)
    seeds: int = setting(1, label="Seeds, each with its own start and batches", bounds=(1, 5), slider=(1, 5))
    seed: int = shared("seed", label="First seed")

    def __post_init__(self) -> None:
        check(self)

    def network(self) -> Network:
        """The network that is trained."""
        data = DATASETS[self.dataset]
        return Network((data.columns, *[self.width] * self.layers, data.outputs), self.activation, data.output)

    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        return _data(self.dataset, self.seed, self.noise, self.size)

    def scheme(self) -> str:
        """How the weights are drawn: He for ReLU, Glorot else."""
        return "he" if self.activation == "relu" else "glorot"

    def trained(self) -> int:
        """The epochs that are trained: fewer than asked for where that would take too long or too much room."""
        batches = -(-(self.size // 2) // self.batch_size)
        weights = len(self.rules) * self.seeds * self.network().parameters
        return max(1, min(self.epochs, MOST_STEPS // batches, MOST_NUMBERS // weights))


@lru_cache(maxsize=8)
def _data(dataset: str, seed: int, noise: float, size: int) -> Data:
    return DATASETS[dataset].data(seed, noise, size)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings that matter just now."""
    known = declared(settings)
    names = ["view", "dataset", "noise", "size", "layers"]
    if settings.layers:
        names += ["width", "activation"]
    names += ["rules", *settings.controls_of(settings.rules), "batch_size", "epochs", "seeds", "seed"]
    return {name: known[name] for name in names}
