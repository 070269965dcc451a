"""What each hidden unit makes of the inputs, and the weights between them, from epoch to epoch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import Network, Training, hidden_outputs
from networks.decisions import SIDE, Outlook, epochs_shown
from pages.network_race.measure_decisions import FRAMES, SKETCH, Decisions, measure_decisions
from pages.network_race.settings import Settings

Array = NDArray[np.float64]
MOST_UNITS = 8  # of a layer that are drawn
FINER = 2  # a unit's tile has one point of so many of the outlook's
ASIDE = 0.05  # a unit parts the examples if so large a share lies on either side


@dataclass(frozen=True)
class Units:
    """The hidden units of the first seed's network.

    decided: what the network makes of the inputs, at the same epochs. drawn: for each hidden layer which units are, at
    most MOST_UNITS: those whose weights upward are largest in the end. tiles: their outputs from −1 to 1, (T, units,
    rows, columns), or over one input (T, units, points). weights: into each hidden layer and into a single output,
    (T, below, above); None from inputs that are not drawn. parted: for each hidden layer, of how many of its units the
    switching line has examples on both sides in the end. right: (T,) the share of the training examples that is classed
    right, None for a regression.
    """

    decided: Decisions
    drawn: tuple[NDArray[np.int64], ...]
    tiles: tuple[Array, ...]
    weights: tuple[Array | None, ...]
    parted: tuple[int, ...]
    right: Array | None

    @property
    def seen(self) -> Outlook:
        """What is asked."""
        return self.decided.seen

    @property
    def stride(self) -> int:
        """In epochs, from one picture to the next."""
        return self.decided.stride


def measure_units(settings: Settings, done: Training) -> Units:
    """The units of a training as far as it is done."""
    network, data = settings.network(), settings.data()
    decided = measure_decisions(settings, settings.entrants(), done)
    seen = decided.seen
    _, epochs = epochs_shown(network, len(seen.grid), 1, done.epochs, FRAMES if done.complete else SKETCH)
    w = next(iter(done.w.values()))[epochs, 0]
    drawn = _loudest(network, w[-1])
    grid = seen.grid if seen.kind == "curve" else seen.grid.reshape(SIDE, SIDE, -1)[::FINER, ::FINER]
    shape = grid.shape[:-1]
    with np.errstate(all="ignore"):  # weights just short of diverging may overflow
        outputs = hidden_outputs(network, w, grid.reshape(-1, grid.shape[-1]))
        tiles = tuple(
            _signed(network, layer[:, chosen]).reshape(len(w), len(chosen), *shape)
            for layer, chosen in zip(outputs, drawn, strict=True)
        )
        parted = tuple(_parted(layer[0]) for layer in hidden_outputs(network, w[-1:], data.x, before=True))
        right = None if network.output == "linear" else _right(network, w, settings)
    return Units(decided, drawn, tiles, _weights(network, w, drawn), parted, right)


def _loudest(network: Network, w: Array) -> tuple[NDArray[np.int64], ...]:
    upward = [np.abs(np.nan_to_num(matrix[:-1])).sum(-1) for matrix in network.matrices(w)[1:]]
    return tuple(np.sort(np.argsort(-size, kind="stable")[:MOST_UNITS]) for size in upward)


def _signed(network: Network, outputs: Array) -> Array:
    """Outputs (T, units, points) from −1 to 1: as tanh's are, a sigmoid's 0 … 1 stretched, others by their largest."""
    outputs = np.nan_to_num(outputs, nan=0.0, posinf=1e30, neginf=-1e30)
    if network.activation == "tanh":
        return outputs
    if network.activation == "sigmoid":
        return 2 * outputs - 1
    return outputs / np.maximum(np.abs(outputs).max(axis=(0, 2), keepdims=True), 1e-12)


def _parted(inputs: Array) -> int:
    """Of how many units (units, N) the inputs of enough examples lie above 0, and of enough below."""
    above = (inputs > 0).mean(-1)
    return int(((above >= ASIDE) & (above <= 1 - ASIDE)).sum())


def _right(network: Network, w: Array, settings: Settings) -> Array:
    data = settings.data()
    said = network.predict(w, data.x)
    hit = (said > 0.5) == (data.y > 0.5) if said.shape[-1] == 1 else said.argmax(-1) == data.y.argmax(-1)
    return hit.reshape(len(w), -1).mean(-1)


def _weights(network: Network, w: Array, drawn: tuple[NDArray[np.int64], ...]) -> tuple[Array | None, ...]:
    matrices = [np.nan_to_num(matrix[:, :-1]) for matrix in network.matrices(w)]
    inputs, outputs = network.sizes[0], network.sizes[-1]
    below: list[NDArray[np.int64] | None] = [np.arange(inputs) if inputs <= 2 else None, *drawn]
    above: list[NDArray[np.int64] | None] = [*drawn, np.arange(1) if outputs == 1 else None]
    return tuple(
        None if low is None or high is None else matrix[:, low][:, :, high]
        for matrix, low, high in zip(matrices, below, above, strict=True)
    )
