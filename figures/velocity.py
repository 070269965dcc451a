"""A run on a map with the two arrows that add up to its next step, and its velocity in two parts beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.arrows import arrow, arrows, beside, rounded
from figures.panels import AXIS, LAYOUT, PAST, first_steps, on
from figures.theme import HALO, INK, LINE, MUTED, PAPER, STYLES, Style
from lesson import Track
from surfaces import Relief

Array = NDArray[np.float64]
Parts = tuple[list[dict[str, Any]], list[Track]]
LOOK: dict[str, Style] = {"Momentum": STYLES["Momentum"], "α = 0": STYLES["SGD"]}
HEAD, GAP = 0.42, 0.36
GRAPHS = {"2": (0.53, 0.86), "3": (0.0, 0.33), "4": (0.86, 1.0), "5": (0.33, 0.47)}  # both, and what stands above them
NARROW = {"2": [0, 0.44, 0, 0.25], "3": [0.56, 1, 0, 0.25], "4": [0, 0.44, 0.25, 0.38], "5": [0.56, 1, 0.25, 0.38]}
MARGIN = np.array([0.6, 0.3])  # that names keep from the edge of the map
CLEAR = np.array([0.75, 0.5])  # and from the start
SHORTEST = 0.7  # an arrow that is shorter has no name


@dataclass(frozen=True)
class Chain:
    """Arrows (n, 2) of every step: at the point `start`, `pull` + `push` = `step`."""

    start: Array
    pull: Array
    push: Array

    @property
    def step(self) -> Array:
        return self.pull + self.push


@dataclass(frozen=True)
class Part:
    """One part of the velocity. title, measure: what it is, and what the numbers beside it are. steps: by name, (k,);
    reach: from where to where they go; numbers: by name, a text for each step."""

    title: str
    measure: str
    steps: Mapping[str, Array]
    reach: tuple[float, float]
    numbers: Mapping[str, list[str]]


@dataclass(frozen=True)
class Velocity:
    """paths: by name (k, 2); start: where they begin; left: by name, the step from which on the path is off the map.
    note: what is said at the bottom of the map."""

    ground: Relief
    minima: Array
    view: tuple[tuple[float, float], tuple[float, float]]
    paths: Mapping[str, Array]
    start: tuple[float, float]
    left: Mapping[str, int | None]
    chain: Chain
    along: Part
    across: Part
    note: str
    steps: int


def velocity(shown: Velocity) -> tuple[dict[str, Any], list[Track]]:
    """The drawing and its tracks."""
    groups = (
        _paths(shown),
        _chain(shown),
        _labels(shown),
        _part(1, shown.along, shown.steps),
        _part(2, shown.across, shown.steps),
    )
    data = parts.ground(shown.ground, shown.minima)
    for traces, _ in groups:
        data += traces
    return {"data": data, "layout": _layout(shown)}, [track for _, tracks in groups for track in tracks]


def _layout(shown: Velocity) -> dict[str, Any]:
    (x0, x1), (y0, y1) = shown.view
    axes: dict[str, Any] = {}
    for i, part in enumerate((shown.along, shown.across), 2):
        last = {"title": {"text": "step", "standoff": 4}} if i == 3 else {"showticklabels": False}
        axes[f"xaxis{i}"] = {**AXIS, "anchor": f"y{i}", "range": [0, shown.steps * PAST], "nticks": 5, **last}
        axes[f"yaxis{i}"] = {
            **AXIS,
            "anchor": f"x{i}",
            "range": list(part.reach),
            "tickvals": sorted({part.reach[0], 0.0, part.reach[1]}),
            "zeroline": True,
            "zerolinecolor": LINE,
        }
    return {
        **LAYOUT,
        "font": {**LAYOUT["font"], "size": 17},
        "margin": {"l": 54, "r": 10, "t": 6, "b": 54},
        "meta": {
            "areas": {"": [0, 0.6, 0, 1], **{axes: [0.68, 1, *ends] for axes, ends in GRAPHS.items()}},
            "narrow": {"": [0, 1, 0.54, 1], **NARROW},
            "equal": [""],
        },
        "xaxis": {
            **AXIS,
            "range": [x0, x1],
            "title": {"text": "w₁, along the valley", "standoff": 4},
            "tickvals": [-4, 0, 4],
        },
        "yaxis": {**AXIS, "range": [y0, y1], "title": {"text": "w₂, across it", "standoff": 2}, "tickvals": [-2, 0, 2]},
        **axes,
        **{
            f"{axis}axis{i}": {"range": [0, 1], "visible": False, "anchor": f"{other}{i}"}
            for i in (4, 5)
            for axis, other in ("xy", "yx")
        },
    }


def _paths(shown: Velocity) -> Parts:
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for name, path in reversed(list(shown.paths.items())):
        x, y = rounded(path, 512).T
        traces += parts.path(name, LOOK[name], x, y, 4 if name == "Momentum" else 2.5)
        tracks += parts.path_tracks(name, x, y)
    for name, path in reversed(list(shown.paths.items())):
        traces.append(parts.point(name, LOOK[name], *rounded(path, 512).T))
    traces.append(parts.place("start", "", *shown.start))
    return traces, tracks


def _chain(shown: Velocity) -> Parts:
    chain = shown.chain
    low, high = np.array(shown.view).T
    here = ((chain.start >= low) & (chain.start <= high)).all(-1)
    aside = beside(chain.step, chain.pull, GAP)
    lines = {
        "pull": (MUTED, arrows(chain.start + aside, chain.pull, HEAD, 0.1)),
        "push": (LOOK["α = 0"].colour, arrows(chain.start + aside + chain.pull, chain.push, HEAD, 0.1)),
        "step": (LOOK["Momentum"].colour, arrows(chain.start, chain.step, HEAD, 0.14)),
    }
    traces = [arrow(uid, colour, line) for uid, (colour, line) in lines.items()]
    tracks = [Track(uid, "replace", {"x": line[0], "y": line[1]}) for uid, (_, line) in lines.items()]
    for (uid, (colour, _)), name, (place, by) in zip(
        lines.items(), ("α·v", "−η·g", "v"), _places(chain, aside), strict=True
    ):
        long = here & (np.hypot(*by.T) > SHORTEST)
        text = [[name] if seen else [" "] for seen in long]
        place = _off(np.clip(place, low + MARGIN, high - MARGIN), np.array(shown.start))
        x, y = rounded(np.clip(place, low + MARGIN, high - MARGIN), 32).T[:, :, None]
        traces.append(label(f"{uid}-name", colour, x[-1], y[-1], text[-1], size=21))
        tracks.append(Track(f"{uid}-name", "replace", {"x": x, "y": y, "text": text}))
    return traces, tracks


def _places(chain: Chain, aside: Array) -> list[tuple[Array, Array]]:
    """Where the three arrows' names stand, outside of what they enclose, and the arrows."""
    first = chain.start + aside
    knee = first + chain.pull
    middles = (first + chain.pull / 2, knee + chain.push / 2, chain.start + chain.step / 2)
    inside = (middles[0] + middles[1] + 2 * middles[2]) / 4
    return [
        (middle + _away(by, middle - inside), by)
        for middle, by in zip(middles, (chain.pull, chain.push, chain.step), strict=True)
    ]


