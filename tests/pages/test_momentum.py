"""The momentum page's pictures and what they are measured on, against the core."""

import gzip
import math
from itertools import pairwise

import numpy as np
import pytest
from asgi import asked

from lesson import declared, read
from lesson.pack import encode, pack
from optim import SGD, Momentum, descend, theory
from pages.momentum import PAGE
from pages.momentum.measure import measure
from pages.momentum.measure_map import ALPHAS, ETAS, SLOWEST, factor, needed, rates
from pages.momentum.measure_slope import Straight
from pages.momentum.settings import Settings
from surfaces import canyon

ACTS = {act.name: act for act in PAGE.acts}
ON_PATH = ("across", "canyon", "overshoot")
FINE = 1 / 128  # the grid to which places of arrows are rounded


def opening(name, **other):
    return Settings(**{**ACTS[name].settings, **other})


def scene(name, **other):
    return PAGE.scene(opening(name, **other), name)


def tracks(shown):
    return {track.trace: track.values for track in shown.tracks}


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def ends(outlines):
    """Where arrows (n, 7) begin and end."""
    line = np.stack([outlines["x"], outlines["y"]], axis=-1)
    return (line[:, 0] + line[:, -1]) / 2, line[:, 3]


# The slope


def test_the_slope_is_one_for_the_core():
    points = np.linspace(-1, 2, 7)[:, None]
    surface = Straight(0.7)
    h = 1e-5
    slopes = (surface.value(points + h) - surface.value(points - h)) / (2 * h)
    assert surface.gradient(points)[:, 0] == pytest.approx(slopes)


