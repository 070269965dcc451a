"""The same input in its own units and normalized: one linear unit, whose error surface is then a canyon or a bowl."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.grid import Cell, Row, grid
from figures.panels import AXIS, Panel
from figures.relief import Relief
from figures.theme import STYLES
from networks import DATASETS, Data, Network, TrainingError
from optim import SGD, Trajectory, descend
from scenes.initialization_settings import COLUMNS, Settings
from scenes.scene import Scene, Track
from scenes.tracks import FLOOR, panel_tracks, path_tracks

Array = NDArray[np.float64]
Runs = dict[str, tuple["Bowl", float, Trajectory]]
UNIT = Network((1, 1), output="linear")
RAW, NORMALIZED = "raw units", "normalized"
STYLE = {RAW: STYLES["Momentum"], NORMALIZED: STYLES["SGD"]}
FAR, MOST = 1e6, 1e30  # what is drawn of a run that leaves the picture
SETTLED = 0.01  # arrived: so near to the minimum, in units of the start's distance
GRID, ASPECT = 80, 1.8


@dataclass(frozen=True, eq=False)
class Bowl:
    """The error surface of a linear unit with weight w and bias b on N examples of one input x.

    moments (2, 2): the second-moment matrix [[E x², E x], [E x, 1]], which is the surface's matrix of second
    derivatives; curvatures: its eigenvalues, the smaller one first. minimum (2,): the best (w, b), and lowest: the
    error there. relief: the surface around minimum and start.
    """

    objective: TrainingError
    moments: Array
    curvatures: tuple[float, float]
    minimum: Array
    lowest: float
    relief: Relief

    @property
    def condition(self) -> float:
        """The condition number: the larger curvature over the smaller one."""
        return self.curvatures[1] / self.curvatures[0]


@lru_cache
def bowls(column: str, seed: int) -> dict[str, Bowl]:
    """The surfaces of one column of the diabetes set, in its own units and normalized."""
    dataset = DATASETS["diabetes"]
    at = dataset.inputs.index(COLUMNS[column][0])
    at += sum(k - 1 for i, k in dataset.categories.items() if i < at)  # categories before it have several columns
    parts = {RAW: dataset.data(seed, normalize=False), NORMALIZED: dataset.data(seed)}
    return {
        name: bowl(replace(data, x=data.x[:, at : at + 1], x_val=data.x_val[:, at : at + 1]), name == NORMALIZED)
        for name, data in parts.items()
    }


def bowl(data: Data, equal: bool) -> Bowl:
    """The surface of a data set with one input; equal: are both axes of its map to the same scale?"""
    inputs = np.column_stack([data.x[:, 0], np.ones(len(data.x))])
    moments = inputs.T @ inputs / len(inputs)
    low, high = np.linalg.eigvalsh(moments)
    objective = TrainingError(UNIT, data, len(inputs))
    minimum = np.asarray(np.linalg.solve(moments, inputs.T @ data.y[:, 0] / len(inputs)), dtype=float)
    lowest = float(objective.value(minimum))
    far = 2 / high * moments @ minimum  # as far as a first step from (0, 0) may go below 2/λ
    relief = _relief(moments, minimum, np.stack([np.zeros(2), minimum, far]), equal)
    return Bowl(objective, moments, (float(low), float(high)), minimum, lowest, relief)


def _relief(moments: Array, minimum: Array, places: Array, equal: bool) -> Relief:
    low, high = places.min(0), places.max(0)
    centre, half = (low + high) / 2, 0.75 * (high - low)
    if equal:
        half = max(half[0] / ASPECT, half[1]) * np.array([ASPECT, 1.0])
    x, y = (np.linspace(c - h, c + h, GRID) for c, h in zip(centre, half, strict=True))
    away = np.stack(np.meshgrid(x, y), axis=-1) - minimum
    above = 0.5 * np.einsum("...i,ij,...j", away, moments, away)
    return Relief(x, y, np.log10(above + 1e-3 * above.max()), "log<sub>10</sub> error")


@dataclass(frozen=True)
class Arrival:
    """Measured on a run: the step from which on it is SETTLED, None if it is not, and how far it is at the end.

    left: the distance to the minimum over the start's. gone: did it diverge?
    """

    step: int | None
    left: float
    gone: bool


def run(settings: Settings) -> Runs:
    """The surface, η and the descent from (0, 0) for the input in its own units and normalized."""
    runs: Runs = {}
    for name, surface in bowls(settings.column, settings.seed).items():
        eta = settings.share * 2 / surface.curvatures[1]
        runs[name] = (surface, eta, descend(SGD(eta), surface.objective, np.zeros(2), settings.steps))
    return runs


def arrival(surface: Bowl, done: Trajectory) -> Arrival:
    """How a run ends."""
    distance = np.linalg.norm(done.w[: done.last + 1] - surface.minimum, axis=-1)
    distance /= np.linalg.norm(surface.minimum)
    outside = distance > SETTLED
    step = len(distance) - int(outside[::-1].argmax())
    gone = done.diverged_at is not None or distance[-1] > 1
    return Arrival(step if step < len(distance) else None, float(distance[-1]), gone)


def needed(surface: Bowl, eta: float) -> float:
    """The steps until a run from (0, 0) is SETTLED, by the factor 1 − η·λ of a step along the flatter direction."""
    _, directions = np.linalg.eigh(surface.moments)
    along = abs(float(directions[:, 0] @ surface.minimum))
    away = SETTLED * float(np.linalg.norm(surface.minimum))
    return float(np.log(away / along) / np.log(abs(1 - eta * surface.curvatures[0])))


def scene(settings: Settings) -> Scene:
    """SGD's paths on both surfaces, and the error above the minimum."""
    runs = run(settings)
    cells: list[Cell] = []
    tracks: list[Track] = []
    curves: dict[str, Array] = {}
    for name, (surface, _, done) in runs.items():
        at = np.clip(done.w[: done.last + 1], -FAR, FAR)
        x, y = at[:, 0].copy(), at[:, 1].copy()
        ground = [
            {**trace, "uid": f"{trace['uid']}-{name}"} for trace in parts.ground(surface.relief, surface.minimum[None])
        ]
        style = STYLE[name]
        cells.append(
            Cell(
                [*ground, *parts.path(name, style, x, y), parts.point(name, style, x, y), _start(name)],
                {**AXIS, "range": _ends(surface.relief.x), "title": {"text": "weight w", "standoff": 8}, "nticks": 5},
                {**AXIS, "range": _ends(surface.relief.y), "title": {"text": "bias b", "standoff": 4}, "nticks": 5},
                aspect=ASPECT,
                title=f"{name}: κ = {_count(surface.condition)}",
            )
        )
        tracks += path_tracks(name, x, y)
        curves[name] = np.clip(done.value[: done.last + 1] - surface.lowest, FLOOR / 100, MOST)
    panel = Panel(
        key="error",
        title="excess error",
        curves=curves,
        styles=STYLE,
        range=(FLOOR, 10.0),
        log=True,
    )
    return Scene(
        drawing=grid([Row(cells, height=1.4), Row([panel])], settings.steps),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=settings.steps,
        summary=summary(settings, runs),
        sentences=sentences(settings, runs),
    )


