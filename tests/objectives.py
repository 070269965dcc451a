"""Objectives for runs of `descend` and `race`, and whether two runs are the same."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from optim import DIVERGED, RULES

CURVATURES = np.array([0.2, 4.0])
START = np.array([-4.2, 1.4])
DOMAIN = ((-5.0, 5.0), (-3.0, 3.0))
LIMIT = DIVERGED * 10  # 10 is DOMAIN's largest width

every_rule = pytest.mark.parametrize("rule", [rule() for rule in RULES.values()], ids=RULES)


@dataclass(frozen=True)
class Quadratic:
    """½ Σ λ w²; keeps the t at which its gradient was asked for, and how often its value was."""

    curvatures: np.ndarray = field(default_factory=lambda: CURVATURES)
    domain: tuple = DOMAIN
    asked: list = field(default_factory=list)
    valued: list = field(default_factory=list)

    def value(self, w):
        self.valued.append(w.shape)
        return 0.5 * (self.curvatures * w * w).sum(-1)

    def gradient(self, w, t=0):
        self.asked.append(t)
        return self.curvatures * w


class Noisy(Quadratic):
    """Its gradient depends on t, as that of a mini-batch does."""

    def gradient(self, w, t=0):
        return super().gradient(w, t) + np.random.default_rng((7, t)).normal(size=2)


@dataclass
class Constant:
    """A gradient given beforehand for each t; no domain."""

    gradients: list

    def value(self, w):
        return w.sum(-1)

    def gradient(self, w, t=0):
        return np.full_like(w, self.gradients[t])


def same(one, other):
    """Two trajectories are bit for bit the same."""
    for name in ("w", "value", "gradient"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name, strict=True)
    assert type(one.states) is type(other.states)
    for name, mine, theirs in zip(one.states._fields, one.states, other.states, strict=True):
        np.testing.assert_array_equal(mine, theirs, err_msg=name, strict=True)
    np.testing.assert_array_equal(one.diverged_at, other.diverged_at)


def state_after(trajectory, step):
    return type(trajectory.states)(*(part[step] for part in trajectory.states))
