"""The picture of a pass: the network with its numbers, and the algorithm beside it, one executed line a step."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import network as drawing
from figures.theme import INK, MARKED, STYLES
from lesson import Formula, Scene, Track
from networks import Network
from pages.backpropagation.algorithm import Step, brief, label, lines, steps
from pages.backpropagation.measure import Measured, Run
from pages.backpropagation.settings import SIZES, WEIGHTS, Settings
from pages.backpropagation.words import factor_names, title, words

Array = NDArray[np.float64]
FORWARD, BACKWARD, CHAIN = STYLES["SGD"].colour, STYLES["Momentum"].colour, STYLES["Adam"].colour
UNIT, INPUT = 60, 50  # circles in px
AWAY = "\u2003\u2003\u2004"  # from a unit's centre to what is written beside it
ROWS = drawing.positions(SIZES)
AT = np.concatenate(ROWS)
BIASES = np.array([[0.068, 0.5], [0.93, 0.5], [0.78, 1.0]])
# where labels stand, in the order of WEIGHTS
LABELS = np.array(
    [[0.21, 0.22], [0.4, 0.18], [0.6, 0.18], [0.79, 0.22], *BIASES[:2], [0.355, 0.71], [0.645, 0.71], BIASES[2]]
)
VALUES = (np.concatenate([AT, AT[2:]]), ["middle center"] * 2 + ["top center"] * 3 + ["bottom center"] * 3)
ERRORS = (AT[[2, 3, 2, 3, 4]], ["top right", "top left", "bottom right", "bottom left", "bottom left"])
BELOW = np.array([[0.5, -2.0]])  # out of sight


def draw(measured: Measured) -> Scene:
    """Every executed line as a step; the chain of factors of the chosen weight under it."""
    settings, run = measured.settings, measured.run
    done = list(steps(run))
    tracks = _tracks(run, done)
    return Scene(
        title=title(settings),
        drawing=_drawing(settings, run, tracks, len(done) - 1),
        tracks=tracks,
        steps=len(done) - 1,
        unit="line",
        words=words(measured),
        formulas=_formulas(settings, run, done),
    )


def _tracks(run: Run, done: list[Step]) -> tuple[Track, ...]:
    """Where the marker pen is, and what is written, after each step."""
    told = {
        "values": [step.values for step in done],
        "errors": [[_away(text, side) for text, side in zip(step.errors, ERRORS[1], strict=True)] for step in done],
        "target": [[f"target {brief(run.y[step.example, 0])}"] for step in done],
        "weights": [[f"{label(name)} {brief(w)}" for name, w in zip(WEIGHTS, run.w, strict=True)]],
        "d": [[f"d {d}" for d in step.d] for step in done],
        "new": [[f"→ {new}" if new != " " else " " for new in step.new] for step in done],
        "said": [[*step.said, " ", " "][:3] for step in done],
    }
    pens = _pens(tuple(lines(run.network)), tuple((step.line, step.layer, step.units) for step in done))
    return *pens, *(Track(uid, "replace", {"text": texts}) for uid, texts in told.items())


@lru_cache(maxsize=16)
def _pens(order: tuple[str, ...], work: tuple[tuple[str, int | None, tuple[int, ...]], ...]) -> tuple[Track, ...]:
    """Where the marker pen is for each (line, layer, units), the lines written in that order."""
    places = {
        "pen-edges": _pad([_edges(layer) for _, layer, _ in work]),
        "pen-units": _pad([AT[list(units)] for _, _, units in work]),
        "pen-line": np.array([[[x, order.index(line)] for x in (0.0, 1.0)] for line, _, _ in work]),
    }
    return tuple(Track(uid, "replace", {"x": at[:, :, 0], "y": at[:, :, 1]}) for uid, at in places.items())


def _drawing(settings: Settings, run: Run, tracks: tuple[Track, ...], last: int) -> dict[str, Any]:
    final = {track.trace: track.at(last) for track in tracks}
    still = _still(run.network, settings.weight, last)
    return {**still, "data": [trace | final.get(trace["uid"], {}) for trace in still["data"]]}


@lru_cache(maxsize=128)
def _still(network: Network, weight: str, last: int) -> dict[str, Any]:
    """The drawing without what changes from step to step."""
    key = np.array([[0.5, 0.0]])
    names = ([f"in[0]{AWAY}\u2005", f"{AWAY}\u2005in[1]"], ["middle left", "middle right"])
    left = [
        drawing.line("pen-edges", BELOW, MARKED, 12),
        *(drawing.edges(f"edges-{i}", ROWS[i], ROWS[i + 1]) for i in (0, 1)),
        *(drawing.edges(f"bias-{i}", BIASES[i : i + 1], AT[2 + i : 3 + i]) for i in range(3)),
        drawing.line("path", _path(weight), CHAIN, 4),
        drawing.units("pen-units", ROWS[0], UNIT + 12, MARKED, MARKED),
        drawing.gaps("gaps", LABELS, 72, 58),
        drawing.units("inputs", ROWS[0], INPUT),
        drawing.units("units", AT[2:], UNIT),
        drawing.texts("values", VALUES[0], [], VALUES[1], FORWARD, 1),
        drawing.texts("errors", ERRORS[0], [], ERRORS[1], BACKWARD, 1),
        drawing.texts("names", ROWS[0], *names, INK),
        drawing.texts("target", np.array([[0.14, 1.0]]), [], "middle center", INK),
        drawing.texts("key-values", key, ["out above in"], "top center", FORWARD, 1),
        drawing.texts("key-errors", key, ["errors, d"], "bottom center", BACKWARD, 1),
        drawing.texts("weights", LABELS, [], "top center", INK, 12),
        drawing.texts("d", LABELS, [], "middle center", BACKWARD),
        drawing.texts("new", LABELS, [], "bottom center", INK, 12, weight="bold"),
    ]
    written = lines(network)
    right = [
        drawing.line("pen-line", BELOW, MARKED, 22),
        drawing.code("code", list(written.values()), 0),
        drawing.code("said", ["", "", ""], len(written) + 1),
    ]
    return drawing.beside(left, right, rows=len(written) + 4, steps=last, unit="line")


def _away(text: str, side: str) -> str:
    return AWAY + text if side.endswith("right") else text + AWAY


def _edges(layer: int | None) -> Array:
    """One line along all edges of a layer, its biases' too."""
    if layer is None:
        return BELOW
    lower, upper = ROWS[layer : layer + 2]
    biases = BIASES[:2] if layer == 0 else BIASES[2:]
    stubs = [point for unit, bias in zip(upper, biases, strict=True) for point in (lower[0], unit, bias, unit)]
    return np.concatenate([drawing.walk(lower, upper), np.array(stubs)[1:]])


