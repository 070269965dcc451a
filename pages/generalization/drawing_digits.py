"""The pictures of digits: changed copies and what they buy, and which classes are taken for each other."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Area, Part, board, plain, said
from figures.curves import OCHRE, RED, TEAL, line, live
from figures.panels import AXIS
from figures.theme import INK, RELIEF, scale
from lesson import Scene, Track
from pages.generalization.chart import Curve, over_epochs
from pages.generalization.drawing_training import heading, over
from pages.generalization.measure_digits import AS_THEY_ARE, CHANGED, DIGITS, EPOCHS, Digits
from pages.generalization.words import percent, title, words_of_digits

COLOURS = {AS_THEY_ARE: OCHRE, CHANGED: TEAL}
SHORT = {AS_THEY_ARE: "as they are", CHANGED: "changed"}
FULL = 0.12  # of a class's digits taken for another: as dark as it gets
AWAY = 99.0  # left of the picture
ROWS = 6  # digits of which copies are drawn
PAPER_TO_INK = scale((RELIEF[3], RELIEF[1], INK))


def _scene(measured: Digits, parts: list[Part], tracks: list[Track]) -> Scene:
    return Scene(
        title=title(measured.settings),
        drawing=board(parts),
        tracks=tuple(tracks),
        steps=measured.epochs,
        words=words_of_digits(measured),
        unit="epoch",
        progress=measured.epochs / EPOCHS,
    )


def draw_augment(measured: Digits) -> Scene:
    """Digits and changed copies of them, and the validation errors of both trainings."""
    area: Area = (0, 0.5, 0, 0.88)
    narrow: Area = (0, 1, 0.54, 0.94)
    digits = (0, 2, 4, 6, 8, 9)[:ROWS]
    rows, columns = len(digits), measured.samples.shape[1]
    tiles = measured.samples[list(digits)].reshape(rows, columns, 8, 8)
    page = np.zeros((rows * 9, columns * 9))
    for i in range(rows):
        for j in range(columns):
            bottom = 9 * (rows - 1 - i)
            page[bottom : bottom + 8, 9 * j : 9 * j + 8] = tiles[i, j, ::-1]
    z = np.clip(255 * page / 16, 0, 255).astype(np.uint8)
    mosaic = {
        **{"type": "heatmap", "uid": "digits", "x0": 0, "dx": 1, "y0": 0, "dy": 1, "z": z, "zmin": 0, "zmax": 255},
        **{"colorscale": PAPER_TO_INK, "showscale": False, "hoverinfo": "skip"},
    }
    edge = line("own-edge", [8.0, 8.0], [-1, rows * 9], INK, 3)
    left = Part([mosaic, edge], plain(-1, columns * 9 - 1), plain(-1, rows * 9 - 1), area, narrow, True)
    text = "a digit, and changed copies of it"
    called = heading("called", text, over(area), over(narrow, 0.06))
    curves = [
        Curve(name, SHORT[name], band, COLOURS[name], "dash" if name == AS_THEY_ARE else "solid")
        for name, band in measured.unseen.items()
    ]
    places: tuple[Area, Area] = (0.62, 1, 0.14, 0.86), (0.15, 1, 0.11, 0.44)
    chart, growing = over_epochs(curves, EPOCHS, measured.top, "validation error", None, *places, room=1.75)
    wrong = [
        f"wrong: {percent(float(np.median(one)))} as they are, {percent(float(np.median(other)))} changed"
        for one, other in zip(measured.wrong[AS_THEY_ARE], measured.wrong[CHANGED], strict=True)
    ]
    told, telling = live("wrong", 0.5, 0.5, wrong, size=18)
    telling_part = Part([told], plain(0, 1), plain(0, 1), (0.54, 1, 0.88, 1), (0, 1, 0.46, 0.53))
    return _scene(measured, [left, called, chart, telling_part], [*growing, telling])


def draw_confused(measured: Digits) -> Scene:
    """For both trainings how many unseen digits of each class were taken for each other class."""
    places: dict[str, tuple[Area, Area | None, Area]] = {  # a phone has room for one matrix, and what is said of both
        AS_THEY_ARE: ((0.06, 0.5, 0.12, 0.9), None, (0.1, 0.98, 0.94, 1)),
        CHANGED: ((0.56, 1, 0.12, 0.9), (0.1, 0.98, 0.1, 0.88), (0.1, 0.98, 0.88, 0.94)),
    }
    called = {AS_THEY_ARE: "as they are", CHANGED: "with changed copies"}
    (i, j, _), *_ = measured.pairs()
    parts: list[Part] = []
    tracks: list[Track] = []
    for name, (area, narrow, head) in places.items():
        part, moves = _matrix(measured, name, (i, j), area, narrow)
        wrong = [f"{called[name]}: {percent(float(np.median(one)))} wrong" for one in measured.wrong[name]]
        told, telling = live(f"wrong-{name}", 0.5, 0.5, wrong, colour=COLOURS[name], size=20)
        parts += [part, Part([told], plain(0, 1), plain(0, 1), over(area), head)]
        tracks += [*moves, telling]
    return _scene(measured, parts, tracks)


def _matrix(
    measured: Digits, name: str, pair: tuple[int, int], area: Area, narrow: Area | None
) -> tuple[Part, list[Track]]:
    counts = measured.confused[name]
    each = np.maximum(counts[-1].sum(1, keepdims=True), 1)
    off = counts * (1 - np.eye(10, dtype=np.int64))
    z = np.clip(255 * off / (FULL * each), 0, 255).astype(np.uint8)
    heat = {
        **{"type": "heatmap", "uid": f"confused-{name}", "x0": 0, "dx": 1, "y0": 0, "dy": 1, "z": z[-1]},
        **{"zmin": 0, "zmax": 255, "colorscale": scale(RELIEF[::-1]), "showscale": False, "hoverinfo": "skip"},
    }
    x, y = (part.ravel().astype(float) for part in np.meshgrid(DIGITS, DIGITS))
    texts = _written(off)
    numbers = said(f"counts-{name}", x, y, texts[-1], size=18)
    (i, j) = pair
    frames: list[dict[str, Any]] = [_square(f"pair-{name}-{k}", *at) for k, at in enumerate(((i, j), (j, i)))]
    ticks = {**AXIS, "tickvals": [*range(10)], "ticks": "", "showline": False, "range": [-0.5, 9.5], "fixedrange": True}
    across = {**ticks, "title": {"text": "taken for", "standoff": 2, "font": {"size": 18}}}
    up = {**ticks, "range": [9.5, -0.5], "title": {"text": "is", "standoff": 2, "font": {"size": 18}}}
    # not framed before the end, so that the answer is not told
    tracks = [
        *(Track(frame["uid"], "replace", {"x": np.stack([frame["x"] - AWAY, frame["x"]])}, EPOCHS) for frame in frames),
        Track(f"confused-{name}", "replace", {"z": z}),
        Track(f"counts-{name}", "replace", {"text": texts}),
    ]
    return Part([heat, numbers, *frames], across, up, area, narrow, True), tracks


def _written(off: NDArray[np.int64]) -> list[list[str]]:
    return [[str(one) if one else " " for one in matrix.ravel().tolist()] for matrix in off]


def _square(uid: str, row: int, column: int) -> dict[str, Any]:
    x = column + np.array([-0.5, 0.5, 0.5, -0.5, -0.5])
    y = row + np.array([-0.5, -0.5, 0.5, 0.5, -0.5])
    return line(uid, x, y, RED, 4)
