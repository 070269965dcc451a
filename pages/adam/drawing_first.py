"""The first step on the map, beside the numbers it comes from."""

from typing import Any

import numpy as np

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, MUTED, STYLES
from lesson import Pick, Scene, Track, number
from pages.adam.arithmetic import formulas
from pages.adam.measure_first import First
from pages.adam.words import title, words
from pages.run import on_paper
from surfaces import relief

ADAM, SGD = STYLES["Adam"], STYLES["SGD"]
FRAMES = 16  # pictures of an arrow from its start to its length
WIDTH, THIN = 0.17, 0.09  # of the arrows, on the map
NEAR = 0.7  # on the map: two arrows that end closer would have one name upon the other
ROWS = {"g": 0.76, "mean": 0.57, "root": 0.38, "step": 0.13}
NAMES = {"g": "slope g", "mean": "ŝ = s/(1−β1ᵗ)", "root": "√r̂ = √(r/(1−β2ᵗ))", "step": "step"}
COLUMNS = (0.72, 1.0)


def first(measured: First) -> Scene:
    """The scene of the first few steps."""
    settings, map_of = measured.settings, relief(measured.surface)
    x0, y0 = settings.start
    path = on_paper(measured.path)
    base, by = draw.stepwise(path, FRAMES)
    xs, ys = draw.thick_arrows(base, by, WIDTH)
    ends = base + by
    board, board_tracks = _board(measured)
    side = "right" if by[-1, 0] >= 0 else "left"
    names = [[" "], *([["\u2002Adam\u2002"]] * min(len(ends) - 1, 1))]
    traces = [
        *ground(map_of, measured.surface.minima),
        *draw.axis_names(map_of),
        draw.line("square", *draw.square(x0, y0, settings.eta), INK, 2.5, "dot"),
        draw.text("eta", [(x0 + 0.5 * settings.eta, y0)], ["η"], side="top center"),
        draw.line("ruler", [x0, x0 + settings.eta], [y0, y0], INK, 2, "dot"),
        *_plain(measured),
        draw.line("path", path[:, 0], path[:, 1], ADAM.colour, 3, ADAM.dash),
        draw.area("arrow", xs[-1], ys[-1], ADAM.colour),
        draw.dot("start", x0, y0),
        draw.text("name", [(ends[-1, 0], ends[-1, 1])], names[-1], ADAM.colour, 22, f"middle {side}", bold=True),
        *draw.put(board, 1),
    ]
    axes = {**draw.map_axes(map_of), **draw.plain_axes("2", (0, 1), (0, 1))}
    return Scene(
        title=title(measured),
        drawing={
            "data": traces,
            "layout": draw.layout(axes, draw.BESIDE, draw.BELOW, ""),
        },
        tracks=(
            Track("path", "grow", {"x": path[:, 0], "y": path[:, 1]}),
            Track("arrow", "replace", {"x": xs, "y": ys}, 1 / FRAMES),
            Track("name", "replace", {"x": ends[:, :1], "y": ends[:, 1:], "text": names}, 1 / FRAMES),
            *board_tracks,
        ),
        steps=settings.few,
        words=words(measured),
        formulas=formulas(settings, measured.steps),
        pick=Pick(("x0", "y0"), measured.surface.domain),
    )


def _plain(measured: First) -> list[dict[str, Any]]:
    """Where the step η·g would lead."""
    x, y = measured.plain
    start = np.array([measured.settings.start])
    xs, ys = draw.thick_arrows(start, measured.plain[None] - start, THIN)
    label = "\u2002η·g, off the map\u2002" if measured.cut else "\u2002η·g\u2002"
    side = "right" if x < 0 else "left"
    adam, down = measured.path[1], y < measured.settings.y0
    upright = ("bottom" if down else "top") if np.hypot(x - adam[0], y - adam[1]) < NEAR else "middle"
    return [
        draw.area("plain", xs[0], ys[0], SGD.colour),
        draw.text("plain-name", [(float(x), float(y))], [label], SGD.colour, 22, f"{upright} {side}", True),
    ]


def _board(measured: First) -> tuple[list[dict[str, Any]], list[Track]]:
    """The numbers of the step that has been taken; before it the slope alone."""
    steps, eta = measured.steps, measured.settings.eta
    columns = {"g": steps.g, "mean": steps.mean, "root": np.sqrt(steps.square), "step": steps.change / eta}
    traces, tracks = [], []
    heads = ["t = 0", "w₁", "w₂"]
    count = len(steps.t) + 1
    for key, values in columns.items():
        size, colour, bold = (26, ADAM.colour, True) if key == "step" else (draw.MIDDLE, INK, False)
        y = ROWS[key]
        before = [number(value) for value in measured.first.g] if key == "g" else [" ", " "]
        shown = [before, *([_written(key, value) for value in row] for row in values)]
        traces.append(
            draw.text(f"row-{key}", [(0.0, y)], [NAMES[key]], colour, size if bold else draw.MIDDLE, bold=bold)
        )
        traces.append(
            draw.text(f"numbers-{key}", [(x, y) for x in COLUMNS], shown[-1], colour, size, "middle left", bold)
        )
        tracks.append(Track(f"numbers-{key}", "replace", {"text": shown}))
    traces.append(draw.text("heads", [(x, 0.92) for x in COLUMNS], heads[1:], MUTED, draw.MIDDLE, "middle left", True))
    times = [[f"t = {t}"] for t in range(count)]
    traces.append(draw.text("time", [(0.0, 0.92)], times[-1], MUTED, draw.MIDDLE, bold=True))
    tracks.append(Track("time", "replace", {"text": times}))
    traces.append(draw.line("rule", [0, 1], [0.26, 0.26], MUTED, 2))
    return traces, tracks


def _written(key: str, value: float) -> str:
    if key != "step":
        return number(value)
    return f"{'+' if value > 0 else ''}{number(value)} η"
