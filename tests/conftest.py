"""The running app and a browser, shared by all tests; hypothesis without a deadline, because machines are shared."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from playwright.sync_api import expect, sync_playwright

from slides.chromium import ARGUMENTS, BROWSERS, found

settings.register_profile("canyon", deadline=None)
settings.load_profile("canyon")

WATCH = Path(__file__).parents[1] / "benchmarks" / "watch.js"
PATIENCE = 30_000  # ms


@pytest.fixture(scope="session")
def installed():
    """Where Chromium is. Where there is none the test is skipped, or fails if CI=true."""
    path = found()
    if path is None:
        missing = f"none of {', '.join(BROWSERS)} is installed"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return path


@pytest.fixture(scope="module")  # no longer: while Playwright runs, its event loop is in the way of every other one
def browser(installed):
    """The installed Chromium, running."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def watch():
    """The script by which a page tells of its pictures."""
    return WATCH


@pytest.fixture(scope="session")
def server():
    """`streamlit run app.py` on a free port of 127.0.0.1, as host:port."""
    from benchmarks.server import APP, serving  # here, so that tests of the core do not wait for Streamlit's import

    with serving(APP) as address:
        yield address


@pytest.fixture(scope="module")
def context(browser, server, watch):
    """One session of the browser, so that only the first page must fetch Streamlit and plotly.js."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=f"http://{server}")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(path=watch)
    yield context
    context.close()


@pytest.fixture
def torch():
    """PyTorch, in whose own precision the other tests go on."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    before, threads = torch.get_default_dtype(), torch.get_num_threads()
    torch.set_num_threads(1)  # more of them wait for each other
    yield torch
    torch.set_default_dtype(before)
    torch.set_num_threads(threads)


@pytest.fixture
def keras():
    """Keras on TensorFlow, likewise."""
    pytest.importorskip(
        "tensorflow", reason="TensorFlow, with which alone Keras is in double precision, is not installed"
    )
    keras = pytest.importorskip("keras", reason="Keras is not installed")
    if keras.config.backend() != "tensorflow":
        pytest.skip(f"Keras runs on {keras.config.backend()}, which is not in double precision throughout")
    before = keras.config.floatx()
    yield keras
    keras.config.set_floatx(before)


@pytest.fixture
def page(context, server):
    """A new page, 1280 × 720; `page.goto("/?eta=0.2")` opens the app. It has the `pictures` of the benchmarks.

    At the end of the test no page may have written an error to its console, lost a request or asked another host for
    anything, and those still open may not show a traceback.
    """
    trouble = []
    listeners = {
        "console": lambda message: (
            trouble.append(message.text) if message.type == "error" and not _probe(message) else None
        ),
        "weberror": lambda error: trouble.append(str(error.error)),
        "requestfailed": lambda request: (
            trouble.append(f"{request.url}: {request.failure}") if _lost(request) else None
        ),
        "request": lambda request: trouble.append(request.url) if _elsewhere(request.url, server) else None,
    }
    for event, listener in listeners.items():
        context.on(event, listener)
    yield context.new_page()
    for shown in context.pages:
        trouble += shown.get_by_test_id("stException").all_inner_texts()
        shown.close()
    for event, listener in listeners.items():
        context.remove_listener(event, listener)
    assert trouble == []


def _probe(message):
    """Opened at a page's own address, Streamlit looks for its server below that address first, and finds nothing.

    And what the server refuses to make, it refuses in a sentence that the menu says.
    """
    refused = "/file/" in message.location["url"] and "400" in message.text
    return refused or re.search(r"://[^/]+/[a-z_]+/_stcore/(health|host-config)$", message.location["url"])


def _lost(request):
    """The stage gives up the request of a picture that a newer one has overtaken; any other must arrive."""
    return not ("/scene/" in request.url and "ERR_ABORTED" in str(request.failure))


def _elsewhere(url, server):
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.netloc != server
