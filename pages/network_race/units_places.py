"""Where the units of a network stand: in columns from left to right, or on a phone in rows from the bottom up.

Both have the same places across, so that the ribbons between them are the same numbers.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figures.board import Tile
from pages.network_race.measure_units import Units

Array = NDArray[np.float64]
Ends = tuple[float, float]
INPUT, UNIT = 2.3, 2.15  # sides of tiles; units in a crowd are smaller
APART = 0.05  # a ribbon and a tile
WIDE, HIGH, FOOT = 24.0, 10.0, 0.9  # of the columns, and below them a line of captions
RIGHT = Tile(16.6, 0.9, 7.4)  # the output beside the columns
FIRST, LAST = 3.6, 16.0  # between these the hidden layers stand
ABOVE_INPUTS, LAYER, MORE = 2.3, 4.4, 1.8  # of the rows: where the hidden ones begin, room for one, for each more
TOP = 5.6  # side of the output above the rows
ASIDE, WIDER = 1.1, 0.35  # room beside the rows, more with each layer, for what is said at the output's left


@dataclass(frozen=True)
class Places:
    """Tiles of the inputs, of each hidden layer and of the output, and where words stand.

    inputs: empty where there are too many to draw. size: the ends of both axes. runs: from where to where the ribbons
    run into each layer. crowd: where the number of inputs is said that are not drawn. called, share: what is said of
    the output; layers: of the hidden layers, one word each or one for all. side: of a word from its point.
    """

    size: tuple[Ends, Ends]
    inputs: list[Tile]
    hidden: list[list[Tile]]
    output: Tile
    runs: list[Ends]
    crowd: Ends
    called: Ends
    share: Ends
    layers: list[Ends]
    side: str


def across(units: Units) -> list[Array]:
    """The middles of the inputs, of each hidden layer's units and of the output, from the bottom of the columns."""
    counts = [_inputs(units), *map(len, units.drawn)]
    return [
        *(_spread(count, UNIT if i else INPUT) for i, count in enumerate(counts)),
        np.array([RIGHT.y + RIGHT.side / 2]),
    ]


def in_columns(units: Units) -> Places:
    """From left to right."""
    below, *middles, _ = across(units)
    room = (LAST - FIRST) / (len(middles) + 1)
    hidden: list[list[Tile]] = []
    for i, layer in enumerate(middles):
        side = _side(len(layer), UNIT)
        hidden.append([Tile(FIRST + room * (i + 1) - side / 2, at - side / 2, side) for at in layer.tolist()])
    inputs = [Tile(0.5, at - INPUT / 2, INPUT) for at in below.tolist()]
    columns = [[Tile(0.5, 0.0, INPUT)], *hidden, [RIGHT]]
    middle = RIGHT.x + RIGHT.side / 2
    return Places(
        size=((-0.9, WIDE + 0.1), (-FOOT, HIGH)),
        inputs=inputs,
        hidden=hidden,
        output=RIGHT,
        runs=_runs([column[0].across for column in columns]),
        crowd=(INPUT / 2 + 0.3, HIGH / 2),
        called=(middle, HIGH - 0.85),
        share=(middle, 0.1),
        layers=[(tiles[0].x + tiles[0].side / 2, -0.5) for tiles in hidden],
        side="middle center",
    )


def in_rows(units: Units) -> Places:
    """From the bottom up, the columns' top at the left."""
    below, *middles, above = (HIGH - at for at in across(units))
    high = LAYER + MORE * (len(middles) - 1)
    room = high / len(middles)
    hidden: list[list[Tile]] = []
    for i, layer in enumerate(middles):
        side = _side(len(layer), min(UNIT, 0.55 * room))
        bottom = ABOVE_INPUTS + room * (i + 0.5) - side / 2
        hidden.append([Tile(at - side / 2, bottom, side) for at in layer.tolist()])
    output = Tile(float(above[0]) - TOP / 2, ABOVE_INPUTS + high, TOP)
    rows = [[Tile(0.0, 0.0, INPUT)], *hidden, [output]]
    left, top = output.x - 0.25, output.up[1]
    aside = ASIDE + WIDER * (len(middles) - 1)
    return Places(
        size=((-aside, HIGH + aside), (-0.1, top + 0.1)),
        inputs=[Tile(at - INPUT / 2, 0.0, INPUT) for at in below.tolist()],
        hidden=hidden,
        output=output,
        runs=_runs([row[0].up for row in rows]),
        crowd=(HIGH / 2, INPUT / 2),
        called=(left, top - 0.5),
        share=(left, top - 1.5),
        layers=[(left, output.y + 0.4)],
        side="middle left",
    )


def _runs(tiles: list[Ends]) -> list[Ends]:
    return [(low[1] + APART, high[0] - APART) for low, high in pairwise(tiles)]


def _inputs(units: Units) -> int:
    """How many inputs are drawn."""
    return {"map": 2, "curve": 1}.get(units.seen.kind, 0)


def _side(count: int, most: float) -> float:
    """Of so many tiles beside each other."""
    return min(most, 0.88 * HIGH / count)


def _spread(count: int, side: float) -> Array:
    """Middles of so many tiles around the middle, the first at the top."""
    apart = HIGH / max(count, 1)
    if count < 4:
        apart = min(apart, 1.7 * _side(max(count, 1), side))
    return HIGH / 2 + apart * ((count - 1) / 2 - np.arange(float(count)))
