"""Many races in one run are the races one by one, to the last bit where they can be."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from optim import DIVERGED, RULES, SGD, Adam, Momentum, hyperparameters, race
from optim.many import Race, race_many
from surfaces import SURFACES, Noisy, Scaled, canyon

NUMBERS = {
    **{"eta": (1e-4, 1e-2, 0.1, 0.3, 1.0, 10.0), "epsilon": (0.0, 1e-7, 1.0), "weight_decay": (0.0, 0.01, 1.0)},
}
DECAYS = (0.0, 0.5, 0.9, 0.999)


def some_rule(name, random):
    """A rule with hyperparameters anywhere, switches at their default."""
    known = {field: hyper for field, hyper in hyperparameters(RULES[name]).items() if hyper.kind is float}
    return RULES[name](**{field: random.choice(NUMBERS.get(field, DECAYS)) for field in known})


def some_races(seed, *, surfaces):
    """Races of the same rules that differ in all else that may differ."""
    random = Random(seed)
    names = random.sample(list(RULES), random.randint(1, len(RULES)))
    base = Race({name: some_rule(name, random) for name in names}, surfaces(random), some_start(random), 40)
    races = []
    for _ in range(random.randint(1, 12)):
        one = base
        if random.random() < 0.7:
            one = replace(one, rules={name: some_rule(name, random) for name in names})
        if random.random() < 0.5:
            one = replace(one, start=some_start(random))
        if random.random() < 0.5:
            one = replace(one, objective=surfaces(random))
        if random.random() < 0.3:
            one = replace(one, steps=random.choice((1, 7, 40, 90)))
        races.append(one)
    return races


def some_start(random):
    return random.uniform(-2, 2), random.uniform(-1, 1)


def canyons(random):
    return canyon(random.choice((1.0, 20.0, 1000.0)), random.choice((0.0, 30.0, -77.0)))


def same_surface(random):
    return SURFACES["rosenbrock"]


def one_domain(random):
    """Surfaces of different formulas on one map."""
    several = [surface for surface in SURFACES.values() if surface.domain == SURFACES["canyon"].domain]
    return random.choice([*several, Scaled(SURFACES["canyon"], 3.0)])


def noisy(random):
    return Noisy(canyons(random), random.choice((0.1, 1.0)), random.choice((0, 5)))


def noisy_or_not(random):
    return random.choice((noisy, one_domain))(random)


def agree(found, meant, rtol=0.0):
    assert list(found) == list(meant)
    for name, run in meant.items():
        got = found[name]
        assert got.diverged_at == run.diverged_at, name
        assert type(got.diverged_at) is type(run.diverged_at)
        assert got.last == run.last
        assert type(got.states) is type(run.states)
        pairs = [(got.w, run.w), (got.value, run.value), (got.gradient, run.gradient)]
        for one, other in [*pairs, *zip(got.states, run.states, strict=True)]:
            assert one.shape == other.shape
            np.testing.assert_allclose(one, other, rtol=rtol, atol=rtol, err_msg=name)


KINDS = (canyons, same_surface, one_domain, noisy, noisy_or_not)


@pytest.mark.parametrize("surfaces", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("seed", range(12))
def test_races_together_are_each_race_alone(seed, surfaces):
    races = some_races(seed, surfaces=surfaces)
    found = race_many(races)
    assert len(found) == len(races)
    # quadratics of different κ are run by one formula, which rounds otherwise than each one's own
    rtol = 1e-9 if surfaces is canyons else 0.0
    for one, got in zip(races, found, strict=True):
        agree(got, race(one.rules, one.objective, one.start, one.steps), rtol)


def test_random_races_are_of_all_rules_and_some_of_them_diverge():
    every = [one for seed in range(20) for kind in KINDS for one in some_races(seed, surfaces=kind)]
    assert {name for one in every for name in one.rules} == set(RULES)
    runs = [run for one in every[:200] for run in race(one.rules, one.objective, one.start, one.steps).values()]
    assert 0.02 < np.mean([run.diverged_at is not None for run in runs]) < 0.9


@pytest.mark.parametrize("name", RULES)
def test_every_value_of_a_slider_together_is_each_value_alone(name):
    etas = np.geomspace(1e-4, 10, 101)
    races = [Race({name: RULES[name](eta=float(eta))}, SURFACES["canyon"], (-4.2, 1.4), 60) for eta in etas]
    for one, got in zip(races, race_many(races), strict=True):
        agree(got, race(one.rules, one.objective, one.start, one.steps))


def test_a_race_that_diverges_leaves_the_others_alone():
    quiet = Race({"SGD": SGD(0.01)}, SURFACES["canyon"], (-4.2, 1.4), 500)
    wild = replace(quiet, rules={"SGD": SGD(10.0)})
    alone, (first, gone, last) = race_many([quiet])[0], race_many([quiet, wild, quiet])
    assert gone["SGD"].diverged_at is not None
    assert np.abs(gone["SGD"].w).max() > DIVERGED
    assert first["SGD"].diverged_at is None
    for run in (first, last):
        agree(run, alone)


def test_a_race_shorter_than_its_own_divergence_has_not_diverged():
    wild = Race({"SGD": SGD(10.0)}, SURFACES["canyon"], (-4.2, 1.4), 100)
    end = race(wild.rules, wild.objective, wild.start, wild.steps)["SGD"].diverged_at
    short, just, whole = race_many([replace(wild, steps=end - 1), replace(wild, steps=end), wild])
    assert [run["SGD"].diverged_at for run in (short, just, whole)] == [None, end, end]
    assert len(short["SGD"].gradient) == end - 1


def test_the_rows_of_one_race_do_not_hold_the_others_in_memory_apart():
    races = [Race({"Adam": Adam(eta)}, SURFACES["canyon"], (1.0, 1.0), 30) for eta in (0.1, 0.2, 0.3)]
    for runs in race_many(races):
        assert runs["Adam"].w.flags["C_CONTIGUOUS"]


ONE = Race({"SGD": SGD(0.1), "Momentum": Momentum(0.1)}, SURFACES["canyon"], (1.0, 1.0), 5)


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, rules={"SGD": SGD(0.1)}),
        replace(ONE, rules={"Momentum": Momentum(0.1), "SGD": SGD(0.1)}),
        replace(ONE, rules={"SGD": SGD(0.1), "Momentum": SGD(0.1)}),
        replace(ONE, rules={"SGD": SGD(0.1), "Other": Momentum(0.1)}),
        replace(ONE, rules={**ONE.rules, "Adam": Adam(0.1)}),
        replace(ONE, rules={}),
        replace(ONE, start=(np.nan, 1.0)),
        replace(ONE, steps=10**9),
        replace(ONE, steps=-1),
        replace(ONE, objective=SURFACES["rastrigin"]),
    ],
    ids=["fewer", "other order", "other class", "other name", "more", "none", "start", "many steps", "no steps", "map"],
)
def test_races_that_cannot_be_run_as_one_are_refused(other):
    for races in ([ONE, other], [ONE, ONE, other], [other, ONE]):
        with pytest.raises(ValueError):  # noqa: PT011
            race_many(races)


def test_a_switch_that_differs_is_refused():
    races = [Race({"Adam": Adam(bias_correction=on)}, SURFACES["canyon"], (1.0, 1.0), 5) for on in (True, False)]
    with pytest.raises(ValueError, match="bias_correction"):
        race_many(races)


def test_no_races_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        race_many([])


def test_races_leave_what_they_are_given_alone():
    start = [1.0, 1.0]
    races = [replace(ONE, start=start), replace(ONE, start=(2.0, 0.5))]
    race_many(races)
    assert start == [1.0, 1.0]
    assert ONE.rules == {"SGD": SGD(0.1), "Momentum": Momentum(0.1)}
