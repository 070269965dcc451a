"""The picture of two trainings: what each network makes of the inputs, and their errors under them."""

from figures.decision import decision_map, examples, fitted, targets
from figures.grid import Cell, Row, grid, hidden
from figures.panels import Panel, panel_tracks
from figures.theme import STYLES, Style
from lesson import Scene, Track
from pages.dropout.measure_training import DROPPED, PLAIN, Errors, Trainings
from pages.dropout.words_training import title, words

LOOK = {PLAIN: Style(STYLES["Momentum"].colour, "dash", "square"), DROPPED: STYLES["SGD"]}


def draw_trainings(measured: Trainings) -> Scene:
    """Both trainings beside each other, their errors under them."""
    cells, tracks = _pictures(measured)
    # In one panel the curves' names are at its end, in the other the baseline's.
    panels = [
        _panel("training", measured.training, measured.top, guide="naive", named=False),
        _panel("validation", measured.validation, measured.top, guide="", named=True),
    ]
    return Scene(
        title=title(measured.settings),
        drawing=grid([Row(cells, 1.15, wrap=2), Row(panels)], measured.settings.epochs, "epoch"),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=measured.epochs,
        words=words(measured),
        unit="epoch",
        progress=measured.progress,
    )


def _pictures(measured: Trainings) -> tuple[list[Cell], list[Track]]:
    seen = measured.seen
    cells: list[Cell] = []
    tracks: list[Track] = []
    for i, (name, one) in enumerate(measured.fits.items()):
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


def _panel(key: str, errors: Errors, top: float, *, guide: str, named: bool) -> Panel:
    return Panel(
        key=key,
        title=f"{key} error",
        curves=errors.median,
        styles=LOOK,
        range=(0.0, top),
        guides={guide: errors.baseline},
        named=named,
        bands=errors.bands,
    )
