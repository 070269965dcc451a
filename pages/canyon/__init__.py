"""The canyon race: rules from one start on one surface."""

from lesson import Act, Page
from pages.canyon.drawing import draw
from pages.canyon.measure import best_eta, measure, measure_many
from pages.canyon.settings import Settings, controls
from pages.canyon.words import GUESSES, answer, lines, note

FOUR_RULES = Act(
    name="race",
    question="What happens in the canyon?",
    guesses=GUESSES,
    answer=answer,
    sliders=("eta", "kappa", "theta"),
)
ACTS = (
    FOUR_RULES,
    *(
        Act(name=name, question=question, guesses=GUESSES, answer=answer, settings=settings, sliders=sliders)
        for name, question, settings, sliders in (
            ("crawl", "Plain SGD crawls", {"kappa": 100.0, "eta": 0.1, "steps": 200}, ("eta", "kappa")),
            ("overstep", "A step too long", {"eta": 0.6, "rules": ("SGD", "Momentum")}, ("eta", "alpha")),
            (
                "overshoot",
                "Momentum overshoots",
                {"eta": 0.03, "alpha": 0.95, "rules": ("SGD", "Momentum")},
                ("eta", "alpha"),
            ),
            (
                "restless",
                "RMSProp's steps never shrink",
                {"eta": 0.2, "steps": 200, "rules": ("RMSProp", "Adam")},
                ("eta", "rho"),
            ),
            ("saddle", "A saddle", {"surface": "saddle", "eta": 0.02, "steps": 200}, ("eta", "x0", "y0")),
            ("plateau", "A plateau", {"surface": "plateau", "eta": 0.05, "steps": 200}, ("eta", "x0", "y0")),
            (
                "local",
                "A local minimum",
                {"surface": "three_hump_camel", "eta": 0.02, "steps": 200},
                ("eta", "x0", "y0"),
            ),
        )
    ),
)

PAGE = Page(
    name="canyon",
    title="What happens in the canyon?",
    menu="Canyon",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    controls=controls,
    note=note,
    equations=lines,
    deeds={"Best η for each": best_eta},
)
