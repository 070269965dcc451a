"""Dropout: why units are dropped, and why what is kept is made larger."""

import streamlit as st

from scenes import dropout
from scenes.dropout import CONTROLS, LIVE, NOTES, Settings
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

GUESSES = {
    "masks": (
        "So that the next layer gets the same on average",
        "So that the steps are larger",
        "So that no unit dies out",
    ),
    "overfitting": (
        "Against over-fitting: the more the better",
        "Against over-fitting, but not too many",
        "So that training goes faster",
    ),
}
FORMULAS = (
    r"\text{training: } \mathit{out}_i := \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{out}_i",
    r"m_i = 0 \text{ with probability } \mathit{rate}, \text{ else } 1",
    r"\text{and backwards: } \mathit{ierror}_i := \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{error}_i",
    r"\text{evaluation: } \mathit{out}_i := \mathit{out}_i",
)


def head() -> None:
    settings = current(Settings)
    if furniture.ask(GUESSES[settings.view]):
        st.markdown(dropout.answer(settings))


def picture() -> None:
    settings = current(Settings, drafts())
    scene = dropout.scene(settings)
    title = f"Dropout, rate {settings.rate:g}"
    stage(scene, name=f"dropout-{settings.view}", title=title, live=LIVE[settings.view])
    furniture.outcome(scene, scene.summary, NOTES[settings.view])


def foot() -> None:
    for formula in FORMULAS:
        furniture.formula(formula)


def controls() -> None:
    control = Controls(Settings)
    for name in CONTROLS[control("view")]:
        control(name)


layout.show("Dropout: why drop units, and why make the rest larger?", head, picture, foot, controls)
