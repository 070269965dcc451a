"""Data sets to train on, each split into training, validation and test part by a seed, inputs normalized."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim.rules import Array

MOST = 1000  # examples of one set
HELD_OUT = 0.25  # of a real set goes into the test part at most
Draw = Callable[[int, np.random.Generator], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class Data:
    """Training, validation and test parts.

    x (N, d), y (N, k), x_val (M, d), y_val (M, k) and x_test (L, d), y_test (L, k), L = 0 unless asked for: inputs as
    the network gets them, and targets, one-hot for more than two classes. mean, deviation (d,): what was subtracted and
    divided by, taken from the training part alone.
    """

    x: Array
    y: Array
    x_val: Array
    y_val: Array
    mean: Array
    deviation: Array
    x_test: Array = field(default_factory=lambda: np.empty((0, 0)))
    y_test: Array = field(default_factory=lambda: np.empty((0, 0)))

    def normalized(self, raw: Array) -> Array:
        """Inputs (..., d) in the set's own units as the network gets them."""
        return (raw - self.mean) / self.deviation


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set: where its examples come from and what is to be predicted.

    name: its key in DATASETS; task: "two classes" (targets 0 and 1), "classes" (targets 0 … k−1) or "regression".
    draw: (n, generator) -> inputs (n, d) and targets (n,), without noise. inputs, classes: names. size: how many
    examples by default. categories: column -> number of values, for inputs 0 … k−1 that become k indicators.
    domain: the ranges of the inputs that are drawn, for one or two inputs. noisy: does noise move the "inputs" or the
    "target"? known: how many examples there are, None where they are drawn anew; `draw` then gives the first n of an
    order by the generator.
    """

    name: str
    title: str
    task: str
    draw: Draw
    inputs: tuple[str, ...]
    source: str
    classes: tuple[str, ...] = ("0", "1")
    size: int = 200
    categories: Mapping[int, int] = field(default_factory=dict[int, int])
    domain: tuple[tuple[float, float], ...] = ()
    noisy: str = "inputs"
    known: int | None = None

    @property
    def columns(self) -> int:
        """d, the number of inputs of the network, with k indicators for a category of k values."""
        return len(self.inputs) + sum(k - 1 for k in self.categories.values())

    @property
    def outputs(self) -> int:
        """The number of outputs: one for each class if there are more than two, else one."""
        return len(self.classes) if self.task == "classes" else 1

    @property
    def output(self) -> str:
        """The network's output function for this task."""
        return {"classes": "softmax", "two classes": "sigmoid", "regression": "linear"}[self.task]

    def data(
        self, seed: int = 0, noise: float = 0.0, size: int | None = None, normalize: bool = True, test: int = 0
    ) -> Data:
        """`size` examples, half of them for training, drawn, shuffled and split by the seed, and `test` others.

        noise: standard deviation of normal noise, in units of the inputs' own standard deviations (or of the
        target's). normalize=False leaves the inputs in their own units. The test part is the same for every size: of a
        real set the last examples in the seed's order, a quarter of the set at most, and training and validation make
        room for it. Raises ValueError for a size outside [4, MOST], a noise outside [0, 10] or a test part outside
        [0, MOST].
        """
        n = self.size if size is None else size
        if not 4 <= n <= MOST:
            raise ValueError(f"size = {n!r} is outside [4, {MOST}]")
        if not 0 <= noise <= 10:
            raise ValueError(f"noise = {noise!r} is outside [0, 10]")
        if not 0 <= test <= MOST:
            raise ValueError(f"test = {test!r} is outside [0, {MOST}]")
        if self.known is not None:
            test = min(test, int(HELD_OUT * self.known))
            n = min(n, self.known - test)
        generator = np.random.default_rng(seed)
        raw, target = self.draw(n, generator)
        unseen, wanted, other = self._test(seed, test)
        if self.noisy == "inputs":
            moved = np.array([i not in self.categories for i in range(len(self.inputs))])
            spread = raw.std(0) * moved
            raw = raw + noise * generator.standard_normal(raw.shape) * spread
            unseen = unseen + noise * other.standard_normal(unseen.shape) * spread
        else:
            spread = target.std()
            target = target + noise * generator.standard_normal(target.shape) * spread
            wanted = wanted + noise * other.standard_normal(wanted.shape) * spread
        order = generator.permutation(n)
        (x, indicator), (x_test, _) = self._expand(raw[order]), self._expand(unseen)
        y, y_test = self._targets(target[order]), self._targets(wanted)
        half = n // 2
        mean, deviation = np.zeros(x.shape[1]), np.ones(x.shape[1])
        if normalize:
            spread = x[:half].std(0)
            mean = np.where(indicator, 0.0, x[:half].mean(0))
            deviation = np.where(indicator | (spread == 0), 1.0, spread)  # a column that never varies is only centred
        x, x_test = (x - mean) / deviation, (x_test - mean) / deviation
        return Data(x[:half], y[:half], x[half:], y[half:], mean, deviation, x_test, y_test)

    def _test(self, seed: int, test: int) -> tuple[Array, Array, np.random.Generator]:
        """Inputs and targets of the test part, without noise, and the generator of their noise."""
        other = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2,)))  # the other parts stay the same
        if self.known is None or not test:
            return *self.draw(test, other), other
        every, targets = self.draw(self.known, np.random.default_rng(seed))
        return every[len(every) - test :], targets[len(every) - test :], other

    def _targets(self, target: Array) -> Array:
        return one_hot(target, self.outputs) if self.task == "classes" else target[:, None].astype(float)

    def _expand(self, raw: Array) -> tuple[Array, NDArray[np.bool_]]:
        """One-hot for categories: the columns, and which of them are indicators."""
        parts = [
            one_hot(column, self.categories[i]) if i in self.categories else column[:, None]
            for i, column in enumerate(raw.T)
        ]
        widths = [part.shape[1] for part in parts]
        indicator = [np.full(width, i in self.categories) for i, width in enumerate(widths)]
        return np.concatenate(parts, axis=1), np.concatenate(indicator)


