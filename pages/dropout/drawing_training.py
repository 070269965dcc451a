"""The pictures of trainings: with dropout and without it, and at all rates."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import AWAY, Area, Part, board, plain, said
from figures.curves import (
    OCHRE,
    RED,
    TEAL,
    apart,
    band,
    begun,
    dots,
    level,
    line,
    live,
    riding,
    steps_axis,
    values_axis,
)
from figures.decision import look
from figures.panels import first_steps
from figures.theme import INK, MUTED, UNSTABLE, Style, faint
from lesson import Scene, Track, number
from networks import Outlook
from pages.dropout.measure_pair import DROPPED, PLAIN, Pair
from pages.dropout.measure_rates import Rates
from pages.dropout.measure_training import Fit
from pages.dropout.words import title, words_of_pair, words_of_rates

Array = NDArray[np.float64]
LOOK = {PLAIN: Style(OCHRE, "dash", "square"), DROPPED: Style(TEAL, "solid", "circle")}
CALLED = {PLAIN: "without dropout", DROPPED: "with dropout"}
ASIDE = 0.03  # of the inputs' range: an example at its end is drawn whole
OFF = 1.05  # beyond an axis's end
VALUE, FREE = 0.17, 0.065  # what stands at a point is so wide, in rates, and so far from the curves, of their axis


def draw_pair(measured: Pair) -> Scene:
    """What both networks make of the inputs, and their errors on unseen examples."""
    parts: list[Part] = []
    tracks: list[Track] = []
    places: dict[str, tuple[Area, Area]] = {
        PLAIN: ((0, 0.27, 0, 0.72), (0, 0.49, 0.52, 0.9)),
        DROPPED: ((0.285, 0.555, 0, 0.72), (0.51, 1, 0.52, 0.9)),
    }
    for name, one in measured.fits.items():
        area, narrow = places[name]
        part, track = _look(name, measured.seen, one, LOOK[name], area, narrow)
        called = said(f"called-{name}", [0.5], [0.73], [CALLED[name]], colour=LOOK[name].colour, size=20)
        errors = np.median(one.error, axis=1).tolist()
        told, telling = live(f"told-{name}", 0.5, 0.25, [f"training error {_small(at)}" for at in errors], size=18)
        above = (area[0], area[1], 0.73, 0.9), (narrow[0], narrow[1], 0.9, 1)
        parts += [part, Part([called, told], plain(0, 1), plain(0, 1), *above)]
        tracks += [track, telling]
    size = f"{measured.examples} examples, {measured.weights} weights"
    parts.append(Part([said("size", [0.5], [0.5], [size])], plain(0, 1), plain(0, 1), (0, 0.555, 0.9, 1), AWAY))
    chart, growing = _unseen(measured)
    return Scene(
        title=title(measured.settings),
        drawing=board([*parts, chart]),
        tracks=(*tracks, *growing),
        steps=measured.epochs,
        words=words_of_pair(measured),
        unit="epoch",
        seconds=8.0,
        progress=measured.epochs / measured.settings.epochs,
    )


def _small(error: float) -> str:
    return "< 0.001" if error < 0.001 else number(round(error, 3), 2)


def _look(name: str, seen: Outlook, one: Fit, style: Style, area: Area, narrow: Area) -> tuple[Part, Track]:
    """What one network makes of its inputs."""
    traces, track = look(name, seen, one.pictures, style, one.stride)
    (left, right), up = seen.range
    aside = ASIDE * (right - left) if seen.kind == "curve" else 0.0
    x, y = plain(left - aside, right + aside), plain(*up)
    return Part(traces, x, y, area, narrow, seen.kind != "curve"), track


def _unseen(measured: Pair) -> tuple[Part, list[Track]]:
    """The errors on unseen examples with their bands, and the naive baseline's."""
    top, epochs = measured.top, measured.settings.epochs
    x = first_steps(measured.epochs + 1)
    beyond = measured.beyond
    dashed, growing = level("beyond", beyond, measured.epochs + 1)
    traces, tracks = [dashed], [growing]
    ends: list[Array] = []
    for name, middle in measured.validation.items():
        low, high = (np.minimum(edge, OFF * top) for edge in measured.bands[name])
        curve = np.minimum(middle, OFF * top)
        ends.append(curve)
        style = LOOK[name]
        traces += [
            *band(f"band-{name}", x, low, high, faint(style.colour)),
            line(f"curve-{name}", x, curve, style.colour, 4, style.dash),
        ]
        for uid, values in ((f"band-{name}-low", low), (f"band-{name}-high", high), (f"curve-{name}", curve)):
            tracks.append(Track(uid, "grow", {"x": x, "y": values}))
    rows = zip(*(middle.tolist() for middle in measured.validation.values()), strict=True)
    texts = [[f"\u2002without {number(a, 2)}", f"\u2002with {number(b, 2)}", "\u2002baseline"] for a, b in rows]
    texts[0][-1] = " "  # its line has no length at first
    ends.append(np.full(measured.epochs + 1, beyond))
    names, moving = riding("names", np.stack(ends, axis=1), texts, (OCHRE, TEAL, MUTED), (0, top))
    starting, started = begun("begun", np.array([end[0] for end in ends[:-1]]), (OCHRE, TEAL), epochs)
    axes = steps_axis(epochs, "epochs", 1.72), values_axis(0, top, "error on unseen examples")
    part = Part([*traces, starting, names], *axes, (0.64, 1, 0.14, 1), (0.15, 1, 0.11, 0.5))
    return part, [*tracks, started, moving]


