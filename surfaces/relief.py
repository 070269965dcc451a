"""A surface as it is looked at from above: its height over a grid, on a scale that shows the valley."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from optim.rules import Array
from surfaces.surface import Surface


@dataclass(frozen=True, eq=False)
class Relief:
    """Heights to draw: x (n,), y (m,), height (m, n), already on the scale on which contours are even.

    offset: what was added to the error above the minimum before the logarithm.
    """

    x: Array
    y: Array
    height: Array
    label: str
    offset: float = 0.0

    @cached_property
    def shades(self) -> NDArray[np.uint8]:
        """The heights from 0, the lowest, to 255, the highest (m, n)."""
        low, high = float(self.height.min()), float(self.height.max())
        return np.round(255 * (self.height - low) / max(high - low, 1e-300)).astype(np.uint8)

    @property
    def aspect(self) -> float:
        """Width over height of the map."""
        return float((self.x[-1] - self.x[0]) / (self.y[-1] - self.y[0]))


@lru_cache(maxsize=256)
def relief(surface: Surface) -> Relief:
    """The surface's error above its minimum over its grid, on the log scale that shows its valley."""
    (x0, x1), (y0, y1) = surface.domain
    x, y = np.linspace(x0, x1, surface.grid), np.linspace(y0, y1, surface.grid)  # the stage draws smoothly between
    above = surface.value(np.stack(np.meshgrid(x, y), axis=-1)) - surface.minimum
    offset = float(max(np.quantile(above, 0.02), 1e-3 * above.max()))
    return Relief(x, y, np.log10(above + offset), "log<sub>10</sub> error", offset)
