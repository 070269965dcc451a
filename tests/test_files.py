"""The stage's modules and plotly.js: served for good under addresses that change with them, and named beforehand."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import plotly
import pytest
from asgi import asked, query_of
from links import hostile, random_link
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from lesson import read
from pages import HOME, PAGES
from server.answers import SOURCES, version
from server.files import VERSION, plotly_address, preloads, stage_address
from server.preload import Preload

ROOT = Path(__file__).parents[1]
STAGE = ROOT / "ui" / "stage"
MODULES = sorted(path.name for path in STAGE.glob("*.js"))
every_file = pytest.mark.parametrize("address", [plotly_address(), *(f"{stage_address()}/{name}" for name in MODULES)])


async def html(request):
    return HTMLResponse("<html></html>")


async def text(request):
    return PlainTextResponse("text")


PAGE = Starlette(
    routes=[Route("/file.txt", text), Route("/{path:path}", html)],
    middleware=[Middleware(Preload)],
)


def links(path, query=""):
    """The addresses of a Link header, each with what is said of it."""
    header = asked(path, query, app=PAGE).headers.get("link", "")
    return dict(re.findall(r"<([^>]*)>; ([^,]*)", header))


def scene_link(path, query=""):
    (found,) = [address for address in links(path, query) if "/scene/" in address]
    return found


# Files


@every_file
def test_a_file_is_served_for_good(address):
    plain, zipped = (asked(address, encoding=encoding) for encoding in ("identity", "gzip"))
    for answer in (plain, zipped):
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]
        assert int(re.search(r"max-age=(\d+)", answer.headers["cache-control"]).group(1)) >= 30_000_000
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["vary"] == "Accept-Encoding"
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(zipped.body) == plain.body
    assert len(zipped.body) < 0.6 * len(plain.body)


def test_the_files_are_the_packages_own():
    assert asked(plotly_address()).plain == (Path(plotly.__file__).parent / "package_data/plotly.min.js").read_bytes()
    for name in MODULES:
        assert asked(f"{stage_address()}/{name}").plain == (STAGE / name).read_bytes()


def test_what_a_module_imports_is_served_beside_it():
    for name in MODULES:
        for other in re.findall(r'from "\./([^"]+)"', (STAGE / name).read_text("utf-8")):
            assert asked(f"{stage_address()}/{other}").status == 200, f"{name} imports {other}"


@pytest.mark.parametrize(
    "path",
    [
        *("", "stage.js", "nothing.js", f"{VERSION}", f"{VERSION}/", f"{VERSION}/nothing.js", "000000000000/stage.js"),
        *(f"{VERSION}/../{VERSION}/stage.js", f"{VERSION}/../../server/files.py", "../files.py", "../../app.py"),
        *(f"{VERSION}/__init__.py", f"{VERSION}/stage.css", "/etc/passwd", f"{VERSION}//etc/passwd", "%2e%2e/app.py"),
        *("..\\..\\app.py", f"{VERSION}/stage.js\x00", f"{VERSION}/stage.js/", f"{VERSION}x/stage.js", "x" * 10_000),
        *(f"{VERSION}-x/stage.js", "plotly.min.js", "plotly-0.0.0.min.js", f"{VERSION}/stage.JS"),
    ],
    ids=lambda path: ascii(path)[:40],
)
def test_anything_else_is_not_found(path):
    answer = asked(f"/stage/{path}")
    assert answer.status == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_a_file_is_read_and_not_written_to():
    assert {asked(plotly_address(), method=method).status for method in ("POST", "PUT", "DELETE", "PATCH")} == {405}
    assert asked(plotly_address(), method="HEAD").status == 200


# The version


def test_the_version_changes_with_any_source_and_with_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr("server.answers.ROOT", tmp_path)
    for folder in SOURCES:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text("1")
    seen = [version()]
    (tmp_path / "ui" / "one.pyc").write_text("compiled")
    (tmp_path / "tests.py").write_text("a test")
    assert version() == seen[0]
    for folder in SOURCES:
        for name in ("one.py", "two.js", "three.css"):
            (tmp_path / folder / name).write_text("changed")
            seen.append(version())
    assert len(set(seen)) == len(seen)


def test_all_that_a_picture_is_made_of_is_in_the_version():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks", "scenes"}
    assert set(SOURCES) >= packages - {"slides"}


def test_processes_agree_on_the_version():
    command = [sys.executable, "-c", "from server.files import VERSION; print(VERSION)"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == version()


# What is named before it is needed


def test_every_page_names_the_files_it_needs():
    for name in ("", *PAGES):
        found = links(f"/{name}")
        assert {address: found[address] for address, _ in preloads()} == dict(preloads())
        assert {address for address in found if "/stage/" in address} == {
            plotly_address(),
            *(f"{stage_address()}/{module}" for module in MODULES),
        }


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_page_names_its_scene_by_the_links_own_canonical_query(page):
    for query in ({}, *(random_link(page, seed) for seed in range(5)), *hostile(page)):
        listed = {name: [texts] if isinstance(texts, str) else texts for name, texts in query.items()}
        clean = read(page, listed).text
        expected = f"/scene/{page.name}?{clean + '&' if clean else ''}v={VERSION}"
        if len(query_of(query)) < 500:
            assert scene_link(f"/{page.name}", query_of(query)) == expected
        if page.name == HOME and len(query_of(query)) < 500:
            assert scene_link("/", query_of(query)) == expected


@pytest.mark.parametrize(
    "raw", [b"\xff", b"a" * 60_000, b"%zz", b"eta=\r\nx", b"eta=%0d%0aSet-Cookie:x", b"x=1&" * 9000]
)
def test_any_query_leaves_a_page_whole(raw):
    answer = asked("/", raw, app=PAGE)
    assert answer.status == 200
    assert len(answer.headers["link"]) < 5000
    assert "\n" not in answer.headers["link"]
    assert "set-cookie" not in answer.headers


def test_what_is_named_is_there_and_may_be_kept():
    for address, what in links(f"/{HOME}", "eta=0.3").items():
        path, _, query = address.partition("?")
        answer = asked(path, query)
        assert answer.status == 200, address
        assert "max-age" in answer.headers["cache-control"]
        assert what.startswith(("rel=preload; as=", "rel=modulepreload"))


def test_what_is_no_page_names_nothing():
    assert "link" not in asked("/file.txt", app=PAGE).headers
    assert not [address for address in links("/nothing/of/this/name") if "/scene/" in address]
