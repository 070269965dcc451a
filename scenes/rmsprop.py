"""RMSProp in the canyon: r beside g², the ratio g/√(r+ε) beside ±1, and what ε does inside and outside the root."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.panels import Panel, map_axes, picture
from figures.theme import INK, MUTED, STYLES, Style
from optim import SGD, RMSProp, Trajectory, race
from optim.rules import RMSPropState
from optim.settings import check, setting
from scenes.scene import Formula, Scene, Track
from scenes.tracks import arrow_track, drawn, nice, panel_tracks, path_tracks, relief
from surfaces import Surface, canyon

Array = NDArray[np.float64]
LIVE = ("kappa", "eta", "rho", "epsilon", "scale", "x0", "y0", "steps")
FACTORS = (1, 10, 100, 1000)
LOW = "₁₂"
W = tuple(f"w{low}" for low in LOW)
WEIGHTS: dict[str, Style] = dict(zip(W, (Style(INK, "solid", "circle"), Style(MUTED, "solid", "square")), strict=True))
SIZES = (Style(INK, "solid", "circle"), STYLES["RMSProp"], Style(MUTED, "dot", "square"))
GUARDS = {"inside": STYLES["RMSProp"], "outside": Style(INK, "solid", "circle")}
ONE = {"−1": -1.0, "+1": 1.0}
TALLEST = 3.5  # how far the ratio's axis goes; the first ratio is 1/√(1−ρ), 3.2 at ρ = 0.9
LOWEST = 1e-12  # how far down an axis of g² and r goes
NEAR, FAR = 0.1, 0.01  # r ≈ g²: within 10 %; g² ≪ r: less than a hundredth


@dataclass(frozen=True)
class Settings:
    """A canyon, RMSProp's hyperparameters, a factor on the error, and a start. Raises ValueError."""

    view: str = setting("history", label="View", options=("history", "epsilon"))
    kappa: float = setting(20.0, symbol="κ", label="Condition number", bounds=(1, 1000), slider=(1, 1000), log=True)
    eta: float = setting(0.2, symbol="η", label="Learning rate", bounds=(1e-8, 10), slider=(1e-4, 1), log=True)
    rho: float = setting(0.9, symbol="ρ", label="Decay", bounds=(0, 0.9999), slider=(0, 0.99), step=0.01)
    epsilon: float = setting(1e-7, symbol="ε", label="Guard", bounds=(1e-15, 10), slider=(1e-10, 1), log=True)
    scale: int = setting(1, label="Error multiplied by", bounds=(1, 1000), options=FACTORS)
    x0: float = setting(-4.2, symbol="w₁", label="Start", bounds=(-5, 5), slider=(-5, 5), step=0.05)
    y0: float = setting(1.4, symbol="w₂", label="Start", bounds=(-4, 4), slider=(-4, 4), step=0.05)
    steps: int = setting(200, label="Steps", bounds=(1, 2000), slider=(10, 500), step=10, clamp=True)

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Scaled:
    """A surface whose error is multiplied by factor > 0; the map is the same."""

    surface: Surface
    factor: float

    @property
    def domain(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return self.surface.domain

    def value(self, w: Array) -> Array:
        return self.factor * self.surface.value(w)

    def gradient(self, w: Array, t: int = 0) -> Array:
        return self.factor * self.surface.gradient(w, t)


class RMSPropOutside(RMSProp):
    """RMSProp as in PyTorch, ε OUTSIDE the root: `r := ρ·r + (1−ρ)·g²`, `w := w − η·g / (√r + ε)`.

    Here for comparison only, not one of `optim.RULES`: the lecture has ε inside. Arguments as RMSProp's, with ε > 0.
    Source: torch.optim.RMSprop(lr=η, alpha=ρ, eps=ε).
    """

    def update(self, g: Array, state: RMSPropState) -> tuple[Array, RMSPropState]:
        r = self.rho * state.r + (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r) + self.epsilon), RMSPropState(r)


