"""The network race: what it shows and says is what the training did, for any rules, complete or under way."""

import random
import sys
import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

import networks.training
from figures.theme import STYLES
from lesson import declared, number
from lesson.pack import encode, pack
from networks import DATASETS, KeptTrainings, Network, TrainingError, initial
from optim import LECTURE, NEVER, RULES, race
from pages.network_race import PAGE
from pages.network_race.measure import training
from pages.network_race.measure_decisions import SKETCH
from pages.network_race.measure_weights import weight_paths
from pages.network_race.settings import ETAS, MOST_NUMBERS, MOST_STEPS, VIEWS, Settings

MEASURE = sys.modules[PAGE.measure.__module__]
EVERY = tuple(RULES)
EACH = Settings(each=True, epochs=30, rules=EVERY)
STEEP = Settings(dataset="sine", activation="identity", eta=3.0)  # SGD diverges
VALUES = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
FIELDS = {
    *(
        "view",
        "whose",
        "rules",
        "dataset",
        "noise",
        "size",
        "layers",
        "width",
        "activation",
        "batch_size",
        "epochs",
        "seeds",
        "l1",
        "l2",
    ),
    *("seed", "each", "eta", "eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam", "eta_nesterov", "eta_adagrad"),
    *("eta_adamw", "alpha", "rho", "beta1", "beta2", "epsilon", "bias_correction", "weight_decay"),
}
ACT_OF = {PAGE.opening(act).view: act for act in PAGE.acts}


def scene(settings):
    return PAGE.scene(settings, ACT_OF[settings.view].name)


def complete(settings):
    *_, done = training(settings)
    return done


def packed(shown):
    return pack(encode(shown))


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def tracks(shown):
    return {track.trace: track for track in shown.tracks}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))


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


def drawable(shown):
    """A scene whose every number is finite, and that can be sent."""
    parts = [shown.drawing, *(track.values for track in shown.tracks), *(part.values for part in shown.readouts)]
    assert all(np.isfinite(value).all() for part in parts for value in numbers(part))
    assert len(packed(shown)) < 1_500_000
    for axis, layout in shown.drawing["layout"].items():
        if axis.startswith(("xaxis", "yaxis")):
            low, high = layout["range"]
            assert low < high
    return True


@pytest.fixture
def piecewise(monkeypatch):
    """Trainings are new, go on in many pieces, and each is shown."""
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(0))
    monkeypatch.setattr(MEASURE, "FIRST", 0.0)
    monkeypatch.setattr(MEASURE, "BETWEEN", 0.0)
    monkeypatch.setattr(networks.training, "CHUNK", 4)


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


# The training


def test_all_rules_start_from_the_same_weights_and_meet_the_same_batches():
    done = complete(EACH)
    starts = [w[0] for w in done.w.values()]
    assert list(done.w) == list(EVERY)
    assert all(np.array_equal(start, starts[0]) for start in starts)
    objective = TrainingError(EACH.network(), EACH.data(), EACH.batch_size, (0,))
    for name in EVERY:  # alone, each rule does what it does in the race
        alone = race({name: EACH.rule(name)}, objective, starts[0], 2 * objective.batches)[name]
        assert np.array_equal(done.w[name][2], alone.w[-1])


def test_each_seed_is_a_run_of_its_own():
    three, alone = complete(Settings(epochs=5, seeds=3)), complete(Settings(epochs=5))
    for name in LECTURE:
        assert np.array_equal(three.w[name][:, 0], alone.w[name][:, 0])
        assert not np.allclose(three.error[name][:, 0], three.error[name][:, 1])


OTHERS = {
    **{"dataset": "circle", "noise": 0.3, "size": 60, "layers": 1, "width": 5, "activation": "relu"},
    **{"batch_size": 50, "seed": 1, "seeds": 2, "eta": 0.05, "epsilon": 0.1, "l1": 0.01, "l2": 0.01},
}


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_training_is_taken_for_this_one(name, monkeypatch):
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(2**24))
    first, asked = Settings(epochs=3, rules=("Adam",)), Settings(epochs=3, rules=("Adam",), **{name: OTHERS[name]})
    complete(first)
    beside = complete(asked)
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(0))
    assert np.array_equal(beside.w["Adam"], complete(asked).w["Adam"])
    assert not np.array_equal(beside.error["Adam"], complete(first).error["Adam"])


