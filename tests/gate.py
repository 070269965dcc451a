"""Pages whose computations go on as a test lets them."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from lesson import Act, Answer, Page, Scene, Track, Words, check, setting

PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Settings:
    """How many pieces a computation has, and a number that tells it from others."""

    pieces: int = setting(3, label="Pieces", bounds=(1, 1000))
    number: int = setting(0, label="Number", bounds=(0, 10**6))

    def __post_init__(self):
        check(self)


class Gate:
    """Lets pieces of computations through, and counts those begun and done."""

    def __init__(self):
        self.pieces = threading.Semaphore(10**6)
        self.begun, self.done, self.at_once, self.most = [], [], 0, 0
        self.lock = threading.Lock()

    def close(self):
        self.pieces = threading.Semaphore(0)

    @contextmanager
    def through(self, settings):
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        assert self.pieces.acquire(timeout=PATIENCE)
        yield
        with self.lock:
            self.at_once -= 1
            self.done.append(settings)


def pages(gate: Gate) -> list[Page]:
    """Three pages: one whose computation takes long, one whose is short, and one whose always fails."""

    def measure(settings):
        gate.begun.append(settings)
        with gate.through(settings):
            return settings, 1.0

    def grow(settings):
        gate.begun.append(settings)
        for piece in range(1, settings.pieces + 1):
            with gate.through(settings):
                pass
            yield settings, piece / settings.pieces

    def fail(settings):
        gate.begun.append(settings)
        raise ArithmeticError("no")

    acts = (Act("only", "Which?", ("this",), lambda measured: Answer(None, "No.")),)
    short = Page("short", "Short", "Short", "Test", Settings, acts, measure, draw)
    return [short, replace(short, name="long", grow=grow), replace(short, name="wrong", measure=fail)]


def draw(measured):
    settings, progress = measured
    x = np.arange(5000.0) + settings.number
    drawing = {"data": [{"uid": "a", "type": "scatter", "x": x, "y": x}], "layout": {}}
    words = Words(f"Number {settings.number}.")
    return Scene("Numbers", drawing, (Track("a", "grow", {"x": x, "y": x}),), 4999, words, progress=progress)
