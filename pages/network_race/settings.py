"""What can be set on the page of the network race."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lesson import Setting, check, declared, setting
from lesson.shared import Raced, shared
from networks import ACTIVATIONS, DATASETS, Data, Network
from optim import LECTURE, RULES

VIEWS = ("data", "units", "etas", "batches", "depth", "weights", "baseline")
BY_ONE_RULE = ("units", "batches", "depth", "baseline")  # these train by the rule that is looked into alone
BATCHES = 1, 5, 20  # examples in a batch, besides all at once
ETAS = *(float(f"{mantissa}e{power}") for power in range(-4, 1) for mantissa in (1, 2, 5)), 10.0
MOST_STEPS = 20_000
MOST_NUMBERS = 8_000_000  # weights that are recorded: of each rule and seed, after each epoch


@dataclass(frozen=True)
class Entrant:
    """One of the trainings that are compared: a network, the examples in a batch, and the name of the rule."""

    network: Network
    batch_size: int
    rule: str


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
    view: str = setting("data", label="View", options=VIEWS)
    rules: tuple[str, ...] = setting(LECTURE, label="Rules that race", options=tuple(RULES))
    whose: str = setting("Adam", label="Rule that trains", options=tuple(RULES))
    dataset: str = setting("moons", label="Data set", options=tuple(DATASETS))
    noise: float = setting(0.1, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    size: int = setting(200, label="Examples, half to train on", bounds=(4, 1000), slider=(20, 600), step=20)
    layers: int = setting(2, label="Hidden layers", bounds=(0, 4), slider=(0, 4))
    width: int = setting(8, label="Units in each", bounds=(1, 32), slider=(1, 32))
    activation: str = setting("tanh", label="Activation", options=tuple(ACTIVATIONS))
    batch_size: int = setting(
        20, label="Batch size", bounds=(1, 1000), options=(1, 2, 5, 10, 20, 30, 50, 100, 200, 500)
    )
    l1: float = shared("l1")
    l2: float = shared("l2")
    epochs: int = setting(30, label="Epochs", bounds=(1, 500), slider=(10, 300), step=10, clamp=True)
    seeds: int = setting(1, label="Seeds, each with its own start and batches", bounds=(1, 5), slider=(1, 5))
    seed: int = shared("seed", label="First seed")

    def __post_init__(self) -> None:
        check(self)

    def network(self, *hidden: int) -> Network:
        """The network that is trained, or one with other hidden layers."""
        data = DATASETS[self.dataset]
        layers = hidden or (self.width,) * self.layers
        return Network((data.columns, *layers, data.outputs), self.activation, data.output)

    def shown(self) -> str:
        """The view that is drawn: units are not where there are none, or none that a picture shows."""
        data = DATASETS[self.dataset]
        hidden = self.layers == 0 or (data.task == "regression" and data.columns > 1)
        return "baseline" if self.view == "units" and hidden else self.view

    def raced(self) -> tuple[str, ...]:
        """The rules that train."""
        return (self.whose,) if self.view in BY_ONE_RULE else self.rules

    def entrants(self) -> dict[str, Entrant]:
        """The trainings that are compared, by the name that stands at their curves."""
        if self.view == "batches":
            few = [size for size in BATCHES if size < self.size // 2]
            sizes = {f"of {size}": size for size in few} | {f"all {self.size // 2}": self.size // 2}
            return {name: Entrant(self.network(), size, self.whose) for name, size in sizes.items()}
        if self.view == "depth":
            hidden = _of_equal_weights(self)
            return {
                "+".join(map(str, layers)): Entrant(self.network(*layers), self.batch_size, self.whose)
                for layers in hidden
            }
        return {name: Entrant(self.network(), self.batch_size, name) for name in self.raced()}

    def trained_seeds(self) -> tuple[int, ...]:
        """The seeds that are trained; where one network is looked into, the first alone."""
        count = 1 if self.view in ("units", "baseline") else self.seeds
        return tuple(range(self.seed, self.seed + count))

    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        return _data(self.dataset, self.seed, self.noise, self.size)

    def scheme(self) -> str:
        """How the weights are drawn: He for ReLU, Glorot else."""
        return "he" if self.activation == "relu" else "glorot"

    def trained(self) -> int:
        """The epochs that are trained: fewer than asked for where that would take too long or too much room."""
        entrants = self.entrants().values()
        passes = {(entrant.network, entrant.batch_size) for entrant in entrants}
        batches = sum(-(-(self.size // 2) // size) for _, size in passes)
        weights = sum(entrant.network.parameters for entrant in entrants) * len(self.trained_seeds())
        if self.view == "etas":
            weights *= len(ETAS)
        return max(1, min(self.epochs, MOST_STEPS // batches, MOST_NUMBERS // weights))


def _of_equal_weights(settings: Settings) -> list[tuple[int, ...]]:
    """Hidden layers: one; then one, two and three of about as many weights each, the two of `width` units."""
    width = settings.width
    two = settings.network(width, width)
    wanted, (inputs, *_, outputs) = two.parameters, two.sizes
    wide = max(1, round((wanted - outputs) / (inputs + 1 + outputs)))
    narrow = min(range(1, width + 1), key=lambda units: abs(settings.network(units, units, units).parameters - wanted))
    return [(width,), (wide,), (width, width), (narrow,) * 3]


@lru_cache(maxsize=8)
def _data(dataset: str, seed: int, noise: float, size: int) -> Data:
    return DATASETS[dataset].data(seed, noise, size)


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings that matter just now."""
    known, view = declared(settings), settings.view
    names = ["view", "dataset", "noise", "size"]
    names += ["width", "activation"] if view == "depth" else ["layers"]
    if settings.layers and view != "depth":
        names += ["width", "activation"]
    names += ["whose"] if view in BY_ONE_RULE else ["rules"]
    hyperparameters = settings.controls_of(settings.raced())
    names += [name for name in hyperparameters if view != "etas" or not _is_rate(name)]
    names += [] if view == "batches" else ["batch_size"]
    names += ["l1", "l2", "epochs"] + ([] if view in ("units", "baseline") else ["seeds"]) + ["seed"]
    return {name: known[name] for name in names}


def _is_rate(name: str) -> bool:
    return name in ("each", "eta") or name.startswith("eta_")
