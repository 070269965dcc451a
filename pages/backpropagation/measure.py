"""The lecture's algorithm on a batch: every number of both passes, the update, and a check by central differences."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from networks import ACTIVATIONS, Network
from networks.network import Passes
from pages.backpropagation.settings import SIZES, WEIGHTS, Settings

Array = NDArray[np.float64]
MORE = (((-1.0, 1.0), 1.0), ((-1.0, -1.0), 0.0), ((1.0, 1.0), 0.0))  # the corners of exclusive or that are not yours


@dataclass(frozen=True)
class Run:
    """One pass through the algorithm's loop: the network with weights w (9,), a batch x (B, 2), y (B, 1), and η."""

    network: Network
    w: Array
    x: Array
    y: Array
    eta: float

    @cached_property
    def passes(self) -> Passes:
        """Both passes with each example by itself: a leading axis B, and one example in each."""
        return self.network.passes(self.w, self.x[:, None], self.y[:, None])

    @cached_property
    def values(self) -> list[Array]:
        """What each function gives, each (B, units): in, the hidden units' inputs and outputs, the output's input."""
        return [value[:, 0] for value in self.passes.values]

    @cached_property
    def errors(self) -> list[Array]:
        """The errors handed to the hidden units' inputs and outputs and to the output, each (B, units)."""
        return [error[:, 0] for error in self.passes.errors if error is not None]

    @property
    def prediction(self) -> Array:
        """(B,)"""
        return self.passes.prediction[:, 0, 0]

    @cached_property
    def slope(self) -> Array:
        """f′ of the hidden units, (B, 2)."""
        out = self.values[2]
        return ACTIVATIONS[self.network.activation].backprop(np.ones_like(out), out)

    @cached_property
    def d(self) -> Array:
        """d after each example, (B, 9): the sum of the derivatives so far."""
        return np.cumsum(self.passes.gradient, axis=0)

    @property
    def g(self) -> Array:
        """d / batch_size, (9,)."""
        return self.d[-1] / len(self.x)

    @cached_property
    def after(self) -> Array:
        """The weights after the update, (9,)."""
        return self.w - self.eta / len(self.x) * self.d[-1]

    def error(self, w: Array) -> Array:
        """The mean error over the batch of weights (..., 9), as (...)."""
        return self.network.loss(w, self.x, self.y)

    def factors(self, name: str) -> tuple[tuple[str, ...], Array]:
        """The factors on the path from a weight to the error: their names, and (B, factors).

        A name is "error", the activation's with "′", the field of a weight, "1", or "in[i]" and "out[i]".
        """
        at, error = WEIGHTS.index(name), self.errors[-1][:, 0]
        below, j = (self.values[2], 0) if name[0] == "u" else (self.values[0], int(name[2]))
        i, one = int(name[1]), np.ones(len(self.x))
        given = "in" if at < 6 else "out"
        last = ("1" if i == 2 else f"{given}[{i}]", one if i == 2 else below[:, i])
        if at >= 6:
            return ("error", last[0]), np.column_stack([error, last[1]])
        u = self.w[6 + j] * one
        names = ("error", f"u{j}", f"{self.network.activation}′", last[0])
        return names, np.column_stack([error, u, self.slope[:, j], last[1]])


@dataclass(frozen=True)
class Measured:
    """A pass through the loop, and what follows from it; weights are counted in the order of WEIGHTS.

    before, after: the mean error with the old and the new weights. promised: by how much it would fall to first order,
    η·Σg². blamed: the weight with the largest derivative; largest: the largest weight. below: the hidden layer's share
    of Σg², 0 if that is 0. numeric: each weight's central difference of the mean error, (9,); relative: how far from it
    the derivative is, (9,).
    """

    settings: Settings
    run: Run
    before: float
    after: float
    promised: float
    blamed: int
    largest: int
    below: float
    numeric: Array
    relative: Array


def measure(settings: Settings) -> Measured:
    """The algorithm on a batch, and a check of its derivatives by central differences."""
    run = run_of(settings)
    numeric, g = differences(run), run.g
    sizes, squares = np.abs(g), g * g
    total = float(squares.sum())
    scale = np.maximum(sizes, np.abs(numeric))
    before, after = run.error(np.stack([run.w, run.after]))
    return Measured(
        settings=settings,
        run=run,
        before=float(before),
        after=float(after),
        promised=run.eta * total,
        blamed=int(sizes.argmax()),
        largest=int(np.abs(run.w).argmax()),
        below=float(squares[:6].sum()) / total if total else 0.0,
        numeric=numeric,
        # what is small against the largest derivative is known to that many digits fewer
        relative=np.abs(g - numeric) / np.maximum(scale, max(1e-3 * float(scale.max()), 1e-5)),
    )


def run_of(settings: Settings) -> Run:
    """The pass that the settings ask for: your example, and as many of `MORE` as fill the batch."""
    more = MORE[: settings.batch_size - 1]
    return Run(
        Network(SIZES, settings.activation, settings.output),
        np.array([getattr(settings, name) for name in WEIGHTS]),
        np.array([(settings.in0, settings.in1), *(x for x, _ in more)]),
        np.array([[settings.goal], *([y] for _, y in more)]),
        settings.eta,
    )


def differences(run: Run, h: float = 1e-5) -> Array:
    """The central difference of the mean error for each weight, (9,), over 2h times the weight's size if above 1."""
    by = h * np.maximum(1.0, np.abs(run.w))
    up, down = run.error(run.w + np.stack([np.diag(by), -np.diag(by)]))
    return (up - down) / (2 * by)
