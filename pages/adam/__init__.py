"""Adam: its first step with and without the correction, what it is made of, and where it is not the best."""

from lesson import Act, Page
from pages.adam import answers
from pages.adam.drawing import draw
from pages.adam.measure import Measured, measure, measure_many, runs
from pages.adam.settings import Settings, controls
from pages.adam.words import lines

ACTS: tuple[Act[Measured], ...] = (
    Act(
        name="first_step",
        question="How long is the first step?",
        guesses=answers.FIRST_GUESSES,
        answer=answers.first,
        settings={"view": "first", "eta": 1.0, "x0": -3.4, "y0": 1.2, "steps": 1},
        sliders=("scale", "eta"),
        setup="One step of Adam from the dot; the dotted square is η to each side. Blue: η·g, the step of SGD.",
        look="Does the arrow end in the square's corner? That is η in each parameter, however steep the slopes.",
        try_next="The gradient times 1000: SGD leaves the map, Adam's step stays. Or drag the start.",
    ),
    Act(
        name="correction",
        question="How long is it without the correction?",
        guesses=answers.CORRECTION_GUESSES,
        answer=answers.correction,
        settings={"view": "correction", "eta": 0.01, "x0": -3.0, "y0": 3.0, "steps": 5},
        sliders=("beta2", "beta1"),
        setup="The first steps, each drawn from the dot: purple with the correction, grey without it.",
        look="Grey beside the dotted η: s and √r both start too small, but not by as much.",
        try_next="β2 = 0.99: both agree at the first step. And 0.9?",
    ),
    Act(
        name="fading",
        question="For how long does the correction matter?",
        guesses=answers.REACH_GUESSES,
        answer=answers.reach,
        settings={"view": "factors"},
        sliders=("beta2", "beta1"),
        setup="How many times too small s (orange) and √r (green) are, as they started at 0. Each step doubles t.",
        look="Each fades at the pace of its own β. The purple gap is how far off the step without correction is.",
        try_next="β2 = 0.9 with β1 = 0.9: both fade in tens of steps.",
    ),
    Act(
        name="parts",
        question="Switch β1 to 0: what is left of Adam?",
        guesses=answers.PARTS_GUESSES,
        answer=answers.parts,
        settings={"view": "parts", "beta1": 0.0, "steps": 60},
        sliders=("beta1", "beta2"),
        setup="Purple: Adam. Green: RMSProp with its average corrected. Orange: momentum's average divided by |g|.",
        look="Where the purple dots run on a broad line, Adam is that rule.",
        try_next="β1 = 0.9 and β2 = 0: now Adam is momentum's average divided by |g|. Both 0: steps of η·sign(g).",
    ),
    Act(
        name="turned",
        question="Is Adam always first, however the canyon lies?",
        guesses=answers.TURNED_GUESSES,
        answer=answers.turned,
        settings={"view": "turned", "kappa": 200.0, "theta": 45.0, "steps": 250},
        sliders=("theta", "kappa"),
        setup="Adam and momentum, the same η and start. One canyon lies along the axes, the other is turned.",
        look="Momentum's way turns with the canyon. Adam's does not: its steps know only the axes.",
        try_next="Turn the canyon: from which angle on is momentum first?",
    ),
)

PAGE = Page(
    name="adam",
    title="Adam: what happens at the first step?",
    menu="Adam",
    group="The rules",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    measure_many=measure_many,
    controls=controls,
    equations=lines,
    runs=runs,
    onward=("rmsprop", "canyon"),
)
