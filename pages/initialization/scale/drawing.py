"""The picture of a deep network's start: activations and errors in each layer, and the training error."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.grid import Cell, Row, grid
from figures.histograms import outlines, ridge_axes, ridges
from figures.panels import Panel, panel_tracks
from figures.theme import CLASSES, STYLES
from lesson import Scene, Track, number
from pages.initialization.scale.measure import OUTPUTS, POWERS, STEPS, Depth
from pages.initialization.scale.words import TITLE, words
from pages.run import on_paper

Array = NDArray[np.float64]
RULE = "SGD"
POWER_TICKS = {-12.0: "≤ 10<sup>−12</sup>", -6.0: "10<sup>−6</sup>", 0.0: "1"}


def draw(measured: Depth) -> Scene:
    """Histograms of activations and errors in each layer, and the training error."""
    activation = measured.settings.activation
    up, up_tracks = _ridges(
        "activations",
        outlines(measured.activations, OUTPUTS[activation]),
        _written(measured.spread),
        ("activations", "deviation"),
        (STYLES[RULE].colour, CLASSES[1]),
        ridge_axes(
            OUTPUTS[activation],
            _ticks(activation),
            "output above 0" if activation == "relu" else "output",
            measured.settings.layers,
            named=True,
        ),
    )
    down, down_tracks = _ridges(
        "errors",
        outlines(measured.errors, POWERS),
        _written(measured.error),
        ("errors handed back", "size"),
        (STYLES["Momentum"].colour, CLASSES[0]),
        ridge_axes(POWERS, POWER_TICKS, "size of the error", measured.settings.layers, named=False),
    )
    panel = Panel(
        key="loss",
        title="training error",
        curves={RULE: on_paper(measured.loss)},
        styles={RULE: STYLES[RULE]},
        range=(0.0, 4.0),
        guides={"baseline": measured.baseline},
        named=False,
    )
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=grid([Row([up, down, panel])], STEPS),
        tracks=(*up_tracks, *down_tracks, *panel_tracks(panel)),
        steps=STEPS,
        words=words(measured),
    )


def _ridges(
    uid: str,
    lines: tuple[Array, Array],
    numbers: list[list[str]],
    names: tuple[str, str],
    colours: tuple[str, str],
    axes: tuple[dict[str, Any], dict[str, Any]],
) -> tuple[Cell, list[Track]]:
    """A column of histograms, and how they and the numbers beside them change.

    lines: `outlines`. names: the heading, and what the numbers are. colours: of the outline and the area.
    """
    x, y = lines
    heading, measure = names
    still = x[None]
    tracks = [Track(f"{uid}-{i + 1}", "replace", {"x": still, "y": y[:, i]}) for i in range(y.shape[1])]
    tracks.append(Track(f"{uid}-numbers", "replace", {"text": numbers}))
    return Cell(ridges(uid, x, y[-1], numbers[-1], measure, *colours), *axes, title=heading, weight=1.2), tracks


def _written(rows: Array) -> list[list[str]]:
    return [[number(value, 2) for value in row] for row in rows.tolist()]


def _ticks(activation: str) -> dict[float, str]:
    low, high = OUTPUTS[activation]
    ticks = {value: number(value) for value in (low, (low + high) / 2, high)}
    return ticks | ({high: f"≥ {number(high)}"} if activation == "relu" else {})
