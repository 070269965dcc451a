"""The words around the picture: every number in them is a setting or was measured on the run."""

import re
from itertools import pairwise

import pytest

from optim import RULES
from optim.settings import declared
from scenes.canyon import Settings, run
from scenes.hyperparameters import eta_field
from scenes.outcome import measure
from scenes.words import answer, asked, equation, fairness, title
from surfaces import SURFACES

EACH = {"each": True, "eta_sgd": 0.011, "eta_momentum": 0.012, "eta_rmsprop": 0.013, "eta_adam": 0.014}
DECAYS = {"alpha": 0.83, "rho": 0.71, "beta1": 0.62, "beta2": 0.995, "epsilon": 1.3e-4}
canyons = pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(eta=0.02, kappa=50.0, steps=300), Settings(kappa=7.0), Settings(eta=0.6), Settings(eta=10.0)],
    ids=lambda settings: f"{settings.kappa:g}-{settings.eta:g}",
)


def numbers(text):
    """The numbers of a line of LaTeX, a power of ten times its factor as one; indices and squares are none."""
    text = re.sub(r"\^2|\^t|_\d", "", text)
    text = re.sub(r"([\d.]+)\\cdot 10\^\{(-?\d+)\}", r"\1e\2", text)
    text = re.sub(r"10\^\{(-?\d+)\}", r"1e\1", text)
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", text)]


# The headline


@pytest.mark.parametrize("surface", SURFACES)
def test_title_names_the_surface_the_steps_and_eta(surface):
    said = title(Settings(surface=surface, steps=120, eta=0.03, kappa=45.0))
    kappa = ", κ = 45" if surface == "canyon" else ""
    assert said == f"{SURFACES[surface].title}{kappa}: 120 steps, η = 0.03"


def test_title_with_an_eta_for_each_rule_names_none():
    assert title(Settings(**EACH)) == "The canyon, κ = 20: 100 steps, an η for each rule"


# What is fair


def test_with_one_eta_it_is_equal_and_what_it_means_is_not():
    said = fairness(Settings(eta=0.025))
    assert "η = 0.025, the start and the number of steps" in said
    assert "Not equal: what η means" in said


def test_with_an_eta_for_each_rule_eta_is_not_equal():
    said = fairness(Settings(**EACH))
    assert not re.search(r"\d", said)
    assert "Equal here: the start and the number of steps" in said
    assert "Not equal: each rule has its own η" in said


@pytest.mark.parametrize("each", [True, False])
def test_the_same_noise_is_named_if_there_is_noise(each):
    assert "the same noise" in fairness(Settings(each=each, noise=0.1))
    assert "noise" not in fairness(Settings(each=each))


# The equations


@pytest.mark.parametrize("each", [True, False])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SGD", [["eta"]]),
        ("Momentum", [["alpha", "eta"], []]),
        ("RMSProp", [["rho", "1-rho"], ["eta", "epsilon"]]),
        ("Adam", [["beta1", "1-beta1"], ["beta2", "1-beta2"], ["eta", "1", "beta1", "1", "beta2", "epsilon"]]),
    ],
)
def test_the_numbers_of_an_equation_are_the_settings(name, expected, each):
    settings = Settings(eta=0.3, **{**EACH, "each": each}, **DECAYS)
    known = DECAYS | {f"1-{key}": 1 - value for key, value in DECAYS.items()} | {"1": 1.0}
    known["eta"] = getattr(settings, eta_field(name)) if each else 0.3
    rule, now = equation(settings, name)
    assert len(rule) == len(now)
    for line, names in zip(now, expected, strict=True):
        assert numbers(line) == pytest.approx([known[name] for name in names], rel=1e-9), line
    assert not [line for line in rule if set(numbers(line)) - {1.0}]


@pytest.mark.parametrize("correction", [True, False])
def test_adams_bias_correction_is_in_its_equation_if_it_is_on(correction):
    rule, now = equation(Settings(bias_correction=correction), "Adam")
    assert (r"s/(1-\beta_1^t)" in rule[2]) == correction
    assert (r"\sqrt{r/(1-\beta_2^t)}" in rule[2]) == correction
    assert ("s/(1-0.9^t)" in now[2]) == correction
    assert (r"\sqrt{r/(1-0.999^t)}" in now[2]) == correction


def test_the_guard_is_inside_the_root_of_rmsprop_and_outside_that_of_adam():
    rmsprop, adam = (equation(Settings(bias_correction=False), name)[0] for name in ("RMSProp", "Adam"))
    assert r"\sqrt{r + \varepsilon}" in rmsprop[1]
    assert r"\sqrt{r} + \varepsilon" in adam[2]


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("field", ["eta", "beta2", "epsilon"])
def test_whatever_a_slider_offers_is_written_as_mathematics(name, field):
    for value in declared(Settings)[field].options:
        _, now = equation(Settings(**{field: value}), name)
        assert not re.search(r"\de|nan|inf", "".join(now))
        assert all(line.count("{") == line.count("}") for line in now)


# The answer


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        ({}, True),
        ({"kappa": 90.0, "theta": 20.0, "eta": 0.4, "view": "3D"}, True),
        ({"surface": "bowl"}, False),
        ({"rules": ("SGD", "Adam")}, False),
        ({"each": True}, False),
        ({"noise": 0.1}, False),
    ],
    ids=str,
)
def test_the_answer_is_given_to_what_was_asked(change, is_asked):
    settings = Settings(**change)
    assert asked(settings) == is_asked
    assert (answer(settings) == "That question is about all four rules in the canyon with one η for all.") != is_asked


@canyons
def test_the_numbers_of_the_answer_are_those_measured(settings):
    said = answer(settings)
    surface = settings.objective()
    turned = {}
    for name, done in run(settings).items():
        outcome = measure(done, surface)
        if outcome.verdict == "left":
            came = f"left the map at step {outcome.left_at}"
        elif outcome.within is not None:
            came = f"was within 1 % of the minimum at step {outcome.within}"
        else:
            came = f"is {outcome.distance:.2g} away after {settings.steps} steps"
        assert f"{name} {came}" in said
        steps = [b - a for a, b in pairwise(done.w[: done.last + 1])]
        turned[name] = sum(float(a @ b) < 0 for a, b in pairwise(steps))
    most, times = re.search(r"(\w+) turned back most often, (\d+) times", said).groups()
    assert turned[most] == max(turned.values()) == int(times)
    low, high = surface.curvatures
    assert f"λ = {high:g}" in said
    assert f"along it {low:g}" in said
    assert f"below 2/{high:g} = {2 / high:g}" in said


@canyons
def test_the_factor_of_the_answer_is_that_of_a_step_short_enough(settings):
    low, high = settings.objective().curvatures
    found = re.search(r"by a factor of only ([\d.]+) a step", answer(settings))
    if settings.eta < 2 / high:
        assert float(found.group(1)) == pytest.approx(abs(1 - settings.eta * low), abs=1e-4)
    else:  # an η short enough for the walls is shorter than these settings' own
        assert found is None or 1 - 2 * low / high - 1e-4 <= float(found.group(1)) < 1


def test_a_race_in_which_nobody_turns_back_has_no_one_who_did_most_often():
    settings = Settings(kappa=1.0, eta=0.001, steps=10)
    assert all(measure(done, settings.objective()).turns == 0 for done in run(settings).values())
    assert "turned back most often, 0 times" not in answer(settings)
