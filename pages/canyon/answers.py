"""The answer to each act's question, from a race: which guess it bears out, and why."""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from lesson import Answer, counted, number
from optim import SGD, Momentum
from pages.canyon.measure import Measured
from pages.canyon.measure_best import TRIED
from pages.canyon.measure_outcome import LATE
from pages.canyon.words import bound

Why = Callable[[Sequence[str], Sequence[str]], list[str]]
MOST = 210  # letters of an answer
MANY = 10**9  # steps: more than any run has
TOGETHER = 1.5  # times as many steps: from there on "later" and "minds" are said

FIRST = ("SGD, down the steepest way", "All at about the same time", "SGD crawls, the others come first")
LEAVES = ("Nobody", "SGD", "SGD and momentum", "All of them")
FLATTER = ("SGD", "SGD and momentum", "Adam", "All of them")
TURNED = ("SGD", "Momentum", "Adam", "All of them")
RULES_ = ("SGD", "Momentum", "RMSProp", "Adam")
DEEPEST = ("Momentum", "Adam", "All of them, in time", "None of them")
RESTS = ("All of them, in time", "RMSProp and Adam", "SGD", "Nobody")


def first(measured: Measured) -> Answer:
    """Who is first within 1 %?"""
    came = {name: outcome.first for name, outcome in measured.outcomes.items()}
    said = _list({name: f"{step}" for name, step in _ordered(came)})
    late = _list({name: _share(measured, name) for name, step in came.items() if step is None})
    steps = counted(measured.settings.steps, "step")
    came_at = f"First within 1 %, at step: {said}." if said else f"Nobody is within 1 % in {steps}."
    to_go = f"Still to go after {steps}: {late}." if late else ""
    gone = "SGD" in late and measured.outcomes["SGD"].verdict == "left"  # that is no crawling
    return Answer(None if gone else _who_first(came), _fit(came_at, to_go, _crawl(measured)))


def _who_first(came: Mapping[str, int | None]) -> str | None:
    others = [step for name, step in came.items() if name != "SGD"]
    arrived = [step for step in others if step is not None]
    sgd = came.get("SGD")
    if "SGD" not in came or not others:
        return None
    if sgd is not None and len(arrived) == len(others) and max(sgd, *arrived) <= TOGETHER * min(sgd, *arrived):
        return FIRST[1]
    if sgd is not None and all(step > sgd for step in arrived):
        return FIRST[0]
    return FIRST[2] if len(arrived) == len(others) and (sgd is None or max(arrived) < sgd) else None


def _share(measured: Measured, name: str) -> str:
    """How much of the start's distance is left of a run, in words."""
    outcome = measured.outcomes[name]
    if outcome.verdict == "left":
        return f"{name} is off the map"
    whole = float(np.min(np.hypot(*(measured.surface.minima - measured.settings.start()).T)))
    share = number(100 * outcome.distance / whole, 2) if whole else ""
    just = "just over " if share == "1" else ""  # what is within 1 % has come
    return f"{name} {just}{share} %" if whole else f"{name} everything"


def _crawl(measured: Measured) -> str:
    """Why SGD crawls in the canyon, where it does: the bound on η lies at the walls, the distance along the floor."""
    rule, surface = measured.rules.get("SGD"), measured.surface
    if not isinstance(rule, SGD) or measured.settings.noise or surface.hessian is None or surface.curvatures is None:
        return ""
    low, high = surface.curvatures
    eta = float(np.asarray(rule.eta))
    if low == high or eta >= 2 / high:
        return ""
    less = number(100 * (1 - abs(1 - eta * low)), 2)
    return (
        f"The walls allow SGD an η below {number(2 / high)}; with this one each step takes {less} % off the way along "
        "the floor."
    )


