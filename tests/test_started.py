"""The started program: pages and scenes from `streamlit run app.py` and from `uvicorn app:app` with two workers."""

import http.client
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from asgi import asked
from links import LONG
from message import messages
from websockets.sync.client import connect

from pages import HOME, PAGES
from server.files import VERSION, plotly_address

ROOT = Path(__file__).parents[1]
WORKERS = 2
PATIENCE = 60  # seconds


@contextmanager
def uvicorn():
    """`uvicorn app:app` with two workers on a free port of 127.0.0.1, as host:port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "app:app", "--workers", str(WORKERS), "--port", str(port)]
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    if get(f"127.0.0.1:{port}", "/_stcore/health").status == 200:
                        break
                except OSError:
                    assert child.poll() is None
                    assert time.monotonic() < end, log.read()
                    time.sleep(0.1)
            yield f"127.0.0.1:{port}"
            log.seek(0)
            assert "Traceback" not in log.read()
        finally:
            child.terminate()
            child.wait()


@pytest.fixture(scope="module", params=["streamlit run", "uvicorn"])
def address(request):
    """A started server of each kind, as host:port."""
    if request.param == "streamlit run":
        yield request.getfixturevalue("server")
    else:
        with uvicorn() as found:
            yield found


def get(address, path, method="GET", **headers):
    """An answer whose body has been read, as `answer.body`."""
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    try:
        connection.request(method, path, headers={"Accept-Encoding": "identity"} | headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        return answer
    finally:
        connection.close()


def test_every_page_opens_with_what_it_needs_named(address):
    for path in ("/", *(f"/{name}" for name in PAGES if name != HOME), "/?eta=nan&nonsense=%ff"):
        answer = get(address, path)
        assert answer.status == 200
        assert answer.getheader("content-type").startswith("text/html")
        assert f"</scene/{path[1:].partition('?')[0] or HOME}?v=" in answer.getheader("link")
        assert plotly_address() in answer.getheader("link")
        again = get(address, path, **{"If-None-Match": answer.getheader("etag")})
        assert again.status in (200, 304)
        assert again.getheader("link") == answer.getheader("link")


def test_every_pages_scene_is_the_one_of_this_program(address):
    for page in PAGES.values():
        path = f"/scene/{page.name}"
        for _ in range(2):
            there = get(address, f"{path}?act={page.acts[-1].name}")
            here = asked(path, f"act={page.acts[-1].name}", encoding="identity")
            assert there.status == 200
            assert messages(there.body)[-1]["scenes"][0]["words"] == messages(here.body)[-1]["scenes"][0]["words"]
            assert page.grow or there.body == here.body


def test_workers_say_the_same_and_compress_for_those_who_take_that(address):
    path = f"/scene/{HOME}?v={VERSION}"
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: get(address, path, **{"Accept-Encoding": "gzip"}), range(24)))
    assert {(answer.status, answer.getheader("content-encoding")) for answer in answers} == {(200, "gzip")}
    assert len({answer.body for answer in answers}) == 1
    assert all("max-age" in answer.getheader("cache-control") for answer in answers)


def test_what_there_is_not_and_what_is_not_allowed(address):
    assert get(address, "/scene/nothing").status == 404
    assert get(address, f"/scene/{HOME}?sweep=nothing").status == 400
    for path in ("/stage/nothing.js", "/stage/../app.py", "/stage/%2e%2e/app.py", "/stage/..%2f..%2fapp.py"):
        assert get(address, path).status in (400, 404), path
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert get(address, f"/scene/{HOME}", method).status == 405
    head = get(address, f"/scene/{HOME}", "HEAD")
    assert (head.status, head.body) == (200, b"")


@pytest.mark.parametrize("query", [LONG[:12_000], LONG, "x=1&" * 15_000, "%00%ff", "eta=" + "%F0%9F" * 900])
def test_a_hostile_link_is_answered_or_refused_and_the_server_goes_on(address, query):
    try:
        answer = get(address, f"/scene/{HOME}?{query}")
        assert answer.status in (200, 400, 414)
        assert answer.status != 200 or answer.body == get(address, f"/scene/{HOME}").body
    except (ConnectionError, http.client.BadStatusLine):
        assert len(query) > 16_000  # more than the server reads of a request's first line
    assert get(address, f"/scene/{HOME}").status == 200


def test_a_client_that_hangs_up_leaves_the_server_whole(address):
    host, port = address.split(":")
    for i in range(20):
        with socket.create_connection((host, int(port))) as client:
            client.sendall(f"GET /scene/{HOME}?x0={i / 10}&sweep=eta HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
    assert get(address, f"/scene/{HOME}?eta=0.0123").status == 200


def test_a_session_begins(address):
    with connect(f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], origin=f"http://{address}") as session:
        session.send(b"Z\x00")  # rerun with nothing said: what a browser sends first, as Streamlit encodes it
        received = b"".join(session.recv(timeout=PATIENCE) for _ in range(8))
    assert re.search(rb"canyon", received, re.IGNORECASE)


def test_a_body_does_not_wait_for_its_headers_to_be_acknowledged(address):
    """On a kept connection, where a client acknowledges only after 40 ms."""
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    gaps = []
    for _ in range(40):
        connection.request("GET", "/scene/canyon", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        headed = time.perf_counter()
        answer.read()
        gaps.append(time.perf_counter() - headed)
    connection.close()
    assert sorted(gaps)[len(gaps) // 2] < 0.02
