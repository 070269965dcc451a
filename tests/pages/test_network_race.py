"""The network race: its settings, what it says, and a picture of whatever is set."""

import random
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from race_scenes import ACT_OF, EACH, EVERY, FIELDS, STEEP, VALUES, complete, drawable, said, scene, traces, tracks

from lesson import declared, number
from networks import DATASETS
from optim import LECTURE, NEVER, RULES
from pages.network_race import PAGE
from pages.network_race.settings import ETAS, MOST_NUMBERS, MOST_STEPS, VIEWS, Settings

# Settings


def test_the_names_of_the_settings_are_those_of_published_links():
    assert set(declared(Settings)) >= FIELDS
    assert Settings().rules == LECTURE


def test_the_controls_are_those_that_matter():
    assert "width" not in PAGE.controls(Settings(layers=0))
    assert {"width", "activation"} <= set(PAGE.controls(Settings()))
    shown = set(PAGE.controls(Settings(each=True, rules=("SGD", "AdamW"))))
    assert {"eta_sgd", "eta_adamw", "beta1", "weight_decay"} <= shown
    assert not {"eta", "eta_adam", "alpha", "rho"} & shown
    assert "whose" not in shown
    for view in ("units", "batches", "depth", "baseline"):  # one rule trains
        shown = set(PAGE.controls(Settings(view=view, whose="Momentum")))
        assert {"whose", "alpha"} <= shown
        assert not {"rules", "rho"} & shown
    assert not {"eta", "each"} & set(PAGE.controls(Settings(view="etas")))


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_an_acts_own_sliders_are_there(act):
    shown = PAGE.controls(PAGE.opening(act))
    assert set(act.sliders) <= set(shown)


