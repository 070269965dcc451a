"""Dropout against over-fitting: the same training without it and with it, on a set small enough to overfit."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.decision import decision_map, examples, fitted, targets
from figures.grid import Cell, Row, grid, hidden
from figures.panels import Panel
from figures.theme import STYLES, Style
from networks import DATASETS, Data, Network, TrainingError, initial, naive, train
from optim import Adam
from scenes import decisions
from scenes.learning import Learned, measure
from scenes.scene import Scene, Track
from scenes.tracks import panel_tracks

Array = NDArray[np.float64]
SETS = ("circle", "moons", "xor", "spiral", "sine")
EXAMPLES = 60  # half of them to train on
ETA = 0.03
FRAMES = 30  # pictures of the boundary in one training
RATES = (0.0, 0.2, 0.5, 0.8, 0.95)  # that the answer compares
CLOSE = 0.9  # a training error of this share of the baseline's is as good as nothing learnt
NOTE = (
    f"Two hidden layers of tanh units; of {EXAMPLES} examples half are to train on, drawn as points, all in one batch; "
    f"Adam with η = {ETA}. Above: what the first seed's network makes of the inputs. Curves: medians over the seeds; "
    "bands: from the least to the most."
)
PLAIN, DROPPED = "no dropout", "dropout"
LOOK = {PLAIN: Style(STYLES["Momentum"].colour, "dash", "square"), DROPPED: STYLES["SGD"]}


@dataclass(frozen=True)
class Task:
    """What is learnt: a data set, and how often. seeds: how many trainings, each with its own start and masks."""

    dataset: str
    noise: float
    width: int
    epochs: int
    seeds: int
    seed: int

    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        return DATASETS[self.dataset].data(self.seed, self.noise, EXAMPLES)

    def network(self, rate: float = 0.0) -> Network:
        """Two hidden layers of tanh units."""
        dataset = DATASETS[self.dataset]
        return Network((dataset.columns, self.width, self.width, dataset.outputs), "tanh", dataset.output, rate)

    def baselines(self) -> tuple[float, float]:
        """The naive baseline's error on the training and on the validation part."""
        data, network = self.data(), self.network()
        return naive(network, data.y), naive(network, data.y, data.y_val)


@dataclass(frozen=True)
class Fit:
    """A training of E epochs with S seeds, in evaluation.

    error, validation: (E+1, S). pictures: what the first seed's network makes of the inputs, every `stride` epochs, as
    bytes (F, side, side) or, of a curve, its values (F, points). learned: what it came to.
    """

    error: Array
    validation: Array
    pictures: NDArray[Any]
    stride: int
    learned: Learned


@lru_cache(maxsize=64)
def fit(task: Task, rate: float) -> Fit:
    """Adam on all training examples at once; the starts are the same for every rate."""
    network, data = task.network(rate), task.data()
    seeds = tuple(range(task.seed, task.seed + task.seeds))
    start = np.stack([initial(network, seed=seed) for seed in seeds])
    *_, done = train({"Adam": Adam(ETA)}, TrainingError(network, data, EXAMPLES, seeds), start, task.epochs)
    seen = decisions.view(DATASETS[task.dataset], data)
    stride, drawn = decisions.epochs_drawn(network, len(seen.grid), 2, task.epochs, FRAMES)
    shown = decisions.predictions(network, seen, {"": done.w["Adam"][drawn, 0]})[""]
    return Fit(
        done.error["Adam"],
        done.validation["Adam"],
        shown[..., 0].astype(float) if seen.kind == "curve" else decisions.shades(shown),
        stride,
        measure(done.error["Adam"], done.validation["Adam"], done.diverged_at["Adam"], task.baselines()[0]),
    )


def overfitting(task: Task, rate: float) -> Scene:
    """Both trainings beside each other, their errors under them."""
    fits = {PLAIN: fit(task, 0.0), DROPPED: fit(task, rate)}
    cells, tracks = _pictures(task, fits)
    panels = _panels(task, fits)
    return Scene(
        drawing=grid([Row(cells, 1.15, wrap=2), Row(panels)], task.epochs, "epoch"),
        tracks=(*tracks, *(track for panel in panels for track in panel_tracks(panel))),
        steps=task.epochs,
        summary=_summary(task, rate, fits),
        sentences=_claims(task, rate, fits),
        unit="epoch",
    )


def _pictures(task: Task, fits: dict[str, Fit]) -> tuple[list[Cell], list[Track]]:
    data = task.data()
    seen = decisions.view(DATASETS[task.dataset], data)
    cells: list[Cell] = []
    tracks: list[Track] = []
    for i, (name, one) in enumerate(fits.items()):
        x, y = (hidden(*ends) for ends in seen.range)
        uid = f"fit-{i}"
        if seen.kind == "curve":
            along = np.linspace(*seen.range[0], decisions.CURVE)
            traces = [targets(f"examples-{i}", seen.x, seen.y), fitted(uid, along, one.pictures[-1], LOOK[name])]
            tracks.append(Track(uid, "replace", {"x": along[None], "y": one.pictures}, one.stride))
            cells.append(Cell(traces, x, y, None, name, LOOK[name].colour))
        else:
            traces = [
                decision_map(uid, one.pictures[-1], *seen.range, 2),
                *examples(f"examples-{i}", seen.x, seen.y, seen.label, 2),
            ]
            tracks.append(Track(uid, "replace", {"z": one.pictures}, one.stride))
            cells.append(Cell(traces, x, y, 1.0, name, LOOK[name].colour))
    return cells, tracks


