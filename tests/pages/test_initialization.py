"""The page on initialization: its controls, its acts, and a picture of whatever is set."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from initialization_scenes import VALUES, VIEWS, act_of, every_view, packed, said, scene

from lesson import declared, read
from pages.initialization import EQUATIONS, PAGE
from pages.initialization.settings import COLUMNS, NOISES, SHOWN, Settings

# All views


@every_view
def test_a_view_has_its_controls_and_an_act(view):
    assert list(PAGE.controls(Settings(view=view))) == list(SHOWN[view])
    assert "scale" not in PAGE.controls(Settings(view=view, scheme="glorot"))
    assert set(act_of(view).sliders) <= set(SHOWN[view])
    assert view in EQUATIONS


def test_every_setting_but_the_view_has_its_control():
    assert set().union(*SHOWN.values()) == set(declared(Settings)) - {"view"}


def test_old_noises_are_still_there():
    assert {i / 100 for i in range(51)} <= set(NOISES)
    assert list(NOISES) == sorted(NOISES)


@pytest.mark.parametrize("act", PAGE.acts, ids=lambda act: act.name)
def test_an_act_is_short_and_its_own_run_bears_out_one_guess(act):
    assert len(act.question) <= 58
    assert sum(map(len, act.guesses)) <= 130
    for text, most in ((act.setup, 110), (act.look, 110), (act.try_next, 130)):
        assert 0 < len(text) <= most
    shown = PAGE.scene(PAGE.opening(act), act.name)
    assert shown.answer.right in act.guesses
    assert len(shown.answer.because) <= 210
    assert not re.search(r"[$\\`\n]|(?<!\w)e[+−-]?\d", said(shown))


def test_answers_are_short_whatever_is_set():
    draw = random.Random(5)
    for view in VIEWS:
        for _ in range(7):
            chosen = {name: draw.choice(VALUES[name]) for name in SHOWN[view]} | {"epochs": 10, "steps": 20}
            assert len(scene(Settings(view=view, **chosen)).answer.because) <= 210


def test_an_act_that_shows_another_view_says_that_it_has_no_answer():
    for act in PAGE.acts:
        for view in VIEWS:
            shown = PAGE.scene(Settings(view=view, epochs=10, steps=10), act.name)
            assert ("another view" in shown.answer.because) == (view != PAGE.opening(act).view)


def test_a_link_is_read_back():
    view = read(PAGE, {"act": ["scale"], "layers": ["7"], "scheme": ["he"], "units": ["9"]})
    assert view.settings == Settings(view="scale", layers=7, scheme="he")
    assert view.query == {"act": ["scale"], "layers": ["7"], "scheme": ["he"]}


def test_any_values_of_the_controls_give_a_scene():
    draw = random.Random(4)
    for i in range(49):
        chosen = Settings(**{name: draw.choice(values) for name, values in VALUES.items()} | {"view": VIEWS[i % 7]})
        shown = scene(chosen)  # a warning is an error
        assert len(packed(shown)) > 1000  # packing refuses numbers that are not finite, also as float32
        length = {"same": chosen.epochs, "free": chosen.epochs, "scale": 2 * chosen.layers - 1}
        assert shown.steps == length.get(chosen.view, chosen.steps)
        assert {track.trace for track in shown.tracks} <= {trace["uid"] for trace in shown.drawing["data"]}
        assert not re.search(r"\b(nan|inf)\b|∞|–", said(shown)), chosen


@budget(max_examples=50)
@given(
    st.sampled_from(VIEWS),
    st.builds(
        dict,
        dataset=st.sampled_from(("circle", "spiral")),
        units=st.integers(2, 6),
        value=st.floats(0, 5),
        noise=st.floats(0, 2),
        epochs=st.integers(1, 20),
        activation=st.sampled_from(("tanh", "relu", "sigmoid")),
        layers=st.integers(2, 8),
        width=st.integers(1, 12),
        scheme=st.sampled_from(("uniform", "normal", "glorot", "he")),
        scale=st.floats(0, 10),
        column=st.sampled_from(COLUMNS),
        rarity=st.integers(2, 200),
        level=st.floats(-20, 20),
        centred=st.booleans(),
        order=st.integers(0, 23),
        share=st.floats(0.01, 2),
        eta=st.floats(1e-8, 10),
        steps=st.integers(1, 60),
    ),
)
def test_any_settings_give_a_picture_of_finite_numbers(view, chosen):
    shown = scene(Settings(view=view, **chosen))
    assert packed(shown)
    assert not re.search(r"\b(nan|inf)\b|∞|–", said(shown))
    for step in (0, shown.steps):
        shown.at(step)


@pytest.mark.parametrize(
    "largest",
    [
        {"view": "scale", "layers": 8, "width": 48, "activation": "relu", "scale": 10.0},
        {"units": 6, "epochs": 300, "eta": 10.0, "value": 5.0, "noise": 2.0},
        {"view": "bias", "steps": 500, "eta": 10.0},
        {"view": "mean", "steps": 500, "eta": 10.0, "level": 20.0},
        {"view": "inputs", "steps": 500, "share": 2.0},
        {"view": "category", "steps": 500, "share": 2.0},
    ],
)
def test_the_largest_settings_give_a_picture(largest):
    assert packed(scene(Settings(**largest)))


@pytest.mark.parametrize(
    "wrong",
    [
        *({"view": "all"}, {"units": 7}, {"value": -1}, {"layers": 9}, {"width": 49}, {"share": 0}, {"eta": 0}),
        *({"rarity": 1}, {"level": 21}, {"order": 24}),
    ],
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


@every_view
def test_the_same_settings_give_the_same_scene(view):
    chosen = replace(PAGE.opening(act_of(view)), epochs=20, steps=20)
    assert packed(scene(chosen)) == packed(scene(chosen))
