"""Gradient descent: how long η may be, on a function of one variable and in the canyon."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import curve as drawing
from figures import relief as parts
from figures.panels import Panel, map_axes, picture
from figures.theme import INK, MUTED, STYLES, Style
from optim import SGD, Trajectory, descend, theory
from optim.settings import check, setting
from scenes.scene import Formula, Scene, Track
from scenes.tracks import FLOOR, arrow_track, drawn, panel_tracks, path_tracks, relief
from surfaces import canyon
from surfaces.curve import CURVES, DOMAIN, Curve

Array = NDArray[np.float64]
LIVE = ("curvature", "kappa", "eta", "x0", "y0", "steps")
BLUE = STYLES["SGD"]
LABEL = 0.45  # how far from its arrow's tip a name stands
EDGE = 1e5  # what is far outside a picture is drawn no farther out than this
MOST = 1e30  # float32 ends at 3e38
NEAR = 0.01  # settled: this near to a minimum from a step on
WHOLE = 1e-9  # how near η·λ must be to 1 or 2 to be called that


@dataclass(frozen=True)
class Settings:
    """A function of one variable or a canyon, η and a start. Raises ValueError."""

    view: str = setting("curve", label="View", options=("curve", "canyon"))
    function: str = setting("quadratic", label="Function", options=tuple(CURVES))
    curvature: float = setting(4.0, symbol="λ", label="Curvature", bounds=(0.01, 100), slider=(0.1, 10), log=True)
    kappa: float = setting(20.0, symbol="κ", label="Condition number", bounds=(1, 1000), slider=(1, 1000), log=True)
    eta: float = setting(0.45, symbol="η", label="Learning rate", bounds=(1e-8, 100), slider=(1e-2, 30), log=True)
    x0: float = setting(-4.2, label="Start x, w₁", bounds=(-5, 5), slider=(-5, 5), step=0.05)
    y0: float = setting(1.4, label="Start w₂", bounds=(-4, 4), slider=(-4, 4), step=0.05)
    steps: int = setting(30, label="Steps", bounds=(1, 2000), slider=(10, 500), step=10, clamp=True)

    def __post_init__(self) -> None:
        check(self)

    def curve(self) -> Curve:
        """The function of one variable."""
        return CURVES[self.function](self.curvature)


def regime(product: float) -> str:
    """What gradient descent does along a direction of curvature λ, by product = η·λ > 0."""
    for whole, name in ((1.0, "exact"), (2.0, "bounces for ever")):
        if abs(product - whole) <= WHOLE:
            return name
    return "creeps" if product < 1 else "zigzags" if product < 2 else "diverges"


MEANING = {  # of the factor 1 − η·λ
    "creeps": "every step ends on the same side of the minimum, nearer to it",
    "exact": "the first step ends on the minimum",
    "zigzags": "every step passes the minimum and ends nearer to it on the other side",
    "bounces for ever": "every step ends as far away on the other side",
    "diverges": "every step ends farther away on the other side",
}


def predicted(start: float, factor: float, steps: int) -> Array:
    """|start|·factor^t for t = 0 … steps, (steps + 1,), no factor^t above 1e30."""
    with np.errstate(over="ignore"):
        return abs(start) * np.minimum(factor ** np.arange(steps + 1.0), MOST)


def scene(settings: Settings) -> Scene:
    """The view that the settings ask for."""
    return _curve(settings) if settings.view == "curve" else _canyon(settings)


@dataclass(frozen=True)
class Ending:
    """Measured on a run on a curve: how it ends.

    at: the last point; minimum: the nearest one to it, and bend: h″ there; settled: the step from which the run stays
    within 0.01 of it, None if it does not; gone: did it leave the picture for good?
    """

    at: float
    minimum: float
    bend: float
    settled: int | None
    gone: bool


def ending(run: Trajectory, curve: Curve, shown: int) -> Ending:
    """The end of a run of which `shown` points are shown."""
    x = run.w[:shown, 0]
    minimum = float(curve.minima[np.abs(curve.minima - x[-1]).argmin()])
    distance = np.abs(x - minimum)
    outside = ~(distance <= NEAR)
    settled = len(x) - int(outside[::-1].argmax()) if outside.any() else 0
    return Ending(
        at=float(x[-1]),
        minimum=minimum,
        bend=float(curve.bend(np.array(minimum))),
        settled=settled if settled < len(x) else None,
        gone=run.diverged_at is not None or abs(x[-1]) > 4 * DOMAIN[1],
    )


def _curve(settings: Settings) -> Scene:
    curve = settings.curve()
    # One step more than is shown, so that the last point too has a next step to draw.
    run = descend(SGD(settings.eta), curve, [settings.x0], settings.steps + 1)
    n = min(drawn(run, curve), settings.steps + 1)
    x, slope = run.w[:n, 0], run.gradient[:n, 0]
    to = x - settings.eta * slope
    end = ending(run, curve, n)
    word = verdict(settings, end)
    grid = np.linspace(*DOMAIN, 201)
    frame = _frame(curve, grid, settings.x0)
    near, far = np.clip(x, -EDGE, EDGE), np.clip(to, -EDGE, EDGE)
    high, low = (np.clip(curve.height(at), -EDGE, EDGE) for at in (near, far))
    tangent = drawing.tangents(near, high, slope, frame)
    step = drawing.steps(near, high, far, frame)
    name = drawing.below(step, frame)
    drop = np.stack([far, far], axis=-1), np.stack([high, low], axis=-1)
    between = drawing.trail(near, high)
    half = {"x": between[0], "y": between[1]}
    left = drawing.curve(
        (grid, curve.height(grid)),
        (curve.minima, curve.height(curve.minima)),
        (near, high),
        tangent,
        step,
        name,
        drop,
        (word, 0.0, frame.h[1] - 0.05 * (frame.h[1] - frame.h[0])),
    )
    # Half a step along the arrow, half a step down to the curve: the point moves as the equation says.
    tracks = [Track("trail", "grow", half, 0.5), Track("point", "move", half, 0.5)]
    for uid, (xs, ys) in {"tangent": tangent, "step": step, "step-name": name, "drop": drop}.items():
        tracks.append(Track(uid, "replace", {"x": xs, "y": ys}))
    panels = _panels(settings, curve, x, end)
    tracks += [track for panel in panels for track in panel_tracks(panel)]
    return Scene(
        drawing=picture(left, drawing.curve_axes(frame), frame.aspect, panels, settings.steps),
        tracks=tuple(tracks),
        steps=settings.steps,
        summary=_said(settings, end, n - 1),
        formulas=_formulas(settings, curve, x, slope, to),
        sentences=_claims(settings, end, word),
    )


def _frame(curve: Curve, grid: Array, start: float) -> drawing.Frame:
    """The picture grows with √λ only, so that a larger λ looks steeper; the start is always within."""
    height = curve.height(grid)
    low, high = float(height.min()), float(height.max())
    top = max(2 * (high - low) / np.sqrt(curve.curvature), 1.1 * (float(curve.height(np.array(start))) - low))
    return drawing.Frame(DOMAIN, (low - 0.12 * top, low + top), 1.3)


def _panels(settings: Settings, curve: Curve, x: Array, end: Ending) -> list[Panel]:
    distance = np.abs(x - end.minimum)
    curves = {"|x|" if curve.name == "quadratic" else "distance": np.clip(distance, FLOOR, MOST)}
    styles = dict.fromkeys(curves, BLUE)
    if curve.name == "quadratic":
        by_theory = _factor(settings.eta, settings.curvature)
        curves["predicted"] = np.clip(predicted(settings.x0, by_theory, len(x) - 1), FLOOR, MOST)
        styles["predicted"] = Style(INK, "dash", "circle-open")
    return [
        Panel("x", "x", {"x": np.clip(x, -EDGE, EDGE)}, {"x": BLUE}, DOMAIN, named=False),
        Panel("distance", "distance", curves, styles, (FLOOR, 100.0), log=True),
    ]


def verdict(settings: Settings, end: Ending) -> str:
    """The regime's name: from η·λ for the quadratic, for the wells from where the run ended and η·h″ there."""
    if settings.function == "quadratic":
        return regime(settings.eta * settings.curvature)
    if end.gone:
        return "diverges"
    return "does not settle" if end.settled is None else f"{regime(settings.eta * end.bend)} in the end"