def _panels(task: Task, fits: dict[str, Fit]) -> list[Panel]:
    baselines = task.baselines()
    # The axis follows the training without dropout alone, so that a drag of the rate redraws only the curves.
    # What happens before a tenth of the epochs, where Adam's first steps may jump, does not count.
    plain = np.median(fits[PLAIN].validation, axis=1)[task.epochs // 10 :]
    top = float(np.ceil(2.1 * max(*baselines, plain.max())) / 2)
    parts = {"training": [one.error for one in fits.values()], "validation": [one.validation for one in fits.values()]}
    return [
        Panel(
            key=part,
            title=f"{part} error",
            curves={name: np.median(error, axis=1) for name, error in zip(fits, errors, strict=True)},
            styles=LOOK,
            range=(0.0, top),
            guides={"naive" if part == "training" else "": baseline},  # in the other one names are at its end
            named=part == "validation",
            bands={name: (error.min(1), error.max(1)) for name, error in zip(fits, errors, strict=True)},
        )
        for (part, errors), baseline in zip(parts.items(), baselines, strict=True)
    ]


def _medians(task: Task) -> str:
    return f"medians of {task.seeds} seeds" if task.seeds > 1 else "one seed"


def _summary(task: Task, rate: float, fits: dict[str, Fit]) -> str:
    plain, dropped = (one.learned for one in fits.values())
    return (
        f"After {task.epochs} epochs, {_medians(task)}: training error {plain.error:.3g} without dropout and "
        f"{dropped.error:.3g} at rate {rate:g}, validation error {plain.validation:.3g} without and "
        f"{dropped.validation:.3g} with."
    )


def _claims(task: Task, rate: float, fits: dict[str, Fit]) -> tuple[str, ...]:
    plain, dropped = fits.values()
    baseline = task.baselines()[0]
    if rate == 0:
        return (
            _ended("Without dropout", plain.learned),
            "**At rate 0** nothing is dropped: both trainings are the same.",
        )
    lower = int((dropped.validation[-1] < plain.validation[-1]).sum())
    if task.seeds > 1:
        helps = f"lower with dropout than without in {lower} of {task.seeds} seeds"
    else:
        helps = "lower with dropout than without" if lower else "no lower with dropout than without"
    return (
        _ended("Without dropout", plain.learned),
        _ended(f"At rate {rate:g}", dropped.learned),
        f"**Does it help here?** The validation error ends {helps}; stopped at its "
        f"best epoch, the training without dropout would have had {plain.learned.lowest:.3g}.",
        _learnt(rate, dropped.learned, baseline),
    )


def _ended(when: str, learned: Learned) -> str:
    since = ", and has risen since while the training error fell: over-fitting" if learned.overfits else ""
    return (
        f"**{when}** the training error ends at {learned.error:.3g} and the validation error at "
        f"{learned.validation:.3g}. The latter was lowest at epoch {learned.best}, {learned.lowest:.3g}{since}."
    )


def _learnt(rate: float, learned: Learned, baseline: float) -> str:
    share = f"{100 * (learned.error or 0) / baseline:.2g}\u00a0% of the naive baseline's {baseline:.3g}"
    if too_high(learned, baseline):
        return (
            f"**Too high a rate?** Yes: at {rate:g} the training error is {share}. With so many units gone hardly "
            "anything is learnt: under-fitting."
        )
    return f"**Too high a rate?** No: at {rate:g} the training error is {share}, so the network still learns."


def too_high(learned: Learned, baseline: float) -> bool:
    """Is the training error as good as the naive baseline's on the training part?"""
    return (learned.error or 0.0) > CLOSE * baseline


def answer(task: Task) -> str:
    """Several rates on the same task, in Markdown."""
    results = {rate: fit(task, rate).learned for rate in RATES}
    baseline, on_validation = task.baselines()
    best = min(results, key=lambda rate: results[rate].validation or 0.0)
    over = [f"{rate:g}" for rate, learned in results.items() if too_high(learned, baseline)]
    columns = ["rate", *(f"{rate:g}" for rate in RATES), "naive baseline"]
    rows = [
        ["training error", *(f"{learned.error:.3g}" for learned in results.values()), f"{baseline:.3g}"],
        ["validation error", *(f"{learned.validation:.3g}" for learned in results.values()), f"{on_validation:.3g}"],
    ]
    table = "\n".join(
        "| " + " | ".join(cells) + " |" for cells in [columns, [":--"] + ["--:"] * (len(RATES) + 1), *rows]
    )
    helped = "**Here it does not help**" if best == 0 else f"**Here rate {best:g} helps most**"
    high = f"At {' and '.join(over)} the training error is near the naive baseline's: too high. " if over else ""
    return (
        f"{helped}: of these rates the validation error ends lowest at {best:g} ({_medians(task)}, after {task.epochs} "
        f"epochs). {high}A set is one draw: try other seeds.\n\n{table}"
    )
