"""The guesses of each act, and what a run says to its question."""

from collections.abc import Mapping

from lesson import Answer, counted, number
from pages.network_race.measure import LEARNT, Measured
from pages.network_race.measure_decisions import Decisions
from pages.network_race.measure_rates import Rates
from pages.network_race.measure_units import Units
from pages.network_race.measure_weights import WeightPaths
from pages.network_race.words_common import among, called, elsewhere, ends, error, so_far

FIRST = {  # guess -> the rules that it names
    "SGD: the steepest way": ("SGD",),
    "Momentum: it gathers speed": ("Momentum",),
    "RMSProp or Adam: a step for each weight": ("RMSProp", "Adam"),
}
UNITS = ("The whole circle", "One soft line", "Nothing one could see")
FORGIVES = ("SGD", "Momentum", "RMSProp", "Adam")
BATCHES = ("Of 1: it makes the most steps", "All at once: its slope is exact", "Something between")
DEPTH = ("More units in one layer", "More layers", "It makes no difference")
PATHS = ("All at the same weights", "Some of them together", "Each at other weights")
BASELINE = ("On both parts", "Only on what it trained on", "On neither")
AHEAD = 2  # of the η tried: a rule that has learnt at so many more forgives more
CLOSE = 0.9  # of two errors the lower is a tie if it is not below so much of the other
LOWER = 0.8  # of two networks' errors the lower one makes a difference below so much of the other
TOGETHER = 0.1  # of how far the rules end from the start: two that end so near each other end together
LITTLE = 0.01  # of the naive baseline's error: what two networks are both below is learnt by both
HOLDS = 0.95  # the share of examples from which on the lines hold what they are to hold


def first(measured: Measured) -> Answer:
    """Which rule has learnt first?"""
    if not isinstance(measured.seen, Decisions) or measured.settings.view != "data":
        return elsewhere(measured)
    reached, level = measured.reached, number(measured.learnt)
    if not reached:
        return Answer(None, f"None comes below {level}, a quarter of the naive baseline's error, {so_far(measured)}.")
    order = sorted(reached, key=lambda name: reached[name])
    least = reached[order[0]]
    winners = [name for name in order if reached[name] == least]
    then = [f"{name} at {reached[name]}" for name in order[len(winners) :][:3]]
    never = [name for name in measured.entrants if name not in reached]
    later = f"; then {among(then)}" if then else ""
    missing = f"; {among(never[:3])} not {so_far(measured)}" if never and len(order) < 4 else ""
    known = {name for names in FIRST.values() for name in names} <= set(measured.entrants)
    right = next((guess for guess, names in FIRST.items() if known and set(winners) <= set(names)), None)
    why = {
        "SGD": " Here its η suits it best.",
        "Momentum": " Steps in one direction add up.",
        "RMSProp": " Where the slope is small, RMSProp's and Adam's steps are not.",
    }
    reason = "" if right is None else why[FIRST[right][0]]
    comes = "comes" if len(winners) == 1 else "come"
    return Answer(right, f"{among(winners)} {comes} below {level} first, at epoch {least}{later}{missing}.{reason}")


def units(measured: Measured) -> Answer:
    """What has each hidden unit learnt?"""
    seen, settings = measured.seen, measured.settings
    if not isinstance(seen, Units):
        return elsewhere(measured)
    if settings.activation == "identity":
        return Answer(None, "With the identity no unit switches: each is a slope, and so is any sum of them.")
    if settings.layers > 1:
        return Answer(
            None,
            "In the first layer each unit switches at one line. Units above add such lines up, so theirs may bend.",
        )
    if seen.seen.kind == "curve":
        return Answer(
            None, "With a single input each unit switches at one point; weighted and added they bend the curve."
        )
    count = settings.width
    if seen.parted[0] < count:
        some = f"Of {counted(count, 'unit')} {seen.parted[0]} switch" + "es" * (seen.parted[0] == 1)
        return Answer(None, f"{some} at a line among the examples; the rest is on, or off, for nearly all of them.")
    share = 1.0 if seen.right is None else float(seen.right[-1])
    lines = f"{count} lines, weighted and added" if count > 1 else "One line"
    does = " hold the circle" if count > 1 else " holds the circle"
    holds = does if settings.dataset == "circle" and share >= HOLDS else ""
    right = f"{number(100 * share)} % of the examples it trained on are right"
    if not holds:
        does = " are not enough yet" if count > 1 else " is not enough"
        holds = does if share < HOLDS else " are enough" if count > 1 else " is enough"
    return Answer(
        UNITS[1],
        f"A unit is on at one side of its line and off at the other. {lines},{holds}: {right}.".replace(
            "line,", "line"
        ),
    )


