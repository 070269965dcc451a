"""RMSProp: a gradient beside its own history."""

import streamlit as st

from scenes import canyon, rmsprop
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

GUESSES = (
    "The steps grow with g in both",
    "r ≈ g²: steps of η; g² ≪ r: shorter ones",
    "r ≈ g²: no step; g² ≪ r: long ones",
)
RULE = r"r := \rho\,r + (1-\rho)\,g^2 \qquad w := w - \eta\,\frac{g}{\sqrt{r + \varepsilon}}"
OUTSIDE = r"\qquad \text{PyTorch: } w := w - \eta\,\frac{g}{\sqrt{r} + \varepsilon}"


def head() -> None:
    if furniture.ask(GUESSES):
        scene = rmsprop.scene(rmsprop.Settings(**vars(current(rmsprop.Settings)) | {"view": "history"}))
        st.markdown(" ".join(scene.sentences[:2]))


def picture() -> None:
    settings = current(rmsprop.Settings, drafts())
    scene = rmsprop.scene(settings)
    stage(
        scene,
        name="rmsprop",
        title=f"RMSProp, η = {settings.eta:g}, ρ = {settings.rho:g}, ε = {settings.epsilon:g}",
        live=rmsprop.LIVE,
        pick={"settings": rmsprop.Settings, "fields": ("x0", "y0"), "domain": ((-5.0, 5.0), (-4.0, 4.0))},
    )
    furniture.outcome(scene, scene.summary)


def foot() -> None:
    settings = current(rmsprop.Settings)
    furniture.formula(RULE + OUTSIDE * (settings.view == "epsilon"))
    furniture.to_canyon(
        canyon.Settings(
            kappa=settings.kappa,
            eta=settings.eta,
            rho=settings.rho,
            epsilon=settings.epsilon,
            x0=settings.x0,
            y0=settings.y0,
            steps=settings.steps,
            rules=("SGD", "RMSProp"),
        )
    )
    if settings.scale != 1:
        st.caption("There the error is not multiplied.")


def controls() -> None:
    control = Controls(rmsprop.Settings)
    for name in ("view", "kappa", "eta", "rho", "epsilon", "scale", "x0", "y0", "steps"):
        control(name)


layout.show("RMSProp: what if r ≈ g² ≫ ε, and what if g² ≪ r?", head, picture, foot, controls)
