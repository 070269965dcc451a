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
from written import numbers_in

import networks.training
from lesson import declared, number
from lesson.pack import encode, pack
from networks import DATASETS, KeptTrainings, Network, TrainingError, initial, naive
from optim import LECTURE, NEVER, RULES, race
from pages.network_race import PAGE
from pages.network_race.measure import training
from pages.network_race.measure_decisions import DRAWN, SKETCH
from pages.network_race.measure_weights import weight_paths
from pages.network_race.settings import MOST_NUMBERS, MOST_STEPS, Settings
from pages.network_race.words import GUESSES

MEASURE = sys.modules[PAGE.measure.__module__]
EVERY = tuple(RULES)
EACH = Settings(each=True, epochs=30, rules=EVERY)
STEEP = Settings(dataset="sine", activation="identity", eta=3.0)  # SGD diverges
VALUES = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
FIELDS = {
    *("view", "rules", "dataset", "noise", "size", "layers", "width", "activation", "batch_size", "epochs", "seeds"),
    *("seed", "each", "eta", "eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam", "eta_nesterov", "eta_adagrad"),
    *("eta_adamw", "alpha", "rho", "beta1", "beta2", "epsilon", "bias_correction", "weight_decay"),
}
STEEPEST, SPEED, OWN_STEP = GUESSES


def scene(settings):
    return PAGE.scene(settings, "weights" if settings.view == "weights" else "race")


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
    assert shown.answer.right is None or shown.answer.right in GUESSES
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


def test_a_long_training_is_cut_to_what_may_be_kept():
    for rules in (LECTURE, EVERY):
        long = Settings(batch_size=1, size=1000, epochs=500, seeds=5, width=32, layers=4, dataset="digits", rules=rules)
        assert long.trained() * 500 <= MOST_STEPS
        assert long.trained() * len(rules) * 5 * long.network().parameters <= MOST_NUMBERS
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
    **{"dataset": "circle", "noise": 0.1, "size": 60, "layers": 1, "width": 5, "activation": "relu"},
    **{"batch_size": 50, "seed": 1, "seeds": 2, "eta": 0.05, "epsilon": 0.1},
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
    measured = PAGE.measure(Settings(each=True, dataset=name, rules=EVERY))
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
        assert one.drawing["layout"]["xaxis5"]["range"][1] > 20
        maps = [track for track in one.tracks if track.trace.startswith("decision-")]
        assert len(maps) == 4
        if epoch < 20:
            assert all(len(track.values["z"]) <= SKETCH + 1 for track in maps)
    whole = scene(asked)
    assert packed(shown[-1]) == packed(whole)
    for uid in ("training-Adam", "validation-SGD"):
        np.testing.assert_array_equal(tracks(shown[6])[uid].values["y"], tracks(whole)[uid].values["y"][:8])


@pytest.mark.parametrize("view", ["data", "weights"])
def test_a_complete_training_is_the_last_of_what_grows(view):
    asked = Settings(epochs=12, view=view)
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


# The words


def test_a_diverging_rule_is_said_to_diverge():
    done, shown = complete(STEEP), scene(STEEP)
    end = int(done.diverged_at["SGD"][0])
    assert end != NEVER
    assert f"**SGD** diverged with η = 3, at epoch {end}." in shown.words.sentences
    assert "Diverged: " in shown.words.summary
    assert all(np.isfinite(w).all() for w in done.w.values())
    assert len(tracks(shown)["training-SGD"].values["y"]) == end


def test_a_seed_that_diverged_is_counted():
    asked = Settings(dataset="sine", activation="identity", eta=0.5, seeds=5, rules=("SGD",))
    ends = [complete(replace(asked, eta=eta)).diverged_at["SGD"] for eta in np.arange(0.5, 3, 0.1).round(2)]
    some = next(i for i, end in enumerate(ends) if 0 < (end != NEVER).sum() < 5)
    eta = float(np.arange(0.5, 3, 0.1).round(2)[some])
    assert f"It diverged in {(ends[some] != NEVER).sum()} of 5 seeds." in said(scene(replace(asked, eta=eta)))


@pytest.mark.parametrize("seeds", [1, 3])
def test_what_is_said_of_each_rule_is_what_its_training_did(seeds):
    settings = replace(EACH, seeds=seeds)
    done, shown = complete(settings), scene(settings)
    baseline = naive(settings.network(), settings.data().y)
    assert numbers_in(shown.words.summary)[-1] == pytest.approx(baseline, rel=5e-3)
    for name, sentence, row in zip(EVERY, shown.words.sentences, shown.words.table, strict=False):
        training_error, validation_error = (np.median(part[name][-1]) for part in (done.error, done.validation))
        assert sentence.startswith(f"**{name}** ")
        assert f"training error {number(training_error)}, validation error {number(validation_error)}." in sentence
        assert row["rule"] == name
        assert row["η"] == number(settings.eta_of(name))
        middle = np.median(done.validation[name], axis=1)
        assert row["lowest validation error"] == number(middle.min())
        assert row["at epoch"] == str(middle.argmin())
        said_right = settings.network().predict(done.w[name][-1], settings.data().x_val)
        right = np.median(((said_right > 0.5) == settings.data().y_val).mean((-2, -1)))
        assert row["validation part right"] == f"{number(100 * right)} %"