def _away(by: Array, out: Array) -> Array:
    """From the middle of arrows to their names, on the side where `out` points."""
    across = by[:, ::-1] * np.array([-1.0, 1.0]) / np.maximum(np.hypot(*by.T), 1e-12)[:, None]
    across *= np.where((across * out).sum(-1) < 0, -1.0, 1.0)[:, None]
    return across * (0.3 + 0.42 * np.abs(across[:, :1]))  # a name is wider than high


def _off(places: Array, spot: Array) -> Array:
    """The places (n, 2), those too close to a spot moved straight away from it."""
    way = (places - spot) / CLEAR
    far = np.hypot(*way.T)[:, None]
    return np.where(far < 1, spot + way * CLEAR / np.maximum(far, 1e-3), places)


def _labels(shown: Velocity) -> Parts:
    """Notes on the map: whose the paths are, how long the arrows are drawn, and which run has left it."""
    (x0, x1), (y0, y1) = shown.view
    place = np.full((1, 1), x1 - 0.15), np.full((1, 1), y0 + 0.3)
    traces = [
        label("name", LOOK["Momentum"].colour, [x0 + 0.15], [y1 - 0.35], ["momentum"], "middle right"),
        label("name-plain", LOOK["α = 0"].colour, [x1 - 0.15], [y1 - 0.35], ["plain, α = 0"], "middle left"),
        label("note", MUTED, place[0][0], place[1][0], [shown.note], "middle left", 18),
    ]
    tracks = [Track("note", "replace", {"x": place[0], "y": place[1], "text": [[shown.note]]})]
    for i, (name, left) in enumerate(shown.left.items()):
        who = "momentum" if name == "Momentum" else "plain descent"
        texts = [[" "]] if left is None else [[" "], [f"{who} is off the map from step {left} on"]]
        x, y = np.array([[x1 - 0.2]]), np.array([[y0 + 1.5 - 0.6 * i]])
        box = np.array([[0.0] * 4, [-1, -1, 1, 1]][: len(texts)])
        paper = {"x": x - np.array([[0.0, 7.9, 7.9, 0]]), "y": y + 0.3 * box}
        traces += [
            {
                **{
                    "type": "scatter",
                    "uid": f"paper-{name}",
                    "mode": "lines",
                    "hoverinfo": "skip",
                    "line": {"width": 0},
                },
                **{"x": paper["x"][-1], "y": paper["y"][-1], "fill": "toself", "fillcolor": PAPER},
            },
            label(f"left-{name}", LOOK[name].colour, x[-1], y[-1], texts[-1], "middle left", 20),
        ]
        tracks += [
            Track(f"paper-{name}", "replace", paper, left or 1),
            Track(f"left-{name}", "replace", {"x": x, "y": y, "text": texts}, left or 1),
        ]
    return traces, tracks


