"""What the gradient descent page says, each claim computed anew from the settings, over hundreds of random ones."""

import re

import numpy as np
import pytest

from lesson import declared, number, read
from optim import SGD, descend
from pages.gradient_descent import PAGE
from pages.gradient_descent.answers import FINDS, LENGTHS, LIMITS, SLOPES, SUITS
from pages.gradient_descent.settings import Settings, controls
from pages.gradient_descent.words import MEANING, percent
from surfaces import canyon
from surfaces.curve import CURVES, quadratic, wells

ACTS = {act.name: act for act in PAGE.acts}
TRIED = 90  # settings of each act


def at_random(name, seed, **fixed):
    """Settings of an act with any values of its controls, the boundaries of η more often than chance has them."""
    draw = np.random.default_rng(seed)
    opening = PAGE.opening(ACTS[name])
    values = {}
    for field, meta in controls(opening).items():
        offered = meta.values or meta.options
        if field != "function":
            values[field] = offered[draw.integers(len(offered))]
    values["steps"] = int(draw.choice([1, 2, 10, 20, 30, 60]))
    if name in ("step", "limit") and draw.random() < 0.2:
        values["eta"] = draw.choice([0.5, 1, 1.9, 2, 2.1]) / values["curvature"]
    if draw.random() < 0.05:
        values["x0"] = 0.0
    return Settings(**vars(opening) | values | fixed)


def many(name, **fixed):
    return [at_random(name, seed, **fixed) for seed in range(TRIED)]


def of(settings, name):
    scene = PAGE.scene(settings, name)
    return scene, scene.answer


def run_of(settings, steps=None):
    return descend(SGD(settings.eta), settings.curve(), [settings.x0], settings.steps if steps is None else steps)


def traces(scene):
    return {trace["uid"]: trace for trace in scene.drawing["data"]}


def off_step(scene, settings, edge):
    """The step from which the run stays outside what the first axes show, from the picture and a run of our own."""
    run = run_of(settings)
    last = run.last
    top = scene.drawing["layout"]["yaxis"]["range"][1]
    with np.errstate(all="ignore"):
        inside = (np.abs(run.w[: last + 1, 0]) <= edge) & (run.value[: last + 1] <= top)
    far = np.flatnonzero(np.abs(run.w[: last + 1, 0]) > 200)  # farther out nothing is drawn
    inside = inside[: far[0] + 1] if far.size else inside
    return None if inside[-1] else int(np.flatnonzero(np.append(False, inside))[-1] if inside.any() else 0)


# Every act's own run


@pytest.mark.parametrize(
    ("name", "right"),
    [("step", LENGTHS[1]), ("limit", LIMITS[1]), ("canyon", SUITS[1]), ("chain", SLOPES[3]), ("wells", FINDS[1])],
)
def test_an_acts_own_run_bears_out_one_guess(name, right):
    _, answer = of(PAGE.opening(ACTS[name]), name)
    assert answer.right == right
    assert answer.right in ACTS[name].guesses


@pytest.mark.parametrize("name", ACTS)
def test_an_answer_fits_in_its_room(name):
    act = ACTS[name]
    assert len(act.question) <= 58
    assert sum(map(len, act.guesses)) <= 130
    assert len(act.setup) <= 110
    assert len(act.look) <= 110
    assert len(act.try_next) <= 130
    for settings in many(name):
        assert len(of(settings, name)[1].because) <= 210


# Act 1


def test_a_step_is_eta_times_the_slope():
    left = exact = 0
    for settings in many("step", function="quadratic") + many("step", function="wells"):
        scene, answer = of(settings, "step")
        run = run_of(settings, settings.steps + 1)
        step = np.abs(np.diff(run.w[:, 0]))
        if run.gradient[0, 0] == 0:
            assert answer.right is None
            continue
        both = "straight to the minimum too" in answer.because  # then two guesses hold
        assert answer.right == (None if both else LENGTHS[1])
        assert step[0] == pytest.approx(settings.eta * abs(run.gradient[0, 0]), rel=1e-9)
        assert f"= {number(step[0])}" in answer.because
        off = off_step(scene, settings, 7.0 if settings.function == "quadratic" else 5.8)
        assert (off is not None) == ("off the map" in scene.words.summary), settings
        if "it leaves" in answer.because:
            left += 1
            assert off is not None
            assert (np.diff(step[: off + 1]) > 0).all()
        elif "straight to the minimum too" in answer.because:
            exact += 1
            assert abs(run.w[1, 0]) < 1e-9
            assert number(1 / settings.curvature) == number(settings.eta)
        elif "is shorter" in answer.because:
            end = re.search(r"in the end (.+)\.$", answer.because).group(1)
            taken = int(re.search(r"In (\d+) step", scene.words.summary).group(1))
            assert end == (number(step[taken], 2) if step[taken] > 1e-4 else "almost 0")
            assert step[taken] < step[0]
    assert left > 10
    assert exact > 1


