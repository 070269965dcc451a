"""The canyon race: that its picture is the run."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from canyon_runs import gap, left_at, ran

from figures.theme import STYLES
from optim import LECTURE, RULES
from pages.canyon import PAGE
from pages.canyon.measure import Measured, measure
from pages.canyon.settings import Settings
from surfaces import SURFACES

BARS = {"first": {}, "flat": {}, "turned": {"theta": 30.0}, "own": {"each": True}, "depth": {}, "shake": {"noise": 0.5}}
every_surface = pytest.mark.parametrize("surface", SURFACES)


@cache
def drawn(settings: Settings):
    return PAGE.draw(ran(settings))


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def at_steps(scene, steps):
    return [{trace["uid"]: trace for trace in scene.at(step)["data"]} for step in steps]


@every_surface
@pytest.mark.parametrize("view", ["map", "first"])
def test_each_step_is_the_run_up_to_it(surface, view):
    settings = Settings(surface=surface, view=view, steps=60)
    steps = (0, 30, 60)
    for step, at in zip(steps, at_steps(drawn(settings), steps), strict=True):
        for name, done in ran(settings).runs.items():
            gone = left_at(done, settings.objective())
            points = done.w[: done.last + 1 if gone is None else gone + 1][: step + 1]
            path, point = at[f"path-{name}"], at[f"point-{name}"]
            np.testing.assert_array_equal(np.transpose([path["x"], path["y"]]), points)
            np.testing.assert_array_equal(np.transpose([point["x"], point["y"]]), points[-1:])


def test_curves_are_the_share_of_the_distance_that_is_left():
    settings = Settings(view="map", eta=0.3, steps=100)
    for name, done in ran(settings).runs.items():
        curve = traces(drawn(settings))[f"curve-{name}"]
        left = [100 * gap(w, [(0, 0)]) / gap(done.w[0], [(0, 0)]) for w in done.w]
        np.testing.assert_allclose(10 ** curve["y"], np.clip(left, 10**-1.5, 1e6), rtol=1e-9)
        np.testing.assert_array_equal(curve["x"], np.arange(101))


@pytest.mark.parametrize("change", [{}, {"eta": 0.6}, {"eta": 0.6, "rules": tuple(RULES)}], ids=str)
def test_names_ride_on_their_curves_and_keep_apart(change):
    settings = Settings(view="map", steps=100, **change)
    low, high = drawn(settings).drawing["layout"]["yaxis2"]["range"]
    for at in at_steps(drawn(settings), range(101)):
        x, y = (np.array([at[f"curve-name-{name}"][axis][0] for name in settings.rules]) for axis in "xy")
        tips = np.array([at[f"curve-{name}"]["x"][-1] for name in settings.rules])
        np.testing.assert_allclose(x, tips + 2)
        assert ((low < y) & (y < high)).all()
        gaps = np.abs(y[:, None] - y) + 10 * np.eye(len(y)) + 10 * (np.abs(x[:, None] - x) >= 35)
        assert gaps.min() > 0.9 * 0.07 * (high - low)


def ends(at, name, line, whole):
    """Where the bars of a line of a rule end, lowest first, of the longest that one can be."""
    keys = [key for key in at if key.startswith(f"bar-high-{name}-{line}-")]
    return [pytest.approx(whole * float(at[key]["x"][-1])) for key in sorted(keys)]


@pytest.mark.parametrize("view", ["first", "flat", "turned", "own"])
def test_bars_count_steps_until_they_end(view):
    settings = Settings(view=view, kappa=40.0, theta=20.0, each=True, steps=150)
    found = ran(settings)
    for step, at in zip((0, 70, 150), at_steps(drawn(settings), (0, 70, 150)), strict=True):
        for name, outcome in found.outcomes.items():
            stays = 150 if outcome.stays is None else outcome.stays
            if view == "first":
                first = 150 if outcome.first is None else outcome.first
                assert ends(at, name, 0, 150) == [min(step, stays), min(step, first)]
                continue
            before = found.before[name].stays
            assert ends(at, name, 0, 150) == [min(step, 150 if before is None else before)]
            assert ends(at, name, 1, 150) == [min(step, stays)]
            label = at[f"bar-label-{name}-1-0"]["text"][0].strip()
            there = step >= stays
            assert (at[f"bar-label-{name}-1-0"]["x"][0] >= 0) == there
            assert not there or label == (str(stays) if outcome.stays is not None else "not in 150")


def test_bars_of_heights_and_distances_are_those_of_the_step():
    for view, value in (("depth", lambda run, t: run.value[t]), ("shake", lambda run, t: gap(run.w[t], [(0, 0)]))):
        settings = Settings(view=view, noise=0.3, steps=100)
        longest = {"depth": 1.4, "shake": 0.5}[view]
        for step, at in zip((0, 40, 100), at_steps(drawn(settings), (0, 40, 100)), strict=True):
            for name, run in ran(settings).runs.items():
                share = value(run, step) / value(run, 0)
                assert ends(at, name, 0, longest)[0] == min(share, longest)


def test_one_that_leaves_the_map_ends_at_its_edge_with_an_arrow_and_since_when():
    settings = Settings(eta=0.6, steps=60)
    gone = left_at(ran(settings).runs["SGD"], settings.objective())
    before, after = at_steps(drawn(settings), (gone - 1, gone))
    (x0, x1), (y0, y1) = settings.objective().domain
    for at, shown in ((before, False), (after, True)):
        tip = at["leaving-SGD"]["x"][1], at["leaving-SGD"]["y"][1]
        assert (x0 <= tip[0] <= x1) == shown
        assert (x0 <= at["left-SGD"]["x"][0] <= x1) == shown
    assert min(abs(tip[0] - x0), abs(tip[0] - x1), abs(tip[1] - y0), abs(tip[1] - y1)) < 1e-9
    assert after["left-SGD"]["text"] == [f"SGD leaves at step {gone}"]
    assert len(traces(drawn(settings))["path-SGD"]["x"]) == gone + 1
    assert after["left-Adam"]["text"] == [" "]


@every_surface
def test_names_on_the_map_are_on_it_and_apart(surface):
    for eta in (None, 0.01, 0.1):
        settings = Settings(surface=surface, eta=eta)
        (x0, x1), (y0, y1) = settings.objective().domain
        at = at_steps(drawn(settings), [100])[0]
        there = [name for name in LECTURE if at[f"name-{name}"]["text"] != [" "]]
        assert there == [name for name, outcome in ran(settings).outcomes.items() if outcome.verdict != "left"]
        spots = [(at[f"name-{name}"]["x"][0], at[f"name-{name}"]["y"][0]) for name in there]
        assert all(x0 < x < x1 and y0 < y < y1 for x, y in spots)
        line = (y1 - y0) / 340  # of one px
        for i, (x, y) in enumerate(spots):
            for other, above in spots[:i]:
                assert abs(y - above) > 12 * line or abs(x - other) > 40 * line


def pixel_by_pixel(trace, px):
    """Points of a line, so far apart."""
    line = np.asarray(trace["x"]) + 1j * np.asarray(trace["y"])
    way = np.concatenate([[0], np.abs(np.diff(line)).cumsum()])
    return np.interp(np.arange(0, way[-1], px), way, line)


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_no_path_of_an_act_runs_beneath_a_name_on_the_map(act):
    settings = PAGE.opening(act)
    (_, _), (y0, y1) = settings.objective().domain
    px = (y1 - y0) / 340
    shown = traces(drawn(settings))
    paths = np.concatenate([pixel_by_pixel(shown[f"path-{name}"], px) for name in settings.rules])
    for name in settings.rules:
        label = shown[f"name-{name}"]
        if label["text"] != [" "]:
            away = (paths - complex(label["x"][0], label["y"][0])) / px
            assert np.sum((np.abs(away.real) < 6 * len(name)) & (np.abs(away.imag) < 8)) <= 10


def test_readouts_are_the_numbers_of_the_run():
    settings = Settings(surface="booth")
    for (name, done), readout in zip(ran(settings).runs.items(), drawn(settings).readouts, strict=True):
        assert (readout.label, readout.colour) == (name, STYLES[name].colour)
        assert list(readout.values) == ["w₁", "w₂", "error"]
        np.testing.assert_array_equal(np.transpose([readout.values["w₁"], readout.values["w₂"]]), done.w)
        np.testing.assert_allclose(readout.values["error"], np.maximum(done.value, 1e-8), rtol=1e-12)


@pytest.mark.parametrize("view", ["map", "saddle", *BARS])
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("eta", 1e-3, 1.0), ("kappa", 1.0, 400.0), ("theta", -80.0, 45.0), ("alpha", 0.0, 0.99), ("x0", -2.0, 2.0)],
)
def test_a_drag_changes_places_and_texts_alone_so_that_the_stage_draws_in_place(view, name, low, high):
    settings = Settings(view=view, steps=60, surface="saddle" if view == "saddle" else "canyon", **BARS.get(view, {}))
    one, other = (drawn(replace(settings, **{name: value})) for value in (low, high))
    assert one.drawing["layout"] == other.drawing["layout"]
    tracked = {track.trace: set(track.values) for track in one.tracks}
    assert tracked == {track.trace: set(track.values) for track in other.tracks}
    for a, b in zip(one.drawing["data"], other.drawing["data"], strict=True):
        assert a["uid"] == b["uid"]
        for key in set(a) - {"x", "y", "z"} - tracked.get(a["uid"], set()):
            assert a[key] == b[key], (a["uid"], key)


@every_surface
def test_axes_show_the_domain(surface):
    layout = drawn(Settings(surface=surface)).drawing["layout"]
    assert [tuple(layout[f"{axis}axis"]["range"]) for axis in "xy"] == [*SURFACES[surface].domain]


def test_a_start_can_be_chosen_on_the_map():
    for surface, at in SURFACES.items():
        assert vars(drawn(Settings(surface=surface)).pick) == {"fields": ("x0", "y0"), "domain": at.domain}


def test_the_measured_is_what_was_asked_for():
    settings = Settings(surface="saddle", rules=("Adam", "SGD"))
    found = measure(settings)
    assert isinstance(found, Measured)
    assert (found.settings, found.surface) == (settings, SURFACES["saddle"])
    assert list(found.rules) == list(found.runs) == list(found.outcomes) == ["SGD", "Adam"]
