"""The canyon page's answers, over random settings of all acts: each is recomputed from the runs."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from canyon_runs import MANY, drawn_settings, gap, paths, ran, told

from lesson import declared, number
from optim import LECTURE, descend
from pages.canyon import PAGE
from pages.canyon.measure_best import best_eta, bests
from surfaces import Noisy

# The answers


@pytest.mark.parametrize("block", range(6))
def test_every_answer_is_borne_out(block):
    asked = {act.name: 0 for act in PAGE.acts}
    for seed in range(block, MANY, 6):
        act, settings = drawn_settings(seed)
        answer = act.answer(ran(settings))
        assert answer.right is None or answer.right in act.guesses
        assert len(answer.because) <= 210, (seed, answer.because)
        CHECKS[act.name](settings, answer, (seed, settings, answer))
        asked[act.name] += answer.right is not None
    assert sum(asked.values()) > 5  # or the checks have had nothing to do


def check_race(settings, answer, hint):
    first = {name: facts[0] for name, facts in told(settings).items()}
    for name, step in first.items():
        assert (f"{name} {step}" in answer.because) == (step is not None), hint
    never = [name for name, step in first.items() if step is None]
    assert ("Still to go" in answer.because) == bool(never) or len(answer.because) > 130, hint
    others = [math.inf if step is None else step for name, step in first.items() if name != "SGD"]
    sgd = first.get("SGD", math.nan)
    sgd = math.inf if sgd is None else sgd
    match answer.right:
        case "SGD, down the steepest way":
            assert sgd < min(others), hint
        case "All at about the same time":
            assert max(sgd, *others) <= 1.5 * min(sgd, *others) < math.inf, hint
        case "SGD crawls, the others come first":
            assert max(others) < sgd, hint
            assert sgd < math.inf or told(settings)["SGD"][2] is None, hint  # off the map it does not crawl
        case None if others and sgd == sgd and told(settings)["SGD"][2] is None:
            arrived = [step for step in (sgd, *others) if step < math.inf]
            assert not (max(others) < sgd and max(others) < math.inf) or max(arrived) <= 1.5 * min(arrived), hint
    if "each step takes" in answer.because:
        assert settings.surface == "canyon", hint
        assert settings.eta_of("SGD") < 0.5, hint  # λ = 4 across the valley
        left = abs(1 - settings.eta_of("SGD") * 4 / settings.kappa)  # λ along the floor is 4 / κ
        assert f"takes {number(100 * (1 - left), 2)} % off" in answer.because, hint


def check_overstep(settings, answer, hint):
    left = {name for name, facts in told(settings).items() if facts[2] is not None}
    match answer.right:
        case "Nobody":
            assert not left, hint
        case "All of them":
            assert left == set(settings.rules), hint
        case "SGD":
            assert left == {"SGD"}, hint
        case "SGD and momentum":
            assert left == {"SGD", "Momentum"}, hint
        case None:
            assert left not in (set(), {"SGD"}, {"SGD", "Momentum"}), hint
    at = settings.objective()
    if "the bounces grow" in answer.because:
        assert not settings.noise, hint
        for name, top in (("SGD", 2), ("Momentum", 2 + 2 * settings.alpha)):
            text = f"= {number(top / at.curvatures[1])}"
            assert name not in settings.rules or text in answer.because, hint
    elif left:
        for name in left:
            assert f"{name} {told(settings)[name][2]}" in answer.because, hint


def check_minds(settings, answer, hint, other):
    if settings.surface != "canyon":
        assert answer.right is None, hint
        return
    before, now = told(other), told(settings)
    worse, soon = set(), set()
    for name in settings.rules:
        a, b = before[name][1], now[name][1]
        if a is not None:
            soon |= {name} if b is None and 1.5 * a >= settings.steps else set()
            assert f"{name} {a} and {f'not in {settings.steps}' if b is None else b}" in answer.because, hint
            if b is None or b > 1.5 * a:
                worse.add(name)
    means = {"SGD and momentum": {"SGD", "Momentum"}, "All of them": set(settings.rules)}
    assert answer.right is None or worse == means.get(answer.right, {answer.right}), hint
    assert (answer.right is None and "More steps would tell" in answer.because) or not soon, hint
    hardly = re.search(r"\. ([^.]*) hardly minds?\.", answer.because)
    assert not hardly or not worse & {*hardly[1].split(" and ")}, hint
    if "helps while" in answer.because:
        assert worse & {"Adam", "RMSProp"}, hint
    if "SGD's steps shrink" in answer.because:
        assert "SGD" in worse, hint
        assert "Adam" not in worse, hint
    if "Nobody needs" in answer.because:
        assert not worse, hint


def check_fair(settings, answer, hint):
    ends = {name: math.inf if facts[1] is None else facts[1] for name, facts in told(settings).items()}
    best = min(ends.values())
    ahead = [name for name, step in ends.items() if step == best < math.inf]
    soonest = tried_each(settings)
    sooner = {name for name, (step, _) in soonest.items() if step < ends[name]}
    alone = len(ahead) == 1 and ahead[0] in LECTURE and not sooner
    assert answer.right == (ahead[0] if alone else None), hint
    assert ("another is sooner" in answer.because) == bool(sooner), hint
    for name in sooner:
        step, etas = soonest[name]
        assert any(f"{name} with {number(eta)}, {step}" in answer.because for eta in etas), hint
    assert not sooner or ahead or "nobody stays" in answer.because, hint
    for name, step in ends.items():
        assert step == math.inf or f"{name} {step}" in answer.because or len(answer.because) > 150, hint
    alone = re.search(r"for all, (.*?) (came|tied) first at (\d+)", answer.because)
    if alone:
        shared = {name: facts[1] for name, facts in told(replace(settings, each=False)).items() if facts[1] is not None}
        front = min(shared.values())
        assert int(alone[3]) == front, hint
        assert set(alone[1].split(" and ")) == {name for name, step in shared.items() if step == front}, hint


def tried_each(settings):
    """For each rule the fewest steps with which of the slider's η, from a run of its own for each."""
    etas = np.array(declared(type(settings))["eta"].options)
    at, _ = paths(replace(settings, steps=1))
    seen = Noisy(at, settings.noise, settings.seed) if settings.noise else at
    found = {}
    for name in settings.rules:
        done = descend(replace(settings.rule(name), eta=etas[:, None]), seen, settings.start(), settings.steps)
        gaps = np.min([np.hypot(done.w[..., 0] - x, done.w[..., 1] - y) for x, y in at.minima], axis=0)
        late = [np.flatnonzero(~(column <= 0.01 * column[0])) for column in gaps.T]
        ends = [int(there[-1]) + 1 if len(there) else 0 for there in late]
        gone = [at >= 0 for at in done.diverged_at]
        ends = [math.inf if out or end > settings.steps else end for end, out in zip(ends, gone, strict=True)]
        found[name] = (min(ends), [eta for eta, end in zip(etas, ends, strict=True) if end == min(ends)])
    return found


