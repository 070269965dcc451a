"""What trainings side by side come to: their errors, what each has learnt, what the view shows of the networks."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from networks import KeptTrainings, Recipe, Training, TrainingError, accuracy, alongside, learned, naive
from networks.learning import Learned, median
from optim import NEVER
from pages.network_race.measure_baseline import Against, measure_against
from pages.network_race.measure_decisions import Decisions, measure_decisions
from pages.network_race.measure_rates import Rates, at_rates, at_the_best, measure_rates, train_rates
from pages.network_race.measure_units import Units, measure_units
from pages.network_race.measure_weights import WeightPaths, measure_weights
from pages.network_race.settings import ETAS, Entrant, Settings

Array = NDArray[np.float64]
LEARNT = 0.25  # of the naive baseline's training error: below it a network counts as having learnt
LOWEST, HIGHEST = 1e-3, 1e-2  # the lowest error that pictures show, by decades as low as need be
LEAST = 1e-12  # what is below is as good as this
FIRST, BETWEEN = 0.05, 0.15  # seconds of training before the first picture of it, and between two

kept = KeptTrainings(16 * 2**20)


@dataclass(frozen=True)
class Errors:
    """The error on one part of the data, above 0, as a logarithm needs it.

    median: name -> over the seeds that did not diverge (k,), of one of which all did up to there. bands: name -> the
    least and the largest, with several seeds. baseline: the naive one's error.
    """

    median: Mapping[str, Array]
    bands: Mapping[str, tuple[Array, Array]]
    baseline: float


@dataclass(frozen=True)
class Measured:
    """Trainings of so many epochs, complete or as far as they are done.

    entrants: what is compared, etas: the η of each. lowest: error that is shown, learnt: below which one counts as
    learnt. accuracy: name -> the share of the validation part that is classed right, None for a regression. reached:
    name -> the first epoch at which the training error's median was below `learnt`. seen: what the view shows; of
    several η the rest is each rule's at its best. against: the one network and the naive baseline, where that is asked.
    """

    settings: Settings
    entrants: Mapping[str, Entrant]
    etas: Mapping[str, float]
    epochs: int
    complete: bool
    lowest: float
    learnt: float
    training: Errors
    validation: Errors
    learned: Mapping[str, Learned]
    accuracy: Mapping[str, float | None]
    reached: Mapping[str, int]
    seen: Decisions | Units | WeightPaths | Rates
    against: Against | None

    def steps(self, name: str) -> int:
        """The steps that an entrant has made."""
        return self.epochs * -(-len(self.settings.data().x) // self.entrants[name].batch_size)


def measure(settings: Settings) -> Measured:
    """The complete training of these settings."""
    *_, done = training(settings)
    return _measured(settings, done)


def grow(settings: Settings) -> Iterator[Measured]:
    """The training as it goes on, the last one complete; none between that would be overtaken at once."""
    spent, due = 0.0, FIRST  # seconds of training
    clock = time.perf_counter()
    for done in training(settings):
        spent += time.perf_counter() - clock
        left = spent * (settings.trained() / done.epochs - 1)
        if done.complete:
            yield _measured(settings, done)
        elif spent >= due and left >= FIRST:
            yield _measured(settings, done)
            due = spent + BETWEEN
        clock = time.perf_counter()


def training(settings: Settings) -> Iterator[Training]:
    """The training as it goes on, the last one complete; w is (E+1, seeds, P), over several η (E+1, η, seeds, P)."""
    entrants = settings.entrants()
    if settings.view == "etas":
        objective, start, _ = _task(settings, _recipe(settings, entrants))
        return train_rates(settings, objective, start)
    if _share_a_pass(entrants):
        return _trained(settings, entrants)
    return alongside({name: _trained(settings, {name: entrant}) for name, entrant in entrants.items()})


def runs(settings: Settings) -> dict[str, Recipe]:
    """The trainings: one of all the rules, or one of each entrant, or one at each η."""
    entrants = settings.entrants()
    if settings.view == "etas":
        one = _recipe(settings, entrants)
        return {f"η = {eta:g}": replace(one, rules=at_rates(one.rules, eta)) for eta in ETAS}
    if _share_a_pass(entrants):
        return {"": _recipe(settings, entrants)}
    return {name: _recipe(settings, {settings.whose: entrant}) for name, entrant in entrants.items()}


def _share_a_pass(entrants: Mapping[str, Entrant]) -> bool:
    return len({(entrant.network, entrant.batch_size) for entrant in entrants.values()}) == 1


def _trained(settings: Settings, entrants: Mapping[str, Entrant]) -> Iterator[Training]:
    """Rules that share network and batches, in one pass."""
    recipe = _recipe(settings, entrants)
    objective, start, task = _task(settings, recipe)
    return kept.train(task, recipe.rules, objective, start, recipe.epochs)


def _recipe(settings: Settings, entrants: Mapping[str, Entrant]) -> Recipe:
    """Of entrants that share network and batches."""
    first = next(iter(entrants.values()))
    return Recipe(
        rules={name: settings.rule(entrant.rule) for name, entrant in entrants.items()},
        network=first.network,
        scheme=settings.scheme(),
        dataset=settings.dataset,
        noise=settings.noise,
        size=settings.size,
        drawn=settings.seed,
        seeds=settings.trained_seeds(),
        batch_size=first.batch_size,
        epochs=settings.trained(),
        l1=settings.l1,
        l2=settings.l2,
    )


def _task(settings: Settings, recipe: Recipe) -> tuple[TrainingError, Array, tuple[object, ...]]:
    known = (recipe.network, recipe.dataset, recipe.noise, recipe.size, recipe.batch_size, recipe.seeds)
    return recipe.objective(settings.data()), recipe.start(), (*known, recipe.l1, recipe.l2)


def _measured(settings: Settings, done: Training) -> Measured:
    entrants, data, complete = settings.entrants(), settings.data(), done.complete
    any_network = next(iter(entrants.values())).network
    baseline, beyond = naive(any_network, data.y), naive(any_network, data.y, data.y_val)
    learnt, rates = LEARNT * baseline, None
    etas = {name: settings.eta_of(entrant.rule) for name, entrant in entrants.items()}
    if settings.view == "etas":
        rates = measure_rates(done, learnt)
        done, etas = at_the_best(rates, done)
    least = min(float(error.min()) for errors in (done.error, done.validation) for error in errors.values())
    lowest = min(max(10 ** np.floor(np.log10(max(least, LOWEST))), LOWEST), HIGHEST)
    return Measured(
        settings=settings,
        entrants=entrants,
        etas=etas,
        epochs=done.epochs,
        complete=complete,
        lowest=lowest,
        learnt=learnt,
        training=_errors(done.error, done.diverged_at, baseline),
        validation=_errors(done.validation, done.diverged_at, beyond),
        learned={
            name: learned(error, done.validation[name], done.diverged_at[name], baseline)
            for name, error in done.error.items()
        },
        accuracy={name: accuracy(entrants[name].network, data, w[-1]) for name, w in done.w.items()},
        reached=_reached(done, learnt),
        seen=rates if rates is not None else _seen(settings, entrants, done),
        against=measure_against(any_network, data, done) if settings.shown() == "baseline" else None,
    )


def _seen(settings: Settings, entrants: Mapping[str, Entrant], done: Training) -> Decisions | Units | WeightPaths:
    match settings.shown():
        case "weights":
            return measure_weights(settings, done)
        case "units":
            return measure_units(settings, done)
        case _:
            return measure_decisions(settings, entrants, done)


def _errors(errors: Mapping[str, Array], ends: Mapping[str, NDArray[np.int64]], baseline: float) -> Errors:
    middle: dict[str, Array] = {}
    bands: dict[str, tuple[Array, Array]] = {}
    for name, error in errors.items():
        stayed = ends[name] == NEVER
        shown = error[:, stayed] if stayed.any() else error[: int(ends[name].max())]
        shown = np.minimum(np.maximum(shown, LEAST), 1e30)  # beyond the axis a curve only has to leave the picture
        middle[name] = median(shown)
        if shown.shape[1] > 1:
            bands[name] = shown.min(1), shown.max(1)
    return Errors(middle, bands, baseline)


def _reached(done: Training, learnt: float) -> dict[str, int]:
    """Where all seeds diverged, what was reached before counts; else those that diverged do not."""
    found: dict[str, int] = {}
    for name, error in done.error.items():
        ends = done.diverged_at[name]
        stayed = ends == NEVER
        below = median(error[:, stayed] if stayed.any() else error[: int(ends.max())]) < learnt
        if below.any():
            found[name] = int(below.argmax())
    return found
