"""The same race twice: in the canyon along the axes, and in the canyon turned."""

from typing import Any

from figures import adam as draw
from figures.relief import ground
from figures.theme import INK, STYLES
from lesson import Pick, Scene, Track, number
from pages.adam.measure_turned import RULES, Arrival, Lie, Turned
from pages.adam.words import arrived, title, words
from pages.run import on_paper
from surfaces import relief

LINES = {"Adam": 0.83, "Momentum": 0.74}  # heights of what is said of each, as shares of the map


def turned(measured: Turned) -> Scene:
    """The scene of both races."""
    settings = measured.settings
    names = ("along the axes", f"turned by {number(settings.theta)}°")
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    for i, (lie, name) in enumerate(zip((measured.straight, measured.turned), names, strict=True)):
        drawn, moving = _race(lie, name, f"{i}", settings.steps)
        traces += draw.put(drawn, i)
        tracks += moving
    (x0, x1), (y0, y1) = measured.straight.surface.domain
    axes = {**draw.plain_axes("", (x0, x1), (y0, y1)), **draw.plain_axes("2", (x0, x1), (y0, y1))}
    wide, narrow = {"": (0, 0.495, 0, 1), "2": (0.505, 1, 0, 1)}, {"": (0, 1, 0.51, 1), "2": (0, 1, 0, 0.49)}
    return Scene(
        title=title(measured),
        drawing={"data": traces, "layout": draw.layout(axes, wide, narrow, "", "2")},
        tracks=tuple(tracks),
        steps=settings.steps,
        words=words(measured),
        pick=Pick(("x0", "y0"), measured.straight.surface.domain),
    )


def _race(lie: Lie, name: str, key: str, steps: int) -> tuple[list[dict[str, Any]], list[Track]]:
    """One map with both paths, what it is, and when each was there."""
    (x0, x1), (y0, y1) = lie.surface.domain
    shown, *star = ground(relief(lie.surface), lie.surface.minima)
    traces = [{**trace, "uid": f"{trace['uid']}-{key}"} for trace in (shown, *star)]
    tracks: list[Track] = []
    for rule in RULES:
        x, y = on_paper(lie.paths[rule]).T
        traces += [draw.line(f"path-{rule}-{key}", x, y, STYLES[rule].colour, 4, STYLES[rule].dash)]
        tracks.append(Track(f"path-{rule}-{key}", "grow", {"x": x, "y": y}))
    for rule in RULES:
        x, y = on_paper(lie.paths[rule]).T
        said = _said(rule, lie.arrivals[rule], steps)
        place = (x0 + 0.02 * (x1 - x0), y0 + LINES[rule] * (y1 - y0))
        traces += [
            draw.tip(f"tip-{rule}-{key}", STYLES[rule], x, y),
            draw.text(f"said-{rule}-{key}", [place], said[-1], STYLES[rule].colour, 22, bold=True),
        ]
        tracks += [
            Track(f"tip-{rule}-{key}", "move", {"x": x, "y": y}),
            Track(f"said-{rule}-{key}", "replace", {"text": said}),
        ]
    start = [float(part[0]) for part in lie.paths[RULES[0]].T]
    heading = draw.text(f"name-{key}", [(x0 + 0.02 * (x1 - x0), y1 - 0.08 * (y1 - y0))], [name], INK, 22, bold=True)
    return [*traces, draw.dot(f"start-{key}", *start), heading], tracks


def _said(rule: str, arrival: Arrival, steps: int) -> list[list[str]]:
    """What is said of a run at each step, up to the one from which on it stays the same."""
    end = steps if arrival.at is None and arrival.off is None else max(arrival.at or 0, arrival.off or 0)
    return [*([f"{rule}: under way"] for _ in range(min(end, steps))), [f"{rule}: {arrived(arrival, steps)}"]]
