"""What networks make of their inputs, on tiles beside each other with a heading each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import AWAY, Area, Part, Tile, frame, plain, said
from figures.decision import decision_map, examples
from figures.theme import INK, MUTED, PAPER, Style
from lesson import Track
from networks import DATASETS
from networks.decisions import SIDE
from pages.network_race.measure_decisions import DRAWN, Decisions
from pages.network_race.settings import Settings

Array = NDArray[np.float64]
BETWEEN, HEAD = 0.07, 0.19  # in tiles: between two, and above each for its heading
SINGLE: Area = (0, 1, 0.46, 1)  # on a phone: one tile, two rows of two beside each other, two of more below each other
FOUR: tuple[Area, ...] = (0, 0.5055, 0.7, 1), (0.4945, 1, 0.7, 1)
MORE: tuple[Area, ...] = (0, 1, 0.74, 1), (0, 1, 0.48, 0.74)


def columns(count: int) -> int:
    """How many tiles stand beside each other: two rows, or a single tile."""
    return 1 if count == 1 else max(2, -(-count // 2))


def tiles(
    settings: Settings,
    seen: Decisions,
    headings: dict[str, list[str]],
    styles: dict[str, Style],
    area: Area,
) -> tuple[list[Part], list[Track]]:
    """A tile for each of seen, under its heading at each epoch; a phone has no room for headings."""
    across = columns(len(seen.of))
    rows = -(-len(seen.of) // across)
    x, y = plain(-0.06, across * (1 + BETWEEN) - BETWEEN + 0.06), plain(-0.02, 1 + HEAD - 0.02)
    left, right, bottom, top = area
    each = (top - bottom) / rows
    narrow = [SINGLE] if rows == 1 else FOUR if across == 2 else MORE
    parts: list[Part] = []
    tracks: list[Track] = []
    for row in range(rows):
        names = [*seen.of][row * across : (row + 1) * across]
        place = left, right, top - (row + 1) * each, top - row * each
        traces: list[dict[str, Any]] = []
        for column, name in enumerate(names):
            drawn, track = tile_of(settings, name, seen, Tile(column * (1 + BETWEEN), 0.0), styles[name])
            traces += drawn
            tracks.append(track)
        named, naming = _named(f"headings-{row}", [headings[name] for name in names], [styles[name] for name in names])
        tracks.append(naming)
        parts += [Part(traces, x, y, place, narrow[row], True), Part([named], x, y, place, AWAY, True)]
    return parts, tracks


def _named(uid: str, headings: list[list[str]], styles: list[Style]) -> tuple[dict[str, Any], Track]:
    """The headings of a row of tiles."""
    x = np.arange(float(len(headings))) * (1 + BETWEEN) + 0.5
    y = np.full(len(headings), 1 + 0.45 * HEAD)
    texts = [[*row] for row in zip(*headings, strict=True)]
    trace = said(uid, x, y, texts[-1], "middle center", [style.colour for style in styles], 17)
    return trace, Track(uid, "replace", {"x": x[None], "y": y[None], "text": texts})


def tile_of(
    settings: Settings, name: str, decisions: Decisions, tile: Tile, style: Style
) -> tuple[list[dict[str, Any]], Track]:
    """The traces of one network's tile, and how what it decides changes."""
    uid, points = f"decision-{name}", f"examples-{name}"
    seen, decided = decisions.seen, decisions.of[name]
    if seen.kind in ("map", "section"):
        classes = len(DATASETS[settings.dataset].classes)
        inside = (np.abs(np.array([seen.x, seen.y]) - np.mean(seen.range, axis=1)[:, None])).max(0) <= 0.5 * np.ptp(
            seen.range[0]
        )
        x, y = tile.at(seen.x[inside][:DRAWN], seen.y[inside][:DRAWN], seen.range)
        drawn = examples(points, x, y, seen.label[inside][:DRAWN], classes)
        ground: Any = decision_map(uid, decided[-1], tile.across, tile.up, classes)
        return [ground, frame(f"frame-{name}", _around(tile), style.colour, 3), *drawn], Track(
            uid, "replace", {"z": decided}, decisions.stride
        )
    x, y = tile.at(seen.along if seen.kind == "curve" else seen.along[:DRAWN], decided.astype(float), seen.range)
    return [frame(f"frame-{name}", tile, style.colour, 3), *_fitted(uid, points, decisions, tile, x, y, style)], Track(
        uid, "replace", {"x": x[None], "y": y}, decisions.stride
    )


def _around(tile: Tile) -> Tile:
    """Half a cell of the map beyond its outermost points."""
    half = 0.5 * tile.side / (SIDE - 1)
    return Tile(tile.x - half, tile.y - half, tile.side + 2 * half)


def _fitted(
    uid: str, points: str, decisions: Decisions, tile: Tile, x: Array, y: Array, style: Style
) -> list[dict[str, Any]]:
    seen = decisions.seen
    common: dict[str, Any] = {"type": "scatter", "hoverinfo": "skip"}
    dot = {"size": 7, "color": MUTED, "line": {"width": 1, "color": PAPER}}
    if seen.kind == "curve":
        at = tile.at(seen.x[:DRAWN], seen.y[:DRAWN], seen.range)
        return [
            {**common, "uid": points, "mode": "markers", "x": at[0], "y": at[1], "marker": dot},
            {**common, "uid": uid, "mode": "lines", "x": x, "y": y[-1], "line": {"color": style.colour, "width": 4}},
        ]
    ends = tile.at(np.array(seen.range[0]), np.array(seen.range[1]), seen.range)
    right = {"mode": "lines", "x": ends[0], "y": ends[1], "line": {"color": INK, "width": 2, "dash": "dash"}}
    return [
        {**common, "uid": f"{uid}-right", **right},
        {**common, "uid": uid, "mode": "markers", "x": x, "y": y[-1], "marker": {**dot, "color": style.colour}},
    ]
