"""What the page on initialization says of bias, inputs and categories holds of runs computed here, by other means."""

import re
from dataclasses import replace

import numpy as np
import pytest
from initialization_runs import GUESSES, many, told
from written import numbers_in

from lesson import number
from networks import Network, TrainingError, initial
from optim import SGD, descend
from pages.initialization import PAGE
from pages.initialization.bias.measure import levelled, rare
from pages.initialization.category.measure import MEANS, ORDERS, VALUES
from pages.initialization.category.measure import examples as commuters
from pages.initialization.inputs.measure import examples as measured_people
from pages.initialization.settings import SHOWN, Settings

# The output's bias


def two_starts(settings):
    """Errors (T+1,) from the best constant's bias and from 0."""
    regression = settings.view == "mean"
    data = levelled(settings.seed, settings.level) if regression else rare(settings.seed, settings.rarity)
    network = Network((data.x.shape[1], 4, 1), "tanh", "linear" if regression else "sigmoid")
    p = data.y.mean()
    objective = TrainingError(network, data, len(data.x), settings.seed)
    errors = []
    for bias in (p if regression else np.log(p / (1 - p)), 0.0):
        start = initial(network, "glorot", settings.seed)
        start[-5:-1], start[-1] = 0.0, bias
        errors.append(descend(SGD(settings.eta), objective, start, settings.steps).value)
    constant = data.y.var() / 2 if regression else -p * np.log(p) - (1 - p) * np.log(1 - p)
    return *errors, float(p), float(constant)


def check_bias(settings):
    scene, right, because = told(settings)
    _, there, same = GUESSES[settings.view]
    best, zero, p, constant = two_starts(settings)
    assert best[0] == pytest.approx(constant, rel=1e-9)
    if settings.view == "bias":
        assert zero[0] == pytest.approx(np.log(2))
        assert p == pytest.approx(1 / settings.rarity, abs=0.0026)
    else:
        assert zero[0] == pytest.approx(constant + settings.level**2 / 2)
    differ = np.abs(best - zero).max() > 1e-9 * constant
    ahead = best[-1] <= 1.02 * zero[-1]
    assert (right == same) == (not differ)
    gone = not min(best[-1], zero[-1]) <= zero[0]
    assert ("both errors end higher" in because) == (differ and gone)
    assert (right == there) == (differ and ahead and not gone)
    if not differ:
        assert "that of bias 0, so" in because
        said = " ".join((scene.words.summary, *scene.words.sentences))
        assert "10⁻" not in said
        assert "just to get that far" not in said
        assert f"the error {number(zero[0])}." in said
        assert f"the error is {number(zero[-1])}." in said
        assert f": {number(0.5 if settings.view == 'bias' else 0.0)}, which is the targets' mean." in said
        return
    assert f"error {number(constant, 2)} instead of" in because
    assert f"{number(zero[0], 2)}." in because
    good = np.flatnonzero(zero <= constant * (1 + 1e-9))
    for said in (*[because] * (not gone), scene.words.summary):
        if len(good):
            steps = "step" if good[0] == 1 else "steps"
            assert f"From 0 it takes {good[0]} {steps} just to get that far." in said
        else:
            assert "From 0 it is not that far" in said
    if "But at the end" in because:
        assert zero[-1] < best[-1]
        assert f"{number(zero[-1])} against {number(best[-1])}" in because


@many("bias", 40)
def test_what_is_said_of_a_rare_class_holds(settings):
    check_bias(settings)


@many("mean", 40)
def test_what_is_said_of_a_regressions_mean_holds(settings):
    check_bias(settings)