# Act 2


def behaviour(w):
    """The regime of a run that does not start at 0, from its points alone."""
    size = np.abs(w)
    if size[1] <= 1e-12 * size[0]:
        return "exact"
    if np.allclose(size, size[0], rtol=1e-9):
        return "bounces for ever"
    if size[-1] > size[0]:
        return "diverges"
    return "creeps" if (np.sign(w) == np.sign(w[0])).all() else "zigzags"


def test_the_regime_that_is_said_is_what_the_run_does():
    named = set()
    for settings in many("limit"):
        scene, answer = of(settings, "limit")
        if settings.x0 == 0:
            assert answer.right is None
            assert "no step is taken" in scene.words.summary
            continue
        run = run_of(settings, 20).w[:, 0]
        name = behaviour(run)
        named.add(name)
        assert scene.words.sentences[0].startswith(f"**{name.capitalize()}**: {MEANING[name]}")
        assert (name if name != "exact" else "is exact") in scene.words.summary
        assert answer.right == LIMITS[1]
        times = float(re.search(r"it is times (.+)\.$", answer.because).group(1).replace("−", "-"))
        assert times == pytest.approx(run[1] / run[0], rel=0.006, abs=1e-9)
        off = off_step(scene, settings, 7.0)
        assert traces(scene)["off"]["text"][0].startswith(" " if off is None else f"off the map at step {off} "), (
            settings
        )
        if off is not None:
            assert name in ("diverges", "bounces for ever")
    assert named == set(MEANING)


def test_in_the_row_those_below_two_over_lambda_come_nearer_and_those_above_go_away():
    for settings in many("limit"):
        if settings.x0 == 0:
            continue
        scene, _ = of(settings, "limit")
        row = next(track for track in scene.tracks if track.trace == "row").values["y"]
        etas = np.array(traces(scene)["row"]["x"]) / settings.curvature
        own = descend(SGD(etas[:, None]), settings.curve(), np.full((len(etas), 1), settings.x0), settings.steps)
        paths = own.w[..., 0]
        drawn = np.abs(paths) < 29
        assert row[drawn] == pytest.approx(paths[drawn], rel=1e-6, abs=1e-9)
        below, above = etas < 2 / settings.curvature * (1 - 1e-9), etas > 2 / settings.curvature * (1 + 1e-9)
        assert below.sum() == 19
        assert above.sum() == 7
        assert (np.abs(row[-1, below]) < abs(settings.x0)).all()
        assert (np.abs(row[-1, above]) > abs(settings.x0)).all()


# Act 3


def test_whom_one_eta_suits_is_measured_on_both_distances():
    seen = set()
    for settings in [
        *many("canyon"),
        *(at_random("canyon", 7, kappa=4.0, eta=eta, x0=1.0, y0=1.0) for eta in (0.4, 0.45)),
    ]:
        _, answer = of(settings, "canyon")
        start = np.array([settings.x0, settings.y0])
        if 0 in start:
            assert answer.right is None
            continue
        flat, steep = np.abs(descend(SGD(settings.eta), canyon(settings.kappa), start, 1).w[1] / start)
        if max(flat, steep) >= 1 - 1e-12:
            assert answer.right is None
            assert ("Neither comes in" in answer.because) == (min(flat, steep) >= 1 - 1e-12)
            wanted = None
        else:
            wanted = SUITS[0] if abs(flat - steep) < 1e-7 else SUITS[1] if flat > steep else SUITS[2]
            assert answer.right == wanted, settings
            assert f"w₁ by {number(flat)}, that of w₂ by {number(steep)}" in answer.because
        seen.add(wanted)
        if "best that one η" in answer.because:
            tried = np.linspace(0.2, 0.6, 4001)[:, None] * np.array([4 / settings.kappa, 4.0])
            assert max(flat, steep) <= np.abs(1 - tried).max(-1).min() + 1e-9
    assert {None, SUITS[1], SUITS[2], SUITS[0]} == seen


