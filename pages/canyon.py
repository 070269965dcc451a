"""The canyon race: up to four rules, one surface, one start."""

import streamlit as st

from scenes import canyon, words
from scenes.presets import PRESETS
from surfaces import SURFACES
from ui import furniture
from ui.controls import Controls, put
from ui.stage import drafts, stage

LIVE = ("eta", "eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam", "alpha", "rho", "beta1", "beta2", "epsilon")
GUESSES = {
    "All four run straight to the star": False,
    "SGD is first: it takes the steepest way": False,
    "SGD zigzags and crawls, the others get along": True,
}

st.title("What happens in the canyon?")


@st.fragment
def page() -> None:
    with st.sidebar:
        settings = _controls()
    furniture.ask(list(GUESSES), key="guess", answer=lambda guess: _answer(guess, settings))
    scene = canyon.scene(settings)
    surface = settings.objective()
    stage(
        scene,
        name=f"canyon-{settings.surface}",
        title=words.title(settings),
        live=(*LIVE, "kappa", "theta", "x0", "y0", "steps", "noise"),
        pick={"fields": ("x0", "y0"), "domain": surface.domain},
        on_start=lambda point: put({"x0": round(point[0], 2), "y0": round(point[1], 2)}),
    )
    furniture.outcome(scene)
    st.markdown(words.fairness(settings))
    with st.expander("The rules, with these numbers"):
        furniture.equations([(name, *words.equation(settings, name)) for name in settings.rules])


def _controls() -> canyon.Settings:
    control = Controls(canyon.Settings, drafts())
    preset = st.menu_button("Show me …", list(PRESETS), key="preset", on_click=_preset, width="stretch")
    del preset
    surface = SURFACES[control("surface", format_func=lambda key: SURFACES[key].title, on_change=_restart)]
    if surface.name == "canyon":
        control("kappa")
        control("theta")
    rules = control("rules")
    each = control("each")
    if each:
        for name in rules:
            control(canyon.eta_field(name))
    else:
        control("eta")
    st.button("Best η for each", on_click=_best, width="stretch")
    if "Momentum" in rules:
        control("alpha")
    if "RMSProp" in rules:
        control("rho")
    if "Adam" in rules:
        control("beta1")
        control("beta2")
        control("bias_correction")
    for name, (low, high), value in zip(("x0", "y0"), surface.domain, surface.starts[0], strict=True):
        control(name, min_value=float(low), max_value=float(high), value=float(value), step=0.05)
    control("steps")
    control("noise")
    control("seed")
    with st.popover("Guard ε"):
        control("epsilon")
    control("view")
    st.button("Reset", on_click=_reset)
    return control.settings()


def _answer(guess: str, settings: canyon.Settings) -> None:
    st.markdown(guess)


def _restart() -> None:
    x, y = SURFACES[st.session_state["surface"]].starts[0]
    put({"x0": x, "y0": y})


def _preset() -> None:
    pass


def _best() -> None:
    pass


def _reset() -> None:
    pass


page()