def draw_rates(measured: Rates) -> Scene:
    """Both errors against the rate, and what the network makes of the inputs at the one that is set."""
    settings, steps = measured.settings, int(measured.epochs[-1])
    rate = number(settings.rate)
    left, painting = _look(
        DROPPED, measured.seen, measured.fit, LOOK[DROPPED], (0, 0.36, 0.02, 0.86), (0, 1, 0.55, 0.92)
    )
    called = said("called", [0.5], [0.5], [f"at rate {rate}"], colour=INK, size=20)
    above = Part([called], plain(0, 1), plain(0, 1), (0, 0.36, 0.88, 1), (0, 1, 0.93, 1))
    right, moving = _against(measured)
    return Scene(
        title=title(settings),
        drawing=board([left, above, right]),
        tracks=(painting, *moving),
        steps=steps,
        words=words_of_rates(measured),
        unit="epoch",
        progress=len(measured.rates) / measured.most,
    )


def _against(measured: Rates) -> tuple[Part, list[Track]]:
    top, rates, at = measured.top, measured.rates, measured.at
    stride = float(measured.epochs[1] - measured.epochs[0]) if len(measured.epochs) > 2 else float(measured.epochs[-1])
    edge = np.append(rates, 1.0)[measured.too_much()]
    shade = np.stack([edge, edge, np.ones(len(edge)), np.ones(len(edge))], axis=1)
    box = line("too-much", shade[-1], [0, OFF * top, OFF * top, 0], UNSTABLE, 0) | {
        "fill": "toself",
        "fillcolor": UNSTABLE,
    }
    named = said("too-much-name", [1.02], [0.09 * top], ["shaded:<br>too much"], "middle right", INK, 18)
    baseline = measured.baseline
    traces: list[dict[str, Any]] = [
        box,
        line("baseline", [0, 1], [baseline, baseline], MUTED, 2, "dash"),
        line("set", [measured.settings.rate] * 2, [0, top], MUTED, 2),
    ]
    tracks = [Track("too-much", "replace", {"x": shade}, stride)]
    shown = (
        ("training", "trained on", measured.training, INK, "solid"),
        ("unseen", "not seen", measured.validation, RED, "dash"),
    )
    heights: list[Array] = []
    curves: list[Array] = []
    for uid, _, errors, colour, dash in shown:
        low, curve, high = (
            np.minimum(part, OFF * top) for part in (errors.min(-1), np.median(errors, -1), errors.max(-1))
        )
        traces += [
            *band(f"{uid}-band", rates, low[-1], high[-1], faint(colour)),
            line(f"{uid}-curve", rates, curve[-1], colour, 4, dash),
            dots(f"{uid}-point", rates[[at]], curve[-1, [at]], colour, 16),
        ]
        for name, values in ((f"{uid}-band-low", low), (f"{uid}-band-high", high), (f"{uid}-curve", curve)):
            tracks.append(Track(name, "replace", {"x": rates[None], "y": values}, stride))
        tracks.append(Track(f"{uid}-point", "replace", {"y": curve[:, [at]]}, stride))
        heights.append(curve[:, -1])
        curves.append(curve)
    colours = [colour for *_, colour, _ in shown]
    known = [np.median(errors[:, at], axis=-1).tolist() for _, _, errors, *_ in shown]
    texts = [[f"\u2002{number(a, 2)}\u2002", f"\u2002{number(b, 2)}\u2002"] for a, b in zip(*known, strict=True)]
    side = 1 if measured.settings.rate < 0.6 else -1  # to the line's roomier side
    beside = measured.settings.rate + side * np.linspace(0, VALUE, 8)
    lowest, highest = _between(curves, rates, beside)
    under, between = lowest - FREE * top, _between(curves[:1], rates, beside)[1] + FREE * top
    room = (under < 0.04 * top) & (between + FREE / 2 * top < _between(curves[1:], rates, beside)[0])
    under = np.where(room, between, under)
    y = apart(np.stack([under, highest + FREE * top], axis=1), 0.09 * top, 0.05 * top, 0.95 * top)
    place = "middle right" if side > 0 else "middle left"
    values = said("values", [measured.settings.rate] * 2, y[-1], texts[-1], place, colours, 20)
    tracks.append(Track("values", "replace", {"y": y, "text": texts}, stride))
    heights.append(np.full(len(edge), baseline))
    ends = apart(np.stack(heights, axis=1), 0.1 * top, 0.25 * top, 0.96 * top)
    called = [name for _, name, *_ in shown]
    names = said("names", [1.02] * 3, ends[-1], [*called, "baseline"], "middle right", [*colours, MUTED], 19)
    tracks.append(Track("names", "replace", {"y": ends}, stride))
    traces += [named, values, names]
    across = {**values_axis(-0.02, 1.45, "dropout rate", (0, 0.2, 0.4, 0.6, 0.8)), "showline": False}
    return Part(traces, across, values_axis(0, top, "error"), (0.46, 1, 0.14, 1), (0.15, 1, 0.11, 0.53)), tracks


def _between(curves: list[Array], rates: Array, at: Array) -> tuple[Array, Array]:
    """The lowest and the highest value (F,) that curves (F, n) over rates (n,) have at others."""
    heights = np.array([[np.interp(at, rates, row) for row in curve] for curve in curves])
    return heights.min((0, 2)), heights.max((0, 2))
