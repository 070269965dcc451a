"""The four rules train one network: from the same weights, on the same batches, in one pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import relief as parts
from figures.decision import decision_map, examples, fitted, hits, targets
from figures.grid import Cell, Row, grid
from figures.panels import AXIS, Panel, map_axes, picture
from figures.theme import STYLES
from networks import ACTIVATIONS, DATASETS, Data, Dataset, Network, Training, TrainingError, initial, naive, train
from optim import NEVER, RULES
from optim.settings import check, setting
from scenes import hyperparameters
from scenes.decisions import View, epochs_drawn, predictions, shades, view
from scenes.hyperparameters import Hyperparameters, eta_setting
from scenes.learning import Learned, counted, measure, sentence
from scenes.scene import Readout, Scene, Track
from scenes.tracks import panel_tracks, path_tracks, roomy
from scenes.weight_plane import bridge

Array = NDArray[np.float64]
LIVE = (*hyperparameters.LIVE, "noise", "size", "layers", "width", "batch_size", "epochs", "seeds")
MOST_STEPS = 20_000
MOST_NUMBERS = 8_000_000  # weights that are kept: of each rule and seed, after each epoch
FRAMES = 40  # pictures of each decision over the epochs
DRAWN = 120  # examples in a cell
FLOOR, HIGHEST = 1e-3, 0.1  # the lowest error that pictures show, by decades as low as need be
FRAME = {**AXIS, "ticks": "", "showticklabels": False, "mirror": True}


@dataclass(frozen=True)
class Settings(Hyperparameters):
    """A data set, a network, how it is trained and with what. Raises ValueError."""

    eta: float = eta_setting(0.03, "Learning rate")
    eta_sgd: float = eta_setting(0.3, "SGD")
    eta_momentum: float = eta_setting(0.1, "Momentum")
    eta_rmsprop: float = eta_setting(0.01, "RMSProp")
    eta_adam: float = eta_setting(0.03, "Adam")
    view: str = setting("data", label="View", options=("data", "weights"))
    dataset: str = setting("moons", label="Data set", options=tuple(DATASETS))
    noise: float = setting(0.2, label="Noise", bounds=(0, 10), slider=(0, 1), step=0.05)
    size: int = setting(200, label="Examples, half to train on", bounds=(4, 1000), slider=(20, 600), step=20)
    layers: int = setting(2, label="Hidden layers", bounds=(0, 4), slider=(0, 4))
    width: int = setting(8, label="Units in each", bounds=(1, 32), slider=(1, 32))
    activation: str = setting("tanh", label="Activation", options=tuple(ACTIVATIONS))
    batch_size: int = setting(
        20, label="Batch size", bounds=(1, 1000), options=(1, 2, 5, 10, 20, 30, 50, 100, 200, 500)
    )
    epochs: int = setting(60, label="Epochs", bounds=(1, 500), slider=(10, 300), step=10, clamp=True)
    seeds: int = setting(1, label="Seeds, each with its own start and batches", bounds=(1, 5), slider=(1, 5))
    seed: int = setting(0, label="First seed", bounds=(0, 9999))

    def __post_init__(self) -> None:
        check(self)

    def network(self) -> Network:
        """The network that is trained."""
        data = DATASETS[self.dataset]
        return Network((data.columns, *[self.width] * self.layers, data.outputs), self.activation, data.output)

    def data(self) -> Data:
        """The examples, the same for all seeds of the training."""
        return DATASETS[self.dataset].data(self.seed, self.noise, self.size)

    def scheme(self) -> str:
        """How the weights are drawn: He for ReLU, Glorot else."""
        return "he" if self.activation == "relu" else "glorot"

    def trained(self) -> int:
        """The epochs that are trained: fewer than asked for where that would take too long or too much room."""
        batches = -(-(self.size // 2) // self.batch_size)
        weights = len(RULES) * self.seeds * self.network().parameters
        return max(1, min(self.epochs, MOST_STEPS // batches, MOST_NUMBERS // weights))


def training(settings: Settings) -> Iterator[Training]:
    """The training as it goes on; the last one is complete. w is (E+1, seeds, P)."""
    network = settings.network()
    seeds = tuple(range(settings.seed, settings.seed + settings.seeds))
    start = np.stack([initial(network, settings.scheme(), seed) for seed in seeds])
    objective = TrainingError(network, settings.data(), settings.batch_size, seeds)
    return train({name: settings.rule(name) for name in RULES}, objective, start, settings.trained())


@lru_cache(maxsize=4)
def complete(settings: Settings) -> Training:
    """The complete training."""
    *_, done = training(settings)
    return done


def scene(settings: Settings, done: Training | None = None, frames: int = FRAMES) -> Scene:
    """The training as far as it is done, by default complete; frames: how many decisions of each rule are sent."""
    done = complete(settings) if done is None else done
    network, data = settings.network(), settings.data()
    baseline = naive(network, data.y), naive(network, data.y, data.y_val)
    learned = {
        name: measure(done.error[name], done.validation[name], done.diverged_at[name], baseline[0]) for name in RULES
    }
    least = min(float(error.min()) for errors in (done.error, done.validation) for error in errors.values())
    floor = float(np.clip(10 ** np.floor(np.log10(max(least, FLOOR))), FLOOR, HIGHEST))
    panels = (
        _panel("training", done.error, done.diverged_at, baseline[0], floor),
        _panel("validation", done.validation, done.diverged_at, baseline[1], floor),
    )
    draw = _decided if settings.view == "data" else _bridged
    drawing, tracks, note = draw(settings, network, data, done, panels, frames)
    return Scene(
        drawing=drawing,
        tracks=tuple(tracks),
        steps=done.epochs,
        unit="epoch",
        summary=_summary(learned, baseline[0], done.epochs),
        readouts=tuple(
            Readout(name, STYLES[name].colour, {panel.key: panel.curves[name] for panel in panels}) for name in RULES
        ),
        sentences=(
            *(sentence(name, settings.eta_of(name), learned[name], baseline[0], done.epochs) for name in RULES),
            note,
        ),
        table=tuple(
            _row(name, settings.eta_of(name), learned[name], _accuracy(network, data, done.w[name][-1]))
            for name in RULES
        ),
    )


def _panel(
    key: str, errors: Mapping[str, Array], ends: Mapping[str, NDArray[np.int64]], baseline: float, floor: float
) -> Panel:
    """The median over the seeds, from the least to the largest as a band; a rule is drawn until all of its diverge."""
    curves: dict[str, Array] = {}
    bands: dict[str, tuple[Array, Array]] = {}
    for name, error in errors.items():
        stayed = ends[name] == NEVER
        shown = error[:, stayed] if stayed.any() else error[: int(ends[name].max())]
        shown = np.clip(shown, floor, 1e30)
        curves[name] = np.median(shown, axis=1)
        if shown.shape[1] > 1:
            bands[name] = shown.min(1), shown.max(1)
    return Panel(
        key=key,
        title=f"{key} ≥ 10<sup>{round(np.log10(floor))}</sup>",
        short=key,
        curves=curves,
        styles=STYLES,
        range=(floor, roomy(max(3 * baseline, 10 * floor))),
        log=True,
        guides={"baseline": baseline},
        bands=bands,
    )


Drawn = tuple[dict[str, Any], list[Track], str]


def _decided(
    settings: Settings, network: Network, data: Data, done: Training, panels: tuple[Panel, ...], frames: int
) -> Drawn:
    """Four decisions side by side over the two panels."""
    dataset = DATASETS[settings.dataset]
    seen = view(dataset, data)
    stride, epochs = epochs_drawn(network, len(seen.grid), len(RULES), done.epochs, frames)
    said = predictions(network, seen, {name: w[epochs, 0] for name, w in done.w.items()})
    cells: list[Cell] = []
    tracks: list[Track] = []
    for name, prediction in said.items():
        traces, values = _shown(name, dataset, seen, prediction)
        tracks.append(Track(f"decision-{name}", "replace", values, stride))
        x, y = ({**FRAME, "range": [*span]} for span in seen.range)
        cells.append(Cell(traces, x, y, aspect=1, title=name, colour=STYLES[name].colour))
    rows = [Row(cells, height=1.15, wrap=2), Row(panels, tall=260)]
    tracks += [track for panel in panels for track in panel_tracks(panel)]
    return grid(rows, settings.trained(), "epoch"), tracks, _note(dataset, seen, settings)


def _shown(name: str, dataset: Dataset, seen: View, prediction: Array) -> tuple[list[Any], dict[str, Any]]:
    """The traces of one rule's cell, and what changes in `decision-<name>`."""
    uid, style = f"decision-{name}", STYLES[name]
    if seen.kind in ("curve", "hits"):
        (low, high), (bottom, top) = seen.range
        y = np.clip(np.nan_to_num(prediction[..., 0]), bottom - (top - bottom), top + (top - bottom)).astype(float)
        if seen.kind == "curve":
            x = np.linspace(low, high, y.shape[1])
            traces = [targets(f"examples-{name}", seen.x[:DRAWN], seen.y[:DRAWN]), fitted(uid, x, y[-1], style)]
        else:
            x, y = seen.x[:DRAWN], y[:, :DRAWN]
            traces = hits(uid, x, y[-1], (low, high), style)
        return traces, {"x": np.broadcast_to(x, y.shape), "y": y}
    z = shades(prediction)
    count = len(dataset.classes)
    points = examples(f"examples-{name}", seen.x[:DRAWN], seen.y[:DRAWN], seen.label[:DRAWN], count)
    return [decision_map(uid, z[-1], *seen.range, count), *points], {"z": z}


