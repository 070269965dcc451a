"""Many races in one run: every value of a slider at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

import numpy as np

from optim.descent import MAX_STEPS, NEVER, Objective, Trajectory, race
from optim.rules import Array, Rule


@dataclass(frozen=True)
class Race:
    """What `race` is asked for: rules by name, an objective, a start (P,), and a number of steps."""

    rules: Mapping[str, Rule]
    objective: Objective
    start: tuple[float, ...]
    steps: int


def race_many(races: Sequence[Race]) -> list[dict[str, Trajectory]]:
    """What `race` gives for each of V races, from one batched run.

    All have the same names of rules, of the same classes; numbers of their hyperparameters, objectives of one domain,
    starts and steps may differ. Raises ValueError as `race` does, or where the names, classes or domains differ.
    """
    rules, objective, starts, steps = _batch(races)
    runs = {name: _apart(done, races) for name, done in race(rules, objective, starts, steps).items()}
    return [{name: runs[name][i] for name in rules} for i in range(len(races))]


def race_each(races: Sequence[Race], name: str, values: Array) -> dict[str, Trajectory]:
    """V races with each of K values of a hyperparameter that all their rules have, from one batched run.

    Gives for each rule a batch of runs, w (T+1, K, V, P) with the T of the longest race. Raises ValueError as
    `race_many` does.
    """
    rules, objective, starts, steps = _batch(races)
    every = {rule: cast(Rule, replace(cast(Any, one), **{name: values[:, None, None]})) for rule, one in rules.items()}
    return race(every, objective, starts, steps)


def _batch(races: Sequence[Race]) -> tuple[dict[str, Rule], Objective, Array, int]:
    """Rules, objective, starts (V, P) and steps of the run that is all of these races."""
    if not races:
        raise ValueError("races is empty: give at least one")
    first = races[0]
    if any(_domain(one.objective) != _domain(first.objective) for one in races):
        raise ValueError("races whose objectives have different domains cannot be run as one")
    if any(one.steps < 0 for one in races):
        raise ValueError(f"steps = {min(one.steps for one in races)!r} is outside [0, {MAX_STEPS}]")
    if any([*map(type, one.rules.values())] != [*map(type, first.rules.values())] for one in races):
        raise ValueError("races of different rules cannot be run as one")
    if any(tuple(one.rules) != tuple(first.rules) for one in races):
        raise ValueError("races of rules with different names cannot be run as one")
    rules = {name: _stacked([one.rules[name] for one in races]) for name in first.rules}
    same = all(one.objective == first.objective for one in races)
    objective = first.objective if same else _together([one.objective for one in races])
    starts = np.array([one.start for one in races], dtype=float)
    return rules, objective, starts, max(one.steps for one in races)


def _domain(objective: Objective) -> Any:
    """Divergence is measured against it."""
    return getattr(objective, "domain", None)


def _stacked(rules: Sequence[Any]) -> Rule:
    """One rule whose hyperparameters are arrays (V, 1) where those of the rules differ."""
    columns = {field.name: [getattr(rule, field.name) for rule in rules] for field in fields(rules[0])}
    differ = {
        name: np.array(column)[:, None] for name, column in columns.items() if any(v != column[0] for v in column)
    }
    return cast(Rule, replace(rules[0], **differ))


def _together(objectives: Sequence[Any]) -> Objective:
    """One objective for rows that each have their own: what the first makes of them if it can, else one by one."""
    made = objectives[0].together(objectives) if hasattr(objectives[0], "together") else None
    return made or _Each(objectives)


@dataclass(frozen=True)
class _Each:
    """For each row of a batch (..., V, P) its own objective."""

    objectives: Sequence[Objective]

    @property
    def domain(self) -> Any:
        return _domain(self.objectives[0]) or ((0.0, 1.0),)

    def value(self, w: Array) -> Array:
        return np.stack([one.value(w[..., i, :]) for i, one in enumerate(self.objectives)], axis=-1)

    def gradient(self, w: Array, t: int = 0) -> Array:
        g = np.empty(w.shape)
        for i, one in enumerate(self.objectives):
            g[..., i, :] = one.gradient(w[..., i, :], t)
        return g


def _apart(done: Trajectory, races: Sequence[Race]) -> list[Trajectory]:
    """The runs of a batch (T+1, V, P), each as long as its race."""
    # time last but one, so that each run's rows lie together
    w, value, gradient = (np.ascontiguousarray(np.moveaxis(part, 1, 0)) for part in (done.w, done.value, done.gradient))
    states = [np.ascontiguousarray(np.moveaxis(part, 1, 0)) for part in done.states]
    ends = np.broadcast_to(np.asarray(NEVER if done.diverged_at is None else done.diverged_at), len(races))
    return [
        Trajectory(
            w[i, : one.steps + 1],
            value[i, : one.steps + 1],
            gradient[i, : one.steps],
            type(done.states)(*(part[i, : one.steps + 1] for part in states)),
            int(ends[i]) if NEVER < ends[i] <= one.steps else None,
        )
        for i, one in enumerate(races)
    ]
