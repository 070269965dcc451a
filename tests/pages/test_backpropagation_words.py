"""The backpropagation page's answers and sentences, checked by the algorithm done by hand, on random settings."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from written import numbers_in

from pages.backpropagation import PAGE, answers
from pages.backpropagation.measure import measure
from pages.backpropagation.settings import WEIGHTS, Settings
from pages.backpropagation.words import outcome

F = {
    "tanh": (math.tanh, lambda a: 1 - math.tanh(a) ** 2),
    "relu": (lambda a: max(a, 0.0), lambda a: float(a > 0)),
    "sigmoid": (lambda a: 1 / (1 + math.exp(-a)), lambda a: 1 / (1 + math.exp(-a)) / (1 + math.exp(a))),
    "identity": (lambda a: a, lambda a: 1.0),
}
CORNERS = [((-1.0, 1.0), 1.0), ((-1.0, -1.0), 0.0), ((1.0, 1.0), 0.0)]
ACTS = PAGE.act_names
SEEDS = range(64)


def by_hand(chosen, w, x=None, y=None):
    """One example through the lecture's algorithm: inputs of the hidden units, outputs, prediction, error, d, loss."""
    x, y = ((chosen.in0, chosen.in1), chosen.goal) if x is None else (x, y)
    f, slope = F[chosen.activation]
    a = [w[4 + j] + x[0] * w[j] + x[1] * w[2 + j] for j in (0, 1)]
    h = [f(each) for each in a]
    return after(chosen, w, x, y, a, h, [slope(each) for each in a])


def after(chosen, w, x, y, a, h, slopes):
    v = w[8] + h[0] * w[6] + h[1] * w[7]
    if chosen.output == "linear":
        p, loss = v, 0.5 * (v - y) * (v - y)
    else:
        p = 1 / (1 + math.exp(-v)) if v > -700 else 0.0
        loss = max(v, 0) + math.log1p(math.exp(-abs(v))) - y * v
    error = p - y
    past = [w[6 + j] * error * slopes[j] for j in (0, 1)]
    d = [x[0] * past[0], x[0] * past[1], x[1] * past[0], x[1] * past[1], *past, h[0] * error, h[1] * error, error]
    return {"a": a, "h": h, "slopes": slopes, "p": p, "error": error, "past": past, "d": d, "loss": loss}


def weights(chosen):
    return [getattr(chosen, name) for name in WEIGHTS]


def moved(chosen, at, by):
    w = weights(chosen)
    w[at] += by
    return by_hand(chosen, w)


def drawn(act, seed):
    """Random settings of an act: what its controls offer, or anywhere in the bounds; zeros and ends more often."""
    random = np.random.default_rng([seed, list(ACTS).index(act)])
    opening = PAGE.opening(ACTS[act])
    found = {}
    for name, meta in PAGE.controls(opening).items():
        if name not in ACTS[act].sliders and random.random() < 0.5:
            continue
        if meta.kind is str:
            found[name] = str(random.choice(meta.options))
        elif name == "seed":
            found[name] = int(random.integers(1000))
        elif random.random() < 0.25:
            low, high = meta.values[0], meta.values[-1]
            found[name] = meta.kind(random.choice([low, high, *([0.0] if low < 0 else [])]))
        else:
            found[name] = meta.kind(random.choice(meta.values))
    return replace(opening, **found)


def answered(act, chosen):
    scene = PAGE.scene(chosen, act)
    assert len(scene.answer.because) <= 210
    return scene.answer


def near(text_number, value, digits=2):
    assert text_number == pytest.approx(value, rel=0.6 * 10 ** (1 - digits), abs=1e-12)


def each(act):
    return pytest.mark.parametrize("chosen", [drawn(act, seed) for seed in SEEDS], ids=str)


# What each act's own run bears out


@pytest.mark.parametrize(
    ("act", "right"),
    [
        ("blame", "Each unit, by its weight times the error"),
        ("factors", "The error falls"),
        ("saturated", "Hardly any of it"),
        ("nudge", "By about gradient · nudge"),
        ("batch", "After each batch"),
    ],
)
def test_an_acts_own_run_bears_out_one_guess(act, right):
    assert right in ACTS[act].guesses
    assert answered(act, PAGE.opening(ACTS[act])).right == right


