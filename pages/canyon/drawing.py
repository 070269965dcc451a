"""The picture of a race: paths on the surface, and beside it what the act is about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import race as picture
from figures.bars import Bar, Rule, bars
from figures.names import riding
from figures.theme import STYLES
from lesson import Pick, Readout, Scene, number
from pages.canyon.measure import Measured
from pages.canyon.measure_outcome import Outcome, distances
from pages.canyon.words import title, words
from pages.run import LOWEST, errors_above, on_paper
from surfaces import relief

Array = NDArray[np.float64]
PERCENT = {-1.0: "0.1 %", 0.0: "1 %", 1.0: "10 %", 2.0: "100 %", 3.0: "1000 %"}
ENDS = (-1.3, 3.2)  # decades of percent
HIGHEST, FARTHEST = 1.4, 0.5  # of the first height and distance: as long as a bar can be
STAYS = "steps until it stays within 1 %"

Lines = dict[str, list[list[Bar]]]
Said = tuple[str, Lines, float]  # the heading, each rule's lines of bars, and the longest a bar can be


def draw(measured: Measured) -> Scene:
    """The scene of a race."""
    return next(draw_many([measured]))


def draw_many(many: Sequence[Measured]) -> Iterator[Scene]:
    """The scenes of races of the same rules on one map."""
    surface = many[0].surface
    lines = [_lines(measured) for measured in many]
    starts = [measured.settings.start() for measured in many]
    places = picture.names(lines, starts, surface.minima, relief(surface))
    return map(_draw, many, lines, places)


def _lines(measured: Measured) -> dict[str, picture.Line]:
    lines: dict[str, picture.Line] = {}
    for name, run in measured.runs.items():
        outcome = measured.outcomes[name]
        kept = outcome.points if outcome.left_at is None else min(outcome.left_at + 1, outcome.points)
        w = on_paper(run.w[:kept])
        lines[name] = picture.Line(w[:, 0], w[:, 1], outcome.left_at)
    return lines


def _draw(
    measured: Measured, lines: Mapping[str, picture.Line], places: Mapping[str, tuple[int, float, float]]
) -> Scene:
    settings, surface = measured.settings, measured.surface
    errors = {name: run.value[: measured.outcomes[name].points] for name, run in measured.runs.items()}
    errors = errors_above(errors, surface)
    beside, axes, rows = _curves(measured) if settings.beside() == "map" else _bars(measured)
    drawing, tracks = picture.race(relief(surface), lines, settings.start(), surface.minima, beside, axes, rows, places)
    return Scene(
        title=title(settings),
        drawing=drawing,
        tracks=tracks,
        steps=settings.steps,
        words=words(measured),
        readouts=tuple(
            Readout(name, STYLES[name].colour, {"w₁": line.x, "w₂": line.y, "error": errors[name]})
            for name, line in lines.items()
        ),
        pick=Pick(("x0", "y0"), surface.domain),
    )


def _curves(measured: Measured) -> tuple[picture.Part, dict[str, Any], int]:
    """How much of the start's distance is left, in decades of percent."""
    levels: dict[str, Array] = {}
    for name, distance in _distances(measured).items():
        share = 100 * distance / max(float(distance[0]), 1e-300)
        levels[name] = np.log10(np.clip(share, 10.0 ** (ENDS[0] - 0.2), 1e6))
    names = riding("curve", levels, STYLES, ENDS, 0.085)
    steps = measured.settings.steps
    return *picture.curves(levels, names, steps, ENDS, PERCENT, "distance left, against the step"), 0


def _distances(measured: Measured) -> dict[str, Array]:
    """Of each run to the nearest minimum, as far as it is drawn."""
    minima, found = measured.surface.minima, measured.outcomes
    return {name: distances(run.w[: found[name].points], minima) for name, run in measured.runs.items()}


def _bars(measured: Measured) -> tuple[picture.Part, dict[str, Any], int]:
    heading, lines, whole = BARS[measured.settings.beside()](measured)
    rules = [Rule(name, STYLES[name], lines[name]) for name in measured.outcomes]
    traces, tracks, axes = bars(rules, whole, heading)
    return (traces, tracks), axes, sum(1 + len(rule.lines) for rule in rules)


