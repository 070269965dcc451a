"""The pictures of the network race: trainings side by side, a network's units, errors over η, paths, the baseline."""

import numpy as np

from figures.board import Part, board
from figures.theme import STYLES, VARIANTS, Style
from lesson import Readout, Scene, Track, number
from lesson.numbers import rounded_up
from pages.network_race.chart import Chart, chart
from pages.network_race.drawing_rates import rates_picture
from pages.network_race.drawing_units import units_picture
from pages.network_race.drawing_weights import weights_picture
from pages.network_race.measure import Measured
from pages.network_race.measure_decisions import Decisions
from pages.network_race.measure_rates import Rates
from pages.network_race.measure_units import Units
from pages.network_race.measure_weights import WeightPaths
from pages.network_race.tiles import columns, tiles
from pages.network_race.words import title, words

UNIT = "epoch"
DASHES, MARKERS = ("solid", "dash", "dot", "dashdot"), ("circle", "square", "diamond", "triangle-up")
LOOKS = [*zip(VARIANTS, DASHES, MARKERS, strict=True)]
UNSEEN = Style(VARIANTS[1], "dash", "diamond")
PER_COLUMN = {1: 0.36, 2: 0.4, 3: 0.52}  # of the picture's width for so many tiles beside each other
WIDEST = 0.55
SHORT = 12  # letters over a tile that leave room for one more word
Drawn = tuple[list[Part], list[Track]]


def draw(measured: Measured) -> Scene:
    """The scene of a training, complete or as far as it is done."""
    seen, styles = measured.seen, styles_of(measured)
    match seen:
        case Units():
            parts, tracks = units_picture(measured, seen)
        case Rates():
            parts, tracks = rates_picture(measured, seen)
        case WeightPaths():
            parts, tracks = weights_picture(measured, seen)
        case Decisions():
            against = measured.settings.shown() == "baseline"
            parts, tracks = (_against if against else _compared)(measured, seen, styles)
    return Scene(
        title=title(measured.settings),
        drawing=board(parts),
        tracks=tuple(tracks),
        steps=measured.epochs,
        unit=UNIT,
        words=words(measured),
        readouts=tuple(
            Readout(name, styles[name].colour, {"training": curve, "validation": measured.validation.median[name]})
            for name, curve in measured.training.median.items()
        ),
        progress=1.0 if measured.complete else measured.epochs / measured.settings.trained(),
    )


def styles_of(measured: Measured) -> dict[str, Style]:
    """A rule has its own look; where one rule trains several networks each of them has one."""
    entrants = measured.entrants
    if measured.settings.view not in ("batches", "depth"):
        return {name: STYLES[entrant.rule] for name, entrant in entrants.items()}
    return {name: Style(*look) for name, look in zip(entrants, LOOKS, strict=False)}


def _compared(measured: Measured, seen: Decisions, styles: dict[str, Style]) -> Drawn:
    """What each network makes of its inputs, beside the training errors."""
    across = columns(len(seen.of))
    wide = PER_COLUMN.get(across, WIDEST)
    left, moving = tiles(measured.settings, seen, _headings(measured), styles, (0, wide, 0, 1))
    learnt = measured.learnt
    right, growing = chart(
        Chart(
            curves=measured.training.median,
            styles=styles,
            bands=measured.training.bands,
            range=_range(measured),
            epochs=measured.epochs,
            trained=measured.settings.trained(),
            gone=_gone(measured),
            line=(learnt, f"dashed: learnt, {number(learnt, 2)}"),
            reached=measured.reached,
        ),
        (wide + 0.11, 1, 0.15, 1),
        (0.15, 1, 0.11, 0.66 if across == 2 else 0.44),
    )
    return [*left, right], moving + growing


def _headings(measured: Measured) -> dict[str, list[str]]:
    """What stands above each tile at every epoch."""
    epochs, entrants = range(measured.epochs + 1), measured.entrants
    if measured.settings.view == "depth":
        called = {name: f"{name}: {entrant.network.parameters}" for name, entrant in entrants.items()}
        words = {name: f"{text} weights" if len(text) <= SHORT else text for name, text in called.items()}
        return {name: [text for _ in epochs] for name, text in words.items()}
    if measured.settings.view == "batches":
        each = {name: measured.steps(name) // max(measured.epochs, 1) for name in entrants}
        return {name: [f"{name}: {each[name] * epoch} steps" for epoch in epochs] for name in entrants}
    when = ": epoch " if columns(len(entrants)) <= 2 else ": "
    at = {name: measured.reached.get(name, measured.epochs + 1) for name in entrants}
    return {name: [f"{name}{when}{at[name]}" if epoch >= at[name] else name for epoch in epochs] for name in entrants}


def _against(measured: Measured, seen: Decisions, styles: dict[str, Style]) -> Drawn:
    """What the network makes of its inputs, beside its errors in units of the naive baseline's."""
    ((name, style),) = styles.items()
    hits = seen.seen.kind == "hits"  # of the unseen examples
    heading = {
        name: ["unseen: prediction over target" if hits else f"{name}: what it predicts"] * (measured.epochs + 1)
    }
    looks = {name: UNSEEN if hits else style}
    left, moving = tiles(measured.settings, seen, heading, looks, (0, 0.37, 0, 1))
    training = measured.training.median[name] / measured.training.baseline
    validation = measured.validation.median[name] / measured.validation.baseline
    least = float(10 ** np.floor(np.log10(max(min(training.min(), validation.min()), 1e-3))))
    curves = {"trained on": training, "not seen": validation}
    ends = {"trained on": Style(style.colour, "solid", style.symbol), "not seen": UNSEEN}
    right, growing = chart(
        Chart(
            curves=curves,
            styles=ends,
            bands={},
            range=(min(least, 0.1), 10.0),
            epochs=measured.epochs,
            trained=measured.settings.trained(),
            gone=dict.fromkeys(curves, _gone(measured)[name]) if name in _gone(measured) else {},
            line=(1.0, "dashed: the naive baseline"),
            reached={},
            title="error / baseline's",
        ),
        (0.48, 1, 0.15, 1),
        (0.15, 1, 0.11, 0.44),
    )
    return [*left, right], moving + growing


def _range(measured: Measured) -> tuple[float, float]:
    low = min(measured.lowest, 10 ** float(np.floor(np.log10(measured.learnt))))
    return low, rounded_up(max(3 * measured.training.baseline, 10 * low))


def _gone(measured: Measured) -> dict[str, int]:
    """Where all seeds of an entrant diverged, at which epoch the last did: where its curve ends."""
    gone = {name: one for name, one in measured.learned.items() if one.error is None}
    return {name: len(measured.training.median[name]) for name in gone}
