"""RMSProp in the canyon: two paths, r beside g² and the ratio beside ±1; or ε inside the root beside ε outside."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, map_axes, panel_tracks, picture
from figures.relief import arrow_track, path_tracks
from figures.theme import INK, MUTED, STYLES, Style
from lesson import Formula, Pick, Scene, Track, number
from pages.rmsprop.measure import Guards, History, Measured
from pages.rmsprop.settings import Settings
from pages.rmsprop.words import WEIGHTS, title, words
from pages.run import on_paper
from surfaces import relief

Array = NDArray[np.float64]
Pair = tuple[Array, Array]  # w1's and w2's
INDEX = "₁₂"
BY_WEIGHT = dict(zip(WEIGHTS, (Style(INK, "solid", "circle"), Style(MUTED, "solid", "square")), strict=True))
SIZES = (Style(INK, "solid", "circle"), STYLES["RMSProp"], Style(MUTED, "dot", "square"))
GUARDS = {"inside": STYLES["RMSProp"], "outside": Style(INK, "solid", "circle")}
ROOTS = (Style(MUTED, "solid", "circle"), Style(MUTED, "dash", "square"), *GUARDS.values())
ONE = {"−1": -1.0, "+1": 1.0}
TALLEST = 3.5  # how far the ratio's axis goes; the first ratio is 1/√(1−ρ), 3.2 at ρ = 0.9
SMALLEST = 1e-30  # what a logarithmic axis shows of 0: float32 ends at 1e-38
HEAD = 0.3  # length of an arrow's head on the map


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    return _history(measured) if isinstance(measured, History) else _guards(measured)


def _history(measured: History) -> Scene:
    run, steps, moves, n = measured.run, measured.steps, measured.moves, len(measured.steps.g)
    # an array object that several parts of the scene show is sent once
    by_weight = {
        "r": _columns(run.states.r[:n]),
        "g": _columns(steps.g),
        "new": _columns(steps.r),
        "ratio": _columns(steps.ratio),
        "w": _columns(run.w[:n]),
        "to": _columns(run.w[1 : n + 1]),
    }
    paths = {name: _columns(on_paper(path)) for name, path in measured.paths.items()}
    if len(moves) == n:
        paths["RMSProp"] = by_weight["w"]
    left, tracks = _map(measured, paths, STYLES)
    arrow = (*run.w[: len(moves)].T, *on_paper(moves).T)
    left.insert(-1, parts.arrow("step", "step", STYLES["RMSProp"].colour, *arrow, head=HEAD))
    tracks.append(arrow_track("step", *arrow, head=HEAD))
    ratios = dict(zip(WEIGHTS, by_weight["ratio"], strict=True))
    panels = [*_sizes(measured, by_weight["new"]), _ratio("ratio", "g/√(r+ε)", "ratio", ratios, BY_WEIGHT)]
    template = _step_template(measured.settings)
    return _scene(measured, left, tracks, panels, _formulas(template, by_weight))


def _guards(measured: Guards) -> Scene:
    paths = {name: _columns(on_paper(guard.path)) for name, guard in measured.guards.items()}
    left, tracks = _map(measured, paths, GUARDS)
    steps = {name: guard.steps for name, guard in measured.guards.items()}
    ratios = {name: _columns(of.ratio) for name, of in steps.items()}
    panels = [
        _ratio(
            f"ratio{i + 1}",
            f"w<sub>{i + 1}</sub>: ratio",
            f"w<sub>{i + 1}</sub>",
            {name: columns[i] for name, columns in ratios.items()},
            GUARDS,
        )
        for i in (0, 1)
    ]
    roots = np.maximum(np.sqrt(steps["inside"].r), SMALLEST)
    levels = {"√ε": measured.guards["inside"].against, "ε": measured.guards["outside"].against}
    curves = {f"√r{index}": roots[:, i] for i, index in enumerate(INDEX)}
    curves |= {name: _level(value, len(roots)) for name, value in levels.items()}
    looks = dict(zip(curves, ROOTS, strict=True))
    panels.append(Panel("guard", "√r and ε", curves, looks, measured.span, log=True, short=" "))
    epsilon = number(measured.settings.epsilon)
    template = f"inside: {{g}}/√({{r}} + {epsilon}) = {{ratio}}        outside: {{G}}/(√{{R}} + {epsilon}) = {{RATIO}}"
    by_weight = {"g": _columns(steps["inside"].g), "r": _columns(steps["inside"].r), "ratio": ratios["inside"]}
    by_weight |= {"G": _columns(steps["outside"].g), "R": _columns(steps["outside"].r), "RATIO": ratios["outside"]}
    return _scene(measured, left, tracks, panels, _formulas(template, by_weight))


def _scene(
    measured: Measured,
    left: list[dict[str, Any]],
    tracks: list[Track],
    panels: list[Panel],
    formulas: tuple[Formula, ...],
) -> Scene:
    settings, ground = measured.settings, relief(measured.surface)
    return Scene(
        title=title(settings),
        drawing=picture(left, map_axes(ground), ground.aspect, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        words=words(measured),
        formulas=formulas,
        pick=Pick(("x0", "y0"), measured.surface.domain),
    )


def _map(
    measured: Measured, paths: Mapping[str, Pair], looks: Mapping[str, Style]
) -> tuple[list[dict[str, Any]], list[Track]]:
    """The relief, two paths, the second of them wider, and the start, which is last; and the paths' tracks."""
    sides = dict(zip(paths, ("bottom center", "top center"), strict=True))
    widths = dict(zip(paths, (2.0, 3.5), strict=True))
    return [
        *parts.ground(relief(measured.surface), measured.surface.minima),
        *(trace for name, (x, y) in paths.items() for trace in parts.path(name, looks[name], x, y, widths[name])),
        *(parts.point(name, looks[name], x, y, name, sides[name]) for name, (x, y) in paths.items()),
        parts.place("start", "start", *measured.settings.start),
    ], [track for name, (x, y) in paths.items() for track in path_tracks(name, x, y)]


