"""The pictures of momentum: its path with the arrows that add up to the step, and the map of the rates of all pairs."""

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, error_panel, map_axes, panel_tracks, picture
from figures.rates import RateMap, rate_axes, rate_map
from figures.relief import arrow_track, path_tracks
from figures.theme import MUTED, STYLES, Style
from lesson import Formula, Pick, Scene, Track, number
from pages.momentum.measure import (
    ALPHAS,
    BEST,
    BEST_PLAIN,
    ETAS,
    MAP_ALPHA,
    MAP_ETA,
    PLAIN,
    RULE,
    THIS,
    Measured,
    OnMap,
    OnPath,
)
from pages.momentum.words import title, words
from pages.run import LOWEST, on_paper
from surfaces import relief

Array = NDArray[np.float64]
LOOK = {RULE: STYLES["Momentum"], PLAIN: STYLES["SGD"]}
PAIRS = {
    THIS: STYLES["Momentum"],
    BEST: Style(STYLES["RMSProp"].colour, "dash", "star"),
    BEST_PLAIN: STYLES["SGD"],
}
HEAD = 0.3  # of the arrows
MAP_ASPECT = 1.2
NAMES = ("w₁", "w₂")


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    return _on_path(measured) if isinstance(measured, OnPath) else _on_map(measured)


def _on_path(measured: OnPath) -> Scene:
    settings, surface = measured.settings, measured.surface
    ground = relief(surface)
    left = parts.ground(ground, surface.minima)
    tracks: list[Track] = []
    paths = {name: tuple(measured.paths[name].T) for name in (PLAIN, RULE)}
    for name, (x, y) in paths.items():
        left += parts.path(name, LOOK[name], x, y, 3.5 if name == RULE else 2)
        tracks += path_tracks(name, x, y)
    left += [parts.point(name, LOOK[name], x, y) for name, (x, y) in paths.items()]
    for label, (colour, start, by) in _arrows(measured).items():
        left.append(parts.arrow(label, label, colour, *start.T, *by.T, head=HEAD))
        tracks.append(arrow_track(label, *start.T, *by.T, head=HEAD))
    left.append(parts.place("start", "start", settings.x0, settings.y0))
    panels = [_velocity(i, measured) for i in (0, 1)]
    return Scene(
        title=title(settings),
        drawing=picture(left, map_axes(ground), ground.aspect, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        words=words(measured),
        formulas=tuple(_formula(i, measured) for i in (0, 1)),
        pick=Pick(("x0", "y0"), surface.domain),
    )


def _arrows(measured: OnPath) -> dict[str, tuple[str, Array, Array]]:
    """label -> colour, from and by (n, 2): the second begins where the first one ends, the third is their sum."""
    settings, scale = measured.settings, measured.arrow_scale
    pull = scale * settings.alpha * measured.before
    return {
        "αv": (MUTED, measured.w, pull),
        "−ηg": (LOOK[PLAIN].colour, measured.w + pull, -scale * settings.eta * measured.g),
        "new v": (LOOK[RULE].colour, measured.w, scale * measured.after),
    }


def _velocity(i: int, measured: OnPath) -> Panel:
    return Panel(
        key=f"v{i + 1}",
        title=f"velocity of w<sub>{i + 1}</sub>",
        curves={name: on_paper(velocity[:, i]) for name, velocity in measured.velocities.items()},
        styles=LOOK,
        range=(-measured.reach[i], measured.reach[i]),
        short=f"v<sub>{i + 1}</sub>",
    )


def _formula(i: int, measured: OnPath) -> Formula:
    settings = measured.settings
    template = (
        f"v := {number(settings.alpha)}·({{v}}) − {number(settings.eta)}·({{g}}) = {{new}}      "
        "w := {w} + ({new}) = {to}"
    )
    values = {"v": measured.before, "g": measured.g, "new": measured.after, "w": measured.w, "to": measured.to}
    return Formula(NAMES[i], LOOK[RULE].colour, template, {name: value[:, i] for name, value in values.items()})


def _on_map(measured: OnMap) -> Scene:
    settings, rates = measured.settings, measured.rates
    shown = RateMap(
        eta=ETAS,
        alpha=ALPHAS,
        rate=rates.rate,
        shades=rates.shades,
        stable=rates.longest_eta,
        best=measured.best[:2],
        chosen=(settings.eta, settings.alpha),
    )
    panel = error_panel(measured.errors, relief(measured.surface), LOWEST, PAIRS)
    return Scene(
        title=title(settings),
        drawing=picture(rate_map(shown), rate_axes(shown), MAP_ASPECT, [panel], settings.steps),
        tracks=tuple(panel_tracks(panel)),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("eta", "alpha"), (MAP_ETA, MAP_ALPHA)),
    )
