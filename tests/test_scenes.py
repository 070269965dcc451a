"""The canyon race as a scene: pure, finite, in step with its tracks, and true in what it says of the run."""

import math
import random
import re
import time
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from figures.theme import STYLES
from optim import RULES, SGD, Adam, Momentum, RMSProp, descend
from optim.settings import declared
from scenes.canyon import Settings, best_eta, run, scene
from scenes.hyperparameters import eta_field
from scenes.outcome import measure
from scenes.presets import PRESETS, complete
from surfaces import SURFACES, Noisy

VIEWS = ("map", "3D")
QUADRATICS = [name for name, surface in SURFACES.items() if surface.curvatures]
MANY_PITS = {"rastrigin", "ackley"}  # their local minima are not listed
FIELDS = {
    *("surface", "kappa", "theta", "x0", "y0", "steps", "noise", "seed", "view", "rules", "each", "eta", "eta_sgd"),
    *("eta_momentum", "eta_rmsprop", "eta_adam", "alpha", "rho", "beta1", "beta2", "epsilon", "bias_correction"),
}

drawn = lru_cache(maxsize=None)(scene)
ran = lru_cache(maxsize=None)(run)
every_surface = pytest.mark.parametrize("surface", SURFACES)
every_view = pytest.mark.parametrize("view", VIEWS)
every_preset = pytest.mark.parametrize("preset", PRESETS)


def numbers(value):
    """Every number and array in nested dicts, lists and tuples."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, np.ndarray | int | float):
        yield value


def finite(shown):
    """Is every number of a scene finite?"""
    carried = [(track.values, track.stride) for track in shown.tracks], [part.values for part in shown.readouts]
    return all(np.isfinite(number).all() for part in (shown.drawing, *carried) for number in numbers(part))


def same(one, other):
    """Are two nested structures equal, arrays bit for bit?"""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def parts(shown):
    tracks = [(track.trace, track.mode, track.values, track.stride) for track in shown.tracks]
    readouts = [(part.label, part.colour, part.values) for part in shown.readouts]
    return [shown.drawing, tracks, shown.steps, shown.summary, readouts, shown.sentences, shown.table]


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def axes(shown):
    """Every axis of the drawing: name -> its layout."""
    layout = shown.drawing["layout"]
    flat = {key: value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)}
    return flat | {f"scene {key}": value for key, value in layout.get("scene", {}).items() if key.endswith("axis")}


def outcomes(settings):
    return {name: measure(done, settings.objective()) for name, done in run(settings).items()}


def nearest(w, minima):
    return min(math.hypot(w[0] - x, w[1] - y) for x, y in minima)


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


def first_outside(done, surface):
    (left, right), (bottom, top) = surface.domain
    return next(step for step, (x, y) in enumerate(done.w) if not (left <= x <= right and bottom <= y <= top))


def drawable(done, surface):
    """The points that are drawn: as far as the first one more than 20 of the domain's sizes from its middle."""
    size = max(high - low for low, high in surface.domain)
    middle = [(low + high) / 2 for low, high in surface.domain]
    far = (step for step, w in enumerate(done.w[: done.last]) if max(abs(w - middle)) > 20 * size)
    return done.w[: next(far, done.last) + 1]


# What is public


