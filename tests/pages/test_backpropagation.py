"""The backpropagation page: each executed line, each number on the drawing, the chain rule, the check, the words."""

import math
import random
import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies
from written import numbers_in

from figures import network as drawing
from figures.theme import DARK
from lesson import declared
from lesson.pack import encode, pack
from networks import ACTIVATIONS
from pages.backpropagation import PAGE
from pages.backpropagation.algorithm import brief, label, lines, steps
from pages.backpropagation.measure import MORE, Run, differences, run_of
from pages.backpropagation.settings import WEIGHTS, Settings

EACH = pytest.mark.parametrize("activation", ACTIVATIONS)
OUT = pytest.mark.parametrize("output", ["linear", "sigmoid"])
F = {
    "tanh": (math.tanh, lambda a: 1 - math.tanh(a) ** 2),
    "relu": (lambda a: max(a, 0.0), lambda a: float(a > 0)),
    "sigmoid": (lambda a: 1 / (1 + math.exp(-a)), lambda a: math.exp(-a) / (1 + math.exp(-a)) ** 2),
    "identity": (lambda a: a, lambda a: 1.0),
}
FORWARD = ["dense", "activation", "dense", "output"]
BACKWARD = ["error", "d", "ierror", "slope", "d"]


def by_hand(chosen, x, y):
    """One example through the lecture's algorithm, number by number: what each unit has, and each weight's d."""
    f, slope = F[chosen.activation]
    a = [chosen.w20 + x[0] * chosen.w00 + x[1] * chosen.w10, chosen.w21 + x[0] * chosen.w01 + x[1] * chosen.w11]
    h = [f(each) for each in a]
    u = [chosen.u0, chosen.u1]
    v = chosen.u2 + h[0] * u[0] + h[1] * u[1]
    prediction = v if chosen.output == "linear" else F["sigmoid"][0](v)
    error = prediction - y
    above = [each * error for each in u]
    below = [above[j] * slope(a[j]) for j in (0, 1)]
    d = [given * each for given in (*x, 1.0) for each in below] + [given * error for given in (*h, 1.0)]
    return {"values": [*x, *h, prediction, *a, v], "errors": [*above, *below, error], "d": d}


def hands(chosen):
    batch = [((chosen.in0, chosen.in1), chosen.goal), *MORE[: chosen.batch_size - 1]]
    return [by_hand(chosen, x, y) for x, y in batch]


def read(text):
    """A number on the drawing, nan for none; 'd', '→' and spaces beside it do not matter."""
    found = numbers_in(text.replace("d ", " ").replace("(", " ").replace(")", " "))
    return found[0] if found else math.nan


def texts(shown, uid, step):
    trace = next(trace for trace in shown.at(step)["data"] if trace["uid"] == uid)
    return list(trace["text"])


def points(shown, uid, step):
    trace = next(trace for trace in shown.at(step)["data"] if trace["uid"] == uid)
    return np.column_stack([trace["x"], trace["y"]])


def executed(chosen):
    return [step.line for step in steps(run_of(chosen))]


# The numbers


