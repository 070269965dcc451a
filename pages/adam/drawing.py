"""Adam in the canyon: two paths with and without the correction, and how it fades; or Adam beside its parts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, error_panel, map_axes, panel_tracks, picture
from figures.relief import arrow_track, path_tracks
from figures.theme import MUTED, STYLES, Style
from lesson import Formula, Pick, Scene, Track, number
from pages.adam.measure import Correction, Measured, Parts
from pages.adam.measure_steps import Steps
from pages.adam.settings import Settings
from pages.adam.words import title, words
from pages.run import LOWEST, on_paper
from surfaces import relief

Array = NDArray[np.float64]
Pair = tuple[Array, Array]  # w1's and w2's
SIGNS = {"1": 1.0, "−1": -1.0}
AVERAGES = {
    "ŝ": Style(STYLES["Momentum"].colour, "solid", "square"),
    "s": Style(STYLES["Momentum"].colour, "dash", "square-open"),
    "√r̂": Style(STYLES["RMSProp"].colour, "solid", "diamond"),
    "√r": Style(STYLES["RMSProp"].colour, "dash", "diamond-open"),
}
FACTORS = {"β1": AVERAGES["ŝ"], "β2": AVERAGES["√r̂"]}
CORRECTION = {"corrected": STYLES["Adam"], "uncorrected": Style(MUTED, "dash", "x")}
PARTS = {
    "β2 = 0": STYLES["Momentum"],
    "β1 = 0": Style(MUTED, "solid", "circle"),
    "RMSProp": STYLES["RMSProp"],
    "Adam": STYLES["Adam"],
}
HEAD = 0.3  # length of an arrow's head on the map


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    return _correction(measured) if isinstance(measured, Correction) else _parts(measured)


def _correction(measured: Correction) -> Scene:
    paths = _paths(measured)
    left, tracks = _map(measured, paths, CORRECTION)
    for name, change in measured.changes.items():
        style, by = CORRECTION[name], on_paper(measured.arrow_scale * change)
        arrow = (*(part[: len(by)] for part in paths[name]), *by.T)
        left.append(parts.arrow(name, name, style.colour, *arrow, head=HEAD))
        tracks.append(arrow_track(name, *arrow, head=HEAD))
    numbers = _numbers(measured.steps)
    panels = [_factors(measured), _averages(measured, numbers), _sizes(measured)]
    return _scene(measured, left, tracks, panels, numbers)


def _parts(measured: Parts) -> Scene:
    left, tracks = _map(measured, _paths(measured), PARTS)
    second = {name: on_paper(step) for name, step in measured.second.items()}
    panels = [
        replace(error_panel(measured.errors, relief(measured.surface), LOWEST, PARTS), title="error"),
        Panel("size", "Δw<sub>2</sub> / η", second, PARTS, (-2.2, 2.2), guides=SIGNS, ticks=(-2, -1, 0, 1, 2)),
    ]
    return _scene(measured, left, tracks, panels, _numbers(measured.steps))


def _scene(
    measured: Measured,
    left: list[dict[str, Any]],
    tracks: list[Track],
    panels: list[Panel],
    numbers: Mapping[str, Pair],
) -> Scene:
    settings, ground = measured.settings, relief(measured.surface)
    left.append(parts.place("start", "start", *settings.start))
    return Scene(
        title=title(settings),
        drawing=picture(left, map_axes(ground), ground.aspect, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        words=words(measured),
        formulas=_formulas(settings, numbers),
        pick=Pick(("x0", "y0"), measured.surface.domain),
    )


def _paths(measured: Measured) -> dict[str, Pair]:
    return {name: _columns(on_paper(path)) for name, path in measured.paths.items()}


def _columns(rows: Array) -> Pair:
    """w1's and w2's of (n, 2)."""
    first, second = rows.T
    return first, second


def _map(
    measured: Measured, paths: Mapping[str, Pair], looks: Mapping[str, Style]
) -> tuple[list[dict[str, Any]], list[Track]]:
    """The relief and the paths, and the paths' tracks."""
    # The grey path of β1 = 0 is the same as RMSProp's, so it is a broad band under it.
    widths = {name: 9 if name == "β1 = 0" else 3.5 for name in paths}
    return [
        *parts.ground(relief(measured.surface), measured.surface.minima),
        *(trace for name, (x, y) in paths.items() for trace in parts.path(name, looks[name], x, y, widths[name])),
        *(parts.point(name, looks[name], x, y) for name, (x, y) in paths.items()),
    ], [track for name, (x, y) in paths.items() for track in path_tracks(name, x, y)]


def _factors(measured: Correction) -> Panel:
    curves = dict(zip(FACTORS, measured.factors, strict=True))
    top = 1.5 * max(10.0, *(float(curve[0]) for curve in curves.values()))
    return Panel("factors", "1/(1−β<sup>t</sup>)", curves, FACTORS, (0.5, top), log=True, short="factor")


def _averages(measured: Correction, numbers: Mapping[str, Pair]) -> Panel:
    mean, s, square, r = (numbers[name][0] for name in ("mean", "s", "square", "r"))
    curves = dict(zip(AVERAGES, (mean, s, np.sqrt(square), np.sqrt(r)), strict=True))
    return Panel("averages", "w<sub>1</sub>: s, √r", curves, AVERAGES, measured.averages_range, short="s, √r")


def _sizes(measured: Correction) -> Panel:
    eta, top = measured.settings.eta, measured.tallest
    curves = {name: on_paper(np.abs(change[:, 0]) / eta) for name, change in measured.changes.items()}
    ticks = (*((0.0,) if top < 12 else ()), 1.0, *((float(int(top)),) if top > 2 else ()))
    room = (0.0, 1.1 * top)
    return Panel("size", "|Δw<sub>1</sub>| / η", curves, CORRECTION, room, guides={"1": 1.0}, ticks=ticks)


def _numbers(steps: Steps) -> dict[str, Pair]:
    """What the formulas show, by name; an array object that a panel shows too is sent once."""
    return {
        "t": (steps.t, steps.t),
        "g": _columns(steps.g),
        "s0": _columns(steps.s_before),
        "s": _columns(steps.s),
        "r0": _columns(steps.r_before),
        "r": _columns(steps.r),
        "c1": (steps.s_divisor, steps.s_divisor),
        "c2": (steps.r_divisor, steps.r_divisor),
        "mean": _columns(steps.mean),
        "square": _columns(steps.square),
        "d": _columns(steps.change),
    }


def _formulas(settings: Settings, numbers: Mapping[str, Pair]) -> tuple[Formula, ...]:
    beta1, beta2 = settings.beta1, settings.beta2
    template = (
        f"t = {{t:d}}   s := {number(beta1, 4)}·({{s0}}) + {number(1 - beta1, 4)}·({{g}}) = {{s}}   "
        f"r := {number(beta2, 5)}·{{r0}} + {number(1 - beta2, 4)}·({{g}})² = {{r}}\n"
        f"ŝ = {{s}} / {{c1}} = {{mean}}   r̂ = {{r}} / {{c2}} = {{square}}   "
        f"Δw = −{number(settings.eta)}·({{mean}}) / (√{{square}} + {number(settings.epsilon)}) = {{d}}"
    )
    return tuple(
        Formula(label, STYLES["Adam"].colour, template, {name: both[i] for name, both in numbers.items()})
        for i, label in enumerate(("w₁", "w₂"))
    )