def test_the_names_of_the_settings_are_those_of_published_links():
    assert set(declared(Settings)) == FIELDS
    assert {eta_field(name) for name in RULES} == {"eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam"}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"surface": "cliffs"}, "surface = 'cliffs' is not one of ('canyon', 'bowl', "),
        ({"kappa": 0.99}, "kappa = 0.99 is outside [1, 1000]"),
        ({"kappa": 1001.0}, "kappa = 1001.0 is outside [1, 1000]"),
        ({"theta": -90.5}, "theta = -90.5 is outside [-90, 90]"),
        ({"x0": 5.01}, "x0 = 5.01 is outside [-5, 5], the map of canyon"),
        ({"y0": -4.01}, "y0 = -4.01 is outside [-4, 4], the map of canyon"),
        ({"surface": "saddle", "x0": 3.0}, "x0 = 3.0 is outside [-2.5, 2.5], the map of saddle"),
        ({"x0": 1e300}, "x0 = 1e+300 is outside [-100, 100]"),
        ({"x0": math.nan}, "x0 = nan is outside [-100, 100]"),
        ({"noise": -0.1}, "noise = -0.1 is outside [0, 100]"),
        ({"noise": math.inf}, "noise = inf is outside [0, 100]"),
        ({"seed": -1}, "seed = -1 is outside [0, 9999]"),
        ({"seed": 0.5}, "seed = 0.5 is outside [0, 9999] (whole numbers)"),
        ({"steps": 2.5}, "steps = 2.5 is outside [1, 2000] (whole numbers)"),
        ({"steps": math.nan}, "steps = nan is outside [1, 2000]"),
        ({"view": "4D"}, "view = '4D' is not one of ('map', '3D')"),
        ({"rules": ("SGD", "Nadam")}, "rules = ('SGD', 'Nadam') must name at least one of ('SGD', 'Momentum', "),
        ({"rules": ()}, "rules = () must name at least one of ('SGD', 'Momentum', "),
        ({"each": "yes"}, "each = 'yes' is neither True nor False"),
        ({"eta": 0.0}, "eta = 0.0 is outside [1e-08, 10]"),
        ({"eta": 10.5}, "eta = 10.5 is outside [1e-08, 10]"),
        ({"eta_adam": math.nan}, "eta_adam = nan is outside [1e-08, 10]"),
        ({"alpha": 1.0}, "alpha = 1.0 is outside [0, 0.9999]"),
        ({"rho": 1.0}, "rho = 1.0 is outside [0, 0.9999]"),
        ({"beta1": -0.1}, "beta1 = -0.1 is outside [0, 0.9999]"),
        ({"beta2": 1.0}, "beta2 = 1.0 is outside [0, 0.99999]"),
        ({"epsilon": 0.0}, "epsilon = 0.0 is outside [1e-15, 10]"),
        ({"bias_correction": None}, "bias_correction = None is neither True nor False"),
    ],
    ids=str,
)
def test_settings_out_of_range_are_refused_with_name_value_and_range(values, says):
    with pytest.raises(ValueError, match="^" + re.escape(says)):
        Settings(**values)


@pytest.mark.parametrize(("steps", "kept"), [(0, 1), (-5, 1), (2001, 2000), (10**12, 2000), (math.inf, 2000), (7, 7)])
def test_steps_are_pulled_back_into_their_bounds(steps, kept):
    assert Settings(steps=steps).steps == kept


@every_view
def test_a_run_of_all_steps_allowed_takes_bounded_time(view):
    settings = Settings(steps=10**9, view=view, surface="rosenbrock", eta=1e-3)
    begin = time.perf_counter()
    shown = scene(settings)
    assert time.perf_counter() - begin < 5  # it takes about a fiftieth of that
    assert len(traces(shown)["path-SGD"]["x"]) == 2001


# Pure


@every_view
def test_the_same_settings_give_the_same_scene_whatever_the_global_randomness(view):
    def told(seed):
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        before = random.getstate(), np.random.get_state()  # noqa: NPY002
        shown = parts(scene(Settings(noise=0.5, view=view)))
        assert same(before, (random.getstate(), np.random.get_state()))  # noqa: NPY002
        return shown

    assert same(told(1), told(2))


def test_noise_is_that_of_its_seed():
    first, again, other = (parts(scene(Settings(noise=0.5, seed=seed))) for seed in (3, 3, 4))
    assert same(first, again)
    assert not same(first, other)
    assert not same(first, parts(scene(Settings(seed=3))))


def test_without_noise_the_seed_does_not_matter():
    assert same(parts(scene(Settings(seed=3))), parts(scene(Settings(seed=4))))


def test_all_rules_meet_the_same_noise():
    settings = Settings(noise=1.0, seed=8, rules=("SGD", "Adam"))
    surface = settings.objective()
    noise = [done.gradient - surface.gradient(done.w[:-1]) for done in run(settings).values()]
    np.testing.assert_allclose(noise[0], noise[1], rtol=0, atol=1e-12)
    assert (noise[0] != 0).all()


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
    found = run(settings)
    assert list(found) == list(rules)
    for name, rule in rules.items():
        alone = descend(rule, Noisy(SURFACES["beale"], 0.1, 5), (1.0, -1.0), 30)
        np.testing.assert_array_equal(found[name].w, alone.w)
    shared = run(Settings(eta=0.3, steps=3, **etas))
    np.testing.assert_array_equal(shared["SGD"].w, descend(SGD(0.3), SURFACES["canyon"], (-4.2, 1.4), 3).w)


