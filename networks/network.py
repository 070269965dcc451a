"""A dense network on flat weights: prediction, error and gradient, layer by layer, for one network or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral

import numpy as np

from networks.layers import ACTIVATIONS, Dense, Dropout, sigmoid, softmax
from optim.rules import Array

OUTPUTS = ("linear", "sigmoid", "softmax")
MAX_WIDTH, MAX_LAYERS = 1024, 32
BLOCK = 2**16  # numbers of one layer held at once when many networks are evaluated: they stay in the cache

Mask = Sequence[Array]


@dataclass(frozen=True)
class Passes:
    """Both passes of the lecture's algorithm over N examples.

    values: the output of each function of the network, from the inputs v_0 (N, n_0) to v_n (..., N, n_o), what the
    output function makes the prediction of. errors: for each of values the error handed to it, ∂/∂v, with
    prediction − target for v_n; None for the inputs, which nobody asks for. gradient: g = d / N, (..., P).
    """

    values: list[Array]
    errors: list[Array | None]
    prediction: Array
    gradient: Array


@dataclass(frozen=True)
class Network:
    """A dense network: sizes (inputs, hidden layers …, outputs), one activation for all hidden layers.

    activation: "tanh", "relu", "sigmoid" or "identity". output: "linear" with half the squared error, "sigmoid" or
    "softmax" with the cross-entropy in nats: for each of them ∂error/∂v_n = prediction − target, as in the lecture.
    (Libraries leave out the half, so their gradient of the squared error is twice ours.) dropout: the rate at which the
    units of hidden layers are zeroed in training. Errors are summed over outputs and averaged over examples. Raises
    ValueError for anything else.
    """

    sizes: tuple[int, ...] = (2, 8, 8, 1)
    activation: str = "tanh"
    output: str = "sigmoid"
    dropout: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", tuple(self.sizes))
        if not 2 <= len(self.sizes) <= MAX_LAYERS + 1 or not all(
            isinstance(n, Integral) and 1 <= n <= MAX_WIDTH for n in self.sizes
        ):
            raise ValueError(
                f"sizes = {self.sizes!r} must be 2 to {MAX_LAYERS + 1} whole numbers between 1 and {MAX_WIDTH}"
            )
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"activation = {self.activation!r} is not one of {tuple(ACTIVATIONS)}")
        if self.output not in OUTPUTS:
            raise ValueError(f"output = {self.output!r} is not one of {OUTPUTS}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout = {self.dropout!r} is outside [0, 1)")

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(n_i + 1, n_o) of each weight matrix."""
        return tuple((n_i + 1, n_o) for n_i, n_o in zip(self.sizes, self.sizes[1:], strict=False))

    @cached_property
    def parameters(self) -> int:
        """P, the number of weights and biases."""
        return sum(rows * columns for rows, columns in self.shapes)

    def matrices(self, w: Array) -> tuple[Array, ...]:
        """Views of flat weights w (..., P) as one matrix a layer, (..., n_i + 1, n_o), the last row the bias."""
        if w.shape[-1] != self.parameters:
            raise ValueError(f"w has {w.shape[-1]} weights, the network {self.parameters}")
        views: list[Array] = []
        first = 0
        for rows, columns in self.shapes:
            last = first + rows * columns
            views.append(w[..., first:last].reshape(*w.shape[:-1], rows, columns))
            first = last
        return tuple(views)

    def masks(self, generator: np.random.Generator, shape: tuple[int, ...]) -> tuple[Array, ...]:
        """Random dropout masks, 0 for a dropped unit and 1 for a kept one: (*shape, n) for each hidden layer."""
        return tuple((generator.random((*shape, n)) >= self.dropout).astype(float) for n in self.sizes[1:-1])

    def predict(self, w: Array, X: Array) -> Array:
        """The prediction for X (..., N, n_0) in evaluation, where nothing is dropped: (..., N, n_o)."""
        return self._predicted(self.outputs(w, X))

    def outputs(self, w: Array, X: Array) -> Array:
        """v_n (..., N, n_o) for X (..., N, n_0) in evaluation: what `predict` and `error` start from."""
        return self._forward(w, X, None)[-1]

    def loss(self, w: Array, X: Array, Y: Array, mask: Mask | None = None) -> Array:
        """The mean error over the examples X (N, n_0), Y (N, n_o), as (...); nothing is dropped without a mask.

        Where X and Y have no leading axes of their own, many networks are evaluated in blocks.
        """
        block = max(1, BLOCK // max(1, X.shape[-2] * max(self.sizes)))
        networks = int(np.prod(w.shape[:-1]))
        if mask is None and X.ndim == 2 and networks > block:
            flat = w.reshape(-1, w.shape[-1])
            parts = [self.loss(flat[i : i + block], X, Y) for i in range(0, networks, block)]
            return np.concatenate(parts).reshape(w.shape[:-1])
        return self.error(self._forward(w, X, mask)[-1], Y).mean(-1)

    def gradient(self, w: Array, X: Array, Y: Array, mask: Mask | None = None) -> Array:
        """∂loss/∂w for w (..., P), of the same shape; mask: what dropout keeps in each hidden layer, else all."""
        return self.passes(w, X, Y, mask).gradient

    def passes(self, w: Array, X: Array, Y: Array, mask: Mask | None = None) -> Passes:
        """Prediction and back-propagation: what each function gave, the error handed to it, and the gradient."""
        values = self._forward(w, X, mask)
        prediction = self._predicted(values[-1])
        error = prediction - Y
        g = np.empty((*error.shape[:-2], self.parameters))
        errors: list[Array | None] = [None] * len(values)
        errors[-1] = error
        at = len(values) - 1
        activation = ACTIVATIONS[self.activation]
        layers = list(zip(self.matrices(w), self.matrices(g), strict=True))
        for layer in reversed(range(len(layers))):
            weights, d = layers[layer]
            dense = Dense(weights)
            at -= 1
            dense.update(error, values[at], d)
            if layer == 0:
                break
            error = errors[at] = dense.backprop(error)
            if mask is not None:
                at -= 1
                error = errors[at] = Dropout(self.dropout, mask[layer - 1]).backprop(error)
            at -= 1
            error = errors[at] = activation.backprop(error, values[at + 1])
        g /= X.shape[-2]
        return Passes(values, errors, prediction, g)

    def error(self, v: Array, Y: Array) -> Array:
        """The error of each example, (..., N), from v_n (..., N, n_o) and the targets Y."""
        if self.output == "linear":
            return 0.5 * ((v - Y) ** 2).sum(-1)
        if self.output == "sigmoid":
            return (np.logaddexp(0.0, v) - Y * v).sum(-1)
        top = v.max(-1)
        return (Y.sum(-1)) * (top + np.log(np.exp(v - top[..., None]).sum(-1))) - (Y * v).sum(-1)

    def _forward(self, w: Array, X: Array, mask: Mask | None) -> list[Array]:
        """What each function gives: X, then of each layer the dense, the activation and, with a mask, the dropout."""
        activation = ACTIVATIONS[self.activation]
        matrices = self.matrices(w)
        values = [X]
        for layer, weights in enumerate(matrices):
            values.append(Dense(weights).output(values[-1]))
            if layer + 1 < len(matrices):
                values.append(activation.output(values[-1]))
                if mask is not None:
                    values.append(Dropout(self.dropout, mask[layer]).output(values[-1]))
        return values

    def _predicted(self, v: Array) -> Array:
        if self.output == "linear":
            return v
        return sigmoid(v) if self.output == "sigmoid" else softmax(v)
