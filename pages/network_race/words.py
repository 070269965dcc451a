"""What is said of a training by several rules."""

from lesson import Words, counted, number
from networks import DATASETS, Learned
from pages.network_race.measure import Measured
from pages.network_race.measure_decisions import DRAWN, Decisions
from pages.network_race.measure_rates import Rates
from pages.network_race.measure_units import Units
from pages.network_race.measure_weights import WeightPaths
from pages.network_race.settings import Settings
from pages.network_race.words_common import among, called, error


def title(settings: Settings) -> str:
    """A headline for the picture."""
    etas = "an η for each rule" if settings.each else f"η = {number(settings.eta)}"
    named = DATASETS[settings.dataset].title
    epochs = counted(settings.trained(), "epoch")
    if settings.view == "depth":
        return f"{named}, networks of one to three layers: {epochs}, {etas}"
    sizes = "-".join(str(size) for size in settings.network().sizes)
    return f"{named}, network {sizes}: {epochs}, {'many η' if settings.view == 'etas' else etas}"


def note(settings: Settings) -> str:
    """The data set, under its controls."""
    dataset = DATASETS[settings.dataset]
    return f"{dataset.title}: {dataset.task}. Source: {dataset.source}."


def words(measured: Measured) -> Words:
    """What became of each rule, in words and as a table."""
    said = tuple(_sentence(name, measured, learned) for name, learned in measured.learned.items())
    return Words(
        summary=_summary(measured),
        sentences=(*said, *_of_penalties(measured.settings), _of_picture(measured)),
        table=tuple(_row(name, measured, learned) for name, learned in measured.learned.items()),
    )


def _of_penalties(settings: Settings) -> tuple[str, ...]:
    """What is trained besides the error, where it is."""
    terms = [f"{number(value)}·{sum_}" for value, sum_ in ((settings.l1, "Σ|w|"), (settings.l2, "Σw²")) if value]
    if not terms:
        return ()
    return (
        f"**Trained** is the error plus {' + '.join(terms)} over the weights that are no biases; said is the error.",
    )


def _of_picture(measured: Measured) -> str:
    seen = measured.seen
    match seen:
        case WeightPaths():
            return _of_weights(seen, measured)
        case Rates():
            return f"Each rule is trained with {len(seen.etas)} η; what is said of it above is said of its best one."
        case Units():
            drawn = sum(map(len, seen.drawn))
            units = sum(measured.settings.network().sizes[1:-1])
            some = f" Drawn: the {drawn} of {units} units whose weights upward are largest." if drawn < units else ""
            return _of_cells(seen.decided, measured.settings) + some
        case Decisions():
            return _of_cells(seen, measured.settings)


def _sentence(name: str, measured: Measured, learned: Learned) -> str:
    """What became of one rule, in one or two sentences."""
    baseline = number(measured.training.baseline)
    some = learned.seeds > 1

    def seeds(count: int) -> str:
        return f" in {count} of {learned.seeds} seeds" if some and count < learned.seeds else ""

    if learned.error is None or learned.validation is None:
        eta = number(measured.etas[name])
        when = f"{'at the earliest ' * some}at epoch {learned.diverged_at}"
        return f"**{called(measured, name)}** diverged with η = {eta}, {when}."
    plural = measured.settings.view == "depth" and called(measured, name) != "1 unit"
    plural |= measured.settings.view == "batches" and not name.startswith("all")
    stays, isnt, its, it = ("stay", "are not", "their", "They") if plural else ("stays", "is not", "its", "It")
    below = f"{'just ' * (error(learned.error) == baseline)}below the naive baseline {baseline}"
    said = (
        f"{stays} {below} in training from epoch {learned.beats} on{seeds(learned.beating)}"
        if learned.beats is not None
        else f"{isnt} below the naive baseline {baseline} after {counted(measured.epochs, 'epoch')}"
    )
    ends = f"training error {error(learned.error)}, validation error {error(learned.validation)}"
    parts = [f"**{called(measured, name)}** {said}: {ends}."]
    if learned.diverged:
        parts.append(f"{it} diverged{seeds(learned.diverged)}.")
    if learned.stalled:
        parts.append(f"In the second half of the epochs {its} error hardly changed{seeds(learned.stalled)}.")
    if learned.overfits and learned.lowest is not None:
        parts.append(
            f"{its.capitalize()} validation error was lowest at epoch {learned.best}, {error(learned.lowest)}, and has "
            "risen since, while the training error fell."
        )
    return " ".join(parts)


def _of_cells(decisions: Decisions, settings: Settings) -> str:
    """What the tiles show."""
    dataset, seen = DATASETS[settings.dataset], decisions.seen
    drawn = f"all {len(seen.x)}" if len(seen.x) <= DRAWN else f"{DRAWN} of the {len(seen.x)}"
    who = f"The tiles show the network of seed {settings.seed}" + (
        "; curves are medians over the seeds, bands go from the least to the largest. " if settings.seeds > 1 else ". "
    )
    if seen.kind == "curve":
        return f"{who}Points: {drawn} training examples."
    if seen.kind == "hits":
        return f"{who}Each point is an example of the validation part: to the right its target, up its prediction."
    where = (
        f"a section through the {dataset.columns} inputs along the two main directions of the training examples, which "
        f"hold {number(100 * seen.share, 2)} % of their variance; an example off the section can lie on a wrong colour"
        if seen.kind == "section"
        else "the plane of the two inputs"
    )
    what = (
        f"blue where “{dataset.classes[1]}” is the likelier, amber where “{dataset.classes[0]}” is"
        if len(dataset.classes) == 2
        else "a colour for each class"
    )
    return f"{who}A tile is {where}: {what}. Drawn: {drawn} training examples."


def _of_weights(paths: WeightPaths, measured: Measured) -> str:
    """What the map of the weights shows."""
    weights = measured.settings.network().parameters
    feet = "; ".join(
        f"{name} {error(paths.under[name])} there and {error(paths.own[name])} in truth" for name in paths.paths
    )
    return (
        f"The map is the training error of the network of seed {measured.settings.seed} on one plane of its "
        f"{weights} weights, along the two main directions of the paths; it holds "
        f"{number(100 * paths.plane.share, 2)} % of the paths' variance. The paths are seen from above: they run off "
        f"the plane, so their own error can differ from the map's under them. At the ends: {feet}."
    )


def _summary(measured: Measured) -> str:
    there = {name: one.error for name, one in measured.learned.items() if one.error is not None}
    gone = [name for name, one in measured.learned.items() if one.error is None]
    errors = ", ".join(
        f"{called(measured, name)} {error(end)}" for name, end in sorted(there.items(), key=lambda pair: pair[1])
    )
    parts: list[str] = []
    if there:
        parts.append(
            f"Training error after {counted(measured.epochs, 'epoch')}: {errors}; "
            f"the naive baseline's is {number(measured.training.baseline)}."
        )
    if gone:
        parts.append(f"Diverged: {among([called(measured, name) for name in gone])}.")
    return " ".join(parts)


def _row(name: str, measured: Measured, learned: Learned) -> dict[str, str]:
    def written(value: float | None) -> str:
        return "–" if value is None else error(value)

    row = {
        {"batches": "batches", "depth": "units"}.get(measured.settings.view, "rule"): called(measured, name),
        "η": number(measured.etas[name]),
        "training error": written(learned.error),
        "validation error": written(learned.validation),
        "lowest validation error": written(learned.lowest),
        "at epoch": written(learned.best),
    }
    accuracy = measured.accuracy[name]
    if accuracy is not None:
        row["validation part right"] = f"{number(100 * accuracy)} %" if learned.error is not None else "–"
    return row
