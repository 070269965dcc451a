"""The page on initialization: the output's bias, inputs and categories, computed from the core."""

import numpy as np
import pytest
from initialization_scenes import scene, traces, tracks

from lesson import declared, number
from networks import Network, TrainingError, initial, output_bias
from optim import SGD, descend
from pages.initialization import PAGE
from pages.initialization.bias import drawing as bias_drawing
from pages.initialization.bias import measure as bias
from pages.initialization.category import measure as category
from pages.initialization.inputs import measure as inputs
from pages.initialization.settings import COLUMNS, Settings

# Output bias


@pytest.mark.parametrize("rarity", declared(Settings)["rarity"].options)
def test_of_so_many_examples_one_is_of_the_rare_class(rarity):
    examples = bias.rare(3, rarity)
    assert examples.y.sum() == max(1, round(200 / rarity))
    assert examples.x.mean(0) == pytest.approx([0, 0], abs=1e-12)


def test_the_targets_have_their_mean():
    assert bias.levelled(1, 7.5).y.mean() == pytest.approx(7.5)


@pytest.mark.parametrize("view", ["bias", "mean"])
def test_errors_and_predictions_are_those_of_the_networks(view):
    chosen = Settings(view=view, steps=21, eta=0.1)
    measured = bias.measure(chosen)
    network = Network((2, 4, 1), "tanh", "sigmoid") if view == "bias" else Network((1, 4, 1), "tanh", "linear")
    examples = measured.data
    objective = TrainingError(network, examples, len(examples.x), 0)
    along = np.linspace(*bias.RANGE, bias.CURVE)[:, None]
    for start, first in ((measured.there, output_bias(network, examples.y)), (measured.zero, np.zeros(1))):
        run = descend(SGD(chosen.eta), objective, initial(network, "glorot", 0, bias=first), 21)
        assert start.error == pytest.approx(run.value)
        assert start.mean == pytest.approx(network.predict(run.w, examples.x).mean((-2, -1)))
        if view == "mean":
            assert start.curve == pytest.approx(network.predict(run.w[[*range(0, 21, 2), 21]], along)[..., 0])


