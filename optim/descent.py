"""Run rules on an objective and record everything they do."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optim.hyperparameter import Array
from optim.rule import Rule

MAX_STEPS = 10_000
DIVERGED = 1e6  # domain sizes away: a run that far out has diverged
BLOCK = 2**16  # numbers whose error is computed at once: more would leave the processor's cache
NEVER = -1  # in a batch: this run did not diverge


class Objective(Protocol):
    """An error as a function of parameters, pure in (w, t).

    An objective may have `domain`, ((low, high), ...): its largest width is the length against which divergence is
    measured; without it that length is 1.
    """

    def value(self, w: Array) -> Array: ...
    def gradient(self, w: Array, t: int = 0) -> Array: ...


@dataclass(frozen=True)
class Trajectory:
    """What one rule did: T steps from a start, or a batch of such runs.

    w (T+1, ..., P), value (T+1, ...), gradient (T, ..., P); states: the rule's state with each field stacked,
    (T+1, ..., P). diverged_at: None, or the first step whose point is not finite or more than DIVERGED domain sizes
    out; for a batch an int array, NEVER where a run did not diverge. A diverged run ends there: the rows after that
    step repeat it, and their gradients are 0.
    """

    w: Array
    value: Array
    gradient: Array
    states: Any
    diverged_at: int | NDArray[np.int64] | None

    @property
    def last(self) -> int:
        """The last step of a single run that can be drawn: the step before it diverged, or T."""
        return len(self.gradient) if self.diverged_at is None else int(self.diverged_at) - 1


def descend(
    rule: Rule, objective: Objective, start: ArrayLike, steps: int, t0: int = 0, state: Any = None
) -> Trajectory:
    """One rule from start (..., P), `steps` times; its first gradient is drawn at t0.

    state: the rule's state to continue from (a Trajectory's last one), None for a fresh start. The batch shape is
    that of start and the rule's hyperparameters, broadcast. Raises ValueError as `race` does.
    """
    states = None if state is None else {"": state}
    return race({"": rule}, objective, start, steps, t0, states)[""]


def race(
    rules: Mapping[str, Rule],
    objective: Objective,
    start: ArrayLike | Mapping[str, ArrayLike],
    steps: int,
    t0: int = 0,
    states: Mapping[str, Any] | None = None,
    every: int = 1,
) -> dict[str, Trajectory]:
    """Several rules from the same start (..., P) on the same gradient draws: one batched gradient call a step.

    start: where all begin, or where each does, by name. every: record each step of that number alone, so that T is
    steps / every. Raises ValueError for no rules, a start that is not finite, every below 1, recorded steps outside
    [0, MAX_STEPS], or steps that are no multiple of every.
    """
    if not rules:
        raise ValueError("rules is empty: give at least one")
    starts = [start[name] if isinstance(start, Mapping) else start for name in rules]
    origins = [np.array(origin, dtype=float) for origin in starts]
    if any(origin.ndim == 0 or not np.isfinite(origin).all() for origin in origins):
        raise ValueError(f"start = {start!r} must be a finite array of shape (..., P)")
    if not every >= 1:
        raise ValueError(f"every = {every!r} is outside [1, inf)")
    if not 0 <= steps <= MAX_STEPS * every:
        raise ValueError(f"steps = {steps!r} is outside [0, {MAX_STEPS * every}]")
    if steps % every:
        raise ValueError(f"steps = {steps!r} is no multiple of every = {every!r}")
    rows = steps // every

    order = list(rules.values())
    shape = np.broadcast_shapes(*(origin.shape for origin in origins), *(_shape(rule) for rule in order))
    w = np.empty((rows + 1, len(order), *shape))
    for i, origin in enumerate(origins):
        w[0, i] = origin
    gradient = np.empty((rows, len(order), *shape))
    delta = np.empty((len(order), *shape))
    state = [states[name] if states else rule.init(w[0, i]) for i, (name, rule) in enumerate(rules.items())]
    history = [type(parts)(*(np.empty((rows + 1, *shape)) for _ in parts)) for parts in state]
    _record(history, state, 0)

    updates = [_spread(rule, shape).update for rule in order]
    between = range(1, every)
    # A diverging run overflows before it is found out below; its non-finite numbers reach no other run,
    # because rules are elementwise and objectives treat the points of a batch separately.
    with np.errstate(all="ignore"):
        for row in range(rows):
            t, here, there = t0 + row * every, w[row], w[row + 1]
            gradient[row] = g = objective.gradient(here, t)
            for i, update in enumerate(updates):
                delta[i], state[i] = update(g[i], state[i], here[i])
            np.add(here, delta, out=there)
            for k in between:  # steps that are not recorded
                g = objective.gradient(there, t + k)
                for i, update in enumerate(updates):
                    delta[i], state[i] = update(g[i], state[i], there[i])
                there += delta
            _record(history, state, row + 1)
        ends = _end(w, gradient, history, DIVERGED * _size(objective))
        block = max(1, BLOCK // w[0].size)
        value = np.concatenate([objective.value(w[row : row + block]) for row in range(0, len(w), block)])

    return {
        name: Trajectory(
            w[:, i],
            value[:, i],
            gradient[:, i],
            history[i],
            ends[i] if ends.ndim > 1 else (None if ends[i] == NEVER else int(ends[i])),
        )
        for i, name in enumerate(rules)
    }


def _record(history: list[Any], state: list[Any], row: int) -> None:
    """Write the state of each rule into a row of its history."""
    for rows, parts in zip(history, state, strict=True):
        for kept, part in zip(rows, parts, strict=True):
            kept[row] = part


def _end(w: Array, gradient: Array, states: list[Any], limit: float) -> NDArray[np.int64]:
    """The step at which each run (R, ...) diverged, or NEVER; holds those runs there, in place."""
    ends = np.full(w.shape[1:-1], NEVER)
    out = ~((w.max(0) <= limit) & (w.min(0) >= -limit)).all(-1)  # written so that NaN is out
    if not out.any():
        return ends
    ends[out] = (np.abs(w[:, out]) <= limit).all(-1).argmin(0)
    _hold(w, ends, out)
    pulls = gradient[:, out]
    pulls[np.arange(len(pulls))[:, None] >= ends[out]] = 0.0
    gradient[:, out] = pulls
    for i, state in enumerate(states):
        for part in state:
            _hold(part[:, None], ends[i : i + 1], out[i : i + 1])
    return ends


def _hold(rows: Array, ends: NDArray[np.int64], out: NDArray[np.bool_]) -> None:
    """From its end on, each run that is out stays where it is, in place."""
    until = np.minimum(np.arange(len(rows))[:, None], ends[out])
    rows[:, out] = rows[(until, *np.nonzero(out))]


def _shape(rule: Rule) -> tuple[int, ...]:
    return np.broadcast_shapes(*map(np.shape, _numbers(rule).values()))


def _numbers(rule: Any) -> dict[str, Any]:
    """The fields of a rule that is a dataclass, by name."""
    return {field.name: getattr(rule, field.name) for field in fields(rule)} if is_dataclass(rule) else {}


def _spread(rule: Any, shape: tuple[int, ...]) -> Rule:
    """The rule with its array hyperparameters in the shape of the batch, which numpy multiplies twice as fast."""
    arrays = {name: value for name, value in _numbers(rule).items() if np.ndim(value)}
    full = {name: np.ascontiguousarray(np.broadcast_to(value, shape)) for name, value in arrays.items()}
    return replace(rule, **full) if full else rule


def _size(objective: Objective) -> float:
    domain = getattr(objective, "domain", None)
    return 1.0 if domain is None else float(max(high - low for low, high in domain))
