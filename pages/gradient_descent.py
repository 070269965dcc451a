"""Gradient descent: how long η may be."""

import streamlit as st

from optim.settings import declared
from scenes import canyon, gradient_descent
from surfaces.curve import DOMAIN
from ui import furniture, layout
from ui.controls import Controls, current
from ui.stage import drafts, stage

GUESSES = (
    "Any η arrives in the end",
    "Up to 1/λ: never past the minimum",
    "Below 2/λ: past it, but nearer",
)
RULE = r"x := x - \eta\,h'(x)"
RULES = r"w_i := w_i - \eta\,g_i, \qquad g_i = \frac{\partial h}{\partial w_i} = \lambda_i\,w_i"
LONGEST = declared(canyon.Settings)["eta"].options[-1]


def head() -> None:
    if furniture.ask(GUESSES):
        st.markdown(gradient_descent.answer(current(gradient_descent.Settings)))


def picture() -> None:
    settings = current(gradient_descent.Settings, drafts())
    scene = gradient_descent.scene(settings)
    flat = settings.view == "curve"
    where = f"λ = {settings.curvature:g}" if flat else f"κ = {settings.kappa:g}"
    stage(
        scene,
        name="gradient-descent",
        title=f"Gradient descent, {where}, η = {settings.eta:g}",
        live=gradient_descent.LIVE,
        pick={
            "settings": gradient_descent.Settings,
            "fields": ("x0",) if flat else ("x0", "y0"),
            "domain": (DOMAIN,) if flat else ((-5.0, 5.0), (-4.0, 4.0)),
        },
    )
    furniture.outcome(scene, scene.summary)


def foot() -> None:
    settings = current(gradient_descent.Settings)
    if settings.view == "curve":
        curve = settings.curve()
        furniture.formula(rf"\begin{{gathered}} {RULE} \\ {curve.formula} \\ {curve.chain} \end{{gathered}}")
    else:
        furniture.formula(RULES)
    if settings.eta > LONGEST:
        st.markdown(f"The canyon page's η ends at {LONGEST:g}, so the link has that.")
    furniture.to_canyon(
        canyon.Settings(
            kappa=settings.kappa,
            eta=min(settings.eta, LONGEST),
            x0=settings.x0,
            y0=settings.y0,
            steps=settings.steps,
            rules=("SGD",),
        )
    )


def controls() -> None:
    control = Controls(gradient_descent.Settings)
    flat = control("view") == "curve"
    if flat:
        control("function")
    control("curvature" if flat else "kappa")
    control("eta")
    control("x0", label="Start x" if flat else "Start w₁")
    if not flat:
        control("y0")
    control("steps")


layout.show("Gradient descent: how long may η be?", head, picture, foot, controls)
