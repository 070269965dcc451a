"""Programs of what is neither a race nor a training end with the numbers that the page has measured."""

import numpy as np
import pytest
from programs import executed, link, random_views, runs_of, short

from pages.initialization.bias.measure import CURVE, FEW
from slides.program import program
from slides.program_data import Source, transcribe
from slides.program_rule import LIBRARIES

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras of its variables
MANY = 60  # random views of a page, of which some show what a test is about
FAR = 1e6  # times its first error: from there on a training leaves, which the page does not follow
close = np.testing.assert_allclose


# Without either library


NUMBERS = {
    "gradient_descent/chain": ("A, B = 2.0, 1.0", "W = 1.0"),
    "rmsprop/history": ("SLOPES = [1.0] * 20 + [0.1] * 80", "rho=0.9"),
    "adam/fading": ("BETA1, BETA2 = 0.9, 0.999", "> 1.01"),
    "initialization/scale": ("SIZES = (64, *8 × 32, 10)", "generator.normal(0, 0.05, shape)"),
    "initialization/large": ("generator.normal(0, 1.0, shape)", "LOW, HIGH, EDGE = -1.0, 1.0, 0.05"),
    "initialization/bias": ("STEPS, SEED = 200, 0", "in_the_plane(seed=0, n=200, rarity=100)"),
    "initialization/mean": ("STEPS, SEED = 100, 0", "about_a_line(seed=0, n=60, level=3.0)"),
    "initialization/category": ("SHARE = 0.8", "STEPS = 100"),
    "dropout/masks": ("RATE, STEPS = 0.5, 100",),
    "dropout/scale": ("RATE, STEPS = 0.5, 100", "UNIT = 4"),
    "dropout/evaluation": ("RATE, STEPS = 0.5, 100", "NEAR = 0.65"),
}


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize("act", NUMBERS)
def test_the_act_s_numbers_are_in_its_program(act, name):
    page, of = act.split("/")
    text = program(link(page, act=of), name)
    for number in NUMBERS[act]:
        assert number.replace("*8 × 32", ", ".join(["32"] * 8)) in text


@pytest.mark.parametrize("query", [{"act": "bias", "rarity": 7}, {"act": "mean", "level": 2}, {"act": "category"}])
def test_what_draws_the_examples_is_transcribed_with_its_constants(query):
    (run,) = runs_of(link("initialization", seed=3, **query)).values()
    needed, given = Source(), getattr(run, "given", {"seed": run.seed})
    name = transcribe(run.draw, needed)
    names = {"np": np}
    exec("\n".join(needed.blocks), names)
    for one, other in zip(names[name](**given), run.draw(**given), strict=True):
        np.testing.assert_array_equal(one, other)


# In the libraries themselves


@pytest.fixture(scope="module", params=LIBRARIES)  # one after the other: PyTorch does not load after TensorFlow
def library(request):
    """Its name."""
    return request.param


@pytest.fixture
def ran(library, request):
    """What a view's program ends with, in the library itself, and what its page has measured."""
    request.getfixturevalue(library)
    return lambda view: (executed(view, library), view.page.measure(view.settings))


def some(act, count, **limits):
    """An act as it opens, and random views that show the same picture; limits: the most that a setting may be."""
    page, name = act.split("/")
    view = link(page, act=name)
    found = [one for one in random_views(page, MANY) if one.settings.view == view.settings.view]
    assert len(found) >= count
    return [short(one, **limits) for one in (view, *found[:count])]


def test_the_chain_rule_s_slopes(ran):
    for view in some("gradient_descent/chain", 5):
        names, shown = ran(view)
        for name in ("u", "error", "inside", "outside", "slope"):
            close(float(names[name]), getattr(shown, name), rtol=1e-12, atol=1e-14)


def test_steps_on_listed_slopes(ran):
    for view in some("rmsprop/history", 5, steps=100):
        names, shown = ran(view)
        eta = view.settings.eta
        close(names["roots"], np.sqrt(shown.steps.r[:, 0]), rtol=1e-12)
        close(np.array(names["places"]) / -eta, shown.places[:, 0], rtol=1e-12)


def test_the_fading_of_the_correction(ran):
    for view in some("adam/fading", 5):
        names, shown = ran(view)
        times = 2 ** np.arange(len(names["factors"]))
        assert [*names["factors"]] == times.tolist()
        both = np.stack([shown.mean, shown.root], axis=1)[:: len(shown.mean) // (len(times) - 1)]
        close([*names["factors"].values()], both, rtol=1e-12)
        assert tuple(names["faded"]) == shown.faded
        seen = {t: factors for t, factors in names["seen"].items() if t in names["factors"]}
        assert len(seen) > 5
        close([*seen.values()], both[: len(seen)], rtol=1e-9)


@pytest.mark.parametrize("act", ["scale", "large"])
def test_signals_from_each_start(ran, act):
    for view in some(f"initialization/{act}", 3):
        names, shown = ran(view)
        assert [*names["signals"]] == [*shown.starts]
        for name, start in shown.starts.items():
            wanted = [start.spread, start.error, *([start.extreme] if view.settings.activation != "relu" else [])]
            close(np.array(names["signals"][name]).T, wanted, rtol=1e-7)


@pytest.mark.parametrize("act", ["bias", "mean"])
def test_trainings_from_two_biases(ran, act):
    for view in some(f"initialization/{act}", 3, steps=60):
        names, shown = ran(view)
        for i, start in enumerate((shown.there, shown.zero)):
            errors, means = ([*names[kept].values()][i] for kept in ("errors", "means"))
            far = start.error > FAR * start.error[0]
            until = int(far.argmax()) if far.any() else len(far)
            close(errors[:until], start.error[:until], rtol=1e-7)
            close(means[:until], start.mean[:until], rtol=1e-7, atol=1e-9)
            if act == "mean" and not far.any():
                close([*names["curves"].values()][i], start.curve[-1][:: CURVE // (FEW - 1)], rtol=1e-7)
        assert names["saved"] == shown.saved


def test_codings_of_a_category(ran):
    for view in some("initialization/category", 5, steps=60):
        names, shown = ran(view)
        for name, coding in {"one number": shown.line, "four columns": shown.columns}.items():
            until = coding.diverged_at
            close(names["levels"][name][:until], coding.levels[:until], rtol=1e-7, atol=1e-9)
            close(names["misses"][name][:until], coding.miss[:until], rtol=1e-7)


def test_what_masks_drop(ran):
    for view in some("dropout/masks", 3):
        names, shown = ran(view)
        kept = np.stack(shown.kept, axis=1)
        np.testing.assert_array_equal(1 - np.array(names["dropped"]), kept)
        close(names["shares"], [share[-1] for share in shown.share], rtol=1e-12)


def test_what_a_unit_hears_under_masks(ran):
    for view in some("dropout/scale", 3):
        names, shown = ran(view)
        for name, wanted in {
            **{"louder": shown.scaled.inputs, "as_it_is": shown.unscaled.inputs},
            **{"terms": shown.terms, "bias": shown.bias, "whole": shown.value},
        }.items():
            close(names[name], wanted, rtol=1e-7, atol=1e-9, err_msg=name)


def test_what_is_predicted_under_masks(ran):
    for view in some("dropout/evaluation", 3):
        names, shown = ran(view)
        for name, wanted in {"predictions": shown.masked, "value": shown.value, "loud": shown.loud}.items():
            close(names[name], wanted, rtol=1e-7, err_msg=name)
