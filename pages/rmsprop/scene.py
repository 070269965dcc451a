"""A picture of the RMSProp page as a scene."""

from collections.abc import Sequence

from figures.against import Part, assembled
from figures.theme import STYLES
from lesson import Formula, Pick, Scene, number
from pages.rmsprop.measure import Measured
from pages.rmsprop.measure_steps import Steps
from pages.rmsprop.settings import Settings
from pages.rmsprop.words import title, words


def finished(measured: Measured, parts: Sequence[Part], pick: Pick | None = None, steps: Steps | None = None) -> Scene:
    """The scene of these parts; steps: those whose numbers can be followed in the equations."""
    drawing, tracks = assembled(parts)
    return Scene(
        title=title(measured.settings),
        drawing=drawing,
        tracks=tracks,
        steps=measured.settings.steps,
        words=words(measured),
        formulas=_formulas(measured.settings, steps) if steps else (),
        pick=pick,
    )


def _formulas(settings: Settings, steps: Steps) -> tuple[Formula, ...]:
    template = f"r = {{r}}    g/√(r+ε) = {{g}}/√({{r}}+{number(settings.epsilon)}) = {{ratio}}"
    return tuple(
        Formula(f"w{index}", STYLES["RMSProp"].colour, template, {"r": r, "g": g, "ratio": ratio})
        for index, r, g, ratio in zip("₁₂", steps.r.T, steps.g.T, steps.ratio.T, strict=False)
    )
