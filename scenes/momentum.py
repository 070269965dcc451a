"""Momentum in the canyon: the velocity on the path, and a map of the rate over (η, α)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, map_axes, picture
from figures.rates import RateMap, rate_axes, rate_map
from figures.theme import MUTED, STYLES, Style
from optim import NEVER, SGD, Momentum, Trajectory, descend, race, theory
from optim.settings import check, setting
from scenes.scene import Formula, Scene, Track
from scenes.tracks import arrow_track, drawn, error_panel, nice, panel_tracks, path_tracks, relief, roomy
from surfaces import Surface, canyon

Array = NDArray[np.float64]
LIVE = ("kappa", "eta", "alpha", "x0", "y0", "steps")
PLAIN = "α = 0"
LOOK = {"Momentum": STYLES["Momentum"], PLAIN: STYLES["SGD"]}
CELLS, MAP_STEPS = 64, 200
MAP_ETA, MAP_ALPHA = (0.005, 2.0), (0.0, 0.99)
LONGEST = 3.0  # how long the longest arrow is drawn


@dataclass(frozen=True)
class Settings:
    """A canyon, a pair (η, α) and a start. Raises ValueError."""

    view: str = setting("path", label="View", options=("path", "map"))
    kappa: float = setting(20.0, symbol="κ", label="Condition number", bounds=(1, 1000), slider=(1, 1000), log=True)
    eta: float = setting(0.05, symbol="η", label="Learning rate", bounds=(1e-8, 10), slider=(1e-3, 2), log=True)
    alpha: float = setting(0.9, symbol="α", label="Momentum", bounds=(0, 0.9999), slider=(0, 0.99), step=0.01)
    x0: float = setting(-4.2, symbol="w₁", label="Start", bounds=(-5, 5), slider=(-5, 5), step=0.05)
    y0: float = setting(1.4, symbol="w₂", label="Start", bounds=(-4, 4), slider=(-4, 4), step=0.05)
    steps: int = setting(100, label="Steps", bounds=(1, 2000), slider=(10, 500), step=10, clamp=True)

    def __post_init__(self) -> None:
        check(self)


def scene(settings: Settings) -> Scene:
    """The view that the settings ask for."""
    return _path(settings) if settings.view == "path" else _map(settings)


@dataclass(frozen=True)
class Grown:
    """Measured on a run: where the gradient kept its sign, and where it did not.

    along: at its largest, |v| along the valley over the |η·g| of the same step, up to the first change of sign of the
    gradient there; until: that step. across: changes of sign of the gradient across the valley. first, late: the median
    size of the velocity across, in the first and the last fifth.
    """

    along: float
    until: int
    across: int
    first: float
    late: float


def grown(run: Trajectory, eta: float) -> Grown:
    """The lecture's two claims on one run on the canyon with its valley along w1."""
    g, v = run.gradient[: run.last], run.states.v[1 : run.last + 1]
    kept = np.sign(g[:, 0]) == np.sign(g[0, 0])
    until = len(g) if kept.all() else int(kept.argmin())
    peak = int(np.abs(v[:until, 0]).argmax())
    fifth = max(1, len(g) // 5)
    return Grown(
        along=float(np.abs(v[peak, 0]) / max(eta * np.abs(g[peak, 0]), 1e-300)),
        until=until,
        across=int((np.diff(np.sign(g[:, 1])) != 0).sum()),
        first=float(np.median(np.abs(v[:fifth, 1]))),
        late=float(np.median(np.abs(v[-fifth:, 1]))),
    )


def _path(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    # One step more than is shown, so that the last point too has a gradient and a next step to draw.
    runs = race(
        {"Momentum": Momentum(settings.eta, settings.alpha), PLAIN: SGD(settings.eta)},
        surface,
        (settings.x0, settings.y0),
        settings.steps + 1,
    )
    run, plain = runs["Momentum"], runs[PLAIN]
    ends = {name: min(drawn(done, surface), settings.steps + 1) for name, done in runs.items()}
    n = min(ends["Momentum"], run.last)
    w, g, v = run.w[:n], run.gradient[:n], run.states.v[: n + 1]
    pull, push = settings.alpha * v[:n], -settings.eta * g
    scale = nice(LONGEST / max(float(np.abs(v).max()), 1e-12))
    arrows = {  # label: colour, from, by
        "αv": (MUTED, w, scale * pull),
        "−ηg": (STYLES["SGD"].colour, w + scale * pull, scale * push),
        "new v": (STYLES["Momentum"].colour, w, scale * v[1 : n + 1]),
    }
    ground, _ = relief(surface)
    left = parts.ground(ground, surface.minima)
    tracks: list[Track] = []
    for name in (PLAIN, "Momentum"):
        x, y = runs[name].w[: ends[name]].T
        left += parts.path(name, LOOK[name], x, y, 3.5 if name == "Momentum" else 2)
        tracks += path_tracks(name, x, y)
    left += [parts.point(name, LOOK[name], *runs[name].w[: ends[name]].T) for name in (PLAIN, "Momentum")]
    for label, (colour, at, by) in arrows.items():
        left.append(parts.arrow(label, label, colour, *at.T, *by.T, head=0.3))
        tracks.append(arrow_track(label, *at.T, *by.T, head=0.3))
    left.append(parts.place("start", "start", settings.x0, settings.y0))
    panels = [_velocity(i, run, plain, settings) for i in (0, 1)]
    measured = grown(run, settings.eta)
    return Scene(
        drawing=picture(left, map_axes(ground), ground.aspect, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        summary=_summary(settings, run, surface),
        formulas=tuple(_formula(i, settings, w, g, v) for i in (0, 1)),
        sentences=_claims(settings, measured, scale),
    )


def _velocity(i: int, run: Trajectory, plain: Trajectory, settings: Settings) -> Panel:
    n, m = min(run.last, settings.steps) + 1, min(plain.last, settings.steps)
    curves = {"Momentum": run.states.v[:n, i], PLAIN: -settings.eta * plain.gradient[: m + 1, i]}
    largest = max(float(np.abs(curves["Momentum"][:200]).max()), settings.eta * float(np.abs(run.gradient[0, i])), 1e-9)
    span = roomy(1.05 * min(largest, 9.0))
    held = {name: np.clip(curve, -1e6, 1e6) for name, curve in curves.items()}
    title = f"velocity of w<sub>{i + 1}</sub>"
    return Panel(f"v{i + 1}", title, held, LOOK, (-span, span), short=f"v<sub>{i + 1}</sub>")


def _formula(i: int, settings: Settings, w: Array, g: Array, v: Array) -> Formula:
    n = len(w)
    template = (
        f"v := {settings.alpha:g}·({{v}}) − {settings.eta:g}·({{g}}) = {{new}}      w := {{w}} + ({{new}}) = {{to}}"
    )
    values = {"v": v[:n, i], "g": g[:, i], "new": v[1 : n + 1, i], "w": w[:, i], "to": w[:, i] + v[1 : n + 1, i]}
    return Formula("w₁w₂"[2 * i : 2 * i + 2], STYLES["Momentum"].colour, template, values)


def _claims(settings: Settings, measured: Grown, scale: float) -> tuple[str, ...]:
    limit = 1 / (1 - settings.alpha)
    across = (
        f"the step there was {measured.first:.2g} in the first fifth of the run and {measured.late:.2g} in the last"
        if measured.across
        else "so there is no opposite direction to see in this run"
    )
    return (
        f"**Same direction.** Along the valley the gradient kept its sign for {measured.until} steps, and the velocity "
        f"grew until it was {measured.along:.3g} times η·g; under a constant gradient it would tend to "
        f"1/(1−α) = {limit:.3g} times.",
        f"**Opposite directions.** Across the valley the gradient changed its sign {measured.across} times; {across}.",
        f"Arrows, {scale:g} times as long as the step: α·v in grey, then −η·g in blue; together the new v in orange.",
    )


def _summary(settings: Settings, run: Trajectory, surface: Surface) -> str:
    steepest = (surface.curvatures or (1.0, 1.0))[1]
    bound = float(theory.longest_eta(settings.alpha, steepest))
    if settings.eta >= bound:
        return f"Momentum diverges: η = {settings.eta:g} is not below (2 + 2α)/λ = {bound:.3g}."
    end = min(run.last, settings.steps)
    return (
        f"Momentum with η = {settings.eta:g}, α = {settings.alpha:g} is "
        f"{np.hypot(*run.w[end]):.2g} from the minimum after {end} steps."
    )


def steps_to(run: Trajectory, fraction: float) -> int | None:
    """The first step from which the error stays at or below that fraction of the starting error; None if never."""
    above = ~(run.value <= fraction * run.value[0])
    last = len(above) - int(above[::-1].argmax()) if above.any() else 0
    return last if last < len(above) else None


@lru_cache(maxsize=16)
def measured_rates(kappa: float) -> tuple[Array, Array, Array]:
    """η (n,), α (m,) and the measured factor per step (m, n), all pairs in one batched run on the canyon of κ."""
    surface = canyon(kappa)
    eta, alpha = np.geomspace(*MAP_ETA, CELLS), np.linspace(*MAP_ALPHA, CELLS)
    run = descend(Momentum(eta[None, :, None], alpha[:, None, None]), surface, (1.0, 1.0), MAP_STEPS)
    size = np.maximum(np.abs(run.w).max(-1), 1e-150)
    half = MAP_STEPS // 2
    # The largest distance in a window, because an oscillating run passes through the minimum.
    early, late = size[half - 40 : half].max(0), size[-40:].max(0)
    shrink = (late / early) ** (1 / (MAP_STEPS - half))
    return eta, alpha, np.where(np.asarray(run.diverged_at) == NEVER, shrink, np.maximum(shrink, 1.0))


def _map(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    low, high = surface.curvatures or (1.0, 1.0)
    eta, alpha, shrink = measured_rates(settings.kappa)
    best_eta, best_alpha, best_rate = theory.best_momentum(low, high)
    plain_eta, plain_rate = theory.best_descent(low, high)
    rules = {
        "this pair": Momentum(settings.eta, settings.alpha),
        "best pair": Momentum(best_eta, best_alpha),
        "best α = 0": SGD(plain_eta),
    }
    runs = race(rules, surface, (1.0, 1.0), settings.steps)
    looks = {
        "this pair": STYLES["Momentum"],
        "best pair": Style(STYLES["RMSProp"].colour, "dash", "star"),
        "best α = 0": STYLES["SGD"],
    }
    ground, _ = relief(surface)
    errors = error_panel({name: run.value[: run.last + 1] for name, run in runs.items()}, surface, ground, looks)
    theories = RateMap(
        eta=eta,
        alpha=alpha,
        rate=shrink,
        stable=(theory.longest_eta(alpha, high), alpha),
        best=(best_eta, best_alpha),
        chosen=(settings.eta, settings.alpha),
    )
    here = float(theory.rate(settings.eta, settings.alpha, np.array([low, high])).max())
    counts = {name: steps_to(run, 1e-6) for name, run in runs.items()}
    said = ", ".join(
        f"{name}: {'not within' if n is None else n} {settings.steps if n is None else ''}".strip()
        for name, n in counts.items()
    )
    return Scene(
        drawing=picture(rate_map(theories), rate_axes(theories), 1.2, [errors], settings.steps),
        tracks=tuple(panel_tracks(errors)),
        steps=settings.steps,
        summary=f"Steps to 10⁻⁶ of the starting error from (1, 1): {said}.",
        sentences=(
            f"**This pair**, η = {settings.eta:g} and α = {settings.alpha:g}: by theory the distance "
            f"{'shrinks' if here < 1 else 'grows'} by a factor of {here:.4f} a step in the long run.",
            f"**The best pair** for κ = {settings.kappa:g}: α = ((√κ−1)/(√κ+1))² = {best_alpha:.4f}, "
            f"η = (2/(√λ₁+√λ₂))² = {best_eta:.4f}, a factor of (√κ−1)/(√κ+1) = {best_rate:.4f} a step.",
            f"**The best without momentum**: η = 2/(λ₁+λ₂) = {plain_eta:.4f}, "
            f"a factor of (κ−1)/(κ+1) = {plain_rate:.4f}.",
            "Dark is fast. Beyond the dashed line, ηλ = 2 + 2α, theory says unstable; the colours are measured, "
            f"{CELLS}×{CELLS} runs of {MAP_STEPS} steps in one batch. Click the map to run a pair.",
        ),
    )