def first_below(settings):
    """name -> the epoch at which the training error was first below half of the baseline's."""
    half = naive(settings.network(), settings.data().y) / 2
    errors = {name: np.median(error, axis=1) for name, error in complete(settings).error.items()}
    return {name: next((e for e, error in enumerate(middle) if error < half), None) for name, middle in errors.items()}


@pytest.mark.parametrize("eta", [0.0003, 0.003, 0.03, 0.3, 1.0])
def test_the_answer_is_the_rule_that_was_first(eta):
    settings = Settings(eta=eta)
    at = first_below(settings)
    answer = scene(settings).answer
    for name, epoch in at.items():
        assert (f"{name} at epoch {epoch}" in answer.because) == (epoch is not None)
    reached = {name: epoch for name, epoch in at.items() if epoch is not None}
    first = {name for name, epoch in reached.items() if epoch == min(reached.values())}
    expected = {frozenset({"SGD"}): STEEPEST, frozenset({"Momentum"}): SPEED}
    expected |= {frozenset(names): OWN_STEP for names in (["RMSProp"], ["Adam"], ["RMSProp", "Adam"])}
    assert answer.right == expected.get(frozenset(first))


def test_each_guess_can_be_right():
    chosen = {
        STEEPEST: Settings(each=True, eta_sgd=1.0, eta_momentum=0.001, eta_rmsprop=0.0001, eta_adam=0.0001),
        SPEED: Settings(each=True, eta_sgd=0.01, eta_momentum=0.3, eta_rmsprop=0.0001, eta_adam=0.0001),
        OWN_STEP: Settings(),
    }
    assert {guess: scene(settings).answer.right for guess, settings in chosen.items()} == {g: g for g in GUESSES}


def test_no_guess_is_right_where_a_rule_it_names_does_not_race_or_none_arrives():
    assert scene(Settings(rules=("SGD", "Adam"))).answer.right is None
    shown = scene(Settings(eta=0.0001, epochs=10))
    assert shown.answer.right is None
    assert "nowhere" in shown.answer.because


def test_a_rule_beyond_the_lecture_that_is_first_bears_out_no_guess():
    settings = Settings(rules=EVERY, each=True, eta_adagrad=1.0, eta_adam=0.0001, eta_rmsprop=0.0001, eta_momentum=1e-4)
    at = {name: epoch for name, epoch in first_below(settings).items() if epoch is not None}
    assert min(at, key=lambda name: at[name]) not in LECTURE
    assert scene(settings).answer.right is None


# The cells


@pytest.mark.parametrize("count", range(1, len(EVERY) + 1))
def test_each_racing_rule_has_its_cell(count):
    rules = EVERY[:count]
    layout = scene(Settings(epochs=3, rules=rules)).drawing["layout"]
    maps, panels = layout["meta"]["rows"]
    assert [note["text"] for note in layout["annotations"]] == [*rules]
    assert [cell["aspect"] for cell in maps["cells"]] == [1] * count
    assert maps["wrap"] == 2  # beside each other on a phone
    assert [cell["short"] for cell in panels["cells"]] == ["training", "validation"]


@pytest.mark.parametrize("view", ["data", "weights"])
@pytest.mark.parametrize("count", [1, 4, 5, 6, len(EVERY)])
def test_names_at_the_ends_of_curves_are_all_there_or_none(view, count):
    drawing = scene(Settings(epochs=3, rules=EVERY[:count], view=view)).drawing
    (names,) = (trace for trace in drawing["data"] if trace["uid"] == "training-names")
    written = {text.strip() for text in names["text"]} - {"baseline"}
    assert written == set(EVERY[:count]) or (not written and view == "data" and count > 5)
    assert len(drawing["layout"]["annotations"] if view == "data" else written) == count
    axis = next(trace["yaxis"] for trace in drawing["data"] if trace["uid"] == "training-names")
    low, high = drawing["layout"][f"yaxis{axis[1:]}"]["range"]
    assert all(low <= np.log10(at) <= high for at in names["y"])  # below the axis they would be hidden