@pytest.mark.parametrize("alpha", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("slope", [0.1, 1.0, 1.5])
def test_the_step_on_a_slope_is_a_geometric_series(alpha, slope):
    measured = measure(opening("grow", alpha=alpha, slope=slope, eta=0.3))
    series = np.cumsum(alpha ** np.arange(31.0))
    assert measured.ratio == pytest.approx(series)
    assert measured.step == pytest.approx(slope * series)
    assert measured.kept + slope == pytest.approx(measured.step)
    assert np.diff(measured.w) == pytest.approx(measured.step[:-1])
    assert measured.limit == pytest.approx(1 / (1 - alpha))


def test_on_the_slope_the_two_arrows_are_as_long_as_their_sum():
    for alpha, slope in ((0.9, 1.0), (0.99, 1.5), (0.3, 0.4)):
        shown = tracks(scene("grow", alpha=alpha, slope=slope))
        (kept, knee), (push, tip), (start, end) = (ends(shown[uid]) for uid in ("kept", "push", "step"))
        assert push == pytest.approx(knee, abs=2 * FINE)
        assert (tip - kept) == pytest.approx(end - start, abs=3 * FINE)
        lengths = [(one - other)[:, 0] for one, other in ((knee, kept), (tip, push), (end, start))]
        assert lengths[1] == pytest.approx(
            np.full(31, lengths[1][0]), abs=3 * FINE
        )  # the slope adds the same each time
        assert lengths[0][1:] == pytest.approx(alpha * lengths[2][:-1], abs=3 * FINE)
        assert (lengths[2] > 0).all()
        assert lengths[2].max() < 14  # stays on the picture


def test_a_bar_stands_for_each_step_that_was_made_and_a_full_one_for_the_next():
    shown = scene("grow")
    for step in (0, 1, 7, 30):
        data = {trace["uid"]: trace for trace in shown.at(step)["data"]}
        heights = [np.max(data[f"bar-{i}"]["y"]) for i in range(1, 31)]
        made = np.cumsum(0.9 ** np.arange(30.0)) / 10
        assert heights[:step] == pytest.approx(list(made[:step]))
        assert heights[step:] == [0] * (30 - step)
        assert np.max(data["bar"]["y"]) == pytest.approx(sum(0.9**k for k in range(step + 1)) / 10)
        assert data["bar"]["x"][0] == pytest.approx(step + 0.6)
    assert [text for (text,) in tracks(shown)["bar-number"]["text"]][:2] == ["1.0", "1.9"]
    assert tracks(shown)["bound-name"]["text"] == [["1/(1−α) = 10"]]


def test_more_steps_than_there_is_room_for_are_not_drawn():
    shown = scene("grow", steps=400)
    assert shown.steps == 40
    assert PAGE.controls(opening("grow"))["steps"].values[-1] == 40


# The path


@pytest.mark.parametrize("name", ON_PATH)
def test_on_the_map_the_two_arrows_add_up_to_the_step(name):
    settings = opening(name)
    shown = scene(name)
    surface = canyon(settings.kappa)
    start = (settings.x0, settings.y0)
    run = descend(Momentum(settings.eta, settings.alpha), surface, start, settings.steps + 1)
    scale = measure(settings).arrow_scale
    pull, push, step = (ends(tracks(shown)[uid]) for uid in ("pull", "push", "step"))
    here, made = run.w[:-1], np.diff(run.w, axis=0)
    assert step[0] == pytest.approx(here, abs=2 * FINE)
    assert step[1] - step[0] == pytest.approx(scale * made, abs=3 * FINE)
    assert pull[1] - pull[0] == pytest.approx(scale * settings.alpha * run.states.v[:-1], abs=3 * FINE)
    assert push[1] - push[0] == pytest.approx(-scale * settings.eta * run.gradient, abs=3 * FINE)
    assert push[0] == pytest.approx(pull[1], abs=2 * FINE)  # the second begins where the first one ends
    aside = push[1] - step[1]  # the chain stands beside the step where it would lie on it
    assert np.hypot(*aside.T).max() < 0.4
    length = np.maximum(np.hypot(*made.T), 1e-9)[:, None]
    assert (np.abs((aside * made / length).sum(-1))[length[:, 0] * scale > 0.3] < 0.1).all()


@pytest.mark.parametrize("name", ON_PATH)
def test_paths_and_velocities_are_those_of_the_two_rules(name):
    settings = opening(name)
    shown = tracks(scene(name))
    for label, rule in (("Momentum", Momentum(settings.eta, settings.alpha)), ("α = 0", SGD(settings.eta))):
        run = descend(rule, canyon(settings.kappa), (settings.x0, settings.y0), settings.steps + 1)
        path = np.transpose([shown[f"path-{label}"][key] for key in "xy"])
        assert path == pytest.approx(run.w[:-1], abs=2e-3)
        made = np.diff(run.w, axis=0)
        for i in (0, 1):
            assert shown[f"v{i + 1}-{label}"]["y"] == pytest.approx(made[:, i], abs=1e-12)


def test_names_stand_beside_their_arrows_and_short_ones_have_none():
    for name in ON_PATH:
        shown = tracks(scene(name))
        for uid in ("pull", "push", "step"):
            start, end = ends(shown[uid])
            place = np.stack([shown[f"{uid}-name"][key][:, 0] for key in "xy"], axis=-1)
            text = np.array(shown[f"{uid}-name"]["text"])[:, 0]
            length = np.hypot(*(end - start).T)
            assert (text[length > 0.75] != " ").all()
            assert (text[length < 0.65] == " ").all()
            free = (np.abs(place) < [4.3, 2.8]).all(-1)  # at the edge of the map a name keeps within it
            distance = np.hypot(*(place - (start + end) / 2).T)
            assert ((distance > 0.25) & (distance < 0.8))[(text != " ") & free].all()


def test_no_name_of_an_arrow_lies_on_the_start():
    for name in ON_PATH:
        settings, shown = opening(name), tracks(scene(name))
        for uid in ("pull", "push", "step"):
            at = shown[f"{uid}-name"]
            away = np.stack([at["x"][:, 0] - settings.x0, at["y"][:, 0] - settings.y0], axis=-1)
            said = np.array(at["text"])[:, 0] != " "
            assert (np.abs(away) > [0.5, 0.3]).any(-1)[said].all()


def test_the_numbers_beside_the_graphs_grow_with_the_run():
    settings = opening("canyon")
    shown = tracks(scene("canyon"))
    run = descend(Momentum(settings.eta, settings.alpha), canyon(settings.kappa), (settings.x0, settings.y0), 40)
    sizes = np.abs(np.diff(run.w, axis=0))
    for step in (1, 5, 40):
        longest, walked = (shown[f"number-{i}-Momentum"]["text"][step][0] for i in (1, 2))
        assert float(longest) == pytest.approx(sizes[:step, 0].max(), rel=0.05)
        assert float(walked) == pytest.approx(sizes[:step, 1].sum(), rel=0.05)
    assert tracks(scene("across", eta=0.9))["number-2-α = 0"]["text"][-1] == [">1000"]


def test_what_leaves_the_map_is_said_on_it_from_that_step_on():
    shown = scene("across", eta=0.6)
    left = measure(opening("across", eta=0.6)).walked["α = 0"].left
    for step, seen in ((left - 1, False), (left, True), (30, True)):
        data = {trace["uid"]: trace for trace in shown.at(step)["data"]}
        assert (data["left-α = 0"]["text"] != [" "]) == seen
        assert (np.ptp(data["paper-α = 0"]["y"]) > 0) == seen
        assert data["left-Momentum"]["text"] == [" "]


@pytest.mark.parametrize("name", ON_PATH)
def test_a_drag_keeps_the_picture_and_moves_its_points_only(name):
    many = list(PAGE.scenes([opening(name, alpha=alpha / 100) for alpha in range(0, 100, 5)], name))
    layouts = [str(shown.drawing["layout"]) for shown in many]
    assert sum(one != other for one, other in pairwise(layouts)) <= 7  # where an axis goes farther
    first, other = scene(name), scene(name, alpha=ACTS[name].settings["alpha"] - 0.01)
    kept = [{key: part for key, part in trace.items() if key not in ("x", "y", "z")} for trace in encode(first)["data"]]
    moved = [
        {key: part for key, part in trace.items() if key not in ("x", "y", "z")} for trace in encode(other)["data"]
    ]
    assert kept == moved


# The map


@pytest.mark.parametrize("kappa", [1.0, 20.0, 330.0])
def test_the_factors_are_those_of_runs(kappa):
    low, high = canyon(kappa).curvatures
    for eta, alpha in (
        (0.05, 0.0),
        (0.3, 0.0),
        (0.1, 0.5),
        (0.4, 0.3),
        (0.02, 0.9),
        (0.5, 0.8),
        (0.6, 0.0),
        (1.5, 0.4),
    ):
        run = descend(Momentum(eta, alpha), canyon(kappa), (1.0, 1.0), 400)
        predicted = float(factor(eta, alpha, low, high))
        if run.diverged_at is not None:
            assert predicted > 1
            continue
        distance = np.abs(run.w).max(-1)
        late = (distance[361:].max() / max(distance[261:301].max(), 1e-300)) ** 0.01
        assert predicted < 1
        assert late == pytest.approx(predicted, abs=0.01) or distance[261:301].max() < 1e-30


def test_the_colours_are_in_the_order_of_the_factors_and_what_diverges_is_one_area():
    low, high = canyon(20).curvatures
    known = rates(low, high)
    exact = factor(ETAS, ALPHAS[:, None], low, high)
    order = np.argsort(exact, axis=None)
    assert (np.diff(known.shades.ravel()[order].astype(int)) >= 0).all()
    ninth = known.shades[np.abs(exact - 0.9) < 1e-3]
    assert np.abs(ninth - 255 / SLOWEST).max() <= 1
    beyond = ETAS[None] >= known.stable[:, None]
    assert (beyond == (exact >= 1)).all()
    area = traces(scene("pair"))["unstable"]
    assert np.array_equal(area["x"][:100], known.stable)
    assert area["x"][0] == 0.5  # 2/λ, where plain descent begins to diverge


@pytest.mark.parametrize("kappa", [1.0, 3.0, 20.0, 1000.0])
def test_the_star_is_at_the_best_pair_so_far(kappa):
    low, high = canyon(kappa).curvatures
    known = rates(low, high)
    etas = np.geomspace(0.2, 1, 4000)
    for row in (0, 5, 30, 70, 99):
        best = min(float(factor(etas, alpha, low, high).min()) for alpha in ALPHAS[: row + 1])
        assert known.so_far[row] <= best + 1e-9
        if row < 99:
            assert float(factor(*known.best[row], low, high)) == pytest.approx(known.so_far[row])
        assert known.best[row, 1] <= ALPHAS[row] + 1e-12
    assert (np.diff(known.so_far) <= 1e-12).all()
    assert tuple(known.best[-1]) == theory.best_momentum(low, high)[:2]
    assert known.best[0] == pytest.approx([theory.best_descent(low, high)[0], 0])


def test_inside_the_wedge_both_directions_oscillate():
    low, high = canyon(20).curvatures
    left, right, alpha = rates(low, high).wedge
    for row in range(45, 100, 6):
        for eta in (1.001 * left[row], 0.999 * right[row]):
            assert float(factor(eta, alpha[row], low, high)) == pytest.approx(math.sqrt(alpha[row]))
        for eta in (0.98 * left[row], 1.02 * right[row]):
            assert float(factor(eta, alpha[row], low, high)) > math.sqrt(alpha[row]) + 1e-4
    assert np.ptp(left[:41]) == np.ptp(right[:41]) == 0  # below the tip there is no such η


def test_the_map_is_uncovered_row_by_row_from_plain_descent():
    shown = scene("pair")
    assert shown.steps == 99
    for step in (0, 40, 99):
        data = {trace["uid"]: trace for trace in shown.at(step)["data"]}
        assert min(data["cover"]["y"]) == pytest.approx(ALPHAS[step] + 0.005)
        assert data["best"]["text"] == (["best"] if step == 99 else ["best so far"])
    assert list(traces(shown)["edge"]["y"]) == [0, 0]


def test_the_bars_count_the_steps_to_a_hundredth():
    assert [needed(rate) for rate in (0.0, 1e-3, 0.1, 0.5, 0.905, 1.0, 1.3)] == [1, 1, 2, 7, 47, math.inf, math.inf]
    shown = tracks(scene("pair", eta=0.6, alpha=0.0))
    assert shown["value-1"]["text"] == [["never"]]
    assert shown["name-1"]["text"] == [["yours: η = 0.6, α = 0"]]


def test_the_map_of_a_canyon_is_made_and_sent_once():
    first, second = scene("pair", alpha=0.2), scene("pair", eta=0.3)
    for uid in ("rates", "scale"):
        assert traces(first)[uid]["z"] is traces(second)[uid]["z"]
    assert tracks(first)["cover"]["y"] is tracks(second)["cover"]["y"]


# The page


def test_the_page_names_its_settings():
    assert set(declared(Settings)) == {"view", "kappa", "eta", "alpha", "slope", "x0", "y0", "steps"}
    shown = {view: set(PAGE.controls(Settings(view=view))) for view in ("slope", "path", "map")}
    assert shown["slope"] == {"alpha", "slope", "steps"}
    assert shown["path"] == {"kappa", "eta", "alpha", "x0", "y0", "steps"}
    assert shown["map"] == {"kappa", "eta", "alpha"}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {"view": "slope", "steps": 30}),
        ({"view": "map", "kappa": "100", "eta": "0.5"}, {"view": "map", "kappa": 100.0, "eta": 0.5, "steps": 30}),
        ({"act": "pair", "alpha": "0.5"}, {"view": "map", "alpha": 0.5}),
        ({"view": "path", "alpha": "1", "x0": "-6", "eta": "3", "kappa": "0", "y0": "4"}, {"y0": 4.0, "steps": 30}),
    ],
)
def test_a_link_opens_its_settings(query, wanted):
    assert read(PAGE, {name: [text] for name, text in query.items()}).settings == Settings(**wanted)


