"""Error as a function of two parameters."""

from surfaces.catalogue import SURFACES, canyon
from surfaces.surface import Noisy, Surface

__all__ = ["SURFACES", "Noisy", "Surface", "canyon"]
