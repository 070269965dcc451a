"""To add a rule, a surface, a data set or a page, its entry is enough: with an invented one every page still passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = ("test_every_page.py", "test_link.py", "test_server.py", "test_sweeps.py", "test_app.py", "test_visits.py")
DEFAULTS = "an_acts_scene"  # of every page
SHOWN = ("test_program_parts.py", "test_surfaces.py", "test_network_data.py", "test_pack.py", "test_files.py")
# Modules of entries/ -> which tests meet the invented ones, the files where these are, and those where one must have
ENTRIES = {
    ("rule",): (
        f"invented or {DEFAULTS} or all_rules_race or told_apart or wherever_rules_race or random_races",
        (
            *(*PAGES, "test_rules.py", "test_golden.py", "test_declarations.py", "test_shared.py"),
            *("test_program_parts.py", "test_many.py"),
        ),
        {"test_every_page.py", "test_many.py"},
    ),
    ("surface", "dataset", "page"): (
        f"invented or {DEFAULTS} or catalogue or all_tasks or is_carried or another_page",
        (*PAGES, *SHOWN),
        {"test_every_page.py", "test_surfaces.py", "test_network_data.py", "test_files.py"},
    ),
}


def run_with(entries: tuple[str, ...], which: str, files: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own that has imported the entries before anything else of the project."""
    command = [sys.executable, "-m", "pytest", "-v", "-x", "-p", "no:cacheprovider", "-k", which]
    for entry in entries:
        command += ["-p", f"entries.{entry}"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    return subprocess.run([*command, *files], cwd=TESTS, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize("entries", ENTRIES, ids=" ".join)
def test_every_page_passes_with_an_invented(entries):
    which, files, meeting = ENTRIES[entries]
    done = run_with(entries, which, files)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    met = {line.partition("::")[0] for line in done.stdout.lower().splitlines() if "invented" in line}
    assert met >= meeting  # -k has found tests of the invented ones