# The picture and its tracks


@every_surface
@every_view
def test_every_number_is_finite(surface, view):
    assert finite(drawn(Settings(surface=surface, view=view)))


@every_surface
@every_view
def test_each_step_is_the_run_up_to_it(surface, view):
    settings = Settings(surface=surface, view=view, steps=60)
    shown = drawn(settings)
    for step in (0, 30, 60):
        at = {trace.uid: trace for trace in shown.at(step).data}
        for name, done in ran(settings).items():
            points = drawable(done, settings.objective())[: step + 1]
            error = np.clip(done.value[: len(points)] - settings.objective().minimum, 1e-8, 1e30)
            last = len(points) - 1
            path, point = at[f"path-{name}"], at[f"point-{name}"]
            curve, tip = at[f"error-{name}"], at[f"error-tip-{name}"]
            np.testing.assert_array_equal(np.transpose([path.x, path.y]), points)
            np.testing.assert_array_equal(np.transpose([point.x, point.y]), points[-1:])
            np.testing.assert_array_equal(curve.x, np.arange(len(points)))
            np.testing.assert_allclose(curve.y, error, rtol=1e-12)
            assert (tuple(tip.x), tuple(tip.y)) == ((last,), (curve.y[-1],))
            if view == "map":
                marks = at[f"marks-{name}"]
                np.testing.assert_array_equal(np.transpose([marks.x, marks.y]), points[::8])
            else:
                assert len(path.z) == len(points)
                assert tuple(point.z) == (path.z[-1],)


@every_view
def test_readouts_are_the_numbers_of_the_run(view):
    settings = Settings(surface="booth", view=view)
    for (name, done), readout in zip(ran(settings).items(), drawn(settings).readouts, strict=True):
        points = drawable(done, SURFACES["booth"])
        assert (readout.label, readout.colour) == (name, STYLES[name].colour)
        assert list(readout.values) == ["w₁", "w₂", "error"]
        np.testing.assert_array_equal(np.transpose([readout.values["w₁"], readout.values["w₂"]]), points)
        np.testing.assert_allclose(readout.values["error"], np.maximum(done.value[: len(points)], 1e-8), rtol=1e-12)


@every_surface
@every_view
def test_the_figure_is_the_last_step(surface, view):
    shown = drawn(Settings(surface=surface, view=view, steps=60))
    assert same(shown.at(60).to_plotly_json(), shown.figure.to_plotly_json())
    assert not same(shown.at(59).to_plotly_json(), shown.figure.to_plotly_json())


@pytest.mark.parametrize("step", [-1, 61, 10**9])
def test_there_is_no_step_outside_the_run(step):
    with pytest.raises(ValueError, match=rf"^step = {step} is outside \[0, 60\]$"):
        drawn(Settings(surface="bowl", steps=60)).at(step)


def test_showing_a_step_leaves_the_scene_as_it_was():
    shown, untouched = scene(Settings(steps=20)), scene(Settings(steps=20))
    shown.at(3)
    assert same(parts(shown), parts(untouched))
    assert same(shown.figure.to_plotly_json(), untouched.figure.to_plotly_json())


@every_surface
def test_the_path_in_three_dimensions_floats_just_above_the_surface(surface):
    shown, at = traces(drawn(Settings(surface=surface, view="3D", steps=60))), SURFACES[surface]
    ground = shown["relief"]
    above = at.value(np.stack(np.meshgrid(ground["x"], ground["y"]), axis=-1)) - at.minimum
    offset = np.median(10 ** ground["z"] - above)
    np.testing.assert_allclose(ground["z"], np.log10(above + offset), atol=1e-6)
    for name in RULES:
        x, y, z = (shown[f"path-{name}"][key] for key in "xyz")
        lift = z - np.log10(at.value(np.stack([x, y], axis=-1)) - at.minimum + offset)
        assert ((lift > 0.01) & (lift < 0.1)).all()