def _note(dataset: Dataset, seen: View, settings: Settings) -> str:
    """What the cells show."""
    drawn = f"{min(len(seen.x), DRAWN)} of the {len(seen.x)}"
    who = f"The cells show the network of seed {settings.seed}" + (
        "; curves are medians over the seeds, bands go from the least to the largest. " if settings.seeds > 1 else ". "
    )
    if seen.kind == "curve":
        return f"{who}Points: {drawn} training examples."
    if seen.kind == "hits":
        return f"{who}Each point is an example of the validation part: to the right its target, up its prediction."
    where = (
        f"a section through the {dataset.columns} inputs along the two main directions of the training examples, which "
        f"hold {100 * seen.share:.0f} % of their variance; an example off the section can lie on a wrong colour"
        if seen.kind == "section"
        else "the plane of the two inputs"
    )
    what = (
        f"blue where “{dataset.classes[1]}” is the likelier, amber where “{dataset.classes[0]}” is"
        if len(dataset.classes) == 2
        else "a colour for each class"
    )
    return f"{who}A cell is {where}: {what}. Drawn: {drawn} training examples."


def _bridged(
    settings: Settings, network: Network, data: Data, done: Training, panels: tuple[Panel, ...], frames: int
) -> Drawn:
    """The paths in weight space over the error surface there, beside the training error."""
    ends = {name: int(at[0]) for name, at in done.diverged_at.items()}
    found = bridge(
        network, data, {name: w[: ends[name] if ends[name] != NEVER else None, 0] for name, w in done.w.items()}
    )
    left = parts.ground(found.relief, np.empty((0, 2)))
    tracks = panel_tracks(panels[0])
    for name, path in found.paths.items():
        left += parts.path(name, STYLES[name], *path.T)
        tracks += path_tracks(name, *path.T)
    left += [parts.point(name, STYLES[name], *path.T) for name, path in found.paths.items()]
    left.append(parts.place("start", "start", *next(iter(found.paths.values()))[0]))
    axes = map_axes(found.relief, "main direction 1", "main direction 2")
    drawing = picture(left, axes, found.relief.aspect, panels[:1], settings.trained(), "epoch")
    feet = "; ".join(
        f"{name} {found.under[name]:.3g} there and {done.error[name][len(path) - 1, 0]:.3g} in truth"
        for name, path in found.paths.items()
    )
    note = (
        f"The map is the training error of the network of seed {settings.seed} on one plane of its "
        f"{network.parameters} weights, along the two main directions of the four paths; it holds "
        f"{100 * found.plane.share:.0f} % of the paths' variance. The paths are seen from above: they run off the "
        f"plane, so their own error can differ from the map's under them. At the ends: {feet}."
    )
    return drawing, tracks, note


