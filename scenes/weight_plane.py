"""The paths of a training in weight space, on the plane of their own two main directions, over the error there."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figures.relief import Relief
from networks import Data, Network, Plane, main_plane

Array = NDArray[np.float64]
WORK = 4e8  # multiplications for a relief, about a tenth of a second
SIDES = 12, 64  # the fewest and the most points along a side of it
FAR = 6.0  # a point counts for the plane up to this many times the paths' median distance from the start
ROOM = 1.25  # of the map around what counts


@dataclass(frozen=True)
class Bridge:
    """The paths on their plane.

    plane: through the paths' mean. paths: name -> (k, 2) in its coordinates, up to the last that was not far out.
    relief: log10 of the training error of the networks on the plane. under: name -> the training error of the network
    at the foot of the path's last point, to be compared with the path's own.
    """

    plane: Plane
    paths: Mapping[str, Array]
    relief: Relief
    under: Mapping[str, float]


def bridge(network: Network, data: Data, paths: Mapping[str, Array]) -> Bridge:
    """The plane of paths, name -> (k, P) from one start."""
    start = next(iter(paths.values()))[0]
    distance = {name: np.linalg.norm(path - start, axis=-1) for name, path in paths.items()}
    reach = FAR * float(np.median(np.concatenate(list(distance.values()))))
    near = {name: path[: _until(distance[name] > reach)] for name, path in paths.items()}
    plane = main_plane(np.concatenate(list(near.values())))
    drawn = {name: plane.coordinates(path) for name, path in near.items()}
    every = np.concatenate(list(drawn.values()))
    low, high = every.min(0), every.max(0)
    half = max(0.5 * ROOM * float((high - low).max()), 1e-3)
    centre = (low + high) / 2
    side = int(np.clip(np.sqrt(WORK / (len(data.x) * network.parameters)), *SIDES))
    x, y = (np.linspace(middle - half, middle + half, side) for middle in centre)
    grid = plane.points(np.stack(np.meshgrid(x, y), -1).reshape(-1, 2))
    error = _errors(network, data, grid).reshape(side, side)
    feet = _errors(network, data, plane.points(np.stack([path[-1] for path in drawn.values()])))
    return Bridge(plane, drawn, _relief(x, y, error), dict(zip(drawn, map(float, feet), strict=True)))


def _until(beyond: NDArray[np.bool_]) -> int:
    return int(beyond.argmax()) if beyond.any() else len(beyond)


def _errors(network: Network, data: Data, w: Array) -> Array:
    # half the precision is enough for a picture, and several times as fast
    single = [array.astype(np.float32) for array in (w, data.x, data.y)]
    with np.errstate(all="ignore"):
        return network.loss(*single).astype(float)  # type: ignore[arg-type]


def _relief(x: Array, y: Array, error: Array) -> Relief:
    finite = error[np.isfinite(error)]
    floor = max(float(np.quantile(finite, 0.01)), 1e-6 * float(finite.max()), 1e-12)
    height = np.log10(np.nan_to_num(error, nan=float(finite.max()), posinf=float(finite.max())) + floor)
    return Relief(x, y, height, "log<sub>10</sub> training error")