@dataclass(frozen=True)
class Steps:
    """The steps of a run, one row for each and one column a parameter, (T, 2).

    g: the gradient before the step; r: the average with it in; ratio: of the step to −η.
    """

    g: Array
    r: Array
    ratio: Array

    @property
    def like(self) -> NDArray[np.bool_]:
        """Where r ≈ g²."""
        return (self.g != 0) & (np.abs(self.r - self.g**2) <= NEAR * self.g**2)

    @property
    def below(self) -> NDArray[np.bool_]:
        """Where g² ≪ r."""
        return self.g**2 < FAR * self.r

    @property
    def taken(self) -> "Steps":
        """Without the last one, which is only announced."""
        return Steps(self.g[:-1], self.r[:-1], self.ratio[:-1])

    @property
    def last(self) -> Array:
        """The median |step|/η of each parameter in the last fifth of the run, (2,)."""
        return np.median(np.abs(self.ratio[-max(1, len(self.ratio) // 5) :]), axis=0)


def steps_of(run: Trajectory, rule: RMSProp) -> Steps:
    """The steps that a run of that rule can show."""
    g, r = run.gradient[: run.last], run.states.r[1 : run.last + 1]
    outside = isinstance(rule, RMSPropOutside)
    return Steps(g, r, g / (np.sqrt(r) + rule.epsilon if outside else np.sqrt(r + rule.epsilon)))


def scene(settings: Settings) -> Scene:
    """The view that the settings ask for."""
    return _history(settings) if settings.view == "history" else _epsilon(settings)


def rules_of(settings: Settings) -> dict[str, RMSProp]:
    """RMSProp with these settings, with a quarter of η, and with a memory, 1/(1−ρ) steps, a quarter as long."""
    rule = RMSProp(settings.eta, settings.rho, settings.epsilon)
    shorter = max(0.0, round(1 - 4 * (1 - settings.rho), 6))
    return {
        "RMSProp": rule,
        "η/4": RMSProp(settings.eta / 4, settings.rho, settings.epsilon),
        "shorter memory": RMSProp(settings.eta, shorter, settings.epsilon),
    }


def other(settings: Settings) -> int:
    """The factor on the error with which a run is compared."""
    return FACTORS[-1] if settings.scale == 1 else 1


@lru_cache(maxsize=16)
def runs_of(settings: Settings) -> tuple[dict[str, Trajectory], dict[str, Trajectory]]:
    """`rules_of` and SGD with the same η; and RMSProp and SGD with the error multiplied by `other`.

    One step more than the settings say, so that the last point shown has a gradient and a next step too.
    """
    surface, start, steps = canyon(settings.kappa), (settings.x0, settings.y0), settings.steps + 1
    rules = rules_of(settings)
    plain = SGD(settings.eta)
    return (
        race({**rules, "SGD": plain}, Scaled(surface, settings.scale), start, steps),
        race({"RMSProp": rules["RMSProp"], "SGD": plain}, Scaled(surface, other(settings)), start, steps),
    )


def _history(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    runs, elsewhere = runs_of(settings)
    run, steps = runs["RMSProp"], steps_of(runs["RMSProp"], rules_of(settings)["RMSProp"])
    n = min(drawn(run, surface), len(steps.g))
    move = -settings.eta * steps.ratio[:n]
    longer = nice(min(1 / settings.eta, 5 / max(float(np.abs(move).max()), 1e-12)))
    arrow = (*run.w[:n].T, *(longer * move).T)
    left, tracks = _map(settings, surface, {name: runs[name] for name in ("SGD", "RMSProp")}, STYLES)
    left.insert(-1, parts.arrow("step", "step", STYLES["RMSProp"].colour, *arrow, head=0.3))
    tracks.append(arrow_track("step", *arrow, head=0.3))
    span = _decades(np.append(steps.r, settings.epsilon), np.append(steps.r, steps.g**2))
    panels = [_sizes(i, steps, settings, span) for i in (0, 1)]
    ratios = {name: steps.ratio[:, i] for i, name in enumerate(W)}
    panels.append(_ratio("ratio", "g/√(r+ε)", "ratio", ratios, WEIGHTS))
    ground, _ = relief(surface)
    return Scene(
        drawing=picture(left, map_axes(ground), ground.aspect, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        summary=_summary(settings, runs, surface),
        formulas=tuple(_formula(i, settings, run, steps) for i in (0, 1)),
        sentences=(
            *_claims(steps.taken),
            _bottom(settings, runs),
            _scaling(settings, runs, elsewhere, surface),
            f"A ratio of ±1 is a step of η. Arrow: the next step, −η·g/√(r+ε), {longer:g} times as long as it is.",
        ),
    )


def _map(
    settings: Settings, surface: Surface, runs: Mapping[str, Trajectory], looks: Mapping[str, Style]
) -> tuple[list[dict[str, object]], list[Track]]:
    """The relief, two paths, the second of them wider, and the start, which is last; and the paths' tracks."""
    ground, _ = relief(surface)
    paths = {name: run.w[: min(drawn(run, surface), settings.steps + 1)].T for name, run in runs.items()}
    sides = dict(zip(runs, ("bottom center", "top center"), strict=True))
    widths = dict(zip(runs, (2.0, 3.5), strict=True))
    return [
        *parts.ground(ground, surface.minima),
        *(trace for name, (x, y) in paths.items() for trace in parts.path(name, looks[name], x, y, widths[name])),
        *(parts.point(name, looks[name], x, y, name, sides[name]) for name, (x, y) in paths.items()),
        parts.place("start", "start", settings.x0, settings.y0),
    ], [track for name, (x, y) in paths.items() for track in path_tracks(name, x, y)]


def _decades(low: Array, high: Array) -> tuple[float, float]:
    """Whole powers of ten around both, not below LOWEST."""
    bottom = np.floor(np.log10(max(float(low.min()), LOWEST)))
    return float(10**bottom), float(10 ** max(np.ceil(np.log10(max(float(high.max()), LOWEST))), bottom + 2))


def _sizes(i: int, steps: Steps, settings: Settings, span: tuple[float, float]) -> Panel:
    names = (f"g{LOW[i]}²", f"r{LOW[i]}", "ε")
    sizes = (steps.g[:, i] ** 2, steps.r[:, i], np.full(len(steps.r), settings.epsilon))
    curves = {name: np.clip(size, 1e-30, 1e30) for name, size in zip(names, sizes, strict=True)}
    looks: dict[str, Style] = dict(zip(names, SIZES, strict=True))
    # on a phone the names at the ends say it
    return Panel(f"size{i + 1}", f"w<sub>{i + 1}</sub>: g², r", curves, looks, span, log=True, short=" ")


def _ratio(key: str, title: str, short: str, curves: Mapping[str, Array], looks: Mapping[str, Style]) -> Panel:
    return Panel(key, title, curves, looks, (-TALLEST, TALLEST), short=short, guides=ONE, ticks=(-3, -1, 1, 3))


def _formula(i: int, settings: Settings, run: Trajectory, steps: Steps) -> Formula:
    rho, eta, n = settings.rho, settings.eta, len(steps.g)
    template = (
        f"r := {rho:g}·{{r}} + {1 - rho:.4g}·({{g}})² = {{new}}    "
        f"g/√(r+ε) = {{g}}/√({{new}}+{_number(settings.epsilon)}) = {{ratio}}    "
        f"w := {{w}} − {eta:g}·({{ratio}}) = {{to}}"
    )
    columns = {
        "r": run.states.r[:n],
        "g": steps.g,
        "new": steps.r,
        "ratio": steps.ratio,
        "w": run.w[:n],
        "to": run.w[1 : n + 1],
    }
    return Formula(W[i], STYLES["RMSProp"].colour, template, {name: rows[:, i] for name, rows in columns.items()})


def _claims(steps: Steps) -> tuple[str, str]:
    """The answer to the lecture's question, from the steps of the run."""

    def median(where: NDArray[np.bool_]) -> str:
        counts = " and ".join(f"{where[:, i].sum()} steps of {name}" for i, name in enumerate(W))
        if not where.any():
            return counts
        return f"{counts}; the median |step| there is {_number(np.median(np.abs(steps.ratio[where])))} η"

    like = np.abs(steps.g[steps.like])
    sizes = f", while |g| is anything from {_number(like.min())} to {_number(like.max())}" if like.size else ""
    return (
        f"**r ≈ g²** (within 10 %): {median(steps.like)}{sizes}.",
        f"**g² ≪ r** (less than a hundredth): {median(steps.below)}.",
    )


def _bottom(settings: Settings, runs: Mapping[str, Trajectory]) -> str:
    rules = rules_of(settings)
    steps = {name: steps_of(runs[name], rule).taken for name, rule in rules.items()}
    lengths = {name: rules[name].eta * done.last for name, done in steps.items()}
    here = steps["RMSProp"].last
    alive = [name for name, size in zip(W, here, strict=True) if size > 0.5]
    verdict = f"the steps of {' and '.join(alive)} have not died out" if alive else "both are short now"
    shown = {name: ", ".join(map(_number, length)) for name, length in lengths.items()}
    return (
        f"**The last fifth of the run**: the median |step| is {_number(here[0])} η for w₁ and {_number(here[1])} η for "
        f"w₂; {verdict}. As lengths: {shown['RMSProp']}; with η/4 = {settings.eta / 4:g}: {shown['η/4']}; "
        f"with ρ = {rules['shorter memory'].rho:g}, a shorter memory: {shown['shorter memory']}."
    )


def left_at(w: Array, surface: Surface) -> int | None:
    """The first step at which a path (T+1, 2) is outside the map; None if it stays."""
    low, high = np.array(surface.domain).T
    inside = ((w >= low) & (w <= high)).all(-1)  # written so that NaN is outside
    return None if inside.all() else int(inside.argmin())


def apart(one: Trajectory, two: Trajectory) -> tuple[float, int]:
    """The largest distance between two runs at the same step, and that step; without the announced one."""
    distance = np.hypot(*(one.w - two.w)[:-1].T)
    return float(distance.max()), int(distance.argmax())


def _stays(run: Trajectory, surface: Surface) -> str:
    left = left_at(run.w[:-1], surface)
    return "stays on the map" if left is None else f"leaves the map at step {left}"


def _scaling(
    settings: Settings, runs: Mapping[str, Trajectory], elsewhere: Mapping[str, Trajectory], surface: Surface
) -> str:
    once, more = (runs, elsewhere) if settings.scale == 1 else (elsewhere, runs)
    factor = max(settings.scale, other(settings))
    distance, step = apart(once["RMSProp"], more["RMSProp"])
    return (
        f"**The error times {factor}**: SGD {_stays(more['SGD'], surface)} (times 1: {_stays(once['SGD'], surface)}). "
        f"RMSProp's path moves by at most {_number(distance)}, at step {step}."
    )


def _summary(settings: Settings, runs: Mapping[str, Trajectory], surface: Surface) -> str:
    end = np.hypot(*runs["RMSProp"].w[min(runs["RMSProp"].last, settings.steps)])
    factor = "" if settings.scale == 1 else f", the error times {settings.scale}"
    return (
        f"RMSProp with η = {settings.eta:g}, ρ = {settings.rho:g}{factor} is {end:.2g} from the minimum after "
        f"{settings.steps} steps; SGD with the same η {_stays(runs['SGD'], surface)}."
    )


@lru_cache(maxsize=16)
def guarded(settings: Settings) -> dict[str, tuple[Trajectory, Steps]]:
    """ε outside and inside the root from the same start: the run and its steps. One step more than is shown."""
    numbers = (settings.eta, settings.rho, settings.epsilon)
    rules = {"outside": RMSPropOutside(*numbers), "inside": RMSProp(*numbers)}
    objective = Scaled(canyon(settings.kappa), settings.scale)
    runs = race(rules, objective, (settings.x0, settings.y0), settings.steps + 1)
    return {name: (run, steps_of(run, rules[name])) for name, run in runs.items()}


def _epsilon(settings: Settings) -> Scene:
    surface = canyon(settings.kappa)
    done = guarded(settings)
    left, tracks = _map(settings, surface, {name: run for name, (run, _) in done.items()}, GUARDS)
    panels = [
        _ratio(
            f"ratio{i + 1}",
            f"w<sub>{i + 1}</sub>: ratio",
            f"w<sub>{i + 1}</sub>",
            {name: s.ratio[:, i] for name, (_, s) in done.items()},
            GUARDS,
        )
        for i in (0, 1)
    ]
    inside = done["inside"][1]
    guards = {"√ε": np.sqrt(settings.epsilon), "ε": settings.epsilon}
    curves = {f"√r{LOW[i]}": np.clip(np.sqrt(inside.r[:, i]), 1e-30, 1e30) for i in (0, 1)}
    curves |= {name: np.full(len(inside.r), size) for name, size in guards.items()}
    looks = dict(
        zip(curves, (Style(MUTED, "solid", "circle"), Style(MUTED, "dash", "square"), *GUARDS.values()), strict=True)
    )
    ground, _ = relief(surface)
    span = _decades(0.1 * np.array([*guards.values()]), np.array([c.max() for c in curves.values()]))
    panels.append(Panel("guard", "√r and ε", curves, looks, span, log=True, short=" "))
    return Scene(
        drawing=picture(left, map_axes(ground), ground.aspect, panels, settings.steps),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=settings.steps,
        summary=_difference(done),
        formulas=tuple(_both(i, settings, done) for i in (0, 1)),
        sentences=_guards(settings, done, surface),
    )


def _both(i: int, settings: Settings, done: Mapping[str, tuple[Trajectory, Steps]]) -> Formula:
    e = _number(settings.epsilon)
    template = f"inside: {{g}}/√({{r}} + {e}) = {{ratio}}        outside: {{G}}/(√{{R}} + {e}) = {{RATIO}}"
    inside, outside = done["inside"][1], done["outside"][1]
    values = {"g": inside.g, "r": inside.r, "ratio": inside.ratio}
    values |= {"G": outside.g, "R": outside.r, "RATIO": outside.ratio}
    return Formula(W[i], STYLES["RMSProp"].colour, template, {name: rows[:, i] for name, rows in values.items()})


def shortened(steps: Steps) -> NDArray[np.int64]:
    """In how many steps of each parameter ε took more than 10 % off |g|/√r, (2,)."""
    return (np.abs(steps.ratio) * np.sqrt(steps.r) < (1 - NEAR) * np.abs(steps.g)).sum(0)


def _difference(done: Mapping[str, tuple[Trajectory, Steps]]) -> str:
    distance, step = apart(done["inside"][0], done["outside"][0])
    return f"ε inside and outside the root: the two paths differ by at most {_number(distance)}, at step {step}."


def _guards(settings: Settings, done: Mapping[str, tuple[Trajectory, Steps]], surface: Surface) -> tuple[str, ...]:
    def said(name: str) -> str:
        steps = done[name][1].taken
        first, second = shortened(steps)
        small, large = np.sqrt(steps.r.min()), np.sqrt(steps.r.max())
        return (
            f"√r goes from {_number(large)} down to {_number(small)}. ε takes more than 10 % off the step "
            f"in {first} of {len(steps.r)} steps of w₁ and {second} of w₂"
        )

    low, high = (settings.eta * settings.scale * curvature / 2 for curvature in surface.curvatures or (1.0, 1.0))
    last = {name: done[name][1].taken.last for name in ("inside", "outside")}
    return (
        f"**Inside**, √(r + ε), as in the lecture: √r is up against √ε = {_number(settings.epsilon**0.5)}. "
        f"{said('inside')}.",
        f"**Outside**, √r + ε, as in PyTorch: √r is up against ε = {_number(settings.epsilon)}. {said('outside')}.",
        "**At the bottom** a parameter that jumps between −η/2 and +η/2 has √r = ηλ/2: "
        f"{_number(low)} for w₁, {_number(high)} for w₂. ε shortens such jumps, and stops them "
        "where √ε (inside) or ε (outside) is not below that. Median |step| in the last fifth: "
        + "; ".join(f"{name} {_number(size[0])} η for w₁, {_number(size[1])} η for w₂" for name, size in last.items())
        + ".",
    )


def _number(value: float) -> str:
    """Two digits, with a power of ten as the stage writes it."""
    mantissa, _, power = f"{float(f'{value:.2g}'):g}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", "−") if power else mantissa