def test_every_rule_is_shown_and_said_like_any_other():
    shown = scene(Settings(epochs=4, rules=EVERY))
    assert {track.trace for track in shown.tracks} >= {f"decision-{name}" for name in RULES}
    assert [readout.label for readout in shown.readouts] == [*RULES]
    assert [row["rule"] for row in shown.words.table] == [*RULES]


@pytest.mark.parametrize("name", DATASETS)
def test_cells_show_the_networks_predictions(name):
    settings = Settings(dataset=name, epochs=6, rules=("Adam", "AdaGrad"))
    done, network, data = complete(settings), settings.network(), settings.data()
    shown = scene(settings)
    for rule in settings.rules:
        track, trace = tracks(shown)[f"decision-{rule}"], traces(shown)[f"decision-{rule}"]
        for epoch in (0, 3, 6):
            w = done.w[rule][epoch, 0]
            at = track.at(epoch)
            if "z" not in at:
                x, y = at["x"], at["y"]
                inputs = data.normalized(np.array(x)[:, None]) if name == "sine" else data.x_val[:DRAWN]
                assert np.allclose(y, network.predict(w, inputs)[:, 0], atol=1e-4)
                continue
            if len(DATASETS[name].inputs) == 2:
                i, j = 11, 30
                point = np.array([trace["x0"] + j * trace["dx"], trace["y0"] + i * trace["dy"]])
                exact = network.predict(w, data.normalized(point)[None])[0, 0]
                assert at["z"][i, j] / 255 == pytest.approx(exact, abs=0.01)
            assert at["z"].shape == (40, 40)
    assert f"of the {len(data.x)}" in said(shown) or name == "diabetes"


def test_a_cell_stands_still_once_its_rule_has_diverged():
    end = int(complete(STEEP).diverged_at["SGD"][0])
    track = tracks(scene(STEEP))["decision-SGD"]
    w = complete(STEEP).w["SGD"][end - 1, 0]
    inputs = STEEP.data().normalized(track.values["x"][0][:, None])
    low, high = -4, 4  # well within the picture's reach
    assert len(track.values["y"]) * track.stride < STEEP.epochs
    for step in (end, STEEP.epochs):
        assert np.clip(track.at(step)["y"], low, high) == pytest.approx(
            np.clip(STEEP.network().predict(w, inputs)[:, 0], low, high), abs=1e-3
        )


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
    found = weight_paths(network, DATASETS["moons"].data(), paths)
    assert len(found.paths["c"]) == 1
    assert np.ptp(found.relief.x) < 3


# The scene


@pytest.mark.parametrize("steps", [7, 10, 33, 60, 66, 133])
def test_names_at_the_ends_of_curves_lie_on_the_axis(steps):
    drawing = scene(Settings(epochs=steps, batch_size=100)).drawing
    (end,) = {at for trace in drawing["data"] if trace["uid"] == "training-names" for at in trace["x"]}
    # as it is sent: an array would be rounded to float32, and plotly.js hides text past the axis
    assert isinstance(end, float)
    assert end <= drawing["layout"]["xaxis5"]["range"][1]


@pytest.mark.parametrize("view", ["data", "weights"])
def test_the_last_step_is_the_drawing(view):
    shown = scene(Settings(epochs=7, view=view, dataset="moons"))
    at = {trace["uid"]: trace for trace in shown.at(shown.steps)["data"]}
    for uid, trace in traces(shown).items():
        for key in "xyz":
            if key in trace:
                assert np.allclose(np.ravel(trace[key]), np.ravel(at[uid][key])), uid


def random_settings(seed):
    draw = random.Random(seed)
    chosen = {name: draw.choice(values) for name, values in VALUES.items() if name != "rules"}
    chosen |= {"epochs": draw.choice((1, 2, 10, 30)), "size": draw.choice((4, 20, 60))}
    chosen["rules"] = tuple(draw.sample(EVERY, draw.randint(1, len(EVERY))))
    chosen |= {name: draw.random() < 0.5 for name in ("each", "bias_correction")}
    return Settings(**chosen)


@pytest.mark.parametrize("seed", range(100))
def test_any_settings_give_a_picture(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert drawable(scene(random_settings(seed)))


EXTREMES = {
    "view": ("data", "weights"),
    "dataset": tuple(DATASETS),
    "noise": (0, 10),
    "size": (4, 5, 60),
    "layers": (0, 1, 4),
    "width": (1, 32),
    "activation": ("tanh", "relu", "sigmoid", "identity"),
    "batch_size": (1, 1000),
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
@budget(max_examples=60)
def test_extreme_settings_give_a_picture(chosen):
    shown = scene(Settings(**chosen))
    assert drawable(shown)
    assert not {"nan", "inf"} & set(said(shown).replace(",", " ").replace(".", " ").split())
