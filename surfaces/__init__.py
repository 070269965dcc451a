"""Error as a function of two parameters."""

from surfaces.catalogue import SURFACES
from surfaces.quadratic import canyon
from surfaces.relief import Relief, relief
from surfaces.surface import Noisy, Scaled, Surface

__all__ = ["SURFACES", "Noisy", "Relief", "Scaled", "Surface", "canyon", "relief"]
