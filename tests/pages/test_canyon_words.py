"""The canyon race in words: every sentence is borne out by the run, and each act shows what it is about."""

import math
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from links import anywhere
from written import numbers_in

from lesson import number
from optim import LECTURE, RULES, Momentum, descend
from pages.canyon import PAGE
from pages.canyon.measure import measure
from pages.canyon.settings import Settings
from pages.canyon.words import GUESSES, answer, lines, title, words
from surfaces import SURFACES

QUADRATICS = [name for name, surface in SURFACES.items() if surface.curvatures]
EACH = {"each": True, "eta_sgd": 0.011, "eta_momentum": 0.012, "eta_rmsprop": 0.013, "eta_adam": 0.014}
every_surface = pytest.mark.parametrize("surface", SURFACES)
canyons = pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(eta=0.02, kappa=50.0, steps=300), Settings(kappa=7.0), Settings(eta=0.6), Settings(eta=10.0)],
    ids=lambda settings: f"{settings.kappa:g}-{settings.eta:g}",
)
ran = cache(measure)


def sentences(settings):
    """What is said of each rule."""
    said = words(ran(settings)).sentences
    found = {name: next(text for text in said if text.startswith(f"**{name}** ")) for name in settings.rules}
    assert len(set(found.values())) == len(found)
    return found


def sentences_agree(settings):
    """Each sentence, the summary and the table say what was measured."""
    said = words(ran(settings))
    rows = {row["rule"]: row for row in said.table}
    assert list(rows) == list(settings.rules)
    off = re.search(r"Off the map: (.*)\.$", said.summary)
    gone = [name for name, outcome in ran(settings).outcomes.items() if outcome.verdict == "left"]
    assert (off.group(1).split(", ") if off else []) == gone
    for name, outcome in ran(settings).outcomes.items():
        text, row = sentences(settings)[name], rows[name]
        away = f"{number(outcome.distance, 2)} away"
        expected = {
            "left": f"left the map at step {outcome.left_at}",
            "reached": f"reached the minimum within 1 % at step {outcome.within}.",
            "circles": away,
            "rests": f"the minimum is {away}",
            "away": f"is still {away} after {settings.steps} steps.",
        }[outcome.verdict]
        assert expected in text
        assert ("circles" in text) == (outcome.verdict == "circles")
        assert ("stands still" in text) == (outcome.verdict == "rests")
        assert outcome.verdict != "rests" or f"on a {outcome.rest}" in text
        if outcome.verdict == "left":
            assert [*row.values()][2:] == ["–"] * 4
            continue
        assert f"{name} at step {outcome.within}" in said.summary or (
            outcome.within is None and f"{name} is {number(outcome.distance, 2)}" in said.summary
        )
        for column, value in (("final error", outcome.error), ("path length", outcome.length)):
            assert numbers_in(row[column])[0] == pytest.approx(value, rel=0.006, abs=1e-300)
        assert row["steps to within 1 %"] == ("–" if outcome.within is None else str(outcome.within))


# Every sentence


@every_surface
@pytest.mark.parametrize("eta", [0.02, 0.3, 1.0])
def test_sentences_summary_and_table_say_what_was_measured(surface, eta):
    sentences_agree(Settings(surface=surface, eta=eta, steps=150))


@budget(max_examples=60)
@given(st.integers(0, 10**6))
def test_they_do_for_any_settings(seed):
    sentences_agree(anywhere(PAGE, seed))


@pytest.mark.parametrize("surface", QUADRATICS)
@pytest.mark.parametrize(("name", "alpha"), [("SGD", 0.9), ("Momentum", 0.5), ("Momentum", 0.9)])
@pytest.mark.parametrize("share", [0.97, 1.03])
def test_the_reason_for_leaving_is_given_if_and_only_if_the_bound_is_exceeded(surface, name, alpha, share):
    steepest = SURFACES[surface].curvatures[1]
    bound = (2 + 2 * (alpha if name == "Momentum" else 0.0)) / steepest
    settings = Settings(surface=surface, eta=share * bound, alpha=alpha, rules=(name,), steps=2000)
    done = descend(settings.rule(name), SURFACES[surface], settings.start(), 2000)
    assert (done.diverged_at is not None) == (share > 1)
    said = sentences(settings)[name]
    formula = "(2 + 2α)/λ" if name == "Momentum" else "2/λ"
    reason = f" because η = {number(share * bound)} exceeds {formula} = {number(bound)}."
    assert said.endswith(reason) == (share > 1)
    assert ("because" in said) == (share > 1)


