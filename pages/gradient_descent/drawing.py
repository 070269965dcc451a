"""The pictures of gradient descent: the curve with its tangent and step, and the canyon with the gradient's arrows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import curve as shapes
from figures import relief as parts
from figures.panels import Panel, map_axes, panel_tracks, picture
from figures.relief import arrow_track, path_tracks
from figures.theme import INK, MUTED, STYLES, Style
from lesson import Formula, Pick, Scene, Track, number
from optim import theory
from pages.gradient_descent.measure import RULE, Axis, InCanyon, Measured, OnCurve, outline
from pages.gradient_descent.words import title, words
from pages.run import LOWEST, on_paper
from surfaces import relief
from surfaces.curve import DOMAIN

Array = NDArray[np.float64]
BLUE = STYLES[RULE]
ASPECT = 1.3  # of the curve's picture
HEAD = 0.32  # of the arrows on the map
BESIDE = 0.45  # how far from its arrow's tip a name stands
NAMES = ("w₁", "w₂")


def draw(measured: Measured) -> Scene:
    """The scene of the view that was measured."""
    return _on_curve(measured) if isinstance(measured, OnCurve) else _in_canyon(measured)


def _on_curve(measured: OnCurve) -> Scene:
    settings, curve = measured.settings, measured.curve
    low, high = measured.heights
    frame = shapes.Frame(DOMAIN, (low, high), ASPECT)
    x, to, h, landing = (on_paper(part) for part in (measured.x, measured.to, measured.height, measured.landing))
    tangent = shapes.tangents(x, h, measured.slope, frame)
    step = shapes.steps(x, h, to, frame)
    name = shapes.below(step, frame)
    drop = np.array([to, to]).T, np.array([h, landing]).T
    trail = dict(zip("xy", shapes.trail(x, h), strict=True))
    left = shapes.curve(
        outline(curve),
        (curve.minima, curve.height(curve.minima)),
        (x, h),
        tangent,
        step,
        name,
        drop,
        (measured.verdict, 0.0, high - 0.05 * (high - low)),
    )
    panels = _panels(measured, x)
    return Scene(
        title=title(settings),
        drawing=picture(left, shapes.curve_axes(frame), ASPECT, panels, settings.steps),
        tracks=(
            # Half a step along the arrow, half a step down to the curve: the point moves as the equation says.
            Track("trail", "grow", trail, 0.5),
            Track("point", "move", trail, 0.5),
            *(
                Track(uid, "replace", dict(zip("xy", lines, strict=True)))
                for uid, lines in {"tangent": tangent, "step": step, "step-name": name, "drop": drop}.items()
            ),
            *(track for panel in panels for track in panel_tracks(panel)),
        ),
        steps=settings.steps,
        words=words(measured),
        formulas=_formulas(measured),
        pick=Pick(("x0",), (DOMAIN,)),
    )


def _panels(measured: OnCurve, x: Array) -> list[Panel]:
    curves = {"distance" if measured.predicted is None else "|x|": measured.distance}
    styles = dict.fromkeys(curves, BLUE)
    if measured.predicted is not None:
        curves["predicted"] = measured.predicted
        styles["predicted"] = Style(INK, "dash", "circle-open")
    return [
        Panel("x", "x", {"x": x}, {"x": BLUE}, DOMAIN, named=False),
        Panel("distance", "distance", curves, styles, (LOWEST, 100.0), log=True),
    ]


def _formulas(measured: OnCurve) -> tuple[Formula, ...]:
    settings, tilt, here = measured.settings, measured.curve.tilt, measured.here
    eta = number(settings.eta)
    chain = f"h′(x) = f′(u)·u′(x) = ({{outer}})·({{inner}}){f' + {number(tilt)}' if tilt else ''} = {{slope}}"
    if measured.predicted is None:
        last = Formula("here", INK, f"h″(x) = {{bend}}, η·h″(x) = {eta}·({{bend}}) = {{product}}", here)
    else:
        product = measured.product
        text = (
            f"η·λ = {eta}·{number(settings.curvature)} = {number(product, 4)}: {theory.regime(product)}, "
            f"x := (1 − η·λ)·x = {number(1 - product, 4)}·({{x}}) = {{to}}"
        )
        last = Formula("regime", INK, text, here)
    return (
        Formula("slope", MUTED, f"u(x) = {{u}}      {chain}", here),
        Formula("step", BLUE.colour, f"x := {{x}} − {eta}·({{slope}}) = {{to}}", here),
        last,
    )


def _in_canyon(measured: InCanyon) -> Scene:
    settings, surface, axes = measured.settings, measured.surface, measured.axes
    (x, y), (dx, dy) = ((axis.w for axis in axes), (axis.g for axis in axes))
    ground = relief(surface)
    left = parts.ground(ground, surface.minima)
    left += parts.path(RULE, BLUE, x, y)
    tracks = path_tracks(RULE, x, y)
    arrows = {"−g": (MUTED, -1.0, 1.0), "−ηg": (BLUE.colour, -settings.eta, -1.0)}
    # The longer one lies below, so that both are seen.
    for label in arrows if settings.eta <= 1 else reversed(arrows):
        colour, factor, side = arrows[label]
        by = factor * dx, factor * dy
        left.append(parts.arrow(label, label, colour, x, y, *by, head=HEAD))
        tracks.append(arrow_track(label, x, y, *by, head=HEAD))
        # Beside the tip, each on its own side, so that the two do not meet when both arrows are short.
        beside = side * BESIDE / np.maximum(np.hypot(*by), 1e-12)
        tip = on_paper(x + by[0] + beside * by[1]), on_paper(y + by[1] - beside * by[0])
        left.append(_label(label, colour, *tip))
        tracks.append(Track(f"label-{label}", "move", dict(zip("xy", tip, strict=True))))
    left += [
        parts.point(RULE, BLUE, x, y),
        parts.place("start", "start", settings.x0, settings.y0),
        *(
            shapes.word_at(f"regime-{i + 1}", f"{NAMES[i]} {axis.regime}", 4.9, 2.95 + 0.6 * i, "middle left")
            for i, axis in enumerate(axes)
        ),
    ]
    panel = _distances(axes)
    return Scene(
        title=title(settings),
        drawing=picture(left, map_axes(ground), ground.aspect, [panel], settings.steps),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=settings.steps,
        words=words(measured),
        formulas=tuple(_formula(name, settings.eta, axis) for name, axis in zip(NAMES, axes, strict=True)),
        pick=Pick(("x0", "y0"), surface.domain),
    )


def _label(name: str, colour: str, x: Array, y: Array) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": f"label-{name}",
        "mode": "text",
        "x": x[-1:],
        "y": y[-1:],
        "text": [name],
        "textposition": "middle center",
        "textfont": {"size": 18, "color": colour},
        "hoverinfo": "skip",
    }


def _distances(axes: tuple[Axis, Axis]) -> Panel:
    curves: dict[str, Array] = {}
    styles: dict[str, Style] = {}
    for name, axis, symbol in zip(("|w₁|", "|w₂|"), axes, ("circle", "square"), strict=True):
        curves |= {name: axis.distance, f"{name} predicted": axis.predicted}
        styles |= {
            name: Style(BLUE.colour, "solid", symbol),
            f"{name} predicted": Style(INK, "dash", f"{symbol}-open"),
        }
    return Panel(
        key="axes",
        title="|w<sub>1</sub>| and |w<sub>2</sub>|, dashed: predicted",
        short="|w₁|, |w₂|",
        curves=curves,
        styles=styles,
        range=(LOWEST, 100.0),
        log=True,
        named=("|w₁|", "|w₂|"),
    )


def _formula(name: str, eta: float, axis: Axis) -> Formula:
    template = (
        f"w := {{w}} − {number(eta)}·({{g}}) = {{to}}      η·λ = {number(eta)}·{number(axis.curvature, 4)} = "
        f"{number(axis.product, 4)}: {axis.regime}, ×{number(abs(1 - axis.product), 4)} a step"
    )
    return Formula(name, BLUE.colour, template, {"w": axis.w, "g": axis.g, "to": axis.to})
