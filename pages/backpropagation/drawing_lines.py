"""The algorithm line by line on the network, and the same beside the activation's curve and its slopes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.backpropagation import AWAY, Part, axis, dots, hidden, line, pen, picture, rows, texts
from figures.theme import INK, PAPER
from lesson import Scene, Track
from networks import ACTIVATIONS
from pages.backpropagation.algorithm import Step, brief, circle, lines, steps
from pages.backpropagation.measure import Measured, Run
from pages.backpropagation.network import BACKWARD, FORWARD, axes, network
from pages.backpropagation.words import title, words

Array = NDArray[np.float64]
SECONDS = 1.6  # for a line
LEFT, RIGHT = [0.0, 0.62, 0.085, 1.0], [0.635, 1.0, 0.085, 1.0]
CAPTIONS = ([0.0, 0.5, 0.0, 0.075], [0.5, 1.0, 0.0, 0.075])
PHONE = ([0.0, 1.0, 0.5, 1.0], [0.0, 1.0, 0.1, 0.48], [0.0, 1.0, 0.05, 0.09], [0.0, 1.0, 0.0, 0.045])
WIDEST = 6.0  # in[j] on the curve's axis
CURVES = {"tanh": (-1.25, 1.25), "sigmoid": (-0.15, 1.15), "relu": (-1.0, 6.0), "identity": (-6.0, 6.0)}


def draw_lines(measured: Measured) -> Scene:
    """Beside the network the whole algorithm, the executed line marked."""
    done = list(steps(measured.run))
    written = lines(measured.run.network)
    code, tracks = algorithm(written, [step.line for step in done])
    right = (code, hidden(0, 1), hidden(len(written) - 0.5, -0.5))
    return scene(measured, done, [right], tracks, SECONDS, [RIGHT], [PHONE[1]])


def draw_slope(measured: Measured) -> Scene:
    """Beside the network the activation's curve, each hidden unit a dot on it with its slope."""
    done = list(steps(measured.run))[:-2]
    traces, tracks = _curve(measured.run, [step.line for step in done])
    low, high = CURVES[measured.run.network.activation]
    ticks = [value for value in (-6, -3, -1, 0, 1, 3, 6) if low <= value <= high]
    x = axis(-WIDEST, WIDEST, (-6, -3, 0, 3, 6), "in[j] of a hidden unit")
    said, moves = _told(measured.run, [step.line for step in done])
    parts = [
        (traces, x, axis(low, high, ticks)),
        (said, hidden(-0.01, 1), hidden(1.5, -0.5)),
    ]
    wide, narrow = (
        [[0.69, 0.99, 0.27, 0.82], [0.635, 1.0, 0.85, 1.0]],
        [[0.1, 0.97, 0.18, 0.4], [0.05, 1.0, 0.41, 0.49]],
    )
    return scene(measured, done, parts, [*tracks, *moves], SECONDS, wide, narrow)


def scene(
    measured: Measured,
    done: Sequence[Step],
    right: Sequence[Part],
    tracks: Sequence[Track],
    seconds: float,
    wide: Sequence[Sequence[float]],
    narrow: Sequence[Sequence[float]],
    weight: str | None = None,
    unit: str = "line",
) -> Scene:
    """The network over these steps beside other parts, and two captions below. wide, narrow: the parts' areas."""
    traces, moves = network(measured.run, done, weight)
    captions = [texts(f"said-{i}", np.array([[0.0, 0.0]]), [" "], "middle right", INK, 18) for i in (0, 1)]
    moves += [Track(f"said-{i}", "replace", {"text": [[step.said[i]] for step in done]}) for i in (0, 1)]
    below = [([caption], hidden(-0.01, 1), hidden(-1, 1)) for caption in captions]
    drawing = picture([(traces, *axes()), *right, *below], [LEFT, *wide, *CAPTIONS], [PHONE[0], *narrow, *PHONE[2:]])
    return finished(measured, drawing, [*moves, *tracks], len(done) - 1, seconds * (len(done) - 1), unit)


def finished(
    measured: Measured, drawing: dict[str, Any], tracks: Sequence[Track], last: int, seconds: float, unit: str = "line"
) -> Scene:
    """A scene whose drawing is the last step's."""
    final = {track.trace: track.at(last) for track in tracks}
    data = [trace | final.get(trace["uid"], {}) for trace in drawing["data"]]
    return Scene(
        title=title(measured),
        drawing={**drawing, "data": data},
        tracks=tuple(tracks),
        steps=last,
        unit=unit,
        seconds=seconds,
        words=words(measured),
    )


def algorithm(written: dict[str, str], executed: Sequence[str]) -> tuple[list[dict[str, Any]], list[Track]]:
    """The lines of an algorithm, the executed one marked and bold."""
    order = list(written)
    at = [order.index(key) for key in executed]
    pens = np.array([pen(row) for row in at])
    told = [[" " if i == row else text for i, text in enumerate(written.values())] for row in at]
    now = {"x": np.full((len(at), 1), 0.02), "y": np.array(at, dtype=float)[:, None]}
    return rows("code", list(written.values()), " ", "line"), [
        Track("line-pen", "replace", {"x": pens[..., 0], "y": pens[..., 1]}),
        Track("code", "replace", {"text": told}),
        Track("line-now", "replace", {**now, "text": [[written[key]] for key in executed]}),
    ]


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
    past = [f"unit {j}: {f}′({circle(run.into[j])}) = {brief(run.slope[j])}" for j in (0, 1)]
    told = [past if step >= sloped else out if step >= known else [" ", " "] for step in range(len(executed))]
    at = np.array([[0.0, 0.0], [0.0, 1.0]])
    return [texts("told", at, [" ", " "], "middle right", INK, 20, weight="bold")], [
        Track("told", "replace", {"text": told})
    ]
