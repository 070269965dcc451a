"""All weights start at the same value: what becomes of the hidden units."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.grid import Cell, Row, grid
from figures.panels import AXIS, Panel
from figures.relief import place, point
from figures.theme import INK, MUTED, STYLES, Style
from networks import DATASETS, Data, Network, TrainingError, initial, naive, train
from optim import SGD
from scenes.initialization_settings import Settings
from scenes.scene import Scene, Track
from scenes.tracks import panel_tracks

Array = NDArray[np.float64]
BATCH = 20
ROUNDING = 1e-6  # units no farther apart than this are kept apart by rounding errors alone
LITTLE = 0.01  # noise that is compared with none
ABOVE = 0.05  # how high over a point its name stands, as a share of the axis
TOGETHER = 0.02  # units no farther apart than this share of the axis are named together
FAR, MOST = 1e6, 1e30  # what is drawn of a run that leaves the picture
LOOKS = (*STYLES.values(), Style(INK, "dashdot", "cross"), Style(MUTED, "longdash", "star"))
NEAR = 1.1  # an error by no more than this factor above another is as good


@dataclass(frozen=True)
class Copies:
    """A training of E epochs with k hidden units, from the same value for all weights and from Glorot's start.

    unit (E+1, k, 4): of each hidden unit its two incoming weights, its bias and its outgoing weight. apart (E+1,): the
    largest distance between two units in these. error, glorot (E+1,): the training error from either start. gradient
    (k, 4): of each unit at the start, on all training examples.
    """

    unit: Array
    apart: Array
    error: Array
    glorot: Array
    baseline: float
    gradient: Array


@lru_cache
def data(dataset: str, seed: int) -> Data:
    """The examples."""
    return DATASETS[dataset].data(seed)


def run(settings: Settings) -> Copies:
    """Train from both starts, on the same batches."""
    network = Network((2, settings.units, 1), "tanh", "sigmoid")
    examples = data(settings.dataset, settings.seed)
    noise = initial(network, "normal", settings.seed, 1.0)
    starts = np.stack(
        [
            initial(network, "same", scale=settings.value) + settings.noise * noise,
            initial(network, "glorot", settings.seed),
        ]
    )
    objective = TrainingError(network, examples, BATCH, settings.seed)
    *_, done = train({"SGD": SGD(settings.eta)}, objective, starts, settings.epochs)
    unit = _units(network, done.w["SGD"][:, 0])
    between = unit[:, :, None] - unit[:, None, :]
    return Copies(
        unit=unit,
        apart=np.linalg.norm(between, axis=-1).max((1, 2)),
        error=done.error["SGD"][:, 0],
        glorot=done.error["SGD"][:, 1],
        baseline=naive(network, examples.y),
        gradient=_units(network, network.gradient(starts[0], examples.x, examples.y)),
    )


def _units(network: Network, w: Array) -> Array:
    """The weights of each hidden unit, (..., k, 4), of flat weights (..., P)."""
    into, out = network.matrices(w)
    return np.concatenate([into, out[..., :-1, :].swapaxes(-1, -2)], axis=-2).swapaxes(-1, -2)


def groups(unit: Array, near: float) -> list[list[str]]:
    """Names of the units (T, k, 2) at each time, " " for a unit that stands within `near` of one named before it."""
    together = np.hypot(*np.moveaxis(unit[:, :, None] - unit[:, None, :], -1, 0)) <= near
    first = together.argmax(2)  # of each unit, the lowest that stands with it
    for _ in range(first.shape[1]):  # or with one that stands with it
        first = np.take_along_axis(first, first, axis=1)
    return [
        [_named([j + 1 for j in range(len(row)) if row[j] == i]) if row[i] == i else " " for i in range(len(row))]
        for row in first.tolist()
    ]


def _named(units: list[int]) -> str:
    return f"{len(units)} units here" if len(units) > 1 else str(units[0]) if units else " "


def apart_said(apart: float) -> str:
    """The largest distance between two units' weights, in words."""
    if apart == 0:
        return "exactly 0"
    return _num(apart) + (" (rounding errors)" if apart <= ROUNDING else "")


def scene(settings: Settings) -> Scene:
    """The paths of the units' incoming weights, and the training error from both starts."""
    done = run(settings)
    at = np.clip(done.unit[..., :2], -FAR, FAR)
    low, side = _window(at.reshape(-1, 2))
    high = low + side
    names = groups(at, TOGETHER * side)
    x, y = at[..., 0], at[..., 1]
    beside = np.clip(x, low[0] + 0.15 * side, high[0] - 0.15 * side), y + ABOVE * side
    styles = {f"unit-{j + 1}": LOOKS[j] for j in range(settings.units)}
    lines = [_line(uid, style, x[:, j], y[:, j], j, settings.units) for j, (uid, style) in enumerate(styles.items())]
    points = [point(uid, style, x[:, j], y[:, j]) for j, (uid, style) in enumerate(styles.items())]
    tracks = [Track("names", "replace", {"x": beside[0], "y": beside[1], "text": names})]
    for j, uid in enumerate(styles):
        path = {"x": x[:, j].copy(), "y": y[:, j].copy()}
        tracks += [Track(f"path-{uid}", "grow", path), Track(f"point-{uid}", "move", path)]
    plane = Cell(
        [*lines, *points, _names(beside[0][-1], beside[1][-1], names[-1]), _start(*at[0].mean(0))],
        {
            **AXIS,
            "range": [low[0], high[0]],
            "nticks": 6,
            "title": {"text": "weight from x<sub>1</sub>", "standoff": 8},
        },
        {
            **AXIS,
            "range": [low[1], high[1]],
            "nticks": 6,
            "title": {"text": "weight from x<sub>2</sub>", "standoff": 4},
        },
        aspect=1,
    )
    curves = {"this start": np.clip(done.error, 0, MOST), "Glorot": np.clip(done.glorot, 0, MOST)}
    panel = Panel(
        key="error",
        title="training error",
        curves=curves,
        styles={"this start": STYLES["Momentum"], "Glorot": STYLES["RMSProp"]},
        range=(0.0, _span(float(max(1.1 * done.baseline, done.error[0], done.glorot[0])))),
        guides={"baseline": done.baseline},
    )
    return Scene(
        drawing=grid([Row([plane, panel])], settings.epochs, "epoch"),
        tracks=(*tracks, *panel_tracks(panel)),
        steps=settings.epochs,
        summary=summary(settings, done),
        sentences=sentences(settings, done),
        unit="epoch",
    )