def _factor(eta: float, curvature: float) -> float:
    return float(theory.rate(eta, 0.0, curvature))


def _formulas(settings: Settings, curve: Curve, x: Array, slope: Array, to: Array) -> tuple[Formula, ...]:
    eta, u = f"{settings.eta:g}", curve.inner[0](x)
    chain = "h′(x) = f′(u)·u′(x) = ({outer})·({inner})" + (f" + {curve.tilt:g}" if curve.tilt else "") + " = {slope}"
    values = {"x": x, "u": u, "outer": curve.outer[1](u), "inner": curve.inner[1](x), "slope": slope, "to": to}
    values = {name: np.clip(value, -MOST, MOST) for name, value in values.items()}
    rows = [
        Formula("slope", MUTED, "u(x) = {u}      " + chain, values),
        Formula("step", BLUE.colour, f"x := {{x}} − {eta}·({{slope}}) = {{to}}", values),
    ]
    if curve.name == "quadratic":
        product = settings.eta * settings.curvature
        text = f"η·λ = {eta}·{settings.curvature:g} = {product:.4g}: {regime(product)}, x := (1 − η·λ)·x"
        rows.append(Formula("regime", INK, f"{text} = {_signed(1 - product)}·({{x}}) = {{to}}", values))
    else:
        bend = np.clip(curve.bend(x), -MOST, MOST)
        rows.append(
            Formula("here", INK, f"h″(x) = {{bend}}, η·h″(x) = {eta}·({{bend}}) = {{product}}",
                    {"bend": bend, "product": np.clip(settings.eta * bend, -MOST, MOST)})
        )  # fmt: skip
    return tuple(rows)


