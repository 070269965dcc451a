"""The scenes of a whole slider in one answer: the same as the single ones, and the same wherever the slider stands."""

import asyncio

import numpy as np
import pytest
from asgi import ask, asked, query_of
from links import random_link, random_view
from message import decode, parts, revived, same

from lesson import View, declared, read
from lesson.page import MOST_SWEPT
from pages import PAGES
from server import scenes
from server.works import Works

SWEPT = {name: page for name, page in PAGES.items() if page.measure_many is not None}
every_page = pytest.mark.parametrize("page", SWEPT.values(), ids=SWEPT)
every_act = pytest.mark.parametrize(
    ("page", "act"),
    [pytest.param(page, act, id=f"{page.name} {act.name}") for page in SWEPT.values() for act in page.acts],
)


@pytest.fixture(autouse=True)
def works(monkeypatch):
    """What is kept from one test is not there in the next."""
    fresh = Works()
    monkeypatch.setattr(scenes, "works", fresh)
    return fresh


def sweep_of(view: View, field: str):
    answer = asked(f"/scene/{view.page.name}", query_of(view.query | {"sweep": field}))
    assert answer.status == 200, answer.body
    header, numbers, shades = parts(answer.plain)
    assert np.isfinite(numbers).all()
    return header, {"$": numbers, "$8": shades}


def single(view: View, field: str, text: str):
    query = view.query | {field: [text]}
    (scene,) = decode(asked(f"/scene/{view.page.name}", query_of(query)).plain)["scenes"]
    return scene


def sliders(view: View):
    """The fields of a view that can be swept."""
    found = []
    for name, meta in view.page.controls(view.settings).items():
        if len(meta.values) > 1:
            try:
                view.page.sweep(view.settings, name)
                found.append(name)
            except ValueError:
                continue
    return found


def slices_are_single_scenes(view: View, field: str, chosen):
    swept, blocks = sweep_of(view, field)
    meta = view.page.controls(view.settings)[field]
    assert swept["values"] == [meta.write(value)[0] for value in meta.values]
    assert len(swept["scenes"]) == len(swept["values"])
    for share in chosen:
        i = round(share * (len(meta.values) - 1))
        assert same(revived(swept["scenes"][i], blocks), single(view, field, swept["values"][i])), (field, i)


@every_act
def test_each_slice_of_an_acts_sliders_is_the_single_scene(page, act):
    view = read(page, {"act": [act.name]})
    offered = sliders(view)
    assert offered
    for field in act.sliders:
        if field in offered:
            slices_are_single_scenes(view, field, (0, 0.37, 1))


@every_page
@pytest.mark.parametrize("seed", range(4))
def test_each_slice_of_a_slider_is_the_single_scene_whatever_else_is_set(page, seed):
    view = random_view(page, seed)
    offered = sliders(view)
    field = offered[seed % len(offered)]
    slices_are_single_scenes(view, field, (0, 0.2, 1))


@every_page
def test_every_slider_can_be_swept_unless_it_is_too_much(page):
    for act in page.acts:
        view = read(page, {"act": [act.name]})
        for name, meta in page.controls(view.settings).items():
            if len(meta.values) > 1 and name not in sliders(view):
                steps = getattr(view.settings, "steps", 0)
                assert max(sum(meta.values) if name == "steps" else 0, len(meta.values) * steps) > MOST_SWEPT


@every_page
def test_a_sweep_is_one_answer_wherever_its_slider_stands(page, works):
    link = random_link(page, 4)
    field = sliders(read(page, link))[0]
    values = page.controls(read(page, link).settings)[field].values
    texts = [[], *(declared(page.settings)[field].write(value) for value in (values[0], values[-1], values[1]))]

    async def one_by_one():
        return [await ask(f"/scene/{page.name}", query_of(link | {field: t, "sweep": field})) for t in texts]

    assert len({answer.body for answer in asyncio.run(one_by_one())}) == 1
    assert len(works._kept) == 1


@every_page
def test_a_sweep_names_the_value_that_a_link_without_the_field_means(page):
    for act in page.acts[-1:]:
        view = read(page, {"act": [act.name]})
        field = next(name for name in sliders(view) if getattr(view.settings, name) is not None)
        opening = sweep_of(view, field)[0]["opening"]
        assert read(page, view.query | {field: [opening]}) == view


@every_page
def test_a_sweep_takes_much_less_room_than_its_scenes_one_by_one(page):
    for field in [name for name in page.acts[0].sliders if name in sliders(read(page, {}))][:2]:
        whole = asked(f"/scene/{page.name}", query_of({"sweep": field}))
        scenes_there = len(parts(whole.plain)[0]["scenes"])
        alone = asked(f"/scene/{page.name}")
        assert len(whole.body) < 0.8 * scenes_there * len(alone.body)
        assert len(whole.body) < 1_000_000


@every_page
def test_of_several_sweeps_the_last_is_meant_and_an_empty_one_is_none(page):
    field = sliders(read(page, {}))[-1]
    one, other = (asked(f"/scene/{page.name}", query_of({"sweep": names})) for names in (field, ["nonsense", field]))
    assert one.body == other.body
    assert asked(f"/scene/{page.name}", "sweep=").body == asked(f"/scene/{page.name}").body


@pytest.mark.parametrize(
    "page", [page for page in PAGES.values() if page.measure_many is None], ids=lambda page: page.name
)
def test_a_page_that_computes_one_scene_at_a_time_says_so(page):
    field = next(name for name, meta in page.controls(page.settings()).items() if len(meta.values) > 1)
    answer = asked(f"/scene/{page.name}", query_of({"sweep": field}))
    assert (answer.status, answer.body.decode()) == (400, f"{page.name} computes one scene at a time.")
