"""Random races of the canyon page, and what plain loops find of each run."""

import math
import re
from dataclasses import replace
from functools import cache

import numpy as np

from lesson import declared
from optim import RULES, race
from pages.canyon import PAGE
from pages.canyon.measure import measure
from pages.canyon.settings import Settings
from surfaces import SURFACES, Noisy, canyon

MANY = 420
ran = cache(measure)


def drawn_settings(seed):
    """Random settings about an act's own: each surface often, η over its whole slider, short and long runs."""
    random = np.random.default_rng(seed)
    act = PAGE.acts[seed % len(PAGE.acts)]
    changes = {"steps": int(random.choice([1, 2, 3, 7, 20, 60, 100, 180]))}
    etas = declared(Settings)["eta"].options
    if random.random() < 0.75:
        changes["surface"] = str(random.choice([*SURFACES]))
    if random.random() < 0.6:
        changes["eta"] = float(random.choice(etas))
    for name in ("kappa", "theta", "alpha", "rho", "beta1", "beta2"):
        if random.random() < 0.25:
            changes[name] = float(random.choice(declared(Settings)[name].values))
    if random.random() < 0.2:
        changes["noise"] = float(random.choice([0.1, 1.0, 3.0]))
    if random.random() < 0.5:
        changes["rules"] = tuple(str(name) for name in random.choice([*RULES], random.integers(1, 5), replace=False))
    if random.random() < 0.2:
        changes["bias_correction"] = False
    settings = replace(PAGE.opening(act), x0=None, y0=None, **changes)
    if random.random() < 0.4:
        (x0, x1), (y0, y1) = settings.objective().domain
        settings = replace(settings, x0=float(random.uniform(x0, x1)), y0=float(random.uniform(y0, y1)))
    return act, settings


def paths(settings):
    """Each rule's run as a list of points as far as it goes, and whether it ended by diverging; from `race` alone."""
    at = SURFACES[settings.surface] if settings.surface != "canyon" else canyon(settings.kappa, settings.theta)
    seen = Noisy(at, settings.noise, settings.seed) if settings.noise else at
    runs = race({name: settings.rule(name) for name in settings.rules}, seen, settings.start(), settings.steps)
    return at, {name: (run.w[: run.last + 1], run.diverged_at) for name, run in runs.items()}


def gap(w, minima):
    return min((math.hypot(w[0] - x, w[1] - y) for x, y in minima), default=math.inf)


def inside(w, domain):
    return all(low <= x <= high for x, (low, high) in zip(w, domain, strict=True))


def left_at(done, surface):
    """The step from which on a run is off the map, or None."""
    there = [all(low <= x <= high for x, (low, high) in zip(w, surface.domain, strict=True)) for w in done.w]
    if done.diverged_at is None and there[-1]:
        return None
    return max((step + 1 for step, inside in enumerate(there[: done.last + 1]) if inside), default=0)


def told(settings):
    """What independent loops find: for each rule (first, stays, left_at, steps outside)."""
    at, found = paths(settings)
    facts = {}
    for name, (w, diverged) in found.items():
        limit = gap(w[0], at.minima) / 100
        near = [gap(point, at.minima) <= limit for point in w]
        there = [inside(point, at.domain) for point in w]
        first = near.index(True) if True in near else None
        stays = left_at = None
        if diverged is not None or not there[-1]:
            left_at = max((step + 1 for step, within in enumerate(there) if within), default=0)
        elif near[-1]:
            stays = max((step + 1 for step, within in enumerate(near) if not within), default=0)
        facts[name] = (first, stays, left_at, there.count(False) if left_at is None else None)
    return facts


def sentences(settings):
    return {text.split("**")[1]: text for text in PAGE.draw(ran(settings)).words.sentences if text.startswith("**")}


def numbered(text):
    """The numbers of a text, as they are meant."""
    found = []
    for sign, size, _, power in re.findall(r"(−?)(\d+(?:\.\d+)?)(·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text):
        exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))) if power else 0
        found.append(float(size) * 10.0**exponent * (-1 if sign else 1))
    return found
