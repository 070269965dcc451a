"""What a network in training makes of its inputs, ready to be drawn: a map of its decision, its curve, or its hits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import Data, Dataset, Network, main_plane

Array = NDArray[np.float64]
Bytes = NDArray[np.uint8]
SIDE = 40  # points along a map's side
CURVE = 121  # points of a curve
WORK = 4e7  # outputs of units that one picture may ask for


@dataclass(frozen=True)
class View:
    """Where the examples lie and which inputs are drawn, the same for every rule.

    kind: "map" of two inputs, "section" through more along their two main directions, "curve" over one input, "hits" of
    the prediction against the target. x, y (N,): the training examples there (for "hits" the validation's targets
    twice). label (N,): class of each. range: of both axes. grid: the networks' inputs (points, d).
    """

    kind: str
    x: Array
    y: Array
    label: NDArray[np.int64]
    range: tuple[tuple[float, float], tuple[float, float]]
    grid: Array
    share: float = 1.0


def view(dataset: Dataset, data: Data) -> View:
    """How a data set is drawn."""
    label = data.y.argmax(-1) if data.y.shape[1] > 1 else (data.y[:, 0] > 0.5).astype(np.int64)
    if dataset.task == "regression" and dataset.columns == 1:
        (low, high), *_ = dataset.domain
        x = data.x[:, 0] * data.deviation[0] + data.mean[0]
        grid = data.normalized(np.linspace(low, high, CURVE)[:, None])
        return View("curve", x, data.y[:, 0], label, ((low, high), _span(data.y)), grid)
    if dataset.task == "regression":
        span = _span(np.concatenate([data.y, data.y_val]))
        return View("hits", data.y_val[:, 0], data.y_val[:, 0], label, (span, span), data.x_val)
    if dataset.columns == 2:
        x, y = (data.x * data.deviation + data.mean).T
        return View("map", x, y, label, dataset.domain[:2], data.normalized(_square(dataset.domain)))  # type: ignore
    plane = main_plane(data.x)
    x, y = plane.coordinates(data.x).T
    half = max(1.3 * float(np.quantile(np.abs([x, y]), 0.97)), 1e-3)  # a few far ones would make the others a heap
    domain = ((-half, half), (-half, half))
    return View("section", x, y, label, domain, plane.points(_square(domain)), plane.share)


def _span(y: Array) -> tuple[float, float]:
    low, high = float(y.min()), float(y.max())
    room = 0.15 * max(high - low, 1e-3)
    return low - room, high + room


def _square(domain: tuple[tuple[float, float], ...]) -> Array:
    axes = (np.linspace(low, high, SIDE) for low, high in domain)
    return np.stack(np.meshgrid(*axes), -1).reshape(-1, 2)


def epochs_drawn(network: Network, points: int, rules: int, epochs: int, most: int) -> tuple[int, NDArray[np.int64]]:
    """The stride in epochs at which decisions are drawn, and these epochs; at most `most`, fewer for large networks."""
    units = sum(network.sizes[1:])
    count = int(np.clip(WORK / (rules * points * units), 4, most))
    stride = max(1, -(-epochs // count))
    drawn = np.arange(0, epochs + 1, stride)
    drawn[-1] = epochs  # the last picture is that of the end
    return stride, drawn


def predictions(network: Network, seen: View, w: Mapping[str, Array]) -> dict[str, Array]:
    """For each rule what its networks (T, P) say of the grid: (T, points, outputs)."""
    with np.errstate(all="ignore"):
        # half the precision is enough for a picture, and several times as fast
        grid = seen.grid.astype(np.float32)
        return {name: network.predict(at.astype(np.float32), grid) for name, at in w.items()}  # type: ignore


def shades(prediction: Array) -> Bytes:
    """Predictions (T, points, outputs) of classes as maps (T, SIDE, SIDE): 0 … 255 as `decision_map` draws it."""
    frames = len(prediction)
    if prediction.shape[-1] == 1:
        share = np.nan_to_num(prediction[..., 0])
    else:
        share = prediction.argmax(-1) / (prediction.shape[-1] - 1)
    return np.round(255 * share).astype(np.uint8).reshape(frames, SIDE, SIDE)
