"""The same race twice: in the canyon along the axes, and in the canyon turned."""

from typing import Any

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, STYLES
from lesson import Pick, Scene, Track, number
from pages.adam.measure_turned import RULES, Arrival, Lie, Turned
from pages.adam.words import title, words
from pages.run import on_paper
from surfaces import relief

ROWS = {"": 0.82, "Adam": 0.5, "Momentum": 0.18}  # where the name of a map and what is said of each run stand
WIDE: dict[str, draw.Area] = {
    **{"": (0, 0.495, 0, 0.77), "2": (0.505, 1, 0, 0.77)},
    **{"3": (0.03, 0.495, 0.77, 1), "4": (0.535, 1, 0.77, 1)},  # over the maps
}
NARROW: dict[str, draw.Area] = {
    **{"": (0, 0.43, 0.51, 1), "2": (0, 0.43, 0, 0.49)},
    **{"3": (0.44, 1, 0.6, 0.91), "4": (0.44, 1, 0.09, 0.4)},
}


def turned(measured: Turned) -> Scene:
    """The scene of both races."""
    settings = measured.settings
    names = ("along the axes", f"turned by {number(settings.theta)}°")
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, (lie, name) in enumerate(zip((measured.straight, measured.turned), names, strict=True)):
        for axes_of, (drawn, moving) in ((i, _race(lie, f"{i}")), (i + 2, _said(lie, name, f"{i}", settings.steps))):
            traces += draw.put(drawn, axes_of)
            tracks += moving
    domain = measured.straight.surface.domain
    axes: dict[str, Any] = {}
    for pair, ranges in {"": domain, "2": domain, "3": ((0, 1), (0, 1)), "4": ((0, 1), (0, 1))}.items():
        axes |= draw.plain_axes(pair, *ranges)
    return Scene(
        title=title(measured),
        drawing={"data": traces, "layout": draw.layout(axes, WIDE, NARROW, "", "2")},
        tracks=tuple(tracks),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("x0", "y0"), domain),
    )


def _race(lie: Lie, key: str) -> tuple[list[dict[str, Any]], list[Track]]:
    """One map with both paths."""
    traces = [{**trace, "uid": f"{trace['uid']}-{key}"} for trace in ground(relief(lie.surface), lie.surface.minima)]
    tracks: list[Track] = []
    paths = {rule: on_paper(lie.paths[rule]).T for rule in RULES}
    for rule, (x, y) in paths.items():
        traces.append(draw.line(f"path-{rule}-{key}", x, y, STYLES[rule].colour, 4, STYLES[rule].dash))
        tracks.append(Track(f"path-{rule}-{key}", "grow", {"x": x, "y": y}))
    for rule, (x, y) in paths.items():
        traces.append(draw.tip(f"tip-{rule}-{key}", STYLES[rule], x, y))
        tracks.append(Track(f"tip-{rule}-{key}", "move", {"x": x, "y": y}))
    x0, y0 = (float(part[0]) for part in paths[RULES[0]])
    return [*traces, draw.dot(f"start-{key}", x0, y0)], tracks


def _said(lie: Lie, name: str, key: str, steps: int) -> tuple[list[dict[str, Any]], list[Track]]:
    """Which map it is, and when each run was there."""
    traces = [draw.text(f"name-{key}", [(0.0, ROWS[""])], [name], INK, 22, bold=True)]
    tracks: list[Track] = []
    for rule in RULES:
        said = _news(rule, lie.arrivals[rule], steps)
        colour = STYLES[rule].colour
        traces.append(draw.text(f"said-{rule}-{key}", [(0.0, ROWS[rule])], said[-1], colour, 22, bold=True))
        tracks.append(Track(f"said-{rule}-{key}", "replace", {"text": said}))
    return traces, tracks


def _news(rule: str, arrival: Arrival, steps: int) -> list[list[str]]:
    """What is said of a run at each step, up to the one from which on it stays the same."""
    if arrival.off is not None:
        end, last = arrival.off, f"off the map at {arrival.off}"
    elif arrival.at is not None:
        end, last = arrival.at, f"there at {arrival.at}"
    else:
        end, last = steps, f"not there by {steps}"
    return [*([f"{rule}: under way"] for _ in range(min(end, steps))), [f"{rule}: {last}"]]
