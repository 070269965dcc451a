"""RMSProp's lesson, question by question."""

from lesson import Act
from pages.rmsprop import words_canyon, words_factor, words_slopes
from pages.rmsprop.measure import Measured
from pages.rmsprop.words import of_view

ACTS: tuple[Act[Measured], ...] = (
    Act(
        name="size",
        question="Slope 100 or slope 0.01: how long is the step?",
        guesses=words_slopes.LENGTHS,
        answer=of_view("slope", words_slopes.answer_of_length),
        settings={"view": "slope", "steps": 30},
        sliders=("slope", "flat", "rho"),
        setup="Two straight slopes. Bars: |g|. Green line: √r, where r is a running average of g². The step is η·g/√r.",
        look="How √r rises to |g|, and the step comes down to η: the same on both slopes, at scales 10,000 apart.",
        try_next="Steep slope 1000, then 0.0001. Then ρ = 0.99: how much longer are the first steps?",
    ),
    Act(
        name="history",
        question="When is the step shorter than η?",
        guesses=words_slopes.WHEN,
        answer=of_view("fall", words_slopes.answer_of_fall),
        settings={"view": "fall", "slope": 1.0, "flat": 0.1, "steps": 100},
        sliders=("rho", "flat"),
        setup="A hillside, steep for 20 steps, then flat. Below: the slope |g| now, and √r. About η: within 10 %.",
        look="Right after the fall g² ≪ r: the dots crowd. As r forgets, they move apart again, on the same slope.",
        try_next="ρ = 0.5, then 0.99: how long does it remember? Flat slope 0.01: a deeper fall.",
    ),
    Act(
        name="canyon",
        question="What happens in the canyon?",
        guesses=words_canyon.WAYS,
        answer=of_view("history", words_canyon.answer_of_way),
        settings={"view": "history", "eta": 0.1, "steps": 60},
        sliders=("kappa", "eta", "rho"),
        setup="The canyon from above, a star at its minimum; w₁ runs along it, w₂ across. Drag the dot, the start.",
        look="Each parameter's |g| (bars) against its own √r (line): the scales differ, the ratios do not.",
        try_next="κ = 400: a much flatter valley. Who minds, SGD or RMSProp?",
    ),
    Act(
        name="rest",
        question="Does it come to rest?",
        guesses=words_canyon.RESTS,
        answer=of_view("rest", words_canyon.answer_of_rest),
        settings={"view": "rest", "x0": -0.35, "y0": 0.3, "steps": 120},
        sliders=("eta", "rho"),
        setup="Close to the minimum (star); the dashed square is η wide. Bars: how long each step is.",
        look="The steps fade while r remembers larger slopes; once it has forgotten they come back, and stay at η.",
        try_next="η = 0.1: smaller hops, but hops. ρ = 0.5: how soon do the steps come back?",
    ),
    Act(
        name="factor",
        question="The error times 1000: who minds?",
        guesses=words_factor.WHO,
        answer=of_view("factor", words_factor.answer),
        settings={"view": "factor", "scale": 1000.0, "steps": 60},
        sliders=("scale", "eta", "epsilon"),
        setup="Three rules in one canyon. Thin grey line: their path as it was. In colour: with the error multiplied.",
        look="Whether the coloured path still lies on the grey one.",
        try_next="Times 0.001: who moves now? And where does ε come in?",
    ),
    Act(
        name="epsilon",
        question="What does ε do?",
        guesses=words_slopes.GUARD,
        answer=of_view("epsilon", words_slopes.answer_of_guard),
        settings={"view": "epsilon", "slope": 1.0, "flat": 0.01, "epsilon": 0.001, "steps": 50},
        sliders=("epsilon", "flat"),
        setup="How far it walks on a steep and on a flat slope: with no ε, with ε inside the root, with ε outside it.",
        look="On the flat slope √ε is larger than |g|, so the root cannot get down to |g|.",
        try_next="ε = 10⁻⁷, the usual one: on which slope does it show now? Flat slope 0.0001.",
    ),
)
