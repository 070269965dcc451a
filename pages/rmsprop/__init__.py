"""RMSProp: each parameter's gradient measured against its own history."""

from lesson import Page
from pages.rmsprop.acts import ACTS
from pages.rmsprop.drawing import draw
from pages.rmsprop.measure import measure, measure_many, runs
from pages.rmsprop.settings import Settings, controls
from pages.rmsprop.words import lines

PAGE = Page(
    name="rmsprop",
    title="RMSProp: a gradient against its own history",
    menu="RMSProp",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    controls=controls,
    equations=lines,
    runs=runs,
    onward=("canyon",),
)
