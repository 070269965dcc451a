"""Momentum: what the velocity does in the canyon."""

import streamlit as st

from scenes import canyon, momentum
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

GUESSES = (
    "Every step grows by 1/(1−α)",
    "Steps along the valley grow, steps across it shrink",
    "The path is the same, only faster",
)
MAP = {"fields": ("eta", "alpha"), "domain": (momentum.MAP_ETA, momentum.MAP_ALPHA)}
START = {"fields": ("x0", "y0"), "domain": ((-5.0, 5.0), (-4.0, 4.0))}
RULE = r"v := \alpha\,v - \eta\,g \qquad w := w + v"


def head() -> None:
    if furniture.ask(GUESSES):
        scene = momentum.scene(momentum.Settings(**vars(current(momentum.Settings)) | {"view": "path"}))
        st.markdown(" ".join(scene.sentences[:2]))


def picture() -> None:
    settings = current(momentum.Settings, drafts())
    scene = momentum.scene(settings)
    stage(
        scene,
        name="momentum",
        title=f"Momentum, κ = {settings.kappa:g}, η = {settings.eta:g}, α = {settings.alpha:g}",
        live=momentum.LIVE,
        pick={"settings": momentum.Settings} | (MAP if settings.view == "map" else START),
    )
    furniture.outcome(scene, scene.summary)


def foot() -> None:
    settings = current(momentum.Settings)
    furniture.formula(RULE)
    furniture.to_canyon(
        canyon.Settings(
            kappa=settings.kappa,
            eta=settings.eta,
            alpha=settings.alpha,
            x0=settings.x0,
            y0=settings.y0,
            steps=settings.steps,
            rules=("SGD", "Momentum"),
        )
    )


def controls() -> None:
    control = Controls(momentum.Settings)
    for name in ("view", "kappa", "eta", "alpha"):
        control(name)
    if current(momentum.Settings).view == "path":
        control("x0")
        control("y0")
    control("steps")


layout.show("Momentum: what happens in the canyon?", head, picture, foot, controls)
