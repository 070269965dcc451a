"""Adam in the canyon: the bias correction on the first steps, and Adam as momentum plus RMSProp."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, map_axes, picture
from figures.theme import MUTED, STYLES, Style
from optim import Adam, Momentum, Trajectory, descend, race
from optim.settings import check, setting
from scenes.scene import Formula, Scene, Track
from scenes.tracks import arrow_track, drawn, error_panel, nice, panel_tracks, path_tracks, relief, roomy
from surfaces import Surface, canyon

Array = NDArray[np.float64]
LIVE = ("kappa", "eta", "beta1", "beta2", "epsilon", "scale", "x0", "y0", "steps")
MATTERS = 0.01  # a correction that changes the step by less does not matter
HIGHEST = 0.99, 0.9999  # the upper ends of the sliders of β1 and β2
LONGEST = 3.0  # how long the longest arrow is drawn
TALLEST = 50.0  # the largest step in units of η that a panel makes room for
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


@dataclass(frozen=True)
class Settings:
    """A canyon whose gradient is multiplied by `scale`, Adam's hyperparameters and a start. Raises ValueError."""

    view: str = setting("correction", label="View", options=("correction", "parts"))
    kappa: float = setting(20.0, symbol="κ", label="Condition number", bounds=(1, 1000), slider=(1, 1000), log=True)
    eta: float = setting(0.1, symbol="η", label="Learning rate", bounds=(1e-8, 10), slider=(1e-3, 1), log=True)
    beta1: float = setting(0.9, symbol="β1", label="Decay of s", bounds=(0, 0.9999), slider=(0, HIGHEST[0]), step=0.01)
    beta2: float = setting(
        0.999,
        symbol="β2",
        label="Decay of r",
        bounds=(0, 0.99999),
        options=(0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, HIGHEST[1]),
    )
    epsilon: float = setting(1e-7, symbol="ε", label="Guard", bounds=(1e-15, 10), slider=(1e-10, 1), log=True)
    scale: float = setting(1.0, label="Gradient times", bounds=(1e-6, 1e6), options=(0.001, 1.0, 1000.0))
    x0: float = setting(-4.2, symbol="w₁", label="Start", bounds=(-5, 5), slider=(-5, 5), step=0.05)
    y0: float = setting(1.4, symbol="w₂", label="Start", bounds=(-4, 4), slider=(-4, 4), step=0.05)
    steps: int = setting(100, label="Steps", bounds=(1, 2000), slider=(10, 500), step=10, clamp=True)

    def __post_init__(self) -> None:
        check(self)

    def rule(self, **other: Any) -> Adam:
        """Adam as set, or with other hyperparameters."""
        return replace(Adam(self.eta, self.beta1, self.beta2, self.epsilon), **other)


@dataclass(frozen=True)
class Scaled:
    """A surface whose error, and so its gradient, is multiplied by a number."""

    surface: Surface
    by: float

    @property
    def domain(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return self.surface.domain

    def value(self, w: Array) -> Array:
        return self.by * self.surface.value(w)

    def gradient(self, w: Array, t: int = 0) -> Array:
        return self.by * self.surface.gradient(w)


class CorrectedState(NamedTuple):
    r: Array  # rolling average of g²
    t: Array  # steps taken


@dataclass(frozen=True)
class CorrectedRMSProp:
    """RMSProp with Adam's correction and Adam's ε: `w := w − η·g / (√(r/(1−ρ^t)) + ε)`.

    eta: η > 0; rho: 0 ≤ ρ < 1; epsilon: ε > 0. Not in RULES, because the lecture's RMSProp has no correction and its ε
    inside the root; it stands here to be compared with Adam at β1 = 0.
    """

    eta: float
    rho: float
    epsilon: float

    def init(self, w: Array) -> CorrectedState:
        return CorrectedState(np.zeros_like(w), np.zeros_like(w))

    def update(self, g: Array, state: CorrectedState) -> tuple[Array, CorrectedState]:
        t = state.t + 1.0
        r = self.rho * state.r + (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r / (1.0 - self.rho**t)) + self.epsilon), CorrectedState(r, t)


def scene(settings: Settings) -> Scene:
    """The view that the settings ask for."""
    return _correction(settings) if settings.view == "correction" else _parts(settings)