def test_a_long_training_is_cut_to_what_may_be_kept():
    for rules in (LECTURE, EVERY):
        long = Settings(batch_size=1, size=1000, epochs=500, seeds=5, width=32, layers=4, dataset="digits", rules=rules)
        for view in VIEWS:
            cut = replace(long, view=view)
            entrants = cut.entrants().values()
            steps = {(entrant.network, entrant.batch_size) for entrant in entrants}
            assert cut.trained() * sum(-(-500 // size) for _, size in steps) <= MOST_STEPS
            weights = sum(entrant.network.parameters for entrant in entrants) * (len(ETAS) if view == "etas" else 1)
            assert cut.trained() * weights * len(cut.trained_seeds()) <= MOST_NUMBERS or cut.trained() == 1
    assert Settings(rules=EVERY).trained() == Settings().epochs


# The words


def test_a_diverging_rule_is_said_to_diverge():
    done, shown = complete(STEEP), scene(STEEP)
    end = int(done.diverged_at["SGD"][0])
    assert end != NEVER
    assert f"**SGD** diverged with η = 3, at epoch {end}." in shown.words.sentences
    assert "Diverged: " in shown.words.summary
    assert all(np.isfinite(w).all() for w in done.w.values())
    assert len(tracks(shown)["training-SGD"].values["y"]) == end
    assert tracks(shown)["names"].at(end)["text"][0].strip() == "SGD diverged"
    assert "SGD diverged" not in tracks(shown)["names"].at(end - 1)["text"][0]


def test_a_seed_that_diverged_is_counted():
    asked = Settings(dataset="sine", activation="identity", eta=0.5, seeds=5, rules=("SGD",), epochs=20)
    ends = [complete(replace(asked, eta=eta)).diverged_at["SGD"] for eta in np.arange(0.5, 3, 0.1).round(2)]
    some = next(i for i, end in enumerate(ends) if 0 < (end != NEVER).sum() < 5)
    eta = float(np.arange(0.5, 3, 0.1).round(2)[some])
    assert f"It diverged in {(ends[some] != NEVER).sum()} of 5 seeds." in said(scene(replace(asked, eta=eta)))


@pytest.mark.parametrize("seeds", [1, 3])
def test_the_table_is_what_the_training_did(seeds):
    settings = replace(EACH, seeds=seeds)
    done, shown = complete(settings), scene(settings)
    for name, row in zip(EVERY, shown.words.table, strict=True):
        assert row["rule"] == name
        assert row["η"] == number(settings.eta_of(name))
        assert row["training error"] == number(np.median(done.error[name][-1]))
        middle = np.median(done.validation[name], axis=1)
        assert row["lowest validation error"] == number(middle.min())
        assert row["at epoch"] == str(middle.argmin())
        predicted = settings.network().predict(done.w[name][-1], settings.data().x_val)
        right = np.median(((predicted > 0.5) == settings.data().y_val).mean((-2, -1)))
        assert row["validation part right"] == f"{number(100 * right)} %"


def test_each_guess_can_be_right():
    others = dict.fromkeys(("eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam"), 0.0001)
    chosen = [
        Settings(each=True, **(others | {"eta_sgd": 1.0}), noise=0.1, size=100, layers=1, epochs=60),
        Settings(each=True, **(others | {"eta_momentum": 0.3}), noise=0.1),
        Settings(each=True, **(others | {"eta_adam": 0.03}), noise=0.1),
    ]
    assert [scene(settings).answer.right for settings in chosen] == [*ACT_OF["data"].guesses]


def test_a_rule_beyond_the_lecture_that_is_first_bears_out_no_guess():
    settings = Settings(
        rules=EVERY, each=True, eta_adagrad=1.0, eta_adam=0.0001, eta_rmsprop=0.0001, eta_momentum=1e-4, eta_adamw=1e-4
    )
    answer = scene(settings).answer
    assert answer.because.split()[0] in set(RULES) - set(LECTURE)
    assert answer.right is None


# The scene


@pytest.mark.parametrize("view", VIEWS)
def test_the_last_step_is_the_drawing(view):
    shown = scene(Settings(epochs=7, view=view, dataset="moons", size=40))
    at = {trace["uid"]: trace for trace in shown.at(shown.steps)["data"]}
    for uid, trace in traces(shown).items():
        for key in "xyz":
            if key in trace:
                assert np.allclose(np.ravel(trace[key]), np.ravel(at[uid][key])), uid
        assert trace.get("text") == at[uid].get("text")


def random_settings(seed):
    draw = random.Random(seed)
    chosen = {name: draw.choice(values) for name, values in VALUES.items() if name != "rules"}
    chosen |= {"epochs": draw.choice((1, 2, 10, 30)), "size": draw.choice((4, 20, 60))}
    chosen["rules"] = tuple(draw.sample(EVERY, draw.randint(1, len(EVERY))))
    chosen |= {name: draw.random() < 0.5 for name in ("each", "bias_correction")}
    return Settings(**chosen)


@pytest.mark.parametrize("seed", range(45))
def test_any_settings_give_a_picture(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert drawable(scene(random_settings(seed)))


EXTREMES = {
    "view": VIEWS,
    "dataset": tuple(DATASETS),
    "noise": (0, 10),
    "size": (4, 5, 60),
    "layers": (0, 1, 4),
    "width": (1, 32),
    "activation": ("tanh", "relu", "sigmoid", "identity"),
    "batch_size": (1, 1000),
    "l1": (0.0, 1.0),
    "l2": (0.0, 1.0),
    "epochs": (1, 2, 7),
    "seeds": (1, 3),
    "seed": (0, 9999),
    "rules": (EVERY, ("AdamW",), LECTURE),
    "eta": (1e-8, 0.03, 10.0),
    "alpha": (0.0, 0.9999),
    "rho": (0.0, 0.9999),
    "beta1": (0.0, 0.9999),
    "beta2": (0.0, 0.99999),
    "epsilon": (1e-15, 10.0),
}


@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in EXTREMES.items()}))
@budget(max_examples=40)
def test_extreme_settings_give_a_picture(chosen):
    shown = scene(Settings(**chosen))
    assert drawable(shown)
    assert not {"nan", "inf"} & set(said(shown).replace(",", " ").replace(".", " ").split())
