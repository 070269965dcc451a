"""The canyon race: rules from one start on one surface."""

from lesson import Page
from pages.canyon.acts import ACTS
from pages.canyon.drawing import draw, draw_many
from pages.canyon.measure import measure, measure_many, runs
from pages.canyon.measure_best import best_eta
from pages.canyon.settings import Settings, controls
from pages.canyon.words import lines, note

PAGE = Page(
    name="canyon",
    title="The rules race on one surface",
    menu="Canyon",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    draw_many=draw_many,
    measure_many=measure_many,
    controls=controls,
    note=note,
    equations=lines,
    runs=runs,
    deeds={"Best η for each": best_eta},
)
