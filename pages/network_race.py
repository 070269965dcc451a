"""The network race: the four rules train the same network on the same batches."""

from dataclasses import replace

import streamlit as st

from networks import DATASETS, Training
from optim import RULES
from scenes import network_race
from ui import following, furniture, layout
from ui.controls import IDLE, Controls, current
from ui.stage import drafts, stage

GUESSES = (
    "SGD: it takes the steepest way",
    "Momentum: it gathers speed",
    "RMSProp or Adam: each weight has its own step",
)
SKETCH = 6  # decisions of each rule while a slider is held or the training goes on


def head() -> None:
    if furniture.ask(GUESSES):
        settings = current(network_race.Settings)
        st.markdown(network_race.answer(settings, trained(settings).latest))


def picture() -> None:
    held = drafts()
    settings = current(network_race.Settings, held)
    run = trained(settings)
    scene = network_race.scene(settings, run.latest, network_race.FRAMES if run.over and held == IDLE else SKETCH)
    stage(
        scene,
        name=f"network-{settings.dataset}",
        title=network_race.title(settings),
        live=network_race.LIVE,
        more=not run.over,
    )
    following.progress(run, run.latest.epochs / settings.trained(), network_race.progress(settings, run.latest))
    furniture.outcome(scene)


def trained(settings: network_race.Settings) -> following.Following[Training]:
    key = replace(settings, view="data")  # another view is not another training
    return following.follow(key, lambda: network_race.training(key))


def controls() -> None:
    control = Controls(network_race.Settings)
    control("view")
    dataset = DATASETS[control("dataset")]
    st.markdown(f"{dataset.title}: {dataset.task}. Source: {dataset.source}.")
    control("noise")
    control("size")
    if control("layers"):
        control("width")
        control("activation")
    furniture.etas(control, tuple(RULES))
    furniture.decays(control, tuple(RULES))
    for name in ("batch_size", "epochs", "seeds", "seed"):
        control(name)


layout.show("Which rule trains a network first?", head, picture, lambda: None, controls)