@every_view
def test_a_rule_looks_the_same_on_the_surface_and_in_the_error_curve(view):
    shown = traces(drawn(Settings(view=view)))
    for name, style in STYLES.items():
        for uid in (f"path-{name}", f"error-{name}"):
            assert (shown[uid]["line"]["color"], shown[uid]["line"]["dash"]) == (style.colour, style.dash)
        marked = [uid for uid in (f"point-{name}", f"error-tip-{name}", f"marks-{name}") if uid in shown]
        assert {shown[uid]["marker"]["color"] for uid in marked} == {style.colour}
        symbols = {uid: shown[uid]["marker"]["symbol"] for uid in marked}
        if view == "3D":
            del symbols[f"point-{name}"]  # a point in space knows fewer symbols
        assert set(symbols.values()) == {style.symbol}
    names = shown["error-names"]
    assert dict(zip((text.strip() for text in names["text"]), names["textfont"]["color"], strict=True)) == {
        name: style.colour for name, style in STYLES.items()
    }


@every_view
def test_rules_are_told_apart_without_colour(view):
    shown = traces(drawn(Settings(view=view)))
    lines = {(shown[f"path-{name}"]["line"]["dash"], shown[f"point-{name}"]["marker"]["symbol"]) for name in RULES}
    assert len(lines) == len(RULES)
    assert len({shown[f"point-{name}"]["marker"]["symbol"] for name in RULES}) == len(RULES)


@every_surface
@every_view
def test_axes_show_the_domain_and_do_not_follow_the_run(surface, view):
    short, long = (Settings(surface=surface, view=view, eta=eta) for eta in (1e-3, 1.0))
    assert same(drawn(short).drawing["layout"], drawn(long).drawing["layout"])
    found = axes(drawn(long))
    below = "scene " if view == "3D" else ""
    for axis, span in zip("xy", SURFACES[surface].domain, strict=True):
        assert tuple(found[f"{below}{axis}axis"]["range"]) == span
    assert tuple(found["xaxis2"]["range"]) == (0, pytest.approx(100, rel=0.1))


@every_view
def test_no_axis_is_left_to_the_data_so_that_a_diverging_run_could_shrink_the_picture(view):
    assert [name for name, axis in axes(drawn(Settings(view=view))).items() if "range" not in axis] == []


@every_surface
def test_the_error_axis_covers_the_surface(surface):
    at = SURFACES[surface]
    corners = np.array([[x, y] for x in at.domain[0] for y in at.domain[1]])
    low, high = axes(drawn(Settings(surface=surface)))["yaxis2"]["range"]
    assert low <= -8
    assert high >= np.log10((at.value(corners) - at.minimum).max())


# Divergence


@every_surface
@every_view
def test_a_diverging_run_leaves_finite_numbers_and_says_so(surface, view):
    settings = Settings(surface=surface, view=view, eta=1.0)
    shown = drawn(settings)
    assert finite(shown)
    gone = {
        name: done
        for name, done in ran(settings).items()
        if done.diverged_at is not None or len(drawable(done, settings.objective())) <= done.last
    }
    for row, (name, said) in zip(shown.table, zip(RULES, shown.sentences, strict=True), strict=True):
        assert said.startswith(f"**{name}** ")
        if name in gone:
            at = first_outside(gone[name], settings.objective())
            assert re.match(rf"\*\*{name}\*\* left the map at step {at}\b", said)
            assert [row[column] for column in list(row)[2:]] == ["–"] * 4
    off = re.search(r"Off the map: (.*)\.$", shown.summary)
    assert (off.group(1).split(", ") if off else []) == list(gone)


def test_runs_do_diverge_at_one():
    settings = [Settings(surface=surface, eta=1.0) for surface in SURFACES]
    gone = [s.surface for s in settings if any(done.diverged_at is not None for done in ran(s).values())]
    assert len(gone) >= 7


@every_surface
def test_a_path_that_is_not_drawn_to_its_end_is_said_to_have_left_the_map(surface):
    settings = Settings(surface=surface, eta=1.0)
    for (name, done), said in zip(ran(settings).items(), drawn(settings).sentences, strict=True):
        if len(drawable(done, settings.objective())) <= done.last:
            assert "left the map" in said, f"{name}'s path ends in the picture, but {said}"


