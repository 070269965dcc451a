"""The RMSProp page: what it claims of a run, computed again from the core, and ε inside against outside the root."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from optim import SGD, RMSProp, descend
from optim.settings import declared
from scenes import rmsprop
from scenes.rmsprop import RMSPropOutside, Scaled, Settings, apart, left_at, scene, shortened, steps_of
from surfaces import canyon
from ui.stage import encode, pack

APP = Path(__file__).parents[1] / "app.py"
START = (-4.2, 1.4)
DEFAULT = Settings()


def ran(steps=200, rule=None, factor=1, start=START):
    rule = rule or RMSProp(DEFAULT.eta, DEFAULT.rho, DEFAULT.epsilon)
    return descend(rule, Scaled(canyon(20.0), factor), start, steps)


def said(text):
    """The numbers in a sentence, as the page writes them."""
    return [float(n.replace("−", "-")) for n in re.findall(r"(?<![\w/])−?\d+\.?\d*(?:e−?\d+)?(?![\w/])", text)]


def two_digits(value):
    return float(f"{value:.2g}")


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("epsilon", [1e-7, 0.1])
def test_the_first_step(rho, epsilon):
    g = canyon(20.0).gradient(np.array(START))
    first = ran(1, RMSProp(0.2, rho, epsilon))
    assert first.w[1] - first.w[0] == pytest.approx(-0.2 * g / np.sqrt((1 - rho) * g**2 + epsilon))
    outside = ran(1, RMSPropOutside(0.2, rho, epsilon))
    assert outside.w[1] - outside.w[0] == pytest.approx(-0.2 * g / (np.sqrt(1 - rho) * np.abs(g) + epsilon))


@pytest.mark.parametrize("epsilon", [1e-7, 1e-2, 1.0])
def test_outside_the_root_is_pytorch(epsilon):
    torch = pytest.importorskip("torch")
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.RMSprop([w], lr=0.2, alpha=0.9, eps=epsilon)
    path = [w.detach().numpy().copy()]
    for _ in range(60):
        optimizer.zero_grad()
        (0.5 * (0.2 * w[0] ** 2 + 4 * w[1] ** 2)).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    ours = ran(60, RMSPropOutside(0.2, 0.9, epsilon)).w
    # What a run does after w has come very near 0 hangs on rounding, so only relative to the start.
    assert ours == pytest.approx(np.array(path), rel=1e-9, abs=1e-9)


def test_outside_by_hand():
    w, r = START[1], 0.0
    for _ in range(30):
        g = 4 * w
        r = 0.8 * r + 0.2 * g * g
        w -= 0.1 * g / (math.sqrt(r) + 0.03)
    assert ran(30, RMSPropOutside(0.1, 0.8, 0.03)).w[-1, 1] == pytest.approx(w, rel=1e-9)


@pytest.mark.parametrize("factor", [2.0**10, 1000.0])
def test_a_scaled_error_with_a_scaled_guard_is_the_same_path(factor):
    plain = ran(100)
    scaled = ran(100, RMSProp(0.2, 0.9, 1e-7 * factor**2), factor)
    if factor == 2.0**10:  # powers of two are not rounded
        assert np.array_equal(scaled.w, plain.w)
    assert scaled.w == pytest.approx(plain.w, abs=1e-9)


def test_a_scaled_error_hardly_moves_the_path_but_sgd_leaves():
    once, more = ran(), ran(factor=1000)
    distance = np.linalg.norm(once.w - more.w, axis=1)
    assert 0 < distance.max() < 0.05 * DEFAULT.eta
    surface = canyon(20.0)
    sgd = {factor: ran(rule=SGD(0.2), factor=factor).w for factor in (1, 1000)}
    assert left_at(sgd[1], surface) is None
    out = next(t for t, (x, y) in enumerate(sgd[1000]) if not (abs(x) <= 5 and abs(y) <= 4))
    assert left_at(sgd[1000], surface) == out
    for factor in (1, 1000):
        sentence = scene(Settings(scale=factor)).sentences[3]
        assert f"SGD leaves the map at step {out} (times 1: stays on the map)" in sentence
        assert said(sentence)[-2:] == [two_digits(distance.max()), distance.argmax()]
    assert apart(once, more)[0] == pytest.approx(distance[:-1].max())


def test_the_answer_is_the_runs():
    run = ran()
    g, r = run.gradient, run.states.r[1:]
    step = np.abs(np.diff(run.w, axis=0)) / 0.2
    like = np.abs(r / g**2 - 1) <= 0.1
    below = g**2 < r / 100
    first, second = scene(DEFAULT).sentences[:2]
    numbers = said(first.replace("g²", "").partition(":")[2])
    assert numbers[:2] == [like[:, 0].sum(), like[:, 1].sum()]
    assert numbers[2:] == [two_digits(v) for v in (np.median(step[like]), *_ends(np.abs(g[like])))]
    numbers = said(second.partition(":")[2])
    assert numbers[:2] == [below[:, 0].sum(), below[:, 1].sum()]
    # so short a step is lost in w itself
    assert numbers[2] == two_digits(np.median(np.abs(g / np.sqrt(r + 1e-7))[below]))
    # and the answer is the lecture's
    assert np.median(step[like]) == pytest.approx(1, abs=0.01)
    assert np.abs(g[like]).max() > 10 * np.abs(g[like]).min()
    assert step[below].max() < 0.1 + 1e-9


def _ends(values):
    return values.min(), values.max()


def test_steps_at_the_bottom_do_not_die_out():
    sentence = scene(DEFAULT).sentences[2]
    last = {}
    for name, eta, rho in (("here", 0.2, 0.9), ("η/4", 0.05, 0.9), ("shorter", 0.2, 0.6)):
        last[name] = np.median(np.abs(np.diff(ran(rule=RMSProp(eta, rho, 1e-7)).w, axis=0))[-40:], axis=0)
    assert last["here"] == pytest.approx(0.2, rel=0.01)
    assert last["η/4"][1] == pytest.approx(0.05, rel=0.05)
    assert "the steps of w₁ and w₂ have not died out" in sentence
    numbers = said(sentence)
    expected = [*(last["here"] / 0.2), *last["here"], 0.05, *last["η/4"], 0.6, *last["shorter"]]
    assert numbers == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("kind", [RMSProp, RMSPropOutside])
@pytest.mark.parametrize("share", [0.3, 0.8, 1.2])
def test_the_guard_above_half_eta_lambda_stops_the_jumps(kind, share):
    half = 0.2 * 4 / 2
    guard = share * half
    run = ran(600, kind(0.2, 0.5, guard**2 if kind is RMSProp else guard))
    last = np.abs(np.diff(run.w[:, 1]))[-100:] / 0.2
    alive = math.sqrt(1 - share**2) if kind is RMSProp and share < 1 else max(0.0, 1 - share)
    assert last == pytest.approx(alive, abs=1e-3)


@pytest.mark.parametrize("epsilon", [1e-7, 1e-2, 1.0])
def test_where_the_guard_matters(epsilon):
    shown = scene(Settings(view="epsilon", epsilon=epsilon))
    runs = {}
    for place, (name, kind) in enumerate((("inside", RMSProp), ("outside", RMSPropOutside))):
        rule = kind(0.2, 0.9, epsilon)
        run = runs[name] = ran(rule=rule)
        r = run.states.r[1:]
        # ε takes more than a tenth off g/√r where √(r/(r+ε)), or √r/(√r+ε), is below nine tenths
        short = r / (r + epsilon) < 0.81 if kind is RMSProp else np.sqrt(r) / (np.sqrt(r) + epsilon) < 0.9
        short &= run.gradient != 0
        assert shortened(steps_of(run, rule)).tolist() == short.sum(0).tolist()
        against = epsilon**0.5 if kind is RMSProp else epsilon
        numbers = said(shown.sentences[place].partition("against")[2])
        low, high = np.sqrt(_ends(r))
        assert numbers[:3] == [two_digits(v) for v in (against, high, low)]
        assert numbers[-3:] == [short[:, 0].sum(), 200, short[:, 1].sum()]
    distance = np.linalg.norm(runs["inside"].w - runs["outside"].w, axis=1)
    assert said(shown.summary) == [two_digits(distance.max()), distance.argmax()]


def test_the_guard_matters_sooner_inside():
    def counts(epsilon):
        rules = (RMSProp(0.2, 0.9, epsilon), RMSPropOutside(0.2, 0.9, epsilon))
        return [shortened(steps_of(ran(rule=rule), rule)).sum() for rule in rules]

    assert counts(1e-7) == [0, 0]
    inside, outside = counts(1e-3)
    assert inside > outside


@pytest.mark.parametrize("view", ["history", "epsilon"])
def test_formulas_panels_and_arrow_follow_the_run(view):
    shown = scene(Settings(view=view, epsilon=1e-4))
    run = ran(201, RMSProp(0.2, 0.9, 1e-4))
    tracks = {track.trace: track.values for track in shown.tracks}
    for step in (0, 7, 60, 200):
        g, r = run.gradient[step], run.states.r[step + 1]
        for i, formula in enumerate(shown.formulas):
            now = {name: values[step] for name, values in formula.values.items()}
            assert now["g"] == g[i]
            assert now["ratio"] == pytest.approx(g[i] / math.sqrt(r[i] + 1e-4), rel=1e-12)
            if view == "history":
                low = "₁₂"[i]
                assert now["r"] == run.states.r[step, i]
                assert now["new"] == r[i]
                assert now["to"] == run.w[step + 1, i]
                assert tracks[f"size{i + 1}-r{low}"]["y"][step] == pytest.approx(max(r[i], 1e-30))
                assert tracks[f"size{i + 1}-g{low}²"]["y"][step] == pytest.approx(max(g[i] ** 2, 1e-30))
        assert tracks["path-" + ("RMSProp" if view == "history" else "inside")]["x"][step] == run.w[step, 0]
        if view == "history":
            arrow = np.array([tracks["arrow-step"][axis][step] for axis in ("x", "y")])
            longer = said(shown.sentences[-1])[-1]
            assert arrow[:, 1] - arrow[:, 0] == pytest.approx(longer * (run.w[step + 1] - run.w[step]), abs=1e-12)


@settings(max_examples=60)
@given(
    st.sampled_from(("history", "epsilon")),
    st.floats(1, 1000),
    st.floats(1e-8, 10),
    st.floats(0, 0.9999),
    st.floats(1e-15, 10),
    st.integers(1, 1000),
    st.floats(-5, 5),
    st.floats(-4, 4),
    st.integers(1, 300),
)
def test_any_settings_give_finite_numbers(view, kappa, eta, rho, epsilon, scale, x0, y0, steps):
    shown = scene(Settings(view, kappa, eta, rho, epsilon, scale, x0, y0, steps))
    pack(encode(shown))  # refuses a number that is not finite
    words = " ".join((shown.summary, *shown.sentences))
    assert not re.search(r"\b(nan|inf)\b", words)
    for track in shown.tracks:
        assert all(np.isfinite(array).all() for array in track.values.values())
    for axis in (part for name, part in shown.drawing["layout"].items() if "axis" in name):
        assert axis["range"][0] < axis["range"][1]


def test_the_figure_at_a_step_is_the_drawing_so_far():
    figure = scene(DEFAULT).at(5)
    traces = {trace.uid: trace for trace in figure.data}
    assert len(traces["path-RMSProp"].x) == 6
    assert len(traces["ratio-w₁"].y) == 6


def test_settings_are_frozen_names_and_bounds():
    names = ["view", "kappa", "eta", "rho", "epsilon", "scale", "x0", "y0", "steps"]
    assert list(declared(Settings)) == names
    assert set(rmsprop.LIVE) == set(names) - {"view"}
    for name, value in (("eta", 0.0), ("rho", 1.0), ("epsilon", 0.0), ("scale", 0), ("kappa", 0.5), ("view", "map")):
        with pytest.raises(ValueError, match=name):
            Settings(**{name: value})


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"view": "epsilon", "epsilon": "0.01", "scale": "1000"},
        {"eta": "nan", "rho": "7", "epsilon": "-1", "scale": "0", "steps": "1e99", "x0": "inf", "view": "<b>"},
        {"eta": "0.123", "scale": "37", "kappa": "", "y0": "99", "guess": "x"},
    ],
    ids=["default", "epsilon", "hostile", "between"],
)
def test_the_page_opens(query, monkeypatch):
    # A new AppTest searches all installed packages for components, for longer than the page takes; none has any.
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **options: None)
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.switch_page("pages/rmsprop.py")
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    assert page.title[0].value.startswith("RMSProp")
    assert any("r ≈ g²" in text.value or "Inside" in text.value for text in page.markdown)
