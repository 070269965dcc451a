"""Which η is each rule's best: every value of the slider is tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lesson import declared
from lesson.shared import eta_field
from optim import RULES, hyperparameters
from optim.many import Race, race_each
from pages.canyon.measure_outcome import distances, staying
from pages.canyon.settings import ETA, Settings
from surfaces import Noisy

Array = NDArray[np.float64]
TRIED = np.array(ETA.options, dtype=float)
TOGETHER = 4  # races of which all η are tried in one run: more would take much memory


@dataclass(frozen=True)
class Best:
    """The η of the slider with which a rule stays within 1 % soonest, and from which step on.

    steps None: with none of them it does; then eta is the one with the lowest final error.
    """

    eta: float
    steps: int | None


def race_of(settings: Settings) -> Race:
    """What the rules of these settings run on."""
    surface = settings.objective()
    objective = Noisy(surface, settings.noise, settings.seed) if settings.noise else surface
    return Race({name: settings.rule(name) for name in settings.rules}, objective, settings.start(), settings.steps)


def bests(many: Sequence[Settings]) -> list[Mapping[str, Best]]:
    """For each of these settings the best η of each rule that races; of all as one run where they have the same."""
    asked = [_whatever_eta(settings) for settings in many]
    known = {one: _kept(one) for one in dict.fromkeys(asked)}
    new = [one for one, found in known.items() if not found]
    for i in range(0, len(new), TOGETHER):
        for one, found in zip(new[i : i + TOGETHER], _bests(new[i : i + TOGETHER]), strict=True):
            known[one].update(found)
    return [known[one] for one in asked]


def best_eta(settings: Settings) -> Settings:
    """For each racing rule the η of the slider with the fewest steps until it stays within 1 %."""
    found = bests([settings])[0]
    return replace(settings, each=True, **{eta_field(name): best.eta for name, best in found.items()})


@lru_cache(maxsize=512)
def _kept(settings: Settings) -> dict[str, Best]:
    """What has been found for settings, to be filled."""
    del settings
    return {}


def _whatever_eta(settings: Settings) -> Settings:
    """The same race whatever η is set, however it is looked at."""
    names = ("each", "eta", "view", *map(eta_field, settings.rules))
    defaults = {name: declared(settings)[name].default for name in names}
    return replace(settings, **defaults)


def _bests(many: Sequence[Settings]) -> list[dict[str, Best]]:
    found: list[dict[str, Best]] = [{} for _ in many]
    races = [race_of(settings) for settings in many]
    known = {name for name in many[0].rules if "eta" in hyperparameters(RULES[name])}
    races = [replace(one, rules={name: one.rules[name] for name in one.rules if name in known}) for one in races]
    for name, tried in (race_each(races, "eta", TRIED) if known else {}).items():
        ends = np.asarray(tried.diverged_at)  # (K, V)
        for i, settings in enumerate(many):
            steps = settings.steps
            here = (ends[:, i] < 0) | (ends[:, i] > steps)
            gaps = distances(tried.w[: steps + 1, :, i], settings.objective().minima)
            taken = np.where(here, staying(gaps), steps + 1)
            final = np.where(here, tried.value[steps, :, i], np.inf)
            best = int(np.lexsort((final, taken))[0])
            found[i][name] = Best(float(TRIED[best]), int(taken[best]) if taken[best] <= steps else None)
    return found