def test_the_other_guesses_are_wrong_in_the_acts_own_runs():
    run = by_hand(Settings(), weights(Settings()))
    assert max(map(abs, run["d"][:6])) > 0.1  # not the last layer alone
    assert abs(Settings().u0 - Settings().u1) > 0.1  # not every unit alike
    nudge = PAGE.opening(ACTS["nudge"])
    change = moved(nudge, 1, nudge.nudge)["loss"] - moved(nudge, 1, 0)["loss"]
    promised = nudge.nudge * moved(nudge, 1, 0)["d"][1]
    assert 0.01 < abs(change / promised - 1) < 0.1  # neither exactly
    assert abs(change - nudge.nudge) > 0.1  # nor the nudge


# Blame


@each("blame")
def test_what_a_unit_hears_is_what_the_error_changes_by_with_its_output(chosen):
    w = weights(chosen)
    run, said = by_hand(chosen, w), answered("blame", chosen)
    alike = chosen.u0 == chosen.u1  # then two guesses hold
    assert (said.right is None) == (abs(run["error"]) < 1e-14 or alike)
    if said.right is None and not alike:
        assert "there is no error" in said.because
        return
    assert ("Alike" in said.because) == (alike and chosen.u0 != 0)
    influence = []
    for j in (0, 1):
        up, down = ([h + by * (k == j) for k, h in enumerate(run["h"])] for by in (1e-4, -1e-4))
        both = [after(chosen, w, (0, 0), chosen.goal, run["a"], h, run["slopes"])["loss"] for h in (up, down)]
        influence.append((both[0] - both[1]) / 2e-4)
    if "Both weights u are 0" in said.because:
        assert w[6] == w[7] == 0
        return
    found = re.fullmatch(
        r"Unit 0 hears (.+) = (.+), unit 1 hears (.+) = (.+)\. (?:The prediction was too (\w+), |Alike, ).*",
        said.because,
    )
    for text, expected in zip(found.group(2, 4), influence, strict=True):
        assert numbers_in(text)[0] == pytest.approx(expected, rel=0.06, abs=1e-6)
    assert alike or found.group(5) == ("low" if run["p"] < chosen.goal else "high")


# The sign


@each("factors")
def test_the_error_goes_where_the_answer_says_if_the_weight_grows_a_little(chosen):
    at = WEIGHTS.index(chosen.weight)
    run, said = moved(chosen, at, 0), answered("factors", chosen)
    little = moved(chosen, at, 1e-3)["loss"] - run["loss"]
    if said.right == "The error rises":
        assert little > 0
    elif said.right == "The error falls":
        assert little < 0
    elif said.right == "Nothing changes":
        assert abs(little) < 1e-15
        assert abs(run["d"][at]) < 1e-14
        assert " is 0, and one factor of 0" in said.because
    elif "does not show it" in said.because:
        assert abs(little) < 1e-12
    else:
        assert "yet a step of a thousandth" in said.because
        assert little * run["d"][at] <= 0
        assert abs(little) > 0
    product = said.because.split(" = ")[2].split(":")[0].split(",")[0]
    near(numbers_in(product)[0], run["d"][at])


@each("factors")
def test_the_negative_factors_are_counted(chosen):
    run, said = by_hand(chosen, weights(chosen)), answered("factors", chosen)
    if said.right not in ("The error rises", "The error falls"):
        return
    name = chosen.weight
    i = int(name[1])
    if name[0] == "u":
        factors = [run["error"], [*run["h"], 1.0][i]]
    else:
        j = int(name[2])
        factors = [run["error"], weights(chosen)[6 + j], run["slopes"][j], [chosen.in0, chosen.in1, 1.0][i]]
    negative = sum(factor < 0 for factor in factors)
    count = {2: "two", 4: "four"}[len(factors)]
    told = {0: f"none of the {count} factors is", 1: f"one of the {count} factors is"}
    many = {2: "two", 3: "three", 4: "four"}
    expected = told.get(negative) or f"{many[negative]} of the {count} factors are"
    if negative == len(factors):
        expected = "both factors are" if negative == 2 else f"all {count} factors are"
    elif (negative, count) == (0, "two"):
        expected = "neither of the two factors is"
    assert f"{expected} negative" in said.because
    assert said.right == ("The error falls" if negative % 2 else "The error rises")


# Saturation


