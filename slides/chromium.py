"""The installed Chromium, without a window: what the slides, the tests and the benchmarks drive."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from slides.shot import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first takes least
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


def found() -> str | None:
    """Where it is, None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def check() -> None:
    """Raises Refused, with what to install, where there is no Chromium or nothing to drive it with."""
    if find_spec("playwright") is None:
        raise Refused("pictures need the package playwright: pip install -e '.[slides]'")
    if found() is None:
        raise Refused(f"pictures need Chromium on the path ({', '.join(BROWSERS)}): install the package chromium")


@contextmanager
def chromium(*arguments: str) -> Iterator["Browser"]:
    """A running one, while the context lasts. Raises Refused where there is none."""
    check()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=[*ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            browser.close()
