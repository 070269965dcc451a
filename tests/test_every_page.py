"""What every page must be: acts that can be opened, scenes that are pure, finite and in step, and sound words."""

import random
import re
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace

import numpy as np
import pytest
from links import anywhere, random_view
from message import decode, finite, same

from figures.theme import DARK, STYLES
from lesson import declared, read
from lesson.pack import encode, pack
from lesson.shared import eta_field
from optim import RULES, hyperparameters
from pages import HOME, PAGES

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
every_act = pytest.mark.parametrize(
    ("page", "act"),
    [pytest.param(page, act, id=f"{page.name} {act.name}") for page in PAGES.values() for act in page.acts],
)
RACING = [page for page in PAGES.values() if "rules" in declared(page.settings)]
every_race = pytest.mark.parametrize("page", RACING, ids=lambda page: page.name)
CHOICES = [
    pytest.param(page, act, name, option, id=f"{page.name} {act.name} {name}={option}")
    for page in PAGES.values()
    for act in (page.acts[:1] if page.grow else page.acts)  # trainings take long
    for name, meta in page.controls(page.opening(act)).items()
    if meta.kind is str
    for option in meta.options
    if option != getattr(page.opening(act), name)
]
every_rule = pytest.mark.parametrize("rule", RULES)
UNSOUND = re.compile(r"\b(nan|inf|infinity)\b|\d[eE][-+]?\d|\{|\}|(?<![\w^{(⁻])-\d|--", re.IGNORECASE)


def scene_of(page, settings, act=""):
    return page.scene(settings, act)


def sent(page, settings, act=""):
    return decode(pack(encode(scene_of(page, settings, act))))


def said(scene):
    """All texts about a run."""
    rows = [text for row in scene.words.table for text in (*row, *row.values())]
    return [scene.title, scene.words.summary, *scene.words.sentences, *rows, scene.answer.because]


def sound(page, settings, act=""):
    scene = scene_of(page, settings, act)
    assert scene.progress == 1
    assert finite(decode(pack(encode(scene))))
    assert all(text.strip() for text in said(scene))
    assert not [text for text in said(scene) if UNSOUND.search(text)]
    assert scene.answer.right in (None, *page.act(act).guesses)
    assert {readout.colour for readout in scene.readouts} <= set(DARK)
    return scene


# Characters for which there is room at 1280 × 720: a line of a heading, a row of guesses, three lines of answer.
LONGEST = {"question": 58, "guesses": 130, "setup": 110, "look": 110, "try_next": 130, "because": 210}


# The list of pages


def test_the_home_page_is_a_page_and_names_are_their_keys():
    assert HOME in PAGES
    assert all(name == page.name for name, page in PAGES.items())


@every_page
def test_a_page_has_a_title_a_menu_entry_a_group_and_acts(page):
    assert page.title
    assert page.menu
    assert page.group
    assert page.acts
    assert len({other.menu for other in PAGES.values()}) == len(PAGES)
    assert set(page.onward) <= set(PAGES) - {page.name}


@every_page
def test_settings_are_frozen_and_checked(page):
    settings = page.settings()
    assert is_dataclass(settings)
    assert {field.name for field in fields(settings)} == set(declared(settings))
    name = next(name for name, meta in declared(settings).items() if meta.kind is float)
    with pytest.raises(FrozenInstanceError):
        setattr(settings, name, 1.0)
    with pytest.raises(ValueError, match=rf"^{name} = nan is outside"):
        replace(settings, **{name: float("nan")})


# Acts


@every_act
def test_an_act_has_a_question_different_guesses_and_sliders_that_are_there(page, act):
    opening = page.opening(act)
    assert act.question
    assert len(set(act.guesses)) == len(act.guesses) >= 2
    shown = page.controls(opening)
    assert set(act.sliders) <= set(shown)
    assert [name for name in act.sliders if shown[name].values]
    assert act.opens_at is None or 0 <= act.opens_at <= scene_of(page, opening).steps


@every_act
def test_an_act_sets_what_the_controls_can_show(page, act):
    opening = page.opening(act)
    for name, meta in page.controls(opening).items():
        value = getattr(opening, name)
        if value is not None and meta.kind in (int, float):
            offered = meta.values or meta.bounds
            assert offered[0] <= value <= offered[-1], name
            assert not meta.options or value in meta.options, name


@every_act
def test_an_acts_scene_is_sound_and_answers_its_question(page, act):
    scene = sound(page, page.opening(act), act.name)
    assert scene.answer.right in act.guesses  # an act's own run settles its question
    assert 0 < len(scene.answer.because) <= LONGEST["because"]
    assert not re.search(r"(^|\. )[a-z]{2}", scene.answer.because)  # sentences begin as sentences do


@every_act
def test_what_an_act_says_has_room(page, act):
    assert len(act.question) <= LONGEST["question"]
    assert sum(map(len, act.guesses)) <= LONGEST["guesses"]
    for name in ("setup", "look", "try_next"):
        assert 0 < len(getattr(act, name)) <= LONGEST[name], name


@every_page
def test_controls_are_declared_and_titled(page):
    for seed in range(10):
        view = random_view(page, seed)
        for name, meta in page.controls(view.settings).items():
            assert name in declared(page.settings)
            assert meta.title
            assert meta.kind is declared(page.settings)[name].kind


# Scenes


@every_page
def test_any_settings_within_their_bounds_give_a_sound_scene(page):
    for seed in range(12):
        sound(page, anywhere(page, seed))


@pytest.mark.parametrize(("page", "act", "name", "option"), CHOICES)
def test_every_choice_of_every_menu_gives_a_sound_scene(page, act, name, option):
    sound(page, replace(page.opening(act), **{name: option}), act.name)


