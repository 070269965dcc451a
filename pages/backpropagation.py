"""Backpropagation: the lecture's algorithm line by line on a small network."""

import streamlit as st

from scenes import backpropagation
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

GUESSES = (
    "The largest weight",
    "The output's weights, which made the prediction",
    "Each weight, as far as it moves the error",
)
RULE = (
    r"\frac{\partial\,\text{error}}{\partial w} = \text{error}'(v_n)\cdot f'_n(v_{n-1})\cdot f'_{n-1}(v_{n-2})\cdots"
    r"\frac{\partial f_j(v_{j-1})}{\partial w}"
)


def head() -> None:
    if furniture.ask(GUESSES):
        st.markdown(backpropagation.answer(current(backpropagation.Settings)))


def picture() -> None:
    settings = current(backpropagation.Settings, drafts())
    scene = backpropagation.scene(settings)
    stage(
        scene,
        name="backpropagation",
        title=f"Backpropagation: {settings.activation}, {settings.output} output, η = {settings.eta:g}",
        live=backpropagation.LIVE,
    )
    furniture.outcome(scene)


def foot() -> None:
    furniture.formula(RULE)


def controls() -> None:
    control = Controls(backpropagation.Settings)
    for names in (("in0", "in1"), ("target", "eta")):
        for column, name in zip(st.columns(2), names, strict=True):
            with column:
                control(name)
    for name in ("weight", "batch_size", "activation", "output"):
        control(name)
    for names in (("w00", "w01"), ("w10", "w11"), ("w20", "w21"), ("u0", "u1"), ("u2", None)):
        for column, name in zip(st.columns(2), names, strict=True):
            if name:
                with column:
                    control(name)


layout.show("Backpropagation: who is to blame for the error?", head, picture, foot, controls)