def forgives(measured: Measured) -> Answer:
    """Who forgives a bad η?"""
    seen = measured.seen
    if not isinstance(seen, Rates):
        return elsewhere(measured)
    counts = {name: int(learnt[-1].sum()) for name, learnt in seen.learnt.items()}
    most = max(counts.values())
    if most == 0:
        return Answer(None, f"No rule has learnt at any of the {len(seen.etas)} η {so_far(measured)}.")
    best = [name for name, count in counts.items() if count == most]
    others = [f"{name} at {count}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1])]
    rest = among([text for text in others if text.rsplit(" at ")[0] not in best][:3])
    said = f"{among(best)} {'have' if len(best) > 1 else 'has'} learnt at {most} of the {len(seen.etas)} η"
    if len(best) == 1:
        at = seen.learnt_at(best[0])
        said += f", {number(at[0])} to {number(at[-1])}" if most > 1 else f", at {number(at[0])}"
    second = max((count for name, count in counts.items() if name not in best), default=0)
    clear = len(best) == 1 and most - second >= AHEAD
    right = best[0] if clear and set(FORGIVES) <= set(counts) and best[0] in FORGIVES else None
    reason = " One η more is no clear lead." if len(best) == 1 and rest and not clear else ""
    reason = " Its steps follow η rather than the slope, and its average calms them." if right == "Adam" else reason
    return Answer(right, f"{said}{'; ' + rest if rest else ''}.{reason}")


def batches(measured: Measured) -> Answer:
    """Batches of 1 or all at once?"""
    if measured.settings.view != "batches":
        return elsewhere(measured)
    errors = ends(measured)
    if len(measured.entrants) < 3 or not errors:
        return Answer(None, "There are too few examples to compare batches." if errors else "All of them diverge.")
    one, *_, whole = measured.entrants
    best = min(errors, key=lambda name: errors[name])

    def group(name: str) -> int:
        return 0 if name == one else 1 if name == whole else 2

    close = [name for name in errors if group(name) != group(best) and CLOSE * errors[name] <= errors[best]]
    shown = {name: error(errors[name], 2) if name in errors else "∞" for name in measured.entrants}
    if close:
        both = among([f"{called(measured, name).lower()} ({shown[name]})" for name in (best, *close)])
        return Answer(None, f"It is a tie: {both} end within a tenth of each other.")
    many, few = (counted(measured.steps(name), "step") for name in (one, whole))
    said = (
        f"One at a time takes {many}, each by one example's noisy slope, and ends at {shown[one]}; all at once {few} "
    )
    end = "." if group(best) < 2 else f". {called(measured, best)} end at {shown[best]}."
    return Answer(BATCHES[group(best)], f"{said}by the exact slope, at {shown[whole]}{end}")


def depth(measured: Measured) -> Answer:
    """More layers or more units?"""
    if measured.settings.view != "depth":
        return elsewhere(measured)
    errors, entrants = ends(measured), measured.entrants
    layers = {name: len(entrant.network.sizes) - 2 for name, entrant in entrants.items()}
    wide = max((name for name in entrants if layers[name] == 1), key=lambda name: entrants[name].network.parameters)
    deep = [name for name in entrants if layers[name] > 1]
    far = float("inf")
    one, more = errors.get(wide, far), min(errors.get(name, far) for name in deep)
    if one == more == far:
        return Answer(None, "All of them diverge.")
    best, baseline = min(one, more), measured.training.baseline
    right = DEPTH[1] if more < LOWER * one else DEPTH[0] if one < LOWER * more else DEPTH[2]
    if max(one, more) < LITTLE * baseline:
        right = DEPTH[2]
    shown = [f"{name} at {error(errors[name], 2)}" if name in errors else f"{name} diverged" for name in (wide, *deep)]
    weights = [entrants[name].network.parameters for name in (wide, *deep)]
    bends = "A second layer can bend the lines of the first." if measured.settings.activation != "identity" else ""
    small = max(one, more) < LITTLE * baseline
    reason = {
        DEPTH[0]: "One layer of many units is easier to train here.",
        DEPTH[1]: bends,
        DEPTH[2]: "Hardly any error is left to any." if small else "The lower one is not a fifth below the other.",
    }[right]
    if best >= baseline:
        right, reason = None, f"None of them is below the naive baseline, {number(baseline, 2)}."
    least, most = min(weights), max(weights)
    size = str(least) if least == most else f"{least} to {most}"
    return Answer(right, f"With {size} weights each, they end: {among(shown)}. {reason}".rstrip())


def paths(measured: Measured) -> Answer:
    """Do the rules end at the same weights?"""
    seen = measured.seen
    if not isinstance(seen, WeightPaths):
        return elsewhere(measured)
    far = sorted(seen.far.values())
    scale = far[len(far) // 2] if far else 0.0
    if not seen.apart:
        many = len(measured.learned) > 1
        why = "At most one of the rules does not diverge" if many else "One rule alone is chosen"
        return Answer(None, f"{why}, so there is nothing to compare.")
    if scale == 0:
        return Answer(None, "Most of the rules have not moved: the slope is 0 where they start.")
    near = [distances[-1] <= TOGETHER * scale for distances in seen.apart.values()]
    right = PATHS[0] if all(near) else PATHS[1] if any(near) else PATHS[2]
    pair = seen.nearest or ("", "")
    between = float(seen.apart[pair][-1])
    went = " and ".join(number(seen.far[name], 2) for name in pair)
    own = " and ".join(error(seen.ends[name], 2) for name in pair)
    good = right == PATHS[2] and all(seen.ends[name] < LEARNT * measured.training.baseline for name in pair)
    return Answer(
        right,
        f"{among(pair)} end nearest to each other: {number(between, 2)} apart, {went} from the start, "
        f"with errors {own}.{' A network has many good sets of weights.' * good}",
    )


def baseline(measured: Measured) -> Answer:
    """Does it beat the naive baseline?"""
    against = measured.against
    if against is None:
        if measured.settings.shown() != "baseline":
            return elsewhere(measured)
        return Answer(BASELINE[2], "It has diverged: a shorter η comes first.")
    ((_, learned),) = measured.learned.items()
    train, unseen = (
        (value or 0.0) / part.baseline
        for value, part in ((learned.error, measured.training), (learned.validation, measured.validation))
    )
    better = against.training.better, against.validation.better
    right = {(True, True): BASELINE[0], (True, False): BASELINE[1], (False, False): BASELINE[2]}.get(better)
    both = f"{error(train, 2)} times the baseline's on what it trained on and {error(unseen, 2)} times on the rest"
    said = f"Its error is {both}"
    if not better[1]:
        clear = "clearly worse" if against.validation.worse else "no clear difference"
        said += f", {clear}"
    lowest = ""
    if learned.best is not None and learned.lowest is not None and learned.overfits:
        share = error(learned.lowest / measured.validation.baseline, 2)
        lowest = f" There it was lowest at epoch {learned.best}, {share} times."
    return Answer(right, f"{said}.{lowest}")


GUESSES: Mapping[str, tuple[str, ...]] = {
    "race": tuple(FIRST),
    "units": UNITS,
    "forgives": FORGIVES,
    "batches": BATCHES,
    "depth": DEPTH,
    "paths": PATHS,
    "real": BASELINE,
}
