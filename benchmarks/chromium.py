"""Chromium with this program's pages in it, as a reader has them who has not been here before."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks.hand import Hand
from slides.chromium import ARGUMENTS, found

HERE = Path(__file__).parent
MISSING = "no Chromium found"
PATIENCE = 30_000  # ms


@dataclass(frozen=True)
class Chromium:
    """A running one. port: where it listens for commands."""

    browser: Browser
    port: int

    def page(self) -> Page:
        """An empty page in a browser without any caches."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 720})
        context.set_default_timeout(PATIENCE)
        for script in ("watch.js", "frames.js"):
            context.add_init_script(path=HERE / script)
        return context.new_page()

    def visit(self, address: str) -> Page:
        """A page of the address, when it has its picture."""
        page = self.page()
        page.goto(address)
        page.evaluate("pictures.quiet()")
        return page

    def hand(self, page: Page) -> Hand:
        """A hand on a page."""
        return Hand(page, self.port)


@contextmanager
def chromium() -> Iterator[Chromium]:
    """The installed Chromium, while the context lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with sync_playwright() as playwright:
        arguments = (*ARGUMENTS, f"--remote-debugging-port={port}")
        browser = playwright.chromium.launch(executable_path=found(), args=arguments)
        yield Chromium(browser, port)
        browser.close()


def slider(page: Page, key: str) -> Locator:
    """The input of a slider."""
    return page.locator(f".st-key-{key} input[type=range]")


def thumb(page: Page, key: str) -> Locator:
    """What the hand takes a slider by."""
    return slider(page, key).locator("xpath=../..")