@EACH
@OUT
def test_every_number_is_that_of_the_algorithm_done_by_hand(activation, output):
    chosen = Settings(activation=activation, output=output, batch_size=4, target=0.7)
    run, expected = run_of(chosen), hands(chosen)
    d = np.cumsum([each["d"] for each in expected], axis=0)
    np.testing.assert_allclose(run.d, d, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(run.g, d[-1] / 4, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(run.after, run.w - chosen.eta / 4 * d[-1], rtol=1e-12)
    np.testing.assert_allclose(run.g, run.network.gradient(run.w, run.x, run.y), rtol=1e-12, atol=1e-15)
    shown = PAGE.scene(chosen)
    for k, each in enumerate(expected):
        last = 10 * (k + 1)  # the example's last step
        for uid in ("values", "errors"):
            got = [read(text) for text in texts(shown, uid, last)]
            np.testing.assert_allclose(got, each[uid], rtol=5e-2, atol=1e-12, err_msg=f"{uid} of example {k + 1}")
        got = [read(text) for text in texts(shown, "d", last)]
        np.testing.assert_allclose(got, d[k], rtol=5e-2, atol=1e-12)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_lines_are_executed_in_the_order_of_the_algorithm(count):
    example = ["example", *FORWARD, *BACKWARD]
    assert executed(Settings(batch_size=count)) == ["draw", *example * count, "update", "update"]


@OUT
def test_every_executed_line_is_written(output):
    chosen = Settings(output=output)
    assert set(executed(chosen)) <= set(lines(run_of(chosen).network))


def test_a_number_appears_when_it_is_computed_and_not_before():
    done = list(steps(run_of(Settings(batch_size=2))))
    known = [tuple(sum(text != " " for text in part) for part in (step.values, step.errors, step.new)) for step in done]
    example = [(2, 0), (4, 0), (6, 0), (7, 0), (8, 0), (8, 1), (8, 1), (8, 3), (8, 5), (8, 5)]
    assert [each[:2] for each in known] == [(0, 0), *example, *example, (8, 5), (8, 5)]
    assert [each[2] for each in known] == [0] * 21 + [6, 9]


def test_d_is_zero_until_the_error_comes_back_and_adds_up_over_the_batch():
    chosen = Settings(batch_size=2)
    run, done = run_of(chosen), list(steps(run_of(chosen)))
    assert all(step.d == ["0"] * 9 for step in done[:7])
    assert done[7].d == ["0"] * 6 + [brief(d) for d in run.d[0, 6:]]
    assert done[10].d == done[16].d == [brief(d) for d in run.d[0]]
    assert done[-1].d == [brief(d) for d in run.d[1]] != done[10].d


def test_the_last_picture_shows_everything_with_the_old_weight_beside_the_new():
    chosen = Settings()
    shown, run = PAGE.scene(chosen), run_of(chosen)
    last = {trace["uid"]: trace for trace in shown.drawing["data"] if "text" in trace}
    assert list(last["weights"]["text"]) == [f"{label(n)} {brief(w)}" for n, w in zip(WEIGHTS, run.w, strict=True)]
    assert list(last["new"]["text"]) == [f"→ {brief(w)}" for w in run.after]
    assert all(text.strip() for uid in ("values", "errors", "d", "new") for text in last[uid]["text"])
    for there, here in zip(shown.at(shown.steps)["data"], shown.drawing["data"], strict=True):
        for key in ("x", "y", "text"):
            assert list(there.get(key, ())) == list(here.get(key, ()))


@EACH
def test_the_line_with_numbers_is_right(activation):
    checked = 0
    for step in steps(run_of(Settings(batch_size=3, activation=activation, output="sigmoid"))):
        for said in step.said:
            if found := re.fullmatch(r"(?:out\[\d]|ierror\[\d]|error) = ([^a-z]+) = ([^a-z]+)", said):
                left, right = (part.translate({ord("−"): "-", ord("·"): "*"}) for part in found.groups())
                assert eval(left) == pytest.approx(float(right), rel=0.02, abs=0.005), said
                checked += 1
    assert checked >= 3 * (2 + 1 + 1 + 2 + 2)


# The chain rule


@EACH
@OUT
@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_factors_along_the_path_multiply_to_the_derivative(activation, output, weight):
    chosen = Settings(activation=activation, output=output, weight=weight, batch_size=4)
    run, at = run_of(chosen), WEIGHTS.index(weight)
    symbols, factors = run.factors(weight)
    assert len(symbols) == factors.shape[1] == (2 if weight[0] == "u" else 4)
    np.testing.assert_allclose(factors.prod(-1), [each["d"][at] for each in hands(chosen)], rtol=1e-12, atol=1e-15)
    chain, mean = PAGE.scene(chosen).formulas
    shown = np.prod([chain.values[f"f{i}"] for i in range(len(symbols))], axis=0)
    np.testing.assert_allclose(shown, chain.values["product"], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(mean.values["g"], run.g[at], rtol=1e-12, atol=1e-15)


def test_the_formula_is_that_of_the_example_at_work():
    chosen = Settings(batch_size=3)
    product = PAGE.scene(chosen).formulas[0].values["product"]
    derivatives = [each["d"][WEIGHTS.index(chosen.weight)] for each in hands(chosen)]
    for k, derivative in enumerate(derivatives):
        np.testing.assert_allclose(product[1 + 10 * k : 11 + 10 * k], derivative, rtol=1e-12)


def test_a_single_example_needs_no_mean():
    assert len(PAGE.scene(Settings()).formulas) == 1


def test_a_factor_of_zero_is_named():
    dead = Settings(activation="relu", weight="w01", w21=-2.0)
    assert "makes an example's product 0: here relu′." in PAGE.scene(dead).words.sentences[1]
    assert "product 0" not in PAGE.scene(Settings()).words.sentences[1]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_path_goes_from_the_weight_to_the_output(weight):
    shown = PAGE.scene(Settings(weight=weight))
    path = points(shown, "path", shown.steps)
    (inputs, hidden, output) = drawing.positions((2, 2, 1))
    np.testing.assert_array_equal(path[-1], output[0])
    if weight[0] == "w":
        np.testing.assert_array_equal(path[1], hidden[int(weight[2])])
    assert len(path) == (3 if weight[0] == "w" else 2)
    if weight[1] != "2":
        np.testing.assert_array_equal(path[0], (inputs if weight[0] == "w" else hidden)[int(weight[1])])


# The check


@EACH
@OUT
@settings(max_examples=15)
@given(strategies.lists(strategies.floats(-2, 2), min_size=9, max_size=9), strategies.integers(1, 4))
def test_backpropagation_agrees_with_central_differences(activation, output, w, count):
    chosen = Settings(activation=activation, output=output, batch_size=count)
    run = replace(run_of(chosen), w=np.array(w))
    if activation == "relu" and np.abs(run.values[1]).min() < 1e-4:
        return  # at a kink the two sides differ
    scale = max(np.abs(run.g).max(), 1e-3)
    np.testing.assert_allclose(differences(run), run.g, rtol=1e-6, atol=1e-7 * scale)


@EACH
def test_the_table_is_the_check(activation):
    chosen = Settings(activation=activation, batch_size=4)
    run, table = run_of(chosen), PAGE.scene(chosen).words.table
    assert [row["weight"] for row in table] == [label(name) for name in WEIGHTS]
    np.testing.assert_allclose([read(row["Backprop"]) for row in table], run.g, rtol=1e-5)
    np.testing.assert_allclose([read(row["central difference"]) for row in table], differences(run), rtol=1e-5)
    assert all(read(row["relative difference"]) < 1e-6 for row in table)


def test_a_wrong_derivative_would_be_seen(monkeypatch):
    right = run_of(Settings()).d
    monkeypatch.setattr(Run, "d", property(lambda run: right * np.where(np.arange(9) == 3, 1.01, 1.0)))
    shown = PAGE.scene(Settings())
    assert "is 0.01 (w₁₁)" in shown.words.sentences[2]


def test_the_kink_of_relu_is_named():
    at = Settings(activation="relu", in0=0.0, in1=0.0, w20=0.0)
    assert "relu's kink" in PAGE.scene(at).words.sentences[2]
    assert "relu's kink" not in PAGE.scene(replace(at, w20=0.1)).words.sentences[2]


# The words


@pytest.mark.parametrize(("eta", "verb"), [(0.001, "falls"), (0.2, "falls"), (10.0, "rises")])
def test_the_summary_says_what_the_update_did(eta, verb):
    chosen = Settings(eta=eta)
    run = run_of(chosen)
    both = (chosen, SimpleNamespace(**vars(chosen) | dict(zip(WEIGHTS, run.after, strict=True))))
    before, after = (0.5 * by_hand(each, (0.8, -0.5), 1.0)["errors"][4] ** 2 for each in both)
    assert (after < before) == (verb == "falls")
    said = PAGE.scene(chosen).words.summary
    assert f"the mean error {verb} from {brief(before)} to {brief(after)}." in said
    assert f"η·Σg² = {brief(eta * float(run.g @ run.g))}" in said
    assert ("η is too large here" in said) == (verb == "rises")


def test_without_error_nothing_changes():
    perfect = replace(Settings(), **dict.fromkeys(WEIGHTS, 0.0), target=0.0)
    assert PAGE.scene(perfect).words.summary == "Every derivative is 0, so no weight changes; the mean error stays 0."
    assert PAGE.scene(perfect).answer.because.startswith("**Nobody here**")


def test_the_answer_names_the_largest_derivative_and_the_largest_weight():
    run, said = run_of(Settings()), PAGE.scene(Settings()).answer.because
    first, heavy = int(np.abs(run.g).argmax()), int(np.abs(run.w).argmax())
    assert first != heavy
    assert f"{label(WEIGHTS[first])} with a derivative of {brief(run.g[first])}" in said
    assert f"{label(WEIGHTS[heavy])} = {brief(run.w[heavy])} with {brief(run.g[heavy])}" in said
    share = 100 * (run.g[:6] ** 2).sum() / (run.g**2).sum()
    assert f"{share:.0f} % of Σg²" in said


def test_the_answer_is_the_derivative_where_the_run_rules_out_the_other_guesses():
    assert PAGE.scene(Settings()).answer.right == "Each weight, as far as it moves the error"
    heavy = Settings(u2=3.0)  # the largest derivative is the output's bias's
    assert int(np.abs(run_of(heavy).g).argmax()) == int(np.abs(run_of(heavy).w).argmax()) == 8
    assert PAGE.scene(heavy).answer.right is None
    assert "it is also the largest weight, 3" in PAGE.scene(heavy).answer.because
    cut = Settings(u0=0.0, u1=0.0, w00=2.0)  # no error reaches the hidden layer
    assert "weights have 0 % of Σg²" in PAGE.scene(cut).answer.because
    assert PAGE.scene(cut).answer.right is None
    perfect = replace(Settings(), **dict.fromkeys(WEIGHTS, 0.0), target=0.0)
    assert PAGE.scene(perfect).answer.right is None


def test_a_derivative_that_does_not_say_how_far_the_error_moves_bears_nothing_out(monkeypatch):
    right = run_of(Settings()).d
    monkeypatch.setattr(Run, "d", property(lambda run: right * np.where(np.arange(9) == 3, 1.01, 1.0)))
    assert PAGE.scene(Settings()).answer.right is None


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_examples_that_are_not_yours_are_stated(count):
    said = PAGE.scene(Settings(batch_size=count)).words.sentences[3]
    for (x0, x1), y in MORE[: count - 1]:
        assert f"({brief(x0)}, {brief(x1)}) → {brief(y)}" in said


def test_a_target_is_a_probability_where_the_output_is_one():
    beyond = Settings(output="sigmoid", target=1.7)
    assert beyond.goal == 1.0
    assert "counts as 1." in PAGE.scene(beyond).words.sentences[3]
    assert Settings(target=1.7).goal == 1.7


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (2.8e-17, "0"),
        (0.5, "0.5"),
        (-0.8554, "−0.855"),
        (0.00123, "0.00123"),
        (1234.4, "1230"),
        (0.0699, "0.0699"),
        (-3.14e-5, "−3.1·10⁻⁵"),
        (-3.14e-13, "−3·10⁻¹³"),
    ],
)
def test_numbers_are_short(value, text):
    assert brief(value) == text


# The picture


def test_the_marked_line_is_the_one_executed():
    chosen = Settings(batch_size=2)
    shown, order = PAGE.scene(chosen), list(lines(run_of(chosen).network))
    written = texts(shown, "code", 0)
    assert len(written) == len(order)
    for i, line in enumerate(executed(chosen)):
        np.testing.assert_array_equal(points(shown, "pen-line", i)[:, 1], order.index(line))


def test_the_pen_goes_along_edges_and_marks_the_layer_at_work():
    shown = PAGE.scene(Settings())
    inputs, hidden, output = drawing.positions((2, 2, 1))
    for i, step in enumerate(steps(run_of(Settings()))):
        pen = {tuple(point) for point in points(shown, "pen-edges", i)}
        if step.layer is None:
            assert all(y < -1 for _, y in pen)
        else:
            lower, upper = [(inputs, hidden), (hidden, output)][step.layer]
            assert {tuple(point) for point in (*lower, *upper)} < pen
            assert len(pen) == len(lower) + 2 * len(upper)  # with the biases


def test_the_pen_marks_the_units_at_work_within_the_picture():
    shown = PAGE.scene(Settings(batch_size=2))
    at = np.concatenate(drawing.positions((2, 2, 1)))
    for i, step in enumerate(steps(run_of(Settings(batch_size=2)))):
        marked = {tuple(point) for point in points(shown, "pen-units", i)}
        assert marked == {tuple(at[unit]) for unit in step.units} != set()


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 8, 8, 1), (1, 1), (3, 5, 2)])
def test_a_walk_is_along_every_edge_and_along_edges_only(sizes):
    rows = drawing.positions(sizes)
    assert [len(row) for row in rows] == list(sizes)
    for lower, upper in pairwise(rows):
        line = [tuple(point) for point in drawing.walk(lower, upper)]
        gone = {frozenset(ends) for ends in pairwise(line) if ends[0] != ends[1]}
        assert gone == {frozenset((tuple(a), tuple(b))) for a in lower for b in upper}


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 8, 8, 1)])
def test_units_stand_in_rows_from_the_inputs_up(sizes):
    rows = drawing.positions(sizes)
    assert rows[0][0, 1] == 0
    assert rows[-1][0, 1] == 1
    for row in rows:
        assert np.ptp(row[:, 1]) == 0
        np.testing.assert_allclose(row[:, 0] + row[::-1, 0], 1)
        assert ((row > -1e-9) & (row < 1 + 1e-9)).all()


