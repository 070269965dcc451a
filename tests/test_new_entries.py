"""To add a rule, a surface, a data set or a page, its entry is enough: with an invented one every page still passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = ("test_every_page.py", "test_server.py::test_each_act_by_its_link")
LONG = "not within_their_bounds and not global_randomness"  # these meet an entry by chance alone
ENTRIES = {  # a module of entries/ -> the tests that are run with it
    "rule": (*PAGES, "test_rules.py", "test_golden.py", "test_shared.py", "test_many.py", "test_imports.py"),
    "surface": (*PAGES, "test_surfaces.py", "test_sweeps.py::test_every_slider_can_be_swept_unless_it_is_too_much"),
    "dataset": (*PAGES, "test_network_data.py"),
    "page": (*PAGES, "test_sweeps.py", "test_app.py", "test_visits.py", "test_pack.py", "test_files.py"),
}


def run_with(entry: str, *tests: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own that has imported the entry before anything else of the project."""
    plugin = f"entries.{entry}" if entry else "entries"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", plugin, "-p", "no:cacheprovider", "-k", LONG, *tests]
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_page_passes_with_an_invented(entry):
    done = run_with(entry, *ENTRIES[entry])
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


SEEN = {
    "rule": "test_every_page.py::test_every_rule_may_race_alone_in_its_own_colour",
    "page": "test_every_page.py::test_an_acts_scene_is_sound_and_answers_its_question",
    "surface": "test_surfaces.py::test_minima",
    "dataset": "test_network_data.py::test_the_largest_size_gives_all_there_are",
}


@pytest.mark.parametrize(("entry", "test"), SEEN.items())
def test_those_tests_have_met_the_invented_one(entry, test):
    done = run_with(entry, test, "--collect-only")
    assert "invented" in done.stdout.lower()
    assert "invented" not in run_with("", test, "--collect-only").stdout.lower()
