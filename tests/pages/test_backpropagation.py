"""The backpropagation page: each number on its drawings, each executed line, the rounds, many settings at once."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from written import numbers_in

from figures.backpropagation import arrows
from lesson import declared
from networks import Network
from pages.backpropagation import PAGE
from pages.backpropagation.algorithm import brief, circle, given, lines, steps
from pages.backpropagation.measure import NUDGES, measure, measure_many, run_of
from pages.backpropagation.network import AT, EDGES, path
from pages.backpropagation.rounds import batches
from pages.backpropagation.settings import SIZES, VIEWS, WEIGHTS, Settings, controls

EACH = pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "identity"])
OUT = pytest.mark.parametrize("output", ["linear", "sigmoid"])
ORDER = ["draw", "dense", "activation", "dense", "error", "d", "ierror", "slope", "d", "update", "repeat"]
OPENINGS = {act.name: PAGE.opening(act) for act in PAGE.acts}


def trace(scene, uid, step):
    return next(trace for trace in scene.at(step)["data"] if trace["uid"] == uid)


def texts(scene, uid, step):
    return list(trace(scene, uid, step)["text"])


def read(text):
    found = numbers_in(text.replace("d ", " ").replace("was ", " "))
    return found[-1] if found else math.nan


# The numbers


@EACH
@OUT
def test_the_pass_is_the_networks(activation, output):
    chosen = Settings(activation=activation, output=output, target=0.7)
    run, network = run_of(chosen), Network(SIZES, activation, output)
    w, x, y = run.w, np.array([[chosen.in0, chosen.in1]]), np.array([[chosen.goal]])
    np.testing.assert_allclose(run.d, network.gradient(w, x, y), rtol=1e-12)
    np.testing.assert_allclose(run.differences(), run.d, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(run.after, w - chosen.eta * run.d, rtol=1e-12)
    np.testing.assert_allclose(run.again[2], network.predict(run.after, x)[0, 0], rtol=1e-12)
    np.testing.assert_allclose(run.losses, [network.loss(w, x, y), network.loss(run.after, x, y)], rtol=1e-12)
    np.testing.assert_allclose(run.past, run.slope * run.handed, rtol=1e-12)


@EACH
@OUT
@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_factors_along_the_path_multiply_to_the_derivative(activation, output, weight):
    run = run_of(Settings(activation=activation, output=output))
    names, factors = run.factors(weight)
    assert len(names) == len(factors) == (2 if weight[0] == "u" else 4)
    np.testing.assert_allclose(factors.prod(), run.d[WEIGHTS.index(weight)], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (0.0, ("0", "0", "0")),
        (2.8e-17, ("0", "0", "0")),
        (-0.8554, ("−0.855", "−0.86", "−0.86")),
        (0.00123, ("0.00123", "0", "0.0012")),
        (1234.4, ("1230", "1200", "1200")),
        (0.9996, ("1", "1", "1")),
    ],
)
def test_numbers_are_short(value, texts):
    assert (given(value), circle(value), brief(value)) == texts


# The lines


@EACH
@OUT
def test_the_lines_are_executed_in_the_algorithms_order_and_all_are_written(activation, output):
    run = run_of(Settings(activation=activation, output=output))
    done = [step.line for step in steps(run)]
    expected = ORDER if output == "linear" else [*ORDER[:4], "output", *ORDER[4:]]
    assert done == expected
    assert set(done) <= set(lines(run.network))


def test_a_number_appears_when_it_is_computed_and_not_before():
    done = list(steps(run_of(Settings())))
    known = [[sum(text != " " for text in part) for part in (s.values, s.errors, s.d, s.new)] for s in done]
    assert [each[0] for each in known[:5]] == [2, 4, 4, 5, 5]
    assert [each[1] for each in known] == [0, 0, 0, 0, 1, 1, 3, 3, 3, 3, 1]
    assert [each[2] for each in known] == [0, 0, 0, 0, 0, 3, 3, 3, 9, 0, 0]
    assert [each[3] for each in known] == [0] * 9 + [9, 9]


@EACH
def test_every_number_on_the_drawing_is_the_runs(activation):
    chosen = Settings(activation=activation)
    scene, run = PAGE.scene(chosen), run_of(chosen)
    errors = [read(text) for text in texts(scene, "errors", 7)]
    np.testing.assert_allclose(errors, [*run.past, run.error], rtol=0.06, atol=1e-12)
    np.testing.assert_allclose([read(text) for text in texts(scene, "errors", 6)][:2], run.handed, rtol=0.06)
    np.testing.assert_allclose([read(text) for text in texts(scene, "d", 8)], run.d, rtol=0.06, atol=1e-12)
    np.testing.assert_allclose([read(text) for text in texts(scene, "new", 9)], run.after, rtol=0.006)
    np.testing.assert_allclose([read(text) for text in texts(scene, "values", 4)][2:4], run.out, atol=0.006)


@EACH
def test_the_captions_and_notes_are_right_to_what_they_round(activation):
    checked = 0
    for step in steps(run_of(Settings(activation=activation))):
        for said in (*step.said, *(f"{note} = {error}" for note, error in zip(step.notes, step.errors, strict=True))):
            if found := re.fullmatch(r"(?:.* \+?=|=) ([^a-z]+) = ([^a-z]+)", said):
                left, right = (part.translate({ord("−"): "-", ord("·"): "*"}) for part in found.groups())
                assert eval(left) == pytest.approx(float(right), rel=0.05, abs=0.011), said
                checked += 1
    assert checked >= 10


def test_the_marked_line_is_the_one_executed():
    scene, written = PAGE.scene(Settings()), lines(run_of(Settings()).network)
    for i, step in enumerate(steps(run_of(Settings()))):
        row = list(written).index(step.line)
        pen = trace(scene, "line-pen", i)["y"]
        assert min(pen) < row < max(pen)
        assert texts(scene, "line-now", i) == [written[step.line]]
        assert texts(scene, "code", i)[row] == " "
        assert texts(scene, "phone", i) == [written[step.line].strip()]


# The pictures


def test_arrows_are_as_wide_as_asked_and_point_the_right_way():
    outline = arrows(np.array([[0.0, 0.0]]), np.array([[100.0, 0.0]]), np.array([[8.0]]), cut=10, head=5)[0]
    assert outline.shape == (9, 2)
    shaft = outline[[0, 1, 5, 6]]
    assert sorted(shaft[:, 1]) == [-4, -4, 4, 4]
    assert outline[3].tolist() == [90, 0]
    assert np.ptp(outline[[2, 4], 1]) == 18
    assert (arrows(np.zeros((1, 2)), np.ones((1, 2)), np.zeros((1, 1)), cut=1)[0][:8] < -1000).all()


def test_blame_falls_in_arrows_as_wide_as_it_is_large():
    scene = PAGE.scene(Settings())
    down = np.column_stack([trace(scene, "down", 6)[axis] for axis in "xy"]).reshape(6, 9, 2)
    width = [np.linalg.norm(each[0] - each[6]) for each in down]
    assert width[5] > width[4] > 1  # u₁ = 0.7 hears more than u₀ = 0.5
    assert (down[:4, :8] < -1000).all()
    tip = down[4, 3]
    assert np.linalg.norm(tip - AT[EDGES[4][0]]) < np.linalg.norm(tip - AT[EDGES[4][1]])


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_path_ends_at_the_output_and_each_factor_is_pointed_at(weight):
    np.testing.assert_array_equal(path(weight)[-1], AT[4])
    scene = PAGE.scene(replace(OPENINGS["factors"], weight=weight))
    names, factors = run_of(Settings()).factors(weight)
    assert scene.steps == len(names) + 1
    halos = [tuple(trace(scene, "halo", step)["x"]) for step in range(scene.steps + 1)]
    assert len(set(halos[: len(names) + 1])) == len(names) + 1
    for step in range(1, len(names) + 1):
        row = texts(scene, "factors", step)[3 * step - 3 : 3 * step]
        np.testing.assert_allclose([read(row[1]), read(row[2])], [factors[step - 1], factors[:step].prod()], rtol=0.06)
        assert texts(scene, "factors", step)[3 * step + 1 :: 3] == [" "] * (len(names) - step)
    assert brief(factors.prod()) in texts(scene, "result", scene.steps)[0]


def test_the_dots_lie_on_the_activations_curve_with_its_slope():
    chosen = OPENINGS["saturated"]
    scene, run = PAGE.scene(chosen), run_of(chosen)
    for j in (0, 1):
        dot, tangent = trace(scene, f"dot-{j}", scene.steps), trace(scene, f"tangent-{j}", scene.steps)
        assert (dot["x"][0], dot["y"][0]) == pytest.approx((run.into[j], math.tanh(run.into[j])))
        assert np.diff(tangent["y"])[0] / np.diff(tangent["x"])[0] == pytest.approx(run.slope[j])
        assert trace(scene, f"dot-{j}", 0)["x"][0] < -1000


def test_the_nudge_moves_the_dot_on_the_curve_and_the_ring_on_the_tangent():
    chosen = OPENINGS["nudge"]
    scene, measured = PAGE.scene(chosen), measure(chosen)
    for step in (0, 7, NUDGES):
        by = chosen.nudge * step / NUDGES
        w = measured.run.w + by * (np.arange(9) == 1)
        moved, ring = trace(scene, "moved", step), trace(scene, "by-slope", step)
        assert (moved["x"][0], moved["y"][0]) == pytest.approx((w[1], float(measured.run.loss(w))))
        assert ring["y"][0] == pytest.approx(measured.run.losses[0] + by * measured.run.d[1])
        assert read(texts(scene, "change-1", step)[0]) == pytest.approx(
            moved["y"][0] - measured.run.losses[0], rel=0.006
        )


# Rounds


def test_d_adds_up_over_the_drawn_batch_and_is_zero_after_the_update():
    chosen = OPENINGS["batch"]
    scene, rounds = PAGE.scene(chosen), measure(chosen).rounds
    order = [texts(scene, "line-now", step)[0].strip().split(" ")[0] for step in range(9)]
    assert order == ["repeat", "draw", *["prediction,", "error", "Backprop,"] * 2, "w"]
    assert rounds.drawn[0].tolist() == batches(chosen.seed)[0, :2].tolist()
    first, second = rounds.drawn[0]
    for step, expected in ((4, rounds.parts[0, first]), (7, rounds.parts[0, first] + rounds.parts[0, second])):
        shown = [0 if text == " " else read(text) for text in texts(scene, "sums", step)]
        np.testing.assert_allclose(shown, expected, atol=0.006)
    assert texts(scene, "sums", 8) == [" "] * 9
    np.testing.assert_allclose(rounds.w[1], rounds.w[0] - 0.5 / 2 * rounds.parts[0, rounds.drawn[0]].sum(0))


def test_the_last_round_is_shown_and_the_error_has_fallen_below_what_is_done():
    scene, rounds = PAGE.scene(OPENINGS["batch"]), measure(OPENINGS["batch"]).rounds
    assert rounds.done
    assert not rounds.gone
    tip = trace(scene, "tip", scene.steps)
    assert (tip["x"][0], tip["y"][0]) == (rounds.count, pytest.approx(rounds.errors[-1]))
    assert rounds.errors[-1] < 0.01 < min(rounds.errors[:-1])
    assert scene.steps < 40


def test_a_run_that_leaves_the_map_says_so_and_leaves_the_picture():
    chosen = replace(OPENINGS["batch"], eta=5.0)
    scene, rounds = PAGE.scene(chosen), measure(chosen).rounds
    assert rounds.gone
    assert texts(scene, "told", scene.steps) == [f"Round {rounds.count}: off the map"]
    layout = scene.drawing["layout"]
    tip = trace(scene, "tip", scene.steps)
    assert tip["y"][0] > layout[f"yaxis{tip['yaxis'][1:]}"]["range"][1]


@pytest.mark.parametrize("field", ["eta", "batch_size", "in0", "w01"])
def test_many_runs_at_once_are_those_of_one_at_a_time(field):
    values = declared(Settings)[field].values
    many = [replace(OPENINGS["batch"], **{field: value}) for value in values]
    for together, chosen in list(zip(measure_many(many), many, strict=True))[:: max(1, len(many) // 6)]:
        alone = measure(chosen).rounds
        np.testing.assert_array_equal(together.rounds.errors, alone.errors)
        np.testing.assert_array_equal(together.rounds.w, alone.w)


# Settings


def test_each_view_asks_for_what_it_depends_on():
    for view in VIEWS:
        shown = controls(Settings(view=view))
        assert ("nudge" in shown) == (view == "nudge")
        assert ("batch_size" in shown) == (view == "batch")
        assert set(WEIGHTS) < set(shown)
    assert [PAGE.opening(act).view for act in PAGE.acts] == list(VIEWS)


def test_questions_and_lines_fit():
    for act in PAGE.acts:
        assert len(act.question) <= 58
        assert max(map(len, act.guesses)) <= 45
        assert sum(map(len, act.guesses)) <= 130
        assert max(len(act.setup), len(act.look)) <= 110
        assert len(act.try_next) <= 130


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_no_text_is_smaller_than_16_px(act):
    drawing = PAGE.scene(PAGE.opening(act)).drawing
    sizes = [trace["textfont"]["size"] for trace in drawing["data"] if "textfont" in trace]
    assert min(sizes) >= 16
    assert drawing["layout"]["font"]["size"] >= 16
