"""Where training starts: the weights by a scheme and a seed, and the output's bias by the targets."""

from typing import Literal, get_args

import numpy as np

from networks.network import Network
from optim.rules import Array

Scheme = Literal["same", "zero", "uniform", "normal", "glorot", "he"]
SCHEMES: tuple[str, ...] = get_args(Scheme)
RARE = 1e-6  # a class that does not occur gets this probability, so that its log is finite


def initial(
    network: Network, scheme: str = "glorot", seed: int = 0, scale: float = 0.1, bias: Array | None = None
) -> Array:
    """Weights (P,) to start from; all biases are 0.

    scheme: "same" puts every weight at `scale`, "zero" at 0; "uniform" draws from [−scale, scale], "normal" with
    standard deviation scale; "glorot" is uniform within √(6/(n_i + n_o)) and "he" normal with √(2/n_i). bias: of the
    outputs, (n_o,), with which the weights into them are 0, so that the first prediction is constant. Raises ValueError
    for an unknown scheme or a scale that is negative or not finite.

    Source: lecture, section 8; Glorot and Bengio 2010; He et al. 2015. Keras has the same limits; PyTorch's Linear
    starts within 1/√n_i.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme = {scheme!r} is not one of {SCHEMES}")
    if not 0 <= scale < np.inf:
        raise ValueError(f"scale = {scale!r} is outside [0, inf)")
    generator = np.random.default_rng(seed)
    w = np.zeros(network.parameters)
    for matrix in network.matrices(w):
        weights = matrix[:-1]
        n_i, n_o = weights.shape
        if scheme == "same":
            weights[:] = scale
        elif scheme == "uniform":
            weights[:] = generator.uniform(-scale, scale, weights.shape)
        elif scheme == "normal":
            weights[:] = generator.normal(0.0, scale, weights.shape)
        elif scheme == "glorot":
            limit = np.sqrt(6 / (n_i + n_o))
            weights[:] = generator.uniform(-limit, limit, weights.shape)
        elif scheme == "he":
            weights[:] = generator.normal(0.0, np.sqrt(2 / n_i), weights.shape)
    if bias is not None:
        last = network.matrices(w)[-1]
        last[:-1] = 0.0
        last[-1] = bias
    return w


def output_bias(network: Network, Y: Array) -> Array:
    """The bias (n_o,) whose prediction is the best constant for targets Y (N, n_o).

    The mean for a linear output, the inverse sigmoid of it for a sigmoid, its log for a softmax.
    """
    mean = Y.mean(0)
    if network.output == "linear":
        return mean
    p = np.clip(mean, RARE, 1 - RARE)
    return np.log(p / (1 - p)) if network.output == "sigmoid" else np.log(p)


def naive(network: Network, Y: Array, on: Array | None = None) -> float:
    """The naive baseline: the error, on the targets `on` or Y itself, of the constant that is best for Y."""
    targets = Y if on is None else on
    return float(network.error(np.broadcast_to(output_bias(network, Y), targets.shape), targets).mean())
