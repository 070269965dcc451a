"""Momentum: what the velocity does on a slope, across a valley and in the canyon, and which (η, α) is best."""

from lesson import Act, Page
from pages.momentum import answers
from pages.momentum.drawing import draw
from pages.momentum.measure import Measured, measure, measure_many, runs
from pages.momentum.settings import Settings, controls
from pages.momentum.words import equations

ARROWS = "Orange: momentum, its next step v the sum of α·v (grey) and −η·g (blue). Thin blue: plain descent."
ACTS: tuple[Act[Measured], ...] = (
    Act(
        name="grow",
        question="Updates in the same direction: how large can a step get?",
        guesses=answers.GROWTH,
        answer=answers.growth,
        settings={"view": "slope", "steps": 30},
        sliders=("alpha", "slope"),
        setup="A straight slope, g the same everywhere. It accelerates the point; v is its velocity, its next step.",
        look="The blue arrow stays, the grey one is α of the last orange one: together they are the next.",
        try_next="α = 0.99, then α = 0: which one is plain descent? Then another slope: what changes, what does not?",
    ),
    Act(
        name="across",
        question="Updates in opposite directions: do the steps grow too?",
        guesses=answers.ACROSS,
        answer=answers.across,
        settings={"eta": 0.48, "alpha": 0.3, "y0": 0.9, "steps": 30},
        sliders=("alpha", "eta"),
        setup=ARROWS,
        look="Across the valley the grey arrow points against the blue one: the step is what is left.",
        try_next="α = 0.6, then 0.9: more is not better here. Then η = 0.2: does plain descent still bounce?",
    ),
    Act(
        name="canyon",
        question="What happens in the canyon?",
        guesses=answers.CANYON,
        answer=answers.canyon,
        settings={"eta": 0.48, "alpha": 0.7, "kappa": 60.0, "y0": 0.5},
        sliders=("alpha", "eta", "kappa"),
        setup=ARROWS,
        look="Along the valley orange rises above blue, across it orange falls below.",
        try_next="η = 0.1 with α = 0.9: which of the two no longer holds? Then a flatter valley, κ = 300.",
    ),
    Act(
        name="overshoot",
        question="And with α = 0.99: is more momentum better?",
        guesses=answers.MEMORY,
        answer=answers.memory,
        settings={"eta": 0.1, "alpha": 0.99, "y0": 0.8, "steps": 45},
        sliders=("alpha", "eta"),
        setup=ARROWS,
        look="At the minimum the slope is 0, but v is not: it runs on, up the other side.",
        try_next="Lower α until it no longer shoots past: about where? Then a larger η.",
    ),
    Act(
        name="pair",
        question="Which pair of η and α is best?",
        guesses=answers.PAIRS,
        answer=answers.pair,
        settings={"view": "map", "eta": 0.05},
        sliders=("eta", "alpha", "kappa"),
        setup="A place for each pair, bluer where it is faster. The bottom edge is plain descent; α rises row by row.",
        look="The star is the best pair so far. It climbs, and then it stops.",
        try_next="Click the map to pick a pair that beats plain descent. Then κ = 1 and κ = 1000.",
    ),
)

PAGE = Page(
    name="momentum",
    title="Momentum: what happens in the canyon?",
    menu="Momentum",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    controls=controls,
    equations=equations,
    runs=runs,
    onward=("canyon",),
)
