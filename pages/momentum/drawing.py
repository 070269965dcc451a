"""The pictures of momentum: the slope, the path with the arrows that add up to its step, and the map of all pairs."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.hill import Hill, hill
from figures.rates import Compared, RateMap, rate_map
from figures.theme import INK, STYLES
from figures.velocity import Chain, Part, Velocity, velocity
from lesson import Formula, Pick, Scene, number
from pages.momentum.measure import Measured
from pages.momentum.measure_map import ALPHAS, ETAS, MAP_ALPHA, MAP_ETA, SLOWEST, OnMap, needed
from pages.momentum.measure_path import PLAIN, RULE, VIEW, OnPath
from pages.momentum.measure_slope import OnSlope
from pages.momentum.words import title, words
from pages.run import on_paper
from surfaces import relief

Array = NDArray[np.float64]
LONGEST = 8.0  # the longest step that is drawn as it is, over η
MUCH = 1000.0  # what is more is not told apart
NAMES = ("w₁", "w₂")


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    kinds: dict[type[Any], Callable[[Any], Scene]] = {OnSlope: _on_slope, OnPath: _on_path, OnMap: _on_map}
    return kinds[type(measured)](measured)


def _on_slope(measured: OnSlope) -> Scene:
    scale = min(1.0, LONGEST / float(measured.ratio[-1]))
    drawing, tracks = hill(
        Hill(
            slope=measured.settings.slope,
            at=scale * measured.w,
            kept=scale * measured.kept,
            step=scale * measured.step,
            ratio=measured.ratio,
            shown=[number(ratio, 2, aligned=True) for ratio in measured.ratio],
            limit=measured.limit,
            bound=f"1/(1−α) = {number(measured.limit)}",
        )
    )
    template = f"v/η := {number(measured.settings.alpha)}·({{v}}) + {number(measured.settings.slope)} = {{new}}"
    return Scene(
        title=title(measured.settings),
        drawing=drawing,
        tracks=tuple(tracks),
        steps=measured.steps,
        words=words(measured),
        formulas=(Formula("w", STYLES[RULE].colour, template, {"v": measured.before, "new": measured.step}),),
        seconds=8,
    )


def _on_path(measured: OnPath) -> Scene:
    settings, surface, scale = measured.settings, measured.surface, measured.arrow_scale
    walked = measured.walked
    along = {name: walked[name].along for name in (RULE, PLAIN)}
    across = {name: walked[name].across for name in (RULE, PLAIN)}
    drawing, tracks = velocity(
        Velocity(
            ground=relief(surface),
            minima=surface.minima,
            view=VIEW,
            paths={name: measured.paths[name] for name in (RULE, PLAIN)},
            start=(settings.x0, settings.y0),
            left={name: walked[name].left for name in (RULE, PLAIN)},
            chain=Chain(measured.w, scale * settings.alpha * measured.before, -scale * settings.eta * measured.g),
            along=_part(0, "v along", "longest step so far", along, measured),
            across=_part(1, "v across", "all steps together", across, measured),
            note=f"arrows {number(scale)} × the step",
            steps=settings.steps,
        )
    )
    return Scene(
        title=title(settings),
        drawing=drawing,
        tracks=tuple(tracks),
        steps=settings.steps,
        words=words(measured),
        formulas=tuple(_formula(i, measured) for i in (0, 1)),
        pick=Pick(("x0", "y0"), ((-5, 5), (-3, 3))),
        seconds=max(6.0, settings.steps / 8),
    )


def _part(i: int, name: str, measure: str, numbers: dict[str, Array], measured: OnPath) -> Part:
    return Part(
        title=name,
        measure=measure,
        steps={name: on_paper(steps[:, i]) for name, steps in measured.velocities.items()},
        reach=measured.reach[i],
        numbers={name: [_short(value) for value in values] for name, values in numbers.items()},
    )


def _short(value: float) -> str:
    return number(value, 2, aligned=True) if value < MUCH else f">{number(MUCH)}"


def _formula(i: int, measured: OnPath) -> Formula:
    settings = measured.settings
    template = f"v := {number(settings.alpha)}·({{v}}) − {number(settings.eta)}·({{g}})"
    values = {"v": measured.before[:, i], "g": measured.g[:, i]}
    return Formula(NAMES[i], STYLES[RULE].colour, template, values)


def _on_map(measured: OnMap) -> Scene:
    settings, rates = measured.settings, measured.rates
    steps = len(ALPHAS) - 1
    drawing, tracks = rate_map(
        RateMap(
            eta=ETAS,
            alpha=ALPHAS,
            shades=rates.shades,
            slowest=SLOWEST,
            stable=rates.stable,
            best=rates.best,
            wedge=rates.wedge,
            chosen=(settings.eta, settings.alpha),
            pairs=(
                _compared(INK, ["best so far"] * steps + ["best"], rates.best, rates.so_far),
                _compared(STYLES[RULE].colour, ["yours"], np.array([[settings.eta, settings.alpha]]), [measured.rate]),
                _compared(
                    STYLES["SGD"].colour, ["best with α = 0"], np.array([[measured.plain[0], 0]]), [measured.plain[1]]
                ),
            ),
        )
    )
    return Scene(
        title=title(settings),
        drawing=drawing,
        tracks=tuple(tracks),
        steps=steps,
        words=words(measured),
        unit="row",
        pick=Pick(("eta", "alpha"), (MAP_ETA, MAP_ALPHA)),
    )


def _compared(colour: str, names: list[str], pairs: Array, rates: Any) -> Compared:
    counts = [needed(float(rate)) for rate in rates]
    named = [
        f"{name}: η = {number(eta, 2)}, α = {number(alpha, 2)}" for name, (eta, alpha) in zip(names, pairs, strict=True)
    ]
    return Compared(
        colour=colour,
        name=named,
        value=["never" if math.isinf(count) else number(count, 2) for count in counts],
        length=np.minimum(counts, 1e6),
    )
