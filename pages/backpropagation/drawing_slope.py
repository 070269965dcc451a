"""The network beside the activation's curve: a hidden unit lets as much blame past as its slope there says."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.backpropagation import AWAY, axis, dots, line, texts
from figures.board import Part, plain
from figures.theme import INK, PAPER
from lesson import Scene, Track
from networks import ACTIVATIONS
from pages.backpropagation.algorithm import brief, circle, steps
from pages.backpropagation.measure import Measured, Run
from pages.backpropagation.network import BACKWARD, FORWARD
from pages.backpropagation.picture import beside

Array = NDArray[np.float64]
SECONDS = 1.6  # for a line
WIDEST = 6.0  # in[j] on the curve's axis
CURVES = {"tanh": (-1.25, 1.25), "sigmoid": (-0.15, 1.15), "relu": (-1.0, 6.0), "identity": (-6.0, 6.0)}


def draw_slope(measured: Measured) -> Scene:
    """Each hidden unit is a dot on the curve, with the tangent there."""
    run = measured.run
    done = list(steps(run))[:-2]
    executed = [step.line for step in done]
    traces, tracks = _curve(run, executed)
    said, moves = _told(run, executed)
    low, high = CURVES[run.network.activation]
    x = axis(-WIDEST, WIDEST, (-6, -3, 0, 3, 6), "in[j] of a hidden unit")
    y = axis(low, high, [value for value in (-6, -3, -1, 0, 1, 3, 6) if low <= value <= high])
    parts = [
        Part(traces, x, y, (0.69, 0.99, 0.27, 0.82), (0.1, 0.97, 0.13, 0.79)),
        Part(said, plain(-0.01, 1), plain(1.5, -0.5), (0.635, 1.0, 0.85, 1.0), (0.02, 1.0, 0.83, 1.0)),
    ]
    return beside(measured, done, parts, [*tracks, *moves], SECONDS)


def _curve(run: Run, executed: Sequence[str]) -> tuple[list[dict[str, Any]], list[Track]]:
    """The activation with a dot for each hidden unit once it has an input, and its tangent once its slope counts."""
    f = run.network.activation
    x = np.linspace(-WIDEST, WIDEST, 121)
    spot = np.clip(run.into, -WIDEST, WIDEST)
    height = ACTIVATIONS[f].output(spot)
    known, sloped = executed.index("activation"), executed.index("slope")
    low, high = CURVES[f]
    steep = 2 * WIDEST / (high - low) / 1.2  # of a slope of 1 on the picture
    traces = [line("curve", np.column_stack([x, ACTIVATIONS[f].output(x)]), FORWARD, 4)]
    tracks: list[Track] = []
    for j in (0, 1):
        reach = 1.6 / np.hypot(1, run.slope[j] * steep)
        at = np.array([[spot[j], height[j]]])
        tangent = at + np.outer([-reach, reach], [1.0, run.slope[j]])
        traces.append(line(f"tangent-{j}", tangent, BACKWARD, 8))
        tracks.append(_from(f"tangent-{j}", tangent, sloped, len(executed)))
    for j in (0, 1):
        at = np.array([[spot[j], height[j]]])
        traces += [dots(f"dot-{j}", at, 30, INK), texts(f"name-{j}", at, [str(j)], "middle center", PAPER, 18)]
        tracks += [_from(f"{uid}-{j}", at, known, len(executed)) for uid in ("dot", "name")]
    return traces, tracks


def _from(uid: str, at: Array, first: int, count: int) -> Track:
    """A trace that is seen from a step on."""
    places = np.array([at if step >= first else np.full_like(at, AWAY[0]) for step in range(count)])
    return Track(uid, "replace", {"x": places[..., 0], "y": places[..., 1]})


def _told(run: Run, executed: Sequence[str]) -> tuple[list[dict[str, Any]], list[Track]]:
    """Two lines that say what each hidden unit makes of its input, and then the slope there."""
    f = run.network.activation
    known, sloped = executed.index("activation"), executed.index("slope")
    out = [f"unit {j}: {f}({circle(run.into[j])}) = {circle(run.out[j])}" for j in (0, 1)]
    slope = [f"unit {j}: {f}′({circle(run.into[j])}) = {brief(run.slope[j])}" for j in (0, 1)]
    told = [slope if step >= sloped else out if step >= known else [" ", " "] for step in range(len(executed))]
    at = np.array([[0.0, 0.0], [0.0, 1.0]])
    return [texts("told", at, [" ", " "], "middle right", INK, 20, weight="bold")], [
        Track("told", "replace", {"text": told})
    ]