def check_saddle(settings, answer, hint):
    if settings.surface != "saddle":
        assert answer.right is None, hint
        return
    _, found = paths(settings)
    off = {name: next((t for t, (_, y) in enumerate(w) if abs(y) >= 0.5), math.inf) for name, (w, _) in found.items()}
    for name in ("SGD", "RMSProp", "Adam"):
        why = answer.because.partition("Across the ridge")[2].split()
        assert name in settings.rules or not {name, f"{name}'s"} & {*why}, hint
    assert not settings.noise or "at first" not in answer.because, hint
    if min(off.values()) == 0:
        assert (answer.right, "off the ridge already" in answer.because) == (None, True), hint
        return
    for name, step in off.items():
        assert (f"{name} {step}" in answer.because) == (step < math.inf), hint
    ahead = [name for name, step in off.items() if step == min(off.values()) < math.inf]
    if answer.right:
        assert ahead == [answer.right], hint


def check_valleys(settings, answer, hint):
    facts = told(settings)
    there = [name for name, (_, stays, _, _) in facts.items() if stays is not None]
    match answer.right:
        case "None of them":
            assert not there, hint
        case "All of them, in time":
            assert there == [*settings.rules], hint
        case str(name):
            assert there == [name], hint
        case None:
            assert there, hint
    at, found = paths(settings)
    for name, (w, _) in found.items():
        if facts[name][2] is None:
            assert f"{name} {number(float(at.value(w[-1])) - at.minimum, 2)}" in answer.because, hint