def one_hot(values: Array, k: int) -> Array:
    """Values 0 … k−1 (N,) as k indicators (N, k): 1 for the value it has, 0 for the others. Raises ValueError."""
    index = np.asarray(values).astype(int)
    if index.size and not (index.min() >= 0 and index.max() < k and np.array_equal(index, values)):
        raise ValueError(f"values must be whole numbers in [0, {k - 1}]")
    return np.eye(k)[index]


def _circle(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    inside = np.arange(n) < n // 2
    radius = np.where(inside, generator.uniform(0, 1.1, n), generator.uniform(1.6, 2.6, n))
    angle = generator.uniform(0, 2 * np.pi, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], -1), inside.astype(float)


def _xor(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    sign = np.where(generator.random((n, 2)) < 0.5, -1.0, 1.0)
    x = sign * generator.uniform(0.2, 2.6, (n, 2))
    return x, (sign.prod(-1) > 0).astype(float)


def _gaussians(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    y = (np.arange(n) < n // 2).astype(float)
    centre = np.where(y[:, None] == 1, [1.1, 1.1], [-1.1, -1.1])
    return centre + 0.6 * generator.standard_normal((n, 2)), y


def _spiral(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    y = (np.arange(n) < n // 2).astype(float)
    along = generator.uniform(0.05, 1, n)
    angle = 1.6 * 2 * np.pi * along + np.pi * y
    return 2.6 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], -1), y


def _moons(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    y = (np.arange(n) < n // 2).astype(float)
    angle = generator.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle), np.sin(angle)], -1) - [0.5, 0.25]
    return 1.5 * np.where(y[:, None] == 1, upper, -upper), y


def _sine(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    x = generator.uniform(-3, 3, n)
    return x[:, None], np.sin(2 * x)


def _some(n: int, generator: np.random.Generator, loader: str, **how: Any) -> tuple[Array, Array]:
    """Of a set that ships inside scikit-learn so many examples, in an order by the generator."""
    x, y = _loaded(loader, **how)
    chosen = generator.permutation(len(x))[:n]
    return x[chosen], y[chosen]


@lru_cache
def _loaded(loader: str, **how: Any) -> tuple[Array, Array]:
    # imported when asked for, because scikit-learn takes longer to import than the app to start
    x, y = getattr(import_module("sklearn.datasets"), loader)(return_X_y=True, **how)
    return np.asarray(x, dtype=float), np.asarray(y, dtype=float)


def _digits(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    return _some(n, generator, "load_digits")


def _eights(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    x, y = _some(n, generator, "load_digits")
    return x, (y == 8).astype(float)


def _cells(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    return _some(n, generator, "load_breast_cancer")


def _diabetes(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    x, y = _some(n, generator, "load_diabetes", scaled=False)
    x[:, 1] -= 1  # sex is given as 1 and 2
    return x, y / 100


PIXELS = tuple(f"pixel {i // 8}, {i % 8}" for i in range(64))
PLANE = ((-3.0, 3.0), (-3.0, 3.0))
POINTS = ("x1", "x2")
OWN = "drawn here; the same kind as in TensorFlow Playground"
DIGITS_SOURCE = "scikit-learn's load_digits (UCI, Alpaydin and Kaynak 1998)"
BLOOD = ("age", "sex", "body mass index", "blood pressure", "s1", "s2", "s3", "s4", "s5", "s6")
CELL = (
    *("radius", "texture", "perimeter", "area", "smoothness"),
    *("compactness", "concavity", "concave points", "symmetry", "fractal dimension"),
)

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        Dataset("circle", "Circle in a ring", "two classes", _circle, POINTS, OWN, domain=PLANE),
        Dataset("xor", "Exclusive or", "two classes", _xor, POINTS, OWN, domain=PLANE),
        Dataset("gaussians", "Two Gaussians", "two classes", _gaussians, POINTS, OWN, domain=PLANE),
        Dataset("spiral", "Two spirals", "two classes", _spiral, POINTS, OWN, domain=PLANE),
        Dataset(
            "moons", "Two moons", "two classes", _moons, POINTS, "the shape of scikit-learn's make_moons", domain=PLANE
        ),
        Dataset(
            "sine",
            "Sine",
            "regression",
            _sine,
            ("x",),
            "y = sin 2x",
            domain=((-3.0, 3.0),),
            size=80,
            noisy="target",
        ),
        Dataset(
            "digits",
            "Handwritten digits, 8×8",
            "classes",
            _digits,
            PIXELS,
            DIGITS_SOURCE,
            classes=tuple("0123456789"),
            size=600,
            known=1797,
        ),
        Dataset(
            "eights",
            "Is it an 8?",
            "two classes",
            _eights,
            PIXELS,
            DIGITS_SOURCE,
            classes=("another digit", "8"),
            size=600,
            known=1797,
        ),
        Dataset(
            "cells",
            "Breast cancer cells",
            "two classes",
            _cells,
            tuple(f"{kind} {name}" for kind in ("mean", "error of", "worst") for name in CELL),
            "scikit-learn's load_breast_cancer (UCI, Wolberg et al. 1995)",
            classes=("malignant", "benign"),
            size=400,
            known=569,
        ),
        Dataset(
            "diabetes",
            "Progression of diabetes",
            "regression",
            _diabetes,
            BLOOD,
            "scikit-learn's load_diabetes (Efron et al. 2004); target in hundreds",
            size=400,
            known=442,
            categories={1: 2},
        ),
    )
}