def _window(points: Array) -> tuple[Array, float]:
    """The lower left corner (2,) and the side of a square around points (N, 2), in coarse steps."""
    low, high = points.min(0), points.max(0)
    side = _span(1.6 * float((high - low).max()))
    step = side / 4
    return np.round((low + high) / 2 / step) * step - side / 2, side


def _span(value: float) -> float:
    """An axis's end not below value, in coarse steps, so that it mostly stays in a drag."""
    power = 10 ** np.floor(np.log10(max(value, 0.2)))
    return float(min(m * power for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if m * power >= max(value, 0.2)))


def _line(uid: str, style: Style, x: Array, y: Array, j: int, units: int) -> dict[str, Any]:
    """A unit's path; lines that lie on each other are seen all, because the lower ones are wider."""
    look = {"color": style.colour, "width": 3 + 2 * (units - 1 - j)}
    return {"type": "scatter", "uid": f"path-{uid}", "mode": "lines", "x": x, "y": y, "line": look, "hoverinfo": "skip"}


def _start(x: float, y: float) -> dict[str, Any]:
    return {**place("start", "start", x, y), "textposition": "middle left"}


def _names(x: Array, y: Array, names: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": "names",
        "mode": "text",
        "x": x,
        "y": y,
        "text": list(names),
        "textposition": "middle center",
        "textfont": {"size": 18, "color": INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def summary(settings: Settings, done: Copies) -> str:
    """What happened."""
    start = f"All weights of the {settings.units} hidden units start at {settings.value:g}"
    start += f" plus noise of deviation {settings.noise:g}" if settings.noise else ""
    copies = done.apart[-1] <= ROUNDING
    return (
        f"{start}: after {settings.epochs} epochs the largest distance between two units' weights is "
        f"{apart_said(float(done.apart[-1]))}{', so they are copies of each other' if copies else ''}. The training "
        f"error is {done.error[-1]:.3g}, from Glorot's start {done.glorot[-1]:.3g}; the naive baseline is "
        f"{done.baseline:.3g}."
    )


def sentences(settings: Settings, done: Copies) -> tuple[str, ...]:
    """The outcome in detail."""
    return _gradients(done), _learnt(settings, done)


def _gradients(done: Copies) -> str:
    spread = float(np.ptp(done.gradient, axis=0).max())
    (a, b), (c, d) = done.gradient[0, :2], done.gradient[1, :2]
    if np.array_equal(done.unit[-1], done.unit[0]):
        return (
            "**Stuck.** Units whose outgoing weights are 0 are handed an error of 0, and units that always give 0 have "
            "outgoing weights with gradient 0: in this run no weight of a hidden unit moves at all."
        )
    if spread <= ROUNDING:
        return (
            "**Copies.** Units with the same weights give the same output and are handed the same error, so they get "
            f"the same gradient: for their incoming weights it begins as ({_num(a)}, {_num(b)}) for every one of them."
        )
    return (
        f"**Set free.** The units' gradients differ from the first step on: ({_num(a)}, {_num(b)}) for unit 1, "
        f"({_num(c)}, {_num(d)}) for unit 2. The largest distance between two units was {done.apart[0]:.2g} at the "
        f"start and is {done.apart[-1]:.3g} at the end."
    )


def _learnt(settings: Settings, done: Copies) -> str:
    error, glorot = float(done.error[-1]), float(done.glorot[-1])
    if error <= NEAR * glorot:
        verdict = "no worse than Glorot's"
        if done.apart[-1] <= ROUNDING:
            verdict += ": on this data set, in this time, copies of one unit learn as much"
    else:
        verdict = f"{error / max(glorot, 1e-12):.2g} times Glorot's"
    return f"**What it costs.** After {settings.epochs} epochs the training error of this start is {verdict}."


def answer(settings: Settings) -> str:
    """The answer to the view's question, for these settings without noise and with a little."""
    same, little = run(replace(settings, noise=0.0)), run(replace(settings, noise=LITTLE))
    copies = same.apart[-1] <= ROUNDING
    moved = "do not move at all" if np.array_equal(same.unit[-1], same.unit[0]) else "stay copies of each other"
    return (
        f"**They {moved if copies else 'drift apart, by rounding errors alone'}.** Without noise "
        f"the largest distance between two units' weights after {settings.epochs} epochs is "
        f"{apart_said(float(same.apart[-1]))} and the training error {same.error[-1]:.3g}. With noise of deviation "
        f"{LITTLE:g} it is {apart_said(float(little.apart[-1]))} and the error {little.error[-1]:.3g}."
    )


def _num(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")
