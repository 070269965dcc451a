"""The canyon race: up to four rules from one start on one surface."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.race import Line
from figures.race import race as draw
from figures.theme import STYLES
from optim import NEVER, RULES, Trajectory, race
from optim.settings import check, declared, setting
from scenes import hyperparameters
from scenes.hyperparameters import Hyperparameters
from scenes.outcome import Outcome, measure, sentence, within
from scenes.scene import Readout, Scene, Track
from scenes.tracks import drawn, error_panel, panel_tracks, path_tracks, relief
from surfaces import SURFACES, Noisy, Surface, canyon

Array = NDArray[np.float64]
LIFT = 0.03  # decades by which a path floats above the surface in three dimensions, so as not to sink into it
LIVE = (*hyperparameters.LIVE, "kappa", "theta", "x0", "y0", "steps", "noise")  # followed while they are dragged


@dataclass(frozen=True)
class Settings(Hyperparameters):
    """What is raced where, and from where. x0 and y0 None: the surface's own start. Raises ValueError."""

    surface: str = setting("canyon", label="Surface", options=tuple(SURFACES))
    kappa: float = setting(20.0, symbol="κ", label="Condition number", bounds=(1, 1000), slider=(1, 1000), log=True)
    theta: float = setting(
        0.0, symbol="θ", label="Angle of the valley, degrees", bounds=(-90, 90), slider=(-90, 90), step=1
    )
    x0: float | None = setting(None, kind=float, symbol="w₁", label="Start", bounds=(-100, 100), step=0.05)
    y0: float | None = setting(None, kind=float, symbol="w₂", label="Start", bounds=(-100, 100), step=0.05)
    steps: int = setting(100, label="Steps", bounds=(1, 2000), slider=(10, 500), step=10, clamp=True)
    noise: float = setting(0.0, symbol="σ", label="Noise on the gradient", bounds=(0, 100), slider=(0, 5), step=0.05)
    seed: int = setting(0, label="Seed of the noise", bounds=(0, 9999))
    view: str = setting("map", label="View", options=("map", "3D"))
    rules: tuple[str, ...] = setting(tuple(RULES), label="Rules that race", options=tuple(RULES))

    def __post_init__(self) -> None:
        check(self)
        for name, (low, high) in zip(("x0", "y0"), self.objective().domain, strict=True):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name} = {value!r} is outside [{low:g}, {high:g}], the map of {self.surface}")

    def objective(self) -> Surface:
        """The surface that is raced on."""
        return canyon(self.kappa, self.theta) if self.surface == "canyon" else SURFACES[self.surface]

    def start(self) -> tuple[float, float]:
        """(w1, w2) at step 0."""
        x, y = SURFACES[self.surface].starts[0]  # the same however the canyon is turned
        return (x if self.x0 is None else self.x0, y if self.y0 is None else self.y0)


def run(settings: Settings) -> dict[str, Trajectory]:
    """The race itself."""
    objective = Noisy(settings.objective(), settings.noise, settings.seed)
    rules = {name: settings.rule(name) for name in settings.rules}
    return race(rules, objective, settings.start(), settings.steps)


def best_eta(settings: Settings) -> dict[str, float]:
    """For each racing rule the η of the slider with the fewest steps to within 1 %, all tried in one batched run.

    Where no η gets there, the one with the lowest final error.
    """
    surface = settings.objective()
    grid = np.array(declared(settings)["eta"].options)
    rules = {name: replace(settings.rule(name), eta=grid[:, None]) for name in settings.rules}  # type: ignore[type-var]
    runs = race(rules, Noisy(surface, settings.noise, settings.seed), settings.start(), settings.steps)
    best: dict[str, float] = {}
    for name, tried in runs.items():
        here = np.asarray(tried.diverged_at) == NEVER
        taken = np.where(here, within(tried.w, surface.minima), settings.steps + 1)
        final = np.where(here, tried.value[-1], np.inf)
        best[name] = float(grid[np.lexsort((final, taken))[0]])
    return best


def scene(settings: Settings) -> Scene:
    """The race on the surface and the error of each rule against the step, linked to one playback."""
    surface = settings.objective()
    runs = run(settings)
    outcomes = {name: measure(done, surface) for name, done in runs.items()}
    ground, offset = relief(surface)
    lines = {name: _line(done, surface, offset) for name, done in runs.items()}
    errors = error_panel({name: done.value[: len(lines[name].x)] for name, done in runs.items()}, surface, ground)
    solid = settings.view == "3D"
    drawing = draw(ground, lines, settings.start(), surface.minima, errors, settings.steps, solid=solid)
    rules = {name: settings.rule(name) for name in settings.rules}
    return Scene(
        drawing=drawing,
        tracks=tuple(track for name, line in lines.items() for track in _tracks(name, line, solid))
        + tuple(panel_tracks(errors)),
        steps=settings.steps,
        summary=_summary(outcomes, settings.steps),
        readouts=tuple(
            Readout(name, STYLES[name].colour, {"w₁": line.x, "w₂": line.y, "error": errors.curves[name]})
            for name, line in lines.items()
        ),
        sentences=tuple(
            sentence(name, rules[name], outcome, surface, settings.steps) for name, outcome in outcomes.items()
        ),
        table=tuple(_row(name, rules[name], outcome) for name, outcome in outcomes.items()),
    )


def _line(done: Trajectory, surface: Surface, offset: float) -> Line:
    """The part of a run that can be drawn: up to its first point far outside the map."""
    end = drawn(done, surface)
    w = done.w[:end]
    above = np.maximum(done.value[:end] - surface.minimum, 0.0)
    return Line(w[:, 0], w[:, 1], np.log10(above + offset) + LIFT)


def _tracks(name: str, line: Line, solid: bool) -> list[Track]:
    if not solid:
        return path_tracks(name, line.x, line.y)
    path = {"x": line.x, "y": line.y, "z": line.height}
    return [Track(f"path-{name}", "grow", path), Track(f"point-{name}", "move", path)]


def _summary(outcomes: dict[str, Outcome], steps: int) -> str:
    there = sorted((o.within, name) for name, o in outcomes.items() if o.within is not None)
    left = [name for name, o in outcomes.items() if o.verdict == "left"]
    rest = {name: o.distance for name, o in outcomes.items() if o.within is None and o.verdict != "left"}
    parts = []
    if there:
        parts.append("Within 1 % of the minimum: " + ", ".join(f"{name} at step {at}" for at, name in there) + ".")
    if rest:
        parts.append(f"After {steps} steps " + ", ".join(f"{name} is {d:.2g}" for name, d in rest.items()) + " away.")
    if left:
        parts.append("Off the map: " + ", ".join(left) + ".")
    return " ".join(parts)


def _row(name: str, rule: Any, outcome: Outcome) -> dict[str, str]:
    gone = outcome.verdict == "left"
    return {
        "rule": name,
        "η": f"{rule.eta:g}",
        "final error": "–" if gone else f"{outcome.error:.2e}",
        "distance to the nearest minimum": "–" if gone else f"{outcome.distance:.3g}",
        "steps to within 1 %": "–" if outcome.within is None else str(outcome.within),
        "path length": "–" if gone else f"{outcome.length:.3g}",
    }
