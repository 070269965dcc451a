"""The algorithm repeated until done: a random batch, d added up over its examples, an update, d := 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from networks import Network
from pages.backpropagation.settings import SIZES, WEIGHTS, Settings

Array = NDArray[np.float64]
MORE = (((-1.0, 1.0), 1.0), ((-1.0, -1.0), 0.0), ((1.0, 1.0), 0.0))  # the corners of exclusive or that are not yours
EXAMPLES = 1 + len(MORE)
DONE = 0.01  # the mean error at which it is done
GONE = 10.0  # times the first error, or times 1 if that is smaller: an error that is off the map
MOST = 100  # rounds


@dataclass(frozen=True)
class Rounds:
    """R rounds on four examples, as many as it takes until it is done, has left the map, or there have been MOST.

    x, y: the examples (4, 2), (4,). drawn: which of them each round draws, in order, (R, batch_size). predictions: (R +
    1, 4), errors: the mean error over all four (R + 1,), w: (R + 1, 9), before each round and after the last. parts:
    each example's part of d in each round, (R, 4, 9). done, gone: is the error at the end below DONE, or off the map?
    """

    x: Array
    y: Array
    drawn: NDArray[np.int64]
    predictions: Array
    errors: Array
    w: Array
    parts: Array
    done: bool
    gone: bool

    @property
    def count(self) -> int:
        """R."""
        return len(self.drawn)


def rounds_of(many: Sequence[Settings]) -> list[Rounds]:
    """The rounds of many settings, in their order; those with the same functions are computed together."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, settings in enumerate(many):
        groups.setdefault((settings.activation, settings.output), []).append(i)
    found: dict[int, Rounds] = {}
    for (activation, output), where in groups.items():
        together = _together(Network(SIZES, activation, output), [many[i] for i in where])
        found |= dict(zip(where, together, strict=True))
    return [found[i] for i in range(len(many))]


def _together(network: Network, many: Sequence[Settings]) -> list[Rounds]:
    w = np.array([[getattr(settings, name) for name in WEIGHTS] for settings in many])
    x = np.array([[(s.in0, s.in1), *(corner for corner, _ in MORE)] for s in many])
    y = np.array([[s.goal, *(target for _, target in MORE)] for s in many])
    rates = np.array([settings.eta / settings.batch_size for settings in many])
    draws = [batches(settings.seed)[:, : settings.batch_size] for settings in many]
    chosen = np.zeros((len(many), MOST, EXAMPLES))
    for mask, drawn in zip(chosen, draws, strict=True):
        np.put_along_axis(mask, drawn, 1.0, axis=-1)
    weights: list[Array] = [w]
    predictions: list[Array] = []
    losses: list[Array] = []
    parts: list[Array] = []
    over = np.zeros(len(many), dtype=bool)
    # a run that has left the map goes on to overflow while the others are still under way; it is cut below
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(MOST + 1):
            passes = network.passes(w[:, None], x[:, :, None], y[:, :, None, None])
            predictions.append(passes.prediction[:, :, 0, 0])
            losses.append(network.error(passes.values[-1], y[:, :, None, None])[:, :, 0].mean(-1))
            over |= _over(losses[-1], losses[0])
            if over.all() or t == MOST:
                break
            parts.append(passes.gradient)
            w = w - rates[:, None] * (passes.gradient * chosen[:, t, :, None]).sum(1)
            weights.append(w)
    all_w, predicted, errors = (np.stack(values, axis=1) for values in (weights, predictions, losses))
    pieces = np.stack(parts, axis=1) if parts else np.zeros((len(many), 0, EXAMPLES, 9))
    return [_cut(x[i], y[i], draws[i], all_w[i], predicted[i], errors[i], pieces[i]) for i in range(len(many))]


def _cut(
    x: Array,
    y: Array,
    drawn: NDArray[np.int64],
    w: Array,
    predictions: Array,
    errors: Array,
    parts: Array,
) -> Rounds:
    """One run up to where it is over."""
    ends = np.flatnonzero(_over(errors, errors[0]))
    last = int(ends[0]) if len(ends) else len(errors) - 1
    done = bool(errors[last] < DONE)
    return Rounds(
        x=x,
        y=y,
        drawn=drawn[:last],
        predictions=predictions[: last + 1],
        errors=errors[: last + 1],
        w=w[: last + 1],
        parts=parts[:last],
        done=done,
        gone=len(ends) > 0 and not done,
    )


def _over(errors: Array, first: Array) -> NDArray[np.bool_]:
    """Is it done, or off the map? An error that is no number any more is."""
    return (errors < DONE) | ~(errors <= GONE * np.maximum(first, 1.0))


@lru_cache(maxsize=64)
def batches(seed: int) -> NDArray[np.int64]:
    """The examples in the order in which each round draws them, (MOST, 4): a batch is the first of them."""
    generator = np.random.default_rng(seed)
    return np.array([generator.permutation(EXAMPLES) for _ in range(MOST)])
