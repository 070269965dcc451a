"""A data set of nobody's: its line in DATASETS."""

import numpy as np

from networks import DATASETS, Dataset
from optim.hyperparameter import Array


def _stripes(n: int, generator: np.random.Generator) -> tuple[Array, Array]:
    x = generator.uniform(-3, 3, (n, 2))
    return x, (np.sin(2 * x.sum(-1)) > 0).astype(float)


DATASETS["invented"] = Dataset(
    "invented", "Invented stripes", "two classes", _stripes, ("x1", "x2"), "nobody", domain=((-3.0, 3.0), (-3.0, 3.0))
)
