"""The pictures of one network's training and of early stopping, and of many networks'."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.board import Area, Part, board, plain, said
from figures.curves import OCHRE, RED, TEAL, apart, dots, line, live, steps_axis, values_axis
from figures.decision import look
from figures.panels import first_steps
from figures.theme import INK, MUTED, Style
from lesson import Scene, Track, counted, number
from networks import Outlook
from pages.generalization.chart import OFF, Curve, against, over_epochs
from pages.generalization.measure_many import Many
from pages.generalization.measure_run import Run
from pages.generalization.settings import Settings
from pages.generalization.words import straight, title, words_of_many, words_of_run

LEFT: Area = (0, 0.36, 0.02, 0.86)
ABOVE: Area = (0, 1, 0.56, 0.93)
BELOW_0 = -0.12  # of an axis of errors: room under all of them for what is said of the lowest
PALE = 0.45  # opacity of what would have been
ASIDE = 0.03  # of the inputs' range: an example at its end is drawn whole
CURVED = 0.15  # of the targets' range: a curve that over-fits goes beyond them


def fit(
    name: str,
    seen: Outlook,
    pictures: NDArray[Any],
    stride: int,
    area: Area,
    narrow: Area,
    more: Sequence[dict[str, Any]] = (),
    colour: str = TEAL,
) -> tuple[Part, Track]:
    """What one network makes of its inputs. more: further traces; colour: of a curve."""
    traces, track = look(name, seen, pictures, Style(colour, "solid", "circle"), stride)
    across, (low, high) = seen.range
    curve = seen.kind == "curve"
    room, aside = CURVED * (high - low) * curve, ASIDE * (across[1] - across[0]) * curve
    axes = plain(across[0] - aside, across[1] + aside), plain(low - room, high + room)
    return Part([*traces, *more], *axes, area, narrow, not curve), track


def heading(uid: str, text: str, area: Area, narrow: Area, colour: str = INK) -> Part:
    """A line of text by itself."""
    return Part([said(uid, [0.5], [0.5], [text], colour=colour, size=20)], plain(0, 1), plain(0, 1), area, narrow)


def over(area: Area, height: float = 0.12) -> Area:
    """The place above another."""
    left, right, _, top = area
    return left, right, top, min(top + height, 1.0)


def units(settings: Settings) -> str:
    """What a network is called by its units."""
    return f"2 × {counted(settings.width, 'unit')}" if settings.width else straight(settings)


def draw_run(measured: Run) -> Scene:
    """What the network makes of its inputs, and its errors over the epochs."""
    settings = measured.settings
    more: list[Any] = []
    if settings.view == "learning" and measured.seen.kind == "curve":
        more = [line("constant", measured.seen.range[0], [measured.share] * 2, MUTED, 3, "dash")]
    left, painting = fit("own", measured.seen, measured.pictures, measured.stride, LEFT, ABOVE, more)
    called = heading("called", f"{units(settings)}, {measured.examples} examples", over(LEFT), over(ABOVE))
    curves = [Curve("training", "training", measured.training, INK)]
    marks: list[dict[str, Any]] = []
    moves: list[Track] = []
    if settings.view != "learning":
        curves.append(Curve("unseen", "validation", measured.unseen, RED, "dash"))
        marks, moves = _lowest(measured)
    axis = "error" if len(curves) > 1 else "training error"
    low = BELOW_0 * measured.top if marks else 0.0
    right, growing = over_epochs(curves, settings.epochs, measured.top, axis, measured.baseline, more=marks, low=low)
    return _scene(measured, [left, called, right], [painting, *growing, *moves])


def _lowest(measured: Run) -> tuple[list[dict[str, Any]], list[Track]]:
    """The epoch of the lowest validation error so far."""
    middle = measured.unseen.middle
    lowest = np.minimum.accumulate(middle)
    at = np.maximum.accumulate(np.where(middle == lowest, np.arange(len(middle)), 0)).astype(float)
    x, y = at, np.minimum(lowest, OFF * measured.top)
    texts = [[f"\u2002lowest: epoch {int(epoch)}"] for epoch in at.tolist()]
    low = BELOW_0 * measured.top
    stem = np.stack([np.full(len(x), low), y], axis=1)
    traces = [
        line("lowest-stem", [x[-1], x[-1]], stem[-1], RED, 2, "dot"),
        dots("lowest", x[-1:], y[-1:], RED, 16),
        said("lowest-name", x[-1:], [low / 2], texts[-1], "middle right", RED, 18) | {"meta": {"wide": True}},
    ]
    tracks = [
        Track("lowest-stem", "replace", {"x": np.stack([x, x], axis=1), "y": stem}),
        Track("lowest", "move", {"x": x, "y": y}),
        Track("lowest-name", "replace", {"x": x[:, None], "y": np.full((1, 1), low / 2), "text": texts}),
    ]
    return traces, tracks


def _scene(measured: Run, parts: list[Part], tracks: list[Track]) -> Scene:
    return Scene(
        title=title(measured.settings),
        drawing=board(parts),
        tracks=tuple(tracks),
        steps=measured.epochs,
        words=words_of_run(measured),
        unit="epoch",
        seconds=8.0,
        progress=measured.epochs / measured.settings.epochs,
    )


def draw_stop(measured: Run) -> Scene:
    """The network that is kept beside that of the end, and each seed's validation error up to where it stops."""
    first: Area = (0, 0.27, 0.02, 0.8)
    second: Area = (0.285, 0.555, 0.02, 0.8)
    narrow: tuple[Area, Area] = (0, 0.49, 0.56, 0.92), (0.51, 1, 0.56, 0.92)
    at, stop = int(measured.kept[0]), int(measured.stopped[0])
    times = measured.stride * np.arange(len(measured.pictures))
    rests = (times >= at).reshape(-1, *[1] * (measured.pictures.ndim - 1))
    until = np.where(rests, measured.at_kept, measured.pictures)
    one, stopping = fit("kept", measured.seen, until, measured.stride, first, narrow[0])
    other, painting = fit("own", measured.seen, measured.pictures, measured.stride, second, narrow[1], colour=OCHRE)
    epochs = range(measured.epochs + 1)
    texts = [f"epoch {t}" if t < at else f"{'kept' if t >= stop else 'lowest'}: epoch {at}" for t in epochs]
    told, telling = live("kept-name", 0.5, 0.5, texts, colour=TEAL)
    going, gone = live("own-name", 0.5, 0.5, [f"without stopping: {t}" for t in epochs], colour=OCHRE)
    names = [
        Part([text], plain(0, 1), plain(0, 1), over(area), over(below, 0.07))
        for text, area, below in ((told, first, narrow[0]), (going, second, narrow[1]))
    ]
    chart, growing = _each(measured)
    return _scene(measured, [one, other, *names, chart], [stopping, painting, telling, gone, *growing])


