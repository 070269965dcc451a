"""The picture of networks that the validation part chooses, and of their test errors, which come last."""

import numpy as np

from figures.board import Part, board, said
from figures.curves import RED, TEAL, dots, line, values_axis
from figures.theme import MUTED
from lesson import Scene, Track, number
from pages.generalization.chart import OFF
from pages.generalization.measure_test import Tested
from pages.generalization.settings import WIDTHS
from pages.generalization.words import title, words_of_test

GONE = -99.0  # left of the axis


def draw_test(measured: Tested) -> Scene:
    """One network after the other is trained; the last step is the test."""
    top, splits, steps = measured.top, len(measured.lowest), len(WIDTHS)
    whole = measured.settings.seeds
    x = np.arange(1.0, splits + 1)
    tried = np.minimum(measured.lowest, OFF * top)
    chosen = np.minimum.accumulate(tried, axis=1).T
    afterwards = np.minimum(measured.afterwards, OFF * top)
    traces = []
    tracks = []
    for i in range(steps):
        traces.append(dots(f"tried-{i}", x, tried[:, i], MUTED, 9))
        if i:
            shown = np.stack([np.full(splits, GONE), x])
            tracks.append(Track(f"tried-{i}", "replace", {"x": shown}, i))
    for k in range(splits):
        traces.append(line(f"gap-{k}", [x[k], x[k]], [chosen[-1, k], afterwards[k]], RED, 3))
        tracks.append(Track(f"gap-{k}", "replace", {"x": np.array([[GONE, GONE], [x[k], x[k]]])}, steps))
    traces.append(dots("chosen", x, chosen[-1], TEAL, 18))
    tracks.append(Track("chosen", "replace", {"y": np.vstack([chosen, chosen[-1:]])}))
    traces.append(dots("tested", x, afterwards, RED, 18, "diamond"))
    tracks.append(Track("tested", "replace", {"x": np.stack([np.full(splits, GONE), x])}, steps))
    middles = [float(np.median(row)) for row in np.vstack([chosen, chosen[-1:]])]
    texts = [[f"chosen: {number(one, 2)}", " "] for one in middles]
    texts[-1][1] = f"test: {number(float(np.median(afterwards)), 2)}"
    names = said("names", [whole + 0.45] * 2, [0.3 * top, 0.42 * top], texts[-1], "middle right", [TEAL, RED], 22)
    tracks.append(Track("names", "replace", {"text": texts}))
    networks = [[f"{i + 1} of {steps} tried"] for i in range(steps)] + [["now the test"]]
    count = said("count", [whole + 0.45], [0.9 * top], networks[-1], "middle right", MUTED, 20)
    tracks.append(Track("count", "replace", {"text": networks}))
    ticks = range(1, whole + 1)
    across = {
        **values_axis(0.4, 1.62 * whole + 0.6, "split of the examples", ticks),
        "ticktext": [str(measured.settings.seed + i) for i in range(whole)],
        "showline": False,
    }
    part = Part([*traces, names, count], across, values_axis(0, top, "error"), (0.08, 1, 0.14, 1), (0.16, 1, 0.12, 1))
    return Scene(
        title=title(measured.settings),
        drawing=board([part]),
        tracks=tuple(tracks),
        steps=steps,
        words=words_of_test(measured),
        unit="step",
        progress=splits / whole,
    )
