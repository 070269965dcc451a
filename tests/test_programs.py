"""A program of a view runs without Canyon and goes where Canyon goes: in real PyTorch and Keras where they are."""

import re
from urllib.parse import parse_qs

import numpy as np
import pytest
from links import random_view
from programs import (
    executed,
    imports,
    link,
    named,
    paths,
    random_views,
    runs_of,
    short,
    trained,
    views,
    weights,
    with_runs,
)

from lesson import read
from networks import Exercise, Recipe
from optim import RULES, race
from optim.many import Race
from pages import PAGES
from pages.generalization.measure_many import tasks_of as many_of
from pages.generalization.measure_remedies import tasks_of as remedies_of
from pages.generalization.measure_training import complete, task_of
from pages.initialization.same.measure import units
from pages.network_race.measure import training
from pages.rmsprop.measure import measure as rmsprop
from slides.program import program
from slides.program_rule import LIBRARIES
from surfaces import SURFACES
from tuning import Trials

every_library = pytest.mark.parametrize("library", LIBRARIES)
TRAINED = ("network_race", "generalization", "dropout", "initialization", "backpropagation")
WITH = ("gradient_descent", "canyon", "momentum", "rmsprop", "adam", *TRAINED, "tuning")
REFUSAL = r"^[A-Z][^{}\n]+\.$"
NEEDED = {"torch": {"torch"}, "keras": {"keras"}}
LIBRARY = {"math", "itertools", "importlib", "time", "numpy"}
TREES = {f"sklearn.{name}" for name in ("model_selection", "tree", "ensemble")}
ALLOWED = {
    name: {*needed, *LIBRARY, *TREES, *(("tensorflow",) if name == "keras" else ())} for name, needed in NEEDED.items()
}


def titled(view):
    return f"{view.page.name}?{view.text}"


def with_kinds(*kinds):
    """The acts whose runs are of these kinds, as they open."""
    return [view for view in with_runs(views()) if all(isinstance(run, kinds) for run in runs_of(view).values())]


# What a program is


@every_library
@pytest.mark.parametrize("view", views(), ids=titled)
def test_every_act_has_a_program(view, library):
    if view.page.name in WITH or view.page.runs:
        sound(view, library)
        return
    with pytest.raises(ValueError, match=REFUSAL):
        program(view, library)


@every_library
@pytest.mark.parametrize("page", WITH)
def test_random_views_have_programs_or_say_why_not(page, library):
    programs = 0
    for view in random_views(page, 40):
        if runs_of(view):
            sound(view, library)
            programs += 1
        else:
            with pytest.raises(ValueError, match=REFUSAL):
                program(view, library)
    assert programs > 5


@every_library
def test_every_surface_and_rule_has_a_program(library):
    for surface in SURFACES:
        query = {"surface": [surface], "rules": [*RULES], "noise": ["0.5"]}
        text = sound(read(PAGES["canyon"], query), library)
        assert "def noise" in text


def sound(view, library):
    text = program(view, library)
    compile(text, "program", "exec")
    runs = runs_of(view).values()
    most = 13_000 if any(isinstance(run, Trials) for run in runs) else 9_000
    assert len(text) < most + 125 * sum(len(getattr(run, "rules", ())) for run in runs)  # a line each
    first, *_ = text.splitlines()
    page, _, query = first.removeprefix("# ").partition("?")
    assert read(PAGES[page], parse_qs(query)).settings == view.settings
    assert view.act.question in text
    for label, run in runs_of(view).items():
        for rule in getattr(run, "rules", ()):
            assert f'"{named(label, rule, isinstance(run, Recipe) and len(run.rules) == 1)}": ' in text
    assert NEEDED[library] <= imports(text) <= ALLOWED[library]
    return text


def test_an_unknown_library_is_refused():
    with pytest.raises(ValueError, match=r"^library = 'jax' is not one of \('torch', 'keras'\)$"):
        program(link("canyon"), "jax")


# The runs are those that pages measure


@pytest.mark.parametrize("name", [act.name for act in PAGES["network_race"].acts if act.name != "forgives"])
def test_recipes_are_the_trainings_that_are_measured(name):
    view = short(link("network_race", act=name), epochs=3)
    *_, done = training(view.settings)
    measured = {
        (rule, seed): w[-1, i] for rule, w in done.w.items() for i, seed in enumerate(view.settings.trained_seeds())
    }
    found = {key: w for key, (w, _) in trained(view).items()}
    assert {*found} == {*measured}
    for key, w in found.items():
        np.testing.assert_allclose(w, measured[key], rtol=1e-9, atol=1e-12)