@each("saturated")
def test_hardly_anything_gets_past_where_it_is_said(chosen):
    w = weights(chosen)
    run, said = by_hand(chosen, w), answered("saturated", chosen)
    heard = [w[6 + j] * run["error"] for j in (0, 1)]
    if said.right is not None:
        assert said.right == "Hardly any of it"
        j = int(re.search(r"input of unit (\d) is", said.because)[1])
        assert abs(run["past"][j]) <= 0.05 * abs(heard[j])
        assert abs(heard[j]) > 0
        got, left = numbers_in(said.because.split("Of the ")[1])
        near(got, heard[j])
        near(left, run["past"][j])
    elif "hears no blame" in said.because:
        j = int(re.search(r"input of unit (\d) is", said.because)[1])
        assert abs(heard[j]) < 1e-14
        assert run["slopes"][j] < 0.05
    else:
        assert "No unit is saturated" in said.because
        assert min(run["slopes"]) >= 0.05 - 1e-12
        j = int(re.search(r"the flattest, unit (\d)", said.because)[1])
        assert run["slopes"][j] == pytest.approx(min(run["slopes"]))
        share = float(re.search(r"so (\d+) %", said.because)[1])
        assert abs(share - 100 * run["slopes"][j]) <= 0.5 + 1e-9


# The nudge


@each("nudge")
def test_the_gradient_tells_the_change_within_a_tenth_where_it_is_said(chosen):
    at = WEIGHTS.index(chosen.weight)
    run, said = moved(chosen, at, 0), answered("nudge", chosen)
    change, promised = moved(chosen, at, chosen.nudge)["loss"] - run["loss"], run["d"][at] * chosen.nudge
    if chosen.nudge == 0:
        assert (said.right, "The nudge is 0" in said.because) == (None, True)
        return
    told = numbers_in(said.because.split(" = ")[2])
    near(told[0], promised, 3)
    if said.right is not None:
        assert said.right == "By about gradient · nudge"
        assert abs(change - promised) <= 0.1001 * abs(promised)
        near(told[1], change, 3)
        assert told[2] == pytest.approx(100 * abs(change / promised - 1), rel=0.06, abs=1e-4)
        assert abs(change - chosen.nudge) > 0.0999 * abs(chosen.nudge)
    elif "about the nudge itself too" in said.because:
        assert abs(change - promised) <= 0.1001 * abs(promised)
        assert abs(change - chosen.nudge) <= 0.1001 * abs(chosen.nudge)
    elif "too little" in said.because:
        assert max(abs(change), abs(promised)) < 1e-6
    elif "does not change" in said.because:
        assert change == 0
        assert abs(promised) < 1e-13
    elif "yet the error changes" in said.because:
        assert abs(promised) < 1e-13
        assert abs(change) > 0
        near(told[1], change, 3)
    else:
        assert "The slope changes on the way" in said.because
        assert abs(change - promised) > 0.0999 * abs(promised)
        near(told[1], change, 3)


# Batches


def rounds_by_hand(chosen):
    """The weights before each round and the mean errors, until done, off the map, or 100 rounds."""
    examples = [((chosen.in0, chosen.in1), chosen.goal), *CORNERS]
    generator = np.random.default_rng(chosen.seed)
    w, errors, kept = weights(chosen), [], []
    while True:
        errors.append(sum(by_hand(chosen, w, *example)["loss"] for example in examples) / 4)
        kept.append(list(w))
        if errors[-1] < 0.01 or not errors[-1] <= 10 * max(errors[0], 1) or len(errors) == 101:
            return kept, errors
        batch = generator.permutation(4)[: chosen.batch_size]
        ds = [by_hand(chosen, w, *examples[k])["d"] for k in batch]
        w = [each - chosen.eta / chosen.batch_size * sum(d[i] for d in ds) for i, each in enumerate(w)]


