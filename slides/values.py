"""The numbers of a scene, a row for each step."""

import csv as comma
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from lesson import Scene


def csv(scene: Scene) -> str:
    """What the lines and readouts of a scene are at each step, as the text of a CSV file.

    A cell is empty where a run has ended before that step.
    """
    columns = dict(_columns(scene))
    out = io.StringIO()
    rows = comma.writer(out, lineterminator="\n")
    rows.writerow([scene.unit, *columns])
    for step in range(scene.steps + 1):
        rows.writerow([step, *(_cell(values, step) for values in columns.values())])
    return out.getvalue()


def _cell(values: Any, step: int) -> str:
    return f"{float(values[step]):.9g}" if step < len(values) else ""


def _columns(scene: Scene) -> Iterator[tuple[str, Any]]:
    """Names and values, one a step."""
    names = {trace["uid"]: trace.get("name") for trace in scene.drawing["data"]}
    axes = {trace["uid"]: trace for trace in scene.drawing["data"]}
    seen: set[str] = set()
    for track in scene.tracks:
        name = names[track.trace]
        if not name or track.mode == "replace" or track.stride != 1:
            continue
        for key, values in track.values.items():
            numbers = np.asarray(values)
            title = f"{name} {_axis(scene, axes[track.trace], key)}"
            counts = np.array_equal(numbers, np.arange(len(numbers)))  # the steps themselves
            if numbers.ndim == 1 and not counts and title not in seen:
                seen.add(title)
                yield title, numbers
    for shown in (*scene.readouts, *scene.formulas):
        for symbol, values in shown.values.items():
            yield f"{shown.label} {symbol}", values


def _axis(scene: Scene, trace: dict[str, Any], key: str) -> str:
    """What an axis is called, or its letter."""
    letter = trace.get(f"{key}axis", key)
    axis = scene.drawing["layout"].get(f"{key}axis{letter[1:]}", {})
    title = axis.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else str(title)
    return text or key
