"""Adam: what the bias correction does at the first step, and what each β does."""

import streamlit as st

from scenes import adam, canyon
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

GUESSES = (
    "It is tiny, because s and r start at 0",
    "It is η·g, as with SGD",
    "It is η, whatever the gradient's size",
)
RULE = (
    r"t := t + 1 \qquad s := \beta_1 s + (1-\beta_1)\,g \qquad r := \beta_2 r + (1-\beta_2)\,g^2 \qquad "
    r"w := w - \eta\,\frac{s/(1-\beta_1^t)}{\sqrt{r/(1-\beta_2^t)} + \varepsilon}"
)


def head() -> None:
    if furniture.ask(GUESSES):
        scene = adam.scene(adam.Settings(**vars(current(adam.Settings)) | {"view": "correction"}))
        st.markdown(scene.sentences[0])


def picture() -> None:
    settings = current(adam.Settings, drafts())
    scene = adam.scene(settings)
    stage(
        scene,
        name="adam",
        title=f"Adam, η = {settings.eta:g}, β1 = {settings.beta1:g}, β2 = {settings.beta2:g}",
        live=adam.LIVE,
        pick={"settings": adam.Settings, "fields": ("x0", "y0"), "domain": ((-5.0, 5.0), (-4.0, 4.0))},
    )
    furniture.outcome(scene, scene.summary)


def foot() -> None:
    settings = current(adam.Settings)
    furniture.formula(RULE)
    shared = ("kappa", "eta", "beta1", "beta2", "epsilon", "x0", "y0", "steps")
    furniture.to_canyon(canyon.Settings(**{name: getattr(settings, name) for name in shared}, rules=("Adam",)))


def controls() -> None:
    control = Controls(adam.Settings)
    for name in ("view", "beta1", "beta2", "eta", "scale", "kappa", "epsilon", "x0", "y0", "steps"):
        control(name)


layout.show("Adam: what happens at the first step?", head, picture, foot, controls)
