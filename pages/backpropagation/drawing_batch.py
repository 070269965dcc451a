"""The algorithm on random batches until it is done: the examples, d of every weight, the lines, the error by rounds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figures.backpropagation import AWAY, area, axis, dots, line, texts
from figures.board import Part, board, plain
from figures.theme import INK, LINE, MARKED, MUTED, PAPER
from lesson import Scene, Track, number
from pages.backpropagation.algorithm import circle, given, names
from pages.backpropagation.measure import Measured
from pages.backpropagation.network import BACKWARD, FORWARD, UNIT
from pages.backpropagation.picture import finished, listing
from pages.backpropagation.rounds import DONE, EXAMPLES, Rounds

Array = NDArray[np.float64]
SLOW = 2  # rounds that are shown line by line
FASTER = 1.35  # then each step goes that much further
SECONDS = 1.0
CODE = {
    "repeat": "repeat until done:",
    "draw": "\u2003draw a random batch",
    "example": "\u2003for each example in it:",
    "up": "\u2003\u2003prediction, lowest first",
    "error": "\u2003\u2003error = prediction − target",
    "down": "\u2003\u2003Backprop, highest first: d += …",
    "update": "\u2003w := w − (η/batch_size)·d,  d := 0",
}
ACROSS = np.column_stack([np.arange(EXAMPLES) + 0.36, np.full(EXAMPLES, 0.5)])  # where the examples stand
ABOVE, BESIDE = np.array([0.0, 0.4]), np.array([0.34, 0.0])


Parts = tuple[list[Part], list[Track]]


@dataclass(frozen=True)
class Now:
    """What is shown after a line: the line's key, how many rounds are over, the batch, predictions, errors and d."""

    line: str
    round: int
    batch: tuple[int, ...]
    predictions: tuple[str, ...]
    errors: tuple[str, ...]
    d: Array


def draw_batch(measured: Measured) -> Scene:
    """Two rounds line by line, then further and further until it is done."""
    rounds = measured.rounds
    if rounds is None:
        raise ValueError("batches are not measured in this view")
    done = list(_story(rounds))
    code, tracks = listing(CODE, [now.line for now in done], (0.63, 1.0, 0.47, 1.0))
    drawn = [make(rounds, done) for make in (_examples, _bars, _errors, _told)]
    parts = [part for own, _ in drawn for part in own]
    moves = [track for _, own in drawn for track in own]
    return finished(measured, board([*parts, code]), [*moves, *tracks], len(done) - 1, SECONDS, "step")


def _story(rounds: Rounds) -> Iterator[Now]:
    blank = (" ",) * EXAMPLES
    now = Now("repeat", 0, (), blank, blank, np.zeros(9))
    yield now
    for t in range(min(SLOW, rounds.count)):
        batch = tuple(map(int, rounds.drawn[t]))
        now = Now("draw", t, batch, blank, blank, np.zeros(9))
        yield now
        for k in batch:
            predicted = _with(now.predictions, k, circle(rounds.predictions[t, k]))
            error = _with(now.errors, k, circle(rounds.predictions[t, k] - rounds.y[k]))
            yield (now := replace(now, line="up", predictions=predicted))
            yield (now := replace(now, line="error", errors=error))
            yield (now := replace(now, line="down", d=now.d + rounds.parts[t, k]))
        yield replace(now, line="update", round=t + 1, d=np.zeros(9))
    at = float(SLOW)
    while at < rounds.count:
        at = min(max(at + 1, np.ceil(at * FASTER)), float(rounds.count))
        t = int(at)
        predictions = tuple(map(circle, rounds.predictions[t]))
        errors = tuple(map(circle, rounds.predictions[t] - rounds.y))
        yield Now("repeat", t, tuple(map(int, rounds.drawn[t - 1])), predictions, errors, np.zeros(9))


def _with(texts_of: tuple[str, ...], at: int, text: str) -> tuple[str, ...]:
    return (*texts_of[:at], text, *texts_of[at + 1 :])


def _examples(rounds: Rounds, done: list[Now]) -> Parts:
    """The four examples, those of the batch marked, with what the network predicts of each and its error."""
    halo = np.array([[ACROSS[k] if k in now.batch else AWAY for k in range(EXAMPLES)] for now in done])
    inputs = [f"({given(x[0])}, {given(x[1])})" for x in rounds.x]
    traces = [
        dots("halo", ACROSS, UNIT + 18, MARKED, MARKED),
        dots("units", ACROSS, UNIT, PAPER, INK, 3),
        texts("values", ACROSS, [" "] * EXAMPLES, "middle center", FORWARD, 22, weight="bold"),
        texts("targets", ACROSS + ABOVE, [f"target {given(y)}" for y in rounds.y], "middle center", INK, 18),
        texts("inputs", ACROSS - ABOVE, inputs, "middle center", MUTED, 18),
    ]
    beside = [texts("errors", ACROSS + BESIDE, [" "] * EXAMPLES, "middle right", BACKWARD, 18, weight="bold")]
    tracks = [
        Track("halo", "replace", {"x": halo[..., 0], "y": halo[..., 1]}),
        Track("values", "replace", {"text": [now.predictions for now in done]}),
        Track("errors", "replace", {"text": [now.errors for now in done]}),
    ]
    x, y, place = plain(0, EXAMPLES + 0.1), plain(0, 1), (0.0, 0.6, 0.54, 1.0)
    return [Part(traces, x, y, place, (0.0, 1.0, 0.68, 1.0)), Part(beside, x, y, place, None)], tracks


