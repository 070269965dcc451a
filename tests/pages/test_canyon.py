"""The canyon race: what is measured of a run."""

import importlib
import math
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from canyon_runs import gap, left_at, ran

from lesson import declared
from lesson.shared import eta_field
from optim import LECTURE, RULES, SGD, Adam, Momentum, RMSProp, descend
from optim.many import race_many
from pages.canyon import PAGE
from pages.canyon.measure import measure, measure_many
from pages.canyon.measure_best import best_eta
from pages.canyon.settings import Settings
from surfaces import SURFACES, Noisy

every_surface = pytest.mark.parametrize("surface", SURFACES)


def settled(done, surface):
    """The first step from which on the run is within 1 % of the start's distance to the nearest minimum, or None."""
    if done.diverged_at is not None:
        return None
    limit = gap(done.w[0], surface.minima) / 100
    found = None
    for step in range(len(done.w) - 1, -1, -1):
        if not gap(done.w[step], surface.minima) <= limit:
            break
        found = step
    return found


def test_each_rule_races_with_its_own_numbers():
    etas = {"eta_sgd": 0.01, "eta_momentum": 0.02, "eta_rmsprop": 0.03, "eta_adam": 0.04}
    numbers = {"alpha": 0.5, "rho": 0.6, "beta1": 0.7, "beta2": 0.8, "epsilon": 1e-3, "bias_correction": False}
    settings = Settings(surface="beale", each=True, noise=0.1, seed=5, steps=30, x0=1.0, y0=-1.0, **etas, **numbers)
    rules = {
        "SGD": SGD(0.01),
        "Momentum": Momentum(0.02, 0.5),
        "RMSProp": RMSProp(0.03, 0.6, 1e-3),
        "Adam": Adam(0.04, 0.7, 0.8, 1e-3, bias_correction=False),
    }
    found = measure(settings).runs
    assert list(found) == list(rules)
    for name, rule in rules.items():
        np.testing.assert_array_equal(found[name].w, descend(rule, Noisy(SURFACES["beale"], 0.1, 5), (1, -1), 30).w)
    shared = measure(Settings(eta=0.3, steps=3, **etas)).runs
    np.testing.assert_array_equal(shared["SGD"].w, descend(SGD(0.3), SURFACES["canyon"], (-4.2, 1.4), 3).w)


def test_all_rules_meet_the_same_noise_and_it_is_that_of_the_seed():
    settings = Settings(noise=1.0, seed=8, rules=("SGD", "Adam"))
    noise = [run.gradient - settings.objective().gradient(run.w[:-1]) for run in measure(settings).runs.values()]
    np.testing.assert_allclose(noise[0], noise[1], rtol=0, atol=1e-12)
    assert (noise[0] != 0).all()
    ends = [measure(replace(settings, seed=seed)).runs["SGD"].w[-1] for seed in (8, 8, 9)]
    assert (ends[0] == ends[1]).all()
    assert (ends[0] != ends[2]).all()


def test_a_run_is_as_long_as_its_clamp_allows():
    assert [Settings(steps=steps).steps for steps in (0, -5, 7, 2001, 10**12)] == [1, 1, 7, 2000, 2000]
    assert len(measure(Settings(steps=10**9, surface="rosenbrock", eta=1e-3)).runs["SGD"].w) == 2001


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"x0": 5.01}, "x0 = 5.01 is outside [-5, 5], the map of canyon"),
        ({"y0": -4.01}, "y0 = -4.01 is outside [-4, 4], the map of canyon"),
        ({"surface": "saddle", "x0": 3.0}, "x0 = 3.0 is outside [-2.5, 2.5], the map of saddle"),
        ({"surface": "cliffs"}, "surface = 'cliffs' is not one of ('canyon', 'bowl', "),
        ({"rules": ("SGD", "Nadam")}, "rules = ('SGD', 'Nadam') must name at least one of ('SGD', 'Momentum', "),
        ({"kappa": 0.99}, "kappa = 0.99 is outside [1, 1000]"),
    ],
    ids=str,
)
def test_settings_out_of_range_are_refused_with_name_value_and_range(values, says):
    with pytest.raises(ValueError, match="^" + re.escape(says)):
        Settings(**values)