@pytest.mark.parametrize("view", ["data", "etas", "batches", "weights"])
def test_penalties_are_trained_and_the_errors_are_without_them(view):
    asked = Settings(view=view, epochs=10, rules=("SGD",), whose="SGD", l1=0.003, l2=0.02, size=60)
    done, network, data = complete(asked), asked.network(), asked.data()
    for name, w in done.w.items():
        free = complete(replace(asked, l1=0.0, l2=0.0)).w[name]
        assert np.allclose(done.error[name][-1], network.loss(w[-1], data.x, data.y), rtol=1e-9)
        first, second = (np.concatenate([m[..., :-1, :].ravel() for m in network.matrices(at[-1])]) for at in (w, free))
        assert (first**2).sum() < (second**2).sum()
    assert "0.003·Σ|w| + 0.02·Σw²" in said(scene(asked))
    assert "Σ" not in said(scene(replace(asked, l1=0.0, l2=0.0)))


@pytest.mark.parametrize("view", ["batches", "depth"])
def test_trainings_in_step_are_kept(view, monkeypatch):
    asked = Settings(view=view, epochs=2, size=20, eta=0.0321)
    whole = packed(scene(asked))
    monkeypatch.setattr("networks.kept.train", lambda *_: pytest.fail("trained again"))
    assert packed(scene(asked)) == whole


def test_another_view_and_fewer_epochs_train_nothing(monkeypatch):
    asked = replace(EACH, eta=0.0123, each=False)
    whole = packed(scene(asked)), packed(scene(replace(asked, view="weights"))), packed(scene(replace(asked, epochs=9)))
    monkeypatch.setattr("networks.kept.train", lambda *_: pytest.fail("trained again"))
    assert packed(scene(asked)) == whole[0]
    assert packed(scene(replace(asked, view="weights"))) == whole[1]
    assert packed(scene(replace(asked, epochs=9))) == whole[2]
    monkeypatch.undo()
    monkeypatch.setattr(MEASURE, "kept", KeptTrainings(0))
    assert packed(scene(asked)) == whole[0]
    assert packed(scene(replace(asked, epochs=9))) == whole[2]


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_learnt_at_the_default_rates_for_each_rule(name):
    measured = PAGE.measure(Settings(each=True, dataset=name, rules=EVERY, size=160, epochs=30))
    for learned in measured.learned.values():
        assert learned.error is not None
        assert learned.error < measured.training.baseline


# Under way


def test_a_training_under_way_is_drawn_as_far_as_it_is(piecewise):
    asked = Settings(batch_size=5, epochs=20)
    shown = list(PAGE.growing(asked))
    assert [one.progress for one in shown] == pytest.approx([epoch / 20 for epoch in range(1, 21)])
    assert len(shown) == 20
    for epoch, one in enumerate(shown, 1):
        assert one.steps == epoch
        assert f"after {epoch} epoch" in one.words.summary
        assert drawable(one)
        assert one.drawing["layout"]["xaxis3"]["range"][1] > 20
        maps = [track for track in one.tracks if track.trace.startswith("decision-")]
        assert len(maps) == 4
        if epoch < 20:
            assert all(len(track.values["z"]) <= SKETCH + 1 for track in maps)
    whole = scene(asked)
    assert packed(shown[-1]) == packed(whole)
    for uid in ("training-Adam", "training-SGD"):
        np.testing.assert_array_equal(tracks(shown[6])[uid].values["y"], tracks(whole)[uid].values["y"][:8])


@pytest.mark.parametrize("view", VIEWS)
def test_a_complete_training_is_the_last_of_what_grows(view):
    asked = Settings(epochs=6, view=view, size=40)
    *_, last = PAGE.grow(asked)
    assert last.complete
    assert packed(PAGE.draw(last)) == packed(PAGE.draw(PAGE.measure(asked)))