@pytest.mark.parametrize("name", PAGE.acts[0].sliders)
def test_a_drag_moves_what_tracks_carry_and_nothing_else(name):
    before = PAGE.scene(Settings())
    after = PAGE.scene(replace(Settings(), **{name: 0.35}))
    tracked = {track.trace for track in before.tracks}
    assert before.drawing["layout"] == after.drawing["layout"]
    for old, new in zip(before.drawing["data"], after.drawing["data"], strict=True):
        if old["uid"] not in tracked:
            assert old.keys() == new.keys()
            assert all(np.array_equal(old[key], new[key]) for key in old)
    assert any(str(a.values) != str(b.values) for a, b in zip(before.tracks, after.tracks, strict=True))


def test_every_colour_has_its_dark_one():
    shown = str(PAGE.scene(Settings()).drawing)
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", shown)) <= set(DARK)


BOUNDED = {name: meta for name, meta in declared(Settings).items() if meta.bounds}
WORST = Settings(
    **dict.fromkeys((*WEIGHTS, "in0", "in1"), 5.0), target=-5.0, eta=10.0, activation="identity", batch_size=4
)


@settings(max_examples=40)
@given(
    strategies.fixed_dictionaries(
        {
            name: strategies.sampled_from(meta.options)
            if meta.options and not meta.bounds
            else strategies.integers(1, 4)
            if meta.kind is int
            else strategies.floats(*meta.bounds)
            for name, meta in declared(Settings).items()
        }
    )
)
@example(vars(WORST))
@example(vars(replace(WORST, activation="relu")))
@example(vars(replace(WORST, output="sigmoid")))
def test_any_settings_give_a_finite_picture_with_short_numbers(values):
    shown = PAGE.scene(Settings(**values))
    pack(encode(shown))  # refuses what is not finite
    assert shown.words.summary
    assert "nan" not in str((shown.words.summary, shown.words.sentences, shown.words.table))
    assert "inf" not in str((shown.words.summary, shown.words.sentences[:3], shown.words.table))
    places = {trace["uid"]: len(trace["x"]) for trace in shown.drawing["data"]}
    for track in shown.tracks:
        for written in track.values.get("text", ()):
            assert len(written) == places[track.trace]
            assert all(text for text in written)
            if track.trace in ("values", "errors"):
                assert max(len(text.strip()) for text in written) <= 9


