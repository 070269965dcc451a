"""The picture of a deep network's start: the outputs of each layer on the way up, then the errors on the way back."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Part, board, plain
from figures.starts import axis, dots, line, text
from figures.theme import MUTED, VARIANTS, faint
from lesson import Scene, Track, number
from pages.initialization.scale.measure import BINS, YOURS, Depth, Start
from pages.initialization.scale.words import TITLE, drawn, words

Array = NDArray[np.float64]
COLOURS = {YOURS: VARIANTS[3], "Glorot": VARIANTS[2], "He": VARIANTS[1]}
DASHES = {YOURS: "solid", "Glorot": "dash", "He": "dot"}
TALL = 0.6  # of a hill; the next row's stands 1 higher
POINTS = 2 * BINS + 2  # of a hill's outline
LOW, HIGH = -12.0, 4.0  # powers of ten of the axis of the errors
LEFT, RIGHT = -1.8, 0.6  # room beside the layers, for names
AWAY = 1e4  # layers: out of sight


def draw(measured: Depth) -> Scene:
    """A row of hills for each start, appearing layer by layer, and under them the errors from the last to the first."""
    layers = measured.settings.layers
    up, tracks = _up(measured)
    down, more = _down(measured)
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=board([up, down]),
        tracks=(*tracks, *more),
        steps=2 * layers - 1,
        words=words(measured),
        unit="step",
    )


def _up(measured: Depth) -> tuple[Part, list[Track]]:
    layers = measured.settings.layers
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for row, (name, start) in enumerate(reversed(tuple(measured.starts.items()))):
        colour = COLOURS[name]
        x, y = hills(start.outputs)
        y = y + row
        floor = np.full_like(y, row)  # grows with the hills, so that one half drawn is filled down to it
        traces += [
            line(f"floor-{name}", x, floor, colour, 0),
            line(f"hills-{name}", x, y, colour, 2, fill="tonexty", fillcolor=faint(colour)),
        ]
        tracks += [
            Track(f"{uid}-{name}", "grow", {"x": x, "y": heights}, 1 / POINTS)
            for uid, heights in (("floor", floor), ("hills", y))
        ]
        said = [number(value, 2) for value in start.spread.tolist()]
        at = numbered(layers)
        traces.append(text(f"spread-{name}", at, [row - 0.17] * len(at), [said[layer - 1] for layer in at], 18))
        tracks.append(Track(f"spread-{name}", "replace", {"text": _appearing(said, at, 2 * layers - 1)}))
        called = _called(measured, name)
        traces.append(text(f"name-{name}", [LEFT], [row + 0.25], [called], 19, colour, "middle right", bold=True))
    heads = [f"layer {layer}" if layer == 1 else str(layer) for layer in range(1, layers + 1)]
    traces.append(text("layers", np.arange(1.0, layers + 1), np.full(layers, 2.85), heads, 17, MUTED))
    x, y = plain(LEFT, layers + RIGHT), plain(-0.4, 3.05)
    return Part(traces, x, y, (0.0, 0.95, 0.37, 1.0), (0.0, 0.88, 0.42, 1.0)), tracks


def hills(outputs: Array) -> tuple[Array, Array]:
    """Histograms (L, BINS) beside each other as one line (L·POINTS + 1,), each as tall as the others."""
    layers, bins = outputs.shape
    tallest = np.maximum(outputs.max(-1, keepdims=True), 1e-300)
    heights = np.pad(np.repeat(TALL * outputs / tallest, 2, axis=-1), [(0, 0), (1, 1)])
    edges = np.repeat(np.linspace(-0.4, 0.4, bins + 1), 2)
    x = (edges + np.arange(1.0, layers + 1)[:, None]).ravel()
    return np.append(x, x[-1]), np.append(heights.ravel(), 0.0)


def numbered(layers: int) -> list[int]:
    """The layers whose deviation is written: the last and every other one, far enough apart for a phone."""
    return [*range(1, max(layers - 1, 2), 2), layers]


def _appearing(said: list[str], at: list[int], steps: int) -> list[list[str]]:
    """The texts of these layers (steps + 1, len(at)), each from its layer's step on."""
    return [[said[layer - 1] if layer <= step else " " for layer in at] for step in range(steps + 1)]


def _down(measured: Depth) -> tuple[Part, list[Track]]:
    """The errors' sizes from the last layer to the first, and on the left what they have come to."""
    layers = measured.settings.layers
    back = np.concatenate([np.full(layers + 1, float(layers)), np.arange(layers - 1.0, 0, -1)])
    here = np.where(np.arange(len(back)) < layers, AWAY, back)  # no error before the signal is at the top
    traces = [text("errors", [LEFT], [HIGH - 1.5], ["errors back"], 18, MUTED, "middle right")]
    tracks: list[Track] = []
    for row, (name, start) in enumerate(measured.starts.items()):
        colour, uid = COLOURS[name], f"errors-{name}"
        powers, said = _handed(start)
        at = {"x": back, "y": powers}
        height = HIGH - 1.5 - (row + 1) * (HIGH - LOW) / 4.2
        traces += [
            line(uid, back, powers, colour, 4, DASHES[name]),
            dots(f"{uid}-tip", back[-1:], powers[-1:], colour, 13),
            text(f"{uid}-size", [LEFT], [height], said[-1], 19, colour, "middle right", bold=True),
        ]
        tracks += [
            Track(uid, "grow", at),
            Track(f"{uid}-tip", "move", {"x": here, "y": powers}),
            Track(f"{uid}-size", "replace", {"text": said}),
        ]
    ticks = {-10.0: "10<sup>−10</sup>", -5.0: "10<sup>−5</sup>", 0.0: "1"}
    x, y = plain(LEFT, layers + RIGHT), {**axis(LOW, HIGH, ticks), "side": "right"}
    return Part(traces, x, y, (0.0, 0.95, 0.0, 0.34), (0.0, 0.88, 0.0, 0.36)), tracks


def _handed(start: Start) -> tuple[Array, list[list[str]]]:
    """The errors as powers of ten, at rest in the last layer while the signal goes up, and what is written of them."""
    layers = len(start.error)
    sizes = np.concatenate([np.full(layers + 1, start.error[-1]), start.error[-2::-1]])
    powers = np.clip(np.log10(np.maximum(sizes, 1e-300)), LOW, HIGH)
    return powers, [[" " if step < layers else number(size, 2)] for step, size in enumerate(sizes.tolist())]


def _called(measured: Depth, name: str) -> str:
    return drawn(measured.settings) if name == YOURS else name
