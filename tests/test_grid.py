"""Cells in rows: which traces are on which axes, what the stage is told of them, and what changes over the steps."""

import re

import numpy as np
import pytest

from figures.grid import Cell, Row, grid, hidden
from figures.panels import Panel, on, panel_tracks
from figures.theme import DARK, faint
from figures.theme import STYLES as ALL
from lesson import Scene, Track, Words
from optim import LECTURE

STEPS = 4
STYLES = {name: ALL[name] for name in LECTURE}
CURVES = {name: np.linspace(0.9, 0.1 * i, STEPS + 1) for i, name in enumerate(STYLES)}


def square(name, **more):
    z = np.arange(4, dtype=np.uint8).reshape(2, 2)
    trace = {"type": "heatmap", "uid": f"map-{name}", "x": [0, 1], "y": [0, 1], "z": z, "zmin": 0, "zmax": 255}
    return Cell([trace], hidden(-1, 1), hidden(-1, 1), 1, name, STYLES[name].colour, **more)


def panel(key, **more):
    return Panel(key, f"{key} error", CURVES, STYLES, (0, 1), short=key, **more)


def race(**more):
    rows = [Row([square(name) for name in STYLES], 2, wrap=2), Row([panel("training", **more), panel("validation")], 1)]
    return grid(rows, STEPS, "epoch")


def test_cells_are_numbered_as_one_reads():
    drawing = race(guides={"baseline": 0.5})
    where = {trace["uid"]: (trace["xaxis"], trace["yaxis"]) for trace in drawing["data"]}
    for i, name in enumerate(STYLES):
        assert where[f"map-{name}"] == tuple(on(i).values())
    assert where["map-SGD"] == ("x", "y")  # the subplot on which a click is followed
    assert {ref for uid, ref in where.items() if uid.startswith("training-")} == {("x5", "y5")}
    assert {ref for uid, ref in where.items() if uid.startswith("validation-")} == {("x6", "y6")}
    for number in range(6):
        axes = on(number)
        x, y = (drawing["layout"][f"{key}{axes[key][1:]}"] for key in ("xaxis", "yaxis"))
        assert (x["anchor"], y["anchor"]) == (axes["yaxis"], axes["xaxis"])


def test_headings_stand_over_their_cells_in_their_colour():
    notes = race()["layout"]["annotations"]
    assert [(note["text"], note["font"]["color"]) for note in notes] == [(n, STYLES[n].colour) for n in STYLES]
    assert [note["xref"] for note in notes] == ["x domain", "x2 domain", "x3 domain", "x4 domain"]
    assert all((note["x"], note["y"], note["yanchor"]) == (0.5, 1, "bottom") for note in notes)


def test_the_stage_is_told_what_it_arranges():
    maps, panels = race()["layout"]["meta"]["rows"]
    assert [cell["axes"] for cell in maps["cells"] + panels["cells"]] == ["", "2", "3", "4", "5", "6"]
    assert [cell["aspect"] for cell in maps["cells"] + panels["cells"]] == [1] * 4 + [None] * 2
    assert (maps["height"], maps["wrap"], panels["height"], panels["wrap"]) == (2, 2, 1, 1)
    assert [cell["short"] for cell in panels["cells"]] == ["training", "validation"]


def test_a_panels_axis_and_hover_say_the_unit():
    drawing = race()
    assert drawing["layout"]["xaxis5"]["title"]["text"] == "epoch"
    hover = next(trace["hovertemplate"] for trace in drawing["data"] if trace["uid"] == "training-SGD")
    assert hover.startswith("epoch %{x}")


def test_names_and_guides_beside_a_panel_keep_apart():
    drawing = race(guides={"baseline": 0.05})  # where two curves end
    names = next(trace for trace in drawing["data"] if trace["uid"] == "training-names")
    assert {text.strip() for text in names["text"]} == {*STYLES, "baseline"}
    gaps = np.diff(np.sort(names["y"]))
    assert (gaps >= 0.08 * 3 * 0.999).all()  # the panel has a third of the stage
    hidden_label = race(guides={"zero": 0.0}, ticks=(0.0, 1.0))
    names = next(trace for trace in hidden_label["data"] if trace["uid"] == "training-names")
    assert {text.strip() for text in names["text"]} == {*STYLES}


def test_a_band_grows_with_its_curve():
    low, high = CURVES["Adam"] - 0.1, CURVES["Adam"] + 0.1
    shown = panel("error", bands={"Adam": (low, high)})
    scene = Scene("A grid", grid([Row([shown])], STEPS), tuple(panel_tracks(shown)), STEPS, Words("What happened."))
    uids = [trace["uid"] for trace in scene.drawing["data"]]
    assert uids.index("error-high-Adam") == uids.index("error-low-Adam") + 1 < uids.index("error-Adam")
    at = {trace["uid"]: trace for trace in scene.at(2)["data"]}
    assert (at["error-low-Adam"]["fill"], at["error-high-Adam"]["fill"]) == ("none", "tonexty")
    np.testing.assert_array_equal(at["error-low-Adam"]["y"], low[:3])
    np.testing.assert_array_equal(at["error-high-Adam"]["y"], high[:3])
    assert at["error-high-Adam"]["fillcolor"] == faint(STYLES["Adam"].colour)


def test_every_colour_is_known_to_the_dark_theme():
    bands = {name: (curve, curve) for name, curve in CURVES.items()}
    found = re.findall(r"'(#\w+)'", str(race(bands=bands, guides={"baseline": 0.5})))
    assert len(set(found)) > 8
    assert set(found) <= {*DARK}


def changing():
    z = np.arange(3 * 4, dtype=np.uint8).reshape(3, 2, 2)
    words = [["0", " "], ["1", "a"], ["2", "b"]]
    text = {"type": "scatter", "uid": "words", "mode": "text", "x": [0, 1], "y": [0, 0], "text": words[-1]}
    moved = np.array([[0.0, 1.0], [0.5, 1.0], [1.0, 1.0]])
    drawing = grid([Row([square("SGD"), Cell([text], hidden(0, 1), hidden(0, 1))])], 5)
    drawing["data"][0]["z"] = z[-1]
    tracks = (
        Track("map-SGD", "replace", {"z": z}, stride=2),
        Track("words", "replace", {"text": words, "x": moved}),
    )
    return Scene("A grid", drawing, tracks, 5, Words("What happened.")), z, words, moved


@pytest.mark.parametrize(
    ("step", "snapshot", "said"), [(0, 0, 0), (1, 0, 1), (2, 1, 2), (3, 1, 2), (4, 2, 2), (5, 2, 2)]
)
def test_heatmaps_and_texts_at_a_step(step, snapshot, said):
    scene, z, words, moved = changing()
    figure = scene.at(step)
    np.testing.assert_array_equal(figure["data"][0]["z"], z[snapshot])
    assert list(figure["data"][1]["text"]) == words[said]
    np.testing.assert_array_equal(figure["data"][1]["x"], moved[said])
    assert list(figure["data"][1]["y"]) == [0, 0]
