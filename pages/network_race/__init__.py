"""The network race: rules train the same network on the same batches."""

from lesson import Act, Page
from pages.network_race.drawing import draw
from pages.network_race.measure import grow, measure
from pages.network_race.settings import Settings, controls
from pages.network_race.words import GUESSES, answer, note

QUESTION = "Which rule trains a network first?"
ACTS = (
    Act(name="race", question=QUESTION, guesses=tuple(GUESSES), answer=answer, sliders=("eta", "noise", "width")),
    Act(
        name="weights",
        question="Which rule trains a network first, seen in its weights?",
        guesses=tuple(GUESSES),
        answer=answer,
        settings={"view": "weights"},
        sliders=("eta", "width"),
    ),
)

PAGE = Page(
    name="network_race",
    title=QUESTION,
    menu="Network race",
    group="Networks",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    grow=grow,
    controls=controls,
    note=note,
)
