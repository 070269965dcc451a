"""Data augmentation of square pictures: each copy is drawn anew, turned, scaled, shifted and with noise."""

import math
from dataclasses import dataclass, replace

import numpy as np

from networks.data import Data
from optim.rules import Array


@dataclass(frozen=True)
class Augmentation:
    """How far a picture may be changed, each change drawn uniformly from both sides.

    turn: degrees. zoom: a factor from 1/(1 + zoom) to 1 + zoom. shift: pixels along each axis. noise: standard
    deviation of normal noise, in units of the pictures' values. Raises ValueError for what is negative or not finite,
    or a turn above 180.
    """

    turn: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        for name, most in {"turn": 180.0, "zoom": math.inf, "shift": math.inf, "noise": math.inf}.items():
            value = getattr(self, name)
            if not (0 <= value <= most and math.isfinite(value)):
                raise ValueError(f"{name} = {value!r} is outside [0, {most:g}]")

    def copies(self, pictures: Array, each: int, generator: np.random.Generator) -> Array:
        """`each` changed copies of pictures (N, side²), one of all of them after the other: (each·N, side²).

        What comes in from outside the picture is 0. The same generator draws the same lots for every augmentation.
        """
        lots = {"turn": self.turn, "zoom": self.zoom, "shift": self.shift, "noise": self.noise}
        return changed(pictures, each, generator, **lots)


@dataclass(frozen=True)
class Copies:
    """What an epoch shows of pictures: all of them `each` times, as they are or but for the first time changed."""

    each: int
    changes: Augmentation | None = None

    def shown(self, data: Data, seed: int) -> Data:
        """That of the training part, all pixels normalized alike, by the mean and the deviation of all pixels in it.

        A pixel that never has ink in few pictures has no deviation of its own. The seed draws the changes.
        """
        x, again = data.x, self.each - 1
        generator = np.random.default_rng(seed)
        others = np.tile(x, (again, 1)) if self.changes is None else self.changes.copies(x, again, generator)
        mean, deviation = x.mean(), x.std()
        whole = (np.concatenate([x, others]) - mean) / deviation
        return replace(data, x=whole, y=np.tile(data.y, (self.each, 1)), x_val=(data.x_val - mean) / deviation)


def changed(
    pictures: Array, each: int, generator: np.random.Generator, turn: float, zoom: float, shift: float, noise: float
) -> Array:
    """Changed copies of square pictures, `each` of all: turned by degrees, scaled, shifted by pixels, with noise."""
    n = each * len(pictures)
    angle = np.radians(turn * generator.uniform(-1, 1, n))[:, None]
    factor = (1 + zoom) ** generator.uniform(-1, 1, n)[:, None]
    down, across = shift * generator.uniform(-1, 1, (2, n, 1))
    specks = noise * generator.standard_normal((n, pictures.shape[1]))
    side = math.isqrt(pictures.shape[1])
    middle = (side - 1) / 2
    row, column = np.indices((side, side)).reshape(2, -1) - middle
    row, column = (row - down) / factor, (column - across) / factor
    # where each pixel of a copy comes from
    before = np.cos(angle) * row - np.sin(angle) * column, np.sin(angle) * row + np.cos(angle) * column
    return _between(np.tile(pictures, (each, 1)), before[0] + middle, before[1] + middle) + specks


def _between(pictures: Array, row: Array, column: Array) -> Array:
    """Pictures (N, side²) at places between their pixels, (N, M) each: linear in both directions, 0 outside."""
    side = math.isqrt(pictures.shape[1])
    framed = np.pad(pictures.reshape(-1, side, side), ((0, 0), (1, 1), (1, 1)))
    row, column = (np.clip(at + 1, 0, side + 1 - 1e-9) for at in (row, column))
    r, c = row.astype(int), column.astype(int)
    down, right = row - r, column - c
    i = np.arange(len(pictures))[:, None]
    upper = framed[i, r, c] * (1 - right) + framed[i, r, c + 1] * right
    lower = framed[i, r + 1, c] * (1 - right) + framed[i, r + 1, c + 1] * right
    return upper * (1 - down) + lower * down