@every_surface
def test_no_other_reason_is_given(surface):
    for eta in (1.0, 10.0):
        settings = Settings(surface=surface, eta=eta, noise=1.0, rules=tuple(RULES))
        bound = 2 / (SURFACES[surface].curvatures or (0, math.inf))[1]
        for name, said in sentences(settings).items():
            exact = name in ("SGD", "Momentum") and surface in QUADRATICS
            assert exact or "because" not in said
            assert name != "SGD" or eta > bound or "because" not in said


def test_a_rule_that_starts_at_the_minimum_is_there_at_once():
    said = words(measure(Settings(surface="bowl", x0=0.0, y0=0.0))).summary
    assert said.startswith("Within 1 % of the minimum: Adam at step 0, Momentum at step 0")


# The headline, and what is equal


@every_surface
def test_the_title_names_the_surface_the_steps_and_eta(surface):
    kappa = ", κ = 45" if surface == "canyon" else ""
    said = title(Settings(surface=surface, steps=120, eta=0.03, kappa=45.0))
    assert said == f"{SURFACES[surface].title}{kappa}: 120 steps, η = 0.03"
    assert title(Settings(surface=surface, **EACH)).endswith("100 steps, an η for each rule")


def test_it_is_said_what_is_equal_and_what_is_not():
    for noise in (0.0, 0.1):
        one, each = (words(measure(Settings(noise=noise, **how))).sentences[-1] for how in ({"eta": 0.025}, EACH))
        assert "Equal here: η = 0.025, the start and the number of steps" in one
        assert "Not equal: what η means" in one
        assert "Equal here: the start and the number of steps" in each
        assert not re.search(r"\d", each)
        assert [("the same noise" in said) for said in (one, each)] == [noise > 0] * 2


# The answer


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, True),
        ({"kappa": 90.0, "theta": 20.0, "eta": 0.4, "view": "3D"}, True),
        ({"rules": tuple(RULES)}, True),
        ({"surface": "bowl"}, False),
        ({"rules": ("SGD", "Adam")}, False),
        ({"each": True}, False),
        ({"noise": 0.1}, False),
    ],
    ids=str,
)
def test_the_answer_is_given_to_what_was_asked(change, asked):
    found = answer(measure(Settings(**change)))
    assert asked or found.right is None
    assert ("The question is about the lecture's four rules" not in found.because) == asked


@canyons
def test_the_numbers_of_the_answer_are_those_measured(settings):
    said, measured = answer(ran(settings)).because, ran(settings)
    turned = {}
    for name, done in measured.runs.items():
        outcome = measured.outcomes[name]
        if outcome.verdict == "left":
            came = f"left the map at step {outcome.left_at}"
        elif outcome.within is not None:
            came = f"was within 1 % of the minimum at step {outcome.within}"
        else:
            came = f"is {number(outcome.distance, 2)} away after {settings.steps} steps"
        assert f"{name} {came}" in said
        turned[name] = sum(float(a @ b) < 0 for a, b in pairwise(np.diff(done.w[: done.last + 1], axis=0)))
    most, times = re.search(r"(\w+) turned back most often, (\d+) times", said).groups()
    assert turned[most] == max(turned.values()) == int(times)
    low, high = measured.surface.curvatures
    assert f"λ = {number(high)}" in said
    assert f"along it {number(low)}" in said
    assert f"below 2/{number(high)} = {number(2 / high)}" in said
    factor = re.search(r"by a factor of only ([\d.]+) a step", said)
    assert (factor is not None) == (settings.eta < 2 / high)
    if factor:
        assert float(factor.group(1)) == pytest.approx(abs(1 - settings.eta * low), abs=1e-4)


