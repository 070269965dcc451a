"""A network as its units see the data: each unit a tile, each weight a ribbon, and what they come to."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, Tile, frame, plain, said
from figures.decision import decision_map
from figures.ribbons import ribbon_trace, ribbons
from figures.theme import INK, LINE, MUTED, STYLES
from lesson import Track, number
from networks import DATASETS
from pages.network_race.measure import Measured
from pages.network_race.measure_units import FINER, Units
from pages.network_race.tiles import tile_of

Array = NDArray[np.float64]
WIDE, HIGH, FOOT = 24.0, 10.0, 0.9  # the picture, and below it a line of captions
OUTPUT = Tile(16.6, 0.9, 7.4)
INPUT, UNIT = 2.3, 2.15  # sides of tiles; units in a crowd are smaller
FIRST, LAST = 3.6, 16.0  # between these the hidden layers stand
THICK = 0.3  # half of the widest ribbon
SMALL = 1.0  # the widest stands for at least this weight
Drawn = tuple[list[dict[str, Any]], list[Track]]


def units_picture(measured: Measured, units: Units) -> tuple[list[Part], list[Track]]:
    """The one network of the view."""
    layers = [_inputs(units), *_hidden(units)]
    traces, tracks = _ribbons(units, layers)
    for drawn in (_input_tiles(measured, units, layers[0]), _unit_tiles(units, layers[1:]), _output(measured, units)):
        traces += drawn[0]
        tracks += drawn[1]
    x, y = plain(-0.9, WIDE + 0.1), plain(-FOOT, HIGH)
    return [Part(traces, x, y, (0, 1, 0, 1), (0, 1, 0, 1), equal=True)], tracks


def _column(count: int, x: float, side: float, below: float = 0.0) -> list[Tile]:
    """So many tiles above each other around the middle, the first on top."""
    apart = (HIGH - below) / count
    side = min(side, 0.88 * apart)
    apart = min(apart, 1.7 * side) if count < 4 else apart
    middle = (HIGH + below) / 2
    return [Tile(x - side / 2, middle + apart * ((count - 1) / 2 - i) - side / 2, side) for i in range(count)]


def _inputs(units: Units) -> list[Tile]:
    count = {"map": 2, "curve": 1}.get(units.seen.kind, 0)
    return _column(count, INPUT / 2 + 0.5, INPUT) if count else []


def _hidden(units: Units) -> list[list[Tile]]:
    room = (LAST - FIRST) / (len(units.drawn) + 1)
    return [_column(len(layer), FIRST + room * (i + 1), UNIT) for i, layer in enumerate(units.drawn)]


def _ribbons(units: Units, layers: list[list[Tile]]) -> Drawn:
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    drawn = [weights for weights in units.weights if weights is not None]
    largest = max([SMALL, *(float(np.abs(weights).max()) for weights in drawn)])
    for i, (weights, below, above) in enumerate(zip(units.weights, layers, [*layers[1:], [OUTPUT]], strict=True)):
        if weights is None:
            continue
        ends = below[0].across[1] + 0.05, above[0].across[0] - 0.05
        low, high = (np.array([tile.y + tile.side / 2 for tile in tiles]) for tiles in (below, above))
        for positive in (True, False):
            uid, sign = f"weights-{i}-{'+' if positive else '-'}", 1 if positive else -1
            x, y = ribbons(ends, low, high, THICK * np.maximum(sign * weights, 0) / largest)
            traces.append(ribbon_trace(uid, positive, x, y[-1]))
            tracks.append(Track(uid, "replace", {"x": x[None], "y": y}, units.stride))
    return traces, tracks


def _input_tiles(measured: Measured, units: Units, tiles: list[Tile]) -> Drawn:
    names = DATASETS[measured.settings.dataset].inputs
    if not tiles:
        words = [f"{measured.entrants[next(iter(measured.entrants))].network.sizes[0]} inputs"]
        return [said("inputs", [INPUT / 2 + 0.3], [HIGH / 2], words, colour=MUTED, size=20, bold=False)], []
    traces: list[dict[str, Any]] = []
    for i, tile in enumerate(tiles):
        slope = np.tile(np.linspace(0, 255, 20), (20, 1)).astype(np.uint8)
        traces.append(decision_map(f"input-{i}", slope.T if i else slope, tile.across, tile.up, 2))
    at = np.array([(tile.x - 0.1, tile.y + tile.side / 2) for tile in tiles])
    traces.append(said("inputs", at[:, 0], at[:, 1], [_low(name) for name in names], "middle left", size=20))
    return traces, []


def _low(name: str) -> str:
    """x1 as x with a low 1."""
    return name[:-1] + chr(ord("₀") + int(name[-1])) if name[-1].isdigit() else name


def _unit_tiles(units: Units, layers: list[list[Tile]]) -> Drawn:
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, (tiles, outputs) in enumerate(zip(layers, units.tiles, strict=True)):
        for j, tile in enumerate(tiles):
            uid, output = f"unit-{i}-{j}", outputs[:, j]
            if units.seen.kind == "curve":
                along, height = units.seen.along, np.clip(output, -1.1, 1.1)
                x, y = tile.at(along, height, (units.seen.range[0], (-1.2, 1.2)))
                traces += [frame(f"frame-{uid}", tile, LINE), _line(uid, x, y[-1])]
                tracks.append(Track(uid, "replace", {"x": x[None], "y": y}, units.stride))
                continue
            bytes_ = (127.5 * (1 + np.clip(output, -1, 1)) + 0.5).astype(np.uint8)
            end = 1 - FINER / 40  # the last points of the coarser grid lie short of the edge
            across = tile.x, tile.x + end * tile.side
            traces.append(decision_map(uid, bytes_[-1], across, (tile.y, tile.y + end * tile.side), 2))
            tracks.append(Track(uid, "replace", {"z": bytes_}, units.stride))
    return traces, tracks


def _line(uid: str, x: Array, y: Array) -> dict[str, Any]:
    return {
        **{"type": "scatter", "uid": uid, "mode": "lines", "hoverinfo": "skip", "x": x, "y": y},
        "line": {"color": INK, "width": 3},
    }


def _output(measured: Measured, units: Units) -> Drawn:
    """The prediction on its tile, what is said above and below it, and below the rest."""
    ((name, entrant),) = measured.entrants.items()
    traces, track = tile_of(measured.settings, name, units.decided, OUTPUT, STYLES[entrant.rule])
    middle = OUTPUT.x + OUTPUT.side / 2
    of_units = ["hidden units"] if len(units.drawn) == 1 else [f"layer {i + 1}" for i in range(len(units.drawn))]
    spots = [(tile[0].x + tile[0].side / 2, -0.5) for tile in _hidden(units)]
    head = [(middle, HIGH - 0.85)]
    at = np.array([*head, *spots])
    notes = said("captions", at[:, 0], at[:, 1], ["the prediction", *of_units], colour=MUTED, bold=False)
    x, y = np.array([[middle], [0.1]])
    texts = [[" "]] if units.right is None else [[f"{number(100 * share)} % right"] for share in units.right]
    right = said("right", x, y, texts[-1], size=24)
    return [*traces, notes, right], [
        track,
        Track("right", "replace", {"x": x[None], "y": y[None], "text": texts}, units.stride),
    ]
