"""canyon site: which pages, into which folder, and nothing that looks whole where it was stopped."""

import json
from contextlib import suppress

import pytest
from executors import AtOnce

from lesson import read
from pages import PAGES
from slides import site, site_acts
from slides.command import main
from slides.shelves import SLOW, Plan, Shelf, filled, kind, shelves, sliders

FEW = {name: Plan(2, 2) for name in site_acts.PLANS}


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Works at once, with few pictures."""
    monkeypatch.setattr(site, "Processes", lambda workers: AtOnce())
    monkeypatch.setattr(site_acts, "PLANS", FEW)
    monkeypatch.setattr(site_acts, "settle", lambda: None)  # of a process that is this one's alone


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_has_the_pages_asked_for_in_the_lectures_order(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["site", str(out), "--pages", "adam", "canyon", "adam"]) == 0
    assert json.loads((out / "canyon.json").read_text("utf-8"))["pages"] == ["canyon", "adam"]
    assert {path.name for path in out.iterdir()} == {"index.html", "canyon.json", "canyon", "adam", "scenes", "stage"}
    told = capsys.readouterr()
    count = sum(len(PAGES[name].acts) for name in ("canyon", "adam"))
    assert f"{count} of {count} acts" in told.err
    assert told.out.startswith("2 pages, ")
    assert out.stat().st_mode & 0o055 == 0o055  # a web server may read it


def test_the_same_again_is_the_same_and_takes_the_old_ones_place(tmp_path):
    out = tmp_path / "out"
    assert main(["site", str(out), "--pages", "adam"]) == 0
    before = files(out)
    (out / "scenes" / "old.bin").write_bytes(b"")
    assert main(["site", str(out), "--pages", "adam"]) == 0
    assert files(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["site", str(tmp_path), "--pages", "adam"]) == 2
    assert "has other files in it" in capsys.readouterr().err
    assert main(["site", str(tmp_path / "mine.txt"), "--pages", "adam"]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert main(["site", str(tmp_path / "out"), "--pages", "../adam"]) == 2
    assert "there is no page '../adam'; pages: gradient_descent, canyon" in capsys.readouterr().err
    assert files(tmp_path) == {"mine.txt": b"mine"}


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError(28, "No space left on device"), ValueError("wrong")])
def test_stopped_on_the_way_it_leaves_what_was_there(tmp_path, monkeypatch, trouble):
    out = tmp_path / "out"
    assert main(["site", str(out), "--pages", "adam"]) == 0
    before, calls = files(out), []

    def stopped(*args):
        calls.append(args)
        if len(calls) == 3:
            raise trouble
        return site_acts.make_act(*args)

    monkeypatch.setattr(site, "make_act", stopped)
    for folder in (out, tmp_path / "new"):
        calls.clear()
        with suppress(KeyboardInterrupt, ValueError):
            assert main(["site", str(folder), "--pages", "adam"]) == 2
    assert files(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_message_that_is_too_large_has_fewer_pictures_the_opening_one_among_them():
    view = read(PAGES["canyon"], {"act": ["overstep"]})
    found = sliders(view)
    for fields in (("eta",), ("eta", "alpha")):
        shelf = Shelf({field: found[field].thinned(15) for field in fields})
        whole, all_bytes = filled(view, shelf)
        assert whole == shelf
        fewer, data = filled(view, shelf, len(all_bytes) // 2)
        assert len(data) <= len(all_bytes) // 2
        assert shelf.count / 5 < fewer.count < shelf.count
        for field, slider in fewer.sliders.items():
            assert slider.values[slider.opening] == view.settings.__getattribute__(field)
            assert {slider.values[0], slider.values[-1]} <= {
                shelf.sliders[field].values[0],
                shelf.sliders[field].values[-1],
            }


def test_a_slider_keeps_what_its_act_says_to_try():
    view = read(PAGES["network_race"], {"act": ["units"]})  # 2 units, then 3
    for most in (3, 5, 11):
        thinned = sliders(view)["width"].thinned(most)
        assert {2, 3, 4} <= {*thinned.values}
        assert len(thinned.values) == most
        assert thinned.values[thinned.opening] == view.settings.width
        assert thinned.thinned(3).values == (2, 3, 4)
    assert sliders(view)["width"].thinned(2).values == (2, 4)


def test_every_slider_thinned_has_its_opening_and_what_is_to_be_tried():
    for page in PAGES.values():
        for act in page.acts:
            view = read(page, {"act": [act.name]})
            for slider in sliders(view).values():
                for most in (2, 3, 7, 25):
                    fewer = slider.thinned(most)
                    assert fewer.values[fewer.opening] == slider.values[slider.opening]
                    assert list(fewer.values) == [value for value in slider.values if value in fewer.values]
                    if slider.numbers:
                        assert len(fewer.values) == min(most, len(slider.values))
                        named = {slider.values[place] for place in slider.named}
                        assert len(named - {*fewer.values}) <= max(len(named) + 1 - most, 0)


def test_a_menu_keeps_all_its_entries():
    view = read(PAGES["initialization"], {"act": ["scale"]})
    found, kept = shelves(view, Plan(3, 2, every=True))
    assert len(found["scheme"].values) == 4
    assert len(found["scale"].values) == 3
    assert {frozenset(shelf.sliders) for shelf in kept if len(shelf.sliders) == 2} == {
        *map(frozenset, (("scale", "scheme"), ("scale", "activation"), ("scheme", "activation")))
    }


def test_every_slow_act_is_there_and_every_kind_has_a_plan():
    assert {(page.name, act.name) for page in PAGES.values() for act in page.acts} >= SLOW
    views = [read(page, {"act": [act.name]}) for page in PAGES.values() for act in page.acts]
    assert {kind(view) for view in views} == {*site.SLOWEST_FIRST} == {*site_acts.PLANS}
