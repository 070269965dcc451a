"""RMSProp in the canyon, drawn: its path, and each parameter's gradient beside its own history."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from figures import relief as shapes
from figures.against import Area, Part, dots, frame, key, panel, spot, tail, text
from figures.theme import INK, STYLES
from lesson import Pick, Scene, Track, number
from pages.rmsprop.drawing_slopes import GREEN, PACES, beside, heights
from pages.rmsprop.measure_canyon import Canyon
from pages.rmsprop.measure_factor import Factors, left_at
from pages.rmsprop.measure_steps import Array, case_of
from pages.rmsprop.scene import finished
from pages.rmsprop.words_slopes import in_eta
from pages.run import on_paper
from surfaces import Relief, Surface, relief

CLOSE = 0.4  # from the minimum to the edge of the picture of the hops
TALLEST = 3.6  # η: the height of an axis of steps
TAIL = 5  # steps of it that the picture of the hops shows
ROOM = 1.3  # above and below a map that has a text there
WEIGHTS = ("w₁", "w₂")
BELOW: list[Area] = [(0.0, 0.49, 0.51, 1.0), (0.51, 1.0, 0.51, 1.0), (0.25, 0.74, 0.0, 0.49)]  # a phone's three maps


def draw(measured: Canyon) -> Scene:
    """The scene of the view that was measured."""
    close = measured.settings.view == "rest"
    parts = [_from_above(measured, close), *_parameters(measured, close)]
    if not close:
        parts.append(key(PACES, (0.0, 0.55, 0.9, 1.0), (0.0, 1.0, 0.93, 1.0)))
    followed = None if close else measured.steps  # of a long run the numbers would double what a sweep weighs
    return finished(measured, parts, Pick(("x0", "y0"), measured.surface.domain), followed)


def _from_above(measured: Canyon, close: bool) -> Part:
    narrow: Area = (0.0, 1.0, 0.46, 1.0) if close else (0.0, 1.0, 0.44, 0.9)
    part = map_part(measured.surface, (0.0, 0.55, -0.06, 1.0), narrow, CLOSE if close else 0.0)
    path = on_paper(measured.paths["RMSProp"])
    if close:
        tail(part, "tail", GREEN, path, TAIL)
    else:
        for name, line in measured.paths.items():
            add_path(part, name, on_paper(line), 2.0 if name == "RMSProp" else 3.5)
        if len(path) > 1:
            sizes = np.abs(measured.steps.ratio[: len(path) - 1]).max(-1)
            dots(part, "dot", tuple(PACES.values()), path, case_of(sizes), 11)
    sides = {} if close else _sides(*measured.settings.start)
    for name, line in measured.paths.items():
        add_point(part, name, on_paper(line), sides.get(name, ""))
    spot(part, "start", *measured.settings.start)
    if close:
        half = measured.settings.eta / 2
        frame(part, "square", half)
        text(part, "square-name", (0.0, half), "η", 22, INK, "top center")
        text(part, "tail-name", (-0.97 * CLOSE, -0.69 * CLOSE), f"◆ RMSProp: its last {TAIL} steps", 20, GREEN)
        right = measured.settings.x0 < 0
        said, side = ("\u2002start", "middle right") if right else ("start\u2002", "middle left")
        text(part, "start-name", measured.settings.start, said, 18, INK, side, bold=False)
        text(part, "sgd-name", (-0.97 * CLOSE, -0.89 * CLOSE), "● SGD", 20, STYLES["SGD"].colour)
    else:
        for k, (name, line) in enumerate(measured.paths.items()):
            left = left_at(line, measured.surface)
            said = [" "] if left is None else [*[" "] * left, f"{name} off the map at step {left}"]
            text(part, f"left-{k}", (-4.8, -3.6 + 0.7 * k), said, 18, STYLES[name].colour)
    return part


def _sides(x: float, y: float) -> dict[str, str]:
    """Where the points' names stand: SGD is down the wall first, and RMSProp comes straight from the start."""
    beyond, before = ("top", "bottom") if y > 0 else ("bottom", "top")
    return {"RMSProp": f"{beyond} {'right' if x < 0 else 'left'}", "SGD": f"{before} center"}