@each("batch")
def test_the_rounds_end_as_is_said(chosen):
    kept, errors = rounds_by_hand(chosen)
    said, rounds = answered("batch", chosen), measure(chosen).rounds
    assert rounds.count == len(errors) - 1
    np.testing.assert_allclose(rounds.w[:-1], kept[:-1], rtol=1e-6, atol=1e-9)
    if rounds.count == 0:
        assert (said.right, "done before the first batch" in said.because) == (None, True)
        return
    assert said.right == (None if chosen.batch_size == 1 else "After each batch")  # of one example: both are true
    assert f"(η/{chosen.batch_size})" in said.because
    last = said.because.split("d := 0. ")[1]
    if errors[-1] < 0.01:
        assert last.startswith(f"After {rounds.count} round")
        assert last.endswith("done.")
        assert "not done" not in last
        near(numbers_in(last)[1], errors[-1])
    elif len(errors) == 101 and errors[-1] <= 10 * max(errors[0], 1):
        assert last.startswith("After 100 rounds")
        assert last.endswith("not done.")
        near(numbers_in(last)[1], errors[-1])
    else:
        assert last == f"In round {rounds.count} the error leaves the map."


def test_the_weights_move_once_a_batch_and_not_in_between():
    scene = PAGE.scene(PAGE.opening(ACTS["batch"]))
    shown = [next(t for t in scene.at(step)["data"] if t["uid"] == "weights")["text"] for step in range(17)]
    changes = [step for step in range(1, 17) if list(shown[step]) != list(shown[step - 1])]
    assert changes == [8, 16]  # a draw, three lines for each of two examples, the update


def test_one_round_is_not_one_rounds():
    rounds = replace(measure(PAGE.opening(ACTS["batch"])).rounds, drawn=np.zeros((1, 2), dtype=int))
    assert "After 1 round the error" in answers._ends(rounds)
    assert outcome(rounds) == "to below 0.01 after 1 round"
    assert (
        "A batch is one example here" in answered("batch", replace(PAGE.opening(ACTS["batch"]), batch_size=1)).because
    )


# What is said besides


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("seed", range(30))
def test_the_update_is_told_as_it_is(act, seed):
    chosen = drawn(act, seed)
    if chosen.view == "batch":
        return
    run = by_hand(chosen, weights(chosen))
    later = by_hand(chosen, [w - chosen.eta * d for w, d in zip(weights(chosen), run["d"], strict=True)])
    said = PAGE.scene(chosen).words.sentences[0]
    if "leaves the error" in said:
        assert later["loss"] == pytest.approx(run["loss"], rel=1e-9, abs=1e-300)
        return
    verb, before, then = re.search(r"example (\w+) from (.+) to (.+)\.$", said).groups()
    assert verb == ("falls" if later["loss"] < run["loss"] else "rises")
    near(numbers_in(before)[0], run["loss"], 3)
    near(numbers_in(then)[0], later["loss"], 3)


@pytest.mark.parametrize("activation", F)
def test_the_table_is_the_check_by_moving_each_weight(activation):
    chosen = Settings(view="nudge", activation=activation)
    run, table = by_hand(chosen, weights(chosen)), PAGE.scene(chosen).words.table
    assert len(table) == 9
    for at, row in enumerate(table):
        near(numbers_in(row["backpropagation"])[0], run["d"][at], 5)
        other = (moved(chosen, at, 1e-5)["loss"] - moved(chosen, at, -1e-5)["loss"]) / 2e-5
        assert numbers_in(row["by moving it"])[0] == pytest.approx(other, rel=1e-5, abs=1e-9)


def test_a_target_is_a_probability_where_the_output_is_one():
    said = PAGE.scene(Settings(output="sigmoid", target=1.7)).words.sentences[1]
    assert "counts as 1." in said
    assert "cross-entropy" in said
    assert "counts as" not in PAGE.scene(Settings(target=1.7)).words.sentences[1]


def test_an_act_speaks_of_its_own_run_even_where_a_link_asks_for_another_view():
    chosen = replace(PAGE.opening(ACTS["batch"]), view="lines")
    assert "After 60 rounds" in PAGE.scene(chosen, "batch").answer.because


def test_where_two_guesses_hold_none_is_called_right():
    for settings in (Settings(u0=0.7), Settings(u0=0.0, u1=0.0)):
        assert answered("blame", settings).right is None
    own = PAGE.opening(ACTS["batch"])
    assert "after each batch is after each example" in answered("batch", replace(own, batch_size=1)).because


def test_the_summaries_read_as_sentences():
    assert "the bias's input 1." in PAGE.scene(Settings(view="factors", weight="w21")).words.summary
    assert re.search(
        r"so that \S+ gets past of the \S+ that it hears", PAGE.scene(Settings(view="slope")).words.summary
    )
