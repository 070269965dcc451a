"""The steps of RMSProp against η: which are about as long, which longer, which shorter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim import RMSProp, Trajectory

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pair = tuple[float, float]  # one number for w1 and one for w2

ABOUT = 0.1  # about η: within 10 %
CASES: tuple[str, str, str] = ("longer", "about η", "shorter")


@dataclass(frozen=True)
class Steps:
    """The steps of a run, one row for each and one column a parameter, (T, P).

    g: the gradient before the step; r: the average with it in; ratio: of the step to −η.
    """

    g: Array
    r: Array
    ratio: Array


def steps_of(run: Trajectory, rule: RMSProp) -> Steps:
    """The steps that a run of that rule can show."""
    g, r = run.gradient[: run.last], run.states.r[1 : run.last + 1]
    return Steps(g, r, g / np.sqrt(r + rule.epsilon))


def about(size: Array) -> Flags:
    """Which sizes, in units of η, are within 10 % of it."""
    return np.abs(size - 1) <= ABOUT


def shorter(size: Array) -> Flags:
    """Which are below that."""
    return size < 1 - ABOUT


def case_of(size: Array) -> NDArray[np.int64]:
    """For each size its place in CASES."""
    return np.where(about(size), 1, np.where(shorter(size), 2, 0))
