"""RMSProp, Adam and SGD in plain numpy, and random settings of the RMSProp page's acts."""

import numpy as np

from lesson import declared
from pages.rmsprop import PAGE
from pages.rmsprop.settings import OWN, Settings

ACTS = {act.name: act for act in PAGE.acts}
VIEWS = {
    "size": "slope",
    "history": "fall",
    "canyon": "history",
    "rest": "rest",
    "factor": "factor",
    "epsilon": "epsilon",
}
SEVERAL = 80  # random settings an act
FALL = 20


def said(chosen, act):
    return PAGE.scene(chosen, act).answer


def somewhere(act, count=SEVERAL):
    """Settings as a visitor may come to: an act's own, with some of the controls moved, far more often than not."""
    random = np.random.default_rng(sum(map(ord, act)))
    opening = PAGE.opening(ACTS[act])
    fields = declared(Settings)
    for _ in range(count):
        moved = {}
        for name in OWN[opening.view]:
            if random.random() < 0.45:
                values = fields[name].values
                if name == "steps":
                    values = [value for value in values if value <= 300] + [1, 2, 3, 5]
                moved[name] = values[random.integers(len(values))]
        yield Settings(**{**ACTS[act].settings, **moved})


def rmsprop(eta, rho, epsilon, start, gradient, steps, outside=False):
    """w (T+1, P), g, r and step/η (T, P)."""
    w, r = np.array(start, dtype=float), np.zeros(len(start))
    places, slopes, averages, sizes = [w], [], [], []
    for t in range(steps):
        g = gradient(w, t)
        r = rho * r + (1 - rho) * g**2
        size = g / (np.sqrt(r) + epsilon if outside else np.sqrt(r + epsilon))
        w = w - eta * size
        for kept, new in zip((places, slopes, averages, sizes), (w, g, r, size), strict=True):
            kept.append(new)
    return map(np.array, (places, slopes, averages, sizes))


def sgd(eta, start, gradient, steps):
    w = [np.array(start, dtype=float)]
    with np.errstate(all="ignore"):
        for t in range(steps):
            w.append(w[-1] - eta * gradient(w[-1], t))
    return np.array(w)


def adam(eta, epsilon, start, gradient, steps):
    w, s, r = [np.array(start, dtype=float)], 0.0, 0.0
    for t in range(1, steps + 1):
        g = gradient(w[-1], t)
        s, r = 0.9 * s + 0.1 * g, 0.999 * r + 0.001 * g**2
        w.append(w[-1] - eta * (s / (1 - 0.9**t)) / (np.sqrt(r / (1 - 0.999**t)) + epsilon))
    return np.array(w)


def in_canyon(chosen, factor=None):
    curvature = np.array([4 / chosen.kappa, 4.0]) * (chosen.scale if factor is None else factor)
    return lambda w, t: curvature * w


def of(chosen, start, gradient, **other):
    return rmsprop(chosen.eta, chosen.rho, chosen.epsilon, start, gradient, chosen.steps, **other)


def on_slopes(chosen, **other):
    slopes = np.array([chosen.slope, chosen.flat])
    return of(chosen, (0.0, 0.0), lambda w, t: slopes, **other)


def close_to(value, expected, by=0.006):
    return abs(value - expected) <= by * abs(expected) + 1e-12