@pytest.mark.parametrize("name", ["eta", "in0", "w01", "batch_size"])
def test_a_sliders_scenes_are_the_single_ones(name):
    other = Settings(activation="sigmoid", weight="u1", batch_size=2, target=-0.4)
    many = [replace(other, **{name: value}) for value in declared(Settings)[name].values]
    for chosen, shown in zip(many, PAGE.scenes(many), strict=True):
        assert pack(encode(shown)) == pack(encode(PAGE.scene(chosen)))
    assert len({pack(encode(shown)) for shown in PAGE.scenes(many)}) == len(many)


def test_a_hundred_random_settings_give_sound_scenes():
    draw = random.Random(7)
    values = {name: meta.values or meta.options for name, meta in declared(Settings).items()}
    for _ in range(100):
        chosen = Settings(**{name: draw.choice(some) for name, some in values.items()})
        shown = PAGE.scene(chosen)  # a warning is an error
        assert pack(encode(shown))  # refuses what is not finite
        assert shown.answer.right in (None, *PAGE.acts[0].guesses)
        assert shown.steps == 10 * chosen.batch_size + 2


def test_the_names_in_a_link_stay():
    assert list(declared(Settings)) == [
        *("in0", "in1", "target", "eta", "batch_size", "weight", "activation", "output"),
        *("w00", "w01", "w10", "w11", "w20", "w21", "u0", "u1", "u2"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [*({name: math.nan} for name in BOUNDED), *({name: 1e9} for name in BOUNDED), {"weight": "w22"}, {"batch_size": 0}],
    ids=str,
)
def test_what_is_out_of_bounds_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)