@dataclass(frozen=True)
class Reach:
    """How long the two corrections together change the step, by theory.

    until: the last t at which √(1−β2^t)/(1−β1^t) is more than 1 % away from 1, 0 if none. most: the t at which it is
    farthest from 1, as a ratio. longer: how many times as long the step without the correction is there.
    """

    until: int
    most: int
    longer: float


@lru_cache(maxsize=64)
def reach(beta1: float, beta2: float) -> Reach:
    """For how many steps the corrections matter at these β."""
    # Where both β^t are below 0.004 the quotient is within 0.5 % of 1.
    end = max(1, *(int(np.ceil(np.log(0.004) / np.log(beta))) for beta in (beta1, beta2) if beta > 0), 1)
    t = np.arange(1.0, end + 1)
    change = np.sqrt(1 - beta2**t) / (1 - beta1**t)
    late = np.flatnonzero(np.abs(change - 1) > MATTERS)
    most = int(np.abs(np.log(change)).argmax())
    return Reach(int(late[-1]) + 1 if late.size else 0, most + 1, float(1 / change[most]))


def mattered(run: Trajectory, rule: Adam, steps: int) -> int:
    """On how many of a run's first steps the correction changes the step from the same s and r by more than 1 %."""
    s, r, t = (field[1 : min(run.last, steps) + 1] for field in run.states)
    without = s / (np.sqrt(r) + rule.epsilon)
    corrected = s / (1 - rule.beta1**t) / (np.sqrt(r / (1 - rule.beta2**t)) + rule.epsilon)
    return int((np.abs(corrected - without) > MATTERS * np.abs(without)).any(-1).sum())