def _pad(lines: list[Array]) -> Array:
    """Lines of any length as (k, n, 2): short ones stay at their last point."""
    n = max(map(len, lines))
    return np.array([np.pad(line, ((0, n - len(line)), (0, 0)), "edge") for line in lines])


def _path(name: str) -> Array:
    """From the weight's lower end to the output."""
    i = int(name[1])
    if name[0] == "u":
        return np.array([BIASES[2] if i == 2 else AT[2 + i], AT[4]])
    j = int(name[2])
    return np.array([BIASES[j] if i == 2 else AT[i], AT[2 + j], AT[4]])


def _formulas(settings: Settings, run: Run, done: list[Step]) -> tuple[Formula, ...]:
    """The factors on the path from the chosen weight, of the example at work, and the mean of the products."""
    symbols, factors = factor_names(run, settings.weight), run.factors(settings.weight)[1]
    product, at = factors.prod(-1), [step.example for step in done]
    places = [f"f{i}" for i in range(len(symbols))]
    values = {place: factors[at, i] for i, place in enumerate(places)} | {"product": product[at]}
    name = label(settings.weight)
    numbers = "·".join(f"({{{place}}})" for place in places)
    chain = Formula(name, CHAIN, f"∂error/∂{name} = {'·'.join(symbols)} = {numbers} = {{product}}", values)
    count = len(product)
    if count == 1:
        return (chain,)
    places = [f"p{k}" for k in range(count)]
    values = {place: product[k : k + 1] for k, place in enumerate(places)} | {"g": product.mean(keepdims=True)}
    total = " + ".join(f"({{{place}}})" for place in places)
    return (chain, Formula("mean", CHAIN, f"g = d / batch_size = ({total}) / {count} = {{g}}", values))