def test_the_acts_on_the_bias_save_steps_one_sees():
    for act in ("bias", "mean"):
        opening = PAGE.opening(PAGE.act(act))
        for seed in range(3):
            settings = replace(opening, seed=seed)
            scene, right, because = told(settings)
            assert right == GUESSES[act][1]
            assert "not that far" in because or numbers_in(because.split("takes")[1])[0] > 0.5 * scene.steps
        assert "takes" in told(opening)[2]
    assert told(replace(PAGE.opening(PAGE.act("bias")), rarity=2))[1] == GUESSES["bias"][2]
    assert told(replace(PAGE.opening(PAGE.act("mean")), level=0.0))[1] == GUESSES["mean"][2]


# Inputs

UNITS = {  # column -> how many of the other unit make one
    **{"height": ("metres", "millimetres", 1000), "bmi": ("kg/m²", "g/m²", 1000)},
    **{"pressure": ("mmHg", "pascals", 133), "age": ("years", "days", 365)},
    **{"cholesterol": ("mg/dl", "µg/dl", 1000), "sugar": ("mg/dl", "µg/dl", 1000)},
}


def walked(x, y, share, steps):
    """κ and the share of the way to the minimum that is left after each step of SGD on weight and bias."""
    inputs = np.column_stack([x, np.ones(len(x))])
    first, second = np.linalg.svd(inputs, compute_uv=False)
    best = np.linalg.lstsq(inputs / np.abs(inputs).max(0), y, rcond=None)[0] / np.abs(inputs).max(0)
    eta = share * 2 / (first**2 / len(x))
    w, left = np.zeros(2), [1.0]
    for _ in range(steps):
        w = w - eta * inputs.T @ (inputs @ w - y) / len(x)
        left.append(float(np.linalg.norm(w - best) / np.linalg.norm(best)))
    return (first / second) ** 2, np.array(left)


@many("inputs", 42)
def test_what_is_said_of_units_holds(settings):
    scene, right, because = told(settings)
    large, small, neither = GUESSES["inputs"]
    unit, other, finer = UNITS[settings.column]
    x, y = measured_people(settings.column, settings.seed)
    normalized = (x - x.mean()) / x.std()
    x = x - x.mean() * settings.centred
    runs = [walked(values, y, settings.share, settings.steps) for values in (x, finer * x, normalized)]
    one, many, flat = (kappa for kappa, _ in runs)
    assert flat == pytest.approx(1)
    bad = [kappa >= 20 for kappa in (one, many)]
    assert right == {(True, True): neither, (False, True): large, (True, False): small, (False, False): None}[*bad]
    texts = because.replace("With the mean subtracted κ is", "κ is")
    kappas = numbers_in(re.search(r"κ is (.*?)[.:,]? (?:even|Subtract|Dividing|here)", texts)[1])
    assert kappas[0] == pytest.approx(one, rel=0.06)
    assert kappas[-1] == pytest.approx(many, rel=0.06)
    assert f" in {unit} and " in because
    assert f" in {other}" in because
    if right == neither and settings.centred:
        assert "even with the mean subtracted. Divide by the deviation too" in because
    for sentence, (_, left) in zip(scene.words.sentences, runs, strict=False):
        if "farther away" in sentence:
            assert left[-1] > 1 - 1e-9
        elif "of the way left" in sentence:
            assert left[-1] > 0.0099
            check_share(sentence, float(left[-1]))
        else:
            step = int(re.search(r"from step (\d+) on", sentence)[1])
            assert (left[step:] <= 0.0101).all()
            assert step == 0 or left[step - 1] > 0.0099


def check_share(sentence, left):
    if "over 99 %" in sentence:
        assert left > 0.99
    elif "all of the way" in sentence:
        assert left == pytest.approx(1)
    else:
        assert float(re.search(r"has ([\d.]+) %", sentence)[1]) == pytest.approx(100 * left, rel=0.06)


def test_the_act_on_units_is_borne_out_for_the_right_reason():
    opening = PAGE.opening(PAGE.act("inputs"))
    _, right, because = told(opening)
    assert right == GUESSES["inputs"][2]
    assert "κ = 1, and SGD is within 1 % of the way from step 10 on" in because
    centred = told(replace(opening, centred=True))[2]
    assert "κ is 100 in metres and 10⁴ in millimetres" in centred or "even with the mean subtracted" in centred