@pytest.mark.parametrize("surface", QUADRATICS)
@pytest.mark.parametrize("rule", [SGD(), Momentum(alpha=0.5), Momentum(alpha=0.9)], ids=repr)
@pytest.mark.parametrize("share", [0.97, 1.03])
def test_the_reason_for_leaving_is_given_if_and_only_if_the_bound_is_exceeded(surface, rule, share):
    steepest = SURFACES[surface].curvatures[1]
    name, alpha = type(rule).__name__, getattr(rule, "alpha", 0.0)
    bound = (2 + 2 * alpha) / steepest
    settings = Settings(surface=surface, eta=share * bound, alpha=alpha, rules=(name,), steps=2000)
    numbers = (share * bound, alpha) if name == "Momentum" else (share * bound,)
    gone = descend(type(rule)(*numbers), SURFACES[surface], settings.start(), 2000).diverged_at is not None
    assert gone == (share > 1)
    (said,) = scene(settings).sentences
    formula = "(2 + 2α)/λ" if name == "Momentum" else "2/λ"
    reason = f" because η = {share * bound:g} exceeds {formula} = {bound:.3g}."
    assert said.endswith(reason) == gone
    assert ("because" in said) == gone


@every_surface
def test_no_other_reason_is_given(surface):
    for eta in (1.0, 10.0):
        settings = Settings(surface=surface, eta=eta, noise=1.0)
        bound = 2 / (SURFACES[surface].curvatures or (0, math.inf))[1]
        for name, said in zip(RULES, scene(settings).sentences, strict=True):
            exact = name in ("SGD", "Momentum") and surface in QUADRATICS
            assert exact or "because" not in said
            assert name != "SGD" or eta > bound or "because" not in said


# What is measured


@every_surface
@pytest.mark.parametrize("eta", [0.02, 0.3])
def test_outcomes_against_computing_them_anew(surface, eta):
    settings = Settings(surface=surface, eta=eta, steps=150)
    at = settings.objective()
    table = {row["rule"]: row for row in drawn(settings).table}
    for name, done in ran(settings).items():
        row = table[name]
        assert row["η"] == f"{eta:g}"
        if done.diverged_at is not None:
            assert list(row.values())[2:] == ["–"] * 4
            continue
        error = float(at.value(done.w[-1])) - at.minimum
        distance = nearest(done.w[-1], at.minima)
        length = sum(math.dist(a, b) for a, b in pairwise(done.w))
        assert float(row["final error"]) == pytest.approx(error, rel=0.01)
        assert float(row["distance to the nearest minimum"]) == pytest.approx(distance, rel=0.01)
        assert float(row["path length"]) == pytest.approx(length, rel=0.01)
        within = settled(done, at)
        assert row["steps to within 1 %"] == ("–" if within is None else str(within))
        found = measure(done, at)
        assert (found.verdict == "reached") == (within is not None)
        assert found.end == tuple(done.w[-1])


@every_surface
@pytest.mark.parametrize("eta", [0.02, 0.3])
def test_sentences_and_summary_say_what_was_measured(surface, eta):
    settings = Settings(surface=surface, eta=eta, steps=150)
    shown = drawn(settings)
    found = {name: measure(done, settings.objective()) for name, done in ran(settings).items()}
    for (name, outcome), said in zip(found.items(), shown.sentences, strict=True):
        about = f"{outcome.distance:.2g} away"
        expected = {
            "left": f"left the map at step {outcome.left_at}",
            "reached": f"reached the minimum within 1 % at step {outcome.within}.",
            "circles": about,
            "rests": f"the minimum is {about}",
            "away": f"is still {about} after 150 steps.",
        }[outcome.verdict]
        assert said.startswith(f"**{name}** ")
        assert expected in said
        if outcome.within is not None:
            assert f"{name} at step {outcome.within}" in shown.summary
        elif outcome.verdict != "left":
            assert f"{name} is {outcome.distance:.2g}" in shown.summary
    assert 1 <= len(re.findall(r"\.(?= |$)", shown.summary)) <= 3