def _each(measured: Run) -> tuple[Part, list[Track]]:
    """Each seed's validation error, faint from where it stops, with a dot at the epoch kept."""
    top, whole = measured.top, measured.settings.epochs
    traces: list[dict[str, Any]] = []
    tracks: list[Track] = []
    x = first_steps(measured.epochs + 1)
    for i, (kept, stopped) in enumerate(zip(measured.kept.tolist(), measured.stopped.tolist(), strict=True)):
        y = np.minimum(measured.validation[:, i], OFF * top)
        traces += [
            line(f"on-{i}", x, y, OCHRE, 3) | {"opacity": PALE},
            line(f"until-{i}", x[: stopped + 1], y[: stopped + 1], TEAL, 3),
            dots(f"kept-{i}", [kept], y[[kept]], TEAL, 15),
        ]
        tracks += [
            Track(f"on-{i}", "grow", {"x": x, "y": y}),
            Track(f"until-{i}", "grow", {"x": x[: stopped + 1], "y": y[: stopped + 1]}),
            Track(f"kept-{i}", "replace", {"x": np.array([[-whole], [kept]], dtype=float)}, max(stopped, 1)),
        ]
    ends = measured.kept_errors, measured.validation[-1]
    texts = [f"kept {number(float(np.median(ends[0])), 2)}", f"else {number(float(np.median(ends[1])), 2)}"]
    heights = apart(np.array([[float(np.median(end)) for end in ends]]), 0.12 * top, 0.05 * top, 0.85 * top)[0]
    names = said("names", [1.03 * whole] * 2, heights, texts, "middle right", [TEAL, OCHRE], 18)
    tracks.append(Track("names", "replace", {"text": [[" ", " "], texts]}, max(measured.epochs, 1)))
    stopping, moves = live(
        "stopping",
        0.3 * whole,
        0.95 * top,
        [f"{int((measured.stopped <= epoch).sum())} of {len(measured.stopped)} stopped" for epoch in range(len(x))],
        side="middle right",
        colour=TEAL,
        size=19,
    )
    axes = steps_axis(whole, "epochs", 1.6), values_axis(0, top, "validation error")
    return Part([*traces, names, stopping], *axes, (0.64, 1, 0.14, 1), (0.15, 1, 0.11, 0.5)), [*tracks, moves]


def draw_many(measured: Many) -> Scene:
    """What the network that is set makes of its inputs, and the errors of all of them."""
    settings = measured.settings
    examples = settings.view == "examples"
    left, painting = fit("own", measured.seen, measured.pictures, measured.stride, LEFT, ABOVE)
    size = counted(int(measured.values[measured.at]) if examples else measured.examples, "example")
    called = heading("called", f"{units(settings)}, {size}", over(LEFT), over(ABOVE))
    right, moving = against(measured, settings.view != "units")
    return Scene(
        title=title(settings),
        drawing=board([left, called, right]),
        tracks=(painting, *moving),
        steps=int(measured.epochs[-1]),
        words=words_of_many(measured),
        unit="epoch",
        progress=len(measured.values) / measured.most,
    )
