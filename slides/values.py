"""The numbers of a scene, a row for each step."""

import csv as comma
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from lesson import Scene
from slides.shot import Refused

MARKUP = re.compile("<[^>]*>")
Numbers = tuple[Any, float]  # values, and how many steps each is after the one before


def csv(scene: Scene) -> str:
    """What the lines and readouts of a scene are at each step, as the text of a CSV file.

    A cell is empty where a run has ended before that step, or has nothing to say of it. Raises Refused where the
    picture has no numbers of that kind.
    """
    columns = dict(_columns(scene, named=True)) or dict(_columns(scene, named=False))
    if not columns:
        table = ": they are in the table under it, which can be saved there" if scene.words.table else ""
        raise Refused(f"This picture has no numbers step by step{table}.")
    out = io.StringIO()
    rows = comma.writer(out, lineterminator="\n")
    rows.writerow([scene.unit, *columns])
    for step in range(scene.steps + 1):
        rows.writerow([step, *(_cell(values, step) for values in columns.values())])
    return out.getvalue()


def _cell(numbers: Numbers, step: int) -> str:
    values, stride = numbers
    place = step / stride
    return f"{float(values[int(place)]):.9g}" if place.is_integer() and place < len(values) else ""


def _columns(scene: Scene, named: bool) -> Iterator[tuple[str, Numbers]]:
    """Names and values, of the lines that have a name or of the others, which are called as the drawing calls them."""
    traces = {trace["uid"]: trace for trace in scene.drawing["data"]}
    seen: set[str] = set()
    told: set[tuple[str, bytes]] = set()
    for track in scene.tracks:
        trace = traces[track.trace]
        name = trace.get("name", "") if named else track.trace.replace("-", " ")
        if not name or track.mode == "replace":
            continue
        for key, values in track.values.items():
            numbers = np.asarray(values)
            axis = _axis(scene, trace, key)
            title, same = f"{name} {axis}", (trace.get(f"{key}axis", key), numbers.tobytes())
            counts = np.array_equal(numbers, np.arange(len(numbers)) * track.stride)  # the steps themselves
            if numbers.ndim == 1 and not counts and title not in seen and (named or same not in told):
                seen.add(title)
                told.add(same)
                yield title, (numbers, track.stride)
    for shown in (*scene.readouts, *scene.formulas):
        for symbol, values in shown.values.items():
            yield f"{shown.label} {symbol}", (values, 1)


def _axis(scene: Scene, trace: dict[str, Any], key: str) -> str:
    """What an axis is called, or its letter."""
    letter = trace.get(f"{key}axis", key)
    axis = scene.drawing["layout"].get(f"{key}axis{letter[1:]}", {})
    title = axis.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else str(title)
    return MARKUP.sub("", text) or key