def _part(axes: int, part: Part, steps: int) -> Parts:
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for name, y in reversed(list(part.steps.items())):
        uid, style = f"v{axes}-{name}", LOOK[name]
        values = {"x": first_steps(len(y)), "y": y}
        traces += [
            {
                "type": "scatter",
                "uid": uid,
                "name": name,
                "mode": "lines",
                **values,
                "line": {"color": style.colour, "dash": style.dash, "width": 4 if name == "Momentum" else 2.5},
                "hovertemplate": "step %{x}: %{y:.3g}",
            },
            {
                "type": "scatter",
                "uid": f"{uid}-tip",
                "mode": "markers",
                "x": values["x"][-1:],
                "y": y[-1:],
                "hoverinfo": "skip",
                "marker": parts.marker(style, 14),
                "cliponaxis": False,
            },
        ]
        tracks += [Track(uid, "grow", values), Track(f"{uid}-tip", "move", values)]
    traces = [trace | on(axes) for trace in traces]
    traces += [
        label(f"title-{axes}", INK, [0.01], [0.82], [part.title], "middle right", 17) | on(axes + 2),
        label(f"measure-{axes}", MUTED, [0.01], [0.34], [part.measure], "middle right", 16, "normal") | on(axes + 2),
    ]
    for (name, texts), x in zip(part.numbers.items(), (0.67, 1.0), strict=True):
        place = {"x": np.array([[x]]), "y": np.array([[0.74]])}
        uid = f"number-{axes}-{name}"
        traces.append(
            label(uid, LOOK[name].colour, place["x"][0], place["y"][0], texts[-1:], "middle left", 20) | on(axes + 2)
        )
        tracks.append(Track(uid, "replace", {**place, "text": [[text] for text in texts]}))
    return traces, tracks


def label(
    uid: str, colour: str, x: Any, y: Any, text: Any, side: str = "middle center", size: int = 20, weight: str = "bold"
) -> dict[str, Any]:
    """A text in the picture."""
    return {
        "type": "scatter",
        "uid": uid,
        "mode": "text",
        "x": x,
        "y": y,
        "text": text,
        "textposition": side,
        "textfont": {"color": colour, "size": size, "weight": weight, "shadow": HALO},
        "hoverinfo": "skip",
    }
