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
    "tuning": ({"optim", "networks"}, {"numpy", "sklearn", "threadpoolctl"}),
    "lesson": (CORE | {"tuning"}, {"numpy", "orjson"}),
    "figures": (CORE | {"lesson"}, {"numpy"}),
    "pages": (CORE | {"tuning", "lesson", "figures"}, {"numpy"}),
    "server": (CORE | {"lesson", "figures", "pages"}, {"starlette", "plotly", "threadpoolctl", "numpy", "PIL"}),
    "slides": (
        CORE | {"tuning", "lesson", "figures", "pages", "server"},
        {"numpy", "distributed", "playwright", "PIL", "av", "pypdf", "segno", "starlette", "plotly"},
    ),
    "ui": (CORE | {"lesson", "figures", "pages", "server"}, {"streamlit"}),
    "app.py": ({"server", "slides"}, {"starlette", "streamlit"}),
}
# what a page measures is numbers alone: files of this name in pages/ draw and say nothing
MEASURES = CORE | {"tuning", "lesson", "pages"}, {"numpy"}


def imported(source):
    """(line, module) of every import that is not relative, wherever it stands, `import_module("…")` included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("import_module"):
            yield node.lineno, str(ast.literal_eval(node.args[0]))


def top(module):
    return module.split(".")[0]


def violations(folder, source):
    project, others = ALLOWED[folder]
    allowed = {folder.removesuffix(".py")} | project | others | sys.stdlib_module_names
    return [f"line {line}: {top(name)}" for line, name in imported(source) if top(name) not in allowed]


def of_a_measure(source):
    """Imports of a measure module that draw or say something."""
    project, others = MEASURES
    allowed = project | others | sys.stdlib_module_names
    return [
        f"line {line}: {name}"
        for line, name in imported(source)
        if top(name) not in allowed or {"drawing", "words", "figures"} & set(name.split(".")[1:])
    ]


def files(folder):
    path = ROOT / folder
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def measures():
    return [file for file in files("pages") if file.name.startswith("measure")]


@pytest.mark.parametrize("folder", ALLOWED)
def test_folder_imports_only_what_it_may(folder):
    if not files(folder):
        pytest.skip(f"{folder} does not exist yet")
    wrong = {str(file.relative_to(ROOT)): violations(folder, file.read_text("utf-8")) for file in files(folder)}
    assert not {file: names for file, names in wrong.items() if names}


@pytest.mark.parametrize("file", measures(), ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_page_measures_is_neither_drawn_nor_said(file):
    assert of_a_measure(file.read_text("utf-8")) == []


def test_every_folder_of_the_program_is_in_the_table():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks"} <= set(ALLOWED)


def test_files_are_found():
    assert {"__init__.py", "descent.py", "rules.py", "many.py"} <= {file.name for file in files("optim")}
    assert {file.parent.parent.name for file in measures()} >= {"pages"}
    assert len(measures()) >= 5


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
        ("lesson", "import numpy\nfrom optim import RULES\nfrom figures.theme import STYLES", ["line 3: figures"]),
        ("lesson", "import pages.canyon", ["line 1: pages"]),
        ("figures", "from lesson import Track\nimport plotly", ["line 2: plotly"]),
        ("figures", "import streamlit as st\nfrom pages import PAGES", ["line 1: streamlit", "line 2: pages"]),
        ("pages", "from figures import race\nimport streamlit.components.v2", ["line 2: streamlit"]),
        ("pages", "from server.answers import Question\nfrom ui import stage", ["line 1: server", "line 2: ui"]),
        ("server", "import starlette\nfrom pages import PAGES\nimport streamlit", ["line 3: streamlit"]),
        ("server", "if True:\n    from ui.stage import KEY", ["line 2: ui"]),
        ("slides", "from pages import PAGES\nimport ui", ["line 2: ui"]),
        ("ui", "import streamlit\nfrom server.files import VERSION\nimport plotly", ["line 3: plotly"]),
        ("app.py", "import streamlit as st\nfrom ui.page import show", ["line 2: ui"]),
    ],
)
def test_the_walk_finds_violations(folder, source, found):
    assert violations(folder, source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import numpy as np\nfrom lesson import number\nfrom pages.canyon.settings import Settings", []),
        ("from pages.canyon.words import title", ["line 1: pages.canyon.words.title"]),
        ("from pages.canyon import drawing", ["line 1: pages.canyon.drawing"]),
        ("from figures.theme import INK\nimport streamlit", ["line 1: figures.theme.INK", "line 2: streamlit"]),
    ],
)
def test_the_walk_finds_a_measure_that_draws(source, found):
    assert of_a_measure(source) == found


def test_the_table_has_no_cycle():
    for folder, (project, _) in ALLOWED.items():
        assert not any(folder in ALLOWED[other][0] for other in project)