def test_the_distance_shrinks_by_the_factor_and_the_error_by_its_square():
    settings = Settings(view="canyon", kappa=10, eta=0.3)
    run = descend(SGD(0.3), canyon(10), (settings.x0, settings.y0), 1)
    along, across = np.abs(run.w[1] / run.w[0])
    sentence = PAGE.scene(settings, "canyon").words.sentences[0]
    assert (
        f"distance along each axis by |1 − η·λ|, here {number(along, 4)} along and {number(across, 4)} across"
        in sentence
    )
    assert "the error by its square" in sentence
    errors = [0.5 * 0.4 * run.w[i, 0] ** 2 for i in (0, 1)]
    assert errors[1] / errors[0] == pytest.approx(along**2)
    # of all η tried on both curvatures, 4/κ and 4, the one that is called best
    tried = np.linspace(0.2, 0.6, 40_001)
    slower = np.abs(1 - tried[:, None] * np.array([0.4, 4.0])).max(-1)
    assert float(re.search(r"= ([\d.]+) reaches that", sentence).group(1)) == pytest.approx(
        tried[slower.argmin()], abs=1e-4
    )
    assert f"(κ−1)/(κ+1) = {number(slower.min(), 4)}" in sentence


# Act 4


def test_the_slope_that_is_said_is_that_of_the_function():
    right = set()
    for settings in many("chain"):
        scene, answer = of(settings, "chain")

        def f(w, a=settings.a, b=settings.b):
            return 0.5 * (a * w + b) ** 2

        slope = (f(settings.x0 + 1e-4) - f(settings.x0 - 1e-4)) / 2e-4
        said = float(re.search(r"which gives (−?[\d.]+):", answer.because).group(1).replace("−", "-"))
        assert said == pytest.approx(slope, rel=0.006, abs=1e-6)
        assert f"= {number(settings.a * settings.x0 + settings.b)}, which" in answer.because
        numbers = [guess for guess in SLOPES if abs(float(guess) - slope) < 1e-6]
        assert answer.right == (numbers[0] if numbers else None)
        right.add(answer.right)
        assert traces(scene)["product"]["text"][0].endswith(f"= {number(said)}")
    assert None in right
    for w, guess in ((0.5, None), (0.75, "5"), (0.25, "3"), (0.0, "2")):  # 2·(2w + 1)
        assert of(Settings(view="chain", x0=w), "chain")[1].right == (guess or None)


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [(2, 1, "2w + 1"), (1, 0, "w"), (-1, -0.5, "−w − 0.5"), (0, 1.5, "1.5"), (-2.25, 0, "−2.25w"), (0, 0, "0")],
)
def test_the_linear_function_is_written_as_one_writes_it(a, b, text):
    assert f"½({text})²" in PAGE.scene(Settings(view="chain", a=a, b=b), "chain").title


# Act 5


def rests(w, minimum):
    """The step from which a path stays within 0.01 of a minimum, None if it does not."""
    near = np.logical_and.accumulate(np.abs(w - minimum)[::-1] <= 0.01)[::-1]
    return int(near.argmax()) if near.any() else None