def _correction(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    # One step more than is shown, so that the last point too has a gradient and a next step to draw.
    runs = race(
        {name: settings.rule(bias_correction=name == "corrected") for name in CORRECTION},
        Scaled(surface, settings.scale),
        (settings.x0, settings.y0),
        settings.steps + 1,
    )
    ends = {name: min(drawn(run, surface), run.last) for name, run in runs.items()}
    steps = {name: np.diff(run.w[: ends[name] + 1], axis=0) for name, run in runs.items()}
    times = nice(LONGEST / max(*(float(np.abs(step[:1]).max()) for step in steps.values()), 1e-12))
    left = _map(surface, settings, runs, CORRECTION)
    tracks = _map_tracks(runs, surface)
    for name, step in steps.items():
        (x, y), (dx, dy) = runs[name].w[: len(step)].T, times * step.T
        left.append(parts.arrow(name, name, CORRECTION[name].colour, x, y, dx, dy, head=0.3))
        tracks.append(arrow_track(name, x, y, dx, dy, head=0.3))
    left.append(parts.place("start", "start", settings.x0, settings.y0))
    panels = [_factors(settings), _averages(runs["corrected"], settings), _sizes(steps, settings)]
    return Scene(
        drawing=_picture(surface, left, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        summary=_summary(settings, {"Corrected": runs["corrected"], "uncorrected": runs["uncorrected"]}, surface),
        formulas=_formulas(settings, runs["corrected"], steps["corrected"]),
        sentences=(
            _first(settings, runs),
            _long(settings, runs["corrected"]),
            f"Arrows: the next step, {times:g} times as long, purple with the correction and grey without it. "
            "At t = 1, s = (1−β1)·g and √r = √(1−β2)·|g|; corrected they are ŝ = g and √r̂ = |g|.",
        ),
    )


def _map(surface: Surface, settings: Settings, runs: Mapping[str, Trajectory], looks: Mapping[str, Style]) -> list[Any]:
    ground, _ = relief(surface)
    traces = parts.ground(ground, surface.minima)
    points = {name: run.w[: min(drawn(run, surface), settings.steps + 1)] for name, run in runs.items()}
    for name, w in points.items():
        # The grey path of β1 = 0 is the same as RMSProp's, so it is a broad band under it.
        traces += parts.path(name, looks[name], *w.T, width=9 if name == "β1 = 0" else 3.5)
    return traces + [parts.point(name, looks[name], *w.T) for name, w in points.items()]


def _map_tracks(runs: Mapping[str, Trajectory], surface: Surface) -> list[Track]:
    return [track for name, run in runs.items() for track in path_tracks(name, *run.w[: drawn(run, surface)].T)]


def _picture(surface: Surface, left: list[Any], panels: list[Panel], steps: int) -> Any:
    ground, _ = relief(surface)
    return picture(left, map_axes(ground), ground.aspect, panels, steps)


def _averages(run: Trajectory, settings: Settings) -> Panel:
    s, r, t = (field[1 : run.last + 1].T[0] for field in run.states)
    curves = {
        "ŝ": s / (1 - settings.beta1**t),
        "s": s,
        "√r̂": np.sqrt(r / (1 - settings.beta2**t)),
        "√r": np.sqrt(r),
    }
    largest = 1.1 * max(float(np.abs(run.gradient[: run.last, 0]).max()), 1e-12)
    low = min(0.0, float(s.min()), float(curves["ŝ"].min()))
    high = max(0.0, *(float(curve.max()) for curve in curves.values()))
    room = 0.08 * (high - low) + 1e-3 * largest
    span = (low - room, high + room)
    return _panel("averages", "w<sub>1</sub>: s, √r", curves, AVERAGES, span, short="s, √r")


def _factors(settings: Settings) -> Panel:
    t = np.arange(1.0, settings.steps + 2)
    curves = {"β1": 1 / (1 - settings.beta1**t), "β2": 1 / (1 - settings.beta2**t)}
    top = max(10.0, *(float(curve[0]) for curve in curves.values()))
    return Panel("factors", "1/(1−β<sup>t</sup>)", curves, FACTORS, (0.5, 1.5 * top), log=True, short="factor")


def _sizes(steps: Mapping[str, Array], settings: Settings) -> Panel:
    curves = {name: np.abs(step[:, 0]) / settings.eta for name, step in steps.items()}
    top = min(roomy(max(1.5, *(float(curve.max()) for curve in curves.values()))), TALLEST)
    ticks = (*((0.0,) if top < 12 else ()), 1.0, *((float(int(top)),) if top > 2 else ()))
    return _panel("size", "|Δw<sub>1</sub>| / η", curves, CORRECTION, (0.0, 1.1 * top), guides={"1": 1.0}, ticks=ticks)


def _panel(
    key: str,
    title: str,
    curves: Mapping[str, Array],
    styles: Mapping[str, Style],
    span: tuple[float, float],
    **more: Any,
) -> Panel:
    far = 100 * (span[1] - span[0])  # beyond the axis a curve only has to leave the picture
    return Panel(key, title, {name: np.clip(curve, -far, far) for name, curve in curves.items()}, styles, span, **more)


def _formulas(settings: Settings, run: Trajectory, steps: Array) -> tuple[Formula, ...]:
    n = len(steps)
    t = run.states.t[1 : n + 1, 0]
    c1, c2 = 1 - settings.beta1**t, 1 - settings.beta2**t
    beta1, beta2 = settings.beta1, settings.beta2
    template = (
        f"t = {{t:d}}   s := {beta1:g}·({{s0}}) + {1 - beta1:.4g}·({{g}}) = {{s}}   "
        f"r := {beta2:g}·{{r0}} + {1 - beta2:.4g}·({{g}})² = {{r}}\n"
        f"ŝ = {{s}} / {{c1}} = {{mean}}   r̂ = {{r}} / {{c2}} = {{square}}   "
        f"Δw = −{settings.eta:g}·({{mean}}) / (√{{square}} + {settings.epsilon:g}) = {{d}}"
    )
    formulas: list[Formula] = []
    for i, label in enumerate(("w₁", "w₂")):
        g, s, r = run.gradient[:n, i], run.states.s[: n + 1, i], run.states.r[: n + 1, i]
        values = {"t": t, "g": g, "s0": s[:-1], "s": s[1:], "r0": r[:-1], "r": r[1:], "c1": c1, "c2": c2}
        values |= {"mean": s[1:] / c1, "square": r[1:] / c2, "d": steps[:, i]}
        formulas.append(Formula(label, STYLES["Adam"].colour, template, values))
    return tuple(formulas)


def _first(settings: Settings, runs: Mapping[str, Trajectory]) -> str:
    g = runs["corrected"].gradient[0]
    if not g.any():
        return "**First step.** The gradient is 0 here, and so is the step."
    with_, without = ((run.w[1] - run.w[0]) / settings.eta for run in runs.values())
    sharp = bool((np.abs(with_ + np.sign(g)) <= MATTERS).all())
    said = (
        "by −η·sign(g), whatever the gradient's size"
        if sharp
        else f"less than η, because ε = {settings.epsilon:g} is not small beside |g|"
    )
    largest = int(np.abs(g).argmax())
    ratio = float(without[largest] / with_[largest])
    return (
        f"**First step.** The gradient is g = {_pair(g)}. With the correction w changes by {_pair(with_, '+')} times "
        f"η: {said}. Without it by {_pair(without, '+')} times η, {ratio:.4g} times as much; "
        f"(1−β1)/√(1−β2) = {(1 - settings.beta1) / np.sqrt(1 - settings.beta2):.4g}."
    )


def _pair(values: Array, sign: str = "") -> str:
    return "(" + ", ".join(f"{value + 0.0:{sign}.3g}".replace("-", "−") for value in values) + ")"


def _long(settings: Settings, run: Trajectory) -> str:
    theory = reach(settings.beta1, settings.beta2)
    if not theory.until:
        return "**How long it matters.** Never: at these β the correction changes no step by more than 1 %."
    return (
        f"**How long it matters.** By √(1−β2^t)/(1−β1^t) the corrections change the step by more than 1 % up to "
        f"t = {theory.until}; the most at t = {theory.most}, where the step without them is {theory.longer:.3g} times "
        f"as long. In this run, from the same s and r: on "
        f"{mattered(run, settings.rule(), settings.steps)} of {min(run.last, settings.steps)} steps."
    )


def _summary(settings: Settings, runs: Mapping[str, Trajectory], surface: Surface) -> str:
    said = "; ".join(f"{name}: {_ended(run, settings, surface)}" for name, run in runs.items())
    return f"Adam with η = {settings.eta:g}, β1 = {settings.beta1:g}, β2 = {settings.beta2:g}. {said}."


def _ended(run: Trajectory, settings: Settings, surface: Surface) -> str:
    end = drawn(run, surface)
    if end <= settings.steps:
        return f"far off the map at step {end}"
    return f"{np.hypot(*run.w[settings.steps]):.2g} from the minimum after {settings.steps} steps"


@dataclass(frozen=True)
class Ends:
    """What each β does at its ends, measured on runs from one start.

    apart: the largest distance between Adam with β1 = 0 and RMSProp with its own correction. velocity: the largest
    relative difference between s and −(1−β1)·v/η of momentum with α = β1 on the same gradients. longest: the largest
    step of a parameter in units of η, with β2 = 0 and as set. signs: the shortest and the longest step with
    β1 = β2 = 0 in units of η where |g| > 100·ε, None if it never is. past: how far beyond the minimum w1 went, with
    the highest β1 and as set. mean: how far √r̂ with the highest β2 is from the plain root mean square of all gradients
    at the end, relative.
    """

    apart: float
    velocity: float
    longest: tuple[float, float]
    signs: tuple[float, float] | None
    past: tuple[float, float]
    mean: float


def ends(settings: Settings, runs: Mapping[str, Trajectory]) -> Ends:
    """Measure on the runs of the view "parts", and on three more at the ends of both sliders."""
    rule = settings.rule(
        beta1=np.array([[0.0], [HIGHEST[0]], [settings.beta1]]), beta2=np.array([[0.0], [settings.beta2], [HIGHEST[1]]])
    )
    start, steps = (settings.x0, settings.y0), settings.steps
    more = descend(rule, Scaled(canyon(settings.kappa), settings.scale), start, steps)
    adam, plain, corrected = runs["Adam"], runs["β1 = 0"], runs["RMSProp"]
    last = min(plain.last, corrected.last)
    sign = np.abs(np.diff(more.w[:, 0], axis=0))[np.abs(more.gradient[:, 0]) > 100 * settings.epsilon] / settings.eta
    root = np.sqrt(more.states.r[-1, 2] / (1 - HIGHEST[1] ** more.states.t[-1, 2]))
    mean = np.sqrt((more.gradient[:, 2] ** 2).mean(0))
    side = -np.sign(settings.x0)
    return Ends(
        apart=float(np.hypot(*(plain.w[: last + 1] - corrected.w[: last + 1]).T).max()),
        velocity=_velocity(settings, adam),
        longest=(_longest(runs["β2 = 0"], settings), _longest(adam, settings)),
        signs=(float(sign.min()), float(sign.max())) if sign.size else None,
        past=(_past(more.w[:, 1, 0], side), _past(adam.w[: adam.last + 1, 0], side)),
        mean=float((np.abs(root - mean) / np.maximum(mean, 1e-300)).max()),
    )


def _velocity(settings: Settings, run: Trajectory) -> float:
    momentum = Momentum(settings.eta, settings.beta1)
    state = momentum.init(run.w[0])
    velocities: list[Array] = []
    for g in run.gradient[: run.last]:
        v, state = momentum.update(g, state)
        velocities.append(v)
    s = run.states.s[1 : run.last + 1]
    scaled = -(1 - settings.beta1) / settings.eta * np.array(velocities)
    return float(np.abs(s - scaled).max() / max(float(np.abs(s).max()), 1e-300))


def _longest(run: Trajectory, settings: Settings) -> float:
    return float(np.abs(np.diff(run.w[: run.last + 1], axis=0)).max()) / settings.eta


def _past(w: Array, side: float) -> float:
    return max(float((side * w).max()), 0.0)


def _parts(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    rules = {
        "β2 = 0": settings.rule(beta2=0.0),
        "β1 = 0": settings.rule(beta1=0.0),
        "RMSProp": CorrectedRMSProp(settings.eta, settings.beta2, settings.epsilon),
        "Adam": settings.rule(),
    }
    runs = race(rules, Scaled(surface, settings.scale), (settings.x0, settings.y0), settings.steps + 1)
    left = _map(surface, settings, runs, PARTS)
    left.append(parts.place("start", "start", settings.x0, settings.y0))
    ground, _ = relief(surface)
    shown = {name: min(run.last, settings.steps) + 1 for name, run in runs.items()}
    errors = error_panel(
        {name: run.value[: shown[name]] / settings.scale for name, run in runs.items()}, surface, ground, PARTS
    )
    curves = {name: np.diff(run.w[: run.last + 1, 1]) / settings.eta for name, run in runs.items()}
    panels = [
        replace(errors, title="error"),
        _panel("size", "Δw<sub>2</sub> / η", curves, PARTS, (-2.2, 2.2), guides=SIGNS, ticks=(-2, -1, 0, 1, 2)),
    ]
    adam = runs["Adam"]
    n = min(drawn(adam, surface), adam.last)
    return Scene(
        drawing=_picture(surface, left, panels, settings.steps),
        tracks=(*_map_tracks(runs, surface), *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        summary=_summary(
            settings, {"As set": adam, "with β1 = 0": runs["β1 = 0"], "with β2 = 0": runs["β2 = 0"]}, surface
        ),
        formulas=_formulas(settings, adam, np.diff(adam.w[: n + 1], axis=0)),
        sentences=_said(settings, ends(settings, runs)),
    )


def _said(settings: Settings, measured: Ends) -> tuple[str, ...]:
    together = "coincide exactly" if measured.apart == 0 else f"are at most {measured.apart:.1g} apart"
    signs = (
        f"every step is η·sign(g), measured between {measured.signs[0]:.3g} η and {measured.signs[1]:.3g} η"
        if measured.signs
        else f"every step would be η·sign(g), but ε = {settings.epsilon:g} is not small beside any |g| of that run"
    )
    return (
        f"**Momentum plus RMSProp.** s is momentum's velocity with α = β1 but for a factor, s = −(1−β1)·v/η; on this "
        f"run to {measured.velocity:.0e} of its size. With β1 = 0 Adam is RMSProp with the same correction and ε "
        f"outside the root: the grey band and the green path {together}.",
        f"**β2 = 0** divides ŝ by the present |g| alone: the longest step of a parameter is {measured.longest[0]:.3g} "
        f"η; as set {measured.longest[1]:.3g} η. **β1 = β2 = 0**: {signs}.",
        f"**The other ends.** With β1 = {HIGHEST[0]:g}, w₁ goes {measured.past[0]:.2g} past the minimum; as set "
        f"{measured.past[1]:.2g}. With β2 = {HIGHEST[1]:g}, √r̂ ends within {100 * measured.mean:.1g} % of the root "
        "mean square of all gradients of the run: it has hardly begun to forget.",
    )
