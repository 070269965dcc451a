"""The whole algorithm beside the network, one executed line a step."""

from lesson import Scene
from pages.backpropagation.algorithm import lines, steps
from pages.backpropagation.measure import Measured
from pages.backpropagation.picture import RIGHT, beside, listing

SECONDS = 1.6  # for a line


def draw_lines(measured: Measured) -> Scene:
    """The executed line is marked in the list, and what it does is on the network."""
    done = list(steps(measured.run))
    written = lines(measured.run.network)
    part, tracks = listing(written, [step.line for step in done], RIGHT)
    phone = [written[step.line].strip() for step in done]
    return beside(measured, done, [part], tracks, SECONDS, phone=phone)
