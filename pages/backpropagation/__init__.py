"""Backpropagation: the lecture's algorithm line by line on a small network."""

from lesson import Act, Page
from pages.backpropagation.drawing import draw
from pages.backpropagation.measure import measure
from pages.backpropagation.settings import Settings
from pages.backpropagation.words import GUESSES, answer, equations

BLAME = Act(
    name="blame",
    question="Who is to blame for the error?",
    guesses=GUESSES,
    answer=answer,
    sliders=("w01", "in0", "target", "eta"),
)

PAGE = Page(
    name="backpropagation",
    title="Backpropagation: who is to blame for the error?",
    menu="Backpropagation",
    group="Networks",
    settings=Settings,
    acts=(BLAME,),
    measure=measure,
    draw=draw,
    measure_many=lambda many: [measure(settings) for settings in many],
    equations=equations,
)
