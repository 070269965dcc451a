"""Gradient descent: how long a step is, how long η may be, where the slope comes from, and what is found."""

from lesson import Act, Page
from pages.gradient_descent import answers
from pages.gradient_descent.drawing import draw
from pages.gradient_descent.measure import measure, measure_many, runs
from pages.gradient_descent.settings import Settings, controls
from pages.gradient_descent.words import equations

ACTS = (
    Act(
        name="step",
        question="How long is the next step?",
        guesses=answers.LENGTHS,
        answer=answers.how_long,
        settings={"view": "step", "curvature": 2.0, "eta": 0.15, "x0": -4.0, "steps": 16},
        sliders=("eta", "curvature", "x0"),
        setup="An error of one variable w, its minimum ★, and the slope at the point. Each step goes downhill.",
        look="Each dot of the chart is a step: how steep it was there, and how long the step was.",
        try_next="η = 0.5, then 0.9: the dots stay on the line η · slope. What does the walk do?",
    ),
    Act(
        name="limit",
        question="From which η on does it not come to rest?",
        guesses=answers.LIMITS,
        answer=answers.from_which,
        settings={"view": "curve", "curvature": 2.0, "eta": 1.1, "x0": -2.5, "steps": 20},
        sliders=("eta", "curvature"),
        setup="The curve: one run on ½λw². The dots: 27 runs from its start, each with its own η; all walk at once.",
        look="Which dots come to rest at w = 0, and which leave? The large one is the run on the curve.",
        try_next="Find the fastest η: at 1/λ one step is enough. Then double λ.",
    ),
    Act(
        name="canyon",
        question="Two variables, one η: does it suit both?",
        guesses=answers.SUITS,
        answer=answers.whom_it_suits,
        settings={"view": "canyon", "eta": 0.4},
        sliders=("kappa", "eta", "y0"),
        setup="The canyon from above, and each of its variables as a descent by itself, both with the same η.",
        look="Over each curve: how much of the distance to the minimum is left.",
        try_next="κ = 100: who pays? Then η = 0.45, and η = 0.5: which still brings both in?",
    ),
    Act(
        name="chain",
        question="Where does a slope come from: ½(2w + 1)² at w = 1?",
        guesses=answers.SLOPES,
        answer=answers.which_slope,
        settings={"view": "chain", "x0": 1.0},
        sliders=("a", "x0", "b"),
        setup="½(2w + 1)² is f(g(w)): first g(w) = 2w + 1 = u, then f(u) = ½u². What is its slope at w = 1?",
        look="A nudge of 1 in w becomes an amber one in u, and that a blue one in f.",
        try_next="Drag a: both slopes change, because u = a·w + b does too. Where is the slope 0?",
    ),
    Act(
        name="wells",
        question="Does it find the lowest point?",
        guesses=answers.FINDS,
        answer=answers.finds_it,
        settings={"view": "curve", "function": "wells", "curvature": 1.0, "eta": 0.3, "x0": 4.0, "steps": 60},
        sliders=("x0", "eta"),
        setup="Two wells, the left one deeper ★. 21 runs walk at once; the large one is yours to start where you like.",
        look="At each well the share of 201 starts that rest there; the strip below says which.",
        try_next="Drag your start to where it changes its mind. Then η = 1.5: which starts jump over? And 1.7?",
    ),
)

PAGE = Page(
    name="gradient_descent",
    title="Gradient descent",
    menu="Gradient descent",
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
