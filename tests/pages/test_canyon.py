"""The canyon race: what is measured of a run, and that its picture is that run."""

import math
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from figures.theme import STYLES
from lesson import declared
from lesson.shared import eta_field
from optim import LECTURE, RULES, SGD, Adam, Momentum, RMSProp, descend
from pages.canyon import PAGE
from pages.canyon.measure import Measured, best_eta, measure
from pages.canyon.settings import Settings
from surfaces import SURFACES, Noisy

VIEWS = ("map", "3D")
MANY_PITS = {"rastrigin", "ackley"}  # their local minima are not listed
every_surface = pytest.mark.parametrize("surface", SURFACES)
every_view = pytest.mark.parametrize("view", VIEWS)
ran = cache(measure)


@cache
def drawn(settings: Settings):
    return PAGE.draw(ran(settings))


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def nearest(w, minima):
    return min((math.hypot(w[0] - x, w[1] - y) for x, y in minima), default=math.inf)


def settled(done, surface):
    """The first step from which on the run is within 1 % of the start's distance to the nearest minimum, or None."""
    if done.diverged_at is not None:
        return None
    limit = nearest(done.w[0], surface.minima) / 100
    found = None
    for step in range(len(done.w) - 1, -1, -1):
        if not nearest(done.w[step], surface.minima) <= limit:
            break
        found = step
    return found


def drawable(done, surface):
    """The points that are drawn: as far as the first one more than 20 of the domain's sizes from its middle."""
    size = max(high - low for low, high in surface.domain)
    middle = [(low + high) / 2 for low, high in surface.domain]
    far = (step for step, w in enumerate(done.w[: done.last]) if max(abs(w - middle)) > 20 * size)
    return done.w[: next(far, done.last) + 1]


# The runs


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


# The outcomes


@every_surface
@pytest.mark.parametrize("eta", [0.02, 0.3])
def test_outcomes_against_computing_them_anew(surface, eta):
    settings = Settings(surface=surface, eta=eta, steps=150)
    at = settings.objective()
    for name, outcome in ran(settings).outcomes.items():
        done = ran(settings).runs[name]
        assert outcome.points == len(drawable(done, at))
        if done.diverged_at is not None or outcome.points <= done.last:
            assert outcome.verdict == "left"
            (left, right), (bottom, top) = at.domain
            out = (step for step, (x, y) in enumerate(done.w) if not (left <= x <= right and bottom <= y <= top))
            assert outcome.left_at == next(out)
            continue
        assert outcome.left_at is None
        assert outcome.end == tuple(done.w[-1])
        assert outcome.error == pytest.approx(float(at.value(done.w[-1])) - at.minimum, rel=1e-9, abs=1e-12)
        assert outcome.distance == pytest.approx(nearest(done.w[-1], at.minima), rel=1e-9, abs=1e-12)
        assert outcome.length == pytest.approx(sum(math.dist(a, b) for a, b in pairwise(done.w)), rel=1e-9)
        steps = [b - a for a, b in pairwise(done.w)]
        assert outcome.turns == sum(float(a @ b) < 0 for a, b in pairwise(steps))
        assert outcome.within == settled(done, at)
        assert (outcome.verdict == "reached") == (outcome.within is not None)


@pytest.mark.parametrize("surface", sorted(set(SURFACES) - MANY_PITS))
@pytest.mark.parametrize("eta", [0.02, 0.1, 0.3, 1.0])
def test_a_rule_rests_only_on_what_is_there(surface, eta):
    settings = Settings(surface=surface, eta=eta, steps=200)
    at = settings.objective()
    reach = 0.02 * max(high - low for low, high in at.domain)
    for name, outcome in ran(settings).outcomes.items():
        assert outcome.rest in ("", "local minimum", "saddle", "plateau")
        if outcome.rest == "local minimum":
            assert nearest(outcome.end, at.local_minima) < reach, name
        if outcome.rest == "saddle":
            assert len(at.minima) + len(at.local_minima) > 1, f"{surface} has one pit and no saddle: {name}"


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


