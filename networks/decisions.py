"""What a network in training makes of its inputs: a map of its decision, its curve, or its hits."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from networks.data import Data, Dataset
from networks.layers import ACTIVATIONS, sigmoid
from networks.network import Network
from networks.plane import main_plane
from optim.rules import Array

SIDE = 40  # points along a map's side
CURVE = 121  # points of a curve
WORK = 4e7  # outputs of units that one picture may ask for
FEWEST = 4  # epochs whose decisions are shown however large the network is
BLOCK = 2**15  # numbers of one layer held at once: they stay in the processor's cache

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Outlook:
    """Which inputs a data set's networks are asked about, and where the examples lie among them.

    kind: "map" of two inputs, "section" through more along their two main directions, "curve" over one input, "hits" of
    the prediction against the target. x, y (N,): the training examples there (for "hits" the validation's targets
    twice). label (N,): class of each. range: of both axes. grid: the networks' inputs (points, d). along (points,): the
    input of a curve, or for "hits" the targets. share: of the examples' variance that a section holds.
    """

    kind: Literal["map", "section", "curve", "hits"]
    x: Array
    y: Array
    label: NDArray[np.int64]
    range: tuple[Range, Range]
    grid: Array
    along: Array
    share: float = 1.0


@lru_cache(maxsize=8)
def outlook(dataset: Dataset, data: Data) -> Outlook:
    """How the decisions on a data set are looked at."""
    label = data.y.argmax(-1) if data.y.shape[1] > 1 else (data.y[:, 0] > 0.5).astype(np.int64)
    none = np.empty(0)
    if dataset.task == "regression" and dataset.columns == 1:
        (low, high), *_ = dataset.domain
        x = data.x[:, 0] * data.deviation[0] + data.mean[0]
        along = np.linspace(low, high, CURVE)
        grid = data.normalized(along[:, None])
        return Outlook("curve", x, data.y[:, 0], label, ((low, high), _span(data.y)), grid, along)
    if dataset.task == "regression":
        span = _span(np.concatenate([data.y, data.y_val]))
        target = data.y_val[:, 0]
        return Outlook("hits", target, target, label, (span, span), data.x_val, target)
    if dataset.columns == 2:
        x, y = (data.x * data.deviation + data.mean).T
        across, up = dataset.domain
        return Outlook("map", x, y, label, (across, up), data.normalized(_square(across, up)), none)
    plane = main_plane(data.x)
    x, y = plane.coordinates(data.x).T
    half = max(1.3 * float(np.quantile(np.abs([x, y]), 0.97)), 1e-3)  # a few far ones would make the others a heap
    sides = (-half, half), (-half, half)
    return Outlook("section", x, y, label, sides, plane.points(_square(*sides)), none, plane.share)


def _span(y: Array) -> Range:
    low, high = float(y.min()), float(y.max())
    room = 0.15 * max(high - low, 1e-3)
    return low - room, high + room


def _square(across: Range, up: Range) -> Array:
    x, y = np.linspace(*across, SIDE), np.linspace(*up, SIDE)
    return np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)


def epochs_shown(network: Network, points: int, rules: int, epochs: int, most: int) -> tuple[int, NDArray[np.int64]]:
    """The stride in epochs at which decisions are shown, and these epochs; about `most`, fewer for large networks."""
    units = sum(network.sizes[1:])
    count = max(FEWEST, min(int(WORK / (rules * points * units)), most))
    stride = max(1, -(-epochs // count))
    shown = np.arange(0, epochs + 1, stride)
    shown[-1] = epochs  # the last picture is that of the end
    return stride, shown


def decide(network: Network, seen: Outlook, w: Array) -> Array:
    """What networks (T, P) predict of the points looked at, in half the precision: (T, points, outputs).

    Of several classes it is v_n, whose largest is the likeliest class's.
    """
    # Points lie behind each other, not units as in training: loops over them are long, which takes half the time.
    points: Array = np.ascontiguousarray(seen.grid.T, dtype=np.float32)  # type: ignore[assignment]
    weights: Array = w.astype(np.float32)  # type: ignore[assignment]
    activation = ACTIVATIONS[network.activation]
    block = max(1, BLOCK // (points.shape[1] * max(network.sizes[1:])))
    parts: list[Array] = []
    for first in range(0, len(weights), block):
        v = points
        for layer, matrix in enumerate(network.matrices(weights[first : first + block])):
            v = matrix[:, :-1].swapaxes(-1, -2) @ (activation.output(v) if layer else v)
            v += matrix[:, -1, :, None]
        parts.append(v)
    found = np.concatenate(parts).swapaxes(-1, -2)
    return sigmoid(found) if network.output == "sigmoid" else found


def shades(decided: Array) -> NDArray[np.uint8]:
    """Decisions (T, points, outputs) between classes as maps (T, SIDE, SIDE) of bytes 0 … 255.

    Of two classes the probability of the second, of more the likeliest class i as 255·i/(classes − 1).
    """
    classes = decided.shape[-1]
    share = np.nan_to_num(decided[..., 0]) if classes == 1 else decided.argmax(-1) / np.float32(classes - 1)
    return (255 * share + np.float32(0.5)).astype(np.uint8).reshape(len(decided), SIDE, SIDE)


def hidden_outputs(network: Network, w: Array, x: Array, before: bool = False) -> list[Array]:
    """What each hidden layer's units make of inputs x (N, d) in networks w (T, P): (T, units, N) a layer.

    before: what goes into their activation instead.
    """
    activation = ACTIVATIONS[network.activation]
    v = np.broadcast_to(x.T, (len(w), *x.T.shape))
    found: list[Array] = []
    for matrix in network.matrices(w)[:-1]:
        inputs = matrix[:, :-1].swapaxes(-1, -2) @ v + matrix[:, -1, :, None]
        v = activation.output(inputs)
        found.append(inputs if before else v)
    return found