def leaves(measured: Measured) -> Answer:
    """Who leaves the map?"""
    left = {name for name, outcome in measured.outcomes.items() if outcome.verdict == "left"}
    right = {
        frozenset(): LEAVES[0],
        frozenset({"SGD"}): LEAVES[1],
        frozenset({"SGD", "Momentum"}): LEAVES[2],
    }.get(frozenset(left))
    if len(left) == len(measured.outcomes) > 2:
        right = LEAVES[3]
    return Answer(right, _bounds(measured) or _left(measured, left))


def _left(measured: Measured, left: Collection[str]) -> str:
    said = _list({name: f"{measured.outcomes[name].left_at}" for name in left})
    steps = counted(measured.settings.steps, "step")
    return f"Off the map for good, from step: {said}." if said else f"After {steps} every rule is on the map."


def _bounds(measured: Measured) -> str:
    """On a quadratic, up to which η the rules stay."""
    if measured.surface.curvatures is None or measured.settings.noise:
        return ""
    parts: list[str] = []
    for name, rule in measured.rules.items():
        known = bound(rule, measured.surface)
        if known and type(rule) in (SGD, Momentum):
            parts.append(f"{name} above {known[0]} = {number(known[1])}")
    if not parts:
        return ""
    steep = number(measured.surface.curvatures[1])
    scaled = [name for name in ("RMSProp", "Adam") if name in measured.rules]
    return _fit(
        f"Where it is steepest, λ = {steep}, the bounces grow for {' and for '.join(parts)}.",
        f"The steps of {' and '.join(scaled)} do not grow with the slope." if scaled else "",
    )


def minds(measured: Measured, guesses: Sequence[str], what: str, why: Why) -> Answer:
    """Who needs more than 1.5 times the steps of the race that this one is compared with?

    what: which two numbers of steps are told; why: what is added where some mind and others do not, from both.
    """
    if measured.before is None:
        return Answer(None, "This is a question about the canyon: choose it as the surface.")
    before, now = ({name: o.stays for name, o in found.items()} for found in (measured.before, measured.outcomes))
    unknown = [name for name in now if now[name] is None and _too_soon(before[name], measured.settings.steps)]
    known = [name for name in now if before[name] is not None]
    worse = [name for name in known if _minds(before[name], now[name])]
    right = {("SGD",): "SGD", ("Momentum",): "Momentum", ("Adam",): "Adam", ("SGD", "Momentum"): "SGD and momentum"}
    answer = "All of them" if len(worse) == len(now) > 1 else right.get(tuple(worse))
    said = ", ".join(f"{name} {before[name]} and {_steps(now[name], measured.settings.steps)}" for name in known)
    steps = counted(measured.settings.steps, "step")
    told = f"Steps {what}: {said}." if said else f"Nobody stays within 1 % in {steps}, even before."
    if unknown:
        return Answer(None, _fit(told, "More steps would tell."))
    if worse and len(worse) < len(known):
        others = [name for name in known if name not in worse]
        return Answer(answer if answer in guesses else None, _fit(told, *why(worse, others)))
    nobody = "Nobody needs half as many again." if known and not worse else ""
    return Answer(answer if answer in guesses else None, _fit(told, nobody))


def _too_soon(before: int | None, steps: int) -> bool:
    """Is a run too short to tell whether a rule needs so many more steps?"""
    return before is not None and steps <= TOGETHER * before


def _minds(before: int | None, now: int | None) -> bool:
    return before is not None and (now is None or now > TOGETHER * before)


def _steps(step: int | None, steps: int) -> str:
    return f"not in {steps}" if step is None else str(step)


def flatter(measured: Measured) -> Answer:
    """Who minds a flatter valley?"""

    def why(worse: Sequence[str], others: Sequence[str]) -> list[str]:
        scaled = "Adam measures each parameter's slope against its own history."
        both = f"SGD's steps shrink with the slope of the floor; {scaled}"
        return [both] if "SGD" in worse and "Adam" in others else []

    return minds(measured, FLATTER, f"with κ = 1 and κ = {number(measured.settings.kappa)}", why)


