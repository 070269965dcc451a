"""A network as its units see the data: each unit a tile, each weight a ribbon, and what they come to."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import AWAY, Part, Tile, frame, plain, said
from figures.decision import decision_map
from figures.ribbons import ribbon_trace, ribbons
from figures.theme import INK, LINE, MUTED, STYLES
from lesson import Track, number
from networks import DATASETS
from pages.network_race.measure import Measured
from pages.network_race.measure_units import FINER, Units
from pages.network_race.tiles import tile_of
from pages.network_race.units_places import HIGH, Ends, Places, across, in_columns, in_rows

Array = NDArray[np.float64]
THICK = 0.3  # half of the widest ribbon
SMALL = 1.0  # the widest stands for at least this weight
Shades = list[list[NDArray[np.uint8]]]  # of each layer's units (T, rows, columns)
Drawn = tuple[list[dict[str, Any]], list[Track]]


def units_picture(measured: Measured, units: Units) -> tuple[list[Part], list[Track]]:
    """The one network of the view, on a phone from the bottom up."""
    shades = [[_shade(outputs[:, j]) for j in range(outputs.shape[1])] for outputs in units.tiles]  # sent once for both
    columns, rows = in_columns(units), in_rows(units)
    beside, above = _ribbons(units, columns.runs, rows.runs)
    traces, tracks = _tiles(measured, units, columns, shades)
    higher, rising = _tiles(measured, units, rows, shades)
    higher = [{**trace, "uid": f"up-{trace['uid']}"} for trace in higher]
    rising = [replace(track, trace=f"up-{track.trace}") for track in rising]
    whole = (0.0, 1.0, 0.0, 1.0)
    x, y = (plain(*ends) for ends in columns.size)
    across, up = (plain(*ends) for ends in rows.size)
    turned = plain(HIGH - rows.size[0][0], HIGH - rows.size[0][1])
    return [
        Part([*beside[0], *traces], x, y, whole, AWAY, equal=True),
        Part(above[0], turned, up, AWAY, whole, equal=True),
        Part(higher, across, up, AWAY, whole, equal=True),
    ], [*beside[1], *tracks, *above[1], *rising]


def _ribbons(units: Units, columns: list[Ends], rows: list[Ends]) -> tuple[Drawn, Drawn]:
    """Between the columns, and between the rows with the axes exchanged, of which the one across is turned round."""
    beside: Drawn = [], []
    above: Drawn = [], []
    middles = across(units)
    drawn = [weights for weights in units.weights if weights is not None]
    largest = max([SMALL, *(float(np.abs(weights).max()) for weights in drawn)])
    for i, weights in enumerate(units.weights):
        if weights is None:
            continue
        (start, end), (low, high) = columns[i], rows[i]
        for positive in (True, False):
            uid, sign = f"weights-{i}-{'+' if positive else '-'}", 1 if positive else -1
            half = THICK * np.maximum(sign * weights, 0) / largest
            x, y = ribbons((start, end), middles[i], middles[i + 1], half)
            up = low + (high - low) * (x - start) / (end - start)
            for (traces, tracks), name, moving in (
                (beside, uid, {"x": x[None], "y": y}),
                (above, f"up-{uid}", {"x": y, "y": up[None]}),
            ):
                traces.append(ribbon_trace(name, positive, moving["x"][-1], moving["y"][-1]))
                tracks.append(Track(name, "replace", moving, units.stride))
    return beside, above


def _tiles(measured: Measured, units: Units, places: Places, shades: Shades) -> Drawn:
    hidden, moving = _unit_tiles(units, places.hidden, shades)
    output, rising = _output(measured, units, places)
    return [*_input_tiles(measured, places), *hidden, *output], [*moving, *rising]


def _input_tiles(measured: Measured, places: Places) -> list[dict[str, Any]]:
    names, tiles = DATASETS[measured.settings.dataset].inputs, places.inputs
    if not tiles:
        words = [f"{measured.entrants[next(iter(measured.entrants))].network.sizes[0]} inputs"]
        (x, y) = places.crowd
        return [said("inputs", [x], [y], words, colour=MUTED, size=20, bold=False)]
    traces: list[dict[str, Any]] = []
    for i, tile in enumerate(tiles):
        slope = np.tile(np.linspace(0, 255, 20), (20, 1)).astype(np.uint8)
        traces.append(decision_map(f"input-{i}", slope.T if i else slope, tile.across, tile.up, 2))
    at = np.array([(tile.x - 0.1, tile.y + tile.side / 2) for tile in tiles])
    traces.append(said("inputs", at[:, 0], at[:, 1], [_low(name) for name in names], "middle left", size=20))
    return traces


def _low(name: str) -> str:
    """x1 as x with a low 1."""
    return name[:-1] + chr(ord("₀") + int(name[-1])) if name[-1].isdigit() else name


def _unit_tiles(units: Units, layers: list[list[Tile]], shades: Shades) -> Drawn:
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, (tiles, outputs, shade) in enumerate(zip(layers, units.tiles, shades, strict=True)):
        for j, tile in enumerate(tiles):
            uid, output = f"unit-{i}-{j}", outputs[:, j]
            if units.seen.kind == "curve":
                along, height = units.seen.along, np.clip(output, -1.1, 1.1)
                x, y = tile.at(along, height, (units.seen.range[0], (-1.2, 1.2)))
                traces += [frame(f"frame-{uid}", tile, LINE), _line(uid, x, y[-1])]
                tracks.append(Track(uid, "replace", {"x": x[None], "y": y}, units.stride))
                continue
            end = 1 - FINER / 40  # the last points of the coarser grid lie short of the edge
            across = tile.x, tile.x + end * tile.side
            traces.append(decision_map(uid, shade[j][-1], across, (tile.y, tile.y + end * tile.side), 2))
            tracks.append(Track(uid, "replace", {"z": shade[j]}, units.stride))
    return traces, tracks


def _shade(outputs: Array) -> NDArray[np.uint8]:
    return (127.5 * (1 + np.clip(outputs, -1, 1)) + 0.5).astype(np.uint8)


def _line(uid: str, x: Array, y: Array) -> dict[str, Any]:
    return {
        **{"type": "scatter", "uid": uid, "mode": "lines", "hoverinfo": "skip", "x": x, "y": y},
        "line": {"color": INK, "width": 3},
    }


def _output(measured: Measured, units: Units, places: Places) -> Drawn:
    """The prediction on its tile, and what is said of it and of the units."""
    ((name, entrant),) = measured.entrants.items()
    traces, track = tile_of(measured.settings, name, units.decided, places.output, STYLES[entrant.rule])
    at = np.array([places.called, *places.layers])
    words = ["the prediction", *_layers(len(units.drawn), len(places.layers))]
    notes = said("captions", at[:, 0], at[:, 1], words, places.side, MUTED, bold=False)
    (x, y) = np.array(places.share)[:, None]
    texts = [[" "]] if units.right is None else [[f"{number(100 * share)} % right"] for share in units.right]
    right = said("right", x, y, texts[-1], places.side, size=24)
    return [*traces, notes, right], [
        track,
        Track("right", "replace", {"x": x[None], "y": y[None], "text": texts}, units.stride),
    ]


def _layers(count: int, words: int) -> list[str]:
    """What the hidden layers are called in so many words: one for each, or for all of them below the output."""
    if words < count:
        return [f"{count} hidden layers"]
    return ["hidden units"] if count == 1 else [f"layer {i + 1}" for i in range(count)]