def test_pictures_come_early_and_then_at_intervals(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(MEASURE.time, "perf_counter", lambda: now[0])
    complete(Settings(epochs=100))  # of which the others are the beginning

    def slowly(asked):
        for epoch in range(1, 101):
            now[0] += 0.02  # seconds of training
            yield replace(complete(Settings(epochs=epoch)), complete=epoch == 100)

    monkeypatch.setattr(MEASURE, "training", slowly)
    came = []
    for measured in MEASURE.grow(Settings(epochs=100)):
        came.append(measured.epochs)
        now[0] += 10.0  # drawing and sending do not count
    assert came[0] == 3
    assert all(7 <= later - earlier <= 8 for earlier, later in pairwise(came[:-1]))
    assert came[-1] == 100
    assert 90 < came[-2] < 98


def test_a_short_training_comes_at_once(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(MEASURE.time, "perf_counter", lambda: now[0])

    def quickly(asked):
        for epoch in (55, 60):
            now[0] += 0.07 * epoch / 60
            yield replace(complete(Settings(epochs=epoch)), complete=epoch == 60)

    monkeypatch.setattr(MEASURE, "training", quickly)
    assert [measured.epochs for measured in MEASURE.grow(Settings())] == [60]


def test_trainings_of_several_networks_go_on_in_step(piecewise):
    asked = Settings(view="batches", size=20, epochs=9)
    shown = list(PAGE.grow(asked))
    assert [one.epochs for one in shown] == sorted(one.epochs for one in shown)
    assert len(shown) > 2
    whole, done = PAGE.measure(asked), complete(asked)
    for one in shown:
        for name, curve in one.training.median.items():
            assert len(curve) == one.epochs + 1
            expected = np.maximum(done.error[name][: one.epochs + 1, 0], 1e-12)
            assert np.allclose(curve, expected)
    assert [one.complete for one in shown] == [False] * (len(shown) - 1) + [True]
    assert packed(PAGE.draw(shown[-1])) == packed(PAGE.draw(whole))


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


# The pictures


@pytest.mark.parametrize("count", range(1, len(EVERY) + 1))
def test_each_racing_rule_has_its_tile(count):
    rules = EVERY[:count]
    shown = scene(Settings(epochs=3, rules=rules, size=40))
    frames = [trace for uid, trace in traces(shown).items() if uid.startswith("frame-")]
    places = {(min(trace["x"]), min(trace["y"])) for trace in frames}
    assert len(places) == count
    assert {trace["line"]["color"] for trace in frames} == {STYLES[name].colour for name in rules}
    assert [text.split(":")[0] for text in tracks(shown)["headings"].at(3)["text"]] == [*rules]
    names = tracks(shown)["names"].at(3)
    assert [text.split(":")[0].strip() for text in names["text"]] == [*rules]
    low, high = shown.drawing["layout"]["yaxis3"]["range"]
    heights = np.sort(np.log10(names["y"]))
    assert heights[0] >= low - 1e-9
    assert heights[-1] <= high + 1e-9
    assert count < 2 or np.diff(heights).min() > 0.06 * (high - low)


def test_a_heading_says_when_a_rule_has_learnt_and_not_before():
    settings = PAGE.opening(PAGE.acts[0])
    at = PAGE.measure(settings).reached["Adam"]
    headings = tracks(scene(settings))["headings"]
    assert f"Adam: epoch {at}" in headings.at(at)["text"]
    assert "Adam" in headings.at(at - 1)["text"]


def test_the_numbers_at_the_curves_are_the_errors_themselves_even_below_the_axis():
    settings = PAGE.opening(PAGE.act("real"))
    settings = replace(settings, dataset="gaussians", epochs=60, layers=1, size=60, eta=0.3)
    measured = PAGE.measure(settings)
    share = measured.learned["Adam"].error / measured.training.baseline
    assert share < 1e-3
    assert f"trained on: {number(share, 2)}" in tracks(scene(settings))["names"].at(60)["text"][0]


def test_every_rule_is_shown_and_said_like_any_other():
    shown = scene(Settings(epochs=4, rules=EVERY))
    assert {track.trace for track in shown.tracks} >= {f"decision-{name}" for name in RULES}
    assert [readout.label for readout in shown.readouts] == [*RULES]
    assert [row["rule"] for row in shown.words.table] == [*RULES]


def test_units_and_ribbons_are_the_networks_own():
    settings = replace(PAGE.opening(PAGE.act("units")), width=3, epochs=5)
    shown, w = scene(settings), complete(settings).w["Adam"][-1, 0]
    first, last = settings.network().matrices(w)
    seen = PAGE.measure(settings).seen
    grid = seen.seen.grid.reshape(40, 40, 2)[::2, ::2]
    for j in range(3):
        expected = np.tanh(grid @ first[:-1, j] + first[-1, j])
        assert np.allclose(tracks(shown)[f"unit-0-{j}"].at(5)["z"] / 127.5 - 1, expected, atol=0.01)
    largest = max(1.0, *(np.abs(weights).max() for weights in seen.weights))
    for layer, weights in enumerate((first[:-1], last[:-1])):
        thick = {sign: tracks(shown)[f"weights-{layer}-{sign}"].at(5)["y"] for sign in "+-"}
        for sign, y in thick.items():
            ribbons = y[: weights.size * 29].reshape(weights.size, 29)  # there, back, and to the start
            width = ribbons[:, 14:28].mean(1) - ribbons[:, :14].mean(1)
            wanted = np.maximum(weights if sign == "+" else -weights, 0).ravel()
            assert np.allclose(width, 2 * 0.3 * wanted / largest, atol=1e-6)


def test_of_a_wide_layer_the_loudest_units_are_drawn():
    settings = replace(PAGE.opening(PAGE.act("units")), width=20, epochs=3)
    seen, w = PAGE.measure(settings).seen, complete(settings).w["Adam"][-1, 0]
    upward = np.abs(settings.network().matrices(w)[1][:-1, 0])
    assert set(seen.drawn[0]) == set(np.argsort(upward)[-8:])
    assert "Drawn: the 8 of 20 units" in said(scene(settings))


@pytest.mark.parametrize("chosen", [{"layers": 0}, {"dataset": "diabetes"}])
def test_where_there_are_no_units_to_draw_the_baseline_is_shown(chosen):
    settings = Settings(view="units", epochs=2, size=20, **chosen)
    shown = PAGE.scene(settings, "units")
    assert "training-not seen" in traces(shown)
    assert shown.answer.right is None


def test_marks_fill_where_a_rule_has_learnt():
    settings = replace(PAGE.opening(PAGE.act("forgives")), epochs=6, layers=1, size=60)
    rates, shown = PAGE.measure(settings).seen, scene(settings)
    for name in LECTURE:
        x = tracks(shown)[f"learnt-{name}"].at(6)["x"]
        assert np.allclose(x[x > 1e-5], rates.learnt_at(name))
        assert (tracks(shown)[f"learnt-{name}"].at(0)["x"] < 1e-5).all()
    names = tracks(shown)["names"].at(6)["text"]
    assert names == [f"{name}: {len(rates.learnt_at(name))} of 16" for name in LECTURE]


def test_a_row_of_rates_is_the_same_as_single_trainings():
    settings = Settings(view="etas", epochs=3, size=40)
    rates = PAGE.measure(settings).seen
    for i in (3, 8, 12):
        alone = complete(replace(settings, view="data", eta=ETAS[i]))
        for name in LECTURE:
            assert np.allclose(rates.error[name][:, i], alone.error[name][:, 0])


def test_batches_see_the_same_examples():
    settings = Settings(view="batches", epochs=4, size=60)
    measured = PAGE.measure(settings)
    assert [entrant.batch_size for entrant in measured.entrants.values()] == [1, 5, 20, 30]
    assert [measured.steps(name) for name in measured.entrants] == [120, 24, 8, 4]
    headings = tracks(scene(settings))["headings"]
    assert headings.at(2)["text"] == ["of 1: 60 steps", "of 5: 12 steps", "of 20: 4 steps", "all 30: 2 steps"]


@pytest.mark.parametrize("name", DATASETS)
def test_cells_show_the_networks_predictions(name):
    settings = Settings(dataset=name, epochs=6, rules=("Adam", "AdaGrad"))
    done, network, data = complete(settings), settings.network(), settings.data()
    shown, seen = scene(settings), PAGE.measure(settings).seen.seen
    for rule in settings.rules:
        track, trace = tracks(shown)[f"decision-{rule}"], traces(shown)[f"decision-{rule}"]
        for epoch in (0, 3, 6):
            w = done.w[rule][epoch, 0]
            at = track.at(epoch)
            left, low = (min(traces(shown)[f"frame-{rule}"][axis]) for axis in "xy")
            if "z" not in at:
                (_, (bottom, top)), inputs = seen.range, seen.grid[: len(at["x"])]
                expected = (np.clip(network.predict(w, inputs)[:, 0], bottom, top) - bottom) / (top - bottom)
                assert np.allclose(at["y"] - low, expected, atol=1e-4)
                continue
            if len(DATASETS[name].inputs) == 2:
                i, j = 11, 30
                assert trace["x0"] - left == pytest.approx(trace["dx"] / 2)
                point = np.array([-3, -3]) + 6 / 39 * np.array([j, i])
                exact = network.predict(w, data.normalized(point)[None])[0, 0]
                assert at["z"][i, j] / 255 == pytest.approx(exact, abs=0.015)
            assert at["z"].shape == (40, 40)
    assert f"of the {len(data.x)}" in said(shown) or name == "diabetes"


def test_a_tile_stands_still_once_its_rule_has_diverged():
    end = int(complete(STEEP).diverged_at["SGD"][0])
    track = tracks(scene(STEEP))["decision-SGD"]
    assert len(track.values["y"]) * track.stride < STEEP.epochs
    assert np.array_equal(track.at(end)["y"], track.at(STEEP.epochs)["y"])


# The bridge to the canyon


def test_the_map_is_the_networks_real_error_surface():
    settings = replace(EACH, view="weights")
    found, done = PAGE.measure(settings).seen, complete(settings)
    network, data, ground = settings.network(), settings.data(), found.relief
    every = found.plane.points(np.stack(np.meshgrid(ground.x, ground.y), -1))
    above = 10**ground.height - network.loss(every, data.x, data.y)
    assert np.ptp(above) < 1e-4 * 10 ** ground.height.max()  # all the same: what keeps the logarithm finite
    assert found.plane.share > 0.5
    for name, path in found.paths.items():
        end = done.w[name][len(path) - 1, 0]
        assert found.own[name] == pytest.approx(network.loss(end, data.x, data.y), rel=1e-4)
        foot = found.plane.points(path[-1])
        assert found.under[name] == pytest.approx(network.loss(foot, data.x, data.y), rel=1e-4)
        assert np.allclose(path, found.plane.coordinates(done.w[name][: len(path), 0]))
        assert f"{name} {number(found.under[name])} there and {number(found.own[name])} in truth" in said(
            scene(settings)
        )


def test_the_share_of_the_plane_is_that_of_all_points():
    settings = Settings(view="weights", epochs=150)
    found, done = PAGE.measure(settings).seen, complete(settings)
    points = np.concatenate([done.w[name][: len(path), 0] for name, path in found.paths.items()])
    within = found.plane.points(found.plane.coordinates(points))
    lost = ((points - within) ** 2).sum() / ((points - found.plane.centre) ** 2).sum()
    assert found.plane.share == pytest.approx(1 - lost)


def test_a_path_that_runs_off_does_not_spread_the_map():
    network = Network((2, 3, 1))
    start = initial(network)
    steps = np.linspace(0, 1, 20)[:, None]
    direction = np.eye(len(start))
    paths = {
        "a": start + steps * direction[0],
        "b": start + steps * direction[1],
        "c": start + 1e5 * steps * direction[2],
    }
    found = weight_paths(network, DATASETS["moons"].data(), paths, [*paths])
    assert len(found.paths["c"]) == 1
    assert np.ptp(found.relief.x) < 3


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
