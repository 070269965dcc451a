"""The lecture's algorithm on an example: every number of both passes, the update, and what a nudge of a weight does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks import ACTIVATIONS, Exercise, Network
from optim import SGD
from pages.backpropagation.rounds import Rounds, rounds_of
from pages.backpropagation.settings import SIZES, WEIGHTS, Settings

Array = NDArray[np.float64]
NUDGES = 20  # steps in which a weight is moved
AROUND = 1.0  # of a weight, for which the error is drawn


@dataclass(frozen=True)
class Run:
    """Both passes over your example and the update.

    w, d, after: the nine weights, their derivatives, the weights after the update, (9,). x: the inputs (2,). into, out,
    slope: of the hidden units (2,): in[j], out[j] and f′(in[j]). v, prediction: of the output unit. error: prediction −
    target. handed, past: what arrives at the hidden units' outputs, u·error, and at their inputs, times f′, (2,).
    again: what the hidden units give after the update, and the prediction, (3,). losses: the error before and after it.
    """

    network: Network
    w: Array
    x: Array
    y: float
    eta: float
    into: Array
    out: Array
    slope: Array
    v: float
    prediction: float
    error: float
    handed: Array
    past: Array
    d: Array
    after: Array
    again: Array
    losses: tuple[float, float]

    def loss(self, w: Array) -> Array:
        """The error of weights (..., 9) on your example, as (...)."""
        return self.network.loss(w, self.x[None], np.array([[self.y]]))

    def differences(self, h: float = 1e-5) -> Array:
        """The central difference of the error for each weight, (9,), over 2h times the weight's size if above 1."""
        by = h * np.maximum(1.0, np.abs(self.w))
        up, down = self.loss(self.w + np.stack([np.diag(by), -np.diag(by)]))
        return (up - down) / (2 * by)

    def factors(self, name: str) -> tuple[tuple[str, ...], Array]:
        """The factors on the path from the error down to a weight: their names, and (factors,)."""
        i, last = int(name[1]), ("1", 1.0)
        if name[0] == "u":
            if i < 2:
                last = (f"out[{i}]", float(self.out[i]))
            return ("error", last[0]), np.array([self.error, last[1]])
        j = int(name[2])
        if i < 2:
            last = (f"in[{i}]", float(self.x[i]))
        names = ("error", f"u{j}", f"{self.network.activation}′", last[0])
        return names, np.array([self.error, self.w[6 + j], self.slope[j], last[1]])


@dataclass(frozen=True)
class Nudged:
    """A weight moved in NUDGES steps, and the error for all of its values around.

    at: the weight's index in WEIGHTS; slope: the derivative that backpropagation gives. near, errors: values of the
    weight and the error there, (k,). moved, change: how far it has been moved and what the error has changed by, both
    (NUDGES + 1,). values: in[0], in[1] and what the hidden units and the output then give, (NUDGES + 1, 5). little: by
    what the error changes if the weight grows by a thousandth.
    """

    at: int
    slope: float
    near: Array
    errors: Array
    moved: Array
    change: Array
    values: Array
    little: float

    @property
    def promised(self) -> float:
        """gradient · nudge."""
        return self.slope * float(self.moved[-1])


@dataclass(frozen=True)
class Measured:
    """What the page knows: one pass over your example, a weight nudged, and in the view of batches all the rounds."""

    settings: Settings
    run: Run
    nudged: Nudged
    rounds: Rounds | None


def measure(settings: Settings) -> Measured:
    """One run of the algorithm."""
    return next(iter(measure_many([settings])))


def measure_many(many: Sequence[Settings]) -> Iterable[Measured]:
    """Many runs; the rounds of those that differ in numbers alone are computed together."""
    batches = [settings for settings in many if settings.view == "batch"]
    rounds: Iterator[Rounds] = iter(rounds_of(batches))
    for settings in many:
        run = run_of(settings)
        yield Measured(settings, run, _nudged(settings, run), next(rounds) if settings.view == "batch" else None)


def runs(settings: Settings) -> dict[str, Exercise]:
    """The step on your example, or in the view of batches all the rounds."""
    network, start = Network(SIZES, settings.activation, settings.output), weights(settings)
    rules = {"SGD": SGD(settings.eta)}
    if settings.view == "batch":
        (rounds,) = rounds_of([settings])
        drawn = tuple(tuple(batch) for batch in rounds.drawn.tolist())
        return {"": Exercise(rules, network, start, rounds.x, rounds.y[:, None], drawn)}
    x, y = np.array([[settings.in0, settings.in1]]), np.array([[settings.goal]])
    return {"": Exercise(rules, network, start, x, y, ((0,),))}


def run_of(settings: Settings) -> Run:
    """Both passes and the update that the settings ask for."""
    network = Network(SIZES, settings.activation, settings.output)
    w = weights(settings)
    x, y = np.array([settings.in0, settings.in1]), settings.goal
    passes = network.passes(w, x[None], np.array([[y]]))
    _, into, out, v = (value[0] for value in passes.values)
    past, handed, error = (error[0] for error in passes.errors if error is not None)
    after = w - settings.eta * passes.gradient
    then = network.passes(after, x[None], np.array([[y]]))
    both = network.loss(np.stack([w, after]), x[None], np.array([[y]]))
    return Run(
        network=network,
        w=w,
        x=x,
        y=y,
        eta=settings.eta,
        into=into,
        out=out,
        slope=ACTIVATIONS[settings.activation].backprop(np.ones(2), out),
        v=float(v[0]),
        prediction=float(passes.prediction[0, 0]),
        error=float(error[0]),
        handed=handed,
        past=past,
        d=passes.gradient,
        after=after,
        again=np.concatenate([then.values[2][0], then.prediction[0]]),
        losses=(float(both[0]), float(both[1])),
    )


def weights(settings: Settings) -> Array:
    """The nine weights in the network's order."""
    return np.array([getattr(settings, name) for name in WEIGHTS])


def _nudged(settings: Settings, run: Run) -> Nudged:
    at = WEIGHTS.index(settings.weight)
    moved = np.linspace(0.0, settings.nudge, NUDGES + 1)
    reach = max(AROUND, 1.1 * abs(settings.nudge))
    around = np.linspace(-reach, reach, 61)
    offsets = np.concatenate([moved, around, [1e-3]])
    w = np.tile(run.w, (len(offsets), 1))
    w[:, at] += offsets
    losses = run.loss(w)
    passes = run.network.passes(w[: len(moved)], run.x[None], np.array([[run.y]]))
    shown = np.column_stack([np.tile(run.x, (len(moved), 1)), passes.values[2][:, 0], passes.prediction[:, 0]])
    return Nudged(
        at=at,
        slope=float(run.d[at]),
        near=run.w[at] + around,
        errors=losses[len(moved) : -1],
        moved=moved,
        change=losses[: len(moved)] - losses[0],
        values=shown,
        little=float(losses[-1] - losses[0]),
    )