@pytest.mark.parametrize("surface", sorted(set(SURFACES) - MANY_PITS))
@pytest.mark.parametrize("eta", [0.02, 0.1, 0.3, 1.0])
def test_a_rule_rests_only_on_what_is_there(surface, eta):
    settings = Settings(surface=surface, eta=eta, steps=200)
    at = settings.objective()
    reach = 0.02 * max(high - low for low, high in at.domain)
    for name, outcome in outcomes(settings).items():
        if outcome.rest == "local minimum":
            assert nearest(outcome.end, [*at.local_minima, (math.inf, math.inf)]) < reach, name
        if outcome.rest == "saddle":
            assert len(at.minima) + len(at.local_minima) > 1, f"{surface} has one pit and no saddle: {name}"
        assert outcome.rest in ("", "local minimum", "saddle", "plateau")


def test_a_rule_that_starts_at_the_minimum_is_there_at_once():
    shown = scene(Settings(surface="bowl", x0=0.0, y0=0.0))
    assert shown.summary.startswith("Within 1 % of the minimum: Adam at step 0, Momentum at step 0")
    assert finite(shown)


def test_steps_against_the_one_before_are_counted():
    done = run(Settings(eta=0.45, steps=40))["SGD"]
    steps = [b - a for a, b in pairwise(done.w)]
    back = sum(float(a @ b) < 0 for a, b in pairwise(steps))
    assert back > 5
    assert measure(done, SURFACES["canyon"]).turns == back


# The presets


@every_preset
def test_a_preset_sets_what_the_controls_can_show(preset):
    values = complete(PRESETS[preset])
    assert set(values) == FIELDS
    for name, meta in declared(Settings).items():
        if name in ("x0", "y0", "rules"):
            continue
        value = values[name]
        assert meta.options == () or value in meta.options, name
        assert meta.slider is None or meta.slider[0] <= value <= meta.slider[1], name
    assert (values["x0"], values["y0"]) == SURFACES[values["surface"]].starts[0]


def of(preset):
    settings = Settings(**complete(PRESETS[preset]))
    return settings, run(settings), outcomes(settings)


def test_plain_sgd_crawls():
    settings, runs, found = of("Plain SGD crawls")
    start = nearest(runs["SGD"].w[0], settings.objective().minima)
    assert found["SGD"].distance > 0.25 * start
    assert found["SGD"].within is None
    assert sum(outcome.within is not None for outcome in found.values()) >= 2
    others = [outcome.distance for name, outcome in found.items() if name != "SGD"]
    assert max(others) < 0.1 * found["SGD"].distance


def test_a_step_too_long():
    settings, runs, found = of("A step too long")
    assert settings.eta > 2 / settings.objective().curvatures[1]
    assert runs["SGD"].diverged_at is not None
    said = dict(zip(found, scene(settings).sentences, strict=True))
    assert "because η = 0.6 exceeds 2/λ = 0.5" in said["SGD"]
    assert runs["Momentum"].diverged_at is None
    assert found["Momentum"].within is not None


def test_momentum_overshoots():
    _, runs, _ = of("Momentum overshoots")
    beyond = {name: done.w[:, 0].max() for name, done in runs.items()}
    assert runs["SGD"].w[0, 0] < -4
    assert beyond["Momentum"] > 1.0
    assert beyond["SGD"] <= 0.0


def test_rmsprops_steps_never_shrink():
    settings, runs, found = of("RMSProp's steps never shrink")
    eta = settings.eta
    last = np.linalg.norm(np.diff(runs["RMSProp"].w[-41:], axis=0), axis=1)
    assert 0.5 * eta < last.min()
    assert last.max() < 2 * eta
    assert found["RMSProp"].verdict == "circles"
    assert "circles the minimum" in scene(settings).sentences[0]
    assert found["Adam"].within is not None
    assert np.linalg.norm(np.diff(runs["Adam"].w[-41:], axis=0), axis=1).max() < 0.05 * eta


def test_a_saddle():
    _, runs, found = of("A saddle")
    near = {name: int((np.linalg.norm(done.w, axis=1) < 0.5).sum()) for name, done in runs.items()}
    assert found["SGD"].within is None
    assert near["SGD"] == max(near.values())
    there = [name for name, outcome in found.items() if outcome.within is not None]
    assert there
    assert all(near[name] < 0.5 * near["SGD"] for name in there)