def _accuracy(network: Network, data: Data, w: Array) -> float | None:
    """The share of the validation part that is classed right, the median over the seeds (S, P)."""
    if network.output == "linear":
        return None
    with np.errstate(all="ignore"):
        said = network.predict(w, data.x_val)
    right = (said > 0.5) == (data.y_val > 0.5) if said.shape[-1] == 1 else said.argmax(-1) == data.y_val.argmax(-1)
    return float(np.median(right.reshape(len(w), -1).mean(-1)))


def _summary(learned: Mapping[str, Learned], baseline: float, epochs: int) -> str:
    there = {name: one.error for name, one in learned.items() if one.error is not None}
    gone = [name for name, one in learned.items() if one.error is None]
    parts = [
        f"Training error after {counted(epochs)}: "
        + ", ".join(f"{name} {error:.3g}" for name, error in sorted(there.items(), key=lambda pair: pair[1]))
        + f"; the naive baseline's is {baseline:.3g}."
    ]
    if gone:
        parts.append(f"Diverged: {', '.join(gone)}.")
    return " ".join(parts)


def _row(name: str, eta: float, learned: Learned, accuracy: float | None) -> dict[str, str]:
    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.3g}"

    row = {
        "rule": name,
        "η": f"{eta:g}",
        "training error": number(learned.error),
        "validation error": number(learned.validation),
        "lowest validation error": number(learned.lowest),
        "at epoch": number(learned.best),
    }
    if accuracy is not None:
        row["validation part right"] = f"{100 * accuracy:.0f} %" if learned.error is not None else "–"
    return row


