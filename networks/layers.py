"""The functions of a network, each with the lecture's `output` and `backprop`.

A network is `f_n(… f_1(x))`. Going up, each function gives its output from its inputs; going down, it turns the error
of its outputs into the error of its inputs. All arrays are (..., N, units): N examples, and leading axes for a batch
of networks.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from optim.rules import Array


class Activation(Protocol):
    """An elementwise function; `backprop` needs only its outputs."""

    def output(self, inputs: Array) -> Array: ...
    def backprop(self, error: Array, outputs: Array) -> Array: ...


class Tanh:
    """out = tanh(in), with derivative 1 − out²."""

    def output(self, inputs: Array) -> Array:
        return np.tanh(inputs)

    def backprop(self, error: Array, outputs: Array) -> Array:
        return error * (1.0 - outputs * outputs)


class ReLU:
    """out = max(in, 0), with derivative 1 above 0 and 0 elsewhere."""

    def output(self, inputs: Array) -> Array:
        return np.maximum(inputs, 0.0)

    def backprop(self, error: Array, outputs: Array) -> Array:
        return error * (outputs > 0)


class Sigmoid:
    """out = 1/(1 + e^−in), with derivative out·(1 − out)."""

    def output(self, inputs: Array) -> Array:
        return sigmoid(inputs)

    def backprop(self, error: Array, outputs: Array) -> Array:
        return error * (outputs * (1.0 - outputs))


class Identity:
    """out = in."""

    def output(self, inputs: Array) -> Array:
        return inputs

    def backprop(self, error: Array, outputs: Array) -> Array:
        return error


ACTIVATIONS: dict[str, Activation] = {
    "tanh": Tanh(),
    "relu": ReLU(),
    "sigmoid": Sigmoid(),
    "identity": Identity(),
}


@dataclass(frozen=True)
class Dense:
    """A linear layer with weights w (..., n_i + 1, n_o), the last row the bias."""

    w: Array

    def output(self, inputs: Array) -> Array:
        """out[j] = w[n_i, j] + Σ_i in[i]·w[i, j]: inputs (..., N, n_i) -> (..., N, n_o)."""
        out = inputs @ self.w[..., :-1, :]
        out += self.w[..., -1:, :]
        return out

    def update(self, error: Array, inputs: Array, d: Array) -> None:
        """d[i, j] := Σ over the examples of in[i]·error[j], in place; the bias row's input is 1."""
        np.matmul(inputs.swapaxes(-1, -2), error, out=d[..., :-1, :])
        np.matmul(np.ones(error.shape[-2]), error, out=d[..., -1, :])  # in half the time of a sum

    def backprop(self, error: Array) -> Array:
        """ierror[i] = Σ_j w[i, j]·error[j]: error (..., N, n_o) -> (..., N, n_i)."""
        return error @ self.w[..., :-1, :].swapaxes(-1, -2)


@dataclass(frozen=True)
class Dropout:
    """In training: units whose mask is 0 are zeroed, the others scaled by 1/(1 − rate), on the way back as well."""

    rate: float
    mask: Array

    def output(self, inputs: Array) -> Array:
        return inputs * (self.mask / (1.0 - self.rate))

    def backprop(self, error: Array) -> Array:
        return error * (self.mask / (1.0 - self.rate))


def sigmoid(z: Array) -> Array:
    """1/(1 + e^−z) without overflow."""
    return 0.5 * np.tanh(0.5 * z) + 0.5


def softmax(z: Array) -> Array:
    """e^z_j / Σ e^z over the last axis, without overflow."""
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
