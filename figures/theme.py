"""Colours, dashes, markers and fonts: one look for the page, the slide and both themes.

Figures are drawn in the light theme. `DARK` maps each of its colours to the dark theme's; the stage swaps the strings
in the browser, so a change of theme needs no rerun.
"""

from dataclasses import dataclass

from optim import RULES

FONT = "Arial, Liberation Sans, DejaVu Sans, sans-serif"
INK, PAPER, LINE, MUTED = "#1a1d21", "#ffffff", "#d5dae0", "#5b6570"
UNSTABLE = "#f3d9cd"
MARKED = "#ffe394"  # the marker pen
SHORT = "#c77700"  # a step that is shorter than its rule's usual one
NO, YES = ("#f0c98f", "#faf0df"), ("#e3edf6", "#a3c6e8")  # a class less and less, then more and more likely
CLASSES = (  # pale, to write on
    *("#f5d3a8", "#b9d7f1", "#c8e7c2", "#f4c5d2", "#dac9f1"),
    *("#ebe3a0", "#b4e3df", "#e3cfbb", "#ced5dd", "#eec6ea"),
)
NEGATIVE, POSITIVE = "#dd9a2b", "#4c90cf"  # weights
VARIANTS = (INK, "#a9770f", "#1f8a99", "#b04a5a")  # what is compared where the rule is one
RATES = ("#2f6690", "#7fa6c4", "#c3d6e5", "#f2f6f9")  # from fast to slow
HALO = ", ".join(["0 0 0.15em #ffffff"] * 3)  # paper about what is written over paths
RELIEF = ("#9db9d0", "#c2d4e2", "#e1eaf1", "#f6f9fb")  # from the valley up


@dataclass(frozen=True)
class Style:
    """How a rule is drawn, the same on every page: told apart by dash and marker without the colour."""

    colour: str
    dash: str
    symbol: str


STYLES = {name: Style(rule.about.colour, rule.about.dash, rule.about.marker) for name, rule in RULES.items()}

DARK = {
    INK: "#e8eaed",
    PAPER: "#0e1117",
    HALO: HALO.replace("#ffffff", "#0e1117"),
    LINE: "#3a414b",
    MUTED: "#a3adb8",
    UNSTABLE: "#4a2a1c",
    MARKED: "#5c4a0c",
    SHORT: "#f2a93b",
    **dict(zip((*NO, *YES), ("#6e4a17", "#2b2217", "#18222d", "#1f4b76"), strict=True)),
    **dict(
        zip(
            CLASSES,
            (
                *("#5f4218", "#1d4468", "#2a5225", "#66293b", "#43306b"),
                *("#57501a", "#1b5450", "#544030", "#3c444e", "#5e2c59"),
            ),
            strict=True,
        )
    ),
    NEGATIVE: "#c98a26",
    POSITIVE: "#4c8ac4",
    **dict(zip(VARIANTS[1:], ("#e0ae4a", "#57c4d2", "#e58a98"), strict=True)),
    **dict(zip(RATES, ("#8fc1e3", "#4d7ea3", "#2b4257", "#161d25"), strict=True)),
    "#9db9d0": "#3d5f7d",
    "#c2d4e2": "#2a4258",
    "#e1eaf1": "#1c2a38",
    "#f6f9fb": "#131a22",
    **{rule.about.colour: rule.about.dark for rule in RULES.values()},
}


def faint(colour: str) -> str:
    """A rule's colour as an area through which curves show."""
    return f"{colour}33"


DARK |= {  # on black as much of a colour shows less
    faint(colour): f"{DARK[colour]}59" for colour in (*(style.colour for style in STYLES.values()), *VARIANTS)
}


def scale(colours: tuple[str, ...]) -> list[list[float | str]]:
    """Colours at equal distances as a plotly colour scale."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
