"""Imports go one way: what each folder may import, of the project and of others."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# folder -> (project folders, third-party packages) it may import, besides itself and the standard library
CORE = {"optim", "surfaces", "networks"}
ALLOWED = {
    "optim": (set(), {"numpy"}),
    "surfaces": ({"optim"}, {"numpy"}),
    "networks": ({"optim"}, {"numpy", "sklearn"}),
    "figures": (CORE, {"numpy", "plotly"}),
    "scenes": (CORE | {"figures"}, {"numpy", "plotly"}),
    "slides": (CORE | {"figures", "scenes"}, {"numpy", "plotly"}),
    "ui": (CORE | {"figures", "scenes"}, {"numpy", "plotly", "streamlit", "threadpoolctl"}),
    "pages": (CORE | {"figures", "scenes", "ui"}, {"streamlit"}),
    "app.py": (CORE | {"figures", "scenes", "ui"}, {"streamlit"}),
}


def imported(source):
    """(line, top package) of every import that is not relative, wherever it stands, `import_module("…")` included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module.split(".")[0]
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("import_module"):
            yield node.lineno, str(ast.literal_eval(node.args[0])).split(".")[0]


def violations(folder, source):
    project, others = ALLOWED[folder]
    allowed = {folder} | project | others | sys.stdlib_module_names
    return [f"line {line}: {name}" for line, name in imported(source) if name not in allowed]


def files(folder):
    path = ROOT / folder
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


@pytest.mark.parametrize("folder", ALLOWED)
def test_folder_imports_only_what_it_may(folder):
    if not files(folder):
        pytest.skip(f"{folder} does not exist yet")
    wrong = {str(file.relative_to(ROOT)): violations(folder, file.read_text("utf-8")) for file in files(folder)}
    assert not {file: names for file, names in wrong.items() if names}


def test_files_are_found():
    assert {"__init__.py", "descent.py", "rules.py", "settings.py"} <= {file.name for file in files("optim")}


@pytest.mark.parametrize(
    ("folder", "source", "found"),
    [
        ("optim", "import math\nimport numpy as np\nfrom optim.rules import SGD\nfrom . import rules", []),
        ("optim", "import plotly", ["line 1: plotly"]),
        ("optim", "import math, surfaces", ["line 1: surfaces"]),
        ("surfaces", "from networks import Network", ["line 1: networks"]),
        ("networks", "def f():\n    import plotly.graph_objects as go", ["line 2: plotly"]),
        ("networks", "from importlib import import_module\nimport_module('sklearn.datasets')", []),
        ("networks", "import importlib\nimportlib.import_module('plotly.io')", ["line 2: plotly"]),
        ("figures", "import plotly\nfrom scenes.race import scene", ["line 2: scenes"]),
        ("figures", "import streamlit as st", ["line 1: streamlit"]),
        ("scenes", "import streamlit.components.v2", ["line 1: streamlit"]),
        ("scenes", "from ui import stage", ["line 1: ui"]),
        ("scenes", "if True:\n    from streamlit import session_state", ["line 2: streamlit"]),
        ("slides", "from scenes.race import scene\nimport ui", ["line 2: ui"]),
        ("ui", "import streamlit\nfrom scenes.race import Settings\nimport pages.race", ["line 3: pages"]),
        ("ui", "import scipy", ["line 1: scipy"]),
        ("pages", "import streamlit as st\nfrom ui.stage import stage\nimport plotly", ["line 3: plotly"]),
        ("app.py", "import streamlit as st\nfrom pages import race", ["line 2: pages"]),
    ],
)
def test_the_walk_finds_violations(folder, source, found):
    assert violations(folder, source) == found


def test_the_table_has_no_cycle():
    for folder, (project, _) in ALLOWED.items():
        assert not any(folder in ALLOWED[other][0] for other in project)
