"""Dropout: what is dropped, why the rest is made louder, what is done in evaluation, and when it helps."""

from collections.abc import Callable
from typing import TypeVar

from lesson import Act, Answer, Page
from pages.dropout import answers
from pages.dropout.drawing import draw
from pages.dropout.measure import Measured, grow, measure, runs
from pages.dropout.measure_masks import Inputs, Masks, Uses
from pages.dropout.measure_pair import Pair
from pages.dropout.measure_rates import Rates
from pages.dropout.settings import Settings, controls

ELSEWHERE = Answer(None, "The picture shows another view than the one that this question is about.")
FEW = {"width": 16, "epochs": 150, "seeds": 5, "seed": 3}  # many weights for 30 examples

M = TypeVar("M", Masks, Inputs, Uses, Pair, Rates)


def of_its_view(kind: type[M], answer: Callable[[M], Answer]) -> Callable[[Measured], Answer]:
    """The answer of an act where its own view was measured; a link may show any."""
    return lambda measured: answer(measured) if isinstance(measured, kind) else ELSEWHERE


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Dropout in training and in evaluation."""
    return {
        "Training": (
            r"\mathit{out}_i &:= \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{out}_i",
            r"m_i &= 0 \text{ with probability } \mathit{rate}, \text{ else } 1",
            r"\mathit{ierror}_i &:= \frac{m_i}{1 - \mathit{rate}} \cdot \mathit{error}_i",
        ),
        "Evaluation": (r"\mathit{out}_i &:= \mathit{out}_i",),
    }


ACTS = (
    Act(
        name="masks",
        question="What is dropped?",
        guesses=answers.DROPS,
        answer=of_its_view(Masks, answers.drops),
        sliders=("rate", "steps"),
        setup="Crossed out: units whose output is set to 0 in this batch. Bars: how often that was each unit's lot.",
        look="Other crosses in every batch, and the bars: which rate do they all settle at?",
        try_next="A rate of 0.2, then 0.9: what is left of the network in a batch?",
    ),
    Act(
        name="scale",
        question="Why make the rest louder?",
        guesses=answers.LOUDER,
        answer=of_its_view(Inputs, answers.louder),
        settings={"view": "scale", "unit": 4},
        sliders=("rate", "unit", "steps"),
        setup="One unit of layer 2 and all that it hears. In training what is kept is multiplied by 1/(1 − rate).",
        look="Single batches scatter; the mean of one curve comes to the dashed line, that of the other does not.",
        try_next="A rate of 0.8, then 0.2: how loud is the rest then, and how far do batches scatter?",
    ),
    Act(
        name="evaluation",
        question="And when the network is used?",
        guesses=answers.USED,
        answer=of_its_view(Uses, answers.used),
        settings={"view": "evaluation"},
        sliders=("rate", "steps"),
        setup="The same example again and again: what does the network predict in training, and what in evaluation?",
        look="The prediction under masks jumps; in evaluation it is the same each time.",
        try_next="A rate of 0.1, then 0.8: how far does a prediction under masks go?",
    ),
    Act(
        name="helps",
        question="Does it help here?",
        guesses=answers.HELPS,
        answer=of_its_view(Pair, answers.helps),
        settings={"view": "overfitting", **FEW},
        sliders=("rate", "width", "noise"),
        setup="Blue, amber: what the first seed's network predicts. Bands: all seeds, the median drawn in them.",
        look="Whose border is bent round single examples, and whether the bands are apart at the end.",
        try_next="Fewer units: does the network still over-fit without dropout? Then no noise.",
    ),
    Act(
        name="rate",
        question="From which rate on is hardly anything learnt?",
        guesses=answers.MUCH,
        answer=of_its_view(Rates, answers.much),
        settings={"view": "rate", **FEW},
        sliders=("rate", "width", "noise"),
        setup="A network trained at many rates. Shaded: its training error is above 90 % of the naive baseline's.",
        look="How far the shade draws back while the networks train, and where the red curve is lowest.",
        try_next="Drag the rate: what does the network make of its inputs at 0, 0.5 and 0.9?",
    ),
)

PAGE = Page(
    name="dropout",
    title="Dropout: why drop units, and why make the rest larger?",
    menu="Dropout",
    group="Networks",
    settings=Settings,
    acts=ACTS,
    measure=measure,
    draw=draw,
    grow=grow,
    runs=runs,
    controls=controls,
    equations=equations,
)