def _parameters(measured: Canyon, close: bool) -> list[Part]:
    parts: list[Part] = []
    n = measured.settings.steps
    for i, name in enumerate(WEIGHTS):
        bottom, top = (0.54, 1.0) if i == 0 else (0.0, 0.46)
        narrow: Area = (0.0, 0.46, 0.0, 0.4) if i == 0 else (0.52, 0.96, 0.0, 0.4)
        part = panel((0.61, 0.96 if close else 1.0, bottom, top), narrow, n)
        g, r, ratio = (column[:, i] for column in (measured.steps.g, measured.steps.r, measured.steps.ratio))
        if close:
            heights(part, f"{i}", ratio, TALLEST, f"{name}: step")
        else:
            beside(part, f"{i}", g, np.concatenate([[0.0], np.sqrt(r)]))
            said = [name, *(f"{name}: step {in_eta(abs(value))}" for value in ratio)]
            text(part, f"said{i}", (n + 0.4, 1.26), said, 22, INK, "middle left")
            tall = max(float(np.abs(g).max()), float(np.sqrt(r.max())), 1e-30)
            text(part, f"g-name{i}", (0.6, abs(g[0]) / tall + 0.14), "|g|", 20, INK, wide=True)
            root = np.concatenate([[0.0], np.sqrt(r)]) / tall
            text(part, f"root-name{i}", (np.arange(n + 1.0), root), "√r", 20, GREEN, "top center")
        parts.append(part)
    return parts


def draw_factors(measured: Factors) -> Scene:
    """Three maps, on each a rule's path without the factor and with it."""
    parts: list[Part] = []
    for k, (name, twice) in enumerate(measured.rules.items()):
        left = k * 0.34
        part = map_part(measured.surface, (left, left + 0.32, -0.08, 1.0), BELOW[k], of=name)
        part.y = (part.y[0] - ROOM, part.y[1] + ROOM)
        before = _cut(twice.once, twice.left_once, measured.surface)
        path = _cut(twice.more, twice.left, measured.surface)
        x, y = before.T
        line = {
            "uid": f"before-{k}",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": {"color": INK, "width": 7},
            "opacity": 0.3,
        }
        part.add(line, Track(f"before-{k}", "grow", {"x": x, "y": y}))
        add_path(part, name, path, 3.5)
        add_point(part, name, path, "")
        text(part, f"name-{k}", (0.0, 4.65), name, 24, STYLES[name].colour, "middle center")
        said = [
            f"times {number(measured.settings.scale)}",
            *(f"off by {_apart(value)}" for value in _distances(twice.once, twice.more)),
        ]
        if twice.left is not None:
            said = [*said[: twice.left], f"left at step {twice.left}"]
        text(part, f"said-{k}", (0.0, -4.65), said, 20, INK, "middle center")
        parts.append(part)
    return finished(measured, parts, Pick(("x0", "y0"), measured.surface.domain))


def _distances(once: Array, more: Array) -> list[float]:
    """How far apart the two are after 1, 2, … steps, as far as both are drawn."""
    shared = min(len(once), len(more))
    return np.hypot(*(once[1:shared] - more[1:shared]).T).tolist()


def _cut(path: Array, left: int | None, surface: Surface) -> Array:
    """The path up to the map's edge, where it leaves the map at that step."""
    if left is None:
        return path
    before, after = path[left - 1 : left + 1]
    low, high = np.array(surface.domain).T
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = (np.where(after > before, high, low) - before) / (after - before)
    share = np.nanmin(np.where(np.isfinite(shares), shares, np.nan))
    return np.concatenate([path[:left], [before + share * (after - before)]])


def _apart(distance: float) -> str:
    return "under 0.001" if distance < 1e-3 else number(distance, 2, aligned=True)


def map_part(surface: Surface, area: Area, narrow: Area, close: float = 0.0, of: str = "") -> Part:
    """The surface from above on axes of equal scale, all of it or what is as close to the minimum.

    of: whose it is where there are several.
    """
    ground = _close_up(surface, close) if close else relief(surface)
    x, y = ((float(axis[0]), float(axis[-1])) for axis in (ground.x, ground.y))
    part = Part(x, y, area, narrow, equal=True)
    for trace in shapes.ground(ground, surface.minima):
        part.add(trace | {"uid": trace["uid"] + of})
    return part


@lru_cache(maxsize=128)
def _close_up(surface: Surface, close: float) -> Relief:
    return relief(replace(surface, domain=((-close, close), (-close, close))))


def add_path(part: Part, name: str, xy: Array, width: float) -> None:
    """A rule's path, solid, growing."""
    x, y = xy.T
    line = {"color": STYLES[name].colour, "width": width}
    part.add(
        {"uid": f"path-{name}", "mode": "lines", "x": x, "y": y, "line": line},
        Track(f"path-{name}", "grow", {"x": x, "y": y}),
    )


def add_point(part: Part, name: str, xy: Array, side: str) -> None:
    """The moving point at the end of a path, with its name at that side."""
    x, y = xy.T
    part.add(
        shapes.point(name, STYLES[name], x, y, name if side else "", side or "top center"),
        Track(f"point-{name}", "move", {"x": x, "y": y}),
    )