# The picture


@every_surface
@every_view
def test_each_step_is_the_run_up_to_it(surface, view):
    settings = Settings(surface=surface, view=view, steps=60)
    for step in (0, 30, 60):
        at = {trace["uid"]: trace for trace in drawn(settings).at(step)["data"]}
        for name, done in ran(settings).runs.items():
            points = drawable(done, settings.objective())[: step + 1]
            error = np.clip(done.value[: len(points)] - settings.objective().minimum, 1e-8, 1e30)
            path, point, curve = at[f"path-{name}"], at[f"point-{name}"], at[f"error-{name}"]
            np.testing.assert_array_equal(np.transpose([path["x"], path["y"]]), points)
            np.testing.assert_array_equal(np.transpose([point["x"], point["y"]]), points[-1:])
            np.testing.assert_array_equal(curve["x"], np.arange(len(points)))
            np.testing.assert_allclose(curve["y"], error, rtol=1e-12)


@every_view
def test_readouts_are_the_numbers_of_the_run(view):
    settings = Settings(surface="booth", view=view)
    for (name, done), readout in zip(ran(settings).runs.items(), drawn(settings).readouts, strict=True):
        points = drawable(done, SURFACES["booth"])
        assert (readout.label, readout.colour) == (name, STYLES[name].colour)
        assert list(readout.values) == ["w₁", "w₂", "error"]
        np.testing.assert_array_equal(np.transpose([readout.values["w₁"], readout.values["w₂"]]), points)
        np.testing.assert_allclose(readout.values["error"], np.maximum(done.value[: len(points)], 1e-8), rtol=1e-12)


@every_surface
def test_the_path_in_three_dimensions_floats_just_above_the_surface(surface):
    shown, at = traces(drawn(Settings(surface=surface, view="3D", steps=60))), SURFACES[surface]
    ground = shown["relief"]
    above = at.value(np.stack(np.meshgrid(ground["x"], ground["y"]), axis=-1)) - at.minimum
    offset = np.median(10 ** ground["z"] - above)
    for name in LECTURE:
        x, y, z = (shown[f"path-{name}"][key] for key in "xyz")
        lift = z - np.log10(at.value(np.stack([x, y], axis=-1)) - at.minimum + offset)
        assert ((lift > 0.01) & (lift < 0.1)).all()


@every_surface
@every_view
def test_axes_show_the_domain_and_do_not_follow_the_run(surface, view):
    short, long = (drawn(Settings(surface=surface, view=view, eta=eta)).drawing["layout"] for eta in (1e-3, 1.0))
    assert short == long
    axes = long["scene"] if view == "3D" else long
    assert [tuple(axes[f"{axis}axis"]["range"]) for axis in "xy"] == [*SURFACES[surface].domain]
    low, high = long["yaxis2"]["range"]
    corners = np.array([[x, y] for x in SURFACES[surface].domain[0] for y in SURFACES[surface].domain[1]])
    assert low <= -8
    assert high >= np.log10((SURFACES[surface].value(corners) - SURFACES[surface].minimum).max())


def test_a_start_can_be_chosen_on_the_map_and_not_in_space():
    for surface, at in SURFACES.items():
        assert vars(drawn(Settings(surface=surface)).pick) == {"fields": ("x0", "y0"), "domain": at.domain}
    assert drawn(Settings(view="3D")).pick is None


def test_the_measured_is_what_was_asked_for():
    settings = Settings(surface="saddle", rules=("Adam", "SGD"))
    found = measure(settings)
    assert isinstance(found, Measured)
    assert (found.settings, found.surface) == (settings, SURFACES["saddle"])
    assert list(found.rules) == list(found.runs) == list(found.outcomes) == ["SGD", "Adam"]