def measured(view):
    """(name, seed) -> the weights at the end of each of the trainings that a page shows."""
    settings = view.settings
    if settings.view in ("weights", "dropout"):
        tasks = remedies_of(settings)
    elif settings.view in ("units", "capacity", "examples"):
        what = "examples" if settings.view == "examples" else "units"
        tasks = {f"{value} {what}": task for value, task in many_of(settings).items()}
    else:
        tasks = {"Adam": task_of(settings)}
    ends = {name: complete(task).w["Adam"][-1] for name, task in tasks.items()}
    return {(name, settings.seed + i): end for name, w in ends.items() for i, end in enumerate(w)}


@pytest.mark.parametrize("act", ["overfitting", "weights", "dropout", "underfitting", "capacity", "examples"])
def test_recipes_of_one_rule_are_the_trainings_that_are_measured(act):
    view = short(link("generalization", act=act), epochs=10)
    wanted = measured(view)
    found = {key: w for key, (w, _) in trained(view).items()}
    assert {*found} == {*wanted}
    for key, w in found.items():
        np.testing.assert_allclose(w, wanted[key], rtol=1e-9, atol=1e-12)


def test_recipes_from_one_value_end_where_the_page_does():
    for act in ("same", "free"):
        view = short(link("initialization", act=act), epochs=10)
        shown = PAGES["initialization"].measure(view.settings)
        ((w, _),) = trained(view).values()
        (recipe,) = runs_of(view).values()
        np.testing.assert_allclose(units(recipe.network, w), shown.unit[-1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("act", [act.name for act in PAGES["backpropagation"].acts])
def test_an_exercise_makes_the_steps_that_are_measured(act):
    view = link("backpropagation", act=act)
    shown = PAGES["backpropagation"].measure(view.settings)
    wanted = shown.rounds.w[-1] if shown.rounds else shown.run.after
    ((found, _),) = trained(view).values()
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


@pytest.mark.parametrize("act", ["helps", "rate"])
def test_recipes_with_dropout_end_with_the_errors_that_are_measured(act):
    view = short(link("dropout", act=act), epochs=10)
    shown = PAGES["dropout"].measure(view.settings)
    rates = shown.rates if act == "rate" else (0.0, view.settings.rate)
    errors = shown.validation[-1] if act == "rate" else [fit.validation[-1] for fit in shown.fits.values()]
    wanted = {f"rate {rate:g}": of_seeds for rate, of_seeds in zip(rates, errors, strict=True)}
    done = trained(view)
    for label, recipe in runs_of(view).items():
        data = recipe.data()
        ends = [done[label, seed][0] for seed in recipe.seeds]
        found = [recipe.network.loss(w, data.x_val, data.y_val) for w in ends]
        np.testing.assert_allclose(found, wanted[label], rtol=1e-9)


@pytest.mark.parametrize("act", ["size", "epsilon"])
def test_races_on_straight_slopes_make_the_steps_that_are_measured(act):
    view = link("rmsprop", act=act)
    measured = rmsprop(view.settings)
    done = race(*_asked(view))
    sizes = [np.diff(run.w, axis=0) / -view.settings.eta for run in done.values()]
    wanted = [measured.steps.ratio, measured.outside, measured.none][: len(sizes)]
    for one, other in zip(sizes, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)


def _asked(view):
    (one,) = runs_of(view).values()
    return one.rules, one.objective, one.start, one.steps


def test_measured_runs_are_the_declared_ones():
    for act in PAGES["canyon"].acts:
        view = link("canyon", act=act.name)
        measured = PAGES["canyon"].measure(view.settings).runs
        declared = runs_of(view)[""]
        for name, run in race(declared.rules, declared.objective, declared.start, declared.steps).items():
            np.testing.assert_allclose(run.w, measured[name].w, rtol=1e-9, atol=1e-12)


# In the libraries themselves


RACES = with_kinds(Race)
VARIED = [
    link("network_race", activation="relu", l1=0.001, l2=0.01),
    link("network_race", dataset="digits", size=100, activation="sigmoid"),
    link("network_race", dataset="diabetes", size=60, noise=0.2, layers=1),
    link("network_race", dataset="sine", layers=0, seeds=2),
]
TRAININGS = with_kinds(Recipe, Exercise)
ON_SURFACES = [read(PAGES["canyon"], {"surface": [name], "rules": [*RULES]}) for name in SURFACES]
SENSITIVE = ("saddle",)  # RMSProp jumps about its valley: rounding is not small after 57 steps
loud = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras of its own variables


def goes_there(view, library, whole=False):
    """A program's points are Canyon's to a relative 1e-6; whole: at every step, else until rounding may have grown."""
    ours, theirs = paths(view, library), executed(view, library)["paths"]
    assert {*ours} == {*theirs}
    for name, w in ours.items():
        path = np.array(theirs[name])
        assert len(w) > 1
        assert len(path) >= len(w)
        if whole and view.act.name not in SENSITIVE:
            assert len(path) - len(w) <= 1  # the one at which it has diverged
        np.testing.assert_allclose(path[: len(w)], w, rtol=1e-6, atol=1e-9 * np.abs(w).max(), err_msg=name)


def learns_the_same(view, library):
    """A program's weights are Canyon's at the end to 1e-6 of the largest; how many could be compared."""
    ours, theirs = trained(view, library), executed(view, library)["trained"]
    assert {*ours} == {*theirs}
    for key, (w, steady) in ours.items():
        if steady:
            found = weights(theirs[key], library)
            np.testing.assert_allclose(found, w, rtol=0, atol=1e-6 * np.abs(w).max(), err_msg=str(key))
    return sum(steady for _, steady in ours.values())


@pytest.mark.parametrize("view", [*RACES, *ON_SURFACES], ids=titled)
def test_pytorch_goes_where_canyon_goes(torch, view):
    goes_there(view, "torch", whole=view in RACES)


@loud
@pytest.mark.parametrize("view", [*RACES, *ON_SURFACES], ids=titled)
def test_keras_goes_where_canyon_goes(keras, view):
    goes_there(view if view in RACES else short(view, steps=60), "keras", whole=view in RACES)


@pytest.mark.parametrize("page", [name for name in WITH if name not in (*TRAINED, "tuning")])
def test_pytorch_goes_where_canyon_goes_at_random_settings(torch, page):
    for view in with_runs(short(view, steps=60) for view in random_views(page, 15)):
        if all(isinstance(run, Race) for run in runs_of(view).values()):
            goes_there(view, "torch")


@pytest.mark.parametrize("view", [*TRAININGS, *VARIED], ids=titled)
def test_pytorch_trains_as_canyon_does(torch, view):
    assert learns_the_same(short(view, epochs=20), "torch") > 0


@loud
@pytest.mark.parametrize("view", [*TRAININGS, *VARIED], ids=titled)
def test_keras_trains_as_canyon_does(keras, view):
    assert learns_the_same(short(view, epochs=4), "keras") > 0


@loud
@every_library
@pytest.mark.parametrize("seed", range(8))
def test_they_train_as_canyon_does_at_random_settings(library, seed, request):
    request.getfixturevalue(library)
    view = short(random_view(PAGES["network_race"], seed), epochs=2)
    if not runs_of(view):
        pytest.skip("the random view shows no run")
    learns_the_same(view, library)


def test_a_start_at_a_kink_stays_there(torch):
    ends = executed(short(link("canyon", surface="ackley", x0=0, y0=0), steps=20), "torch")["paths"]
    assert {tuple(path[-1]) for path in ends.values()} == {(0.0, 0.0)}


PRINTED = re.compile(r"error (\S+?),? +(?:of the others (\S+)|at)")


@loud
@every_library
def test_what_is_printed_last_is_the_error_at_the_end(library, request, capsys):
    request.getfixturevalue(library)
    view = short(link("canyon", surface="rosenbrock", rules="Adam"), steps=30)
    (w,) = paths(view, library).values()
    executed(view, library)
    *_, (printed, _) = PRINTED.findall(capsys.readouterr().out)
    assert float(printed) == pytest.approx(SURFACES["rosenbrock"].value(w[-1]), rel=1e-5)
    view = short(link("generalization", seeds=1), epochs=10)
    ((w, _),) = trained(view, library).values()
    (recipe,) = runs_of(view).values()
    data = recipe.data()
    executed(view, library)
    *_, printed = PRINTED.findall(capsys.readouterr().out)
    both = [recipe.network.loss(w, x, y) for x, y in ((data.x, data.y), (data.x_val, data.y_val))]
    assert [*map(float, printed)] == pytest.approx(both, rel=1e-5)
