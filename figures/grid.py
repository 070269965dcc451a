"""A page's picture as rows of cells: maps side by side, panels of curves, drawings, columns of text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from figures.panels import LAYOUT, Panel, on, panel_axes, panel_traces
from figures.theme import INK

MARGIN = {"l": 8, "r": 8, "t": 24, "b": 4}
GAP, TICKS, TITLE, NAMES = 12, 44, 70, 112  # px beside a plot: none, tick labels, these and a title, names of curves


@dataclass(frozen=True)
class Cell:
    """One pair of axes and what is drawn on them.

    traces: plotly's; the grid adds the axes. x, y: plotly's layout entries of the axes, each with its fixed range
    (`hidden` gives an axis that is not drawn). aspect: width over height, None to fill the room. title: a heading over
    it, in a colour. weight: its share of the row's width. right: px beside it for what stands there. short: the y
    axis's title on a phone.
    """

    traces: Sequence[dict[str, Any]]
    x: dict[str, Any]
    y: dict[str, Any]
    aspect: float | None = None
    title: str = ""
    colour: str = INK
    weight: float = 1
    right: int = GAP
    short: str = ""


@dataclass(frozen=True)
class Row:
    """Cells beside each other; a panel is a cell that fills its room.

    height: the row's share of the stage's height; what a row of cells with an aspect cannot use goes to the others. On
    a phone the row is cut into lines of `wrap` cells, `tall` px high unless their aspects say how high.
    """

    cells: Sequence[Cell | Panel]
    height: float = 1
    wrap: int = 1
    tall: int = 240


def hidden(low: float, high: float) -> dict[str, Any]:
    """An axis over a fixed range that is not drawn."""
    return {"range": [low, high], "visible": False}


def grid(rows: Sequence[Row], steps: int, unit: str = "step") -> dict[str, Any]:
    """The rows above each other as plotly's {"data", "layout"}; the stage arranges them in its room.

    The cells' axes are numbered as one reads, from 0 (`figures.panels.on`); a click is followed on the first alone.
    """
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {**LAYOUT, "margin": MARGIN, "meta": {"rows": []}, "annotations": []}
    total = sum(row.height for row in rows)
    number = 0
    for row in rows:
        cells = [_cell(cell, steps, total / row.height, unit) for cell in row.cells]
        known: list[dict[str, Any]] = []
        for cell in cells:
            axes = on(number)
            name = axes["xaxis"][1:]
            layout[f"xaxis{name}"] = {**cell.x, "anchor": axes["yaxis"]}
            layout[f"yaxis{name}"] = {**cell.y, "anchor": axes["xaxis"]}
            data += [{**trace, **axes} for trace in cell.traces]
            if cell.title:
                layout["annotations"].append(_title(cell, axes))
            known.append(
                {"axes": name, "aspect": cell.aspect, "weight": cell.weight, "room": _room(cell), "short": cell.short}
            )
            number += 1
        layout["meta"]["rows"].append({"cells": known, "height": row.height, "wrap": row.wrap, "tall": row.tall})
    return {"data": data, "layout": layout}


def _cell(cell: Cell | Panel, steps: int, crowd: float, unit: str) -> Cell:
    if isinstance(cell, Cell):
        return cell
    x, y = panel_axes(cell, steps, crowd, unit)
    x["title"] = {"text": unit, "standoff": 4}
    traces = panel_traces(cell, steps, crowd, unit)
    return Cell(traces, x, y, right=NAMES if cell.beside else GAP, short=cell.short or cell.title)


def _room(cell: Cell) -> tuple[int, int, int, int]:
    """px left, right, above and below a cell's plot."""

    def beside(axis: dict[str, Any], ticks: int, title: int) -> int:
        if axis.get("visible") is False:
            return 4
        return title if "title" in axis else ticks if axis.get("showticklabels", True) else 4

    return beside(cell.y, TICKS, TITLE), cell.right, 32 if cell.title else 8, beside(cell.x, 30, 54)


def _title(cell: Cell, axes: dict[str, str]) -> dict[str, Any]:
    return {
        "text": cell.title,
        "font": {"size": 18, "color": cell.colour, "weight": "bold"},
        "showarrow": False,
        "xref": f"{axes['xaxis']} domain",
        "yref": f"{axes['yaxis']} domain",
        "x": 0.5,
        "y": 1,
        "yanchor": "bottom",
        "yshift": 2,
    }