def _ends(values: Array) -> list[float]:
    return [float(values[0]), float(values[-1])]


def _start(name: str) -> dict[str, Any]:
    return {**parts.place(f"start-{name}", "start", 0.0, 0.0), "textposition": "middle left"}


def summary(settings: Settings, runs: Runs) -> str:
    """What happened."""
    (raw, _, slow), (normal, _, quick) = runs[RAW], runs[NORMALIZED]
    what = COLUMNS[settings.column][1].capitalize()
    return (
        f"{what} in its own units: condition number {_count(raw.condition)}; normalized: {normal.condition:.4g}. "
        f"With η at {settings.share:g} of its bound 2/λ in each, SGD {_came(settings, arrival(raw, slow))} in raw "
        f"units and {_came(settings, arrival(normal, quick))} with the input normalized."
    )


def _came(settings: Settings, arrival: Arrival) -> str:
    if arrival.gone:
        return "gets farther away"
    if arrival.step is None:
        return f"is still {100 * arrival.left:.3g} % of the start's distance away after {settings.steps} steps"
    return f"is within 1 % of the start's distance from step {arrival.step} on"


def sentences(settings: Settings, runs: Runs) -> tuple[str, ...]:
    """The outcome in detail."""
    (raw, eta, slow), (normal, eta_normal, quick) = runs[RAW], runs[NORMALIZED]
    low, high = raw.curvatures
    xx, x = raw.moments[0]
    said = [
        f"**Raw units.** The second-moment matrix [[E x², E x], [E x, 1]] is [[{xx:.4g}, {x:.4g}], [{x:.4g}, 1]], its "
        f"eigenvalues {high:.4g} and {low:.2g}: a canyon. η must be below 2/λ = {2 / high:.2g}; here η = {eta:.2g}.",
        f"**Normalized.** Mean 0 and deviation 1 make it [[1, 0], [0, 1]]: a bowl, equally steep in all directions. "
        f"η may be up to {2 / normal.curvatures[1]:.3g}; here η = {eta_normal:.2g}.",
    ]
    if settings.share < 1 and arrival(raw, slow).step is None:
        said.append(
            f"**How long it takes.** Along the valley a step leaves 1 − η·λ = {1 - eta * low:.6g} of the distance; "
            f"to come within 1 %, SGD in raw units needs about {_count(needed(raw, eta))} steps."
        )
    above = [surface.objective.value(done.w[done.last]) - surface.lowest for surface, _, done in runs.values()]
    said.append(
        f"**Nothing is lost.** The lowest error is {raw.lowest:.4g} in raw units and {normal.lowest:.4g} normalized. "
        f"After {min(slow.last, quick.last)} steps, each on all {len(raw.objective.data.x)} examples, the runs are "
        f"{above[0]:.2g} and {above[1]:.2g} above it."
    )
    return tuple(said)


def answer(settings: Settings) -> str:
    """The answer to the view's question."""
    runs = run(settings)
    raw, normal = runs[RAW][0], runs[NORMALIZED][0]
    return (
        f"**They make a canyon.** The condition number κ is {_count(raw.condition)} in raw units and "
        f"{normal.condition:.4g} normalized; the lowest error is {raw.lowest:.4g} in both, so nothing is lost. "
        + summary(settings, runs).partition(". ")[2]
    )


def _count(number: float) -> str:
    """A large number, with thin spaces between thousands."""
    return f"{number:,.0f}".replace(",", "\u202f")