def title(settings: Settings) -> str:
    """A headline for the picture."""
    etas = "an η for each rule" if settings.each else f"η = {settings.eta:g}"
    sizes = "-".join(str(size) for size in settings.network().sizes)
    return f"{DATASETS[settings.dataset].title}, network {sizes}: {counted(settings.trained())}, {etas}"


def progress(settings: Settings, done: Training) -> str:
    """How far the training has come."""
    return f"Training: epoch {done.epochs} of {settings.trained()}"


def answer(settings: Settings, done: Training) -> str:
    """The answer to the page's question, from the training that these settings give."""
    half = naive(settings.network(), settings.data().y) / 2
    at: dict[str, int] = {}
    for name, error in done.error.items():
        below = np.median(error, axis=1) < half
        if below.any():
            at[name] = int(below.argmax())
    never = [name for name in RULES if name not in at]
    order = [f"{name} at epoch {at[name]}" for name in sorted(at, key=lambda name: at[name])]
    said = f"the training error first fell below half the naive baseline's, {half:.3g}: {', '.join(order) or 'nowhere'}"
    if order and never:
        said += f"; not in {counted(done.epochs)}: {', '.join(never)}"
    ends = {name: np.median(error[-1]) for name, error in done.validation.items() if NEVER in done.diverged_at[name]}
    last = f" The lowest validation error at the end is {min(ends, key=lambda name: ends[name])}'s." if ends else ""
    etas = "an η for each rule" if settings.each else f"η = {settings.eta:g} for all"
    return f"Here, with {etas}, {said}.{last} Drag η and see whether the order stays."
