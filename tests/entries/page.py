"""A page of nobody's: a PAGE, and its name in PAGES."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figures.theme import STYLES
from lesson import Act, Answer, Page, Scene, Track, Words, check, number, setting
from lesson.shared import shared
from optim import SGD, Trajectory
from optim.many import Race, race_many
from pages import PAGES
from surfaces import SURFACES

GUESSES = ("It gets nearer", "It gets farther away")


@dataclass(frozen=True)
class Settings:
    """A step size, and how many steps."""

    eta: float = shared("eta", 0.1)
    steps: int = shared("steps", 20)
    slow: bool = setting(False, label="Slowly")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Measured:
    """A run on the bowl."""

    settings: Settings
    run: Trajectory


def measure_many(many: Sequence[Settings]) -> list[Measured]:
    """The runs of many settings, from one batched run."""
    races = [Race({"SGD": SGD(s.eta / 10 if s.slow else s.eta)}, SURFACES["bowl"], (-4.0, 2.5), s.steps) for s in many]
    return [Measured(s, runs["SGD"]) for s, runs in zip(many, race_many(races), strict=True)]


def measure(settings: Settings) -> Measured:
    """The run of these settings."""
    return measure_many([settings])[0]


def draw(measured: Measured) -> Scene:
    """The error against the step."""
    steps = np.arange(measured.run.last + 1.0)
    error = np.minimum(measured.run.value[: len(steps)], 1e6)
    axis = {"range": [0, float(measured.settings.steps)]}
    data = [{"uid": "error", "type": "scatter", "x": steps, "y": error, "line": {"color": STYLES["SGD"].colour}}]
    return Scene(
        title=f"η = {number(measured.settings.eta)}",
        drawing={"data": data, "layout": {"xaxis": axis, "yaxis": {"range": [0, 20]}}},
        tracks=(Track("error", "grow", {"x": steps, "y": error}),),
        steps=measured.settings.steps,
        words=Words(f"The error is {number(error[-1])} at the end."),
    )


def answer(measured: Measured) -> Answer:
    """Whether it got nearer."""
    nearer = measured.run.value[-1] < measured.run.value[0]
    return Answer(GUESSES[0] if nearer else GUESSES[1], "The error says so.")


SAID = {"setup": "A run.", "look": "Where it ends.", "try_next": "Another step size."}
ACTS = (
    Act(name="near", question="Does it get nearer?", guesses=GUESSES, answer=answer, sliders=("eta",), **SAID),
    Act(
        name="slow",
        question="And slowly?",
        guesses=GUESSES,
        answer=answer,
        settings={"slow": True, "eta": 0.2},
        sliders=("eta", "steps"),
        **SAID,
    ),
)
PAGE = Page(
    name="invented",
    title="An invented page",
    menu="Invented",
    group="Invented",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    onward=("canyon",),
)

PAGES[PAGE.name] = PAGE
