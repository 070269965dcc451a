"""Bytes that a first visit and a reload move, as Chromium counts what came over the network."""

from collections.abc import Iterator
from typing import Any

from benchmarks.chromium import MISSING, chromium, found
from benchmarks.row import Row
from benchmarks.server import APP, FLOOR, running

FIRST, AGAIN = "first visit, bytes", "reload, bytes"
MB = 1e6
LATER = 3000  # ms after the picture, for what comes behind it


def rows() -> Iterator[Row]:
    """The budgets of the two, of the home page."""
    if found() is None:
        yield Row(FIRST, "≤", 5.1, "MB", None, MISSING, "–")
        yield Row(AGAIN, "≤", 0.3, "MB", None, MISSING, "–")
        return
    with running(APP) as app, running(FLOOR) as floor:
        ours, theirs = _visits(app.address), _visits(floor.address)
    for what, limit, our, their in zip((FIRST, AGAIN), (5.1, 0.3), ours, theirs, strict=True):
        spread = f"{our.requests} answers; {our.messages / MB:.2g} MB of it by websocket"
        yield Row(what, "≤", limit, "MB", our.bytes / MB, spread, f"{their.bytes / MB:.3g} MB the floor's")


class Counted:
    """What has come over the network: HTTP with its headers as it travels, and the websocket's messages."""

    def __init__(self) -> None:
        self.bytes = self.messages = self.requests = 0

    def finished(self, event: dict[str, Any]) -> None:
        """An answer is there; one from a cache has no bytes."""
        self.bytes += event["encodedDataLength"]
        self.requests += event["encodedDataLength"] > 0

    def heard(self, event: dict[str, Any]) -> None:
        """A message, in base64 if it is binary."""
        frame = event["response"]
        size = len(frame["payloadData"]) * (3 / 4 if frame["opcode"] == 2 else 1)
        self.bytes += size
        self.messages += size


def _visits(server: str) -> tuple[Counted, Counted]:
    """A first visit and a reload."""
    first, again = Counted(), Counted()
    with chromium() as browser:
        page = browser.page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        for counted in (first, again):
            listeners = {"Network.loadingFinished": counted.finished, "Network.webSocketFrameReceived": counted.heard}
            for event, listener in listeners.items():
                network.on(event, listener)
            if counted is first:
                page.goto(f"http://{server}/")
            else:
                page.reload()
            page.evaluate("pictures.quiet()")
            page.wait_for_timeout(LATER)
            for event, listener in listeners.items():
                network.remove_listener(event, listener)
    return first, again