def _bars(rounds: Rounds, done: list[Now]) -> Parts:
    """d of the nine weights as bars from a line, and the weights under them."""
    largest = max([float(np.abs(now.d).max()) for now in done] + [1e-9])
    heights = np.array([now.d for now in done]) / largest
    x, half = np.arange(9.0), 0.3
    left, right, zero = x - half, x + half, np.zeros_like(heights)
    outline_x = np.stack([left, left, right, right, left], axis=-1).ravel()
    outline_y = np.stack([zero, heights, heights, zero, zero], axis=-1).reshape(len(done), -1)
    numbers = [[circle(d) if d else " " for d in now.d] for now in done]
    beyond = heights + np.where(heights < 0, -0.16, 0.16)
    traces = [
        area("bars", np.column_stack([outline_x, outline_y[0]]), BACKWARD),
        line("zero", np.array([[-0.5, 0], [8.5, 0]]), LINE, 3),
        texts("names", np.column_stack([x, np.full(9, -1.7)]), names(), "middle center", MUTED, 18),
        texts("d", np.array([[-0.95, 0.0]]), ["d"], "middle center", BACKWARD, 24, weight="bold"),
    ]
    written = [
        texts("sums", np.column_stack([x, beyond[0]]), [" "] * 9, "middle center", BACKWARD, 18, weight="bold"),
        texts("weights", np.column_stack([x, np.full(9, -2.15)]), [" "] * 9, "middle center", INK, 20, weight="bold"),
    ]
    tracks = [
        Track("bars", "replace", {"x": outline_x[None], "y": outline_y}),
        Track("weights", "replace", {"text": [[*map(circle, rounds.w[now.round])] for now in done]}),
        Track("sums", "replace", {"x": x[None], "y": beyond, "text": numbers}),
    ]
    across, up, place = plain(-1.3, 8.5), plain(-2.4, 1.35), (0.0, 0.6, 0.0, 0.5)
    return [Part(traces, across, up, place, (0.0, 1.0, 0.36, 0.7)), Part(written, across, up, place, None)], tracks


def _errors(rounds: Rounds, done: list[Now]) -> Parts:
    """The mean error over the four examples after each round, to where it is done."""
    at = np.array([now.round for now in done])
    seen = rounds.errors if not rounds.gone else rounds.errors[:-1]
    first, top = float(seen[0]), 1.1 * max(float(seen.max()), 2 * DONE)
    heights = np.minimum(np.nan_to_num(rounds.errors, nan=9 * top, posinf=9 * top), 9 * top)
    last = max(rounds.count, 1)
    reached = np.minimum(np.arange(len(heights))[None], at[:, None])
    curve = np.column_stack([np.arange(float(len(heights))), heights])
    traces = [
        line("done", np.array([[0.0, DONE], [last, DONE]]), MUTED, 2, "dash"),
        line("error", curve, FORWARD, 4),
        {**dots("tip", curve[-1:], 16, FORWARD), "cliponaxis": True},  # off the map it is not seen
    ]
    tracks = [
        Track("error", "replace", {"x": reached.astype(float), "y": heights[reached]}),
        Track("tip", "replace", {"x": at[:, None].astype(float), "y": heights[at][:, None]}),
    ]
    x = axis(-0.03 * last, last * 1.03, sorted({0, last}), "round")
    y = axis(-0.05 * top, top, [0.0, round(first if first > top / 4 else top / 1.1, 2)])
    return [Part(traces, x, y, (0.71, 0.985, 0.12, 0.36), (0.15, 0.97, 0.13, 0.31))], tracks


def _told(rounds: Rounds, done: list[Now]) -> Parts:
    """The error after the round, in words."""

    def say(t: int) -> str:
        if t == rounds.count and rounds.gone:
            return f"Round {t}: off the map"
        ends = ", done" if t == rounds.count and rounds.done else ""
        return f"Round {t}: mean error {number(rounds.errors[t], 2)}{ends}"

    trace = texts("told", np.array([[0.0, 0.0]]), [" "], "middle right", FORWARD, 18, weight="bold")
    part = Part([trace], plain(-0.01, 1), plain(-1, 1), (0.63, 1.0, 0.375, 0.46), (0.02, 1.0, 0.33, 0.4))
    return [part], [Track("told", "replace", {"text": [[say(now.round)] for now in done]})]