def turned(measured: Measured) -> Answer:
    """Who minds a turned valley?"""

    def why(worse: Sequence[str], others: Sequence[str]) -> list[str]:
        axes = "A step for each parameter helps while the valley lies along an axis."
        known = [name for name in ("SGD", "Momentum") if name in others]
        hardly = f"{' and '.join(known)} hardly {'mind' if len(known) > 1 else 'minds'}."
        return [axes] * bool({"RMSProp", "Adam"} & {*worse}) + [hardly] * bool(known)

    return minds(measured, TURNED, "along an axis and turned", why)


def own(measured: Measured) -> Answer:
    """Who is first if each has its own η?"""
    settings, before = measured.settings, measured.before or measured.outcomes
    ends = {name: outcome.stays for name, outcome in measured.outcomes.items()}
    order, earlier = _ordered(ends), _ordered({name: outcome.stays for name, outcome in before.items()})
    steps = counted(settings.steps, "step")
    said = f"Steps with these η: {_list({name: str(step) for name, step in order})}."
    said = said if order else f"With these η nobody stays within 1 % in {steps}."
    best = measured.best or {}
    sooner = {name: one for name, one in best.items() if one.steps is not None and one.steps < (ends[name] or MANY)}
    if not best:
        return Answer(None, f"{said} Whether they are the best is not tried where the picture shows something else.")
    if sooner:
        others = [f"{name} with {number(one.eta)}, {one.steps}" for name, one in sooner.items()]
        another = f"Of {len(TRIED)} values another is sooner"
        told = _fit(said, f"{another}: {'; '.join(others)}.")
        return Answer(None, told if another in told else _fit(f"{another}: {'; '.join(others)}.", said))
    if not order:
        return Answer(None, f"{said} Of {len(TRIED)} values none does better.")
    tried = f"Of {len(TRIED)} values tried for each rule none is sooner, for this start and surface."
    with_one = (
        f"With η = {number(settings.shared_eta())} for all, {_front(earlier)}." if settings.each and earlier else ""
    )
    return Answer(_winner(order), _fit(said, tried, with_one))


def _front(order: Sequence[tuple[str, int]]) -> str:
    """Who of those ordered by steps comes first."""
    names = [name for name, step in order if step == order[0][1]]
    return f"{' and '.join(names)} {'came' if len(names) == 1 else 'tied'} first at {order[0][1]}"


def _winner(order: Sequence[tuple[str, int]]) -> str | None:
    """The rule that is alone at the front, if it is among the guesses."""
    alone = order and (len(order) == 1 or order[0][1] < order[1][1])
    return order[0][0] if alone and order[0][0] in RULES_ else None


def saddle(measured: Measured) -> Answer:
    """Who is off the saddle first?"""
    if measured.settings.surface != "saddle":
        return Answer(None, "This is a question about the saddle: choose it as the surface.")
    order = _ordered({name: outcome.off_axis for name, outcome in measured.outcomes.items()})
    slope = abs(float(measured.surface.gradient(np.array(measured.settings.start()))[1]))
    steps = counted(measured.settings.steps, "step")
    said = f"Off it at step: {_list({name: str(step) for name, step in order})}." if order else f"Nobody in {steps}."
    if measured.settings.start()[1] == 0 and not measured.settings.noise:
        return Answer(None, _fit(said, "On the ridge itself the slope across is 0, and no rule has anything to go by."))
    if order and order[-1][1] == 0:  # every rule, as they all start there
        return Answer(None, "The start is off the ridge already, so nobody has to get off it: start nearer to w₂ = 0.")
    if measured.settings.noise:
        alone = f"Without the noise the slope across the ridge is {number(slope, 2)} at the start."
        return Answer(_winner(order), _fit(said, alone))
    step = ", and SGD's step η times that" if "SGD" in measured.rules else ""
    scaled = [name for name in ("RMSProp", "Adam") if name in measured.rules]
    own = f"{' and '.join(scaled)} {'measure' if len(scaled) > 1 else 'measures'} it against its own history."
    why = f"Across the ridge the slope is only {number(slope, 2)} at first{step}. {own if scaled else ''}".rstrip()
    return Answer(_winner(order), _fit(said, why))