def _sizes(measured: History, averages: Pair) -> list[Panel]:
    guard = _level(measured.settings.epsilon, len(measured.steps.g))
    panels: list[Panel] = []
    for i, (index, r, g) in enumerate(zip(INDEX, averages, measured.steps.g.T, strict=True)):
        shown = r if r.min() >= SMALLEST else np.maximum(r, SMALLEST)
        curves = {f"g{index}²": np.maximum(g * g, SMALLEST), f"r{index}": shown, "ε": guard}
        looks = dict(zip(curves, SIZES, strict=True))
        # on a phone the names at the ends say it
        key, name = f"size{i + 1}", f"w<sub>{i + 1}</sub>: g², r"
        panels.append(Panel(key, name, curves, looks, measured.span, log=True, short=" "))
    return panels


def _ratio(key: str, name: str, short: str, curves: Mapping[str, Array], looks: Mapping[str, Style]) -> Panel:
    return Panel(key, name, curves, looks, (-TALLEST, TALLEST), short=short, guides=ONE, ticks=(-3, -1, 1, 3))


@lru_cache(maxsize=64)
def _level(value: float, count: int) -> Array:
    """The same value at every step."""
    return np.full(count, value)


def _columns(rows: Array) -> Pair:
    """w1's and w2's of (T, 2)."""
    first, second = rows.T
    return first, second


def _step_template(settings: Settings) -> str:
    rho = settings.rho
    return (
        f"r := {number(rho, 4)}·{{r}} + {number(1 - rho, 4)}·({{g}})² = {{new}}    "
        f"g/√(r+ε) = {{g}}/√({{new}}+{number(settings.epsilon)}) = {{ratio}}    "
        f"w := {{w}} − {number(settings.eta)}·({{ratio}}) = {{to}}"
    )


def _formulas(template: str, by_weight: Mapping[str, Pair]) -> tuple[Formula, ...]:
    colour = STYLES["RMSProp"].colour
    return tuple(
        Formula(label, colour, template, {name: columns[i] for name, columns in by_weight.items()})
        for i, label in enumerate(WEIGHTS)
    )