def _first(measured: Measured) -> Said:
    """When each is first within 1 %, and from when on it stays there."""
    steps = measured.settings.steps
    lines: Lines = {}
    for name, outcome in measured.outcomes.items():
        if outcome.first is None:
            unseen = Bar(" ", steps, steps, pale=True, strong=False)
            lines[name] = [[unseen, _until(None, steps, _never(outcome, steps))]]
            continue
        until = steps if outcome.stays is None else outcome.stays
        stays = "does not stay" if outcome.stays is None else f"stays from {outcome.stays}"
        room = outcome.first + (0.02 + 0.075 * len(str(outcome.first))) * steps  # for the first number
        pale = Bar(stays, until, until, pale=True, strong=False, at=max(until, room))
        lines[name] = [[pale, _until(outcome.first, steps, "")]]
    return "steps until it is first within 1 %", lines, float(steps)


def _never(outcome: Outcome, steps: int) -> str:
    return "off the map" if outcome.verdict == "left" else f"not in {steps}"


def _until(step: int | None, steps: int, never: str, pale: bool = False, aside: str = "") -> Bar:
    """A bar up to a step, with its number; up to the end where it is not reached."""
    if step is None:
        return Bar(never, steps, steps, pale=pale, strong=not pale, aside=aside)
    return Bar(str(step), step, step, pale=pale, strong=not pale, aside=aside)


def _pairs(measured: Measured, before: str, now: str) -> Said:
    steps = measured.settings.steps
    lines: Lines = {}
    for name, outcome in measured.outcomes.items():
        other = (measured.before or measured.outcomes)[name]
        pale = _until(other.stays, steps, _never(other, steps), pale=True, aside=before)
        lines[name] = [[pale], [_until(outcome.stays, steps, _never(outcome, steps), aside=now)]]
    return STAYS, lines, float(steps)


def _flat(measured: Measured) -> Said:
    return _pairs(measured, "κ = 1", f"κ = {number(measured.settings.kappa)}")


def _turned(measured: Measured) -> Said:
    return _pairs(measured, "along an axis", f"turned by {number(measured.settings.theta)}°")


def _own(measured: Measured) -> Said:
    settings = measured.settings
    heading, lines, whole = _pairs(measured, f"η = {number(settings.shared_eta())}", "")
    for name, (pale, (bar,)) in lines.items():
        lines[name] = [pale, [Bar(bar.label, bar.shown, bar.ends, aside=f"η = {number(settings.eta_of(name))}")]]
    return heading, lines, whole


def _saddle(measured: Measured) -> Said:
    steps = measured.settings.steps
    lines = {name: [[_until(o.off_axis, steps, f"not in {steps}")]] for name, o in measured.outcomes.items()}
    return "steps until |w<sub>2</sub>| ≥ 0.5, off the saddle", lines, float(steps)


def _levels(
    measured: Measured, values: dict[str, Array], labels: dict[str, str], marks: dict[str, float], whole: float
) -> Lines:
    """Bars as long as a value is at the step, as a share of the first; marks are such shares too."""
    steps, lines = measured.settings.steps, Lines()
    for name, value in values.items():
        shares = np.minimum(value / max(float(value[0]), LOWEST), whole)
        at = max(float(shares[-1]), min(marks.get(name, 0.0), whole))
        lines[name] = [[Bar(labels[name], steps, lengths=shares, mark=marks.get(name), at=at)]]
    return lines


def _depth(measured: Measured) -> Said:
    """How high above the lowest valley."""
    least, found = measured.surface.minimum, measured.outcomes
    values = {name: run.value[: found[name].points] - least for name, run in measured.runs.items()}
    labels = {n: "off the map" if o.verdict == "left" else number(o.error, 2) for n, o in found.items()}
    return "height above the deepest valley", _levels(measured, values, labels, {}, HIGHEST), HIGHEST


def _shake(measured: Measured) -> Said:
    """How far from the minimum, and on average over the second half."""
    values, found = _distances(measured), measured.outcomes
    labels = {n: "off the map" if o.verdict == "left" else f"mean {number(o.mean, 2)}" for n, o in found.items()}
    marks = {n: o.mean / max(float(values[n][0]), LOWEST) for n, o in found.items()}
    marks |= {name: -10.0 for name, outcome in found.items() if outcome.verdict == "left"}  # out of sight
    heading = "distance now, and its mean in the second half"
    return heading, _levels(measured, values, labels, marks, FARTHEST), FARTHEST


BARS: dict[str, Callable[[Measured], Said]] = {
    "first": _first,
    "flat": _flat,
    "turned": _turned,
    "own": _own,
    "saddle": _saddle,
    "depth": _depth,
    "shake": _shake,
}
