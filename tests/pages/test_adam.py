"""Adam's page: its pictures follow its runs, its links and controls are sound, and the rules it compares agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from lesson import declared, number, read
from lesson.pack import encode, pack
from optim import Adam, Momentum, descend
from optim.variants import CorrectedRMSProp, MomentumOverSize
from pages import PAGES
from pages.adam import PAGE
from pages.adam.measure_factors import FINE, TIMES
from pages.adam.settings import FEW, Settings
from surfaces import Scaled, canyon

BETAS = st.floats(0, 0.999)
FIELDS = ["view", "beta1", "beta2", "eta", "scale", "kappa", "theta", "epsilon", "x0", "y0", "steps"]
every_act = pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)


class Constant:
    """A gradient that is the same everywhere."""

    def __init__(self, g):
        self.g = np.array(g, dtype=float)

    def value(self, w):
        return w @ self.g

    def gradient(self, w, t=0):
        return np.broadcast_to(self.g, w.shape)


def view(act, **fields):
    return read(PAGE, {"act": [act], **{name: [str(value)] for name, value in fields.items()}})


def scene(act, **fields):
    return PAGE.scene(view(act, **fields).settings, act)


def track(shown, name):
    (found,) = [track for track in shown.tracks if track.trace == name]
    return found


def first(g, **hyper):
    return descend(Adam(**hyper), Constant(g), np.zeros(len(g)), 1).w[1]


# The rules


@pytest.mark.parametrize("size", [1e-3, 1e-1, 1.0, 30.0, 1e3])
def test_the_first_step_is_eta_whatever_the_gradients_size(size):
    g = np.array([-size, size / 3])
    step = first(g, eta=0.02, epsilon=1e-7)
    np.testing.assert_allclose(step, -0.02 * np.sign(g) * np.abs(g) / (np.abs(g) + 1e-7), rtol=1e-12)


@given(BETAS, BETAS)
def test_the_ratio_of_the_first_steps_for_any_beta(beta1, beta2):
    corrected, uncorrected = (
        first([2.0], beta1=beta1, beta2=beta2, epsilon=1e-15, bias_correction=on) for on in (True, False)
    )
    np.testing.assert_allclose(uncorrected / corrected, (1 - beta1) / math.sqrt(1 - beta2), rtol=1e-9)


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
def test_at_the_end_of_a_decay_adam_is_the_rule_it_is_compared_to(beta, scale):
    objective, start = Scaled(canyon(20.0), scale), (-4.2, 1.4)
    for adam, other in (
        (Adam(0.1, 0.0, beta), CorrectedRMSProp(0.1, beta, 1e-7)),
        (Adam(0.1, beta, 0.0), MomentumOverSize(0.1, beta, 1e-7)),
    ):
        np.testing.assert_array_equal(descend(adam, objective, start, 100).w, descend(other, objective, start, 100).w)


def test_momentum_over_size_is_momentums_velocity_beside_the_slope():
    run = descend(MomentumOverSize(0.1, 0.8, 1e-12), canyon(20.0), (-4.2, 1.4), 30)
    v, state = np.zeros(2), Momentum(0.1, 0.8).init(np.zeros(2))
    for t in range(30):
        v, state = Momentum(0.1, 0.8).update(run.gradient[t], state)
        step = 0.2 / (1 - 0.8 ** (t + 1)) * v / np.abs(run.gradient[t])
        np.testing.assert_allclose(run.w[t + 1] - run.w[t], step, rtol=1e-6, atol=1e-12)


# The pictures


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_the_arrow_of_the_first_step_ends_where_adam_is(scale):
    shown, chosen = scene("first_step", scale=scale, steps=3), view("first_step", scale=scale).settings
    run = descend(chosen.rule(), Scaled(canyon(20.0), scale), chosen.start, 3)
    arrow = track(shown, "arrow")
    for step in (1, 2, 3):
        at = arrow.at(step)
        np.testing.assert_allclose([at["x"][3], at["y"][3]], run.w[step], rtol=1e-9)  # its point
        np.testing.assert_allclose([(at["x"][0] + at["x"][6]) / 2, (at["y"][0] + at["y"][6]) / 2], run.w[step - 1])
    assert np.ptp(arrow.at(0)["x"]) == 0
    assert track(shown, "name").at(0)["text"] == [" "]  # nothing is given away
    assert track(shown, "numbers-step").at(0)["text"] == [" ", " "]
    g = scale * np.array([0.2, 4.0]) * chosen.start
    assert track(shown, "numbers-g").at(0)["text"] == [number(value) for value in g]
    step = np.diff(run.w, axis=0)[0] / chosen.eta
    written = [f"{'+' if value > 0 else ''}{number(value)} η" for value in step]
    assert track(shown, "numbers-step").at(1)["text"] == written


def test_eta_times_g_ends_where_sgd_would_be_and_is_cut_off_at_the_edge():
    def point_and_name(**fields):
        data = {trace["uid"]: trace for trace in scene("first_step", **fields).drawing["data"]}
        return [data["plain"][axis][3] for axis in "xy"], data["plain-name"]["text"][0]

    point, name = point_and_name()
    np.testing.assert_allclose(point, [-3.4 + 0.68, 1.2 - 4.8])
    assert "off" not in name
    (x, y), name = point_and_name(scale=1000)
    assert abs(x) < 5
    assert abs(y) < 4
    assert (x + 3.4) / (y - 1.2) == pytest.approx(0.68 / -4.8)
    assert "off the map" in name


def test_arrows_and_bars_are_the_steps_with_and_without_the_correction():
    shown, chosen = scene("correction", beta1=0.8, beta2=0.995), view("correction", beta1=0.8, beta2=0.995).settings
    for name in ("corrected", "uncorrected"):
        rule = chosen.rule(bias_correction=name == "corrected")
        steps = np.diff(descend(rule, canyon(20.0), chosen.start, 5).w, axis=0) / chosen.eta
        for k, step in enumerate(steps, start=1):
            at = track(shown, f"arrow-{name}").at(k)
            np.testing.assert_allclose([at["x"][3], at["y"][3]], step, rtol=1e-6)
            bars = track(shown, f"bars-{name}").at(k)["y"][1:-1:4]
            np.testing.assert_allclose(bars, [*np.abs(steps[:k]).max(1), *[0] * (5 - k)], rtol=1e-6)
            texts = track(shown, f"sizes-{name}").at(k)["text"]
            assert [i for i, text in enumerate(texts) if text != " "] == sorted({0, k - 1})
            assert texts[k - 1] == number(np.abs(step).max(), 2)
        assert track(shown, f"name-{name}").at(0)["text"] == [" "]


@pytest.mark.parametrize("beta2", [0, 0.9, 0.999, 0.9999])
@pytest.mark.parametrize("start", [(-3, 3), (3, -3), (0, 2), (-0.05, -0.05)])
def test_every_arrow_has_room(beta2, start):
    for eta in (0.001, 0.1, 1):
        shown = scene("correction", beta2=beta2, eta=eta, x0=start[0], y0=start[1], steps=10)
        axes = shown.drawing["layout"]
        for name in ("corrected", "uncorrected"):
            for axis in "xy":
                low, high = axes[f"{axis}axis"]["range"]
                ends = track(shown, f"arrow-{name}").values[axis][:, 3]
                assert low <= ends.min() <= ends.max() <= high
            tops = track(shown, f"bars-{name}").values["y"]
            assert tops.max() < axes["yaxis2"]["range"][1]


def test_the_factors_are_the_equations_and_their_words_come_when_they_have_faded():
    shown = scene("fading", beta1=0.8, beta2=0.99)
    t = 2.0 ** np.arange(17)
    for name, wanted in (("s", 1 / (1 - 0.8**t)), ("√r", (1 - 0.99**t) ** -0.5)):
        curve = track(shown, f"curve-{name}")
        np.testing.assert_allclose(curve.values["y"][::FINE], wanted)
        np.testing.assert_array_equal(curve.values["x"], TIMES)
        said = [track(shown, f"faded-{name}").at(k)["text"] != [" "] for k in range(17)]
        assert said == (wanted <= 1.01).tolist()
    step = [track(shown, "live-step").at(k)["text"][0] for k in range(17)]
    for text, ratio in zip(step, (1 - 0.8**t) / np.sqrt(1 - 0.99**t), strict=True):
        assert text.endswith("right to 1 %" if abs(ratio - 1) <= 0.01 else f"× {number(ratio)}")


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.9, 0.99), (0.99, 0.9), (0.5, 0.9999)])
def test_where_a_factor_has_faded_is_written_above_both_curves(beta1, beta2):
    shown = scene("fading", beta1=beta1, beta2=beta2)
    data = {trace["uid"]: trace for trace in shown.drawing["data"]}
    for name in ("s", "√r"):
        words = data[f"faded-{name}"]
        highest = max(np.interp(words["x"][0], TIMES, data[f"curve-{other}"]["y"]) for other in ("s", "√r"))
        assert words["y"][0] > 1.3 * highest


@pytest.mark.parametrize("eta", [0.001, 0.01, 0.1])
@pytest.mark.parametrize("start", [(-3.4, 1.2), (3.4, -1.2)])
def test_names_of_arrows_that_end_close_stand_above_one_another(eta, start):
    data = {trace["uid"]: trace for trace in scene("first_step", eta=eta, x0=start[0], y0=start[1]).drawing["data"]}
    assert data["name"]["textposition"].startswith("middle")
    assert data["plain-name"]["textposition"].startswith("bottom" if start[1] > 0 else "top")


def test_the_parts_are_drawn_and_their_distances_written():
    shown, chosen = scene("parts", beta1=0.5), view("parts", beta1=0.5).settings
    adam = descend(chosen.rule(), canyon(20.0), chosen.start, 60).w
    others = {"RMSProp": CorrectedRMSProp(0.1, 0.999, 1e-7), "Momentum": MomentumOverSize(0.1, 0.5, 1e-7)}
    np.testing.assert_array_equal(track(shown, "path-Adam").values["x"], adam[:, 0])
    for name, rule in others.items():
        w = descend(rule, canyon(20.0), chosen.start, 60).w
        np.testing.assert_array_equal(track(shown, f"path-{name}").values["y"], w[:, 1])
        for step in (0, 1, 30, 60):
            apart = math.hypot(*(adam[step] - w[step]))
            said = "Adam is on it" if apart < 1e-9 else f"Adam is {number(apart, 2)} away"
            assert track(shown, f"apart-{name}").at(step)["text"] == [said]


def test_both_canyons_are_the_same_but_for_the_turn():
    shown, chosen = scene("turned"), PAGE.opening(PAGE.act("turned"))
    straight, turned = (
        np.stack([track(shown, f"path-Momentum-{key}").values[axis] for axis in "xy"], axis=-1) for key in "01"
    )
    half = math.sqrt(0.5)
    np.testing.assert_allclose(turned, straight @ np.array([[half, half], [-half, half]]), atol=1e-9)
    rule = chosen.rule()
    run = descend(rule, canyon(200.0, 45.0), turned[0], 250)
    np.testing.assert_allclose(track(shown, "path-Adam-1").values["x"], run.w[:, 0])
    assert track(shown, "said-Adam-0").at(96)["text"] == ["Adam: under way"]
    assert track(shown, "said-Adam-0").at(97)["text"] == ["Adam: there at 97"]
    assert track(shown, "said-Adam-1").at(249)["text"] == ["Adam: under way"]
    assert track(shown, "said-Adam-1").at(250)["text"] == ["Adam: not there by 250"]


def test_a_run_that_leaves_is_said_to_be_off_the_map():
    shown = scene("turned", scale=1000)
    w = track(shown, "path-Momentum-0").values
    outside = (np.abs(w["x"]) > 5) | (np.abs(w["y"]) > 4)
    off = int(outside.argmax())
    assert outside[off:].all()
    assert track(shown, "said-Momentum-0").at(250)["text"] == [f"Momentum: off the map at {off}"]


@every_act
def test_no_text_is_small(act):
    drawing = PAGE.scene(PAGE.opening(act), act.name).drawing
    sizes = [trace["textfont"]["size"] for trace in drawing["data"] if "textfont" in trace]
    layout = drawing["layout"]
    axes = [part for key, part in layout.items() if "axis" in key and part.get("visible", True)]
    sizes += [layout["font"]["size"], *(axis["tickfont"]["size"] for axis in axes)]
    assert min(sizes) >= 18


@every_act
def test_a_scene_is_light(act):
    assert len(pack(encode(PAGE.scene(PAGE.opening(act), act.name)))) < 80_000


# The page


def test_the_page_names_its_settings():
    assert list(declared(Settings)) == FIELDS
    for name, value in (("eta", 0.0), ("beta1", 1.0), ("epsilon", 0.0), ("scale", 0), ("kappa", 0.5), ("view", "map")):
        with pytest.raises(ValueError, match=name):
            Settings(**{name: value})


@every_act
def test_what_can_be_set_changes_the_picture(act):
    opening = PAGE.opening(act)
    before = pack(encode(PAGE.scene(opening, act.name)))
    for name, meta in PAGE.controls(opening).items():
        ends = [value for value in (meta.values or meta.bounds) if value != getattr(opening, name)]
        others = [PAGE.scene(PAGE.changed(opening, name, value), act.name) for value in (ends[0], ends[-1])]
        assert any(pack(encode(other)) != before for other in others), name


def test_a_picture_of_the_first_steps_shows_few():
    for act in ("first_step", "correction"):
        assert scene(act, steps=500).steps == FEW
        assert PAGE.controls(PAGE.opening(PAGE.act(act)))["steps"].values == tuple(range(1, FEW + 1))


@every_act
def test_links_keep_the_factor_of_the_gradient(act):
    kept = view(act.name, scale=1000)
    assert kept.settings.scale == 1000
    assert kept.query["scale"] == ["1000"]
    assert read(PAGE, kept.query) == kept
    assert kept.carried(PAGES["rmsprop"]).settings.scale == 1000


@pytest.mark.parametrize("name", ["correction", "parts"])
def test_the_pictures_of_version_1_open_by_their_links(name):
    opened = read(PAGE, {"view": [name], "beta2": ["0.99"]})
    assert opened.settings.view == name
    assert opened.settings.beta2 == 0.99
    assert PAGE.scene(opened.settings, opened.act.name).answer.because


@every_act
def test_many_together_are_what_each_is_alone(act):
    for name in act.sliders:
        meta = PAGE.controls(PAGE.opening(act))[name]
        many = [PAGE.changed(PAGE.opening(act), name, value) for value in meta.values[:: max(1, len(meta.values) // 5)]]
        together = [pack(encode(shown)) for shown in PAGE.scenes(many, act.name)]
        assert together == [pack(encode(PAGE.scene(one, act.name))) for one in many]


def test_the_equations_are_the_lectures_with_the_numbers_beside_them():
    (lines,) = PAGE.equations(Settings(beta1=0.5, beta2=0.9)).values()
    assert lines[0] == "t := t + 1"
    assert len(lines) == 4
    assert r"\beta_1" in lines[1]
    assert "0.5" in lines[1]
    assert r"\sqrt{r/(1-\beta_2^t)} + \varepsilon" in lines[3]


def numbers(name):
    meta = declared(Settings)[name]
    if meta.kind is str:
        return st.sampled_from(meta.options)
    if name == "steps":
        return st.integers(1, 60)
    low, high = meta.bounds
    return st.sampled_from([float(low), float(high), meta.default]) | st.floats(low, high)


@budget(max_examples=25)
@given(st.fixed_dictionaries({name: numbers(name) for name in FIELDS}))
def test_any_settings_give_a_finite_scene(chosen):
    for act in PAGE.acts:
        assert pack(encode(PAGE.scene(Settings(**chosen), act.name)))


def test_a_hand_reaches_the_map_through_what_is_written_on_it():
    layout = scene("turned").drawing["layout"]
    assert not layout["xaxis"]["fixedrange"]
    assert all(layout[f"{axis}axis{pair}"]["fixedrange"] for axis in "xy" for pair in (2, 3, 4))