def _signed(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _said(settings: Settings, end: Ending, taken: int) -> str:
    if settings.function == "quadratic":
        product = settings.eta * settings.curvature
        if settings.x0 == 0:
            return f"The start is the minimum: h′ = 0, so no step is taken, whatever η is; η·λ = {product:.4g}."
        return (
            f"η·λ = {product:.4g}: gradient descent {_verb(regime(product))}. Each step multiplies x by "
            f"1 − η·λ = {_signed(1 - product)}; |x| went from {abs(settings.x0):.3g} to {abs(end.at):.3g} in {taken} "
            "steps."
        )
    if end.gone:
        return f"With η = {settings.eta:g} the run diverges: after {taken} steps it is at x = {_signed(end.at)}."
    if end.settled is None:
        return (
            f"With η = {settings.eta:g} the run has not settled after {taken} steps: it is at x = {_signed(end.at)}, "
            f"{abs(end.at - end.minimum):.2g} from the nearer minimum."
        )
    well = "left, deeper" if end.minimum < 0 else "right, shallower"
    return (
        f"From x = {_signed(settings.x0)} the run settled in the {well} well at x = {_signed(end.minimum)}, "
        f"within {NEAR:g} of it from step {end.settled} on."
    )


def _verb(name: str) -> str:
    return "is exact" if name == "exact" else name


def _claims(settings: Settings, end: Ending, word: str) -> tuple[str, ...]:
    if settings.function == "quadratic":
        curvature = settings.curvature
        word_now = regime(settings.eta * curvature)
        return (
            f"**{word_now.capitalize()}**: {MEANING[word_now]}. "
            f"Creeps below η = 1/λ = {1 / curvature:.4g}, exact there, zigzags up to 2/λ = {2 / curvature:.4g}, "
            "bounces for ever there, diverges above.",
        )
    limit = 2 / end.bend
    return (
        f"**Near a minimum** the curve is almost a quadratic with λ = h″. At x = {_signed(end.minimum)}, the minimum "
        f"nearest to the end, h″ = {end.bend:.4g} and η·h″ = {settings.eta * end.bend:.4g}: by itself that "
        f"{_verb(regime(settings.eta * end.bend))}; to settle there η must be below 2/h″ = {limit:.4g}.",
    )


def _canyon(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    curvatures = surface.curvatures or (1.0, 1.0)
    run = descend(SGD(settings.eta), surface, (settings.x0, settings.y0), settings.steps + 1)
    n = min(drawn(run, surface), settings.steps + 1)
    w, g = run.w[:n], run.gradient[:n]
    names = [regime(settings.eta * curvature) for curvature in curvatures]
    ground, _ = relief(surface)
    left = parts.ground(ground, surface.minima)
    left += parts.path("SGD", BLUE, *w.T)
    tracks = path_tracks("SGD", *w.T)
    arrows = {"−g": (MUTED, -g), "−ηg": (BLUE.colour, -settings.eta * g)}
    # The longer one lies below, so that both are seen.
    for label in sorted(arrows, key=lambda name: -float(np.abs(arrows[name][1]).max())):
        colour, by = arrows[label]
        left.append(parts.arrow(label, label, colour, *w.T, *by.T, head=0.32))
        tracks.append(arrow_track(label, *w.T, *by.T, head=0.32))
        # Beside the tip, each on its own side, so that the two do not meet when both arrows are short.
        length = np.maximum(np.hypot(*by.T), 1e-12)[:, None]
        beside = LABEL * by[:, ::-1] / length * ((1, -1) if label == "−g" else (-1, 1))
        tip = np.clip(w + by + beside, -EDGE, EDGE)
        left.append(_label(label, colour, tip[-1]))
        tracks.append(Track(f"label-{label}", "move", {"x": tip[:, 0], "y": tip[:, 1]}))
    left += [
        parts.point("SGD", BLUE, *w.T),
        parts.place("start", "start", settings.x0, settings.y0),
        drawing.word_at("regime-1", f"w₁ {names[0]}", 4.9, 2.95, "middle left"),
        drawing.word_at("regime-2", f"w₂ {names[1]}", 4.9, 3.55, "middle left"),
    ]
    panel = _axes_panel(settings, curvatures, w)
    tracks += panel_tracks(panel)
    return Scene(
        drawing=picture(left, map_axes(ground), ground.aspect, [panel], settings.steps),
        tracks=tuple(tracks),
        steps=settings.steps,
        summary=_both(settings, curvatures, w),
        formulas=tuple(_axis(i, settings, curvatures[i], w, g) for i in (0, 1)),
        sentences=_why(settings, curvatures),
    )


def _label(name: str, colour: str, at: Array) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": f"label-{name}",
        "mode": "text",
        "x": at[:1],
        "y": at[1:],
        "text": [name],
        "textposition": "middle center",
        "textfont": {"size": 18, "color": colour},
        "hoverinfo": "skip",
    }


def _axes_panel(settings: Settings, curvatures: tuple[float, float], w: Array) -> Panel:
    curves: dict[str, Array] = {}
    styles: dict[str, Style] = {}
    for i, name in enumerate(("|w₁|", "|w₂|")):
        factor = _factor(settings.eta, curvatures[i])
        curves[name] = np.clip(np.abs(w[:, i]), FLOOR, MOST)
        curves[f"{name} predicted"] = np.clip(predicted(w[0, i], factor, len(w) - 1), FLOOR, MOST)
        styles[name] = Style(BLUE.colour, "solid", ("circle", "square")[i])
        styles[f"{name} predicted"] = Style(INK, "dash", ("circle-open", "square-open")[i])
    return Panel(
        key="axes",
        title="|w<sub>1</sub>| and |w<sub>2</sub>|, dashed: predicted",
        short="|w₁|, |w₂|",
        curves=curves,
        styles=styles,
        range=(FLOOR, 100.0),
        log=True,
        named=("|w₁|", "|w₂|"),
    )


def _axis(i: int, settings: Settings, curvature: float, w: Array, g: Array) -> Formula:
    product = settings.eta * curvature
    template = (
        f"w := {{w}} − {settings.eta:g}·({{g}}) = {{to}}      η·λ = {settings.eta:g}·{curvature:.4g} = {product:.4g}: "
        f"{regime(product)}, ×{abs(1 - product):.4g} a step"
    )
    values = {"w": w[:, i], "g": g[:, i], "to": w[:, i] - settings.eta * g[:, i]}
    return Formula("w₁w₂"[2 * i : 2 * i + 2], BLUE.colour, template, values)


def _both(settings: Settings, curvatures: tuple[float, float], w: Array) -> str:
    said = []
    for i, (where, curvature) in enumerate(zip(("Along", "Across"), curvatures, strict=True)):
        product = settings.eta * curvature
        name = regime(product)
        said.append(
            f"{where} the valley η·λ = {product:.4g} {_verb(name)}: |w{'₁₂'[i]}| went from {abs(w[0, i]):.3g} to "
            f"{abs(w[-1, i]):.3g} in {len(w) - 1} steps."
        )
    return " ".join(said)


def _why(settings: Settings, curvatures: tuple[float, float]) -> tuple[str, ...]:
    low, high = curvatures
    best, shrink = theory.best_descent(low, high)
    return (
        f"**One η for two directions.** w₁ would be exact with η = 1/λ₁ = {1 / low:.4g}, w₂ with η = 1/λ₂ = "
        f"{1 / high:.4g}; but every η from 2/λ₂ = {2 / high:.4g} on keeps w₂ from the minimum. The error along each "
        f"axis shrinks by |1 − η·λ| a step, here {_factor(settings.eta, low):.4g} along and "
        f"{_factor(settings.eta, high):.4g} across; no η makes the larger of the two less than "
        f"(κ−1)/(κ+1) = {shrink:.4g}, and η = 2/(λ₁+λ₂) = {best:.4g} reaches that.",
        "Arrows to scale: the grey one is −g, the blue one is the step −η·g.",
    )


def answer(settings: Settings) -> str:
    """The answer to the page's question, on the quadratic of these settings."""
    curvature = settings.curvature if settings.view == "curve" else (canyon(settings.kappa).curvatures or (1, 1))[1]
    bound = 2 / curvature
    here, past = (descend(SGD(share * bound), CURVES["quadratic"](curvature), [1.0], 30) for share in (0.95, 1.05))
    return (
        f"**Below 2/λ**, here {bound:.4g}. On h(x) = ½·λ·x² the slope is λ·x, so a step makes x into (1 − η·λ)·x. "
        f"From x = 1, 30 steps with η 5 % below 2/λ end at |x| = {abs(here.w[-1, 0]):.2g}, with η 5 % above at "
        f"{abs(past.w[past.last, 0]):.3g}. Up to 1/λ no step passes the minimum; past it is no harm while it "
        "lands nearer."
    )