def test_the_equations_are_the_rule_with_its_numbers():
    (lines,) = PAGE.equations(Settings(eta=0.07, alpha=0.3)).values()
    assert [line.split(" &")[0] for line in lines] == [r"v := \alpha\,v - \eta\,g", "w := w + v"]
    assert "0.3" in lines[0]
    assert "0.07" in lines[0]


def test_a_click_sets_the_start_or_the_pair():
    path, pairs = scene("canyon").pick, scene("pair").pick
    assert (path.fields, path.domain) == (("x0", "y0"), ((-5, 5), (-3, 3)))
    assert (pairs.fields, pairs.domain) == (("eta", "alpha"), ((0.01, 2.0), (0.0, 0.99)))
    assert scene("grow").pick is None


@pytest.mark.parametrize("name", ACTS)
def test_scenes_and_sweeps_are_small(name):
    assert len(gzip.compress(pack(encode(scene(name))))) < 15_000
    field = ACTS[name].sliders[0]
    assert len(asked("/scene/momentum", f"act={name}&sweep={field}").body) < 400_000


@pytest.mark.parametrize("name", ACTS)
def test_type_is_large_enough_for_the_last_row(name):
    drawing = scene(name).drawing
    sizes = [trace["textfont"]["size"] for trace in drawing["data"] if "textfont" in trace]
    assert min([*sizes, drawing["layout"]["font"]["size"]]) >= 16
