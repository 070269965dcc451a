"""The numbers of a scene, a row for each step; where it has none of that kind its table, or what its picture says."""

import csv as comma
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lesson import Scene, Track

MARKUP = re.compile("<[^>]*>")
WRITTEN = re.compile(r"(−?)(\d[\d.]*)?(?:·?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")  # lesson.numbers.number
DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
Numbers = tuple[Any, float]  # values, and how many steps each is after the one before


def csv(scene: Scene) -> str:
    """The text of a CSV file: what readouts and lines are at each step, else the table, else the picture's own texts.

    A cell is empty where a run has ended before that step, or has nothing to say of it.
    """
    out = io.StringIO()
    rows = comma.writer(out, lineterminator="\n")
    columns = _columns(scene)
    if columns:
        rows.writerow([scene.unit, *columns])
        rows.writerows([step, *(_cell(values, step) for values in columns.values())] for step in range(scene.steps + 1))
    elif table := scene.words.table:
        rows.writerow([*table[0]])
        rows.writerows([_plain(row[column]) for column in table[0]] for row in table)
    else:
        texts = _texts(scene)
        rows.writerow([scene.unit, *texts])
        rows.writerows([step, *(_plain(said[step]) for said in texts.values())] for step in range(scene.steps + 1))
    return out.getvalue()


def _cell(numbers: Numbers, step: int) -> str:
    values, stride = numbers
    place = step / stride
    return f"{float(values[int(place)]):.9g}" if place.is_integer() and place < len(values) else ""


def _columns(scene: Scene) -> dict[str, Numbers]:
    """Of readouts and formulas, and of lines that show something else: of those without a name where none has one."""
    columns = {
        f"{shown.label} {symbol}": (np.asarray(values), 1.0)
        for shown in (*scene.readouts, *scene.formulas)
        for symbol, values in shown.values.items()
    }
    traces = {trace["uid"]: trace for trace in scene.drawing["data"]}
    lines = [(track, traces[track.trace]) for track in scene.tracks if track.mode != "replace"]
    # a named area without a line is a bar; without a name it is the edge of a band
    lines = [(track, trace) for track, trace in lines if "name" not in trace or trace.get("line", {}).get("width") != 0]
    named = any("name" in trace for _, trace in lines) or bool(columns)
    for track, trace in lines:
        name = trace.get("name", "") if named else track.trace.replace("-", " ")
        if name:
            for title, numbers in _line(scene, track, trace, name):
                if not any(_same(numbers, there) for there in columns.values()):
                    columns.setdefault(title, numbers)
    return columns


def _line(scene: Scene, track: Track, trace: Mapping[str, Any], name: str) -> Iterator[tuple[str, Numbers]]:
    for key, values in track.values.items():
        numbers = np.asarray(values)
        counts = np.array_equal(numbers, np.arange(len(numbers)) * track.stride)  # the steps themselves
        if numbers.ndim == 1 and not counts:
            yield f"{name} {_axis(scene, trace, key)}", (numbers, track.stride)


def _same(ours: Numbers, theirs: Numbers) -> bool:
    (values, stride), (others, other) = ours, theirs
    return stride == other and np.array_equal(values, others[: len(values)])


def _axis(scene: Scene, trace: Mapping[str, Any], key: str) -> str:
    """What an axis is called, or its letter; where a start can be picked, the first axes are the parameters."""
    letter = trace.get(f"{key}axis", key)
    axis = scene.drawing["layout"].get(f"{key}axis{letter[1:]}", {})
    title = axis.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else str(title)
    usual = {"x": "w₁", "y": "w₂"}[key] if scene.pick and letter == key else key
    return MARKUP.sub("", text).strip() or usual


def _texts(scene: Scene) -> dict[str, Sequence[str]]:
    """Each text that stands in the picture at some step: name -> what it says at each."""
    texts: dict[str, Sequence[str]] = {}
    for track in scene.tracks:
        shown = [track.at(step).get("text", ()) for step in range(scene.steps + 1)]
        for i in range(len(shown[0])):
            said = [MARKUP.sub(" ", texts[i]).strip() for texts in shown]
            name = track.trace.replace("-", " ") + (f" {i + 1}" if len(shown[0]) > 1 else "")
            if any(said) and name != scene.unit:
                texts[name] = said
    return texts


def _plain(text: str) -> str:
    """A number that is written as on a page as other programs read it; any other text as it is."""
    found = WRITTEN.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        return text
    sign, size, power = found.groups()
    return f"{sign and '-'}{size or '1'}" + (f"e{power.translate(DIGITS)}" if power else "")
