"""Scenes of the network race, taken apart."""

import sys

import numpy as np

from lesson import declared
from lesson.pack import encode, pack
from optim import RULES
from pages.network_race import PAGE
from pages.network_race.measure import training
from pages.network_race.settings import Settings

MEASURE = sys.modules[PAGE.measure.__module__]
EVERY = tuple(RULES)
EACH = Settings(each=True, epochs=30, rules=EVERY)
STEEP = Settings(dataset="sine", activation="identity", eta=3.0)  # SGD diverges
VALUES = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
FIELDS = {
    *(
        "view",
        "whose",
        "rules",
        "dataset",
        "noise",
        "size",
        "layers",
        "width",
        "activation",
        "batch_size",
        "epochs",
        "seeds",
        "l1",
        "l2",
    ),
    *("seed", "each", "eta", "eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam", "eta_nesterov", "eta_adagrad"),
    *("eta_adamw", "alpha", "rho", "beta1", "beta2", "epsilon", "bias_correction", "weight_decay"),
}
ACT_OF = {PAGE.opening(act).view: act for act in PAGE.acts}


def scene(settings):
    return PAGE.scene(settings, ACT_OF[settings.view].name)


def complete(settings):
    *_, done = training(settings)
    return done


def packed(shown):
    return pack(encode(shown))


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def tracks(shown):
    return {track.trace: track for track in shown.tracks}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


def numbers(value):
    """Every number and array in nested dicts, lists and tuples."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, np.ndarray | int | float):
        yield value


def drawable(shown):
    """A scene whose every number is finite, and that can be sent."""
    parts = [shown.drawing, *(track.values for track in shown.tracks), *(part.values for part in shown.readouts)]
    assert all(np.isfinite(value).all() for part in parts for value in numbers(part))
    assert len(packed(shown)) < 1_500_000
    for axis, layout in shown.drawing["layout"].items():
        if axis.startswith(("xaxis", "yaxis")):
            low, high = layout["range"]
            assert low != high  # an axis may run backward
    return True