@canyons
def test_the_guess_that_is_right_is_borne_out(settings):
    came = {name: outcome.within for name, outcome in ran(settings).outcomes.items()}
    others = [step for name, step in came.items() if name != "SGD" and step is not None]
    right = answer(ran(settings)).right
    if right == GUESSES[2]:
        assert others
        assert came["SGD"] is None or max(others) < came["SGD"]
    if right == GUESSES[1]:
        assert came["SGD"] < min(others, default=math.inf)
    if came["SGD"] is None and len(others) == 3:
        assert right == GUESSES[2]


def test_a_race_in_which_nobody_turns_back_has_no_one_who_did_most_often():
    measured = measure(Settings(kappa=1.0, eta=0.001, steps=10))
    assert not any(outcome.turns for outcome in measured.outcomes.values())
    assert "turned back" not in answer(measured).because


def test_equations_have_the_numbers_of_the_settings_beside_the_symbols():
    settings = Settings(eta=0.3, beta1=0.25, rules=("SGD", "Adam"))
    found = lines(settings)
    assert list(found) == ["SGD", "Adam"]
    assert any(r"\eta" in line and "0.3" in line for line in found["SGD"])
    assert any("0.25" in line and "0.75" in line for line in found["Adam"])


# The acts


def of(name):
    return ran(PAGE.opening(PAGE.act(name)))


def test_in_the_race_sgd_crawls_while_the_others_get_along_the_valley():
    for name in ("race", "crawl"):
        outcomes = of(name).outcomes
        assert set(outcomes) == set(LECTURE)
        assert outcomes["SGD"].within is None or outcomes["SGD"].within > max(
            outcome.within for other, outcome in outcomes.items() if other != "SGD" and outcome.within is not None
        )
    others = [outcome.distance for other, outcome in of("crawl").outcomes.items() if other != "SGD"]
    assert max(others) < 0.1 * of("crawl").outcomes["SGD"].distance


def test_a_step_too_long_for_sgd_is_none_for_momentum():
    measured = of("overstep")
    assert measured.settings.eta > 2 / measured.surface.curvatures[1]
    assert measured.runs["SGD"].diverged_at is not None
    assert "because η = 0.6 exceeds 2/λ = 0.5" in sentences(measured.settings)["SGD"]
    assert measured.outcomes["Momentum"].within is not None
    assert isinstance(measured.rules["Momentum"], Momentum)


def test_momentum_overshoots():
    beyond = {name: run.w[:, 0].max() for name, run in of("overshoot").runs.items()}
    assert beyond["Momentum"] > 1.0
    assert beyond["SGD"] <= 0.0


def test_rmsprops_steps_never_shrink():
    measured = of("restless")
    eta, (last, adams) = measured.settings.eta, (np.diff(measured.runs[n].w[-41:], axis=0) for n in ("RMSProp", "Adam"))
    assert 0.5 * eta < np.linalg.norm(last, axis=1).min()
    assert np.linalg.norm(last, axis=1).max() < 2 * eta
    assert "circles the minimum" in sentences(measured.settings)["RMSProp"]
    assert measured.outcomes["Adam"].within is not None
    assert np.linalg.norm(adams, axis=1).max() < 0.05 * eta


def test_at_the_saddle_sgd_stays_longest():
    near = {name: int((np.linalg.norm(run.w, axis=1) < 0.5).sum()) for name, run in of("saddle").runs.items()}
    there = [name for name, outcome in of("saddle").outcomes.items() if outcome.within is not None]
    assert there
    assert "SGD" not in there
    assert all(near[name] < 0.5 * near["SGD"] for name in there)


def test_on_the_plateau_the_rules_that_rescale_get_away():
    outcomes = of("plateau").outcomes
    assert (outcomes["SGD"].verdict, outcomes["SGD"].rest) == ("rests", "plateau")
    assert outcomes["RMSProp"].verdict == outcomes["Adam"].verdict == "reached"


def test_some_rest_in_the_local_minimum_and_momentum_does_not():
    measured = of("local")
    resting = [outcome for outcome in measured.outcomes.values() if outcome.rest == "local minimum"]
    pits = measured.surface.local_minima
    assert resting
    assert all(np.linalg.norm(pits - outcome.end, axis=1).min() < 0.05 for outcome in resting)
    assert measured.outcomes["Momentum"].verdict == "reached"
