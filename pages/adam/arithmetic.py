"""Adam's arithmetic at each step, as formulas below the picture."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from figures.theme import STYLES
from lesson import Formula, number
from pages.adam.measure_steps import Steps
from pages.adam.settings import Settings

Array = NDArray[np.float64]


def formulas(settings: Settings, steps: Steps) -> tuple[Formula, ...]:
    """For w1 and for w2, at each step the numbers of the step that has been taken, at the start those of the first."""
    if len(steps.t) == 0:
        return ()
    beta1, beta2 = settings.beta1, settings.beta2
    template = (
        f"t = {{t:d}}   s := {number(beta1, 4)}·({{s0}}) + {number(1 - beta1, 4)}·({{g}}) = {{s}}   "
        f"r := {number(beta2, 5)}·{{r0}} + {number(1 - beta2, 4)}·({{g}})² = {{r}}\n"
        f"ŝ = {{s}} / {{c1}} = {{mean}}   r̂ = {{r}} / {{c2}} = {{square}}   "
        f"Δw = −{number(settings.eta)}·({{mean}}) / (√{{square}} + {number(settings.epsilon)}) = {{d}}"
    )
    return tuple(
        Formula(label, STYLES["Adam"].colour, template, _numbers(steps, i)) for i, label in enumerate(("w₁", "w₂"))
    )


def _numbers(steps: Steps, i: int) -> Mapping[str, Array]:
    both = {"s0": steps.s_before, "g": steps.g, "s": steps.s, "r0": steps.r_before, "r": steps.r}
    both |= {"mean": steps.mean, "square": steps.square, "d": steps.change}
    own = {name: taken(rows[:, i]) for name, rows in both.items()}
    return {"t": taken(steps.t), "c1": taken(steps.s_divisor), "c2": taken(steps.r_divisor), **own}


def taken(numbers: Array) -> Array:
    """Of the step that has been taken, for steps 0, 1, …: at 0 of the first."""
    return np.concatenate([numbers[:1], numbers])
