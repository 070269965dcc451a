"""What is said of a training by several rules."""

from lesson import Answer, Words, counted, number
from networks import DATASETS, Learned
from pages.network_race.measure import Measured
from pages.network_race.measure_decisions import DRAWN, Decisions
from pages.network_race.measure_weights import WeightPaths
from pages.network_race.settings import Settings

GUESSES = {  # guess -> the rules that it names
    "SGD: it takes the steepest way": ("SGD",),
    "Momentum: it gathers speed": ("Momentum",),
    "RMSProp or Adam: each weight has its own step": ("RMSProp", "Adam"),
}


def title(settings: Settings) -> str:
    """A headline for the picture."""
    etas = "an η for each rule" if settings.each else f"η = {number(settings.eta)}"
    sizes = "-".join(str(size) for size in settings.network().sizes)
    return f"{DATASETS[settings.dataset].title}, network {sizes}: {counted(settings.trained(), 'epoch')}, {etas}"


def note(settings: Settings) -> str:
    """The data set, under its controls."""
    dataset = DATASETS[settings.dataset]
    return f"{dataset.title}: {dataset.task}. Source: {dataset.source}."


def words(measured: Measured) -> Words:
    """What became of each rule, in words and as a table."""
    said = tuple(_sentence(name, measured, learned) for name, learned in measured.learned.items())
    return Words(
        summary=_summary(measured),
        sentences=(
            *said,
            _of_weights(measured.seen, measured)
            if isinstance(measured.seen, WeightPaths)
            else _of_cells(measured.seen, measured.settings),
        ),
        table=tuple(_row(name, measured, learned) for name, learned in measured.learned.items()),
    )


def answer(measured: Measured) -> Answer:
    """Which rule was first, from the training as far as it is done."""
    settings, halved = measured.settings, measured.halved
    order = [f"{name} at epoch {halved[name]}" for name in sorted(halved, key=lambda name: halved[name])]
    half = number(measured.training.baseline / 2)
    said = f"the training error first fell below half the naive baseline's, {half}: {', '.join(order) or 'nowhere'}"
    never = [name for name in settings.rules if name not in halved]
    if order and never:
        said += f"; not in {counted(measured.epochs, 'epoch')}: {', '.join(never)}"
    ends = {name: one.validation for name, one in measured.learned.items() if one.validation is not None}
    last = f" The lowest validation error at the end is {min(ends, key=lambda name: ends[name])}'s." if ends else ""
    etas = "an η for each rule" if settings.each else f"η = {number(settings.eta)} for all"
    return Answer(_borne_out(measured), f"Here, with {etas}, {said}.{last} Drag η and see whether the order stays.")


def _borne_out(measured: Measured) -> str | None:
    """The guess that names every rule that was first, if all that are named race."""
    halved = measured.halved
    if not halved or not {name for names in GUESSES.values() for name in names} <= set(measured.settings.rules):
        return None
    first = {name for name, epoch in halved.items() if epoch == min(halved.values())}
    return next((guess for guess, names in GUESSES.items() if first <= set(names)), None)


def _sentence(name: str, measured: Measured, learned: Learned) -> str:
    """What became of one rule, in one or two sentences."""
    baseline = number(measured.training.baseline)
    some = learned.seeds > 1

    def seeds(count: int) -> str:
        return f" in {count} of {learned.seeds} seeds" if some and count < learned.seeds else ""

    if learned.error is None or learned.validation is None:
        eta = number(measured.settings.eta_of(name))
        return f"**{name}** diverged with η = {eta}, {'at the earliest ' * some}at epoch {learned.diverged_at}."
    said = (
        f"beats the naive baseline {baseline} from epoch {learned.beats} on{seeds(learned.beating)}"
        if learned.beats is not None
        else f"does not beat the naive baseline {baseline} in {counted(measured.epochs, 'epoch')}"
    )
    ends = f"training error {number(learned.error)}, validation error {number(learned.validation)}"
    parts = [f"**{name}** {said}: {ends}."]
    if learned.diverged:
        parts.append(f"It diverged{seeds(learned.diverged)}.")
    if learned.stalled:
        parts.append(f"It stalls{seeds(learned.stalled)}: in the second half of the epochs its error hardly fell.")
    if learned.overfits and learned.lowest is not None:
        parts.append(
            f"Over-fitting: its validation error was lowest at epoch {learned.best}, {number(learned.lowest)}, and has "
            "risen since, while the training error fell."
        )
    return " ".join(parts)


def _of_cells(decisions: Decisions, settings: Settings) -> str:
    """What the cells show."""
    dataset, seen = DATASETS[settings.dataset], decisions.seen
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
        f"hold {number(100 * seen.share, 2)} % of their variance; an example off the section can lie on a wrong colour"
        if seen.kind == "section"
        else "the plane of the two inputs"
    )
    what = (
        f"blue where “{dataset.classes[1]}” is the likelier, amber where “{dataset.classes[0]}” is"
        if len(dataset.classes) == 2
        else "a colour for each class"
    )
    return f"{who}A cell is {where}: {what}. Drawn: {drawn} training examples."


def _of_weights(paths: WeightPaths, measured: Measured) -> str:
    """What the map of the weights shows."""
    feet = "; ".join(
        f"{name} {number(paths.under[name])} there and {number(paths.own[name])} in truth" for name in paths.paths
    )
    return (
        f"The map is the training error of the network of seed {measured.settings.seed} on one plane of its "
        f"{measured.network.parameters} weights, along the two main directions of the paths; it holds "
        f"{number(100 * paths.plane.share, 2)} % of the paths' variance. The paths are seen from above: they run off "
        f"the plane, so their own error can differ from the map's under them. At the ends: {feet}."
    )


def _summary(measured: Measured) -> str:
    there = {name: one.error for name, one in measured.learned.items() if one.error is not None}
    gone = [name for name, one in measured.learned.items() if one.error is None]
    errors = ", ".join(f"{name} {number(error)}" for name, error in sorted(there.items(), key=lambda pair: pair[1]))
    parts: list[str] = []
    if there:
        parts.append(
            f"Training error after {counted(measured.epochs, 'epoch')}: {errors}; "
            f"the naive baseline's is {number(measured.training.baseline)}."
        )
    if gone:
        parts.append(f"Diverged: {', '.join(gone)}.")
    return " ".join(parts)


def _row(name: str, measured: Measured, learned: Learned) -> dict[str, str]:
    def written(value: float | None) -> str:
        return "–" if value is None else number(value)

    row = {
        "rule": name,
        "η": number(measured.settings.eta_of(name)),
        "training error": written(learned.error),
        "validation error": written(learned.validation),
        "lowest validation error": written(learned.lowest),
        "at epoch": written(learned.best),
    }
    accuracy = measured.accuracy[name]
    if accuracy is not None:
        row["validation part right"] = f"{number(100 * accuracy)} %" if learned.error is not None else "–"
    return row