def test_a_plateau():
    _, _, found = of("A plateau")
    assert found["SGD"].verdict == "rests"
    assert found["SGD"].distance > 4
    assert found["RMSProp"].verdict == "reached"
    assert found["Adam"].verdict == "reached"
    assert found["SGD"].rest == "plateau"


def test_a_local_minimum():
    settings, _, found = of("A local minimum")
    pits = settings.objective().local_minima
    resting = [outcome for outcome in found.values() if outcome.rest == "local minimum"]
    assert resting
    assert all(nearest(outcome.end, pits) < 0.05 for outcome in resting)
    assert found["Momentum"].verdict == "reached"


# The best η


@pytest.mark.parametrize(
    "settings",
    [
        Settings(steps=60),
        Settings(steps=60, noise=0.3, seed=2),
        Settings(surface="rosenbrock", steps=60, rules=("SGD", "Adam")),
        Settings(surface="three_hump_camel", steps=40, alpha=0.5, rules=("Momentum", "RMSProp")),
        Settings(surface="rastrigin", steps=40, each=True, eta_sgd=1.0),
    ],
    ids=lambda settings: f"{settings.surface}-{settings.noise}",
)
def test_the_best_eta_is_that_of_trying_all(settings):
    surface = settings.objective()
    objective = Noisy(surface, settings.noise, settings.seed)
    known = {"alpha": settings.alpha, "rho": settings.rho, "beta1": settings.beta1, "beta2": settings.beta2}
    found = best_eta(settings)
    assert list(found) == list(settings.rules)
    for name in settings.rules:
        kind = RULES[name]
        numbers = {key: value for key, value in known.items() if key in kind.__dataclass_fields__}

        def cost(eta, kind=kind, numbers=numbers):
            done = descend(kind(eta=eta, **numbers), objective, settings.start(), settings.steps)
            within = settled(done, surface)
            final = math.inf if done.diverged_at is not None else float(done.value[-1])
            return (math.inf if within is None else within), final

        assert found[name] == min(declared(Settings)["eta"].options, key=cost), name


# The whole space of settings


@st.composite
def valid(draw):
    """Settings anywhere in their bounds, at the ends more often than by chance; short runs, for time."""
    values = {}
    for name, meta in declared(Settings).items():
        if meta.kind is bool:
            values[name] = draw(st.booleans())
        elif meta.kind is tuple:
            values[name] = tuple(draw(st.sets(st.sampled_from(meta.options), min_size=1)))
        elif meta.kind is str:
            values[name] = draw(st.sampled_from(meta.options))
        elif name in ("x0", "y0"):
            low, high = SURFACES[values["surface"]].domain[name == "y0"]
            values[name] = draw(st.none() | st.floats(low, high))
        elif name == "steps":
            values[name] = draw(st.integers(1, 120))
        elif meta.kind is int:
            values[name] = draw(st.integers(*meta.bounds))
        elif meta.bounds[0] > 0:
            low, high = map(math.log10, meta.bounds)
            values[name] = draw(st.sampled_from(meta.bounds) | st.floats(low, high).map(lambda e: 10**e))
            values[name] = min(max(values[name], meta.bounds[0]), meta.bounds[1])
        else:
            values[name] = draw(st.floats(*meta.bounds))
    return Settings(**values)


@budget(max_examples=200)
@given(valid())
def test_any_settings_give_a_finite_scene(settings):
    shown = scene(settings)
    assert finite(shown)
    assert shown.steps == settings.steps
    assert [row["rule"] for row in shown.table] == list(settings.rules)
    assert [re.match(r"\*\*(\w+)\*\* ", said).group(1) for said in shown.sentences] == list(settings.rules)
    assert [readout.label for readout in shown.readouts] == list(settings.rules)
    assert all(name in shown.summary for name in settings.rules)
    assert {track.trace for track in shown.tracks} <= set(traces(shown))
    assert not re.search(r"\b(nan|inf)\b", " ".join([shown.summary, *shown.sentences, str(shown.table)]))
