"""The picture of two trainings: what each network makes of the inputs, and their errors under them."""

import numpy as np

from figures.decision import decision_map, examples, fitted, targets
from figures.grid import Cell, Row, grid, hidden
from figures.panels import Panel, panel_tracks
from figures.theme import STYLES, Style
from lesson import Scene, Track
from pages.dropout.measure_training import DROPPED, PLAIN, Trainings
from pages.dropout.words import title, words

LOOK = {PLAIN: Style(STYLES["Momentum"].colour, "dash", "square"), DROPPED: STYLES["SGD"]}


def draw(measured: Trainings) -> Scene:
    """Both trainings beside each other, their errors under them."""
    cells, tracks = _pictures(measured)
    panels = _panels(measured)
    epochs = measured.settings.epochs
    return Scene(
        title=title(measured.settings),
        drawing=grid([Row(cells, 1.15, wrap=2), Row(panels)], epochs, "epoch"),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=epochs,
        words=words(measured),
        unit="epoch",
    )


def _pictures(measured: Trainings) -> tuple[list[Cell], list[Track]]:
    seen, fits = measured.seen, measured.fits
    cells: list[Cell] = []
    tracks: list[Track] = []
    for i, (name, one) in enumerate(fits.items()):
        x, y = (hidden(*ends) for ends in seen.range)
        uid = f"fit-{i}"
        if seen.kind == "curve":
            along = seen.along
            traces = [targets(f"examples-{i}", seen.x, seen.y), fitted(uid, along, one.pictures[-1], LOOK[name])]
            tracks.append(Track(uid, "replace", {"x": along[None], "y": one.pictures}, one.stride))
            cells.append(Cell(traces, x, y, None, name, LOOK[name].colour))
        else:
            traces = [
                decision_map(uid, one.pictures[-1], *seen.range, 2),
                *examples(f"examples-{i}", seen.x, seen.y, seen.label, 2),
            ]
            tracks.append(Track(uid, "replace", {"z": one.pictures}, one.stride))
            cells.append(Cell(traces, x, y, 1.0, name, LOOK[name].colour))
    return cells, tracks


def _panels(measured: Trainings) -> list[Panel]:
    fits, baselines = measured.fits, measured.baselines
    # The axis follows the training without dropout alone, so that a drag of the rate redraws only the curves.
    # What happens before a tenth of the epochs, where Adam's first steps may jump, does not count.
    plain = np.median(fits[PLAIN].validation, axis=1)[measured.settings.epochs // 10 :]
    top = float(np.ceil(2.1 * max(*baselines, plain.max())) / 2)
    parts = {"training": [one.error for one in fits.values()], "validation": [one.validation for one in fits.values()]}
    return [
        Panel(
            key=part,
            title=f"{part} error",
            curves={name: np.median(error, axis=1) for name, error in zip(fits, errors, strict=True)},
            styles=LOOK,
            range=(0.0, top),
            guides={"naive" if part == "training" else "": baseline},  # in the other one names are at its end
            named=part == "validation",
            bands={name: (error.min(1), error.max(1)) for name, error in zip(fits, errors, strict=True)},
        )
        for (part, errors), baseline in zip(parts.items(), baselines, strict=True)
    ]
