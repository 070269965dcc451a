"""To add a rule, a surface, a data set or a page, its entry is enough: with an invented one every page still passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = ("test_every_page.py", "test_link.py", "test_server.py", "test_sweeps.py", "test_app.py", "test_visits.py")
DEFAULTS = "an_acts_scene"  # of every page
ENTRIES = {  # a module of entries/ -> which tests meet the invented one, and the files where these are
    "rule": (
        f"invented or {DEFAULTS} or all_rules_race or told_apart or wherever_rules_race or random_races",
        (
            *(*PAGES, "test_rules.py", "test_golden.py", "test_declarations.py", "test_shared.py"),
            *("test_program_parts.py", "test_many.py"),
        ),
    ),
    "surface": (f"invented or {DEFAULTS} or catalogue", (*PAGES, "test_program_parts.py", "test_surfaces.py")),
    "dataset": (f"invented or {DEFAULTS} or all_tasks", (*PAGES, "test_program_parts.py", "test_network_data.py")),
    "page": (f"invented or {DEFAULTS} or is_carried or another_page", (*PAGES, "test_pack.py", "test_files.py")),
}


def run_with(entry: str, which: str, files: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own that has imported the entry before anything else of the project."""
    command = [sys.executable, "-m", "pytest", "-v", "-x", "-p", f"entries.{entry}", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    command += ["-k", which, *files]
    return subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_page_passes_with_an_invented(entry):
    which, files = ENTRIES[entry]
    done = run_with(entry, which, files)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    met = {line.partition("::")[0] for line in done.stdout.lower().splitlines() if "invented" in line}
    assert met >= {"test_every_page.py", files[-1]}  # -k has found tests of the invented one