def check_noise(settings, answer, hint):
    facts = told(settings)
    long = settings.steps - settings.steps // 5
    there = {name for name, (_, stays, _, _) in facts.items() if stays is not None and stays <= long}
    means = {"All of them, in time": set(settings.rules), "RMSProp and Adam": {"RMSProp", "Adam"}, "SGD": {"SGD"}}
    assert answer.right is None or there == means.get(answer.right, set()), hint
    at, found = paths(settings)
    for name, (w, _) in found.items():
        if facts[name][2] is None:
            half = [gap(point, at.minima) for point in w[(settings.steps + 1) // 2 :]]
            assert f"{name} {number(sum(half) / len(half), 2)}" in answer.because, hint
    assert settings.noise or (answer.right is None and "No noise" in answer.because), hint
    assert answer.right is None or "on their way" not in answer.because, hint
    here = [name for name in found if facts[name][2] is None]
    if "Nobody has arrived" in answer.because:
        assert not [name for name in here if facts[name][0] is not None], hint
    if "Momentum adds up" in answer.because and "SGD" in here:
        means = {name: sum(gap(p, at.minima) for p in found[name][0][(settings.steps + 1) // 2 :]) for name in here}
        assert means["Momentum"] > means["SGD"], hint
    if settings.noise and all(facts[name][2] is not None for name in found):
        assert answer.because == "Every rule has left the map.", hint


CHECKS = {
    "race": check_race,
    "overstep": check_overstep,
    "flatter": lambda s, answer, hint: check_minds(s, answer, hint, replace(s, kappa=1.0)),
    "turned": lambda s, answer, hint: check_minds(s, answer, hint, replace(s, theta=0.0)),
    "fair": check_fair,
    "saddle": check_saddle,
    "valleys": check_valleys,
    "noise": check_noise,
}


# The acts


def test_each_acts_own_run_bears_out_the_guess_it_is_there_for():
    found = {act.name: act.answer(ran(PAGE.opening(act))).right for act in PAGE.acts}
    assert found == {
        "race": "SGD crawls, the others come first",
        "overstep": "SGD",
        "flatter": "SGD",
        "turned": "Adam",
        "fair": "SGD",
        "saddle": "RMSProp",
        "valleys": "None of them",
        "noise": "Nobody",
    }


def test_in_the_race_rmsprop_arrives_with_the_others_and_does_not_rest():
    facts = told(PAGE.opening(PAGE.act("race")))
    arrived = [facts[name][0] for name in ("Momentum", "RMSProp", "Adam")]
    assert max(arrived) < 1.1 * min(arrived)
    assert facts["SGD"][0] is None
    assert facts["RMSProp"][1] is None


def test_what_is_tried_next_happens():
    race_, turned, saddle = (PAGE.opening(PAGE.act(name)) for name in ("race", "turned", "saddle"))
    with_longer = told(replace(race_, eta=0.4))
    assert with_longer["SGD"][0] is not None
    assert with_longer["RMSProp"][1] is None
    assert told(replace(turned, theta=90.0))["Adam"][1] == told(replace(turned, theta=0.0))["Adam"][1]
    assert all(abs(w[:, 1]).max() == 0 for w, _ in paths(replace(saddle, y0=0.0))[1].values())
    overstep = PAGE.opening(PAGE.act("overstep"))
    assert not any(facts[2] for facts in told(replace(overstep, eta=0.49)).values())
    assert [name for name, facts in told(replace(overstep, eta=1.0)).items() if facts[2]] == ["SGD", "Momentum"]
    flatter = PAGE.opening(PAGE.act("flatter"))
    assert PAGE.act("flatter").answer(ran(replace(flatter, kappa=400.0))).right == "SGD and momentum"


def test_the_fair_act_holds_the_best_eta_of_each():
    settings = PAGE.opening(PAGE.act("fair"))
    assert settings == best_eta(settings)


def test_momentum_shakes_farther_at_the_same_eta():
    found = ran(PAGE.opening(PAGE.act("noise"))).outcomes
    assert found["Momentum"].mean > 2.5 * max(found[name].mean for name in ("SGD", "RMSProp", "Adam"))


def test_an_acts_words_fit_their_places():
    for act in PAGE.acts:
        assert len(act.question) <= 58
        assert max(map(len, act.guesses)) <= 45
        assert sum(map(len, act.guesses)) <= 130
        assert max(len(act.setup), len(act.look)) <= 110
        assert len(act.try_next) <= 130
        assert act.opens_at == 0
        assert 1 <= len(act.sliders) <= 3


def test_an_eta_that_is_named_to_try_is_on_the_slider():
    for act in PAGE.acts:
        etas = PAGE.controls(PAGE.opening(act))["eta"].values if "η = " in act.try_next else ()
        assert {float(eta) for eta in re.findall(r"η = (\d[\d.]*\d|\d)", act.try_next)} <= {*etas}


def test_with_a_larger_eta_the_noise_shakes_momentum_most():
    act = PAGE.act("noise")
    means = [
        {name: outcome.mean for name, outcome in ran(replace(PAGE.opening(act), eta=eta)).outcomes.items()}
        for eta in (0.1, 0.4)
    ]
    grown = {name: means[1][name] - means[0][name] for name in means[0]}
    assert max(grown, key=lambda name: grown[name]) == "Momentum"


def test_an_eta_set_by_hand_is_not_called_the_best():
    act = PAGE.act("fair")
    for eta, best in ((0.01, False), (0.45, True)):
        answer = PAGE.scene(replace(PAGE.opening(act), eta_sgd=eta), "fair").answer
        assert ("none is sooner" in answer.because) == best
        assert ("another is sooner: SGD with 0.45, 49" in answer.because) != best
        assert (answer.right == "SGD") == best


def test_where_the_best_were_not_tried_none_is_told():
    settings = replace(PAGE.opening(PAGE.act("fair")), view="map")
    assert ran(settings).best is None
    answer = PAGE.act("fair").answer(ran(settings))
    assert answer.right is None
    assert "not tried" in answer.because


def test_the_best_of_many_races_are_those_of_each():
    settings = PAGE.opening(PAGE.act("fair"))
    many = [replace(settings, kappa=kappa, steps=steps) for kappa in (1.0, 50.0) for steps in (30, 90)]
    many += [replace(settings, x0=-1.0, noise=0.5), replace(settings, eta_sgd=0.01)]
    assert bests(many[:5]) == [bests([one])[0] for one in many[:5]]
    assert bests(many)[-1] == bests([settings])[0]


def test_of_one_valley_it_is_not_said_that_the_start_decides():
    for surface, many in (("rosenbrock", False), ("beale", False), ("himmelblau", True), ("rastrigin", True)):
        because = PAGE.scene(PAGE.settings(surface=surface, view="depth", steps=100), "valleys").answer.because
        assert ("the start decides" in because) == many, surface


def test_who_has_not_arrived_is_not_said_to_be_kept_away_by_the_noise():
    opening = PAGE.opening(PAGE.act("noise"))
    for eta, arrived in ((0.0005, False), (opening.shared_eta(), True)):
        because = PAGE.scene(replace(opening, eta=eta), "noise").answer.because
        assert ("does not shrink" in because) == arrived
        assert ("Nobody has arrived" in because) != arrived


def test_what_momentum_adds_up_is_said_of_a_run_that_is_there():
    opening = PAGE.opening(PAGE.act("noise"))
    for eta, there in ((0.1, True), (5.0, False)):
        settings = replace(opening, eta=eta)
        assert (PAGE.measure(settings).outcomes["Momentum"].verdict != "left") == there
        assert ("Momentum adds up" in PAGE.scene(settings, "noise").answer.because) == there
