"""Colours, dashes, markers and fonts: one look for the page, the slide and both themes.

Figures are drawn in the light theme. `DARK` maps each of its colours to the dark theme's; the stage swaps the strings
in the browser, so a change of theme needs no rerun.
"""

from dataclasses import dataclass

FONT = "Arial, Liberation Sans, DejaVu Sans, sans-serif"
INK, PAPER, LINE, MUTED = "#1a1d21", "#ffffff", "#d5dae0", "#5b6570"
UNSTABLE = "#f3d9cd"
RELIEF = ("#b9c6d3", "#d3dce5", "#e9eef2", "#f8fafb")  # from the valley up


@dataclass(frozen=True)
class Style:
    """How a rule is drawn, the same on every page: told apart by dash and marker without the colour."""

    colour: str
    dash: str
    symbol: str


STYLES = {  # Okabe-Ito
    "SGD": Style("#0072B2", "solid", "circle"),
    "Momentum": Style("#D55E00", "solid", "square"),
    "RMSProp": Style("#009E73", "dash", "diamond"),
    "Adam": Style("#AA4499", "dot", "triangle-up"),
}

DARK = {
    INK: "#e8eaed",
    PAPER: "#0e1117",
    LINE: "#3a414b",
    MUTED: "#a3adb8",
    UNSTABLE: "#4a2a1c",
    "#b9c6d3": "#3d4b5c",
    "#d3dce5": "#2b3643",
    "#e9eef2": "#1d242d",
    "#f8fafb": "#141920",
    "#0072B2": "#56B4E9",
    "#D55E00": "#F0803C",
    "#009E73": "#2EC4A0",
    "#AA4499": "#D890C8",
}


def scale(colours: tuple[str, ...]) -> list[list[float | str]]:
    """Colours at equal distances as a plotly colour scale."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
