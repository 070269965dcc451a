"""Initialization: where training starts."""

import streamlit as st

from scenes import initialization
from scenes.initialization import CONTROLS, SCALED, VIEWS, Settings
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

FORMULAS = {
    "same": r"\mathit{ierror}_i = \sum_j w_{ij}\,\mathit{error}_j, \quad d_{ij} = \sum \mathit{in}_i\,\mathit{error}_j",
    "scale": r"\mathrm{Glorot:}\ |w_{ij}| \le \sqrt{6/(n_i + n_o)}, \qquad \mathrm{He:\ deviation}\ \sqrt{2/n_i}",
    "bias": r"\mathit{bias} = \ln\frac{p}{1-p}, \qquad \mathrm{sigmoid}(\mathit{bias}) = p",
    "inputs": r"x := \frac{x - \mathrm{mean}}{\mathrm{deviation}}, \qquad \eta < \frac{2}{\lambda}",
}


def head() -> None:
    settings = current(Settings)
    view = VIEWS[settings.view]
    if furniture.ask(view.guesses, f"**{view.question}** Guess first"):
        st.markdown(view.module.answer(settings))


def picture() -> None:
    settings = current(Settings, drafts())
    scene = initialization.scene(settings)
    stage(
        scene,
        name=f"initialization-{settings.view}",
        title=f"Initialization: {VIEWS[settings.view].title}",
        live=initialization.LIVE,
    )
    furniture.outcome(scene, scene.summary)


def foot() -> None:
    furniture.formula(FORMULAS[current(Settings).view])


def controls() -> None:
    control = Controls(Settings)
    view = control("view")
    for name in CONTROLS[view]:
        if name != "scale" or current(Settings).scheme in SCALED:
            control(name)


layout.show("Initialization: does it matter where training starts?", head, picture, foot, controls)
