"""What is said of RMSProp's run in the canyon."""

import numpy as np

from lesson import Answer, Words, counted, number
from pages.rmsprop.measure_canyon import AT_REST, Canyon, Way

WAYS = ("It bounces from wall to wall", "Down the wall, then it crawls", "Almost straight to the minimum")
RESTS = ("It rests where the slope is 0", "It goes on with steps of about η", "It runs away")
STRAIGHT = 1.1  # a path not longer than this many times the straight line
WEIGHTS = ("w₁", "w₂")
NONE = 1e-9  # a slope is nearly 0 below so much of the other one


def words(measured: Canyon) -> Words:
    """What the picture of these settings shows."""
    settings = measured.settings
    summary = f"RMSProp in the canyon with η = {number(settings.eta)}: {_arrives(measured.ways['RMSProp'], 'it')}; "
    summary += f"SGD with the same η {_arrives(measured.ways['SGD'])}."
    if settings.view == "rest":
        summary += f" {_late(measured)}"
    return Words(summary=summary)


def answer_of_way(measured: Canyon) -> Answer:
    """How RMSProp comes to the minimum."""
    way, sgd, taken = measured.ways["RMSProp"], measured.ways["SGD"], len(measured.steps.g)
    if way.near == 0:
        return Answer(None, "The start is within η of the minimum already.")
    first = f"{_first(measured)} " if measured.steps.ratio[0].all() else ""
    if way.near is not None and way.longer <= STRAIGHT:
        return Answer(WAYS[2], f"{first}It is within η {_after(way.near)}, {_other(sgd, taken)}.")
    until = way.near or taken
    if way.bounces > 1 and way.bounces >= (until - 1) / 2:
        return Answer(WAYS[0], f"{first}It changes its direction across the valley {counted(way.bounces, 'time')}.")
    w = measured.run.w[measured.run.last]
    if way.near is None and not way.bounces and abs(w[1]) <= measured.settings.eta < abs(w[0]):
        return Answer(
            WAYS[1], f"{first}After {counted(taken, 'step')} w₁ is still {number(abs(w[0]), 2)} from the minimum."
        )
    longer = f"its path there is {number(way.longer)} times as long as the straight line"
    if way.near is None:
        return Answer(None, f"{first}It is not within η in {counted(taken, 'step')}.")
    return Answer(None, f"{first}It is within η {_after(way.near)}, but {longer}.")


def answer_of_rest(measured: Canyon) -> Answer:
    """Whether the steps die out, from the last fifth of the run."""
    late, settings = measured.late, measured.settings
    root = number(settings.epsilon**0.5, 2)
    if late.still:
        return Answer(
            RESTS[0],
            f"{_last(late.count)} below {number(AT_REST)} η: √(r+ε) does not get below √ε = {root}, while |g| does.",
        )
    if not measured.steps.g.any():
        return Answer(None, "The start is the minimum: the slope is 0.")
    hopping = [name for name, is_so in zip(WEIGHTS, late.hopping, strict=True) if is_so]
    if not hopping:
        return Answer(None, f"{_late(measured)} More steps would tell.")
    of = " and ".join(hopping)
    if late.halves == late.hopping:
        hop = "hops" if len(hopping) == 1 else "hop"
        because = f"At the bottom {of} {hop} between −η/2 and η/2: g falls, r falls after it, and |g|/√r is 1 again."
    else:
        because = f"About the minimum the steps of {of} are within 10 % of η: r falls with g², and |g|/√r stays 1."
    return Answer(RESTS[1], because + (" SGD's steps have died out." if late.sgd < AT_REST else ""))


def _first(measured: Canyon) -> str:
    g, ratio = np.abs(measured.steps.g[0]), np.abs(measured.steps.ratio[0])
    least, most = float(g.min()), float(g.max())
    steeper, flatter = WEIGHTS[int(g.argmax())], WEIGHTS[int(g.argmin())]
    lengths = [number(size) for size in ratio]
    both = f"{lengths[0]} η in both" if lengths[0] == lengths[1] else f"{lengths[0]} η in w₁, {lengths[1]} η in w₂"
    if most < 1.05 * least:
        slopes = ""
    elif least < NONE * most:
        slopes = f", and next to the slope of {steeper} that of {flatter} is nearly 0"
    else:
        slopes = f", though the slope of {steeper} is {number(most / least, 2)} times as large"
    return f"The first step is {both}{slopes}."


def _arrives(way: Way, subject: str = "") -> str:
    come = f"{subject} comes" if subject else "comes"
    if way.near is None:
        return f"{subject} does not come within η of the minimum".strip()
    longer = number(way.longer)
    path = "a straight path" if longer == "1" else f"a path {longer} times as long as straight"
    return f"{come} within η of the minimum at step {way.near}, on {path}"


def _after(steps: int) -> str:
    return f"after {counted(steps, 'step')}"


def _other(sgd: Way, taken: int) -> str:
    return f"SGD not in {taken}" if sgd.near is None else f"SGD {_after(sgd.near)}"


def _late(measured: Canyon) -> str:
    late = measured.late
    if late.small:
        so_far = ", but r is still fading" if late.fading else " so far"
        return f"{_last(late.count)} below {number(AT_REST)} η{so_far}."
    sizes = [
        f"{number(low, 2)} η{f' to {number(high, 2)} η' * (number(low, 2) != number(high, 2))} in {name}"
        for name, low, high in zip(WEIGHTS, late.smallest, late.largest, strict=True)
    ]
    return f"{_last(late.count)} {' and '.join(sizes)}."


def _last(count: int) -> str:
    return "The last step is" if count == 1 else f"The last {count} steps are"
