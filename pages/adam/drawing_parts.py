"""Adam's path over that of RMSProp with a correction, and over that of momentum divided by |g|."""

from typing import Any

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, MUTED, STYLES
from lesson import Pick, Scene, Track, number
from pages.adam.arithmetic import formulas
from pages.adam.measure_parts import OTHERS, Parts
from pages.adam.words import CALLED, SAME, title, words
from pages.run import on_paper
from surfaces import relief

WIDTHS = {"RMSProp": 13, "Momentum": 8, "Adam": 4}
SWITCH = {"RMSProp": "β1 = 0", "Momentum": "β2 = 0"}
ROWS = {"RMSProp": 0.92, "Momentum": 0.56}


def parts(measured: Parts) -> Scene:
    """The scene of the three runs."""
    settings, map_of = measured.settings, relief(measured.surface)
    traces: list[dict[str, Any]] = [*ground(map_of, measured.surface.minima)]
    tracks: list[Track] = []
    paths = {name: on_paper(measured.paths[name]).T for name in WIDTHS}
    for name, (x, y) in paths.items():
        traces.append(
            draw.line(f"path-{name}", x, y, STYLES[name].colour, WIDTHS[name], "dot" if name == "Adam" else "solid")
        )
        tracks.append(Track(f"path-{name}", "grow", {"x": x, "y": y}))
    for name, (x, y) in paths.items():
        traces.append(draw.tip(f"tip-{name}", STYLES[name], x, y))
        tracks.append(Track(f"tip-{name}", "move", {"x": x, "y": y}))
    traces.append(draw.dot("start", *settings.start))
    legend, legend_tracks = _legend(measured)
    axes = {
        "xaxis": draw.drawn_axis(
            float(map_of.x[0]), float(map_of.x[-1]), "y", nticks=6, title={"text": "w₁", "standoff": 2}
        ),
        "yaxis": draw.drawn_axis(
            float(map_of.y[0]), float(map_of.y[-1]), "x", nticks=5, title={"text": "w₂", "standoff": 2}
        ),
        **draw.plain_axes("2", (0, 1), (0, 1)),
    }
    wide, narrow = {"": (0.06, 0.55, 0.13, 1), "2": (0.6, 1, 0, 1)}, {"": (0.12, 1, 0.5, 1), "2": (0, 1, 0, 0.4)}
    return Scene(
        title=title(measured),
        drawing={"data": [*traces, *draw.put(legend, 1)], "layout": draw.layout(axes, wide, narrow, "")},
        tracks=(*tracks, *legend_tracks),
        steps=settings.steps,
        words=words(measured),
        formulas=formulas(settings, measured.steps),
        pick=Pick(("x0", "y0"), measured.surface.domain),
    )


def _legend(measured: Parts) -> tuple[list[dict[str, Any]], list[Track]]:
    """What each colour is, and how far Adam is from it."""
    settings, adam = measured.settings, STYLES["Adam"].colour
    set_to = f"β1 = {number(settings.beta1, 4)}, β2 = {number(settings.beta2, 5)}"
    traces = [
        draw.line("key-Adam", [0, 0.1], [0.2, 0.2], adam, WIDTHS["Adam"], "dot"),
        draw.text("called-Adam", [(0.12, 0.2)], [f"Adam, {set_to}"], adam, draw.MIDDLE, bold=True),
        draw.text(
            "at-Adam", [(0.12, 0.09)], ["with " + " or ".join(SWITCH.values()) + " on one of them"], MUTED, draw.SMALL
        ),
    ]
    tracks: list[Track] = []
    for name in OTHERS:
        colour, y = STYLES[name].colour, ROWS[name]
        said = [[f"Adam {_apart(distance)}"] for distance in measured.apart[name].tolist()]
        traces += [
            draw.line(f"key-{name}", [0, 0.1], [y, y], colour, WIDTHS[name]),
            draw.text(f"called-{name}", [(0.12, y)], [CALLED[name]], colour, draw.MIDDLE, bold=True),
            draw.text(f"apart-{name}", [(0.12, y - 0.13)], said[-1], INK, draw.LARGE, bold=True),
        ]
        tracks.append(Track(f"apart-{name}", "replace", {"text": said}))
    return traces, tracks


def _apart(distance: float) -> str:
    return "on it" if distance <= SAME else f"{number(distance, 2)} away"
