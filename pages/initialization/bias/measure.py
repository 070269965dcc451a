"""The output's bias at the best constant, against zero: for a rare class, and for targets with a mean."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lesson.runs import Biased
from networks import Data, Network, TrainingError, initial, naive, output_bias, train_weights
from optim import SGD
from pages.initialization.settings import Settings

Array = NDArray[np.float64]
HIDDEN = 4
EXAMPLES = {"bias": 200, "mean": 60}
GAP, DEVIATION = 1.0, 0.7  # of two classes: between their centres, and within each
SLOPE, NOISE = 0.3, 0.3  # of the line
RANGE = (-3.0, 3.0)  # of the regression's input
CURVE = 25  # points of the fitted curve
FEW = 7  # of which a program prints
EVERY = 2  # steps from one fitted curve to the next
BEHIND = 1.02  # an error above another by more than this factor has fallen behind
ROUNDING = 1e-9  # numbers no farther apart than this share of them are equal


@dataclass(frozen=True)
class Start:
    """A training of T steps from one start.

    error, mean (T+1,): the training error and the mean prediction. curve (frames, CURVE): of a regression, what is
    predicted along RANGE every EVERY steps.
    """

    error: Array
    mean: Array
    curve: Array


@dataclass(frozen=True)
class Biases:
    """Two trainings that differ in the output's first bias alone: there it is the best constant's, in zero 0.

    data: the examples; mean: of their targets, of a rare class its share. bias: the best constant's. baseline: its
    error. saved: the first step at which the start at 0 is as good as that, None if at none. level: is the error from
    there at the end higher by no more than BEHIND? differ: do the two starts differ at all?
    """

    settings: Settings
    data: Data
    there: Start
    zero: Start
    bias: float
    mean: float
    baseline: float
    saved: int | None
    level: bool
    differ: bool


@lru_cache(maxsize=64)
def rare(seed: int, rarity: int) -> Data:
    """Points of two classes in the plane; of every `rarity` examples one is of the rare class."""
    return _data(*in_the_plane(seed, EXAMPLES["bias"], rarity))


@lru_cache(maxsize=64)
def levelled(seed: int, level: float) -> Data:
    """Points about a line, whose targets have this mean."""
    return _data(*about_a_line(seed, EXAMPLES["mean"], level))


def in_the_plane(seed: int, n: int, rarity: int) -> tuple[Array, Array]:
    """Normalized points of two classes; of every `rarity` one is of the rare class."""
    generator = np.random.default_rng(seed)
    y = (np.arange(n) < max(1, round(n / rarity))).astype(float)[:, None]
    x = GAP * y + DEVIATION * generator.standard_normal((n, 2))
    return (x - x.mean(0)) / x.std(0), y


def about_a_line(seed: int, n: int, level: float) -> tuple[Array, Array]:
    """Points whose targets have this mean."""
    generator = np.random.default_rng(seed)
    x = generator.uniform(*RANGE, n)
    y = SLOPE * x + NOISE * generator.standard_normal(n)
    return x[:, None], (y - y.mean() + level)[:, None]


def _data(x: Array, y: Array) -> Data:
    columns = len(x[0])
    return Data(x, y, x, y, np.zeros(columns), np.ones(columns))


def biased(settings: Settings) -> Biased:
    """What both trainings start from."""
    given = {"seed": settings.seed, "n": EXAMPLES[settings.view]}
    if settings.view == "mean":
        draw, given, along = about_a_line, given | {"level": settings.level}, tuple(np.linspace(*RANGE, FEW).tolist())
    else:
        draw, given, along = in_the_plane, given | {"rarity": settings.rarity}, ()
    return Biased(SGD(settings.eta), network_of(settings), settings.seed, settings.steps, draw, given, along)


def network_of(settings: Settings) -> Network:
    """One output for one input, or for a point of the plane."""
    regression = settings.view == "mean"
    return Network((1 if regression else 2, HIDDEN, 1), "tanh", "linear" if regression else "sigmoid")


def measure(settings: Settings) -> Biases:
    """Train from both starts on all examples; the weights into the output are 0 in both."""
    regression = settings.view == "mean"
    examples = levelled(settings.seed, settings.level) if regression else rare(settings.seed, settings.rarity)
    network = network_of(settings)
    bias = output_bias(network, examples.y)
    first = np.stack([initial(network, "glorot", settings.seed, bias=start) for start in (bias, np.zeros(1))])
    objective = TrainingError(network, examples, len(examples.x), settings.seed)
    w, _ = train_weights(SGD(settings.eta), objective, first, settings.steps)
    with np.errstate(all="ignore"):  # of weights just short of diverging
        error, mean = network.loss(w, examples.x, examples.y), _means(network, w, examples.x)
        frames = np.minimum(np.arange(0, settings.steps + EVERY, EVERY), settings.steps)
        along = np.linspace(*RANGE, CURVE)[:, None]
        curve = network.predict(w[frames], along)[..., 0] if regression else np.empty((len(frames), 2, 0))
    there, zero = (Start(error[:, i], mean[:, i], curve[:, i]) for i in range(2))
    baseline = naive(network, examples.y)
    good = zero.error <= baseline * (1 + ROUNDING)
    return Biases(
        settings=settings,
        data=examples,
        there=there,
        zero=zero,
        bias=_without_rounding(float(bias[0])),
        mean=_without_rounding(float(examples.y.mean())),
        baseline=baseline,
        saved=int(good.argmax()) if good.any() else None,
        level=bool(there.error[-1] <= zero.error[-1] * BEHIND),
        differ=bool(np.abs(there.error - zero.error).max() > ROUNDING * baseline),
    )


def _without_rounding(value: float) -> float:
    """The value, 0 where it is not apart from 0: the targets are about as large as 1, or larger."""
    return 0.0 if abs(value) < ROUNDING else value


def _means(network: Network, w: Array, x: Array) -> Array:
    """The mean prediction (T, S) of networks (T, S, P)."""
    return network.predict(w, x).mean((-2, -1))