def test_eta_and_start_are_the_surfaces_own_unless_set():
    for name, surface in SURFACES.items():
        settings = Settings(surface=name)
        assert (settings.shared_eta(), settings.start()) == (surface.eta, surface.starts[0])
        assert settings.rule("Adam") == Adam(surface.eta)
        assert PAGE.controls(settings)["eta"].default == surface.eta
        chosen = Settings(surface=name, eta=0.3, x0=0.5, y0=-0.5)
        assert (chosen.rule("SGD"), chosen.start()) == (SGD(0.3), (0.5, -0.5))
        assert PAGE.changed(Settings(eta=0.3), "surface", name).eta == (0.3 if surface.eta == 0.1 else None)


@every_surface
def test_a_surfaces_own_eta_is_worth_watching(surface):
    """Offered by the slider; nobody leaves, somebody gets most of the way down, and they end differently."""
    found = ran(Settings(surface=surface, steps=200))
    assert found.settings.shared_eta() in declared(Settings)["eta"].options
    assert not [name for name, outcome in found.outcomes.items() if outcome.verdict == "left"]
    start = found.surface.value(np.array(found.settings.start())) - found.surface.minimum
    drops = [outcome.error / start for outcome in found.outcomes.values()]
    assert min(drops) < 0.15
    assert max(drops) > 3 * min(drops)


# The outcomes


@every_surface
@pytest.mark.parametrize("eta", [0.02, 0.3])
def test_outcomes_against_computing_them_anew(surface, eta):
    settings = Settings(surface=surface, eta=eta, steps=150)
    at = settings.objective()
    for name, outcome in ran(settings).outcomes.items():
        done = ran(settings).runs[name]
        assert outcome.left_at == left_at(done, at)
        if outcome.left_at is not None:
            assert outcome.verdict == "left"
            assert outcome.stays is None
            assert outcome.left_at < outcome.points <= done.last + 1 or done.diverged_at == outcome.left_at
            continue
        assert outcome.points == len(done.w)
        assert outcome.end == tuple(done.w[-1])
        assert outcome.error == pytest.approx(float(at.value(done.w[-1])) - at.minimum, rel=1e-9, abs=1e-12)
        assert outcome.distance == pytest.approx(gap(done.w[-1], at.minima), rel=1e-9, abs=1e-12)
        assert outcome.length == pytest.approx(sum(math.dist(a, b) for a, b in pairwise(done.w)), rel=1e-9)
        assert outcome.stays == settled(done, at)
        assert (outcome.verdict == "stays") == (outcome.stays is not None)


def test_a_race_is_compared_with_the_one_that_it_differs_from_in_one_thing():
    for view, other in (
        ("flat", {"kappa": 1.0}),
        ("turned", {"theta": 0.0}),
        ("own", {"each": False}),
    ):
        settings = Settings(view=view, kappa=50.0, theta=30.0, each=True, steps=120)
        found, before = measure(settings).before, measure(replace(settings, view="map", **other)).outcomes
        assert [(o.first, o.stays, o.left_at) for o in found.values()] == [
            (o.first, o.stays, o.left_at) for o in before.values()
        ]
    assert measure(Settings(view="first")).before is None
    assert measure(Settings(view="turned", surface="bowl")).before is None


def test_a_sweep_of_theta_runs_the_race_along_the_axes_once(monkeypatch):
    asked = []
    together = race_many
    monkeypatch.setattr(
        importlib.import_module("pages.canyon.measure"),
        "race_many",
        lambda races: asked.append(len(races)) or together(races),
    )
    many = [Settings(view="turned", theta=float(theta), steps=20) for theta in range(1, 60)]
    measure_many(many)
    assert asked == [60]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(steps=60),
        Settings(steps=60, noise=0.3, seed=2),
        Settings(surface="rosenbrock", steps=60, rules=("SGD", "Adam")),
        Settings(surface="three_hump_camel", steps=40, alpha=0.5, rules=("Momentum", "RMSProp")),
        Settings(surface="rastrigin", steps=40, each=True, eta_sgd=1.0, rules=LECTURE),
    ],
    ids=lambda settings: f"{settings.surface}-{settings.noise}",
)
def test_the_best_eta_is_that_of_trying_all(settings):
    found = best_eta(settings)
    assert found.each
    assert replace(found, each=settings.each, **{f: getattr(settings, f) for f in map(eta_field, RULES)}) == settings
    etas = declared(Settings)["eta"].options
    tried = [measure(replace(found, **{eta_field(name): eta for name in settings.rules})).runs for eta in etas]
    for name in settings.rules:

        def cost(i, name=name):
            done = tried[i][name]
            within = settled(done, settings.objective())
            final = math.inf if done.diverged_at is not None else float(done.value[-1])
            return (math.inf if within is None else within), final

        assert found.eta_of(name) == etas[min(range(len(etas)), key=cost)], name