def test_so_many_squares_are_filled_as_are_expected():
    expected = np.array([0.0, 0.4, 10.0, 37.5, 99.9, 100.0])
    x, y = bias_drawing.filled(expected)
    area = 0.5 * np.abs((x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(1))
    assert area == pytest.approx(expected)
    assert x.min() >= 0
    assert y.max() <= 10


def test_the_thick_line_is_as_long_as_the_steps_that_are_saved():
    for act in ("bias", "mean"):
        measured, shown = bias.measure(PAGE.opening(PAGE.act(act))), scene(PAGE.opening(PAGE.act(act)))
        assert traces(shown)["saved"]["x"][-1] == measured.saved
        assert tracks(shown)["saved-steps"]["text"][-1] == [f"{measured.saved} steps"]
        assert tracks(shown)["saved-steps"]["text"][:2] == [[" "], ["1 step"]]
        assert 10 ** tracks(shown)["saved"]["y"][0] == pytest.approx(measured.baseline)


# Inputs


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_surface_is_the_error_of_a_linear_unit(column, centred):
    x, y = inputs.examples(column, 0)
    surfaces = inputs.bowls(column, 0, centred)
    assert list(surfaces) == [inputs.COLUMNS[column].unit, inputs.COLUMNS[column].other, "normalized"]
    known = x - x.mean() * centred, inputs.COLUMNS[column].finer * (x - x.mean() * centred), (x - x.mean()) / x.std()
    for surface, values in zip(surfaces.values(), known, strict=True):
        design = np.column_stack([values, np.ones(len(x))])
        first, second = np.linalg.svd(design, compute_uv=False)
        assert surface.condition == pytest.approx((first / second) ** 2, rel=1e-6)
        assert surface.lowest == pytest.approx(np.square(design @ surface.minimum - y).mean() / 2)
        assert surface.lowest == pytest.approx(surfaces["normalized"].lowest)
        for step in np.random.default_rng(1).normal(0, 0.5, (5, 2)):
            w = surface.minimum * (1 + step)
            error = np.square(design @ w - y).mean() / 2
            assert surface.lowest + surface.value(w) == pytest.approx(error, rel=1e-6)
            assert surface.gradient(w) == pytest.approx(design.T @ (design @ w - y) / len(x), rel=1e-4)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_input_is_that_column_of_the_data(column):
    low, high = {
        **{"height": (1.65, 1.75), "bmi": (20, 35), "pressure": (80, 110), "age": (35, 60)},
        **{"cholesterol": (150, 230), "sugar": (80, 110)},
    }[column]
    assert low < inputs.examples(column, 0)[0].mean() < high


def test_the_map_shows_minimum_and_start_and_the_bowl_as_a_bowl():
    for surface in inputs.bowls("age", 0, False).values():
        for axis, values in enumerate((surface.relief.x, surface.relief.y)):
            assert values[0] < min(0, surface.minimum[axis])
            assert max(0, surface.minimum[axis]) < values[-1]
    assert inputs.bowls("age", 0, False)["normalized"].relief.aspect == pytest.approx(inputs.ASPECT)


def test_normalized_inputs_arrive_where_others_stay():
    measured, shown = inputs.measure(Settings(view="inputs")), scene(Settings(view="inputs"))
    metres, millimetres, normalized = measured.descents.values()
    assert normalized.arrived == 10  # 0.6^9 > 1 % > 0.6^10 of the way
    assert metres.arrived is millimetres.arrived is None
    texts = [f"{number(100 * metres.left[-1], 2)} %", "over 99 %", "under 0.1 %"]
    assert traces(shown)["left"]["text"] == [f"{share} left" for share in texts]
    assert traces(shown)["kappas"]["text"][2] == "κ = 1"
    halved = inputs.measure(Settings(view="inputs", share=0.5, steps=1)).descents["normalized"]
    assert halved.w[1] == pytest.approx(halved.bowl.minimum)


def test_past_the_bound_all_get_farther_away():
    shown = scene(Settings(view="inputs", share=1.1, steps=300))
    assert shown.words.summary.count("gets farther away") == 3
    relief = inputs.bowls("height", 0, False)["normalized"].relief
    w = inputs.measure(Settings(view="inputs", share=1.1, steps=300)).descents["normalized"].w
    inside = [relief.x[0] <= x <= relief.x[-1] and relief.y[0] <= y <= relief.y[-1] for x, y in w]
    left = [row[2] for row in tracks(shown)["left"]["text"]]
    step = inside.index(False)
    assert left[step] == left[-1] == f"off the map at step {step}"
    assert ["off the map" in one for one in left[: len(w)]] == [not one for one in inside]


# A category


def test_the_table_says_the_numbers_and_the_columns():
    for order in (0, 10, 23):
        chosen = Settings(view="category", order=order)
        rows = scene(chosen).words.table
        assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
        numbers = dict(zip(category.VALUES, category.ORDERS[order], strict=True))
        for row in rows:
            assert str(numbers[row["value"]]) == row["number"]
            columns = {name: text for name, text in row.items() if name.startswith("is it")}
            assert columns[f"is it {row['value']}?"] == "1"
            assert sorted(columns.values()) == ["0", "0", "0", "1"]


def test_the_picture_shows_what_either_coding_predicts():
    chosen = Settings(view="category", order=9, steps=50)
    measured, shown = category.measure(chosen), scene(chosen)
    by_number = np.argsort(measured.numbers)
    x, y = traces(shown)["fit-number-0"]["x"], traces(shown)["fit-number-0"]["y"]
    assert np.interp([1, 2, 3, 4], x, y) == pytest.approx(measured.line.levels[-1][by_number])
    for i, value in enumerate(by_number):
        level = traces(shown)[f"fit-columns-{i}"]
        assert level["y"] == pytest.approx([measured.columns.levels[-1][value]] * 2)
        assert np.mean(level["x"]) == pytest.approx(i + 1)
    names = [category.VALUES[value] for value in by_number]
    assert shown.drawing["layout"]["xaxis2"]["ticktext"] == names
    assert [traces(shown)[f"value-{row}"]["text"] for row in range(4)] == [[name] for name in names]


def test_another_order_changes_the_line_alone():
    rising = category.ORDERS.index((3, 1, 2, 4))
    one, other = (category.measure(Settings(view="category", order=order)) for order in (0, rising))
    assert one.columns.miss == pytest.approx(other.columns.miss)
    assert one.line.best > 3 * other.line.best
