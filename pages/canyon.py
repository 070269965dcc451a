"""The canyon race: up to four rules, one surface, one start."""

import streamlit as st

from scenes import canyon, words
from scenes.hyperparameters import eta_field
from scenes.presets import PRESETS, complete
from surfaces import SURFACES
from surfaces import canyon as canyon_of
from ui import furniture, layout
from ui.controls import Controls, current, put
from ui.stage import drafts, stage

GUESSES = (
    "All four run straight to the star",
    "SGD is first: it takes the steepest way",
    "SGD crawls, the others get along the valley",
)


def head() -> None:
    guess = furniture.ask(GUESSES)
    if guess:
        shown = current(canyon.Settings)
        st.markdown(words.answer(shown))
        if not words.asked(shown):
            st.button("Show it in the canyon", on_click=put, args=(canyon.Settings, complete({})))


def picture() -> None:
    settings = current(canyon.Settings, drafts())
    scene = canyon.scene(settings)
    stage(
        scene,
        name=f"canyon-{settings.surface}",
        title=words.title(settings),
        live=canyon.LIVE,
        pick={"settings": canyon.Settings, "fields": ("x0", "y0"), "domain": settings.objective().domain},
    )
    furniture.outcome(scene, words.WITHIN, words.fairness(settings))


def foot() -> None:
    box = st.expander("The rules, with these numbers", on_change="rerun", key="equations")
    if box.open:
        settings = current(canyon.Settings)
        with box:
            furniture.equations([(name, *words.equation(settings, name)) for name in settings.rules])


def controls() -> None:
    control = Controls(canyon.Settings)
    st.menu_button("Show me …", list(PRESETS), key="preset", on_click=preset, width="stretch")
    surface = SURFACES[control("surface", on_change=restart)]
    if surface.name == "canyon":
        surface = canyon_of(control("kappa"), control("theta"))
    st.markdown(f"{surface.title}: $${surface.formula}$$")
    rules = control("rules")
    furniture.etas(control, rules)
    st.button("Best η for each", on_click=best, width="stretch")
    furniture.decays(control, rules)
    for name, (low, high), value in zip(("x0", "y0"), surface.domain, SURFACES[surface.name].starts[0], strict=True):
        control(name, min_value=float(low), max_value=float(high), value=float(value))
    control("steps")
    if control("noise"):
        control("seed")
    control("view")
    st.button("Reset", on_click=put, args=(canyon.Settings, complete({})), width="stretch")


def preset() -> None:
    put(canyon.Settings, complete(PRESETS[st.session_state["preset"]]))


def restart() -> None:
    """Another surface has another map: start where it is worth watching."""
    x, y = SURFACES[st.session_state["surface"]].starts[0]
    put(canyon.Settings, {"x0": x, "y0": y})


def best() -> None:
    found = canyon.best_eta(current(canyon.Settings))
    put(canyon.Settings, {"each": True} | {eta_field(name): eta for name, eta in found.items()})


layout.show("What happens in the canyon?", head, picture, foot, controls)
