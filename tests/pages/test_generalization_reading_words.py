"""What the generalization page says where a plain reading of it was once wrong, against runs made here."""

import re
from dataclasses import replace

import numpy as np
from generalization_runs import ACTS, answered, near_zero, of, random_settings

from lesson import number
from networks import naive
from pages.generalization import PAGE


def test_counts_of_weights_are_written_as_counts():
    chosen = PAGE.opening(ACTS["weights"])
    w, network = of(chosen, l1=chosen.l1)[2:4]
    row = PAGE.scene(chosen, "weights").words.table[-1]
    assert row["nearly zero"].split(" of ")[0] == number(float(np.median(near_zero(w[-1], network))), 4)
    assert row["exactly zero"] == "0"


def test_nothing_is_said_of_what_is_not_in_the_picture():
    for name in ACTS:
        for seeds in (1, 2):
            chosen = random_settings(name, 0, seeds=seeds, **({"digits": 60} if name in ("augment", "wrong") else {}))
            words = PAGE.scene(chosen, name).words
            every = " ".join((words.summary, *words.sentences))
            assert ("bands the middle half" in every) == (seeds > 1 and name != "test"), name
            assert ("Penalties are not part" in every) == (name == "weights"), name
            assert "1 splits" not in every
            assert "each of 1" not in every
        if name == "learning":
            error, unseen = re.search(r"has (\S+) in training and (\S+) in validation\.", words.summary).groups()
            _, _, _, network, data = of(chosen)
            assert error == number(naive(network, data.y), 2)
            assert unseen == number(naive(network, data.y, data.y_val), 2)


def test_what_over_fits_in_one_act_does_not_under_fit_in_another():
    for width in (4, 8, 16, 32):
        over = answered("overfitting", replace(PAGE.opening(ACTS["overfitting"]), width=width))
        under = answered("underfitting", replace(PAGE.opening(ACTS["underfitting"]), width=width))
        assert over.right == ACTS["overfitting"].guesses[0]
        assert under.right == ACTS["underfitting"].guesses[2], width


def test_what_hardly_beats_the_baseline_is_not_said_to_fit():
    chosen = replace(PAGE.opening(ACTS["underfitting"]), dataset="circle", width=12, eta=3e-4, epochs=60, size=160)
    error, _, _, network, data = of(chosen)
    assert np.median(error[-1]) > 0.9 * naive(network, data.y)
    assert answered("underfitting", chosen).right is None


def test_a_patience_that_stops_too_early_is_said_to():
    opening = PAGE.opening(ACTS["early"])
    assert answered("early", opening).right == ACTS["early"].guesses[0]
    answer = answered("early", replace(opening, patience=5))
    assert answer.right is None
    assert answer.because.endswith("stops too early.")


def test_a_reason_why_l2_leads_is_so():
    reasons = 0
    for l1 in (1e-5, 1e-4):
        for l2 in (1e-3, 1e-2):
            answer = answered("weights", replace(PAGE.opening(ACTS["weights"]), l1=l1, l2=l2))
            told = "Even on a weight of 0.01" in answer.because
            assert not told or (answer.right == "L2" and 2 * l2 * 0.01 > l1)
            assert "pull is larger here" not in answer.because
            reasons += told
    assert reasons


def test_one_spike_at_the_end_does_not_decide_whether_it_over_fits():
    act = ACTS["overfitting"]
    for fixed, guess in (({}, 0), ({"size": 200, "noise": 0.0, "width": 2, "epochs": 100}, 2)):
        measured = PAGE.measure(replace(PAGE.opening(act), **fixed))
        assert act.answer(measured).right == act.guesses[guess]
        validation, error = measured.validation.copy(), measured.error.copy()
        validation[-1], error[-1] = 100 * validation[-2], 100 * error[-2]
        assert act.answer(replace(measured, validation=validation, error=error)).right == act.guesses[guess]


def test_one_spike_at_the_end_does_not_decide_whether_it_learns():
    act = ACTS["learning"]
    measured = PAGE.measure(PAGE.opening(act))
    spiked = measured.error.copy()
    spiked[-1] = 10 * measured.baseline
    answer = act.answer(replace(measured, error=spiked))
    assert answer.right == act.answer(measured).right == act.guesses[2]
    assert answer.because == act.answer(measured).because


def test_more_epochs_are_not_said_to_help_where_the_validation_error_has_turned_up():
    chosen = replace(PAGE.opening(ACTS["underfitting"]), width=24, eta=0.024, epochs=80)
    under = answered("underfitting", chosen)
    over = answered("overfitting", replace(chosen, view="errors"))
    assert over.right == ACTS["overfitting"].guesses[0]
    assert under.right == ACTS["underfitting"].guesses[2]
    assert f"turned up in {chosen.seeds} of {chosen.seeds} seeds" in under.because


def test_what_more_units_bring_down_by_much_in_both_parts_is_under_fitting():
    chosen = replace(PAGE.opening(ACTS["underfitting"]), noise=0.9, width=6, eta=0.00045, epochs=420)
    few, many = (of(chosen, width=width)[1][-1] for width in (6, 32))
    assert np.median(many) < np.median(few) / 2
    assert answered("underfitting", chosen).right == ACTS["underfitting"].guesses[1]
