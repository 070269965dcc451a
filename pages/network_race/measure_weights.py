"""The rules' paths in weight space, on the plane of their own two main directions, over the error there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from networks import Data, Network, Plane, Training, main_plane
from optim import NEVER
from pages.network_race.settings import Settings
from surfaces import Relief

Array = NDArray[np.float64]
WORK = 4e8  # multiplications for a relief
SIDES = 12, 48  # the fewest and the most points along a side of it
COARSE = 20  # the most while the training goes on
REACH = 6.0  # a point counts for the plane up to this many times the paths' median distance from the start
WIDE = 1.4  # of the map, in heights
ROOM = 1.25  # of the map around what counts
SPREAD = 64  # points of each path that the plane is laid through


@dataclass(frozen=True)
class WeightPaths:
    """The paths of the first seed's networks on their plane.

    plane: through the paths' mean; its share is that of all their points. paths: name -> (k, 2) in its coordinates, up
    to the last that was not far out. relief: log10 of the training error of the networks on the plane. own, under: name
    -> the training error at the path's last point, and at its foot on the plane. far: name -> how far from the start a
    rule ends, ends: the training error there, apart: pair of names -> (E+1,) how far from each other two are, of those
    that did not diverge.
    """

    plane: Plane
    paths: Mapping[str, Array]
    relief: Relief
    own: Mapping[str, float]
    under: Mapping[str, float]
    far: Mapping[str, float]
    ends: Mapping[str, float]
    apart: Mapping[tuple[str, str], Array]

    @property
    def nearest(self) -> tuple[str, str] | None:
        """The two that end nearest to each other."""
        return min(self.apart, key=lambda pair: float(self.apart[pair][-1])) if self.apart else None


def measure_weights(settings: Settings, done: Training) -> WeightPaths:
    """The paths of a training as far as it is done."""
    paths: dict[str, Array] = {}
    for name, w in done.w.items():
        end = int(done.diverged_at[name][0])
        paths[name] = w[:, 0] if end == NEVER else w[:end, 0]
    stayed = [name for name in paths if done.diverged_at[name][0] == NEVER]
    most = SIDES[1] if done.complete else COARSE
    return weight_paths(settings.network(), settings.data(), paths, stayed, most)


def weight_paths(
    network: Network, data: Data, paths: Mapping[str, Array], stayed: Sequence[str], most: int = SIDES[1]
) -> WeightPaths:
    """Paths, name -> (k, P) from one start, on their plane.

    stayed: the names of those that did not diverge. most: points along a side of the relief.
    """
    start = next(iter(paths.values()))[0]
    distance = {name: np.linalg.norm(path - start, axis=-1) for name, path in paths.items()}
    reach = REACH * float(np.median(np.concatenate(list(distance.values()))))
    near = {name: path[: _until(distance[name] > reach)] for name, path in paths.items()}
    plane = _plane(near)
    drawn = {name: plane.coordinates(path) for name, path in near.items()}
    every = np.concatenate(list(drawn.values()))
    low, high = every.min(0), every.max(0)
    up = max(0.5 * ROOM * float(max((high - low)[0] / WIDE, (high - low)[1])), 1e-3)
    centre = (low + high) / 2
    side = max(SIDES[0], min(int(np.sqrt(WORK / (len(data.x) * network.parameters))), most))
    halves = zip(map(float, centre), (WIDE * up, up), strict=True)
    x, y = (np.linspace(middle - half, middle + half, side) for middle, half in halves)
    points = plane.points(np.stack(np.meshgrid(x, y), -1).reshape(-1, 2))
    error = _errors(network, data, points).reshape(side, side)
    last = np.stack([path[-1] for path in near.values()])
    own, under = (_errors(network, data, at) for at in (last, plane.points(plane.coordinates(last))))
    return WeightPaths(
        plane=plane,
        paths=drawn,
        relief=_relief(x, y, error),
        own=dict(zip(drawn, map(float, own), strict=True)),
        under=dict(zip(drawn, map(float, under), strict=True)),
        far={name: float(distance[name][-1]) for name in stayed},
        ends={name: float(_errors(network, data, paths[name][-1])) for name in stayed},
        apart={
            (one, other): np.linalg.norm(paths[one] - paths[other], axis=-1) for one, other in combinations(stayed, 2)
        },
    )


def _until(beyond: NDArray[np.bool_]) -> int:
    return int(beyond.argmax()) if beyond.any() else len(beyond)


def _plane(near: Mapping[str, Array]) -> Plane:
    """The plane of some points of each path, with the share of the variance of all of them that it holds."""
    plane = main_plane(np.concatenate([path[:: -(-len(path) // SPREAD)] for path in near.values()]))
    every = np.concatenate(list(near.values()))
    total = float(((every - plane.centre) ** 2).sum())
    within = float((plane.coordinates(every) ** 2).sum())
    return replace(plane, share=min(within / total, 1.0) if total else 1.0)


def _errors(network: Network, data: Data, w: Array) -> Array:
    # half the precision is enough for a picture, and several times as fast
    single = [array.astype(np.float32) for array in (w, data.x, data.y)]
    with np.errstate(all="ignore"):
        return network.loss(*single).astype(float)  # type: ignore[arg-type]


def _relief(x: Array, y: Array, error: Array) -> Relief:
    finite = error[np.isfinite(error)]
    lowest, highest = float(np.quantile(finite, 0.01)), float(finite.max())
    floor = max(lowest, 1e-6 * highest, 1e-12)
    height = np.log10(np.nan_to_num(error, nan=highest, posinf=highest) + floor)
    return Relief(x, y, height, "log<sub>10</sub> training error")
