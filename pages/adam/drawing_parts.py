"""Adam's path over that of RMSProp with a correction, and over that of momentum divided by |g|."""

from typing import Any

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, STYLES
from lesson import Pick, Scene, Track, number
from pages.adam.arithmetic import formulas
from pages.adam.measure_parts import OTHERS, Parts
from pages.adam.words import CALLED, SAME, betas, title, words
from pages.run import on_paper
from surfaces import relief

WIDTHS = {"Momentum": 15, "RMSProp": 11, "Adam": 4}
ROWS = {"Adam": 0.93, "RMSProp": 0.6, "Momentum": 0.24}
NARROW: dict[str, draw.Area] = {"": (0, 1, 0.58, 1), "2": (0.02, 0.98, 0, 0.56)}
BAND = 0.5  # how much of the relief the broad lines cover


def parts(measured: Parts) -> Scene:
    """The scene of the three runs."""
    settings, map_of = measured.settings, relief(measured.surface)
    traces = [*ground(map_of, measured.surface.minima), *draw.axis_names(map_of)]
    tracks: list[Track] = []
    paths = {name: on_paper(measured.paths[name]).T for name in WIDTHS}
    for name, (x, y) in paths.items():
        traces.append(_line(f"path-{name}", name, x, y))
        tracks.append(Track(f"path-{name}", "grow", {"x": x, "y": y}))
    for name, (x, y) in paths.items():
        traces.append(draw.tip(f"tip-{name}", STYLES[name], x, y))
        tracks.append(Track(f"tip-{name}", "move", {"x": x, "y": y}))
    traces.append(draw.dot("start", *settings.start))
    legend, legend_tracks = _legend(measured)
    axes = {**draw.map_axes(map_of), **draw.plain_axes("2", (0, 1), (0, 1))}
    return Scene(
        title=title(measured),
        drawing={"data": [*traces, *draw.put(legend, 1)], "layout": draw.layout(axes, draw.BESIDE, NARROW, "")},
        tracks=(*tracks, *legend_tracks),
        steps=settings.steps,
        words=words(measured),
        formulas=formulas(settings, measured.steps),
        pick=Pick(("x0", "y0"), measured.surface.domain),
    )


def _line(uid: str, name: str, x: Any, y: Any) -> dict[str, Any]:
    """Adam's own line, or the broad one of a rule that Adam may run on."""
    if name == "Adam":
        return draw.line(uid, x, y, STYLES[name].colour, WIDTHS[name], STYLES[name].dash)
    return draw.line(uid, x, y, STYLES[name].colour, WIDTHS[name], opacity=BAND)


def _legend(measured: Parts) -> tuple[list[dict[str, Any]], list[Track]]:
    """What each colour is, and how far Adam is from it."""
    called = {"Adam": "Adam", **CALLED}
    traces: list[dict[str, Any]] = []
    for name, y in ROWS.items():
        traces += [
            _line(f"key-{name}", name, [0, 0.1], [y, y]),
            draw.text(f"called-{name}", [(0.12, y)], [called[name]], STYLES[name].colour, 22, bold=True),
        ]
    traces.append(draw.text("betas", [(0.12, ROWS["Adam"] - 0.11)], [betas(measured.settings)], INK))
    tracks: list[Track] = []
    for name in OTHERS:
        said = [[_apart(distance)] for distance in measured.apart[name].tolist()]
        traces.append(draw.text(f"apart-{name}", [(0.12, ROWS[name] - 0.12)], said[-1], INK, draw.LARGE, bold=True))
        tracks.append(Track(f"apart-{name}", "replace", {"text": said}))
    return traces, tracks


def _apart(distance: float) -> str:
    return "Adam is on it" if distance <= SAME else f"Adam is {number(distance, 2)} away"