# A category


def commuted(settings):
    """For each coding what is predicted of the four values at the end, and its miss; and the best of each."""
    value, minutes = commuters(settings.seed)
    order = sorted(np.ndindex(4, 4, 4, 4))
    numbers = np.array([one for one in order if len(set(one)) == 4][settings.order]) + 1.0
    found = []
    for table in (numbers[:, None], np.eye(4)):
        inputs = np.column_stack([table[value], np.ones(len(value))])
        eta = settings.share * 2 / (np.linalg.norm(inputs, 2) ** 2 / len(value))
        w = np.zeros(inputs.shape[1])
        for _ in range(settings.steps):
            w = w - eta * inputs.T @ (inputs @ w - minutes) / len(value)
        found.append(np.sqrt(np.square(inputs @ w - minutes).mean()))
    means = np.array([minutes[value == i].mean() for i in range(4)])
    line = np.polyval(np.polyfit(numbers[value], minutes, 1), numbers)
    scatter = np.sqrt(np.square(minutes - means[value]).mean())
    forced = np.sqrt(np.square(minutes - line[value]).mean())
    return found, forced, scatter, line - means


FOLLOWING = [
    Settings(view="category", order=order, steps=steps, share=share)
    for order in (ORDERS.index((3, 1, 2, 4)), ORDERS.index((2, 4, 3, 1)))
    for steps, share in ((10, 0.05), (10, 0.8), (40, 0.2), (60, 0.5), (200, 0.8), (12, 0.95))
]


@pytest.mark.parametrize("settings", FOLLOWING)
def test_what_is_said_where_the_numbers_follow_the_minutes_holds(settings):
    check_category(settings)


@many("category", 42)
def test_what_is_said_of_a_category_holds(settings):
    check_category(settings)


def check_category(settings):
    scene, right, because = told(settings)
    none, order, slowly = GUESSES["category"]
    (line, columns), forced, scatter, bent = commuted(settings)
    assert (right == order) == (forced > 1.1 * scatter)
    late = [line / forced, columns / scatter]
    if forced <= 1.1 * scatter:
        expected = none if max(late) <= 1.1 else slowly if late[0] > late[1] else None
        assert right == expected
    assert number(forced, 2) in because
    assert number(scatter, 2) in because
    if right == order:
        worst = int(np.abs(bent).argmax())
        assert f"{number(abs(bent[worst]), 2)} minutes off at the {VALUES[worst]}" in because
    if settings.share < 1:
        assert f"off by {number(line, 2)} minutes, four columns by {number(columns, 2)}." in scene.words.summary


def test_the_act_on_a_category_is_borne_out_and_the_right_order_does_no_harm():
    opening = PAGE.opening(PAGE.act("category"))
    assert told(opening)[1] == GUESSES["category"][1]
    rising = sorted(range(4), key=MEANS.__getitem__)
    ranks = tuple(rising.index(i) + 1 for i in range(4))
    orders = [
        index for index in range(24) if told(replace(opening, order=index, steps=500))[1] == GUESSES["category"][0]
    ]
    assert {ORDERS[index] for index in orders} == {ranks, tuple(5 - rank for rank in ranks)}


def test_one_step_and_one_epoch_are_singular():
    for view in SHOWN:
        scene, _, because = told(Settings(view=view, epochs=1, steps=1, noise=0.01, eta=0.01))
        said = " ".join((because, scene.words.summary, *scene.words.sentences))
        assert not re.search(r"(?<![\d.])1 (steps|epochs|lines)\b", said)
    assert "in 1 epoch" in told(Settings(view="free", epochs=1, noise=1e-5))[2]
    assert "in 1 step." in told(Settings(view="bias", steps=1, eta=0.01))[2]