@every_page
def test_a_scene_is_the_same_whatever_the_global_randomness_and_leaves_it_alone(page):
    settings = random_view(page, 21).settings

    def told(seed):
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        before = random.getstate(), np.random.get_state()  # noqa: NPY002
        found = sent(page, settings)
        assert same(before, (random.getstate(), np.random.get_state()))  # noqa: NPY002
        return found

    first = told(1)
    sent(page, random_view(page, 22).settings)
    assert same(first, told(2))


@every_act
def test_the_drawing_is_the_last_step_and_an_earlier_one_is_not(page, act):
    scene = scene_of(page, page.opening(act))
    assert same(scene.at(scene.steps), {**scene.drawing})
    assert not same(scene.at(0), scene.at(scene.steps))
    for step in (-1, scene.steps + 1):
        with pytest.raises(ValueError, match=rf"^step = {step} is outside \[0, {scene.steps}\]$"):
            scene.at(step)


@every_act
def test_tracks_are_of_traces_that_are_there_and_no_longer_than_the_run(page, act):
    scene = scene_of(page, page.opening(act))
    names = [trace["uid"] for trace in scene.drawing["data"]]
    assert len(set(names)) == len(names)
    assert len({track.trace for track in scene.tracks}) == len(scene.tracks)
    for track in scene.tracks:
        assert track.trace in names
        lengths = {len(values) for values in track.values.values()}
        assert track.mode != "grow" or len(lengths) == 1, track.trace
        assert 1 <= max(lengths) <= scene.steps / track.stride + 1 + (track.stride < 1), track.trace
    for part in scene.readouts:
        assert all(1 <= len(values) <= scene.steps + 1 for values in part.values.values())


@every_act
def test_no_axis_is_left_to_the_data_so_that_no_run_can_shrink_the_picture(page, act):
    layout = scene_of(page, page.opening(act)).drawing["layout"]
    axes = {key: value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)}
    assert axes
    assert [name for name, axis in axes.items() if "range" not in axis and "matches" not in axis] == []


def colours(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from colours(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from colours(part)
    elif isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{3,8}", value):
        yield value


@every_act
def test_every_colour_has_its_counterpart_in_the_dark(page, act):
    assert set(colours(scene_of(page, page.opening(act)).drawing)) <= set(DARK)


# Beside the picture


@every_page
def test_notes_equations_and_deeds_are_sound(page):
    for seed in range(6):
        settings = random_view(page, seed).settings
        written = [line for lines in page.equations(settings).values() for line in lines] if page.equations else []
        notes = [page.note(settings)] if page.note else []
        assert not page.equations or any(written)
        for text in written + notes:
            assert text.count("{") == text.count("}")
            assert not re.search(r"\bnan\b|\binf\b|\de[-+]?\d|<\w+>", text)
        for deed in page.deeds.values() if seed < 2 else ():
            done = deed(settings)
            assert type(done) is page.settings
            assert read(page, replace(read(page, {}), settings=done).query).settings == done


# Rules


def racing(page, rule, **other):
    """Settings with which that rule alone races."""
    return page.settings(rules=(rule,), **other)


@every_race
@every_rule
def test_every_rule_may_race_alone_in_its_own_colour(page, rule):
    scene = sound(page, racing(page, rule))
    used = set(colours(scene.drawing)) | {readout.colour for readout in scene.readouts}
    assert STYLES[rule].colour in used
    others = {STYLES[name].colour for name in RULES} - {STYLES[rule].colour}
    assert not used & others
    assert rule in " ".join(said(scene))
    lines = [trace["line"] for trace in scene.drawing["data"] if trace.get("line", {}).get("color") in used]
    assert STYLES[rule].dash in {line.get("dash", "solid") for line in lines if line["color"] == STYLES[rule].colour}
    if page.equations is not None:
        assert list(page.equations(racing(page, rule))) == [rule]


@every_race
@every_rule
def test_what_a_rule_has_is_in_the_link_and_in_the_controls_and_changes_the_run(page, rule):
    own = [field for field in hyperparameters(RULES[rule]) if field != "eta"]
    plain = sent(page, racing(page, rule, each=True))
    for name in (eta_field(rule), *own):
        meta = declared(page.settings)[name]
        value = next(v for v in (meta.values or (False, True))[::-1] if v != getattr(racing(page, rule), name))
        link = {"rules": [rule], "each": ["true"], name: meta.write(value)}
        view = read(page, link)
        assert view.settings == racing(page, rule, each=True, **{name: value})
        assert view.query == link
        assert name in page.controls(view.settings)
        assert not same(sent(page, view.settings)["tracks"], plain["tracks"]), name
        if page.equations is not None:
            assert page.equations(view.settings) != page.equations(racing(page, rule, each=True)), name


@every_race
@every_rule
def test_the_own_eta_of_a_rule_can_be_swept_where_any_can(page, rule):
    settings = racing(page, rule, each=True)
    if page.measure_many is not None:
        values = page.sweep(settings, eta_field(rule))
        many = [replace(settings, **{eta_field(rule): value}) for value in (values[0], values[40], values[-1])]
        found = [decode(pack(encode(scene))) for scene in page.scenes(many)]
        assert all(same(one, sent(page, alone)) for one, alone in zip(found, many, strict=True))
        assert not same(found[0], found[-1])


@every_race
def test_all_rules_race_together_and_are_told_apart_without_colour(page):
    scene = sound(page, page.settings(rules=tuple(RULES)))
    assert {STYLES[name].colour for name in RULES} <= set(colours(scene.drawing))
    assert len({(STYLES[name].dash, STYLES[name].symbol) for name in RULES}) == len(RULES)
    assert len({STYLES[name].colour for name in RULES}) == len(RULES)