def test_where_the_run_and_the_starts_rest():
    seen, own, beyond = set(), set(), 0
    for settings in [*many("wells"), *many("wells", curvature=1.0, eta=0.3, steps=80)]:
        scene, answer = of(settings, "wells")
        unit = wells(1.0)
        product = settings.eta * settings.curvature
        starts = np.linspace(-5, 5, 201)
        with np.errstate(all="ignore"):
            w = descend(SGD(product), unit, starts[:, None], settings.steps).w[..., 0]
        ends = [[rests(path, minimum) is not None for path in w.T] for minimum in unit.minima]
        found, other = np.mean(ends, axis=1)
        wanted = FINDS[0] if found == 1 else FINDS[1] if found else FINDS[2]
        if wanted == FINDS[2] and "beyond 2/λ of that well" not in answer.because:
            assert (answer.right, answer.because[-22:]) == (None, "More steps would tell.")
        else:
            assert answer.right == wanted, settings
        if found and 1 - found - other > 0.1:
            assert f"{percent(1 - found - other)} in neither within" in answer.because
        assert (
            f"{percent(found)} of the starts rest".lower() in answer.because.lower()
            if found
            else "none of 201 starts" in answer.because
        )
        assert f"{percent(other)} " in answer.because
        if "beyond 2/λ of that well" in answer.because:
            bottom = settings.curve().minima[:1]
            near = descend(SGD(settings.eta), settings.curve(), bottom + 1e-6, 400).w - bottom
            assert abs(near[40, 0]) > abs(near[0, 0])  # even beside the lowest point it goes away
            beyond += 1
        seen.add(wanted)
        shown = traces(scene)["basins"]["z"][0]
        assert ((shown == 255) == ends[0]).all()
        assert ((shown == 128) == ends[1]).all()
        run = run_of(settings)
        summary = scene.words.summary
        if "rests" in summary:
            lowest = "the lowest point" in summary
            own.add(lowest)
            step = int(re.search(r"from step (\d+) on", summary).group(1))
            assert rests(run.w[:, 0], settings.curve().minima[0 if lowest else 1]) == step
            heights = settings.curve().height(np.linspace(-5, 5, 100_001))
            assert (abs(run.value[-1] - heights.min()) < 0.01 * settings.curvature) == lowest
        else:
            assert all(rests(run.w[: run.last + 1, 0], minimum) is None for minimum in settings.curve().minima)
            off = off_step(scene, settings, 5.8)
            assert ("off the map" in summary) == (off is not None), settings
    assert seen >= {FINDS[1], FINDS[2]}
    assert own == {True, False}
    assert beyond > 5


def test_what_is_said_of_a_single_step_is_singular():
    for name in ("step", "limit", "wells", "canyon"):
        scene, answer = of(Settings(**vars(PAGE.opening(ACTS[name])) | {"steps": 1}), name)
        said = " ".join((scene.words.summary, *scene.words.sentences, answer.because))
        assert not re.search(r"\b1 steps", said)
        assert name == "canyon" or "1 step" in said


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (1, "100 %"), (1 / 201, "less than 1 %"), (200 / 201, "more than 99 %")]
)
def test_a_share_that_is_not_quite_nothing_or_all_is_not_called_that(share, text):
    assert percent(share) == text


def test_near_a_minimum_of_the_wells_the_limit_is_two_over_the_curvature_there():
    curve = wells(4.0)
    longest = 2 / float(curve.bend(curve.minima[0]))
    start = [float(curve.minima[0]) + 1e-4]
    near = descend(SGD(0.95 * longest), curve, start, 300).w[-1, 0]
    past = descend(SGD(1.05 * longest), curve, start, 300).w[-1, 0]
    assert abs(near - curve.minima[0]) < 1e-8
    assert abs(past - curve.minima[0]) > 1e-2
    said = " ".join(PAGE.scene(Settings(function="wells", eta=0.95 * longest), "wells").words.sentences)
    assert f"η must be below 2/h″ = {number(longest, 4)}" in said


def test_models_with_very_many_variables_are_named_where_the_lowest_point_is_asked_for():
    assert "10¹²" in of(PAGE.opening(ACTS["wells"]), "wells")[1].because


# Any act with any picture


@pytest.mark.parametrize("name", ACTS)
def test_a_picture_of_another_question_bears_out_none_of_the_guesses(name):
    views = {"step": 0, "curve": 1, "canyon": 2, "chain": 3}
    for settings in (Settings(view=view, function=function) for view in views for function in CURVES):
        own = PAGE.opening(ACTS[name])
        kin = settings.view == own.view and (settings.view != "curve" or settings.function == own.function)
        scene, answer = of(settings, name)
        if not kin:
            assert answer.right is None
            assert answer.because == scene.words.summary


def test_a_link_keeps_the_curvature():
    for act in PAGE.acts:
        view = read(PAGE, {"act": [act.name], "curvature": ["3"], "function": ["wells"]})
        assert view.settings.curvature == 3
        assert view.query["curvature"] == ["3"]
        assert read(PAGE, view.query).settings == view.settings


def test_the_best_eta_is_one_over_lambda():
    for curvature in declared(Settings)["curvature"].values[::7]:
        assert abs(descend(SGD(1 / curvature), quadratic(curvature), [3.0], 1).w[-1, 0]) < 1e-12


def test_an_eta_that_is_named_to_try_is_on_the_slider():
    for act in PAGE.acts:
        etas = PAGE.controls(PAGE.opening(act))["eta"].values if "η" in act.try_next else ()
        assert {float(eta) for eta in re.findall(r"η = (\d[\d.]*\d|\d)", act.try_next)} <= {*etas}
