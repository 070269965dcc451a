"""Every rule at every η of a row, trained in one pass: where has it learnt?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import Training, TrainingError, train
from optim import NEVER, Rule
from pages.network_race.settings import ETAS, Settings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """etas (n,). error: name -> the training error's median over the seeds (E+1, n), ∞ where the half of them
    diverged. learnt: name -> (E+1, n), is it below the error that counts as learnt?"""

    etas: Array
    error: Mapping[str, Array]
    learnt: Mapping[str, NDArray[np.bool_]]

    def learnt_at(self, name: str) -> Array:
        """The η at which a rule has learnt in the end."""
        return self.etas[self.learnt[name][-1]]


def at_rates(rules: Mapping[str, Rule], eta: Any) -> dict[str, Any]:
    """The rules with this η, those that have one."""
    known: dict[str, Any] = dict(rules)
    return {
        name: replace(rule, eta=eta) if "eta" in {field.name for field in fields(rule)} else rule
        for name, rule in known.items()
    }


def train_rates(settings: Settings, objective: TrainingError, start: Array) -> Iterator[Training]:
    """The trainings at every η, as they go on; weights are (E+1, η, seeds, P)."""
    rules = at_rates({name: settings.rule(name) for name in settings.rules}, np.array(ETAS)[:, None, None])
    everywhere = np.broadcast_to(start, (len(ETAS), *start.shape))
    yield from train(rules, objective, everywhere, settings.trained())


def measure_rates(done: Training, learnt: float) -> Rates:
    """Where each rule has learnt, from a training of `train_rates`."""
    errors: dict[str, Array] = {}
    for name, error in done.error.items():
        gone = done.diverged_at[name] != NEVER
        epochs = np.arange(len(error))[:, None, None]
        out = (gone & (epochs >= done.diverged_at[name])) | ~np.isfinite(error)
        with np.errstate(invalid="ignore"):  # the median of two that are both ∞
            middle = np.median(np.where(out, np.inf, error), axis=-1)
        errors[name] = np.where(np.isnan(middle), np.inf, middle)
    return Rates(np.array(ETAS), errors, {name: error < learnt for name, error in errors.items()})


def at_the_best(rates: Rates, done: Training) -> tuple[Training, dict[str, float]]:
    """Of each rule the training with the η whose error is lowest at the end, and that η."""
    best = {name: int(error[-1].argmin()) for name, error in rates.error.items()}

    def of(arrays: Mapping[str, Any]) -> dict[str, Any]:
        return {name: array[:, best[name]] for name, array in arrays.items()}

    ends = {name: done.diverged_at[name][best[name]] for name in best}
    chosen = Training(of(done.w), of(done.error), of(done.validation), ends, done.complete)
    return chosen, {name: float(rates.etas[i]) for name, i in best.items()}