def deepest(measured: Measured) -> Answer:
    """Who finds the deepest valley?"""
    found = [name for name, outcome in measured.outcomes.items() if outcome.stays is not None]
    right = found[0] if len(found) == 1 and found[0] in DEEPEST else None
    if not found:
        right = DEEPEST[3]
    elif len(found) == len(measured.outcomes) > 1:
        right = DEEPEST[2]
    heights = {n: number(o.error, 2) for n, o in measured.outcomes.items() if o.verdict != "left"}
    left = [name for name, outcome in measured.outcomes.items() if outcome.verdict == "left"]
    said = f"Height above the deepest, at the end: {_list(heights)}." if heights else ""
    off = f"Off the map: {', '.join(left)}." if left else ""
    start = "A rule sees the slope where it stands and no farther: mostly the start decides."
    return Answer(right, _fit(said, off, start if _many_valleys(measured) else ""))


def _many_valleys(measured: Measured) -> bool:
    known = len(measured.surface.minima) + len(measured.surface.local_minima)
    return known > 1 or measured.settings.surface in ("rastrigin", "ackley")  # theirs are too many to be known


def rests(measured: Measured) -> Answer:
    """Who comes to rest: is within 1 % of the minimum for the last fifth of the run?"""
    settings = measured.settings
    long = settings.steps - settings.steps // LATE
    found = [name for name, o in measured.outcomes.items() if o.stays is not None and o.stays <= long]
    right = {(): RESTS[3], ("SGD",): RESTS[2], ("RMSProp", "Adam"): RESTS[1]}.get(tuple(found))
    if len(found) == len(measured.outcomes) > 1:
        right = RESTS[0]
    mean = {n: number(o.mean, 2) for n, o in measured.outcomes.items() if o.verdict != "left"}
    said = f"Mean distance in the second half: {_list(mean)}." if mean else "Every rule has left the map."
    if not settings.noise:
        return Answer(None, _fit(said, "No noise is added now: the question is about a noisy gradient."))
    if not mean:
        return Answer(right, said)
    here = [measured.outcomes[name] for name in mean]
    if all(outcome.verdict == "away" and outcome.first is None for outcome in here):
        return Answer(None, _fit(said, "Nobody has arrived: at the end they are still on their way."))
    noise = "The noise does not shrink with the slope, so the steps do not either."
    return Answer(right, _fit(said, noise, _adds_up(measured) if "Momentum" in mean else ""))


def _adds_up(measured: Measured) -> str:
    """What momentum does with noise, where it shakes it more than SGD."""
    rule, plain = measured.rules["Momentum"], measured.outcomes.get("SGD")
    memory = 1 / (1 - float(np.asarray(rule.alpha))) if isinstance(rule, Momentum) else 1.0
    if memory == 1 or (plain and plain.verdict != "left" and measured.outcomes["Momentum"].mean <= plain.mean):
        return ""
    return f"Momentum adds up that of about 1/(1−α) = {number(memory)} steps."


def _fit(*sentences: str) -> str:
    """Sentences one after the other, the first always and others as far as there is room for them."""
    said = ""
    for sentence in filter(None, sentences):
        longer = f"{said} {sentence}".strip()
        said = longer if not said or len(longer) <= MOST else said
    return said


def _ordered(steps: Mapping[str, int | None]) -> list[tuple[str, int]]:
    return sorted(((name, step) for name, step in steps.items() if step is not None), key=lambda pair: pair[1])


def _list(said: Mapping[str, str]) -> str:
    """SGD 4, Adam 7; what begins with the name is not given it again."""
    return ", ".join(text if text.startswith(name) else f"{name} {text}" for name, text in said.items())
